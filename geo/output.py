"""Placements -> the four forms that `geo locate` prints: table, jsonl, csv, geojson."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from geo.console import printable
from geo.records import Area, Placement, Point

FIELDS = (
    "article_id", "start", "end", "text", "role", "relation", "place_id", "name", "kind", "country_code", "lat", "lon",
    "confidence", "reason",
)  # fmt: skip
# What a spreadsheet takes for the beginning of a formula: in full width, and behind what it skips or nobody sees, too.
_UNSEEN = r"\s\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_BEGINS = re.compile(rf"[\t\r\n]|[{_UNSEEN}]*[=+\-@＝＋－＠]")
# Where the separator of lists is a semicolon, as in much of Europe, a quoted cell is cut at one, and at ends of lines.
_BEGINS_WITHIN = re.compile(rf"(?<=[;\t\r\n])(?=(?! )[\"{_UNSEEN}]*[=+\-@＝＋－＠])")


def row(placement: Placement) -> dict[str, Any]:
    """A mention as the record that others rely on; the place's fields are None where it was not placed.

    `relation` is None or {words, kind, direction, distance_km, area}, see `geometry` for the last.
    """
    mention, place = placement.mention, placement.place
    return {
        "article_id": mention.article_id,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "role": mention.role,
        "relation": _relation(placement),
        "place_id": place.id if place else None,
        "name": place.name if place else None,
        "kind": place.kind if place else None,
        "country_code": place.country_code if place else None,
        "lat": place.point.lat if place else None,
        "lon": place.point.lon if place else None,
        "confidence": round(placement.confidence, 3),
        "reason": placement.reason,
    }


def _relation(placement: Placement) -> dict[str, Any] | None:
    relation = placement.mention.relation
    if relation is None:
        return None
    return {
        "words": relation.words,
        "kind": relation.kind,
        "direction": relation.direction,
        "distance_km": relation.distance_km,
        "area": geometry(placement.area) if placement.area else None,
    }


def geometry(area: Area) -> dict[str, Any]:
    """An area as a GeoJSON geometry with a member `radius_km` beside it: what lies within so many km of it."""
    lines = [[_position(point) for point in line] for line in area.lines]
    shape: dict[str, Any]
    if area.filled:
        shape = {"type": "MultiPolygon", "coordinates": [[line] for line in lines]}
    elif len(lines) == 1 and len(lines[0]) == 1:
        shape = {"type": "Point", "coordinates": lines[0][0]}
    else:
        shape = {"type": "MultiLineString", "coordinates": lines}
    return {**shape, "radius_km": round(area.radius_km, 3)}


def _position(point: Point) -> list[float]:
    return [round(point.lon, 5), round(point.lat, 5)]  # GeoJSON puts longitude first


def as_jsonl(placements: Iterable[Placement]) -> Iterator[str]:
    """A line a mention."""
    for placement in placements:
        yield json.dumps(row(placement), ensure_ascii=False)


def as_csv(placements: Iterable[Placement]) -> Iterator[str]:
    """A header and a line a mention, of a relation its words.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    return csv_lines(FIELDS, map(row, placements))


def csv_lines(fields: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A header and a line for each record, of a relation its words; formulas are neutralized."""
    yield ",".join(fields)
    for record in rows:
        line = io.StringIO()
        relation = record["relation"]
        cells = {**record, "relation": relation and relation["words"]}
        csv.writer(line, lineterminator="\r\n").writerow(  # Python 3.11 quotes no other ends of lines than this one's
            _neutral(value) if isinstance(value, str) else value for value in map(cells.__getitem__, fields)
        )
        yield line.getvalue()[:-2]


def is_formula(words: str) -> bool:
    """Whether a spreadsheet would run a cell of these words, or take what is behind the first of them for one."""
    return bool(_BEGINS.match(words))


def _neutral(words: str) -> str:
    return _BEGINS_WITHIN.sub("'", f"'{words}" if is_formula(words) else words)


def as_geojson(placements: Iterable[Placement]) -> Iterator[str]:
    """One FeatureCollection, a feature a mention; its geometry is null where it was not placed (RFC 7946)."""
    return feature_lines(map(row, placements))


def feature_lines(rows: Iterable[Mapping[str, Any]], metadata: Mapping[str, Any] | None = None) -> Iterator[str]:
    """Records as one FeatureCollection: with a `geometry` of their own, or with lat and lon as points.

    `metadata` becomes a foreign member of that name beside the features (RFC 7946, 6.1).
    """
    about = "" if metadata is None else f'"metadata": {json.dumps(metadata, ensure_ascii=False)}, '
    yield f'{{"type": "FeatureCollection", {about}"features": ['
    separator = ""
    for record in rows:
        properties = dict(record)
        if "geometry" in properties:
            shape = properties.pop("geometry")
        else:
            lat, lon = properties.pop("lat"), properties.pop("lon")
            # GeoJSON puts longitude first
            shape = None if lat is None else {"type": "Point", "coordinates": [lon, lat]}
        feature = {"type": "Feature", "geometry": shape, "properties": properties}
        yield separator + json.dumps(feature, ensure_ascii=False)
        separator = ","
    yield "]}"


_WIDTHS = {"text": 20, "role": 11, "place": 34, "lat, lon": 20, "sure": 4, "relation": 24, "why": 0}


def as_table(placements: Iterable[Placement]) -> Iterator[str]:
    """For a person: aligned columns, a heading for each article."""
    article: str | None = None
    for placement in placements:
        mention, place = placement.mention, placement.place
        if mention.article_id != article:
            if article is not None:
                yield ""
            article = mention.article_id
            yield printable(article)
            yield _aligned(dict(zip(_WIDTHS, _WIDTHS, strict=True)))
        where = f"{place.name} ({', '.join(filter(None, (place.kind, place.country_code)))})" if place else "not placed"
        yield _aligned(
            {
                "text": mention.text,
                "role": mention.role,
                "place": where,
                "lat, lon": f"{place.point.lat:.4f}, {place.point.lon:.4f}" if place else "",
                "sure": f"{placement.confidence:.2f}" if place else "",
                "relation": mention.relation.words if mention.relation else "",
                "why": placement.reason,
            }
        )


def _aligned(cells: dict[str, str]) -> str:
    return "  ".join(printable(cells[name])[: width or None].ljust(width) for name, width in _WIDTHS.items()).rstrip()


FORMATS: dict[str, Callable[[Iterable[Placement]], Iterator[str]]] = {
    "table": as_table,
    "jsonl": as_jsonl,
    "csv": as_csv,
    "geojson": as_geojson,
}
