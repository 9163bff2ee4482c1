"""The names of the gazetteer that stand in a text of another language than English, in whatever form it gives them.

The longest at each word, whatever the text means by them: that is for `multilingual.py` to judge.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from geo.compiled import Tag
from geo.gazetteer import Candidate, Gazetteer
from geo.grammar import Grammar, grammar
from geo.morphology import Base, bases
from geo.names import Word, fold_word, words

MOST_WORDS = 5  # of a name
MOST_DECLINED = 3  # of one that is sought with other endings
CASED = frozenset("de es fr ru tr uk".split())  # a name begins with a capital
INFLECTED = frozenset("de fa ru tr uk".split())  # the last word of a longer name takes endings,
BY_WORD = frozenset("de ru uk".split())  # and the first one too
# Between the words of one name: a space, a hyphen, a zero-width non-joiner, the mark in Hebrew initials.
_JOINT = re.compile('[ \u00a0\u200c]|\\.[ \u00a0]?|[-‐‑–־/]|["״]')
_SENTENCE_END = re.compile(r"[.!?…:؟۔•|][\"'”’»)\]]*\s+[\"'“‘«„(\[]*$|\n\s*[\"'“‘«„(\[]*$|[\"“«„]$|—\s*$")


class Text:
    """A text cut into words, with what is asked of them again and again. Words are asked for by their number."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.grammar: Grammar = grammar(language)
        self.words: list[Word] = list(words(text))
        self.folded = [fold_word(word.text) for word in self.words]

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def capital(self) -> list[bool]:
        """Whether a word is written as a name; the name's first letter counts in "d'Alep"."""
        if self.language not in CASED:
            return [True] * len(self.words)
        return [word.text[0].isupper() or any(map(str.isupper, word.text[1:4])) for word in self.words]

    def bases(self, at: int) -> tuple[Base, ...]:
        return bases(self.words[at].text, self.language)

    def forms(self, at: int) -> set[str]:
        """A word without the particles and the article that it may begin with, and as it stands."""
        if self.language not in ("ar", "he", "fr"):
            return {self.folded[at]}
        found = {base.name for base in self.bases(at) if base.use == "name" and not base.ending}
        return found | {form[2:] for form in found if form.startswith("ال")} if self.language == "ar" else found

    def gap(self, left: int) -> str:
        """The characters between word `left` and the next one."""
        return self.text[self.words[left].end : self.words[left + 1].start]

    def joined(self, left: int) -> bool:
        """Whether word `left` and the next can be of one name."""
        return 0 <= left < len(self.words) - 1 and _JOINT.fullmatch(self.gap(left)) is not None

    def spaced(self, left: int) -> bool:
        """Whether but a space stands between word `left` and the next."""
        return 0 <= left < len(self.words) - 1 and self.gap(left) in (" ", "\u00a0", "\u200c")

    def starts_sentence(self, at: int) -> bool:
        start = self.words[at].start
        return at == 0 or _SENTENCE_END.search(self.text[max(0, start - 6) : start]) is not None


@dataclass(slots=True)
class Name:
    """The words `first`..`last` (half-open) are a form of a name; `text[start:end]` is the name without its particles.

    name        what the gazetteer has it under
    particle    what it is written in one with at its beginning, folded: "ב"
    ending      the case ending that was taken off, folded
    """

    first: int
    last: int
    start: int
    end: int
    name: str
    candidates: list[Candidate]
    demonym: bool = False
    particle: str = ""
    ending: str = ""
    exact: bool = True  # as it stands in the text
    right: int = 0  # characters after it that an apostrophe sets off


def standing(candidate: Candidate) -> float:
    """How well known a place is, from a hamlet's -1 to a country's 3."""
    place = candidate.place
    if place.kind in ("country", "continent") or candidate.feature == "PPLC":
        return 3.0
    if place.kind in ("region", "water", "mountain") or (place.kind == "admin1" and place.population >= 100_000):
        return 2.0
    if place.kind == "site" or place.population >= 100_000:
        return 1.5
    if place.population >= 15_000 or place.kind == "admin1" or candidate.added:
        return 0.5
    return -0.5 if place.population >= 1_000 or place.kind == "admin2" else -1.0


def best_standing(candidates: list[Candidate]) -> float:
    return max(map(standing, candidates))


# The gazetteer's demonyms and abbreviations are English.
_NOT_IN_TEXT = (Tag.CODE, Tag.DEMONYM, Tag.ABBREVIATION)


class Finder:
    """Finds names in texts of one language with one gazetteer."""

    def __init__(self, text: Text, gazetteer: Gazetteer) -> None:
        self.text = text
        self.gazetteer = gazetteer

    def at(self, first: int) -> Name | None:
        """The name that begins with a word; None where none does."""
        text = self.text
        capital = text.capital[first]
        if capital or self._opens(first):
            if name := self._longer(first):
                return name
            if capital and (name := self._single(first)):
                return name
        return self._people(first)

    def _opens(self, first: int) -> bool:
        """Whether a small word can begin a name: the kind word of "mer Rouge", "bande de Gaza"."""
        following = range(first + 1, min(first + 3, len(self.text)))
        kinds = map(self.text.grammar.kind, self.text.forms(first))
        return any(self.text.capital[at] for at in following) and any(kinds)

    def look_up(self, key: str) -> tuple[str, list[Candidate]]:
        """The gazetteer's name for a key and what it can be; no candidates where it is none."""
        if known := self.text.grammar.names.get(key):
            return known, [c for c in self.gazetteer.candidates(known) if not c.tag & Tag.SOUND]
        return key, [c for c in self.gazetteer.under(key) if c.tag not in _NOT_IN_TEXT and not c.tag & Tag.SOUND]

    def _longer(self, first: int) -> Name | None:
        """The longest name of several words."""
        text = self.text
        last = first + 1
        while last < len(text) and last - first < MOST_WORDS and text.joined(last - 1):
            last += 1
        if last == first + 1:
            return None
        name = self._as_it_stands(first, last)
        if text.language in INFLECTED:
            for end in range(min(last, first + MOST_DECLINED), name.last if name else first + 1, -1):
                if declined := self._declined(first, end):
                    return self._bare(declined)
        return self._bare(name) if name else None

    def _as_it_stands(self, first: int, last: int) -> Name | None:
        """The longest name up to `last` of which at most the beginning has a form of its own."""
        text = self.text
        best: Name | None = None
        for head in self._heads(first):
            key, ends = head.name, {}
            for end in range(first + 2, last + 1):
                key = f"{key} {text.folded[end - 1]}"
                ends[key] = end
            known = set(self.gazetteer.prefixes(key)) | (text.grammar.names.keys() & ends.keys())
            for key, end in reversed(ends.items()):
                if best and end <= best.last:
                    break
                if key in known and any(text.capital[first:end]):
                    name, candidates = self.look_up(key)
                    if candidates:
                        best = self._name(first, end, head, Base(key), name, candidates)
        return best

    def _heads(self, first: int) -> list[Base]:
        """What the first word of a longer name can be."""
        found = [base for base in self.text.bases(first) if base.use == "name" and not base.right]
        return found[:1] if self.text.language in INFLECTED else found

    def _declined(self, first: int, last: int) -> Name | None:
        """A name whose last word, and in some languages its first one, has an ending."""
        text = self.text
        kind_word = text.grammar.is_place_noun(text.folded[last - 1])
        if not (kind_word or text.capital[last - 1]) or not any(text.capital[first:last]):
            return None
        heads = [base for base in text.bases(first) if base.use == "name" or (base.use == "part" and kind_word)]
        tails = [base for base in text.bases(last - 1) if base.use == "name" and not base.left]
        for head, tail in product(heads if text.language in BY_WORD else heads[:1], tails):
            name, candidates = self.look_up(" ".join((head.name, *text.folded[first + 1 : last - 1], tail.name)))
            if candidates and not head.right:
                return self._name(first, last, head, tail, name, candidates)
        return None

    def _bare(self, name: Name) -> Name:
        """The name alone of "مدينة درعا" or "צפון לבנון": a word that says where or what is no part of its span.

        A division stays what is looked up: the province may be called otherwise than its town.
        """
        text, grammar = self.text, self.text.grammar
        forms = text.forms(name.first)
        wanted = next(filter(None, map(grammar.kind, forms)), ())
        direction = any(form in grammar.locative for form in forms) and standing(name.candidates[0]) < 3.0
        kind = {"settlement", "admin1", "admin2"} & set(wanted)
        if not (kind or direction) or (text.language in CASED and text.words[name.first].text[0].isupper()):
            return name
        after = name.first + 1
        while after < name.last - 1 and text.folded[after] in grammar.links:
            after += 1
        rest = self._single(after) if after == name.last - 1 else self._as_it_stands(after, name.last)
        if rest is None or rest.demonym or rest.last != name.last:
            return name
        if not direction and "settlement" not in wanted[:1]:
            rest.name, rest.candidates = name.name, name.candidates
        return rest

    def _single(self, first: int) -> Name | None:
        best: tuple[float, Name] | None = None
        for base in self.text.bases(first):
            if base.use != "name":
                continue
            name, candidates = self.look_up(base.name)
            if not candidates:
                continue
            exact = not (base.left or base.right or base.ending)
            score = best_standing(candidates) + (2.0 if base.right else 1.0 if exact else 0.0)
            if best is None or score > best[0]:
                best = score, self._name(first, first + 1, base, base, name, candidates)
        if best is None:
            return None
        people = self._people(first)
        # "سوري" is no small town of that name; "Siria" with a capital is the country
        return people if people and (best_standing(best[1].candidates) < 2.0 or best[1].ending) else best[1]

    def _people(self, first: int) -> Name | None:
        text = self.text
        for base in text.bases(first):
            if base.use == "name" and not base.ending and (country := text.grammar.people_of(base.name)):
                return self._demonym(first, base, country, self.gazetteer.candidates(country))
        for base in text.bases(first):
            if base.use == "demonym" and base.name != text.folded[first]:
                _, candidates = self.look_up(base.name)
                if countries := [c for c in candidates if c.place.kind == "country"]:
                    return self._demonym(first, base, countries[0].place.name, countries)
        return None

    def _demonym(self, first: int, base: Base, name: str, candidates: list[Candidate]) -> Name:
        found = self._name(first, first + 1, base, base, name, candidates)
        found.demonym = True
        return found

    def _name(self, first: int, last: int, head: Base, tail: Base, name: str, candidates: list[Candidate]) -> Name:
        start, end = self.text.words[first].start + head.left, self.text.words[last - 1].end - tail.right
        return Name(
            first, last, start, end, name, candidates,
            particle=fold_word(self.text.text[self.text.words[first].start : start]),
            ending=tail.ending,
            exact=not (head.left or head.ending or tail.right or tail.ending),
            right=tail.right,
        )  # fmt: skip


def find(text: Text, gazetteer: Gazetteer) -> Iterator[Name]:
    """The longest name at each word that begins one. They may overlap: a later one counts where an earlier does not."""
    finder = Finder(text, gazetteer)
    for first in range(len(text)):
        if name := finder.at(first):
            yield name
