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
from dashboard.finding import Found
from dashboard.query import snippets
from geo import Article, When
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
    return [markup.sentence(one, {}) for one in snippets(entry, range(len(entry.events)))]


def _said(entry: Entry) -> str:
    (snippet,) = snippets(entry, range(len(entry.events)))
    return markup.said(snippet)


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
    html = _said(report("[Nawa|nawa] was hit.", id_="1", stated=When(first, last, "stated", words), published=last))
    assert unescape(html).startswith(f'<p class="when">town · fairly sure · {said}')
    assert "<b>" not in html


def test_a_sentence_without_a_day_of_its_own_is_of_the_day_of_publication_or_of_none() -> None:
    dated = _said(report("[Nawa|nawa] was hit.", id_="1", published=date(2018, 7, 23)))
    assert dated == '<p class="when">town · fairly sure · published 23 July 2018</p>'
    assert _said(report("[Nawa|nawa] was hit.", id_="1")) == '<p class="when">town · fairly sure</p>'


def test_that_a_name_was_corrected_is_said_and_never_by_whom() -> None:
    entry = report("[Nawa|nawa] was hit.", id_="1")
    said = Correction("1", 0, 4, "Nawa", "place", "<i>Ada</i>", datetime(2026, 11, 22, tzinfo=UTC), PLACES["daraa"])
    corrected_entry = replace(entry, events=corrected(entry.article, entry.events, [said]))
    assert "corrected by hand on 2026-11-22</p>" in _said(corrected_entry)
    (html,) = _shown(corrected_entry)
    assert 'title="Daraa, SY · town · sure: corrected by hand on 2026-11-22' in html
    assert "Ada" not in html


def test_what_is_reported_and_how_exactly_and_surely_where_is_small_print() -> None:
    entry = report("Jets hit [Nawa|nawa], [Daraa|daraa] and [Syria|syria] and [Nowhere|].", id_="1")
    events = list(entry.events)
    events[0] = replace(events[0], kind="air strike")
    events[1] = replace(events[1], kind="other", placement=replace(events[1].placement, confidence=0.4))
    html = _said(replace(entry, events=tuple(events)))
    assert _Tags(html).words == "air strike or shelling town, country · a guess at least"
    assert '<span class="kind">air strike or shelling</span>' in html
    assert _Tags(_said(report("In [Nowhere|].", id_="1"))).words == "not placed"
    sure = _said(report("[Daraa|daraa] and [Syria|syria].", id_="1"))
    assert _Tags(sure).words == "town, country · fairly sure"


# Marks on marks

SPANS = st.lists(st.tuples(st.integers(-2, 22), st.integers(-2, 22)).map(sorted), max_size=5)


def _covered(spans: list[list[int]], at: int) -> bool:
    return any(first <= at < last for first, last in spans)


@given(st.text(alphabet="<>&\"' aב", min_size=20, max_size=20), SPANS, SPANS, st.integers(0, 10), st.integers(10, 20))
def test_marks_may_overlap_and_all_words_come_out_once(
    source: str, outer: list[list[int]], inner: list[list[int]], start: int, end: int
) -> None:
    layers = [[(a, b, f'<mark class="{name}">') for a, b in spans] for name, spans in (("o", outer), ("i", inner))]
    html = markup.marked(source, start, end, *layers)
    inside: list[str] = []
    told = []

    class Marks(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            inside.append(str(dict(attrs)["class"]))

        def handle_endtag(self, tag: str) -> None:
            inside.pop()

        def handle_data(self, data: str) -> None:
            told.extend((character, "o" in inside, "i" in inside) for character in data)
            assert inside in ([], ["o"], ["i"], ["o", "i"])  # well nested, and no mark within its like

    parser = Marks()
    parser.feed(html)
    parser.close()
    assert inside == []
    assert told == [(source[at], _covered(outer, at), _covered(inner, at)) for at in range(start, end)]


def test_a_searched_word_in_a_name_is_marked_in_it_and_one_beyond_it_is_cut() -> None:
    html = markup.marked("in Daraa-city", 0, 13, [(3, 8, "<mark>")], [(3, 13, '<mark class="word">')])
    assert html == 'in <mark><mark class="word">Daraa</mark></mark><mark class="word">-city</mark>'


def test_the_whole_text_stands_in_paragraphs_of_their_own_direction() -> None:
    entry = report("Shells hit [Daraa|daraa].\n\nانسحبوا من [درعا|daraa|associative].\n \n[Nowhere|] is.", id_="1")
    html = markup.article(entry, {})
    assert html.count('<p dir="auto">') == 3
    assert [str(attrs["class"]) for tag, attrs in _Tags(html).found if tag == "mark"] == [
        "literal",
        "other",
        "unplaced",
    ]


def test_a_heading_leads_to_the_sentence_at_the_source_and_names_the_site() -> None:
    article = Article("1", "x", title="Title", url="https://www.example.org/a", source="Us")
    html = markup.heading(article, sentence='Shells & "fire".', more=["copy"])
    (link,) = [attrs for tag, attrs in _Tags(html).found if tag == "a"]
    assert link["href"] == "https://www.example.org/a#:~:text=Shells%20%26%20%22fire%22."
    assert (link["target"], link["rel"]) == ("_blank", "noopener noreferrer")
    assert _Tags(html).words == "Titleno date · Us · copy · example.org ↗"


def test_the_words_of_a_search_are_marked_in_title_and_source() -> None:
    html = markup.heading(
        Article("1", "x", title="<i>Shells</i>", source="Shell"), found=Found(title=[(3, 9)], source=[(0, 5)])
    )
    assert '&lt;i&gt;<mark class="word">Shells</mark>&lt;/i&gt;' in html
    assert '<mark class="word">Shell</mark>' in html


def test_a_word_found_elsewhere_is_shown_in_its_sentence() -> None:
    article = Article("1", f"First. {'a ' * 300}needle {'b ' * 300}. Last.")
    at = article.text.index("needle")
    html = markup.found_in(article, (7, len(article.text) - 6), Found(text=[(at, at + 6)]))
    assert '<mark class="word">needle</mark>' in html
    assert _Tags(html).words.startswith("Word found here: … ")
    assert len(_Tags(html).words) < markup.LONGEST + 40


@given(st.text(max_size=20), st.floats(0, 1))
def test_candidates_are_a_table_of_words(name: str, score: float) -> None:
    place = replace(PLACES["daraa"], name=name)
    html = markup.candidates([(place, score, True), (PLACES["hostile"], 0.0, False)], {})
    tags = {tag for tag, _ in _Tags(html).found}
    assert tags <= {"table", "thead", "tbody", "tr", "th", "td", "i", "bdi", "small", "span", "a"}
    assert HOSTILE in _Tags(html).words


def test_the_reason_beside_a_name_cannot_break_out_of_its_attribute() -> None:
    entry = report("[Nawa|hostile] was hit.", id_="1")
    (html,) = _shown(entry)
    tags = dict(_Tags(html).found)
    assert tags["mark"].keys() == {"class", "title"}
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


def test_links_lead_to_the_web_only() -> None:
    assert markup.link("words", "javascript:alert(1)") == "words"
    assert '<a href="https://example.org"' in markup.link("words", "https://example.org")


def test_a_link_cannot_break_out_of_its_attribute() -> None:
    tags = _Tags(markup.link("words", 'https://example.org/"onmouseover="x'))
    assert tags.found[0][1].keys() == {"href", "target", "rel"}


@given(st.text(max_size=60))
def test_plain_words_hold_no_live_markdown(words: str) -> None:
    escaped = markup.plain(words)
    assert re.sub(r"\\(.)", r"\1", escaped).replace("\u2060", "") == " ".join(words.split()).replace("\u2060", "")
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]$:<>|~]", escaped)


def test_the_legend_is_words_and_signs() -> None:
    html = markup.legend([legend.Entry("dot", "#a00", "a < b"), legend.Entry("ring", "#00a", "about here")])
    assert "about here" in _Tags(html).words
    assert "a &lt; b" in html
    assert '<i class="ring" style="color:#00a"></i>' in html
