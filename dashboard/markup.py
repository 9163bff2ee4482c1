"""Words of others as HTML. All text from articles and gazetteers that a view shows passes through `escape` here.

The map is not drawn from here: its text goes to the browser as data (see maps.py).
"""

import re
from collections.abc import Iterable, Mapping
from html import escape
from textwrap import shorten
from urllib.parse import urlsplit

from dashboard import text
from dashboard.legend import Entry
from dashboard.query import Snippet
from geo import Article
from news.corrections import is_corrected

# Sentences longer than this are cut around their names.
LONGEST = 420
AROUND = 160
_TITLE = 70  # characters


def heading(article: Article) -> str:
    """Title, day and source of a report, with the link to it."""
    when = text.published(article.published)
    byline = [f"<time>{escape(when)}</time>", f"<span>{escape(article.source)}</span>" if article.source else ""]
    return (
        '<header class="report">'
        f'<h4 dir="auto">{link(article.title or beginning(article.text), article.url)}</h4>'
        f"<p>{' · '.join(part for part in byline if part)}</p>"
        "</header>"
    )


def lines(items: Iterable[str]) -> str:
    """Words, a line each."""
    return '<ul class="lines">' + "".join(f'<li dir="auto">{escape(words)}</li>' for words in items) + "</ul>"


def beginning(text: str) -> str:
    """The first words of an article that has no title."""
    return shorten(text, _TITLE, placeholder=" …")


def link(words: str, url: str) -> str:
    """Words that lead to a page, where its address is one of the web; else the words alone."""
    if not is_web(url):
        return escape(words)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(words)}</a>'


def plain(words: str) -> str:
    """Words that Streamlit's markdown shows as they are: no link, formula, colour, icon or emphasis in them."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])", r"\\\1", " ".join(words.split()))


def is_web(url: str) -> bool:
    """Whether a link may lead there: http and https only."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def legend(entries: Iterable[Entry]) -> str:
    """What each shape and colour of the map means."""
    items = "".join(
        f'<span><i class="{entry.shape}" style="color:{entry.colour}"></i>{escape(entry.words)}</span>'
        for entry in entries
    )
    return f'<div class="legend">{items}</div>'


def sentence(item: Snippet, countries: Mapping[str, str]) -> str:
    """A sentence with its names marked, each with its place and why it is that, and when it was so."""
    source = item.entry.article.text
    mentions = [event.placement.mention for event in item.events]
    start, end = item.start, item.end
    if end - start > LONGEST and mentions:
        start = max(start, mentions[0].start - AROUND)
        end = min(end, max(mentions[0].end, start + LONGEST))
    elif end - start > LONGEST:
        end = start + LONGEST
    pieces = ["… " if start > item.start else ""]
    at = start
    for event, mention in zip(item.events, mentions, strict=True):
        if mention.start < at or mention.end > end:
            continue
        kind = ' class="other"' if mention.role == "associative" else ""
        why = escape(text.why(event.placement, countries))
        marked = f'<mark{kind} title="{why}">{escape(source[mention.start : mention.end])}</mark>'
        pieces += [escape(source[at : mention.start]), marked]
        at = mention.end
    pieces += [escape(source[at:end]), " …" if end < item.end else ""]
    return f'<p class="sentence" dir="auto">{"".join(pieces)}</p>{_said(item)}'


def _said(item: Snippet) -> str:
    """When a sentence's mentions were so, and who corrected them."""
    said = dict.fromkeys(text.when(event.when) for event in item.events if event.when.start)
    said |= dict.fromkeys(e.placement.reason for e in item.events if is_corrected(e.placement))
    return f'<p class="when">{escape(" · ".join(said))}</p>' if said else ""


def reports(items: Iterable[Snippet], countries: Mapping[str, str]) -> str:
    """The other reports of a story, each with its sentence."""
    return "".join(heading(item.entry.article) + sentence(item, countries) for item in items)
