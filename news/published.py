"""The day that is written in a date string: a column's value, a field, a feed's or a page's metadata.

The day as written is the day: 23:30 in a zone seven hours behind London is not moved to the day after. A day that could
be two ("03/04/2018") is none, unless the whole column tells which comes first. Knows nothing of sentences.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache

from news.calendar import any_of, day_of, fold, numbers

LANGUAGES = "en ar de es fa fr he ru tr uk".split()
_LONGEST = 200  # characters: what is longer is no date, though a date may stand in it

# A year first, as ISO 8601 has it and East Asia writes it.
_YEAR_FIRST = re.compile(r"(?<![\w./-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?\d{4}(?:\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?")
_YEAR_LAST = re.compile(r"(?<![\w./-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\w)")
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})", re.ASCII)
_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")  # of direction: CLDR's Arabic dates are full of them


def read_day(value: str, *, day_first: bool | None = None) -> date | None:
    """The day that a date string names; None where it names none, several, or one before 1900 or a year from today on.

    day_first  whether "03/04/2018" is in April; None where that is not known, see `day_first` below
    """
    text = _MARKS.sub("", value[:_LONGEST]).strip()
    day = _read(text, day_first=day_first)
    return day if day and (day - date.today()).days <= 366 else None


def day_first(values: Iterable[str]) -> bool | None:
    """Whether the dates of a column have the day before the month; None where no value tells, or two contradict."""
    told = set()
    for value in values:
        if numbers := _YEAR_LAST.search(_MARKS.sub("", value[:_LONGEST])):
            first, second = int(numbers[1]), int(numbers[3])
            if (first > 12) != (second > 12):
                told.add(first > 12)
    return told.pop() if len(told) == 1 else None


def _read(text: str, *, day_first: bool | None) -> date | None:
    if epoch := _EPOCH.fullmatch(text):
        seconds = float(epoch[1] or int(epoch[2]) / 1000)
        return datetime.fromtimestamp(seconds, UTC).date()  # says no day but this
    if found := _COMPACT.fullmatch(text):
        return day_of(*(int(part) for part in found.groups()))
    if found := _YEAR_FIRST.search(text):
        return day_of(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.search(text):
        return _numbers(int(found[1]), int(found[3]), int(found[4]), day_first=True if found[2] == "." else day_first)
    if found := _in_words().search(text):
        month = _months().get(fold(found["month"] or found["month_first"]))
        year, day = found["year"] or found["year_last"], found["day"] or found["day_second"]
        return day_of(int(year), month, int(day)) if month else None
    return None


def _numbers(first: int, second: int, year: int, *, day_first: bool | None) -> date | None:
    if first > 12 or second > 12:
        day_first = first > 12
    elif first == second:
        day_first = True
    if day_first is None:
        return None
    return day_of(year, second, first) if day_first else day_of(year, first, second)


@cache
def _months() -> dict[str, int]:
    """Of all the languages: no name means another month in another one."""
    return {name: number for language in LANGUAGES for name, number in numbers(language, "months").items()}


@cache
def _in_words() -> re.Pattern[str]:
    month = any_of(_months())
    return re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|°|-го|-е)?[\s.,/-]{{0,3}}(?:(?:of|de|del|من)\s+|ב-?)?"
        rf"(?P<month>{month})\.?(?:\s?[/(]\s?{month}\)?)?[\s.,/-]{{0,3}}(?:(?:de|del|عام|سنة)\s+)?(?P<year>\d{{4}})(?!\d)"
        rf"|(?<!\w)(?P<month_first>{month})\.?\s{{0,3}}(?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)"
        r"(?:\d{1,2}:\d\d\S{0,6}\s(?:[A-Z]{2,5}\s)?)?(?P<year_last>\d{4})(?!\d)",
        re.IGNORECASE,
    )
