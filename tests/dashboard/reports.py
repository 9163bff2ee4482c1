"""Reports with their places put in by hand, for tests of the dashboard that must not depend on how well geo places.

In a text, "[Daraa|daraa]" is a literal mention of PLACES["daraa"], "[Syrian|syria|associative]" an associative one,
and "[Nowhere|]" one that was not placed. Relations are found by geo's own words: "near [Daraa|daraa]". A mention is of
the day of publication, or of what `stated` says for all of a report.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from dashboard.query import Corpus
from geo import Alternative, Article, Mention, Place, Placement, Point, When
from geo.relations import relate
from news.archive import Archive
from news.records import Entry, Event

# What would run, leave its element or format itself if any step took it for more than words.
HOSTILE = (
    '`${window.hacked=1}` </script><img src=x onerror="window.hacked=2"> $x$ :red[r] [l](javascript:hacked) {{7*7}}'
)


def _place(
    id_: str, name: str, kind: str, country: str, admin1: str, lat: float, lon: float, radius: float = 0
) -> Place:
    return Place(id_, name, kind, country, admin1, Point(lat=lat, lon=lon), 0, "GeoNames", radius)  # type: ignore[arg-type]


PLACES = {
    "daraa": _place("geonames:170905", "Daraa", "settlement", "SY", "SY.06", 32.61889, 36.10206),
    "nawa": _place("geonames:167357", "Nawa", "settlement", "SY", "SY.06", 32.88930, 36.04190),
    "damascus": _place("geonames:170654", "Damascus", "settlement", "SY", "SY.13", 33.51020, 36.29128),
    "moscow": _place("geonames:524901", "Moscow", "settlement", "RU", "RU.48", 55.75222, 37.61556),
    "base": _place("airport:OSDZ", "Deir ez-Zor airport", "site", "SY", "SY.07", 35.28540, 40.17600),
    "syria": _place("geonames:163843", "Syria", "country", "SY", "", 35.0, 38.0, 240),
    "russia": _place("geonames:2017370", "Russia", "country", "RU", "", 60.0, 100.0, 2300),
    "province": _place("geonames:170903", "Daraa Governorate", "admin1", "SY", "SY.06", 32.9, 36.2, 40),
    "golan": _place("dateline:golan-heights", "Golan Heights", "region", "", "", 33.0, 35.8, 32),
    "sea": _place("dateline:pacific-ocean", "Pacific Ocean", "water", "", "", 0.0, -160.0, 6000),
    "hostile": _place("geonames:1", HOSTILE, "settlement", "JO", "JO.16", 31.95, 35.93),
}
_KEPT = datetime(2026, 1, 1, tzinfo=UTC)
_MARKED = re.compile(r"\[([^\]|]+)\|([a-z]*)(?:\|([^\]]+))?\]")


def report(
    marked: str,
    *,
    id_: str,
    published: date | None = None,
    title: str = "",
    url: str = "",
    source: str = "",
    stated: When | None = None,
    same_story: str = "",
    copy: bool = False,
) -> Entry:
    """An article as it is kept, out of a text as described above."""
    text, placements, at = "", [], 0
    for found in _MARKED.finditer(marked):
        text += marked[at : found.start()]
        at = found.end()
        name, place, more = found[1], PLACES.get(found[2]), found[3]
        role = more or "literal"
        mention = Mention(id_, len(text), len(text) + len(name), name, role)  # type: ignore[arg-type]
        reason = "the only place of this name" if place else "no place of this name is known"
        others = (Alternative(PLACES["nawa"], 0.1),) if place else ()
        placements.append(Placement(mention, place, 0.9 if place else 0.0, reason, others))
        text += name
    article = Article(id_, text + marked[at:], title=title, url=url, source=source, published=published)
    when = stated or (When(published, published, "published") if published else When())
    events = tuple(Event(placement, when) for placement in relate(article, placements))
    return Entry(
        article=article,
        events=events,
        raw=None,
        origin="reports.py",
        added=_KEPT,
        located=_KEPT,
        same_story=same_story,
        copy=copy,
    )


def keep(folder: Path, entries: Sequence[Entry]) -> Archive:
    """An archive of these in a folder."""
    archive = Archive.open(folder)
    archive.keep(entries)
    return archive


def corpus_of(folder: Path, entries: Sequence[Entry]) -> Corpus:
    """What the dashboard makes of them."""
    archive = keep(folder, entries)
    return Corpus(archive, archive.snapshot())


REPORTS = (
    report(
        "Shelling hit [Daraa|daraa] and [Nawa|nawa] on Monday. [Syrian|syria|associative] troops moved on the "
        "[Golan Heights|golan].\n\nA [Moscow|moscow|associative]-brokered deal covers [Daraa province|province].",
        id_="daraa", title="Shelling in the south", url="https://example.org/daraa", source="Example",
        published=date(2018, 7, 2),
    ),
    report(
        "People fled across [Syria|syria] to [Damascus|damascus]. A camp near [Daraa|daraa] is full, and one "
        "33 km northeast of [Daraa|daraa] as well. [Nowhere|] took in more.",
        id_="fled", title="Thousands flee", url="https://example.org/fled", source="Example",
        published=date(2018, 7, 9),
    ),
    report(
        "انسحب المقاتلون من [درعا|daraa] يوم الثلاثاء.", id_="arabic", title="انسحاب من درعا", source="مثال",
        published=date(2018, 8, 1),
    ),
    report(
        f"Officials met in [Amman|hostile]: {HOSTILE} they said. [Russia|russia] was not there.",
        id_="hostile", title=HOSTILE, url="javascript:window.hacked=3", source=HOSTILE,
    ),
)  # fmt: skip
