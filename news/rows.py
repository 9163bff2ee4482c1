"""Records as rows of Parquet, and rows as records again. Knows nothing of files.

An article and all that is known of it stand in one row, so that they are seen together or not at all. What many rows
share, a place or an area, stands in the first row of a part that needs it.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from geo import Alternative, Area, Article, Mention, Place, Placement, Point, Relation, When
from geo.areas import DOTS
from geo.areas import area as meant
from geo.output import geometry
from geo.records import Role
from news.records import EVENT_KINDS, Correction, Entry, Event, EventKind, Removal
from news.stories import Match

_PLACE = pa.struct(
    [
        ("id", pa.string()), ("name", pa.string()), ("kind", pa.string()), ("country_code", pa.string()),
        ("admin1", pa.string()), ("lat", pa.float64()), ("lon", pa.float64()), ("population", pa.int64()),
        ("source", pa.string()), ("radius_km", pa.float64()),
    ]
)  # fmt: skip
_ALTERNATIVE = pa.struct([("place", pa.string()), ("confidence", pa.float32())])
# Every leaf of a list costs its levels for each mention: what can be told from another is left out.
_EVENT = pa.struct(
    [
        ("start", pa.int32()),
        ("length", pa.int32()),  # in characters
        ("associative", pa.bool_()),
        ("place", pa.string()),
        ("confidence", pa.float32()),
        ("reason", pa.string()),
        ("relation", pa.string()),  # JSON: words, kind, and the other fields of a Relation that are not None
        ("area", pa.string()),
        ("since", pa.date32()),
        ("days", pa.int32()),  # how many, from `since` on
        ("when", pa.string()),  # the words that say so; null where it is the day of publication, or unknown
        ("alternatives", pa.list_(_ALTERNATIVE)),
        ("kind", pa.string()),  # of the event; parts that were written before there were kinds have none
    ]
)
_AREA = pa.struct([("id", pa.string()), ("words", pa.string()), ("geometry", pa.string())])
ARTICLES = pa.schema(
    [
        ("id", pa.string()), ("digest", pa.uint32()), ("title", pa.string()), ("text", pa.string()),
        ("raw", pa.string()), ("url", pa.string()), ("source", pa.string()), ("published", pa.date32()),
        ("language", pa.string()), ("origin", pa.string()), ("added", pa.timestamp("us", tz="UTC")),
        ("located", pa.timestamp("us", tz="UTC")),
        ("same_story", pa.string()), ("copy", pa.bool_()), ("located_by", pa.string()), ("events", pa.list_(_EVENT)),
        ("places", pa.list_(_PLACE)), ("areas", pa.list_(_AREA)),
    ]
)  # fmt: skip

TEXT_COLUMNS = ["id", "title", "text", "url", "source", "published", "language"]
"""What `article_of` needs of a row."""

ENTRY_COLUMNS = [name for name in ARTICLES.names if name not in ("places", "areas")]
"""What `entry_of` needs of a row."""

REMOVALS = pa.schema(
    [
        ("article_id", pa.string()), ("removed", pa.bool_()), ("by", pa.string()),
        ("at", pa.timestamp("us", tz="UTC")), ("why", pa.string()),
    ]
)  # fmt: skip
CORRECTIONS = pa.schema(
    [
        ("article_id", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("text", pa.string()),
        ("verdict", pa.string()), ("by", pa.string()), ("at", pa.timestamp("us", tz="UTC")), ("place", _PLACE),
        ("role", pa.string()), ("was_place", pa.string()), ("was_role", pa.string()),
    ]
)  # fmt: skip
SCHEMAS = {"articles": ARTICLES, "removals": REMOVALS, "corrections": CORRECTIONS}
_BEFORE_KINDS = ARTICLES.set(
    ARTICLES.get_field_index("events"),
    pa.field("events", pa.list_(pa.struct([field for field in _EVENT if field.name != "kind"]))),
)


def is_known(kind: str, schema: pa.Schema) -> bool:
    """Whether rows of this schema can be read: today's, or that of articles before their events had kinds.

    What is missing in the latter is null where it is cast to today's.
    """
    return schema.equals(SCHEMAS[kind]) or (kind == "articles" and schema.equals(_BEFORE_KINDS))


def article_table(entries: Sequence[Entry]) -> pa.Table:
    """Entries as rows."""
    places: set[str] = set()
    areas: set[str] = set()
    return pa.Table.from_pylist([_row(entry, places, areas) for entry in entries], schema=ARTICLES)


def join(tables: Sequence[pa.Table]) -> pa.Table:
    """Tables of articles as one, in which each place and each area stands once."""
    joined = pa.concat_tables(tables)
    return with_records_of(joined, joined)


def with_records_of(table: pa.Table, all_rows: pa.Table) -> pa.Table:
    """Some rows of a table, the places and areas of all of it in their first one: these may stand in any."""
    for column in ("places", "areas"):
        at = table.schema.get_field_index(column)
        records = _in_the_first_row(all_rows[column], len(table))
        table = table.set_column(at, table.schema.field(column), records)
    return table


def _in_the_first_row(column: pa.ChunkedArray, rows: int) -> pa.Array:
    """All records of a column of lists of records, each once, as a column whose first list has them all."""
    records = column.combine_chunks().flatten()
    first = {id_: at for at, id_ in reversed(list(enumerate(records.field("id").to_pylist())))}
    each = records.take(pa.array(sorted(first.values()), pa.int64()))
    return pa.ListArray.from_arrays(pa.array([0, *[len(each)] * rows], pa.int32()), each, type=column.type)


def with_stories(table: pa.Table, matches: Sequence[Match]) -> pa.Table:
    """Rows of articles that had no stories, each with its own."""
    stories = pa.array([match.story or None for match in matches], pa.string())
    copies = pa.array([match.copy for match in matches], pa.bool_())
    for column, values in (("same_story", stories), ("copy", copies)):
        at = table.schema.get_field_index(column)
        table = table.set_column(at, table.schema.field(column), values)
    return table


def _row(entry: Entry, known_places: set[str], known_areas: set[str]) -> dict[str, Any]:
    article = entry.article
    places: list[dict[str, Any]] = []
    areas: list[dict[str, str]] = []

    def place_id(place: Place | None) -> str | None:
        if place is None:
            return None
        if place.id not in known_places:
            known_places.add(place.id)
            places.append(_place_row(place))
        return place.id

    def area_id(placement: Placement) -> str | None:
        if placement.area is None or is_of_town(placement):
            return None
        id_, shape = shape_of(placement.area)
        if id_ not in known_areas:
            known_areas.add(id_)
            relation = placement.mention.relation
            areas.append({"id": id_, "words": relation.words if relation else "", "geometry": shape})
        return id_

    events = [_event(event, place_id, area_id) for event in entry.events]
    return {
        "id": article.id,
        "digest": entry.digest,
        "title": article.title,
        "text": article.text,
        "raw": entry.raw,
        "url": article.url,
        "source": article.source,
        "published": article.published,
        "language": article.language,
        "origin": entry.origin,
        "added": entry.added,
        "located": entry.located,
        "same_story": entry.same_story or None,
        "copy": entry.copy,
        "located_by": entry.located_by,
        "events": events,
        "places": places,
        "areas": areas,
    }


def _place_row(place: Place) -> dict[str, Any]:
    return {**{name: getattr(place, name) for name in _PLACE_FIELDS}, "lat": place.point.lat, "lon": place.point.lon}


_PLACE_FIELDS = ("id", "name", "kind", "country_code", "admin1", "population", "source", "radius_km")


def _event(
    event: Event, place_id: Callable[[Place | None], str | None], area_id: Callable[[Placement], str | None]
) -> dict[str, Any]:
    placement, when = event.placement, event.when
    mention, relation = placement.mention, placement.mention.relation
    return {
        "start": mention.start,
        "length": mention.end - mention.start,
        "associative": mention.role == "associative",
        "place": place_id(placement.place),
        "confidence": _rounded(placement.confidence),
        "reason": placement.reason,
        "relation": relation and _relation_json(relation),
        "area": area_id(placement),
        "since": when.start,
        "days": (when.end - when.start).days + 1 if when.start and when.end else None,
        "when": when.words if when.basis == "stated" else None,
        "alternatives": [
            {"place": place_id(other.place), "confidence": _rounded(other.confidence)}
            for other in placement.alternatives
        ],
        "kind": event.kind,
    }


def _relation_json(relation: Relation) -> str:
    said = {name: value for name, value in asdict(relation).items() if value is not None}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _rounded(confidence: float) -> float:
    return round(confidence, 3)


def shape_of(area: Area) -> tuple[str, str]:
    """An id that equal areas share, and the area as the text of a GeoJSON geometry, to a metre."""
    shape = json.dumps(geometry(area), separators=(",", ":"))
    return hashlib.blake2b(shape.encode(), digest_size=8).hexdigest(), shape


def area_of(shape: str) -> Area:
    """An area again from `areas.geometry`."""
    found = json.loads(shape)
    kind, coordinates = found["type"], found["coordinates"]
    if kind == "Point":
        lines = [[coordinates]]
    else:
        lines = [ring for polygon in coordinates for ring in polygon] if kind == "MultiPolygon" else coordinates
    return Area(
        tuple(tuple(Point(lat=lat, lon=lon) for lon, lat in line) for line in lines),  # GeoJSON puts longitude first
        radius_km=found["radius_km"],
        filled=kind == "MultiPolygon",
    )


def place_table(places: Sequence[Place]) -> pa.StructArray:
    """Places as records."""
    return pa.array([_place_row(place) for place in places], _PLACE)


def place_of(row: dict[str, Any]) -> Place:
    """A place again from a row of `places`."""
    return Place(point=Point(lat=row["lat"], lon=row["lon"]), **{name: row[name] for name in _PLACE_FIELDS})


def article_of(row: dict[str, Any]) -> Article:
    """The article of a row that has at least TEXT_COLUMNS."""
    return Article(**{name: row[name] for name in TEXT_COLUMNS})


def entry_of(row: dict[str, Any], place: Callable[[str], Place], area: Callable[[str], Area]) -> Entry:
    """An entry again from a row of a part; `place` and `area` tell what an id means."""
    article = article_of(row)
    return Entry(
        article=article,
        events=tuple(_event_of(article, event, place, area) for event in row["events"]),
        raw=row["raw"],
        origin=row["origin"],
        added=row["added"],
        located=row["located"],
        same_story=row["same_story"] or "",
        copy=row["copy"],
        located_by=row["located_by"],
        digest=row["digest"],
    )


def is_of_town(placement: Placement) -> bool:
    """Whether a text says a part of a town: "central Damascus". The map shows the town, so that no area is kept."""
    place, relation = placement.place, placement.mention.relation
    return place is not None and place.kind in DOTS and relation is not None and relation.kind == "part"


def _event_of(
    article: Article, row: dict[str, Any], place: Callable[[str], Place], area: Callable[[str], Area]
) -> Event:
    start, end = row["start"], row["start"] + row["length"]
    mention = Mention(
        article_id=article.id,
        start=start,
        end=end,
        text=article.text[start:end],
        role="associative" if row["associative"] else "literal",
        relation=_relation_of(json.loads(row["relation"])) if row["relation"] else None,
    )
    placement = Placement(
        mention=mention,
        place=place(row["place"]) if row["place"] else None,
        confidence=_rounded(row["confidence"]),
        reason=row["reason"],
        alternatives=tuple(
            Alternative(place(other["place"]), _rounded(other["confidence"])) for other in row["alternatives"]
        ),
        area=area(row["area"]) if row["area"] else None,
    )
    if placement.place and mention.relation and is_of_town(placement):
        placement = replace(placement, area=meant(mention.relation, placement.place))
    return Event(placement, _when_of(row["since"], row["days"], row["when"]), _kind_of(row.get("kind"), mention.role))


def _kind_of(kind: str | None, role: Role) -> EventKind | None:
    """The kind of an event as it was kept; one that this version does not know, or that nobody looked for, is other."""
    if role == "associative":
        return None
    return next((known for known in EVENT_KINDS if known == kind), "other")


def _when_of(since: date | None, days: int | None, words: str | None) -> When:
    if since is None or days is None:
        return When()
    return When(since, since + timedelta(days=days - 1), "published" if words is None else "stated", words or "")


def _relation_of(row: dict[str, Any]) -> Relation:
    return Relation(**{**row, "other": tuple(row["other"]) if "other" in row else None})


def removal_table(removals: Sequence[Removal]) -> pa.Table:
    """Removals as rows."""
    return pa.Table.from_pylist([asdict(removal) for removal in removals], schema=REMOVALS)


def removal_of(row: dict[str, Any]) -> Removal:
    """A removal again."""
    return Removal(**row)


def correction_table(corrections: Sequence[Correction]) -> pa.Table:
    """Corrections as rows."""
    rows = [
        {
            **{name: getattr(one, name) for name in CORRECTIONS.names if name != "place"},
            "place": one.place and _place_row(one.place),
        }
        for one in corrections
    ]
    return pa.Table.from_pylist(rows, schema=CORRECTIONS)


def correction_of(row: dict[str, Any]) -> Correction:
    """A correction again."""
    return Correction(**{**row, "place": place_of(row["place"]) if row["place"] else None})
