"""Merging small parts into large ones, while others read and add.

A merged part names the parts whose rows it holds. Whoever sees it leaves those out; whoever listed the folder before
still finds them, as they are deleted only some time later. Stopped at any moment, nothing is lost and nothing doubled.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from news.archive import Archive
from news.parts import Part, PartKind, Unreadable, articles_of, kind_of, reading, words_of, written_before
from news.projection import hashes
from news.rows import SCHEMAS, with_records_of

LARGE = 100_000  # rows from which on a part is left alone
_MOST_ROWS, _MOST_BYTES = 200_000, 100_000_000  # of a merged part; its bytes as they are stored
GRACE = timedelta(minutes=10)  # a reader that listed the folder before this has read what it wanted
_ABANDONED = timedelta(days=1)  # a file that has been in writing for so long is nobody's any more


@dataclass(frozen=True, slots=True)
class Compacted:
    """What was done: parts merged, the parts that came of them, files deleted, articles taken out for good."""

    merged: int
    written: int
    deleted: int
    erased: int


def compact(archive: Archive, *, grace: timedelta = GRACE, erase_removed: bool = False) -> Compacted:
    """Merge small parts, and delete those that were merged long enough ago.

    All versions of an article stay, and all that was said of it; of the same version located several times only the
    last is kept. With `erase_removed`, removed articles and what was said of them are taken out of every part.
    Raises ArchiveError.
    """
    sizes = archive.store.names()
    listing = archive.listing()
    removed = archive.snapshot().removed if erase_removed else frozenset[str]()
    merged = written = erased = 0
    for parts in listing.parts.values():
        for group in _groups(parts, sizes):
            if len(group) == 1 and not removed:
                continue
            tables = {part: table for part in group if (table := _table(archive, part)) is not None}
            if not tables:
                continue
            table = pa.concat_tables(tables.values())
            kept = _without(table, removed)
            if len(tables) == 1 and len(kept) == len(table):
                continue
            erased += len(table) - len(kept)
            merged, written = merged + len(tables), written + 1
            archive.write(_kind(group), _latest(kept), replaces=_replaced(list(tables), sizes))
    return Compacted(merged, written, _delete(archive, grace), erased)


def _groups(parts: Sequence[Part], sizes: Mapping[str, int]) -> Iterator[list[Part]]:
    """Parts to be merged into one: small ones together, a large one for itself."""
    group: list[Part] = []
    for part in parts:
        if part.rows >= LARGE:
            yield [part]
            continue
        rows, size = sum(p.rows for p in [*group, part]), sum(sizes.get(p.name, 0) for p in [*group, part])
        if group and (rows > _MOST_ROWS or size > _MOST_BYTES):
            yield group
            group = []
        group.append(part)
    if group:
        yield group


def _kind(group: Sequence[Part]) -> PartKind:
    return cast(PartKind, kind_of(group[0].name))


def _table(archive: Archive, part: Part) -> pa.Table | None:
    """All of a part; None for one that is damaged, which stays as it is, or that another process has merged."""
    try:
        with reading(archive.store, part.name) as source:
            # a part of an earlier version of Dateline has not all of today's columns
            return pq.read_table(source, page_checksum_verification=True).cast(SCHEMAS[_kind([part])])
    except (Unreadable, FileNotFoundError):
        return None


def _without(table: pa.Table, removed: Collection[str]) -> pa.Table:
    """Without what is of removed articles; that they were removed is not forgotten."""
    if not removed or "removed" in table.column_names:
        return table
    of = table["id" if "id" in table.column_names else "article_id"]
    return table.filter(pc.invert(pc.is_in(of, pa.array(sorted(removed)))))


def _latest(table: pa.Table) -> pa.Table:
    """Of articles, every version once, as it was located last; what is not of articles is left as it is."""
    if "events" not in table.column_names or not len(table):
        return table
    ids, digests = hashes(table["id"]), table["digest"].to_numpy()
    order = np.lexsort((np.arange(len(ids)), table["located"].cast(pa.int64()).to_numpy(), digests, ids))
    ids, digests = ids[order], digests[order]
    last = np.append((ids[1:] != ids[:-1]) | (digests[1:] != digests[:-1]), True)
    return with_records_of(table.take(np.sort(order[last])), table)


def _replaced(group: Sequence[Part], names: Collection[str]) -> list[str]:
    """The parts that a merged one stands for: those that it was made of, and those that these stand for still."""
    return sorted({p.name for p in group}.union(*(p.replaces for p in group)) & set(names))


def _delete(archive: Archive, grace: timedelta) -> int:
    """Delete what was replaced long enough ago, and what a process that was killed has left."""
    before = datetime.now(UTC) - grace
    names = archive.store.names()
    old = archive.replaced(before)
    lost = {n for n in names if kind_of(n) == "words" and written_before(n, before) and articles_of(n) not in names}
    for name in sorted((old | {words_of(name) for name in old} | lost) & set(names)):
        archive.store.delete(name)
    archive.store.tidy(before - _ABANDONED)
    return len(old & set(names))
