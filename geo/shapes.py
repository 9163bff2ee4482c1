"""Shapes on the globe: what needs shapely. Its import takes a tenth of a second, so import this where it is needed.

Longitudes and latitudes are cut as they are; distances are measured in the azimuthal equidistant projection about the
shape's own middle, which is true from there in every direction and off by 2 % at 2,000 km (Snyder, Map Projections: A
Working Manual, 1987, p. 191). It knows neither poles nor the date line.
"""

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
import shapely
from geopy.distance import EARTH_RADIUS
from shapely.affinity import scale

from geo import outlines
from geo.outlines import Ring
from geo.records import Area, Direction, Place, Point

CIRCLE_CORNERS = 48
# Pieces of lines and areas below this share of the largest go: islets by the hundred say nothing of a country's south.
SPECK = 0.01
# Lines are thinned to this share of their length: more corners than anyone could see.
THIN = 0.002
REMEMBERED = 500  # shapes: an article after the other names the same
# Degrees: two files may have thinned a line differently.
SNAP = 0.02


@lru_cache(10 * REMEMBERED)
def rings(area: Area) -> list[list[Ring]]:
    """An area as polygons, each an outer ring and its holes, of closed (lon, lat), for drawing.

    Longitudes may pass 180, so that no line crosses the whole map.
    """
    if area.filled and not area.radius_km:
        return [[_unbroken(_array(line))] for line in area.lines]
    middle = _middle(area)
    lines = [project(_array(line), middle) for line in area.lines]
    shape = shapely.union_all([_in_plane(line, filled=area.filled) for line in lines])
    wide = shapely.buffer(shape, area.radius_km, quad_segs=CIRCLE_CORNERS // 4)
    wide = shapely.transform(shapely.simplify(wide, area.radius_km / 400), lambda corners: unproject(corners, middle))
    return [
        [_unbroken(np.asarray(ring.coords)) for ring in (polygon.exterior, *polygon.interiors)]
        for polygon in shapely.get_parts(wide)
    ]


@lru_cache(REMEMBERED)
def part(place: Place, direction: Direction | None) -> Area | None:
    """The part of a country or division towards a wind, or its middle (None); None where its outline is not known."""
    shape = _outline(place)
    if shape is None:
        return None
    if direction is None:
        whole = _largest(shape)
        return _filled(shapely.intersection(whole, scale(whole, 0.5, 0.5, origin="centroid")))
    return _filled(shapely.clip_by_rect(shape, *_quarter(shape, direction)))


@lru_cache(REMEMBERED)
def border(place: Place, other: Place, reach_km: float) -> Area | None:
    """The line that two countries or divisions share; that of one within `reach_km` of what has no outline, a region.

    None where there is no such line.
    """
    one, two = _outline(place), _outline(other)
    if one is None or two is None:
        line, around = (two, place) if one is None else (one, other)
        return None if line is None else _lines(shapely.intersection(shapely.boundary(line), _disc(around, reach_km)))
    return _lines(shapely.intersection(shapely.boundary(one), shapely.boundary(two)))


@lru_cache(REMEMBERED)
def border_with(place: Place, country_code: str) -> Area | None:
    """The line that a country shares with another, by ISO code; None where there is none."""
    shape, other = _outline(place), _shape("country", country_code)
    if place.kind != "country" or shape is None or other is None or place.country_code == country_code:
        return None
    return _lines(shapely.intersection(shapely.boundary(shape), shapely.boundary(other)))


@lru_cache(REMEMBERED)
def land_border(place: Place, direction: Direction | None) -> Area | None:
    """A country's border but for its coast, or a division's, on one side of it or all around; None if unknown."""
    shape = _outline(place)
    if shape is None:
        return None
    line = shapely.boundary(shape)
    if place.kind == "country":
        line = shapely.difference(line, _coastline(shape))
    return _lines(shapely.intersection(line, _side(shape, direction)))


@lru_cache(REMEMBERED)
def coast(place: Place, reach_km: float, direction: Direction | None) -> Area | None:
    """The coast of a country or division, or that within `reach_km` of any other place; None where there is none."""
    return _lines(_facing(place, reach_km, direction))


@lru_cache(REMEMBERED)
def off_coast(place: Place, reach_km: float, distance_km: float, direction: Direction | None) -> Area | None:
    """The sea within `distance_km` of that coast; None where there is none."""
    line = _facing(place, reach_km, direction)
    if line.is_empty:
        return None
    middle = Point(lat=line.centroid.y, lon=line.centroid.x)
    near = shapely.buffer(shapely.transform(line, lambda corners: project(corners, middle)), distance_km, quad_segs=4)
    sea = shapely.make_valid(shapely.transform(near, lambda corners: unproject(corners, middle)))
    west, south, east, north = sea.bounds
    if not (west < east and south < north):
        return None  # about a pole no such sea can be drawn
    land = [shapely.clip_by_rect(country, *sea.bounds) for country in _countries_in(sea)]
    return _filled(shapely.difference(sea, shapely.union_all(land)))


def project(corners: np.ndarray[Any, Any], middle: Point) -> np.ndarray[Any, Any]:
    """(lon, lat) in degrees -> (east, north) in km from the middle."""
    lon, lat = np.radians(corners[:, 0] - middle.lon), np.radians(corners[:, 1])
    lat0 = np.radians(middle.lat)
    cosine = np.clip(np.sin(lat0) * np.sin(lat) + np.cos(lat0) * np.cos(lat) * np.cos(lon), -1, 1)
    scale = EARTH_RADIUS / np.sinc(np.arccos(cosine) / np.pi)
    north = np.cos(lat0) * np.sin(lat) - np.sin(lat0) * np.cos(lat) * np.cos(lon)
    return np.column_stack([scale * np.cos(lat) * np.sin(lon), scale * north])


def unproject(corners: np.ndarray[Any, Any], middle: Point) -> np.ndarray[Any, Any]:
    """(east, north) in km from the middle -> (lon, lat) in degrees, the longitude within 180 of the middle's."""
    east, north = corners[:, 0] / EARTH_RADIUS, corners[:, 1] / EARTH_RADIUS
    lat0, far = np.radians(middle.lat), np.hypot(east, north)
    shrunk = np.sinc(far / np.pi)  # sin(far) / far
    lat = np.arcsin(np.clip(np.cos(far) * np.sin(lat0) + north * shrunk * np.cos(lat0), -1, 1))
    lon = np.arctan2(east * shrunk, np.cos(far) * np.cos(lat0) - north * shrunk * np.sin(lat0))
    return np.column_stack([middle.lon + np.degrees(lon), np.degrees(lat)])


def _array(line: Sequence[Point]) -> np.ndarray[Any, Any]:
    return np.array([(point.lon, point.lat) for point in line])


def _unbroken(corners: np.ndarray[Any, Any]) -> Ring:
    """A ring of (lon, lat) that no step leads around the globe; one about a pole goes by way of it."""
    lons, lats = np.unwrap(corners[:, 0], period=360).tolist(), corners[:, 1].tolist()
    ring = [(round(lon, 3), round(lat, 3)) for lon, lat in zip(lons, lats, strict=True)]
    if abs(lons[-1] - lons[0]) > 180:
        pole = math.copysign(90, sum(lats))
        ring += [(ring[-1][0], pole), (ring[0][0], pole)]
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def _in_plane(corners: np.ndarray[Any, Any], *, filled: bool) -> Any:
    if filled:
        return shapely.make_valid(shapely.Polygon(corners))
    return shapely.Point(corners[0]) if len(corners) == 1 else shapely.LineString(corners)


def _middle(area: Area) -> Point:
    points = [point for line in area.lines for point in line]
    return points[len(points) // 2]


@cache
def _shape(kind: str, code: str) -> Any:
    polygons = outlines.corners(kind, code)
    if polygons is None:
        return None
    rings = [[shapely.linearrings(corners) for corners in polygon] for polygon in polygons]
    shape = shapely.multipolygons([shapely.polygons(outer, holes or None) for outer, *holes in rings])
    return shape if shape.is_valid else shapely.make_valid(shape)


def _outline(place: Place) -> Any:
    codes = {"country": place.country_code, "admin1": place.admin1}
    return _shape(place.kind, codes[place.kind]) if place.kind in codes else None


def _disc(place: Place, reach_km: float) -> Any:
    return shapely.make_valid(shapely.Polygon(rings(Area(((place.point,),), reach_km))[0][0]))


def _largest(shape: Any) -> Any:
    return max(shapely.get_parts(shape), key=shapely.area)


def _quarter(shape: Any, direction: Direction) -> tuple[float, float, float, float]:
    """The half of a shape's box beyond its middle, of a wind between two the quarter."""
    wind = direction.rpartition("-")[2]
    middle, (west, south, east, north) = _largest(shape).centroid, shape.bounds
    return (
        middle.x if "east" in wind else west, middle.y if "north" in wind else south,
        middle.x if "west" in wind else east, middle.y if "south" in wind else north,
    )  # fmt: skip


def _side(shape: Any, direction: Direction | None) -> Any:
    """Where the edge of a shape faces a wind: of its box, the triangle from the middle to two corners, or a quarter."""
    west, south, east, north = shapely.buffer(shape.envelope, SNAP).bounds
    corners = {"north": (0, 1), "east": (1, 2), "south": (2, 3), "west": (3, 0)}
    if direction in corners:
        box = [(west, north), (east, north), (east, south), (west, south)]
        return shapely.Polygon([_largest(shape).centroid, *(box[corner] for corner in corners[direction])])
    return shapely.box(west, south, east, north) if direction is None else shapely.box(*_quarter(shape, direction))


def _countries_in(shape: Any) -> list[Any]:
    """Those that touch a shape: with a spatial index of all, the first would wait for the shapes of all."""
    codes, boxes = outlines.country_boxes()
    west, south, east, north = shape.bounds
    near = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    shapes = (_shape("country", codes[number]) for number in np.flatnonzero(near))
    return [country for country in shapes if shapely.intersects(country, shape)]


def _facing(place: Place, reach_km: float, direction: Direction | None) -> Any:
    """The coast on one side of a place, or all of it (None)."""
    coast = _coast(place, reach_km)
    return coast if coast.is_empty else shapely.intersection(coast, _side(_outline(place) or coast, direction))


def _coast(place: Place, reach_km: float) -> Any:
    """What borders on no country: of a country's line; of others, of the lines of the countries that they touch."""
    if place.kind == "country" and place.country_code in outlines.encoded("country"):
        return _coastline(_shape("country", place.country_code))
    shape = _outline(place)
    around = _disc(place, reach_km) if shape is None else shapely.buffer(shape, SNAP)
    return shapely.union_all([shapely.intersection(_coastline(country), around) for country in _countries_in(around)])


@lru_cache(REMEMBERED)
def _coastline(country: Any) -> Any:
    line = shapely.boundary(country)
    neighbours = [shapely.boundary(other) for other in _countries_in(country) if other is not country]
    return shapely.difference(line, shapely.union_all(neighbours))


def _lines(shape: Any) -> Area | None:
    lines = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString" and not part.is_empty]
    # in the same order whichever side it is seen from
    merged = shapely.get_parts(shapely.normalize(shapely.line_merge(shapely.MultiLineString(lines))))
    merged = sorted(merged, key=lambda line: -line.length)
    kept = [line for line in merged if line.length > max(SNAP, SPECK * merged[0].length)]
    return Area(tuple(_points(line) for line in kept)) if kept else None


def _filled(shape: Any) -> Area | None:
    parts = sorted(
        (p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and not p.is_empty),
        key=lambda part: -part.area,
    )
    kept = [part for part in parts if part.area >= SPECK * parts[0].area]
    return Area(tuple(_points(part.exterior) for part in kept), filled=True) if kept else None


def _points(line: Any) -> tuple[Point, ...]:
    """The corners, fewer where the line is long."""
    west, south, east, north = line.bounds
    thinned = shapely.simplify(line, THIN * max(east - west, north - south))
    return tuple(Point(lat=round(lat, 3), lon=round(lon - 360 * round(lon / 360), 3)) for lon, lat in thinned.coords)
