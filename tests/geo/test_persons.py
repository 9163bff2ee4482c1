"""Rules that stand by the tagger: persons, compounds, names taken whole."""

import pytest

from geo import Gazetteer
from geo.judge import compound_role
from geo.recognize import find_names, names_of_places
from geo.tokens import tokenize


def _kept(text: str, gazetteer: Gazetteer, *names: str) -> list[str]:
    """What is left of the spans of some names."""
    tokens = tokenize(text)
    spans = []
    for name in names:
        start = text.index(name)
        first = tokens.starts.index(start)
        spans.append((first, tokens.ends.index(start + len(name)) + 1))
    _, matches = find_names(tokens, gazetteer)
    found = names_of_places(tokens, spans, matches)
    return [text[tokens.starts[first] : tokens.ends[last - 1]] for first, last in found]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It was Michael Jordan again.", "Jordan"),
        ("It was Denzel Washington again.", "Washington"),
        ("It was Paris Hilton again.", "Paris"),
        ("It was Sydney Sweeney again.", "Sydney"),
    ],
)
def test_a_person_is_no_place(gazetteer: Gazetteer, text: str, name: str) -> None:
    assert _kept(text, gazetteer, name) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("They met in Paris on Monday.", "Paris"),
        ("They met in Paris Monday.", "Paris"),
        ("Charlotte, North Carolina, was calm.", "Charlotte"),
        ("The Jordan River is low.", "Jordan River"),
        ("Sydney police said so.", "Sydney"),
    ],
)
def test_a_place_is_no_person(gazetteer: Gazetteer, text: str, name: str) -> None:
    assert _kept(text, gazetteer, name) == [name]


def test_the_given_name_goes_with_the_surname(gazetteer: Gazetteer) -> None:
    assert _kept("It was Michael Jordan again.", gazetteer, "Michael", "Jordan") == []


def test_names_of_the_gazetteer_are_taken_whole(gazetteer: Gazetteer) -> None:
    assert _kept("They fled Deir ez-Zor in May.", gazetteer, "Deir") == ["Deir ez-Zor"]


def test_a_direction_alone_is_no_place(gazetteer: Gazetteer) -> None:
    assert _kept("The Western allies agreed.", gazetteer, "Western") == []


def test_the_tail_of_another_name_is_no_place(gazetteer: Gazetteer) -> None:
    assert _kept("Hayat Tahrir al-Sham denied it.", gazetteer, "al-Sham") == []
    assert _kept("They took al-Bab.", gazetteer, "al-Bab") == ["al-Bab"]


def test_a_states_letters_behind_its_town_are_a_name(gazetteer: Gazetteer) -> None:
    assert _kept("A plant in Dayton, OH, closed.", gazetteer, "Dayton") == ["Dayton", "OH"]
    assert _kept("OH, what a day in Dayton.", gazetteer, "Dayton") == ["Dayton"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Moscow-brokered", "associative"),
        ("Moscow-led", "associative"),
        ("Moscow-based", "literal"),
        ("Moscow-wide", "literal"),
        ("Moscow-Kyiv", None),
        ("Moscow said", None),
    ],
)
def test_a_compound_tells_the_role(text: str, role: str | None) -> None:
    assert compound_role(text, len("Moscow")) == role
