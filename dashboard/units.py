"""Whole days, weeks from Monday and months: where each begins and ends, and which ones a stretch of time means."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from news.queries import Unit

Period = tuple[date, date]  # both days included

UNITS: tuple[Unit, ...] = ("day", "week", "month")
_DAY = timedelta(days=1)


def around(day: date, unit: Unit) -> Period:
    """The unit that a day lies in."""
    if unit == "day":
        return day, day
    if unit == "week":
        start = day - timedelta(days=day.weekday())
        return start, start + timedelta(days=6)
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def beside(of: Period, unit: Unit, by: int) -> Period:
    """The unit that comes `by` (1 or -1) after a unit."""
    return around(of[1] + _DAY if by > 0 else of[0] - _DAY, unit)


def every(first: date, last: date, unit: Unit) -> Iterator[Period]:
    """The units from the one that holds the first day to the one that holds the last."""
    one = around(first, unit)
    while one[0] <= last:
        yield one
        one = beside(one, unit, 1)


def whole(start: float, end: float, unit: Unit) -> Period:
    """The units whose middle lies between two moments, in days as `date.toordinal` counts them; if none, the nearest.

    `end` is exclusive: the first of July is from 736876 to 736877.
    """
    first, last = around(date.fromordinal(int(start)), unit), around(date.fromordinal(int(end)), unit)
    if _middle(first) < start:
        first = beside(first, unit, 1)
    if _middle(last) >= end:
        last = beside(last, unit, -1)
    if first[0] > last[0]:
        return around(date.fromordinal(int((start + end) / 2)), unit)
    return first[0], last[1]


def of_period(period: Period, unit: Unit) -> Period:
    """The units that a period means, which may have been chosen to the day."""
    return whole(period[0].toordinal(), period[1].toordinal() + 1, unit)


def _middle(of: Period) -> float:
    return (of[0].toordinal() + of[1].toordinal() + 1) / 2
