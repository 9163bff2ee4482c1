"""What the browser draws its own base map from is whole."""

import json
from typing import Any

import pytest

from dashboard import maps, text
from geo import outlines


def _read(name: str) -> Any:
    return json.loads((maps.STATIC / name).read_text(encoding="utf-8"))


def _corners(line: list[int]) -> list[tuple[float, float]]:
    lon = lat = 0
    found = []
    for east, north in zip(line[::2], line[1::2], strict=True):
        lon, lat = lon + east, lat + north
        found.append((lat / 1000, lon / 1000))
    return found


def test_disputed_borders_are_named_with_both_sides_and_lie_where_they_are() -> None:
    disputes = {dispute["name"]: dispute for dispute in _read("disputed.json")}
    for dispute in disputes.values():
        assert "claimed by" in dispute["status"]
        assert dispute["lines"]
        lat, lon = dispute["at"]
        corners = [corner for line in dispute["lines"] for corner in _corners(line)]
        assert all(abs(a - lat) < 7 and abs(o - lon) < 10 for a, o in corners), dispute["name"]


@pytest.mark.parametrize(
    ("name", "held", "claimed"),
    [
        ("Golan Heights", (33.1, 35.83), (32.87, 35.63)),  # the lines of 1974 and of 1949
        ("Aksai Chin", (34.6, 78.3), (34.9, 80.2)),
        ("Kashmir", (34.6, 74.0), (33.5, 73.6)),
        ("Crimea", (46.1, 33.7), (45.4, 36.6)),
        ("Western Sahara", (24.6, -12.9), (27.66, -11.0)),
    ],
)
def test_both_claims_are_drawn(name: str, held: tuple[float, float], claimed: tuple[float, float]) -> None:
    (dispute,) = [one for one in _read("disputed.json") if one["name"] == name]
    corners = [corner for line in dispute["lines"] for corner in _corners(line)]
    for lat, lon in (held, claimed):
        near = min(abs(a - lat) + abs(o - lon) for a, o in corners)
        assert near < 2.5 if (lat, lon) == (27.66, -11.0) else near < 0.5, (lat, lon)


def test_names_lie_in_their_countries_and_the_largest_come_first() -> None:
    names = _read("names.json")
    for part in names.values():
        assert [one[3] for one in part] == sorted((one[3] for one in part), reverse=True)
        assert all(-90 <= lat <= 90 and -180 <= lon <= 180 for _, lat, lon, _ in part)
    middles = {name: (lat, lon) for name, lat, lon, _ in names["countries"]}
    assert len(middles) > 240
    for name, code in (("Syria", "SY"), ("France", "FR"), ("Norway", "NO")):
        lat, lon = middles[name]
        (west, south), (east, north) = maps._corners((outlines.by_code("country", code) or [])[0][0])
        assert south < lat < north
        assert west < lon < east


def test_provinces_are_files_of_a_country_each_and_small() -> None:
    for file in (maps.STATIC / "provinces").iterdir():
        assert all(code.startswith(f"{file.stem}.") for code in json.loads(file.read_text()))
        assert file.stat().st_size < 300_000


def test_nothing_is_asked_of_others_but_tiles_with_their_credit() -> None:
    assert next(iter(text.BASES)) == "borders"  # the first is what is shown unasked
    assert set(text.TILE_CREDITS) == set(text.BASES) - {"borders"}
    tiled = (maps.STATIC / "ground.js").read_text()
    assert tiled.count("https://") == len(text.TILE_CREDITS)
    for name in ("map.js", "plugins.js", "map.css"):
        assert "http" not in (maps.STATIC / name).read_text()
