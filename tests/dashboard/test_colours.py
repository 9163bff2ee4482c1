"""Colours are told apart with any colour vision, and their numbers mean what the legend says."""

from datetime import date
from itertools import combinations

import numpy as np
import pytest

from dashboard import colours, maps
from news.records import EVENT_KINDS

# Viénot, Brettel and Mollon 1999, Digital video colourmaps for checking the legibility of displays by dichromats (Color
# Research and Application 24(4)): what is left of linear RGB without the long or the middle cones.
WITHOUT = {
    "all": np.eye(3),
    "long": np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]),
    "middle": np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def _lab(colour: str, seen: str = "all") -> np.ndarray:
    """CIELAB under D65, as somebody sees it."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(XYZ @ np.clip(WITHOUT[seen] @ linear, 1e-4, 1) / (0.9505, 1, 1.089))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _apart(one: str, other: str, seen: str) -> float:
    return float(np.linalg.norm(_lab(one, seen) - _lab(other, seen)))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("seen", WITHOUT)
def test_kinds_of_event_are_told_apart(dark: bool, seen: str) -> None:
    assert set(colours.KINDS[dark]) == set(EVENT_KINDS)
    apart = {pair: _apart(*pair, seen) for pair in combinations(colours.KINDS[dark].values(), 2)}
    assert min(apart.values()) > 9, min(apart, key=apart.__getitem__)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("seen", WITHOUT)
def test_steps_go_one_way_from_the_ground(dark: bool, seen: str) -> None:
    ground = _lab(maps.LAND[dark]["fillColor"], seen)[0]
    for steps, least in ((colours.SHADES[dark], 3), (colours.RECENCY[dark][-2::-1], 10)):
        away = [abs(_lab(colour, seen)[0] - ground) for colour in steps]
        assert away == sorted(away)
        assert away[0] > least


@pytest.mark.parametrize(
    ("latest", "expected"),
    [((2020, 3, 1), 0), ((2020, 2, 23), 1), ((2020, 2, 22), 2), ((2020, 1, 30), 2), ((2020, 1, 29), 3),
     ((2019, 3, 1), 3), ((2019, 2, 28), 4), (None, 5)],
)  # fmt: skip
def test_the_classes_of_recency(latest: tuple[int, int, int] | None, expected: int) -> None:
    days = np.array([date(*latest) if latest else None], "datetime64[D]")
    assert colours.of_ages(days, date(2020, 3, 1)) == [expected]
    assert colours.of_ages(days, None) == [5]


def test_a_mark_has_the_colour_of_its_commonest_kind() -> None:
    stories = [{"other": 9, "protest": 2, "talks": 2}, {"other": 3}, {"battle": 1, "aid": 2}, {}]
    numbers = colours.of_kinds(np.array([[row.get(kind, 0) for kind in EVENT_KINDS] for row in stories]))
    assert [EVENT_KINDS[number] for number in numbers] == ["protest", "other", "aid", "other"]


@pytest.mark.parametrize(
    ("most", "lowest"),
    [(0, [1]), (1, [1]), (2, [1, 2]), (6, [1, 2, 5]), (36, [1, 2, 5, 10, 20]), (1000, [1, 5, 20, 200, 1000])],
)
def test_the_classes_of_a_shaded_map_are_round(most: int, lowest: list[int]) -> None:
    assert colours.classes(most) == lowest
