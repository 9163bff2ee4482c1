"""The histogram below the map: what its bars say, and what a hand on it means."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import markup, text, timeline
from dashboard.query import Corpus
from dashboard.units import Period
from geo import When
from news.queries import Unit
from news.records import EVENT_KINDS, Entry
from tests.dashboard.reports import PLACES, REPORTS, keep, report

DAY_MS = 86_400_000
Open = Callable[..., AppTest]


def page() -> None:
    """As the map view has it."""
    from dashboard import controls, disclosed, state, timeline, trends
    from news.records import EVENT_KINDS

    corpus = disclosed.corpus()
    _, filters = state.follow_address(corpus)
    state.write_address(corpus)
    timeline.draw(corpus, filters, colours=dict.fromkeys(EVENT_KINDS, "#123456"))
    trends.draw(corpus, filters)
    controls.choose_filters(corpus)


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Open:
    """Open it on the reports of reports.py, or on others, at an address."""
    st.cache_resource.clear()
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))

    def open_at(entries: tuple[Entry, ...] = REPORTS, **address: str) -> AppTest:
        keep(tmp_path / "archive", entries)
        app = AppTest.from_function(page, default_timeout=60)
        app.query_params.update(address)
        return app.run()

    return open_at


def bars(app: AppTest) -> list[dict[str, Any]]:
    """What the pointer meets: a row for each unit, with no gap between them."""
    (chart,) = app.get("vega_lite_chart")
    tables = [pa.ipc.open_stream(one.data.data).read_all() for one in chart.proto.datasets]
    (met,) = [table for table in tables if "said" in table.column_names]
    rows: list[dict[str, Any]] = met.to_pylist()
    assert all(before["to"] == after["from"] for before, after in pairwise(rows))
    return rows


def moment(day: date, hours: float = 0) -> float:
    return (day - date(1970, 1, 1)).days * DAY_MS + hours / 24 * DAY_MS


# -- What the bars say


def test_each_day_has_its_bar_also_those_of_nothing(open_page: Open) -> None:
    rows = bars(open_page())
    stories = {row["days"]: row["stories"] for row in rows}
    assert next(iter(stories)) == "2018-07-02"
    assert list(stories)[-1] == "2018-08-01"
    assert len(stories) == 31
    assert {day: many for day, many in stories.items() if many} == {"2018-07-02": 1, "2018-07-09": 1, "2018-08-01": 1}
    assert all(row["chosen"] for row in rows)


def test_the_period_is_seen_inside_the_whole(open_page: Open) -> None:
    app = open_page(since="2018-07-08", until="2018-07-10")
    rows = bars(app)
    assert len(rows) == 31
    assert [row["days"] for row in rows if row["chosen"]] == ["2018-07-08", "2018-07-09", "2018-07-10"]
    assert sum(row["stories"] for row in rows) == 3


def test_the_other_filters_count(open_page: Open) -> None:
    stories = [row["stories"] for row in bars(open_page(place=PLACES["nawa"].id))]
    assert sum(stories) == stories[0] == 1


def test_the_unit_can_be_changed(open_page: Open) -> None:
    app = open_page()
    assert app.session_state["unit"] == "day"
    app.segmented_control(key="unit").set_value("week").run()
    weeks = {row["days"]: row["stories"] for row in bars(app)}
    assert list(weeks) == [
        "2018-07-02 to 2018-07-08", "2018-07-09 to 2018-07-15", "2018-07-16 to 2018-07-22",
        "2018-07-23 to 2018-07-29", "2018-07-30 to 2018-08-05",
    ]  # fmt: skip
    assert list(weeks.values()) == [1, 1, 0, 0, 1]
    app.segmented_control(key="unit").set_value("month").run()
    assert [row["stories"] for row in bars(app)] == [2, 1]


@pytest.mark.parametrize(
    ("days", "unit"), [(0, "day"), (90, "day"), (91, "week"), (731, "week"), (732, "month"), (20_000, "month")]
)
def test_the_first_unit_fits_the_time(open_page: Open, days: int, unit: str) -> None:
    ends = (date(2018, 7, 2) - timedelta(days=days), date(2018, 7, 2))
    app = open_page(tuple(report("In [Nawa|nawa].", id_=str(n), published=day) for n, day in enumerate(ends)))
    assert app.session_state["unit"] == unit
    assert len(bars(app)) <= timeline.MOST_BARS + 1


def test_what_a_sentence_says_of_long_ago_leaves_room_for_the_news(open_page: Open) -> None:
    long_ago = When(date(1948, 5, 15), date(1948, 5, 15), "stated", "15 May 1948")
    app = open_page((*REPORTS, report("In [Nawa|nawa].", id_="old", stated=long_ago, published=date(2018, 7, 3))))
    assert bars(app)[0]["days"] == "2018-07-02"
    assert "1 mention of earlier days" in app.get("html")[1].proto.body
    rows = bars(open_page(since="1948-05-01", until="1948-05-31"))
    assert [(row["days"], row["stories"]) for row in rows if row["chosen"]] == [("1948-05-01 to 1948-05-31", 1)]


def test_a_screen_reader_is_told(open_page: Open) -> None:
    app = open_page()
    (chart,) = app.get("vega_lite_chart")
    assert chart.proto.alt == "Bars of stories by day, 2018-07-02 to 2018-08-01. The most: 1 story, 2018-07-02."
    assert bars(app)[0]["said"] == "2018-07-02: 1 story (other 1)"


def test_the_kinds_of_a_bar_add_up_to_its_stories(open_page: Open) -> None:
    app = open_page(associative="true")
    (chart,) = app.get("vega_lite_chart")
    tables = [pa.ipc.open_stream(one.data.data).read_all() for one in chart.proto.datasets]
    (drawn,) = [table for table in tables if "part" in table.column_names]
    highs = [max(row["high"] for row in drawn.to_pylist() if row["from"] == bar["from"]) for bar in bars(app)[:1]]
    assert highs == [1]
    colours = [layer["encoding"]["color"]["scale"] for layer in json.loads(chart.proto.spec)["layer"][:1]]
    assert colours[0]["domain"] == [*EVENT_KINDS, ""]


@pytest.mark.parametrize(
    "address",
    [
        {"since": "2030-01-01"}, {"until": "1900-01-01"}, {"since": "2018-07-09", "until": "2018-07-02"},
        {"since": "0001-01-01", "until": "9999-12-31"}, {"place": "moscow"}, {"q": "no such word"},
    ],
)  # fmt: skip
def test_every_address_can_be_drawn(open_page: Open, address: dict[str, str]) -> None:
    app = open_page(**address)
    assert not app.exception
    assert bars(app)
    for button in ("play-back", "play-forth", "play-play"):
        assert not app.button(key=button).disabled or button != "play-play"


def test_without_a_date_there_is_no_timeline(open_page: Open) -> None:
    app = open_page((report("In [Nawa|nawa].", id_="1"),))
    assert not app.exception
    assert not app.get("vega_lite_chart")
    assert not app.expander


# -- What a hand on it means


@pytest.mark.parametrize(
    ("unit", "edges", "means"),
    [
        ("day", (date(2018, 7, 2), date(2018, 7, 4)), (date(2018, 7, 2), date(2018, 7, 3))),
        ("week", (date(2018, 7, 3), date(2018, 7, 18)), (date(2018, 7, 2), date(2018, 7, 15))),
        ("week", (date(2018, 7, 18), date(2018, 7, 3)), (date(2018, 7, 2), date(2018, 7, 15))),
        ("month", (date(2018, 6, 10), date(2018, 7, 20)), (date(2018, 6, 1), date(2018, 7, 31))),
        ("month", (date(2018, 7, 20), date(2018, 7, 21)), (date(2018, 7, 1), date(2018, 7, 31))),
    ],
)
def test_a_brush_means_whole_units(unit: Unit, edges: Period, means: Period) -> None:
    dragged = {"bar": [], "brush": {"from": [moment(day) for day in edges]}}
    assert timeline.chosen(dragged, unit, None) == means


def test_a_brush_may_end_inside_a_day() -> None:
    dragged = {"brush": {"from": [moment(date(2018, 7, 2), 11), moment(date(2018, 7, 4), 13)]}}
    assert timeline.chosen(dragged, "day", None) == (date(2018, 7, 2), date(2018, 7, 4))


def test_a_click_chooses_a_bar_and_the_next_takes_it_off() -> None:
    clicked = {"bar": [{"from": moment(date(2018, 7, 2))}], "brush": {}}
    week = (date(2018, 7, 2), date(2018, 7, 8))
    assert timeline.chosen(clicked, "week", None) == week
    assert timeline.chosen(clicked, "week", (date(2018, 7, 9), date(2018, 7, 15))) == week
    assert timeline.chosen(clicked, "week", week) is None


@pytest.mark.parametrize("unit", ["day", "week", "month"])
def test_the_bars_that_are_shown_hold_what_is_chosen_and_stay_within_a_year(unit: Unit) -> None:
    days = date(1900, 1, 1), date(2018, 7, 2)
    for month in (1, 6, 12):
        chosen = date(1950, month, 1), date(1950, month, 20)
        shown = timeline.page(days, chosen, unit)
        assert shown[0] <= chosen[0] <= chosen[1] <= shown[1]
        assert shown == timeline.page(days, (date(1950, 3, 1), date(1950, 3, 2)), unit)
    assert timeline.page(days, None, unit)[1] == days[1]
    assert timeline.page((date(2018, 1, 1), date(2018, 7, 2)), None, unit) == (date(2018, 1, 1), date(2018, 7, 2))


# -- The last week beside its norm


def told(place: str, weeks: list[int]) -> list[Entry]:
    first = report("Nothing.", id_=f"{place}-first", published=date(2018, 6, 1))
    return [first] + [
        report(f"In [{place}|{place}].", id_=f"{place}{week}-{n}", published=date(2018, 7, 29) - timedelta(7 * week))
        for week, many in enumerate(weeks)
        for n in range(many)
    ]


def opened(app: AppTest) -> list[str]:
    """What the panel says once it is opened."""
    app.session_state["trends"] = True
    (panel,) = app.run().expander
    assert panel.label == text.TRENDS
    return [one.value for one in panel.markdown]


def test_nothing_is_compared_before_the_panel_is_opened(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Corpus, "trends", lambda *_: pytest.fail("nobody asked"))
    (panel,) = open_page(tuple(told("nawa", [14, 3, 3, 3, 3]))).expander
    assert not panel.markdown


def test_a_rise_is_a_button_that_filters_by_its_place(open_page: Open) -> None:
    app = open_page((*told("nawa", [14, 3, 3, 3, 3]), *told("damascus", [2, 2, 2, 2, 2])))
    said = opened(app)
    assert "23 to 29 July 2018: 16 stories, 5 in a usual week" in said[0]
    assert said[1] == "2 rises"
    button = app.button(key=f"trend-{PLACES['nawa'].id}")
    assert button.label == markup.plain("Nawa, SY: 14 stories, 3 in a usual week")
    button.click().run()
    assert app.session_state["place"] == PLACES["nawa"].id
    assert app.expander[0].markdown[1].value == "1 rise"  # of what kind


def test_a_fall_and_hostile_names_are_told_to_the_letter(open_page: Open) -> None:
    app = open_page((*told("hostile", [0, 6, 6, 6, 6]), *told("nawa", [1, 1, 1, 1, 1])))
    assert opened(app)[1] == "1 fall"
    label = app.button(key=f"trend-{PLACES['hostile'].id}").label
    assert ":red[" not in label
    assert label.endswith("no story, 6 in a usual week")


def test_too_few_weeks_are_said(open_page: Open) -> None:
    assert "needs 5 weeks of reports; these cover 4" in opened(open_page())[0]
