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

AUTH = {
    "redirect_uri": "https://dateline.example.org/map/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "dateline",
    "client_secret": "hidden",
    "server_metadata_url": "https://id.example.org/.well-known/openid-configuration",
}
ANA = {"people": ["ana@example.org"]}


def test_all_that_can_be_said_is_understood() -> None:
    said = {
        "editing": False,
        "people": [" Ana@Example.org "],
        "allow": ["intranet", "localhost:8000"],
        "blur_km": 10,
        "embargo_hours": 1.5,
    }
    settings = understood(said, AUTH)
    assert settings == Settings(False, ("ana@example.org",), ("intranet", "localhost:8000"), 10.0, 1.5, signs_in=True)
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
        ({"editing": True}, "people"),
        ({"people": ["ana@example.org"]}, "sign-in"),
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


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        *(({name: None}, name) for name in AUTH),
        *(({name: " "}, name) for name in AUTH),
        ({"cookie_secret": "too short"}, "cookie_secret"),
        ({"redirect_uri": "http://dateline.example.org/oauth2callback"}, "https"),
        ({"redirect_uri": "https://dateline.example.org/"}, "oauth2callback"),
        ({"redirect_uri": "https://[::1/oauth2callback"}, "https"),
        ({"server_metadata_url": "http://id.example.org/"}, "https"),
    ],
)
def test_a_sign_in_that_would_fail_or_could_be_forged_is_an_error(wrong: dict[str, str | None], named: str) -> None:
    with pytest.raises(InputError, match=named) as refused:
        understood(ANA, {**AUTH, **wrong})
    assert not any(secret in str(refused.value) for secret in ("too short", "hidden", AUTH["cookie_secret"]))


@pytest.mark.parametrize("auth", ["all", {}, {"google": AUTH}])
def test_what_is_no_sign_in_is_an_error(auth: object) -> None:
    with pytest.raises(InputError, match=r"\[auth\]"):
        understood(ANA, auth)


def test_sign_in_for_nobody_is_an_error() -> None:
    with pytest.raises(InputError, match="people"):
        understood({}, AUTH)


def test_sign_in_on_this_machine_needs_no_https() -> None:
    here = {
        **AUTH,
        "redirect_uri": "http://localhost:8501/oauth2callback",
        "server_metadata_url": "http://127.0.0.1:9/x",
    }
    assert understood(ANA, here).signs_in


def test_sign_in_without_its_packages_says_how_to_have_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"needs authlib and httpx: pip install -r requirements-auth\.txt"):
        understood(ANA, AUTH)


@pytest.mark.parametrize(
    "said", [{"people": "ana@example.org"}, {"people": ["ana@example.org", 7]}, {"allow": "10.0.0.7"}]
)
def test_what_everybody_reads_of_an_error_names_no_people_and_no_hosts(said: object) -> None:
    with pytest.raises(InputError) as refused:
        understood(said)
    assert not any(word in str(refused.value) for word in ("ana", "10.0.0.7"))


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
