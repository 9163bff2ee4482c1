"""Text -> mentions of places: exact spans, each with its role. Which place it is, `resolve.py` says."""

from functools import lru_cache

from geo.features import Featurizer, Memory
from geo.gazetteer import Gazetteer
from geo.judge import judge_input, literal_probabilities
from geo.lexicon import common_words
from geo.matches import Match, find_matches
from geo.model import Model
from geo.records import Article, Mention
from geo.tagger import active_tokens, again_input, decode, log_probabilities, look_again, tagger_input, whole_names
from geo.tokens import Tokens, tokenize

# A text with fewer capital words than this share has lost its capitals; every word can then be of a name.
_FEW_CAPITALS = 0.01


class Recognizer:
    """Recognition over one gazetteer: keeps what it has learned of words between articles."""

    def __init__(self, gazetteer: Gazetteer, model: Model) -> None:
        self._gazetteer = gazetteer
        self._model = model
        self._featurizer = Featurizer(gazetteer)
        self._words = Memory(self._model.vector)

    def recognize(self, article: Article) -> list[Mention]:
        """The mentions of an article in text order, which do not overlap."""
        tokens = tokenize(article.text)
        capital, matches = find_names(tokens, self._gazetteer)
        active = active_tokens(tokens, capital, matches)
        if not len(active):
            return []
        model = self._model
        rows = self._featurizer.rows(tokens, matches)
        vectors = self._words(tokens.folded)
        likely = log_probabilities(model, tagger_input(rows, vectors, active))
        likely = look_again(model, again_input(tokens, active, likely))
        likely[:, 0] -= model.settings["finding_bias"]
        spans = whole_names(decode(active, likely), matches)
        if not spans:
            return []
        literal = literal_probabilities(model, judge_input(tokens, rows, vectors, spans))
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
            mentions.append(Mention(article.id, start, end, text, "literal" if probability >= least else "associative"))
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


@lru_cache(maxsize=4)
def _recognizer(gazetteer: Gazetteer, model: Model) -> Recognizer:
    return Recognizer(gazetteer, model)


def recognize(article: Article, gazetteer: Gazetteer, model: Model) -> list[Mention]:
    """The mentions of an article in text order, which do not overlap."""
    return _recognizer(gazetteer, model).recognize(article)
