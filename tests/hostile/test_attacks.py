"""The attacks themselves: many, each another, none hidden from who reads the file."""

from collections import Counter

from tests.hostile.corpus import _FILE, ATTACKS
from tests.hostile.detector import PAGES

LEAST = 150


def test_they_are_many_and_each_is_another() -> None:
    assert len({attack.payload for attack in ATTACKS}) == len({str(attack) for attack in ATTACKS}) == len(ATTACKS)
    assert len(ATTACKS) >= LEAST
    families = Counter(attack.family for attack in ATTACKS)
    assert min(families.values()) >= 5
    assert len(families) >= 15


def test_what_they_run_in_is_known_and_they_do_what_the_detector_sees() -> None:
    assert {attack.runs for attack in ATTACKS} == {*PAGES, ""}
    acting = ("pwned", "wned", "canary.invalid", "alert", "confirm", "prompt", "pw\\u006eed", "'pw'+'ned'")
    assert [str(a) for a in ATTACKS if a.runs and not any(sign in a.payload for sign in acting)] == []


def test_the_file_hides_nothing() -> None:
    assert _FILE.read_bytes().isascii()
