"""Who may change the archive from the dashboard, and as whom. The one place that decides.

The owner's word counts (`dashboard/owner.py`). Without it only someone at this machine may: a page that comes through
a proxy, or from another site that a browser was led to, is not.
"""

import getpass
from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st

from dashboard import query
from dashboard.owner import settings
from dashboard.query import Corpus
from news.disclosure import EVERYTHING

_LOCAL = ("localhost", "127.0.0.1", "::1")
_OF_A_PROXY = ("forwarded", "via", "x-real-ip")
_PERSON = "_person"


def allowed() -> bool:
    """Whether this reader may add articles."""
    return may_edit(switch=settings().editing, address=st.context.ip_address, headers=st.context.headers)


def corrects(corpus: Corpus) -> bool:
    """Whether this reader may correct and remove what is shown: never the samples, which nobody writes to, nor what is
    shown less exactly than it is known: that would be kept.
    """
    if corpus.snapshot.disclosure != EVERYTHING:
        return False
    return allowed() and corpus.archive is query.open_own() and not query.is_sample(corpus.archive)


def may_edit(*, switch: object, address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a reader may edit: as the owner's switch says, without one if all speaks for this machine.

    `address` is the reader's, None for one of this machine; `headers` those of the reader's connection.
    """
    if switch is not None:
        return switch is True
    said = {name.lower(): value for name, value in headers.items()}
    if any(name in _OF_A_PROXY or name.startswith("x-forwarded") for name in said):
        return False
    here = address is None or address in _LOCAL
    return here and _host(f"//{said.get('host', '')}") in _LOCAL and _host(said.get("origin", "")) in _LOCAL


def person() -> str:
    """Who corrects: as they said in this session, else the user of this machine if that is where they are."""
    if _PERSON not in st.session_state:
        st.session_state[_PERSON] = _user() if settings().editing is None else ""
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
