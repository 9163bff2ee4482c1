"""Every word of the interface, so that it can be read, mended and translated in one place. Formats, decides nothing."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from dashboard.bidi import isolated
from geo import Place, Placement, When
from geo.precision import Level, level
from geo.records import Area, Relation
from news.disclosure import Disclosure
from news.queries import Counts, Filters
from news.records import Event, EventKind
from news.snapshot import Snapshot

if TYPE_CHECKING:  # intake reads files of every kind, and only one view needs it
    from dashboard.intake import Looked, Preview

TITLE = "Dateline"
ICON = "🌍"
TAGLINE = "Where the news happens"

VIEW = "View"
VIEWS = {"map": "Map", "article": "Article", "places": "Table", "add": "Add", "about": "About"}

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
KINDS_OF_EVENT = "Kind of event"
KINDS_HINT = "Any kind"
EVENT_KINDS: dict[EventKind, str] = {
    "battle": "Battle",
    "air strike": "Air strike or shelling",
    "explosion": "Explosion",
    "violence against civilians": "Violence against civilians",
    "protest": "Protest",
    "displacement": "Displacement",
    "aid": "Aid",
    "talks": "Talks and deals",
    "other": "Other",
}

LOOK = "Look"
LAYER = "Layer"
LAYERS = {
    "places": "Places",
    "clusters": "Clusters",
    "heat": "Heat",
    "countries": "By country",
    "provinces": "By province",
}
COLOUR = "Colour by"
COLOURS = {"kind": "Kind of event", "recency": "How recent"}
LOCAL_NAMES = "Local names"
LOCAL_NAME = "Local name"
LOCAL_NAMES_HELP = "Places by the names that they have where they lie, in their own script."

SHARE = "Share"
SHARE_HINT = "The link restores what you see, and tells whoever opens it how much has come since."
COPY = "Copy link"
COPIED = "Copied"
COPY_FAILED = "Copy the address above yourself: this browser does not let pages copy."
EMBED_HINT = "To show this map in a page of your own:"
OPEN_FULL = "Open in Dateline"

MONTHS = "January February March April May June July August September October November December".split()

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
FAILED_SETTINGS = "Nothing is shown until the owner has mended this setting. Then reload this page."
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

TABLE_HINT = "All that the map shows. Choose a row (with the keyboard, Shift and space) to see only that place."
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
CLOSE = "Close"
KEEPING = "Keeping …"

FIT = "Show everything"

ABOUT = """
#### How to read the map

A **dot** means that the text reports something at that town or site. A **shaded area** or a **ring** means that the
text says no more than “in this province”, “in the south of this country”, “near this town”: it happened somewhere in
it, and nothing is drawn at its middle. Names that stand for a government, a people or an organization are left out
until you switch them on under *Look*.

**Size** is the number of stories. **Colour** is the kind of event that most of them report there, told by the words of
the sentence (“shelling”, “protest”), or how recent they are. **Why here?** beside a sentence says what decided for the
place, how sure that is, and what else it could have been.

Every mark leads to its sentences, and every sentence to its source. Reports of the same event are one story: a mark
is the larger, the more stories name the place, and the other reports of a story are listed below its sentences.
Names that could not be placed are counted and listed with the reason.

A sentence is of the day that it speaks of (“on June 19”), else of the day when its report was published; below each
stands which it is. What has no date stays at the end of the list and is left out of the map while a period is chosen.
 Places are found by a program: check the sentence before you rely on a mark.

#### To share what you see

*Share* gives a link that restores the filters, the view and the map, and says how much has come since; and the HTML
that shows the map in a page of your own.

#### Sources

Places: [GeoNames](https://www.geonames.org) (CC BY 4.0) and Dateline's own tables. Borders and outlines:
[Natural Earth](https://www.naturalearthdata.com) (public domain), put under countries and provinces as GeoNames has
them. Where a border is disputed, both claims are drawn dashed and named, as Natural Earth has them; none of them is a
position of ours, and claims to whole states, such as Taiwan, are not drawn. Other base maps come from their makers, and
nothing is asked of these before you choose one: streets from
[OpenStreetMap](https://www.openstreetmap.org/copyright) (ODbL), light and dark from [CARTO](https://carto.com/attributions),
satellite pictures from [Esri](https://www.esri.com/en-us/legal/terms/data-attributions).
"""


def number(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 report", "56 reports"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day(value: date) -> str:
    """A day as "2 June 2018", whatever the system's language."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


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
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1] and first.year == last.year:
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
        return f"{days} (the text: “{isolated(of.words)}”)" if of.words else f"{days} (the text)"
    return f"published {days}"


def published(value: date | None) -> str:
    """The day in a report's byline."""
    return day(value) if value else UNDATED


def why(placement: Placement, countries: Mapping[str, str]) -> str:
    """Which place a name was put to, and why."""
    return f"{where(placement.place, countries) if placement.place else ''}: {isolated(placement.reason)}"


def as_now(placement: Placement, countries: Mapping[str, str]) -> str:
    """What a name was found to be, for the one who corrects it."""
    if placement.place is None:
        return f"Now: not placed. {isolated(placement.reason)}"
    return f"Now: {described(placement.place, countries)}. Why: {isolated(placement.reason)}"


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


def introduction(snapshot: Snapshot) -> str:
    """What the map shows, and of when."""
    reports, stories = len(snapshot.articles), snapshot.stories
    told = number(reports, "news report")
    if stories != reports:
        told = f"{told} on {number(stories, 'story', 'stories')}"
    says = "says" if reports == 1 else "say"
    return f"Where {told}{period(snapshot.days)} {says} that something happened. Click a mark to read it."


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
    name, country = isolated(place.name), isolated(countries.get(place.country_code, place.country_code))
    return name if place.kind == "country" or not country else f"{name}, {country}"


def option(place: Place, countries: Mapping[str, str], stories: int) -> str:
    """A place in the list of places to choose from."""
    kind = "" if place.kind == "settlement" else f" ({KINDS[place.kind]})"
    return f"{where(place, countries)}{kind} · {stories:,}"


def only_here(place: Place, countries: Mapping[str, str]) -> str:
    """The place filter, said above the list."""
    if place.kind in ("country", "admin1"):
        return f"Only {where(place, countries)} and places in it"
    return f"Only {where(place, countries)}"


def add_to(address: str, *, samples: bool) -> str:
    """Where it goes; `address` is escaped."""
    then = " From then on it is shown in the place of the samples." if samples else ""
    return f"What you keep goes into your archive, {address}.{then}"


def columns(name: str) -> str:
    """The heading above the columns of a file."""
    return f"Columns of {isolated(name)}, as guessed: change what is wrong"


def column(name: str, example: str) -> str:
    """A column to choose, with what is in it."""
    short = " ".join(example.split())
    shown = isolated(f"{short[:40]}{'…' if len(short) > 40 else ''}")
    return f"{isolated(name)}: {shown}" if short else isolated(name)


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
    name = isolated(one.article.title or f"{one.article.text[:60].strip()} …")
    if one.state == "same":
        yield f"{name}: is in the archive already"
    elif one.state == "removed":
        yield f"{name}: was removed from the archive, and stays out"
    elif one.state == "changed":
        yield f"{name}: comes in the place of the version that is in the archive"
    if one.entry and one.like:
        how = "has nearly the text of" if one.entry.copy else "tells the story of"
        yield f"{name}: {how} “{isolated(one.like)}”"
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


# Chips, title, sharing


def since(of: date | None) -> str:
    """The chip of a first day; empty where there is none."""
    return f"Since {day(of)}" if of else ""


def until(of: date | None) -> str:
    """The chip of a last day; empty where there is none."""
    return f"Until {day(of)}" if of else ""


def with_words(words: str) -> str:
    """The chip of words; empty where there are none."""
    return f"“{isolated(words.strip())}”" if words.strip() else ""


def of_kinds(kinds: tuple[EventKind, ...]) -> str:
    """The chip of kinds of event; empty where all are shown."""
    return " or ".join(EVENT_KINDS[kind].lower() if n else EVENT_KINDS[kind] for n, kind in enumerate(kinds))


def page_title(filters: Filters, place: Place | None, *, view: str) -> str:
    """The title of the browser's tab: what is shown, then whose page it is."""
    said = [
        view,
        isolated(place.name) if place else "",
        of_kinds(filters.kinds),
        with_words(filters.words),
        " ".join(part[:1].lower() + part[1:] for part in (since(filters.since), until(filters.until)) if part),
    ]
    shown = ", ".join(part for part in said if part)
    return f"{shown} · {TITLE}" if shown else f"{TITLE}: {TAGLINE}"


def arrived(articles: int, matching: int, made: datetime) -> str:
    """What has come since a link was made."""
    since = f"{day(made.date())}, {made:%H:%M} UTC"
    if not articles:
        return f"Nothing has come since this link was made ({since})."
    have = "has" if articles == 1 else "have"
    came = f"{number(articles, 'article')} {have} come since this link was made ({since})"
    return f"{came}, {matching:,} of them shown here."


def tray(names: int) -> str:
    """How many names are not on the map, above which they are."""
    return f"Not on the map: {number(names, 'name')} that could not be placed"


# The map: its layers, colours, legend and tooltips

BASES = {
    "borders": "Borders",
    "streets": "Streets (OpenStreetMap)",
    "light": "Light",
    "dark": "Dark",
    "satellite": "Satellite",
}
BASE_CREDIT = "Borders: Natural Earth, by country as in GeoNames"
# Each service asks for these words.
_OSM = '© <a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">OpenStreetMap</a>'
_CARTO = f'{_OSM} © <a href="https://carto.com/attributions" target="_blank" rel="noopener">CARTO</a>'
TILE_CREDITS = {
    "streets": _OSM,
    "light": _CARTO,
    "dark": _CARTO,
    "satellite": "Tiles © Esri, Maxar, Earthstar Geographics, and the GIS User Community",
}
TILES_FAILED = "Tiles could not be loaded; showing borders"

LEVELS: dict[Level, str] = {
    "exact": "exact site",
    "settlement": "this town or settlement",
    "near": "somewhere near here, within about 25 km",
    "admin2": "somewhere in this district",
    "admin1": "somewhere in this province or state",
    "region": "somewhere in this wider area",
    "country": "somewhere in this country",
}
# Said in the browser, which counts: {n} is a number, {day} a day.
TOOLTIP = {
    "levels": LEVELS,
    "kinds": {kind: words.lower() for kind, words in EVENT_KINDS.items()},
    "months": MONTHS,
    "associative": "another use of the name: nothing is reported here",
    "story": "{n} story",
    "stories": "{n} stories",
    "latest": "latest {day}",
    "undated": UNDATED,
    "within": "with all that lies in it",
    "cluster": "{n} stories at {places} places",
}
RECENCY = ("latest day", "within a week", "within a month", "within a year", "earlier")

LEGEND_DOT = "Town or site; the larger, the more stories"
LEGEND_RING = "Somewhere about here"
LEGEND_AREA = "Somewhere in this province or country"
LEGEND_ASSOCIATIVE = "Other use of the name"
LEGEND_CLUSTER = "Stories at several places that lie close"
LEGEND_HEAT = "Where stories are densest; only towns and sites count"
LEGEND_DISPUTED = "Disputed border (both claims)"


def classes(lower: int, upper: int | None) -> str:
    """A class of a shaded map."""
    if upper is None:
        return f"{lower:,} stories and more" if lower > 1 else "1 story and more"
    return number(lower, "story", "stories") if lower == upper else f"{lower:,} to {upper:,} stories"


def recency(newest: date | None) -> tuple[str, ...]:
    """The classes of recency, the newest first, and the undated."""
    first = f"{RECENCY[0]}, {day(newest)}" if newest else RECENCY[0]
    return (first, *RECENCY[1:], UNDATED)


# The reader, "Why here?" and the small print of the list

READ = "Read article"
BACK = "Back to the map"
NO_ARTICLE = "This archive has no such article."
NO_ARTICLE_HINT = "The link may be of another archive, or the article came again under another id."
REMOVED_ARTICLE = "This article was removed from the archive."
REMOVED_HINT = "Whoever keeps the archive took it out; what it reported is on the map no longer."
AT_SOURCE = "Opens the source at this sentence, in a new tab"
NEAR_COPY = "copy"
NO_TEXT = "There is no more of it than its title."

PLACES_HERE = "Places in this article"
PLACES_HERE_HINT = "Choose one to see why it is there."
NO_PLACES_HERE = "It names no place that was found."
ALL_NAMES = "All names in it"
OTHER_SOURCES = "Other sources of this story"
NAME_IN_TEXT = "Name in the text"
ROLE = "Use"
ROLE_NAMES = {"literal": "something is there", "associative": "another use of the name"}
UNPLACED_ROLE = "not placed"
CONFIDENCE = "Confidence"
DAY = "Day"
EVENT = "Reports"
MARKED_LITERAL = "is there"
MARKED_OTHER = "other use of the name"
MARKED_UNPLACED = "not placed"
MARKED_WORD = "searched"
FOUND_HERE = "Word found here"

WHY = "Why here?"
WHY_NAME = "Name"
WHY_GONE = "This name is marked in its article no longer."
WHY_DECIDED = "What decided"
WHY_CONFIDENCE = "How sure"
WHY_EXACTLY = "How exactly"
WHY_RELATION = "In the words of the text"
WHY_WHEN = "When"
WHY_CANDIDATES = "What it could be"
WHY_ONLY = "Nothing else of this name came into question."
WHY_NONE = "No place of this name came into question."
WHY_RECORD = "The gazetteer's record"
WHY_ID = "Id"
WHY_SOURCE = "Source"
WHY_COORDINATES = "Latitude, longitude"
WHY_DIVISION = "Province or state"
WHY_POPULATION = "Inhabitants"
WHY_ELSE = "Something else is wrong"
CANDIDATE = "Place"
CHOSEN_CANDIDATE = "chosen"
SCORE = "Score"
PERSON_ONCE = "Your name, asked once"

LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian", "fr": "French", "he": "Hebrew",
    "ru": "Russian", "tr": "Turkish", "uk": "Ukrainian",
}  # fmt: skip

# How exactly a placement says where, in as few words as a list has room for.
LEVEL_HINTS: dict[Level, str] = {
    "exact": "this very spot", "settlement": "town", "near": "near here", "admin2": "somewhere in this district",
    "admin1": "somewhere in this province", "region": "somewhere in this region",
    "country": "somewhere in this country",
}  # fmt: skip
_SHORT_LEVELS: dict[Level, str] = {
    "exact": "exact spot", "settlement": "town", "near": "nearby", "admin2": "district", "admin1": "province",
    "region": "region", "country": "country",
}  # fmt: skip
_SURE = ((0.95, "sure"), (0.8, "fairly sure"), (0.5, "unsure"), (0.0, "a guess"))


def sure(confidence: float) -> str:
    """A confidence in a word."""
    return next(word for least, word in _SURE if confidence >= least)


def confidence(value: float) -> str:
    """A confidence in a word and a number: "fairly sure (87%)"."""
    return f"{sure(value)} ({score(value)})"


def score(value: float) -> str:
    """A confidence as a number, never rounded up to certainty."""
    return f"{int(value * 100 + 1e-6)}%"


def precision(placement: Placement) -> str:
    """How exactly a placement says where; that it was not placed where it was not."""
    return LEVEL_HINTS[level(placement.place, placement.area)] if placement.place else UNPLACED_ROLE


def hint(event: Event) -> str:
    """How exactly and how surely it is known where a mention is: "town · sure"."""
    placement = event.placement
    return f"{precision(placement)} · {sure(placement.confidence)}" if placement.place else UNPLACED_ROLE


def hints(events: tuple[Event, ...]) -> str:
    """The same of all mentions of a sentence, in one breath: "town, country · fairly sure at least"."""
    told = list(dict.fromkeys(hint(event) for event in events))
    if len(told) == 1:
        return told[0]
    placed = [(e.placement, e.placement.place) for e in events if e.placement.place]
    levels = dict.fromkeys(_SHORT_LEVELS[level(place, placement.area)] for placement, place in placed if place)
    words = {sure(placement.confidence) for placement, _ in placed}
    least = sure(min((placement.confidence for placement, _ in placed), default=0.0))
    return f"{', '.join(levels)} · {least}{' at least' if len(words) > 1 else ''}"


def event_kind(kind: EventKind) -> str:
    """A kind of event within a line."""
    return EVENT_KINDS[kind].lower()


def kinds_of(events: tuple[Event, ...]) -> list[str]:
    """The kinds of event that a sentence reports, but for "other"."""
    return list(dict.fromkeys(event_kind(e.kind) for e in events if e.kind and e.kind != "other"))


def in_text(event: Event, countries: Mapping[str, str]) -> str:
    """What a mark in an article's text means, on touching it."""
    placement = event.placement
    if placement.place is None:
        return f"{UNPLACED_ROLE}: {isolated(placement.reason)}"
    said = [where(placement.place, countries), hint(event)]
    if placement.mention.role == "associative":
        said.append(ROLE_NAMES["associative"])
    said += kinds_of((event,))
    return f"{' · '.join(said)}: {isolated(placement.reason)}"


def role(placement: Placement) -> str:
    """How an article uses a name."""
    return ROLE_NAMES[placement.mention.role] if placement.place else UNPLACED_ROLE


def language(code: str) -> str:
    """A language by its code, which is better than nothing where it has no name here."""
    return LANGUAGES.get(code, code)


def added(at: datetime) -> str:
    """When an article was kept."""
    return f"added {day(at.date())}"


def outlet(host: str) -> str:
    """The link to where an article was published."""
    return f"{host} ↗"


def story_of(reports: int, sources: int) -> str:
    """How many reports and sources tell an article's story."""
    return f"{number(reports, 'report')} · {number(sources, 'independent source')}"


def is_this_one(nth: int, place: Place, countries: Mapping[str, str]) -> str:
    """The button that puts a name to another candidate."""
    return f"It is {nth}: {where(place, countries)}"


def relation(of: Relation, area: Area | None) -> str:
    """How a text stands to a place, and how wide the area is that this leads to."""
    return f"“{isolated(of.words)}”" + (
        f", drawn within {area.radius_km:.0f} km" if area and area.radius_km >= 1 else ""
    )


def coordinates(place: Place) -> str:
    """Latitude and longitude, as exactly as the gazetteer has them or as they may be shown."""
    if place.blurred_km:
        return f"within {place.blurred_km:g} km of {place.point.lat:.2f}, {place.point.lon:.2f}"
    return f"{place.point.lat:.5f}, {place.point.lon:.5f}"


def codes(ucdp: int, acled: int) -> str:
    """The codes of precision in two data sets."""
    return f"UCDP where_prec {ucdp}, ACLED geo_precision {acled}"


# -- Time: the histogram below the map, stepping and playing, the last week beside its norm

UNIT = "Stories by"
UNITS = {"day": "Day", "week": "Week", "month": "Month"}
TIMELINE_HINT = "Drag across the bars to choose a period, or click one."
ALL_TIME = "All days"
PERIOD = "Days"
STEP_BACK = {"day": "A day back", "week": "A week back", "month": "A month back"}
FORTH = {"day": "A day on", "week": "A week on", "month": "A month on"}
PLAY = "Play"
PAUSE = "Pause"
PLAY_HOW = "How to play"
PLAY_WAYS = {"window": "Window", "cumulative": "Cumulative"}
TRENDS = "Last week against its norm"
TRENDS_NONE = "Nothing is told more or less often than chance would have it."
TRENDS_HOW = (
    "Stories of the last seven days beside those of the four weeks before, each place and kind by itself. Told is what "
    "chance would bring in fewer than one of 200 usual weeks; a rise has three stories at least. News comes in heaps: "
    "look before you conclude."
)


def bars(days: tuple[date, date]) -> str:
    """A bar of the timeline, in its tooltip."""
    return days[0].isoformat() if days[0] == days[1] else f"{days[0].isoformat()} to {days[1].isoformat()}"


def kinds_of_bar(counts: Mapping[EventKind, int]) -> str:
    """The kinds of a bar's stories: "battle 3, protest 1"."""
    return ", ".join(f"{EVENT_KINDS[kind].lower()} {count:,}" for kind, count in counts.items() if count)


def timeline(unit: str, days: tuple[date, date], *, most: str, stories: int) -> str:
    """What the timeline shows, for who cannot see it; `most` are the days of the highest bar."""
    return f"Bars of stories by {unit}, {bars(days)}. The most: {number(stories, 'story', 'stories')}, {most}."


def bar(days: tuple[date, date], stories: int, kinds: str) -> str:
    """A bar, for who cannot see it."""
    return f"{bars(days)}: {number(stories, 'story', 'stories')}{f' ({kinds})' if kinds else ''}"


def timeline_hint(unit: str, earlier: int, later: int) -> str:
    """What to do with the timeline, and what it leaves out."""
    left = [
        f"what is known less exactly than a {unit}",
        f"{number(earlier, 'mention')} of earlier days" if earlier else "",
        f"{number(later, 'mention')} of later days" if later else "",
    ]
    return f"{TIMELINE_HINT} Left out: {', '.join(part for part in left if part)}."


def shown_period(since: date | None, until: date | None, stories: int) -> str:
    """The period that is shown: "9 to 15 July 2018, 12 stories"."""
    if since and until and since <= until:
        days = span(since, until) if (until - since).days > 6 else period((since, until)).removeprefix(" of ")
    elif since or until:
        days = " ".join([f"since {day(since)}" if since else "", f"until {day(until)}" if until else ""]).strip()
    else:
        days = ALL_TIME
    return f"{days}, {number(stories, 'story', 'stories')}"


def usual(stories: float) -> str:
    """How many stories a usual week has."""
    few = f"{stories:.0f}" if stories >= 10 or stories == round(stories) else f"{stories:.1f}"
    return f"{few} in a usual week"


def trend(name: str, last: int, usually: float) -> str:
    """A change of the last week: "Daraa: 14 stories, 3 in a usual week"."""
    if not usually:
        return f"{name}: {number(last, 'story', 'stories')}, none in the four weeks before"
    return f"{name}: {number(last, 'story', 'stories') if last else 'no story'}, {usual(usually)}"


def trends(rises: int, falls: int) -> str:
    """How much changed."""
    parts = [number(rises, "rise") if rises else "", number(falls, "fall") if falls else ""]
    return ", ".join(part for part in parts if part) or TRENDS_NONE


def last_week(first: date, last: date, stories: int, usually: float) -> str:
    """What is compared."""
    return f"{period((first, last)).removeprefix(' of ')}: {number(stories, 'story', 'stories')}, {usual(usually)}."


def too_short(weeks: int, needed: int) -> str:
    """That there is no norm yet."""
    return f"A norm needs {number(needed, 'week')} of reports; these cover {weeks:,}."


def more_changes(left: int) -> str:
    """That not all changes are listed."""
    return f"… and {left:,} more"


# Take away: dashboard/takeaway.py, still.py, standalone.py

TAKE = "Take away"
TAKE_HELP = "This selection as a file, with its sources, licence, filters and dates in it."
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
TAKE_AREA = "Area: somewhere in it"
TAKE_SIZE = "Larger: more stories"
TAKE_OTHER = "Other use of the name"
TAKE_SENTENCES = "What the reports say"
TAKE_ALL = "Show all"
TAKE_NO_MATCH = "No sentence of this mark is among those that this file holds."


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


# -- The map by keyboard and screen reader

MAP_KEYS = "Map. Arrows move it, plus and minus zoom; the table has all that it shows."
ZOOM = {"in": "Zoom in", "out": "Zoom out"}
BASE = "Base map"


# -- What an owner holds back, see news/disclosure.py

NOTHING_YET = "There is nothing to show yet."


def held_back(public: Disclosure, *, seen: bool) -> str:
    """What readers do not see, below the heading; to who sees it, that readers do not."""
    return f"You see everything. To readers: {public.words}." if seen else f"{public.words}."


def legend_cell(side_km: float) -> str:
    """The square that stands for a place."""
    return f"Town or site, somewhere in this square of {side_km:g} km"


def in_cell(name: str, others: int) -> str:
    """The name of the first place of a square, and how many others are in it."""
    return f"{name} + {others} more"


def about_held_back(public: Disclosure) -> str:
    """What is held back and what is not, as Markdown."""
    blur, held = public.grid_km, public.embargo
    parts = [
        f"**Positions are shown to {blur:g} km.** A town, a site or a hill is drawn as the square of a grid that it "
        "lies in, not at its point, and so it is in every file that you take away. What the text says to be near it, "
        "or some km from it, is a wide ring about that square. Names, countries, provinces and sentences are shown as "
        "they are: who knows a name may find its place elsewhere."
        if blur
        else "",
        f"**{replace(public, grid_km=None).words}.** They appear by themselves once their time has come, and count for "
        "nothing before."
        if held
        else "",
    ]
    return "#### What is held back\n\n" + "\n\n".join(filter(None, parts))


# -- Who may do what: dashboard/signing.py, limits.py


def busy(why: str) -> str:
    """That something was not done, for others' sake."""
    return f"**That was too much just now.** {why[:1].upper()}{why[1:]}."


def too_many_files(most: int, most_mb: int) -> str:
    """That not so many files are read at once."""
    return f"At most {most} files with {most_mb} MB in all are read here at once; `python -m news add` takes any."


WHY_SAID_BY = "Corrected by"
SIGN_IN = "Sign in"
SIGN_OUT = "Sign out"
SIGNED_IN = "Signed in"
SIGNED_IN_EDITS = "You may add, correct and remove."
SIGNED_IN_READS = "You may read. To let you add and correct, the owner lists your address, or this id:"


def signed_in_as(name: str) -> str:
    """Who has signed in."""
    return f"Signed in as {name}"
