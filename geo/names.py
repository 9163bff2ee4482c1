"""One folding of place names, for the index and for the text that is looked up in it.

Three keys, each in a space of its own so that they never meet by accident:

    fold("Dar‘ā")                  "dara"         the name itself: case, accents, apostrophes and hyphens folded
    acronym("U.S.")                "US"           an abbreviation: capitals only, so that "us" is never the country
    romanization("Dayr az Zawr")   "~dir zur"     a romanized Arabic (or Persian, Hebrew, Kurdish) name: the article
                                                  dropped and the usual ways to write one sound made one

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
# Nine words in ten are plain: the first branch only reads them faster.
WORD = re.compile(
    r"[A-Za-z0-9]+(?=[ ,;:!?)\n\"])"
    rf"|(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?![^\W_]))?|(?:{_LETTER})+(?:[{_APOSTROPHES}](?:{_LETTER})+)*"
)
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
    for match in WORD.finditer(text):
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


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """The key of a name: its folded words."""
    return " ".join(filter(None, (fold_word(word.text) for word in words(name))))


def acronym(name: str) -> str | None:
    """The key of an abbreviation written in capitals, with or without dots; None where `name` is not one."""
    letters = re.sub(r"[.\s]", "", name)
    return letters if 2 <= len(letters) <= 6 and letters.isascii() and letters.isalpha() and letters.isupper() else None


# Countries whose place names reach an English text by way of a romanization that each writer does anew.
ROMANIZED = frozenset(
    "AE AF BH DJ DZ EG EH ER ET IL IQ IR JO KW LB LY MA MR OM PK PS QA SA SD SO SS SY TD TN YE".split()
)
# What the article becomes before a "sun letter" and in the spellings of the Levant, the Gulf and the Maghreb.
ARTICLES = frozenset("al el il ul ash as ad ar an at az adh ath esh es ed er en et ez ech ach".split())
# An article written in one with its word, whose first letter it doubles: Ezzor, Assuwayda, Eddin.
_GLUED_ARTICLE = re.compile(r"^[ae](?:(sh)(?=sh)|([sdrntz])(?=\2))")
# Short vowels come and go in these words, which begin thousands of names.
_GENERIC = {
    spelling: sound
    for sound, spellings in {
        "kfr": "kafr kafar kafer kefr kefar kfar kfer kfr kufr",
        "tl": "tall tell tal tel til",
        "dir": "dayr deir der deyr dair",
        "in": "ayn ein ain ayin ayen",
        "abu": "abu abou abo aboo",
        "um": "umm um om oum",
        "jbl": "jabal jebel djebel jabel gebel",
        "xrb": "khirbat khirbet khirbah kherbet kharba kherba",
        "bit": "bayt beit beyt bait",
        "mrt": "maarrat maarat maaret marat maarret",
    }.items()
    for spelling in spellings.split()
}
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"kh", "x"), (r"sch|sh|ch", "c"), (r"gh", "g"), (r"th", "t"), (r"dh", "d"), (r"dj|zh", "j"), (r"ph", "f"),
        (r"ck|[qk]", "k"), (r"p", "b"), (r"v", "w"),
        (r"[ae]h$|e$", "a"),
        (r"[ae][iy]+|ie|[iey]+", "i"), (r"a[uw]|[ouw]+", "u"), (r"a+", "a"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=100_000)
def _sound(word: str) -> str:
    if word in _GENERIC:
        return _GENERIC[word]
    word = _GLUED_ARTICLE.sub("", word)
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


@lru_cache(maxsize=50_000)
def romanization(name: str) -> str | None:
    """The key under which the usual romanizations of a name fall together; None where it would say too little.

    For names in Latin script. Fewer than four letters of key are no evidence: a third of all short names would agree.
    """
    parts = fold(name).split()
    if not parts or not all(part.isascii() and part.isalpha() for part in parts):
        return None
    kept = [part for part in parts if part not in ARTICLES] or parts
    key = " ".join(_sound(part) for part in kept)
    return "~" + key if len(key) >= 4 else None
