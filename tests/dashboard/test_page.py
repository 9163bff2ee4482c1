"""The page as Streamlit runs it, without a browser: every view, every kind of address, and what may be missing."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import query, state, text
from geo import GazetteerMissing
from tests.dashboard import reports
from tests.dashboard.reports import PLACES, report

APP = Path(__file__).parents[2] / "app.py"
DARAA, NAWA = PLACES["daraa"].id, PLACES["nawa"].id
ALL_LITERAL = "11 of 14 mentions in 4 of 4 reports"

Open = Callable[..., AppTest]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Open:
    """Open the page on the reports of reports.py, at an address."""
    st.cache_resource.clear()
    file = tmp_path / "articles.jsonl"
    file.write_text("{}\n")
    monkeypatch.setenv("DATELINE_ARTICLES", str(file))
    monkeypatch.setattr(query, "locate_all", reports.locate_all)
    monkeypatch.setattr(query, "read_articles", reports.read_articles)

    def open_at(**address: str) -> AppTest:
        page = AppTest.from_file(str(APP), default_timeout=30)
        page.query_params.update(address)
        return page.run()

    return open_at


def _caption(page: AppTest) -> str:
    return page.caption[0].value.split("\n")[0].strip().strip("*")


def _map(page: AppTest) -> dict[str, Any]:
    arguments: dict[str, Any] = json.loads(page.get("component_instance")[0].proto.json_args)
    return arguments


def _address(page: AppTest) -> dict[str, str]:
    return {key: value[-1] if isinstance(value, list) else value for key, value in page.query_params.items()}


@pytest.mark.parametrize("view", text.VIEWS)
def test_every_view_renders(open_page: Open, view: str) -> None:
    page = open_page(view=view)
    assert not page.exception
    assert not page.error
    assert page.segmented_control[0].value == view


def test_the_first_page_says_what_it_shows_and_of_when(open_page: Open) -> None:
    page = open_page()
    assert "4 news reports of 2 July to 1 August 2018" in page.markdown[0].value
    assert _caption(page) == ALL_LITERAL
    assert "1 name could not be placed; 2 other uses of names hidden" in page.caption[0].value
    assert _address(page) == {}


@pytest.mark.parametrize(
    ("address", "widgets", "mentions", "normal"),
    [
        ({"place": DARAA}, {"place": DARAA}, 4, {"place": DARAA}),
        ({"place": "daraa"}, {"place": DARAA}, 4, {"place": DARAA}),
        ({"since": "2018-07-09"}, {"since": date(2018, 7, 9)}, 5, {"since": "2018-07-09"}),
        ({"until": "2018-07-02"}, {"until": date(2018, 7, 2)}, 4, {"until": "2018-07-02"}),
        ({"until": "2030-01-01"}, {"until": date(2030, 1, 1)}, 9, {"until": "2030-01-01"}),
        ({"q": "shelling"}, {"q": "shelling"}, 4, {"q": "shelling"}),
        ({"associative": "true"}, {"associative": True}, 13, {"associative": "true"}),
        ({"place": "nowhere"}, {"place": None}, 11, {}),
        ({"place": "geonames:0"}, {"place": None}, 11, {}),
        ({"place": ""}, {"place": None}, 11, {}),
        ({"since": "yesterday"}, {"since": None}, 11, {}),
        ({"since": "2018-13-40"}, {"since": None}, 11, {}),
        ({"until": "20180702"}, {"until": None}, 11, {}),
        ({"associative": "maybe"}, {"associative": False}, 11, {}),
        ({"view": "no such view"}, {"view": "map"}, 11, {}),
        ({"at": "33_36_7"}, {}, 11, {"at": "33_36_7"}),
        ({"other": "kept", "place": "Nawa"}, {"place": NAWA}, 1, {"other": "kept", "place": NAWA}),
        ({"q": reports.HOSTILE[:40], "place": reports.HOSTILE}, {}, 1, None),
    ],
)
def test_the_address_sets_the_page_and_what_is_bad_in_it_falls_back(
    open_page: Open, address: dict[str, str], widgets: dict[str, Any], mentions: int, normal: dict[str, str] | None
) -> None:
    page = open_page(**address)
    assert not page.exception
    for key, value in widgets.items():
        assert page.session_state[key] == value
    assert _caption(page).startswith(f"{mentions} of 14 mentions")
    if normal is not None:
        assert _address(page) == normal


def test_what_the_reader_chooses_is_shown_and_written_to_the_address(open_page: Open) -> None:
    page = open_page()
    page.selectbox[0].select(NAWA).run()
    assert _caption(page) == "1 of 14 mentions in 1 of 4 reports"
    page.date_input[0].set_value(date(2018, 7, 2)).run()
    page.text_input[0].set_value("shelling").run()
    page.toggle[0].set_value(True).run()
    assert _address(page) == {"place": NAWA, "since": "2018-07-02", "q": "shelling", "associative": "true"}
    page.segmented_control[0].set_value("places").run()
    assert _address(page)["view"] == "places"
    assert page.session_state["place"] == NAWA


def test_the_place_filter_is_said_and_can_be_taken_off(open_page: Open) -> None:
    page = open_page(place="syria")
    assert "Only Syria and places in it" in page.markdown[1].value
    next(button for button in page.button if button.label == text.EVERYWHERE).click().run()
    assert _caption(page) == ALL_LITERAL
    assert _address(page) == {}


def test_the_address_wins_after_back_but_never_over_the_readers_hand(open_page: Open) -> None:
    page = open_page(place=NAWA)
    page.query_params["place"] = DARAA
    page.run()
    assert page.session_state["place"] == DARAA
    page.query_params["place"] = NAWA  # as sent by a browser that has not yet heard of the last change
    page.selectbox[0].select(PLACES["damascus"].id).run()
    assert page.session_state["place"] == PLACES["damascus"].id


def test_choosing_a_place_moves_the_map_and_panning_runs_nothing(open_page: Open) -> None:
    page = open_page()
    arguments = _map(page)
    assert arguments["returned_objects"] == ["last_active_drawing"]
    assert arguments["center"] is None
    assert arguments["zoom"] is None
    page.selectbox[0].select(NAWA).run()
    assert '"key": ""' not in _map(page)["feature_group"]
    assert "32.8893" in _map(page)["feature_group"].split("dateline.shown")[1]


def test_a_sentence_moves_the_map_to_its_places_again_and_again(open_page: Open) -> None:
    page = open_page(q="shelling")
    moved = []
    for _ in range(2):
        page.button(key="move-0").click().run()
        moved.append(_map(page)["feature_group"].split("dateline.shown")[1])
    assert moved[0] != moved[1]
    assert all('"to": ' in call and "32.61889" in call for call in moved)
    assert _caption(page).startswith("4 of")


def test_the_base_map_stays_the_same_through_every_filter(open_page: Open) -> None:
    page = open_page()
    first = page.get("component_instance")[0].proto.id
    page.toggle[0].set_value(True).run()
    page.selectbox[0].select(NAWA).run()
    assert page.get("component_instance")[0].proto.id == first


def test_the_list_grows_when_asked(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(report("Shelling hit [Daraa|daraa].", id_=str(n)) for n in range(state.SNIPPETS + 5))
    monkeypatch.setattr(reports, "REPORTS", many)
    page = open_page()
    moves = [button for button in page.button if str(button.key).startswith("move-")]
    assert len(moves) == state.SNIPPETS
    next(button for button in page.button if button.label == text.MORE).click().run()
    assert len([button for button in page.button if str(button.key).startswith("move-")]) == state.SNIPPETS + 5
    assert not [button for button in page.button if button.label == text.MORE]


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ({"q": "no such word"}, text.EMPTY_HINT),
        ({"since": "2018-07-09", "until": "2018-07-02"}, text.EMPTY_BACKWARDS),
        ({"place": "moscow"}, text.EMPTY_ONLY_ASSOCIATIVE),
    ],
)
def test_the_empty_page_says_what_to_do_and_does_it(open_page: Open, address: dict[str, str], hint: str) -> None:
    page = open_page(**address)
    assert text.EMPTY in page.info[0].value
    assert hint in page.info[0].value
    next(button for button in page.button if button.label == text.CLEAR).click().run()
    assert _caption(page) == ALL_LITERAL
    assert _address(page) == {}


def test_the_first_state_says_how_to_begin(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "REPORTS", ())
    page = open_page()
    assert text.FIRST in page.info[0].value
    assert page.code[0].value == text.FIRST_COMMAND


def test_a_missing_file_is_named_without_a_traceback(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_ARTICLES", "/no/such/file.jsonl")
    page = open_page()
    assert not page.exception
    assert text.FAILED in page.error[0].value
    assert "file" in page.error[0].value
    assert text.FAILED_ARTICLES in page.markdown[0].value


def test_a_missing_gazetteer_says_how_to_get_it_and_recovers(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(articles: Any) -> Any:
        raise GazetteerMissing("data/gazetteer.npz: no such gazetteer file")

    monkeypatch.setattr(query, "locate_all", missing)
    page = open_page()
    assert not page.exception
    assert "no such gazetteer file" in page.error[0].value
    assert page.code[0].value == text.FAILED_GAZETTEER_COMMAND
    monkeypatch.setattr(query, "locate_all", reports.locate_all)
    page.button[0].click().run()
    assert _caption(page) == ALL_LITERAL


def test_lines_that_cannot_be_read_are_told_and_the_rest_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    st.cache_resource.clear()
    file = tmp_path / "articles.jsonl"
    good = {"id": "1", "text": "Shelling hit Daraa, Syria.", "published": "2018-07-02"}
    file.write_text("{broken\n" + json.dumps(good) + "\n" + '{"id": "2"}\n')
    monkeypatch.setenv("DATELINE_ARTICLES", str(file))
    page = AppTest.from_file(str(APP), default_timeout=30).run()
    assert not page.exception
    assert page.expander[0].label == "2 lines of the input could not be read"
    assert "articles.jsonl:1" in page.code[0].value
    assert "in 1 of 1 report" in _caption(page)


def test_the_sample_is_shown_and_small_enough_to_send(monkeypatch: pytest.MonkeyPatch) -> None:
    st.cache_resource.clear()
    monkeypatch.delenv("DATELINE_ARTICLES", raising=False)
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.query_params["associative"] = "true"
    page.run()
    assert not page.exception
    assert " of 56 reports" in _caption(page)
    assert len(page.get("component_instance")[0].proto.json_args) < 1_000_000


@pytest.mark.parametrize("view", text.VIEWS)
@pytest.mark.parametrize("words", ["Nothing is here at all.", "Shelling hit the town of Xyzzyville."])
def test_reports_that_name_no_place_that_is_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, view: str, words: str
) -> None:
    st.cache_resource.clear()
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": words}))
    monkeypatch.setenv("DATELINE_ARTICLES", str(tmp_path / "a.jsonl"))
    page = AppTest.from_file(str(APP), default_timeout=30)
    page.query_params["view"] = view
    page.run()
    assert not page.exception
    assert not page.error
    if view == "map":
        assert page.info[0].value == text.EMPTY_NO_PLACE
