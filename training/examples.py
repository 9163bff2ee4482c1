"""Marked articles -> what the networks are fitted to, made by the very code that runs them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from geo.features import Featurizer, Floats
from geo.gazetteer import Gazetteer
from geo.judge import judge_input
from geo.matches import Match
from geo.recognize import find_names
from geo.records import Article, Mention
from geo.resolve import Evidence, gather, queries_of
from geo.tagger import active_tokens, tagger_input
from geo.tokens import Tokens, tokenize
from training.corpora import EVENTS, Marked, Report

EARTH_KM = 6371.0
EVENT_KM = 25.0  # within which a place is an event's
RIGHT_KM = 161.0  # 100 miles: the field's measure of a right place

Span = tuple[int, int]
Mark = dict[str, Any]


@dataclass(slots=True)
class Example:
    """An article's tokens with the right answers.

    inputs, tags   of the active tokens, for the tagger
                   -1 where it is not known whether a token is of a place's name
    gold           the marked spans (half-open, tokens), each with its mark
    events         where a headline's events were, (lat, lon) in degrees, if it is one
    """

    corpus: str
    fold: int
    article: Article
    gazetteer: Gazetteer
    tokens: Tokens
    matches: list[Match]
    rows: Floats
    active: np.ndarray
    inputs: Floats
    tags: np.ndarray
    gold: list[tuple[Span, Mark]]  # type: ignore[type-arg]
    events: Sequence[tuple[float, float]] = ()
    copy: bool = False  # whether it is a part of an article that is an example of its own
    # as found by a tagger and a judge that have not seen the article
    spans: list[Span] = field(default_factory=list)
    literal: list[bool] = field(default_factory=list)
    evidence: Evidence | None = None


class Maker:
    """Makes examples with one gazetteer."""

    def __init__(self, gazetteer: Gazetteer, words: Sequence[str], vectors: Floats) -> None:
        self.gazetteer = gazetteer
        by_word, nothing = dict(zip(words, vectors, strict=True)), np.zeros(vectors.shape[1], np.float32)
        self._featurizer = Featurizer(gazetteer, lambda word: by_word.get("0" if word.isdigit() else word, nothing))

    def marked(self, marked: Marked) -> Example:
        """An article with its marks. Those that begin or end within a token are widened to it."""
        one = self._plain(marked.corpus, marked.article, marked.fold)
        one.copy = marked.copy
        tags, one.gold = _tags(one.tokens, marked.toponyms)
        one.tags = tags[one.active]
        return one

    def report(self, report: Report) -> Example:
        """A headline: a name of a place near one of its events is that place's, of the others nothing is known."""
        one = self._plain(EVENTS, report.article, report.fold)
        one.events = [(event["lat"], event["lon"]) for event in report.events]
        tags = np.array([0 if surface[0].islower() else -1 for surface in one.tokens.surfaces], np.int8)
        for match in one.matches:
            places = np.array([number for number, _ in self.gazetteer.postings(match.key)])
            near = bool(_near(one.events, places, self.gazetteer).any())
            tags[match.first : match.last] = 2 if near else -1
            tags[match.first] = 1 if near else -1
        one.tags = tags[one.active]
        return one

    def _plain(self, corpus: str, article: Article, fold: int) -> Example:
        tokens = tokenize(article.text)
        capital, matches = find_names(tokens, self.gazetteer)
        active = active_tokens(tokens, capital, matches)
        rows = self._featurizer.rows(tokens, matches)
        inputs = tagger_input(rows, active).astype(np.float16)
        nothing = np.zeros(0, np.int8)
        return Example(corpus, fold, article, self.gazetteer, tokens, matches, rows, active, inputs, nothing, [])


def _tags(tokens: Tokens, toponyms: Sequence[Mark]) -> tuple[np.ndarray, list[tuple[Span, Mark]]]:
    tags, end = np.zeros(len(tokens), np.int8), 0
    gold: list[tuple[Span, Mark]] = []
    for mark in sorted(toponyms, key=lambda mark: (mark["start"], -mark["end"])):
        covered = [
            i for i in range(end, len(tokens)) if tokens.starts[i] < mark["end"] and mark["start"] < tokens.ends[i]
        ]
        if not covered:
            continue
        first, end = covered[0], covered[-1] + 1
        tags[first], tags[first + 1 : end] = 1, 2
        gold.append(((first, end), mark))
    return tags, gold


def _near(events: Sequence[tuple[float, float]], places: np.ndarray, gazetteer: Gazetteer) -> np.ndarray:
    near = np.zeros(len(places), bool)
    for event in events:
        near |= _km(event, places, gazetteer) <= EVENT_KM
    return near


def _km(point: tuple[float, float], places: np.ndarray, gazetteer: Gazetteer) -> np.ndarray:
    columns = gazetteer.columns
    lat, lon = np.radians(point)
    half = np.sin((columns.lat[places] - lat) / 2) ** 2 + (
        np.cos(columns.lat[places]) * np.cos(lat) * np.sin((columns.lon[places] - lon) / 2) ** 2
    )
    km: np.ndarray = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return km


def judge_rows(one: Example) -> tuple[Floats, list[bool], list[str]]:
    """Of the marks with a role: inputs, whether literal, the finer type."""
    marks = [(span, mark) for span, mark in one.gold if "role" in mark]
    assert marks
    inputs = judge_input(one.tokens, one.rows, [span for span, _ in one.gold])
    kept = [number for number, (_, mark) in enumerate(one.gold) if "role" in mark]
    literal = [mark["role"] == "literal" for _, mark in marks]
    return inputs[kept], literal, [mark.get("type", "") for _, mark in marks]


def gather_evidence(one: Example) -> tuple[Evidence, np.ndarray, np.ndarray]:
    """The candidates of the spans found; which are right; of which mentions the right place is known."""
    article, tokens, gazetteer = one.article, one.tokens, one.gazetteer
    mentions = [
        Mention(article.id, start, end, article.text[start:end], "literal" if literal else "associative")
        for (start, end), literal in zip(
            ((tokens.starts[first], tokens.ends[last - 1]) for first, last in one.spans), one.literal, strict=True
        )
    ]
    evidence = gather(article, mentions, queries_of(article, mentions, gazetteer), gazetteer)
    found = evidence.found
    right, known = np.zeros(len(found), bool), np.zeros(len(found.begins) - 1, bool)
    if one.events:
        right = _near(one.events, found.place, gazetteer)
        known = np.bincount(found.mention, right, minlength=len(known)) > 0
    taken: set[int] = set()
    for (first, last), mark in one.gold:
        at = next((n for n, (a, b) in enumerate(one.spans) if a < last and first < b and n not in taken), None)
        if at is None or mark["lat"] is None:
            continue
        taken.add(at)
        known[at] = True
        here = slice(int(found.begins[at]), int(found.begins[at + 1]))
        right[here] = _right(mark, found.place[here], gazetteer)
    return evidence, right, known


def _right(mark: Mark, places: np.ndarray, gazetteer: Gazetteer) -> np.ndarray:  # type: ignore[type-arg]
    """The candidate with the mark's GeoNames id, else those about as near to its point as the nearest."""
    columns = gazetteer.columns
    same: np.ndarray = columns.geonames[places] == (mark.get("geonameid") or -1)
    if same.any() or not len(places):
        return same
    km = _km((mark["lat"], mark["lon"]), places, gazetteer)
    near: np.ndarray = (km <= RIGHT_KM) & (km <= max(1.5 * float(km.min()), float(km.min()) + 5))
    return near
