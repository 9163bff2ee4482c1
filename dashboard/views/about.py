"""How to read the map, how to share it, and what it stands on."""

import streamlit as st

from dashboard import text
from dashboard.query import Corpus
from news.queries import Filters


def show(corpus: Corpus, filters: Filters) -> None:
    """Draw the view; the same for every filter."""
    with st.container(key="about"):
        if corpus.snapshot.disclosure.words:
            st.markdown(text.about_held_back(corpus.snapshot.disclosure))
        st.markdown(text.ABOUT)
