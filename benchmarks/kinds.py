"""What kind of mention, and what kind of mistake: one label each, the first of its list that holds.

Labels follow what can be seen on the surface and in the gazetteer. They count where a system fails; single ones may be
off ("Paris Saturday" is no longer name, and days are left out for that; not every such thing is).
"""

import calendar
import re
from collections.abc import Iterator, Sequence

from benchmarks.corpora import Found, Toponym
from benchmarks.scores import is_near
from geo import Gazetteer
from geo.compiled import Tag
from geo.feature_words import FEATURE_WORDS
from geo.gazetteer import Candidate
from geo.lexicon import given_names
from geo.names import fold, fold_word

ABSENT = "absent from the gazetteer"
_ABBREVIATED = re.compile(r"[A-Z]{2,3}|(?:[^\W\d_]{1,6}\.\s?)+[^\W\d_]{0,2}")  # UK, U.S., Calif., N.Y
_NAME_AFTER = re.compile(r"[ -](?:of )?([^\W\d_][\w'’&-]*)")
_NAME_BEFORE = re.compile(r"([^\W\d_][\w'’&-]*\.?)(?: of| for)?(?: the)?[ -]$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n\"“”‘(])\s*$")
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Sen|Gov|Rep|Gen|Col|Capt|Lt|Sgt|Rev|Prof|Judge|Senator|President)\.?")
_DATES = frozenset((*calendar.day_name, *calendar.month_name))
_COMPASS = re.compile(r"(?:north|south|east|west|central|upper|lower)(?:east|west)?(?:ern)?", re.IGNORECASE)
# What local papers name and no gazetteer of places has.
_STREET = re.compile(
    r"\b(?:street|st|road|rd|avenue|ave|boulevard|blvd|highway|hwy|interstate|freeway|expressway|parkway|turnpike|route|"
    r"drive|lane|i-\d+)\b",
    re.IGNORECASE,
)
_BUILDING = re.compile(
    r"\b(?:school|university|college|campus|hospital|church|mosque|cathedral|hall|house|cent(?:er|re)|park|station|"
    r"stadium|arena|museum|library|theat(?:er|re)|bridge|airport|hotel|mall|plaza|tower|building|court|jail|prison|"
    r"embassy|ministry|farm|zoo|garden)s?\b",
    re.IGNORECASE,
)
_WINDOW = 60


def surface(text: str, start: int, end: int, candidates: Sequence[Candidate]) -> str:
    """How the mention `text[start:end]` looks; `candidates` are the gazetteer's for it."""
    name = text[start:end]
    tags = Tag(0)
    for candidate in candidates:
        tags |= candidate.tag
    if re.search(r"^the\b|['’]s$", name, re.IGNORECASE):
        return "with “the” or “'s”"
    if name.islower():
        return "lower case"
    if _ABBREVIATED.fullmatch(name) or (tags & Tag.ABBREVIATION and text[end : end + 1] == "."):
        return "abbreviation"
    if tags & Tag.DEMONYM:
        return "demonym"
    if name.isupper():
        return "all capitals"
    if _in_longer_name(text, start, end):
        return "inside a longer capitalised name"
    if not candidates:
        kind = ", a street" if _STREET.search(name) else ", a building" if _BUILDING.search(name) else ""
        return ABSENT + kind
    return "several words" if " " in name else "one word"


def _in_longer_name(text: str, start: int, end: int) -> bool:
    """Whether a capitalised word stands right beside it: "University of X", "X Police", "X Mayor"."""
    after = _NAME_AFTER.match(text, end, end + _WINDOW)
    if after and after[1][0].isupper() and after[1] not in _DATES:
        return True
    lead = text[max(0, start - _WINDOW) : start]
    before = _NAME_BEFORE.search(lead)
    if not before or not before[1][0].isupper() or before[1] in _DATES:
        return False
    return not _SENTENCE_START.search(lead[: before.start()])  # there, any word has a capital


def falsehood(text: str, mention: Found, marked: Sequence[Toponym], candidates: Sequence[Candidate]) -> str:
    """What a found mention is that pairs with no marked one."""
    name = text[mention.start : mention.end]
    if any(mention.start < toponym.end and toponym.start < mention.end for toponym in marked):
        return "a second one in a marked mention"
    if fold(name) in {fold(toponym.text) for toponym in marked}:
        return "marked elsewhere in the article"
    if _is_person(text, name):
        return "a person's name"
    looks = surface(text, mention.start, mention.end, candidates)
    if looks in ("several words", "one word") or looks.startswith(ABSENT):
        return f"else, taken for: {mention.kind}" if mention.kind else "else, not placed"
    return looks


def _is_person(text: str, name: str) -> bool:
    """Whether a title or a given name precedes the name anywhere in the text."""
    return any(_TITLE.fullmatch(word) or fold_word(word) in given_names() for word in _words_before(text, name))


def _words_before(text: str, name: str) -> Iterator[str]:
    for match in re.finditer(rf"\b([^\W\d_][\w'’-]*\.?) {re.escape(name)}\b", text):
        if match[1][0].isupper():
            yield match[1]


def span_difference(text: str, toponym: Toponym, mention: Found) -> str:
    """How a found span differs from the marked one that it overlaps."""
    lacks = [text[toponym.start : mention.start], text[mention.end : toponym.end]]
    adds = [text[mention.start : toponym.start], text[toponym.end : mention.end]]
    if any(lacks) and any(adds):
        return "shifted"
    parts = [part for part in (*lacks, *adds) if part]
    outer, inner = (toponym, mention) if any(lacks) else (mention, toponym)
    in_word = any(
        outer.start < at < outer.end and text[at - 1].isalnum() and text[at].isalnum()
        for at in (inner.start, inner.end)
    )
    return f"{'lacks' if any(lacks) else 'adds'} {'part of a word' if in_word else _part(' '.join(parts))}"


def _part(part: str) -> str:
    """What a piece of a span is."""
    words = re.findall(r"\w+", part.lower())
    if not words:
        return "punctuation"
    if words == ["the"]:
        return "“the”"
    if words == ["s"]:
        return "“'s”"
    if "," in part:
        return "what is beside a comma"
    rest = [word for word in words if word not in ("of", "the")]
    if rest and all(word in FEATURE_WORDS for word in rest):
        return "a kind word"
    if rest and all(map(_COMPASS.fullmatch, rest)):
        return "a compass word"
    return "other words"


def misplacement(toponym: Toponym, mention: Found, candidates: Sequence[Candidate]) -> str | None:
    """Why a pair's place is wrong, None where it is right; `candidates` are the gazetteer's for the marked name."""
    if toponym.point is None or is_near(toponym.point, mention.point):
        return None
    at_hand = any(is_near(toponym.point, candidate.place.point) for candidate in candidates)
    if mention.point is None:
        return "not placed, right candidate at hand" if at_hand else "not placed, no candidate right"
    return "right candidate not chosen" if at_hand else "no candidate right (gazetteer gap)"


def place_kind(toponym: Toponym, gazetteer: Gazetteer) -> str:
    """What a marked mention's place is, as far as the gazetteer knows its id."""
    if not toponym.place_id:
        return "no id in the corpus"
    place = gazetteer.by_id(toponym.place_id)
    return place.kind if place else "id absent from the gazetteer"
