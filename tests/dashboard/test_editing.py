"""Who may edit: whom the owner lists, once they have signed in; without sign-in who is at this machine."""

import pytest

from dashboard import editing
from dashboard.owner import Settings, folded
from dashboard.signing import LASTS_S, Person, identified

HERE = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (None, HERE),
        ("127.0.0.1", {"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"}),
        ("::1", {"HOST": "[::1]:8501", "ORIGIN": "http://[::1]:8501"}),
        (None, {"Host": "LOCALHOST", "Origin": "https://LocalHost"}),
    ],
)
def test_who_is_at_this_machine_is_known_by_all_that_speaks_for_it(
    address: str | None, headers: dict[str, str]
) -> None:
    assert editing.is_here(address=address, headers=headers)


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.168.1.7", HERE),
        ("10.0.0.1", HERE),
        (None, {}),
        (None, {"Host": "localhost:8501"}),
        (None, {"Origin": "http://localhost:8501"}),
        (None, {**HERE, "Host": "dateline.example.org"}),
        (None, {**HERE, "Host": "localhost.example.org"}),
        (None, {**HERE, "Host": "localhost@example.org"}),
        (None, {**HERE, "Host": "[::1"}),
        (None, {**HERE, "Origin": "https://evil.example"}),
        (None, {**HERE, "Origin": "null"}),
        (None, {**HERE, "Origin": "http://localhost.evil.example"}),
        (None, {**HERE, "X-Forwarded-For": "127.0.0.1"}),
        (None, {**HERE, "x-forwarded-host": "localhost"}),
        (None, {**HERE, "Forwarded": "for=127.0.0.1"}),
        (None, {**HERE, "X-Real-IP": "127.0.0.1"}),
        (None, {**HERE, "Via": "1.1 proxy"}),
    ],
)
def test_from_elsewhere_or_through_a_proxy_it_is_not(address: str | None, headers: dict[str, str]) -> None:
    assert not editing.is_here(address=address, headers=headers)


NOW = 1_800_000_000.0
CLAIMS = {"is_logged_in": True, "sub": "248289761001", "email": "Ana@Example.org", "email_verified": True, "iat": NOW}
PEOPLE = ("ana@example.org",)


@pytest.mark.parametrize("more", [{}, {"email": "ANA@EXAMPLE.ORG"}, {"email_verified": "true"}, {"iat": int(NOW) - 60}])
def test_who_is_listed_by_an_address_that_the_provider_vouches_for_may(more: dict[str, object]) -> None:
    someone = identified({**CLAIMS, **more}, NOW)
    assert someone is not None
    assert someone.is_among(PEOPLE)
    assert folded(someone.name) == "ana@example.org"


@pytest.mark.parametrize(
    "more",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "false"},
        {"email_verified": 1},
        {"email": "ben@example.org"},
        {"email": "аna@example.org"},  # its first letter is Cyrillic
        {"email": "ana@example.org\u200b"},
        {"email": " ana@example.org"},
        {"email": "ana@example.org\n"},
        {"email": ["ana@example.org"]},
        {"email": None},
        # what people can choose for themselves
        {"email": "", "name": "ana@example.org", "preferred_username": "ana@example.org", "upn": "ana@example.org"},
    ],
)
def test_who_only_looks_like_somebody_listed_may_not(more: dict[str, object]) -> None:
    someone = identified({**CLAIMS, **more}, NOW)
    assert someone is not None
    assert not someone.is_among(PEOPLE)


def test_a_sign_that_unicode_takes_for_a_letter_is_another_letter() -> None:
    someone = identified({**CLAIMS, "email": "\u212aim@example.org"}, NOW)
    assert someone is not None
    assert someone.email.lower() == "kim@example.org"
    assert not someone.is_among(("kim@example.org",))


def test_who_is_listed_by_the_id_that_the_provider_gave_may_without_an_address() -> None:
    someone = identified({**CLAIMS, "email_verified": None}, NOW)
    assert someone is not None
    assert someone.is_among(("248289761001",))
    assert someone.name == "248289761001"


@pytest.mark.parametrize(
    "more",
    [
        {"is_logged_in": False},
        {"is_logged_in": "true"},
        {"is_logged_in": 1},
        {"iat": NOW - LASTS_S},
        {"iat": NOW + 3_600},
        {"iat": None},
        {"iat": str(NOW)},
        {"iat": True},
        {"iat": float("nan")},
        {"sub": None},
        {"sub": ""},
    ],
)
def test_a_sign_in_that_is_none_or_too_old_is_nobody(more: dict[str, object]) -> None:
    assert identified({**CLAIMS, **more}, NOW) is None


def test_where_people_sign_in_nobody_else_may_not_on_this_machine_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "is_here", lambda **_: True)
    monkeypatch.setattr(editing, "settings", lambda: Settings(people=PEOPLE, signs_in=True))
    for someone, may in (
        (None, False),
        (Person("ben@example.org", "2"), False),
        (Person("ana@example.org", "1"), True),
    ):
        monkeypatch.setattr(editing.signing, "person", lambda someone=someone: someone)
        assert editing.allowed() is may
    monkeypatch.setattr(editing, "settings", lambda: Settings(editing=False, people=PEOPLE, signs_in=True))
    assert not editing.allowed()
