"""Time expressions of nine languages beside English, by the word lists of `data/lexicon/dates.toml`.

Days with their month, months, years, weekdays, yesterday and last month: what most dates in news are. Verbs are not
looked at, so a day is the latest one unless a word such as "next" stands beside it.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from news.calendar import (
    Found,
    Span,
    any_in,
    any_of,
    day_of,
    days_from,
    fold,
    lexicon,
    month_of,
    numbers,
    week_of,
    weekday_after,
    weekday_before,
    year_of,
)

_BESIDE = 24  # characters before and behind an expression in which a word may change it

# What each list of words means, seen from the day of publication.
_MEANINGS: dict[str, Callable[[date], Span]] = {
    "today": lambda day: (day, day),
    "yesterday": lambda day: (days_from(day, -1), days_from(day, -1)),
    "before_yesterday": lambda day: (days_from(day, -2), days_from(day, -2)),
    "tomorrow": lambda day: (days_from(day, 1), days_from(day, 1)),
    "this_week": lambda day: (week_of(day)[0], day),
    "next_week": lambda day: week_of(day, 1),
    "next_month": lambda day: month_of(day.year, day.month + 1),
    "last_week": lambda day: week_of(day, -1),
    "this_month": lambda day: (month_of(day.year, day.month)[0], day),
    "last_month": lambda day: month_of(day.year, day.month - 1),
    "this_year": lambda day: (date(day.year, 1, 1), day),
    "last_year": lambda day: year_of(day.year - 1),
}

_KINDS = ("numbers", "day", "year", "month", "weekday", *_MEANINGS)


def other(text: str, published: date | None, language: str) -> list[Found]:
    """The expressions of a text in a language of the lexicon, in their order; none overlaps another."""
    reader = _reader(language)
    small = text.replace("İ", "i").lower()  # else that one capital becomes two characters
    return [found for match in reader.expression.finditer(small) if (found := reader.read(match, published))]


class _Reader:
    """Reads what the one pattern of a language finds. A match says by the name of its group what it is."""

    def __init__(self, language: str) -> None:
        words = lexicon(language)
        self.months, self.weekdays = numbers(language, "months"), numbers(language, "weekdays")
        month = any_of(name for names in words["months"] for name in names.split("|"))
        weekday = any_of(name for names in words["weekdays"] for name in names.split("|"))
        joined = f"[{words['joined']}]{{0,2}}" if "joined" in words else ""
        of = rf"(?:{any_in(language, 'of')}\s)?" if "of" in words else ""
        also = rf"(?:(?:\s?[/(]\s?|\s){month}\)?)?"  # "تموز/يوليو"
        to = rf"(?:\s?[-–—]\s?|\s{any_in(language, 'to')}\s{joined}"
        to += rf"|\s[{words['joined']}]{{1,2}})" if "joined" in words else ")"
        never = f"(?P<never>{any_in(language, 'never')})|" if "never" in words else ""
        year = r"(?:[1١۱][9٩۹]|[2٢۲][0٠۰])\d\d(?!\w)"
        kinds = "|".join(f"(?P<{kind}>{any_in(language, kind)})" for kind in _MEANINGS if kind in words)
        self.expression = re.compile(
            rf"(?<![\w.,:/])(?:{joined})(?P<said>{never}"
            rf"(?P<numbers>(?P<d>\d{{1,2}})(?P<between>[./-])(?P<m>\d{{1,2}})(?P=between)(?P<y>\d{{4}})(?!\w))"
            rf"|(?P<day>(?:(?P<first>\d{{1,2}})\.?{to})?(?P<last>\d{{1,2}})(?!\d)(?:er|º|°|-го)?\.?\s{{0,2}}{of}{joined}"
            rf"(?P<its_month>{month}){also}(?:,?\s{{1,2}}{of}(?P<its_year>{year}))?)"
            rf"|(?P<year>{year})"
            rf"|(?P<month>(?P<name>{month}){also}(?:,?\s{{1,2}}{of}(?P<of_year>{year}))?)"
            rf"|(?P<weekday>{weekday})|{kinds})"
        )
        self.month_before = _ends_with(language, "in")
        self.suffix = re.compile(f"(?:{words['suffix']})(?!\\w)") if "suffix" in words else _NEVER
        self.joined_in = tuple(words.get("joined_in", ""))
        self.year_before = _ends_with(language, "year_before")
        self.year_behind = re.compile(rf"\s{any_in(language, 'year_after')}") if "year_after" in words else None
        self.since = _ends_with(language, "since")
        self.coming, self.past = (re.compile(rf"(?<!\w){any_in(language, name)}") for name in ("coming", "past"))

    def read(self, match: re.Match[str], published: date | None) -> Found | None:
        start, end = match.span("said")
        before, behind = match.string[max(0, start - _BESIDE) : start], match.string[end : end + _BESIDE]
        span = self._span(match, published, before, behind)
        if span is None:
            return None
        since = None if match["first"] else self.since.search(before)  # "с" also begins "с 3 по 5 июля"
        if since and published:
            span = span[0], max(published, span[1])
        return Found(start, end, span, since=start - len(before) + since.start("word") if since else None)

    def _span(self, match: re.Match[str], published: date | None, before: str, behind: str) -> Span | None:
        kind = next((name for name in _KINDS if name in match.re.groupindex and match[name]), None)
        beside = " ".join([*before.split()[-1:], match["said"], *behind.split()[:2]])
        coming = self.coming.search(beside) is not None
        if kind == "numbers":
            day = day_of(int(match["y"]), int(match["m"]), int(match["d"]))
            return (day, day) if day else None
        if kind == "day":
            return self._day(match, published, coming=coming)
        if kind == "year":
            told = self.year_behind.match(behind) if self.year_behind else self.year_before.search(before)
            return year_of(int(match["year"])) if told or self._within(match, behind) else None
        if kind == "month":
            return self._month(match, published, before, behind)
        if published is None or kind is None:
            return None
        if kind == "weekday":
            weekday = self.weekdays[fold(match["weekday"])] - 1
            turn = weekday_after if coming else weekday_before
            day = turn(published, weekday, today=not coming and not self.past.search(beside))
            return day, day
        return _MEANINGS[kind](published)

    def _within(self, match: re.Match[str], behind: str) -> bool:
        """Whether letters written together with a month or a year say "in": "ביולי", "Temmuz'da"."""
        letters = match.string[match.start() : match.start("said")].rstrip("-")
        return bool(self.suffix.match(behind) or (self.joined_in and letters.endswith(self.joined_in)))

    def _day(self, match: re.Match[str], published: date | None, *, coming: bool) -> Span | None:
        """In the year that it says, or the latest one (the next one) that has it."""
        month, last = self.months[fold(match["its_month"])], int(match["last"])
        first = int(match["first"] or last)
        if match["its_year"]:
            years = [int(match["its_year"])]
        elif published:
            years = [published.year + at for at in (range(9) if coming else range(1, -9, -1))]
        else:
            years = []
        for year in years:
            since, day = day_of(year, month, first), day_of(year, month, last)
            if not since or not day or since > day:
                continue
            if match["its_year"] or not published or (day >= published if coming else (day - published).days <= 1):
                return since, day
        return None

    def _month(self, match: re.Match[str], published: date | None, before: str, behind: str) -> Span | None:
        month = self.months[fold(match["name"])]
        if match["of_year"]:
            return month_of(int(match["of_year"]), month)
        if published and (self._within(match, behind) or self.month_before.search(before)):
            return month_of(published.year - (month > published.month), month)
        return None


_NEVER = re.compile(r"(?!)")


def _ends_with(language: str, name: str) -> re.Pattern[str]:
    """A pattern of what ends with one of the words and a space."""
    return re.compile(rf"(?<!\w)(?P<word>{any_in(language, name)})\s[^\w\s]?$") if name in lexicon(language) else _NEVER


_reader = cache(_Reader)
