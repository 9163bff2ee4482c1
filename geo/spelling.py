"""How alike two spellings are, where each writer romanizes a name anew: "Muzeireeb" and "Al Muzayrīb".

`names.romanization` gathers what can be spellings of one name under its consonants; here they are told apart by the
whole of their letters. Which place is meant is not asked: two villages may be called alike to the letter.
"""

import re
from functools import lru_cache

from rapidfuzz.distance.Levenshtein import normalized_similarity

from geo.names import ARTICLES, fold, without_article

# How alike two spellings of one name are at least, by the number of its consonants: fewer say less.
_LEAST = {2: 0.80, 3: 0.74, 4: 0.70}
_LEAST_OF_LONG = 0.66
_SOUND_WEIGHT = 0.7  # against 0.3 for the letters

# The letters that one sound is written with. What is kept apart here, such as kh and h, speaks against two spellings.
_COMMON = (
    (r"kh", "x"), (r"sch|sh|ch", "c"), (r"gh", "g"), (r"th", "t"), (r"dh", "d"), (r"dj|zh", "j"), (r"ph", "f"),
    (r"ck|[qk]", "k"),
    (r"[ae]h$|e$", "a"),
    (r"[ae][iy]+|ie|[iey]+", "i"), (r"a[uw]|[ouw]+", "u"), (r"a+", "a"), (r"(.)\1+", r"\1"),
)  # fmt: skip
_CYRILLIC = ((r"kh|gh|g", "h"), (r"w", "v"), (r"j", "y"))
_SOUNDS = {
    script: [(re.compile(pattern), sound) for pattern, sound in rules]
    for script, rules in {"arabic": _COMMON, "burmese": _COMMON, "cyrillic": (*_CYRILLIC, *_COMMON)}.items()
}


def similarity(one: str, other: str, script: str = "arabic") -> float:
    """How alike two spellings are, 0..1: the share of their sounds, and of their letters, that need no edit.

    Articles don't count. `script` is what they are romanized from, as in `names.ROMANIZED`.
    """
    letters, sounds = _letters_and_sounds(one, script)
    other_letters, other_sounds = _letters_and_sounds(other, script)
    alike = normalized_similarity(sounds, other_sounds), normalized_similarity(letters, other_letters)
    return _SOUND_WEIGHT * alike[0] + (1 - _SOUND_WEIGHT) * alike[1]


def least_similarity(romanization: str) -> float:
    """What two spellings under one key of `names.romanization` must reach to be taken for one name."""
    return _LEAST.get(len(romanization) - 2, _LEAST_OF_LONG)


@lru_cache(maxsize=100_000)
def _letters_and_sounds(name: str, script: str) -> tuple[str, str]:
    parts = fold(name).split()
    kept = [part for part in parts if part not in ARTICLES] or parts
    letters = sounds = "".join(map(without_article, kept))
    for pattern, sound in _SOUNDS[script]:
        sounds = pattern.sub(sound, sounds)
    return letters, sounds
