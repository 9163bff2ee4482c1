"""What a reader sees and how: the filters, the view, the open item; and the address that holds all of it.

The address is read and written at the start of a run, by hand: a widget that Streamlit binds to the address
writes its label there where a link needs an id, replaces the history entry where "back" should undo the change, and
has to be drawn before its value is known, while the map should be drawn before the widgets (see app.py).

The map's position (`at`) is not here: static/map.js writes and reads it without a run of the page.
"""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, ParamSpec
from urllib.parse import urlencode

import streamlit as st

from dashboard import disclosed, editing, limits, text
from dashboard.query import Corpus
from geo import Place
from news.queries import Filters
from news.records import EVENT_KINDS, EventKind

# Keys of the widgets, and names in the address.
PLACE, SINCE, UNTIL, WORDS, KINDS, ASSOCIATIVE, VIEW = "place", "since", "until", "q", "kind", "associative", "view"
LAYER, COLOUR, NAMES, MADE = "layer", "colour", "names", "made"
# The article that is read (its id), and the mention of which it is told why it is where it is, see `why.py`.
ARTICLE, OPEN = "article", "open"
PLAYING = "_playing"  # time is played, see playing.py
FIRST_VIEW, ADD, READER, FRAMED = "map", "add", "article", "framed"
UNFILTERED = (ADD, READER, "about")  # views that the filters do not matter to
LAYERS = ("places", "clusters", "heat", "countries", "provinces")
COLOURS = ("kind", "recency")
LOCAL = "local"  # names of places in their own script
SNIPPETS = 20
# The map's frame shares the browser's one thread with the list and the filters. Sent along with it, they delay the
# first map by half; this much later, they are there as soon as before.
HEAD_START_S = 0.4

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
        most = limits.MOST_IN_A_LINE if key == WORDS else limits.MOST_IN_A_WORD
        address = st.query_params.get(key, "")[:most] or None
        if key not in st.session_state or (not touched and seen.get(key) != address):
            st.session_state[key] = read(address)
        seen[key] = address
    if corpus.place(st.session_state[PLACE]) is None:
        st.session_state[PLACE] = None  # the archive has changed under us
    if st.session_state[VIEW] not in views():
        st.session_state[VIEW] = FIRST_VIEW  # as when a sign-in has ended
    return st.session_state[VIEW], Filters(
        place=st.session_state[PLACE],
        since=st.session_state[SINCE],
        until=st.session_state[UNTIL],
        words=limits.line(st.session_state[WORDS]),
        associative=st.session_state[ASSOCIATIVE],
        kinds=tuple(st.session_state[KINDS]),
    )


def write_address(corpus: Corpus) -> None:
    """Make the address say what is shown: defaults need no word, and what is not ours stays.

    To be called before the map is sent, which then puts its position into the new address. While time is played
    it stays as it was, so that "back" leads to where the reader was and not through each step.
    """
    if st.session_state.get(PLAYING) and st.session_state[VIEW] == FIRST_VIEW:
        return
    st.session_state[PLAYING] = False  # other views have no time to play
    params, ours = _params(corpus), _ours(corpus)
    others = {key: st.query_params.get_all(key) for key in st.query_params if key not in params}
    if {**others, **ours} != {**others, **{key: st.query_params[key] for key in params if key in st.query_params}}:
        st.query_params.from_dict({**others, **ours})
    st.session_state[_SEEN] = {key: ours.get(key) for key in params}


def views() -> list[str]:
    """The views that this reader has; the reader of articles is one while an article is open."""
    hidden = {ADD} if not editing.allowed() else set()
    if not st.session_state.get(ARTICLE):
        hidden.add(READER)
    return [view for view in text.VIEWS if view not in hidden]


def link(corpus: Corpus) -> str:
    """The query that restores what is shown, but for where the map stands: the browser knows that."""
    return urlencode(_ours(corpus))


def local_names() -> bool:
    """Whether places are called as they are where they lie."""
    return bool(st.session_state.get(NAMES))


def title(corpus: Corpus, filters: Filters) -> str:
    """What the browser's tab is called."""
    view: str = st.session_state[VIEW]
    return text.page_title(filters, corpus.place(filters.place), view="" if view == FIRST_VIEW else text.VIEWS[view])


def made() -> datetime | None:
    """When the link that was followed was made, UTC; None where none says so."""
    moment: datetime | None = st.session_state[MADE]
    return moment


@by_hand
def choose_place(place_id: str | None) -> None:
    """Filter by a place, or by none. For callbacks."""
    st.session_state[PLACE] = place_id
    st.session_state.pop(_LIMIT, None)


@by_hand
def read(article_id: str) -> None:
    """Open an article. For callbacks."""
    st.session_state.update({ARTICLE: article_id, VIEW: READER, OPEN: None})


@by_hand
def close_article() -> None:
    """Back from an article to the map. For callbacks."""
    st.session_state.update({ARTICLE: "", VIEW: FIRST_VIEW, OPEN: None})


@by_hand
def take_off(key: str) -> None:
    """Take one filter off. For callbacks."""
    st.session_state[key] = _NO_FILTER[key]
    st.session_state.pop(_LIMIT, None)


@by_hand
def clear() -> None:
    """Take every filter off. For callbacks."""
    st.session_state.update(_NO_FILTER)
    st.session_state.pop(_LIMIT, None)


@by_hand
def forget_made() -> None:
    """It no longer matters when the link was made. For callbacks."""
    st.session_state[MADE] = None


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
def changed() -> None:
    """For the widgets of filters: a list that was lengthened is short again."""
    st.session_state.pop(_LIMIT, None)


def place_changed() -> None:
    """For the widget of places: the map goes there."""
    changed()
    if place := disclosed.place_now(st.session_state[PLACE]):
        move_to((place,))


def _ours(corpus: Corpus) -> dict[str, str]:
    """What of the address is ours, as it should be; defaults need no word."""
    return {key: word for key, (_, write) in _params(corpus).items() if (word := write(st.session_state[key]))}


_NO_FILTER: dict[str, Any] = {PLACE: None, SINCE: None, UNTIL: None, WORDS: "", KINDS: []}


def _params(corpus: Corpus) -> dict[str, tuple[Callable[[str | None], Any], Callable[[Any], str | None]]]:
    """How each of our names in the address is read, whatever it says, and written, where it is not the default."""
    return {
        # before the view: there is a view of an article only where there is an article
        ARTICLE: (lambda word: word or "", lambda article: article or None),
        VIEW: (
            lambda word: word if word in views() else FIRST_VIEW,
            lambda view: None if view == FIRST_VIEW else view,
        ),
        PLACE: (corpus.resolve, lambda place: place),
        SINCE: (_read_date, _write_date),
        UNTIL: (_read_date, _write_date),
        WORDS: (lambda word: (word or "").strip(), lambda words: words or None),
        KINDS: (_read_kinds, lambda kinds: ",".join(map(_slug, kinds)) or None),
        ASSOCIATIVE: (lambda word: word == "true", lambda on: "true" if on else None),
        LAYER: _one_of(LAYERS),
        COLOUR: _one_of(COLOURS),
        NAMES: (lambda word: word == LOCAL, lambda on: LOCAL if on else None),
        # what it names may be gone: `why.py` says so
        OPEN: (lambda word: word or None, lambda mention: mention),
        MADE: (_read_moment, lambda moment: f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None),
    }


def _one_of(words: Sequence[str]) -> tuple[Callable[[str | None], str], Callable[[str], str | None]]:
    """A choice, the first of which is the default."""
    return (
        lambda word: word if word in words else words[0],
        lambda word: None if word == words[0] else word,
    )


def _slug(kind: EventKind) -> str:
    return kind.replace(" ", "-")


def _read_kinds(word: str | None) -> list[EventKind]:
    asked = set((word or "").split(","))
    return [kind for kind in EVENT_KINDS if _slug(kind) in asked]


def _read_moment(word: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(word or "")
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):  # the second for one before the first day that there is, or behind the last
        return None


def _read_date(word: str | None) -> date | None:
    try:
        day = date.fromisoformat(word or "")
    except ValueError:
        return None
    return day if day.isoformat() == word else None  # Python knows other ISO forms, such as weeks; we do not


def _write_date(day: date | None) -> str | None:
    return day.isoformat() if day else None
