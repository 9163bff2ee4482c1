"""The last week beside its norm: where and of what kind more or less is told, a button each. See `news.trends`."""

from collections.abc import Sequence

import streamlit as st

from dashboard import markup, naming, state, text
from dashboard.query import Corpus
from geo import Place
from news.queries import Filters
from news.records import EventKind
from news.trends import WEEKS, Change, Trends

MOST = 12  # changes that are listed


def draw(corpus: Corpus, filters: Filters) -> None:
    """Draw the panel; nothing where no report has a date. The weeks are compared only once it is opened."""
    if corpus.snapshot.days is None:
        return
    panel = st.expander(text.TRENDS, key="trends", icon=":material/trending_up:", on_change=state.touched)
    if panel.open and (found := corpus.trends(filters)):
        with panel:
            _panel(corpus, found)


def _panel(corpus: Corpus, found: Trends) -> None:
    if not found.enough:
        st.markdown(text.too_short(found.weeks, WEEKS + 1))
        return
    rises = sum(change.rises for _, change in (*found.places, *found.kinds))
    falls = len(found.places) + len(found.kinds) - rises
    st.markdown(text.last_week(found.first, found.last, found.all.last, found.all.usual))
    st.markdown(text.trends(rises, falls))
    if found.places:
        _places(corpus, [(corpus.places[number], change) for number, change in found.places])
    if found.kinds:
        _kinds(found.kinds)
    st.html(markup.hint(text.TRENDS_HOW))


def _places(corpus: Corpus, changes: Sequence[tuple[Place, Change]]) -> None:
    with st.container(gap=None):
        for place, change in changes[:MOST]:
            name = text.where(naming.named(place, local=state.local_names()), corpus.countries)
            said = text.trend(name, change.last, change.usual)
            st.button(
                markup.plain(said),
                key=f"trend-{place.id}",
                icon=_icon(change),
                type="tertiary",
                on_click=_go,
                args=(place,),
            )
    if len(changes) > MOST:
        st.html(markup.hint(text.more_changes(len(changes) - MOST)))


def _kinds(changes: Sequence[tuple[EventKind, Change]]) -> None:
    with st.container(gap="xsmall"):
        for kind, change in changes:
            st.markdown(f"{_icon(change)} {text.trend(text.EVENT_KINDS[kind], change.last, change.usual)}")


def _icon(change: Change) -> str:
    return ":material/trending_up:" if change.rises else ":material/trending_down:"


@state.by_hand
def _go(place: Place) -> None:
    """Filter by a place, and show it."""
    state.choose_place(place.id)
    state.look_at((place,))
