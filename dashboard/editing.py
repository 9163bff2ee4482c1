"""Who may change the archive from the dashboard, and as whom. The one place that decides, anew for each deed.

Where the owner has set up sign-in, those do whom the list names (`dashboard/owner.py`, `signing.py`), on this machine
too. Where not, only someone at this machine: a page that comes through a proxy, or from another site that a browser was
led to, is not.
"""

import getpass
from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st

from dashboard import query, signing
from dashboard.owner import LOCAL, settings
from dashboard.query import Corpus
from news.disclosure import EVERYTHING

_OF_A_PROXY = ("forwarded", "via", "x-real-ip")
_PERSON = "_person"


def allowed() -> bool:
    """Whether this reader may add articles."""
    said = settings()
    if not said.editing:
        return False
    if said.signs_in:
        someone = signing.person()
        return someone is not None and someone.is_among(said.people)
    return is_here(address=st.context.ip_address, headers=st.context.headers)


def corrects(corpus: Corpus) -> bool:
    """Whether this reader may correct and remove what is shown: never the samples, which nobody writes to, nor what is
    shown less exactly than it is known: that would be kept.
    """
    if corpus.snapshot.disclosure != EVERYTHING:
        return False
    return allowed() and corpus.archive is query.open_own() and not query.is_sample(corpus.archive)


def is_here(*, address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether all speaks for a reader at this machine.

    `address` is the reader's, None for one of this machine; `headers` those of the reader's connection.
    """
    said = {name.lower(): value for name, value in headers.items()}
    if any(name in _OF_A_PROXY or name.startswith("x-forwarded") for name in said):
        return False
    here = address is None or address in LOCAL
    return here and _host(f"//{said.get('host', '')}") in LOCAL and _host(said.get("origin", "")) in LOCAL


def asks_names() -> bool:
    """Whether people say themselves who they are: where there is no sign-in to tell it."""
    return not settings().signs_in


def person() -> str:
    """Who corrects: who has signed in, else as they said in this session, else the user of this machine."""
    if not asks_names():
        someone = signing.person()
        return someone.name if someone else ""
    if _PERSON not in st.session_state:
        st.session_state[_PERSON] = _user()
    name: str = st.session_state[_PERSON]
    return name


def is_person(name: str) -> None:
    """Keep who corrects for this session."""
    st.session_state[_PERSON] = name.strip()


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return ""
