"""Addresses are told without the keys in them, and are else as they were."""

import pytest

from geo.errors import FetchError
from geo.secrecy import shown, without_user


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://ana:hidden@example.org/feed", "https://example.org/feed"),
        ("https://ana:hid@den@example.org/feed", "https://example.org/feed"),
        ("https://hidden@example.org", "https://example.org"),
        ("https://example.org/feed?token=hidden", "https://example.org/feed?token=…"),
        ("https://example.org/feed?a=1&API_KEY=hidden&b=2", "https://example.org/feed?a=1&API_KEY=…&b=2"),
        (
            "https://example.org/f?X-Amz-Signature=hidden#access_token=hidden",
            "https://example.org/f?X-Amz-Signature=…#access_token=…",
        ),
        ("not found: http://ana:hidden@example.org/ (HTTP 404)", "not found: http://example.org/ (HTTP 404)"),
    ],
)
def test_keys_are_left_out(address: str, told: str) -> None:
    assert shown(address) == told
    assert "hidden" not in str(FetchError("gone", url=address))


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/@ana/1?page=2#part",
        "https://example.org:8443/@ana",
        "https://example.org/?to=ana@example.org",
        "reports/2018.csv",
        "",
        "-",
        "mailto:ana@example.org",
    ],
)
def test_what_holds_none_is_as_it_was(address: str) -> None:
    assert shown(address) == without_user(address) == address
