"""What the reader turns: the views, the filters, the chips that take each filter off, and how the map looks."""

import sys
from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

import streamlit as st

from dashboard import focus, markup, naming, state, text
from dashboard.query import CHOICES, Corpus
from geo import Place
from news.queries import Filters
from news.records import EVENT_KINDS

DATE_WIDTH = 165  # two of them fit beside one another on a phone

# Places to choose from, with local names and without. Made for each reader, they are the most that a session holds.
_offered: WeakKeyDictionary[Corpus, dict[bool, dict[str, str]]] = WeakKeyDictionary()


def choose_view() -> None:
    """The tabs."""
    st.segmented_control(
        text.VIEW,
        state.views(),
        format_func=text.VIEWS.__getitem__,
        key=state.VIEW,
        required=True,
        label_visibility="collapsed",
        on_change=state.changed,
    )


def choose_filters(corpus: Corpus) -> None:
    """The row of filters."""
    local = state.local_names()
    labels = _labels(corpus, local)
    chosen = st.session_state[state.PLACE]
    if chosen not in labels and (place := corpus.place(chosen)):
        labels = labels | {chosen: _label(corpus, place, local)}
    first, last = _calendar(corpus)
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            text.PLACE,
            list(labels),
            index=None,
            key=state.PLACE,
            format_func=labels.__getitem__,
            placeholder=text.PLACE_HINT,
            on_change=state.place_changed,
        )
        for label, key in ((text.SINCE, state.SINCE), (text.UNTIL, state.UNTIL)):
            st.date_input(
                label,
                None,
                key=key,
                min_value=first,
                max_value=last,
                format="YYYY-MM-DD",
                on_change=state.changed,
                width=DATE_WIDTH,
            )
        st.text_input(text.WORDS, key=state.WORDS, placeholder=text.WORDS_HINT, on_change=state.changed)
        st.multiselect(
            text.KINDS_OF_EVENT,
            EVENT_KINDS,
            key=state.KINDS,
            format_func=text.EVENT_KINDS.__getitem__,
            placeholder=text.KINDS_HINT,
            on_change=state.changed,
        )


def _labels(corpus: Corpus, local: bool) -> dict[str, str]:
    """What the places to choose from are called, by their ids."""
    offered = _offered.setdefault(corpus, {})
    if local not in offered:
        places = filter(None, map(corpus.place, islice(corpus.mentioned, CHOICES)))
        # most are the same in the next state of the archive, and a session keeps those that it saw last
        offered[local] = {place.id: sys.intern(_label(corpus, place, local)) for place in places}
    return offered[local]


def _label(corpus: Corpus, place: Place, local: bool) -> str:
    return text.option(naming.named(place, local=local), corpus.countries, corpus.mentioned.get(place.id, 0))


def chips(corpus: Corpus, filters: Filters) -> None:
    """Each filter that is on, to be taken off with a click."""
    place = corpus.place(filters.place)
    found: list[tuple[str, str, Callable[..., None], tuple[Any, ...]]] = []
    if place:
        label = text.only_here(naming.named(place, local=state.local_names()), corpus.countries)
        found.append((state.PLACE, label, state.choose_place, (None,)))
    for key, label in (
        (state.SINCE, text.since(filters.since)),
        (state.UNTIL, text.until(filters.until)),
        (state.WORDS, text.with_words(filters.words)),
        (state.KINDS, text.of_kinds(filters.kinds)),
    ):
        if label:
            found.append((key, label, state.take_off, (key,)))
    if not found:
        return
    with st.container(key="chips", horizontal=True, gap="small"):
        for key, label, take_off, which in found:
            st.button(
                markup.plain(label),
                key=f"chip-{key}",
                icon=":material/close:",
                icon_position="right",
                on_click=take_off,
                args=which,
            )
        if len(found) > 1:
            st.button(text.CLEAR, key="chip-all", type="tertiary", on_click=state.clear)


def choose_look() -> None:
    """How the map draws what it shows."""
    with st.container(key="look-row", horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            text.LAYER,
            state.LAYERS,
            format_func=text.LAYERS.__getitem__,
            key=state.LAYER,
            required=True,
            label_visibility="collapsed",
            on_change=state.touched,
        )
        # Its widgets are there only while it is open: ones that the browser first meets later than in the run that set
        # them, it takes to stand at their defaults, and says so at the next click.
        with st.popover(text.LOOK, icon=":material/tune:", key="look-more", on_change=state.touched) as popover:
            if not popover.open:
                return
            st.segmented_control(
                text.COLOUR,
                state.COLOURS,
                format_func=text.COLOURS.__getitem__,
                key=state.COLOUR,
                required=True,
                persist_state="session",
                on_change=state.touched,
            )
            st.toggle(
                text.ASSOCIATIVE,
                key=state.ASSOCIATIVE,
                help=text.ASSOCIATIVE_HELP,
                persist_state="session",
                on_change=state.changed,
            )
            st.toggle(
                text.LOCAL_NAMES,
                key=state.NAMES,
                help=text.LOCAL_NAMES_HELP,
                persist_state="session",
                on_change=state.touched,
            )
            focus.follow("look")


def _calendar(corpus: Corpus) -> tuple[date, date]:
    """What the calendars offer: the days that anything is of, and those that are asked for."""
    days = [*(corpus.days or (date.today(),)), st.session_state[state.SINCE], st.session_state[state.UNTIL]]
    known = [day for day in days if day]
    return min(known), max(known)
