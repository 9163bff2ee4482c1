"""The words that say what kind of event a sentence reports: `data/lexicon/event_kinds.toml`, read once and folded.

Knows a word of a text and what the lexicon says of it; which of several words decides is the business of `kinds.py`.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from geo.languages import ENGLISH, OTHERS
from geo.lexicon import FOLDER, frequencies
from geo.names import fold_word
from news.records import EVENT_KINDS, EventKind

# What says that something happened, but not what.
WEAK = frozenset(("causes", "generic", "results"))
# The lists without a word of which a sentence reports nothing but "other".
TELLING = frozenset(EVENT_KINDS) - {"other"} | {"generic"}
# What a * stands for in English; in other languages for anything that is not much longer than the word itself.
_ENDINGS = ("", "s", "es", "e", "ed", "d", "ing", "ings", "ion", "ions")
_LONGEST_ENDING = 7  # letters
_WITHIN = 6  # words: no entry has more
_SHORTEST_REST = 2  # letters that are left where a particle is taken off


@dataclass(frozen=True, slots=True)
class Phrase:
    """An entry of the lexicon that a word begins.

    rest   what the words behind it must be, each all the forms or (in other languages) a beginning and a "*"
    lists  the names of the lists that it is on
    kind   what it says of an event: one of the kinds, or of WEAK; "" where it says nothing
    """

    rest: tuple[frozenset[str], ...]
    lists: frozenset[str]
    kind: str


class KindWords:
    """The lists of one language."""

    def __init__(self, language: str, raw: dict[str, str]) -> None:
        self._whole: dict[str, dict[tuple[frozenset[str], ...], set[str]]] = defaultdict(lambda: defaultdict(set))
        self._beginnings: dict[str, dict[tuple[frozenset[str], ...], set[str]]] = defaultdict(lambda: defaultdict(set))
        self._joined = tuple(sorted(map(fold_word, raw.get("joined", "").split()), key=len, reverse=True))
        self._keys: dict[str, list[tuple[frozenset[str], ...]]] = defaultdict(list)
        english = language == ENGLISH
        for name, entries in raw.items():
            if name == "joined":
                continue
            for entry in entries.split():
                words = [_forms(part, english=english) for part in entry.split("-")]
                if name in TELLING:
                    key = min(range(len(words)), key=lambda at: (_frequency(words[at]), -len(min(words[at], key=len))))
                    others = tuple(words[:key] + words[key + 1 :])
                    for form in words[key]:
                        self._keys[form].append(others)
                first, *rest = words
                for form in first:
                    into = self._beginnings if form.endswith("*") else self._whole
                    into[form.removesuffix("*")][tuple(rest)].add(name)
        self._starts = tuple(self._beginnings)
        self._key_starts = tuple(key[:-1] for key in self._keys if key.endswith("*"))
        self.phrases = lru_cache(maxsize=50_000)(self._phrases)
        self._tells = lru_cache(maxsize=50_000)(self._told_by)

    def may_report(self, words: Sequence[str]) -> bool:
        """Whether words may hold an entry that makes a kind other than "other": fast, and no entry is missed."""
        for at, entries in enumerate(map(self._tells, words)):
            for others in entries:
                near = list(map(fold_word, words[max(0, at - _WITHIN) : at + _WITHIN])) if others else []
                if all(any(fits(word, forms) for word in near) for forms in others):
                    return True
        return False

    def _told_by(self, word: str) -> tuple[tuple[frozenset[str], ...], ...]:
        """The other words of the entries of which a word is the rarest, that can by themselves make a kind."""
        found: dict[tuple[frozenset[str], ...], None] = {}
        for form in self._bare(fold_word(word)):
            found.update(dict.fromkeys(self._keys.get(form, ())))
            if form.startswith(self._key_starts):
                for start in self._key_starts:
                    if form.startswith(start):
                        found.update(dict.fromkeys(self._keys[start + "*"]))
        return ((),) if () in found else tuple(found)

    def _phrases(self, word: str) -> tuple[Phrase, ...]:
        """The entries that a word of a text can begin, the longest first, each with all its lists."""
        found: dict[tuple[frozenset[str], ...], set[str]] = defaultdict(set)
        for form in self._bare(fold_word(word)):
            for rest, lists in self._entries(form):
                found[rest] |= lists
        ordered = sorted(found.items(), key=lambda item: -len(item[0]))
        return tuple(Phrase(rest, frozenset(lists), _kind(lists)) for rest, lists in ordered)

    def _bare(self, folded: str) -> Iterator[str]:
        """A word, and what it is without the particles that are written in one with it."""
        yield folded
        for particle in self._joined:
            if folded.startswith(particle) and len(folded) - len(particle) >= _SHORTEST_REST:
                yield folded[len(particle) :]

    def _entries(self, form: str) -> Iterator[tuple[tuple[frozenset[str], ...], set[str]]]:
        if form in self._whole:
            yield from self._whole[form].items()
        if form.startswith(self._starts):
            for start in self._starts:
                if form.startswith(start) and len(form) <= len(start) + _LONGEST_ENDING:
                    yield from self._beginnings[start].items()


def fits(word: str, forms: frozenset[str]) -> bool:
    """Whether a folded word is one of the forms of a phrase's word."""
    if word in forms:
        return True
    start = next(iter(forms))
    return start.endswith("*") and word.startswith(start[:-1])


def _forms(part: str, *, english: bool) -> frozenset[str]:
    if not part.endswith("*"):
        return frozenset([fold_word(part)])
    stem = fold_word(part[:-1])
    return frozenset(stem + ending for ending in _ENDINGS) if english else frozenset([stem + "*"])


def _frequency(forms: Set[str]) -> float:
    """How common the commonest of the forms of a word is."""
    return max(frequencies().get(form.removesuffix("*"), 0.0) for form in forms)


def _kind(lists: Set[str]) -> str:
    said = [name for name in (*EVENT_KINDS, *sorted(WEAK)) if name in lists]
    return said[0] if said and "never" not in lists else ""


def longest(phrases: Sequence[Phrase], following: Sequence[str]) -> Phrase | None:
    """The longest of the entries that a word begins which the folded words behind it allow."""
    return next(
        (one for one in phrases if len(one.rest) <= len(following) and all(map(fits, following, one.rest))), None
    )


def kind_words(language: str) -> KindWords | None:
    """The lists of a language; None for one that the lexicon does not know."""
    return _words(language) if language == ENGLISH or language in OTHERS else None


@cache
def _words(language: str) -> KindWords:
    return KindWords(language, _lexicon()[language])


def acled_event_type(kind: EventKind) -> str | None:
    """The event type of ACLED's codebook that a kind corresponds to; None where ACLED records no such thing."""
    found = _lexicon()["acled"].get(kind)
    return str(found["event_type"]) if found else None


@cache
def _lexicon() -> dict[str, dict[str, Any]]:
    with open(FOLDER / "event_kinds.toml", "rb") as file:
        return tomllib.load(file)
