"""Text -> mentions of places: exact spans, each with its role.

Every name of the gazetteer that stands in the text with a capital (or in a script without capitals) is a match; the
longest wins. What the words around a match say for and against a place is weighed in `_evidence`, and `roles.py` judges
whether the text is about the spot. Which place it is, `resolve.py` says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from geo.compiled import Tag
from geo.feature_words import FEATURE_WORDS
from geo.gazetteer import Candidate, Gazetteer, contains
from geo.lexicon import common_words, given_names, rule_words, surnames
from geo.names import ARTICLES, Word, acronym, fold_word, words
from geo.records import Article, Mention
from geo.roles import relation_before, role

MOST_WORDS = 8  # of a name
# What may stand between the words of one name: a space, a hyphen, the dot of "St. Louis".
_JOINT = re.compile(r"[ \u00a0]|\.[ \u00a0]?|[-‐‑–/][ ]?")
_SENTENCE_END = re.compile(r"[.!?…:•|][\"'”’)\]]*\s+[\"'“‘(\[]*$|\n\s*[\"'“‘(\[]*$|[\"“]$")
_CAPTION_END = re.compile(r"\s*(?:\([^)]{1,30}\)\s*)?[—–-]{1,2}\s")
_WINDOW = 48


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
    words: list[Word]
    folded: list[str] = field(init=False)
    capital: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        self.folded = [fold_word(word.text) for word in self.words]
        self.capital = [_is_capital(word.text) for word in self.words]

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
    first = word[0]
    return first.isupper() or (first.isalpha() and not first.islower())


def recognize(article: Article, gazetteer: Gazetteer) -> list[Mention]:
    """The mentions of an article in text order, which do not overlap."""
    scan = Scan(article.text, list(words(article.text)))
    matches = list(_matches(scan, gazetteer))
    persons = _persons(scan, matches)
    named = {
        c.place.country_code for m in matches if not m.abbreviated for c in m.candidates if c.place.kind == "country"
    }
    by_first = {match.first: match for match in matches}
    by_last = {match.last: match for match in matches}
    mentions = []
    for match in matches:
        evidence = _evidence(scan, match, by_first.get(match.last), by_last.get(match.first), persons, named)
        if evidence <= 0:
            continue
        judged = role(scan.text, match.start, match.end, match.candidates, demonym=match.demonym)
        relation = relation_before(scan.text, match.start) if judged == "literal" else None
        mentions.append(
            Mention(article.id, match.start, match.end, article.text[match.start : match.end], judged, relation)
        )
    return mentions


def _matches(scan: Scan, gazetteer: Gazetteer) -> Iterator[Match]:
    """The longest names of the gazetteer, left to right."""
    index, count = 0, len(scan.words)
    while index < count:
        match = (_match_at(scan, index, gazetteer) or _unknown_at(scan, index)) if _may_start(scan, index) else None
        if match is None:
            index += 1
        else:
            yield match
            index = match.last


def _may_start(scan: Scan, index: int) -> bool:
    if scan.capital[index]:
        return scan.folded[index] != "the"
    # "al-Bab" begins with a small article
    return scan.words[index].text in ARTICLES and scan.joined(index) and scan.capital[index + 1]


def _match_at(scan: Scan, index: int, gazetteer: Gazetteer) -> Match | None:
    last = index + 1
    while last < len(scan.words) and last - index < MOST_WORDS and scan.joined(last - 1):
        last += 1
    key, ends = "", {}
    for at in range(index, last):
        key = f"{key} {scan.folded[at]}" if key else scan.folded[at]
        if scan.capital[at]:
            ends[key] = at + 1
    found = sorted(gazetteer.prefixes(key) & ends.keys(), key=len)
    if (letters := acronym(scan.words[index].text)) and not any(name.count(" ") for name in found):
        candidates = [c for c in gazetteer.under(letters) if c.tag & Tag.ABBREVIATION]
        if match := _match(scan, index, index + 1, candidates, capitals=True):
            return match
        if len(letters) < 5:
            # "GIF", "PAN": capitals are no town's name, but a country's in a headline ("IRAN")
            found = [name for name in found if any(_standing(c) >= 2.0 for c in gazetteer.under(name))]
    while found:
        name = found.pop()
        candidates = [c for c in gazetteer.under(name) if not _only(c.tag, Tag.CODE)]
        match = _match(scan, index, ends[name], candidates)
        if match is not None:
            return match
    return None if letters else _by_sound(scan, index, ends, gazetteer)


def _by_sound(scan: Scan, index: int, ends: dict[str, int], gazetteer: Gazetteer) -> Match | None:
    """A name that is not in the gazetteer as it is written, but as it sounds; the longest."""
    for last in sorted(ends.values(), reverse=True):
        if any(scan.folded[at] in common_words() for at in range(index, last) if scan.folded[at] not in ARTICLES):
            continue
        text = scan.text[scan.words[index].start : scan.words[last - 1].end]
        candidates = gazetteer.by_sound(text)
        if candidates:
            return _match(scan, index, last, candidates)
    return None


def _unknown_at(scan: Scan, index: int) -> Match | None:
    """A name that the text calls a place ("the village of Umm al-Lawz") and the gazetteer does not know."""
    last = index
    while last < len(scan.words) and last - index < MOST_WORDS and (last == index or scan.joined(last - 1)):
        if not scan.capital[last] and scan.words[last].text not in ARTICLES:
            break
        last += 1
    while last > index and not scan.capital[last - 1]:
        last -= 1
    if last == index or all(scan.folded[at] in common_words() for at in range(index, last)):
        return None
    named = index > 1 and scan.before(index) == "of" and scan.before(index - 1) in _PLACE_NOUNS
    if not named and not (scan.after(last - 1) in _PLACE_NOUNS and not scan.capital[last]):
        return None
    return Match(index, last, scan.words[index].start, scan.words[last - 1].end, [])


_PLACE_NOUNS = frozenset("town village city hamlet province governorate district county subdistrict".split())


def _only(tag: Tag, part: Tag) -> bool:
    return bool(tag & part) and not tag & ~part


def _match(scan: Scan, first: int, last: int, candidates: list[Candidate], *, capitals: bool = False) -> Match | None:
    if not candidates:
        return None
    start, end = scan.words[first].start, scan.words[last - 1].end
    abbreviated = all(c.tag & Tag.ABBREVIATION and not c.tag & Tag.PRIMARY for c in candidates)
    if abbreviated and not capitals:
        # "Calif." is an abbreviation with its dot only
        if scan.text[end : end + 1] != ".":
            return None
        end += 1
    if capitals and len(scan.words[first].text) == 2 and all(c.place.kind == "admin1" for c in candidates):
        # postal codes are words (IN, OR, ME) but after a town: "Mobile, AL"
        after_town = first and scan.gap(first - 1) == ", " and scan.capital[first - 1]
        if not after_town:
            return None
    match = Match(first, last, start, end, candidates, abbreviated=abbreviated)
    people = [c for c in candidates if c.tag & Tag.DEMONYM]
    match.demonym = bool(people) and all(_standing(c) < 2.0 for c in candidates if not c.tag & Tag.DEMONYM)
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


def _persons(scan: Scan, matches: list[Match]) -> set[str]:
    """The folded last words of matches that are persons' names somewhere in the text ("Kevin Jordan")."""
    return {scan.folded[m.last - 1] for m in matches if _is_person(scan, m)}


def _is_person(scan: Scan, match: Match) -> bool:
    if match.demonym or match.abbreviated:
        return False
    first, last = match.first, match.last
    ahead, behind = scan.before(first), scan.after(last - 1)
    if ahead and scan.capital[first - 1]:
        # "Michael Jordan"; but "Will Paris" at the start of a question
        if ahead in given_names() and not (ahead in common_words() and scan.starts_sentence(first - 1)):
            return True
        if re.fullmatch(r"[A-Z]", scan.words[first - 1].text):
            return True
    if (
        first
        and scan.joined(first - 1)
        and re.fullmatch(r"[A-Z]", scan.words[first - 1].text)
        and "." in scan.gap(first - 1)
    ):
        return True  # "Michael B. Jordan"
    if first and scan.joined(first - 1) and scan.capital[first - 1] and scan.folded[first - 1] in rule_words("titles"):
        return True
    if last - first == 1 and scan.folded[first] in given_names() and behind and scan.capital[last]:
        # "Paris Hilton"; but "Paris Match", "Jordan Valley", "London Police"
        return (
            behind not in common_words() and behind not in FEATURE_WORDS and behind not in rule_words("organizations")
        )
    return False


def _evidence(
    scan: Scan,
    match: Match,
    following: Match | None,
    preceding: Match | None,
    persons: set[str],
    named: set[str],
) -> float:
    """What speaks for a place less what speaks against it. Weights by hand, in steps of a half."""
    first, last = match.first, match.last
    ahead, behind = scan.before(first), scan.after(last - 1)
    key = " ".join(scan.folded[first:last])
    if key in rule_words("never") or _is_media(scan, match):
        return -9.0
    if not match.candidates:
        return 1.0 if key not in persons and not _is_person(scan, match) else -4.0
    if match.abbreviated or match.demonym:
        return 2.0 if not _is_person(scan, match) else -4.0
    if _is_person(scan, match):
        return -4.0

    standing = score = max(map(_standing, match.candidates))
    if last - first > 1:
        score += 1.5
    elif key in common_words():
        score -= 2.0 if scan.starts_sentence(first) else 1.5
        if min(c.place.population for c in match.candidates) < 15_000 and not match.feature:
            score -= 1.0
    elif key in given_names() or key in surnames():
        score -= 1.5 if standing < 1.5 else 0.5
    if ahead in rule_words("locative"):
        score += 1.5
    if match.feature or (behind in FEATURE_WORDS and not scan.capital[last]) or ahead in FEATURE_WORDS:
        score += 1.5
    if ahead == "of" and first > 1 and scan.folded[first - 2] in FEATURE_WORDS:
        score += 2.0
    score += _contained(scan, match, following, preceding)
    if _CAPTION_END.match(scan.text, match.end) and (first == 0 or scan.starts_sentence(first)):
        score += 2.0
    if any(c.place.country_code in named for c in match.candidates):
        score += 1.0
    if scan.folded[last - 1] in persons and ahead not in rule_words("locative"):
        score -= 4.0
    score -= _inside_name(scan, match)
    if behind in ("said", "says", "told", "added", "asked") and not any(
        c.place.kind == "country" or c.feature == "PPLC" for c in match.candidates
    ):
        score -= 1.5
    return score


def _standing(candidate: Candidate) -> float:
    """How well known a candidate is under this name."""
    place, tag = candidate.place, candidate.tag
    if tag & Tag.SOUND and not tag & Tag.PRIMARY:
        return -0.5
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
    return (-0.5 if place.population >= 2_000 or place.kind == "admin2" else -1.5) + other


def _contained(scan: Scan, match: Match, following: Match | None, preceding: Match | None) -> float:
    """How much "Paris, Texas" speaks for both."""
    if following and scan.gap(match.last - 1) in (", ", " (") and _holds(following, match):
        return 3.0
    if preceding and scan.gap(preceding.last - 1) in (", ", " (") and _holds(match, preceding):
        return 3.0
    return 0.0


def _holds(outer: Match, inner: Match) -> bool:
    return any(contains(o.place, i.place) for o in outer.candidates for i in inner.candidates)


def _is_media(scan: Scan, match: Match) -> bool:
    """Whether it is a paper's name, which is no mention of its town: "New York Times"."""
    last = match.last
    return (
        last < len(scan.words)
        and scan.spaced(last - 1)
        and scan.capital[last]
        and scan.folded[last] in rule_words("media")
    )


def _inside_name(scan: Scan, match: Match) -> float:
    """What a capital neighbour that is no place, no title and no common word takes away: it is another name's part."""
    loss = 0.0
    known = max(map(_standing, match.candidates)) >= 2.0
    first, last = match.first, match.last
    if scan.spaced(first - 1) and scan.capital[first - 1] and not scan.starts_sentence(first - 1):
        word = scan.folded[first - 1]
        if word not in FEATURE_WORDS and word not in _DIRECTIONS and word not in rule_words("locative"):
            loss += 0.5 if known or word in common_words() else 2.5
    if last < len(scan.words) and scan.spaced(last - 1) and scan.capital[last]:
        word = scan.folded[last]
        if word in rule_words("organizations") or word in FEATURE_WORDS:
            loss += 0.0
        else:
            loss += 0.5 if known or word in common_words() else 2.0
    return loss


_DIRECTIONS = frozenset(
    "north south east west northern southern eastern western central northeast northwest southeast southwest "
    "northeastern northwestern southeastern southwestern greater upper lower mid downtown inner outer rural".split()
)
