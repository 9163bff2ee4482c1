"""Every word of the interface, so that it can be read, mended and translated in one place. Formats, decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from geo import Place, Placement, When
from news.queries import Counts, Filters

if TYPE_CHECKING:  # intake reads files of every kind, and only one view needs it
    from dashboard.intake import Looked, Preview

TITLE = "Dateline"
ICON = "🌍"
TAGLINE = "Where the news happens"

VIEW = "View"
VIEWS = {"map": "Map", "places": "Places", "add": "Add", "about": "About"}

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

LEGEND_DOT = "Exact place; larger if more stories name it"
LEGEND_AREA = "Somewhere in this country or province"
LEGEND_RING = "Somewhere about here (region, district, “10 km south of …”)"
LEGEND_ASSOCIATIVE = "Other use of the name (a government, a people …)"

MORE = "Show more"
ON_MAP = "Show on map"
UNDATED = "no date"
UNDATED_HEADING = "No date"

EMPTY_NO_PLACE = "**These reports name no place that could be put on the map.** See Places for names that were found."
EMPTY = "Nothing matches these filters."
EMPTY_HINT = "Widen the dates, choose another place, or clear the filters."
EMPTY_BACKWARDS = "“Since” is later than “until”: change one of them."
EMPTY_ONLY_ASSOCIATIVE = "There are only other uses of names: switch on “Other uses of names” to see them."

FIRST = "There are no reports yet."
FIRST_HINT = "Add some below, or with the command, then reload this page:"
FIRST_COMMAND = "python -m news add my-articles.jsonl"

FAILED = "The map cannot be shown."
FAILED_ARCHIVE = (
    "Check the address in `DATELINE_ARCHIVE`, and whether what lies there can be reached; or start without it to see "
    "your own articles or the samples. Then try again."
)
FAILED_NEWER = "Upgrade Dateline to the version that wrote this archive. Then reload this page."
FAILED_WRITING = "Nothing was written. Check whether there is room and a right to write there, then try again."
FAILED_GAZETTEER = (
    "If it is the file of a country that you added, remove it or add the country again. If it is the one that came "
    "with Dateline, put it in place again with `git checkout data`, or build it anew. Then reload this page:"
)
FAILED_GAZETTEER_COMMAND = "python -m geo gazetteer build"
RELOAD = "Try again"

READING = "Opening the archive …"

COUNTRY = "Country"
KIND = "Kind"
EXACTNESS = "How exactly"
STORIES = "Stories"
MENTIONS = "Mentions"
LATEST = "Latest day"

UNPLACED = "Names that could not be placed"
UNPLACED_NAME = "Name"
UNPLACED_REASON = "Why"
UNPLACED_TIMES = "Times"

CORRECT = "Correct"
CORRECT_HELP = "Say what this name means, or take the article away"
CORRECT_NAME = "Name"
VERDICTS = {"place": "It is another place", "no place": "It is no place", "role": "It is used otherwise"}
CORRECT_PLACE = "It is"
CORRECT_PLACE_HINT = "Choose a place"
CORRECT_SEARCH = "Look for"
CORRECT_SEARCH_HINT = "Such as “Paris, Texas”"
ROLES = {
    "literal": "Something is or happens at the place itself.",
    "associative": "The name only stands for a government, a people, a team or an organization.",
}
PERSON = "Your name"
PERSON_MISSING = "Nothing was written: say your name first."
SAVE = "Save"
SAVED = "Saved. The map shows it."
REMOVE = "Remove this article"
REMOVE_WHY = "Why should the article go?"
NOT_ALLOWED = "Nothing was written: editing is not allowed here."

ADD_HOW = "How"
ADD_WAYS = {"text": "Paste text", "address": "Address", "files": "Files"}
ADD_SAMPLES = (
    "`DATELINE_ARCHIVE` names the samples that come with Dateline, and nothing is added to these. Start it without, or "
    "with a folder of your own."
)
ADD_TEXT = "Text of the article"
ADD_TEXT_HINT = "Paste a report here …"
ADD_TITLE = "Title"
ADD_PUBLISHED = "Published on"
ADD_SOURCE = "Source"
ADD_URL = "Address of a page or feed"
ADD_URL_HELP = "Nothing is fetched before you press the button. Of a feed, the first 30 articles are taken."
ADD_FETCH = "Fetch and preview"
ADD_LOOK = "Preview"
ADD_FILES = "Text, HTML, CSV, JSON or JSON Lines, also with .gz"
COLUMNS = {
    "text": "Text", "title": "Title", "url": "Address", "source": "Source", "published": "Published", "id": "Id",
    "language": "Language",
}  # fmt: skip
NO_COLUMN = "none"
FETCHING = "Fetching …"
LOOKING = "Reading and finding places …"
KEEP = "Keep"
FORGET = "Discard"
KEEPING = "Keeping …"

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

Every mark leads to its sentences, and every sentence to its source. Reports of the same event are one story: a mark
is the larger, the more stories name the place, and the other reports of a story are listed below its sentences.
Names that could not be placed are counted and listed with the reason.

A sentence is of the day that it speaks of (“on June 19”), else of the day when its report was published; below each
stands which it is. What has no date stays at the end of the list and is left out of the map while a period is chosen.
 Places are found by a program: check the sentence before you rely on a mark.

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
    if (first.month, first.year) == (last.month, last.year):
        start = str(first.day)
    return f" of {start} to {day(last)}"


def span(first: date, last: date) -> str:
    """The days as "19 June 2018", "week of 18 June 2018", "June 2018", "2018" or "2 June to 17 August 2018"."""
    if first == last:
        return day(first)
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and first.year == last.year:
        if first.month == last.month:
            return f"{MONTHS[first.month - 1]} {first.year}"
        if (first.month, last.month) == (1, 12):
            return str(first.year)
    if first.weekday() == 0 and (last - first).days == 6:
        return f"week of {day(first)}"
    return period((first, last)).removeprefix(" of ")


def when(of: When) -> str:
    """When something was so, and how that is known."""
    if of.start is None or of.end is None:
        return UNDATED
    days = span(of.start, of.end)
    if of.basis == "stated":
        return f"{days} (the text: “{of.words}”)" if of.words else f"{days} (the text)"
    return f"published {days}"


def published(value: date | None) -> str:
    """The day in a report's byline."""
    return day(value) if value else UNDATED


def why(placement: Placement, countries: Mapping[str, str]) -> str:
    """Which place a name was put to, and why."""
    return f"{where(placement.place, countries) if placement.place else ''}: {placement.reason}"


def as_now(placement: Placement, countries: Mapping[str, str]) -> str:
    """What a name was found to be, for the one who corrects it."""
    if placement.place is None:
        return f"Now: not placed. {placement.reason}"
    return f"Now: {described(placement.place, countries)}. Why: {placement.reason}"


def described(place: Place, countries: Mapping[str, str]) -> str:
    """A place, told from others of its name."""
    people = f", {number(place.population, 'inhabitant')}" if place.population else ""
    return f"{where(place, countries)} ({KINDS[place.kind]}{people}; {place.point.lat:.2f}, {place.point.lon:.2f})"


def more(reports: int, sources: int) -> str:
    """What else tells a story, below its sentences."""
    return f"{number(reports, 'more report')} · {number(sources, 'independent source')}"


def undated(reports: int) -> str:
    """The heading of what a period leaves out."""
    return f"{UNDATED_HEADING} ({number(reports, 'report')})"


def introduction(reports: int, stories: int, days: tuple[date, date] | None) -> str:
    """What the map shows, and of when."""
    told = number(reports, "news report")
    if stories != reports:
        told = f"{told} on {number(stories, 'story', 'stories')}"
    says = "says" if reports == 1 else "say"
    return f"Where {told}{period(days)} {says} that something happened. Click a mark to read it."


def counts(of: Counts, stories: int, marks_left_out: int) -> tuple[str, str]:
    """What is shown of so many stories, and what is not."""
    shown = (
        f"{of.stories:,} of {number(stories, 'story', 'stories')}: "
        f"{number(of.mentions, 'mention')} in {number(of.articles, 'report')}"
    )
    left = [
        f"{number(of.unplaced, 'name')} could not be placed" if of.unplaced else "",
        f"{number(of.associative_hidden, 'other use')} of names hidden" if of.associative_hidden else "",
        f"{number(of.undated_articles, 'report')} without a date below" if of.undated_articles else "",
        f"the {number(marks_left_out, 'mark')} of the fewest stories left out" if marks_left_out else "",
    ]
    return shown, "; ".join(part for part in left if part)


def where(place: Place, countries: Mapping[str, str]) -> str:
    """A place with its country: "Daraa, Syria"."""
    country = countries.get(place.country_code, place.country_code)
    return place.name if place.kind == "country" or not country else f"{place.name}, {country}"


def option(place: Place, countries: Mapping[str, str], stories: int) -> str:
    """A place in the list of places to choose from."""
    kind = "" if place.kind == "settlement" else f" ({KINDS[place.kind]})"
    return f"{where(place, countries)}{kind} · {stories:,}"


def only_here(place: Place, countries: Mapping[str, str]) -> str:
    """The place filter, said above the list."""
    if place.kind in ("country", "admin1"):
        return f"Only {where(place, countries)} and places in it"
    return f"Only {where(place, countries)}"


def note(kind: str, *, associative: bool, area: bool, stories: int, mentions: int) -> str:
    """The second line of a mark's tooltip."""
    how = exactness(kind, associative=associative, area=area)
    return f"{how} · {number(stories, 'story', 'stories')}, {number(mentions, 'mention')}"


def exactness(kind: str, *, associative: bool, area: bool = False) -> str:
    """How exactly a mark says where it happened."""
    if associative:
        return "another use of the name"
    if area:
        return "somewhere about here"
    if kind in ("settlement", "site"):
        return f"exact place ({KINDS[kind]})"
    return "somewhere on or by this water" if kind == "water" else f"somewhere in this {KINDS[kind]}"


def add_to(address: str, *, samples: bool) -> str:
    """Where it goes; `address` is escaped."""
    then = " From then on it is shown in the place of the samples." if samples else ""
    return f"What you keep goes into your archive, {address}.{then}"


def columns(name: str) -> str:
    """The heading above the columns of a file."""
    return f"Columns of {name}, as guessed: change what is wrong"


def column(name: str, example: str) -> str:
    """A column to choose, with what is in it."""
    short = " ".join(example.split())
    return f"{name}: {short[:40]}{'…' if len(short) > 40 else ''}" if short else name


def looked(preview: Preview) -> str:
    """What became of what was brought."""
    of = preview.corpus.select(Filters()).counts
    new = sum(one.entry is not None for one in preview.looked)
    brought = number(len(preview.draft.articles), "article")
    if len(preview.draft.articles) > len(preview.looked):
        brought += f"; of the first {len(preview.looked):,}"
    return f"{brought}, {new:,} to keep: {number(of.mentions, 'mention')} on the map"


def notes(one: Looked) -> Iterator[str]:
    """What there is to say of an article that is to be added, a line each."""
    name = one.article.title or f"{one.article.text[:60].strip()} …"
    if one.state == "same":
        yield f"{name}: is in the archive already"
    elif one.state == "removed":
        yield f"{name}: was removed from the archive, and stays out"
    elif one.state == "changed":
        yield f"{name}: comes in the place of the version that is in the archive"
    if one.entry and one.like:
        how = "has nearly the text of" if one.entry.copy else "tells the story of"
        yield f"{name}: {how} “{one.like}”"
    if one.entry and not any(event.placement.place for event in one.entry.events):
        yield f"{name}: names no place that could be put on the map"


def more_notes(left: int) -> str:
    """That not all is said."""
    return f"… and {left:,} more"


def problems(count: int) -> str:
    """How much is wrong with what was read, above the lines that say what."""
    return f"{number(count, 'fault')} in what was read:"


def keeping(done: int, total: int) -> str:
    """How far it is."""
    return f"Keeping {done:,} of {total:,} …"


def kept(articles: int) -> str:
    """That it is done."""
    return f"{number(articles, 'article')} kept."


def first_rows(rows: int) -> str:
    """That a table is cut."""
    return f"The {rows:,} of the most stories."


def latest_names(names: int) -> str:
    """That names which were mentioned earlier are left out."""
    return f"Of the latest {names:,} such names."


def unread(problems: int) -> str:
    """How much of the archive could not be read."""
    return f"{number(problems, 'part')} of the archive could not be read"


# Take away: dashboard/takeaway.py, still.py, standalone.py

TAKE = "Take away"
TAKE_HELP = "This selection as a file, with its sources, licence, filters and dates in it"
TAKE_FORMATS = {
    "csv": (
        "Table (CSV)",
        "For spreadsheets and programs: a line for each mention, with its sentence and GeoNames id.",
    ),
    "geojson": ("GeoJSON", "For QGIS, web maps and programs: points where a place is exact, else the area."),
    "kml": ("KML", "For Google Earth, with the days for its time slider."),
    "html": ("Map to keep (HTML)", "One file that opens in any browser without a network: map, list and sources."),
    "png": ("Picture (PNG)", "For print and slides, 2000 × 1250 pixels."),
}
TAKE_EMPTY = "Nothing matches these filters, so there is nothing to take away."
TAKE_NO_LEAFLET = "The map to keep needs Leaflet beside the server: run `python static/vendor.py` there once."
TAKE_COMMAND = "python -m news export"
TAKE_UNCLASSIFIED = "Kind not known"
TAKE_AREA = "Area: somewhere in it"
TAKE_SIZE = "Larger: more stories"
TAKE_OTHER = "Other use of the name"
TAKE_SENTENCES = "What the reports say"
TAKE_ALL = "Show all"
TAKE_UNDATED = "no date"
TAKE_NO_MATCH = "No sentence of this mark is among those that this file holds."
TAKE_CLOSE = "Close"


def take_title(where: str | None) -> str:
    """The heading of a picture or a map to keep."""
    return where or TAGLINE


def take_counts(shown: str, undrawn: int) -> str:
    """How much there is in it, and what of that is not drawn."""
    return f"{shown}; the {number(undrawn, 'mark')} of the fewest stories left out" if undrawn else shown


def take_most(mentions: int, most: int) -> str:
    """That a file is cut, and how to have all."""
    return f"The files hold the latest {most:,} of {mentions:,} mentions. For all of them, where the archive is:"


def take_sentences(shown: int, mentions: int) -> str:
    """How much of the selection the list of a map to keep holds."""
    if shown == mentions:
        return number(shown, "mention")
    return f"the latest {shown:,} of {number(mentions, 'mention')}"


def event_kind(kind: str | None) -> str:
    """A kind of event in a legend."""
    return kind.capitalize() if kind else TAKE_UNCLASSIFIED
