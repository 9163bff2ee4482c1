"""Annotated articles: JSON Lines, an article a line, as `benchmarks/corpora.py` reads them too.

{"id", "title", "url", "text", "toponyms": [{"start", "end", "text", "lat", "lon", "geonameid"?, "role"?, "type"?}]}
"""

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.records import Article

FOLDS = 5
NAMES = ("geowebnews", "lgl", "tr-news")


@dataclass(frozen=True, slots=True)
class Marked:
    """An article with its marks, the corpus that it is of and the fold that it is scored in.

    copy   whether it is no article of the corpus but made from one
    """

    corpus: str
    article: Article
    toponyms: list[dict[str, Any]]
    fold: int
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A headline on events of war: nothing is marked in it, but where they were is known (`lat`, `lon`)."""

    article: Article
    events: list[dict[str, Any]]
    fold: int


EVENTS = "ucdp-events"


def read_reports(folder: Path) -> list[Report]:
    """The headlines of a folder, none where it holds none; the same headline is always in one fold."""
    path = folder / f"{EVENTS}.jsonl"
    if not path.is_file():
        return []
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    fold = _folds({row["text"] for row in rows})
    return [
        Report(Article(row["id"], row["text"], title=row.get("title", "")), row["events"], fold[row["text"]])
        for row in rows
    ]


def _folds(texts: set[str]) -> dict[str, int]:
    order = sorted(texts)
    random.Random(1).shuffle(order)
    return {text: number % FOLDS for number, text in enumerate(order)}


def read_corpora(folder: Path) -> list[Marked]:
    """The articles of all corpora in a folder, each with its fold. Raises FileNotFoundError naming what is missing.

    The fold is drawn by the article's text, so that a report which stands in a corpus twice is always in one fold.
    """
    missing = [name for name in NAMES if not (folder / f"{name}.jsonl").is_file()]
    if missing:
        raise FileNotFoundError(f"{folder}: no {', '.join(f'{name}.jsonl' for name in missing)}")
    found = []
    for name in NAMES:
        with open(folder / f"{name}.jsonl", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines if line.strip()]
        fold = _folds({row["text"][:200] for row in rows})
        for row in rows:
            article = Article(row["id"], row["text"], title=row.get("title", ""), url=row.get("url", ""))
            found.append(Marked(name, article, row["toponyms"], fold[row["text"][:200]]))
    return found
