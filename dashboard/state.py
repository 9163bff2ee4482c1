"""The filters, their widgets, and the address that holds them.

The address is read and written at the start of a run, by hand: a widget that Streamlit binds to the address
writes its label there where a link needs an id, replaces the history entry where "back" should undo the change, and
has to be drawn before its value is known, while the map should be drawn before the widgets (see app.py).

The map's position (`at`) is not here: static/map.js writes and reads it without a run of the page.
"""

import time
from collections.abc import Callable
from datetime import date
from functools import wraps
from itertools import islice
from typing import Any, ParamSpec

import streamlit as st

from dashboard import editing, text
from dashboard.query import CHOICES, Corpus
from geo import Place
from news.queries import Filters

# Keys of the widgets, and names in the address.
PLACE, SINCE, UNTIL, WORDS, ASSOCIATIVE, VIEW = "place", "since", "until", "q", "associative", "view"
PLAYING = "_playing"  # time is played, see playing.py
FIRST_VIEW, ADD = "map", "add"
SNIPPETS = 20
# The map's frame shares the browser's one thread with the list and the filters. Sent along with it, they delay the
# first map by half; this much later, they are there as soon as before.
HEAD_START_S = 0.4
DATE_WIDTH = 165  # two of them fit beside one another on a phone

P = ParamSpec("P")

_SEEN = "_address"  # name -> what the address said when last looked at or written
_TOUCHED = "_touched"  # this run was caused by the reader's hand, not by the address
_MOVE = "_move"
_LIMIT = "_snippets_shown"
_MAP_CAME = "_map_came"


def by_hand(callback: Callable[P, None]) -> Callable[P, None]:
    """Mark a callback of a widget. Every one needs it: see `follow_address`."""

    @wraps(callback)
    def marked(*args: P.args, **kwargs: P.kwargs) -> None:
        st.session_state[_TOUCHED] = True
        callback(*args, **kwargs)

    return marked


def follow_address(corpus: Corpus) -> tuple[str, Filters]:
    """The view and the filters: as the address has them at first and after "back", else as the reader left them.

    While the page writes one change into the address, the browser may already send the next with the address from
    before; so a run that an input caused never reads the address.
    """
    seen = st.session_state.setdefault(_SEEN, {})
    touched = st.session_state.pop(_TOUCHED, False)
    for key, (read, _) in _params(corpus).items():
        address = st.query_params.get(key)
        if key not in st.session_state or (not touched and seen.get(key) != address):
            st.session_state[key] = read(address)
        seen[key] = address
    if corpus.place(st.session_state[PLACE]) is None:
        st.session_state[PLACE] = None  # the archive has changed under us
    return st.session_state[VIEW], Filters(
        place=st.session_state[PLACE],
        since=st.session_state[SINCE],
        until=st.session_state[UNTIL],
        words=st.session_state[WORDS],
        associative=st.session_state[ASSOCIATIVE],
    )


def write_address(corpus: Corpus) -> None:
    """Make the address say what is shown: defaults need no word, and what is not ours stays.

    To be called before the map is sent, which then puts its position into the new address. While time is played
    it stays as it was, so that "back" leads to where the reader was and not through each step.
    """
    if st.session_state.get(PLAYING) and st.session_state[VIEW] == FIRST_VIEW:
        return
    st.session_state[PLAYING] = False  # other views have no time to play
    params = _params(corpus)
    ours = {key: word for key, (_, write) in params.items() if (word := write(st.session_state[key]))}
    others = {key: st.query_params.get_all(key) for key in st.query_params if key not in params}
    if {**others, **ours} != {**others, **{key: st.query_params[key] for key in params if key in st.query_params}}:
        st.query_params.from_dict({**others, **ours})
    st.session_state[_SEEN] = {key: ours.get(key) for key in params}


def views() -> list[str]:
    """The views that this reader has."""
    return [view for view in text.VIEWS if view != ADD or editing.allowed()]


def choose_view() -> None:
    """The tabs."""
    st.segmented_control(
        text.VIEW,
        views(),
        format_func=text.VIEWS.__getitem__,
        key=VIEW,
        required=True,
        label_visibility="collapsed",
        on_change=_changed,
    )


def choose_filters(corpus: Corpus) -> None:
    """The row of filters."""
    offered = dict(islice(corpus.mentioned.items(), CHOICES))
    if chosen := st.session_state[PLACE]:
        offered.setdefault(chosen, corpus.mentioned.get(chosen, 0))
    labels = {
        id_: text.option(place, corpus.countries, stories)
        for id_, stories in offered.items()
        if (place := corpus.place(id_))
    }
    first, last = _calendar(corpus)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            text.PLACE,
            list(labels),
            index=None,
            key=PLACE,
            format_func=labels.__getitem__,
            placeholder=text.PLACE_HINT,
            on_change=_place_changed,
            args=(corpus,),
        )
        for label, key in ((text.SINCE, SINCE), (text.UNTIL, UNTIL)):
            st.date_input(
                label,
                None,
                key=key,
                min_value=first,
                max_value=last,
                format="YYYY-MM-DD",
                on_change=_changed,
                width=DATE_WIDTH,
            )
        st.text_input(text.WORDS, key=WORDS, placeholder=text.WORDS_HINT, on_change=_changed)
        st.toggle(text.ASSOCIATIVE, key=ASSOCIATIVE, help=text.ASSOCIATIVE_HELP, on_change=_changed, width="content")


@by_hand
def choose_place(place_id: str | None) -> None:
    """Filter by a place, or by none. For callbacks."""
    st.session_state[PLACE] = place_id
    st.session_state.pop(_LIMIT, None)


@by_hand
def clear() -> None:
    """Take every filter off. For callbacks."""
    st.session_state.update({PLACE: None, SINCE: None, UNTIL: None, WORDS: ""})
    st.session_state.pop(_LIMIT, None)


@by_hand
def touched() -> None:
    """For the callbacks of widgets that need no other."""


@by_hand
def show_added(places: tuple[Place, ...]) -> None:
    """The map without filters, at these places. For callbacks."""
    clear()
    st.session_state[VIEW] = FIRST_VIEW
    look_at(places)


@by_hand
def move_to(places: tuple[Place, ...]) -> None:
    """Ask the map to show these places. For callbacks."""
    look_at(places)


def look_at(places: tuple[Place, ...]) -> None:
    """Ask the map to show these places."""
    # A new key each time: the same place can be asked for again after the reader has moved the map away.
    st.session_state[_MOVE] = (places, f"{time.time():.3f}")


def asked_move() -> tuple[tuple[Place, ...], str]:
    """The places that the map was last asked to show, and the key of that wish; empty where there was none."""
    wish: tuple[tuple[Place, ...], str] = st.session_state.get(_MOVE, ((), ""))
    return wish


def let_the_map_come() -> None:
    """On a reader's first run, give the browser the time to draw the map that was sent before anything else."""
    if not st.session_state.get(_MAP_CAME):
        st.session_state[_MAP_CAME] = True
        time.sleep(HEAD_START_S)


def snippets_shown() -> int:
    """How many sentences the list holds at most."""
    limit: int = st.session_state.get(_LIMIT, SNIPPETS)
    return limit


@by_hand
def show_more() -> None:
    """Lengthen the list. For callbacks."""
    st.session_state[_LIMIT] = snippets_shown() + SNIPPETS


@by_hand
def _changed() -> None:
    st.session_state.pop(_LIMIT, None)


def _place_changed(corpus: Corpus) -> None:
    _changed()
    if place := corpus.place(st.session_state[PLACE]):
        move_to((place,))


def _params(corpus: Corpus) -> dict[str, tuple[Callable[[str | None], Any], Callable[[Any], str | None]]]:
    """How each of our names in the address is read, whatever it says, and written, where it is not the default."""
    return {
        VIEW: (
            lambda word: word if word in views() else FIRST_VIEW,
            lambda view: None if view == FIRST_VIEW else view,
        ),
        PLACE: (corpus.resolve, lambda place: place),
        SINCE: (_read_date, _write_date),
        UNTIL: (_read_date, _write_date),
        WORDS: (lambda word: (word or "").strip(), lambda words: words or None),
        ASSOCIATIVE: (lambda word: word == "true", lambda on: "true" if on else None),
    }


def _read_date(word: str | None) -> date | None:
    try:
        day = date.fromisoformat(word or "")
    except ValueError:
        return None
    return day if day.isoformat() == word else None  # Python knows other ISO forms, such as weeks; we do not


def _write_date(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _calendar(corpus: Corpus) -> tuple[date, date]:
    """What the calendars offer: the days that anything is of, and those that are asked for."""
    days = [*(corpus.days or (date.today(),)), st.session_state[SINCE], st.session_state[UNTIL]]
    known = [day for day in days if day]
    return min(known), max(known)
