"""Mentions of one article -> places, each with a confidence, the reason in words and the next best.

Each candidate of a mention is scored by evidence: what it is by itself (`gazetteer.prior`), what the words beside the
name ask for, and what the rest of the article names. The article is gone through twice: first every mention by
itself, then again in the light of what the others most likely are. Weights are by hand; confidence is the softmax of
the scores.
"""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from geopy.distance import great_circle

from geo.compiled import Tag
from geo.feature_words import FEATURE_WORDS
from geo.gazetteer import Candidate, Gazetteer, contains, prior, priors
from geo.names import fold, words
from geo.records import Alternative, Article, Kind, Mention, Place, Placement

ABSTAIN_BELOW = 0.1  # less confidence than this is a guess among too many places of one name
ALTERNATIVES = 4
_NEAR_KM = 150.0
_MOST_CONTEXT = 40  # distinct places that a candidate is compared with: a page of 10,000 names must not take minutes
_CONTAINER = re.compile(r"^(?:,[ \u00a0]+(?:in )?| \(|[ \u00a0]+in )$")


@dataclass(slots=True)
class _Case:
    """A mention on its way to a place."""

    mention: Mention
    candidates: list[Candidate]
    wanted: tuple[Kind, ...]
    scores: list[float] = field(default_factory=list)
    reasons: list[list[str]] = field(default_factory=list)

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
    title = [c for name in _title_names(article.title) for c in gazetteer.under(name) if prior(c) > 5]
    context = _context(placed, title)
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
        if case.wanted:
            if candidate.place.kind in case.wanted:
                score += 5.0 - 0.5 * case.wanted.index(candidate.place.kind)
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
    for case, fits, other in ((left, fits_left, right), (right, fits_right, left)):
        for i, fit in enumerate(fits):
            if fit:
                case.scores[i] += fit
                case.reasons[i].append(f"named together with {other.mention.text}")


@dataclass(slots=True)
class _Context:
    """What an article is about, as far as its mentions tell by themselves."""

    countries: dict[str, float]
    admin1: dict[str, float]
    places: list[tuple[Place, float]]
    names: dict[str, set[str]]  # the folded names that each place goes by


def _context(cases: Sequence[_Case], title: Sequence[Candidate]) -> _Context:
    countries: dict[str, float] = defaultdict(float)
    admin1: dict[str, float] = defaultdict(float)
    places: dict[str, tuple[Place, float]] = {}
    for place, weight in [
        *((case.candidates[case.best()].place, _softmax(case.scores)[case.best()]) for case in cases),
        *((candidate.place, 0.5) for candidate in title),
    ]:
        countries[place.country_code] += weight
        if place.kind != "country":
            admin1[place.admin1] += weight
        if place.kind in ("settlement", "site", "admin1", "admin2", "region"):
            places[place.id] = (place, places.get(place.id, (place, 0.0))[1] + weight)
    for table in (countries, admin1):
        table.pop("", None)
    heaviest = sorted(places.values(), key=lambda item: -item[1])[:_MOST_CONTEXT]
    names: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        names[case.candidates[case.best()].place.id].add(fold(case.mention.text))
    return _Context(countries, admin1, heaviest, names)


def _score_context(case: _Case, context: _Context) -> None:
    name = fold(case.mention.text)
    own = case.candidates[case.best()].place
    own_weight = _softmax(case.scores)[case.best()]
    for i, candidate in enumerate(case.candidates):
        place = candidate.place
        # "the Golan" in an article that names the Golan Heights
        if any(_is_short_for(name, other) for other in context.names[place.id]):
            case.scores[i] += 5.0
            case.reasons[i].append(f"short for {place.name}, also named")
        if place.kind == "country":
            # what speaks for places within it speaks for the country too
            case.scores[i] += 5.0 * math.tanh(context.countries.get(place.country_code, 0.0))
        if place.kind in ("country", "continent"):
            continue
        country = context.countries.get(place.country_code, 0.0) - (
            own_weight if place.country_code == own.country_code else 0
        )
        division = context.admin1.get(place.admin1, 0.0) - (own_weight if place.admin1 == own.admin1 else 0)
        if country > 0.05:
            case.scores[i] += 2.5 * math.tanh(country)
            case.reasons[i].append("in a country that the article names")
        if division > 0.05:
            case.scores[i] += 2.0 * math.tanh(division)
            case.reasons[i].append("in a province that the article names")
        near, nearest, least = 0.0, "", _NEAR_KM
        for other, weight in context.places:
            if other.id == place.id or other.id == own.id or fold(other.name) == fold(place.name):
                continue
            km = _distance_km(place.point.lat, place.point.lon, other.point.lat, other.point.lon)
            near += weight * math.exp(-km / _NEAR_KM)
            if km < least:
                nearest, least = other.name, km
        case.scores[i] += 2.0 * math.tanh(near / 2)
        if nearest:
            case.reasons[i].append(f"{least:.0f} km from {nearest}, also named")


def _is_short_for(name: str, other: str) -> bool:
    """Whether it is as "golan" for "golan heights". The "daraa governorate" is another place than Daraa."""
    rest = f" {other} ".replace(f" {name} ", " ", 1).split()
    return f" {name} " in f" {other} " and bool(rest) and not all(_is_division_word(word) for word in rest)


def _is_division_word(word: str) -> bool:
    return "admin1" in FEATURE_WORDS.get(word, ()) or "admin2" in FEATURE_WORDS.get(word, ())


@lru_cache(maxsize=100_000)
def _distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    return float(great_circle((lat, lon), (other_lat, other_lon)).km)


def _one_sense(cases: Sequence[_Case], alone: Sequence[Sequence[float]]) -> None:
    """A name keeps its sense through an article, unless the words beside one mention told otherwise."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for number, case in enumerate(cases):
        by_name[fold(case.mention.text)].append(number)
    for numbers in by_name.values():
        plain = [n for n in numbers if not cases[n].wanted]
        if len(numbers) < 2 or not plain:
            continue
        telling = max(numbers, key=lambda n: max(alone[n]))
        if telling in plain and len(cases[telling].candidates) == len(cases[plain[0]].candidates):
            for n in plain:
                if n != telling and max(alone[n]) < max(alone[telling]):
                    cases[n].scores = list(cases[telling].scores)
                    cases[n].reasons = [[*r, "as elsewhere in the article"] for r in cases[telling].reasons]


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    parts = [math.exp(score - top) for score in scores]
    return [part / sum(parts) for part in parts]


def _placement(case: _Case) -> Placement:
    if not case.candidates:
        return Placement(case.mention, None, 0.0, "no place of this name is in the gazetteer")
    shares = _softmax(case.scores)
    order = sorted(range(len(shares)), key=lambda i: -shares[i])
    best = order[0]
    # a lone candidate of a doubtful name is no certainty: the name may be of a place that the gazetteer lacks
    confidence = shares[best] * _certainty(case.candidates[best])
    alternatives = tuple(Alternative(case.candidates[i].place, shares[i]) for i in order[1 : ALTERNATIVES + 1])
    if shares[best] < ABSTAIN_BELOW:
        reason = f"{len(shares)} places are called so, and the article does not tell which"
        everyone = tuple(Alternative(case.candidates[i].place, shares[i]) for i in order[: ALTERNATIVES + 1])
        return Placement(case.mention, None, confidence, reason, everyone)
    return Placement(case.mention, case.candidates[best].place, confidence, _reason(case, best), alternatives)


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
