"""How exactly a place is known, and the codes that others have for it."""

from typing import get_args

import pytest
from hypothesis import given

from geo import Area, Article, Point, locate
from geo.areas import circle
from geo.precision import ACLED, UCDP, Level, acled, level, ucdp
from tests.news.archives import AREAS, PLACES


@pytest.mark.parametrize(
    ("text", "name", "expected", "where_prec", "geo_precision"),
    [
        ("Shells hit Daraa, Syria.", "Daraa", "settlement", 1, 1),
        ("Planes landed at Hmeimim air base in Syria.", "Hmeimim", "exact", 1, 1),
        ("A truck burned 10 km south of Daraa, Syria.", "Daraa", "near", 2, 2),
        ("Shells hit Daraa province in Syria.", "Daraa", "admin1", 4, 3),
        ("Shells hit eastern Daraa province in Syria.", "Daraa", "admin1", 4, 3),
        ("Fighting went on in southern Syria.", "Syria", "region", 5, 3),
        ("Fighting went on in Syria.", "Syria", "country", 6, 3),
        ("Fighting went on in the Golan Heights.", "Golan Heights", "region", 5, 3),
        ("The ship burned in the Mediterranean Sea.", "Mediterranean Sea", "region", 7, 3),
    ],
)
def test_each_way_of_saying_where_has_its_level(
    text: str, name: str, expected: Level, where_prec: int, geo_precision: int
) -> None:
    found = next(p for p in locate(Article("1", text)) if name in p.mention.text)
    assert found.place is not None
    assert level(found.place, found.area) == expected
    assert ucdp(found.place, found.area) == where_prec
    assert acled(found.place, found.area) == geo_precision


def test_a_wide_circle_about_a_town_is_a_region() -> None:
    town = next(place for place in PLACES if place.kind == "settlement")
    assert level(town, circle(town.point, 20)) == "near"
    assert level(town, circle(town.point, 60)) == "region"
    west = Point(lat=town.point.lat, lon=town.point.lon - 1)
    assert level(town, Area(((town.point, west),), 1.0)) == "region"


@pytest.mark.parametrize("codes", [UCDP, ACLED])
def test_every_level_has_a_code(codes: dict[Level, int]) -> None:
    assert tuple(sorted(codes)) == tuple(sorted(get_args(Level)))


@given(AREAS)
def test_an_area_is_never_better_known_than_its_place(area: Area) -> None:
    order = list(get_args(Level))
    for place in PLACES:
        if place.kind != "country":  # a part of a country is better known than the country
            assert order.index(level(place, area)) >= min(order.index(level(place)), order.index("near"))
