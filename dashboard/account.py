"""The corner of the page for signing in and out, and the way back from there to where the reader was.

Streamlit forgets the page's address on the way to the provider and back; it is kept here meanwhile, for the same
browser. What who has signed in may do is for `editing.py`.
"""

import time
from itertools import cycle

import streamlit as st

from dashboard import editing, signing, state, text
from dashboard.bidi import isolated
from dashboard.owner import settings

_AWAY_S = 600  # as long as somebody may take at the provider
_MOST_AWAY = 1_000  # and as many at once
_LONGEST_QUERY = 4_000
_BROWSER = "_streamlit_xsrf"
_STARTED = "_account_started"


def draw() -> None:
    """Draw the button, or who has signed in and what they may; nothing where there is no sign-in."""
    if not settings().signs_in:
        return
    someone = signing.person()
    if someone is None:
        st.button(text.SIGN_IN, icon=":material/login:", type="tertiary", key="sign-in", on_click=_sign_in)
        return
    with st.popover(
        text.SIGNED_IN, icon=":material/account_circle:", type="tertiary", key="who", on_change=state.touched
    ):
        may_edit = editing.allowed()
        st.text(text.signed_in_as(isolated(someone.name)))
        st.caption(text.SIGNED_IN_EDITS if may_edit else text.SIGNED_IN_READS)
        if not may_edit:
            st.code(someone.subject, language=None)
        st.button(text.SIGN_OUT, icon=":material/logout:", key="sign-out", on_click=_sign_out)


def come_back() -> None:
    """In a session that begins without a word in its address: the one that this browser left to sign in or out."""
    if st.session_state.get(_STARTED) or not settings().signs_in:
        return
    st.session_state[_STARTED] = True
    query, until = _away().pop(_browser(), ({}, 0.0))
    if not len(st.query_params) and time.monotonic() < until:
        st.query_params.from_dict(query)


@state.by_hand
def _sign_in() -> None:
    _remember()
    st.login()


@state.by_hand
def _sign_out() -> None:
    _remember()
    st.logout()


def _remember() -> None:
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    browser = _browser()
    if not browser or sum(len(word) for words in query.values() for word in words) > _LONGEST_QUERY:
        return
    away = _away()
    away.pop(browser, None)
    away[browser] = query, time.monotonic() + _AWAY_S
    while len(away) > _MOST_AWAY:
        away.pop(next(iter(away)), None)


@st.cache_resource(show_spinner=False)
def _away() -> dict[bytes, tuple[dict[str, list[str]], float]]:
    """By browser, the longest gone first: its address, and until when that is kept."""
    return {}


def _browser() -> bytes:
    """What Streamlit's token against forged requests says in a browser's cookie, below its mask; b"" without one."""
    try:
        _, mask, token, _ = st.context.cookies.get(_BROWSER, "").strip('"').split("|")
        return bytes(one ^ other for one, other in zip(bytes.fromhex(token), cycle(bytes.fromhex(mask)), strict=False))
    except ValueError:
        return b""
