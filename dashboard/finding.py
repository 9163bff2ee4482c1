"""Where the words of a search stand in what is shown, and which sentence to add where they stand elsewhere. No HTML."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from geo import Article
from news import words
from news.sentences import sentence_spans

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """The words of an article that a search finds, as (start, end) in order.

    text_only  those of its text by the beginning that finds them, where title and source hold none
    """

    title: Sequence[Span] = ()
    source: Sequence[Span] = ()
    text: Sequence[Span] = ()
    text_only: Mapping[str, Sequence[Span]] = field(default_factory=dict)


NOTHING = Found()


def found(pieces: Iterable[tuple[Article, Span]], search: str) -> dict[str, Found]:
    """What a search finds in some articles, by their ids; empty where nothing is searched.

    With each article comes the piece of its text that is looked at: all of many articles would take its time.
    """
    beginnings = words.wanted(search) if search.strip() else []
    if not beginnings:
        return {}
    each = {article.id: (article, piece) for article, piece in pieces}
    texts = [
        text
        for article, piece in each.values()
        for text in (article.title, article.source, article.text[slice(*piece)])
    ]
    hits = words.found(texts, beginnings)
    return {
        id_: _of_article(hits[3 * n], hits[3 * n + 1], _moved(hits[3 * n + 2], start))
        for n, (id_, (_, (start, _))) in enumerate(each.items())
    }


def whole(article: Article) -> tuple[Article, Span]:
    """An article with all of its text."""
    return article, (0, len(article.text))


Hits = Mapping[str, Sequence[Span]]  # by the beginning that finds them


def _moved(hits: Hits, by: int) -> Hits:
    return {beginning: [(start + by, end + by) for start, end in spans] for beginning, spans in hits.items()}


def _of_article(title: Hits, source: Hits, text: Hits) -> Found:
    return Found(
        *(sorted({span for spans in hits.values() for span in spans}) for hits in (title, source, text)),
        {beginning: spans for beginning, spans in text.items() if beginning not in title and beginning not in source},
    )


def elsewhere(found: Found, article: Article, shown: Sequence[Span]) -> list[Span]:
    """The sentences to add to those that are shown, so that every word of the search is seen once."""
    missing = [
        spans[0]
        for spans in found.text_only.values()
        if not any(start <= first < end for first, _ in spans for start, end in shown)
    ]
    if not missing:
        return []
    sentences = sentence_spans(article.text)
    starts = [start for start, _ in sentences]
    return sorted({sentences[max(bisect_right(starts, first) - 1, 0)] for first, _ in missing})
