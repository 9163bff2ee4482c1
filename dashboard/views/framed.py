"""The map alone, for the page of somebody else: what it shows in a line, and the way to all of it."""

from functools import partial

import streamlit as st

from dashboard import canvas, markup, naming, state, text
from dashboard.query import Corpus
from news.queries import Filters


def show(corpus: Corpus, filters: Filters) -> None:
    """Draw the view."""
    selection = corpus.select(filters)
    with st.container(key="framed"):
        canvas.draw(
            corpus,
            selection,
            name="framed",
            chosen=corpus.place(filters.place),
            layer=st.session_state[state.LAYER],
            colour=st.session_state[state.COLOUR],
            named=partial(naming.name, local=state.local_names(), alone=True),
        )
    shown, _ = text.counts(selection.counts, corpus.snapshot.stories, selection.left_out)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(
            f"**{shown}**" + (f"  \n{markup.plain(held)}." if (held := corpus.snapshot.disclosure.words) else "")
        )
        st.link_button(text.OPEN_FULL, f"?{state.link(corpus)}", type="tertiary", icon=":material/open_in_new:")
