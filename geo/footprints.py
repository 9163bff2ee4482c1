"""What a placement covers on the Earth, as a GeoJSON geometry for other programs' maps.

What is known as a settlement or a site is a point. A province, a country or "the south of Syria" is the area itself
and never a point at its middle; what is shown to a grid is its cell. Outlines have fewer corners than those on our own
map: an export repeats them.
"""

from functools import lru_cache
from typing import Any

import shapely
from shapely.affinity import translate

from geo import outlines, shapes
from geo.areas import circle, extent_km, is_dot
from geo.grid import cell
from geo.precision import is_spot
from geo.records import Area, Place, Point

REMEMBERED = 2_000
# Lines are thinned to this share of the larger side of their box, and pieces below this share of its size go.
THIN, SPECK = 0.004, 0.002
_DECIMALS = 3
_EARTH = shapely.box(-180, -90, 180, 90)


def spot(place: Place, area: Area | None = None) -> Point | None:
    """Where a placement is a point; None where no more is known than an area."""
    if not is_dot(place):
        return None
    if area is None:
        return place.point
    return area.lines[0][0] if is_spot(area) else None


@lru_cache(REMEMBERED)
def footprint(place: Place, area: Area | None = None) -> dict[str, Any]:
    """A Point, Polygon or MultiPolygon by RFC 7946: longitude first, outer rings to the left, cut at the date line.

    The dictionary is shared: do not change it.
    """
    if point := spot(place, area):
        return {"type": "Point", "coordinates": [point.lon, point.lat]}
    if area is None and place.blurred_km:
        ring = cell(place.point, place.blurred_km).ring
        return {
            "type": "Polygon",
            "coordinates": [[[round(lon, _DECIMALS), round(lat, _DECIMALS)] for lon, lat in ring]],
        }
    outline = outlines.outline(place) if area is None else None
    polygons = outline or shapes.rings(area or circle(place.point, extent_km(place)))
    shape = shapely.union_all([shapely.make_valid(shapely.Polygon(outer, holes)) for outer, *holes in polygons])
    shape = _thinned(_within_the_world(shape))
    parts = [[_positions(ring) for ring in (part.exterior, *part.interiors)] for part in _polygons(shape)]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def _within_the_world(shape: Any) -> Any:
    """A shape whose longitudes pass 180 as the pieces on both sides of the date line."""
    west, _, east, _ = shape.bounds
    if west >= -180 and east <= 180:
        return shapely.intersection(shape, _EARTH)
    turns = [shapely.intersection(translate(shape, turn), _EARTH) for turn in (-360, 0, 360)]
    return shapely.union_all(turns)


def _thinned(shape: Any) -> Any:
    largest = max(_polygons(shape), key=lambda part: part.area)
    west, south, east, north = largest.bounds
    thin = shapely.make_valid(shapely.simplify(shape, THIN * max(east - west, north - south)))
    kept = [part for part in _polygons(thin) if part.area >= SPECK * largest.area]
    return shapely.orient_polygons(shapely.MultiPolygon(kept or [largest]))


def _polygons(shape: Any) -> list[Any]:
    parts = shapely.get_parts(shapely.get_parts(shape))  # what make_valid gives may be a collection of collections
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _positions(ring: Any) -> list[list[float]]:
    return [[round(lon, _DECIMALS), round(lat, _DECIMALS)] for lon, lat in ring.coords]
