"""Marks -> folium layers. Knows places, outlines and colours; no Streamlit, and no word of the interface but notes.

The base map is the same whatever is shown, so that it keeps its position; what is shown is one feature group with
a layer of areas and a layer of dots. Names reach the browser as GeoJSON properties, which static/map.js sets as
textContent: never put one into a folium Tooltip or Popup, whose text is JavaScript.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import folium
import pandas as pd
from branca.element import MacroElement
from folium.template import Template
from folium.utilities import JsCode

from dashboard import text
from geo import Place, Point, outlines, shapes
from geo.areas import DOTS, circle, extent_km
from geo.outlines import Ring

STATIC = Path(__file__).parent.parent / "static"
# From the map's frame (component/streamlit_folium.st_folium/), so that a base path of the server does no harm.
SERVED = "../../app/static"
CDN = "https://cdn.jsdelivr.net/npm/leaflet@1.9.4/dist"

# A circle of no more than this is as exact as a town is.
DOT_KM = 2.0
# Above this an area is only outlined: shading a continent or an ocean would hide the rest.
WIDE_KM = 250.0
KM_A_DEGREE = 111.2

Bounds = tuple[tuple[float, float], tuple[float, float]]

# Vermilion and blue of Okabe and Ito's palette, told apart with any colour vision, darkened or lightened for contrast.
COLOURS = {
    False: {"literal": "#c2410c", "associative": "#0b6fb8", "chosen": "#111827", "edge": "#ffffff"},
    True: {"literal": "#fb923c", "associative": "#5cb8f2", "chosen": "#f9fafb", "edge": "#12171c"},
}
LAND = {
    False: {"color": "#bdb8ad", "fillColor": "#f7f5f0"},
    True: {"color": "#454d55", "fillColor": "#22282e"},
}


@dataclass(frozen=True, slots=True)
class Move:
    """Where the map should stand: `start` at first, `to` whenever `key` is new; `all` is what its Fit button shows."""

    start: Bounds | None
    all: Bounds | None
    to: Bounds | None = None
    key: str = ""


def base_map(*, dark: bool) -> folium.Map:
    """The map without data; the same for every selection."""
    base = folium.Map(
        location=(25, 20),
        zoom_start=2,
        tiles=None,
        # In Leaflet's spelling: folium's min_zoom and max_zoom are those of the tiles that it does not draw here.
        minZoom=1.5,
        maxZoom=19,
        prefer_canvas=True,
        world_copy_jump=True,
        control_scale=True,
        zoom_snap=0.5,
    )
    base.default_js = [("leaflet", _leaflet("leaflet.js")), ("dateline", _versioned("map.js"))]
    base.default_css = [("leaflet_css", _leaflet("leaflet.css")), ("dateline_css", _versioned("map.css"))]
    look = {
        "dark": dark,
        "land": LAND[dark],
        "styles": styles(dark=dark),
        "credit": text.BASE_CREDIT,
        "tiles": text.TILES,
        "tileCredit": text.TILE_CREDIT,
        "fit": text.FIT,
    }
    _Call("base", look).add_to(base)
    return base


def layers(marks: pd.DataFrame, places: Sequence[Place], move: Move) -> folium.FeatureGroup:
    """What is shown now, as one feature group for st_folium's `feature_group_to_add`."""
    drawn = [(places[row.place], row) for row in marks.itertuples(index=False)]
    # The widest first, so that a smaller area lies on top of it and can be clicked.
    dots = sorted((m for m in drawn if _spot(*m)), key=lambda m: -m[1].stories)
    countries = sorted((m for m in drawn if _is_outlined_country(*m)), key=lambda m: -extent_km(m[0]))
    others = sorted(
        (_area(*m) for m in drawn if not _spot(*m) and not _is_outlined_country(*m)), key=lambda a: -_size(a)
    )
    hooks = {"style": JsCode("dateline.style"), "on_each_feature": JsCode("dateline.each")}
    group = folium.FeatureGroup()
    areas = folium.GeoJson(_collection(others), **hooks).add_to(group)
    folium.GeoJson(_collection([_dot(*m) for m in dots]), marker=folium.CircleMarker(fill=True), **hooks).add_to(group)
    codes = [{"code": place.country_code, **_properties(place, row, shape="country")} for place, row in countries]
    _Call("shown", areas, codes, {"start": move.start, "all": move.all, "to": move.to, "key": move.key}).add_to(group)
    return group


def bounds(places: list[Place]) -> Bounds | None:
    """What holds all of the places, areas with their extent."""
    boxes = [_box(place) for place in places]
    if not boxes:
        return None
    return (min(b[0][0] for b in boxes), min(b[0][1] for b in boxes)), (
        max(b[1][0] for b in boxes),
        max(b[1][1] for b in boxes),
    )


def styles(*, dark: bool) -> dict[str, dict[str, Any]]:
    """Every look that a mark can have, by the name in its `look` property: role, shape and state."""
    colours = COLOURS[dark]
    shapes: dict[str, dict[str, Any]] = {
        "dot": {"weight": 1, "color": colours["edge"], "fillOpacity": 0.85},
        # The less is known, the paler.
        "division": {"weight": 1.2, "fillOpacity": 0.16},
        "country": {"weight": 1, "fillOpacity": 0.07},
        "ring": {"weight": 1.4, "fillOpacity": 0.12, "dashArray": "6 4"},
        # A town has a dozen of them about it, one on the other: each alone must be faint.
        "near": {"weight": 1, "opacity": 0.5, "fillOpacity": 0.04, "dashArray": "6 4"},
        "wide": {"weight": 1, "fill": False, "fillOpacity": 0.0, "dashArray": "3 6"},
    }
    # Hollow and dotted: told from the others without colour as well.
    associative = {"fillOpacity": 0.03, "dashArray": "1 4", "weight": 2}
    states: dict[str, dict[str, Any]] = {
        "": {},
        "chosen": {"opacity": 1.0, "weight": 2.5},
        "faded": {"opacity": 0.25},
    }
    found = {}
    for role in ("literal", "associative"):
        for shape, drawn in shapes.items():
            for state, change in states.items():
                style = {"color": colours[role], "fillColor": colours[role], "opacity": 1.0, **drawn}
                if role == "associative":
                    style |= {"color": colours[role], **associative}
                style |= change
                if state == "chosen" and shape == "dot":
                    style["color"] = colours["chosen"]
                if state == "faded":
                    style["fillOpacity"] *= 0.3
                found[f"{role} {shape} {state}".strip()] = style
    return found


class _Call(MacroElement):
    """A call of one of static/map.js's functions with the map, and then other layers or data."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "dateline.{{ this.function }}({{ this.map_name() }}"
        "{% for argument in this.arguments %}, {{ argument|tojavascript }}{% endfor %});"
        "{% endmacro %}"
    )

    def __init__(self, function: str, *arguments: Any) -> None:
        super().__init__()
        self._name = "Call"
        self.function = function
        self.arguments = arguments

    def render(self, **kwargs: Any) -> None:
        """Nothing: folium would make the script a part of its page, and read what others wrote as a Jinja template."""

    def map_name(self) -> str:
        parent = self._parent
        while not isinstance(parent, folium.Map):
            parent = parent._parent
        return str(parent.get_name())


def _leaflet(name: str) -> str:
    """Leaflet from the app itself where it was installed, else from its CDN."""
    return f"{SERVED}/vendor/leaflet/{name}" if (STATIC / "vendor" / "leaflet" / name).is_file() else f"{CDN}/{name}"


@cache
def _versioned(name: str) -> str:
    """The address of a static file of ours, another one when the file is another."""
    return f"{SERVED}/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _dot(place: Place, row: Any) -> dict[str, Any]:
    # Area, not width, says how many: so the square root. Other uses of the name make a circle about the dot.
    radius = round(min(4 + 2 * math.sqrt(row.stories), 24) + (3 if row.associative else 0), 1)
    spot = _spot(place, row) or place.point
    geometry = {"type": "Point", "coordinates": [spot.lon, spot.lat]}  # GeoJSON: lon first
    return _feature(place, row, geometry, shape="dot", radius=radius)


def _spot(place: Place, row: Any) -> Point | None:
    """Where the mark is a dot; None where no more is known than an area."""
    if row.area is None:
        return place.point if place.kind in DOTS else None
    (corner, *more), *others = row.area.lines
    return None if more or others or row.area.radius_km > DOT_KM else corner


def _area(place: Place, row: Any) -> dict[str, Any]:
    outline = outlines.outline(place) if place.kind == "admin1" and row.area is None else None
    polygons = outline or shapes.rings(row.area or circle(place.point, extent_km(place)))
    if outline:
        shape = "division"
    elif _reach_km(polygons) > WIDE_KM:
        shape = "wide"
    else:
        shape = "ring" if row.area is None else "near"
    return _feature(place, row, {"type": "MultiPolygon", "coordinates": polygons}, shape=shape)


def _reach_km(polygons: list[list[Ring]]) -> float:
    """From the middle of the box around the largest polygon to its corner."""
    (west, south), (east, north) = _corners(max((polygon[0] for polygon in polygons), key=len))
    middle = math.cos(math.radians((south + north) / 2))
    return math.hypot((east - west) * middle, north - south) / 2 * KM_A_DEGREE


def _size(area: dict[str, Any]) -> float:
    """Of the box around its largest piece, in square degrees."""
    (west, south), (east, north) = _corners(
        max(area["geometry"]["coordinates"], key=lambda polygon: len(polygon[0]))[0]
    )
    return (east - west) * (north - south)


def _feature(place: Place, row: Any, geometry: dict[str, Any], *, shape: str, radius: float | None = None) -> Any:
    properties = _properties(place, row, shape=shape)
    if radius:
        properties["radius"] = radius
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _properties(place: Place, row: Any, *, shape: str) -> dict[str, Any]:
    role = "associative" if row.associative else "literal"
    state = "" if row.chosen is None else "chosen" if row.chosen else "faded"
    area = row.area is not None
    note = text.note(
        place.kind,
        associative=row.associative,
        area=area,
        stories=row.stories,
        mentions=row.mentions,
    )
    look = f"{role} {shape} {state}".strip()
    return {"id": place.id, "name": row.relation if area else place.name, "note": note, "look": look, "n": row.stories}


def _is_outlined_country(place: Place, row: Any) -> bool:
    """Whether the browser has the shape itself: see `shade` in static/map.js."""
    return row.area is None and place.kind == "country" and place.country_code in outlines.encoded("country")


def _box(place: Place) -> Bounds:
    outline = outlines.outline(place)
    if outline:
        ring = outline[0][0]  # the largest piece: far islands and the date line would give the whole world
    elif place.kind in DOTS:
        return (place.point.lat, place.point.lon), (place.point.lat, place.point.lon)
    else:
        ring = shapes.rings(circle(place.point, extent_km(place)))[0][0]
    (west, south), (east, north) = _corners(ring)
    return (south, west), (north, east)


def _corners(ring: Ring) -> tuple[tuple[float, float], tuple[float, float]]:
    """The south-western and the north-eastern corner of the box around a ring, as (lon, lat)."""
    lons, lats = zip(*ring, strict=True)
    return (min(lons), min(lats)), (max(lons), max(lats))
