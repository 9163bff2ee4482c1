"""Articles kept for good: parts in one folder or object store, added to by any number of processes at once.

Nothing that was written is ever changed. What the archive holds is what its files say together: the latest version of
each article that was not removed, with what people corrected. A file is seen whole or not at all, so that an article
and its places are; and a part that replaces others names them, so that merging is seen at one moment too.
"""

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from geo.errors import ArchiveError, ArchiveNewer, ArchiveUnreachable
from news import words
from news.allocator import give_back
from news.parts import (
    FORMAT,
    Part,
    PartKind,
    Unreadable,
    inspect,
    kind_of,
    new_name,
    newer,
    part_bytes,
    read_through,
    reading,
    words_of,
    written_before,
)
from news.projection import Numbering, Projection, project, read_columns
from news.records import Correction, Entry, Removal
from news.rows import article_table, correction_of, correction_table, removal_of, removal_table
from news.snapshot import Content, Made, Snapshot
from news.store import Store

MARKER = "dateline.json"
INDEXED = 1_000  # a part of so many articles gets an index of its words; a smaller one is searched as it is
_Seen = TypeVar("_Seen")
_AGAIN_S = 60.0  # what could not be read is tried again after so long
_READERS = 8  # parts that are opened at once: an object store answers slowly, but to many


@dataclass(frozen=True, slots=True)
class Listing:
    """The live parts by what they hold, in the order in which they were written, and what could not be read."""

    parts: Mapping[PartKind, tuple[Part, ...]]
    problems: tuple[str, ...]


class Archive:
    """An archive at an address, for reading and for writing. Safe for threads; opening it creates nothing."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = threading.RLock()
        self._inspected: dict[str, Part | str] = {}
        self._suspected: set[str] = set()  # parts in which something was found damaged, though their ends are whole
        self._projections: dict[str, Projection] = {}
        self._numbering, self._made = Numbering(), Made()
        self._seen: dict[str, int] | None = None
        self._snapshot: Snapshot | None = None
        self._taken = 0.0

    @classmethod
    def open(cls, address: str | Path) -> "Archive":
        """The archive at a path or address. Raises ArchiveNewer, ArchiveUnreachable or another ArchiveError."""
        archive = cls(Store.open(address))
        archive._check_format()
        return archive

    def _check_format(self) -> None:
        try:
            found = json.loads(self.store.read(MARKER))["format"]
        except FileNotFoundError:
            return
        except (ValueError, KeyError, TypeError) as error:
            raise ArchiveError(
                f"{self.store.address}: {MARKER} is damaged: put back one that says the format"
            ) from error
        if not isinstance(found, int) or found > FORMAT:
            raise ArchiveNewer(newer(self.store.address, found))

    def snapshot(self) -> Snapshot:
        """What the archive holds now. Cheap where nothing has changed since the last one.

        Raises ArchiveNewer where a part is of a later format, and ArchiveUnreachable.
        """

        def taken(files: dict[str, int]) -> Snapshot:
            now = time.monotonic()
            again = self._snapshot is not None and self._snapshot.problems and now - self._taken > _AGAIN_S
            if self._snapshot is None or files != self._seen or again:
                # what could not be read may have been on its way, or the store was at fault
                self._inspected = {
                    name: part for name, part in self._inspected.items() if name in files and isinstance(part, Part)
                }
                self._snapshot, self._seen, self._taken = self._take(frozenset(files)), files, now
            return self._snapshot

        return self._settled(taken)

    def listing(self) -> Listing:
        """The parts that the archive consists of now."""
        return self._settled(lambda files: self._list(frozenset(files)))

    def replaced(self, before: datetime) -> frozenset[str]:
        """The parts whose rows are all in another that was written before some moment and can be read."""

        def found(files: dict[str, int]) -> frozenset[str]:
            self._list(frozenset(files))
            parts = [
                self._inspected[name]
                for name in files
                if kind_of(name) not in (None, "words") and written_before(name, before)
            ]
            return frozenset().union(*(part.replaces for part in parts if isinstance(part, Part)))

        return self._settled(found)

    def _settled(self, look: Callable[[dict[str, int]], _Seen]) -> _Seen:
        """What `look` makes of the files; again where some have been merged into another while it read them."""
        with self._lock:
            files = self.store.names()
            while True:
                try:
                    return look(files)
                except (FileNotFoundError, ArchiveUnreachable) as error:
                    before, files = files, self.store.names()
                    if files != before:
                        continue
                    if isinstance(error, ArchiveUnreachable):
                        raise
                    raise ArchiveUnreachable(f"{self.store.address}: a file that it lists is not there") from error

    def _list(self, names: frozenset[str]) -> Listing:
        known = sorted(name for name in names if kind_of(name) not in (None, "words"))
        self._inspect([name for name in known if name not in self._inspected])
        readable = [part for name in known if isinstance(part := self._inspected[name], Part)]
        replaced = frozenset().union(*(part.replaces for part in readable))
        problems = [f"{name}: {said}; left out" for name in known if isinstance(said := self._inspected[name], str)]
        problems += [
            f"{name}: a Parquet file that is not Dateline's; left out"
            for name in sorted(names)
            if kind_of(name) is None and name.endswith(".parquet")
        ]
        live = [part for part in readable if part.name not in replaced]
        kinds: list[PartKind] = ["articles", "removals", "corrections"]
        parts = {kind: tuple(part for part in live if kind_of(part.name) == kind) for kind in kinds}
        return Listing(parts, tuple(problems))

    def _inspect(self, names: Sequence[str]) -> None:
        def look(name: str) -> Part | str:
            try:
                if name in self._suspected:
                    read_through(self.store, name)
                return inspect(self.store, name)
            except Unreadable as error:
                return str(error)

        with ThreadPoolExecutor(_READERS) as pool:
            self._inspected.update(zip(names, pool.map(look, names), strict=True))

    def _take(self, names: frozenset[str]) -> Snapshot:
        listing = self._list(names)
        live = [part.name for part in listing.parts["articles"]]
        if not self._projections.keys() <= (alive := set(live)):
            # those behind a part that was merged get other numbers; what is before it, most of an archive, stays
            kept = dict(takewhile(lambda known: known[0] in alive, self._projections.items()))
            self._projections, self._numbering, self._made = kept, replace(self._numbering), Made()
        self._project([name for name in live if name not in self._projections])
        removals = [removal_of(row) for row in self._rows(listing.parts["removals"])]
        corrections: dict[str, list[Correction]] = defaultdict(list)
        for row in self._rows(listing.parts["corrections"]):
            corrections[row["article_id"]].append(correction_of(row))
        if any(isinstance(self._inspected[part.name], str) for parts in listing.parts.values() for part in parts):
            return self._take(names)  # what a damaged part replaced may still be there
        content = Content(
            store=self.store,
            projections=tuple(self._projections.values()),
            numbering=self._numbering,
            made=self._made,
            removed=removed(removals),
            corrections=corrections,
            indexed=names,
            problems=listing.problems,
            suspect=self._suspect,
        )
        before = len(self._suspected)
        try:
            return Snapshot(content)
        except ArchiveUnreachable:  # the text of a corrected article cannot be read: without its part, the others can
            if len(self._suspected) == before:
                raise
            return self._take(names)

    def _suspect(self, name: str) -> None:
        """Read all of a part before it is used again: something in it could not be read when it was asked for."""
        with self._lock:
            self._suspected.add(name)
            self._inspected.pop(name, None)
            self._snapshot = None

    def _project(self, names: Sequence[str]) -> None:
        """Load the narrow columns of parts behind those that are loaded; notes which are damaged."""
        first = sum(projection.rows for projection in self._projections.values())
        for name, groups in self._read(names):
            try:
                projection = project(name, groups(), self._numbering, first=first)
            except Unreadable as error:
                self._inspected[name] = str(error)
            else:
                self._projections[name] = projection
                if projection.rows >= INDEXED:
                    give_back()
                first += projection.rows

    def _read(self, names: Sequence[str]) -> Iterator[tuple[str, Callable[[], list[pa.Table]]]]:
        """The narrow columns of each part, or what is wrong with it; a few are read ahead of their use."""
        most = 1 if self.store.local else _READERS  # what is read ahead takes memory
        coming: deque[tuple[str, Future[list[pa.Table]]]] = deque()
        with ThreadPoolExecutor(most) as pool:
            for name in names:
                coming.append((name, pool.submit(read_columns, self.store, name)))
                if len(coming) > most:
                    name, future = coming.popleft()
                    yield name, future.result
            for name, future in coming:
                yield name, future.result

    def _rows(self, parts: Sequence[Part]) -> list[dict[str, Any]]:
        """All rows of some parts, by the time that they were said at; notes which are damaged."""
        rows: list[dict[str, Any]] = []
        for part in parts:
            try:
                with reading(self.store, part.name) as source:
                    rows += pq.read_table(source, page_checksum_verification=True).to_pylist()
            except Unreadable as error:
                self._inspected[part.name] = str(error)
        return sorted(rows, key=itemgetter("at"))

    def keep(self, entries: Sequence[Entry]) -> None:
        """Write a part of articles: all of them are in the archive from the moment of the return, or none is.

        Raises ArchiveUnwritable or ArchiveUnreachable.
        """
        if entries:
            self.write("articles", article_table(entries))

    def remove(self, removals: Sequence[Removal]) -> None:
        """Leave articles out from now on, or show them again."""
        self.write("removals", removal_table(removals))

    def correct(self, corrections: Sequence[Correction]) -> None:
        """Keep what people say of mentions."""
        self.write("corrections", correction_table(corrections))

    def write(self, kind: PartKind, table: pa.Table, *, replaces: Sequence[str] = (), name: str = "") -> str:
        """Put a part in its place, its index of words first; its name, which whoever may have to do it again gives."""
        if MARKER not in self.store.names():
            self.store.write(MARKER, json.dumps({"format": FORMAT}).encode())
        name = name or new_name(kind)
        if kind == "articles" and len(table) >= INDEXED:
            self.store.write(words_of(name), words.index_bytes(table.select(words.SEARCHED)))
        self.store.write(name, part_bytes(table, replaces=replaces))
        return name


def removed(removals: Iterable[Removal]) -> frozenset[str]:
    """The ids of the articles that the last word on them leaves out; `removals` in the order of time."""
    last = {removal.article_id: removal.removed for removal in removals}
    return frozenset(id_ for id_, out in last.items() if out)
