"""How a text stands to a place ("near", "10 km south of") -> the area that is meant. Knows words, no maps."""

import re
from dataclasses import dataclass

# Relations that lead out of the place; "central Damascus" and "the southern part of Aleppo" stay in it.
_OUTSIDE = re.compile(
    r"\b(near|nearby|outside|around|close|off|towards?|countryside|outskirts|(?:north|south|east|west)\w* of)\b",
    re.IGNORECASE,
)
_DISTANCE = re.compile(r"(\d+(?:[.,]\d+)?)[\s-]*(km|kilomet(?:er|re)s?|miles?|mi|met(?:er|re)s?|m)\b", re.IGNORECASE)
_DIRECTION = re.compile(r"\b(north|south)?-?(east|west)?(?:ern|wards?)?\b", re.IGNORECASE)
_KM_PER = {"k": 1.0, "mi": 1.609, "m": 0.001}
_BEARINGS = {
    "north": 0, "northeast": 45, "east": 90, "southeast": 135, "south": 180, "southwest": 225, "west": 270,
    "northwest": 315,
}  # fmt: skip

# How far from a place "near" it is, where the text gives no distance.
NEAR_KM = 10.0
# "33 km northeast" is measured from somewhere in the town and rounded: right to about this share of it.
LOOSE = 0.25


@dataclass(frozen=True, slots=True)
class Nearby:
    """A circle of `radius_km` about the point that lies `offset_km` from the place towards `direction`.

    direction  "", or a key of `BEARINGS`
    """

    radius_km: float
    offset_km: float = 0.0
    direction: str = ""

    @property
    def bearing(self) -> float:
        """Degrees clockwise from north."""
        return float(_BEARINGS.get(self.direction, 0))


def nearby(relation: str | None) -> Nearby | None:
    """The area that the relation leads to; None where the text is about the place itself."""
    if relation is None:
        return None
    distance = _distance_km(relation)
    if distance is None and not _OUTSIDE.search(relation):
        return None
    direction = _direction(relation)
    if distance is None:
        return Nearby(NEAR_KM, NEAR_KM if direction else 0.0, direction)
    if not direction:
        return Nearby(distance)
    return Nearby(max(distance * LOOSE, 1.0), distance, direction)


def _distance_km(relation: str) -> float | None:
    found = _DISTANCE.search(relation)
    if not found:
        return None
    number, unit = float(found[1].replace(",", ".")), found[2].lower()
    per = _KM_PER["k"] if unit.startswith("k") else _KM_PER["mi"] if unit.startswith("mi") else _KM_PER["m"]
    return number * per or None


def _direction(relation: str) -> str:
    for found in _DIRECTION.finditer(relation):
        word = "".join(part.lower() for part in found.groups() if part)
        if word:
            return word
    return ""
