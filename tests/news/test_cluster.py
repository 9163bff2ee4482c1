"""What many processes add is what one adds: the same articles, places and stories, whoever dies on the way."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, KilledWorker, LocalCluster

from benchmarks.short import line, short_articles
from geo import Article, DatelineError, Gazetteer
from geo.errors import ArchiveUnreachable, ClusterError
from news import cluster, incoming, workers
from news.__main__ import main
from news.add import Adder
from news.archive import Archive
from news.cluster import ClusterAdder, connected
from news.records import Entry
from news.store import Store
from tests.news.archives import s3_address

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def scheduler(s3_port: int) -> Iterator[str]:
    """The address of one with two workers, which have the keys of the S3 server."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        silence_logs=50,
    ) as running:
        yield running.scheduler_address


@pytest.fixture
def client(scheduler: str) -> Iterator[Client]:
    with connected(scheduler) as client:
        yield client


@pytest.fixture
def articles(gazetteer: Gazetteer) -> list[Article]:
    """Short reports, with copies of some and rewrites of others days later, the last of them in two versions."""
    reports = list(short_articles(gazetteer, 400))
    close = [replace(article, published=date(2018, 7, 1) + timedelta(n // 60)) for n, article in enumerate(reports)]
    copies = [replace(article, id=f"copy of {article.id}", source="another") for article in close[::7]]
    cut = [
        replace(article, id=f"cut {article.id}", text=article.text.partition(". ")[0] + ".") for article in close[::11]
    ]
    mixed = [*close[:200], *copies, *close[200:], *cut]
    return [*mixed, replace(mixed[-1], text="It rained in Homs."), Article("empty", "\u200b")]


def add(adder: Adder | ClusterAdder, articles: Sequence[Article]) -> dict[str, int]:
    assert sum(adder.add(articles, origin="test")) == len(articles)
    adder.flush()
    return dict(adder.counts)


def content(archive: Archive) -> dict[str, Entry]:
    """What is in an archive, but for the moments."""
    snapshot = archive.snapshot()
    assert not snapshot.problems
    entries = snapshot.entries(snapshot.articles["number"].to_pylist()).values()
    assert len({entry.article.id for entry in entries}) == len(entries)
    return {entry.article.id: replace(entry, added=LONG_AGO, located=LONG_AGO) for entry in entries}


def fail(problem: DatelineError) -> None:
    raise AssertionError(problem)


def test_two_processes_keep_what_one_does(
    tmp_path: Path, address: str, client: Client, gazetteer: Gazetteer, articles: list[Article]
) -> None:
    alone, together = Archive.open(tmp_path / "alone"), Archive.open(address)
    told: dict[str, list[str]] = {"alone": [], "together": []}
    first = Adder(alone, gazetteer=gazetteer, on_problem=lambda problem: told["alone"].append(str(problem)))
    second = ClusterAdder(together, client, on_problem=lambda problem: told["together"].append(str(problem)), part_s=0)
    add(first, articles)
    counts = add(second, articles)
    assert told["alone"] == told["together"] == ["test: nothing is left of 'empty' after cleaning"]
    assert counts == {"new": len(articles) - 2}
    kept = content(together)
    assert kept == content(alone)
    assert sum(entry.copy for entry in kept.values()) >= 50
    assert sum(len(entry.events) for entry in kept.values()) > 700
    assert len(together.listing().parts["articles"]) > 1
    assert together.snapshot().stories == alone.snapshot().stories

    files = together.store.names()
    again = ClusterAdder(Archive.open(address), client, on_problem=lambda _: None)
    assert add(again, articles[:-2])["same"] == len(articles) - 3  # the one before the last is an old version
    assert again.counts["changed"] == 1
    assert files.keys() < together.store.names().keys()


def test_a_run_that_was_cut_off_goes_on(folder: Archive, client: Client, articles: list[Article]) -> None:
    some = articles[:300]
    adder = ClusterAdder(folder, client, on_problem=fail)
    adding = adder.add(iter(some), origin="test")
    next(adding)
    adding.close()
    adder.flush()
    assert adder.counts == {"new": cluster.BATCH}
    rest = ClusterAdder(Archive.open(folder.store.address), client, on_problem=fail)
    assert add(rest, some) == {"new": 300 - cluster.BATCH, "same": cluster.BATCH}
    assert content(folder).keys() == {article.id for article in some}


def test_a_worker_that_is_killed_loses_and_doubles_nothing(
    folder: Archive, client: Client, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "BATCH", 20)
    monkeypatch.setattr(cluster, "_PART_ARTICLES", 100)
    some = articles[:400]
    adder = ClusterAdder(folder, client, on_problem=fail)
    for nth, _ in enumerate(adder.add(iter(some), origin="test")):
        if nth in (5, 12):
            os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    adder.flush()
    assert adder.counts == {"new": 400}
    assert content(folder).keys() == {article.id for article in some}
    assert sum(part.rows for part in folder.listing().parts["articles"]) == 400


def test_what_is_done_twice_is_there_once(folder: Archive, articles: list[Article]) -> None:
    """As where a worker was taken for lost that was not."""
    now = datetime.now(UTC)
    name = "20181122T101500.123456Z-1f2e3d4c.articles.parquet"
    once, again = (workers.located(articles[:20], origin="test", located_by="x", now=now) for _ in range(2))
    stories = [cluster.Match() for _ in once.articles]
    workers.keep([once], stories, store=folder.store, name=name)
    before = folder.store.read(name)
    workers.keep([again], stories, store=folder.store, name=name)
    assert folder.store.read(name) == before
    assert len(folder.snapshot().articles) == 20


def test_another_adder_at_the_same_time(
    folder: Archive, client: Client, gazetteer: Gazetteer, articles: list[Article]
) -> None:
    one = ClusterAdder(folder, client, on_problem=fail, part_s=0)
    other = Adder(Archive.open(folder.store.address), gazetteer=gazetteer, on_problem=fail, part_s=0)
    thread = threading.Thread(target=add, args=(other, articles[150:250]))
    thread.start()
    add(one, articles[:200])
    thread.join()
    assert content(folder).keys() == {article.id for article in articles[:250]}


def test_no_more_is_on_its_way_than_the_workers_need(
    folder: Archive, client: Client, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "BATCH", 20)
    adder = ClusterAdder(folder, client, on_problem=fail)
    endless = (replace(articles[nth % 400], id=str(nth)) for nth in range(10**9))
    for _ in islice(adder.add(endless, origin="test"), 12):
        assert len(adder._batches) <= 2 * cluster._AHEAD
    assert adder.waiting < 12 * cluster.BATCH + 1
    adder.flush()
    assert adder.waiting == 0


def test_the_command_reads_from_a_store_and_tells_bad_lines(
    s3_port: int, scheduler: str, articles: list[Article], capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store.open(s3_address("bucket/cluster/in", s3_port))
    lines = [line(article) for article in articles[:300]]
    store.write("a.jsonl", "\n".join([*lines[:200], "broken", *lines[200:250]]).encode())
    store.write("b.jsonl", "\n".join(lines[250:]).encode())
    source, archive = (s3_address(f"bucket/cluster/{name}", s3_port) for name in ("in/*.jsonl", "archive"))
    arguments = ["add", "--yes", "--archive", archive, "--scheduler", scheduler, source]
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert "s3://bucket/cluster/in/a.jsonl:201: not JSON" in said.err
    assert said.out == "s3://bucket/cluster/archive: 300 new\n"
    assert content(Archive.open(archive)).keys() == {article.id for article in articles[:300]}
    main(arguments)
    assert capsys.readouterr().out == "s3://bucket/cluster/archive: 0 new, 300 there already\n"


def test_an_archive_that_may_not_be_written_to_ends_it(client: Client, articles: list[Article], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    adder = ClusterAdder(Archive.open(tmp_path / "folder"), client, on_problem=fail)
    adder._archive = Archive(Store.open(tmp_path / "file" / "archive"))
    with pytest.raises(ArchiveUnreachable):
        add(adder, articles[:10])


def test_a_worker_with_another_dateline_is_refused(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "edition", lambda: "another")
    with pytest.raises(ClusterError, match="another Dateline"), connected(scheduler):
        pass


def test_a_scheduler_that_is_not_there_is_told_in_seconds(
    folder: Archive, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_S", 1)
    began = time.monotonic()
    status = main(["add", "--archive", folder.store.address, "--scheduler", "tcp://127.0.0.1:1", "none.jsonl"])
    assert (status, time.monotonic() - began < 20) == (1, True)
    assert "tcp://127.0.0.1:1: no scheduler answers" in capsys.readouterr().err


def test_what_kills_every_worker_is_left_out_and_told(folder: Archive, articles: list[Article]) -> None:
    class Done:
        def __init__(self, make: Callable[[], Any]) -> None:
            self.make = make

        def done(self) -> bool:
            return True

        def result(self, timeout: float) -> Any:
            return self.make()

    class Here:
        """A cluster in this process, in which the second batch of articles kills what it comes to."""

        def nthreads(self) -> dict[str, int]:
            return {"here": 1}

        def submit(self, work: Callable[..., Any], *given: Any, pure: bool, **named: Any) -> Done:
            if work is workers.located and articles[260] in given[0]:
                return Done(self.killed)
            there = [[one.result(0) for one in some] if isinstance(some, list) and isinstance(some[0], Done)
                     else some.result if isinstance(some, Done) else some for some in given]  # fmt: skip
            if work is workers.told:
                return Done(lambda: work(there[0](0)))
            made = work(*there, **named)
            return Done(lambda: made)

        def killed(self) -> None:
            raise KilledWorker("located", "worker", 3)

    problems: list[str] = []
    adder = ClusterAdder(folder, Here(), on_problem=lambda problem: problems.append(str(problem)))
    add(adder, articles[:400])
    assert adder.counts == {"new": cluster.BATCH}
    assert len(problems) == 1
    assert "left out with 143 articles" in problems[0]
    assert not adder.knows(articles[260].id)
    assert len(content(folder)) == cluster.BATCH


def test_much_is_shared_and_ctrl_c_keeps_what_is_done(tmp_path: Path, articles: list[Article]) -> None:
    """The command alone at first, then with two processes, then interrupted as from a terminal."""
    path, archive = tmp_path / "articles.jsonl", Archive.open(tmp_path / "archive")
    path.write_text("\n".join(line(replace(articles[n % 400], id=f"short-{n}")) for n in range(40_000)))
    code = (
        # whatever started the tests may ignore it
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from news import cluster, incoming, __main__; "
        "incoming.MUCH, cluster.BATCH, cluster._PART_ARTICLES = 100, 50, 200; raise SystemExit(__main__.main())"
    )
    run = [sys.executable, "-c", code, "add", "--yes", "--archive", archive.store.address, "--workers", "2", str(path)]
    process = subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    while len(archive.listing().parts["articles"]) < 2:
        assert process.poll() is None
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    kept = content(archive)
    assert f"{len(kept):,} new" in said
    assert 200 < len(kept) < 40_000


def test_dask_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, json; import news.__main__, dashboard.query; print(json.dumps(sorted(sys.modules)))"
    said = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, check=True, capture_output=True)
    assert not {name.partition(".")[0] for name in json.loads(said.stdout)} & {"dask", "distributed"}
    assert incoming.MUCH == 10_000
