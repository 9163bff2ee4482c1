"""A link leads to the sentence and nowhere else, whatever stands in the sentence and in the address."""

from urllib.parse import unquote, urldefrag

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.links import is_web, to_sentence

PAGE = "https://example.org/a?b=c"
LONG = "On Monday morning, shells hit the market and - it is said - some schools nearby, a doctor told reporters."


@pytest.mark.parametrize(
    ("url", "sentence", "expected"),
    [
        (PAGE, "Shells hit Nawa.", f"{PAGE}#:~:text=Shells%20hit%20Nawa."),
        (PAGE, "Fire & smoke, twice - at once", f"{PAGE}#:~:text=Fire%20%26%20smoke%2C%20twice%20%2D%20at%20once"),
        (f"{PAGE}#top", "Shells.", f"{PAGE}#top:~:text=Shells."),
        (f"{PAGE}#top:~:text=old", "Shells.", f"{PAGE}#top:~:text=Shells."),
        (f"{PAGE}#:~:text=old", "Shells.", f"{PAGE}#:~:text=Shells."),
        (PAGE, "درعا", f"{PAGE}#:~:text=%D8%AF%D8%B1%D8%B9%D8%A7"),
        (
            PAGE, LONG,
            f"{PAGE}#:~:text=On%20Monday%20morning%2C%20shells%20hit%20the,"
            "schools%20nearby%2C%20a%20doctor%20told%20reporters.",
        ),
        (PAGE, "", PAGE),
        (PAGE, " \n", PAGE),
        (PAGE, "一" * 400, PAGE),
        ("javascript:alert(1)", "Shells.", "javascript:alert(1)"),
        ("ftp://example.org", "Shells.", "ftp://example.org"),
        ("http://[::1", "Shells.", "http://[::1"),
        ("", "Shells.", ""),
    ],
)  # fmt: skip
def test_the_address_of_a_sentence(url: str, sentence: str, expected: str) -> None:
    assert to_sentence(url, sentence) == expected


@given(st.text(max_size=300), st.sampled_from(["", "#top", "#:~:text=x", "#a:~:b"]))
def test_the_page_stays_and_the_words_come_back(sentence: str, fragment: str) -> None:
    link = to_sentence(PAGE + fragment, sentence)
    assert link.startswith(PAGE)
    words = " ".join(sentence.split())
    if not words:
        assert link == PAGE + fragment
        return
    element, _, directive = urldefrag(link).fragment.partition(":~:text=")
    assert element == fragment.removeprefix("#").partition(":~:")[0]
    assert not set(directive) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%_.~,")
    first, *last = directive.split(",")
    assert words.startswith(unquote(first))
    assert len(last) <= 1
    assert words.endswith(unquote(last[0] if last else first))


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("HTTPS://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https:", False),
        ("ftp://example.org", False),
        ("file:///etc/passwd", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_links_lead_to_the_web_only(url: str, good: bool) -> None:
    assert is_web(url) is good
