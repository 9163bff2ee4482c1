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
_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?![^\W_]))?|(?:{_LETTER})+(?:[{_APOSTROPHES}](?:{_LETTER})+)*")
_POSSESSIVE = re.compile(r"['’ʼ´`][sS]$")

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
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        if possessive := _POSSESSIVE.search(word):
            end -= len(word) - possessive.start()
            word = text[start:end]
        yield Word(start, end, word)


@lru_cache(maxsize=100_000)
def fold_word(word: str) -> str:
    """One word, folded; "" where nothing of it is left."""
    if word.isascii():
        return word.lower().translate(_LETTERS).replace(".", "")
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold()).translate(_LETTERS)
    return "".join(c for c in plain if c.isalnum())


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


def _rules(table: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs = (line.split() for line in table.strip().splitlines())
    return tuple((re.compile(pattern), sound.strip("-")) for pattern, sound in pairs)


# What is written for the consonants, one rule after the other; "-" for what is left out. The vowels go last: they are
# what writers agree on least.
_CONSONANTS = {
    "arabic": _rules(
        r"""
        sch|tch|sh|ch                       C
        ck|q|c|gh|dj|zh|j|g                 k
        kh                                  h
        th                                  t
        ts|tz                               s
        dh|z                                d
        ph|p                                b
        x                                   ks
        n(?=b)                              m
        (?<=[aeiouy])h$                     -
        ^w|(?:ou|[uow])(?=[aeiy])|v         v
        (.)\1+                              \1
        [aeiouyw]+                          -
        """
    ),
    "cyrillic": _rules(
        r"""
        kh|gh|g                             h
        t?sch|t?ch|sh|zh|ts|tz|[csz]z|[cz]  s
        ff$|w                               v
        q                                   k
        x                                   ks
        (.)\1+                              \1
        [aeiouyj]+                          -
        """
    ),
    "burmese": _rules(
        r"""
        ng                                  n
        [kg]y|ch|j                          c
        ph|hp|b                             p
        kh|hk|g|q                           k
        hs|z                                s
        ht|d                                t
        h(?=[lmn])                          -
        (?<=[mphk])r                        -
        (?<=[aou])r(?![aeiou])              -
        (.)\1+                              \1
        [aeiouywh]+                         -
        """
    ),
}


def without_article(word: str) -> str:
    """A folded word without the article that is written in one with it."""
    return _GLUED_ARTICLE.sub("", word)


@lru_cache(maxsize=100_000)
def _consonants(word: str, script: str, *, last: bool) -> str:
    if script == "arabic":
        word = without_article(word)
        if not last:
            word = _CONSTRUCT.sub("a", word)
    for pattern, sound in _CONSONANTS[script]:
        word = pattern.sub(sound, word)
    return word


def romanization(name: str, script: str = "arabic") -> str | None:
    """The key under which the usual romanizations of a name fall together; None where it would say too little.

    For names in Latin script, whose own script is one of ROMANIZED's. The key is the name's consonants, glued: two
    spellings of one name have the same, and so have some names besides; `spelling.py` tells them apart.
    """
    parts = fold(name).split()
    if not parts or not all(map(_LATIN_PART.fullmatch, parts)):
        return None
    kept = [part for part in parts if part not in ARTICLES] or parts
    key = ""
    for number, part in enumerate(kept, 1):
        sound = _consonants(part, script, last=number == len(kept))
        key += sound[1:] if key and sound and key[-1] == sound[0] else sound
    return f"~{script[0]}{key}" if len(key) >= 2 else None
