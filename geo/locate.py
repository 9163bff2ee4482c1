"""The whole way from articles to placed mentions: the one public entry."""

from collections.abc import Iterable, Iterator
from functools import cache

from geo.evidence import Query
from geo.gazetteer import Gazetteer
from geo.languages import FOREIGN, OTHERS, language_of
from geo.model import Model, default_model
from geo.multilingual import lookup
from geo.multilingual import recognize as recognize_other
from geo.recognize import recognize
from geo.records import Article, Placement
from geo.relations import relate
from geo.resolve import queries_of, resolve


@cache
def default_gazetteer() -> Gazetteer:
    """The shipped gazetteer with the user's additions, opened once. Raises GazetteerMissing or GazetteerDamaged."""
    return Gazetteer.open()


def locate(
    article: Article, *, gazetteer: Gazetteer | None = None, model: Model | None = None
) -> tuple[Placement, ...]:
    """The places that an article mentions, in text order.

    Raises GazetteerMissing, GazetteerDamaged, ModelMissing or ModelDamaged where a file of ours cannot be opened.
    """
    places, model = gazetteer or default_gazetteer(), model or default_model()
    language = language_of(article)
    if language in OTHERS or language == FOREIGN:
        found = recognize_other(article, language, places)
        mentions = [one.mention for one in found]
        queries = [Query(one.name, lookup(one, places), one.kinds) for one in found]
    else:
        mentions = recognize(article, places, model)
        queries = queries_of(article, mentions, places)
    return relate(article, resolve(article, mentions, queries, places, model))


def locate_all(
    articles: Iterable[Article], *, gazetteer: Gazetteer | None = None
) -> Iterator[tuple[Article, tuple[Placement, ...]]]:
    """Every article with its placements, one after the other as they are asked for."""
    for article in articles:
        yield article, locate(article, gazetteer=gazetteer)
