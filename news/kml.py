"""Mentions as KML 2.2, for Google Earth and other globes: a placemark each, with its days, its shape and its record.

Written a placemark at a time, so that an archive of millions fits. A description is HTML in KML, so what comes from
articles is escaped as HTML first and as XML then; a link leads to http and https only.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from news.about import About
from news.links import is_web

_OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
_CLOSE = "</Document></kml>"
# What XML 1.0 has no place for: most control characters, halves of surrogate pairs, two noncharacters.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_NOT_DATA = ("geometry", "relation")  # drawn, or told by its words
# Colours are aabbggrr. Areas are lines: many of the same province would add up to a solid block.
_STYLES = {"literal": "ff0c41c2", "associative": "ffb86f0b"}


def kml_lines(about: About, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A document: what it is of, then a placemark for each record that has a `geometry`."""
    yield _OPEN
    for element in _head(about):
        yield _xml(element)
    for row in rows:
        if row["geometry"]:
            yield _xml(_placemark(row))
    yield _CLOSE


def _head(about: About) -> Iterator[Element]:
    yield _text("name", f"Dateline: {about.selection}")
    yield _text("open", "1")
    lines = (
        about.held,
        f"Exported {about.at}",
        f"Sources: {about.told_by}",
        about.licence,
        about.caution,
        about.address,
    )
    yield _text("description", "<br>".join(escape(line) for line in lines if line))
    for role, colour in _STYLES.items():
        style = Element("Style", id=role)
        SubElement(style, "IconStyle").extend([_text("color", colour), _text("scale", "0.8")])
        SubElement(style, "LabelStyle").append(_text("scale", "0.7"))
        SubElement(style, "LineStyle").extend([_text("color", colour), _text("width", "1.5")])
        SubElement(style, "PolyStyle").append(_text("fill", "0"))
        yield style
    record = about.record()
    plain = {**record, **{f"filter_{name}": value for name, value in record["filters"].items()}}
    yield _data({name: _joined(value) for name, value in plain.items() if name != "filters"})


def _placemark(row: Mapping[str, Any]) -> Element:
    mark = Element("Placemark")
    mark.append(_text("name", row["name"]))
    mark.append(_text("description", _description(row)))
    if row["since"]:
        span = SubElement(mark, "TimeSpan")
        span.extend([_text("begin", row["since"]), _text("end", row["until"])])
    mark.append(_text("styleUrl", f"#{row['role']}"))
    relation = row["relation"]
    mark.append(_data({**row, "relation": relation and relation["words"]}))
    mark.append(_shape(row["geometry"]))
    return mark


def _description(row: Mapping[str, Any]) -> str:
    title = escape(row["title"] or row["url"] or row["article_id"])
    if is_web(row["url"]):
        title = f'<a href="{escape(row["url"])}">{title}</a>'
    byline = " · ".join(escape(part) for part in (row["source"], row["published"]) if part)
    return "<br>".join(part for part in (escape(row["sentence"]), title, byline) if part)


def _data(values: Mapping[str, Any]) -> Element:
    extended = Element("ExtendedData")
    for name, value in values.items():
        if name not in _NOT_DATA and value not in (None, ""):
            SubElement(extended, "Data", name=name).append(_text("value", str(value)))
    if not len(extended):
        SubElement(extended, "Data", name="empty").append(_text("value", ""))
    return extended


def _joined(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(f"{one['name']} ({one['articles']})" if isinstance(one, dict) else one for one in value)
    return value


def _shape(geometry: Mapping[str, Any]) -> Element:
    """A geometry of GeoJSON: KML writes longitude first as well."""
    if geometry["type"] == "Point":
        point = Element("Point")
        point.append(_text("coordinates", _corners([geometry["coordinates"]])))
        return point
    if geometry["type"] == "Polygon":
        return _polygon(geometry["coordinates"])
    several = Element("MultiGeometry")
    several.extend([_polygon(rings) for rings in geometry["coordinates"]])
    return several


def _polygon(rings: list[list[list[float]]]) -> Element:
    polygon = Element("Polygon")
    for number, ring in enumerate(rings):
        boundary = SubElement(polygon, "innerBoundaryIs" if number else "outerBoundaryIs")
        SubElement(boundary, "LinearRing").append(_text("coordinates", _corners(ring)))
    return polygon


def _corners(positions: list[list[float]]) -> str:
    return " ".join(f"{lon},{lat}" for lon, lat in positions)


def _text(tag: str, words: str) -> Element:
    element = Element(tag)
    element.text = _NOT_XML.sub("\ufffd", words)
    return element


def _xml(element: Element) -> str:
    return tostring(element, encoding="unicode")
