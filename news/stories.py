"""Which articles tell the same story: a report, its copies, cut versions, rewrites and updates are one.

An article is compared with those of the days around its own that share rare words with its title and lead. Copies are
known by their pairs of neighbouring words; whether another account is of the same event is weighed by the words, names
and numbers that the two share, each worth the more the fewer stories of those days have it. So neither what all
articles of a source repeat nor a form that is filled in anew every day makes one story of two.

MinHash with banding finds copies alone (datasketch 2.0, pairs of words, threshold .3: 61 of the 66 gold copies, 1 of
the 132 rewrites, headlines and updates). Lists of the articles that have a word find both, and compare exactly.
Nothing here reads another language's account as the same, and nothing is ever stored: the sketches are made anew from
the texts.
"""

import math
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from operator import itemgetter, mul
from zlib import crc32

from geo import Article
from geo.lexicon import common_words, frequencies
from geo.names import WORD, fold, fold_word, romanization

DAYS_APART = 4  # at most, between two articles of one story
BUCKET = 32  # articles of a day that are found by one word; a commoner word tells little
A_DAY = 50_000  # stories of one day that are remembered, and of those without a day
ACCOUNTS = 4  # of one story on one day that are remembered: the first ones tell what there is to know

_READ = 6000  # characters of a text; what is worth knowing of a report stands there
_TITLE = 500  # of a title
_LEAD = 45  # words of the text that, with the title, say what it reports
_TERMS = 192  # of an article, the rarest
_SOUGHT = 12  # terms of the lead by which others are found
_COMPARED = 6  # of those, the ones that share most
_COPIED = 0.8  # share of the shorter text's pairs of words that a copy repeats
_FILLED_IN = 0.4  # and one that a form repeats which is filled in anew every day
_SURE = 25  # words from which on a copy is no coincidence, whatever the day

_PRIOR = 100  # stories that the frequencies of a language count as, beside those of the days around
_WORDS = 150  # of an article, by which the frequency of a word becomes the share of articles that have it
_UNKNOWN = 3.3  # Zipf frequency of a word that is in no list
_COMMON = 0.7  # weight below which a term is left out: every second article has it

# What speaks against one story from the start, and how much each of the signs speaks for it, see `Comparison.signs`.
# Fitted by `python -m benchmarks.stories --fit` to LGL and the UCDP reports of one headline.
START = -7.69
WEIGHTS = (5.01, -13.73, 1.26, 1.05, 0.89, -1.15, -0.87, 2.18)

_NUMBERS = {
    word: str(number)
    for number, word in [
        *enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty".split()
        ),
        *zip(range(30, 100, 10), "thirty forty fifty sixty seventy eighty ninety".split(), strict=True),
    ]
}
_KINDS = {"@": "name", "#": "number"}  # by the first letter of a term; else it is a word
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
_UNIT = re.compile(r"(?<=\d)[^\W\d_]+$")
_ENDING = re.compile(r"(?<=[^\W\d_]{3})(?:ings?|e[ds]|s|e)$")


Signs = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The first article of the story that an article tells, and whether its text is (nearly) that of an earlier one.

    `story` is "" where the article is the first of a new story.
    """

    story: str = ""
    copy: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is kept of an article. Each is equal to itself alone.

    terms      the rarest of its words, names and numbers, folded; a name begins with "@", a number with "#"
    lead       those of title and lead, with what each weighed when the article came
    numbers    those at the beginning of its text; a headline may be another's
    pairs      the pairs of neighbouring words of its text, hashed, each once
    words      how many words of its text were read
    """

    story: str
    day: date | None
    terms: Sequence[str]
    lead: Mapping[str, float]
    numbers: frozenset[str]
    pairs: Sequence[int]
    words: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """An article, what each of its terms weighs in these days, and the articles most like it, the best first."""

    sketch: Sketch
    weights: Mapping[str, float]
    alike: Sequence[Sketch]

    def signs(self, known: Sketch) -> Signs:
        """What speaks for one story and what against it, in the order of WEIGHTS."""
        mine, theirs = self.sketch.lead, known.lead
        shared = {"word": 0.0, "name": 0.0, "number": 0.0}
        for term in filter(mine.__contains__, theirs):
            shared[_KINDS.get(term[0], "word")] += self.weights[term]
        told, names = map(max, _told(mine, set(known.terms)), _told(theirs, self.weights.keys()))
        days = abs((self.sketch.day - known.day).days) if self.sketch.day and known.day else 0
        return (
            told,
            repeated(self.sketch, known) * (1 - names),  # a form filled in with another place
            math.log1p(shared["word"]),
            math.log1p(shared["name"]),
            math.log1p(shared["number"]),
            days,
            days > 0,
            days > 0 and not _TOLL.isdisjoint(mine.keys() ^ theirs.keys()),  # an update: "death toll rises"
        )


@dataclass(slots=True)
class _Day:
    """The articles of one day by the terms of their leads, and how many stories have a term."""

    with_term: dict[str, list[Sketch]] = field(default_factory=dict)
    stories_with: Counter[str] = field(default_factory=Counter)
    stories: int = 0
    accounts: Counter[str] = field(default_factory=Counter)

    def add(self, sketch: Sketch, *, first: bool) -> None:
        if len(self.accounts) >= A_DAY or self.accounts[sketch.story] >= ACCOUNTS:
            return
        self.accounts[sketch.story] += 1
        for term in sketch.lead:
            bucket = self.with_term.setdefault(term, [])
            if len(bucket) < BUCKET:
                bucket.append(sketch)
        if first:
            self.stories += 1
            self.stories_with.update(sketch.terms)


class Stories:
    """The stories of some days, grown one article at a time; the order of the articles decides.

    A copy is not remembered: it tells nothing that the article which it copies does not. An article without a
    day is compared with others without one, and only a copy of one is of its story.
    """

    def __init__(self) -> None:
        self._days: dict[date | None, _Day] = {}

    def match(self, article: Article, day: date | None) -> Match:
        """The story of an article, which is remembered. `day` is that of publication, else the one it was added on."""
        sketch, match = self._judge(article, day)
        if not match.copy:
            self._keep(replace(sketch, story=match.story or article.id), first=not match.story)
        return match

    def remember(self, article: Article, day: date | None, story: str) -> Match:
        """Know an article of the archive again; `story` as `match` once gave it. What `match` would give it here."""
        sketch, match = self._judge(article, day)
        if not match.copy:
            self._keep(replace(sketch, story=story or article.id), first=not story)
        return match

    def forget(self, day: date | None) -> None:
        """Forget the articles of a day."""
        self._days.pop(day, None)

    def _keep(self, sketch: Sketch, *, first: bool) -> None:
        self._days.setdefault(sketch.day, _Day()).add(sketch, first=first)

    def compare(self, article: Article, day: date | None) -> Comparison:
        """An article beside those that are most like it."""
        near = self._near(day)
        sketch, weights = _sketch(article, day, near)
        return Comparison(sketch, weights, _candidates(sketch, near))

    def _judge(self, article: Article, day: date | None) -> tuple[Sketch, Match]:
        found = self.compare(article, day)
        for known in found.alike:
            sure = known.day == day or min(known.words, found.sketch.words) >= _SURE
            if sure and is_copy(found.sketch, known):
                return found.sketch, Match(known.story, copy=True)
        if day is None or not found.alike:
            return found.sketch, Match()
        odds = {known: score(found.signs(known)) for known in found.alike}
        for known in sorted((known for known in odds if odds[known] > 0), key=odds.__getitem__, reverse=True):
            if not is_new_issue(found.sketch, known):
                return found.sketch, Match(known.story, copy=is_copy(found.sketch, known))
        return found.sketch, Match()

    def _near(self, day: date | None) -> list[_Day]:
        """The days that an article's story may be of."""
        if day is None:
            return [self._days[None]] if None in self._days else []
        first = max(day.toordinal() - DAYS_APART, date.min.toordinal())
        last = min(day.toordinal() + DAYS_APART, date.max.toordinal())
        around = map(date.fromordinal, range(first, last + 1))
        return [self._days[other] for other in around if other in self._days]


def _sketch(article: Article, day: date | None, near: Sequence[_Day]) -> tuple[Sketch, dict[str, float]]:
    """What there is to keep of an article, and what each of its terms weighs in these days."""
    title = _terms(article.title[:_TITLE])
    text = _terms(article.text[:_READ])
    around = sum(known.stories for known in near) + _PRIOR
    weights = {}
    for term, _, share in dict.fromkeys(title + text):
        others = sum([known.stories_with[term] for known in near if term in known.stories_with])
        weight = -math.log(min(1.0, share + max(0, others - 1) / around))  # one is the one that it is compared with
        if weight > _COMMON:
            weights[term] = weight
    if len(weights) > _TERMS:
        weights = dict(nlargest(_TERMS, weights.items(), key=itemgetter(1)))
    lead = {term: weights[term] for term, _, _ in title + text[:_LEAD] if term in weights}
    codes = [code for _, code, _ in text]
    pairs = array("I", {(one * 31 + other) & 0xFFFFFFFF for one, other in pairwise(codes)})
    numbers = frozenset(term for term, _, _ in text[:_LEAD] if term[0] == "#")
    return Sketch(article.id, day, tuple(weights), lead, numbers, pairs, len(text)), weights


def _terms(text: str) -> list[tuple[str, int, float]]:
    return [term for word, _ in WORD.findall(text) if (term := _term(word))]


@lru_cache(maxsize=100_000)
def _term(word: str) -> tuple[str, int, float] | None:
    """The term that a word is, a hash of it, and the share of all articles that have it; None for a mere sign."""
    folded = fold_word(word)
    folded = _NUMBERS.get(folded, folded)
    if not folded:
        return None
    zipf = frequencies().get(folded, _UNKNOWN)
    if folded[0].isdecimal():
        number = _UNIT.sub("", folded)  # "23rd", "12km"
        year = len(number) == 4 and number.startswith(("19", "20"))
        term, zipf = f"#{number}", 5.5 if year else max(_UNKNOWN, min(4.3, 5.6 - 0.7 * len(number)))
    elif word[0].isupper() and folded not in common_words() and folded not in _CALENDAR:
        sound = romanization(word) if folded not in frequencies() else None
        term = f"@{sound}" if sound and len(sound) > 4 else f"@{_stem(folded)}"
    else:
        term = _stem(folded)
        zipf = max(zipf, frequencies().get(term, 0.0))
    return term, crc32(term.encode()), min(1.0, _WORDS * 10 ** (zipf - 9))


def _stem(folded: str) -> str:
    """A word without its English ending; in other scripts its first letters, for their endings are many."""
    return _ENDING.sub("", folded) if folded.isascii() else folded[:6]


def _candidates(sketch: Sketch, near: Sequence[_Day]) -> list[Sketch]:
    """Those of the days around that share most of the rarest terms of a lead, the best first."""
    shared: dict[Sketch, float] = {}
    for term, weight in nlargest(_SOUGHT, sketch.lead.items(), key=itemgetter(1)):
        for day in near:
            for known in day.with_term.get(term, ()):
                shared[known] = shared.get(known, 0.0) + weight
    return [known for known, _ in nlargest(_COMPARED, shared.items(), key=itemgetter(1))]


def is_copy(one: Sketch, other: Sketch) -> bool:
    """Whether the shorter text is within the longer one, (nearly) word for word and with the same numbers."""
    shorter, longer = sorted((one, other), key=lambda sketch: len(sketch.pairs))
    return repeated(one, other) >= _COPIED and not _own_numbers(shorter, longer)


def is_new_issue(one: Sketch, other: Sketch) -> bool:
    """Whether one is the other filled in with another day's numbers: "43 were killed yesterday", the closing prices."""
    if one.day == other.day or not _TOLL.isdisjoint(one.lead.keys() ^ other.lead.keys()):
        return False
    return bool(_own_numbers(one, other) and _own_numbers(other, one)) and repeated(one, other) >= _FILLED_IN


def _own_numbers(one: Sketch, other: Sketch) -> frozenset[str]:
    return one.numbers.difference(other.terms)


def _told(lead: Mapping[str, float], terms: AbstractSet[str]) -> tuple[float, float]:
    """How much of a lead some terms account for: of its weight, and of that of its names; a half where it has none."""
    told, total, names_told, names = 0.0, 1.0, 2.0, 4.0
    for term, weight in lead.items():
        named = term[0] == "@"
        total += weight
        names += weight * named
        if term in terms:
            told += weight
            names_told += weight * named
    return told / total, names_told / names


def repeated(one: Sketch, other: Sketch) -> float:
    """The share of the shorter text's pairs of words that the other has."""
    shorter, longer = sorted((one.pairs, other.pairs), key=len)
    return len(set(shorter).intersection(longer)) / len(shorter) if shorter else 0.0


def score(signs: Signs) -> float:
    """Above zero where two articles tell one story, the more the surer: the logarithm of the odds."""
    return START + math.fsum(map(mul, WEIGHTS, signs))


_TOLL = frozenset(
    term[0] for word in "toll risen rises rise climbs climbed soars soared reaches raise raises".split()
    if (term := _term(word))
)  # fmt: skip


# News agencies as they sign, and what else they are called.
_SIGNATURES = (
    "Reuters", "AP", "AFP", "dpa", "EFE", "ANSA", "Anadolu", "Xinhua", "TASS", "Interfax", "RIA", "Ukrinform", "SANA",
    "IRNA", "WAFA", "PTI", "ANI", "Kyodo", "UPI", "Bloomberg", "SOHR",
)  # fmt: skip
_AGENCIES = {signature.casefold(): signature.casefold() for signature in _SIGNATURES} | {
    "thomson reuters": "reuters", "reuters news": "reuters", "associated press": "ap", "the associated press": "ap",
    "agence france-presse": "afp", "aa": "anadolu", "anadolu agency": "anadolu", "ria novosti": "ria",
    "syrian observatory for human rights": "sohr",
}  # fmt: skip
_SIGNED = "|".join((*_SIGNATURES, "Associated Press", "Agence France-Presse", "AA"))
_DATELINE = re.compile(rf"[(/]\s*({_SIGNED})\s*[)/]|[-–—]\s*({_SIGNED})\s*[-–—:]")
_SIGNATURE = re.compile(rf"(?:[-–—(/©]|\bCopyright)\s*(?:\d{{4}}\s*)?({_SIGNED})\s*[)/.]?\s*$")
_SITE = re.compile(r"\w+://([^/?#:@\s]+)")
_EDGE = 200  # characters; a dateline may stand behind a heading, a signature before a blank line


def agency(article: Article) -> str:
    """The news agency that an article says it is from, such as "reuters"; "" where it names none."""
    found = _DATELINE.search(article.text[:_EDGE]) or _SIGNATURE.search(article.text[-_EDGE:])
    named = next(filter(None, found.groups())) if found else article.source
    return _AGENCIES.get(named.strip().casefold(), "")


def origin(article: Article, *, copy: bool) -> str:
    """Whose account an article is: its agency, else its source, else its site; "" for a copy, which is another's."""
    if copy:
        return ""
    site = _SITE.match(article.url)
    return agency(article) or fold(article.source) or (site[1].casefold() if site else "")


def independent(origins: Iterable[str]) -> int:
    """How many independent sources the articles of a story have. Copies add none; one article has one, if unknown."""
    known = set(origins)
    return max(len(known - {""}), min(1, len(known)))
