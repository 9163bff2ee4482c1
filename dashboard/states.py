"""What the page shows instead of a view: before the first report, and when something is missing. Says what to do."""

import streamlit as st

from dashboard import markup, query, text
from dashboard.limits import Busy
from dashboard.query import Corpus
from geo import DatelineError
from geo.errors import ArchiveNewer, ArchiveUnwritable, GazetteerError, InputError
from news.disclosure import EVERYTHING, Disclosure

_SAID = "_said"


def failed(error: DatelineError) -> None:
    """Something that the page needs cannot be used."""
    if isinstance(error, Busy):
        st.warning(text.busy(markup.plain(str(error))), icon=":material/hourglass_top:")
        st.button(text.RELOAD, on_click=query.look_again)
        return
    st.error(f"**{text.FAILED}** {markup.plain(str(error))}")
    match error:
        case GazetteerError():
            st.markdown(text.FAILED_GAZETTEER)
            st.code(text.FAILED_GAZETTEER_COMMAND, language="sh")
        case ArchiveNewer():
            st.markdown(text.FAILED_NEWER)
        case ArchiveUnwritable():
            st.markdown(text.FAILED_WRITING)
        case InputError():
            st.markdown(text.FAILED_SETTINGS)
        case _:
            st.markdown(text.FAILED_ARCHIVE)
    st.button(text.RELOAD, on_click=query.look_again)


def first(corpus: Corpus) -> None:
    """There is no report yet, or none that this reader may see."""
    if corpus.snapshot.disclosure.embargo:
        st.info(f"**{text.NOTHING_YET}** {markup.plain(corpus.snapshot.disclosure.words)}.")
        return
    st.info(f"**{text.FIRST}** {text.FIRST_HINT}")
    st.code(text.FIRST_COMMAND, language="sh")
    unread(corpus)


def held_back(corpus: Corpus, public: Disclosure) -> None:
    """What readers do not see of the archive, or see less exactly; to who sees all, that others do not."""
    if public.words:
        st.caption(text.held_back(public, seen=corpus.snapshot.disclosure == EVERYTHING))


def unread(corpus: Corpus) -> None:
    """Parts of the archive that could not be read; the others are shown."""
    if problems := corpus.snapshot.problems:
        with st.expander(text.unread(len(problems)), icon=":material/warning:"):
            st.code("\n".join(problems[:50]), language=None, wrap_lines=True)


def say(words: str, icon: str) -> None:
    """Have the end of this run, or of the next whole one, tell in passing what came of the reader's deed.

    A callback cannot draw where only a part of the page runs again, as in a dialog.
    """
    st.session_state[_SAID] = words, icon


def tell() -> None:
    """Tell what there is to tell. Once a run."""
    if said := st.session_state.pop(_SAID, None):
        words, icon = said
        st.toast(words, icon=icon, duration="long")
