"""Annotated corpora, and what a system found in them: JSON Lines in, records out.

A corpus has an article a line: {"id", "text", "toponyms": [{"start", "end", "text", "lat", "lon", "role"?, "type"?,
"geonameid"?}]}, or, of event reports, "events": [{"lat", "lon"}] in the place of "toponyms". What was found has the
form of `python -m geo locate --format jsonl`. What breaks that form stops the reading: a score over half a corpus says
nothing.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from geo import Gazetteer, InputError, Point, locate_all, read_articles
from geo.output import row

USUAL = ("geowebnews", "tr-news", "lgl", "re3d", "ucdp-events")  # the corpora that figures are given for, in order
INCOMPLETE = frozenset({"re3d"})  # marked so incompletely that only recall says something
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Toponym:
    """A marked place name: `article.text[start:end]`.

    point     None where the corpus does not say
    role      "literal" or "associative"; None where the corpus has no roles
    type      the corpus' own finer mark, such as "Demonym"; "" where it has none
    place_id  the gazetteer's id of the place; "" where the corpus has none
    """

    start: int
    end: int
    text: str
    point: Point | None
    role: str | None
    type: str
    place_id: str


@dataclass(frozen=True, slots=True)
class Found:
    """A mention that a system found; `point` is None where it was not placed.

    `confidence` (0..1), `kind` and `name` of the place are None where the system does not say.
    """

    start: int
    end: int
    point: Point | None
    role: str | None
    confidence: float | None
    kind: str | None
    name: str | None


Mentions = Mapping[str, Sequence[Found]]  # by article id; an article may be missing, where nothing was found in it


@dataclass(frozen=True, slots=True)
class Report:
    """An article with what is marked in it: toponyms, or the points of the events that it reports."""

    id: str
    text: str
    toponyms: tuple[Toponym, ...]
    events: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file of articles, all with toponyms or all with events."""

    name: str
    path: Path
    reports: tuple[Report, ...]
    of_events: bool

    @property
    def complete(self) -> bool:
        """Whether what is not marked is no mention."""
        return self.name not in INCOMPLETE

    @property
    def placed(self) -> bool:
        """Whether any toponym has a point."""
        return any(toponym.point for report in self.reports for toponym in report.toponyms)


def read_corpora(folder: Path) -> list[Corpus]:
    """The corpora of a folder, the usual ones first. Raises InputError where there is none, or a bad one."""
    if not folder.is_dir():
        raise InputError("no such folder", source=str(folder))
    paths = {path.stem: path for path in sorted(folder.glob("*.jsonl"))}
    if not paths:
        raise InputError("holds no .jsonl file", source=str(folder))
    names = [*(name for name in USUAL if name in paths), *(name for name in paths if name not in USUAL)]
    return [read_corpus(paths[name]) for name in names]


def read_corpus(path: Path) -> Corpus:
    """One corpus. Raises InputError with the line where it has another form."""
    rows = list(_rows(path, lambda row: row))
    if not rows:
        raise InputError("empty file", source=str(path))
    of_events = "events" in rows[0]

    def report(row: Mapping[str, Any]) -> Report:
        toponyms = () if of_events else tuple(map(_toponym, row["toponyms"]))
        events = tuple(Point(lat=e["lat"], lon=e["lon"]) for e in row["events"]) if of_events else ()
        return Report(id=row["id"], text=row["text"], toponyms=toponyms, events=events)

    return Corpus(path.stem, path, tuple(_rows(path, report)), of_events)


def read_mentions(path: Path) -> dict[str, list[Found]]:
    """What a system found, by article id. Raises InputError with the line where it has another form."""
    return _by_article(_rows(path, lambda row: (row["article_id"], _found(row))))


def locate_mentions(path: Path, *, gazetteer: Gazetteer, on_problem: Callable[[Exception], None]) -> Mentions:
    """What Dateline finds in the articles of a file."""
    located = locate_all(read_articles(path, on_problem=on_problem), gazetteer=gazetteer)
    return _by_article((article.id, _found(row(placement))) for article, placed in located for placement in placed)


def _by_article(mentions: Iterator[tuple[str, Found]]) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {}
    for article, mention in mentions:
        found.setdefault(article, []).append(mention)
    return found


def _rows(path: Path, record: Callable[[dict[str, Any]], _T]) -> Iterator[_T]:
    """A record of every line. Raises InputError."""
    number = None
    try:
        with open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):  # noqa: B007 the error below names it
                if line.strip():
                    yield record(json.loads(line))
    except OSError as error:
        raise InputError((error.strerror or str(error)).lower(), source=str(path)) from error
    except KeyError as error:
        raise InputError(f"no {error}", source=str(path), line=number) from error
    except (ValueError, TypeError, AttributeError) as error:  # that the line is no JSON or no UTF-8 is one, too
        raise InputError(str(error), source=str(path), line=number) from error


def _toponym(mark: Mapping[str, Any]) -> Toponym:
    return Toponym(
        start=mark["start"],
        end=mark["end"],
        text=mark["text"],
        point=_point(mark["lat"], mark["lon"]),
        role=mark.get("role"),
        type=mark.get("type") or "",
        place_id=f"geonames:{mark['geonameid']}" if mark.get("geonameid") else "",
    )


def _found(mention: Mapping[str, Any]) -> Found:
    return Found(
        start=mention["start"],
        end=mention["end"],
        point=_point(mention.get("lat"), mention.get("lon")),
        role=mention.get("role"),
        confidence=mention.get("confidence"),
        kind=mention.get("kind"),
        name=mention.get("name"),
    )


def _point(lat: float | None, lon: float | None) -> Point | None:
    return None if lat is None or lon is None else Point(lat=lat, lon=lon)
