"""Who may edit: the owner's switch decides; without it only a page that comes from this machine to this machine."""

import pytest

from dashboard import editing

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
def test_on_this_machine_it_is_allowed(address: str | None, headers: dict[str, str]) -> None:
    assert editing.may_edit(switch=None, address=address, headers=headers)
    assert not editing.may_edit(switch=False, address=address, headers=headers)


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
def test_from_elsewhere_or_through_a_proxy_only_the_owner_allows_it(
    address: str | None, headers: dict[str, str]
) -> None:
    assert not editing.may_edit(switch=None, address=address, headers=headers)
    assert editing.may_edit(switch=True, address=address, headers=headers)


@pytest.mark.parametrize("switch", ["true", 1, "yes", {}, []])
def test_what_is_no_plain_yes_is_a_no(switch: object) -> None:
    assert not editing.may_edit(switch=switch, address=None, headers=HERE)
