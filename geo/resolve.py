"""Mentions of one article -> places, each with a confidence, the reason in words and the next best.

Each candidate of a mention is scored from its evidence (`evidence.py`) by small trained networks: first by itself, then
twice more in the light of what the other names of the article most likely are. Confidence is the softmax of the last
scores, in which "nowhere that the gazetteer knows" takes part; `data/model.md` shows how well it is calibrated.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.compiled import Tag
from geo.evidence import MOST_PLACES, Cases, Query, alone, cases, distances_km, together, wanted
from geo.features import Floats, Ints
from geo.gazetteer import KINDS, Candidate, Gazetteer
from geo.lexicon import common_words
from geo.matches import find_matches
from geo.model import Model
from geo.records import Alternative, Article, Mention, Place, Placement
from geo.tokens import tokenize

ALTERNATIVES = 4
BESIDE_KM = 25.0  # candidates nearer than this are one spot, as far as confidence goes
_SOME = 0.01  # what is less likely adds nothing
_COUNTRY = KINDS.index("country")  # it and the continents before it are too wide to be near
STAGES = ("alone", "together", "again")


@dataclass(slots=True)
class Evidence:
    """What is known of an article's mentions: candidates, each with its numbers and how likely it is.

    The mentions come first, then the names of the title and the user's countries, which no placement is made of.
    """

    found: Cases
    rows: Floats
    scores: Floats
    nowhere: Floats
    likely: Floats


def gather(article: Article, mentions: Sequence[Mention], queries: Sequence[Query], gazetteer: Gazetteer) -> Evidence:
    """The candidates of all mentions, a query each, with what they are by themselves."""
    found = cases([*queries, *_title_queries(article.title, gazetteer), *_home_queries(gazetteer)], gazetteer)
    rows = alone(article, mentions, queries, found, gazetteer)
    nothing = np.zeros(len(found), np.float32)
    return Evidence(found, rows, nothing, np.zeros(len(found.begins) - 1, np.float32), nothing)


def queries_of(article: Article, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Query]:
    """What to ask for each mention of an English text."""
    queries = []
    for mention in mentions:
        places = gazetteer.lookup(mention.text)
        kinds = wanted(article.text, mention.start, mention.end)
        # "the Idlib area", "Homs desert": a kind that nothing of the name is of asks for nothing
        known = {KINDS[gazetteer.columns.kind[number]] for number, _ in places}
        queries.append(Query(mention.text, places, () if known.isdisjoint(kinds) else kinds))
    return queries


def _title_queries(title: str, gazetteer: Gazetteer) -> list[Query]:
    """The names of the gazetteer in a title; in a title every common word may have its capital."""
    tokens = tokenize(title)
    names = [
        title[tokens.starts[match.first] : tokens.ends[match.last - 1]]
        for match in find_matches(tokens, tokens.capital, gazetteer)
        if not common_words().issuperset(tokens.folded[match.first : match.last])
    ]
    return [Query(name, gazetteer.lookup(name)) for name in names]


def _home_queries(gazetteer: Gazetteer) -> list[Query]:
    """The countries that the user reads about, as if each article named them: headlines from a war do not."""
    return [Query(f"home {number}", [(number, int(Tag.PRIMARY))]) for number in gazetteer.home]


NOWHERE = 5


def nowhere_rows(evidence: Evidence) -> Floats:
    """What speaks for a place that the gazetteer lacks: NOWHERE numbers a mention."""
    rows = np.zeros((len(evidence.found.begins) - 1, NOWHERE), np.float32)
    begins, x = evidence.found.begins, evidence.rows
    has = np.flatnonzero(np.diff(begins))
    if len(has):
        starts = begins[:-1][has]
        rows[has, 0] = 1.0
        for at, column in enumerate((0, 19, 29, 38), 1):
            rows[has, at] = np.maximum.reduceat(x[:, column], starts)
    return rows


def stage_rows(evidence: Evidence, stage: str, gazetteer: Gazetteer) -> Floats:
    """The input of a stage's network, a row a candidate."""
    if stage == "alone":
        return evidence.rows
    return np.concatenate([evidence.rows, together(evidence.found, evidence.likely, gazetteer)], axis=1)


def score(evidence: Evidence, model: Model, stage: str, rows: Floats) -> None:
    """Score the candidates by one stage's network, and say how likely each is."""
    evidence.scores = _network(model, stage, rows)
    evidence.nowhere = model.networks[f"{stage}_nowhere"][0](nowhere_rows(evidence))[:, 0]
    evidence.likely = softmax(evidence, model.settings["temperature"] if stage == STAGES[-1] else 1.0)


def _network(model: Model, stage: str, rows: Floats) -> Floats:
    first, last = model.networks[stage]
    result: Floats = last(np.tanh(first(rows)))[:, 0]
    return result


def softmax(evidence: Evidence, temperature: float = 1.0) -> Floats:
    """How likely each candidate is among those of its mention and nowhere."""
    found = evidence.found
    if not len(found):
        return np.zeros(0, np.float32)
    owner = found.mention
    top = evidence.nowhere.copy()
    np.maximum.at(top, owner, evidence.scores)
    parts = np.exp((evidence.scores - top[owner]) / temperature)
    total = np.bincount(owner, parts, minlength=len(top)) + np.exp((evidence.nowhere - top) / temperature)
    result: Floats = (parts / total[owner]).astype(np.float32)
    return result


def resolve(
    article: Article,
    mentions: Sequence[Mention],
    queries: Sequence[Query],
    gazetteer: Gazetteer,
    model: Model,
) -> tuple[Placement, ...]:
    """A placement for every mention, in the same order. A name that cannot be placed never affects the others.

    queries   what to ask for each mention: `queries_of`, where the text is English
    """
    if not mentions:
        return ()
    evidence = gather(article, mentions, queries, gazetteer)
    rows = evidence.rows
    for stage in STAGES:
        rows = stage_rows(evidence, stage, gazetteer)
        score(evidence, model, stage, rows)
    sure = np.flatnonzero((evidence.likely > 0.5) & (gazetteer.columns.kind[evidence.found.place] > _COUNTRY))
    found = evidence.found
    keys = list(zip(found.place.tolist(), found.tag.tolist(), strict=True))
    case = _Case(
        mentions, queries, evidence, rows, evidence.likely.tolist(), keys, sure[:MOST_PLACES], model, gazetteer
    )
    orders = [_order(case, at) for at in range(len(mentions))]
    gains = _gains(case, orders)
    placements = [_placement(case, at, order, gains.get(at)) for at, order in enumerate(orders)]
    return tuple(_in_neighbour(article.text, placements, at) for at in range(len(placements)))


@dataclass(frozen=True, slots=True)
class _Case:
    """What placing a mention needs to know."""

    mentions: Sequence[Mention]
    queries: Sequence[Query]
    evidence: Evidence
    rows: Floats
    likely: list[float]
    keys: list[tuple[int, int]]  # of each row, its place's number and tag
    sure: Ints  # the rows that are likely right, but for countries
    model: Model
    gazetteer: Gazetteer

    def place(self, row: int) -> Place:
        return self.candidate(row).place

    def candidate(self, row: int) -> Candidate:
        return self.gazetteer.candidate(*self.keys[row])


def _order(case: _Case, at: int) -> list[int]:
    """The rows of a mention's likeliest candidates, the likeliest first."""
    begins = case.evidence.found.begins
    rows = range(int(begins[at]), int(begins[at + 1]))
    return sorted(rows, key=lambda row: -case.likely[row])[: ALTERNATIVES + 1]


def _placement(case: _Case, at: int, order: Sequence[int], gains: dict[str, float] | None) -> Placement:
    mention, evidence = case.mentions[at], case.evidence
    if not order:
        return Placement(mention, None, 0.0, "no place of this name is in the gazetteer")
    options = [Alternative(case.place(row), min(1.0, case.likely[row])) for row in order]
    begin, end = int(evidence.found.begins[at]), int(evidence.found.begins[at + 1])
    best, nowhere = Alternative(options[0].place, _there(case, order[0], begin, end)), 1 - sum(case.likely[begin:end])
    threshold = case.model.settings["abstain_below"]
    if best.confidence < threshold or (threshold > 0 and best.confidence < nowhere):
        many = end - begin > 1 and best.confidence >= nowhere
        reason = (
            f"{end - begin} places are called so, and the article does not tell which"
            if many
            else "no place of this name is where the article is"
        )
        return Placement(mention, None, best.confidence, reason, tuple(options))
    reason = "; ".join(_reasons(case, at, order[0], gains))
    return Placement(mention, best.place, best.confidence, reason, tuple(options[1:]))


def _there(case: _Case, best: int, begin: int, end: int) -> float:
    """How likely it is the best candidate or one beside it: Moscow is a city, and a division with the same point."""
    some = [row for row in range(begin, end) if case.likely[row] > _SOME]
    if len(some) < 2:
        return min(1.0, case.likely[best])
    places = case.evidence.found.place
    beside = distances_km(int(places[best]), places[some], case.gazetteer) < BESIDE_KM
    return min(1.0, sum(case.likely[row] for row, near in zip(some, beside.tolist(), strict=True) if near))


# What decides between two candidates, by the columns of `evidence.alone` and, from 40 on, `evidence.together`.
_GROUPS: dict[str, tuple[int, ...]] = {
    "container": (28, 29, 30, 31, 32, 33),
    "wanted": (24, 25),
    "outlet": (34, 36, 37),
    "country": (40, 41, 42, 43, 49),
    "division": (44, 45, 46),
    "near": (50, 51, 52, 54, 58),
    "sense": (53, 56, 57),
    "known": (*range(12), 16, 17, 18, 19, 20, 21, 22, 23, 39),
    "name": (12, 13, 14, 15),
}
_TELLING = 0.5  # in score: what weighs less than this is not worth a word
_MOST_REASONS = 3


def _gains(case: _Case, orders: Sequence[Sequence[int]]) -> dict[int, dict[str, float]]:
    """By mention, what its best candidate would lose in score if it were in each respect as the next best is."""
    chosen = [at for at, order in enumerate(orders) if len(order) > 1]
    if not chosen:
        return {}
    best, second = (case.rows[[orders[at][rank] for at in chosen]] for rank in (0, 1))
    trials = np.repeat(best[:, None], len(_GROUPS) + 1, axis=1)
    for number, columns in enumerate(_GROUPS.values()):
        trials[:, number, list(columns)] = second[:, list(columns)]
    scores = _network(case.model, STAGES[-1], trials.reshape(-1, trials.shape[2])).reshape(trials.shape[:2])
    lost = scores[:, -1:] - scores[:, :-1]
    return {at: dict(zip(_GROUPS, row, strict=True)) for at, row in zip(chosen, lost.tolist(), strict=True)}


def _reasons(case: _Case, at: int, best: int, gains: dict[str, float] | None) -> list[str]:
    candidate = case.candidate(best)
    place, said = candidate.place, []
    if candidate.tag & Tag.WITHIN:
        said.append(f"a site that the gazetteer lacks, named after {place.name}")
    if candidate.tag & Tag.DEMONYM and not candidate.tag & Tag.PRIMARY:
        said.append(f"of {place.name}")
    if candidate.tag & Tag.SOUND and not candidate.tag & Tag.PRIMARY:
        said.append("by its sound, as it is spelled otherwise")
    if gains is None:
        return [*said, "the only place of this name"]
    for group in sorted(gains, key=lambda group: -gains[group]):
        if gains[group] < _TELLING or len(said) >= _MOST_REASONS:
            break
        if words := _in_words(group, case, at, best, place):
            said.append(words)
    begins = case.evidence.found.begins
    return said or [f"the likeliest of {begins[at + 1] - begins[at]} places of this name"]


_KIND_NAMES = {
    "continent": "continent", "country": "country", "region": "region", "admin1": "province", "admin2": "district",
    "settlement": "town", "water": "water", "mountain": "mountain", "site": "site",
}  # fmt: skip


def _in_words(group: str, case: _Case, at: int, best: int, place: Place) -> str:
    begins = case.evidence.found.begins
    match group:
        case "container":
            other = at + 1 if case.evidence.rows[best, 28] else at - 1
            return f"named together with {case.mentions[other].text}" if 0 <= other < len(case.mentions) else ""
        case "wanted":
            asked = case.queries[at].kinds
            return f"the text asks for a {_KIND_NAMES[place.kind]}" if place.kind in asked else ""
        case "outlet":
            return "the article's address points there"
        case "country":
            columns = case.gazetteer.columns
            home = columns.country[list(case.gazetteer.home)]
            own = columns.country[case.evidence.found.place[best]] in home
            return "in a country whose places you added" if own else "in a country that the article names"
        case "division":
            return "in a province that the article names"
        case "near":
            return _nearest(case, at, best)
        case "sense":
            called = case.evidence.found.called
            return "as elsewhere in the article" if np.count_nonzero(called == called[at]) > 1 else ""
        case "known":
            return f"the best known of {begins[at + 1] - begins[at]} places of this name"
        case _:
            return f"{place.name} is its name"


def _nearest(case: _Case, at: int, best: int) -> str:
    """The nearest place that another name of the article most likely is."""
    found = case.evidence.found
    own = found.place[best]
    others = case.sure[(found.name[case.sure] != found.called[at]) & (found.place[case.sure] != own)]
    if not len(others):
        return ""
    km = distances_km(int(own), found.place[others], case.gazetteer)
    return f"{km.min():.0f} km from {case.place(int(others[km.argmin()])).name}, also named"


_INSIDE = re.compile(r",? (?:in|at) (?:the )?|, | \(")
_LESS = 0.6  # of the neighbour's confidence: the text only says that the site is somewhere in it


def _in_neighbour(text: str, placements: Sequence[Placement], at: int) -> Placement:
    """Put a site that no gazetteer has into the place that the text puts it in: "Salmaniya Hospital in Manama"."""
    site = placements[at]
    if site.place or site.alternatives or site.mention.role != "literal" or at + 1 == len(placements):
        return site
    outer = placements[at + 1]
    gap = text[site.mention.end : outer.mention.start]
    if " " not in site.mention.text or not outer.place or outer.place.kind == "country" or not _INSIDE.fullmatch(gap):
        return site
    reason = f"the gazetteer lacks it; the text puts it in {outer.place.name}"
    return Placement(site.mention, outer.place, outer.confidence * _LESS, reason)
