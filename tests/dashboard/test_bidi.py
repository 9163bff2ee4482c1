"""Words of either direction stay where they belong in a line."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.bidi import isolated

OVERRIDE, EMBED, POP, FIRST, ISOLATE, POP_ISOLATE = "\u202e", "\u202b", "\u202c", "\u2068", "\u2067", "\u2069"
CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


def _closed(words: str) -> bool:
    """Whether nothing that gives a direction outlasts the words: only flat isolates, each closed."""
    depth = 0
    for c in words:
        if c == FIRST:
            depth += 1
        elif c == POP_ISOLATE:
            depth -= 1
        elif c in CONTROLS:
            return False
        if depth not in (0, 1):
            return False
    return depth == 0


@pytest.mark.parametrize("words", ["Daraa", "", "Saint-Étienne", "Київ", "北京", "3 stories"])
def test_what_runs_as_english_stays_as_it_is(words: str) -> None:
    assert isolated(words) == words


@pytest.mark.parametrize("words", ["درعا", "ירושלים", "Daraa درعا", "٣", "ދިވެހި"])
def test_what_runs_from_right_to_left_is_isolated(words: str) -> None:
    assert isolated(words) == f"{FIRST}{words}{POP_ISOLATE}"


@pytest.mark.parametrize(
    "words",
    [
        f"Damascus{OVERRIDE}",
        f"{EMBED}x",
        f"x{POP}",
        f"x{POP_ISOLATE}{OVERRIDE}y",
        f"{FIRST}x",
        f"{FIRST}{OVERRIDE}{POP_ISOLATE}",
        f"{ISOLATE}{FIRST}درعا",
        f"{FIRST}a\nb{POP_ISOLATE}",
        "\u200fx",
    ],
)
def test_controls_in_a_hostile_name_do_not_outlast_it(words: str) -> None:
    assert _closed(isolated(words))
    assert isolated(words) == FIRST + "".join(c for c in words if c not in CONTROLS) + POP_ISOLATE


def test_a_line_of_isolated_words_is_left_alone() -> None:
    line = f"{isolated('درعا')} (Daraa), {isolated('سوريا')} · 3"
    assert isolated(line) == line


@given(st.text(alphabet=CONTROLS + "ab 1درא\n", max_size=12))
def test_whatever_comes_is_closed_keeps_its_letters_and_comes_out_the_same_again(words: str) -> None:
    found = isolated(words)
    assert _closed(found)
    assert [c for c in found if c not in CONTROLS] == [c for c in words if c not in CONTROLS]
    assert isolated(found) == found


@given(st.text(alphabet=CONTROLS + "aدא1 ", max_size=12))
def test_no_letter_of_the_right_stands_open_in_a_line(words: str) -> None:
    depth = 0
    for c in isolated(words):
        depth += (c == FIRST) - (c == POP_ISOLATE)
        assert depth or unicodedata.bidirectional(c) not in ("R", "AL", "AN")
