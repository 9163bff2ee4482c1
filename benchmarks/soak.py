"""Whether the dashboard holds for long under load, while articles come in: `python -m benchmarks.soak`.

    python -m benchmarks.soak [--minutes 10] [--sessions 40] [--browsers 2] [--adders 2] [--articles 10000]

Runs the dashboard as `make run` does over a synthetic archive. One reader first asks for everything once, each export
too, so that all is loaded that is loaded once. Then the sessions and the adders (`python -m news add -`, fed as news
comes, in bursts too, some articles by both) start at one moment. An article is removed and a name corrected now and
then, and `compact` runs in the middle. Of the sessions, --browsers are real Chromium pages, the others speak
Streamlit's protocol. Exits 1 where something asked for does not hold.

Streamlit keeps a session that has left for two minutes, in case its reader comes back: for so long there are ever more
of them, and memory and open files are measured from then on. The most of the first minute behind this warm-up is the
level that is not left by more than a tenth until the end.
"""

import argparse
import asyncio
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import chain, islice, tee
from pathlib import Path

from playwright.async_api import async_playwright

from benchmarks.archive import changed, reports, write_synthetic
from benchmarks.dashboard import ROOT, Server, Session, served
from benchmarks.visitors import Diary, Visitor, browse
from geo import Article
from geo.locate import default_gazetteer
from news.archive import Archive
from news.output import article_row
from news.snapshot import Snapshot
from tests.browser.running import QUIET, chromium

ARTICLES = 10_000  # that are there before
WARM_UP_S, FIRST_S = 130.0, 60.0  # until the measuring begins; whose level is the measure
GROWTH = 0.10  # of memory
FILES = 3  # of a session: how many have left within the last two minutes is chance
ANSWER_S = 10.0  # 95 of 100 answers; forty sessions at once wait for one another
PER_S, BURST, BURST_EVERY_S = 1.5, 60, 45.0  # articles of one adder
TWICE = 10  # every so many-th article is brought by all adders
SAYS_EVERY_S = 40.0  # a removal, a correction
_BAD = re.compile(r"Traceback|Error|Exception|WARN", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sample:
    """What the server took at a moment: seconds from the warm-up's end, MB of its own and its share, threads, files."""

    at: float
    memory_mb: float
    threads: int
    files: int


@dataclass(slots=True)
class Soak:
    """A run: what was measured, sent, and done to the archive."""

    server: Server
    archive: Archive
    diary: Diary = field(default_factory=Diary)
    samples: list[Sample] = field(default_factory=list)
    sent: list[set[str]] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    corrected: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--sessions", type=int, default=40, help="in all")
    parser.add_argument("--browsers", type=int, default=2 if chromium() else 0, help="of these in Chromium")
    parser.add_argument("--adders", type=int, default=2)
    parser.add_argument("--articles", type=int, default=ARTICLES, help="synthetic ones that are there before")
    parser.add_argument("--samples", type=Path, metavar="FILE", help="write the measurements of each second here (CSV)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-soak-") as folder:
        write_synthetic(Path(folder) / "archive", options.articles)
        with served(Path(folder) / "archive") as server:
            run = Soak(server, Archive.open(Path(folder) / "archive"))
            asyncio.run(soak(run, options))
            held = judged(run, options.sessions)
    if options.samples:
        lines = (f"{s.at:.1f},{s.memory_mb:.1f},{s.threads},{s.files}\n" for s in run.samples)
        options.samples.write_text("".join(["seconds,memory_mb,threads,files\n", *lines]))
    sys.exit(not held)


async def soak(run: Soak, options: argparse.Namespace) -> None:
    """Warm up, then all at once until the time is over."""
    feeds = _feeds(options.adders)
    run.sent = [set() for _ in feeds]
    _learn(run)
    await Visitor(run.server, run.diary, seed=0).everything()
    run.diary.times.clear()
    clock = asyncio.get_running_loop().time
    visitors = [Visitor(run.server, run.diary, 1 + n) for n in range(options.sessions - options.browsers)]
    start = clock() + WARM_UP_S
    until = start + options.minutes * 60
    async with AsyncExitStack() as stack:
        coming = [visitor.live(until) for visitor in visitors]
        if options.browsers:
            playwright = await stack.enter_async_context(async_playwright())
            browser = await playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
            stack.push_async_callback(browser.close)
            coming += [browse(browser, run.server, run.diary, -n, until) for n in range(1, options.browsers + 1)]
        measured = asyncio.create_task(_measure(run, start))
        await asyncio.gather(
            *coming,
            *(_adder(run, feed, sent, until) for feed, sent in zip(feeds, run.sent, strict=True)),
            _editor(run, until),
            _compacted(run, start + options.minutes * 30),
        )
        measured.cancel()
    await _agrees(run)


def _feeds(adders: int) -> list[Iterator[dict[str, object]]]:
    """What each adder is fed: articles of its own and, now and then, one that all bring."""

    def feed(number: int, articles: Iterator[Article]) -> Iterator[dict[str, object]]:
        for nth, article in enumerate(articles):
            row = article_row(article)
            if nth % TWICE:
                row |= {"id": f"{number}/{article.id}", "text": f"{article.text} {number}"}
            yield row

    originals = tee(changed(reports(None), default_gazetteer()), adders)
    feeds = [feed(number, articles) for number, articles in enumerate(originals)]
    return [chain([next(some)], some) for some in feeds]  # what is made before the first takes long


async def _adder(run: Soak, feed: Iterator[dict[str, object]], sent: set[str], until: float) -> None:
    """`python -m news add -`, fed until a moment and then to its end."""
    adder = await _news(run, "add", "-", fed=True)
    assert adder.stdin
    clock = asyncio.get_running_loop().time
    burst = clock() + BURST_EVERY_S
    while clock() < until:
        due = clock() >= burst
        burst += BURST_EVERY_S * due
        for row in islice(feed, BURST if due else 1):
            sent.add(str(row["id"]))
            adder.stdin.write(json.dumps(row).encode() + b"\n")
        await adder.stdin.drain()
        await asyncio.sleep(1 / PER_S)
    adder.stdin.close()
    await _ended(run, adder, "add")


async def _editor(run: Soak, until: float) -> None:
    """Removes an article and corrects a name, now and then."""
    clock, chance = asyncio.get_running_loop().time, random.Random(0)
    while clock() + SAYS_EVERY_S < until:
        await asyncio.sleep(SAYS_EVERY_S)
        _learn(run)
        (gone, _), (wrong, start) = chance.sample(run.diary.reads, 2)
        entry = run.archive.snapshot().entry(wrong)
        assert entry
        name = next(e.placement.mention for e in entry.events if e.placement.mention.start == start)
        await _ended(run, await _news(run, "remove", gone, "--by", "soak"), "remove")
        run.removed.add(gone)
        span = f"{name.start}:{name.end}"
        await _ended(run, await _news(run, "correct", wrong, span, "--no-place", "--by", "soak"), "correct")
        run.corrected += 1
        _learn(run)


async def _compacted(run: Soak, at: float) -> None:
    await asyncio.sleep(at - asyncio.get_running_loop().time())
    await _ended(run, await _news(run, "compact"), "compact")


async def _news(run: Soak, *words: str, fed: bool = False) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "news", *words, "--archive", run.archive.store.address),
        cwd=ROOT,
        stdin=subprocess.PIPE if fed else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


async def _ended(run: Soak, process: asyncio.subprocess.Process, what: str) -> None:
    _, said = await process.communicate()
    run.diary.done[what] += 1
    if process.returncode:
        run.diary.problem(f"news {what} ended with {process.returncode}: {said.decode()[-300:]}")


def _learn(run: Soak) -> None:
    """Some of the latest articles with a mention, for the readers to open."""
    snapshot = run.archive.snapshot()
    numbers = snapshot.articles["number"].to_pylist()[-200::4]
    run.diary.reads = [
        (entry.article.id, entry.events[0].placement.mention.start)
        for entry in snapshot.entries(numbers).values()
        if entry.events
    ]


async def _measure(run: Soak, start: float) -> None:
    """Each second. The proportional set size: what others map as well counts in part."""
    proc, clock = Path(f"/proc/{run.server.process}"), asyncio.get_running_loop().time
    while True:
        pss = re.search(r"^Pss:\s+(\d+)", (proc / "smaps_rollup").read_text(), re.MULTILINE)
        assert pss
        threads, files = (len(list((proc / name).iterdir())) for name in ("task", "fd"))
        run.samples.append(Sample(clock() - start, int(pss[1]) / 1024, threads, files))
        await asyncio.sleep(1)


async def _agrees(run: Soak) -> None:
    """A new page says what the archive holds."""
    snapshot = run.archive.snapshot()
    async with run.server.connection() as connection:
        session = Session(connection)
        await session.ask("")
    said = " ".join(delta.new_element.markdown.body for delta in session.drawn)
    for wanted in (f"Where {len(snapshot.articles):,} news reports", f" {snapshot.stories:,} stories"):
        if wanted not in said:
            run.diary.problem(f"the page does not say {wanted!r}")


def judged(run: Soak, sessions: int) -> bool:
    """Print the table; whether all holds that is asked for."""
    snapshot, diary = run.archive.snapshot(), run.diary
    sent = set().union(*run.sent)
    lost, twice = _lost(run, snapshot, sent), _twice(snapshot)
    log = [line for line in run.server.log.read_text().splitlines() if _BAD.search(line)]
    first = [sample for sample in run.samples if 0 <= sample.at <= FIRST_S]
    later = [sample for sample in run.samples if sample.at > FIRST_S] or first
    done = ", ".join(f"{count:,} x {name}" for name, count in diary.done.most_common())
    print(f"done                     {done}; {len(sent):,} articles, {run.corrected} corrected")
    lines = [
        ("errors shown", len(diary.problems), 0, ""),
        ("complaints in the log", len(log), 0, ""),
        ("articles lost", len(lost), 0, ""),
        ("articles twice", len(twice), 0, ""),
        ("95 of 100 answers", _percentile(diary.times), ANSWER_S, " s"),
        ("the slowest answer", max(diary.times, default=0.0), 60.0, " s"),
        ("memory", _most(later, "memory_mb"), _most(first, "memory_mb") * (1 + GROWTH), " MB"),
        # a run of the page for each session, where all come together
        ("threads", _most(later, "threads"), _least(first, "threads") + sessions, ""),
        ("open files", _most(later, "files"), _most(first, "files") + FILES * sessions, ""),
    ]
    for name, found, most, unit in lines:
        print(f"{name:24} {found:8,.5g}{unit:3}  at most {most:,.5g}{unit:3}  {'' if found <= most else 'NOT HELD'}")
    for line in [*diary.problems[:20], *log[:20], *sorted(lost)[:5], *sorted(twice)[:5]]:
        print(f"  {line}")
    return all(found <= most for _, found, most, _ in lines)


def _lost(run: Soak, snapshot: Snapshot, sent: Iterable[str]) -> set[str]:
    there = {entry.article.id for entry in snapshot.entries(snapshot.articles["number"].to_pylist()).values()}
    wrong = {f"{id_} is still there" for id_ in run.removed & there}
    return wrong | {f"{id_} is lost" for id_ in set(sent) - there - run.removed} | {*snapshot.problems}


def _twice(snapshot: Snapshot) -> set[str]:
    numbers = snapshot.articles["number"].to_pylist()
    ids = Counter(entry.article.id for entry in snapshot.entries(numbers).values())
    return {f"{id_} is there {count} times" for id_, count in ids.items() if count > 1}


def _most(samples: Iterable[Sample], of: str) -> float:
    return float(max(getattr(sample, of) for sample in samples))


def _least(samples: Iterable[Sample], of: str) -> float:
    return float(min(getattr(sample, of) for sample in samples))


def _percentile(times: list[float]) -> float:
    return sorted(times)[len(times) * 95 // 100] if times else 0.0


if __name__ == "__main__":
    main()
