"""An archive's articles and mentions as text: for other programs, for spreadsheets, for maps, for training."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from geo import Article, precision
from geo.output import FIELDS, csv_lines, feature_lines, row
from news.corrections import fits
from news.kind_words import acled_event_type
from news.queries import Filters, Selection
from news.records import Correction, Entry
from news.snapshot import Snapshot

_TOGETHER = 1_000  # articles that are read at once
MENTION_FIELDS = (
    *FIELDS, "event_kind", "acled_event_type", "place_precision", "ucdp_where_prec", "acled_geo_precision", "since",
    "until", "precision", "basis", "when", "title", "url", "source", "published", "story",
)  # fmt: skip


def chosen(snapshot: Snapshot, filters: Filters) -> Iterator[tuple[Entry, frozenset[int]]]:
    """The articles with a mention that the filters let through, the latest first, and which mentions these are."""
    found = Selection(snapshot, filters).every()
    of = found.groupby("article", sort=False)["nth"].agg(frozenset)
    yield from ((entry, of[number]) for number, entry in _entries(snapshot, of.index))


def everything(snapshot: Snapshot) -> Iterator[Entry]:
    """All articles, those without a mention too, in the order in which they came."""
    for _, entry in _entries(snapshot, snapshot.articles["number"].to_pylist()):
        yield entry


def _entries(snapshot: Snapshot, numbers: Iterable[int]) -> Iterator[tuple[int, Entry]]:
    coming = iter(numbers)
    while some := list(islice(coming, _TOGETHER)):
        entries = snapshot.entries(some)
        yield from ((number, entries[number]) for number in some)


def article_row(article: Article) -> dict[str, Any]:
    """An article as the record that `news add` and `geo locate` read; what is not known is left out."""
    fields = ("id", "title", "text", "url", "source", "published", "language")
    values = {name: getattr(article, name) for name in fields}
    return {name: _plain(value) for name, value in values.items() if value}


def mention_rows(entry: Entry, which: frozenset[int]) -> Iterator[dict[str, Any]]:
    """Mentions of an article as `geo locate` prints them, with what kind of event is reported there, how exactly the
    place is known, when it was so, and what article they are of.
    """
    article = entry.article
    for nth, event in enumerate(entry.events):
        if nth in which:
            when, place, area = event.when, event.placement.place, event.placement.area
            yield {
                **row(event.placement),
                "event_kind": event.kind,
                "acled_event_type": acled_event_type(event.kind) if event.kind else None,
                "place_precision": precision.level(place, area) if place else None,
                "ucdp_where_prec": precision.ucdp(place, area) if place else None,
                "acled_geo_precision": precision.acled(place, area) if place else None,
                "since": _plain(when.start),
                "until": _plain(when.end),
                "precision": when.precision,
                "basis": when.basis,
                "when": when.words or None,
                "title": article.title,
                "url": article.url,
                "source": article.source,
                "published": _plain(article.published),
                "story": entry.same_story or article.id,
            }


def label_row(entry: Entry, corrections: Iterable[Correction]) -> dict[str, Any]:
    """A corrected article in the form of annotated corpora: all its mentions as they are now.

    `by` names who said so of a toponym, and is null for what nobody has looked at; `rejected` are the words that are
    no place.
    """
    article = entry.article
    said = {(c.start, c.end): c for c in corrections if fits(c, article)}
    toponyms = []
    for event in entry.events:
        mention, place = event.placement.mention, event.placement.place
        correction = said.get((mention.start, mention.end))
        geonames = place.id.removeprefix("geonames:") if place and place.id.startswith("geonames:") else None
        toponyms.append(
            {
                "start": mention.start,
                "end": mention.end,
                "text": mention.text,
                "lat": place.point.lat if place else None,
                "lon": place.point.lon if place else None,
                "geonameid": int(geonames) if geonames else None,
                "role": mention.role,
                "by": correction.by if correction else None,
            }
        )
    rejected = [
        {"start": c.start, "end": c.end, "text": c.text, "by": c.by} for c in said.values() if c.verdict == "no place"
    ]
    return {**article_row(article), "toponyms": toponyms, "rejected": rejected}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _articles(snapshot: Snapshot, filters: Filters) -> Iterator[str]:
    entries = everything(snapshot) if filters == Filters() else (entry for entry, _ in chosen(snapshot, filters))
    yield from (json.dumps(article_row(entry.article), ensure_ascii=False) for entry in entries)


def _mentions(snapshot: Snapshot, filters: Filters) -> Iterator[dict[str, Any]]:
    for entry, which in chosen(snapshot, filters):
        yield from mention_rows(entry, which)


def _labels(snapshot: Snapshot, filters: Filters) -> Iterator[str]:
    for id_, corrections in snapshot.corrections.items():
        if entry := snapshot.entry(id_):
            yield json.dumps(label_row(entry, corrections), ensure_ascii=False)


FORMATS: dict[str, Callable[[Snapshot, Filters], Iterator[str]]] = {
    "articles": _articles,
    "jsonl": lambda snapshot, filters: (json.dumps(r, ensure_ascii=False) for r in _mentions(snapshot, filters)),
    "csv": lambda snapshot, filters: csv_lines(MENTION_FIELDS, _mentions(snapshot, filters)),
    "geojson": lambda snapshot, filters: feature_lines(_mentions(snapshot, filters)),
    "labels": _labels,
}
"""What `news export` writes: articles to be read again; mentions in three forms; corrected articles to train with."""
