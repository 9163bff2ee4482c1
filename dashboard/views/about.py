"""How to read the map, how to share it, and what it stands on."""

import streamlit as st

from dashboard import text
from dashboard.query import Corpus
from news.queries import Filters


def show(corpus: Corpus, filters: Filters) -> None:
    """Draw the view; the same for every corpus and filter."""
    with st.container(key="about"):
        st.markdown(text.ABOUT)
