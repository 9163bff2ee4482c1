"""Words of others as HTML. All text from articles and gazetteers that a view shows passes through `escape` here.

The map is not drawn from here: its text goes to the browser as data (see maps.py).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from textwrap import shorten
from urllib.parse import urlsplit

from dashboard import text
from dashboard.bidi import isolated, without_turns
from dashboard.finding import NOTHING, Found, Span
from dashboard.legend import Entry as Look
from dashboard.query import Snippet
from geo import Article, Place
from geo.output import is_formula
from news.corrections import is_corrected
from news.links import is_web, to_place, to_sentence
from news.records import Entry, Event

# Sentences longer than this are cut around their names.
LONGEST = 420
AROUND = 160
_TITLE = 70  # characters


def heading(article: Article, *, sentence: str = "", found: Found = NOTHING, more: Iterable[str] = ()) -> str:
    """Title, day and source of a report, whatever `more` there is to say of it, and the link to a sentence of it."""
    title = article.title or beginning(article.text)
    words = _searched(found.title if article.title else ())
    source = marked(article.source, 0, len(article.source), _searched(found.source))
    byline = [
        f"<time>{escape(text.published(article.published))}</time>",
        f'<span dir="auto">{source}</span>' if source else "",
        *(f"<span>{escape(words)}</span>" for words in more),
        outlet(article.url, sentence),
    ]
    return (
        '<header class="report">'
        f'<h4 dir="auto">{marked(title, 0, len(title), words)}</h4>'
        f"<p>{' · '.join(part for part in byline if part)}</p>"
        "</header>"
    )


def outlet(url: str, sentence: str) -> str:
    """The link to a sentence where it was published, called by the site; "" where its address is none of the web."""
    host = urlsplit(url).hostname if is_web(url) else None
    if not host:
        return ""
    return link(text.outlet(host.removeprefix("www.")), to_sentence(url, sentence), title=text.AT_SOURCE)


def lines(items: Iterable[str]) -> str:
    """Words of ours, a line each; those of others are isolated in them."""
    return '<ul class="lines">' + "".join(f"<li>{escape(words)}</li>" for words in items) + "</ul>"


def hint(words: str) -> str:
    """What to do, in small letters."""
    return f'<p class="hint">{escape(words)}</p>'


def status(words: str) -> str:
    """What is shown now: screen readers say it when it changes."""
    return f'<p class="status" role="status">{escape(words)}</p>'


def beginning(text: str) -> str:
    """The first words of an article that has no title."""
    return shorten(text, _TITLE, placeholder=" …")


def link(words: str, url: str, *, title: str = "") -> str:
    """Words that lead to a page, where its address is one of the web; else the words alone."""
    if not is_web(url):
        return escape(words)
    note = f' title="{escape(title)}"' if title else ""
    return f'<a href="{escape(url)}"{note} target="_blank" rel="noopener noreferrer">{escape(words)}</a>'


# What Streamlit still finds in words whose every sign is escaped, as it looks through the finished text again:
# addresses, icons, its own logo, arrows and dashes.
_FOUND_AGAIN = re.compile(
    r"www(?=\.)|https?:/(?=/)|@(?=[\w-])|:(?=material/|streamlit:)|(?<!\S)[<>~-](?=[=>-]>?(?!\S))",
    re.IGNORECASE,
)
_JOINER = "\u2060"  # parts what it stands in for programs, and neither for eyes nor at the end of a line


def plain(words: str) -> str:
    """Words that Streamlit's markdown shows as they are: no link, formula, colour, icon or emphasis in them."""
    parted = _FOUND_AGAIN.sub(rf"\g<0>{_JOINER}", " ".join(words.split()))
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])", r"\\\1", parted)


def cell(words: str) -> str:
    """Words in a table, which readers take to spreadsheets from its menu or by copying: never a formula there."""
    shown = isolated(words)
    return f"{_JOINER}{shown}" if is_formula(shown) else shown


def legend(entries: Iterable[Look]) -> str:
    """What each shape and colour of the map means."""
    items = "".join(
        f'<span><i class="{entry.shape}" style="color:{entry.colour}"></i>{escape(entry.words)}</span>'
        for entry in entries
    )
    return f'<div class="legend">{items}</div>'


Mark = tuple[int, int, str]  # start, end, and the tag that opens it


def marked(source: str, start: int, end: int, *layers: Iterable[Mark]) -> str:
    """HTML of source[start:end] with its marks. A layer's marks enclose those of the next, which are cut at their ends.

    What overlaps an earlier mark of its own layer, or reaches beyond the piece, is cut too.
    """
    if not layers:
        return escape(without_turns(source[start:end]))
    outer, *inner = layers
    pieces, at = [], start
    for first, last, tag in sorted(outer):
        first, last = max(first, at), min(last, end)
        if first < last:
            pieces += [marked(source, at, first, *inner), tag, marked(source, first, last, *inner), "</mark>"]
            at = last
    return "".join([*pieces, marked(source, at, end, *inner)])


def _places(events: Iterable[Event], countries: Mapping[str, str], chosen: Event | None = None) -> list[Mark]:
    """The marks of mentions, told apart by role, each with its place and why it is that."""
    marks = []
    for event in events:
        mention, placement = event.placement.mention, event.placement
        role = "unplaced" if placement.place is None else "other" if mention.role == "associative" else "literal"
        kind = f"{role} chosen" if event == chosen else role
        title = escape(text.in_text(event, countries))
        marks.append((mention.start, mention.end, f'<mark class="{kind}" title="{title}">'))
    return marks


def _searched(spans: Iterable[Span]) -> list[Mark]:
    return [(start, end, '<mark class="word">') for start, end in spans]


def article(entry: Entry, countries: Mapping[str, str], *, found: Found = NOTHING) -> str:
    """The whole text of an article with its places and the words of a search marked, each paragraph its own way."""
    source = entry.article.text
    places, words = _places(entry.events, countries), _searched(found.text)
    paragraphs = [
        f'<p dir="auto">{marked(source, *line.span(), places, words)}</p>' for line in re.finditer(r"\S.*", source)
    ]
    return f'<article class="text">{"".join(paragraphs)}</article>'


def sentence(
    item: Snippet, countries: Mapping[str, str], *, found: Found = NOTHING, chosen: Event | None = None
) -> str:
    """A sentence with its names and the words of a search marked; around the chosen name, or the first, if too long."""
    names = [event.placement.mention for event in ([chosen] if chosen else item.events)]
    start, end = _cut(item.start, item.end, [(mention.start, mention.end) for mention in names])
    source, places = item.entry.article.text, _places(item.events, countries, chosen)
    return _paragraph(source, (item.start, item.end), (start, end), places, _searched(found.text))


def marks_legend(*, search: bool) -> str:
    """What the marks in an article mean."""
    looks = [("literal", text.MARKED_LITERAL), ("other", text.MARKED_OTHER), ("unplaced", text.MARKED_UNPLACED)]
    looks += [("word", text.MARKED_WORD)] if search else []
    marks = "".join(f'<span><mark class="{kind}">{escape(words)}</mark></span>' for kind, words in looks)
    return f'<div class="legend marks">{marks}</div>'


def found_in(article: Article, span: Span, found: Found) -> str:
    """A sentence that is shown for the words of a search in it."""
    words = [hit for hit in found.text if span[0] <= hit[0] < span[1]]
    note = f"<small>{escape(text.FOUND_HERE)}:</small> "
    return _paragraph(article.text, span, _cut(*span, words), _searched(words), before=note)


def _cut(start: int, end: int, spans: Sequence[Span]) -> Span:
    """As much of a sentence as is shown of it."""
    if end - start <= LONGEST:
        return start, end
    if not spans:
        return start, start + LONGEST
    first, last = spans[0]
    start = max(start, first - AROUND)
    return start, min(end, max(last, start + LONGEST))


def _paragraph(source: str, whole: Span, part: Span, *layers: Iterable[Mark], before: str = "") -> str:
    cut, rest = "… " if part[0] > whole[0] else "", " …" if part[1] < whole[1] else ""
    return f'<p class="sentence" dir="auto">{before}{cut}{marked(source, *part, *layers)}{rest}</p>'


def said(item: Snippet) -> str:
    """In small print: what kind of event a sentence reports, how exactly and surely where, when, who corrected it."""
    kinds = "".join(f'<span class="kind">{escape(kind)}</span> ' for kind in text.kinds_of(item.events))
    notes = {text.hints(item.events): None} if item.events else {}
    notes |= dict.fromkeys(text.when(event.when) for event in item.events if event.when.start)
    notes |= dict.fromkeys(isolated(e.placement.reason) for e in item.events if is_corrected(e.placement))
    return f'<p class="when">{kinds}{escape(" · ".join(notes))}</p>' if notes else ""


def reports(items: Iterable[Snippet], countries: Mapping[str, str], found: Mapping[str, Found]) -> str:
    """The other reports of a story, each with its sentence."""
    return "".join(report(item, countries, found=found.get(item.entry.article.id, NOTHING)) for item in items)


def report(item: Snippet, countries: Mapping[str, str], *, found: Found = NOTHING, chosen: Event | None = None) -> str:
    """A report with one sentence of it; whether it is a copy of another is said."""
    more = [text.NEAR_COPY] if item.entry.copy else []
    header = heading(item.entry.article, sentence=item.words, found=found, more=more)
    return header + sentence(item, countries, found=found, chosen=chosen) + said(item)


def facts(items: Iterable[tuple[str, str]]) -> str:
    """What is known of something, each with its name; the values are HTML, and what has none is left out."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in items if value)
    return f'<dl class="facts">{rows}</dl>'


def candidates(rows: Iterable[tuple[Place, float, bool]], countries: Mapping[str, str]) -> str:
    """A table of the places that a name could be: place, how likely it is, whether it was chosen; numbered from 1."""
    heads = ("", text.CANDIDATE, text.KIND, text.WHY_POPULATION, text.SCORE)
    lines_ = []
    for number, (place, score, chosen) in enumerate(rows, 1):
        note = f" <small>{escape(text.CHOSEN_CANDIDATE)}</small>" if chosen else ""
        name = link(text.where(place, countries), to_place(place.id))
        cells = (
            f'<i class="number{" chosen" if chosen else ""}">{number}</i>',
            f"<bdi>{name}</bdi>{note}",
            escape(text.KINDS[place.kind]),
            f"{place.population:,}" if place.population else "",
            f'<span class="score" style="--score: {score:.2f}">{escape(text.score(score))}</span>',
        )
        lines_.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in heads)
    return f'<table class="candidates"><thead><tr>{head}</tr></thead><tbody>{"".join(lines_)}</tbody></table>'
