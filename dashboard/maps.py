"""Marks -> what the browser draws. Knows places, outlines and shapes; no Streamlit, and no word of the interface.

The base map is the same whatever is shown, so that it keeps its position; what is shown is one feature group, empty but
for a call of static/map.js with the marks as data. Names reach the browser as that data, which map.js sets as
textContent: never put one into a folium Tooltip or Popup, whose text is JavaScript.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal

import folium
import numpy as np
import pandas as pd
from branca.element import MacroElement
from folium.template import Template
from folium.utilities import JsCode
from numpy.typing import NDArray

from dashboard import colours, text
from dashboard.colours import Colour
from geo import Area, Place, outlines, precision, shapes
from geo.areas import DOTS, circle, extent_km
from geo.outlines import Ring
from news.records import EVENT_KINDS

Layer = Literal["places", "clusters", "heat", "countries", "provinces"]
Named = Callable[[Place], str]

STATIC = Path(__file__).parent.parent / "static"
# From the map's frame (component/streamlit_folium.st_folium/), so that a base path of the server does no harm.
SERVED = "../../app/static"
CDN = "https://cdn.jsdelivr.net/npm"
# What is taken from the CDN where it was not installed: the folder there, and the version.
PACKAGES = {"leaflet": "leaflet@1.9.4", "leaflet.markercluster": "leaflet.markercluster@1.5.3",
            "leaflet.heat": "leaflet.heat@0.2.0"}  # fmt: skip
# What a browser holds its files to, see static/integrity.js.
DIGESTS = {
    "leaflet.js": "sha384-cxOPjt7s7Iz04uaHJceBmS+qpjv2JkIHNVcuOrM+YHwZOmJGBXI00mdUXEq65HTH",
    "leaflet.css": "sha384-sHL9NAb7lN7rfvG5lfHpm643Xkcjzp4jFvuavGOndn6pjVqS6ny56CAt3nsEVT4H",
    "leaflet.markercluster.js": "sha384-eXVCORTRlv4FUUgS/xmOyr66XBVraen8ATNLMESp92FKXLAMiKkerixTiBvXriZr",
    "MarkerCluster.css": "sha384-pmjIAcz2bAn0xukfxADbZIb3t8oRT9Sv0rvO+BR5Csr6Dhqq+nZs59P0pPKQJkEV",
    "leaflet-heat.js": "sha384-mFKkGiGvT5vo1fEyGCD3hshDdKmW3wzXW/x+fWriYJArD0R3gawT6lMvLboM22c0",
}

# Above this an area is only outlined: shading a continent or an ocean would hide the rest.
WIDE_KM = 250.0
LEVELS = tuple(text.LEVELS)

Bounds = tuple[tuple[float, float], tuple[float, float]]

LAND = {
    False: {"color": "#b3ada1", "fillColor": "#f7f5f0"},
    True: {"color": "#525b64", "fillColor": "#22282e"},
}
CHOSEN = {False: "#111827", True: "#f9fafb"}
EDGE = {False: "#ffffff", True: "#12171c"}
# How a mark of each shape is drawn. The less is known, the paler; what lies on another by the dozen is faint alone.
SHAPES: dict[str, dict[str, Any]] = {
    "dot": {"weight": 1, "opacity": 1, "fillOpacity": 0.88},
    "division": {"weight": 1.2, "opacity": 0.7, "fillOpacity": 0.1},
    "country": {"weight": 1.2, "opacity": 0.45, "fillOpacity": 0.04},
    "ring": {"weight": 1.2, "opacity": 0.45, "fillOpacity": 0.04, "dashArray": "6 4"},
    "near": {"weight": 1, "opacity": 0.4, "fillOpacity": 0.03, "dashArray": "4 4"},
    "wide": {"weight": 1, "opacity": 0.3, "fill": False, "fillOpacity": 0, "dashArray": "3 6"},
    "shade": {"weight": 0.8, "opacity": 0.9, "fillOpacity": 0.85},
}
# Hollow and dotted: told from the others without colour as well.
ASSOCIATIVE = {"fillOpacity": 0.03, "dashArray": "1 4", "weight": 2, "opacity": 0.8}
STATES: dict[str, dict[str, Any]] = {"": {}, "chosen": {"opacity": 0.95, "weight": 1.8}, "faded": {"opacity": 0.2}}
FADED = 0.3  # of a shape's shade
_SHAPE_NUMBERS, _STATE_NUMBERS, _LEVEL_NUMBERS = (
    {name: number for number, name in enumerate(names)} for names in (SHAPES, STATES, LEVELS)
)


@dataclass(frozen=True, slots=True)
class Move:
    """Where the map should stand: `start` at first, `to` whenever `key` is new; `all` is what its Fit button shows."""

    start: Bounds | None
    all: Bounds | None
    to: Bounds | None = None
    key: str = ""


def base_map(*, dark: bool, remembers: bool = True) -> folium.Map:
    """The map without data; the same for every selection, layer and colour.

    remembers  whether it is the page's map, which stands where the address says and writes there where it was moved to
    """
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
    files = {
        "ground": _versioned("ground.js"),
        "plugins": _versioned("plugins.js"),
        "clusters": _vendored("leaflet.markercluster", "leaflet.markercluster.js"),
        "clustersLook": _vendored("leaflet.markercluster", "MarkerCluster.css"),
        "heat": _vendored("leaflet.heat", "leaflet-heat.js"),
    }
    leaflet, sheet = _vendored("leaflet", "leaflet.js"), _vendored("leaflet", "leaflet.css")
    base.default_js = [("leaflet", leaflet), ("dateline", _versioned("map.js"))]
    base.default_css = [("leaflet_css", sheet), ("dateline_css", _versioned("map.css"))]
    if any(address.startswith(CDN) for address in (leaflet, sheet, *files.values())):
        base.default_js.insert(0, ("integrity", _versioned("integrity.js")))
    palettes = {
        "kind": [colours.KINDS[dark][kind] for kind in EVENT_KINDS],
        "recency": colours.RECENCY[dark],
        "shade": colours.SHADES[dark],
    }
    ground = LAND[dark]["fillColor"]
    look = {
        "dark": dark,
        "land": LAND[dark],
        "shapes": SHAPES,
        "states": STATES,
        "faded": FADED,
        "associative": {**ASSOCIATIVE, "color": colours.ASSOCIATIVE[dark]},
        "edge": EDGE[dark],
        "chosen": CHOSEN[dark],
        "disputed": colours.DISPUTED[dark],
        "heat": colours.SHADES[dark],
        "palettes": palettes,
        "lines": {name: [colours.line(colour, ground) for colour in some] for name, some in palettes.items()},
        "words": text.TOOLTIP,
        "levels": LEVELS,
        "kinds": EVENT_KINDS,
        "credit": text.BASE_CREDIT,
        "bases": {base: {"label": label, "credit": text.TILE_CREDITS.get(base)} for base, label in text.BASES.items()},
        "failed": text.TILES_FAILED,
        "fit": text.FIT,
        "keys": text.MAP_KEYS,
        "zoom": text.ZOOM,
        "choose": text.BASE,
        "remembers": remembers,
        "files": files,
    }
    _Call("base", JsCode(_json(look))).add_to(base)
    return base


def layers(
    marks: pd.DataFrame,
    places: Sequence[Place],
    move: Move,
    *,
    layer: Layer = "places",
    colour: Colour = "kind",
    named: Named = attrgetter("name"),
) -> folium.FeatureGroup:
    """What is shown now, as one feature group for st_folium's `feature_group_to_add`.

    marks  a row each, as `dashboard.query.Selection` has them; for the layers of areas as its `by_division` gives them
    named  how a place is called
    """
    if layer in ("countries", "provinces"):
        drawn = _shades(marks, places, named)
        colour_by = "shade"
    else:
        drawn = _marks(marks, places, colour, newest_day(marks), named)
        colour_by = colour
    if layer == "heat":
        drawn = [mark for mark in drawn if mark["shape"] == "dot"]
    data = {
        "layer": layer,
        "palette": colour_by,
        "marks": [_packed(mark) for mark in drawn],
        "move": {"start": move.start, "all": move.all, "to": move.to, "key": move.key},
    }
    group = folium.FeatureGroup()
    _Call("shown", group, JsCode(_json(data))).add_to(group)
    return group


def candidates(places: Sequence[tuple[Place, bool]]) -> folium.FeatureGroup:
    """The places that a name could be, numbered from 1, each with whether it was chosen."""
    numbered = [
        {
            "number": number,
            "name": place.name,
            "chosen": chosen,
            "at": [place.point.lat, place.point.lon],
            "reach": 0 if place.kind in DOTS else extent_km(place),
        }
        for number, (place, chosen) in enumerate(places, 1)
    ]
    group = folium.FeatureGroup()
    _Call("candidates", numbered).add_to(group)
    return group


def newest_day(marks: pd.DataFrame) -> date | None:
    """The latest day of any mark."""
    known = days(marks)
    newest: date | None = max(known[~np.isnat(known)], default=np.datetime64("NaT", "D")).item()
    return newest


def days(marks: pd.DataFrame) -> NDArray[np.datetime64]:
    """The latest day of each mark."""
    return pd.to_datetime(marks["latest"]).to_numpy().astype("datetime64[D]")


def bounds(places: list[Place]) -> Bounds | None:
    """What holds all of the places, areas with their extent."""
    boxes = [_box(place) for place in places]
    if not boxes:
        return None
    return (min(b[0][0] for b in boxes), min(b[0][1] for b in boxes)), (
        max(b[1][0] for b in boxes),
        max(b[1][1] for b in boxes),
    )


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


def _vendored(package: str, name: str) -> str:
    """A file of an npm package, from the app itself where it was installed, else from its CDN."""
    if (STATIC / "vendor" / package / name).is_file():
        return f"{SERVED}/vendor/{package}/{name}"
    return f"{CDN}/{PACKAGES[package]}/dist/{name}#{DIGESTS[name]}"


@cache
def _versioned(name: str) -> str:
    """The address of a static file of ours, another one when the file is another."""
    return f"{SERVED}/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def _json(data: Any) -> str:
    """Data as JavaScript; no word in it ends the element that a script stands in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _marks(
    marks: pd.DataFrame, places: Sequence[Place], colour: Colour, newest: date | None, named: Named
) -> list[dict[str, Any]]:
    """Each mark by its fields; what other relations to a place lead to the same area is told with the first."""
    numbers = colours.of_ages(days(marks), newest) if colour == "recency" else colours.of_kinds(_kinds(marks))
    drawn: dict[tuple[int, bool, Area | None], dict[str, Any]] = {}
    columns = (marks[name].tolist() for name in ("place", "associative", "area", "relation", "chosen"))
    for number, associative, area, relation, chosen, colour_number, told in zip(
        *columns, numbers.tolist(), _told(marks), strict=True
    ):
        key = number, associative, area
        place = places[number]
        name = relation if area is not None else named(place)
        if key in drawn:
            drawn[key]["more"].append([name, told["stories"]])
            continue
        level = precision.level(place, area)
        drawn[key] = {
            "id": place.id,
            "name": name,
            "level": _LEVEL_NUMBERS[level],
            "state": 0 if chosen is None else _STATE_NUMBERS["chosen" if chosen else "faded"],
            "associative": int(associative),
            "colour": colour_number,
            "more": [],
            **told,
            **_where(place, area, level),
        }
    return list(drawn.values())


def _shades(marks: pd.DataFrame, places: Sequence[Place], named: Named) -> list[dict[str, Any]]:
    """Each country or division, shaded by how many stories lie in it."""
    lowest = colours.classes(int(marks["stories"].max())) if len(marks) else []
    return [
        {
            "id": place.id,
            "name": named(place),
            "level": -1,
            "state": 0,
            "associative": 0,
            "colour": sum(told["stories"] >= least for least in lowest) - 1,
            "more": [],
            **told,
            **_where(place, None, precision.level(place)),
            "shape": "shade",
        }
        for place, told in zip((places[number] for number in marks["place"].tolist()), _told(marks), strict=True)
    ]


def _told(marks: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """What the tooltip of each mark counts: stories, the latest day, and in pairs the kinds that there are."""
    latest = days(marks)
    written = np.where(np.isnat(latest), "", latest.astype(str)).tolist()
    kinds = _kinds(marks)
    row, kind = np.nonzero(kinds)
    pairs = np.column_stack([kind, kinds[row, kind]]).ravel().tolist()
    ends = (2 * np.count_nonzero(kinds, axis=1).cumsum()).tolist()
    for stories, day, start, end in zip(marks["stories"].tolist(), written, [0, *ends], ends, strict=False):
        yield {"stories": stories, "latest": day, "kinds": pairs[start:end]}


def _kinds(marks: pd.DataFrame) -> NDArray[np.integer[Any]]:
    return marks[list(EVENT_KINDS)].to_numpy()


def _where(place: Place, area: Area | None, level: precision.Level) -> dict[str, Any]:
    """How a mark is drawn, and where it is: a dot [lat, lon], a circle [lat, lon, km], the code of a shape that the
    browser fetches, or rings as the files of outlines have them.
    """
    if level in ("exact", "settlement"):
        point = place.point if area is None else area.lines[0][0]
        return {"shape": "dot", "where": [round(point.lat, 4), round(point.lon, 4)]}
    if area is None and (code := _outlined(place)):
        return {"shape": "division" if place.kind == "admin1" else "country", "where": code}
    area = area or circle(place.point, extent_km(place))
    if len(area.lines) == len(area.lines[0]) == 1:
        centre = area.lines[0][0]
        where: Any = [round(centre.lat, 4), round(centre.lon, 4), round(area.radius_km, 1)]
        reach = area.radius_km
    else:
        polygons = shapes.rings(area)
        where = [[_deltas(ring) for ring in polygon] for polygon in polygons]
        reach = _reach_km(polygons)
    return {"shape": "wide" if reach > WIDE_KM else "near" if level == "near" else "ring", "where": where}


def _outlined(place: Place) -> str | None:
    """The code by which the browser finds a place's shape; None where there is none."""
    code = {"country": place.country_code, "admin1": place.admin1}.get(place.kind)
    return code if code and code in outlines.encoded(place.kind) else None


def _packed(mark: dict[str, Any]) -> list[Any]:
    """A mark in the order that static/map.js unpacks: thousands are sent, and names of fields would double them."""
    packed = [
        mark["id"], mark["name"], mark["stories"], _SHAPE_NUMBERS[mark["shape"]], mark["where"], mark["level"],
        mark["colour"], mark["latest"], mark["kinds"], mark["state"], mark["associative"], mark["more"],
    ]  # fmt: skip
    while packed[-1] in (0, []):
        packed.pop()  # most have neither state nor more
    return packed


def _deltas(ring: Ring) -> list[int]:
    corners = np.rint(np.asarray(ring) * 1000).astype(int)
    corners = corners[np.r_[True, np.any(np.diff(corners, axis=0) != 0, axis=1)]]
    flat: list[int] = np.diff(corners, axis=0, prepend=[[0, 0]]).ravel().tolist()
    return flat


def _reach_km(polygons: list[list[Ring]]) -> float:
    """From the middle of the box around the largest polygon to its corner."""
    (west, south), (east, north) = _corners(max((polygon[0] for polygon in polygons), key=len))
    middle = math.cos(math.radians((south + north) / 2))
    return math.hypot((east - west) * middle, north - south) / 2 * precision.KM_A_DEGREE


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


def _corners(ring: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The south-western and the north-eastern corner of the box around a ring, as (lon, lat)."""
    lons, lats = zip(*ring, strict=True)
    return (min(lons), min(lats)), (max(lons), max(lats))
