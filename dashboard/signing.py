"""Who has signed in, by Streamlit's own sign-in (OpenID Connect).

It draws nothing, see `account.py`, and decides nothing, see `editing.py`. Nothing that people can choose for themselves
counts: not their name, and not an address that the provider does not vouch for.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboard.owner import folded, settings

LASTS_S = 12 * 3600  # Streamlit's cookie is good for 30 days, wherever it ends up
_AHEAD_S = 300  # that a provider's clock may be


@dataclass(frozen=True, slots=True)
class Person:
    """Someone as the provider knows them: by an address that it has verified, "" without one, and an id of its own."""

    email: str
    subject: str

    @property
    def name(self) -> str:
        """What their corrections are signed with."""
        return self.email or self.subject

    def is_among(self, people: tuple[str, ...]) -> bool:
        """Whether a list of addresses and ids, in small letters, names them."""
        return any(folded(name) in people for name in (self.email, self.subject) if name)


def identified(said: Mapping[str, object], now: float) -> Person | None:
    """Who the claims of a sign-in are of; None where there is none that still holds. `now` is in seconds since 1970."""
    issued, subject, email = (said.get(name) for name in ("iat", "sub", "email"))
    if said.get("is_logged_in") is not True or not isinstance(subject, str) or not subject:
        return None
    if isinstance(issued, bool) or not isinstance(issued, int | float) or not -_AHEAD_S <= now - issued < LASTS_S:
        return None
    verified = said.get("email_verified")
    vouched = isinstance(email, str) and (verified is True or verified == "true")  # some providers send the word
    return Person(str(email) if vouched else "", subject)


def person() -> Person | None:
    """Who has signed in in this session; None where nobody has, or it was too long ago."""
    return identified(st.user.to_dict(), time.time()) if settings().signs_in else None
