"""An archive's articles and mentions as text: for other programs, for spreadsheets, for maps, for training."""

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

import numpy as np

from geo import Article, Mention, Place, Placement, precision
from geo.footprints import footprint
from geo.output import FIELDS, csv_lines, feature_lines, row
from news.about import About, about
from news.corrections import fits
from news.kind_words import acled_event_type
from news.kml import kml_lines
from news.queries import Filters, Selection
from news.records import Correction, Entry
from news.sentences import sentence_spans
from news.snapshot import Snapshot

_TOGETHER = 1_000  # articles that are read at once
MENTION_FIELDS = (
    *FIELDS, "event_kind", "acled_event_type", "place_precision", "ucdp_where_prec", "acled_geo_precision", "since",
    "until", "precision", "basis", "when", "title", "url", "source", "published", "story", "geonames_id", "sentence",
)  # fmt: skip
_GEONAMES = re.compile(r"geonames:([0-9]{1,15})")
# Of the whole export, in each line of a table: a second file gets lost, and lines of comment break what reads tables.
ABOUT_FIELDS = ("selection", "exported", "licence")


def chosen(
    snapshot: Snapshot, filters: Filters, *, placed: bool = False, most: int | None = None
) -> Iterator[tuple[Entry, frozenset[int]]]:
    """The articles with a mention that the filters let through, the latest first, and which mentions these are.

    `same_story` of each is the first article of its story as it is counted, itself too.

    placed  leaves out what could not be placed
    most    no more mentions than this, the latest
    """
    found = Selection(snapshot, filters).every(most, placed=placed)
    codes, numbers = found["article"].factorize()
    nths, times = found["nth"].to_numpy()[np.argsort(codes, kind="stable")], np.bincount(codes)
    # a set is made when its turn comes: millions at once would fill the memory
    for (_, entry), end, count in zip(_entries(snapshot, numbers), np.cumsum(times), times, strict=True):
        yield entry, frozenset(nths[end - count : end].tolist())


def everything(snapshot: Snapshot) -> Iterator[Entry]:
    """All articles, those without a mention too, in the order in which they came."""
    for _, entry in _entries(snapshot, snapshot.articles["number"].to_pylist()):
        yield entry


def _entries(snapshot: Snapshot, numbers: Iterable[int]) -> Iterator[tuple[int, Entry]]:
    coming = iter(numbers)
    while some := list(islice(coming, _TOGETHER)):
        entries = snapshot.entries(some)
        stories = snapshot.story_ids(entries)
        yield from ((number, replace(entries[number], same_story=stories[number])) for number in some)


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
    spans = sentence_spans(article.text)
    starts = [start for start, _ in spans]
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
                "story": entry.same_story,
                "geonames_id": geonames_id(event.placement.place),
                "sentence": _sentence(article.text, spans, starts, event.placement.mention),
            }


def geonames_id(place: Place | None) -> int | None:
    """The number of a place in GeoNames; None of what is not from there."""
    found = _GEONAMES.fullmatch(place.id) if place else None
    return int(found[1]) if found else None


def _sentence(text: str, spans: Sequence[tuple[int, int]], starts: Sequence[int], mention: Mention) -> str:
    """The sentence that a mention stands in, on one line."""
    start, end = spans[max(bisect_right(starts, mention.start) - 1, 0)]
    return " ".join(text[min(start, mention.start) : max(end, mention.end)].split())


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
        toponyms.append(
            {
                "start": mention.start,
                "end": mention.end,
                "text": mention.text,
                "lat": place.point.lat if place else None,
                "lon": place.point.lon if place else None,
                "geonameid": geonames_id(place),
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


def as_table(snapshot: Snapshot, of: About, *, placed: bool = True) -> Iterator[str]:
    """The mentions of an export as CSV: what it is of stands in each line."""
    of_all = {"selection": of.selection, "exported": of.at, "licence": of.licence}
    rows = ({**found, **of_all} for entry, which in _of(snapshot, of, placed) for found in mention_rows(entry, which))
    return csv_lines((*MENTION_FIELDS, *ABOUT_FIELDS), rows)


def as_features(snapshot: Snapshot, of: About, *, placed: bool = True) -> Iterator[str]:
    """The mentions of an export as GeoJSON with what each covers: what it is of is the member `metadata`."""
    return feature_lines(_shaped(_of(snapshot, of, placed)), of.record())


def as_kml(snapshot: Snapshot, of: About) -> Iterator[str]:
    """The placed mentions of an export as KML: what it is of is told by the document."""
    return kml_lines(of, _shaped(_of(snapshot, of, True)))


def _of(snapshot: Snapshot, of: About, placed: bool) -> Iterator[tuple[Entry, frozenset[int]]]:
    return chosen(snapshot, of.filters, placed=placed, most=of.mentions if placed else None)


def _shaped(entries: Iterable[tuple[Entry, frozenset[int]]]) -> Iterator[dict[str, Any]]:
    for entry, which in entries:
        for nth, found in zip(sorted(which), mention_rows(entry, which), strict=True):
            yield {**found, "geometry": _footprint(entry.events[nth].placement)}


def _footprint(placement: Placement) -> dict[str, Any] | None:
    return footprint(placement.place, placement.area) if placement.place else None


def _labels(snapshot: Snapshot, filters: Filters) -> Iterator[str]:
    for id_, corrections in snapshot.corrections.items():
        if entry := snapshot.entry(id_):
            yield json.dumps(label_row(entry, corrections), ensure_ascii=False)


FORMATS: dict[str, Callable[[Snapshot, Filters], Iterator[str]]] = {
    "articles": _articles,
    "jsonl": lambda snapshot, filters: (json.dumps(r, ensure_ascii=False) for r in _mentions(snapshot, filters)),
    "csv": lambda snapshot, filters: as_table(snapshot, about(snapshot, filters), placed=False),
    "geojson": lambda snapshot, filters: as_features(snapshot, about(snapshot, filters), placed=False),
    "kml": lambda snapshot, filters: as_kml(snapshot, about(snapshot, filters)),
    "labels": _labels,
}
"""What `news export` writes: articles to be read again; mentions in four forms; corrected articles to train with."""
