"""A selection as one HTML file: the map, the list of its sentences, and what it is of. Opens without a network.

Leaflet, the borders and the data lie in the file. Its content security policy lets only the scripts and styles that
are in it run and lets it fetch nothing; what comes from articles is JSON in it, which no parser of HTML or JavaScript
reads as anything else.
"""

import base64
import hashlib
import json
import math
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any

from dashboard import colours, markup, query, text
from dashboard.bidi import isolated
from dashboard.marks import Drawing, Key, Mark
from geo.precision import level
from news.output import chosen
from news.records import Event
from news.snapshot import Snapshot

STATIC = Path(__file__).parent.parent / "static"
LEAFLET = STATIC / "vendor" / "leaflet"
# A browser lists and filters so many without a stop; the marks are those of the whole selection.
SENTENCES = 3_000


def possible() -> bool:
    """Whether Leaflet lies beside the server: a file that needs a network would break its promise."""
    return (LEAFLET / "leaflet.js").is_file() and (LEAFLET / "leaflet.css").is_file()


def html(snapshot: Snapshot, drawing: Drawing) -> str:
    """The file. Raises FileNotFoundError where Leaflet is not here, see `possible`."""
    about = drawing.about
    scripts = [_read(LEAFLET / "leaflet.js"), _read(STATIC / "standalone.js")]
    styles = [_read(LEAFLET / "leaflet.css"), _read(STATIC / "standalone.css")]
    numbers = {mark.key: number for number, mark in enumerate(drawing.marks)}
    reports, mentions = _reports(snapshot, drawing, numbers)
    areas = sorted((m for m in drawing.marks if m.spot is None), key=lambda m: (m.cell is not None, m.stories))
    dots = sorted((m for m in drawing.marks if m.spot), key=lambda m: -m.stories)
    data = {
        "about": about.record(),
        "credit": about.credit,
        "bounds": drawing.looked_at,
        "features": [_feature(mark, numbers[mark.key]) for mark in (*areas, *dots)],
        "reports": reports,
        "words": {
            "sentences": f"{text.TAKE_SENTENCES} ({text.take_sentences(mentions, about.counts.mentions)})",
            "none": text.TAKE_NO_MATCH,
        },
    }
    policy = (
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    lines = (f"Exported {about.at}", f"Sources: {isolated(about.told_by)}", about.licence, about.caution)
    page = _read(STATIC / "standalone.html").format(
        policy=escape(policy),
        title=escape(f"{text.TITLE}: {isolated(about.selection)}"),
        heading=escape(text.take_title(isolated(about.place.name) if about.place else None)),
        asked=escape(" · ".join(filter(None, (about.span, isolated(about.words), ", ".join(about.filters.kinds))))),
        held=escape(text.take_counts(about.held, drawing.left_out)),
        all=escape(text.TAKE_ALL),
        legend=_legend(drawing),
        about="<br>".join(map(escape, lines)),
        data=_inlined(json.dumps(data, ensure_ascii=True, separators=(",", ":"))),
        world=_inlined(_read(STATIC / "world.json")),
        leaflet_css=styles[0],
        css=styles[1],
        leaflet=scripts[0],
        script=scripts[1],
    )
    return page.encode("utf-8", "replace").decode()


def _feature(mark: Mark, number: int) -> dict[str, Any]:
    dot = mark.spot is not None
    how = text.TOOLTIP["associative"] if mark.associative else text.LEVELS[level(mark.place, mark.area)]
    note = f"{how} · {text.number(mark.stories, 'story', 'stories')}"
    properties = {
        "mark": number,
        "name": isolated(mark.name),
        "note": note,
        "colour": mark.colour,
        "radius": round(min(4 + 2 * math.sqrt(mark.stories), 24) + 3 * mark.associative, 1) if dot else None,
        "shade": _shade(mark),
        "dashed": mark.associative or (not dot and mark.area is not None),
    }
    return {"type": "Feature", "geometry": mark.geometry, "properties": properties}


def _shade(mark: Mark) -> float:
    """How opaque: a town has a dozen areas about it, one on the other, and a country would hide the rest."""
    if mark.spot:
        return 0.05 if mark.associative else 0.85
    if mark.wide or mark.associative:
        return 0.0
    return 0.5 if mark.cell else 0.1 if mark.area is None else 0.04


def _reports(snapshot: Snapshot, drawing: Drawing, numbers: dict[Key, int]) -> tuple[list[dict[str, Any]], int]:
    """The sentences of the latest articles, and how many mentions these hold."""
    about = drawing.about
    articles = chosen(snapshot, about.filters, placed=True, most=about.mentions)
    snippets = (snippet for entry, which in articles for snippet in query.snippets(entry, sorted(which)))
    found = [(_report(snippet, numbers), len(snippet.events)) for snippet in islice(snippets, SENTENCES)]
    return [report for report, _ in found], sum(mentions for _, mentions in found)


def _report(snippet: query.Snippet, numbers: dict[Key, int]) -> dict[str, Any]:
    article = snippet.entry.article
    spans = [event.placement.mention for event in snippet.events]
    keys = {_key(event) for event in snippet.events}
    return {
        "title": article.title or markup.beginning(article.text),
        "url": article.url if markup.is_web(article.url) else "",
        "byline": " · ".join(filter(None, (isolated(article.source), text.published(article.published)))),
        "text": article.text[snippet.start : snippet.end],
        "spans": [[one.start - snippet.start, one.end - snippet.start] for one in spans],
        "when": " · ".join(dict.fromkeys(text.when(event.when) for event in snippet.events)),
        "marks": sorted(numbers[key] for key in keys if key in numbers),
    }


def _key(event: Event) -> Key | None:
    """The key of the mark that a mention is part of."""
    placement = event.placement
    if placement.place is None:
        return None
    return (placement.place.id, placement.mention.role == "associative", placement.area)


def _legend(drawing: Drawing) -> str:
    """Coloured by attributes: the policy knows no style in an element."""
    rows = [(colour, colour, text.EVENT_KINDS[kind]) for kind, colour in drawing.kinds.items()]
    if any(mark.associative for mark in drawing.marks):
        rows.append(("none", colours.ASSOCIATIVE[False], text.TAKE_OTHER))
    return "".join(
        f'<span><svg viewBox="0 0 12 12"><circle cx="6" cy="6" r="5" fill="{fill}" stroke="{line}"/></svg>'
        f"{escape(words)}</span>"
        for fill, line, words in rows
    )


def _inlined(encoded: str) -> str:
    """JSON that ends no script element."""
    return encoded.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hashes(parts: list[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in parts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
