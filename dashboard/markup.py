"""Words of others as HTML. All text from articles and gazetteers that a view shows passes through `escape` here.

The map is not drawn from here: its text goes to the browser as data (see maps.py).
"""

import re
from html import escape
from urllib.parse import urlsplit

from dashboard import text
from dashboard.query import Snippet
from geo import Article

# Sentences longer than this are cut around their names.
LONGEST = 420
AROUND = 160


def heading(article: Article) -> str:
    """Title, day and source of a report, with the link to it."""
    when = text.day(article.published) if article.published else text.UNDATED
    byline = [f"<time>{escape(when)}</time>", f"<span>{escape(article.source)}</span>" if article.source else ""]
    return (
        '<header class="report">'
        f'<h4 dir="auto">{link(article.title or article.id, article.url)}</h4>'
        f"<p>{' · '.join(part for part in byline if part)}</p>"
        "</header>"
    )


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


def legend(colours: dict[str, str]) -> str:
    """What each kind of mark means; `colours` has literal and associative."""
    rows = (
        ("dot", colours["literal"], text.LEGEND_DOT),
        ("area", colours["literal"], text.LEGEND_AREA),
        ("ring", colours["literal"], text.LEGEND_RING),
        ("other", colours["associative"], text.LEGEND_ASSOCIATIVE),
    )
    items = "".join(
        f'<span><i class="{kind}" style="color:{colour}"></i>{escape(words)}</span>' for kind, colour, words in rows
    )
    return f'<div class="legend">{items}</div>'


def sentence(item: Snippet) -> str:
    """A sentence with its names marked."""
    source = item.article.text
    start, end = item.start, item.end
    if end - start > LONGEST and item.names:
        start = max(start, item.names[0][0] - AROUND)
        end = min(end, max(item.names[0][1], start + LONGEST))
    pieces = ["… " if start > item.start else ""]
    at = start
    for name_start, name_end, associative in item.names:
        if name_start < at or name_end > end:
            continue
        kind = ' class="other"' if associative else ""
        pieces += [escape(source[at:name_start]), f"<mark{kind}>{escape(source[name_start:name_end])}</mark>"]
        at = name_end
    pieces += [escape(source[at:end]), " …" if end < item.end else ""]
    return f'<p class="sentence" dir="auto">{"".join(pieces)}</p>'
