"""What the rules of `multilingual.py` know of a language: its files in `data/lexicon/`, read once and folded."""

import tomllib
from dataclasses import dataclass
from functools import cache

from geo.lexicon import FOLDER, given_names
from geo.names import fold, fold_word
from geo.records import Kind

# A kind word of a file asks for places of these kinds.
_KINDS: dict[str, tuple[Kind, ...]] = {
    "settlement": ("settlement", "site"), "admin1": ("admin1", "admin2", "region"),
    "admin2": ("admin2", "admin1", "settlement"), "region": ("region",), "water": ("water",),
    "mountain": ("mountain", "site"), "site": ("site", "settlement"), "country": ("country",),
}  # fmt: skip

_LISTS = "links locative relational organizations titles persons acts strikes media never".split()


class Words:
    """Folded words, and beginnings of words where the file has an asterisk: "правительств*".

    A short beginning takes few letters more, so that "гор*" (mountains) is no beginning of Горловка.
    """

    def __init__(self, line: str) -> None:
        every = line.split()
        self._whole = frozenset(fold_word(word) for word in every if not word.endswith("*"))
        self._beginnings = tuple(sorted({fold_word(word[:-1]) for word in every if word.endswith("*")}))

    def __contains__(self, word: str) -> bool:
        if word in self._whole:
            return True
        if not word.startswith(self._beginnings):
            return False
        fitting = filter(word.startswith, self._beginnings)
        return any(len(word) <= len(start) + max(4, 3 * len(start) // 2) for start in fitting)


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language's words, folded.

    common     words that are some place's name too, but commoner than it can be
    kinds      what a kind word beside a name asks for
    area       words for a stretch of land or water beside a name, which ask for no kind: border, coast, outskirts
    names      folded names -> the name that the gazetteer has for it
    demonyms   the irregular peoples and adjectives and the name of their country: whole words, then their beginnings
    """

    links: Words
    locative: Words
    relational: Words
    organizations: Words
    titles: Words
    persons: Words
    acts: Words
    strikes: Words
    media: Words
    never: Words
    common: frozenset[str]
    kinds: tuple[tuple[Words, tuple[Kind, ...]], ...]
    area: Words
    names: dict[str, str]
    demonyms: dict[str, str]
    demonym_beginnings: tuple[tuple[str, str], ...]
    demonym_starts: tuple[str, ...]

    def kind(self, word: str) -> tuple[Kind, ...]:
        """The kinds that a kind word asks for; empty for any other word."""
        return next((kinds for words, kinds in self.kinds if word in words), ())

    def is_place_noun(self, word: str) -> bool:
        return bool(self.kind(word)) or word in self.area

    def people_of(self, word: str) -> str:
        """The country of an irregular demonym; "" where it is none."""
        if word in self.demonyms:
            return self.demonyms[word]
        if not word.startswith(self.demonym_starts):
            return ""
        return next(country for start, country in self.demonym_beginnings if word.startswith(start))

    def is_given_name(self, word: str) -> bool:
        return word in self.persons or (word.isascii() and word in given_names())


@cache
def grammar(language: str) -> Grammar:
    """The grammar of one of `languages.OTHERS`. Raises FileNotFoundError for another language."""
    with open(FOLDER / f"{language}.toml", "rb") as file:
        raw = tomllib.load(file)
    demonyms: dict[str, str] = raw["demonyms"]
    return Grammar(
        **{name: Words(raw[name]) for name in _LISTS},
        common=frozenset((FOLDER / f"{language}.txt").read_text(encoding="utf-8").split()),
        kinds=tuple((Words(raw["kinds"][kind]), wanted) for kind, wanted in _KINDS.items()),
        area=Words(raw["kinds"]["area"]),
        names={fold(name): known for name, known in raw["names"].items()},
        demonyms={fold(key): country for key, country in demonyms.items() if not key.endswith("*")},
        demonym_beginnings=tuple((fold(key[:-1]), country) for key, country in demonyms.items() if key.endswith("*")),
        demonym_starts=tuple(fold(key[:-1]) for key in demonyms if key.endswith("*")),
    )
