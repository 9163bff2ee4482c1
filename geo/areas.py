"""A relation and the place that it relates to -> the area that is meant. Knows distances and shapes, no words.

Where the text gives a distance and a direction, the area is what the point-radius method makes of it (Wieczorek, Guo
and Hijmans 2004, The point-radius method for georeferencing locality descriptions, IJGIS 18(8)): a direction is right
to half of the angle between two winds, and the place is no point. How far the other relations reach is convention, set
by hand; those of towns were checked against the recorded coordinates of war reports.
"""

import math
from collections.abc import Iterable
from typing import get_args

from geo.records import Area, Direction, Place, Point, Relation

COMPASS: tuple[Direction, ...] = get_args(Direction)
DOTS = ("settlement", "site")
# Where the gazetteer gives no extent of what is no dot.
EXTENT_KM = {"continent": 1500.0, "country": 150.0, "region": 40.0, "admin1": 40.0, "admin2": 15.0, "water": 25.0}
OTHER_EXTENT_KM = 15.0
# People on a square kilometre of a town, roughly: Angel et al., Atlas of Urban Expansion (2016), has about 5,000 for
# cities of less developed countries.
DENSITY = 5_000
# How far beyond a place's edge "near" it reaches, at least and at most: a larger place has larger environs.
NEAR_KM = (5.0, 15.0)
# How far beyond a town's edge its countryside reaches, or "south of" it: at least, for each km of its own extent, and
# at most. Half of the events that Syrian reports put into a provincial capital's countryside lie beyond 40 km.
ENVIRONS_KM = (10.0, 15.0, 45.0)
# "10 km from" is rounded, and measured from somewhere in the place.
ROUNDED = 0.25
OUTSKIRTS_KM = 5.0
BORDER_KM, COAST_KM, OFFSHORE_KM = 10.0, 5.0, 40.0
# A road is no straight line: how far "between A and B" may lie aside, as a share of the way and at least.
ASIDE, ASIDE_KM = 0.1, 3.0
# Two places farther apart are the ends of a journey, and nothing that is "between" them is anywhere.
BETWEEN_KM = 300.0
# "3,000 km from" says how far the way is, not where something happened.
FAR_KM = 1000.0
# Degrees to either side of a direction that comes without a distance: seven of ten events "south of" a town.
ABOUT = 45.0


def area(relation: Relation, place: Place, other: Place | None = None, *, countries: Iterable[str] = ()) -> Area | None:
    """What a relation to a place means; None where it means nothing there: "between" two continents, "around Syria".

    other      the second place of a relation between two
    countries  ISO codes of those that the article is about: "the Turkish border" is that with the first that has one
    """
    if (relation.distance_km or 0) > FAR_KM:
        return None
    match relation.kind:
        case "near" | "distance":
            return _near(relation, place)
        case "direction":
            return _direction(relation, place)
        case "part":
            return _part(relation, place)
        case "outskirts":
            return _outskirts(relation, place)
        case "countryside":
            return _countryside(relation, place)
        case "between":
            return _between(place, other)
        case "border":
            return _border(relation, place, other, countries)
        case "coast" | "offshore":
            return _coast(relation, place)


def is_dot(place: Place) -> bool:
    """Whether a place is drawn at its point: a town or a site is, unless it is shown to a grid."""
    return place.kind in DOTS and not place.blurred_km


def extent_km(place: Place) -> float:
    """How far a place reaches from its point, roughly; a town by its people, what is blurred to its cell's corners."""
    if place.blurred_km:
        return place.blurred_km / math.sqrt(2)
    if place.radius_km:
        return place.radius_km
    if place.kind in DOTS:
        return max(1.0, math.sqrt(place.population / DENSITY / math.pi))
    return EXTENT_KM.get(place.kind, OTHER_EXTENT_KM)


def circle(centre: Point, radius_km: float) -> Area:
    """All within some km of a point."""
    return Area(((centre,),), radius_km)


def away(start: Point, bearing: float, distance_km: float) -> Point:
    """The point that far along a great circle, in degrees clockwise from north."""
    from geopy.distance import great_circle  # brings requests: dear where no text has a distance

    end = great_circle(kilometers=distance_km).destination((start.lat, start.lon), bearing)
    return Point(lat=end.latitude, lon=end.longitude)


def bearing(direction: Direction) -> float:
    """Degrees clockwise from north."""
    return 360 / len(COMPASS) * COMPASS.index(direction)


def sector(centre: Point, from_km: float, to_km: float, direction: Direction, half_angle: float) -> Area:
    """What lies that far from a point, up to `half_angle` degrees to either side of a direction."""
    steps = max(4, round(half_angle / 7.5)) * 2
    turns = [bearing(direction) + half_angle * (2 * step / steps - 1) for step in range(steps + 1)]
    far = [away(centre, turn, to_km) for turn in turns]
    near = [away(centre, turn, from_km) for turn in reversed(turns)] if from_km else [centre]
    return Area(((*far, *near, far[0]),), filled=True)


def _near(relation: Relation, place: Place) -> Area:
    extent, distance = extent_km(place), relation.distance_km
    if distance is None:
        least, most = NEAR_KM
        return circle(place.point, extent + min(max(extent, least), most))
    reach = _from_point(place, distance)
    if relation.kind == "near":
        return circle(place.point, reach)
    around = tuple(away(place.point, turn, reach) for turn in range(0, 361, 15))
    return Area((around,), max(ROUNDED * distance, min(extent, NEAR_KM[1])))


def _direction(relation: Relation, place: Place) -> Area | None:
    direction, distance = relation.direction, relation.distance_km
    if direction is None:
        return None
    if distance is None:
        return _side(place, direction, ABOUT)
    # the chord over half of the angle to the next wind, of the eight or of the sixteen
    lateral = 2 * math.sin(math.radians(11.25 if "-" in direction else 22.5) / 2)
    radius = distance * lateral + (min(extent_km(place), distance) if place.kind in DOTS else 0.0)
    return circle(away(place.point, bearing(direction), _from_point(place, distance)), radius)


def _from_point(place: Place, distance_km: float) -> float:
    """A distance as from the place's point: it is counted from a town's middle, but from a province's edge."""
    return distance_km if place.kind in DOTS else distance_km + extent_km(place)


def _side(place: Place, direction: Direction, half_angle: float) -> Area:
    """What lies beyond a place's edge; beside a river or a range, whose lines we lack, that half of their circle."""
    extent = extent_km(place)
    if place.kind in ("water", "mountain"):
        return sector(place.point, 0, extent, direction, 2 * half_angle)
    return sector(place.point, extent if place.kind not in DOTS else 0, _environs_km(place), direction, half_angle)


def _environs_km(place: Place) -> float:
    """How far what lies about a place reaches from its point."""
    extent = extent_km(place)
    least, each, most = ENVIRONS_KM
    return extent + min(max(least, each * extent), most) if place.kind in DOTS else 1.5 * extent + least


def _countryside(relation: Relation, place: Place) -> Area:
    if place.kind not in DOTS:
        return _part(relation, place) if relation.direction else circle(place.point, extent_km(place))
    if relation.direction:
        return _side(place, relation.direction, ABOUT)
    return circle(place.point, _environs_km(place))


def _outskirts(relation: Relation, place: Place) -> Area | None:
    if place.kind in ("country", "continent"):
        return None  # "outside Syria" is anywhere, "around Syria" in all of it
    extent = extent_km(place)
    if relation.direction:
        return sector(place.point, 0.7 * extent, extent + OUTSKIRTS_KM, relation.direction, ABOUT)
    return circle(place.point, extent + OUTSKIRTS_KM)


def _part(relation: Relation, place: Place) -> Area:
    direction = relation.direction
    if place.kind in ("country", "admin1"):
        from geo import shapes

        if found := shapes.part(place, direction):
            return found
    if direction is None:
        return circle(place.point, extent_km(place) / 2)
    half_angle = ABOUT if direction not in ("north", "east", "south", "west") else 2 * ABOUT
    return sector(place.point, 0, extent_km(place), direction, half_angle)


def _between(place: Place, other: Place | None) -> Area | None:
    if other is None or place.id == other.id or "country" in (place.kind, other.kind):
        return None
    ends = sorted((place.point, other.point), key=lambda point: (point.lon, point.lat))  # the same from either
    from geopy.distance import great_circle

    way = float(great_circle(*((end.lat, end.lon) for end in ends)).km)
    return Area((tuple(dict.fromkeys(ends)),), max(ASIDE * way, ASIDE_KM)) if way <= BETWEEN_KM else None


def _border(relation: Relation, place: Place, other: Place | None, countries: Iterable[str]) -> Area | None:
    from geo import shapes

    radius = relation.distance_km or BORDER_KM
    if other is not None:
        line = shapes.border(place, other, min(extent_km(place), extent_km(other)))
        return Area(line.lines, radius) if line else _between(place, other)
    if relation.direction is None:
        for code in countries:
            if line := shapes.border_with(place, code):
                return Area(line.lines, radius)
    if line := shapes.land_border(place, relation.direction):
        return Area(line.lines, radius)
    return circle(place.point, extent_km(place) + radius)


def _coast(relation: Relation, place: Place) -> Area | None:
    from geo import shapes

    extent = extent_km(place)
    if place.kind in ("continent", "water"):
        return None  # all of it, and we lack its line
    reach = extent + (COAST_KM if place.kind not in DOTS else 4 * COAST_KM)
    if relation.kind == "offshore":
        return shapes.off_coast(place, reach, relation.distance_km or OFFSHORE_KM, relation.direction)
    line = shapes.coast(place, reach, relation.direction)
    return Area(line.lines, relation.distance_km or COAST_KM) if line else None
