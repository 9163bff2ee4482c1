"""Stepping and playing through time: which period comes next, the buttons for it, and the clock while it plays.

A step sets the filters' period, so that every view follows; the map stays where it is. While it plays, the address is
not written (see state.py).
"""

from collections.abc import Callable
from datetime import date

import streamlit as st

from dashboard import markup, state, text, units
from dashboard.query import Corpus
from dashboard.units import Period
from news.queries import Filters, Unit

Days = tuple[date | None, date | None]

STEP_S = 1.0
WAY = "play"  # key of the widget
WAYS = ("window", "cumulative")

_FRESH = "_clock_drawn"  # the page itself drew the clock: its first tick is still to come


def following(period: Period | None, days: Period, unit: Unit, by: int, *, cumulative: bool) -> Period | None:
    """The period a unit later, or earlier where `by` is -1; None where that leaves all time, `days`.

    A period moves as it is, put to whole units; a cumulative one begins where it began. Without one, the first
    unit comes next, and the last before.
    """
    if period is None:
        return units.around(days[0] if by > 0 else days[1], unit)
    first, last = units.of_period(period, unit)
    last = units.beside(units.around(last, unit), unit, by)[1]
    if not cumulative:
        first = units.beside(units.around(first, unit), unit, by)[0]
    inside = first <= last and first >= units.around(days[0], unit)[0] and last <= units.around(days[1], unit)[1]
    return (first, last) if inside else None


def beginning(period: Period | None, days: Period, unit: Unit, *, cumulative: bool) -> Period:
    """Where playing begins anew: a window as long as the one that reached the end, if that leaves anything to play."""
    start, end = units.around(days[0], unit)
    if period and not cumulative:
        for _ in list(units.every(*units.of_period(period, unit), unit))[1:]:
            end = units.beside((start, end), unit, 1)[1]
    return (start, end) if end < units.around(days[1], unit)[0] else units.around(days[0], unit)


def draw(corpus: Corpus, filters: Filters, unit: Unit, days: Period) -> None:
    """The buttons, what is shown in words, and the clock while it plays. `days` are all time."""
    playing = bool(st.session_state.get(state.PLAYING))
    st.session_state.setdefault(WAY, WAYS[0])
    cumulative = st.session_state[WAY] == "cumulative"
    period = _period(filters, days)
    back, forth = (following(period, days, unit, by, cumulative=cumulative) for by in (-1, 1))
    with st.container(key="steps", horizontal=True, gap="xxsmall", width="content"):
        _button("back", text.STEP_BACK[unit], ":material/skip_previous:", _step, back)
        if playing:
            _button("play", text.PAUSE, ":material/pause:", _step, (filters.since, filters.until))
        else:
            begin = period if period and forth else beginning(period, days, unit, cumulative=cumulative)
            _button("play", text.PLAY, ":material/play_arrow:", _play, begin)
        _button("forth", text.FORTH[unit], ":material/skip_next:", _step, forth)
    st.segmented_control(
        text.PLAY_HOW,
        WAYS,
        format_func=text.PLAY_WAYS.__getitem__,
        key=WAY,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
        on_change=state.touched,
    )
    stories = corpus.select(filters).counts.stories
    st.html(markup.status(text.shown_period(filters.since, filters.until, stories)), width="content")
    if filters.since or filters.until:
        _button("all", text.ALL_TIME, ":material/close:", _step, (None, None))
    if playing:
        st.session_state[_FRESH] = True
        _clock(forth, days, unit)


def _button(name: str, label: str, icon: str, on_click: Callable[..., None], period: Days | None) -> None:
    st.button(
        label,  # for screen readers; style.css shows the icon only
        key=f"play-{name}",
        icon=icon,
        help=label,
        type="tertiary",
        disabled=period is None,
        on_click=on_click,
        args=(period,),
        width="content",
    )


def _period(filters: Filters, days: Period) -> Period | None:
    """What is chosen of all time; None for all of it, or none of it."""
    since, until = max(filters.since or days[0], days[0]), min(filters.until or days[1], days[1])
    return (since, until) if (filters.since or filters.until) and since <= until else None


@state.by_hand
def _step(period: Days) -> None:
    """Show a period, and stop playing."""
    st.session_state.update({state.SINCE: period[0], state.UNTIL: period[1], state.PLAYING: False})


@state.by_hand
def _play(begin: Period) -> None:
    st.session_state.update({state.SINCE: begin[0], state.UNTIL: begin[1], state.PLAYING: True})


@state.by_hand
def advance(forth: Period | None, days: Period, unit: Unit) -> None:
    """Show the next period, and stop playing at the end."""
    if forth:
        st.session_state.update({state.SINCE: forth[0], state.UNTIL: forth[1]})
    st.session_state[state.PLAYING] = forth is not None and forth[1] < units.around(days[1], unit)[0]


@st.fragment(run_every=STEP_S)
def _clock(forth: Period | None, days: Period, unit: Unit) -> None:
    """Go on each time that the browser's clock ticks."""
    if not st.session_state.pop(_FRESH, False):
        advance(forth, days, unit)
        st.rerun()
