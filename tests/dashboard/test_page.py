"""The page as Streamlit runs it, without a browser: every view, every kind of address, and what may be missing."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import state, text
from news.records import Entry
from news.whereabouts import SAMPLES
from tests.dashboard import reports
from tests.dashboard.reports import PLACES, REPORTS, keep, report

APP = Path(__file__).parents[2] / "app.py"
DARAA, NAWA = PLACES["daraa"].id, PLACES["nawa"].id
ALL_LITERAL = "4 of 4 stories: 11 mentions in 4 reports"

Open = Callable[..., AppTest]


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the archive that is shown lies; there is none yet."""
    st.cache_resource.clear()
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))
    return tmp_path / "archive"


@pytest.fixture
def open_page(folder: Path) -> Open:
    """Open the page on the reports of reports.py, or on others, at an address."""

    def open_at(entries: tuple[Entry, ...] = REPORTS, **address: str) -> AppTest:
        keep(folder, entries)
        return _page(**address).run()

    return open_at


def _page(**address: str) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.query_params.update(address)
    return page


def _look(page: AppTest) -> AppTest:
    """Open the popover of the map's look, whose widgets are there only then."""
    page.session_state["look-more"] = True
    return page.run()


def _caption(page: AppTest) -> str:
    return page.caption[0].value.split("\n")[0].strip().strip("*")


def _map(page: AppTest) -> dict[str, Any]:
    arguments: dict[str, Any] = json.loads(page.get("component_instance")[0].proto.json_args)
    return arguments


def _address(page: AppTest) -> dict[str, str]:
    return {key: value[-1] if isinstance(value, list) else value for key, value in page.query_params.items()}


@pytest.mark.parametrize("view", [view for view in text.VIEWS if view != state.READER])
def test_every_view_renders(open_page: Open, at_home: None, view: str) -> None:
    open_page()
    page = _page(view=view)
    page.run()
    assert not page.exception
    assert not page.error
    assert page.session_state["view"] == view


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
        ({"view": "framed"}, {"view": "map"}, 11, {}),
        ({"kind": "battle,air-strike"}, {"kind": ["battle", "air strike"]}, 0, {"kind": "battle,air-strike"}),
        ({"kind": "other,nonsense"}, {"kind": ["other"]}, 11, {"kind": "other"}),
        ({"kind": "nonsense"}, {"kind": []}, 11, {}),
        ({"layer": "heat", "colour": "recency"}, {"layer": "heat"}, 11, {"layer": "heat", "colour": "recency"}),
        ({"layer": "sand", "colour": "red"}, {"layer": "places", "colour": "kind"}, 11, {}),
        ({"names": "local"}, {"names": True}, 11, {"names": "local"}),
        ({"made": "2018-07-01T10:00:00Z"}, {}, 11, {"made": "2018-07-01T10:00:00Z"}),
        ({"made": "2018-07-01T12:00:00+02:00"}, {}, 11, {"made": "2018-07-01T10:00:00Z"}),
        ({"made": "yesterday"}, {"made": None}, 11, {}),
        ({"made": "0001-01-01T00:00:00+14:00"}, {"made": None}, 11, {}),
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
    assert f": {text.number(mentions, 'mention')} in" in _caption(page)
    if normal is not None:
        assert _address(page) == normal


def test_what_the_reader_chooses_is_shown_and_written_to_the_address(open_page: Open) -> None:
    page = open_page()
    page.selectbox[0].select(NAWA).run()
    assert _caption(page) == "1 of 4 stories: 1 mention in 1 report"
    page.date_input[0].set_value(date(2018, 7, 2)).run()
    page.text_input[0].set_value("shelling").run()
    _look(page).toggle[0].set_value(True).run()
    assert _address(page) == {"place": NAWA, "since": "2018-07-02", "q": "shelling", "associative": "true"}
    page.segmented_control[0].set_value("places").run()
    assert _address(page)["view"] == "places"
    assert page.session_state["place"] == NAWA


def test_each_filter_is_a_chip_that_can_be_taken_off(open_page: Open) -> None:
    address = {"place": "syria", "since": "2018-07-01", "until": "2018-08-31", "q": "shelling", "kind": "other"}
    page = open_page(**address)
    assert page.button(key="chip-place").label == "Only Syria and places in it"
    assert page.button(key="chip-since").label == "Since 1 July 2018"
    assert page.button(key="chip-until").label == "Until 31 August 2018"
    assert page.button(key="chip-q").label == "“shelling”"
    assert page.button(key="chip-kind").label == "Other"
    for key in ("place", "since", "until", "q", "kind"):
        page.button(key=f"chip-{key}").click().run()
        assert key not in _address(page)
        address.pop(key)
        assert set(_address(page)) == set(address)
    assert _caption(page) == ALL_LITERAL
    page = open_page(place="syria", kind="battle,talks")
    assert page.button(key="chip-kind").label == "Battle or talks and deals"
    page.button(key="chip-all").click().run()
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
        page.button(key="move-dated-0").click().run()
        moved.append(_map(page)["feature_group"].split("dateline.shown")[1])
    assert moved[0] != moved[1]
    assert all('"to":[[' in call and "32.61889" in call for call in moved)
    assert ": 4 mentions in" in _caption(page)


def test_the_base_map_stays_the_same_through_every_filter(open_page: Open) -> None:
    page = open_page()
    first = page.get("component_instance")[0].proto.id
    _look(page).toggle[0].set_value(True).run()
    page.selectbox[0].select(NAWA).run()
    assert page.get("component_instance")[0].proto.id == first


def test_the_list_grows_when_asked(open_page: Open) -> None:
    page = open_page(tuple(report("Shelling hit [Daraa|daraa].", id_=str(n)) for n in range(state.SNIPPETS + 5)))
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


def test_the_undated_stay_in_the_list_below_a_period_and_off_the_map(open_page: Open) -> None:
    page = open_page(since="2018-07-09", until="2018-07-31")
    assert "1 report without a date below" in page.caption[0].value
    assert f"##### {text.undated(1)}" in [markdown.value for markdown in page.markdown]
    assert page.button(key="move-undated-0")
    assert f'"{PLACES["hostile"].id}"' not in _map(page)["feature_group"]


def test_without_a_period_the_undated_come_last_below_their_heading(open_page: Open) -> None:
    page = open_page()
    assert f"##### {text.UNDATED_HEADING}" in [markdown.value for markdown in page.markdown]
    assert not [button for button in page.button if "undated" in str(button.key)]


def test_the_other_reports_of_a_story_are_one_click_away(open_page: Open) -> None:
    first = report("Shells hit [Nawa|nawa].", id_="1", title="First", source="One")
    second = report("In [Nawa|nawa] shells fell.", id_="2", title="Second", source="Two", same_story="1")
    page = open_page((first, second))
    assert _caption(page) == "1 of 1 story: 2 mentions in 2 reports"
    (expander,) = page.expander
    assert expander.label == "1 more report · 2 independent sources"
    assert "First" in expander.children[0].proto.body


def test_an_empty_archive_says_how_to_begin_and_lets_its_owner_begin(
    folder: Path, request: pytest.FixtureRequest
) -> None:
    page = _page().run()
    assert text.FIRST in page.info[0].value
    assert page.code[0].value == text.FIRST_COMMAND
    assert not page.text_area
    request.getfixturevalue("at_home")
    assert _page().run().text_area[0].label == text.ADD_TEXT


@pytest.mark.parametrize("address", ["s3:/", "ftp://nowhere/x"])
def test_an_archive_that_cannot_be_reached_is_named_without_a_traceback(
    folder: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    file = folder.parent / "file"
    file.write_text("no folder")
    monkeypatch.setenv("DATELINE_ARCHIVE", address if "://" in address else str(file / "archive"))
    page = _page().run()
    assert not page.exception
    assert text.FAILED in page.error[0].value
    assert text.FAILED_ARCHIVE in page.markdown[0].value


def test_an_archive_of_a_later_version_asks_for_an_upgrade_and_recovers(open_page: Open, folder: Path) -> None:
    keep(folder, REPORTS)
    marker = folder / "dateline.json"
    known = marker.read_text()
    marker.write_text('{"format": 99}')
    page = _page().run()
    assert not page.exception
    assert "format 99" in page.error[0].value
    assert text.FAILED_NEWER in page.markdown[0].value
    page.button[0].click().run()
    assert not page.exception
    assert "format 99" in page.error[0].value
    marker.write_text(known)
    page.button[0].click().run()
    assert _caption(page) == ALL_LITERAL


def test_parts_that_cannot_be_read_are_told_and_the_rest_is_shown(open_page: Open, folder: Path) -> None:
    folder.mkdir()
    (folder / "20260101T000000.000000Z-00000000.articles.parquet").write_bytes(b"PAR1 cut off")
    page = open_page()
    assert not page.exception
    assert text.unread(1) in [expander.label for expander in page.expander]
    assert "00000000.articles.parquet" in page.code[0].value
    assert _caption(page) == ALL_LITERAL


def test_what_is_added_meanwhile_is_shown_with_the_next_run(open_page: Open, folder: Path) -> None:
    page = open_page()
    keep(folder, [report("Shells hit [Nawa|nawa].", id_="new")])
    page.run()
    assert _caption(page) == "5 of 5 stories: 12 mentions in 5 reports"


def test_the_sample_is_shown_where_there_is_nothing_else_and_small_enough_to_send(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    st.cache_resource.clear()
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    page = _page(associative="true").run()
    assert not page.exception
    assert " of 56 stories" in _caption(page)
    assert len(page.get("component_instance")[0].proto.json_args) < 1_000_000
    keep(tmp_path / "archive", REPORTS)
    assert " of 4 stories" in _caption(page.run())
    assert SAMPLES.is_dir()


@pytest.mark.parametrize("view", ["map", "places", "about"])
@pytest.mark.parametrize("words", ["Nothing is here at all.", "Shelling hit the town of [Xyzzyville|]."])
def test_reports_that_name_no_place_that_is_known(open_page: Open, view: str, words: str) -> None:
    page = open_page((report(words, id_="1"),), view=view)
    assert not page.exception
    assert not page.error
    if view == "map":
        assert page.info[0].value == text.EMPTY_NO_PLACE


def test_a_shared_link_says_how_much_has_come_since_it_was_made(open_page: Open) -> None:
    page = open_page(made="2025-12-31T23:59:59Z", place=NAWA)
    assert "4 articles have come since this link was made (31 December 2025, 23:59 UTC), 1 of them" in _said(page)
    page = open_page((), made="2026-01-01T00:00:00Z")
    assert "Nothing has come since this link was made" in _said(page)
    next(button for button in page.button if button.label == text.CLOSE).click().run()
    assert "since this link was made" not in _said(page)
    assert _address(page) == {}


def test_the_names_without_a_place_are_counted_below_the_map_and_read_when_asked_for(open_page: Open) -> None:
    page = open_page()
    (tray,) = [expander for expander in page.expander if expander.label == text.tray(1)]
    assert not tray.dataframe
    page.session_state["tray"] = True
    page.run()
    (tray,) = [expander for expander in page.expander if expander.label == text.tray(1)]
    assert tray.dataframe[0].value[text.UNPLACED_NAME].tolist() == ["Nowhere"]


def _said(page: AppTest) -> str:
    return "\n".join(element.value for element in page.markdown)


def test_what_the_look_popover_holds_stays_while_it_is_closed(open_page: Open) -> None:
    page = _look(open_page(colour="recency", associative="true", names="local"))
    page.toggle[1].set_value(False).run()
    page.session_state["look-more"] = False
    page.run()
    assert not page.toggle
    page.text_input[0].set_value("shelling").run()
    assert _address(page) == {"colour": "recency", "associative": "true", "q": "shelling"}


def test_the_table_has_a_row_for_each_mark_with_all_that_the_map_says_of_it(open_page: Open) -> None:
    table = open_page(view="places", associative="true").dataframe[0].value
    rows = {(row[text.PLACE], row[text.WHY_RELATION]): row for row in table.to_dict("records")}
    assert rows["Daraa", ""][text.EXACTNESS] == text.LEVELS["settlement"]
    assert rows["Daraa", "near Daraa"][text.EXACTNESS] == text.LEVELS["near"]
    assert rows["Daraa", ""][text.KINDS_OF_EVENT] == "other 2"
    assert rows["Moscow", ""][text.EXACTNESS] == text.TOOLTIP["associative"]
    only = open_page(view="places", place=NAWA).dataframe[0].value
    assert only[text.PLACE].tolist() == ["Nawa"]


def test_the_table_counts_countries_where_the_map_does(open_page: Open) -> None:
    table = open_page(view="places", layer="countries").dataframe[0].value
    assert table[[text.PLACE, text.STORIES, text.EXACTNESS]].to_numpy().tolist()[0] == [
        "Syria", 3, text.TOOLTIP["within"]
    ]  # fmt: skip


def test_the_table_has_the_names_that_places_have_where_they_lie(open_page: Open) -> None:
    page = open_page(view="places", names="local")
    table = page.dataframe[0].value
    local = dict(zip(table[text.PLACE], table[text.LOCAL_NAME], strict=True))
    assert local["Daraa"] == "\u2068درعا\u2069"
    assert local["Golan Heights"] == ""
    assert text.LOCAL_NAME not in open_page(view="places").dataframe[0].value


def test_a_name_that_turns_lines_round_turns_no_other_words(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = replace(PLACES["nawa"], id="geonames:2", name="\u202eNawa\u2067")
    monkeypatch.setitem(PLACES, "turned", hostile)
    entry = report("[x|turned] was hit.", id_="1", published=date(2018, 6, 19))
    page = open_page((entry,), place=hostile.id)
    assert not page.exception
    assert any("\u2068Nawa\u2069" in option for option in page.selectbox(key="place").options)
    shown = [*page.selectbox(key="place").options, *(e.label for e in page.button), *(e.help for e in page.button)]
    assert not any(control in (words or "") for words in shown for control in "\u202e\u2067")


@pytest.mark.parametrize("address", [{}, {"view": "places"}, {"embed": "true"}])
def test_a_setting_that_makes_no_sense_shows_nothing_but_what_is_wrong(
    open_page: Open, address: dict[str, str]
) -> None:
    open_page()
    page = _page(**address)
    page.secrets["dateline"] = {"blur_km": "wide"}
    page.run()
    assert not page.exception
    assert "must be a number above 0" in page.error[0].value
    assert not page.get("component_instance")
    assert not page.dataframe
