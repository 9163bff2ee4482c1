"""What the owner of a dashboard says of it in `.streamlit/secrets.toml`. The one place that reads it; decides nothing.

    [dateline]
    editing = false                 # nobody changes the archive from the page, on this machine neither
    people = ["ana@example.org"]    # who may, once they have signed in with what [auth] says; see docs/access.md
    allow = ["intranet"]            # hosts of private networks that articles may be fetched from
    blur_km = 10                    # places are shown to a grid of so many kilometres
    embargo_hours = 24              # articles are shown so many hours after they came

A value that makes no sense is an error, and nothing is shown until it is mended: a mistyped `blur_km` must not show
the exact places that it was meant to hide. The page tells everyone of that error, so it quotes no names and no secrets.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from geo.errors import InputError

_FILE = "secrets.toml"
_SOURCE, _AUTH = f"{_FILE}, [dateline]", f"{_FILE}, [auth]"
_PROVIDER = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_PACKAGES = ("authlib", "httpx")
_CALLBACK = "/oauth2callback"
_SECRET_LENGTH = 32  # of what cookies are signed with: who guesses it is anybody
LOCAL = ("localhost", "127.0.0.1", "::1")
_WIDEST_KM = 1_000
_LONGEST_HOURS = 24 * 366


@dataclass(frozen=True, slots=True)
class Settings:
    """As the owner says, or as it is where nobody says anything."""

    editing: bool = True
    people: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    blur_km: float | None = None
    embargo_hours: float | None = None
    signs_in: bool = False

    @property
    def embargo(self) -> timedelta:
        """How long articles are held back."""
        return timedelta(hours=self.embargo_hours or 0)


def settings() -> Settings:
    """What the owner says. Raises InputError for what makes no sense."""
    try:
        if st.secrets.load_if_toml_exists():
            return understood(st.secrets.get("dateline"), st.secrets.get("auth"))
    except (OSError, ValueError, RecursionError) as error:  # that it is no UTF-8 is one, too
        raise InputError("cannot be read as TOML", source=_FILE) from error
    # Streamlit says the same of a file that is damaged as of one that is not there
    if any(Path(path).exists() for path in st.get_option("secrets.files")):
        raise InputError("cannot be read as TOML", source=_FILE)
    return Settings()


def understood(said: object, auth: object = None) -> Settings:
    """The sections `[dateline]` and `[auth]` as settings. Raises InputError for what makes no sense."""
    said = {} if said is None else said
    if not isinstance(said, Mapping):
        raise InputError("must be a section", source=_SOURCE)
    known = {field.name for field in fields(Settings)} - {"signs_in"}
    if unknown := sorted(set(said) - known):
        raise InputError(f"there is no setting {unknown[0]!r}", source=_SOURCE)
    people = tuple(folded(name.strip()) for name in _texts(said, "people"))
    signs_in = auth is not None
    if signs_in:
        _check_sign_in(auth)
    if signs_in != bool(people):
        raise InputError("people and sign-in ([auth]) need one another, see docs/access.md", source=_SOURCE)
    return Settings(
        editing=_editing(said),
        people=people,
        allow=_texts(said, "allow"),
        blur_km=_number(said, "blur_km", most=_WIDEST_KM),
        embargo_hours=_number(said, "embargo_hours", most=_LONGEST_HOURS),
        signs_in=signs_in,
    )


def folded(name: str) -> str:
    """A name in small letters, of ASCII only: Unicode takes the Kelvin sign for a k, and providers may not."""
    return name.encode("utf-8", "replace").lower().decode()


def _check_sign_in(auth: object) -> None:
    """Raise InputError where Streamlit's sign-in would fail, or would let in whoever guesses a cookie."""
    if not isinstance(auth, Mapping):
        raise InputError("must be a section", source=_AUTH)
    for name in _PROVIDER:
        if not isinstance(auth.get(name), str) or not auth[name].strip():
            raise InputError(f"{name} is missing; one provider is taken, named in [auth] itself", source=_AUTH)
    if len(auth["cookie_secret"]) < _SECRET_LENGTH:
        raise InputError(f"cookie_secret must have {_SECRET_LENGTH} random characters or more", source=_AUTH)
    for name in ("redirect_uri", "server_metadata_url"):
        if not _is_safe(auth[name]):
            raise InputError(f"{name} must begin with https://", source=_AUTH)
    if not auth["redirect_uri"].endswith(_CALLBACK):
        raise InputError(f"redirect_uri must be the dashboard's address with {_CALLBACK} at its end", source=_AUTH)
    if missing := [name for name in _PACKAGES if find_spec(name) is None]:
        needs = f"sign-in needs {' and '.join(missing)}: pip install -r requirements-auth.txt"
        raise InputError(needs, source=_AUTH)


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)


def _editing(said: Mapping[str, Any]) -> bool:
    value = said.get("editing")
    if value is True:
        raise InputError(
            "editing = true, which let everybody change the archive, is no more: name who may under people, "
            "and set up sign-in ([auth]), see docs/access.md",
            source=_SOURCE,
        )
    if value is not None and value is not False:
        raise _wrong("editing", "false or left out", value)
    return value is None


def _texts(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = said.get(name, [])
    # Streamlit gives lists as TOML has them; a string is a sequence too
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        raise InputError(f"{name} must be a list of texts", source=_SOURCE)  # which names people and private hosts
    return tuple(value)


def _number(said: Mapping[str, Any], name: str, *, most: float) -> float | None:
    value = said.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= most:
        raise _wrong(name, f"a number above 0, at most {most:,}", value)
    return float(value)


def _wrong(name: str, right: str, value: object) -> InputError:
    return InputError(f"{name} must be {right}, not {value!r}", source=_SOURCE)
