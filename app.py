"""The page: settings, filters, which view. No logic."""

from pathlib import Path

import streamlit as st

from dashboard import editing, query, state, states, text, views, why
from geo import DatelineError
from news.queries import Filters

st.set_page_config(page_title=f"{text.TITLE}: {text.TAGLINE}", page_icon=text.ICON, layout="wide")
st.html(Path(__file__).parent / "dashboard" / "style.css")


def page() -> None:
    """The heading and the filters, then a view or why there is none."""
    title, tabs = st.columns([3, 1], vertical_alignment="bottom")
    title.title(text.TITLE, anchor=False)
    try:
        with st.spinner(text.READING):
            corpus = query.open_corpus()
        if len(corpus.snapshot.articles):
            body(corpus, tabs)
        else:
            states.first(corpus)
            if editing.allowed():
                views.show(state.ADD, corpus, Filters())
    except DatelineError as error:
        states.failed(error)
    states.tell()


def body(corpus: query.Corpus, tabs: st.delta_generator.DeltaGenerator) -> None:
    """The filters and a view. Raises ArchiveError."""
    snapshot = corpus.snapshot
    st.markdown(text.introduction(len(snapshot.articles), snapshot.stories, snapshot.days))
    view, filters = state.follow_address(corpus)
    state.write_address(corpus)
    controls = st.container(key="controls" if view != state.ADD else None)
    # The view comes before the controls above it: a browser fetches the parts of a page in the order in which they
    # come, and the readers wait for the map.
    views.show("article" if st.session_state[state.ARTICLE] else view, corpus, filters)
    why.show_if_open(corpus)
    states.unread(corpus)
    if view != state.ADD:
        with controls:
            state.choose_filters(corpus)
    with tabs.container(horizontal=True, horizontal_alignment="right"):
        state.choose_view()


page()
