"""Which day each mention of an article speaks of. Knows nothing of places: a mention is where it starts.

The expression in a mention's own clause decides, else one of its sentence that holds for more than an aside; the
nearest where there are several. A date that only names another event ("the July 2006 war", "after June 19", "who was
born in 1994") holds for what belongs to it and for nothing else, unless it lies in the last two weeks: then it is the
news. Without an expression a mention is of the day in the dateline or of publication. A date is not carried from one
sentence into the next: of thirty such sentences in news reports, read by hand, it held for eight. What is unknown stays
unknown.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from geo import Article, When
from geo.languages import ENGLISH, OTHERS, language_of
from news.calendar import Found, in_range
from news.english_dates import english
from news.other_dates import other

_LATELY = 14  # days in which a date holds beyond its aside
_NEAREST = 8  # expressions on each side of a mention that are looked at, so that the time stays linear

# "DAMASCUS, July 1 (Agency) -": where and when a report was filed.
_DATELINE = re.compile(
    r"\s*[A-Z][A-Z .'’/-]{2,40}(?:,\s[A-Z][\w .]{2,20})?,\s"
    r"(?P<date>[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,\s\d{4})?|\d{1,2}\s[A-Z][a-z]{2,8}\.?(?:\s\d{4})?)"
    r"\s?(?:\([^)\n]{1,60}\)\s?)?[-–—:]{1,2}\s"
)
# Headlines that were put into one text stand closer together than clauses.
_APART = re.compile(r";(?=\S)")
# Where a clause ends and how the next begins: with an aside, about something else, or on a level with the first.
_BREAK = re.compile(
    r"(?P<open>\((?![^()]{0,24}\d\)))|(?P<close>\))"
    r"|(?P<aside>,\s(?:who|whom|whose|which|where|when)\b|,\s(?:\w+ly\s)?(?:born|founded|built|\w+ed)\b(?=[^,;]{0,80},)"
    r"|\b(?:who|whose|which|where|[Aa]fter|[Bb]efore|[Bb]ecause|[Aa]lthough|[Tt]hough|[Ss]ince)\b)"
    r"|(?P<level>,|;|:|\s[-–—]\s|\b(?:that|and|but|while|whereas|when)\b)"
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression: `text[start:end]` are its words, and `when` the days that it means.

    `reach` is where what belongs to it ends, when it only names another event; None where it holds for its sentence.
    """

    start: int
    end: int
    when: When
    reach: int | None = None


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    aside: bool


def expressions(text: str, *, published: date | None, language: str) -> tuple[Expression, ...]:
    """The time expressions of a text in their order. Without a date of publication only those that tell their year."""
    if published and not in_range(published.year):
        published = None
    found = other(text, published, language) if language in OTHERS else english(text, published)
    return tuple(
        Expression(one.start, one.end, When(*one.span, "stated", _words(text, one)), one.reach)
        for one in found
        if one.span
    )


def _words(text: str, found: Found) -> str:
    return " ".join(text[found.start if found.since is None else found.since : found.end].split())


def whens(article: Article, starts: Sequence[int], *, sentences: Iterable[tuple[int, int]]) -> tuple[When, ...]:
    """When each mention was so, by where it starts in the article's text."""
    language = article.language or language_of(article)
    filed = _filed(article, language)
    published = filed or article.published
    usual = When(published, published, "published") if published else When()
    found = expressions(article.text, published=published, language=language)
    if not found:
        return (usual,) * len(starts)
    pieces = _pieces(article.text, sentences, found)
    begins = [start for start, _ in pieces]
    at = [one.start for one in found]
    clauses: dict[int, list[_Clause]] = {}
    result = []
    for start in starts:
        number = max(bisect_right(begins, start) - 1, 0)
        begin, end = pieces[number] if pieces else (0, len(article.text))
        here = bisect_right(at, start)
        near = [one for one in found[max(0, here - _NEAREST) : here + _NEAREST] if begin <= one.start < end]
        if len(near) == 1 and _lately(near[0], published):
            result.append(near[0].when)  # whichever clause it is in
            continue
        if near and number not in clauses:
            clauses[number] = _clauses(article.text, begin, end, found, at)
        result.append((_fitting(start, near, clauses[number], published) if near else None) or usual)
    return tuple(result)


def _pieces(text: str, sentences: Iterable[tuple[int, int]], found: Sequence[Expression]) -> list[tuple[int, int]]:
    """The sentences, headlines in one line apart, and what was cut in the middle of a date ("am 19. Juni") together."""
    pieces: list[tuple[int, int]] = []
    at = [one.start for one in found]
    for start, end in sentences:
        before = bisect_left(at, start) - 1
        if pieces and before >= 0 and found[before].end > start:
            start = pieces.pop()[0]
        for cut in _APART.finditer(text, start, end):
            pieces.append((start, cut.end()))
            start = cut.end()
        pieces.append((start, end))
    return pieces


def _filed(article: Article, language: str) -> date | None:
    """The day in the dateline, where it is the day of publication or shortly before."""
    line = _DATELINE.match(article.text) if language not in OTHERS else None
    if not line:
        return None
    for one in expressions(line["date"], published=article.published, language=ENGLISH):
        day = one.when.start
        if day and one.when.end == day and (not article.published or 0 <= (article.published - day).days <= 7):
            return day
    return None


def _clauses(text: str, start: int, end: int, found: Sequence[Expression], at: Sequence[int]) -> list[_Clause]:
    """The clauses of a sentence in their order. `at` is where each expression starts."""
    clauses: list[_Clause] = []
    begin, aside, bracketed = start, False, False
    for cut in _BREAK.finditer(text, start, end):
        kind = cut.lastgroup
        if (bracketed and kind != "close") or _in_a_date(text, cut, found, at):
            continue
        clauses.append(_Clause(begin, cut.start(), aside))
        begin = cut.start()
        if kind in ("open", "aside"):
            aside, bracketed = True, kind == "open"
        elif kind == "close" or cut[0] in ",;" or cut[0].strip() in "-–—":
            aside, bracketed = False, False
    clauses.append(_Clause(begin, end, aside))
    return clauses


def _in_a_date(text: str, cut: re.Match[str], found: Sequence[Expression], at: Sequence[int]) -> bool:
    """Whether what looks like the end of a clause belongs to a date: "July 25, 1946, in", "since late May"."""
    number = bisect_right(at, cut.start())
    if cut[0] in ("since", "Since") and number < len(found):
        return found[number].start - cut.end() < 48 and found[number].when.words[:5].lower() == "since"
    if not number:
        return False
    before = found[number - 1]
    return cut.start() < before.end or (cut.start() == before.end and "," in text[before.start : before.end])


def _fitting(start: int, near: Sequence[Expression], clauses: Sequence[_Clause], published: date | None) -> When | None:
    """That of the nearest expression in the mention's clause, or in any that holds beyond itself."""
    own = _clause_at(start, clauses)
    holding = [one for one in near if _reaches(one, start, published)]
    within = [one for one in holding if own.start <= one.start < own.end]
    beyond = [one for one in holding if _lately(one, published) or not _clause_at(one.start, clauses).aside]
    nearest = min(within or beyond, key=lambda one: max(one.start - start, start - one.end), default=None)
    return nearest.when if nearest else None


def _clause_at(position: int, clauses: Sequence[_Clause]) -> _Clause:
    return clauses[max(bisect_right(clauses, position, key=lambda clause: clause.start) - 1, 0)]


def _reaches(one: Expression, start: int, published: date | None) -> bool:
    return one.reach is None or one.start <= start < one.reach or _lately(one, published)


def _lately(one: Expression, published: date | None) -> bool:
    """Whether it is one of the last days or of those to come, and so the news itself."""
    if not published or not one.when.start or one.when.precision != "day":
        return False
    return (published - one.when.start).days <= _LATELY
