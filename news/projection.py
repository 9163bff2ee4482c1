"""The narrow columns of a part of articles, in memory: what the questions behind the map need of every mention.

Places, areas and articles are numbered once for the process, so that parts can be laid behind one another.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from news.disclosure import Disclosure
from news.parts import Unreadable, reading
from news.places import Places
from news.records import EVENT_KINDS, EventKind
from news.store import Store

_EVENT = "events.list.element."
_COLUMNS = [
    "id", "digest", "source", "published", "added", "located", "same_story", "places", "areas",
    *(_EVENT + name for name in ("place", "associative", "area", "since", "days", "when", "kind")),
]  # fmt: skip
CODED = [_EVENT + name for name in ("place", "area", "when", "kind", "reason", "relation")] + ["source"]
"""Columns that say the same few things over and over: read as numbers and a dictionary, in less time and memory."""

_ONE = pa.scalar(1, pa.int32())

MENTIONS = pa.schema(
    [
        ("article", pa.int32()), ("nth", pa.int32()), ("place", pa.int32()), ("associative", pa.bool_()),
        ("area", pa.int32()), ("since", pa.date32()), ("until", pa.date32()), ("stated", pa.bool_()),
        ("kind", pa.int16()),
    ]
)  # fmt: skip
"""A row a mention, the `nth` of its article from 0. Places and areas by number, -1 for none. Kinds of event as
one bit, see `kind_bit`.

A part of a town is the town: "central Damascus" says no less exactly where it was, so that it has no area here.
"""


@dataclass(slots=True)
class Numbering:
    """Places, areas and sources by the numbers that they have in memory, in the order in which they were met.

    Snapshots in other threads read it while one thread adds to it: what has a number is there already.
    """

    places: Places = field(default_factory=Places)
    areas: list[tuple[str, str]] = field(default_factory=list)  # words of the relation, GeoJSON geometry
    sources: list[str] = field(default_factory=list)
    area_numbers: dict[str, int] = field(default_factory=dict)
    source_numbers: dict[str, int] = field(default_factory=dict)
    coarse: dict[tuple[Disclosure, int, int, bool], int] = field(default_factory=dict)  # see `Snapshot`

    def area(self, id_: str, geometry: str, words: str) -> int:
        """The number of an area, a new one where it is met for the first time."""
        if id_ not in self.area_numbers:
            self.areas.append((words, geometry))
            self.area_numbers[id_] = len(self.areas) - 1
        return self.area_numbers[id_]

    def source(self, source: str) -> int:
        """The number of a source, a new one where it is met for the first time."""
        if source not in self.source_numbers:
            self.sources.append(source)
            self.source_numbers[source] = len(self.sources) - 1
        return self.source_numbers[source]


@dataclass(frozen=True, slots=True)
class Projection:
    """A part's articles by row, and its mentions.

    ids, same_story  hashes of article ids; 0 for no story before this one
    located          microseconds since 1970, UTC
    added            seconds since 1970, UTC
    mentions         as MENTIONS, the article's number being its row and what the first article's number is
    """

    name: str
    ids: NDArray[np.uint64]
    digests: NDArray[np.uint32]
    same_story: NDArray[np.uint64]
    located: NDArray[np.int64]
    published: pa.Array
    added: NDArray[np.uint32]
    sources: NDArray[np.int32]
    mentions: pa.Table

    @property
    def rows(self) -> int:
        """How many articles it has."""
        return len(self.ids)


def hashes(ids: pa.ChunkedArray | pa.Array) -> NDArray[np.uint64]:
    """A number for each id, the same in this process; 0 for null.

    Of a million ids, two share one in less than one of ten million archives, and nobody outside can make two that do.
    """
    texts = ids.fill_null("").to_numpy(zero_copy_only=False)  # the hash of "" is 0
    return np.fromiter(map(hash, texts), np.int64, len(texts)).view(np.uint64)


def read_columns(store: Store, name: str) -> list[pa.Table]:
    """The narrow columns of a part, a table a group of rows.

    Raises Unreadable where it is damaged, FileNotFoundError where it is gone, and what the store raises.
    """
    with reading(store, name) as source:
        metadata = pq.read_metadata(source)
        # a part of before there were kinds of events has no such column, and pyarrow codes none that is not there
        there = {metadata.schema.column(number).path for number in range(metadata.num_columns)}
        coded = [name for name in CODED if name in there]
        file = pq.ParquetFile(source, metadata=metadata, read_dictionary=coded, page_checksum_verification=True)
        # one thread: parts are read beside one another, and each thread more keeps memory of its own
        return [
            file.read_row_group(number, columns=_COLUMNS, use_threads=False) for number in range(file.num_row_groups)
        ]


def project(name: str, groups: Sequence[pa.Table], numbering: Numbering, *, first: int) -> Projection:
    """What a part says, from its narrow columns; its first article gets the number `first`.

    Raises Unreadable where a place or an area is missing in it.
    """
    try:
        for group in groups:
            numbering.places.learn(group["places"].combine_chunks().flatten())
            for row in _unknown(group["areas"], numbering.area_numbers):
                numbering.area(row["id"], row["geometry"], row["words"])
        mentions = _mentions([group["events"].combine_chunks() for group in groups], numbering, first=first)
    except KeyError as error:
        raise Unreadable(f"it does not say what {error} is") from error
    except (ValueError, TypeError) as error:
        raise Unreadable(f"not as Dateline writes it: {error}") from error
    columns = pa.concat_tables([group.drop_columns(["events", "places", "areas"]) for group in groups])
    return Projection(
        name=name,
        ids=hashes(columns["id"]),
        digests=cast(NDArray[np.uint32], columns["digest"].to_numpy()),
        same_story=hashes(columns["same_story"]),
        located=cast(NDArray[np.int64], columns["located"].cast(pa.int64()).to_numpy()),
        published=columns["published"].combine_chunks(),
        added=(cast(NDArray[np.int64], columns["added"].cast(pa.int64()).to_numpy()) // 1_000_000).astype(np.uint32),
        sources=_numbers(columns["source"], numbering.source),
        mentions=mentions,
    )


def _mentions(events: Sequence[pa.ListArray], numbering: Numbering, *, first: int) -> pa.Table:
    lengths = np.concatenate([np.diff(lists.offsets.to_numpy()) for lists in events])
    starts = np.cumsum(lengths) - lengths
    each = [lists.flatten() for lists in events]

    def column(name: str) -> pa.ChunkedArray:
        return pa.chunked_array([records.field(name) for records in each])

    since = column("since")
    until = pc.add(since.cast(pa.int32()), pc.subtract(column("days"), _ONE))
    return pa.table(
        {
            "article": np.repeat(np.arange(first, first + len(lengths), dtype=np.int32), lengths),
            "nth": np.arange(lengths.sum(), dtype=np.int32) - np.repeat(starts, lengths).astype(np.int32),
            "place": _numbers(column("place"), numbering.places.number),
            "associative": column("associative").combine_chunks(),
            "area": _numbers(column("area"), numbering.area_numbers.__getitem__),
            "since": since.combine_chunks(),
            "until": until.cast(pa.date32()).combine_chunks(),
            "stated": pc.is_valid(column("when")).combine_chunks(),
            "kind": _kinds(each),
        },
        schema=MENTIONS,
    )


def kind_bit(kind: EventKind | None) -> int:
    """A bit for each kind of event, so that many can be put together; 0 for a mention that only uses the name."""
    return 1 << EVENT_KINDS.index(kind) if kind else 0


def _kinds(events: Sequence[pa.StructArray]) -> NDArray[np.int16]:
    """The bits of events' kinds; parts that were written before there were kinds know only the role."""
    other = kind_bit("other")
    bits: dict[str, int] = {kind: kind_bit(kind) for kind in EVENT_KINDS}
    found = [np.empty(0, np.int16)]
    for records in events:
        if records.type.get_field_index("kind") < 0:
            kinds = np.full(len(records), other)
        else:
            kinds = _numbers(pa.chunked_array([records.field("kind")]), lambda kind: bits.get(kind, other))
            kinds[kinds < 0] = other
        kinds[records.field("associative").to_numpy(zero_copy_only=False)] = 0
        found.append(kinds.astype(np.int16))
    return np.concatenate(found)


def _unknown(column: pa.ChunkedArray, known: Mapping[str, int]) -> list[dict[str, Any]]:
    """The records of a column of lists of records whose ids are not known yet."""
    records = column.combine_chunks().flatten()
    if not len(records):
        return []
    new = pa.array([id_ not in known for id_ in records.field("id").to_pylist()], pa.bool_())
    return cast(list[dict[str, Any]], records.filter(new).to_pylist())


def _numbers(column: pa.ChunkedArray, number: Callable[[str], int]) -> NDArray[np.int32]:
    """The numbers of a column of ids that is coded by dictionaries; -1 for null."""
    if not len(column):
        return np.empty(0, np.int32)
    whole = column.unify_dictionaries()
    known = np.array([*map(number, whole.chunk(0).dictionary.to_pylist()), -1], np.int32)
    indices = [chunk.indices.fill_null(len(known) - 1).to_numpy() for chunk in whole.chunks]
    return cast(NDArray[np.int32], known[np.concatenate(indices)])
