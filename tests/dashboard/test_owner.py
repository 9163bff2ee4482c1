"""What the owner says: understood whole, or refused with a word on what is wrong."""

from datetime import timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import Secrets

from dashboard import owner
from dashboard.owner import Settings, understood
from geo.errors import InputError


def test_all_that_can_be_said_is_understood() -> None:
    said = {
        "editing": False,
        "people": [" Ana@Example.org "],
        "allow": ["intranet", "localhost:8000"],
        "blur_km": 10,
        "embargo_hours": 1.5,
    }
    settings = understood(said)
    assert settings == Settings(False, ("ana@example.org",), ("intranet", "localhost:8000"), 10.0, 1.5)
    assert settings.embargo == timedelta(minutes=90)


@pytest.mark.parametrize("said", [None, {}])
def test_nothing_said_is_nothing_changed(said: object) -> None:
    assert understood(said) == Settings()
    assert Settings().embargo == timedelta(0)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("everything", "section"),
        ({"blurkm": 10}, "'blurkm'"),
        ({"editing": "true"}, "editing"),
        ({"editing": 1}, "editing"),
        ({"people": "ana@example.org"}, "people"),
        ({"people": [7]}, "people"),
        ({"people": [" "]}, "people"),
        ({"allow": "all"}, "allow"),
        ({"blur_km": "10"}, "blur_km"),
        ({"blur_km": True}, "blur_km"),
        ({"blur_km": 0}, "blur_km"),
        ({"blur_km": -1}, "blur_km"),
        ({"blur_km": float("nan")}, "blur_km"),
        ({"blur_km": 5_000}, "blur_km"),
        ({"embargo_hours": float("inf")}, "embargo_hours"),
    ],
)
def test_what_makes_no_sense_is_an_error_that_names_it(said: object, named: str) -> None:
    with pytest.raises(InputError, match=named) as refused:
        understood(said)
    assert "secrets.toml" in str(refused.value)


def test_without_a_secrets_file_nothing_is_said_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(st.secrets, "_secrets", None, raising=False)
    assert owner.settings() == Settings()
    assert "ecrets" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "content",
    [b"[dateline]\nblur_km = 10 km\n", b"[dateline]\nblur_km = 10 # \xff\n", b"x = " + b"[" * 20_000],
)
def test_a_secrets_file_that_cannot_be_read_shows_nothing(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit takes a damaged file for none, and what is to be blurred would be shown."""
    (tmp_path / "secrets.toml").write_bytes(content)
    monkeypatch.setattr(st, "secrets", Secrets())
    before = st.get_option("secrets.files")
    config.set_option("secrets.files", [str(tmp_path / "secrets.toml")])
    try:
        with pytest.raises(InputError, match=r"secrets\.toml"):
            owner.settings()
    finally:
        config.set_option("secrets.files", before)
