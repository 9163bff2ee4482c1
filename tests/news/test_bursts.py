"""What comes slowly is not waited for until there is much of it."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.archive import Archive
from news.bursts import Bursts

ROOT = Path(__file__).parents[2]


@given(st.lists(st.integers(), max_size=300))
def test_what_is_there_comes_at_once_and_in_order(numbers: list[int]) -> None:
    bursts = [list(burst) for burst in Bursts(iter(numbers), longest_s=60)]
    assert bursts == ([numbers] if numbers else [])


def test_a_burst_ends_though_more_may_come() -> None:
    coming: Queue[int | None] = Queue()
    bursts = iter(Bursts(iter(coming.get, None), longest_s=0.2))
    coming.put(1)
    coming.put(2)
    assert list(next(bursts)) == [1, 2]
    coming.put(3)
    began = time.monotonic()
    assert list(next(bursts)) == [3]
    assert time.monotonic() - began >= 0.2
    coming.put(None)
    assert list(bursts) == []


def test_one_after_the_other_without_a_pause_ends_as_well() -> None:
    def coming() -> Iterator[int]:
        for number in range(20):
            time.sleep(0.05)
            yield number

    bursts = [list(burst) for burst in Bursts(coming(), longest_s=0.3)]
    assert [number for burst in bursts for number in burst] == list(range(20))
    assert len(bursts) > 1


def test_what_goes_wrong_is_told_once_to_the_one_who_takes() -> None:
    def coming() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    bursts = iter(Bursts(coming(), longest_s=60))
    burst = next(bursts)
    assert next(burst) == 1
    with pytest.raises(OSError, match="gone"):
        next(burst)
    assert list(bursts) == []


@pytest.fixture
def piped(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The command, which waits for articles and keeps them after a second."""
    code = (
        "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "  # as from a terminal
        "from news import incoming; incoming.PART_S = 1.0; "
        "runpy.run_module('news', run_name='__main__', alter_sys=True)"
    )
    command = [sys.executable, "-c", code, "add", "-", "--archive", str(tmp_path / "archive")]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        yield process
        process.kill()


def say(process: "subprocess.Popen[bytes]", *ids: str) -> None:
    assert process.stdin
    for id_ in ids:
        process.stdin.write(json.dumps({"id": id_, "text": f"Shells fell on Idlib, {id_}."}).encode() + b"\n")
    process.stdin.flush()


def wait_for(archive: Archive, *ids: str) -> None:
    until = time.monotonic() + 60
    while True:
        snapshot = archive.snapshot()
        if all(snapshot.number_of(id_) is not None for id_ in ids):
            return
        assert time.monotonic() < until, f"{len(snapshot.articles)} articles are kept"
        time.sleep(0.1)


def test_an_article_is_kept_while_the_next_is_waited_for(piped: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    """By a pipe that stays open: what is not kept would be lost with the process."""
    archive = Archive.open(tmp_path / "archive")
    say(piped, "a", "b")
    wait_for(archive, "a", "b")
    say(piped, "c")
    wait_for(archive, "c")
    piped.kill()
    wait_for(archive, "a", "b", "c")


@pytest.mark.parametrize("how", ["end", "Ctrl-C"])
def test_it_ends_with_its_input_and_by_hand(piped: "subprocess.Popen[bytes]", tmp_path: Path, how: str) -> None:
    say(piped, "a", "b")
    wait_for(Archive.open(tmp_path / "archive"), "a", "b")
    if how == "Ctrl-C":
        piped.send_signal(signal.SIGINT)
        piped.wait(60)  # though its input is not at an end
    said, errors = piped.communicate(timeout=60)
    assert piped.returncode == (130 if how == "Ctrl-C" else 0)
    assert said.decode().rstrip().endswith("2 new")
    assert errors == b""
