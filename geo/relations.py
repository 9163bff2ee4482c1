"""How an English text stands to the places that it names: "10 km south of Daraa", "the Syrian-Jordanian border".

Finding looks at the words around the spans of the names and knows no places; `relate` then lets `areas.py` say which
part of the Earth is meant. Other languages' words are not read.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from geo import phrases
from geo.areas import area
from geo.records import Article, Direction, Placement, Relation, RelationKind

Span = tuple[int, int]

# Characters looked at before and after a name: a text of many names still takes time in proportion to its length.
_BEFORE, _AFTER = 90, 60
# Said of one place of a list, these are said of the next: "near Hama and Idlib".
_SHARING = ("near", "outskirts", "countryside")
# A name in a relation is of a spot, whatever else speaks for a government: 51 of 51 in GeoWebNews. Not so "rural
# Mexicans", and what is between two need be no way.
_DOUBTFUL = ("countryside", "between")


def relate(article: Article, placements: Sequence[Placement]) -> tuple[Placement, ...]:
    """The placements of an article in text order, with what relation the text puts each in and the area that is meant.

    A mention in a relation is literal: who speaks of southern Syria or the Syrian border means a spot.
    """
    found = relations(article.text, [(p.mention.start, p.mention.end) for p in placements])
    by_span = {(p.mention.start, p.mention.end): p for p in placements}
    codes = Counter(p.place.country_code for p in placements if p.place and p.place.country_code)
    countries = [code for code, _ in codes.most_common()]
    return tuple(_related(p, relation, by_span, countries) for p, relation in zip(placements, found, strict=True))


def _related(
    placement: Placement, relation: Relation | None, by_span: Mapping[Span, Placement], countries: Sequence[str]
) -> Placement:
    mention = placement.mention
    if relation is None or (mention.role == "associative" and relation.kind in _DOUBTFUL):
        return placement
    other = by_span[relation.other].place if relation.other else None
    meant = area(relation, placement.place, other, countries=countries) if placement.place else None
    return replace(placement, mention=replace(mention, role="literal", relation=relation), area=meant)


def relations(text: str, spans: Sequence[Span]) -> list[Relation | None]:
    """The relation that a text puts each of its names in, given as (start, end) in text order."""
    found: list[Relation | None] = [None] * len(spans)
    for i, (one, two) in enumerate(pairwise(spans)):
        if pair := _pair(text, one, two):
            found[i], found[i + 1] = replace(pair, other=two), replace(pair, other=one)
    for i, span in enumerate(spans):
        before, after = (spans[i - 1] if i else None), (spans[i + 1] if i + 1 < len(spans) else None)
        if found[i] is None:
            found[i] = _single(text, span, before, after)
        if found[i] is None and before:
            found[i] = _shared(text, before, span, found[i - 1])
    return found


def _pair(text: str, one: Span, two: Span) -> Relation | None:
    """The relation that stands between or around two names next to each other."""
    if two[0] - one[1] > _AFTER:
        return None
    gap, first = text[one[1] : two[0]], max(0, one[0] - _BEFORE)
    if "with" in gap and (found := phrases.BORDER_WITH.match(gap)):
        return _relation(text, one[0], two[1], "border", found)
    if phrases.AND.match(gap):
        if found := phrases.BORDER_BETWEEN.search(text, first, one[0]):
            return _relation(text, found.start(), two[1], "border")
        found = phrases.BETWEEN.search(text, first, one[0])
        if found and not phrases.NO_SPOT.search(text, first, found.start()):
            return _relation(text, found.start(), two[1], "between")
    if phrases.ROAD_TO.match(gap) and (found := phrases.ROAD_FROM.search(text, first, one[0])):
        return _relation(text, found.start(), two[1], "between")
    if phrases.AND_OR_DASH.match(gap):
        if found := phrases.BORDER_AFTER.match(text, two[1], two[1] + _AFTER):
            return _relation(text, one[0], found.end(), "border")
        if "and" not in gap and (found := phrases.ROAD_AFTER.match(text, two[1], two[1] + _AFTER)):
            return _relation(text, one[0], found.end(), "between")
    return None


def _single(text: str, span: Span, before: Span | None, after: Span | None) -> Relation | None:
    """The relation that the words around one name put it in."""
    start, end = span
    if phrases.HAS_NOUN.search(text, end, end + _AFTER) and (found := phrases.AFTER.match(text, end, end + _AFTER)):
        kind = phrases.NOUNS[" ".join(found["noun"].split())]
        nearer = _by_preposition(text, start, end) if kind == "near" else None  # "10 km south of the Daraa area"
        return nearer or _by_noun(text, span, kind, found)
    if found := phrases.AFTER_OWNER.match(text, end, end + _AFTER):
        return _relation(text, start, found.end(), "part", found)
    if after and _passes_on(text, span, after):
        return _by_adjective(text, span)
    owner = before if before and _is_owner(text, before, span) else None
    if owner:
        return _by_preposition(text, owner[0], end)
    return _by_preposition(text, start, end) or _by_adjective(text, span)


def _passes_on(text: str, one: Span, two: Span) -> bool:
    """Whether what stands before a name is said of the next: "near the Syrian town of Nawa", "near Syria's Nawa"."""
    gap = text[one[1] : two[0]]
    return _is_owner(text, one, two) or (len(gap) < _AFTER and phrases.OF_PLACE.match(gap) is not None)


def _is_owner(text: str, one: Span, two: Span) -> bool:
    gap = text[one[1] : two[0]]
    return phrases.POSSESSIVE.match(gap) is not None or (gap == " " and phrases.PEOPLE.search(text, *one) is not None)


def _by_noun(text: str, span: Span, kind: RelationKind, noun: re.Match[str]) -> Relation | None:
    """As in "Homs's northern countryside", "southern Idlib countryside", "the Libyan coast"."""
    adjective = None if noun["wind"] else _adjective(text, span)
    if adjective and adjective[1] == "part":
        start, _, direction = adjective
        return _relation(text, start, noun.end(), kind, direction=direction)
    return _relation(text, span[0], noun.end(), kind, noun)


def _by_preposition(text: str, start: int, end: int) -> Relation | None:
    """As in "10 km south of Daraa"; `start` is where the name begins, or another that owns it."""
    if _last_word(text, start) not in phrases.LAST:
        return None
    first = max(0, start - _BEFORE)
    ahead = text[first:start].lower()
    for kind, parts, pattern in phrases.BEFORE:
        if any(part in ahead for part in parts) and (found := pattern.search(text, first, start)):
            return _relation(text, found.start(), end, kind, found)
    return None


def _by_adjective(text: str, span: Span) -> Relation | None:
    """As in "southern Syria"."""
    if found := _adjective(text, span):
        start, kind, direction = found
        return _relation(text, start, span[1], kind, direction=direction)
    return None


def _adjective(text: str, span: Span) -> tuple[int, RelationKind, Direction | None] | None:
    """Where the adjective before a name begins, and what it says; None where there is none, or it is of the name."""
    if not phrases.IS_ADJECTIVE.fullmatch(_last_word(text, span[0])):
        return None
    found = phrases.ADJECTIVE.search(text, max(0, span[0] - _AFTER), span[0])
    if not found or " ".join(text[found.start() : span[1]].lower().split()) in phrases.NAMES:
        return None
    if found["plain"]:
        return found.start(), *phrases.ADJECTIVES[found["plain"].lower()]
    direction = phrases.direction(found["wind"], found["second"])
    kind = phrases.ADJECTIVES[(found["what"] or found["then"] or "central").lower()][0]
    return (found.start(), kind, direction) if direction else None


def _last_word(text: str, end: int) -> str:
    """The word before a name, "the" left out."""
    words = text[max(0, end - _AFTER) : end].lower().split()[-2:]
    if len(words) == 2 and words[1] == "the":
        words.pop()
    return words[-1].strip(",-") if words else ""


def _shared(text: str, one: Span, two: Span, relation: Relation | None) -> Relation | None:
    """What is said of two names at once: "near Hama and Idlib"."""
    if relation and relation.kind in _SHARING and not relation.other and phrases.AND.match(text[one[1] : two[0]]):
        name = " ".join(text[slice(*one)].split())
        if relation.words.endswith(name):
            return replace(relation, words=relation.words.removesuffix(name) + " ".join(text[slice(*two)].split()))
    return None


def _relation(
    text: str,
    start: int,
    end: int,
    kind: RelationKind,
    found: re.Match[str] | None = None,
    *,
    direction: Direction | None = None,
) -> Relation | None:
    """The relation in text[start:end] and what stands before it; None where its direction is none of the compass."""
    said = {key: value for key, value in found.groupdict().items() if value} if found else {}
    if wind := said.get("wind") or said.get("second"):
        direction = phrases.direction(wind)
        if direction is None:
            return None
    distance = said.get("distance")
    if kind == "coast" and (off := phrases.OFF.search(text, max(0, start - _AFTER), start)):
        kind, start = "offshore", off.start()
    along = kind in ("border", "coast", "offshore") and distance is None
    if along and (away := phrases.DISTANT.search(text, max(0, start - _AFTER), start)):
        start, distance = away.start(), away["distance"]
    words = " ".join(text[start:end].split())
    return Relation(words, kind, direction, phrases.distance_km(distance) if distance else None)
