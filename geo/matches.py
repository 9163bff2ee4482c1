"""The names of the gazetteer that stand in a text: the longest at each word, whatever the text means by them.

A name stands there as it is written, as an abbreviation in capitals, or as it sounds ("Muzeireeb" for "Al Muzayrīb").
Whether the text means a place by it is for `recognize.py` to judge.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from geo.compiled import Tag
from geo.feature_words import FEATURE_WORDS
from geo.gazetteer import Candidate, Gazetteer
from geo.lexicon import common_words
from geo.names import ARTICLES, Word, acronym, fold_word, words

MOST_WORDS = 8  # of a name
# What may stand between the words of one name: a space, a hyphen, the dot of "St. Louis".
_JOINT = re.compile(r"[ \u00a0]|\.[ \u00a0]?|[-‐‑–/][ ]?")
_SENTENCE_END = re.compile(r"[.!?…:•|][\"'”’)\]]*\s+[\"'“‘(\[]*$|\n\s*[\"'“‘(\[]*$|[\"“]$")


@dataclass(slots=True)
class Match:
    """The words `first`..`last` (half-open) of the text are a key of the gazetteer."""

    first: int
    last: int
    start: int
    end: int
    candidates: list[Candidate]
    abbreviated: bool = False
    demonym: bool = False
    feature: str = ""  # a kind word beside it that belongs to the name: "County" in "Laurel County"


@dataclass(slots=True)
class Scan:
    """A text cut into words, with what is asked of them again and again."""

    text: str
    words: list[Word] = field(init=False)
    folded: list[str] = field(init=False)
    capital: list[bool] = field(init=False)  # as a name is written; always so in a script without capitals
    upper: list[bool] = field(init=False)  # with a capital in truth

    def __post_init__(self) -> None:
        self.words = list(words(self.text))
        self.folded = [fold_word(word.text) for word in self.words]
        self.capital = [_is_capital(word.text) for word in self.words]
        self.upper = [word.text[0].isupper() for word in self.words]

    def gap(self, left: int) -> str:
        """The characters between word `left` and the next one."""
        return self.text[self.words[left].end : self.words[left + 1].start]

    def joined(self, left: int) -> bool:
        """Whether word `left` and the next can be of one name."""
        return 0 <= left < len(self.words) - 1 and _JOINT.fullmatch(self.gap(left)) is not None

    def spaced(self, left: int) -> bool:
        """Whether but a space stands between word `left` and the next."""
        return 0 <= left < len(self.words) - 1 and self.gap(left) in (" ", "\u00a0")

    def before(self, index: int) -> str:
        """The folded word before word `index` in the same clause, else ""."""
        return self.folded[index - 1] if self.spaced(index - 1) else ""

    def after(self, index: int) -> str:
        """The folded word after word `index` in the same clause, else ""."""
        return self.folded[index + 1] if self.spaced(index) else ""

    def starts_sentence(self, index: int) -> bool:
        start = self.words[index].start
        ahead = self.text[max(0, start - 6) : start]
        return start == 0 or _SENTENCE_END.search(ahead) is not None


def _is_capital(word: str) -> bool:
    """Whether a word is written as a name: with a capital, or in a script that has none."""
    if len(word) > 2 and word[1] in "'’" and word[2].isupper():
        return True  # Côte d'Ivoire
    first = word[0]
    return first.isupper() or (first.isalpha() and not first.islower())


def find_matches(scan: Scan, gazetteer: Gazetteer) -> Iterator[Match]:
    """The longest names of the gazetteer, left to right."""
    index, count = 0, len(scan.words)
    while index < count:
        match = (_match_at(scan, index, gazetteer) or _unknown_at(scan, index)) if _may_start(scan, index) else None
        if match is None:
            index += 1
        else:
            yield match
            index = match.last


# Articles that are English words too are part of a name only where a hyphen ties them to it.
_ENGLISH = frozenset(["a", "ad", "an", "as", "at", "en", "er", "es", "et"])


def _may_start(scan: Scan, index: int) -> bool:
    if scan.capital[index]:
        return scan.folded[index] != "the"
    # "al-Bab" begins with a small article
    return _is_article(scan, index) and scan.capital[index + 1]


def _is_article(scan: Scan, index: int) -> bool:
    """Whether word `index` is a small article with its name behind it."""
    word = scan.words[index].text
    return word in ARTICLES and scan.joined(index) and (word not in _ENGLISH or "-" in scan.gap(index))


def _match_at(scan: Scan, index: int, gazetteer: Gazetteer) -> Match | None:
    key, ends, last = "", {}, index
    while last < len(scan.words) and last - index < MOST_WORDS and (last == index or scan.joined(last - 1)):
        key = f"{key} {scan.folded[last]}" if key else scan.folded[last]
        last += 1
        if scan.capital[last - 1]:
            ends[key] = last
    found = gazetteer.prefixes(key) & ends.keys()
    if (letters := acronym(scan.words[index].text)) and not any(" " in name for name in found):
        candidates = [c for c in gazetteer.under(letters) if c.tag & Tag.ABBREVIATION]
        if match := _match(scan, index, index + 1, candidates, capitals=True):
            return match
        if len(letters) < 5:
            # "GIF", "PAN", "SANA": few capitals are seldom a name, but in a headline or dateline ("IRAN", "GOMA")
            least = 2.0 if len(letters) < 4 else 0.5
            known = {
                name
                for name in found
                if any(c.tag & Tag.PRIMARY and standing(c) >= least for c in gazetteer.under(name))
            }
            return _longest(scan, index, ends, known, gazetteer) if known else None
    return _longest(scan, index, ends, found, gazetteer)


def _longest(scan: Scan, index: int, ends: dict[str, int], found: set[str], gazetteer: Gazetteer) -> Match | None:
    for name, last in reversed(ends.items()):
        candidates = [c for c in gazetteer.under(name) if not _only(c.tag, Tag.CODE)] if name in found else []
        match = _match(scan, index, last, candidates or _by_sound(scan, index, last, gazetteer))
        if match is not None:
            # "Busra" is not meant in "Busra al-Harir", whichever place that is
            goes_on = last < len(scan.words) - 1 and scan.joined(last - 1) and _is_article(scan, last)
            return _whole_name(scan, index) if goes_on and scan.capital[last + 1] and not match.demonym else match
    return None


def _by_sound(scan: Scan, first: int, last: int, gazetteer: Gazetteer) -> list[Candidate]:
    names = [scan.folded[at] for at in range(first, last) if scan.folded[at] not in ARTICLES]
    if not 0 < len(names) <= 3 or names[0] in common_words() or scan.folded[last - 1] in ARTICLES:
        return []
    if last - first > 1 and scan.folded[first] in _ENGLISH and "-" not in scan.gap(first):
        return []  # "At Morek" begins a sentence
    return gazetteer.by_sound(scan.text[scan.words[first].start : scan.words[last - 1].end])


def _whole_name(scan: Scan, index: int) -> Match | None:
    """The capital words from `index` on, with the articles between them, as a name that the gazetteer lacks."""
    last = end = index
    while last < len(scan.words) and last - index < MOST_WORDS and (last == index or scan.joined(last - 1)):
        if not scan.capital[last] and not _is_article(scan, last):
            break
        last += 1
        end = last if scan.capital[last - 1] else end
    return Match(index, end, scan.words[index].start, scan.words[end - 1].end, []) if end > index else None


def _unknown_at(scan: Scan, index: int) -> Match | None:
    """A name that the text calls a place ("the village of Umm al-Lawz") and the gazetteer does not know."""
    match = _whole_name(scan, index)
    if match is None or common_words().issuperset(scan.folded[index : match.last]):
        return None
    last = match.last
    named = index > 1 and scan.before(index) == "of" and scan.before(index - 1) in PLACE_NOUNS
    called = scan.after(last - 1) in PLACE_NOUNS and not scan.capital[last]
    return match if named or called else None


PLACE_NOUNS = frozenset("town village city hamlet province governorate district county subdistrict".split())


def _only(tag: Tag, part: Tag) -> bool:
    return bool(tag & part) and not tag & ~part


def _match(scan: Scan, first: int, last: int, candidates: list[Candidate], *, capitals: bool = False) -> Match | None:
    if not candidates:
        return None
    start, end = scan.words[first].start, scan.words[last - 1].end
    after_town = first > 0 and scan.gap(first - 1) == ", " and scan.capital[first - 1]
    if after_town and scan.text[end : end + 1] == ".":
        # "St. Louis, Mo.": not one of the villages called Mo
        candidates = [c for c in candidates if c.tag & Tag.ABBREVIATION] or candidates
    abbreviated = all(c.tag & Tag.ABBREVIATION and not c.tag & Tag.PRIMARY for c in candidates)
    if abbreviated and not capitals:
        # "Calif." is an abbreviation with its dot only
        if scan.text[end : end + 1] != ".":
            return None
        end += 1
    postal = capitals and len(scan.words[first].text) == 2 and all(c.place.kind == "admin1" for c in candidates)
    if postal and not after_town:
        return None  # IN, OR and ME are words but in "Mobile, AL"
    match = Match(first, last, start, end, candidates, abbreviated=abbreviated)
    people = [c for c in candidates if c.tag & Tag.DEMONYM]
    match.demonym = bool(people) and all(standing(c) < 2.0 for c in candidates if not c.tag & Tag.DEMONYM)
    # a capital kind word belongs to the name: "Fars Province", "Euphrates River"
    if (
        not abbreviated
        and not match.demonym
        and last < len(scan.words)
        and scan.spaced(last - 1)
        and scan.capital[last]
    ):
        kinds = FEATURE_WORDS.get(scan.folded[last], ())
        if scan.folded[last] in _NAME_HEADS and any(c.place.kind in kinds for c in candidates):
            match.feature = scan.folded[last]
            match.last, match.end = last + 1, scan.words[last].end
            match.candidates = [c for c in candidates if c.place.kind in kinds]
    return match


_NAME_HEADS = frozenset(
    "province governorate county district parish oblast region prefecture state river valley peninsula desert island "
    "islands mountains mountain lake sea camp".split()
)


def standing(candidate: Candidate) -> float:
    """How well known a candidate is under this name."""
    place, tag = candidate.place, candidate.tag
    if tag & Tag.SOUND and not tag & Tag.PRIMARY:
        return -0.5 + candidate.added
    if place.kind in ("country", "continent") or candidate.feature == "PPLC":
        return 3.0
    if place.kind in ("admin1", "region", "water", "mountain"):
        return 2.0
    if place.kind == "site":
        return 1.5
    # a big town is known by its other names too; those of a small one are as often a list's noise
    other = 0.0 if tag & Tag.PRIMARY else -1.0
    if place.population >= 100_000:
        return 1.5 + other / 2
    if place.population >= 15_000:
        return 0.5 + other
    known = place.population >= 2_000 or place.kind == "admin2" or candidate.added
    return (-0.5 if known else -1.5) + other + candidate.added / 2
