"""Times that English reckons from the day of publication or from the day before: "last week", "two days ago".

A week runs from Monday to Sunday and a season is the north's. "Last week" is the week before, "the last week" the seven
days up to the publication; "two weeks ago" is the week two before this one, as nobody counts days so far back. What is
too vague to be a span of days ("years ago") is none, and so is how long something took ("for three days").
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from news.calendar import SEASONS, WEEK, Found, Span, days_from, month_of, numbers, season_of, week_of, year_of

_COUNTS = {
    word: number
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"a": 1, "an": 1, "a couple of": 2, "couple of": 2, "a few": 3, "few": 3, "several": 3}
_FEW = {"hour": 24, "day": 7, "week": 4, "month": 6}  # what "recent days" are taken for
_DAY_WORDS = frozenset({"yesterday", "today", "tonight", "tomorrow", "overnight"})
_VAGUE = frozenset({"few", "a few", "several", "couple of", "a couple of"})
_COUNT = "|".join(sorted(_COUNTS, key=len, reverse=True)) + r"|\d{1,3}"
_FARTHEST = 366 * 60  # days: nobody's news counts farther back in days or weeks

_COUNTED = re.compile(rf"\b(?P<count>{_COUNT})\s$", re.IGNORECASE)
_BEHIND = re.compile(
    r"\s(?:(?P<ago>ago)|(?P<earlier>earlier|before|previously|after)|(?P<later>later|afterwards?))(?!\w)(?=(?P<next>\s\w)?)"
)
_ROLLING = re.compile(
    rf"\b(?P<the>the\s)?(?P<way>past|last|next|coming|recent)\s(?:(?P<count>{_COUNT})\s)?$",
    re.IGNORECASE,
)
_THIS_OR_LAST = re.compile(r"\b(?:(?:early|earlier|late|later)\s)?(this|last)\s$", re.IGNORECASE)
_SEASON_WHICH = re.compile(r"\b(this|last|past|next)\s$", re.IGNORECASE)
_DAY_BEFORE = re.compile(r"\bthe\sday\sbefore\s$", re.IGNORECASE)
_WHICH = re.compile(
    r"\b(?:(?P<when>earlier|later)\s)?(?:in\s)?(?P<which>this|last|next|past|coming)\s$|(?<=\sof\s)(?P<the>the)\s$",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(r"\b(?:early|mid|late|(?:beginning|start|middle|end)\sof)[\s-]$", re.IGNORECASE)
_SAME = re.compile(
    r"\b(?P<which>the\ssame|that|the\snext|the\sfollowing|the\sprevious|the\spreceding)\s$", re.IGNORECASE
)
_WEEKEND = re.compile(
    r"\b(?:(?P<at>over|at|during|on)\s)?(?:(?P<the>the)\s)?(?:(?P<which>this|last|past|next|coming|previous)\s)?$",
    re.IGNORECASE,
)
_NTH = re.compile(r"\b(?:the\s)?(?P<nth>first|second|third|fourth|last|final)\s$", re.IGNORECASE)
_OF = re.compile(r"\s(?:of\s|in\s)?(?P<year>(?:19|20)\d\d)(?!\w)|\sof\s(?P<which>last|this|the) year")
_OF_MONTH = re.compile(r"\sof\s(?P<month>[A-Z][a-z]{2,8})(?:\s(?P<year>(?:19|20)\d\d)(?!\w))?")
_OF_SEASON = re.compile(r"\b(?:(?:the|in|early|late|mid|last|this|next|since)[\s-])$", re.IGNORECASE)
_EVE_OR_DAY = re.compile(r"\s(?P<which>Eve|Day)(?!\w)(?:,?\s(?P<year>(?:19|20)\d\d)(?!\w))?")
_SENTENCE = re.compile(r"[.!?]\s")


@dataclass(frozen=True, slots=True)
class _At:
    """A word about time in its text, what stands before it, what was found before it, whether the verb is to come."""

    text: str
    word: str
    start: int
    end: int
    before: str
    published: date | None
    previous: Found | None
    coming: Callable[[], bool]

    def found(
        self, span: Span | None, *, begins: re.Match[str] | None = None, ends: re.Match[str] | None = None
    ) -> Found:
        """With the words before and behind it."""
        start = self.start - len(self.before) + begins.start() if begins else self.start
        return Found(start, ends.end() if ends else self.end, span)

    def ended(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.text, self.end)


def read_time(
    text: str,
    word: tuple[int, int],
    *,
    before: str,
    published: date | None,
    previous: Found | None,
    coming: Callable[[], bool],
) -> Found | None:
    """The expression that a word about time is the last or the first of; None where it does not tell its days.

    before    what stands before the word
    previous  the last expression before it
    coming    whether the verb says that it lies ahead
    """
    at = _At(text, text[slice(*word)].lower().replace("’", "'"), *word, before, published, previous, coming)
    if at.word in _DAY_WORDS and text[at.start].isupper() and before[-2:].rstrip().isalnum():
        return None  # "USA Today"
    found = _READINGS[at.word](at)
    return found if found and found.span else None


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS[" ".join(word.lower().split())]


def _day_word(days: int, until: int | None = None) -> Callable[[_At], Found | None]:
    def read(at: _At) -> Found | None:
        return at.found(_days(at.published, days, days if until is None else until))

    return read


def _days(published: date | None, first: int, last: int) -> Span | None:
    """From some days after a day to some others; None where nothing is known or they lie too far off."""
    if published is None or max(-first, last) > _FARTHEST:
        return None
    return days_from(published, first), days_from(published, last)


def _yesterday(at: _At) -> Found | None:
    before = _DAY_BEFORE.search(at.before)
    return at.found(_days(at.published, -2, -2) if before else _days(at.published, -1, -1), begins=before)


def _part_of_day(at: _At) -> Found | None:
    """Of today or of yesterday: "this morning", "last night"."""
    which = _THIS_OR_LAST.search(at.before)
    if not which:
        return None
    back = -1 if which[1].lower() == "last" else 0
    return at.found(_days(at.published, back, back), begins=which)


def _unit(at: _At) -> Found | None:
    """Days, weeks, months, years: how many ago, which, or the last so many."""
    unit = at.word.rstrip("s")
    behind = at.ended(_BEHIND)
    counted = _COUNTED.search(at.before)
    if behind and (counted or at.word != unit) and (found := _apart(at, unit, counted, behind)):
        return found
    if at.word == "day" and (found := _same_day(at)):
        return found
    rolling = _ROLLING.search(at.before)
    if (
        rolling
        and (rolling["count"] or rolling["the"] or at.word != unit)
        and not _OF_WHICH.search(at.before[: rolling.start()])
    ):
        return _rolling(at, unit, rolling)
    return _which(at, unit) if at.word == unit else None


def _apart(at: _At, unit: str, counted: re.Match[str] | None, behind: re.Match[str]) -> Found | None:
    """From the publication, "two days ago"; from the last day that the text named, "two days later"."""
    vague = not counted or counted["count"].lower() in _VAGUE
    count = _count(counted["count"]) if counted else 0
    if behind["ago"]:
        return at.found(_ago(at.published, unit, count, vague=vague), begins=counted, ends=behind)
    anchor = at.previous.span if at.previous else None
    if vague or not at.previous or not anchor or anchor[0] != anchor[1] or unit not in ("day", "week"):
        return None
    days = count * (WEEK if unit == "week" else 1)
    ends = None
    word = behind[0].split()[0]
    if word == "after" or (word == "before" and behind["next"]):  # "on July 1, a day after the attack": that is dated
        if _SENTENCE.search(at.text, at.previous.end, at.start):
            return None
        days = -days if word == "after" else days
    else:
        days, ends = days if behind["later"] else -days, behind
    return at.found(_days(anchor[0], days, days), begins=counted, ends=ends)


def _ago(published: date | None, unit: str, count: int, *, vague: bool) -> Span | None:
    if published is None or count > _FARTHEST:
        return None
    if vague:
        return {"day": _days(published, -7, -1), "week": _days(published, -42, -7)}.get(unit)
    match unit:
        case "hour":
            return _days(published, -(count // 24), -(count // 24))
        case "day":
            return _days(published, -count, -count)
        case "week":
            return week_of(published, -count) if count < 520 else None
        case "month":
            return month_of(published.year, published.month - count) if count < 120 else None
        case "year" | "decade":
            years = count * (10 if unit == "decade" else 1)
            return year_of(published.year - years) if years < 120 and unit == "year" else None
    return None


def _rolling(at: _At, unit: str, rolling: re.Match[str]) -> Found | None:
    """Up to the publication or from it on: "the past 24 hours", "recent days", "the coming days"."""
    if at.published is None:
        return None
    ahead = rolling["way"].lower() in ("next", "coming")
    count = _count(rolling["count"]) if rolling["count"] else 1 if at.word == unit else _FEW.get(unit, 0)
    if not count:
        return None
    if days := {"hour": (count + 12) // 24, "day": count, "week": WEEK * count}.get(unit):
        span = _days(at.published, 0, days) if ahead else _days(at.published, -days, 0)
    elif unit == "hour":
        span = at.published, at.published
    else:
        months = min(count * {"month": 1, "year": 12, "decade": 120}[unit], 600)
        span = _months_from(at.published, months if ahead else -months)
    return at.found(span, begins=rolling)


def _months_from(day: date, months: int) -> Span:
    """The months before or after a day, counted to the same day of the month or the month's last."""
    first, last = month_of(day.year, day.month + months)
    other = min(days_from(first, day.day - 1), last)
    return (other, day) if months < 0 else (day, other)


def _same_day(at: _At) -> Found | None:
    """From the last day that the text named: "the following day"."""
    which = _SAME.search(at.before)
    anchor = at.previous.span if at.previous else None
    if not which or not anchor or anchor[0] != anchor[1]:
        return None
    word = which["which"].lower().split()[-1]
    days = {"same": 0, "that": 0, "next": 1, "following": 1}.get(word, -1)
    return at.found(_days(anchor[0], days, days), begins=which)


def _which(at: _At, unit: str) -> Found | None:
    """A unit of the calendar: "last week", "earlier this month", "the year" of "the end of the year"."""
    which = _WHICH.search(at.before)
    if not which or unit not in ("week", "month", "year"):
        return None
    part = _OF_WHICH.search(at.before[: which.start()])  # the caller takes it off the whole
    if at.published is None or (which["the"] and not part):
        return None
    off = {"last": -1, "past": -1, "next": 1, "coming": 1}.get((which["which"] or "").lower(), 0)
    if unit == "week":
        span = week_of(at.published, off)
    elif unit == "month":
        span = month_of(at.published.year, at.published.month + off)
    else:
        span = year_of(at.published.year + off)
    if off == 0 and not part:
        later = which["when"].lower() == "later" if which["when"] else at.coming()
        span = (at.published, span[1]) if later else (span[0], at.published)
    return at.found(span, begins=which)


def _weekend(at: _At) -> Found | None:
    which = _WEEKEND.search(at.before)
    if not which or not (which["at"] or which["which"]) or at.published is None:
        return None
    word = (which["which"] or "").lower()
    saturday = days_from(week_of(at.published)[0], 5)
    if word in ("next", "coming"):
        saturday = days_from(saturday, 0 if at.published < saturday else WEEK)
    elif word in ("last", "previous") or (saturday > at.published and not at.coming()):
        saturday = days_from(saturday, -WEEK)
    return at.found((saturday, days_from(saturday, 1)), begins=which)


def _season(at: _At) -> Found | None:
    of = at.ended(_OF)
    begins = _OF_SEASON.search(at.before)
    if of and of["year"] and (at.word != "fall" or begins):
        the = begins if begins and begins[0].lower() == "the " else None
        return at.found(season_of(int(of["year"]), at.word), begins=the, ends=of)
    which = _SEASON_WHICH.search(at.before)
    if not which or at.published is None:
        return None
    word, year = which[1].lower(), at.published.year
    if word in ("last", "past"):
        year -= season_of(year, at.word)[1] >= at.published
    elif word == "next":
        year += season_of(year, at.word)[0] <= at.published
    return at.found(season_of(year, at.word), begins=which)


def _fraction(at: _At) -> Found | None:
    """Of a year or a month: "the first quarter of 2017", "the second half of December"."""
    nth = _NTH.search(at.before)
    of = at.ended(_OF)
    month = at.ended(_OF_MONTH)
    parts = 4 if at.word == "quarter" else 2
    number = {"first": 0, "second": 1, "third": 2, "fourth": 3}.get(nth["nth"].lower(), parts - 1) if nth else parts
    if number >= parts:
        return None
    if of and (year := _year(of, at.published)):
        year -= of["which"] == "last"
        return at.found(month_of(year, 1 + number * 12 // parts, 12 // parts), begins=nth, ends=of)
    name = numbers("en", "months").get(month["month"].lower()) if month and parts == 2 else None
    if not month or not name or not (year := _year(month, at.published)):
        return None
    year -= bool(not month["year"] and at.published and name > at.published.month)
    first, last = month_of(year, name)
    half = (days_from(first, 15), last) if number else (first, days_from(first, 14))
    return at.found(half, begins=nth, ends=month)


def _year(of: re.Match[str], published: date | None) -> int | None:
    """The year that stands there, or that of the publication."""
    return int(of["year"]) if of["year"] else published.year if published else None


def _quarter_number(at: _At) -> Found | None:
    of = at.ended(_OF)
    return at.found(month_of(int(of["year"]), 3 * int(at.word[1]) - 2, 3), ends=of) if of and of["year"] else None


def _holiday(at: _At) -> Found | None:
    """The latest "New Year's Eve" or "Christmas Day", where no year stands behind it."""
    which = at.ended(_EVE_OR_DAY)
    if not which:
        return None
    month, day = {("christmas", "Day"): (12, 25), ("christmas", "Eve"): (12, 24), ("new year's", "Day"): (1, 1)}.get(
        (at.word, which["which"]), (12, 31)
    )
    if not (year := _year(which, at.published)):
        return None
    if not which["year"] and at.published and (month, day) > (at.published.month, at.published.day):
        year -= 1
    return at.found((date(year, month, day), date(year, month, day)), ends=which)


_READINGS: dict[str, Callable[[_At], Found | None]] = {
    "yesterday": _yesterday,
    "today": _day_word(0),
    "tonight": _day_word(0),
    "tomorrow": _day_word(1),
    "overnight": _day_word(-1, 0),
    **dict.fromkeys(("night", "morning", "afternoon", "evening"), _part_of_day),
    "weekend": _weekend,
    **{word + s: _unit for word in ("hour", "day", "week", "month", "year", "decade") for s in ("", "s")},
    **dict.fromkeys(SEASONS, _season),
    **dict.fromkeys(("quarter", "half"), _fraction),
    **{f"q{number}": _quarter_number for number in (1, 2, 3, 4)},
    **dict.fromkeys(("christmas", "new year's"), _holiday),
}
