"""The map beside the list of sentences that it was made from. Each moves or filters the other."""

from functools import partial

import streamlit as st

from dashboard import (
    canvas,
    colours,
    controls,
    correcting,
    editing,
    listing,
    naming,
    state,
    text,
    timeline,
    tray,
    trends,
)
from dashboard.query import Corpus, Selection
from geo import Place
from news.queries import Filters

LIST_HEIGHT = 960  # as far down as the timeline beside it reaches


def show(corpus: Corpus, filters: Filters) -> None:
    """Draw the view."""
    selection = corpus.select(filters)
    colour = st.session_state[state.COLOUR]
    left, right = st.columns([1.75, 1], gap="medium")
    look = left.container(key="look")  # comes after the map, and its room is kept
    with left.container(key="map"):
        canvas.draw(
            corpus,
            selection,
            name="map",
            chosen=corpus.place(filters.place),
            on_click=_clicked,
            layer=st.session_state[state.LAYER],
            colour=colour,
            named=partial(naming.name, local=state.local_names(), alone=True),
        )
    state.let_the_map_come()
    with look:
        controls.choose_look()
    with right:
        _list(corpus, filters, selection)
    with left:
        palette = colours.KINDS[st.context.theme.type == "dark"] if colour == "kind" else None
        tray.draw(corpus, filters, selection.counts)
        timeline.draw(corpus, filters, colours=palette)
        trends.draw(corpus, filters)


def _clicked(place: Place) -> None:
    """A mark was clicked: filter by its place, or by none if it was the filter already."""
    state.choose_place(None if place.id == st.session_state.get(state.PLACE) else place.id)


def _list(corpus: Corpus, filters: Filters, selection: Selection) -> None:
    counts = selection.counts
    shown, left_out = text.counts(counts, corpus.snapshot.stories, selection.left_out)
    st.caption(f"**{shown}**" + (f"  \n{left_out}" if left_out else ""))
    limit = state.snippets_shown()
    dated = corpus.stories(filters, limit)
    undated = corpus.stories(filters, limit, undated=True).stories if counts.undated_articles else ()
    if not dated.stories:
        _empty(filters, selection)
        if not undated:
            return
    beside = partial(correcting.draw, corpus) if editing.corrects(corpus) else None
    period = filters.since or filters.until
    with st.container(key="list", height=LIST_HEIGHT, border=False):
        heading = "" if period else text.UNDATED_HEADING
        listing.draw(corpus, dated.stories, name="dated", beside=beside, undated=heading, search=filters.words)
        if dated.more:
            st.button(text.MORE, on_click=state.show_more, width="stretch")
        if undated:
            st.markdown(f"##### {text.undated(counts.undated_articles)}")
            listing.draw(corpus, undated, name="undated", beside=beside, search=filters.words)


def _empty(filters: Filters, selection: Selection) -> None:
    if filters.since and filters.until and filters.since > filters.until:
        hint = text.EMPTY_BACKWARDS
    elif selection.counts.associative_hidden:
        hint = text.EMPTY_ONLY_ASSOCIATIVE
    else:
        hint = text.EMPTY_HINT
    if filters == Filters() and not selection.counts.associative_hidden:
        st.info(text.EMPTY_NO_PLACE)
        return
    st.info(f"**{text.EMPTY}** {hint}")
    st.button(text.CLEAR, on_click=state.clear)
