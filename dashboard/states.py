"""What the page shows instead of a view: before the first report, and when something is missing. Says what to do."""

import streamlit as st

from dashboard import markup, text
from dashboard.query import Corpus
from geo import DatelineError
from geo.errors import GazetteerError


def failed(error: DatelineError) -> None:
    """Something that the page needs cannot be used."""
    st.error(f"**{text.FAILED}** {markup.plain(str(error))}")
    if isinstance(error, GazetteerError):
        st.markdown(text.FAILED_GAZETTEER)
        st.code(text.FAILED_GAZETTEER_COMMAND, language="sh")
    else:
        st.markdown(text.FAILED_ARTICLES)
    st.button(text.RELOAD)


def first(corpus: Corpus) -> None:
    """There is no report yet."""
    st.info(f"**{text.FIRST}** {text.FIRST_HINT}")
    st.code(text.FIRST_COMMAND, language="sh")
    unread(corpus)


def unread(corpus: Corpus) -> None:
    """Lines of the input that could not be read; the others are shown."""
    if corpus.problems:
        with st.expander(text.unread(len(corpus.problems)), icon=":material/warning:"):
            st.code("\n".join(corpus.problems[:50]), language=None, wrap_lines=True)
