"""What the public may know: which places are shown to the grid, as what, and when an article's time has come."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Area, Place, Point
from geo.areas import away, circle
from geo.grid import cell
from news.archive import Archive
from news.disclosure import BLURRED, EVERYTHING, Disclosure
from news.queries import Filters, Selection, within
from tests.news.archives import DARAA, DARAA_GOVERNORATE, GOLAN, HOMS, NAWA, SYRIA, entry, place

BLUR = Disclosure(10)
DAY = Disclosure(embargo=timedelta(hours=24))
HILL = replace(NAWA, id="geonames:7", kind="mountain", radius_km=3.0)


@pytest.mark.parametrize("shown", [DARAA, HOMS, HILL, replace(DARAA, population=9_000_000)])
def test_what_is_smaller_than_the_grid_is_shown_by_its_cell(shown: Place) -> None:
    seen = BLUR.place(shown)
    assert seen.point == cell(shown.point, 10).centre != shown.point
    assert (seen.name, seen.kind, seen.country_code, seen.admin1) == (
        shown.name, shown.kind, shown.country_code, shown.admin1,
    )  # fmt: skip
    assert seen.id.startswith(BLURRED)
    assert seen.blurred_km == 10


@pytest.mark.parametrize("shown", [SYRIA, DARAA_GOVERNORATE, GOLAN, replace(HILL, radius_km=11.0)])
def test_what_is_larger_stays_as_it_is(shown: Place) -> None:
    assert BLUR.place(shown) is shown
    assert Disclosure().place(shown) is shown


@given(st.floats(32.83, 32.90), st.floats(36.0, 36.06), st.sampled_from([10, 10.0]))
def test_wherever_a_place_lies_in_its_cell_it_is_shown_as_the_same(lat: float, lon: float, side: float) -> None:
    one = place("geonames:1", "Al-Rahma", "site", "SY", "SY.06", lat, lon)
    middle = replace(one, id="geonames:2", point=cell(one.point, side).centre)
    assert Disclosure(side).place(one) == Disclosure(10).place(middle)


@pytest.mark.parametrize("km", [0.1, 4.0, 12.0, 60.0, 250.0])
@pytest.mark.parametrize("bearing", [0, 90, 200])
def test_the_ring_of_a_relation_holds_what_it_hides(km: float, bearing: float) -> None:
    there = circle(away(NAWA.point, bearing, km), 2.0)
    ring = BLUR.area(NAWA, there)
    assert ring is not None
    centre = ring.lines[0][0]
    assert centre == cell(NAWA.point, 10).centre
    assert ring.radius_km in [10.0 * 2**doubled for doubled in range(8)]
    from geopy.distance import great_circle

    hidden = there.lines[0][0]
    assert great_circle((centre.lat, centre.lon), (hidden.lat, hidden.lon)).km + 2.0 < ring.radius_km * 1.1


def test_an_area_of_a_larger_place_stays_but_where_it_depends_on_one_that_is_hidden() -> None:
    south = Area(((Point(33, 36), Point(34, 36), Point(33, 37), Point(33, 36)),), filled=True)
    assert BLUR.area(SYRIA, south) == south
    assert BLUR.area(SYRIA, south, others=True) is None


def test_an_article_is_held_back_from_when_it_came_and_not_from_when_it_says(tmp_path: Path) -> None:
    came = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
    archive = Archive.open(tmp_path)
    archive.keep([entry("old news", published=date(1999, 1, 1), added=came, located=came)])
    exact = archive.snapshot()

    def seen(now: datetime) -> int:
        return len(exact.disclosed(DAY, now).articles)

    due = came + timedelta(hours=24)
    assert [seen(came), seen(due - timedelta(seconds=1)), seen(due)] == [0, 0, 0]
    assert seen(due + timedelta(seconds=60)) == 1  # never early, and no more than a minute late
    assert exact.disclosed(DAY, came).next_due == int(came.timestamp())
    assert exact.disclosed(DAY, due + timedelta(days=1)).next_due is None
    assert exact.disclosed(EVERYTHING) is exact


def test_until_another_version_is_due_the_earlier_one_is_shown(tmp_path: Path) -> None:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    second = first + timedelta(days=5)
    archive = Archive.open(tmp_path)
    archive.keep([entry("a", "Shells fell on Daraa.", added=first, located=first, digest=1)])
    archive.keep([entry("a", "Shells fell on Homs.", named=[HOMS], added=second, located=second, digest=2)])
    for now, named in ((second, DARAA), (second + timedelta(hours=25), HOMS)):
        snapshot = archive.snapshot().disclosed(DAY, now)
        assert len(snapshot.articles) == 1
        found = snapshot.entry("a")
        assert found
        assert found.events[0].placement.place == named
        assert (snapshot.place_number(HOMS.id) is None) == (named is DARAA)


def test_two_places_of_one_name_in_a_cell_are_found_together(tmp_path: Path) -> None:
    other = replace(DARAA, id="geonames:2", point=Point(DARAA.point.lat + 0.001, DARAA.point.lon))
    archive = Archive.open(tmp_path)
    archive.keep([entry("a"), entry("b", named=[other])])
    snapshot = archive.snapshot().disclosed(BLUR)
    number = snapshot.place_number(DARAA.id)
    assert number is not None
    id_ = snapshot.places[number].id
    assert len(within(snapshot, id_)) == 2
    assert Selection(snapshot, Filters(place=id_)).counts().mentions == 2


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (EVERYTHING, ""),
        (BLUR, "Positions are shown to 10 km"),
        (DAY, "Reports of the last 24 hours are held back"),
        (Disclosure(2.5, timedelta(hours=1)), "Positions are shown to 2.5 km. Reports of the last hour are held back"),
    ],
)
def test_it_says_what_is_held_back_and_not_how_much(held: Disclosure, words: str) -> None:
    assert held.words == words
