"""The page: settings, filters, which view. No logic."""

from pathlib import Path

import streamlit as st

from dashboard import (
    account,
    controls,
    disclosed,
    editing,
    limits,
    query,
    share,
    state,
    states,
    takeaway,
    text,
    views,
    why,
)
from geo import DatelineError
from news.queries import Filters


def draw() -> None:
    """Draw a view, or why there is none."""
    st.set_page_config(page_title=f"{text.TITLE}: {text.TAGLINE}", page_icon=text.ICON, layout="wide")
    st.html(Path(__file__).parent / "style.css")
    try:
        with st.spinner(text.READING):
            corpus = disclosed.corpus()
        if not len(corpus.snapshot.articles):
            states.first(corpus)
            account.draw()
            if editing.allowed():
                views.show(state.ADD, corpus, Filters())
        elif st.context.is_embedded:
            views.show(state.FRAMED, corpus, state.follow_address(corpus)[1])
        else:
            _body(corpus)
    except DatelineError as error:
        states.failed(error)
    states.tell()


def _body(corpus: query.Corpus) -> None:
    """The heading, the filters and a view. Raises ArchiveError."""
    heading, corner = st.columns([5, 4], vertical_alignment="bottom")
    heading.title(text.TITLE, anchor=False)
    heading.markdown(text.introduction(corpus.snapshot))
    with heading:
        states.held_back(corpus, disclosed.to_public())
    account.come_back()
    view, filters = state.follow_address(corpus)
    st.set_page_config(page_title=state.title(corpus, filters))
    state.write_address(corpus)
    share.since_made(corpus, filters)
    filtered = view not in state.UNFILTERED
    above = st.container(key="controls" if filtered else None)
    # The view comes before the controls above it: a browser fetches the parts of a page in the order in which they
    # come, and the readers wait for the map.
    limits.search(filters.words)
    views.show(view, corpus, filters)
    why.show_if_open(corpus)
    states.unread(corpus)
    if filtered:
        with above:
            controls.choose_filters(corpus)
            controls.chips(corpus, filters)
    with corner.container(key="corner", horizontal=True, horizontal_alignment="right"):
        controls.choose_view()
        if filtered:
            takeaway.draw(corpus, filters)
        share.draw()
        account.draw()
