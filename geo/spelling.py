"""How alike two spellings are, where each writer romanizes a name anew: "Muzeireeb" and "Al Muzayrīb".

`names.romanization` gathers what can be spellings of one name under its consonants; here they are told apart by the
whole of their letters. Which place is meant is not asked: two villages may be called alike to the letter.
"""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance.Levenshtein import normalized_similarity

from geo.names import Rules, bare_words, without_article

# How alike two spellings of one name are at least, by the number of its consonants: fewer say less.
_LEAST = {2: 0.80, 3: 0.74, 4: 0.70}
_LEAST_OF_LONG = 0.66
_SOUND_WEIGHT = 0.7  # against 0.3 for the letters

# The letters that one sound is written with. What is kept apart here, such as kh and h, speaks against two spellings.
_GROUPS = "kh:x sch:C sh:C ch:C gh:G th:t dh:d dj:j zh:j ph:f ck:k"
_VOWELS = r"""
    [ae]h$|e$ a
    [ae][iy]+|ie|[iey]+ i
    a[uw]|[ouw]+ u
    (.)(?=\1)
    """
_COMMON = Rules.of(_GROUPS, "q:k", _VOWELS)
_SOUNDS = {
    "arabic": _COMMON,
    "burmese": _COMMON,
    "cyrillic": Rules.of(f"kh:h gh:h {_GROUPS}", "g:h w:v j:y q:k", _VOWELS),
}


def similarity(one: str, other: str, script: str = "arabic") -> float:
    """How alike two spellings are, 0..1: the share of their sounds, and of their letters, that need no edit.

    Articles don't count. `script` is what they are romanized from, as in `names.ROMANIZED`.
    """
    return alike(forms(one, script), forms(other, script))


def alike(one: Sequence[str], other: Sequence[str]) -> float:
    """The same of two names' `forms`."""
    return _SOUND_WEIGHT * normalized_similarity(one[0], other[0]) + (1 - _SOUND_WEIGHT) * normalized_similarity(
        one[1], other[1]
    )


def least_similarity(romanization: str) -> float:
    """What two spellings under one key of `names.romanization` must reach to be taken for one name."""
    return _LEAST.get(len(romanization) - 2, _LEAST_OF_LONG)


@lru_cache(maxsize=100_000)
def forms(name: str, script: str) -> tuple[str, str]:
    """A name as it sounds and in its letters, both glued and without articles."""
    letters = "".join(map(without_article, bare_words(name)))
    return _SOUNDS[script].apply(letters), letters
