"""A sentence is cut where it ends, and its offsets are those of the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.sentences import sentence_spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Shelling hit Daraa. People fled.", ["Shelling hit Daraa.", "People fled."]),
        ("U.S. officials met Gen. Smith in St. Louis. He left.",
         ["U.S. officials met Gen. Smith in St. Louis.", "He left."]),
        ("George W. Bush spoke. It rained.", ["George W. Bush spoke.", "It rained."]),
        ("On Sept. 16 it began. On Dec. 2 it ended.", ["On Sept. 16 it began.", "On Dec. 2 it ended."]),
        ('"We left." They did.', ['"We left."', "They did."]),
        ("DARAA, Syria — It began\n\nThe next day it ended", ["DARAA, Syria — It began", "The next day it ended"]),
        ("هل انسحبوا؟ نعم.", ["هل انسحبوا؟", "نعم."]),
        ("3.5 million fled.", ["3.5 million fled."]),
        ("他们离开了。他们回来了。", ["他们离开了。", "他们回来了。"]),
        ("", []),
        (" \n ", []),
    ],
)  # fmt: skip
def test_a_text_is_cut_into_its_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@given(st.text(max_size=200))
def test_nothing_but_white_space_lies_between_sentences(text: str) -> None:
    at = 0
    for start, end in sentence_spans(text):
        assert at <= start < end
        assert not text[at:start].strip()
        at = end
    assert not text[at:].strip()


@pytest.mark.parametrize("text", ["." * 200_000, '."' * 100_000, "?! " * 50_000])
def test_a_text_of_nothing_but_ends_takes_no_more_than_its_share_of_time(text: str) -> None:
    # by the square of its length it took minutes, for which the machines of a test need no stopwatch
    assert sentence_spans(text)
