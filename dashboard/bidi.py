"""Words of either direction in a line of the interface: درعا, Syria · 3 stories.

Without isolation a number beside an Arabic name is drawn on its wrong side, and a control character in a hostile name
turns round what follows it. This is for strings that are shown as they are: labels, options, cells, tooltips. Only the
words of others need it; what is made of isolated words stays as it is. In HTML, `dir="auto"` and `<bdi>` do the same.
"""

import re
import unicodedata
from functools import lru_cache

_FIRST_STRONG_ISOLATE, _POP = "\u2068", "\u2069"
# What gives text a direction from there on, and the marks, which isolation makes needless.
_CONTROLS = "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c"
_CONTROL = re.compile(f"[{_CONTROLS}]")
_TURN = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATED = re.compile(f"{_FIRST_STRONG_ISOLATE}[^{_CONTROLS}\n]*{_POP}")
_RIGHT_TO_LEFT = ("R", "AL", "AN")


@lru_cache(maxsize=5_000)
def isolated(words: str) -> str:
    """Words that neither turn what stands beside them nor are turned by it; as they are where they run as English."""
    if words.isascii():
        return words
    outside = _ISOLATED.sub("", words)
    if not _CONTROL.search(outside) and not any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in outside):
        return words
    return f"{_FIRST_STRONG_ISOLATE}{_CONTROL.sub('', words)}{_POP}"


def without_turns(words: str) -> str:
    """Words without what makes them, and what stands behind them, be drawn in another order than they are in."""
    return words if words.isascii() else _TURN.sub("", words)
