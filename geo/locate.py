"""The whole way from articles to placed mentions: the one public entry."""

from collections.abc import Iterable, Iterator
from functools import cache

from geo.gazetteer import Gazetteer
from geo.recognize import recognize
from geo.records import Article, Placement
from geo.relations import relate
from geo.resolve import resolve


@cache
def default_gazetteer() -> Gazetteer:
    """The shipped gazetteer with the user's additions, opened once. Raises GazetteerMissing or GazetteerDamaged."""
    return Gazetteer.open()


def locate(article: Article, *, gazetteer: Gazetteer | None = None) -> tuple[Placement, ...]:
    """The places that an article mentions, in text order.

    Raises GazetteerMissing or GazetteerDamaged where the gazetteer cannot be opened.
    """
    places = gazetteer or default_gazetteer()
    return relate(article, resolve(article, recognize(article, places), places))


def locate_all(
    articles: Iterable[Article], *, gazetteer: Gazetteer | None = None
) -> Iterator[tuple[Article, tuple[Placement, ...]]]:
    """Every article with its placements, one after the other as they are asked for."""
    for article in articles:
        yield article, locate(article, gazetteer=gazetteer)
