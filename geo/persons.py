"""Names of places that are persons' names where they stand: "Michael Jordan", "Paris Hilton".

The tagger has seen most such names for what they are; these few rules stand by it where a text is too short to tell.
Of the 6,336 marks of the annotated corpora they cost ten, and drop three names there that are no places; they pay in
single sentences: 17 of our 22 gold sentences on persons are right with them, 14 without.
"""

from collections.abc import Sequence

from geo.feature_words import FEATURE_WORDS
from geo.lexicon import common_words, given_names, rule_words, surnames
from geo.matches import Match
from geo.tokens import Tokens

Span = tuple[int, int]


def without_persons(tokens: Tokens, spans: Sequence[Span], matches: Sequence[Match]) -> list[Span]:
    """The spans (half-open, tokens) but for those that are part of a person's name."""
    known = {at for match in matches for at in range(match.first, match.last)}
    dropped: set[Span] = set()
    for span in spans:
        first, last = span
        if _given(tokens, first - 1) and tokens.gaps[first] == " ":
            # "Michael Jordan"; the given name may have been taken for a place itself
            if (first - 1, first) in spans or not any(a < first <= b for a, b in spans):
                dropped |= {span, (first - 1, first)}
        elif last == first + 1 and _given(tokens, first) and _is_surname(tokens, last, known):
            dropped.add(span)  # "Paris Hilton"
    return [span for span in spans if span not in dropped]


def _given(tokens: Tokens, at: int) -> bool:
    """Whether a token is a given name and nothing more common."""
    if at < 0 or not tokens.surfaces[at][0].isupper() or tokens.surfaces[at].isupper():
        return False
    word = tokens.folded[at]
    return word in given_names() and word not in common_words() and word not in FEATURE_WORDS


_NO_SURNAMES = ("titles", "organizations", "media", "never")


def _is_surname(tokens: Tokens, at: int, known: set[int]) -> bool:
    """Whether the token behind a given name is a surname, or nothing else that is known."""
    if at >= len(tokens) or tokens.gaps[at] != " " or not tokens.surfaces[at][0].isupper():
        return False
    word = tokens.folded[at]
    if word in common_words() or word in FEATURE_WORDS or any(word in rule_words(name) for name in _NO_SURNAMES):
        return False
    return word in surnames() or at not in known
