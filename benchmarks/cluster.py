"""What more processes gain, and what a lost one costs: `python -m benchmarks.cluster [--million]`.

Short articles of benchmarks/short.py are added by this process and by two workers in turns, so that the machine's
other work slows both; then 10,000 and 100,000 of them, with --million 1,000,000 too, by two workers from a file into an
archive on this machine, all included but the workers' start; then 10,000 again, with one of the workers killed halfway.
"""

import argparse
import math
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from distributed import Client

from benchmarks.short import line, short_articles
from benchmarks.speed import seconds
from geo import Article, DatelineError
from geo.locate import default_gazetteer
from news import cluster
from news.add import Adder
from news.archive import Archive
from news.cluster import ClusterAdder
from news.compact import compact
from news.read import read

WORKERS = 2
SIZES = (10_000, 100_000)
MILLION = 1_000_000
_TURNS, _A_TURN = 4, 6_144


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--million", action="store_true", help="a million articles too: half an hour")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, metavar="N", help="instead of these numbers")
    arguments = parser.parse_args()
    sizes = [*arguments.sizes, *([MILLION] if arguments.million else [])]
    with tempfile.TemporaryDirectory(prefix="dateline-cluster-") as folder:
        began = time.perf_counter()
        with cluster.local(WORKERS) as client:
            print(f"{WORKERS} workers started            {time.perf_counter() - began:.1f} s")
            ratio(client, Path(folder))
            growth(client, Path(folder), sizes)
            if sizes:
                killed(client, Path(folder), sizes[0])
    print(f"peak memory of the process that adds   {_peak():.0f} MB, which located as well")


def ratio(client: Client, folder: Path) -> None:
    """Two processes beside one: in turns, each with other articles of the same kind."""
    articles = short_articles(default_gazetteer(), 2 * _A_TURN * (_TURNS + 1))
    alone = Adder(Archive.open(folder / "alone"), on_problem=_stop)
    together = ClusterAdder(Archive.open(folder / "together"), client, on_problem=_stop)
    one_s, two_s = [], []
    for _ in range(_TURNS + 1):
        some, others = list(islice(articles, _A_TURN)), list(islice(articles, _A_TURN))
        one_s.append(seconds(lambda: list(alone.add(some, origin="benchmark"))))  # noqa: B023 - run at once
        two_s.append(seconds(lambda: _all(together, others)))  # noqa: B023 - run at once
    one, two = sum(one_s[1:]), sum(two_s[1:])  # what is read once for a process is no article's
    rates = (f"{_TURNS * _A_TURN / took:.0f}/s" for took in (one, two))
    print("one process, {}; two, {}   ".format(*rates) + f"{one / two:.2f} times one")


def growth(client: Client, folder: Path, sizes: list[int]) -> None:
    """How the time grows with the number of articles, as the exponent of a power."""
    before: tuple[int, float] | None = None
    for number in sizes:
        address = folder / f"archive-{number}"
        took, adder = _added(client, _file(folder, number), address)
        archive = Archive.open(address)
        assert adder.counts["new"] == len(archive.snapshot().articles) == number
        grown = f"   exponent {math.log(took / before[1]) / math.log(number / before[0]):.2f}" if before else ""
        megabytes = sum(archive.store.names().values()) / 1e6
        print(
            f"{number:,} articles by {WORKERS} workers   {took:.0f} s, {number / took:.0f}/s, {megabytes:.1f} MB{grown}"
        )
        merged_s = seconds(lambda: compact(archive))  # noqa: B023 - run at once
        print(f"   its parts merged in one process   {merged_s:.1f} s")
        print(f"   peak memory of a worker so far   {max(client.run(_peak).values()):.0f} MB")
        before = number, took


def killed(client: Client, folder: Path, number: int) -> None:
    """One of the workers is killed halfway."""
    path, address = _file(folder, number), folder / "killed"
    undisturbed_s, _ = _added(client, path, folder / "undisturbed")
    took, adder = _added(client, path, address, kill_after=number // 2)
    archive = Archive.open(address)
    rows = sum(part.rows for part in archive.listing().parts["articles"])
    assert adder.counts["new"] == rows == len(archive.snapshot().articles) == number
    print(f"one of {WORKERS} workers killed halfway   {took:.0f} s instead of {undisturbed_s:.0f} s; "
          f"{rows:,} of {number:,} articles there, none twice")  # fmt: skip


def _added(client: Client, path: Path, address: Path, *, kill_after: int = 0) -> tuple[float, ClusterAdder]:
    adder = ClusterAdder(Archive.open(address), client, on_problem=_stop)
    began, looked_at = time.perf_counter(), 0
    for some in adder.add(_read(path), origin=path.name):
        looked_at += some
        if looked_at - some < kill_after <= looked_at:
            os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    adder.flush()
    return time.perf_counter() - began, adder


def _all(adder: ClusterAdder, articles: list[Article]) -> None:
    for _ in adder.add(articles, origin="benchmark"):
        pass
    adder.flush()


def _read(path: Path) -> Iterator[Article]:
    return read(str(path), on_problem=_stop)


def _file(folder: Path, number: int) -> Path:
    path = folder / f"{number}.jsonl"
    if not path.exists():
        with path.open("w", encoding="utf-8") as file:
            file.writelines(line(article) + "\n" for article in short_articles(default_gazetteer(), number))
    return path


def _peak() -> float:
    """The most memory that this process ever held, in MB; getrusage counts what its parent held when it began."""
    said = Path("/proc/self/status").read_text(encoding="ascii")
    return int(said.partition("VmHWM:")[2].split()[0]) / 1e3


def _stop(problem: DatelineError) -> None:
    sys.exit(str(problem))


if __name__ == "__main__":
    main()
