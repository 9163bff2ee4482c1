"""The outlines that are shipped are whole, and lie where GeoNames' places lie."""

from itertools import pairwise

import pytest

from geo import Gazetteer, outlines
from geo.outlines import Ring

CODES = [("admin1", code) for code in outlines.encoded("admin1")] + [
    ("country", c) for c in outlines.encoded("country")
]


def _inside(ring: Ring, lon: float, lat: float) -> bool:
    """By counting the borders east of the point."""
    crossings = 0
    for (lon_a, lat_a), (lon_b, lat_b) in pairwise(ring):
        if (lat_a > lat) != (lat_b > lat) and lon < lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a):
            crossings += 1
    return crossings % 2 == 1


def _holds(kind: str, code: str, lat: float, lon: float) -> bool:
    return any(_inside(polygon[0], lon, lat) for polygon in outlines.by_code(kind, code) or [])


def test_there_are_outlines_of_all_countries_and_most_divisions() -> None:
    assert len(outlines.encoded("country")) > 240
    assert len(outlines.encoded("admin1")) > 2900


def test_every_ring_is_closed_and_on_the_globe() -> None:
    for kind, code in CODES:
        polygons = outlines.by_code(kind, code)
        assert polygons, code
        for ring in (ring for polygon in polygons for ring in polygon):
            assert len(ring) >= 4, code
            assert ring[0] == ring[-1], code
            assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in ring), code


@pytest.mark.parametrize(
    ("kind", "code", "lat", "lon"),
    [
        ("admin1", "SY.06", 32.62, 36.10),  # Daraa
        ("admin1", "US.PA", 40.27, -76.88),  # Harrisburg
        ("admin1", "GB.ENG", 51.51, -0.13),  # London, by uniting counties
        ("admin1", "FR.84", 45.76, 4.84),  # Lyon, by uniting departments
        ("admin1", "UA.11", 44.95, 34.10),  # Simferopol
        ("country", "SY", 33.51, 36.29),
        ("country", "UA", 44.95, 34.10),  # Crimea, as GeoNames has it
        ("country", "PS", 31.90, 35.20),
        ("country", "XK", 42.66, 21.17),
        ("country", "RU", 55.75, 37.62),
        ("country", "AU", -33.87, 151.0),
    ],
)
def test_a_capital_lies_in_its_outline(kind: str, code: str, lat: float, lon: float) -> None:
    assert _holds(kind, code, lat, lon)


def test_crimea_is_in_one_country_only() -> None:
    assert not _holds("country", "RU", 44.95, 34.10)


def test_settlements_lie_in_the_division_that_the_gazetteer_gives(gazetteer: Gazetteer) -> None:
    towns = [p for p in gazetteer if p.kind == "settlement" and p.population > 200_000 and p.admin1]
    drawn = [p for p in towns if p.admin1 in outlines.encoded("admin1")]
    inside = sum(_holds("admin1", p.admin1, p.point.lat, p.point.lon) for p in drawn)
    assert len(drawn) > 0.6 * len(towns)
    assert inside > 0.95 * len(drawn)
