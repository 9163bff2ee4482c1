"""Words of others are shown to the letter and do nothing."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import legend, markup
from dashboard.query import snippets
from geo import When
from news.corrections import corrected
from news.records import Correction, Entry
from tests.dashboard.reports import HOSTILE, PLACES, REPORTS, report


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


def _sentences(marked: str, *, stated: When | None = None, published: date | None = None) -> list[str]:
    return _shown(report(marked, id_="1", stated=stated, published=published))


def _shown(entry: Entry) -> list[str]:
    return [markup.sentence(snippet, {}) for snippet in snippets(entry, range(len(entry.events)))]


def test_names_are_marked_by_role() -> None:
    (html,) = _sentences("Talks in [Damascus|damascus] with [Russian|russia|associative] officials.")
    assert ">Damascus</mark>" in html
    assert '<mark class="other"' in html
    assert ">Russian</mark>" in html
    assert _Tags(html).words == "Talks in Damascus with Russian officials."


@pytest.mark.parametrize(
    ("first", "last", "words", "said"),
    [
        (date(2018, 6, 19), date(2018, 6, 19), "on June 19", "19 June 2018 (the text: “on June 19”)"),
        (date(2018, 6, 18), date(2018, 6, 24), "last week", "week of 18 June 2018 (the text: “last week”)"),
        (
            date(2018, 6, 16),
            date(2018, 6, 17),
            "at the weekend",
            "16 to 17 June 2018 (the text: “at the weekend”)",
        ),
        (date(2018, 6, 1), date(2018, 6, 30), "in June", "June 2018 (the text: “in June”)"),
        (date(2012, 2, 1), date(2012, 2, 29), "in February", "February 2012 (the text: “in February”)"),
        (date(2018, 1, 1), date(2018, 12, 31), "in 2018", "2018 (the text: “in 2018”)"),
        (date(2017, 1, 1), date(2018, 12, 31), "for two years", "1 January 2017 to 31 December 2018"),
        (date(2018, 6, 19), date(2018, 6, 19), "<b>&", "19 June 2018 (the text: “<b>&”)"),
    ],
)
def test_a_sentence_says_when_it_was_and_by_which_words(first: date, last: date, words: str, said: str) -> None:
    (html,) = _sentences("[Nawa|nawa] was hit.", stated=When(first, last, "stated", words), published=last)
    assert unescape(html.partition('<p class="when">')[2]).startswith(said)
    assert "<b>" not in html


def test_a_sentence_without_a_day_of_its_own_is_of_the_day_of_publication_or_of_none() -> None:
    (dated,) = _sentences("[Nawa|nawa] was hit.", published=date(2018, 7, 23))
    assert '<p class="when">published 23 July 2018</p>' in dated
    (undated,) = _sentences("[Nawa|nawa] was hit.")
    assert "when" not in undated


def test_who_corrected_a_name_is_said() -> None:
    entry = report("[Nawa|nawa] was hit.", id_="1")
    said = Correction("1", 0, 4, "Nawa", "place", "<i>Ada</i>", datetime(2026, 11, 22, tzinfo=UTC), PLACES["daraa"])
    (html,) = _shown(replace(entry, events=corrected(entry.article, entry.events, [said])))
    assert "corrected by &lt;i&gt;Ada&lt;/i&gt; on 2026-11-22</p>" in html
    assert 'title="Daraa, SY: corrected by' in html


def test_the_reason_beside_a_name_cannot_break_out_of_its_attribute() -> None:
    entry = report("[Nawa|hostile] was hit.", id_="1")
    (html,) = _shown(entry)
    tags = dict(_Tags(html).found)
    assert tags["mark"].keys() == {"title"}
    assert HOSTILE in str(tags["mark"]["title"])


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
    hostile = next(entry for entry in REPORTS if entry.article.id == "hostile")
    tags = _Tags(markup.heading(hostile.article))
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


def test_the_legend_is_words_and_signs() -> None:
    html = markup.legend([legend.Entry("dot", "#a00", "a < b"), legend.Entry("ring", "#00a", "about here")])
    assert "about here" in _Tags(html).words
    assert "a &lt; b" in html
    assert '<i class="ring" style="color:#00a"></i>' in html
