"""The last week beside its norm: where, and of what kind, there are more or fewer stories than a usual week has.

Each count is judged by itself, so that what happens elsewhere changes no answer. As in the "Bayes system" for the
surveillance of outbreaks (Höhle, "surveillance: An R package for the monitoring of infectious diseases",
Computational Statistics 22, 2007): stories come as a Poisson process at a rate of which nothing but the counts of the
weeks before is known (Jeffreys' prior). With `before` stories in WEEKS weeks, the next week's count is then negative
binomial, with before + 1/2 successes of chance WEEKS / (WEEKS + 1). A count is told where one so high (or so low)
has less than RARE of a chance; a rise needs LEAST stories as well. News comes in heaps, more than that process allows
for: RARE is therefore small, and a rise is a reason to look, not a finding.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
import pyarrow as pa

from news.queries import Selection, within
from news.records import EVENT_KINDS, EventKind
from news.snapshot import Snapshot

WEEKS = 4
RARE = 1 / 200
LEAST = 3  # stories of a rise

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """The stories of the last week, and of WEEKS weeks before it together."""

    last: int
    before: int

    @property
    def usual(self) -> float:
        """The stories of a usual week."""
        return self.before / WEEKS

    @property
    def rises(self) -> bool:
        """Whether there are more than usual, by however little."""
        return self.last > self.usual

    @property
    def chance(self) -> float:
        """How likely a usual week has so many or more; where there are fewer than usual, so few or fewer."""
        return _tail(self.last, self.before + 0.5, more=self.rises)

    @property
    def tells(self) -> bool:
        """Whether it is more than chance."""
        return self.chance < RARE and (not self.rises or self.last >= LEAST)


@dataclass(frozen=True, slots=True)
class Trends:
    """What changed, the least likely first.

    first, last  the days of the last week
    weeks        how many whole weeks of reports there are up to it; with fewer than WEEKS + 1, nothing is compared
    all          all stories that the filters let through
    places       changes by the number of the place: towns, sites and regions, and countries and divisions with all
                 that lies in them
    kinds        changes by the kind of event
    """

    first: date
    last: date
    weeks: int
    all: Change
    places: tuple[tuple[int, Change], ...] = ()
    kinds: tuple[tuple[EventKind, Change], ...] = ()

    @property
    def enough(self) -> bool:
        """Whether there is a norm."""
        return self.weeks > WEEKS


def trends(selection: Selection) -> Trends | None:
    """The week up to the end of the filters' period, or else up to the newest report; None where no report has a day.

    Of the period only its end counts. Where the filters ask for a place, that one itself is `all`.
    """
    snapshot, filters = selection.snapshot, selection.filters
    if snapshot.days is None:
        return None
    oldest, newest = snapshot.days
    last = min(filters.until or newest, newest)
    first = last - timedelta(days=6)
    weeks = max((last - oldest).days + 1, 0) // 7
    if weeks <= WEEKS:
        return Trends(first, last, weeks, Change(0, 0))
    weekly = selection.weekly(last, WEEKS + 1)
    now = weekly["week"] == 0

    def change(column: str) -> Change:
        return Change(int(weekly.loc[now, column].sum()), int(weekly.loc[~now, column].sum()))

    counts = selection.weekly_by_place(last, WEEKS + 1, _wholes(snapshot, filters.place))
    places = [(place, Change(in_last, before)) for place, in_last, before in counts.itertuples(index=False, name=None)]
    kinds = [(kind, change(kind)) for kind in EVENT_KINDS]
    return Trends(first, last, weeks, change("stories"), _told(places), _told(kinds))


def _told(changes: list[tuple[T, Change]]) -> tuple[tuple[T, Change], ...]:
    found = [(subject, change) for subject, change in changes if change.tells]
    return tuple(sorted(found, key=lambda one: (one[1].chance, -one[1].last, -one[1].before)))


def _wholes(snapshot: Snapshot, inside: str | None) -> pa.Table:
    """Which places count for which: each for itself, and for its first-level division and country if these are known.

    Only what lies inside a place, if one is given, and not that place itself.
    """
    places = snapshot.places
    every = np.arange(len(places), dtype=np.int32)
    found = [(every, every)]
    for kind, column in (("country", "country_code"), ("admin1", "admin1")):
        codes = np.array(places.column(column), dtype=object)
        of_code = {codes[number]: number for number in places.where("kind", kind).tolist() if codes[number]}
        wholes = np.array([of_code.get(code, -1) for code in codes], np.int32)
        parts = np.flatnonzero((wholes >= 0) & (wholes != every)).astype(np.int32)
        found.append((parts, wholes[parts]))
    place, whole = (np.concatenate(columns) for columns in zip(*found, strict=True))
    if inside is not None:
        keep = np.isin(whole, within(snapshot, inside)) & (whole != snapshot.place_number(inside))
        place, whole = place[keep], whole[keep]
    return pa.table({"place": place, "whole": whole})


def _tail(count: int, successes: float, *, more: bool) -> float:
    """The chance that a negative binomial number is `count` or more, else `count` or less.

    Summed from `count` away from the mean, so that the terms only shrink.
    """
    failure = 1 / (WEEKS + 1)
    term = math.exp(
        math.lgamma(count + successes)
        - math.lgamma(successes)
        - math.lgamma(count + 1)
        + successes * math.log1p(-failure)
        + count * math.log(failure)
    )
    total = term
    while term > total * 1e-12 and (more or count > 0):
        if more:
            term *= (successes + count) / (count + 1) * failure
            count += 1
        else:
            term *= count / (successes + count - 1) / failure
            count -= 1
        total += term
    return min(total, 1.0)
