"""The files that an archive is made of: their names, their bytes, and whether one can be read.

A part is one file, written once. Its name says when it was written, which orders parts, and what it holds:

    20181122T101500.123456Z-1f2e3d4c.articles.parquet     articles with their mentions, a row an article
    20181122T101500.123456Z-1f2e3d4c.words.parquet        which words stand in which row of the part of the same name
    20181122T101501.654321Z-9a8b7c6d.removals.parquet     articles to leave out, or to show again
    20181122T101502.246810Z-5e6f7a8b.corrections.parquet  what people said of single mentions
"""

import json
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast

import pyarrow as pa
import pyarrow.parquet as pq

from geo.errors import ArchiveNewer
from news.rows import is_known
from news.store import Store

FORMAT = 1  # of the archive as a whole; a reader refuses what is higher
PartKind = Literal["articles", "words", "removals", "corrections"]
_SUFFIX = ".parquet"
_MOMENT = "%Y%m%dT%H%M%S.%fZ"
_NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{8}\.(articles|words|removals|corrections)\.parquet")
_FORMAT_KEY = "dateline.format"
_REPLACES_KEY = "dateline.replaces"
_LEVEL, _SMALL_LEVEL = 9, 19  # of zstd: the second is many times slower, and worth it where parts are merged
_PAGE_BYTES = 8_000_000  # what is compressed together
_ROWS_A_GROUP = 16_384  # a sentence that is shown costs the reading of its group
_BYTES_A_GROUP = 16_000_000  # in memory, with all that is known of the articles
# Columns that say the same few things over and over; for the others a dictionary only adds to what zstd does.
_REPEATED = (
    "title source language origin located_by added located published url word "
    + " ".join(f"places.list.element.{name}" for name in ("kind", "country_code", "admin1", "source"))
    + " "
    + " ".join(
        f"events.list.element.{name}"
        for name in (
            "place reason confidence when since days area relation alternatives.list.element.place "
            "alternatives.list.element.confidence"
        ).split()
    )
).split()


def new_name(kind: PartKind, *, now: datetime | None = None) -> str:
    """A name that no other part has, later in the alphabet than those of before."""
    moment = (now or datetime.now(UTC)).strftime(_MOMENT)
    return f"{moment}-{secrets.token_hex(4)}.{kind}{_SUFFIX}"


def kind_of(name: str) -> PartKind | None:
    """What a file holds, by its name; None for one that is no part."""
    found = _NAME.fullmatch(name)
    return cast(PartKind, found[1]) if found else None


def words_of(name: str) -> str:
    """The name of the word index of a part of articles."""
    return name.replace(".articles.", ".words.")


def articles_of(name: str) -> str:
    """The name of the part of articles that a word index belongs to."""
    return name.replace(".words.", ".articles.")


def written_before(name: str, moment: datetime) -> bool:
    """Whether a part was written before a moment (UTC), by its name."""
    return name < moment.strftime(_MOMENT)


class Unreadable(Exception):
    """A file among the parts that is none, or is damaged; the message says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """A readable part: its name, its rows, the names of the parts whose rows it holds all."""

    name: str
    rows: int
    replaces: frozenset[str]


@contextmanager
def reading(store: Store, name: str) -> Iterator[pa.NativeFile]:
    """A part or an index to read from; let its pages be checked.

    Raises Unreadable where it is damaged, FileNotFoundError where it is gone, and what the store raises.
    """
    try:
        with store.source(name) as source:
            yield source
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        raise Unreadable("truncated, damaged, or no Parquet file") from error


def inspect(store: Store, name: str) -> Part:
    """What a part says of itself. Raises Unreadable, ArchiveNewer, FileNotFoundError, or what the store raises."""
    with reading(store, name) as source:
        file = pq.ParquetFile(source)
        about = {key.decode(): value.decode() for key, value in (file.metadata.metadata or {}).items()}
        if int(about.get(_FORMAT_KEY, "0")) > FORMAT:
            raise ArchiveNewer(newer(store.address, int(about[_FORMAT_KEY])))
        if _FORMAT_KEY not in about or not is_known(str(kind_of(name)), file.schema_arrow):
            raise Unreadable("a Parquet file, but none of Dateline's")
        replaces = frozenset(json.loads(about.get(_REPLACES_KEY, "[]")))
        return Part(name, file.metadata.num_rows, replaces - {name})


def read_through(store: Store, name: str) -> None:
    """Read all of a part and keep nothing. Raises Unreadable where a page of it is damaged, and as `inspect` does."""
    with reading(store, name) as source:
        for _ in pq.ParquetFile(source, page_checksum_verification=True).iter_batches():
            pass


def newer(address: str, found: int) -> str:
    """What to tell who opens an archive of a later format."""
    return (
        f"{address}: this archive has format {found}, and this Dateline knows formats up to {FORMAT}: upgrade "
        "Dateline to open it. Nothing in it was changed"
    )


def part_bytes(table: pa.Table, *, replaces: Sequence[str] = ()) -> pa.Buffer:
    """A table as the bytes of a part. `replaces` names the parts whose rows it holds all: then it is made small."""
    rows = max(1, min(_ROWS_A_GROUP, table.num_rows * _BYTES_A_GROUP // max(table.nbytes, 1)))
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(
        sink,
        table.schema,
        compression="zstd",
        compression_level=_SMALL_LEVEL if replaces else _LEVEL,
        data_page_size=_PAGE_BYTES,
        use_dictionary=[name for name in _REPEATED if name.partition(".")[0] in table.column_names],
        write_page_checksum=True,
        write_statistics=False,  # nothing asks for them, and those of texts are whole texts, outside the checksums
        store_schema=False,
    ) as writer:
        writer.write_table(table, row_group_size=rows)
        writer.add_key_value_metadata({_FORMAT_KEY: str(FORMAT), _REPLACES_KEY: json.dumps(list(replaces))})
    return sink.getvalue()
