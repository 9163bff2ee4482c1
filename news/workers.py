"""What a worker does for an adder on another machine: it locates batches of articles and writes parts of them.

Both give the same however often they are done, as everything that could differ is told to them: the moment, the
stories, the name of the part. So the work of a worker that was lost is done again elsewhere, and a part that two of
them wrote is one file. Nothing here knows Dask.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from geo import Article, InputError
from geo.locate import default_gazetteer
from geo.model import default_model
from news.add import locator, prepare
from news.archive import Archive
from news.records import Entry
from news.rows import article_table, join, with_stories
from news.store import Store
from news.stories import Match

_HOUSE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Located:
    """A batch as it would be kept, without stories; what is told of it, see `told`."""

    rows: pa.Table
    articles: list[Article]
    problems: list[tuple[str, str]]


def edition() -> str:
    """A name of what finds events as it is here, and of the code that keeps them: one batch, one result."""
    digest = hashlib.blake2b(locator().encode(), digest_size=8)
    for path in sorted(_HOUSE.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def make_ready() -> None:
    """Load once what every batch needs. Raises GazetteerError or ModelError."""
    default_gazetteer()
    default_model()


def located(articles: Sequence[Article], *, origin: str, located_by: str, now: datetime) -> Located:
    """Some articles, each of another id, cleaned and with their events."""
    entries: list[Entry] = []
    problems: list[tuple[str, str]] = []
    for article in articles:
        try:
            entries.append(
                prepare(article, origin=origin, gazetteer=default_gazetteer(), located_by=located_by, now=now)
            )
        except InputError as problem:
            problems.append((problem.why, problem.source))
    return Located(article_table(entries), [entry.article for entry in entries], problems)


def told(batch: Located) -> tuple[list[Article], list[tuple[str, str]]]:
    """The clean articles of a batch, by which their stories are told, and why others are not among them."""
    return batch.articles, batch.problems


def keep(batches: Sequence[Located], stories: Sequence[Match], *, store: Store, name: str) -> None:
    """Write a part of some batches. Raises ArchiveUnwritable or ArchiveUnreachable."""
    rows = join([batch.rows for batch in batches])
    Archive(store).write("articles", with_stories(rows, stories), name=name)
