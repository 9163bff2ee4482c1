"""The word lists in `data/lexicon/`: folded words, read once."""

import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "lexicon"


@cache
def rule_words(name: str) -> frozenset[str]:
    """A list of `rules.toml` by its name. Raises KeyError where there is none."""
    return frozenset(str(_rules()[name]).split())


@cache
def _rules() -> dict[str, str]:
    with open(FOLDER / "rules.toml", "rb") as file:
        return tomllib.load(file)


@cache
def common_words() -> frozenset[str]:
    """English words that are written small: a capital alone does not make a place of them."""
    return _lines("common_words.txt")


@cache
def given_names() -> frozenset[str]:
    """Given names of the world's languages, in Latin script."""
    return _lines("given_names.txt")


@cache
def surnames() -> frozenset[str]:
    """Family names, likewise."""
    return _lines("surnames.txt")


@cache
def frequencies() -> dict[str, float]:
    """How common the commonest words of ten languages are: the decimal logarithm of uses per billion words."""
    lines = (FOLDER / "frequent.txt").read_text(encoding="utf-8").splitlines()
    return {word: float(zipf) for word, zipf in map(str.split, lines)}


def _lines(name: str) -> frozenset[str]:
    return frozenset((FOLDER / name).read_text(encoding="utf-8").split())
