"""Days, weeks and months: which ones a stretch of time means."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import units
from news.queries import Unit

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
UNITS = st.sampled_from(units.UNITS)


@given(DAYS, UNITS)
def test_each_day_lies_in_one_unit_and_the_next_begins_where_it_ends(day: date, unit: Unit) -> None:
    one = units.around(day, unit)
    assert one[0] <= day <= one[1]
    assert units.around(one[0], unit) == units.around(one[1], unit) == one
    after = units.beside(one, unit, 1)
    assert after[0] == one[1] + timedelta(days=1)
    assert units.beside(after, unit, -1) == one
    assert unit != "week" or (one[0].weekday() == 0 and one[1].weekday() == 6)
    assert unit != "month" or (one[0].day == 1 and after[0].day == 1)


@given(DAYS, st.integers(0, 1500), UNITS)
def test_every_unit_of_a_time_comes_once(first: date, long: int, unit: Unit) -> None:
    last = first + timedelta(days=long)
    found = list(units.every(first, last, unit))
    assert found[0] == units.around(first, unit)
    assert found[-1] == units.around(last, unit)
    assert all(units.beside(one, unit, 1) == after for one, after in pairwise(found))


@given(DAYS, st.integers(0, 800), UNITS)
def test_a_period_means_the_whole_units_nearest_to_it(first: date, long: int, unit: Unit) -> None:
    period = first, first + timedelta(days=long)
    start, end = units.of_period(period, unit)
    assert units.around(start, unit)[0] == start <= end == units.around(end, unit)[1]
    assert units.of_period((start, end), unit) == (start, end)
    if long > 31:
        half = {"day": 0.5, "week": 3.5, "month": 15.5}[unit]
        assert abs((start - period[0]).days) <= half
        assert abs((end - period[1]).days) <= half


@pytest.mark.parametrize(
    ("start", "end", "unit", "means"),
    [
        ("2018-07-02", "2018-07-15", "week", ("2018-07-02", "2018-07-15")),
        ("2018-07-05", "2018-07-12", "week", ("2018-07-02", "2018-07-15")),
        ("2018-07-06", "2018-07-11", "week", ("2018-07-09", "2018-07-15")),
        ("2018-07-06", "2018-07-17", "week", ("2018-07-09", "2018-07-15")),
        ("2018-07-04", "2018-07-04", "week", ("2018-07-02", "2018-07-08")),
        ("2018-06-20", "2018-08-10", "month", ("2018-07-01", "2018-07-31")),
        ("2018-07-04", "2018-07-05", "day", ("2018-07-04", "2018-07-05")),
    ],
)
def test_which_units_a_period_means(start: str, end: str, unit: Unit, means: tuple[str, str]) -> None:
    found = units.of_period((date.fromisoformat(start), date.fromisoformat(end)), unit)
    assert tuple(day.isoformat() for day in found) == means
