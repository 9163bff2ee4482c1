"""One folding of place names, for the index and for the text that is looked up in it.

Three keys, each in a space of its own so that they never meet by accident:

    fold("Dar‘ā")                  "dara"         the name itself: case, accents, apostrophes and hyphens folded
    acronym("U.S.")                "US"           an abbreviation: capitals only, so that "us" is never the country
    romanization("Dayr az Zawr")   "~adrdr"       a romanized name: its consonants, the article dropped and the usual
                                                  ways to write one sound made one

A name is cut into words first (`words`), and a key is the folded words joined by single spaces, so that a key found in
running text always ends where a word ends.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Apostrophes stand inside a word for a glottal stop or an ayn (Dar'a), in all these shapes.
_APOSTROPHES = "'’‘‛`´ʼʻʾʿˈ′"
# Vowel signs and accents that are characters of their own belong to their word; \w leaves them out.
_MARKS = "".join(c for c in map(chr, range(0x300, 0xFFFF)) if unicodedata.category(c) in ("Mn", "Mc"))
_LETTER = rf"[^\W_][{_MARKS}]*"
# An apostrophe within a word; that of a possessive 's ends it.
_WITHIN = rf"[{_APOSTROPHES}](?!['’ʼ´`]?[sS](?![^\W_]))"
_POSSESSIVE = r"['’ʼ´`][sS](?![^\W_])"
# Nine words in ten are plain: the first branch only reads them faster. A possessive 's is a group of its own.
WORD = re.compile(
    r"([A-Za-z0-9]+(?=[ ,;:!?)\n\"])"
    rf"|(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?![^\W_]))?|(?:{_LETTER})+(?:{_WITHIN}(?:{_LETTER})+)*)({_POSSESSIVE})?"
)

# Letters that Unicode does not take apart, and Arabic letters that differ by keyboard and spelling only.
_LETTERS = str.maketrans(
    {
        "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ə": "a", "ħ": "h",
        "ŋ": "n", "ŧ": "t", "ƙ": "k", "ɗ": "d", "ɓ": "b", "ɛ": "e", "ɔ": "o",
        "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ە": "ه", "ہ": "ه", "ک": "ك", "ٱ": "ا", "ـ": None,
        **dict.fromkeys(_APOSTROPHES),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: `text[start:end]`, without a possessive 's."""

    start: int
    end: int
    text: str


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order. A dotted abbreviation (U.S.) is one word, its last dot included."""
    for match in WORD.finditer(text):
        yield Word(*match.span(1), match[1])


@lru_cache(maxsize=100_000)
def fold_word(word: str) -> str:
    """One word, folded; "" where nothing of it is left."""
    if word.isascii():
        return word.lower().translate(_LETTERS).replace(".", "")
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold()).translate(_LETTERS)
    return "".join(c for c in plain if c.isalnum())


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """The key of a name: its folded words."""
    return " ".join(filter(None, (fold_word(word.text) for word in words(name))))


def acronym(name: str) -> str | None:
    """The key of an abbreviation written in capitals, with or without dots; None where `name` is not one."""
    letters = re.sub(r"[.\s]", "", name)
    return letters if 2 <= len(letters) <= 6 and letters.isascii() and letters.isalpha() and letters.isupper() else None


# Countries whose place names reach an English text by way of a romanization that each writer does anew, by the script
# that they come from: which letters are confused depends on it. Ethiopia's and Israel's go with the Arabic ones.
ROMANIZED = {
    country: script
    for script, countries in {
        "arabic": "AE AF BH DJ DZ EG EH ER ET IL IQ IR JO KW LB LY MA MR OM PK PS QA SA SD SO SS SY TD TN YE",
        "cyrillic": "BG BY KG KZ MK RS RU TJ UA UZ",
        "burmese": "MM",
    }.items()
    for country in countries.split()
}
SCRIPTS = tuple(dict.fromkeys(ROMANIZED.values()))
# What the article becomes before a "sun letter" and in the spellings of the Levant, the Gulf and the Maghreb.
ARTICLES = frozenset("al el il ul ash as ad ar an at az adh ath esh es ed er en et ez ech ach".split())
# An article written in one with its word: Elbab; Ezzor, Assuwayda, Eddin, whose first letter it doubles.
_GLUED_ARTICLE = re.compile(
    r"^[ae](?:(?:sh)(?=sh)|(?:dh)(?=dh)|([sdrntz])(?=\1)|l(?=b(?:o|u|ou)$|[aeiouy]*[^aeiouy][aeiouyh]*[^aeiouyh]))"
)
# The ending of a word that another one follows: Qal'at, Khirbet, Ma'arrat beside Qal'a, Khirba, Ma'arra.
_CONSTRUCT = re.compile(r"(?<=[^\W_]{3})[ae]+t$")

# A single letter is an initial, but for the izafat of Persian: Dar-e Shahr.
_LATIN_PART = re.compile(r"[a-z]{2,40}|[eiou]")


@dataclass(frozen=True, slots=True)
class Rules:
    """Letters that one sound is written with, made one: first those of several letters in order, then single ones."""

    groups: tuple[tuple[str, str], ...]
    single: dict[int, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    @classmethod
    def of(cls, groups: str, single: str = "", patterns: str = "") -> "Rules":
        """From tables: "kh:h gh:k", "q:k c:k", and lines of a pattern and what it becomes, if anything."""
        return cls(
            tuple((letters, sound) for letters, _, sound in (rule.partition(":") for rule in groups.split())),
            {ord(letter): sound for letter, _, sound in (rule.partition(":") for rule in single.split())},
            tuple(
                (re.compile(pattern), sound)
                for pattern, _, sound in (line.strip().partition(" ") for line in patterns.strip().splitlines())
            ),
        )

    def apply(self, word: str) -> str:
        for letters, sound in self.groups:
            word = word.replace(letters, sound)
        word = word.translate(self.single)
        for pattern, sound in self.patterns:
            word = pattern.sub(sound, word)
        return word


# What is written for the consonants. The vowels are left out: they are what writers agree on least.
_CONSONANTS = {
    "arabic": Rules.of(
        "sch:C tch:C sh:C ch:C kh:h ck:k gh:k dj:k zh:k th:t ts:s tz:s dh:d ph:b x:ks nb:mb",
        "q:k c:k j:k g:k z:d p:b v:W",
        r"""
        (?<=[aeiouy])h$|(.)(?=\1)
        ^w|(?:ou|[uow])(?=[aeiy]) W
        [aeiouyw]+
        """,
    ),
    "cyrillic": Rules.of(
        "kh:h gh:h tsch:s sch:s tch:s ch:s sh:s zh:s ts:s tz:s cz:s sz:s zz:s x:ks",
        "g:h c:s z:s w:v q:k",
        r"""
        (.)(?=\1)
        [aeiouyj]+
        """,
    ),
    "burmese": Rules.of(
        "ng:n ky:C gy:C ch:C ph:p hp:p kh:k hk:k hs:s ht:t hl:l hm:m hn:n mr:m pr:p hr:h kr:k",
        "j:C b:p g:k q:k z:s d:t",
        r"""
        (.)(?=\1)
        (?<=[aou])r(?![aeiou])
        [aeiouywh]+
        """,
    ),
}


def without_article(word: str) -> str:
    """A folded word without the article that is written in one with it."""
    return _GLUED_ARTICLE.sub("", word)


@lru_cache(maxsize=100_000)
def bare_words(name: str) -> tuple[str, ...]:
    """The folded words of a romanized name without its articles, unless it is nothing but such."""
    folded = fold(name).split()
    return tuple([part for part in folded if part not in ARTICLES] or folded)


@lru_cache(maxsize=100_000)
def _consonants(word: str, script: str, *, last: bool) -> str:
    if script == "arabic":
        word = without_article(word)
        if not last:
            word = _CONSTRUCT.sub("a", word)
    return _CONSONANTS[script].apply(word)


@lru_cache(maxsize=100_000)
def romanization(name: str, script: str = "arabic") -> str | None:
    """The key under which the usual romanizations of a name fall together; None where it would say too little.

    For names in Latin script, whose own script is one of ROMANIZED's. The key is the name's consonants, glued: two
    spellings of one name have the same, and so have some names besides; `spelling.py` tells them apart.
    """
    kept = bare_words(name)
    if not all(map(_LATIN_PART.fullmatch, kept)):
        return None
    key = ""
    for number, part in enumerate(kept, 1):
        sound = _consonants(part, script, last=number == len(kept))
        key += sound[1:] if key and sound and key[-1] == sound[0] else sound
    return f"~{script[0]}{key}" if len(key) >= 2 else None
