"""The last week beside its norm: what is told, what is left as chance, and what it is judged by."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Place
from news.archive import Archive
from news.queries import Filters, Selection
from news.records import Entry
from news.trends import LEAST, RARE, WEEKS, Change, Trends, trends
from tests.news.archives import DARAA, DARAA_GOVERNORATE, HOMS, JERUSALEM, MOSCOW, NAWA, SYRIA, entry

NEWEST = date(2018, 7, 29)
COUNTS = st.integers(0, 400)


def reports(place: Place, weeks: Sequence[int], *, newest: date = NEWEST) -> list[Entry]:
    """So many stories of a place in each week, the last week first, and a report of no place on its first day."""
    oldest = newest - timedelta(days=7 * len(weeks) - 1)
    first = entry(f"{place.id}/oldest", "Nothing.", named=[], published=oldest)
    told = [
        entry(
            f"{place.id}/{week}/{n}",
            f"Shells fell on {place.name}.",
            named=[place],
            published=newest - timedelta(days=7 * week + n % 7),
        )
        for week, many in enumerate(weeks)
        for n in range(many)
    ]
    return [first, *told]


def found(archive: Archive, filters: Filters | None = None) -> Trends:
    answer = trends(Selection(archive.snapshot(), filters or Filters()))
    assert answer
    return answer


def places(archive: Archive, of: Trends) -> dict[str, tuple[int, int]]:
    known = archive.snapshot().places
    return {known[number].id: (change.last, change.before) for number, change in of.places}


# -- The judgement


@given(COUNTS)
def test_as_many_as_ever_is_no_change(each: int) -> None:
    assert not Change(each, WEEKS * each).tells


@given(COUNTS, COUNTS)
def test_more_in_the_last_week_and_fewer_before_make_a_rise_no_weaker(last: int, before: int) -> None:
    change = Change(last, before)
    assert 0 < change.chance <= 1
    if change.rises:
        assert Change(last + 1, before).chance < change.chance
        assert Change(last, max(before - 1, 0)).chance <= change.chance


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_chance_is_that_of_the_negative_binomial(last: int, before: int) -> None:
    # the same by another way: a rate drawn from its Gamma, a count from the rate's Poisson
    share, chances = 1 / (WEEKS + 1), []
    chance = (1 - share) ** (before + 0.5)
    for n in range(400):
        chances.append(chance)
        chance *= (before + 0.5 + n) / (n + 1) * share
    change = Change(last, before)
    expected = sum(chances[last:]) if change.rises else sum(chances[: last + 1])
    assert change.chance == pytest.approx(expected, rel=1e-6)


@given(st.integers(1, 200), st.integers(1, 200))
def test_it_lies_between_the_two_exact_comparisons_of_poisson_counts(last: int, before: int) -> None:
    # Przyborowski and Wilenski 1940: of all stories, each is in the last week by one chance in five. The prior counts
    # as half a story more in the weeks before, between none and one.
    def exact(total: int) -> float:
        return sum(comb(total, n) * 0.2**n * 0.8 ** (total - n) for n in range(last, total + 1))

    change = Change(last, before)
    if change.rises:
        assert exact(last + before - 1) * 0.999999 <= change.chance <= exact(last + before) * 1.000001


@pytest.mark.parametrize(
    ("last", "before", "tells"),
    [
        (0, 0, False), (1, 0, False), (2, 0, False), (3, 0, True), (3, 4, False), (14, 12, True), (14, 56, False),
        (0, 12, False), (0, 40, True), (1, 40, True), (3, 40, False), (1000, 3000, True), (0, 100_000, True),
        (100_000, 0, True),
    ],
)  # fmt: skip
def test_what_is_told(last: int, before: int, tells: bool) -> None:
    assert Change(last, before).tells is tells


@given(COUNTS, COUNTS)
def test_a_rise_needs_stories_and_to_be_rare(last: int, before: int) -> None:
    change = Change(last, before)
    if change.tells:
        assert change.chance < RARE
        assert last >= LEAST or not change.rises


# -- From the archive


def test_a_rise_and_a_fall_are_told_the_least_likely_first(folder: Archive) -> None:
    folder.keep([*reports(DARAA, [14, 3, 3, 3, 3]), *reports(HOMS, [0, 6, 6, 7, 6]), *reports(MOSCOW, [2, 2, 2, 2, 2])])
    of = found(folder)
    assert (of.first, of.last, of.weeks, of.enough) == (date(2018, 7, 23), NEWEST, 5, True)
    assert places(folder, of) == {DARAA.id: (14, 12), HOMS.id: (0, 25)}
    assert [change.rises for _, change in of.places] == [True, False]
    assert of.all == Change(16, 45)
    assert of.places[0][1].usual == 3
    assert of.kinds == ()


def test_a_country_and_a_division_count_what_lies_in_them_each_story_once(folder: Archive) -> None:
    both = entry("both", f"{DARAA.name} and {NAWA.name}.", named=[DARAA, NAWA], published=NEWEST)
    known = entry("whole", f"{SYRIA.name}, {DARAA_GOVERNORATE.name}.", named=[SYRIA, DARAA_GOVERNORATE], published=None)
    folder.keep([both, known, *reports(DARAA, [2, 0, 0, 0, 0]), *reports(NAWA, [2, 0, 0, 0, 0])])
    folder.keep(reports(JERUSALEM, [1, 1, 1, 1, 1]))
    of = found(folder)
    assert places(folder, of) == {SYRIA.id: (5, 0), DARAA_GOVERNORATE.id: (5, 0), DARAA.id: (3, 0), NAWA.id: (3, 0)}
    inside = found(folder, Filters(place=DARAA_GOVERNORATE.id))
    assert places(folder, inside) == {DARAA.id: (3, 0), NAWA.id: (3, 0)}
    assert inside.all == Change(5, 0)


@pytest.mark.parametrize("elsewhere", [[0, 9, 9, 9, 9], [40, 0, 0, 0, 0], [1, 1, 1, 1, 1]])
def test_what_happens_elsewhere_changes_no_answer(folder: Archive, elsewhere: list[int]) -> None:
    folder.keep([*reports(DARAA, [8, 1, 2, 1, 1]), *reports(HOMS, [2, 2, 2, 2, 2])])
    before = places(folder, found(folder))
    folder.keep(reports(MOSCOW, elsewhere))
    after = places(folder, found(folder))
    assert {id_: change for id_, change in after.items() if id_ != MOSCOW.id} == before == {DARAA.id: (8, 5)}


def test_a_kind_of_event_that_rises_is_told(folder: Archive) -> None:
    protests = [
        replace(one, events=tuple(replace(event, kind="protest") for event in one.events))
        for one in reports(HOMS, [7, 0, 1, 0, 0])
    ]
    folder.keep([*protests, *reports(DARAA, [4, 4, 4, 4, 4])])
    assert found(folder).kinds == (("protest", Change(7, 1)),)
    assert found(folder, Filters(kinds=("battle",))).all == Change(4, 16)


def test_the_week_ends_with_the_period_and_its_start_does_not_count(folder: Archive) -> None:
    folder.keep(reports(DARAA, [3, 9, 1, 0, 1, 1, 0]))
    until = NEWEST - timedelta(days=7)
    for since in (None, until - timedelta(days=2)):
        of = found(folder, Filters(since=since, until=until))
        assert (of.last, of.weeks) == (until, 6)
        assert places(folder, of) == {DARAA.id: (9, 3)}
    assert found(folder, Filters(until=date(2030, 1, 1))).last == NEWEST


@pytest.mark.parametrize(("weeks", "enough"), [(1, False), (4, False), (5, True), (6, True)])
def test_too_few_weeks_are_said_and_nothing_is_compared(folder: Archive, weeks: int, enough: bool) -> None:
    folder.keep(reports(DARAA, [20, *[7] * (weeks - 1)]))
    of = found(folder)
    assert (of.weeks, of.enough) == (weeks, enough)
    assert bool(of.places) is enough
    folder.keep(reports(NAWA, [1]))
    assert found(folder, Filters(until=date(2000, 1, 1))).weeks == 0


def test_reports_without_a_day_have_no_last_week(folder: Archive) -> None:
    assert trends(Selection(folder.snapshot(), Filters())) is None
    folder.keep([entry("a", published=None)])
    assert trends(Selection(folder.snapshot(), Filters())) is None
