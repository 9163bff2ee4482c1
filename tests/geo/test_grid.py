"""The grid that places are shown to: of real kilometres everywhere, the same for the same point, whole at its edges."""

import math
from itertools import pairwise

import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from geo.footprints import footprint
from geo.grid import cell
from geo.precision import KM_A_DEGREE, acled, level, ucdp
from geo.records import Place, Point

SIDES = st.sampled_from([0.5, 1.0, 2.5, 10.0, 35.0, 100.0, 1000.0])
POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@given(POINTS, SIDES)
def test_a_point_is_in_its_cell_and_no_farther_from_its_middle_than_a_corner_of_it(point: Point, side: float) -> None:
    box = cell(point, side)
    assert box.south - 1e-9 <= point.lat <= box.north + 1e-9
    if abs(point.lat) < 90 and point.lon < 180:
        assert box.west - 1e-9 <= point.lon <= box.east + 1e-9
    middle = (box.centre.lat, box.centre.lon)
    assert great_circle(middle, (point.lat, point.lon)).km < 1.1 * side


@given(POINTS, SIDES)
def test_the_middle_of_a_cell_is_in_that_cell(point: Point, side: float) -> None:
    box = cell(point, side)
    assert cell(box.centre, side) == box
    assert -90 <= box.south < box.north <= 90
    assert -180 <= box.west < box.east <= 180


@given(POINTS, st.sampled_from([0.5, 1.0, 10.0, 35.0, 100.0]))
def test_a_cell_is_about_as_large_everywhere(point: Point, side: float) -> None:
    box = cell(point, side)
    tall = (box.north - box.south) * KM_A_DEGREE
    wide = (box.east - box.west) * KM_A_DEGREE * math.cos(math.radians((box.north + box.south) / 2))
    assert tall == pytest.approx(side, rel=0.01)
    assert wide == pytest.approx(side, rel=0.2)


@given(st.floats(-89.99, 89.99), SIDES)
def test_the_date_line_is_one_line(lat: float, side: float) -> None:
    assert cell(Point(lat, 180), side) == cell(Point(lat, -180), side)


@given(st.floats(-180, 180), SIDES, st.sampled_from([-90.0, 90.0]))
def test_a_pole_is_one_point(lon: float, side: float, pole: float) -> None:
    assert cell(Point(pole, lon), side) == cell(Point(pole, 0), side)


@pytest.mark.parametrize(
    ("side", "expected", "codes"), [(10.0, "near", (2, 2)), (35.0, "near", (2, 2)), (60.0, "region", (5, 3))]
)
def test_what_is_shown_to_a_grid_is_known_as_exactly_as_its_cell_is_large(
    side: float, expected: str, codes: tuple[int, int]
) -> None:
    middle = cell(Point(lat=32.889, lon=36.041), side).centre
    place = Place("blurred:1", "نوى", "settlement", "SY", "SY.06", middle, 1000, "GeoNames", blurred_km=side)
    assert level(place) == expected
    assert (ucdp(place), acled(place)) == codes
    shape = footprint(place)
    assert shape["type"] == "Polygon"
    ring = shape["coordinates"][0]
    assert ring[0] == ring[-1]
    assert sum(x * v - u * y for (x, y), (u, v) in pairwise(ring)) > 0  # counter-clockwise
