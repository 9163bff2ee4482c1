"""What an archive holds at one moment: the narrow columns of all live articles, ready for questions in SQL.

A snapshot never changes. It numbers articles; what is wide (texts, reasons) is read from the parts when asked for.
One that is for the public knows no article that is held back and no place more exactly than it may be shown.
"""

import threading
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from geo import Area, Article, Place
from geo.errors import ArchiveUnreachable
from news import words
from news.corrections import corrected
from news.disclosure import EVERYTHING, Disclosure
from news.parts import Unreadable, reading, words_of
from news.places import Places, Shown
from news.projection import CODED, MENTIONS, Numbering, Projection, hashes, kind_bit
from news.records import Correction, Entry, Event
from news.rows import ENTRY_COLUMNS, TEXT_COLUMNS, area_of, article_of, entry_of, is_of_town, shape_of
from news.sql import ask
from news.store import Store
from news.tallies import Columns, columns_of

Numbers = NDArray[np.int32]
_ROWS_AT_ONCE = 2_048
State = Literal["new", "same", "changed", "removed"]  # of an article that is to be added


@dataclass(slots=True)
class Made:
    """What is made once for all snapshots that number articles alike.

    indexes  of the words of parts that came without one
    kept     by part, those of its mentions that were kept last, and which of its articles these are of: what was
             removed or corrected years ago would else be left out of a copy of nearly all mentions at each new state
    """

    parts: set[str] = field(default_factory=set)
    indexes: list[tuple[pa.Table, Numbers]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    kept: dict[str, tuple[NDArray[np.bool_], pa.Table]] = field(default_factory=dict)

    def mentions(self, part: Projection, keep: NDArray[np.bool_], *, first: int) -> pa.Table:
        """The mentions of some articles of a part, for which `keep` is true; its first one has the number `first`."""
        if keep.all():
            return part.mentions
        known = self.kept.get(part.name)
        if known is None or not np.array_equal(known[0], keep):
            articles = part.mentions["article"].to_numpy()
            found = part.mentions.filter(pa.array(keep[articles - first])).combine_chunks()
            known = self.kept[part.name] = keep, found
        return known[1]


@dataclass(frozen=True)
class Content:
    """What a snapshot is made of: live parts in the order of their names, and what people said."""

    store: Store
    projections: tuple[Projection, ...]
    numbering: Numbering
    made: Made
    removed: frozenset[str]
    corrections: Mapping[str, Sequence[Correction]]
    indexed: frozenset[str]
    problems: tuple[str, ...]
    suspect: Callable[[str], None]  # to be told the name of a part that cannot be read, so that the next has it not


class Snapshot:
    """A consistent state of an archive.

    articles  number, published, story (the number of its story's first article), source, added (seconds since 1970,
              for the public when it could be seen); live articles only
    mentions  MENTIONS, and story
    problems  what in the archive could not be read, a line each
    next_due  when the next article that is held back may be seen, see `Disclosure.until`; None where none is
    """

    def __init__(self, content: Content, disclosure: Disclosure = EVERYTHING, until: int | None = None) -> None:
        self._content = content
        self.disclosure = disclosure
        self.next_due: int | None = None
        self._firsts = np.cumsum([0, *(p.rows for p in content.projections)]).tolist()
        self.problems = content.problems
        self._ids, live = self._live(until)
        self._alive = live
        numbers = np.flatnonzero(live).astype(np.int32)
        self._by_id = numbers[np.argsort(self._ids[numbers])]
        roots = self._roots(live)
        self.articles = pa.table(
            {
                "number": np.arange(len(live), dtype=np.int32),
                "published": pa.chunked_array([p.published for p in content.projections], pa.date32()),
                "story": roots,
                "source": pa.chunked_array([p.sources for p in content.projections], pa.int32()),
                "added": _later(pa.chunked_array([p.added for p in content.projections], pa.uint32()), disclosure),
            }
        )
        if not live.all():
            self.articles = self.articles.filter(pa.array(live))
        mentions = self._mentions(live)
        if disclosure.grid_km:
            mentions = self._coarsened(mentions)
        # in one piece, so that `columns` needs no copy of it
        stories = np.concatenate([roots[:0], *(roots[chunk.to_numpy()] for chunk in mentions["article"].chunks)])
        self.mentions = mentions.append_column("story", pa.array(stories, pa.int32()))

    def disclosed(self, disclosure: Disclosure, now: datetime | None = None) -> "Snapshot":
        """What of it the public may see; it itself where that is everything."""
        if disclosure == EVERYTHING:
            return self
        until = disclosure.until(now or datetime.now(UTC)) if disclosure.embargo else None
        return Snapshot(self._content, disclosure, until)

    def ask(self, question: str, parameters: Sequence[object] = (), **tables: pa.Table) -> dict[str, NDArray[Any]]:
        """The answer to a question in SQL about `{articles}`, `{mentions}` and the tables given, see `sql.ask`."""
        return ask(question, parameters, articles=self.articles, mentions=self.mentions, **tables)

    @cached_property
    def columns(self) -> Columns:
        """The mentions again, as `news.tallies` counts them; made when first asked for."""
        return columns_of(self.mentions)

    @cached_property
    def stories(self) -> int:
        """How many stories the articles tell."""
        return len(pc.unique(self.articles["story"]))

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day that an article was published."""
        ends = pc.min_max(self.articles["published"]).as_py()
        return (ends["min"], ends["max"]) if ends["min"] else None

    @cached_property
    def places(self) -> Places | Shown:
        """Every place by its number."""
        every = self._content.numbering.places
        if self.disclosure == EVERYTHING:
            return every
        mentioned = np.zeros(len(every) + 1, bool)
        mentioned[self.mentions["place"].to_numpy()] = True  # -1 is the last
        return Shown(every, self.disclosure, mentioned[:-1])

    @property
    def sources(self) -> Sequence[str]:
        """Every source by its number."""
        return self._content.numbering.sources

    @property
    def corrections(self) -> Mapping[str, Sequence[Correction]]:
        """What people said of mentions, by article id, in the order in which they said it."""
        return self._content.corrections

    @cached_property
    def removed(self) -> frozenset[str]:
        """The ids of the articles that were removed."""
        removed = self._content.removed
        if not self.disclosure.embargo:
            return removed
        ids = sorted(removed)
        seen = np.isin(hashes(pa.array(ids, pa.string())), self._ids[self._due])
        return frozenset(id_ for id_, was_seen in zip(ids, seen.tolist(), strict=True) if was_seen)

    def place_number(self, id_: str) -> int | None:
        """The number of a place; None where the archive does not know it."""
        try:
            return self.places.number(id_)
        except KeyError:
            return None

    def area(self, number: int) -> tuple[str, Area]:
        """The words of a relation, such as "south of Daraa", and the area that they lead to.

        Of several relations that are shown by one ring, there are no words.
        """
        relation, geometry = self._content.numbering.areas[number]
        return relation, area_of(geometry)

    def number_of(self, article_id: str) -> int | None:
        """The number of the live article with an id."""
        hashed = np.array(hash(article_id), np.int64).view(np.uint64)  # as `hashes` has it, of any text whatever
        at = np.searchsorted(self._ids[self._by_id], hashed)
        number = int(self._by_id[at]) if at < len(self._by_id) else -1
        return number if number >= 0 and self._ids[number] == hashed else None

    def states(self, articles: Sequence[tuple[str, int]]) -> list[State]:
        """What is known of each of some articles, given as (id, digest)."""
        ids = hashes(pa.array([id_ for id_, _ in articles], pa.string()))
        order, digests = self._by_id, self._digests
        at = np.searchsorted(self._ids[order], ids)
        states: list[State] = []
        for (id_, digest), hashed, place in zip(articles, ids, at, strict=True):
            number = order[place] if place < len(order) else -1
            if id_ in self.removed:
                states.append("removed")
            elif number < 0 or self._ids[number] != hashed:
                states.append("new")
            else:
                states.append("same" if digests[number] == digest else "changed")
        return states

    @cached_property
    def _digests(self) -> NDArray[np.uint32]:
        return np.concatenate([np.empty(0, np.uint32), *(p.digests for p in self._content.projections)])

    def entry(self, article_id: str) -> Entry | None:
        """The live article with an id, as people corrected it."""
        number = self.number_of(article_id)
        return None if number is None else self.entries([number])[number]

    def story(self, article_id: str) -> list[Entry]:
        """The articles that tell the same story as one, it among them, in the order in which they came."""
        number = self.number_of(article_id)
        if number is None:
            return []
        numbers, stories = self.articles["number"].to_numpy(), self.articles["story"].to_numpy()
        of = stories[np.searchsorted(numbers, number)]
        return list(self.entries(numbers[stories == of].tolist()).values())

    def entries(self, numbers: Iterable[int]) -> dict[int, Entry]:
        """The articles of these numbers, as people corrected them. Raises ArchiveUnreachable."""
        found = self._known(numbers)
        return found if self.disclosure == EVERYTHING else {number: self._shown(found[number]) for number in found}

    def _shown(self, entry: Entry) -> Entry:
        if entry.same_story and self.number_of(entry.same_story) is None:
            entry = replace(entry, same_story="")  # what is held back has no id
        return self.disclosure.entry(entry)

    def _known(self, numbers: Iterable[int]) -> dict[int, Entry]:
        found = {number: entry_of(row, self._place, self._area) for number, row in self._read(numbers)}
        for number, entry in found.items():
            if said := self.corrections.get(entry.article.id):
                found[number] = replace(entry, events=corrected(entry.article, entry.events, said))
        return found

    def story_ids(self, entries: Mapping[int, Entry]) -> dict[int, str]:
        """The id of the first article of each article's story as it is counted, whatever the article itself names:
        that may be gone, or turned out to belong to another story.
        """
        asked = np.fromiter(entries, np.int32, len(entries))
        at = np.searchsorted(self.articles["number"].to_numpy(), asked)
        roots = dict(zip(asked.tolist(), self.articles["story"].to_numpy()[at].tolist(), strict=True))
        named = hashes(pa.array([entry.same_story for entry in entries.values()], pa.string()))
        known = {
            roots[number]: entry.same_story
            for (number, entry), hashed in zip(entries.items(), named, strict=True)
            if hashed == self._ids[roots[number]]
        }
        known |= {number: entry.article.id for number, entry in entries.items()}
        others = {root for root in roots.values() if root not in known}
        known |= {number: row["id"] for number, row in self._read(others, ["id"])}
        return {number: known[root] for number, root in roots.items()}

    def texts(self, numbers: Iterable[int]) -> Iterator[tuple[Article, str]]:
        """The articles of these numbers without their mentions, each with the id of its story's first or ""."""
        for _, row in self._read(numbers, [*TEXT_COLUMNS, "same_story"]):
            yield article_of(row), row["same_story"] or ""

    @property
    def total(self) -> int:
        """What the next article's number would be."""
        return int(self._firsts[-1])

    def extends(self, earlier: "Snapshot") -> bool:
        """Whether the articles of an earlier snapshot have the same numbers here."""
        return self._content.numbering is earlier._content.numbering

    def numbers_with(self, search: str) -> Numbers:
        """The articles that hold words that begin with each of the words of a search, ordered."""
        beginnings = words.wanted(search)
        found, bare = [], {}
        for first, projection in zip(self._firsts, self._content.projections, strict=False):
            rows = self._rows_with(projection.name, beginnings)
            if rows is None:
                bare[projection.name] = first
            else:
                found.append(rows + first)
        found += [numbers[words.rows_with(index, beginnings)] for index, numbers in self._made_indexes(bare)]
        held = np.zeros(self.total, bool)
        for numbers in found:
            held[numbers[numbers < self.total]] = True  # a damaged index may name rows that its part has not
        return np.flatnonzero(held & self._alive).astype(np.int32)

    def _rows_with(self, name: str, beginnings: Sequence[str]) -> Numbers | None:
        """The rows of a part that hold some words; None where it has no index that can be read."""
        if words_of(name) in self._content.indexed:
            # a damaged index costs time and no article: the texts say the same
            with suppress(ArchiveUnreachable), self._opened(words_of(name)) as source:
                return words.rows_with(source, beginnings)
        return None

    def _made_indexes(self, firsts: Mapping[str, int]) -> list[tuple[pa.Table, Numbers]]:
        """Indexes of small parts, each of many and made once, with the numbers of the articles that are its rows."""
        made = self._content.made
        with made.lock:
            texts, numbers = [], []
            for name in firsts.keys() - made.parts:
                with self._opened(name) as source:
                    texts.append(pq.read_table(source, columns=words.SEARCHED, page_checksum_verification=True))
                numbers.append(np.arange(firsts[name], firsts[name] + len(texts[-1]), dtype=np.int32))
            if texts:
                made.indexes.append((words.index(pa.concat_tables(texts)), np.concatenate(numbers)))
                made.parts |= firsts.keys()
            return list(made.indexes)

    def _live(self, until: int | None) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
        """The hash of each article's id; whether it is the latest version of an article that was not removed.

        What came at `until` or later is not there yet, and an earlier version of it is the latest.
        """
        ids = np.concatenate([np.empty(0, np.uint64), *(p.ids for p in self._content.projections)])
        self._due = np.ones(len(ids), bool)
        if until is not None:
            added = np.concatenate([np.empty(0, np.uint32), *(p.added for p in self._content.projections)])
            self._due = added < until
            self.next_due = min(added[~self._due].tolist(), default=None)
        live = self._due.copy()
        ordered = np.sort(ids)
        if (ordered[1:] == ordered[:-1]).any():
            located = np.concatenate([p.located for p in self._content.projections])
            order = np.lexsort((np.arange(len(ids)), located, self._due, ids))
            live[order[:-1]] &= ids[order][1:] != ids[order][:-1]
        if self._content.removed:
            live &= ~np.isin(ids, hashes(pa.array(sorted(self._content.removed))))
        return ids, live

    def _roots(self, live: NDArray[np.bool_]) -> Numbers:
        """The number of the first article of each article's story. Articles of a story whose first is gone stay one."""
        roots = np.arange(len(live), dtype=np.int32)
        told = np.concatenate([np.empty(0, np.uint64), *(p.same_story for p in self._content.projections)])
        later = np.flatnonzero(live & (told != 0)).astype(np.int32)
        if not len(later):
            return roots
        told = told[later]
        order = self._by_id
        at = np.minimum(np.searchsorted(self._ids[order], told), len(order) - 1).astype(np.int32)
        roots[later] = order[at]
        gone = self._ids[order[at]] != told
        orphans = later[gone]
        _, first, group = np.unique(told[gone], return_index=True, return_inverse=True)
        roots[orphans] = orphans[first][group]
        return _ends(roots)

    def _mentions(self, live: NDArray[np.bool_]) -> pa.Table:
        """Of the live articles, as people corrected them."""
        content = self._content
        said = hashes(pa.array(sorted(content.corrections), pa.string()))
        mended = np.flatnonzero(live & np.isin(self._ids, said)) if len(said) else np.empty(0, int)
        keep = live.copy()
        keep[mended] = False
        mentions = [
            content.made.mentions(part, keep[first : first + part.rows], first=first)
            for first, part in zip(self._firsts, content.projections, strict=False)
        ]
        entries = self._known(mended.tolist())
        rows = [self._row(number, nth, e) for number in entries for nth, e in enumerate(entries[number].events)]
        return pa.concat_tables([*mentions, pa.Table.from_pylist(rows, schema=MENTIONS)])

    def _coarsened(self, mentions: pa.Table) -> pa.Table:
        """With the areas that may be shown, of which each has a number of its own for each place that it is told by."""
        areas, places = mentions["area"].to_numpy().copy(), mentions["place"].to_numpy()
        related = np.flatnonzero(areas >= 0)
        every, hides = self._content.numbering.places, self.disclosure.hides
        pairs, which = np.unique(areas[related].astype(np.int64) * 2**32 + places[related], return_inverse=True)
        told = [divmod(pair, 2**32) for pair in pairs.tolist()]
        of_hidden = {area for area, place in told if hides(every[place])}
        shown = [self._coarse(area, place, others=area in of_hidden) for area, place in told]
        areas[related] = np.array(shown, np.int32)[which]
        return mentions.set_column(mentions.schema.get_field_index("area"), "area", pa.array(areas, pa.int32()))

    def _coarse(self, area: int, place: int, *, others: bool) -> int:
        """The number of an area as it may be shown; -1 for the place itself."""
        numbering = self._content.numbering
        key = self.disclosure, area, place, others
        if key not in numbering.coarse:
            told_by = numbering.places[place]
            shown = self.disclosure.area(told_by, area_of(numbering.areas[area][1]), others=others)
            if shown and self.disclosure.hides(told_by):
                id_, geometry = shape_of(shown)
                area = numbering.area(f"{told_by.id} {id_}", geometry, "")
            numbering.coarse[key] = area if shown else -1
        return numbering.coarse[key]

    def _row(self, number: int, nth: int, event: Event) -> dict[str, Any]:
        numbering, placement = self._content.numbering, event.placement
        relation = placement.mention.relation
        area = None
        if placement.area and not is_of_town(placement):
            area = numbering.area(*shape_of(placement.area), relation.words if relation else "")
        return {
            "article": number,
            "nth": nth,
            "place": numbering.places.add(placement.place) if placement.place else -1,
            "associative": placement.mention.role == "associative",
            "area": -1 if area is None else area,
            "since": event.when.start,
            "until": event.when.end,
            "stated": event.when.basis == "stated",
            "kind": kind_bit(event.kind),
        }

    def _read(
        self, numbers: Iterable[int], columns: Sequence[str] = ENTRY_COLUMNS
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """The articles of these numbers as they were kept, a group of rows at a time."""
        wanted: dict[int, list[int]] = defaultdict(list)
        for number in numbers:
            wanted[bisect_right(self._firsts, number) - 1].append(number)
        for part, some in wanted.items():
            first = self._firsts[part]
            name = self._content.projections[part].name
            yield from ((first + row, found) for row, found in self._rows(name, {n - first for n in some}, columns))

    def _rows(
        self, name: str, rows: set[int], columns: Sequence[str] = ENTRY_COLUMNS
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        with self._opened(name) as source:
            metadata = pq.read_metadata(source)
            there = {metadata.schema.column(number).path for number in range(metadata.num_columns)}
            coded = [column for column in CODED if column in there]
            file = pq.ParquetFile(source, metadata=metadata, read_dictionary=coded, page_checksum_verification=True)
            first = 0
            for number in range(file.num_row_groups):
                after = first + file.metadata.row_group(number).num_rows
                here = sorted(row for row in rows if first <= row < after)
                batches = file.iter_batches(_ROWS_AT_ONCE, row_groups=[number], columns=columns, use_threads=False)
                while here and (batch := next(batches, None)):  # what is behind the last of them is not decoded
                    some = [row for row in here if row < first + len(batch)]
                    found = batch.take(pa.array([row - first for row in some], pa.int32())).to_pylist()
                    yield from zip(some, found, strict=True)
                    here = here[len(some) :]
                    first += len(batch)
                first = after

    @contextmanager
    def _opened(self, name: str) -> Iterator[pa.NativeFile]:
        try:
            with reading(self._content.store, name) as source:
                yield source
        except FileNotFoundError as error:
            address = self._content.store.address
            raise ArchiveUnreachable(f"{address}: {name} is gone, merged into a later part: reload") from error
        except Unreadable as error:
            self._content.suspect(name)
            raise ArchiveUnreachable(f"{self._content.store.address}: {name} is damaged") from error

    def _place(self, id_: str) -> Place:
        places = self._content.numbering.places
        return places[places.number(id_)]

    def _area(self, id_: str) -> Area:
        numbering = self._content.numbering
        return area_of(numbering.areas[numbering.area_numbers[id_]][1])


def _later(added: pa.ChunkedArray, disclosure: Disclosure) -> pa.ChunkedArray:
    """When articles could be seen, of when they came."""
    held_s = int(disclosure.embargo.total_seconds())
    return pc.add(added, pa.scalar(held_s, pa.uint32())) if held_s else added


def _ends(ways: Numbers) -> Numbers:
    """Where each number's way ends; of a ring, which two adders at once can make, at the lowest number in it."""
    ends, lowest = ways, np.minimum(ways, np.arange(len(ways), dtype=np.int32))
    for _ in range(len(ways).bit_length()):  # each round doubles the way
        lowest, ends = np.minimum(lowest, lowest[ends]), ends[ends]
    return np.where(ways[ends] == ends, ends, lowest[ends])
