"""The forms that names take in languages other than English: what a word is without its particles and endings.

A word of a text stands on the left of each table, the name that it can be a form of on the right. All is said in the
folded letters of `names.py` (in which й is и, ї is і, ة is ه and every hamza is gone), and more forms are proposed than
are words: whether one is a place's name, the gazetteer tells. Nothing here knows a place.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from geo.names import fold_word

# How a form stands for a name: the name itself, a word of a longer name only ("Roten" of "Rotes Meer"), or its people
# and adjective ("сирийские").
Use = Literal["name", "part", "demonym"]


@dataclass(frozen=True, slots=True)
class Base:
    """A name that a word can be a form of.

    name    the folded name to look up
    left    characters at the word's beginning that are no part of the name: the ب of "بدمشق", the "d'" of "d'Alep"
    right   characters at its end that are none: the "'nin" of "Suriye'nin". A case ending counts for the name: 0
    ending  what came off at the end, folded; "" where nothing did
    """

    name: str
    left: int = 0
    right: int = 0
    ending: str = ""
    use: Use = "name"


@lru_cache(maxsize=50_000)
def bases(word: str, language: str) -> tuple[Base, ...]:
    """What a word of a text can be a form of, the word as it stands first; each once."""
    found = {base: None for base in (Base(fold_word(word)), *_OF_LANGUAGE.get(language, _none)(word)) if base.name}
    return tuple(found)


def _none(word: str) -> Iterator[Base]:
    return iter(())


# Arabic: conjunctions and prepositions of one letter are written in one with the next word, and ل swallows the alif of
# the article. Adjectives of a country end in ي and lose the country's article and its last vowel.
_ARABIC_PARTICLES = ("و", "ف", "ب", "ل", "ك", "لل", *(a + b for a in "وف" for b in ("ب", "ل", "ك", "لل")))
_ARABIC_NISBA = re.compile("^(?:ال)?(..+?)(?:يين|يون|يات|يه|يا|ي)$")
_ARABIC_ENDS = ("", "ا", "يا", "ه", "يه", "ستان", "و")


def _arabic(word: str) -> Iterator[Base]:
    folded = fold_word(word)
    for particle in ("", *_particles(_ARABIC_PARTICLES, folded)):
        rest = folded[len(particle) :]
        left = _characters(word, len(particle))
        if particle:
            yield Base("ال" + rest if particle.endswith("لل") else rest, left)
            if particle.endswith("لل"):
                yield Base(rest, left)
        if nisba := _ARABIC_NISBA.match(rest):
            for end in _ARABIC_ENDS:
                yield Base(nisba[1] + end, left, use="demonym")
                yield Base("ال" + nisba[1] + end, left, use="demonym")


# Hebrew: up to three particles in a row, the last of which may have swallowed the article.
_HEBREW_PARTICLES = tuple(
    particle
    for conjunction in ("", "ו")
    for subordinate in ("", "ש", "כש", "לכש")
    for preposition in ("", *"בלמכה")
    if (particle := conjunction + subordinate + preposition)
)
_HEBREW_NISBA = re.compile("^(..+?)(?:יות|ית|ים|יים|י)$")
_FINAL_LETTERS = str.maketrans("כמנפצ", "ךםןףץ")


def _hebrew(word: str) -> Iterator[Base]:
    folded = fold_word(word)
    for particle in ("", *_particles(_HEBREW_PARTICLES, folded)):
        rest = folded[len(particle) :]
        left = _characters(word, len(particle))
        if particle:
            yield Base(rest, left)
            if particle[-1] in "בלכ":
                yield Base("ה" + rest, left)
        if nisba := _HEBREW_NISBA.match(rest):
            stem = nisba[1]
            for name in (stem[:-1] + stem[-1].translate(_FINAL_LETTERS), stem + "ה", stem + "יה"):
                yield Base(name, left, use="demonym")


def _particles(particles: tuple[str, ...], folded: str) -> Iterator[str]:
    """The particles that a word can begin with, where two letters at least are left."""
    return (p for p in particles if folded.startswith(p) and len(folded) > len(p) + 1)


def _characters(word: str, letters: int) -> int:
    """How many characters of a word its first folded letters take: vowel signs and tatweel count for none."""
    at = 0
    while letters and at < len(word):
        letters -= len(fold_word(word[at]))
        at += 1
    while at < len(word) and not fold_word(word[at]):
        at += 1
    return at


# Persian: ezafe and the indefinite ending after a vowel, plurals, and adjectives in -i.
_PERSIAN_ADJECTIVE = re.compile("^(..+?)(?:ييها|يها|يان|يهاي|وي|يي|اي|ي)$")


def _persian(word: str) -> Iterator[Base]:
    folded = fold_word(word)
    if re.search("..[او]ي$", folded):
        yield Base(folded[:-1], ending="ي")
    if adjective := _PERSIAN_ADJECTIVE.match(folded):
        for end in ("", "ه", "يه", "ا"):
            yield Base(adjective[1] + end, use="demonym")


# Turkish: an apostrophe sets a name's endings off; where it is left out, the ending's vowel still follows the name's.
_APOSTROPHE = re.compile("['’‘ʼ´`′]")
_TURKISH_ENDING = re.compile(
    "^(.{3,}?)((?:l[ae]r)?(?:n?[ıiuü]n|[nsy]?[ıiuü]|[ny]?[ae]|(?:[nı]n|n)?[dt][ae]n?|[dt][ae]ki)|l[ae]r)$"
)
_TURKISH_PEOPLE = re.compile("^(.{3,}?)l[ıiuü](?:l[ae]r)?(?:n?[ıiuü]n|y?[ıiuü]|y?[ae]|[dt][ae]n?)?$")
_BACK, _FRONT = "aıou", "eiöü"


def _turkish(word: str) -> Iterator[Base]:
    small = word.replace("I", "ı").replace("İ", "i").lower()
    if cut := _APOSTROPHE.search(word):
        name, ending = word[: cut.start()], small[cut.end() :]
        yield Base(fold_word(name), right=len(word) - cut.start(), ending=fold_word(ending))
        small = small[: cut.start()]
        right = len(word) - cut.start()
    else:
        right = 0
        if (found := _TURKISH_ENDING.match(small)) and _in_harmony(found[1], found[2]):
            yield Base(fold_word(found[1]), ending=fold_word(found[2]))
    if found := _TURKISH_PEOPLE.match(small):
        yield Base(fold_word(found[1]), right=right, use="demonym")


def _in_harmony(stem: str, ending: str) -> bool:
    """Whether the ending's first vowel may follow the stem's last: both are back vowels, or both front ones."""
    last = next((c for c in reversed(stem) if c in _BACK + _FRONT), "")
    first = next((c for c in ending if c in _BACK + _FRONT), "")
    return bool(last and first) and (last in _BACK) == (first in _BACK)


# Russian and Ukrainian: ending -> what the nominative can end in.
_RUSSIAN_CASES = {
    "а": " о", "у": " а о", "ом": " о ыи ое ии", "ем": "ь и е ", "е": " а о я ь", "ы": "а", "и": "а я ь", "ои": "а ая",
    "еи": "я а яя", "ю": "я ь и е", "ью": "ь", "я": "ь и е", "ях": "и я", "ах": "ы и а о", "ам": "ы и", "ям": "и",
    "ами": "ы и", "ями": "и", "ов": "ы", "ев": "ы и", "": "ы и", "ого": "ыи ии ои ое", "его": "ее ии",
    "ому": "ыи ии ои ое", "ым": "ыи ое ", "им": "ии ое", "ую": "ая", "юю": "яя", "ых": "ые", "их": "ие", "ыми": "ые",
    "ими": "ие",
}  # fmt: skip
_UKRAINIAN_CASES = {
    "а": " о", "у": " а о", "ові": " ", "еві": "ь ", "ом": " о", "ем": "ь е ", "єм": "и", "і": " а о я ь е", "и": "а",
    "ою": "а", "ею": "я", "єю": "я", "ю": "я ь и е", "я": "ь и е", "ям": "я", "ах": "и і", "ях": "і", "ам": "и і",
    "ами": "и", "ями": "і", "ів": "и і", "": "и", "оі": "а", "іи": "а", "ого": "ии е", "ому": "ии е", "им": "ии е",
    "их": "і", "ими": "і", "ці": "ка", "зі": "га", "сі": "ха",
}  # fmt: skip
_CONSONANTS = "бвгґджзклмнпрстфхцчшщ"
_SLAVIC_ADJECTIVE = re.compile("^(..+?)(ь?[сцз]ь?к)(?:[а-яіїєґ]{1,3})$")
_SLAVIC_PEOPLE = re.compile("^(..+?)(?:[еє]ць|ец|ц[а-яіїє]{1,3})$")


def _slavic(cases: dict[str, str], ends: tuple[str, ...], word: str) -> Iterator[Base]:
    folded = fold_word(word)
    for ending, nominatives in cases.items():
        stem = folded.removesuffix(ending)
        if (ending and stem == folded) or len(stem) < 2:
            continue
        if ending == "ю" and stem[-1] == stem[-2]:
            yield Base(stem[:-1] + "ь", ending=ending)  # Білорусь: Білоруссю
        for end in nominatives.split(" "):
            yield Base(stem + end, ending=ending)
            if not end:
                yield from (Base(other, ending=ending) for other in _closed(stem))
    for pattern in (_SLAVIC_ADJECTIVE, _SLAVIC_PEOPLE):
        if found := pattern.match(folded):
            stem = found[1]
            yield from (Base(stem + end, use="demonym") for end in ends)
            yield Base(stem.removesuffix("и") + "я", use="demonym")  # the й of "сирийский" stands for the я of Сирия


def _closed(stem: str) -> Iterator[str]:
    """The nominative of a stem whose vowel comes or turns when no ending follows: Египт-а, Харков-а."""
    if len(stem) > 3 and stem[-1] in _CONSONANTS and stem[-2] in _CONSONANTS:
        yield from (stem[:-1] + vowel + stem[-1] for vowel in "ео")
    if stem[-2:] in ("ов", "ев", "єв"):
        yield stem[:-2] + "ів"


def _russian(word: str) -> Iterator[Base]:
    return _slavic(_RUSSIAN_CASES, ("", "а", "я", "ь"), word)


def _ukrainian(word: str) -> Iterator[Base]:
    return _slavic(_UKRAINIAN_CASES, ("", "а", "я", "ь", "ія"), word)


# French: the little word before a vowel is written in one with the name. Adjectives of countries have few endings.
_ELISION = re.compile("^(?:jusqu|lorsqu|puisqu|quoiqu|qu|d|l|n|s|c|j|m|t)['’ʼ´`]", re.I)
_FRENCH_PEOPLE = re.compile("^(..+?)(?:iens?|iennes?|ens?|ennes?|aise?s?|oise?s?|aine?s?|ane?s?|n|ns|ne|nes)$")
_SPANISH_PEOPLE = re.compile("^(..+?)(?:an[oa]s?|enses?|i|ies|is|es|esa|eses|esas|in[oa]s?)$")
_GERMAN_PEOPLE = re.compile("^(..+?)(?:(?:es|an|ian|er)?isch(?:e|er|es|en|em)?|er|ern|erin|erinnen)$")


def _french(word: str) -> Iterator[Base]:
    left = found.end() if (found := _ELISION.match(word)) else 0
    if left:
        yield Base(fold_word(word[left:]), left)
    yield from _people(_FRENCH_PEOPLE, fold_word(word[left:]), ("", "e", "ie", "a", "i"), left)


def _spanish(word: str) -> Iterator[Base]:
    return _people(_SPANISH_PEOPLE, fold_word(word), ("", "a", "ia", "o", "e"))


def _german(word: str) -> Iterator[Base]:
    folded = fold_word(word)
    if folded.endswith("s") and len(folded) > 4:
        yield Base(folded[:-1], ending="s")
    for ending in ("en", "em", "er", "es", "e", "n"):
        if folded.endswith(ending) and len(folded) > 4:
            stem = folded.removesuffix(ending)
            yield from (Base(stem + other, ending=ending, use="part") for other in ("e", "er", "es", "en"))
    yield from _people(_GERMAN_PEOPLE, folded, ("", "ien", "land", "e", "ei", "a", "en", "n"))


def _people(pattern: re.Pattern[str], folded: str, ends: Iterable[str], left: int = 0) -> Iterator[Base]:
    if found := pattern.match(folded):
        yield from (Base(found[1] + end, left, use="demonym") for end in ends)


_OF_LANGUAGE = {
    "ar": _arabic, "he": _hebrew, "fa": _persian, "tr": _turkish, "ru": _russian, "uk": _ukrainian, "fr": _french,
    "es": _spanish, "de": _german,
}  # fmt: skip
