"""Words of others are shown to the letter and do nothing."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import markup, query
from dashboard.query import Filters
from tests.dashboard.reports import HOSTILE, REPORTS, report


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def _sentences(marked: str) -> list[str]:
    corpus = query.build_corpus([report(marked, id_="1")])
    chosen = query.select(corpus, Filters(associative=True)).mentions
    return [markup.sentence(snippet) for snippet in query.snippets(corpus, chosen)]


def test_names_are_marked_by_role() -> None:
    (html,) = _sentences("Talks in [Damascus|damascus] with [Russian|russia|associative] officials.")
    assert "<mark>Damascus</mark>" in html
    assert '<mark class="other">Russian</mark>' in html
    assert _Tags(html).words == "Talks in Damascus with Russian officials."


def test_right_to_left_text_is_left_to_find_its_way() -> None:
    (html,) = _sentences("انسحبوا من [درعا|daraa] اليوم.")
    assert 'dir="auto"' in html


def test_a_long_sentence_is_cut_around_its_first_name() -> None:
    (html,) = _sentences("word " * 200 + "[Daraa|daraa]" + " word" * 200)
    words = _Tags(html).words
    assert "Daraa" in words
    assert words.startswith("… ")
    assert words.endswith(" …")
    assert len(words) < markup.LONGEST + 20


@given(st.text(alphabet="<>&\"'`$ aé", max_size=40), st.text(alphabet="<>&\"'`$ aé", max_size=40))
def test_any_text_comes_out_as_it_went_in(before: str, after: str) -> None:
    for html in _sentences(f"{before}[Daraa|daraa]{after}"):
        tags = _Tags(html)
        assert {tag for tag, _ in tags.found} <= {"p", "mark"}
        assert tags.words in f"{before}Daraa{after}"


def test_a_hostile_report_makes_no_element_of_its_own() -> None:
    hostile = next(article for article, _ in REPORTS if article.id == "hostile")
    tags = _Tags(markup.heading(hostile))
    assert [tag for tag, _ in tags.found] == ["header", "h4", "p", "time", "span"]  # and no link
    assert HOSTILE in tags.words


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
    assert markup.is_web(url) is good
    assert ("<a " in markup.link("words", url)) is good


def test_a_link_cannot_break_out_of_its_attribute() -> None:
    tags = _Tags(markup.link("words", 'https://example.org/"onmouseover="x'))
    assert tags.found[0][1].keys() == {"href", "target", "rel"}


@given(st.text(max_size=60))
def test_plain_words_hold_no_live_markdown(words: str) -> None:
    escaped = markup.plain(words)
    assert re.sub(r"\\(.)", r"\1", escaped) == " ".join(words.split())
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]$:<>|~]", escaped)


def test_the_legend_says_what_each_mark_means() -> None:
    words = unescape(_Tags(markup.legend({"literal": "#a00", "associative": "#00a"})).words)
    assert "Exact place" in words
    assert "Somewhere in this country" in words
