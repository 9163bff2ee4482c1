"""Every word of the interface, so that it can be read, mended and translated in one place. Formats, decides nothing."""

from datetime import date

from dashboard.query import Counts
from geo import Place

TITLE = "Dateline"
ICON = "🌍"
TAGLINE = "Where the news happens"

VIEW = "View"
VIEWS = {"map": "Map", "places": "Places", "about": "About"}

PLACE = "Place"
PLACE_HINT = "Any place in the reports"
SINCE = "Since"
UNTIL = "Until"
WORDS = "Words"
WORDS_HINT = "In the reports' text"
ASSOCIATIVE = "Other uses of names"
ASSOCIATIVE_HELP = (
    "A name can stand for a government, a people, a team or an organization: “Moscow-brokered”, “Israeli officials”. "
    "Nothing is reported at that place, so these are hidden until you ask for them."
)
CLEAR = "Clear filters"
EVERYWHERE = "Show all places"

KINDS = {
    "continent": "continent",
    "country": "country",
    "region": "region",
    "admin1": "province or state",
    "admin2": "district",
    "settlement": "town or settlement",
    "water": "water",
    "mountain": "mountain",
    "site": "site",
}

LEGEND_DOT = "Exact place; larger if named more often"
LEGEND_AREA = "Somewhere in this country or province"
LEGEND_RING = "Somewhere about here (region, district, “10 km south of …”)"
LEGEND_ASSOCIATIVE = "Other use of the name (a government, a people …)"

MORE = "Show more"
ON_MAP = "Show on map"
UNDATED = "no date"

EMPTY_NO_PLACE = "**These reports name no place that could be put on the map.** See Places for names that were found."
EMPTY = "Nothing matches these filters."
EMPTY_HINT = "Widen the dates, choose another place, or clear the filters."
EMPTY_BACKWARDS = "“Since” is later than “until”: change one of them."
EMPTY_ONLY_ASSOCIATIVE = "There are only other uses of names: switch on “Other uses of names” to see them."

FIRST = "There are no reports yet."
FIRST_HINT = (
    "Give Dateline a file of articles, one JSON object a line with at least `id` and `text`, and start it again:"
)
FIRST_COMMAND = "DATELINE_ARTICLES=my-articles.jsonl make run"

FAILED = "The map cannot be shown."
FAILED_ARTICLES = "Check the path in `DATELINE_ARTICLES`, or start without it to see the sample, then reload this page."
FAILED_GAZETTEER = (
    "If it is the file of a country that you added, remove it or add the country again. If it is the one that came "
    "with Dateline, put it in place again with `git checkout data`, or build it anew. Then reload this page:"
)
FAILED_GAZETTEER_COMMAND = "python -m geo gazetteer build"
RELOAD = "Try again"

READING = "Reading the reports and finding their places …"

COUNTRY = "Country"
KIND = "Kind"
EXACTNESS = "How exactly"
MENTIONS = "Mentions"
REPORTS = "Reports"
LATEST = "Latest report"

UNPLACED = "Names that could not be placed"
UNPLACED_NAME = "Name"
UNPLACED_REASON = "Why"
UNPLACED_TIMES = "Times"

FIT = "Show everything"
TILES = "Streets (OpenStreetMap)"
TILE_CREDIT = '© <a href="https://www.openstreetmap.org/copyright" target="_blank">OpenStreetMap</a>'
BASE_CREDIT = "Borders: Natural Earth, by country as in GeoNames"

ABOUT = """
#### How to read the map

A **dot** means that the text reports something at that town or site. A **shaded area** or a **ring** means that the
text says no more than “in this province”, “in the south of this country”, “near this town”: it happened somewhere in
it, and nothing is drawn at its middle. Names that stand for a government, a people or an organization are left out
until you switch them on.

Every mark leads to its sentences, and every sentence to its source. Names that could not be placed are counted and
listed with the reason. Places are found by a program: check the sentence before you rely on a mark.

#### To share what you see

The address of this page holds the filters and the position of the map. Copy it, and whoever opens it sees the same.

#### Sources

Places: [GeoNames](https://www.geonames.org) (CC BY 4.0) and Dateline's own tables. Borders and outlines:
[Natural Earth](https://www.naturalearthdata.com) (public domain), put under countries and provinces as GeoNames has
them; where a border is disputed, the map does not say so yet. Streets: © [OpenStreetMap](https://www.openstreetmap.org/copyright)
contributors (ODbL), loaded only where the browser can reach them.
"""


def number(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 report", "56 reports"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day(value: date) -> str:
    """A day as "2 June 2018", whatever the system's language."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


MONTHS = "January February March April May June July August September October November December".split()


def period(days: tuple[date, date] | None) -> str:
    """The days as " of 2 June to 17 August 2018"; empty where no report has a date."""
    if days is None:
        return ""
    first, last = days
    if first == last:
        return f" of {day(first)}"
    start = day(first).removesuffix(f" {last.year}")
    return f" of {start} to {day(last)}"


def introduction(reports: int, days: tuple[date, date] | None) -> str:
    """What the map shows, and of when."""
    return (
        f"Where {number(reports, 'news report')}{period(days)} {'says' if reports == 1 else 'say'} that something "
        "happened. Click a mark to read it."
    )


def counts(of: Counts) -> tuple[str, str]:
    """What is shown, and what is not."""
    shown = (
        f"{of.mentions:,} of {number(of.all_mentions, 'mention')} "
        f"in {of.reports:,} of {number(of.all_reports, 'report')}"
    )
    left = [
        f"{number(of.unplaced, 'name')} could not be placed" if of.unplaced else "",
        f"{number(of.associative_hidden, 'other use')} of names hidden" if of.associative_hidden else "",
        f"{number(of.undated_reports, 'report')} without a date left out" if of.undated_reports else "",
    ]
    return shown, "; ".join(part for part in left if part)


def where(place: Place, countries: dict[str, str]) -> str:
    """A place with its country: "Daraa, Syria"."""
    country = countries.get(place.country_code, place.country_code)
    return place.name if place.kind == "country" or not country else f"{place.name}, {country}"


def option(place: Place, countries: dict[str, str], mentions: int) -> str:
    """A place in the list of places to choose from."""
    kind = "" if place.kind == "settlement" else f" ({KINDS[place.kind]})"
    return f"{where(place, countries)}{kind} · {mentions:,}"


def only_here(place: Place, countries: dict[str, str]) -> str:
    """The place filter, said above the list."""
    if place.kind in ("country", "admin1"):
        return f"Only {where(place, countries)} and places in it"
    return f"Only {where(place, countries)}"


def note(kind: str, *, associative: bool, area: bool, mentions: int, reports: int) -> str:
    """The second line of a mark's tooltip."""
    how = exactness(kind, associative=associative, area=area)
    return f"{how} · {number(mentions, 'mention')} in {number(reports, 'report')}"


def exactness(kind: str, *, associative: bool, area: bool = False) -> str:
    """How exactly a mark says where it happened."""
    if associative:
        return "another use of the name"
    if area:
        return "somewhere about here"
    if kind in ("settlement", "site"):
        return f"exact place ({KINDS[kind]})"
    return "somewhere on or by this water" if kind == "water" else f"somewhere in this {KINDS[kind]}"


def listed(sentences: int, reports: int) -> str:
    """The heading of the list."""
    return f"{number(sentences, 'sentence')} from {number(reports, 'report')}"


def unread(problems: int) -> str:
    """How much of the input could not be read."""
    return f"{number(problems, 'line')} of the input could not be read"
