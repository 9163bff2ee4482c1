"""The reader as Streamlit runs it: an article of any kind, the story that it belongs to, and what is not there."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import text
from dashboard.query import Corpus
from news.archive import Archive
from news.records import Entry, Removal
from tests.dashboard.conftest import Make
from tests.dashboard.reports import HOSTILE, PLACES, REPORTS, keep, report

APP = Path(__file__).parents[2] / "app.py"
DARAA = PLACES["daraa"].id

Open = Callable[..., AppTest]


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Archive:
    """One with the reports of reports.py."""
    st.cache_resource.clear()
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))
    return keep(tmp_path / "archive", REPORTS)


@pytest.fixture
def open_page(archive: Archive) -> Open:
    """Open the page at an address, with some reports more."""

    def open_at(*more: Entry, **address: str) -> AppTest:
        archive.keep(more)
        page = AppTest.from_file(str(APP), default_timeout=60)
        page.query_params.update(address)
        page.run()
        assert not page.exception
        return page

    return open_at


def _address(page: AppTest) -> dict[str, str]:
    return {key: value[-1] if isinstance(value, list) else value for key, value in page.query_params.items()}


def _html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def _marks(page: AppTest) -> str:
    return str(json.loads(page.get("component_instance")[0].proto.json_args)["feature_group"])


def test_an_article_is_read_with_its_places_its_map_and_its_table(open_page: Open) -> None:
    page = open_page(view="article", article="daraa")
    html = _html(page)
    assert "Shelling in the south" in html
    assert "2 July 2018" in html
    assert html.count('<p dir="auto">') == 2
    assert html.count('<mark class="literal"') == 5  # one of them in the legend
    assert html.count('<mark class="other"') == 3
    assert f'"{DARAA}"' in _marks(page)
    assert f'"{PLACES["moscow"].id}"' in _marks(page)  # other uses of names too
    assert f'"{PLACES["damascus"].id}"' not in _marks(page)  # of another article
    table = page.dataframe[0].value
    assert table[text.NAME_IN_TEXT].tolist() == ["Daraa", "Nawa", "Syrian", "Golan Heights", "Moscow", "Daraa province"]
    assert table[text.EXACTNESS].tolist()[:4] == [
        "town", "town", "somewhere in this country", "somewhere in this region",
    ]  # fmt: skip
    assert set(table[text.CONFIDENCE]) == {"90%"}
    assert table[text.ROLE].tolist()[2] == text.ROLE_NAMES["associative"]


def _remembers(page: AppTest) -> bool:
    script = page.get("component_instance")[0].proto.json_args.replace("\\", "").replace(" ", "")
    return '"remembers":true' in script


def test_its_map_has_no_part_in_the_address(open_page: Open) -> None:
    assert not _remembers(open_page(view="article", article="daraa"))
    assert _remembers(open_page())


def test_a_title_in_the_list_opens_the_reader_and_one_comes_back(open_page: Open) -> None:
    page = open_page(q="shelling")
    assert not page.exception
    page.button(key="read-dated-0").click().run()
    assert page.session_state["article"] == "daraa"
    assert _address(page)["article"] == "daraa"
    assert 'class="text"' in _html(page)
    next(button for button in page.button if button.label == text.BACK).click().run()
    assert "article" not in page.query_params
    assert 'class="text"' not in _html(page)
    assert page.session_state["q"] == "shelling"


def test_another_view_leaves_the_reader_open_beside_it(open_page: Open) -> None:
    page = open_page(view="article", article="daraa")
    page.segmented_control(key="view").set_value("places").run()
    assert not page.exception
    assert 'class="text"' not in _html(page)
    page.segmented_control(key="view").set_value("article").run()
    assert 'class="text"' in _html(page)


@pytest.mark.parametrize("id_", ["gone", "..", "a.b.c", "0", HOSTILE, "\0", "درعا", "x" * 5000])
def test_an_article_that_is_not_there_is_said_to_be_so(open_page: Open, id_: str) -> None:
    page = open_page(view="article", article=id_)
    assert page.info[0].value.startswith(f"**{text.NO_ARTICLE}**")
    assert [button.label for button in page.button if button.label == text.BACK]


def test_a_removed_article_is_said_to_be_removed(open_page: Open, archive: Archive) -> None:
    archive.remove([Removal("daraa", True, "Ada", datetime.now(UTC))])
    page = open_page(view="article", article="daraa")
    assert page.info[0].value.startswith(f"**{text.REMOVED_ARTICLE}**")
    assert "Shelling" not in _html(page)


def test_hostile_words_are_only_read(open_page: Open) -> None:
    html = _html(open_page(view="article", article="hostile"))
    assert "<img" not in html
    assert "javascript:" in html  # as words
    assert "href" not in html


def test_the_words_of_the_search_are_marked(open_page: Open) -> None:
    html = _html(open_page(view="article", article="daraa", q="shel mosc"))
    assert '<mark class="word">Shelling</mark> in the south' in html
    assert '<mark class="word">Shelling</mark> hit' in html
    assert '<mark class="word">Moscow</mark></mark>-brokered' in html


def test_an_article_without_places_or_text(open_page: Open) -> None:
    page = open_page(
        report("Nothing here.", id_="none"), report("", id_="empty", title="Title"), view="article", article="none"
    )
    assert text.NO_PLACES_HERE in [caption.value for caption in page.caption]
    assert not page.dataframe
    page = open_page(view="article", article="empty")
    assert "Title" in _html(page)
    assert text.NO_TEXT in [caption.value for caption in page.caption]


def test_names_that_found_no_place_are_in_the_table_and_none_on_the_map(open_page: Open) -> None:
    page = open_page(report("Shells hit [Xyzzyville|].", id_="none"), view="article", article="none")
    assert not page.get("component_instance")
    table = page.dataframe[0].value
    assert table[text.ROLE].tolist() == [text.UNPLACED_ROLE]
    assert table[text.CONFIDENCE].tolist() == [""]


def test_the_other_sources_of_a_story_are_listed_counted_and_lead_on(open_page: Open) -> None:
    first = report("Shells hit [Nawa|nawa].", id_="1", title="First", source="One", url="https://one.example/a")
    second = replace(
        report("Rain fell. In [Nawa|nawa] shells fell.", id_="2", title="Second", source="Two"), same_story="1"
    )
    copied = report("Shells hit [Nawa|nawa].", id_="3", title="Third", source="Three", same_story="1", copy=True)
    page = open_page(first, second, copied, view="article", article="2")
    assert "3 reports · 2 independent sources" in [caption.value for caption in page.caption]
    others = [element.proto.body for element in page.get("html") if "<header" in element.proto.body][1:]
    assert ["Third" in others[0], "First" in others[1]] == [True, True]
    assert f"<span>{text.NEAR_COPY}</span>" in others[0]
    assert 'href="https://one.example/a#:~:text=Shells%20hit%20Nawa."' in others[1]
    page.button(key="read-other-1").click().run()
    assert page.session_state["article"] == "1"
    assert not page.exception


def test_another_report_is_shown_by_its_sentence_about_the_same_place(make: Make) -> None:
    corpus: Corpus = make(
        report("Shells hit [Nawa|nawa].", id_="1", published=date(2018, 7, 2)),
        report("In [Daraa|daraa] it rained. Shells hit [Nawa|nawa] again.", id_="2", same_story="1"),
        report("In [Daraa|daraa] it rained.", id_="3", same_story="1"),
    )
    reading = corpus.reading("1")
    assert reading is not None
    assert [other.words for other in reading.others] == ["In Daraa it rained.", "Shells hit Nawa again."]
    assert (reading.articles, reading.sources) == (3, 1)
    assert corpus.reading("1") is reading
    assert corpus.reading("none") is None
