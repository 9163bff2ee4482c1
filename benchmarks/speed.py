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

from geo import Article, Gazetteer, locate_all, read_articles
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
    for path in sorted(arguments.corpus.glob("*.jsonl")) if arguments.corpus else [SAMPLE]:
        throughput(path, gazetteer)
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


def throughput(path: Path, gazetteer: Gazetteer) -> None:
    problems: list[Exception] = []
    articles = list(read_articles(path, on_problem=problems.append))
    characters = sum(len(article.text) for article in articles)

    def scan(texts: Iterable[Article]) -> None:
        for article in texts:
            for _ in words(article.text):
                pass

    def locate(texts: Iterable[Article]) -> None:
        for _ in locate_all(texts, gazetteer=gazetteer):
            pass

    locate(articles[:50])  # what is read once for the process is not this file's
    pairs = [(seconds(lambda: locate(articles)), seconds(lambda: scan(articles))) for _ in range(3)]
    located = min(pair[0] for pair in pairs)
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
    print(
        f"{path.name:31} {len(articles) / located:.0f} articles/s   {characters / located / 1e6:.2f} MB/s   "
        f"{ratio:.0f} x cutting the same texts into words"
    )


if __name__ == "__main__":
    main()
