"""An archive and filters -> what the views show. The only place with a Streamlit cache; draws and formats nothing.

The archive is opened once for the process. What it holds at one moment is a Corpus, which answers from the narrow
columns in memory and reads texts only of what is shown.
"""

import time
from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from dashboard import housekeeping
from geo import Place
from geo.areas import DOTS
from geo.errors import ArchiveError
from geo.locate import default_gazetteer
from news import queries
from news.archive import Archive
from news.disclosure import EVERYTHING, Disclosure
from news.queries import Counts, Division, Filters, Unit
from news.records import Entry, Event
from news.sentences import sentence_spans
from news.snapshot import Snapshot
from news.stories import independent, origin
from news.trends import Trends, trends
from news.whereabouts import SAMPLES, own_archive, shown_archive

# A first look is not widened for these.
VAST_KINDS = ("continent", "country", "water")
# Fewer mentions than this are all shown at first.
MANY = 50
# A browser draws so many marks without a stop; those of the most stories come first.
DRAWN = 3_000
CHOICES = 1_000  # places in the list of places to choose from
ROWS = 1_000  # of a table
UNPLACED = 200  # names: each costs the reading of its article
REPORTS_A_STORY = 20  # that are listed under it
LOOK_AGAIN_S = 30.0  # an object store is asked no more often whether it holds something new
_SELECTIONS = 4  # that are kept, with two bytes for each mention
_MARKED = 8  # answers of all marks that are kept, with 60 bytes for each
_SHOWN = 500  # articles of the list that are kept: each costs the reading of thousands beside it
_REMEMBERED = 32  # answers; "back" and the next reader ask the same again


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Selection:
    """What filters let through.

    marks   a row for each mark on the map, no more than DRAWN: place (its number), associative, area (an Area; None for
            the place itself), relation (its words, ""), mentions, stories, chosen (None without a place
            filter; else whether it is asked for: what is not stays on the map, faded)
    left_out  how many marks there are beyond these
    by_division  the countries or provinces with all that lies in them, see `news.queries.Selection.by_division`, with
            the number of each among the places that come with it in `place`
    """

    marks: pd.DataFrame
    left_out: int
    counts: Counts
    by_division: Callable[[Division], tuple[pd.DataFrame, Sequence[Place]]]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A sentence, [start, end) of the article's text, with the mentions in it that the filters let through."""

    entry: Entry
    start: int
    end: int
    events: tuple[Event, ...]

    @property
    def words(self) -> str:
        """As they stand in the article."""
        return self.entry.article.text[self.start : self.end]

    @property
    def places(self) -> tuple[Place, ...]:
        """The places of its mentions, each once."""
        return tuple(dict.fromkeys(event.placement.place for event in self.events if event.placement.place))


@dataclass(frozen=True, slots=True)
class Story:
    """A story as the list shows it.

    snippets   the sentences of the article that is the latest to speak of what is asked for
    others     a sentence of each of its other articles, no more than REPORTS_A_STORY
    articles   how many articles tell it
    sources    how many independent sources these have
    """

    snippets: tuple[Snippet, ...]
    others: tuple[Snippet, ...]
    articles: int
    sources: int

    @property
    def dated(self) -> bool:
        """Whether anything says when it was."""
        return any(event.when.start for snippet in self.snippets for event in snippet.events)


@dataclass(frozen=True, slots=True)
class Listing:
    """Stories, the first ones of a list, and whether there are more sentences behind theirs."""

    stories: tuple[Story, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as the reader shows it.

    selection  its own mentions, other uses of names too
    others     a sentence of each other article of its story, the latest first, no more than REPORTS_A_STORY
    articles   how many articles tell the story, it among them
    sources    how many independent sources these have
    """

    entry: Entry
    selection: Selection
    others: tuple[Snippet, ...]
    articles: int
    sources: int


class Corpus:
    """What an archive holds at one moment, as the views ask for it. Raises ArchiveUnreachable where texts are read."""

    def __init__(self, archive: Archive, snapshot: Snapshot) -> None:
        self.archive = archive
        self.snapshot = snapshot
        self.places = snapshot.places
        self._answers: dict[tuple[object, ...], Any] = {}
        self._shown: dict[int, Entry] = {}
        # Nothing in here leads back to the corpus: it goes with the last who shows it, all answers with it, and not
        # when garbage is searched for next.
        asked = self._asked = lru_cache(maxsize=_SELECTIONS)(partial(queries.Selection, snapshot))
        self._marks = lru_cache(maxsize=_MARKED)(lambda filters: asked(filters).marks())
        self._area = lru_cache(maxsize=DRAWN)(snapshot.area)

    @cached_property
    def mentioned(self) -> dict[str, int]:
        """The ids of the places that are mentioned and in how many stories, the most first."""
        found = queries.mentioned(self.snapshot)
        ids = self.places.column("id")
        return {ids[n]: count for n, count in zip(found["place"], found["stories"].tolist(), strict=True)}

    @cached_property
    def countries(self) -> dict[str, str]:
        """Names of the countries among the places, by ISO code."""
        countries = (self.places[number] for number in self.places.where("kind", "country").tolist())
        return {country.country_code: country.name for country in countries}

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day that anything is of."""
        return queries.days(self.snapshot)

    def place(self, id_: str | None) -> Place | None:
        """The place with an id; None where this archive does not know it, nor anything that lies in it."""
        if not id_:
            return None
        number = self.snapshot.place_number(id_)
        if number is not None:
            return self.places[number]
        return default_gazetteer().by_id(id_) if len(queries.within(self.snapshot, id_)) else None

    def resolve(self, name: str | None) -> str | None:
        """The id that a place id or a name means here; None where it means nothing."""
        if not name:
            return None
        # what is shown less exactly than it is known has another id than it had in an older link
        place = self.place(name)
        return place.id if place else queries.named(self.snapshot, name)

    def select(self, filters: Filters) -> Selection:
        """What the filters let through."""
        return self._once(self._select, filters)

    def stories(self, filters: Filters, sentences: int, *, undated: bool = False) -> Listing:
        """The stories of the latest days, the undated last, with so many sentences in all.

        With `undated` those of what a period leaves out because nothing says when it is of.
        """
        return self._once(self._stories, filters, sentences, undated)

    def reading(self, article_id: str) -> Reading | None:
        """The live article with an id, to be read; None where there is none."""
        number = self.snapshot.number_of(article_id)
        return None if number is None else self._once(self._reading, number)

    def entry(self, article_id: str) -> Entry | None:
        """The live article with an id; None where there is none."""
        return self._once(self.snapshot.entry, article_id)

    def _once(self, ask: Callable[..., T], *given: Hashable) -> T:
        """The answer to a question, remembered until many others were asked."""
        key = (ask.__name__, *given)
        answer: T | None = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = ask(*given)
            if len(self._answers) > _REMEMBERED:
                self._answers.pop(next(iter(self._answers)), None)
        return answer

    def _select(self, filters: Filters) -> Selection:
        asked = self._asked(filters)
        # a place filter only tells marks apart, so that a click on a place is answered from what is shown
        found = self._marks(replace(filters, place=None))
        if asked.inside is not None:
            chosen = np.isin(found["place"], asked.inside)
            found = found.assign(chosen=chosen).iloc[np.argsort(~chosen, kind="stable")]
        return self._drawn(asked, found)

    def _reading(self, number: int) -> Reading:
        told = queries.told_with(self.snapshot, number)
        others = [other for other in reversed(told) if other != number][:REPORTS_A_STORY]
        entries = self._entries([number, *others])
        entry = entries[number]
        its = {event.placement.place for event in entry.events if _reports(event)}
        asked = queries.Selection(self.snapshot, Filters(associative=True), article=number)
        return Reading(
            entry,
            self._drawn(asked, asked.marks()),
            tuple(_report(entries[other], _of_places(entries[other], its)) for other in others),
            len(told),
            independent(origin(entries[n].article, copy=entries[n].copy) for n in (number, *others)),
        )

    def _drawn(self, asked: queries.Selection, found: pd.DataFrame) -> Selection:
        filters = asked.filters
        # both places of "between Hama and Idlib" mean the one area
        marks = found[~(found.duplicated(["associative", "area"]) & (found["area"] >= 0))]
        drawn = marks[:DRAWN]
        areas = [self._area(number) if number >= 0 else ("", None) for number in drawn["area"].tolist()]
        drawn = drawn.assign(
            area=pd.Series([area for _, area in areas], index=drawn.index, dtype=object),
            relation=pd.Series([words for words, _ in areas], index=drawn.index, dtype=object),
            chosen=drawn["chosen"].astype(object) if filters.place else None,
        )
        by_division = lru_cache(partial(_divisions, self._asked, filters))
        return Selection(drawn, len(marks) - len(drawn), asked.counts(), by_division)

    def _stories(self, filters: Filters, room: int, undated: bool) -> Listing:
        asked = self._asked(filters)
        leads = asked.stories(room + 1, undated=undated)
        lead_of = dict(zip(leads["story"].tolist(), leads["article"].tolist(), strict=True))
        told = queries.told_by(self.snapshot, lead_of)
        others = {
            lead: [number for number in reversed(told[story]) if number != lead][:REPORTS_A_STORY]
            for story, lead in lead_of.items()
        }
        numbers = [*others, *(number for some in others.values() for number in some)]
        listed = asked.in_articles(numbers, undated=undated).groupby("article")["nth"].agg(list).to_dict()
        entries = self._entries(numbers)
        found: list[Story] = []
        for story, lead in lead_of.items():
            sentences = snippets(entries[lead], listed[lead])
            left, room = room, room - len(sentences)
            if left <= 0:
                break
            reports = tuple(_report(entries[number], listed.get(number, [])) for number in others[lead])
            origins = [origin(entries[n].article, copy=entries[n].copy) for n in (lead, *others[lead])]
            found.append(Story(sentences[:left], reports, len(told[story]), independent(origins)))
        return Listing(tuple(found), more=room < 0)

    def _entries(self, numbers: Sequence[int]) -> dict[int, Entry]:
        """Articles as the snapshot has them; of those that were shown, the last ones are remembered."""
        known = {number: entry for number in numbers if (entry := self._shown.get(number))}
        known |= self.snapshot.entries([number for number in numbers if number not in known])
        self._shown.update(known)
        for number in list(self._shown)[: max(len(self._shown) - _SHOWN, 0)]:
            self._shown.pop(number, None)
        return known

    def unplaced(self, filters: Filters) -> list[Event]:
        """The latest mentions in reach of the filters that could not be placed, no more than UNPLACED."""
        found = self._asked(filters).unplaced(UNPLACED)
        entries = self.snapshot.entries(set(found["article"].tolist()))
        return [entries[article].events[nth] for article, nth in found.itertuples(index=False)]

    def timeline(self, filters: Filters, unit: Unit) -> pd.DataFrame:
        """The stories of each unit of all time, see `news.queries.Selection.timeline`: the period is left out."""
        return self._once(self._timeline, replace(filters, since=None, until=None), unit)

    def _timeline(self, filters: Filters, unit: Unit) -> pd.DataFrame:
        return self._asked(filters).timeline(unit)

    def trends(self, filters: Filters) -> Trends | None:
        """The last week beside its norm, see `news.trends`."""
        return self._once(self._trends, replace(filters, since=None))

    def _trends(self, filters: Filters) -> Trends | None:
        return trends(self._asked(filters))

    def arrived(self, filters: Filters, since: datetime) -> tuple[int, int]:
        """How many articles were added after a moment, and how many of them the filters let through."""
        return queries.arrived(self.snapshot, since), self._asked(filters).arrived(since)


def _divisions(
    ask: Callable[[Filters], queries.Selection], filters: Filters, level: Division
) -> tuple[pd.DataFrame, Sequence[Place]]:
    found = ask(filters).by_division(level)
    known = {code: place for code in found["code"] if (place := default_gazetteer().division(level, code))}
    found = found[found["code"].isin(known)]
    return found.assign(place=range(len(found))), [known[code] for code in found["code"]]


def snippets(entry: Entry, listed: Sequence[int]) -> tuple[Snippet, ...]:
    """The sentences of an article that hold some of its mentions, given by their number."""
    text = entry.article.text
    spans = sentence_spans(text)
    starts = [start for start, _ in spans]

    def sentence(event: Event) -> int:
        return max(bisect_right(starts, event.placement.mention.start) - 1, 0)

    found = []
    for number, group in groupby((entry.events[nth] for nth in listed), key=sentence):
        events = tuple(group)
        start = min(spans[number][0], events[0].placement.mention.start)
        end = max(spans[number][1], *(event.placement.mention.end for event in events))
        found.append(Snippet(entry, start, end, events))
    return tuple(found)


def sentence_of(entry: Entry, nth: int) -> Snippet:
    """The sentence of one of an article's mentions, with all that it mentions."""
    return next(one for one in snippets(entry, range(len(entry.events))) if entry.events[nth] in one.events)


def _of_places(entry: Entry, places: Collection[Place]) -> list[int]:
    """The numbers of an article's mentions that report something at some places."""
    return [nth for nth, event in enumerate(entry.events) if _reports(event) and event.placement.place in places]


def _reports(event: Event) -> bool:
    return event.placement.place is not None and event.placement.mention.role == "literal"


def _report(entry: Entry, listed: Sequence[int]) -> Snippet:
    """The sentence of another article of a story: the first that holds what is asked for, else its first."""
    if listed:
        return snippets(entry, listed)[0]
    start, end = next(iter(sentence_spans(entry.article.text)), (0, 0))
    return Snippet(entry, start, end, ())


def heart(corpus: Corpus, selection: Selection) -> list[Place]:
    """The places that a first look should show: where half of the mentions are closest together, if they are many.

    Reports from elsewhere would else show the whole world, and the subject of most as one spot on it.
    """
    asked = selection.marks[selection.marks["chosen"] != False]  # noqa: E712  # None is asked for as well
    places = [corpus.places[number] for number in asked["place"]]
    exact = [(place, times) for place, times in zip(places, asked["mentions"], strict=True) if place.kind in DOTS]
    if sum(times for _, times in exact) < MANY:
        return [place for place in places if place.kind not in VAST_KINDS] or places
    points = np.array([(place.point.lat, place.point.lon) for place, _ in exact])
    weights = np.array([times for _, times in exact])
    south, north = _shortest_half(points[:, 0], weights)
    west, east = _shortest_half(points[:, 1], weights)
    within = [p for p, _ in exact if south <= p.point.lat <= north and west <= p.point.lon <= east]
    return within or [place for place, _ in exact]


def _shortest_half(values: NDArray[np.float64], weights: NDArray[np.int64]) -> tuple[float, float]:
    """The shortest interval that holds half of the weight."""
    order = np.argsort(values, kind="stable")
    ordered, reached = values[order], np.cumsum(weights[order])
    before = reached - weights[order]
    ends = np.searchsorted(reached, before + reached[-1] / 2)
    starts = np.flatnonzero(ends < len(ordered))
    best = starts[np.argmin(ordered[ends[starts]] - ordered[starts])]
    return float(ordered[best]), float(ordered[ends[best]])


class _Source:
    """An archive that is kept open, and what it held when it was last looked at: all of it, what the public may see."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._snapshot: Snapshot | None = None
        self._corpora: dict[Disclosure, Corpus] = {}  # the answers of one are never those of another
        self._looked = 0.0

    def corpus(self, disclosure: Disclosure = EVERYTHING, *, now: datetime | None = None) -> Corpus:
        """What it holds now; of an object store, what it held within the last LOOK_AGAIN_S."""
        snapshot = self._snapshot
        if snapshot is None or self.archive.store.local or time.monotonic() - self._looked >= LOOK_AGAIN_S:
            snapshot = self.archive.snapshot()
            self._looked = time.monotonic()
        if snapshot is not self._snapshot:
            self._snapshot, self._corpora = snapshot, {}
        corpus = self._corpora.get(disclosure)
        if corpus is None or _is_due(corpus.snapshot, now or datetime.now(UTC)):
            corpus = self._corpora[disclosure] = Corpus(self.archive, snapshot.disclosed(disclosure, now))
        housekeeping.when_due()
        return corpus

    def look_again(self) -> None:
        self._looked = -LOOK_AGAIN_S


def _is_due(snapshot: Snapshot, now: datetime) -> bool:
    """Whether an article that it holds back may be seen by now."""
    return snapshot.next_due is not None and snapshot.next_due < snapshot.disclosure.until(now)


@st.cache_resource(show_spinner=False, max_entries=8)
def _opened(address: str | Path) -> Archive:
    return Archive.open(address)


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs={Archive: id})
def _source(archive: Archive) -> _Source:
    return _Source(archive)


def open_corpus(disclosure: Disclosure) -> Corpus:
    """What is shown, see `news.whereabouts`, to a reader who may see so much of it. Raises ArchiveError."""
    return _source(shown_archive(_opened)).corpus(disclosure)


def open_own() -> Archive:
    """The archive that is written to. Raises ArchiveError."""
    return own_archive(_opened)


def look_again() -> None:
    """Have the next run see what the archive holds by then: something was written, or could not be read."""
    with suppress(ArchiveError):  # the run itself says so
        _source(shown_archive(_opened)).look_again()


def is_sample(archive: Archive) -> bool:
    """Whether an archive is the one that ships."""
    local = archive.store.local
    return local is not None and local.resolve() == SAMPLES.resolve()
