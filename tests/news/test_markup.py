"""Text that was stored as HTML comes out as its words."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from news.markup import plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Shells hit <b>Nawa</b>.</p>\n<p>Men &amp; women fled.</p>", "Shells hit Nawa.\n\nMen & women fled."),
        ("Shelling hit Nawa.<br/>Residents fled.", "Shelling hit Nawa.\nResidents fled."),
        ("<ul><li>Nawa<li>Daraa</ul>", "Nawa\nDaraa"),
        ("<p>Nawa</p><script>alert(1)</script><style>p {}</style>", "Nawa"),
        ("<p>درعا</p>", "درعا"),
        ("<div>" * 3 + "Nawa" + "</div>" * 3, "Nawa"),
    ],
)  # fmt: skip
def test_tags_are_taken_away(text: str, words: str) -> None:
    assert plain(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Shelling hit Nawa.",
        "if a < b and c > d",
        "He wrote <sic> and left",
        " Nawa &amp; \n",
        "<p " + "a " * 50_000 + "></p>",
    ],
)
def test_text_without_tags_is_left_as_it_is(text: str) -> None:
    assert plain(text) is text


@given(st.text(st.sampled_from("<>/pbr ai=\"'&;!-\0\ud800\n"), max_size=60))
@example("</p>")
@example("<br>" + "<div>" * 100_000)
@example("<!--</p>")
@example("<br>&#1;")
@example("<br>&#1;<script>x</script>&#4;")
def test_no_text_raises(text: str) -> None:
    assert isinstance(plain(text), str)
