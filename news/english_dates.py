"""Time expressions of English, by rules. Knows nothing of clauses but where a verb makes a day a coming one.

A first pattern finds the word that every expression has: a month, a weekday, a number, a unit of time. What stands
before and after it then says what it is, within a fixed number of characters, so that the time is linear in the text.
A number that nothing says to be a date is none, and so are names: "March 14 alliance", "Black September", "Mrs May".
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from news.calendar import (
    SEASONS,
    Found,
    Span,
    any_in,
    day_of,
    days_from,
    in_range,
    lexicon,
    month_of,
    part_of,
    week_of,
    weekday_after,
    weekday_before,
    year_of,
)
from news.english_times import read_time

_ALSO_WORDS = (3, 5)  # the months whose names are words besides
_BEFORE = 48  # characters before a word that may say something of it
_CLAUSE_LENGTH = 160  # characters before a word in which its verb may stand
_AHEAD_OF_PRINT = 1  # days that a date may lie after the publication: it is the next day already elsewhere

_MONTHS = {
    written: number
    for number, names in enumerate(lexicon("en")["months"], 1)
    for name in names.split("|")
    for written in (name.capitalize(), name.upper())
}
_WEEKDAYS = {w: n for n, name in enumerate(lexicon("en")["weekdays"]) for w in (name.capitalize(), name.upper())}


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_M = _any(_MONTHS) + r"(?!\w)\.?"
_D = r"\d{1,2}(?!\d|:\d|[.,]\d|%)"
_TH = r"(?:st|nd|rd|th)?(?!\w)"
_Y = r"(?:19|20)\d\d(?!\w|[.,]\d|%)"
_TO = r"\s{0,2}(?:-|–|—|/|&|to|and|until|till|through)\s{0,2}"

_WORDS = (
    "yesterday", "today", "tonight", "tomorrow", "overnight", "night", "morning", "afternoon", "evening", "weekend",
    "hours?", "days?", "weeks?", "months?", "years?", "decades?", "quarter", "half", *SEASONS, "Yesterday", "Today",
    "Tonight", "Tomorrow", "Overnight", "Days", "Weeks", "Months", "Q[1-4]", "New Year['’]s", "Christmas",
)  # fmt: skip
_TRIGGER = re.compile(
    rf"\b(?=[\dA-Za-z])(?:(?P<number>(?:\d{{1,2}}|(?:19|20)\d\d)(?!\d))|(?P<month>{_any(_MONTHS)})(?!\w)"
    rf"|(?P<weekday>{_any(_WEEKDAYS)})(?!\w)"
    rf"|(?P<word>{'|'.join(_WORDS)})(?!\w))"
)

_MONTH_FIRST = re.compile(
    rf"(?P<month>{_M})(?:\s{{0,2}}(?P<day>{_D}){_TH}(?:{_TO}(?P<last>{_D}){_TH})?(?:,?\s{{1,2}}(?P<year>{_Y}))?"
    rf"|,?\s{{1,2}}(?:of\s)?(?P<its_year>{_Y}))?"
)
_TO_ANOTHER = re.compile(_TO + _M)
_DAY_FIRST = re.compile(
    rf"(?P<day>{_D})(?:st|nd|rd|th)?(?:{_TO}(?P<last>{_D})(?:st|nd|rd|th)?)?\s{{0,2}}(?:of\s)?"
    rf"(?P<month>{_M})(?:,?\s{{0,2}}(?P<year>{_Y}))?"
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
_IN_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?![\d/]|[.,]\d)")
_YEARS = re.compile(r"(\d{4})\s?[-–—/]\s?(\d{4}|\d\d)(?![\w/-])")
_YEAR = re.compile(_Y)
_DECADE = re.compile(r"(\d{3}0)['’]?s(?!\w)")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)(?=[.,;:]|\s*$|\s(?:of\s)?(?P<which>last|this) month)")
_CAPITAL = re.compile(r"\s[A-Z]")
_OF_A_YEAR = re.compile(r",?\s(?:of\s)?(?:(?P<which>last|this|next) year|(?P<year>(?:19|20)\d\d)(?!\w))")
_PART_OF_DAY = re.compile(r"\s(?:early\s|late\s)?(?:morning|afternoon|evening|night)(?!\w)")
_A_DATE_AFTER = re.compile(rf",?\s{{1,2}}(?:the\s)?(?=\d{{1,2}}(?:[/.-]\d|\D)|{_M}\s{{0,2}}\d|\d{{4}}-\d\d-)")

# What makes a name of a day, a month or a number, or says that it dates another event.
_NAMED_AFTER = re.compile(rf"\s(?i:{any_in('en', 'named_after')})")
_AFTER_WEEKDAY = re.compile(rf"\s(?i:{any_in('en', 'after_weekday')})|s(?!\w)")
_BEFORE_WEEKDAY = re.compile(rf"\b(?:(?i:{any_in('en', 'before_weekday')})|{any_in('en', 'name_with_weekday')})\s$")
_SEPTEMBER_11 = re.compile(r"\s(?i:attack|terror|hijack|memorial|commission|museum|plot|victim|suicide)")
_COUNTED = re.compile(rf"\s(?i:{any_in('en', 'counted')})")
_GOES_ON = re.compile(rf"\s*(?:$|[.,;:!?)\]\"'”’…–—-]|\n|\s{any_in('en', 'small_words')})")
_NOUN_AFTER = re.compile(rf"\s(?!{any_in('en', 'small_words')})[a-z][\w-]+")
_EVENT_AFTER = re.compile(rf"(?:\s[\w-]+){{0,3}}?\s(?i:{any_in('en', 'events')})")
_AT = re.compile(
    rf"(?:\s[\w-]+){{0,2}}?\s(?i:{any_in('en', 'events')})\s(?:in|on|at|near|against|outside|inside|across|of|over)\s"
    r"(?:(?:the|town|city|village|province|of|and|[A-Z][\w'’-]*)[\s,]{0,2}){1,6}"
)
_DETERMINER = re.compile(r"\b(?:the|its|their|his|her|an?|that|our|\w+['’]s)\s(?:\w+\s)?$", re.IGNORECASE)

# What stands before an expression and changes it.
_PART = re.compile(
    r"\b(?:(early|mid|late)[\s-](?:in\s|of\s|the\s)?|(?:the\s)?(beginning|start|middle|end)\sof\s(?:the\s)?)$",
    re.IGNORECASE,
)
# "for the first time since 2014", "the deadliest raid since June": then is what today is measured against
_MEASURED = re.compile(
    r"\b(?:first|only|most|least|worst|best|record|(?:dead|bloodi|heavi|busi|earli|dri)(?:li)?est"
    r"|(?:large|big{2}|high|low|fierce|long|strong|close|hot{2}|cold|sharp|steep|great|small|fast|slow)e?st)"
    r"\b[^.;:!?\n]*$",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\bsince\s(?:(?:\w+\s){1,4}(?:in|on|of)\s)?(?:(?:the|at least|about|around|early|late|mid)[\s-])?$", re.IGNORECASE
)
_ANOTHER_TIME = re.compile(
    r"\b(?:before|after|prior to|ahead of|anniversary of|following|pre|post)[\s-](?:the\s)?$", re.IGNORECASE
)
_BETWEEN = re.compile(r"\bbetween\s(?:the\s)?$", re.IGNORECASE)
_JOINED = re.compile(r"\s{0,2}(?:,?\s(?:to|until|till|through|up to)\s|[-–—]|\s(?P<and>and)\s)\s{0,2}(?:the\s)?")
_YEAR_BEFORE = re.compile(r"(?:19|20)\d\d(?:\s?,|\s(?:and|or|to|until|through))\s$")
_YEAR_WORD = re.compile(
    r"\b(?:(?P<sure>in|since|during|year)|by|until|till|of|from|to|between|before|after|around|circa|through)\s"
    r"(?:about\s|around\s)?$",
    re.IGNORECASE,
)
_MONTH_WORD = re.compile(
    r"\b(?:(?P<sure>in|since|during|until|till|by)|(?P<range>from|to|between)|(?P<maybe>of|before|after|through|and)"
    r"|(?P<which>last|this|next|past|coming))\s$",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\b(?:this\s)?(?P<which>last|next|this|coming|past)\s$", re.IGNORECASE)

_FUTURE = re.compile(
    r"\b(?:will|won['’]t|shall|would|(?:is|are|was|were)\s(?:due\s|set\s)?to|to be|scheduled|expected to|due|going to|"
    r"plans? to|planned|planning to|slated|should|may(?!\shave))\b|\bfor\s$"
)
_CLAUSE = re.compile(
    r"(?<![ap]\.m)\.\s|[;:]\s|[()—\n]|(?<!\d),|\b(?:that|who|which|but|after|before|when|while|because)\b"
)
_SENTENCE_END = re.compile(r"[.;:\n]")
_LEADING = re.compile(r"\s*[\"“'‘]?(?:on|in|by|from|until|during)?\s*(?:the\s|this\s|later\sthis\s)?$", re.IGNORECASE)


def english(text: str, published: date | None) -> list[Found]:
    """The expressions of a text in their order; none overlaps another."""
    reader = _Reader(text, published)
    found: list[Found] = []
    end = 0
    for trigger in _TRIGGER.finditer(text):
        if trigger.start() < end:
            continue
        one = reader.read(trigger, found[-1] if found else None)
        if one is None:
            continue
        if found and (both := reader.join(found[-1], one)):
            found[-1] = both
        elif not found or one.start >= found[-1].end:
            found.append(one)
        else:
            continue
        end = one.end
    return found


def _in_a_row(first: Span | None, last: Span | None) -> bool:
    """Whether one is the day after the other: "on Thursday and Friday"."""
    return bool(first and last and first[0] == first[1] and last == 2 * (days_from(first[0], 1),))


class _Reader:
    """Reads the expressions of one text."""

    def __init__(self, text: str, published: date | None) -> None:
        self.text = text
        self.published = published

    def read(self, trigger: re.Match[str], previous: Found | None) -> Found | None:
        """The expression around a word that each has; None where it is none."""
        start = trigger.start()
        before = self._before(start)
        match trigger.lastgroup:
            case "number":
                found = self._number(start, before)
            case "month":
                found = self._month(start, before)
            case "weekday":
                found = self._weekday(start, trigger.end(), before)
            case _:
                found = read_time(
                    self.text,
                    trigger.span(),
                    before=before,
                    published=self.published,
                    previous=previous,
                    coming=lambda: self._coming(*trigger.span()),
                )
        return found and self._qualified(found)

    def join(self, first: Found, last: Found) -> Found | None:
        """Two that are the ends of one span: "from June 28 to July 3", "between Friday and Monday"."""
        if not 0 < last.start - first.end <= 14 or last.since is not None:
            return None
        link = _JOINED.fullmatch(self.text, first.end, last.start)
        since, until = first.span, last.span
        if not link or (link["and"] and not (_BETWEEN.search(self._before(first.start)) or _in_a_row(since, until))):
            return None
        if first.month and not first.year and until:
            since = self._of_year(first, last.year or until[0].year, until=until[1])
        elif last.month and not last.year and first.year and since:
            until = self._of_year(last, first.year, since=since[0])
        elif first.weekday is not None and until:
            day = weekday_before(until[0], first.weekday, today=False)
            since = day, day
        if not since or not until or since[0] > until[1]:
            return None
        return Found(first.start, last.end, (since[0], until[1]), year=last.year, since=first.since)

    @staticmethod
    def _of_year(found: Found, year: int, *, until: date | None = None, since: date | None = None) -> Span | None:
        """Its month and day in a year, or in the one beside where it would not be in order."""
        for at in (year, year - 1 if until else year + 1):
            if not found.month or not in_range(at):
                return None
            day = day_of(at, found.month, found.day or 1)
            if day and (not until or day <= until) and (not since or day >= since):
                return (day, day) if found.day else month_of(at, found.month)
        return None

    def _before(self, start: int) -> str:
        return self.text[max(0, start - _BEFORE) : start]

    def _qualified(self, found: Found) -> Found | None:
        """With the words before it that say which part, since when, or that it dates something else."""
        before = self._before(found.start)
        if part := _PART.search(before):
            span = found.span and part_of(found.span, (part[1] or part[2]).lower())
            found = replace(found, start=found.start - len(before) + part.start(), span=span)
            before = before[: part.start()]
        if (since := _SINCE.search(before)) and _MEASURED.search(before, 0, since.start()):
            return replace(found, reach=found.start)
        if since:
            span = (found.span[0], max(self.published, found.span[1])) if found.span and self.published else None
            return replace(found, span=span, since=found.start - len(before) + since.start())
        if _ANOTHER_TIME.search(before):
            return replace(found, reach=found.start)
        dated = found.month or self.text[found.end - 1].isdigit()
        if dated and _DETERMINER.search(before) and _NOUN_AFTER.match(self.text, found.end):
            return replace(found, reach=self._place_after(found.end))
        return found

    def _place_after(self, end: int) -> int:
        """Where the place ends that an event named by its date has with it: "the July 2 airstrike in Daraa"."""
        at = _AT.match(self.text, end, end + 120)
        return at.end() if at else end

    def _number(self, start: int, before: str) -> Found | None:
        text = self.text
        if before and (before[-1] in ".,:/$£€#%" or (before[-1] == "-" and not _PART.search(before))):
            return None
        if one := _ISO.match(text, start):
            return self._full(start, one.end(), int(one[1]), int(one[2]), int(one[3]))
        if one := _IN_NUMBERS.match(text, start):
            return self._in_numbers(one)
        if (one := _DAY_FIRST.match(text, start)) and not _NAMED_AFTER.match(text, one.end()):
            return self._of_month(one, start)
        if one := _YEARS.match(text, start):
            first, until = int(one[1]), int(one[1][: 4 - len(one[2])] + one[2])
            if first < until and in_range(first) and in_range(until):
                return Found(start, one.end(), year_of(first, until - first + 1), year=until)
        if (one := _DECADE.match(text, start)) and in_range(int(one[1])):
            return Found(start, one.end(), year_of(int(one[1]), 10), year=int(one[1]))
        if one := _YEAR.match(text, start):
            return self._year(start, before)
        if (one := _ORDINAL.match(text, start)) and before.lower().endswith("on the ") and self.published:
            last = one["which"] == "last" or (not one["which"] and int(one[1]) > self.published.day)
            month, _ = month_of(self.published.year, self.published.month - last)
            return self._full(start, one.end(), month.year, month.month, int(one[1]))
        return None

    @staticmethod
    def _full(start: int, end: int, year: int, month: int, day: int) -> Found | None:
        on = day_of(year, month, day)
        return Found(start, end, (on, on), month=month, day=day, year=year) if on else None

    def _in_numbers(self, one: re.Match[str], weekday: int | None = None) -> Found | None:
        """By the weekday before it, else that reading of "1/7/2012" which is a week old at most where one alone is."""
        year = int(one[4]) if len(one[4]) == 4 else 2000 + int(one[4])
        readings = {day_of(year, int(one[3]), int(one[1]))}
        if one[2] != ".":
            readings.add(day_of(year, int(one[1]), int(one[3])))
        days = [day for day in readings if day]
        if len(days) > 1 and weekday is not None:
            days = [day for day in days if day.weekday() == weekday]
        if len(days) > 1 and self.published:
            days = [day for day in days if 0 <= (self.published - day).days <= 7]
        if len(days) != 1:
            return None
        return self._full(one.start(), one.end(), days[0].year, days[0].month, days[0].day)

    def _year(self, start: int, before: str) -> Found | None:
        """A bare year, where the words about it say that it is one."""
        end, year = start + 4, int(self.text[start : start + 4])
        found = Found(start, end, year_of(year), year=year)
        if _DETERMINER.search(before) and (event := _EVENT_AFTER.match(self.text, end, end + 60)):
            return replace(found, reach=max(event.end(), self._place_after(end)))
        if _COUNTED.match(self.text, end):
            return None
        goes_on = _GOES_ON.match(self.text, end)
        word = _YEAR_WORD.search(before)
        sure = _PART.search(before) or (word and word["sure"] and year % 100)
        bracketed = before.endswith("(") and self.text.startswith(")", end)
        if bracketed or sure or (word and goes_on) or (goes_on and _YEAR_BEFORE.search(before)):
            return found
        return None

    def _month(self, start: int, before: str, weekday: int | None = None) -> Found | None:
        one = _MONTH_FIRST.match(self.text, start)
        if one is None or _NAMED_AFTER.match(self.text, one.end()):
            return None
        if one["day"]:
            return self._of_month(one, start, weekday)
        if one["its_year"]:
            month, year = _MONTHS[one["month"].rstrip(".")], int(one["its_year"])
            return Found(start, one.end(), month_of(year, month), month=month, year=year)
        return self._bare_month(one, start, before)

    def _bare_month(self, one: re.Match[str], start: int, before: str) -> Found | None:
        """A month without a day or a year, where a word before it makes a time of it: "in May", not "Mrs May"."""
        month, end = _MONTHS[one["month"].rstrip(".")], start + len(one["month"].rstrip("."))
        word = _MONTH_WORD.search(before)
        to_another = _TO_ANOTHER.match(self.text, end)
        if not (word or to_another or _PART.search(before)) or self.text.startswith(("'s", "’s"), end):
            return None
        doubtful = word and word["maybe"] and not to_another and not _PART.search(before)
        if (
            doubtful
            and (month in _ALSO_WORDS or _CAPITAL.match(self.text, end))
            and not _OF_A_YEAR.match(self.text, end)
        ):
            return None
        year, last = self._year_after(end)
        if year:
            return Found(start, last, month_of(year, month), month=month, year=year)
        if not self.published:
            return Found(start, end, None, month=month)
        which = word and word["which"] and word["which"].lower()
        begin = start - len(word[0]) if word and which else start
        at = self.published.year
        if which == "this":
            years = 0
        elif which in ("next", "coming") or (not which and self._coming(start, end)):
            years = int(month < self.published.month or (which is not None and month == self.published.month))
        else:
            years = -int(month > self.published.month or (which is not None and month == self.published.month))
        return Found(begin, end, month_of(at + years, month), month=month)

    def _of_month(self, one: re.Match[str], start: int, weekday: int | None = None) -> Found | None:
        """A month with a day or two of it."""
        year: int | None
        month, end = _MONTHS[one["month"].rstrip(".")], one.end()
        first, last = int(one["day"]), int(one["last"] or one["day"])
        year, end = (int(one["year"]), end) if one["year"] else self._year_after(end)
        if not year and month == 9 and first == 11 and _SEPTEMBER_11.match(self.text, end):
            return None
        if not day_of(2000, month, first) or not day_of(2000, month, last) or first > last:
            return None
        if self.text[end - 1] == "." and not self.text[end : end + 2].strip().islower():
            end -= 1  # the sentence ends there
        day = day_of(year, month, last) if year else self._recent(month, last, start, end, weekday)
        since = day and day_of(day.year, month, first)
        span = (since, day) if since and day else None
        return Found(start, end, span, month=month, day=last, year=year) if span or not self.published else None

    def _year_after(self, end: int) -> tuple[int | None, int]:
        """The year that "last year" or "of 2016" behind a month means, and where that ends."""
        of = _OF_A_YEAR.match(self.text, end)
        if of and of["year"]:
            return int(of["year"]), of.end()
        if of and self.published:
            return self.published.year + {"last": -1, "this": 0, "next": 1}[of["which"]], of.end()
        return None, end

    def _recent(self, month: int, day: int, start: int, end: int, weekday: int | None) -> date | None:
        """The day in the year that is meant: the latest up to the publication, the next where the verb says so."""
        if not self.published:
            return None
        year = self.published.year
        days = [on for at in range(year + 1, year - 9, -1) if (on := day_of(at, month, day))]
        past = [on for on in days if (on - self.published).days <= _AHEAD_OF_PRINT]
        coming = [on for on in days if on >= self.published][-1:]
        usual = coming if coming and self._coming(start, end) else past[:1]
        if weekday is not None and usual and usual[0].weekday() != weekday:
            usual = [on for on in (*past[:7], *coming) if on.weekday() == weekday] or usual
        return usual[0] if usual else None

    def _weekday(self, start: int, end: int, before: str) -> Found | None:
        weekday = _WEEKDAYS[self.text[start:end]]
        if (behind := _A_DATE_AFTER.match(self.text, end)) and (dated := self._dated(start, behind.end(), weekday)):
            return dated
        if _AFTER_WEEKDAY.match(self.text, end) or _BEFORE_WEEKDAY.search(before):
            return None
        if part := _PART_OF_DAY.match(self.text, end):
            end = part.end()
        if not self.published:
            return Found(start, end, None, weekday=weekday)
        which = _WHICH.search(before)
        word = which["which"].lower() if which else ""
        if word in ("next", "coming") or (not word and self._coming(start, end)):
            day = weekday_after(self.published, weekday, today=not word)
        elif word == "this":
            day = days_from(week_of(self.published)[0], weekday)
        else:
            since = _SINCE.search(before) is not None
            day = weekday_before(self.published, weekday, today=not (word or since))
        return Found(start - len(which[0]) if which else start, end, (day, day), weekday=weekday)

    def _dated(self, start: int, at: int, weekday: int) -> Found | None:
        """The date behind a weekday, which is a part of it: "Sunday 1/7/2012", "Monday, Dec. 14"."""
        if (one := _IN_NUMBERS.match(self.text, at)) or not self.text[at].isdigit():
            found = self._in_numbers(one, weekday) if one else self._month(at, "", weekday)
        elif one := _DAY_FIRST.match(self.text, at):
            found = self._of_month(one, at, weekday)
        else:
            found = self._number(at, "")
        return replace(found, start=start) if found and found.day else None

    def _coming(self, start: int, end: int) -> bool:
        """Whether the verb before an expression, or behind one that leads its clause, is in the future."""
        before = self.text[max(0, start - _CLAUSE_LENGTH) : start]
        if self.text.startswith(("'s", "’s"), end):
            return False  # "Monday's vote" has been, or the text would say more
        clause = before
        for cut in _CLAUSE.finditer(before):
            clause = before[cut.end() :]
        if _FUTURE.search(clause):
            return True
        if not _LEADING.fullmatch(clause):
            return False
        stop = _SENTENCE_END.search(self.text, end, end + 80)
        return _FUTURE.search(self.text, end, stop.start() if stop else end + 80) is not None
