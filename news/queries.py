"""The questions behind the views: which places, when, in which stories, for a filter. Small answers from a snapshot.

A mention is in a period where the days that its text speaks of, or else the day of its publication, share one with it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps
from threading import Lock
from typing import Any, Literal, ParamSpec, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo.locate import default_gazetteer
from news.records import EVENT_KINDS, EventKind
from news.snapshot import Numbers, Snapshot
from news.tallies import REPORTS, UNPLACED, USES, Rows, Tally, Unit, blocks, different, latest, tally

Division = Literal["country", "admin1"]
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for. All that is given must be true of a mention.

    place        the id of a place: it and what lies in it
    since, until the days, both included
    words        beginnings of words that the article must hold
    associative  whether other uses of names count as well
    kinds        of events, any of these; empty for all, and other uses of names have none
    """

    place: str | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    associative: bool = False
    kinds: tuple[EventKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What filters let through, and what they do not though it is in their reach.

    associative_hidden  mentions that only use the name; 0 where these are asked for
    unplaced            mentions that could not be placed, wherever they may lie
    undated_articles    articles that a period leaves out because nothing says when they are of
    """

    mentions: int
    articles: int
    stories: int
    associative_hidden: int
    unplaced: int
    undated_articles: int


def _in_turn(question: Callable[P, T]) -> Callable[P, T]:
    """One at a time: each holds a copy of what it counts, and twenty readers at once must not hold twenty."""

    @wraps(question)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        with _TURN:
            return question(*args, **kwargs)

    return asked


class Selection:
    """The mentions of a snapshot, or of one of its articles, that filters let through."""

    def __init__(self, snapshot: Snapshot, filters: Filters, *, article: int | None = None) -> None:
        self.snapshot = snapshot
        self.filters = filters
        self.inside = None if filters.place is None else within(snapshot, filters.place)
        self._columns = snapshot.columns
        self._article = article

    @_in_turn
    def marks(self) -> pd.DataFrame:
        """A row for each mark on the map: place, associative, area (-1: the place itself), mentions, stories, latest
        (day), chosen, and for each kind of event how many of the stories report it there.

        With a place filter, what lies elsewhere is not `chosen`; it is there so that the map can show it faded.
        Ordered by stories, the most first.
        """
        columns = self._columns
        themselves = np.arange(len(columns.place), dtype=np.int32)
        held = self._shown if self.inside is None else self._placed()
        found = self._by_group(held, themselves, many=len(themselves))
        number = found.index.to_numpy()
        place = columns.place[number]
        found.insert(0, "place", place)
        found.insert(1, "associative", columns.associative[number])
        found.insert(2, "area", columns.area[number])
        found.insert(6, "chosen", True if self.inside is None else np.isin(place, self.inside))
        order = ["stories", "mentions", "place", "associative", "area"]
        return found.sort_values(order, ascending=[False, False, True, True, True], ignore_index=True)

    @_in_turn
    def counts(self) -> Counts:
        """How much there is."""
        columns, below = self._columns, self.snapshot.total
        hidden = undated = 0
        if not self.filters.associative:
            hidden = int(np.count_nonzero(self._here(self._timely & (columns.role == USES))))
        if self.filters.since or self.filters.until:
            undated = different([columns.article.take(self._undated)], below=below)
        return Counts(
            mentions=int(np.count_nonzero(self._shown)),
            articles=different(map(columns.article.take, blocks(self._shown)), below=below),
            stories=different(map(columns.story.take, blocks(self._shown)), below=below),
            associative_hidden=hidden,
            unplaced=int(np.count_nonzero(self._timely & (columns.role == UNPLACED))),
            undated_articles=undated,
        )

    @_in_turn
    def stories(self, limit: int, *, undated: bool = False) -> pd.DataFrame:
        """The stories of the latest days first, the undated last: story, and the article by which it is that late.

        With `undated` those of what a period leaves out because nothing says when it is of.
        """
        columns = self._columns
        rows = self._undated if undated else np.flatnonzero(self._shown)
        most = limit * _MENTIONS_A_STORY
        while True:
            # the latest few of all mentions are found much faster than the latest of each story
            found = latest(columns, rows, most)
            stories = pd.DataFrame({"story": columns.story[found], "article": columns.article[found]})
            stories = stories.drop_duplicates("story")[:limit]
            if len(stories) == limit or most >= len(rows):
                return stories.reset_index(drop=True)
            most *= _MENTIONS_A_STORY

    @_in_turn
    def in_articles(self, numbers: Iterable[int], *, undated: bool = False) -> pd.DataFrame:
        """The mentions of these articles in text order: article, nth."""
        rows = self._columns.of_articles(numbers)
        rows = rows[np.isin(rows, self._undated)] if undated else rows[self._shown[rows]]
        return self._listed(rows).sort_values(["article", "nth"], ignore_index=True)

    @_in_turn
    def every(self, limit: int | None = None, *, placed: bool = False) -> pd.DataFrame:
        """All mentions, the latest first: article, nth. Without `placed` those that could not be placed too."""
        if placed:
            held = self._shown
        else:
            held = self._here(self._timely)
            if not self.filters.associative:
                held = held & ~self._columns.associative[self._columns.mark]
        rows = np.flatnonzero(held)
        return self._listed(latest(self._columns, rows, len(rows) if limit is None else limit)[:limit])

    @_in_turn
    def days(self) -> tuple[date, date] | None:
        """The first and the last day that a mention is of; None where none has a date."""
        columns, rows = self._columns, np.flatnonzero(self._shown)
        first, last = columns.since.take(rows).min(initial=columns.never), columns.until.take(rows).max(initial=0)
        if not last:
            return None
        ends: list[date] = columns.dates(np.array([first, last])).tolist()
        return ends[0], ends[1]

    @_in_turn
    def sources(self) -> pd.DataFrame:
        """The sources of the articles, those of the most first: source (its number), articles."""
        shown = np.zeros(self.snapshot.total, bool)
        shown[self._columns.article.take(np.flatnonzero(self._shown))] = True
        articles = self.snapshot.articles
        of = articles["source"].to_numpy()[shown[articles["number"].to_numpy()]]
        source, times = np.unique(of, return_counts=True)
        found = pd.DataFrame({"source": source, "articles": times.astype(np.int32)})
        return found.sort_values(["articles", "source"], ascending=[False, True], ignore_index=True)

    @_in_turn
    def unplaced(self, limit: int) -> pd.DataFrame:
        """The latest mentions that could not be placed: article, nth."""
        rows = np.flatnonzero(self._timely & (self._columns.role == UNPLACED))
        return self._listed(latest(self._columns, rows, limit)[:limit])

    @_in_turn
    def by_division(self, level: Division) -> pd.DataFrame:
        """The countries or the first-level divisions with all that lies in them, those of the most stories first.

        A row has code (ISO or GeoNames), mentions, stories, latest (day), and for each kind of event how many of the
        stories report it.

        What lies in none, such as a sea or a region, does not count.
        """
        columns = self._columns
        of = self.snapshot.places.column("country_code" if level == "country" else "admin1")
        codes, numbers = np.unique(["", *of], return_inverse=True)
        found = self._by_group(self._shown, numbers[columns.place + 1], many=len(codes))
        found.insert(0, "code", codes[found.index])
        order = ["stories", "mentions", "code"]
        return found[found["code"] != ""].sort_values(order, ascending=[False, False, True], ignore_index=True)

    @_in_turn
    def arrived(self, since: datetime) -> int:
        """How many articles were added to the archive after a moment."""
        late = np.zeros(self.snapshot.total, bool)
        late[_added_after(self.snapshot, since)] = True
        article = self._columns.article.take(np.flatnonzero(self._shown))
        return different([article[late[article]]], below=len(late))

    @_in_turn
    def timeline(self, unit: Unit) -> pd.DataFrame:
        """How many stories each day, week (from Monday) or month has: start, stories, mentions, and for each kind of
        event how many of the stories count as it.

        So that the kinds add up, a story is of the first of EVENT_KINDS that it reports then; of none where it only
        uses names. What is known less exactly than the unit ("last year") is left out.
        """
        columns = self._columns
        starts, numbers = columns.units(unit)
        held = self._shown & columns.shorter_than(_DAYS[unit])
        found = self._tally(held, lambda rows: numbers.take(columns.since.take(rows)), many=len(starts))
        table = _table(found.stories, found.first, mentions=found.mentions)
        table.insert(0, "start", starts[table.index])
        return table.reset_index(drop=True)

    @_in_turn
    def weekly(self, until: date, weeks: int) -> pd.DataFrame:
        """The weeks that end with a day, whatever the period: week (0 the last, 1 the one before), stories, and for
        each kind of event how many of them report it.

        A mention is in the week where its days begin; what is known less exactly than a week is left out.
        """
        rows, week = self._in_weeks(until, weeks)
        columns = self._columns
        mentions = week, columns.story.take(rows), columns.kind.take(rows)
        found = tally([mentions], len(rows), many=weeks, articles=self.snapshot.total)
        table = _table(found.stories, found.kinds)
        table.insert(0, "week", table.index)
        return table.reset_index(drop=True)

    @_in_turn
    def weekly_by_place(self, until: date, weeks: int, wholes: pa.Table) -> pd.DataFrame:
        """The last week and those before it, for each place: place, last, before (stories, those of each week).

        `wholes` says which places (place) count for which (whole); the answer is of the latter.
        """
        rows, week = self._in_weeks(until, weeks)
        columns = self._columns
        place = columns.place[columns.mark[rows]]
        mentions = pd.DataFrame({"place": place, "week": week, "story": columns.story[rows]})
        told = mentions.drop_duplicates().merge(wholes.to_pandas(), on="place")
        told = told[["whole", "week", "story"]].drop_duplicates()
        last = (told["week"] == 0).groupby(told["whole"])
        found = pd.DataFrame({"last": last.sum(), "before": last.size() - last.sum()}, dtype=np.int32)
        return found.rename_axis("place").reset_index()

    def _in_weeks(self, until: date, weeks: int) -> tuple[Rows, NDArray[np.int64]]:
        """Which mentions of the selection, were there no period, are in one of some weeks; the week of each of them."""
        columns = self._columns
        last = columns.day(until)
        held = self._here(self._timeless & self._counted(self._columns.role)) & columns.shorter_than(7)
        held &= columns.since <= last
        held &= columns.since > last - 7 * weeks
        rows = np.flatnonzero(held)
        return rows, (last - columns.since[rows].astype(np.int64)) // 7

    @cached_property
    def _timeless(self) -> NDArray[np.bool_]:
        """Which mentions the kinds and the words let through, of the one article where there is one."""
        columns, filters = self._columns, self.filters
        held = columns.every if self._article is None else columns.article == self._article
        if filters.kinds:
            held = held & np.isin(columns.kind, [EVENT_KINDS.index(kind) for kind in filters.kinds])
        if filters.words.strip():
            articles = np.zeros(self.snapshot.total, bool)
            articles[self.snapshot.numbers_with(filters.words)] = True
            held = held & articles[columns.article]
        return held

    @cached_property
    def _timely(self) -> NDArray[np.bool_]:
        """Which the period lets through as well."""
        columns, filters = self._columns, self.filters
        if not (filters.since or filters.until):
            return self._timeless
        held: NDArray[np.bool_] = self._timeless & (columns.until != 0)
        if filters.since:
            held &= columns.until >= columns.day(filters.since)
        if filters.until:
            held &= columns.since <= columns.day(filters.until)
        return held

    @cached_property
    def _shown(self) -> NDArray[np.bool_]:
        """Which all filters let through."""
        return self._here(self._placed())

    @cached_property
    def _undated(self) -> Rows:
        """Those that only a period can leave out, being of no day."""
        columns = self._columns
        rows = columns.undated[self._timeless[columns.undated]]
        rows = rows[self._counted(columns.role[rows])]
        return rows if self.inside is None else rows[np.isin(columns.place[columns.mark[rows]], self.inside)]

    def _counted(self, role: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Which mentions are placed, and report something there or are counted all the same."""
        counted: NDArray[np.bool_] = role != UNPLACED if self.filters.associative else role == REPORTS
        return counted

    def _placed(self) -> NDArray[np.bool_]:
        """Which all filters but that of the place let through."""
        return self._timely & self._counted(self._columns.role)

    def _here(self, held: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which of some mentions are in the place that is asked for."""
        if self.inside is None:
            return held
        return held & np.isin(self._columns.place, self.inside)[self._columns.mark]

    def _tally(self, held: NDArray[np.bool_], group: Callable[[Rows], NDArray[np.integer[Any]]], *, many: int) -> Tally:
        story, kind = self._columns.story, self._columns.kind
        mentions = ((group(rows), story.take(rows), kind.take(rows)) for rows in blocks(held))
        return tally(mentions, int(np.count_nonzero(held)), many=many, articles=self.snapshot.total)

    def _by_group(self, held: NDArray[np.bool_], groups: NDArray[np.integer[Any]], *, many: int) -> pd.DataFrame:
        """By the group of each mark: mentions, stories, latest (day), how many of the stories report each kind."""
        columns = self._columns
        last = np.zeros(many, columns.until.dtype)

        def group(rows: Rows) -> NDArray[np.integer[Any]]:
            of = groups.take(columns.mark.take(rows))
            np.maximum.at(last, of, columns.until.take(rows))
            return of

        found = self._tally(held, group, many=many)
        table = _table(found.stories, found.kinds, mentions=found.mentions)
        table.insert(2, "latest", columns.dates(last[table.index]))
        return table[["mentions", "stories", "latest", *EVENT_KINDS]]

    def _listed(self, rows: Rows) -> pd.DataFrame:
        return pd.DataFrame({name: getattr(self._columns, name).take(rows) for name in ("article", "nth")})


def _table(stories: NDArray[np.int64], kinds: NDArray[np.int64], **others: NDArray[np.int64]) -> pd.DataFrame:
    """A row for each group that has a story."""
    some = np.flatnonzero(stories)
    counts = {"stories": stories, **others, **dict(zip(EVENT_KINDS, kinds.T, strict=True))}
    return pd.DataFrame({name: count[some].astype(np.int32) for name, count in counts.items()}, index=some)


def _added_after(snapshot: Snapshot, moment: datetime) -> Numbers:
    late = snapshot.articles["added"].to_numpy() > int(moment.timestamp())
    numbers: Numbers = snapshot.articles["number"].to_numpy()[late]
    return numbers


_NAMESAKES = 5
_DAYS = {"day": 1, "week": 7, "month": 31}
_TURN = Lock()
_MENTIONS_A_STORY = 16  # rather more than there are, so that one look is nearly always enough


def mentioned(snapshot: Snapshot) -> pd.DataFrame:
    """The places that are mentioned, those of the most stories first: place, stories."""
    columns = snapshot.columns
    mentions = (
        (columns.place.take(columns.mark.take(rows)) + 1, columns.story.take(rows), columns.kind.take(rows))
        for rows in blocks(columns.every)
    )
    found = tally(mentions, len(columns.mark), many=len(snapshot.places) + 1, articles=snapshot.total)
    stories = found.stories[1:]
    place = np.flatnonzero(stories)
    place = place[np.argsort(-stories[place], kind="stable")]
    return pd.DataFrame({"place": place, "stories": stories[place]}, dtype=np.int32)


def days(snapshot: Snapshot) -> tuple[date, date] | None:
    """The first and the last day that a mention is of; None where nothing has a date."""
    ends = pc.min_max(snapshot.mentions["since"]).as_py()["min"], pc.min_max(snapshot.mentions["until"]).as_py()["max"]
    return ends if ends[0] else None


def arrived(snapshot: Snapshot, since: datetime) -> int:
    """How many articles were added to the archive after a moment."""
    return len(_added_after(snapshot, since))


def told_by(snapshot: Snapshot, stories: Iterable[int]) -> dict[int, list[int]]:
    """The numbers of the articles that tell each of some stories, the first article first."""
    asked = pa.table({"story": pa.array(stories, pa.int32())})
    found = snapshot.ask(
        "SELECT story, number FROM {articles} WHERE story IN (SELECT story FROM {asked}) ORDER BY number", asked=asked
    )
    told: dict[int, list[int]] = defaultdict(list)
    for story, number in zip(found["story"].tolist(), found["number"].tolist(), strict=True):
        told[story].append(number)
    return told


def told_with(snapshot: Snapshot, article: int) -> list[int]:
    """The numbers of the articles that tell the story of one, it among them, the first article first."""
    found = snapshot.ask(
        """
        SELECT number FROM {articles} WHERE story = (SELECT story FROM {articles} WHERE number = ?) ORDER BY number
        """,
        [article],
    )
    numbers: list[int] = found["number"].tolist()
    return numbers


def named(snapshot: Snapshot, name: str) -> str | None:
    """The id of the place of a name that the archive speaks of most, or has places in; None where there is none."""
    folded = name.strip().casefold()
    names = snapshot.places.column("name")
    numbers = [number for number, found in enumerate(names) if found.casefold() == folded]
    if not numbers:
        known = default_gazetteer().find(name, limit=_NAMESAKES)
        return next((place.id for place in known if len(within(snapshot, place.id))), None)
    found = snapshot.ask(
        "SELECT place FROM {mentions} WHERE place IN (SELECT place FROM {named}) GROUP BY place "
        "ORDER BY count(*) DESC, place LIMIT 1",
        named=pa.table({"place": pa.array(numbers, pa.int32())}),
    )["place"]
    return snapshot.places[int(found[0])].id if len(found) else None


def within(snapshot: Snapshot, place_id: str) -> Numbers:
    """The numbers of a place and of the archive's places in it; none where it knows neither.

    Countries and first-level divisions are told by their codes. What lies in a region or a sea no code says, so these
    hold themselves only.
    """
    number = snapshot.place_number(place_id)
    # a country or a province may have been named by its towns alone
    place = default_gazetteer().by_id(place_id) if number is None else snapshot.places[number]
    if place is None:
        return np.empty(0, np.int32)
    if place.kind == "country" and place.country_code:
        inside = snapshot.places.where("country_code", place.country_code)
    elif place.kind == "admin1" and place.admin1:
        inside = snapshot.places.where("admin1", place.admin1)
    elif place.blurred_km:
        inside = snapshot.places.where("id", place.id)
    else:
        inside = np.empty(0, np.int32)
    return np.union1d(inside, np.array([] if number is None else [number], np.int32))
