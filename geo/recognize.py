"""Text -> mentions of places: exact spans, each with its role. Which place it is, `resolve.py` says."""

from collections.abc import Sequence
from functools import lru_cache

from geo.features import Featurizer
from geo.gazetteer import Gazetteer
from geo.judge import compound_role, judge_input, literal_probabilities
from geo.lexicon import common_words
from geo.matches import Match, find_matches
from geo.model import Model
from geo.persons import without_persons
from geo.records import Article, Mention, Role
from geo.tagger import active_tokens, again_input, decode, log_probabilities, look_again, tagger_input, whole_names
from geo.tokens import Tokens, tokenize

# A text with fewer capital words than this share has lost its capitals; every word can then be of a name.
_FEW_CAPITALS = 0.01


class Recognizer:
    """Recognition over one gazetteer: keeps what it has learned of words between articles."""

    def __init__(self, gazetteer: Gazetteer, model: Model) -> None:
        self._gazetteer = gazetteer
        self._model = model
        self._featurizer = Featurizer(gazetteer, model.vector)

    def recognize(self, article: Article) -> list[Mention]:
        """The mentions of an article in text order, which do not overlap."""
        tokens = tokenize(article.text)
        capital, matches = find_names(tokens, self._gazetteer)
        active = active_tokens(tokens, capital, matches)
        if not len(active):
            return []
        model = self._model
        rows = self._featurizer.rows(tokens, matches)
        likely = log_probabilities(model, tagger_input(rows, active))
        likely = look_again(model, again_input(tokens, active, likely))
        likely[:, 0] -= model.settings["finding_bias"]
        spans = names_of_places(tokens, decode(active, likely), matches)
        if not spans:
            return []
        literal = literal_probabilities(model, judge_input(tokens, rows, spans))
        least = model.settings["literal_from"]
        dotted = {
            match.last for match in matches if match.abbreviated and not tokens.surfaces[match.last - 1].isupper()
        }
        mentions = []
        for (first, last), probability in zip(spans, literal.tolist(), strict=True):
            start, end = tokens.starts[first], tokens.ends[last - 1]
            if last in dotted and article.text[end : end + 1] == ".":
                end += 1  # the dot of "Calif." is part of it
            text = article.text[start:end]
            role: Role = "literal" if probability >= least else "associative"
            mentions.append(Mention(article.id, start, end, text, compound_role(article.text, end) or role))
        return mentions


def find_names(tokens: Tokens, gazetteer: Gazetteer) -> tuple[list[bool], list[Match]]:
    """Which tokens are written as names, and the names of the gazetteer among them."""
    capital = tokens.capital
    if len(tokens) and sum(capital) < max(1, _FEW_CAPITALS * len(tokens)):
        matches = [
            match
            for match in find_matches(tokens, [surface[0].isalpha() for surface in tokens.surfaces], gazetteer)
            if not common_words().issuperset(tokens.folded[match.first : match.last])
        ]
        return capital, matches
    return capital, find_matches(tokens, capital, gazetteer)


# Alone they name no place, whatever province somewhere is called so.
_DIRECTIONS = frozenset(
    "north south east west northern southern eastern western central northeast northwest southeast southwest upper "
    "lower middle center centre northeastern northwestern southeastern southwestern".split()
)


def names_of_places(
    tokens: Tokens, spans: Sequence[tuple[int, int]], matches: Sequence[Match]
) -> list[tuple[int, int]]:
    """The spans that the tagger found, set right where a rule knows better than a network of its size.

    Names of the gazetteer are taken whole, and a state's two letters behind its town ("Dayton, OH") are a name.
    Persons, directions, the tail of another name ("Tahrir al-Sham") and what holds no capital are none.
    """
    found = [*whole_names(spans, matches)]
    ends = {last for _, last in found}
    for match in matches:
        letters = tokens.surfaces[match.first]
        if match.abbreviated and len(letters) == 2 and tokens.gaps[match.first] == ", " and match.first in ends:
            found.append((match.first, match.last))
    written = any(tokens.capital)
    kept = [
        (first, last)
        for first, last in sorted(set(found))
        if not _DIRECTIONS.issuperset(tokens.folded[first:last])
        and (any(tokens.capital[first:last]) or not written)
        and not _is_tail(tokens, first)
    ]
    return without_persons(tokens, kept, matches)


def _is_tail(tokens: Tokens, first: int) -> bool:
    """Whether a small article ties a name to the capital word before it."""
    return first > 0 and first in tokens.articles and tokens.gaps[first] == " " and tokens.capital[first - 1]


@lru_cache(maxsize=4)
def _recognizer(gazetteer: Gazetteer, model: Model) -> Recognizer:
    return Recognizer(gazetteer, model)


def recognize(article: Article, gazetteer: Gazetteer, model: Model) -> list[Mention]:
    """The mentions of an article in text order, which do not overlap."""
    return _recognizer(gazetteer, model).recognize(article)
