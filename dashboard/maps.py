"""Marks -> folium layers. Knows places, outlines and colours; no Streamlit, and no word of the interface but notes.

The base map is the same whatever is shown, so that it keeps its position; what is shown is one feature group with
a layer of areas and a layer of dots. Names reach the browser as GeoJSON properties, which static/map.js sets as
textContent: never put one into a folium Tooltip or Popup, whose text is JavaScript.
"""

import hashlib
import json
import math
from collections.abc import Iterator
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
from dashboard.query import EXACT_KINDS
from dashboard.relations import Nearby
from geo import Place, Point

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "static"
# First-level divisions by GeoNames code, and countries by ISO code.
OUTLINES = {"admin1": ROOT / "data" / "outlines.json", "country": STATIC / "borders.json"}
# From the map's frame (component/streamlit_folium.st_folium/), so that a base path of the server does no harm.
SERVED = "../../app/static"
CDN = "https://cdn.jsdelivr.net/npm/leaflet@1.9.4/dist"

EARTH_KM = 6371.0
RING_CORNERS = 48
# Where the gazetteer gives no extent.
RADIUS_KM = {"continent": 1500.0, "country": 150.0, "region": 40.0, "admin1": 40.0, "admin2": 15.0, "water": 25.0}
OTHER_RADIUS_KM = 15.0
# Above this an area is only outlined: shading a continent or an ocean would hide the rest.
WIDE_KM = 250.0

Bounds = tuple[tuple[float, float], tuple[float, float]]
Ring = list[tuple[float, float]]


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


def layers(marks: pd.DataFrame, places: dict[str, Place], move: Move) -> folium.FeatureGroup:
    """What is shown now, as one feature group for st_folium's `feature_group_to_add`."""
    drawn = [(places[row.place], row) for row in marks.itertuples(index=False)]
    # The widest first, so that a smaller area lies on top of it and can be clicked.
    wide_first = sorted((m for m in drawn if not is_exact(*m)), key=lambda m: -extent_km(m[0], near=m[1].near))
    dots = sorted((m for m in drawn if is_exact(*m)), key=lambda m: -m[1].mentions)
    countries = [m for m in wide_first if _is_outlined_country(m[0])]
    others = [m for m in wide_first if not _is_outlined_country(m[0])]
    hooks = {"style": JsCode("dateline.style"), "on_each_feature": JsCode("dateline.each")}
    group = folium.FeatureGroup()
    areas = folium.GeoJson(_collection(_area(*m) for m in others), **hooks).add_to(group)
    folium.GeoJson(_collection(_dot(*m) for m in dots), marker=folium.CircleMarker(fill=True), **hooks).add_to(group)
    codes = [{"code": place.country_code, **_properties(place, row, shape="country")} for place, row in countries]
    _Call("shown", areas, codes, {"start": move.start, "all": move.all, "to": move.to, "key": move.key}).add_to(group)
    return group


def is_exact(place: Place, row: Any) -> bool:
    """Whether the mark may be a dot."""
    return place.kind in EXACT_KINDS and row.near is None


def extent_km(place: Place, *, near: Nearby | None = None) -> float:
    """How far a place reaches, or the neighbourhood of it that is meant."""
    return near.radius_km if near else place.radius_km or RADIUS_KM.get(place.kind, OTHER_RADIUS_KM)


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
        "near": {"weight": 1.4, "fillOpacity": 0.12, "dashArray": "6 4"},
        "wide": {"weight": 1, "fill": False, "fillOpacity": 0.0, "dashArray": "3 6"},
    }
    # Hollow and dotted: told from the others without colour as well.
    associative = {"fillOpacity": 0.03, "dashArray": "1 4", "weight": 2}
    states: dict[str, dict[str, Any]] = {
        "": {"opacity": 1.0},
        "chosen": {"opacity": 1.0, "weight": 2.5},
        "faded": {"opacity": 0.25},
    }
    found = {}
    for role in ("literal", "associative"):
        for shape, drawn in shapes.items():
            for state, change in states.items():
                style = {"color": colours[role], "fillColor": colours[role], **drawn}
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


def _collection(features: Iterator[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _dot(place: Place, row: Any) -> dict[str, Any]:
    # Area, not width, says how many: so the square root. Other uses of the name make a circle about the dot.
    radius = round(min(4 + 2 * math.sqrt(row.mentions), 24) + (3 if row.associative else 0), 1)
    geometry = {"type": "Point", "coordinates": [place.point.lon, place.point.lat]}  # GeoJSON: lon first
    return _feature(place, row, geometry, shape="dot", radius=radius)


def _area(place: Place, row: Any) -> dict[str, Any]:
    outline = _outline(place) if place.kind == "admin1" else None
    reach = extent_km(place, near=row.near)
    centre = away(place.point, row.near.bearing, row.near.offset_km) if row.near else place.point
    shape = "division" if outline else "near" if row.near else "wide" if reach > WIDE_KM else "ring"
    geometry = {"type": "MultiPolygon", "coordinates": outline or [[ring(centre, reach)]]}
    return _feature(place, row, geometry, shape=shape)


def _feature(place: Place, row: Any, geometry: dict[str, Any], *, shape: str, radius: float | None = None) -> Any:
    properties = _properties(place, row, shape=shape)
    if radius:
        properties["radius"] = radius
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _properties(place: Place, row: Any, *, shape: str) -> dict[str, Any]:
    role = "associative" if row.associative else "literal"
    state = "" if row.chosen is None else "chosen" if row.chosen else "faded"
    note = text.note(place.kind, associative=row.associative, near=row.near, mentions=row.mentions, reports=row.reports)
    look = f"{role} {shape} {state}".strip()
    return {"id": place.id, "name": place.name, "note": note, "look": look, "n": row.mentions}


def ring(centre: Point, radius_km: float) -> Ring:
    """A circle on the globe as (lon, lat) corners. Longitudes may pass 180, so that no line crosses the whole map."""
    steps = [360 * (step % RING_CORNERS) / RING_CORNERS for step in range(RING_CORNERS + 1)]
    corners = (_destination(centre, bearing, radius_km) for bearing in steps)
    return [(round(lon, 3), round(lat, 3)) for lat, lon in corners]


def away(start: Point, bearing: float, distance_km: float) -> Point:
    """The point that far from another, in degrees clockwise from north."""
    lat, lon = _destination(start, bearing, distance_km)
    return Point(lat=lat, lon=(lon + 180) % 360 - 180)


def _destination(start: Point, bearing: float, distance_km: float) -> tuple[float, float]:
    """(lat, lon) along a great circle, the longitude not brought back into -180..180."""
    lat, lon, course = math.radians(start.lat), math.radians(start.lon), math.radians(bearing)
    reach = distance_km / EARTH_KM
    to_lat = math.asin(math.sin(lat) * math.cos(reach) + math.cos(lat) * math.sin(reach) * math.cos(course))
    turn = math.atan2(
        math.sin(course) * math.sin(reach) * math.cos(lat), math.cos(reach) - math.sin(lat) * math.sin(to_lat)
    )
    return math.degrees(to_lat), math.degrees(lon + turn)


@cache
def _outlines(kind: str) -> dict[str, list[list[list[int]]]]:
    """A file of outlines, read when the first one is asked for; empty where it is not there: rings say it too."""
    if not OUTLINES[kind].is_file():
        return {}
    read: dict[str, list[list[list[int]]]] = json.loads(OUTLINES[kind].read_text(encoding="ascii"))
    return read


@cache
def _decoded(kind: str, code: str) -> list[list[Ring]] | None:
    polygons = _outlines(kind).get(code)
    return None if polygons is None else [[_corners(deltas) for deltas in polygon] for polygon in polygons]


def _corners(deltas: list[int]) -> Ring:
    """A ring of such a file as (lon, lat) degrees."""
    lon = lat = 0
    corners = []
    for step_lon, step_lat in zip(deltas[::2], deltas[1::2], strict=True):
        lon, lat = lon + step_lon, lat + step_lat
        corners.append((lon / 1000, lat / 1000))
    return corners


def _outline(place: Place) -> list[list[Ring]] | None:
    """The true shape of a country or a first-level division, where we have it."""
    codes = {"country": place.country_code, "admin1": place.admin1}
    return _decoded(place.kind, codes[place.kind]) if place.kind in codes else None


def _is_outlined_country(place: Place) -> bool:
    """Whether the browser has the shape itself: see `shade` in static/map.js."""
    return place.kind == "country" and place.country_code in _outlines("country")


def _box(place: Place) -> Bounds:
    outline = _outline(place)
    if outline:
        corners = outline[0][0]  # the largest piece: far islands and the date line would give the whole world
    elif place.kind in EXACT_KINDS:
        return (place.point.lat, place.point.lon), (place.point.lat, place.point.lon)
    else:
        corners = ring(place.point, extent_km(place))
    lons, lats = [c[0] for c in corners], [c[1] for c in corners]
    return (min(lats), min(lons)), (max(lats), max(lons))
