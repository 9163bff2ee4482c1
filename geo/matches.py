"""The names of the gazetteer that stand in a text: the longest at each token, whatever the text means by them.

A name stands there as it is written, as an abbreviation in capitals, or as it sounds ("Muzeireeb" for "Al Muzayrīb").
Whether the text means a place by it is for `recognize.py` to judge.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.compiled import Tag
from geo.gazetteer import HEARD, KINDS, Gazetteer
from geo.lexicon import common_words
from geo.names import ARTICLES, acronym
from geo.tokens import LINKS, Tokens, joins

MOST_WORDS = 8  # of a name
_CODE, _ABBREVIATION, _PRIMARY = int(Tag.CODE), int(Tag.ABBREVIATION), int(Tag.PRIMARY)


@dataclass(frozen=True, slots=True)
class Match:
    """The tokens `first`..`last` (half-open) are a name of the gazetteer: its `key` leads to its places.

    abbreviated   written so, it is short for them: "Calif.", whose dot is part of it, or "U.S."
    """

    first: int
    last: int
    key: str
    abbreviated: bool = False


def find_matches(tokens: Tokens, capital: Sequence[bool], gazetteer: Gazetteer) -> list[Match]:
    """The longest names left to right. `capital` says which tokens are written as names.

    What is no name as it is written may be one by its sound where the text names something in a country whose names
    each writer romanizes anew, or the user reads about one.
    """
    starts = [at for at, written in enumerate(capital) if written]
    if articles := [at for at in tokens.articles if capital[at + 1]]:
        starts = sorted({*starts, *articles})
    matches, others, free = [], [], 0
    for at in starts:
        if at < free:
            continue
        if match := _match_at(tokens, capital, at, gazetteer):
            matches.append(match)
            free = match.last
        else:
            others.append(at)
    if not others or not (gazetteer.home or any(_is_romanized(match, gazetteer) for match in matches)):
        return matches
    taken = {at for match in matches for at in range(match.first, match.last)}
    for at in others:
        if at not in taken and (match := _by_sound(tokens, capital, at, gazetteer, taken)):
            matches.append(match)
            taken.update(range(match.first, match.last))
    return sorted(matches, key=lambda match: match.first)


_KNOWN = 10.0  # ln(1 + people) of a town that speaks for its country: 20,000


def _is_romanized(match: Match, gazetteer: Gazetteer) -> bool:
    """Whether a name is foremost that of a country whose names are romanized, of its people or of a town in it."""
    number, tag = gazetteer.postings(match.key)[0]
    columns = gazetteer.columns
    if columns.country[number] not in gazetteer.romanized:
        return False
    return bool(KINDS[columns.kind[number]] == "country" or (tag & _PRIMARY and columns.people[number] > _KNOWN))


def _match_at(tokens: Tokens, capital: Sequence[bool], first: int, gazetteer: Gazetteer) -> Match | None:
    surface = tokens.surfaces[first]
    letters = acronym(surface) if surface.isupper() else None
    folded, gaps = tokens.folded, tokens.gaps
    key = folded[first]
    ends = {key: first + 1} if capital[first] else {}
    for last in range(first + 1, min(first + MOST_WORDS, len(folded))):
        if not joins(gaps[last]):
            break
        if gaps[last] == " " and not (capital[last] or folded[last] in LINKS or folded[last] in ARTICLES):
            break
        key = f"{key} {folded[last]}"
        if capital[last]:
            ends[key] = last + 1
    if len(ends) == 1 and (only := folded[first]) in ends:
        found = [only] if gazetteer.postings(only) else []
    else:
        found = [name for name in gazetteer.prefixes(key) if name in ends]
    if (
        letters
        and not any(" " in name for name in found)
        and (match := _abbreviation(tokens, first, letters, gazetteer))
    ):
        return match
    for name in sorted(found, key=len, reverse=True):
        last = ends[name]
        if name in ARTICLES and joins(gaps[last]):
            continue  # "Al-Suwaidaa" is no Ål
        if last in tokens.articles and capital[last + 1] and joins(gaps[last]):
            break  # "Busra" is not meant in "Busra al-Harir", whichever place that is
        any_, all_ = gazetteer.tags(name)
        if any_ == _CODE:
            continue
        if folded[first] == "the" and not _with_article(gazetteer.postings(name), gazetteer.postings(name[4:])):
            continue
        abbreviated = bool(all_ & _ABBREVIATION and not any_ & _PRIMARY)
        dotted = gaps[last][:1] == "."
        if abbreviated and not dotted:
            continue  # "Calif." is an abbreviation with its dot only
        if dotted and gaps[first] == ", " and any_ & _ABBREVIATION:
            abbreviated = True  # "St. Louis, Mo.": not one of the villages called Mo
        return Match(first, last, name, abbreviated)
    return None


def _with_article(whole: Sequence[tuple[int, int]], rest: Sequence[tuple[int, int]]) -> bool:
    """Whether "the" is part of the name: The Hague is so called, the Netherlands are Netherlands too."""
    plain = {number for number, tag in rest if tag & _PRIMARY}
    return any(tag & _PRIMARY and number not in plain for number, tag in whole)


def _abbreviation(tokens: Tokens, first: int, letters: str, gazetteer: Gazetteer) -> Match | None:
    if gazetteer.tags(letters)[0] & _ABBREVIATION:
        return Match(first, first + 1, letters, abbreviated=True)
    return None


def _by_sound(
    tokens: Tokens, capital: Sequence[bool], first: int, gazetteer: Gazetteer, taken: set[int]
) -> Match | None:
    """The longest run of up to three words from `first` on, besides articles, that sounds like a romanized name."""
    folded = tokens.folded
    if folded[first] in common_words() or not tokens.surfaces[first][0].isalpha():
        return None
    ends, heard = [], 0
    for last in range(first, len(folded)):
        if last in taken or (last > first and not joins(tokens.gaps[last])):
            break
        if folded[last] not in ARTICLES:
            heard += 1
            if heard > 3 or not capital[last]:
                break
            ends.append(last + 1)
        elif not (capital[last] or last in tokens.articles):
            break
    for last in reversed(ends):
        key = HEARD + tokens.text[tokens.starts[first] : tokens.ends[last - 1]]
        if gazetteer.postings(key):
            return Match(first, last, key)
    return None
