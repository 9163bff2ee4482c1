"""Addresses without what opens doors: for messages, logs and whatever leaves the machine. Asks no network.

Feeds are often read with a key in their address. It does not judge whether a key is one: what stands where keys stand
is left out.
"""

import re

_USER = re.compile(r"(?<=://)[^/?#\s]*@")
_NAMES = "token|key|secret|pass|pwd|auth|sig|credential|session|jwt"
_KEY = re.compile(rf"([?&;#][^=&;#\s]*(?:{_NAMES})[^=&;#\s]*=)[^&;#\s]+", re.IGNORECASE)
_LEFT_OUT = "…"


def without_user(address: str) -> str:
    """An address without a user's name and password; else the same, so that it still leads where it did."""
    return _USER.sub("", address, count=1)


def shown(address: str) -> str:
    """An address as it may be told: without user and password, the values of keys left out."""
    return _KEY.sub(rf"\1{_LEFT_OUT}", without_user(address))
