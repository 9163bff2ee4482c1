"""What an export is of: the filters, how much they let through, whose texts these are, who is to be credited, when.

Every form that leaves the archive carries this record, so that a file that was passed on still says what it holds.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from geo import Place
from geo.locate import default_gazetteer
from news.disclosure import EVERYTHING, Disclosure
from news.queries import Counts, Filters, Selection
from news.snapshot import Snapshot

PLACES_LICENCE = "Places: GeoNames (https://www.geonames.org), CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"
BORDERS_LICENCE = "Borders and outlines: Natural Earth (https://www.naturalearthdata.com), public domain"
TEXTS_LICENCE = "Texts: their publishers"
CAUTION = "Placed by a program: check the sentence before you rely on a place."
# Sources that are named in one line; a record names all.
NAMED = 12


@dataclass(frozen=True, slots=True)
class About:
    """What an export is of.

    place    the one of the filters
    mentions how many of the selection's it holds, the latest; all of `counts.mentions` where nothing was left out
    days     the first and the last one that a mention is of; None where none has a date
    sources  the name of each source ("" where it is unknown) and how many articles of the selection it has
    made     when, UTC
    address  of the page that shows the same; "" where it is unknown
    disclosure  what was held back
    """

    filters: Filters
    place: Place | None
    counts: Counts
    mentions: int
    days: tuple[date, date] | None
    sources: tuple[tuple[str, int], ...]
    made: datetime
    address: str = ""
    disclosure: Disclosure = EVERYTHING

    @property
    def selection(self) -> str:
        """The filters in words: "Daraa; 2018-07-01 to 2018-07-31; words “shelling”"; and what was held back."""
        kinds = ", ".join(self.filters.kinds)
        parts = (self.where, self.when, self.words, kinds, self._associative, self.disclosure.words)
        return "; ".join(filter(None, parts))

    @property
    def where(self) -> str:
        """The place."""
        return self.place.name if self.place else "all places"

    @property
    def when(self) -> str:
        """The days, in ISO form."""
        since, until = self.filters.since, self.filters.until
        if since and until:
            return f"{since.isoformat()} to {until.isoformat()}" if since != until else since.isoformat()
        return f"since {since.isoformat()}" if since else f"until {until.isoformat()}" if until else "all days"

    @property
    def span(self) -> str:
        """The days that were asked for, else those that there are, in ISO form."""
        if self.filters.since or self.filters.until or self.days is None:
            return self.when
        return " to ".join(day.isoformat() for day in dict.fromkeys(self.days))

    @property
    def words(self) -> str:
        """The words that the articles must hold."""
        return f"words “{self.filters.words.strip()}”" if self.filters.words.strip() else ""

    @property
    def _associative(self) -> str:
        return "with other uses of names" if self.filters.associative else ""

    @property
    def held(self) -> str:
        """How much it holds: "4 stories, 11 mentions in 4 articles"."""
        counts = self.counts
        told = f"{counts.stories:,} stories, {counts.mentions:,} mentions in {counts.articles:,} articles"
        return told if self.mentions == counts.mentions else f"the latest {self.mentions:,} mentions of {told}"

    @property
    def at(self) -> str:
        """When it was made, as 2018-07-31T12:00:00Z."""
        return self.made.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def licence(self) -> str:
        """Who is to be credited, in one line."""
        return f"{PLACES_LICENCE}. {BORDERS_LICENCE}. {TEXTS_LICENCE}."

    @property
    def credit(self) -> str:
        """The same for a line under a picture."""
        return "Places: GeoNames, CC BY 4.0 · Borders: Natural Earth · Texts: their publishers"

    @property
    def caution(self) -> str:
        """What to mind before anything here is relied on."""
        return f"{CAUTION} {self.disclosure.words}." if self.disclosure.words else CAUTION

    @property
    def told_by(self) -> str:
        """The sources in one line, those of the most articles."""
        named = [f"{name or 'unknown'} ({articles:,})" for name, articles in self.sources]
        more = f" and {len(named) - NAMED:,} more" if len(named) > NAMED else ""
        return ", ".join(named[:NAMED]) + more

    def record(self) -> dict[str, Any]:
        """For machines: plain values only."""
        filters, counts = self.filters, self.counts
        return {
            "selection": self.selection,
            "filters": {
                "place": filters.place,
                "since": filters.since.isoformat() if filters.since else None,
                "until": filters.until.isoformat() if filters.until else None,
                "words": filters.words.strip(),
                "kinds": list(filters.kinds),
                "associative": filters.associative,
            },
            "first_day": self.days[0].isoformat() if self.days else None,
            "last_day": self.days[1].isoformat() if self.days else None,
            "exported": self.at,
            "stories": counts.stories,
            "articles": counts.articles,
            "mentions": counts.mentions,
            "mentions_here": self.mentions,
            "sources": [{"name": name, "articles": articles} for name, articles in self.sources],
            "licence": self.licence,
            "caution": self.caution,
            "address": self.address,
        }


def about(snapshot: Snapshot, filters: Filters, *, most: int | None = None, address: str = "") -> About:
    """The record of an export of what filters let through, or of the latest `most` mentions of it."""
    selection = Selection(snapshot, filters)
    counts, found = selection.counts(), selection.sources()
    names = zip(found["source"].tolist(), found["articles"].tolist(), strict=True)
    return About(
        filters=replace(filters, words=filters.words.strip()),
        place=_place(snapshot, filters.place),
        counts=counts,
        mentions=counts.mentions if most is None else min(most, counts.mentions),
        days=selection.days(),
        sources=tuple((snapshot.sources[number], articles) for number, articles in names),
        made=datetime.now(UTC),
        address=address,
        disclosure=snapshot.disclosure,
    )


def _place(snapshot: Snapshot, id_: str | None) -> Place | None:
    if id_ is None:
        return None
    number = snapshot.place_number(id_)
    return default_gazetteer().by_id(id_) if number is None else snapshot.places[number]
