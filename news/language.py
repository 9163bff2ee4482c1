"""Which language a text is in: an ISO 639-1 code, or None where nothing tells for sure. Cheap, offline.

py3langid knows some 90 languages that have such a code, but is not sure of the few words of a headline; the small words
that `geo.languages` goes by are nearly always right, but only for ten languages, and often silent. A language counts
where py3langid is sure of it, or where both say the same. What is said here is trusted when the article is located, so
that None is better than a guess.
"""

import re
from functools import cache
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from geo import Article
from geo.languages import ENGLISH, language_of, small_words

_SAMPLE: Final = 300  # characters: more make py3langid no better and cost time
_SURE: Final = 0.6  # of py3langid's confidence; on 6,000 English reports and titles it was wrong up to 0.5
_PLAIN: Final = 4  # small words of English from which on nothing else need be asked
_DEAD: Final = frozenset(("la", "eo", "vo"))  # Latin, Esperanto, Volapük: no news comes in them, names look like them
_NOT_LATIN: Final = re.compile("[^\x00-\u024f\u1e00-\u1eff\u2000-\u206f]+")


def identify(text: str) -> str | None:
    """The language that most of the beginning of a text is in."""
    sample = _without_asides(text[:_SAMPLE])
    if not any(map(str.isalpha, sample)):
        return None
    votes = small_words(sample)
    if votes[ENGLISH] >= _PLAIN and votes[ENGLISH] > 2 * max(n for code, n in votes.items() if code != ENGLISH):
        return ENGLISH
    language, confidence = _identifier().classify(sample)
    if confidence >= _SURE or language == language_of(Article("", sample)):
        return str(language)
    return None


def _without_asides(sample: str) -> str:
    """Without the names that a text in Latin script gives in another one: few, but py3langid goes by bytes."""
    if sample.isascii():
        return sample
    latin = _NOT_LATIN.sub(" ", sample)
    return latin if 2 * sum(map(str.isalpha, latin)) > sum(map(str.isalpha, sample)) else sample


@cache
def _identifier() -> LanguageIdentifier:
    """Read when the first text comes: half a second, and 95 MB of memory."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Those without such a code are dialects and pidgins, for which short English headlines are often taken.
    identifier.set_languages([code for code in identifier.labels if len(code) == 2 and code not in _DEAD])
    return identifier
