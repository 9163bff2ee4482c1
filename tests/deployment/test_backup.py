"""A backup by deploy/backup.sh while others add, correct, remove and compact, and an archive restored from it."""

import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from news.archive import Archive
from news.compact import compact
from tests.news.archives import DARAA, NAWA, correction, entry, removal

BACKUP = Path(__file__).parents[2] / "deploy" / "backup.sh"


@pytest.fixture(autouse=True)
def _rsync() -> None:
    if shutil.which("rsync") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no rsync is installed")


def backup(source: Path, target: Path) -> None:
    subprocess.run([BACKUP, source, target], check=True, timeout=60)


def restore(backup: Path, folder: Path) -> Archive:
    """As docs/deployment.md says."""
    subprocess.run(["rsync", "--archive", f"{backup}/", f"{folder}/"], check=True, timeout=60)
    return Archive.open(folder)


def state(archive: Archive) -> tuple[object, ...]:
    """Everything that people see of it."""
    snapshot = archive.snapshot()
    entries = snapshot.entries(snapshot.articles["number"].to_pylist()).values()
    return {one.article.id: one for one in entries}, snapshot.corrections, snapshot.problems


def test_a_backup_taken_while_others_are_at_work_misses_nothing_that_was_there(tmp_path: Path) -> None:
    live = Archive.open(tmp_path / "live")
    live.keep([entry(f"before-{number}") for number in range(20)])
    stop = Event()
    added: list[str] = []

    def work() -> None:
        while not stop.is_set() and len(added) < 400:
            one = entry(f"during-{len(added):03}")
            live.keep([one])
            live.correct([correction(one, "Daraa")])
            added.append(one.article.id)
            if len(added) % 40 == 0:
                live.remove([removal(one.article.id)])
                compact(live, grace=timedelta(seconds=1))

    worker = Thread(target=work)
    worker.start()
    copies = []
    try:
        for number in range(4):
            while len(added) < 15 * (number + 1) and worker.is_alive():
                stop.wait(0.01)
            known = list(added)
            backup(tmp_path / "live", tmp_path / "backup")
            copies.append((known, restore(tmp_path / "backup", tmp_path / f"restored-{number}")))
        while len(added) == len(known) and worker.is_alive():
            stop.wait(0.01)
    finally:
        stop.set()
        worker.join()
    for known, restored in copies:
        found = restored.snapshot()
        held = {one.article.id for one in found.entries(found.articles["number"].to_pylist()).values()}
        assert not found.problems
        assert {f"before-{number}" for number in range(20)} <= held
        assert {id_ for number, id_ in enumerate(known, 1) if number % 40} <= held
        assert {id_ for number, id_ in enumerate(known, 1) if number % 40} <= set(found.corrections)
    assert len(added) > len(copies[-1][0]) > 0, "nothing was added meanwhile"

    backup(tmp_path / "live", tmp_path / "backup")
    restored = restore(tmp_path / "backup", tmp_path / "restored")
    assert state(restored) == state(live)
    restored.keep([entry("after", f"Shells fell on {NAWA.name}.", named=(NAWA,))])  # and it goes on from there
    assert len(restored.snapshot().articles) == len(live.snapshot().articles) + 1
    assert DARAA in restored.snapshot().places


def test_a_second_backup_copies_only_what_is_new_and_keeps_what_was_there(tmp_path: Path) -> None:
    live = Archive.open(tmp_path / "live")
    live.keep([entry("1")])
    backup(tmp_path / "live", tmp_path / "backup")
    before = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "backup").iterdir()}
    (tmp_path / "live" / ".writing-half").write_bytes(b"half")
    live.keep([entry("2")])
    backup(tmp_path / "live", tmp_path / "backup")
    after = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "backup").iterdir()}
    assert before.items() < after.items()
    assert len(after) == len(before) + 1
