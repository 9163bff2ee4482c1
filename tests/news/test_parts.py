"""What a file among the parts says of itself; what is none, or damaged, or of a later format is told apart."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo.errors import ArchiveNewer
from news.archive import Archive
from news.parts import FORMAT, Unreadable, articles_of, inspect, kind_of, new_name, part_bytes, words_of, written_before
from news.projection import read_columns
from news.rows import ARTICLES, article_table, removal_table
from news.store import Store
from tests.news.archives import entry, removal


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path)


def test_names_say_when_and_what() -> None:
    now = datetime(2018, 11, 22, 10, 15, 0, 123456, tzinfo=UTC)
    name = new_name("articles", now=now)
    assert name.startswith("20181122T101500.123456Z-")
    assert name < new_name("articles", now=now + timedelta(microseconds=1))
    assert name != new_name("articles", now=now)
    assert kind_of(name) == "articles"
    assert kind_of(words_of(name)) == "words"
    assert articles_of(words_of(name)) == name
    assert written_before(name, now + timedelta(microseconds=1))
    assert not written_before(name, now)
    assert written_before("20180231T250000.000000Z-1f2e3d4c.articles.parquet", now)  # no such day, but before


@pytest.mark.parametrize(
    "name",
    [
        "dateline.json", "report.parquet", "articles.parquet", ".articles.parquet", "x.articles.parquet",
        "20181122T101500.123456Z-1f2e3d4c.articles", "20181122T101500.123456Z-1f2e3d4c.articles.parquet.tmp",
        ".writing-1f2e3d4c", "20181122T101500.123456Z-1f2e3d4c.other.parquet",
    ],
)  # fmt: skip
def test_other_names_are_no_parts(name: str) -> None:
    assert kind_of(name) is None


def test_a_part_says_what_it_holds(store: Store) -> None:
    name, older = new_name("articles"), new_name("articles")
    store.write(name, part_bytes(article_table([entry("a"), entry("b")]), replaces=[older]))
    part = inspect(store, name)
    assert (part.name, part.rows, part.replaces) == (name, 2, {older})


def test_a_part_never_replaces_itself(store: Store) -> None:
    name = new_name("articles")
    store.write(name, part_bytes(article_table([entry("a")]), replaces=[name]))
    assert inspect(store, name).replaces == frozenset()


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"dateline.format": "one"},
        {"dateline.format": "1", "dateline.replaces": "{"},
        {"dateline.format": "1", "dateline.replaces": "7"},
        {"dateline.format": "1", "dateline.replaces": "[[1]]"},
    ],
)
def test_what_dateline_does_not_write_is_unreadable(store: Store, about: dict[str, str]) -> None:
    name = new_name("articles")
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, ARTICLES) as writer:
        writer.write_table(article_table([entry("a")]))
        writer.add_key_value_metadata(about)
    store.write(name, sink.getvalue())
    with pytest.raises(Unreadable):
        inspect(store, name)


def test_columns_of_other_names_or_types_are_not_datelines(store: Store) -> None:
    table = article_table([entry("a")])
    at = table.schema.get_field_index("digest")
    for other in (removal_table([removal("a")]), table.set_column(at, "digest", table["digest"].cast(pa.int64()))):
        name = new_name("articles")
        store.write(name, part_bytes(other))
        with pytest.raises(Unreadable, match="none of Dateline's"):
            inspect(store, name)


def test_a_later_format_is_refused(store: Store) -> None:
    name = new_name("articles")
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, pa.schema([("shape of things to come", pa.int8())])) as writer:
        writer.add_key_value_metadata({"dateline.format": str(FORMAT + 1)})
    store.write(name, sink.getvalue())
    with pytest.raises(ArchiveNewer, match=f"format {FORMAT + 1}.*upgrade"):
        inspect(store, name)


def test_no_damage_goes_unseen_or_is_told_otherwise(store: Store) -> None:
    """Cut anywhere, or with any bytes changed, a part reads as it was or is told to be damaged."""
    whole = part_bytes(article_table([entry(str(n), "Daraa, again and again") for n in range(40)])).to_pybytes()
    store.write(name := new_name("articles"), whole)
    good = read_columns(store, name)
    chance, damaged = random.Random(7), 0
    for turn in range(300):
        cut = chance.randrange(len(whole))
        changed = bytearray(whole)
        changed[cut : cut + 8] = chance.randbytes(8)
        name = new_name("articles")
        store.write(name, whole[:cut] if turn % 2 else bytes(changed))
        try:
            inspect(store, name)
            assert read_columns(store, name) == good
        except Unreadable:
            damaged += 1
    assert damaged > 200


def test_a_part_of_nothing_can_be_read(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path)
    archive.write("articles", article_table([]))
    archive.keep([entry("a")])
    assert len(archive.snapshot().articles) == 1
    assert not archive.snapshot().problems
