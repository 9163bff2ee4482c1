"""How well articles are grouped by story, and how fast: `python -m benchmarks.stories [CORPUS_DIR]`.

Precision and recall on the pairs of `tests/gold/stories.jsonl`, each pair alone, by kind; those held back were not
looked at when the weights were fitted. The time per article, a median, stands beside that of `geo.locate` for it.
CORPUS_DIR is a folder of .jsonl files of articles: how many of them are linked, and they give the texts for the speed.

    python -m benchmarks.stories --fit CORPUS_DIR

fits the weights of `news/stories.py` anew, to the pairs that are not held back and to articles of CORPUS_DIR beside
those most like them, which are taken for other stories where they are no copies.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from operator import truediv
from pathlib import Path
from statistics import median
from zlib import crc32

import numpy as np

from benchmarks.tables import aligned, figure
from geo import Article, Gazetteer, locate, locate_all, read_articles
from news.stories import Match, Signs, Stories, is_copy

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "gold" / "stories.jsonl"
REMEMBERED = (1_000, 10_000, 100_000)
TIMED = 500  # articles that are timed at each of these
SHORT = 400  # characters
RIDGE = 0.005  # how strongly weights are drawn to zero, by cross-validation over groups of the tuned pairs
UNLIKE = 0.5  # what the articles of a corpus weigh beside the pairs, all together


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles, and whether they tell one story. Pairs of one group share articles, so none is held back alone."""

    id: str
    kind: str
    same: bool
    a: Article
    b: Article

    @property
    def held_back(self) -> bool:
        return crc32(self.id.partition("/")[0].encode()) % 10 < 4


@dataclass(frozen=True, slots=True)
class Score:
    """Of pairs: how many were linked, rightly or not, and how many are of one story."""

    pairs: int
    linked: int
    right: int
    same: int

    @property
    def precision(self) -> float | None:
        return self.right / self.linked if self.linked else None

    @property
    def recall(self) -> float | None:
        return self.right / self.same if self.same else None


def read_pairs() -> list[Pair]:
    return [
        Pair(row["id"], row["kind"], row["same"], *(_article(f"{row['id']}#{side}", row[side]) for side in "ab"))
        for row in map(json.loads, GOLD.read_text("utf-8").splitlines())
    ]


def _article(id_: str, row: dict[str, str]) -> Article:
    published = date.fromisoformat(row["published"])
    return Article(id_, row["text"], title=row["title"], source=row["source"], published=published)


def match(pair: Pair) -> Match:
    """What is found of the second article of a pair, where nothing but the first is known."""
    stories = Stories()
    stories.match(pair.a, pair.a.published)
    return stories.match(pair.b, pair.b.published)


def measure(pairs: Sequence[Pair]) -> Score:
    linked = [pair for pair in pairs if match(pair).story]
    return Score(len(pairs), len(linked), sum(p.same for p in linked), sum(p.same for p in pairs))


def quality(pairs: Sequence[Pair]) -> str:
    parts = {"tuned": [p for p in pairs if not p.held_back], "held back": [p for p in pairs if p.held_back]}
    rows = [["", "kind", *(cell for part in parts for cell in (part, "linked", "precision", "recall"))]]
    rows.append(["all", "", *(cell for of in parts.values() for cell in _cells(measure(of)))])
    for other, kind in sorted({(not pair.same, pair.kind) for pair in pairs}):
        chosen = ([p for p in of if (p.same, p.kind) == (not other, kind)] for of in parts.values())
        rows.append(["other" if other else "same", kind, *(cell for of in chosen for cell in _cells(measure(of)))])
    return aligned(rows, left=2)


def _cells(score: Score) -> list[str]:
    return [str(score.pairs), str(score.linked), figure(score.precision), figure(score.recall)]


def fit(folder: Path) -> tuple[float, list[float]]:
    """The start and the weights that tell the pairs best apart, and hold the articles of a corpus apart."""
    signs: list[Signs] = []
    same, counts = list[bool](), list[float]()
    tuned = [pair for pair in read_pairs() if not pair.held_back]
    for pair in tuned:
        stories = Stories()
        stories.match(pair.a, pair.a.published)
        found = stories.compare(pair.b, pair.b.published)
        signs += map(found.signs, found.alike)
        same += [pair.same] * len(found.alike)
        counts += [1.0] * len(found.alike)
    unlike = [found for path in sorted(folder.glob("*.jsonl")) for found in _unlike(path)]
    signs += unlike
    same += [False] * len(unlike)
    counts += [UNLIKE * len(tuned) / len(unlike)] * len(unlike)
    return _logistic(np.array(signs, float), np.array(same, float), np.array(counts))


def _unlike(path: Path) -> Iterator[Signs]:
    stories = Stories()
    for article in _by_day(path):
        found = stories.compare(article, article.published)
        yield from (found.signs(known) for known in found.alike if not is_copy(found.sketch, known))
        stories.remember(article, article.published, "")


def _logistic(signs: np.ndarray, same: np.ndarray, counts: np.ndarray) -> tuple[float, list[float]]:
    """Logistic regression with a ridge on standardized signs, by Newton's method."""
    middle, spread = signs.mean(axis=0), signs.std(axis=0)
    rows = np.column_stack([np.ones(len(signs)), (signs - middle) / spread])
    ridge = np.diag([0.0, *[RIDGE * counts.sum()] * signs.shape[1]])
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (counts * (same - chance)) - ridge @ weights
        bend = (rows * (counts * chance * (1 - chance))[:, None]).T @ rows + ridge
        weights += np.linalg.solve(bend, slope)
    steps = weights[1:] / spread
    return float(weights[0] - steps @ middle), steps.tolist()


def _by_day(path: Path) -> list[Article]:
    articles = read_articles(path, on_problem=lambda problem: print(problem, file=sys.stderr))
    return sorted((a for a in articles if a.published), key=lambda a: (a.published, a.id))


def links(path: Path) -> str:
    """How many articles of a file are told to be of an earlier one's story."""
    stories, found = Stories(), Counter[str]()
    articles = _by_day(path)
    for article in articles:
        match = stories.match(article, article.published)
        found["copy" if match.copy else "same story" if match.story else "first"] += 1
    return f"{path.name:31} {len(articles)} with a day: " + ", ".join(f"{n} {what}" for what, n in found.most_common())


def varied(articles: Sequence[Article], count: int) -> Iterator[Article]:
    """Articles over and over, each time with one word in eight changed for another article's."""
    chance = random.Random(1)
    words = [word for article in articles for word in article.text.split()]
    for number in range(count):
        article = articles[number % len(articles)]
        text = " ".join(
            chance.choice(words) if number >= len(articles) and chance.random() < 1 / 8 else word
            for word in article.text.split(" ")
        )
        yield replace(article, id=str(number), text=text)


def speed(articles: Sequence[Article], gazetteer: Gazetteer) -> str:
    stories = Stories()
    reports = varied(articles, max(REMEMBERED) + TIMED)
    rows = [["remembered", "µs an article", "of geo.locate", "linked"]]
    known = 0
    list(locate_all(articles[:100], gazetteer=gazetteer))  # what is read once for the process is not timed
    for size in REMEMBERED:
        for article in islice(reports, size - known):
            stories.match(article, article.published)
        known = size + TIMED
        matching, locating, linked = list[float](), list[float](), 0
        for article in islice(reports, TIMED):
            start = time.perf_counter()
            linked += bool(stories.match(article, article.published).story)
            matched = time.perf_counter()
            locate(article, gazetteer=gazetteer)
            matching.append(matched - start)
            locating.append(time.perf_counter() - matched)
        ratio = median(map(truediv, matching, locating))
        rows.append([f"{size:,}", f"{median(matching) * 1e6:.0f}", f"{ratio:.1%}", f"{linked / TIMED:.0%}"])
    return aligned(rows, left=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", nargs="?", type=Path, help="a folder of .jsonl files of articles")
    parser.add_argument("--fit", action="store_true", help="print the weights, fitted anew")
    arguments = parser.parse_args()
    paths = sorted(arguments.corpus.glob("*.jsonl")) if arguments.corpus else []
    if arguments.corpus and not paths:
        parser.error(f"{arguments.corpus}: no .jsonl file in it")
    if arguments.fit:
        if not paths:
            parser.error("--fit needs a folder of articles")
        start, weights = fit(arguments.corpus)
        print(f"START = {start:.2f}\nWEIGHTS = ({', '.join(f'{weight:.2f}' for weight in weights)})")
        return
    pairs = read_pairs()
    print(quality(pairs), end="\n\n")
    for path in paths:
        print(links(path))
    articles = [a for path in paths for a in _by_day(path)] or [side for pair in pairs for side in (pair.a, pair.b)]
    short = [article for article in articles if len(article.text) <= SHORT]
    print(f"\n{len(short):,} texts of at most {SHORT} characters over and over, with changed words")
    print(speed(short, Gazetteer.open()))


if __name__ == "__main__":
    main()
