"""Text that was stored as HTML comes out as its words."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from news.markup import is_endless, plain


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
    "text", ["Shelling hit Nawa.", "if a < b and c > d", "He wrote <sic> and left", " Nawa &amp; \n"]
)
def test_text_without_tags_is_left_as_it_is(text: str) -> None:
    assert plain(text) is text


@given(st.text(st.sampled_from("<>/pbr ai=\"'&;!-\0\ud800\n"), max_size=60))
@example("</p>")
@example("<br>" + "<div>" * 100_000)
@example("<!--</p>")
def test_no_text_raises(text: str) -> None:
    assert isinstance(plain(text), str)


ATTRIBUTES = [f"a{number}" for number in range(10_000)]


@pytest.mark.parametrize(
    ("html", "endless"),
    [
        (f"<p {' '.join(ATTRIBUTES)}>", True),
        (f"<p {'=1 '.join(ATTRIBUTES)}", True),
        ("<P " + "='>'".join(ATTRIBUTES), True),
        ("<p/" + '=""'.join(ATTRIBUTES), True),
        (f'<p data-all="{"=1 ".join(ATTRIBUTES)}">', False),
        (f"<p>{'=1 '.join(ATTRIBUTES)}</p>" * 3, False),
        ("<p a=1 b='2' c>" * 10_000, False),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_tag_with_attributes_without_end_is_seen(html: str, endless: bool) -> None:
    assert is_endless(html) is endless
    assert plain(f"Nawa {html}</p>")


def test_looking_for_such_a_tag_has_an_end() -> None:
    for html in ("<a '" * 500_000, '<a "' * 499_999, "<" * 2_000_000, "<a " * 500_000, "<a b='" + "<a " * 500_000):
        is_endless(html)
