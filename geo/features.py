"""What the tagger and the judge see of a token: numbers, the same in training and at run time.

Blocks of a token's row, in this order:
    vector     the word's vector (data/model.npz), zero where it is not known
    surface    how it is written, which word lists it is on
    gap        what stands before it
    alone      what the gazetteer has under it alone
    name       where it stands in the longest name of the gazetteer that covers it, and what that name can be
    document   what the rest of the article tells of the same word
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from geo.compiled import Tag
from geo.feature_words import FEATURE_WORDS
from geo.gazetteer import KINDS, Gazetteer
from geo.lexicon import common_words, given_names, rule_words, surnames
from geo.matches import Match
from geo.names import acronym, fold_word
from geo.tokens import GAP_FLAGS, Tokens, gap_flags, is_capital

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

MOST_ROWS = 30_000  # of a memory, which is then begun anew: text is endless
LISTS = ("never", "titles", "organizations", "media", "locative", "relational", "acts", "places", "states")
SUFFIXES = ("ian", "ish", "ese", "ans", "ton", "ville", "burg", "shire", "land", "stan", "ford", "ing", "ed", "s", "er")
_KIND = {kind: at for at, kind in enumerate(KINDS)}
_DEMONYM, _ABBREVIATION, _PRIMARY, _SOUND = (
    int(tag) for tag in (Tag.DEMONYM, Tag.ABBREVIATION, Tag.PRIMARY, Tag.SOUND)
)


class Memory:
    """Rows of numbers by key, each made once."""

    def __init__(self, make: Callable[[str], Sequence[float] | Floats]) -> None:
        self._make = make
        self._numbers: dict[str, int] = {}
        self._rows: Floats = np.zeros((0, 0), np.float32)

    def __call__(self, keys: Sequence[str]) -> Floats:
        """The row of each key."""
        try:
            numbers = list(map(self._numbers.__getitem__, keys))
        except KeyError:
            self._learn(keys)
            numbers = list(map(self._numbers.__getitem__, keys))
        return self._rows[numbers]

    def _learn(self, keys: Sequence[str]) -> None:
        if len(self._numbers) + len(keys) > MOST_ROWS:
            self._numbers = {}
        new = [key for key in dict.fromkeys(keys) if key not in self._numbers]
        made = np.array([self._make(key) for key in new], np.float32)
        begin = len(self._numbers)
        needed = begin + len(new)
        if needed > len(self._rows):
            rows = np.zeros((max(needed, 2 * len(self._rows), 1024), made.shape[1]), np.float32)
            if begin:
                rows[:begin] = self._rows[:begin]
            self._rows = rows
        self._rows[begin:needed] = made
        self._numbers.update(zip(new, range(begin, needed), strict=True))


NAME_SIZE = 24


def name_features(gazetteer: Gazetteer, key: str) -> list[float]:
    """What a key of the gazetteer can be: NAME_SIZE numbers, all 0 where it has none."""
    row = [0.0] * NAME_SIZE
    postings = gazetteer.postings(key)
    if not postings:
        return row
    columns = gazetteer.columns
    row[0] = 1.0
    row[1] = np.log1p(len(postings)) / 4
    towns = 0
    for number, tag in postings:
        if tag & _SOUND and not tag & _PRIMARY:
            row[18] = 1.0
        kind, people = int(columns.kind[number]), float(columns.people[number]) / 17
        if tag & _DEMONYM:
            row[2] = 1.0
            row[3] = max(row[3], float(kind == _KIND["country"]))
            continue
        if tag & _ABBREVIATION:
            row[4] = 1.0
        own = bool(tag & _PRIMARY)
        at = 5 + kind  # 5..13
        if own or kind != _KIND["settlement"]:
            row[at] = 1.0
        if kind == _KIND["settlement"]:
            towns += 1
            row[14 if own else 15] = max(row[14 if own else 15], people + 0.05)
            row[16] = max(row[16], float(columns.capital[number]))
        if columns.own[number]:
            row[17] = 1.0
        if columns.added[number]:
            row[22] = 1.0
    row[19] = float(" " in key)
    row[20] = key.count(" ") / 4
    row[21] = np.log1p(towns) / 4
    row[23] = float(row[18] == 1.0 and not any(tag & _PRIMARY for _, tag in postings))
    return row


def surface_features(gazetteer: Gazetteer, surface: str) -> list[float]:
    """How a token is written, its word lists, and `name_features` of it alone."""
    word = fold_word(surface)
    lower = surface.islower()
    upper = len(surface) > 1 and surface.isupper()
    flags = [
        lower,
        is_capital(surface),
        upper,
        upper and len(surface) <= 3,
        len(surface) == 1 and surface.isalpha(),
        any(c.isdigit() for c in surface),
        surface.isdigit(),
        "." in surface,
        any(c.isupper() for c in surface[1:]) and not upper,
        not surface.isascii(),
        any(c == "’" or c == "'" for c in surface),
        len(word) <= 2,
        len(word) >= 8,
        word in common_words(),
        word in given_names(),
        word in surnames(),
        *(word in rule_words(name) for name in LISTS),
        *(word.endswith(suffix) and len(word) > len(suffix) + 1 for suffix in SUFFIXES),
    ]
    kinds = FEATURE_WORDS.get(word, ())
    flags += [kind in kinds for kind in KINDS]
    flags.append(
        re.fullmatch(r"(?:north|south)?-?(?:east|west)?(?:ern)?|central|upper|lower|greater|mid", word) is not None
    )
    letters = acronym(surface)
    name = name_features(gazetteer, word)
    if letters and (short := name_features(gazetteer, letters)) and short[4]:
        name = short
    return [*map(float, flags), *name]


WRITTEN = 50  # of a surface's numbers, those that say how it is written and what lists it is on
PADDING = 4  # empty rows before the first token and behind the last, so that a window may reach over the ends
POSITIONS = 5  # in a name: none, alone, first, within, last
DOCUMENT_SIZE = 10


@dataclass(frozen=True, slots=True)
class Blocks:
    """Where in a row what stands, given how many numbers a word's vector has.

    far   what is seen of a token that is not next to the name: how it is written, its lists, the gap before it
    """

    vector: int

    @property
    def far(self) -> slice:
        return slice(self.vector, self.vector + WRITTEN + len(GAP_FLAGS))

    @property
    def alone(self) -> slice:
        return slice(self.far.stop, self.far.stop + NAME_SIZE)

    @property
    def name(self) -> slice:
        return slice(self.alone.stop, self.alone.stop + POSITIONS + NAME_SIZE)

    @property
    def document(self) -> slice:
        return slice(self.name.stop, self.name.stop + DOCUMENT_SIZE)

    def gap(self, flag: str) -> int:
        """The column of one of GAP_FLAGS."""
        return self.vector + WRITTEN + GAP_FLAGS.index(flag)

    @classmethod
    def of(cls, rows: Floats) -> "Blocks":
        """The blocks of such rows."""
        return cls(rows.shape[1] - cls(0).document.stop)


def _surface_row(gazetteer: Gazetteer, surface: str, vector: Callable[[str], Floats]) -> list[float]:
    return [*vector(fold_word(surface)).tolist(), *surface_features(gazetteer, surface)]


def _positions(size: int) -> list[int]:
    return [1] if size == 1 else [2, *[3] * (size - 2), 4]


class Featurizer:
    """Rows for the tokens of articles over one gazetteer; remembers words, gaps and names between articles."""

    def __init__(self, gazetteer: Gazetteer, vector: Callable[[str], Floats]) -> None:
        self._gazetteer = gazetteer
        self._surfaces = Memory(lambda surface: _surface_row(gazetteer, surface, vector))
        self._gaps = Memory(gap_flags)
        self._names = Memory(lambda key: name_features(gazetteer, key))
        self._home = {int(gazetteer.columns.country[number]) for number in gazetteer.home}
        self._countries = lru_cache(maxsize=MOST_ROWS)(self._countries_of)

    def rows(self, tokens: Tokens, matches: Sequence[Match]) -> Floats:
        """A row for each token, between PADDING empty ones on both sides; `Blocks` says which columns are what."""
        count = len(tokens)
        surface, gap = self._surfaces(tokens.surfaces), self._gaps(tokens.gaps[:count])
        blocks = Blocks(surface.shape[1] - WRITTEN - NAME_SIZE)
        rows = np.zeros((count + 2 * PADDING, blocks.document.stop), np.float32)
        inner = rows[PADDING : PADDING + count]
        told = blocks.vector + WRITTEN
        inner[:, :told] = surface[:, :told]
        inner[:, told : blocks.far.stop] = gap
        inner[:, blocks.alone] = surface[:, told:]
        inner[:, blocks.name.start] = 1.0
        if matches:
            name = inner[:, blocks.name]
            at = [token for match in matches for token in range(match.first, match.last)]
            of = [number for number, match in enumerate(matches) for _ in range(match.first, match.last)]
            name[at, POSITIONS:] = self._names([match.key for match in matches])[of]
            name[at, 0] = 0.0
            name[at, [position for match in matches for position in _positions(match.last - match.first)]] = 1.0
        inner[:, blocks.document] = self._document(tokens, matches)
        return rows

    def _document(self, tokens: Tokens, matches: Sequence[Match]) -> Floats:
        """What other occurrences of a word tell: is it written small, a person's, where something is?"""
        titles, locative, given = rule_words("titles"), rule_words("locative"), given_names()
        folded, surfaces, gaps = tokens.folded, tokens.surfaces, tokens.gaps
        out = np.zeros((len(tokens), DOCUMENT_SIZE), np.float32)
        capital = [at for at, written in enumerate(tokens.capital) if written]
        if not capital:
            return out
        tallies: dict[str, list[int]] = {}  # occurrences; after a title, a given name, another name, "in", "the"
        for at in capital:
            word = folded[at]
            tally = tallies.get(word)
            if tally is None:
                tally = tallies[word] = [0, 0, 0, 0, 0, 0]
            tally[0] += 1
            if at and gaps[at] in (" ", ". "):
                before = folded[at - 1]
                if surfaces[at - 1][0].isupper():
                    person = before in given or (len(before) == 1 and before != "a")
                    tally[1 if before in titles else 2 if person else 3] += 1
                elif before in locative:
                    tally[4] += 1
                elif before == "the":
                    tally[5] += 1
        small = {word for word, written in zip(folded, tokens.capital, strict=True) if not written}
        numbers = {word: number for number, word in enumerate(tallies)}
        table = np.array(list(tallies.values()), np.float32)
        told = np.concatenate(
            [
                np.log(table[:, :1]),
                table[:, 1:] > 0,
                np.array([[word in small] for word in tallies]),
                table[:, 4:5] / table[:, :1],
                (table[:, 1:2] + table[:, 2:3]) / table[:, :1],
            ],
            axis=1,
        )
        out[capital, : told.shape[1]] = told[[numbers[folded[at]] for at in capital]]
        countries = [self._countries(match.key) for match in matches]
        named = {country for of, _ in countries for country in of} | self._home
        for match, (_, within) in zip(matches, countries, strict=True):
            if not named.isdisjoint(within):
                out[match.first : match.last, DOCUMENT_SIZE - 1] = 1.0
        return out

    def _countries_of(self, key: str) -> tuple[frozenset[int], frozenset[int]]:
        """The countries that a name is the name of, and those that places of the name lie in; of the best known."""
        columns, postings = self._gazetteer.columns, self._gazetteer.postings(key)
        named = [number for number, _ in postings[:3] if columns.kind[number] == _KIND["country"]]
        return (
            frozenset(int(columns.country[number]) for number in named),
            frozenset(int(columns.country[number]) for number, _ in postings[:8]),
        )
