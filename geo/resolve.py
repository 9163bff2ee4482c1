"""Mentions of one article -> places, each with a confidence, the reason in words and the next best.

Each candidate of a mention is scored by evidence: what it is by itself (`gazetteer.prior`), what the words beside the
name ask for, and what the rest of the article names. The article is gone through twice: first every mention by
itself, then again in the light of what the others most likely are. Weights are by hand; confidence is the softmax of
the scores.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from geo.compiled import Tag
from geo.context import Context, Vote
from geo.feature_words import FEATURE_WORDS
from geo.gazetteer import Candidate, Gazetteer, contains, prior, priors
from geo.names import fold, words
from geo.records import Alternative, Article, Kind, Mention, Placement

ABSTAIN_BELOW = 0.1  # less confidence than this is a guess among too many places of one name
# The score of "some place that the gazetteer lacks": a hamlet of the name in another part of the world scores less.
NOWHERE = 5.0
WANTED = 5.0  # what a candidate gains that is of the kind asked for
FOREIGN = 3.0  # what a town loses that lies in a country which nothing else in the article is about,
WELL_KNOWN = 5.0  # the prior of a town of some thousand people
WORLD_CITY = 200_000  # unless it has so many people: Berlin and Geneva are named everywhere
ALTERNATIVES = 4
_CONTAINER = re.compile(r"^(?:,[ \u00a0]+(?:in )?| \(|[ \u00a0]+in )$")


@dataclass(slots=True)
class _Case:
    """A mention on its way to a place."""

    mention: Mention
    candidates: list[Candidate]
    wanted: tuple[Kind, ...]
    told: bool = False  # by what contains it: "Paris, Texas"
    name: str = field(init=False)  # folded
    scores: list[float] = field(default_factory=list)
    reasons: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = fold(self.mention.text)

    def best(self) -> int:
        return max(range(len(self.scores)), key=self.scores.__getitem__)


def resolve(article: Article, mentions: Sequence[Mention], gazetteer: Gazetteer) -> tuple[Placement, ...]:
    """A placement for every mention, in the same order. A name that cannot be placed never affects the others."""
    cases = [_Case(m, gazetteer.candidates(m.text), _wanted(article.text, m)) for m in mentions]
    placed = [case for case in cases if case.candidates]
    for case in placed:
        _score_alone(case)
    for left, right in pairwise(placed):
        _score_container(article.text, left, right)
    context = Context([*_votes(placed), *_title_votes(article.title, gazetteer)])
    alone = [list(case.scores) for case in placed]
    for case in placed:
        _score_context(case, context)
    _one_sense(placed, alone)
    return tuple(_placement(case) for case in cases)


def _title_names(title: str) -> list[str]:
    """The keys of up to three words of a title that are written as names."""
    parts = list(words(title))
    return [
        fold(title[parts[i].start : parts[j].end])
        for i in range(len(parts))
        for j in range(i, min(i + 3, len(parts)))
        if parts[i].text[0].isupper()
    ]


# "Idlib province", and through a list of capital names "Daraa, Quneitra and Suwayda provinces".
_NAME = r"[^\W\d_a-z][\w'’-]*(?: [^\W\d_a-z][\w'’-]*){0,2}"
_WORD_AFTER = re.compile(rf"(?P<list>(?:(?:,|,? and) {_NAME})*)[ ](?P<word>[A-Za-z]+)")
_WORD_BEFORE = re.compile(r"([A-Za-z]+) (?:of )?(?:al-)?$")
_WINDOW = 80


def _wanted(text: str, mention: Mention) -> tuple[Kind, ...]:
    """The kinds that the words beside a name ask for: "Idlib province", "town of Nawa", "Daraa and Homs provinces"."""
    own = fold(mention.text).split()
    if len(own) > 1 and own[-1] in FEATURE_WORDS:
        return ()  # the gazetteer has heeded the kind word within the name
    after = _WORD_AFTER.match(text, mention.end, mention.end + _WINDOW)
    if after:
        word = after["word"].lower()
        if word in FEATURE_WORDS and (not after["list"] or word.endswith("s")):
            return FEATURE_WORDS[word]
    before = _WORD_BEFORE.search(text, max(0, mention.start - _WINDOW), mention.start)
    if before and not before[1].lower().endswith("s"):
        return FEATURE_WORDS.get(before[1].lower(), ())
    return ()


def _score_alone(case: _Case) -> None:
    for candidate, score in zip(case.candidates, priors(case.candidates), strict=True):
        reasons = []
        if " " in case.name:
            score += 1.5  # two words are seldom two places' name
        if case.wanted and not candidate.tag & Tag.DEMONYM:
            if candidate.place.kind in case.wanted:
                score += WANTED - 0.5 * case.wanted.index(candidate.place.kind)
                reasons.append(f"the text asks for a {_KIND_NAMES[candidate.place.kind]}")
            else:
                score -= 3.0
        if candidate.tag & Tag.SOUND and not candidate.tag & Tag.PRIMARY:
            reasons.append("by its sound, as it is spelled otherwise")
        case.scores.append(score)
        case.reasons.append(reasons)


_KIND_NAMES = {
    "continent": "continent", "country": "country", "region": "region", "admin1": "province", "admin2": "district",
    "settlement": "town", "water": "water", "mountain": "mountain", "site": "site",
}  # fmt: skip


def _score_container(text: str, left: _Case, right: _Case) -> None:
    """Let each name of "Paris, Texas" speak for the candidates of the other that fit."""
    if not _CONTAINER.fullmatch(text[left.mention.end : right.mention.start]):
        return
    fits_left, fits_right = [0.0] * len(left.candidates), [0.0] * len(right.candidates)
    for i, inner in enumerate(left.candidates):
        for j, outer in enumerate(right.candidates):
            if contains(outer.place, inner.place):
                fits_left[i] = fits_right[j] = 8.0
    if not any(fits_left) and _puts_in_country(text, left, right):
        # "Palma, Mozambique" is none of the Palmas that are known
        left.scores = [score - 8.0 for score in left.scores]
    for case, fits, other in ((left, fits_left, right), (right, fits_right, left)):
        case.told = case.told or any(fits)
        for i, fit in enumerate(fits):
            if fit:
                case.scores[i] += fit
                case.reasons[i].append(f"named together with {other.mention.text}")


def _puts_in_country(text: str, left: _Case, right: _Case) -> bool:
    """Whether "X, Country" says where X is, rather than going through a list of countries and towns."""
    return (
        right.candidates[right.best()].place.kind == "country"
        and all(candidate.place.kind == "settlement" for candidate in left.candidates)
        and re.match(r",? and |, [^\W\d_a-z]", text[right.mention.end : right.mention.end + 8]) is None
    )


def _votes(cases: Sequence[_Case]) -> Iterator[Vote]:
    for case in cases:
        yield Vote(case.name, case.candidates[case.best()].place, _softmax(case.scores)[case.best()])


def _title_votes(title: str, gazetteer: Gazetteer) -> Iterator[Vote]:
    """The well known places that a title names, each with half a vote: nobody has looked at the words around them."""
    for name in _title_names(title):
        best = max(gazetteer.under(name), key=prior, default=None)
        if best is not None and prior(best) > WELL_KNOWN:
            yield Vote(name, best.place, 0.5)


def _score_context(case: _Case, context: Context) -> None:
    for i, candidate in enumerate(case.candidates):
        place, score, reasons = candidate.place, 0.0, case.reasons[i]
        if any(_is_short_for(case.name, other) for other in context.names(place)):
            score += 5.0
            reasons.append(f"short for {place.name}, also named")
        country = context.country(place.country_code, but=case.name)
        if place.kind == "country":
            # what speaks for places within it speaks for the country too
            score += 5.0 * math.tanh(country)
        elif not place.country_code:
            score += 2.0  # it lies in several countries or in none, and can't be out of place
        elif country > 0.05:
            score += 2.5 * math.tanh(country)
            reasons.append("in a country that the article names")
        elif context.weight(but=case.name) > 1.5 and not _is_world_city(candidate):
            # a name that is only another town's other name, or sounds like it, is a worse guess still
            score -= FOREIGN if candidate.tag & Tag.PRIMARY else 3 * FOREIGN
        if place.kind not in ("country", "continent"):
            division = context.division(place.admin1, but=case.name)
            if division > 0.05:
                score += 2.0 * math.tanh(division)
                reasons.append("in a province that the article names")
            near, nearest, km = context.near(place, but=case.name)
            score += 2.0 * math.tanh(near / 2)
            if nearest:
                reasons.append(f"{km:.0f} km from {nearest}, also named")
        case.scores[i] += score


def _is_world_city(candidate: Candidate) -> bool:
    return bool(candidate.tag & Tag.PRIMARY) and candidate.place.population >= WORLD_CITY


def _is_short_for(name: str, other: str) -> bool:
    """Whether it is as "golan" for "golan heights". The "daraa governorate" is another place than Daraa."""
    rest = f" {other} ".replace(f" {name} ", " ", 1).split()
    return f" {name} " in f" {other} " and bool(rest) and not all(_is_division_word(word) for word in rest)


def _is_division_word(word: str) -> bool:
    return "admin1" in FEATURE_WORDS.get(word, ()) or "admin2" in FEATURE_WORDS.get(word, ())


def _one_sense(cases: Sequence[_Case], alone: Sequence[Sequence[float]]) -> None:
    """A name keeps its sense through an article, unless the words beside one mention told otherwise."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for number, case in enumerate(cases):
        by_name[case.name].append(number)
    for numbers in by_name.values():
        plain = [n for n in numbers if not cases[n].wanted and not cases[n].told]
        if len(numbers) < 2 or not plain:
            continue
        telling = max(numbers, key=lambda n: max(alone[n]))
        if not cases[telling].wanted and len(cases[telling].candidates) == len(cases[plain[0]].candidates):
            for n in plain:
                if n != telling and max(alone[n]) < max(alone[telling]):
                    cases[n].scores = list(cases[telling].scores)
                    cases[n].reasons = [[*r, "as elsewhere in the article"] for r in cases[telling].reasons]


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    parts = [math.exp(score - top) for score in scores]
    total = sum(parts)
    return [part / total for part in parts]


def _placement(case: _Case) -> Placement:
    if not case.candidates:
        return Placement(case.mention, None, 0.0, "no place of this name is in the gazetteer")
    # what the words beside a name ask for, a place that the gazetteer lacks can be as well
    *shares, nowhere = _softmax([*case.scores, NOWHERE + (WANTED / 2 if case.wanted else 0.0)])
    # a lone candidate of a doubtful name is no certainty: the name may be of a place that the gazetteer lacks
    sure = [share * _certainty(c) for share, c in zip(shares, case.candidates, strict=True)]
    order = sorted(range(len(sure)), key=lambda i: -sure[i])
    best = order[0]
    alternatives = tuple(Alternative(case.candidates[i].place, sure[i]) for i in order[1 : ALTERNATIVES + 1])
    if shares[best] < max(ABSTAIN_BELOW, nowhere):
        many = f"{len(shares)} places are called so, and the article does not tell which"
        reason = (
            many if len(shares) > 1 and shares[best] >= nowhere else "no place of this name is where the article is"
        )
        everyone = tuple(Alternative(case.candidates[i].place, sure[i]) for i in order[: ALTERNATIVES + 1])
        return Placement(case.mention, None, sure[best], reason, everyone)
    return Placement(case.mention, case.candidates[best].place, sure[best], _reason(case, best), alternatives)


def _certainty(candidate: Candidate) -> float:
    if candidate.tag & Tag.SOUND and not candidate.tag & Tag.PRIMARY:
        return 0.6
    if candidate.place.kind in ("country", "continent") or candidate.feature == "PPLC":
        return 0.98
    return 0.95 if candidate.place.kind != "settlement" or candidate.place.population >= 15_000 else 0.85


def _reason(case: _Case, best: int) -> str:
    reasons = list(dict.fromkeys(case.reasons[best]))
    candidate = case.candidates[best]
    if candidate.tag & Tag.DEMONYM and not candidate.tag & Tag.PRIMARY:
        reasons.insert(0, f"of {candidate.place.name}")
    if len(case.candidates) == 1:
        reasons.insert(0, "the only place of this name")
    elif not reasons:
        reasons.append(f"the best known of {len(case.candidates)} places of this name")
    return "; ".join(reasons)
