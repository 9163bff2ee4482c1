"""How exactly a placement says where: seven levels, and the codes of two conflict data sets that they correspond to.

UCDP  `where_prec` of the UCDP Georeferenced Event Dataset codebook: 1 exact, 2 within about 25 km of a known point,
      3 the second-level division, 4 the first-level division, 5 a line or a fuzzy region, 6 the country,
      7 international waters or airspace
ACLED `geo_precision` of the ACLED codebook: 1 the town or site itself, 2 a town that stands for its near surroundings
      or its district, 3 a town that stands for a region or more
"""

import math
from typing import Literal

from geo.areas import extent_km, is_dot
from geo.records import Area, Kind, Place

Level = Literal["exact", "settlement", "near", "admin2", "admin1", "region", "country"]

UCDP: dict[Level, int] = {
    "exact": 1, "settlement": 1, "near": 2, "admin2": 3, "admin1": 4, "region": 5, "country": 6,
}  # fmt: skip
ACLED: dict[Level, int] = {
    "exact": 1, "settlement": 1, "near": 2, "admin2": 2, "admin1": 3, "region": 3, "country": 3,
}  # fmt: skip
_OPEN_SEA = 7

# A circle of no more than this is as exact as a town is.
DOT_KM = 2.0
KM_A_DEGREE = 111.2
# What "near" ends at: UCDP's second code is for what lies within 25 km of a known point.
NEAR_KM = 25.0
_LEVELS: dict[Kind, Level] = {
    "site": "exact", "settlement": "settlement", "admin2": "admin2", "admin1": "admin1", "country": "country",
}  # fmt: skip


def level(place: Place, area: Area | None = None) -> Level:
    """The level of a place, or of the area that a relation to it leads to.

    What the gazetteer knows by a small circle, such as a mountain, is "near" its point; a sea or a continent a region.
    So is what is shown to a grid, by the size of its cell.
    """
    if area is None and place.kind in _LEVELS and not place.blurred_km:
        return _LEVELS[place.kind]
    if area is not None and is_spot(area) and is_dot(place):
        return _LEVELS[place.kind]
    if place.kind in ("admin1", "admin2") and not place.blurred_km:
        return _LEVELS[place.kind]  # a part of a division is known no better than the division
    reach = extent_km(place) if area is None else reach_km(place, area)
    return "near" if reach <= NEAR_KM and place.kind not in ("country", "continent") else "region"


def is_spot(area: Area) -> bool:
    """Whether an area is as exact as a town is."""
    return len(area.lines) == 1 and len(area.lines[0]) == 1 and area.radius_km <= DOT_KM


def reach_km(place: Place, area: Area) -> float:
    """How far an area reaches from the place that it is told by."""
    north_south = [(point.lat - place.point.lat) * KM_A_DEGREE for line in area.lines for point in line]
    narrower = KM_A_DEGREE * math.cos(math.radians(place.point.lat))
    east_west = [((point.lon - place.point.lon + 180) % 360 - 180) * narrower for line in area.lines for point in line]
    return max(map(math.hypot, north_south, east_west)) + area.radius_km


def ucdp(place: Place, area: Area | None = None) -> int:
    """UCDP's code, 1 to 7."""
    found = level(place, area)
    return _OPEN_SEA if found == "region" and place.kind == "water" and not place.country_code else UCDP[found]


def acled(place: Place, area: Area | None = None) -> int:
    """ACLED's code, 1 to 3."""
    return ACLED[level(place, area)]
