"""What the owner of a dashboard says of it in `.streamlit/secrets.toml`. The one place that reads it; decides nothing.

    [dateline]
    editing = false                 # nobody changes the archive from the page, on this machine neither
    people = ["ana@example.org"]    # who may, once they have signed in
    allow = ["intranet"]            # hosts of private networks that articles may be fetched from
    blur_km = 10                    # places are shown to a grid of so many kilometres
    embargo_hours = 24              # articles are shown so many hours after they came

A value that makes no sense is an error, and nothing is shown until it is mended: a mistyped `blur_km` must not show
the exact places that it was meant to hide.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import streamlit as st

from geo.errors import InputError

_FILE = "secrets.toml"
_SOURCE = f"{_FILE}, [dateline]"
_WIDEST_KM = 1_000
_LONGEST_HOURS = 24 * 366


@dataclass(frozen=True, slots=True)
class Settings:
    """As the owner says, or as it is where nobody says anything."""

    editing: bool | None = None
    people: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    blur_km: float | None = None
    embargo_hours: float | None = None

    @property
    def embargo(self) -> timedelta:
        """How long articles are held back."""
        return timedelta(hours=self.embargo_hours or 0)


def settings() -> Settings:
    """What the owner says. Raises InputError for what makes no sense."""
    try:
        if st.secrets.load_if_toml_exists():
            return understood(st.secrets.get("dateline"))
    except (OSError, ValueError, RecursionError) as error:  # that it is no UTF-8 is one, too
        raise InputError("cannot be read as TOML", source=_FILE) from error
    # Streamlit says the same of a file that is damaged as of one that is not there
    if any(Path(path).exists() for path in st.get_option("secrets.files")):
        raise InputError("cannot be read as TOML", source=_FILE)
    return Settings()


def understood(said: object) -> Settings:
    """The section `[dateline]` as settings. Raises InputError for what makes no sense."""
    if said is None:
        return Settings()
    if not isinstance(said, Mapping):
        raise InputError("must be a section", source=_SOURCE)
    if unknown := sorted(set(said) - {field.name for field in fields(Settings)}):
        raise InputError(f"there is no setting {unknown[0]!r}", source=_SOURCE)
    return Settings(
        editing=_switch(said, "editing"),
        people=tuple(name.strip().lower() for name in _texts(said, "people")),
        allow=_texts(said, "allow"),
        blur_km=_number(said, "blur_km", most=_WIDEST_KM),
        embargo_hours=_number(said, "embargo_hours", most=_LONGEST_HOURS),
    )


def _switch(said: Mapping[str, Any], name: str) -> bool | None:
    value = said.get(name)
    if value is not None and not isinstance(value, bool):
        raise _wrong(name, "true or false", value)
    return value


def _texts(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = said.get(name, [])
    # Streamlit gives lists as TOML has them; a string is a sequence too
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        raise _wrong(name, "a list of texts", value)
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
