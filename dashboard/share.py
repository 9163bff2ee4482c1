"""Handing on what is shown: the link, a frame for other pages, and what has come since a link was made."""

from pathlib import Path

import streamlit as st

from dashboard import state, text
from dashboard.query import Corpus
from news.queries import Filters

_HERE = Path(__file__).parent
_HTML = """
<div class="link">
  <input readonly> <button type="button"></button> <output></output>
  <p></p>
  <textarea readonly spellcheck="false"></textarea>
</div>
"""
_link = st.components.v2.component(
    "dateline_link", html=_HTML, css=(_HERE / "share.css").read_text(), js=(_HERE / "share.js").read_text()
)


def draw() -> None:
    """The button and what is behind it."""
    with st.popover(text.SHARE, icon=":material/share:", on_change=state.touched, key="share") as popover:
        if not popover.open:
            return
        st.caption(text.SHARE_HINT)
        _link(
            key="link",
            data={
                "made": state.MADE,
                "copy": text.COPY,
                "copied": text.COPIED,
                "failed": text.COPY_FAILED,
                "label": text.SHARE,
                "embed": text.EMBED_HINT,
                "title": text.TITLE,
            },
        )


def since_made(corpus: Corpus, filters: Filters) -> None:
    """What has come since the link that was followed was made; nothing where it does not say when that was."""
    if (made := state.made()) is None:
        return
    articles, matching = corpus.arrived(filters, made)
    with st.container(key="since-made", horizontal=True, vertical_alignment="center"):
        st.markdown(text.arrived(articles, matching, made))
        st.button(text.CLOSE, on_click=state.forget_made, type="tertiary", icon=":material/close:")
