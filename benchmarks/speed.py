"""How fast Dateline is, on this machine and now: `make bench`, or `python -m benchmarks.speed [CORPUS_DIR]`.

Machines differ and are shared, so each figure stands beside a baseline that was measured in the same run, and their
ratio is what to compare. CORPUS_DIR is a folder of .jsonl files of articles to locate as well; without it the sample
articles are located over and over.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import ahocorasick_rs

from geo import Article, Gazetteer, locate, locate_all, read_articles
from geo.compiled import read
from geo.gazetteer import COMPILED, HEARD
from geo.names import words

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "articles.jsonl"
REPEATS = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", nargs="?", type=Path, help="a folder of .jsonl files of articles")
    parser.add_argument("--no-browser", action="store_true", help="leave the dashboard out")
    arguments = parser.parse_args()
    if arguments.corpus and not list(arguments.corpus.glob("*.jsonl")):
        parser.error(f"no .jsonl files in {arguments.corpus}")
    cold_start()
    gazetteer = Gazetteer.open()
    opening(gazetteer)
    linear(gazetteer)
    automaton = names_automaton()
    for path in sorted(arguments.corpus.glob("*.jsonl")) if arguments.corpus else [SAMPLE]:
        throughput(path, gazetteer, automaton)
    if not arguments.no_browser:
        from benchmarks.first_map import first_map

        first_map()


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def best(run: Callable[[], object], *, repeats: int = REPEATS) -> float:
    """The shortest of some runs: what is slower was the machine's other work."""
    return min(seconds(run) for _ in range(repeats))


def _process(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)


def cold_start() -> None:
    python = best(_process("-c", "import numpy"))
    command = best(_process("-m", "geo", "locate", "--text", "Shelling hit Daraa."))
    print(
        f"cold start, geo locate --text   {command:.2f} s   {command / python:.1f} x Python with numpy ({python:.2f} s)"
    )


def opening(gazetteer: Gazetteer) -> None:
    path = ROOT / "data" / "gazetteer.npz"
    read = best(path.read_bytes)
    opened = best(lambda: Gazetteer.open(additions=Path("none")))
    print(f"opening the gazetteer           {opened * 1000:.0f} ms   {opened / read:.1f} x reading the file's bytes")


def names_automaton() -> ahocorasick_rs.AhoCorasick:
    """A scanner for all names of the gazetteer, as they are folded, that finds the longest from left to right."""
    names = [key for key in read(COMPILED).trie if not key.startswith(HEARD)]
    return ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)


def throughput(path: Path, gazetteer: Gazetteer, automaton: ahocorasick_rs.AhoCorasick) -> None:
    problems: list[Exception] = []
    articles = list(read_articles(path, on_problem=problems.append))
    characters = sum(len(article.text) for article in articles)

    def scan(texts: Iterable[Article]) -> None:
        for article in texts:
            for _ in words(article.text):
                pass

    def find(texts: Iterable[Article]) -> None:
        for article in texts:
            automaton.find_matches_as_indexes(article.text.lower())

    def locate(texts: Iterable[Article]) -> None:
        for _ in locate_all(texts, gazetteer=gazetteer):
            pass

    locate(articles[:50])  # what is read once for the process is not this file's
    runs = [[seconds(lambda f=each: f(articles)) for each in (locate, scan, find)] for _ in range(3)]
    located = min(run[0] for run in runs)
    words_ratio, names_ratio = (statistics.median(run[0] / run[other] for run in runs) for other in (1, 2))
    print(
        f"{path.name:31} {len(articles) / located:.0f} articles/s   {characters / located / 1e6:.2f} MB/s   "
        f"{words_ratio:.0f} x cutting the same texts into words, {names_ratio:.0f} x an Aho-Corasick scan for the names"
    )


def linear(gazetteer: Gazetteer) -> None:
    """One article of names alone, a hundred thousand characters and a million."""
    times = []
    for count in (1_000, 10_000, 100_000):
        text = " and ".join(["Daraa", "Idlib", "Springfield", "Paris", "Tripoli"][at % 5] for at in range(count))
        article = Article("long", text)
        times.append(seconds(lambda one=article: locate(one, gazetteer=gazetteer)))
    print(
        f"one article of 1,000, 10,000 and 100,000 names (1 MB)   {times[0]:.2f} s, {times[1]:.2f} s, {times[2]:.2f} s"
    )


if __name__ == "__main__":
    main()
