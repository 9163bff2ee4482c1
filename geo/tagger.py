"""Which tokens are names of places: a small network over a window of tokens, then the best sequence of tags.

Only tokens that are written as names are looked at (and what ties them together: "Gulf of Mexico"); all others are no
part of a name. Method: the window approach of Collobert et al., "Natural Language Processing (Almost) from Scratch",
JMLR 12 (2011), with the gazetteer among the inputs.
"""

from collections.abc import Sequence

import numpy as np

from geo.features import PADDING, Blocks, Floats, Ints
from geo.gazetteer import HEARD
from geo.matches import Match
from geo.model import Layer, Model
from geo.tokens import LINKS, Tokens, joins

WINDOW = 3  # tokens on each side whose vectors are seen
NEAR = 1  # tokens on each side that are seen in full
VECTOR = 48  # of the vectors' dimensions, those that tell most
_TIES = LINKS - {"and"}  # a list of names is no name, unless the gazetteer has it: "Trinidad and Tobago"
# Capitals that only begin a sentence, unless the gazetteer has a name with them ("The Hague").
_NO_NAMES = frozenset(
    "the a an and or but if in on at to for from by with of as it its he she they we i you his her their our my your "
    "this that these those there here when where what who how why while after before since until now then so not no "
    "yes is are was were has have had will would can could may should must do does did be been some many most all both "
    "each every any other such only also just even more about during under over between through without within".split()
)
_OUTSIDE, _BEGIN, _INSIDE = range(3)


def active_tokens(tokens: Tokens, capital: Sequence[bool], matches: Sequence[Match]) -> Ints:
    """The numbers of the tokens that can be part of a name."""
    count = len(tokens)
    folded = tokens.folded
    active = [written and word not in _NO_NAMES for written, word in zip(capital, folded, strict=True)]
    for match in matches:
        active[match.first : match.last] = [True] * (match.last - match.first)
    for at in tokens.articles:
        active[at] = active[at] or capital[at + 1]
    for at in range(1, count - 1):
        if capital[at - 1] and not active[at] and folded[at] in _TIES and joins(tokens.gaps[at]):
            # "Gulf of Mexico", "Trinidad and Tobago", "Republic of the Congo"
            if capital[at + 1] and joins(tokens.gaps[at + 1]):
                active[at] = True
            elif at + 2 < count and folded[at + 1] in LINKS and capital[at + 2]:
                active[at] = active[at + 1] = True
    return np.flatnonzero(active)


def tagger_input(rows: Floats, active: Ints) -> Floats:
    """What the network sees of each active token; `rows` are those of `Featurizer.rows`."""
    blocks = Blocks.of(rows)
    around = np.arange(PADDING - WINDOW, PADDING + WINDOW + 1)
    near = np.arange(PADDING - NEAR, PADDING + NEAR + 1)
    far = np.setdiff1d(around, near)
    parts = (
        (rows[:, :VECTOR], around),
        (rows[:, blocks.vector :], near),
        (rows[:, blocks.far], far),
    )
    return np.concatenate(
        [part[active[:, None] + at].reshape(len(active), len(at) * part.shape[1]) for part, at in parts], axis=1
    )


def log_probabilities(model: Model, inputs: Floats) -> Floats:
    """How likely each active token is outside, at the beginning of, or inside a name: natural logarithms."""
    return _log_softmax(model.networks["tagger"], inputs)


_LEAST = -8.0  # a logarithm below this says no more


def again_input(tokens: Tokens, active: Ints, likely: Floats) -> Floats:
    """What the second look sees of each active token: what the first said of it, and of the same word elsewhere."""
    numbers: dict[str, int] = {}
    folded = tokens.folded
    word = np.array([numbers.setdefault(folded[at], len(numbers)) for at in active.tolist()], np.int64)
    share = np.exp(likely)
    count = np.bincount(word, minlength=len(numbers))
    sums = np.stack([np.bincount(word, share[:, tag], minlength=len(numbers)) for tag in range(3)], axis=1)
    most = np.zeros((len(numbers), 3), np.float32)
    np.maximum.at(most, word, share)
    least = np.ones(len(numbers), np.float32)
    np.minimum.at(least, word, share[:, _OUTSIDE])
    several = (count[word] > 1)[:, None]
    others = (sums[word] - share) / np.maximum(count[word] - 1, 1)[:, None] * several
    return np.concatenate(
        [
            np.maximum(likely, _LEAST), share, several, others, most[word][:, _BEGIN:] * several,
            least[word][:, None] * several, np.log(count[word])[:, None],
        ],
        axis=1,
        dtype=np.float32,
    )  # fmt: skip


def look_again(model: Model, inputs: Floats) -> Floats:
    """The log probabilities in the light of what the first look said of the same words elsewhere in the article."""
    return _log_softmax(model.networks["tagger_again"], inputs)


def _log_softmax(layers: Sequence[Layer], inputs: Floats) -> Floats:
    *hidden, last = layers
    for layer in hidden:
        inputs = np.maximum(layer(inputs), 0)
    scores = last(inputs)
    scores -= scores.max(axis=1, keepdims=True)
    result: Floats = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return result


def decode(active: Ints, likely: Floats) -> list[tuple[int, int]]:
    """The likeliest names, half-open ranges of tokens: Viterbi over each run of active tokens."""
    spans: list[tuple[int, int]] = []
    begin, size = 0, len(active)
    numbers, scores = active.tolist(), likely.tolist()
    while begin < size:
        end = begin + 1
        while end < size and numbers[end] == numbers[end - 1] + 1:
            end += 1
        if min(row[_OUTSIDE] for row in scores[begin:end]) < -0.01:
            spans += _decode_run(numbers[begin], scores[begin:end])
        begin = end
    return spans


def whole_names(spans: Sequence[tuple[int, int]], matches: Sequence[Match]) -> list[tuple[int, int]]:
    """The spans, those that are but a part of a name of several words in the gazetteer widened to the whole of it."""
    whole: list[tuple[int, int]] = []
    several = [match for match in matches if match.last - match.first > 1 and not match.key.startswith(HEARD)]
    at = 0
    for first, last in spans:
        while at < len(several) and several[at].last <= first:
            at += 1
        if at < len(several) and several[at].first <= first and last <= several[at].last:
            first, last = several[at].first, several[at].last
        if not whole or whole[-1] != (first, last):
            whole.append((first, last))
    return whole


def _decode_run(offset: int, scores: list[list[float]]) -> list[tuple[int, int]]:
    outside, start, inside = scores[0][0], scores[0][1], -1e9
    back: list[tuple[int, int]] = []
    for o, b, i in scores[1:]:
        best = _OUTSIDE if outside >= start and outside >= inside else _BEGIN if start >= inside else _INSIDE
        top = (outside, start, inside)[best]
        on = _BEGIN if start >= inside else _INSIDE
        back.append((best, on))
        outside, start, inside = top + o, top + b, max(start, inside) + i
    tag = _OUTSIDE if outside >= start and outside >= inside else _BEGIN if start >= inside else _INSIDE
    tags = [tag]
    for best, on in reversed(back):
        tag = on if tag == _INSIDE else best
        tags.append(tag)
    tags.reverse()
    spans: list[tuple[int, int]] = []
    for at, tag in enumerate(tags, offset):
        if tag == _BEGIN:
            spans.append((at, at + 1))
        elif tag == _INSIDE:
            spans[-1] = (spans[-1][0], at + 1)
    return spans
