"""Whatever happens to an archive or its writers, no article that was reported as added is lost, and nothing is half.

DATELINE_TOGETHER_S=60 lets the processes that write and merge together do so for a minute instead of some seconds.
"""

import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo import Article, Gazetteer
from geo.errors import ArchiveError, ArchiveNewer, ArchiveUnreachable, ArchiveUnwritable
from news import archive as archives
from news import store as stores
from news.add import Adder
from news.archive import MARKER, Archive
from news.compact import compact
from news.parts import FORMAT, new_name, part_bytes
from news.rows import ARTICLES, article_table, removal_table
from news.snapshot import Snapshot
from tests.news.archives import DARAA, MOSCOW, correction, entry, removal, s3_address
from tests.news.proxy import Fault, Proxy, proxy

ROOT = Path(__file__).parents[2]
_LOG = logging.getLogger(__name__)  # --log-cli-level=INFO shows the figures


def ids(snapshot: Snapshot) -> set[str]:
    return {one.article.id for one in snapshot.entries(snapshot.articles["number"].to_pylist()).values()}


def content(archive: Archive) -> dict[str, bytes]:
    return {name: archive.store.read(name) for name in archive.store.names()}


# -- Killed


def test_no_kill_loses_an_article_or_leaves_half_of_one(tmp_path: Path) -> None:
    chance, articles, kills, each = random.Random(4), 60, 100, 10
    reported_in_all = unfinished = half_written = 0
    with subprocess.Popen(
        [sys.executable, "-m", "tests.news.victim"], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as victim:

        def run(folder: Path, seconds: str) -> tuple[set[str], bool]:
            victim.stdin.write(f"{folder} {articles} {seconds}\n")
            victim.stdin.flush()
            said = json.loads(victim.stdout.readline())
            return set(said["reported"]), said["ended"]

        for nth in range(kills // each):
            folder, reported = tmp_path / str(nth), set()
            for _ in range(each):
                more, ended = run(folder, f"{chance.uniform(0, 0.2):.4f}")
                reported |= more
                unfinished += not ended
                snapshot = Archive.open(folder).snapshot()
                assert not snapshot.problems
                whole = snapshot.entries(snapshot.articles["number"].to_pylist())
                assert reported <= {one.article.id for one in whole.values()}
                assert len(whole) == len({one.article.id for one in whole.values()})
                for one in whole.values():
                    (event,) = one.events
                    assert event.placement.mention.text == "Daraa"
                    assert event.placement.place is not None
            half_written += len(list(folder.glob(".writing-*")))
            reported_in_all += len(reported)
            _, ended = run(folder, "-")
            assert ended
            assert ids(Archive.open(folder).snapshot()) == set(map(str, range(articles)))
        victim.stdin.close()
    _LOG.info("%d kills, %d at work, %d in a write", kills, unfinished, half_written)
    _LOG.info("%d articles reported, 0 lost", reported_in_all)
    assert unfinished > kills / 2


# -- No room, no right


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"mounting takes root: {mounted.stderr.decode().strip()}; the same with a limit on files is tested")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def reports(number: int) -> list[Article]:
    chance = random.Random(number)
    return [
        Article(f"{n}", f"Report {n}: shells fell on Daraa. " + chance.randbytes(300).hex(), language="en")
        for n in range(number)
    ]


def test_a_full_disk_ends_an_add_and_costs_nothing_that_was_counted(tmp_path: Path, gazetteer: Gazetteer) -> None:
    place = tmp_path / "disk"
    with small_disk(place, "160k"):
        archive = Archive.open(place / "archive")
        adder = Adder(archive, gazetteer=gazetteer, on_problem=print, part_s=-1)
        with pytest.raises(ArchiveUnwritable, match="no room left") as error:
            list(adder.add(reports(1000), origin="test"))
        assert "\n" not in str(error.value)
        assert adder.counts["new"] > 0
        snapshot = Archive.open(place / "archive").snapshot()
        assert not snapshot.problems
        assert len(snapshot.articles) == len(snapshot.mentions) == adder.counts["new"]
        assert not list((place / "archive").glob(".writing-*"))
        subprocess.run(["mount", "-o", "remount,size=4m", str(place)], check=True)
        again = Adder(archive, gazetteer=gazetteer, on_problem=print, part_s=-1)
        list(again.add(reports(1000), origin="test"))
        assert (again.counts["same"], again.counts["new"]) == (adder.counts["new"], 1000 - adder.counts["new"])


LIMITED = """
import resource, sys
from geo.errors import ArchiveUnwritable
from news.archive import Archive
from tests.news.archives import entry
archive = Archive.open(sys.argv[1])
archive.keep([entry("a")])
resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))
archive.keep([entry("b")])
try:
    archive.keep([entry(str(n), f"Daraa {n * 7919 ** 9}") for n in range(2000)])
except ArchiveUnwritable as error:
    print(error)
"""


def test_a_file_that_may_not_grow_is_no_room(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == f"{tmp_path}: no room left to write; what was kept before stays\n"
    snapshot = Archive.open(tmp_path).snapshot()
    assert ids(snapshot) == {"a", "b"}
    assert not snapshot.problems
    assert not list(tmp_path.glob(".writing-*"))


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Root may write anywhere, so it is nobody for the while."""
    user = os.geteuid()
    folder.chmod(0o555)
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o755)


def test_a_folder_without_the_right_to_write_can_be_read() -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "archive"
        Archive.open(folder).keep([entry("a")])
        before = content(Archive.open(folder))
        with without_rights(folder):
            archive = Archive.open(folder)
            assert ids(archive.snapshot()) == {"a"}
            for write in (
                lambda: archive.keep([entry("b")]),
                lambda: archive.remove([removal("a")]),
                lambda: archive.correct([correction(entry("a"), "Daraa")]),
                lambda: archive.store.delete(MARKER),
            ):
                with pytest.raises(ArchiveUnwritable, match="may not be written to:"):
                    write()
        with without_rights(Path(place)), pytest.raises(ArchiveUnwritable, match="may not be written to"):
            Archive.open(Path(place) / "new").keep([entry("a")])
        assert content(Archive.open(folder)) == before


def test_a_read_only_disk_can_be_read(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "1m"):
        folder = tmp_path / "disk" / "archive"
        Archive.open(folder).keep([entry("a")])
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "disk")], check=True)
        archive = Archive.open(folder)
        with pytest.raises(ArchiveUnwritable, match="Read-only file system"):
            archive.keep([entry("b")])
        assert ids(archive.snapshot()) == {"a"}


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("no folder")
    with pytest.raises(ArchiveUnreachable, match="Not a directory"):
        Archive.open(tmp_path / "archive")
    with pytest.raises(ArchiveError):
        Archive(stores.Store.open(tmp_path / "archive")).keep([entry("a")])


# -- Together

TOGETHER = """
import sys, time
from datetime import date, timedelta
from geo import Article
from news import add, compact
from news.archive import Archive
role, address, until = sys.argv[1], sys.argv[2], time.time() + float(sys.argv[3])
archive = Archive.open(address)
if role == "compactor":
    merged = 0
    while time.time() < until:
        merged += compact.compact(archive, grace=timedelta(seconds=4)).merged
        time.sleep(0.2)
    print(merged)
else:
    add._BATCH = 4
    adder = add.Adder(archive, on_problem=print, part_s=-1)
    def articles():
        number = 0
        while time.time() < until or number % 4:
            yield Article(f"{role} {number}", f"Report {number}: rain in Homs.", published=date(2018, 7, 23))
            number += 1
    for _ in adder.add(articles(), origin=role):
        pass
    print(adder.counts["new"])
"""


def test_two_adders_and_a_compactor_at_once(tmp_path: Path) -> None:
    seconds = float(os.environ.get("DATELINE_TOGETHER_S", "12"))
    running = {
        role: subprocess.Popen(
            [sys.executable, "-c", TOGETHER, role, str(tmp_path), str(seconds)],
            cwd=ROOT, text=True, stdout=subprocess.PIPE,
        )
        for role in ("one", "other", "compactor")
    }  # fmt: skip
    reader, seen, polls = Archive.open(tmp_path), 0, 0
    while any(process.poll() is None for process in running.values()):
        snapshot = reader.snapshot()
        assert not snapshot.problems
        assert len(snapshot.articles) == len(snapshot.mentions) >= seen
        seen, polls = len(snapshot.articles), polls + 1
        some = random.Random(polls).sample(snapshot.articles["number"].to_pylist(), min(5, seen))
        assert len(snapshot.entries(some)) == len(some)
        if polls % 10 == 0:
            assert len(snapshot.numbers_with("rain homs")) == seen
        time.sleep(0.05)
    said = {role: int(process.communicate()[0]) for role, process in running.items()}
    assert all(process.returncode == 0 for process in running.values())
    compact(reader, grace=timedelta(0))
    expected = {f"{role} {number}" for role in ("one", "other") for number in range(said[role])}
    for archive in (reader, Archive.open(tmp_path)):
        snapshot = archive.snapshot()
        assert len(snapshot.articles) == len(expected)
        assert ids(snapshot) == expected
    assert len(reader.listing().parts["articles"]) == 1
    assert said["compactor"] > 10
    _LOG.info("%.0f s: %s; %d polls", seconds, said, polls)


def test_snapshots_in_threads_while_the_archive_grows(folder: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    from news.queries import Filters, Selection

    monkeypatch.setattr(archives, "INDEXED", 3)
    folder.keep([entry("0")])
    errors: list[BaseException] = []
    running = True

    def ask() -> None:
        try:
            while running:
                snapshot = folder.snapshot()
                selection = Selection(snapshot, Filters(place=DARAA.id, words="shells"))
                assert selection.counts().articles == len(snapshot.articles) == len(snapshot.numbers_with("daraa"))
                assert len(selection.marks()) == 1
                assert snapshot.places[snapshot.place_number(DARAA.id)] == DARAA
                assert len(snapshot.entries(snapshot.articles["number"].to_pylist()[-3:])) > 0
        except BaseException as error:
            errors.append(error)
            raise

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(1, 60):
        folder.keep([entry(f"{n} {k}", source=f"{n} {k}") for k in range(n % 5)])
        if n % 20 == 0:
            compact(folder, grace=timedelta(minutes=1))
    running = False
    for thread in threads:
        thread.join()
    assert not errors


# -- Files that are none


def damage(archive: Archive, name: str, *, column: str | None = None) -> None:
    """Change a bit in a page of a part, by default of the first column."""
    data = bytearray(archive.store.read(name))
    file = pq.ParquetFile(pa.BufferReader(bytes(data)))
    chunk = file.metadata.row_group(0).column(file.schema_arrow.names.index(column) if column else 0)
    start = chunk.dictionary_page_offset or chunk.data_page_offset
    data[start + chunk.total_compressed_size - 2] ^= 0x10
    archive.store.write(name, bytes(data))


def test_what_is_no_part_is_set_aside_and_named(archive: Archive) -> None:
    archive.keep([entry("a"), entry("b")])
    whole = archive.store.read(next(name for name in archive.store.names() if name != MARKER))
    foreign = pa.BufferOutputStream()
    pq.write_table(pa.table({"x": [1, 2]}), foreign)
    bad = {
        "zero bytes": (new_name("articles"), b""),
        "truncated": (new_name("articles"), whole[:-100]),
        "text": (new_name("removals"), b"not Parquet at all"),
        "foreign": (new_name("corrections"), foreign.getvalue().to_pybytes()),
        "of another kind": (new_name("corrections"), part_bytes(removal_table([removal("a")])).to_pybytes()),
        "foreign name": ("export.parquet", foreign.getvalue().to_pybytes()),
    }
    for name, data in bad.values():
        archive.store.write(name, data)
    archive.store.write("README.txt", b"not ours, and none of our business")
    snapshot = archive.snapshot()
    assert ids(snapshot) == {"a", "b"}
    assert len(snapshot.problems) == len(bad)
    for name, _ in bad.values():
        (line,) = (line for line in snapshot.problems if line.startswith(f"{name}: "))
        assert line.endswith("; left out")
        assert "\n" not in line
    archive.keep([entry("c")])
    assert ids(archive.snapshot()) == {"a", "b", "c"}
    before = content(archive)
    compact(archive, grace=timedelta(0))
    assert ids(archive.snapshot()) == {"a", "b", "c"}
    assert all(archive.store.read(name) == before[name] for name, _ in bad.values())


def test_a_directory_named_like_a_part_is_none(folder: Archive) -> None:
    folder.keep([entry("a")])
    (folder.store.local / new_name("articles")).mkdir()
    (folder.store.local / new_name("articles")).symlink_to("nowhere")
    assert ids(folder.snapshot()) == {"a"}
    assert ids(Archive.open(folder.store.address).snapshot()) == {"a"}


@pytest.mark.parametrize("kind", ["articles", "removals", "corrections"])
def test_a_damaged_page_costs_its_part_and_no_more(archive: Archive, kind: str) -> None:
    archive.keep([entry("a")])
    before = set(archive.store.names())
    tables = {
        "articles": lambda: archive.keep([entry("b")]),
        "removals": lambda: archive.remove([removal("a")]),
        "corrections": lambda: archive.correct([correction(entry("a"), "Daraa")]),
    }
    tables[kind]()
    (name,) = set(archive.store.names()) - before
    damage(archive, name)
    data = archive.store.read(name)
    snapshot = archive.snapshot()
    assert ids(snapshot) == {"a"}
    assert snapshot.problems == (f"{name}: truncated, damaged, or no Parquet file; left out",)
    compact(archive, grace=timedelta(0))
    assert archive.store.read(name) == data
    assert ids(archive.snapshot()) == {"a"}


def test_where_a_merged_part_is_damaged_those_it_replaced_are_back(archive: Archive) -> None:
    kept = [entry("a"), entry("b")]
    for one in kept:
        archive.keep([one])
    names = [part.name for part in archive.listing().parts["articles"]]
    merged = archive.write("articles", article_table(kept), replaces=names)
    archive.keep([entry("c")])
    damage(archive, merged)
    for _ in range(2):
        snapshot = archive.snapshot()
        assert ids(snapshot) == {"a", "b", "c"}
        assert len(snapshot.problems) == 1


def test_a_text_that_is_damaged_is_told_when_it_is_read_and_left_out_from_then_on(folder: Archive) -> None:
    folder.keep([entry("a", "Daraa " + random.Random(1).randbytes(300).hex())])
    (name,) = (part.name for part in folder.listing().parts["articles"])
    damage(folder, name, column="text")
    folder.keep([entry("b")])
    snapshot = folder.snapshot()
    assert len(snapshot.articles) == 2
    for read in (lambda: snapshot.entry("a"), lambda: snapshot.numbers_with("daraa")):
        with pytest.raises(ArchiveUnreachable, match=f"{name} is damaged"):
            read()
    for _ in range(2):
        snapshot = folder.snapshot()
        assert ids(snapshot) == {"b"}
        assert [problem.partition(":")[0] for problem in snapshot.problems] == [name]
    assert len(snapshot.numbers_with("daraa")) == 1


def test_a_text_that_is_damaged_and_was_corrected_costs_its_own_part_only(folder: Archive) -> None:
    hurt = entry("a", "Daraa " + random.Random(1).randbytes(300).hex())
    folder.keep([hurt])
    (name,) = (part.name for part in folder.listing().parts["articles"])
    folder.correct([correction(hurt, "Daraa")])
    folder.keep([entry("b")])
    damage(folder, name, column="text")
    for archive in (folder, Archive.open(folder.store.address)):
        snapshot = archive.snapshot()
        assert ids(snapshot) == {"b"}
        assert [problem.partition(":")[0] for problem in snapshot.problems] == [name]


def test_what_was_being_copied_is_read_once_it_is_whole(folder: Archive, tmp_path: Path) -> None:
    folder.keep([entry("a")])
    name = new_name("articles")
    whole = part_bytes(article_table([entry("b")])).to_pybytes()
    folder.store.write(name, whole[:-50])
    assert len(folder.snapshot().problems) == 1
    folder.store.write(name, whole)
    assert ids(folder.snapshot()) == {"a", "b"}
    assert not folder.snapshot().problems


def test_a_part_that_names_itself_as_replaced_is_read(archive: Archive) -> None:
    archive.keep([entry("a")])
    name = new_name("articles")
    archive.store.write(name, part_bytes(article_table([entry("b")]), replaces=[name]))
    assert ids(archive.snapshot()) == {"a", "b"}
    compact(archive, grace=timedelta(0))
    assert ids(archive.snapshot()) == {"a", "b"}


def test_a_part_of_a_later_format_is_refused_and_left_alone(archive: Archive) -> None:
    archive.keep([entry("a")])
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, pa.schema([("shape of things to come", pa.int8())])) as writer:
        writer.add_key_value_metadata({"dateline.format": str(FORMAT + 1)})
    archive.store.write(new_name("articles"), sink.getvalue())
    before = content(archive)
    for use in (archive.snapshot, archive.listing, lambda: compact(archive, grace=timedelta(0))):
        with pytest.raises(ArchiveNewer, match="upgrade Dateline"):
            use()
    assert content(archive) == before


def test_places_that_cannot_be_are_damage(folder: Archive) -> None:
    folder.keep([entry("a")])
    (row,) = article_table([entry("b", "Москва", named=[MOSCOW])]).to_pylist()
    for places in ([{**row["places"][0], "lat": 123.0}], [{**row["places"][0], "lat": None}], []):
        folder.write("articles", pa.Table.from_pylist([{**row, "places": places}], schema=ARTICLES))
    snapshot = folder.snapshot()
    assert ids(snapshot) == {"a"}
    assert len(snapshot.problems) == 3


# -- An object store that is late, wrong or not there


@pytest.fixture
def before_s3(s3_port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    monkeypatch.setattr(stores, "_CONNECT_S", 1)
    monkeypatch.setattr(stores, "_ANSWER_S", 1)
    monkeypatch.setattr(stores, "_ATTEMPTS", 1)
    with proxy(s3_port) as between:
        yield between


def one_line(error: pytest.ExceptionInfo[ArchiveError]) -> None:
    said = str(error.value)
    assert "\n" not in said
    assert said.startswith("s3://")
    assert len(said) < 400
    for secret in ("AKIDOFTHETESTS", "SECRETOFTHETESTS"):
        assert secret not in said


@pytest.mark.parametrize("method", ["LIST", "HEAD", "GET"])
@pytest.mark.parametrize("fault", ["silent", "dropped", "busy", "garbage", "forbidden", "cut"])
def test_a_store_that_fails_a_reader_is_told_in_a_line(
    before_s3: Proxy, request: pytest.FixtureRequest, method: str, fault: Fault
) -> None:
    address = s3_address(f"bucket/read-{method}-{fault}", before_s3.port)
    archive = Archive.open(address)
    archive.keep([entry("a")])
    before_s3.faults[method] = fault
    began = time.monotonic()
    if fault == "garbage" and method != "LIST":  # an answer like any other
        assert len(archive.snapshot().problems) == 1
        before_s3.faults.clear()
        archive._taken -= archives._AGAIN_S
    elif (method, fault) == ("HEAD", "cut"):  # it has no body
        assert ids(archive.snapshot()) == {"a"}
    else:
        with pytest.raises(ArchiveUnreachable) as error:
            archive.snapshot()
        one_line(error)
    assert time.monotonic() - began < 10
    before_s3.faults.clear()
    assert ids(archive.snapshot()) == {"a"}
    assert not archive.snapshot().problems


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("silent", ArchiveUnreachable), ("dropped", ArchiveUnreachable), ("busy", ArchiveUnreachable),
        ("forbidden", ArchiveUnwritable),
    ],
)  # fmt: skip
def test_a_store_that_fails_a_writer_is_told_and_nothing_is_half(
    before_s3: Proxy, fault: Fault, error: type[ArchiveError]
) -> None:
    archive = Archive.open(s3_address(f"bucket/write-{fault}", before_s3.port))
    archive.keep([entry("a")])
    before_s3.faults["PUT"] = fault
    began = time.monotonic()
    with pytest.raises(error) as told:
        archive.keep([entry("b")])
    one_line(told)
    assert time.monotonic() - began < 20
    before_s3.faults.clear()
    assert ids(archive.snapshot()) == {"a"}
    archive.keep([entry("b")])
    assert ids(archive.snapshot()) == {"a", "b"}


def test_a_store_that_answers_late_is_waited_for(before_s3: Proxy) -> None:
    archive = Archive.open(s3_address("bucket/late", before_s3.port))
    before_s3.faults.update(dict.fromkeys(("LIST", "HEAD", "GET", "PUT"), "late"))
    archive.keep([entry("a")])
    assert ids(archive.snapshot()) == {"a"}


def test_a_store_that_breaks_in_the_middle_of_reading_is_told(before_s3: Proxy) -> None:
    archive = Archive.open(s3_address("bucket/middle", before_s3.port))
    archive.keep([entry("a")])
    snapshot = archive.snapshot()
    before_s3.faults["GET"] = "cut"
    for read in (lambda: snapshot.entry("a"), lambda: snapshot.numbers_with("daraa")):
        with pytest.raises(ArchiveUnreachable) as error:
            read()
        one_line(error)
    before_s3.faults.clear()
    assert snapshot.numbers_with("daraa").tolist() == [0]


def test_nobody_answers(before_s3: Proxy) -> None:
    for address in (s3_address("bucket/x", 9), s3_address("no-such-bucket/x", before_s3.port)):
        archive = Archive(stores.Store.open(address))
        for use in (archive.snapshot, lambda archive=archive: archive.keep([entry("a")])):
            with pytest.raises(ArchiveUnreachable) as error:
                use()
            one_line(error)
    assert not any(method in ("PUT", "POST") for method, _ in before_s3.seen)  # least of all is a bucket made


def test_many_parts_are_read_from_a_store_at_once(before_s3: Proxy) -> None:
    archive = Archive.open(s3_address("bucket/many", before_s3.port))
    for n in range(24):
        archive.keep([entry(str(n))])
    before_s3.late_s = 0.1
    before_s3.faults.update(dict.fromkeys(("LIST", "HEAD", "GET"), "late"))
    before_s3.seen.clear()
    began = time.monotonic()
    assert len(Archive.open(s3_address("bucket/many", before_s3.port)).snapshot().articles) == 24
    assert time.monotonic() - began < 0.5 * len(before_s3.seen) * before_s3.late_s


@pytest.mark.parametrize(
    ("address", "folder"),
    [
        ("s3://bucket/a@b", "bucket/a@b"), ("s3://KEY:SECRET@bucket/a@b", "bucket/a@b"), ("s3://bucket/", "bucket"),
        ("s3://KEY:SEC%2FRET@bucket/x/", "bucket/x"), ("s3://KEY:SEC/RET@bucket/x", "bucket/x"),
    ],
)  # fmt: skip
def test_addresses(address: str, folder: str) -> None:
    store = stores.Store.open(address)
    assert store.root == folder
    assert store.address.rstrip("/") == f"s3://{folder}"


@pytest.mark.parametrize(
    "address",
    [
        "ftp://KEY:SECRET@host/x", "gs://KEY:SEC RET@bucket/x", "s3://KEY:SECRET@bucket?access_key=SECRET", "s3://",
        "s3://bucket/x?scheme=gopher", "s3://bucket/x?allow_bucket_creation=true", "s3:///x", "s3://KEY:SECRET@/x",
        "~nobody of this name/x",
    ],
)  # fmt: skip
def test_bad_addresses_are_told_without_their_keys(address: str) -> None:
    with pytest.raises(ArchiveError, match="not an address of an archive") as error:
        Archive.open(address)
    assert "SEC" not in str(error.value)
    assert "KEY" not in str(error.value)
