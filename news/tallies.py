"""Mentions as NumPy columns, and how many stories there are in groups of them. Knows no filters.

Counting different stories in many groups is most of what the map and the timeline ask. Sorting whole numbers that hold
group and story is several times faster than a database's hash table of the pairs, and takes less memory.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from news.projection import kind_bit
from news.records import EVENT_KINDS

Unit = Literal["day", "week", "month"]
_NO_KIND = len(EVENT_KINDS)  # sorts behind every kind
_KIND_BITS = _NO_KIND.bit_length()
_BLOCK = 1 << 16  # mentions that are looked at at once: all of them would take ten times their memory, and leave caches
# What a mention does: report something at a place, only use its name, or name what could not be placed.
REPORTS, USES, UNPLACED = range(3)
_EPOCH = date(1970, 1, 1)


Days = NDArray[np.unsignedinteger[Any]]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Columns:
    """What questions need of each mention, as narrow as it goes.

    mark         what it is part of on the map: a place, a role and an area; see the next three
    place, associative, area  of each mark; -1 for none
    since, until days, 1 being the first day of all; a mention without a day has `never` and 0
    role         REPORTS, USES or UNPLACED
    undated      the rows of mentions without a day
    every        true for each mention
    ordered      so many of the first mentions are in the order of their articles
    kind         the index of its kind of event, behind the last of them for none
    story        the number of its story's first article
    """

    article: NDArray[np.int32]
    nth: NDArray[np.unsignedinteger[Any]]
    story: NDArray[np.int32]
    mark: NDArray[np.int32]
    since: Days
    until: Days
    kind: NDArray[np.uint8]
    place: NDArray[np.int32]
    associative: NDArray[np.bool_]
    area: NDArray[np.int32]
    role: NDArray[np.uint8]
    undated: Rows
    every: NDArray[np.bool_]
    ordered: int
    first: int
    never: int

    def day(self, day: date) -> int:
        """A day as `since` and `until` have it, also one before or behind them all."""
        return (day - _EPOCH).days - self.first + 1

    def shorter_than(self, days: int) -> NDArray[np.bool_]:
        """Which mentions are known to be of fewer days than some more."""
        shorter: NDArray[np.bool_] = (self.until != 0) & (self.until - self.since < days)
        return shorter

    def of_articles(self, numbers: Iterable[int]) -> Rows:
        """The mentions of some articles, ordered."""
        asked = np.unique(np.fromiter(numbers, np.int32))
        ordered, others = self.article[: self.ordered], self.article[self.ordered :]
        starts, ends = (np.searchsorted(ordered, asked, side) for side in ("left", "right"))
        rows = [np.arange(start, end) for start, end in zip(starts, ends, strict=True)]
        return np.concatenate([np.empty(0, np.int64), *rows, np.flatnonzero(np.isin(others, asked)) + self.ordered])

    def units(self, unit: Unit) -> tuple[NDArray[np.datetime64], NDArray[np.int64]]:
        """When each day, week or month begins, and the number of that of each day from 0 to `never`."""
        days = np.arange(self.never + 1) + (self.first - 1)
        if unit == "week":
            days -= (days + 3) % 7  # 1970 began on a Thursday
        starts = days.astype("datetime64[D]")
        if unit == "month":
            starts = starts.astype("datetime64[M]").astype("datetime64[D]")
        return np.unique(starts, return_inverse=True)

    def dates(self, days: Days) -> NDArray[np.datetime64]:
        """Days as dates, 0 as none."""
        found = (days.astype(np.int64) + (self.first - 1)).astype("datetime64[D]")
        return np.where(days == 0, np.datetime64("NaT", "D"), found)


def columns_of(mentions: pa.Table) -> Columns:
    """The columns of a table of a snapshot's mentions."""
    first, never = 0, 2
    if (ends := pc.min_max(mentions["since"].cast(pa.int32())).as_py())["min"] is not None:
        first = ends["min"]
        never = pc.max(mentions["until"].cast(pa.int32())).as_py() - first + 3
    days = np.min_scalar_type(never)

    def day(name: str, none: int) -> Days:
        chunks = mentions[name].cast(pa.int32()).chunks
        narrow = [pc.subtract(chunk, first - 1).fill_null(none).to_numpy().astype(days) for chunk in chunks]
        return np.concatenate([np.empty(0, days), *narrow])

    until = day("until", 0)
    mark, place, associative, area = _marks(mentions)
    article = _whole(mentions["article"])
    role = np.where(place < 0, UNPLACED, np.where(associative, USES, REPORTS)).astype(np.uint8)
    index = np.full(max(map(kind_bit, EVENT_KINDS)) + 1, _NO_KIND, np.uint8)
    index[[kind_bit(kind) for kind in EVENT_KINDS]] = np.arange(len(EVENT_KINDS))
    return Columns(
        article=article,
        nth=_narrow(mentions["nth"]),
        story=_whole(mentions["story"]),
        mark=mark,
        since=day("since", never),
        until=until,
        kind=np.concatenate([np.empty(0, np.uint8), *(index[chunk.to_numpy()] for chunk in mentions["kind"].chunks)]),
        place=place,
        associative=associative,
        area=area,
        role=role[mark],
        undated=np.flatnonzero(until == 0),
        every=np.ones(len(until), bool),
        ordered=next((int(row) for row in np.flatnonzero(article[1:] < article[:-1]) + 1), len(article)),
        first=first,
        never=never,
    )


def _marks(mentions: pa.Table) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_], NDArray[np.int32]]:
    """The mark of each mention; the place, the role and the area of each mark. Most are of no area."""
    codes = [np.empty(0, np.int32)]
    for chunk in mentions.select(["place", "associative"]).to_batches():
        codes.append((chunk["place"].to_numpy() + 1) * 2 + chunk["associative"].to_numpy(zero_copy_only=False))
    mark = np.concatenate(codes)
    area = _whole(mentions["area"])
    within = np.flatnonzero(area >= 0)
    pairs, number = np.unique(mark[within].astype(np.int64) << 32 | area[within], return_inverse=True)
    plain = np.arange(int(mark.max(initial=-1)) + 1)
    mark[within] = len(plain) + number
    base = np.concatenate([plain, pairs >> 32])
    areas = np.concatenate([np.full(len(plain), -1), pairs & 0xFFFFFFFF])
    return mark, (base // 2 - 1).astype(np.int32), (base % 2).astype(bool), areas.astype(np.int32)


def _narrow(column: pa.ChunkedArray) -> NDArray[np.unsignedinteger[Any]]:
    kind = np.min_scalar_type(pc.max(column).as_py() or 0)
    return np.concatenate([np.empty(0, kind), *(chunk.to_numpy().astype(kind) for chunk in column.chunks)])


def _whole(column: pa.ChunkedArray) -> NDArray[np.int32]:
    # one chunk needs no copy
    return cast(NDArray[np.int32], column.chunk(0).to_numpy() if column.num_chunks == 1 else column.to_numpy())


@dataclass(frozen=True, slots=True)
class Tally:
    """Of each group: its mentions, its stories, and by kind of event (a column each) how many of the stories report it.

    `first` counts a story as the first kind of EVENT_KINDS alone that it reports in the group; as none without one.
    """

    mentions: NDArray[np.int64]
    stories: NDArray[np.int64]
    kinds: NDArray[np.int64]
    first: NDArray[np.int64]


def blocks(held: NDArray[np.bool_]) -> Iterator[Rows]:
    """The rows that are held, not too many at once."""
    for start in range(0, len(held), _BLOCK):
        rows = np.flatnonzero(held[start : start + _BLOCK])
        rows += start
        yield rows


def tally(
    mentions: Iterable[tuple[NDArray[np.integer[Any]], NDArray[np.int32], NDArray[np.uint8]]],
    total: int,
    *,
    many: int,
    articles: int,
) -> Tally:
    """Count `total` mentions, given in blocks by group (a number below `many`), story (below `articles`) and kind."""
    bits = articles.bit_length()
    keys, start = np.empty(total, np.int64), 0
    for groups, stories, kinds in mentions:
        some = keys[start : start + len(groups)]
        some[:] = groups
        for width, part in ((bits, stories), (_KIND_BITS, kinds)):
            some <<= width
            some |= part
        start += len(groups)
    keys.sort()
    counts = np.zeros(many, np.int64)
    reported, first = np.zeros((many, 1 << _KIND_BITS), np.int64), np.zeros((many, 1 << _KIND_BITS), np.int64)
    before = np.array([-1])
    for start in range(0, len(keys), _BLOCK):
        block = keys[start : start + _BLOCK]
        change = block ^ np.concatenate([before, block[:-1]])
        before = block[-1:]
        of = block >> (bits + _KIND_BITS)
        low, high = int(of[0]), int(of[-1]) + 1
        of -= low
        cells = of << _KIND_BITS | (block & (1 << _KIND_BITS) - 1)
        counts[low:high] += np.bincount(of, minlength=high - low)
        for table, new in ((reported, change != 0), (first, change >> _KIND_BITS != 0)):
            some = cells.take(np.flatnonzero(new))
            table[low:high] += np.bincount(some, minlength=high - low << _KIND_BITS).reshape(high - low, -1)
    return Tally(counts, first.sum(axis=1), reported[:, :_NO_KIND], first[:, :_NO_KIND])


def different(numbers: Iterable[NDArray[np.int32]], *, below: int) -> int:
    """How many different numbers there are in some blocks of them."""
    met = np.zeros(below, bool)
    for some in numbers:
        met[some] = True
    return int(np.count_nonzero(met))


def latest(columns: Columns, rows: Rows, most: int) -> Rows:
    """The mentions of the latest days among some, of one day those of the latest articles first; the undated last.

    At least `most` where there are so many. `rows` are ordered.
    """
    if len(rows) > most:
        days = columns.until[rows]
        least = np.partition(days, -most)[-most]
        above, level = rows[days > least], rows[days == least]
        articles = columns.article[level]
        room = most - len(above)
        rows = np.concatenate([above, level[articles >= np.partition(articles, -room)[-room]]])
    return rows[np.lexsort((-columns.article[rows], -columns.until[rows].astype(np.int64)))]
