"""Literal or associative: is the text about the spot, or does it only use its name?

Literal: something is, comes from, goes to or happens there. Associative: the name stands for a government, a people, a
language or a team, or sits inside an organization's name. A small network weighs the words around a mention, past the
names that it is listed with ("in Hama, Homs and Idlib"), the preposition that governs it and the rest of its sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.features import PADDING, Blocks, Floats, Ints
from geo.model import Model
from geo.records import Role
from geo.tokens import Tokens

BEFORE, AFTER = 3, 3  # tokens
_CHAIN = 14  # tokens that a list of names may take on each side
_SENTENCE = 25  # tokens of a sentence that are looked at on each side
_GOVERNOR = 6  # tokens within which a preposition is looked for
_PREPOSITIONS = frozenset(
    "in at near from to into toward towards outside inside around across throughout via through onto off beyond within "
    "along amid above over under between beside of by with against for on upon".split()
)
_PASSED_OVER = frozenset(
    "the and or northern southern eastern western central north south east west northeast northwest southeast "
    "southwest nearby neighboring neighbouring both greater".split()
)
# What says nothing of what is done or who it is done by.
_EMPTY = frozenset(
    "a an the and or but of to in at by for with from on as is are was were be been has have had will would could "
    "should may might can its his her their our my it he she they we that which who whom this these those not also "
    "more than into over under after before about between during while when where said says".split()
)
_CONTENT = 9  # tokens within which a word that says something is looked for


def judge_input(tokens: Tokens, rows: Floats, spans: Sequence[tuple[int, int]]) -> Floats:
    """What the network sees of each span (half-open, tokens); all spans of the article are known.

    rows   those of `Featurizer.rows`
    """
    blocks, count = Blocks.of(rows), len(tokens)
    vectors, brief, full = rows[:, : blocks.vector], rows[:, : blocks.far.stop], rows[:, blocks.vector :]
    # a sentence begins before token i, or the text ends there
    inner = rows[PADDING : PADDING + count]
    stops = inner[:, blocks.gap("sentence")] + inner[:, blocks.gap("newline")] > 0
    breaks: list[bool] = [*stops.tolist(), True]
    passed = [word in _PASSED_OVER for word in tokens.folded]
    for first, last in spans:
        passed[first:last] = [True] * (last - first)
    views = [_view(first, last, tokens, breaks, passed) for first, last in spans]
    bounds = PADDING + np.array([(*span, *view.sentence) for span, view in zip(spans, views, strict=True)], np.int64)
    firsts, lasts, begins, ends = bounds[:, 0], bounds[:, 1], bounds[:, 2], bounds[:, 3]
    near = np.array([view.near for view in views], np.int64) + PADDING
    governors = np.array([view.governor for view in views], np.int64) + PADDING
    content = np.array([view.content for view in views], np.int64).reshape(-1, 2) + PADDING
    return np.concatenate(
        [
            brief[near].reshape(len(spans), -1),
            full[firsts],
            full[lasts - 1],
            vectors[lasts - 1],
            vectors[firsts],
            _means(vectors, begins, firsts),
            _means(vectors, lasts, ends),
            vectors[governors],
            vectors[content[:, 0]],
            vectors[content[:, 1]],
            rows[content, blocks.gap("possessive")],
            np.array([view.shape for view in views], np.float32),
        ],
        axis=1,
        dtype=np.float32,
    )


def _means(rows: Floats, begins: Ints, ends: Ints) -> Floats:
    """The mean of each range of rows, zeros for an empty one."""
    bounds = np.stack([begins, ends], axis=1).ravel()
    sizes = (ends - begins)[:, None]
    means: Floats = np.add.reduceat(rows, bounds, axis=0)[::2] * (sizes > 0) / np.maximum(sizes, 1)
    return means


@dataclass(slots=True)
class _View:
    """Where to look from a span: numbers of tokens, that behind the last for nothing."""

    near: list[int]
    sentence: tuple[int, int]
    governor: int
    content: tuple[int, int]
    shape: list[float]


def _view(first: int, last: int, tokens: Tokens, breaks: list[bool], passed: list[bool]) -> _View:
    count = len(tokens)
    left, right = first - 1, last
    while left >= 0 and not breaks[left + 1] and passed[left] and first - left < _CHAIN:
        left -= 1
    while right < count and not breaks[right] and passed[right] and right - last < _CHAIN:
        right += 1
    begin, end = first, last
    while begin > 0 and not breaks[begin] and first - begin < _SENTENCE:
        begin -= 1
    while end < count and not breaks[end] and end - last < _SENTENCE:
        end += 1
    near = [first - k if first - k >= 0 else count for k in range(1, BEFORE + 1)]
    near += [last + k if last + k < count else count for k in range(AFTER)]
    near += [
        left if left >= 0 and not breaks[left + 1] else count,
        left - 1 if left > 0 else count,
        right if not breaks[right] else count,
        right + 1 if right + 1 < count else count,
    ]
    governor = next(
        (at for at in range(first - 1, max(begin, first - _GOVERNOR) - 1, -1) if tokens.folded[at] in _PREPOSITIONS),
        count,
    )
    content = (
        _content(range(left, max(begin, left - _CONTENT + 1) - 1, -1), tokens),
        _content(range(right, min(end, right + _CONTENT)), tokens),
    )
    shape = [
        begin == first, end == last, min(first - begin, 10) / 10, min(end - last, 10) / 10, last - first,
        left != first - 1, right != last, (first - 1 - left) / 4, (right - last) / 4,
        governor != count, 0.0 if governor == count else (first - 1 - governor) / _GOVERNOR,
        *(at != count for at in content), *(0.0 if at == count else abs(at - first) / 10 for at in content),
    ]  # fmt: skip
    return _View(near, (begin, end), governor, content, shape)


def _content(places: range, tokens: Tokens) -> int:
    """The first word that says something."""
    surfaces, folded = tokens.surfaces, tokens.folded
    return next((at for at in places if surfaces[at][0].islower() and folded[at] not in _EMPTY), len(tokens))


_COMPOUND = re.compile(r"[-‐‑–]([a-z]+)\b")
_FROM_THERE = frozenset("based born bound area wide bred educated trained raised".split())
_BY_THEM = ("ed", "led", "run", "made", "held", "built")


def compound_role(text: str, end: int) -> Role | None:
    """The role of a name that ends at `end` within a compound: "Moscow-brokered", "London-based"; else None.

    So it is in all 12 of GeoWebNews' compounds that this rule speaks of.
    """
    found = _COMPOUND.match(text, end)
    if not found:
        return None
    if found[1] in _FROM_THERE:
        return "literal"
    return "associative" if found[1].endswith(_BY_THEM) else None


def literal_probabilities(model: Model, inputs: Floats) -> Floats:
    """How likely each span's text is about the spot, 0..1."""
    first, last = model.networks["judge"]
    scores = last(np.maximum(first(inputs), 0))[:, 0]
    return (1 / (1 + np.exp(-scores))).astype(np.float32)
