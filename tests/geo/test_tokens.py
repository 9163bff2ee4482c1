"""Cutting a text into tokens."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.names import words
from geo.tokens import GAP_FLAGS, gap_flags, is_capital, joins, tokenize


@given(st.text(max_size=200))
def test_tokens_and_gaps_make_up_the_text(text: str) -> None:
    tokens = tokenize(text)
    rebuilt = "".join(gap + surface for gap, surface in zip(tokens.gaps, [*tokens.surfaces, ""], strict=True))
    assert rebuilt == text
    for start, end, surface in zip(tokens.starts, tokens.ends, tokens.surfaces, strict=True):
        assert text[start:end] == surface != ""


@given(st.text(alphabet="aZé'’s.-, \n1۲ب", max_size=60))
def test_tokens_are_the_words_that_names_are_made_of(text: str) -> None:
    assert [(word.start, word.end) for word in words(text)] == list(
        zip(tokenize(text).starts, tokenize(text).ends, strict=True)
    )


def test_a_possessive_belongs_to_the_gap() -> None:
    tokens = tokenize("Syria's Idlib, the U.S.' envoy")
    assert tokens.surfaces == ["Syria", "Idlib", "the", "U.S.", "envoy"]
    assert tokens.gaps[1] == "'s "


@pytest.mark.parametrize(
    ("gap", "flags"),
    [
        (" ", {"space"}),
        ("\n\n", {"newline"}),
        (". ", {"sentence", "dot"}),
        (", ", {"comma"}),
        ("-", {"hyphen"}),
        (" — ", {"dash"}),
        (" (", {"open"}),
        ("'s ", {"possessive"}),
        ("’ ", {"possessive"}),
    ],
)
def test_what_a_gap_holds(gap: str, flags: set[str]) -> None:
    assert {flag for flag, value in zip(GAP_FLAGS, gap_flags(gap), strict=True) if value} == flags


def test_what_joins_the_words_of_a_name() -> None:
    assert all(map(joins, [" ", "-", ". ", "–"]))
    assert not any(map(joins, [", ", "\n", "  ", "'s ", ""]))


def test_what_is_written_as_a_name() -> None:
    assert all(map(is_capital, ["Daraa", "USA", "d'Ivoire", "درعا", "Киев", "北京"]))
    assert not any(map(is_capital, ["daraa", "1st", "киев", "iPhone"]))


def test_a_small_article_belongs_to_the_name_behind_it() -> None:
    tokens = tokenize("at al-Bab and as a rule in el Alto, as-Suwayda")
    assert [tokens.surfaces[at] for at in tokens.articles] == ["al", "el", "as"]
    assert re.fullmatch(r"as-Suwayda", tokens.text[tokens.starts[tokens.articles[-1]] :])
