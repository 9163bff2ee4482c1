"""The days that are meant by a week, a month, a season or a part of them, and the names of months in ten languages.

Everything is a span of days, both included. No time of day and no time zone comes in anywhere, so none can move a date.
Years before 1900 and after 2199 are nobody's news: whoever resolves a date keeps to `in_range`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from geo.lexicon import FOLDER

Span = tuple[date, date]
FIRST_YEAR, LAST_YEAR = 1900, 2199
WEEK = 7
SEASONS = {
    "spring": 3,
    "summer": 6,
    "autumn": 9,
    "fall": 9,
    "winter": 12,
}  # the month that each begins in, in the north
# The part of a year or a month that a word means, in thirds of it: the first, and one past the last.
PARTS = {
    "early": (0, 1),
    "beginning": (0, 1),
    "start": (0, 1),
    "mid": (1, 2),
    "middle": (1, 2),
    "late": (2, 3),
    "end": (2, 3),
}


@dataclass(frozen=True, slots=True)
class Found:
    """An expression in a text.

    span      the days that it means; None where only a date of publication or another year would tell
    reach     where it names another event ("the July 2006 war in Lebanon"), the end of what belongs to that; it then
              holds for nothing behind. None where it holds for its sentence
    month, day, year   as far as the text says; a span of two borrows the year of one for the other
    weekday   Monday is 0, where the text says no more than that
    since     where the word stands that makes it last up to the day of publication
    """

    start: int
    end: int
    span: Span | None
    reach: int | None = None
    month: int | None = None
    day: int | None = None
    year: int | None = None
    weekday: int | None = None
    since: int | None = None


@cache
def lexicon(language: str) -> Mapping[str, Any]:
    """What `data/lexicon/dates.toml` has of a language; nothing of one that it does not know."""
    with open(FOLDER / "dates.toml", "rb") as file:
        tables: dict[str, dict[str, Any]] = tomllib.load(file)
    return tables.get(language, {})


@cache
def numbers(language: str, list_name: str) -> Mapping[str, int]:
    """The folded names of the "months" (January is 1) or the "weekdays" (Monday is 1) of a language."""
    return {
        fold(name): number
        for number, names in enumerate(lexicon(language).get(list_name, ()), 1)
        for name in names.split("|")
    }


def fold(words: str) -> str:
    """As `numbers` has a name that `any_of` found: the dotless i of Turkish is what capitals make of the other one."""
    return " ".join(words.casefold().replace("ı", "i").replace("\u0307", "").split())


def any_of(names: Iterable[str]) -> str:
    """A pattern of any of the names, the longest first. Nothing but a word's end may follow."""
    ordered = sorted(set(names), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in ordered) + r")(?!\w)"


def any_in(language: str, list_name: str) -> str:
    """A pattern of any of the words of a list of the lexicon."""
    return any_of(name.strip() for name in lexicon(language)[list_name].split("|"))


def in_range(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def day_of(year: int, month: int, day: int) -> date | None:
    """None where there is no such day, or none in range."""
    if not in_range(year):
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days_from(day: date, days: int) -> date:
    return day + timedelta(days=days)


def week_of(day: date, weeks: int = 0) -> Span:
    """Monday to Sunday, some weeks later or (below 0) earlier."""
    monday = days_from(day, WEEK * weeks - day.weekday())
    return monday, days_from(monday, WEEK - 1)


def month_of(year: int, month: int, months: int = 1) -> Span:
    """The months from this one on. `month` may lie outside 1..12: the 0th is the December before."""
    first = _first_of(year, month)
    return first, days_from(_first_of(year, month + months), -1)


def _first_of(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def year_of(year: int, years: int = 1) -> Span:
    return month_of(year, 1, 12 * years)


def season_of(year: int, season: str) -> Span:
    """The season that begins in a year: a winter ends in the next."""
    return month_of(year, SEASONS[season], 3)


def part_of(span: Span, part: str) -> Span:
    """The part of a month (ten days) or of a year (four months), see PARTS; of any other span, all of it."""
    first, _ = span
    begin, end = PARTS[part]
    if span == month_of(first.year, first.month):
        return days_from(first, 10 * begin), (span[1] if end == 3 else days_from(first, 10 * end - 1))
    if span == year_of(first.year):
        return month_of(first.year, 1 + 4 * begin, 4)
    return span


def weekday_before(day: date, weekday: int, *, today: bool = True) -> date:
    """The latest such weekday (Monday is 0) up to a day, or before it where `today` does not count."""
    back = (day.weekday() - weekday) % WEEK
    return days_from(day, -(back if back or today else WEEK))


def weekday_after(day: date, weekday: int, *, today: bool = True) -> date:
    """The next such weekday from a day on, or after it where `today` does not count."""
    on = (weekday - day.weekday()) % WEEK
    return days_from(day, on if on or today else WEEK)
