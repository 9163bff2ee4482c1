"""Marked articles -> what the networks are fitted to, made by the very code that runs them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from geo.features import Featurizer, Floats
from geo.gazetteer import Gazetteer
from geo.judge import judge_input
from geo.recognize import find_names
from geo.records import Mention
from geo.resolve import Evidence, gather, queries_of
from geo.tagger import active_tokens, tagger_input
from geo.tokens import Tokens, tokenize
from training.corpora import Marked

EARTH_KM = 6371.0
RIGHT_KM = 161.0  # 100 miles: the field's measure of a right place

Span = tuple[int, int]


@dataclass(slots=True)
class Example:
    """An article's tokens with the right answers.

    inputs, tags   of the active tokens, for the tagger
    gold           the marked spans (half-open, tokens), each with its mark
    """

    marked: Marked
    tokens: Tokens
    rows: Floats
    vectors: Floats
    active: np.ndarray
    inputs: Floats
    tags: np.ndarray
    gold: list[tuple[Span, dict]]  # type: ignore[type-arg]
    spans: list[Span] = field(default_factory=list)  # as found by a tagger that has not seen the article
    evidence: Evidence | None = None


def example(marked: Marked, gazetteer: Gazetteer, featurizer: Featurizer, word_vectors: dict[str, Floats]) -> Example:
    """One article. Marks that begin or end within a token are widened to it."""
    tokens = tokenize(marked.article.text)
    capital, matches = find_names(tokens, gazetteer)
    active = active_tokens(tokens, capital, matches)
    rows = featurizer.rows(tokens, matches)
    nothing = np.zeros_like(word_vectors["the"])
    vectors = np.stack([word_vectors.get("0" if w.isdigit() else w, nothing) for w in tokens.folded] or [nothing])
    tags, gold, end = np.zeros(len(tokens), np.int8), [], 0
    for mark in sorted(marked.toponyms, key=lambda mark: (mark["start"], -mark["end"])):
        covered = [
            i for i in range(end, len(tokens)) if tokens.starts[i] < mark["end"] and mark["start"] < tokens.ends[i]
        ]
        if not covered:
            continue
        first, end = covered[0], covered[-1] + 1
        tags[first], tags[first + 1 : end] = 1, 2
        gold.append(((first, end), mark))
    return Example(
        marked,
        tokens,
        rows,
        vectors,
        active,
        tagger_input(rows, vectors, active).astype(np.float16),
        tags[active],
        gold,
    )


def without_case(marked: Marked, number: int) -> list[Marked]:
    """Copies of every eighth article in capitals or in small letters, so that headlines and chats are known too."""
    change = {0: str.upper, 4: str.lower}.get(number % 8)
    text = marked.article.text[:1500]
    if change is None or len(change(text)) != len(text):
        return []
    toponyms = [mark for mark in marked.toponyms if mark["end"] <= len(text)]
    return [replace(marked, article=replace(marked.article, text=change(text)), toponyms=toponyms)]


def judge_rows(one: Example) -> tuple[Floats, list[bool], list[str]]:
    """Of the marks with a role: inputs, whether literal, the finer type."""
    marks = [(span, mark) for span, mark in one.gold if "role" in mark]
    assert marks
    inputs = judge_input(one.tokens, one.rows, one.vectors, [span for span, _ in one.gold])
    kept = [number for number, (_, mark) in enumerate(one.gold) if "role" in mark]
    literal = [mark["role"] == "literal" for _, mark in marks]
    return inputs[kept], literal, [mark.get("type", "") for _, mark in marks]


def gather_evidence(one: Example, gazetteer: Gazetteer) -> tuple[Evidence, np.ndarray, np.ndarray]:
    """The candidates of the spans found; which are right; of which mentions the right place is known."""
    article, tokens = one.marked.article, one.tokens
    mentions = [
        Mention(article.id, start, end, article.text[start:end], "literal")
        for start, end in ((tokens.starts[first], tokens.ends[last - 1]) for first, last in one.spans)
    ]
    evidence = gather(article, mentions, queries_of(article, mentions, gazetteer), gazetteer)
    found = evidence.found
    right, known = np.zeros(len(found), bool), np.zeros(len(found.begins) - 1, bool)
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


def _right(mark: dict, places: np.ndarray, gazetteer: Gazetteer) -> np.ndarray:  # type: ignore[type-arg]
    """The candidate with the mark's GeoNames id, else those about as near to its point as the nearest."""
    columns = gazetteer.columns
    same: np.ndarray = columns.geonames[places] == (mark.get("geonameid") or -1)
    if same.any() or not len(places):
        return same
    lat, lon = np.radians(mark["lat"]), np.radians(mark["lon"])
    half = np.sin((columns.lat[places] - lat) / 2) ** 2 + (
        np.cos(columns.lat[places]) * np.cos(lat) * np.sin((columns.lon[places] - lon) / 2) ** 2
    )
    km = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    near: np.ndarray = (km <= RIGHT_KM) & (km <= max(1.5 * float(km.min()), float(km.min()) + 5))
    return near


def build(corpus: Sequence[Marked], gazetteer: Gazetteer, words: Sequence[str], vectors: Floats) -> list[Example]:
    """Examples of all articles."""
    featurizer = Featurizer(gazetteer)
    by_word = dict(zip(words, vectors, strict=True))
    return [example(marked, gazetteer, featurizer, by_word) for marked in corpus]
