"""Stepping and playing through time: what comes next, where it ends, and what the address says meanwhile."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import streamlit as st
from hypothesis import assume, given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from dashboard import playing, text, units
from dashboard.units import Period
from news.queries import Unit
from tests.dashboard.reports import REPORTS, keep

Open = Callable[..., AppTest]
DAYS = date(2018, 7, 2), date(2018, 8, 1)
UNITS = some.sampled_from(units.UNITS)


def page() -> None:
    """As the map view has it, with a button in the place of the clock's tick."""
    import streamlit as st

    from dashboard import controls, disclosed, playing, state, timeline

    corpus = disclosed.corpus()
    _, filters = state.follow_address(corpus)
    state.write_address(corpus)
    timeline.draw(corpus, filters)
    days = corpus.snapshot.days
    now = (filters.since, filters.until) if filters.since else None
    forth = playing.following(now, days, "week", 1, cumulative=st.session_state["play"] == "cumulative")
    st.button("tick", key="tick", on_click=playing.advance, args=(forth, days, "week"))
    controls.choose_filters(corpus)


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Open:
    """Open it on the reports of reports.py, by weeks, at an address."""
    st.cache_resource.clear()
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))

    def open_at(**address: str) -> AppTest:
        keep(tmp_path / "archive", REPORTS)
        app = AppTest.from_function(page, default_timeout=60)
        app.query_params.update(address)
        app.session_state["unit"] = "week"
        return app.run()

    return open_at


def period(app: AppTest) -> tuple[str, str]:
    return str(app.session_state["since"]), str(app.session_state["until"])


def address(app: AppTest) -> dict[str, str]:
    return {key: value[-1] if isinstance(value, list) else value for key, value in app.query_params.items()}


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


# -- What comes next


@pytest.mark.parametrize(
    ("now", "unit", "by", "cumulative", "then"),
    [
        (None, "day", 1, False, ("2018-07-02", "2018-07-02")),
        (None, "week", 1, True, ("2018-07-02", "2018-07-08")),
        (None, "month", -1, False, ("2018-08-01", "2018-08-31")),
        (("2018-07-09", "2018-07-15"), "week", 1, False, ("2018-07-16", "2018-07-22")),
        (("2018-07-09", "2018-07-15"), "week", -1, False, ("2018-07-02", "2018-07-08")),
        (("2018-07-09", "2018-07-22"), "week", 1, False, ("2018-07-16", "2018-07-29")),
        (("2018-07-09", "2018-07-15"), "day", 1, False, ("2018-07-10", "2018-07-16")),
        (("2018-07-01", "2018-07-31"), "month", 1, False, ("2018-08-01", "2018-08-31")),
        (("2018-07-09", "2018-07-15"), "week", 1, True, ("2018-07-09", "2018-07-22")),
        (("2018-07-09", "2018-07-22"), "week", -1, True, ("2018-07-09", "2018-07-15")),
        (("2018-07-09", "2018-07-15"), "week", -1, True, None),
        (("2018-07-02", "2018-07-08"), "week", -1, False, None),
        (("2018-07-30", "2018-08-05"), "week", 1, False, None),
        (("2018-07-01", "2018-08-31"), "month", 1, True, None),
    ],
)
def test_what_comes_next(
    now: tuple[str, str] | None, unit: Unit, by: int, cumulative: bool, then: tuple[str, str] | None
) -> None:
    chosen = (date.fromisoformat(now[0]), date.fromisoformat(now[1])) if now else None
    found = playing.following(chosen, DAYS, unit, by, cumulative=cumulative)
    assert (found and (found[0].isoformat(), found[1].isoformat())) == then


@given(some.dates(*DAYS), some.integers(0, 40), UNITS)
def test_a_window_keeps_its_length_and_a_step_back_undoes_a_step(first: date, long: int, unit: Unit) -> None:
    now = units.of_period((first, first + timedelta(days=long)), unit)
    later = playing.following(now, DAYS, unit, 1, cumulative=False)
    assume(later is not None)
    assert later
    assert playing.following(later, DAYS, unit, -1, cumulative=False) == now
    assert len(list(units.every(*later, unit))) == len(list(units.every(*now, unit)))


@given(UNITS, some.booleans(), some.none() | some.tuples(some.dates(*DAYS), some.integers(0, 40)))
def test_from_its_beginning_it_plays_to_the_last_day(
    unit: Unit, cumulative: bool, asked: tuple[date, int] | None
) -> None:
    chosen = (asked[0], asked[0] + timedelta(days=asked[1])) if asked else None
    at: Period | None = playing.beginning(chosen, DAYS, unit, cumulative=cumulative)
    steps = []
    while at:
        steps.append(at)
        at = playing.following(at, DAYS, unit, 1, cumulative=cumulative)
    assert steps[0][0] <= DAYS[0] <= steps[0][1]
    assert steps[-1][1] == units.around(DAYS[1], unit)[1]
    assert len({first for first, _ in steps}) == (1 if cumulative else len(steps))


# -- The buttons


def test_a_step_is_a_filter_like_any_other(open_page: Open) -> None:
    app = press(open_page(), "play-forth")
    assert period(app) == ("2018-07-02", "2018-07-08")
    assert address(app) == {"since": "2018-07-02", "until": "2018-07-08"}
    assert app.date_input(key="since").value == date(2018, 7, 2)
    assert "2 to 8 July 2018, 1 story" in app.get("html")[0].proto.body
    assert app.button(key="play-back").disabled
    assert period(press(app, "play-forth")) == ("2018-07-09", "2018-07-15")
    assert period(press(app, "play-back")) == ("2018-07-02", "2018-07-08")
    assert address(press(app, "play-all")) == {}


def test_the_last_step_is_the_last(open_page: Open) -> None:
    app = press(open_page(), "play-back")
    assert period(app) == ("2018-07-30", "2018-08-05")
    assert app.button(key="play-forth").disabled


def test_the_address_waits_until_it_is_paused(open_page: Open) -> None:
    app = press(open_page(since="2018-07-02", until="2018-07-08"), "play-play")
    assert app.button(key="play-play").label == text.PAUSE
    for until in ("2018-07-15", "2018-07-22"):
        press(app, "tick")
        assert period(app)[1] == until
        assert address(app) == {"since": "2018-07-02", "until": "2018-07-08"}
    press(app, "play-play")
    assert period(app) == ("2018-07-16", "2018-07-22")
    assert address(app) == {"since": "2018-07-16", "until": "2018-07-22"}
    assert app.button(key="play-play").label == text.PLAY


def test_it_stops_at_the_end_and_begins_anew(open_page: Open) -> None:
    app = press(open_page(since="2018-07-23", until="2018-07-29"), "play-play")
    press(app, "tick")
    assert app.button(key="play-play").label == text.PLAY
    assert address(app) == {"since": "2018-07-30", "until": "2018-08-05"}
    press(app, "play-play")
    assert period(app) == ("2018-07-02", "2018-07-08")
    assert app.button(key="play-play").label == text.PAUSE


def test_a_cumulative_period_grows(open_page: Open) -> None:
    app = open_page()
    app.segmented_control(key="play").set_value("cumulative").run()
    press(app, "play-play")
    assert period(app) == ("2018-07-02", "2018-07-08")
    assert period(press(app, "tick")) == ("2018-07-02", "2018-07-15")
    assert period(press(app, "play-forth")) == ("2018-07-02", "2018-07-22")
    assert app.button(key="play-play").label == text.PLAY
