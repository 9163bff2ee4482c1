"""True shapes of countries and first-level divisions, read when the first one is asked for.

The files are made by data/build_outlines.py, which tells their form; neighbours share their lines to the last digit.
Where a file or a shape is missing, there is None: a circle then says less, and nothing false.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from geo.records import Place

STATIC = Path(__file__).parent.parent / "static"
# First-level divisions by GeoNames code, countries by ISO code: the files that the browser draws them from.
FILES = {"admin1": "provinces/*.json", "country": "borders.json"}

Ring = list[tuple[float, float]]
Corners = np.ndarray[Any, np.dtype[np.float64]]  # a row each


@cache
def encoded(kind: str) -> dict[str, list[list[list[int]]]]:
    """What the files say: flat rings of thousandths of a degree by code."""
    read: dict[str, list[list[list[int]]]] = {}
    for file in sorted(STATIC.glob(FILES[kind])):
        read |= json.loads(file.read_text(encoding="ascii"))
    return read


def corners(kind: str, code: str) -> list[list[Corners]] | None:
    """Polygons, the largest first, each an outer ring and its holes, of closed (lon, lat) in degrees."""
    polygons = encoded(kind).get(code)
    return None if polygons is None else [[_corners(deltas) for deltas in polygon] for polygon in polygons]


@cache
def by_code(kind: str, code: str) -> list[list[Ring]] | None:
    """The same as plain numbers, for drawing."""
    polygons = corners(kind, code)
    if polygons is None:
        return None
    return [[[(lon, lat) for lon, lat in ring.tolist()] for ring in polygon] for polygon in polygons]


def outline(place: Place) -> list[list[Ring]] | None:
    """The shape of a country or a first-level division, as `by_code` gives it; None of any other place."""
    codes = {"country": place.country_code, "admin1": place.admin1}
    return by_code(place.kind, codes[place.kind]) if place.kind in codes else None


@cache
def country_boxes() -> tuple[tuple[str, ...], Corners]:
    """The ISO codes of all countries and, a row each, their (west, south, east, north) in degrees."""
    codes = tuple(encoded("country"))
    boxes = []
    for code in codes:
        rings = np.concatenate([polygon[0] for polygon in corners("country", code) or []])
        boxes.append([*rings.min(axis=0), *rings.max(axis=0)])
    return codes, np.array(boxes).reshape(-1, 4)


def _corners(deltas: list[int]) -> Corners:
    return np.cumsum(np.reshape(deltas, (-1, 2)), axis=0) / 1000
