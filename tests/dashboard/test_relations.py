"""What "near" and "10 km south of" do to a mark."""

import pytest

from dashboard.relations import NEAR_KM, Nearby, nearby


@pytest.mark.parametrize(
    ("relation", "area"),
    [
        (None, None),
        ("central", None),
        ("northern", None),
        ("southern part of", None),
        ("near", Nearby(NEAR_KM)),
        ("outside", Nearby(NEAR_KM)),
        ("northern countryside of", Nearby(NEAR_KM, NEAR_KM, "north")),
        ("northeast of", Nearby(NEAR_KM, NEAR_KM, "northeast")),
        ("some 33 km northeast of", Nearby(8.25, 33, "northeast")),
        ("about 1.5 kilometres from", Nearby(1.5)),
        ("ten miles from", None),
        ("10 miles south-west of", Nearby(4.0225, 16.09, "southwest")),
        ("500 meters from", Nearby(0.5)),
        ("500 m east of", Nearby(1.0, 0.5, "east")),
        ("0 km from", None),
    ],
)
def test_a_relation_leads_to_an_area(relation: str | None, area: Nearby | None) -> None:
    assert nearby(relation) == area


@pytest.mark.parametrize(("direction", "bearing"), [("north", 0), ("southeast", 135), ("west", 270), ("", 0)])
def test_directions_are_degrees_clockwise_from_north(direction: str, bearing: float) -> None:
    assert Nearby(1, 1, direction).bearing == bearing
