"""The tagger's rules: which tokens it looks at, and the best sequence of its tags."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import Gazetteer
from geo.recognize import find_names
from geo.tagger import active_tokens, again_input, decode
from geo.tokens import tokenize


def _active(text: str, gazetteer: Gazetteer) -> list[str]:
    tokens = tokenize(text)
    capital, matches = find_names(tokens, gazetteer)
    return [tokens.surfaces[at] for at in active_tokens(tokens, capital, matches)]


def test_names_and_what_ties_them_together_are_looked_at(gazetteer: Gazetteer) -> None:
    assert _active("ships in the Gulf of Mexico were hit", gazetteer) == ["Gulf", "of", "Mexico"]
    assert _active("they left al-Bab and ran", gazetteer) == ["al", "Bab"]
    assert _active("the Republic of the Congo", gazetteer) == ["Republic", "of", "the", "Congo"]
    assert _active("nothing at all", gazetteer) == []


def test_a_text_without_capitals_is_still_read(gazetteer: Gazetteer) -> None:
    assert {"daraa", "golan", "heights"} <= set(_active("shelling in daraa and the golan heights", gazetteer))
    assert "nice" not in _active("a nice day for reading in the park", gazetteer)


def _best(scores: list[tuple[float, float, float]]) -> float:
    def allowed(tags: tuple[int, ...]) -> bool:
        return all(tag != 2 or (at > 0 and tags[at - 1] != 0) for at, tag in enumerate(tags))

    return max(
        sum(row[tag] for row, tag in zip(scores, tags, strict=True))
        for tags in product(range(3), repeat=len(scores))
        if allowed(tags)
    )


_ROW = st.tuples(*[st.floats(-6, 0)] * 3)


@settings(deadline=None)
@given(st.lists(_ROW, min_size=1, max_size=6))
def test_the_spans_are_those_of_the_best_sequence(scores: list[tuple[float, float, float]]) -> None:
    active = np.arange(10, 10 + len(scores))
    table = np.array([(row[0] - 1, *row[1:]) for row in scores], np.float32)
    spans = decode(active, table)
    tags = [0] * len(scores)
    for first, last in spans:
        tags[first - 10] = 1
        tags[first - 9 : last - 10] = [2] * (last - first - 1)
    assert (
        sum(float(table[at, tag]) for at, tag in enumerate(tags)) >= _best([tuple(map(float, r)) for r in table]) - 1e-4
    )


def test_tokens_that_are_not_neighbours_are_no_one_name() -> None:
    scores = np.log(np.array([[0.1, 0.8, 0.1], [0.1, 0.1, 0.8]], np.float32))
    assert decode(np.array([0, 1]), scores) == [(0, 2)]
    apart = np.log(np.array([[0.1, 0.8, 0.1], [0.1, 0.6, 0.3]], np.float32))
    assert decode(np.array([0, 2]), apart) == [(0, 1), (2, 3)]


def test_the_second_look_sees_the_same_word_elsewhere() -> None:
    tokens = tokenize("Nawa Homs Nawa")
    likely = np.log(np.array([[0.9, 0.1, 0.0], [0.5, 0.5, 0.0], [0.2, 0.8, 0.0]], np.float32) + 1e-6)
    seen = again_input(tokens, np.arange(3), likely)
    several, others = seen[:, 6], seen[:, 7:10]
    assert several.tolist() == [1, 0, 1]
    assert np.allclose(others[0], np.exp(likely[2]), atol=1e-5)
    assert np.allclose(others[1], 0)
