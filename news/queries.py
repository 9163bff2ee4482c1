"""The questions behind the views: which places, when, in which stories, for a filter. Small answers from a snapshot.

A mention is in a period where the days that its text speaks of, or else the day of its publication, share one with it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.locate import default_gazetteer
from news.projection import kind_bit
from news.records import EVENT_KINDS, EventKind
from news.snapshot import Numbers, Snapshot

Unit = Literal["day", "week", "month"]


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


class Selection:
    """The mentions of a snapshot that filters let through."""

    def __init__(self, snapshot: Snapshot, filters: Filters) -> None:
        self.snapshot = snapshot
        self.filters = filters
        self._tables: dict[str, pa.Table] = {}
        if filters.place is not None:
            self._tables["inside"] = pa.table({"place": within(snapshot, filters.place)})
        self._tables["reach"] = snapshot.mentions
        if filters.words.strip():
            held = np.zeros(snapshot.total, bool)
            held[snapshot.numbers_with(filters.words)] = True
            # once for all questions, and faster than a join
            self._tables["reach"] = snapshot.mentions.filter(pa.array(held[snapshot.mentions["article"].to_numpy()]))

    def marks(self) -> pd.DataFrame:
        """A row for each mark on the map: place, associative, area (-1: the place itself), mentions, stories, latest
        (day), chosen, and for each kind of event how many of the stories report it there.

        With a place filter, what lies elsewhere is not `chosen`; it is there so that the map can show it faded.
        Ordered by stories, the most first.
        """
        chosen = "place IN (SELECT place FROM {inside})" if "inside" in self._tables else "true"
        kinds = ", ".join(f'sum(kinds >> {n} & 1)::INTEGER AS "{kind}"' for n, kind in enumerate(EVENT_KINDS))
        return self._frame(
            f"""
            SELECT place, associative, area, sum(mentions)::INTEGER AS mentions, count(*)::INTEGER AS stories,
                   max(latest) AS latest, {chosen} AS chosen, {kinds}
            FROM (SELECT place, associative, area, story, count(*) AS mentions, max(until) AS latest,
                         bit_or(kind) AS kinds
                  FROM {{reach}} WHERE place >= 0 AND {self._where(place=False)} GROUP BY ALL)
            GROUP BY ALL ORDER BY stories DESC, mentions DESC, place, associative, area
            """
        )

    def counts(self) -> Counts:
        """How much there is."""
        shown = "place >= 0" if self.filters.associative else "place >= 0 AND NOT associative"
        found = self._frame(
            f"""
            SELECT count(*) FILTER ({shown}) AS mentions, count(DISTINCT article) FILTER ({shown}) AS articles,
                   count(DISTINCT story) FILTER ({shown}) AS stories,
                   count(*) FILTER (place >= 0 AND NOT ({shown})) AS associative_hidden
            FROM {{reach}} WHERE {self._where(associative=False)}
            """
        ).iloc[0]
        period = self.filters.since or self.filters.until
        return Counts(
            **{str(name): int(number) for name, number in found.items()},
            unplaced=self._number("count(*)", self._unplaced),
            undated_articles=self._number("count(DISTINCT article)", self._undated) if period else 0,
        )

    def stories(self, limit: int, *, undated: bool = False) -> pd.DataFrame:
        """The stories of the latest days first, the undated last: story, and the article by which it is that late.

        With `undated` those of what a period leaves out because nothing says when it is of.
        """
        condition = self._undated if undated else f"place >= 0 AND {self._where()}"
        rows = limit * _MENTIONS_A_STORY
        while True:
            # the latest few of all mentions are found much faster than the latest of each story
            found = self._frame(
                f"""
                SELECT story, article FROM {{reach}} WHERE {condition}
                ORDER BY until DESC NULLS LAST, article DESC LIMIT {rows:d}
                """
            )
            stories = found.drop_duplicates("story")[:limit]
            if len(stories) == limit or len(found) < rows:
                return stories.reset_index(drop=True)
            rows *= _MENTIONS_A_STORY

    def in_articles(self, numbers: Iterable[int], *, undated: bool = False) -> pd.DataFrame:
        """The mentions of these articles in text order: article, nth."""
        condition = self._undated if undated else f"place >= 0 AND {self._where()}"
        asked = pa.table({"article": pa.array(numbers, pa.int32())})
        return self._frame(
            f"""
            SELECT article, nth FROM {{reach}}
            WHERE article IN (SELECT article FROM {{asked}}) AND {condition} ORDER BY article, nth
            """,
            asked=asked,
        )

    def every(self, limit: int | None = None, *, placed: bool = False) -> pd.DataFrame:
        """All mentions, the latest first: article, nth. Without `placed` those that could not be placed too."""
        return self._listed(f"place >= 0 AND {self._where()}" if placed else self._where(), limit)

    def days(self) -> tuple[date, date] | None:
        """The first and the last day that a mention is of; None where none has a date."""
        found = self._frame(
            f"SELECT min(since) AS first, max(until) AS last FROM {{reach}} WHERE place >= 0 AND {self._where()}"
        ).iloc[0]
        return None if pd.isna(found["first"]) else (found["first"].date(), found["last"].date())

    def sources(self) -> pd.DataFrame:
        """The sources of the articles, those of the most first: source (its number), articles."""
        return self._frame(
            f"""
            SELECT source, count(*)::INTEGER AS articles FROM {{articles}}
            WHERE number IN (SELECT article FROM {{reach}} WHERE place >= 0 AND {self._where()})
            GROUP BY source ORDER BY articles DESC, source
            """
        )

    def unplaced(self, limit: int) -> pd.DataFrame:
        """The latest mentions that could not be placed: article, nth."""
        return self._listed(self._unplaced, limit)

    def by_place(self, limit: int) -> pd.DataFrame:
        """The places of the most stories: place, associative, mentions, stories, latest (day)."""
        return self._frame(
            f"""
            SELECT place, associative, sum(mentions)::INTEGER AS mentions, count(*)::INTEGER AS stories,
                   max(latest) AS latest
            FROM (SELECT place, associative, story, count(*) AS mentions, max(until) AS latest
                  FROM {{reach}} WHERE place >= 0 AND {self._where()} GROUP BY ALL)
            GROUP BY ALL ORDER BY stories DESC, mentions DESC, place LIMIT {limit:d}
            """
        )

    def timeline(self, unit: Unit) -> pd.DataFrame:
        """How many stories each day, week (from Monday) or month has: start, stories, mentions.

        What is known less exactly than the unit ("last year") is left out.
        """
        return self._frame(
            f"""
            SELECT date_trunc('{unit}', since)::DATE AS start, count(DISTINCT story)::INTEGER AS stories,
                   count(*)::INTEGER AS mentions
            FROM {{reach}}
            WHERE place >= 0 AND until - since < {_DAYS[unit]} AND {self._where()} GROUP BY ALL ORDER BY start
            """
        )

    def _where(self, *, place: bool = True, associative: bool = True, period: bool = True) -> str:
        """The filters but that for words as a condition; those that are switched off here do not count."""
        filters = self.filters
        conditions = ["true"]
        if associative and not filters.associative:
            conditions.append("NOT associative")
        if period and filters.since:
            conditions.append(f"until >= DATE '{filters.since.isoformat()}'")
        if period and filters.until:
            conditions.append(f"since <= DATE '{filters.until.isoformat()}'")
        if place and "inside" in self._tables:
            conditions.append("place IN (SELECT place FROM {inside})")
        if filters.kinds:
            conditions.append(f"kind & {sum(map(kind_bit, set(filters.kinds)))} <> 0")
        return " AND ".join(conditions)

    @property
    def _undated(self) -> str:
        return f"place >= 0 AND since IS NULL AND {self._where(period=False)}"

    @property
    def _unplaced(self) -> str:
        return f"place < 0 AND {self._where(place=False, associative=False)}"

    def _listed(self, condition: str, limit: int | None = None) -> pd.DataFrame:
        return self._frame(
            f"""
            SELECT article, nth FROM {{reach}} WHERE {condition}
            ORDER BY until DESC NULLS LAST, article DESC, nth {"" if limit is None else f"LIMIT {limit:d}"}
            """
        )

    def _frame(self, question: str, **tables: pa.Table) -> pd.DataFrame:
        return pd.DataFrame(self.snapshot.ask(question, **self._tables, **tables))

    def _number(self, what: str, condition: str) -> int:
        answer = self.snapshot.ask(f"SELECT {what} AS number FROM {{reach}} WHERE {condition}", **self._tables)
        return int(answer["number"][0])


_NAMESAKES = 5
_DAYS = {"day": 1, "week": 7, "month": 31}
_MENTIONS_A_STORY = 16  # rather more than there are, so that one look is nearly always enough


def mentioned(snapshot: Snapshot) -> pd.DataFrame:
    """The places that are mentioned, those of the most stories first: place, stories."""
    return pd.DataFrame(
        snapshot.ask(
            """
            SELECT place, count(*)::INTEGER AS stories
            FROM (SELECT DISTINCT place, story FROM {mentions} WHERE place >= 0)
            GROUP BY place ORDER BY stories DESC, place
            """
        )
    )


def days(snapshot: Snapshot) -> tuple[date, date] | None:
    """The first and the last day that a mention is of; None where nothing has a date."""
    ends = pc.min_max(snapshot.mentions["since"]).as_py()["min"], pc.min_max(snapshot.mentions["until"]).as_py()["max"]
    return ends if ends[0] else None


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
    else:
        inside = np.empty(0, np.int32)
    return np.union1d(inside, np.array([] if number is None else [number], np.int32))
