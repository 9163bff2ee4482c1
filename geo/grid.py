"""A grid over the Earth, for showing a place without its point: squares of so many kilometres, or nearly so.

Every row is as high, and has as many cells as keep them as wide, so that a cell is as large in Finland as in Kenya. The
same point is always in the same cell: noise that is drawn anew would average out.
"""

import math
from dataclasses import dataclass

from geo.precision import KM_A_DEGREE
from geo.records import Point

_DECIMALS = 4
Corner = tuple[float, float]  # lon, lat


@dataclass(frozen=True, slots=True)
class Cell:
    """Between two parallels and two meridians; degrees, none across the date line."""

    south: float
    west: float
    north: float
    east: float

    @property
    def centre(self) -> Point:
        """Its middle."""
        lat, lon = (self.south + self.north) / 2, (self.west + self.east) / 2
        return Point(lat=round(lat, _DECIMALS), lon=round(lon, _DECIMALS))

    @property
    def ring(self) -> list[Corner]:
        """Its corners, counter-clockwise and closed."""
        south, west, north, east = self.south, self.west, self.north, self.east
        return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def cell(point: Point, side_km: float) -> Cell:
    """The cell that a point is in. A row at a pole has three, and the pole itself is in the one of meridian 0."""
    rows = max(2, round(180 * KM_A_DEGREE / side_km))
    height = 180 / rows
    south = -90 + height * _at(point.lat + 90, height, rows)
    around_km = 360 * KM_A_DEGREE * math.cos(math.radians(south + height / 2))
    cells = max(1, round(around_km / side_km))
    width = 360 / cells
    lon = point.lon if abs(point.lat) < 90 else 0.0
    west = -180 + width * _at(0.0 if lon == 180 else lon + 180, width, cells)  # 180 degrees east are 180 degrees west
    return Cell(south, west, min(south + height, 90.0), min(west + width, 180.0))


def _at(degrees: float, size: float, many: int) -> int:
    return min(int(degrees / size), many - 1)
