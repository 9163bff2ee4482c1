"""A text cut into tokens, with what stands between them.

Tokens are the words of `names.words`. Each surface is looked up once in a process: a row of `Vocabulary` says how it
is written, which lists it is on and what its word vector is, so that an article costs a dictionary lookup a token.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from geo.names import ARTICLES, WORD, fold_word

# What may stand between the words of one name: a space, a hyphen, the dot of "St. Louis".
_JOINT = re.compile(r"[ \u00a0]|\.[ \u00a0]?|[-‐‑–/][ ]?")
# Small words within a name: "Gulf of Mexico", "Newcastle upon Tyne", "Rio de Janeiro".
LINKS = frozenset(
    "of the and de la al el du des da do y le les del di e an ash as for on upon in sur am und van der den en es sous "
    "lès les bei ob a au aux by dos das los las aan op zu zum zur vor ved i ii iii".split()
)
# Articles that are English words too are part of a name only where a hyphen ties them to it.
_ENGLISH = frozenset(["a", "ad", "an", "as", "at", "en", "er", "es", "et"])
GAP_FLAGS = ("space", "newline", "sentence", "comma", "hyphen", "dash", "slash", "open", "close", "colon", "possessive",
             "dot")  # fmt: skip


@dataclass(slots=True)
class Tokens:
    """The tokens of a text: parallel lists, `gaps[i]` what stands before token `i`; one gap more ends the text.

    capital    whether a token is written as a name
    articles   the numbers of small articles that belong to the name behind them: "al-Bab"
    """

    text: str
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    surfaces: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    capital: list[bool] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.starts)


def tokenize(text: str) -> Tokens:
    """The tokens of a text, without a possessive 's: that belongs to the gap behind."""
    parts = WORD.split(text)  # gap, word, possessive or None, gap, ...
    surfaces, gaps = parts[1::3], parts[::3]
    for at, possessive in enumerate(parts[2::3], 1):
        if possessive:
            gaps[at] = possessive + gaps[at]
    lengths = [0] * (2 * len(surfaces))
    lengths[::2], lengths[1::2] = map(len, gaps[:-1]), map(len, surfaces)
    bounds = list(accumulate(lengths))
    tokens = Tokens(text, bounds[::2], bounds[1::2], surfaces, gaps=gaps)
    tokens.folded = list(map(fold_word, surfaces))
    tokens.capital = list(map(is_capital, surfaces))
    tokens.articles = [
        at
        for at, surface in enumerate(surfaces[:-1])
        if surface in ARTICLES and joins(gaps[at + 1]) and (surface not in _ENGLISH or "-" in gaps[at + 1])
    ]
    return tokens


@lru_cache(maxsize=10_000)
def joins(gap: str) -> bool:
    """Whether the words on both sides of a gap can be of one name."""
    return _JOINT.fullmatch(gap) is not None


def gap_flags(gap: str) -> list[float]:
    """What a gap holds, one number (0 or 1) for each of GAP_FLAGS."""
    stripped = gap.strip()
    possessive = re.match(r"['’ʼ´`][sS]?(?![^\W_])", gap) is not None and (gap[1:2] in "sS" or gap[1:2] == " ")
    return [
        float(flag)
        for flag in (
            gap in (" ", "\u00a0"),
            "\n" in gap,
            any(c in stripped for c in ".!?…•|"),
            "," in gap,
            stripped in ("-", "‐", "‑", "–") and not (gap.startswith(" ") or gap.endswith(" ")),
            "—" in gap or "--" in gap or (stripped in ("-", "–") and gap.startswith(" ")),
            "/" in gap,
            any(c in gap for c in "([“‘") or gap.endswith('"'),
            any(c in gap for c in ")]”") or gap.startswith('"'),
            ":" in gap or ";" in gap,
            possessive,
            gap.startswith("."),
        )
    ]


@lru_cache(maxsize=100_000)
def is_capital(word: str) -> bool:
    """Whether a word is written as a name: with a capital, or in a script that has none."""
    if len(word) > 2 and word[1] in "'’" and word[2].isupper():
        return True  # Côte d'Ivoire
    first = word[0]
    return first.isupper() or (first.isalpha() and not first.islower())
