"""An archive whose files were damaged: it says which, and shows the rest. And what is asked of an archive."""

import contextlib
import os
import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from unittest.mock import patch

from benchmarks.fuzzing.files import _run, _words, damaged, written
from benchmarks.fuzzing.target import as_text, target
from benchmarks.fuzzing.texts import NEWS, gazetteer
from geo import Article
from geo.errors import ArchiveError, ArchiveNewer
from news import words
from news.__main__ import main as news_command
from news.add import prepare
from news.archive import MARKER, Archive
from news.parts import kind_of, words_of
from news.queries import Filters, Selection, mentioned
from news.records import Correction, Removal
from news.rows import article_table
from news.store import Store
from news.watch import Subscription, _Memory
from news.whereabouts import own_archive

_NOW = datetime(2018, 7, 4, tzinfo=UTC)


@cache
def kept() -> Archive:
    """An archive of three parts, one with an index of its words, a removal and a correction."""
    archive = Archive.open(tempfile.mkdtemp())
    entries = [
        prepare(
            Article(str(n), text, f"Report {n}", "", "Post", date(2018, 7, 3)),
            origin="x",
            gazetteer=gazetteer(),
            located_by="",
            now=_NOW,
        )
        for n, text in enumerate(NEWS)
    ]
    for some in (entries[:3], entries[3:5], [*entries[5:], replace(entries[0], located=_NOW + timedelta(days=1))]):
        archive.keep(some)
    part = sorted(name for name in archive.store.names() if kind_of(name) == "articles")[0]
    archive.store.write(words_of(part), words.index_bytes(article_table(entries[:3]).select(words.SEARCHED)))
    archive.remove([Removal("4", True, "Noor", _NOW, "twice")])
    place = next(event.placement.place for event in entries[0].events if event.placement.place)
    archive.correct([Correction("1", 16, 29, NEWS[1][16:29], "place", "Noor", _NOW, place=place, role="literal")])
    return archive


@cache
def _files() -> dict[str, bytes]:
    folder = kept().store.local
    assert folder
    return {name: (folder / name).read_bytes() for name in sorted(kept().store.names())}


@cache
def _articles_of() -> dict[str, frozenset[str]]:
    """The ids of the articles of each part."""
    import pyarrow.parquet as pq

    folder = kept().store.local
    return {
        name: frozenset(pq.read_table(folder / name, columns=["id"])["id"].to_pylist())
        for name in _files()
        if kind_of(name) == "articles"
    }


@target(
    b"\0",
    b"\1\0\x10\0\x20",
    b"\2\4\x80\0\0",
    b"\3\5\x20\0\x40",
    b"\4\0\x80\0\1",
    b"\5\4\1\0\0",
    b'\6\7\0\0\0{"format": 2}',
    words=[b"PAR1", b'"format"', b"dateline.format", b"dateline.replaces", b'["x"]', b"99", b"\x15\x04"],
    most=1 << 10,
)
def damaged_archive(data: bytes) -> None:
    """One file is changed as the bytes say; the others are as they were, and so is what they hold."""
    names = list(_files())
    hurt = names[data[0] % len(names)] if data else names[0]
    folder = Path(tempfile.gettempdir()) / "hurt"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in _files().items():
        (folder / name).write_bytes(damaged(content, data[1:]) if name == hurt else content)
    try:
        archive = Archive.open(folder)
        snapshot = archive.snapshot()
    except ArchiveNewer:
        return
    except ArchiveError as error:
        if hurt != MARKER or MARKER not in str(error):
            raise
        return
    whole = [ids for name, ids in _articles_of().items() if name != hurt]
    there = frozenset().union(*whole) - (snapshot.removed | {"4"})
    assert all(snapshot.number_of(id_) is not None for id_ in there), "what is whole is there"
    for problem in snapshot.problems:
        assert hurt in problem
    with contextlib.suppress(ArchiveError):  # where a text cannot be read: the next time its part is left out
        _asked(archive)
    _asked(archive)


def _asked(archive: Archive) -> None:
    """What the views ask."""
    snapshot = archive.snapshot()
    mentioned(snapshot)
    selection = Selection(snapshot, Filters(words="Daraa shell"))
    selection.marks()
    selection.counts()
    selection.stories(10)
    selection.timeline("day")
    for entry in snapshot.entries(snapshot.articles["number"].to_pylist()).values():
        assert entry.article.id


@target(
    "shell daraa", "درعا", "café CAFE ﬁre", "a b c", words=". * ( ) [ ] \\ % _ ' \" -- ; \0 {0} {articles} ? $1 ﬁ ß İ"
)
def words_searched(data: bytes) -> None:
    search = as_text(data)
    snapshot = kept().snapshot()
    Selection(snapshot, Filters(words=search)).counts()
    words.found(NEWS, words.wanted(search))


@target(
    "list\n--words\nshell\n--since\n2018-07-01",
    "show\n0",
    "list\n--place\nDaraa\n--limit\n1",
    "export\n--format\nkml\n--kind\nbattle",
    "export\n--format\nlabels",
    "info",
    "show\n1",
    words="list show export info --place --words --since --until --limit --kind --format csv kml -1 "
    "99999999999999999999 Daraa geonames:170654",
)
def command_news(data: bytes) -> None:
    arguments = _words(data)
    reading = bool(arguments) and arguments[0] in ("list", "show", "export", "info")
    if reading and not any(word.startswith("--a") and not word.startswith("--as") for word in arguments):
        _run(news_command, [*arguments, "--archive", kept().store.address])


@target(
    "correct\n1\nGolan Heights\n--role\nassociative",
    "correct\n0\n0:5\n--place\ngeonames:170654",
    "remove\n0\n--why\nx",
    "restore\n4",
    "correct\n2\nDaraa#2\n--no-place",
    words="correct remove restore # : -1 0:5 5:0 9999999999999999999:1 #0 #-1 --place --role "
    "--no-place literal --by --why Daraa",
)
def command_correct(data: bytes) -> None:
    arguments = _words(data)
    changing = bool(arguments) and arguments[0] in ("correct", "remove", "restore")
    if changing and not any(word.startswith("--a") for word in arguments):
        folder = Path(tempfile.gettempdir()) / "changed"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(kept().store.address, folder)
        _run(news_command, [*arguments, "--archive", str(folder)])
        Archive.open(folder).snapshot()


@target(
    "reports",
    "file:///tmp/x",
    "s3://bucket/folder?endpoint_override=localhost:9000&scheme=http",
    "gs://b/c",
    "~nosuch/x",
    "C:\\x",
    "s3://k:s@b/x?region=eu",
    words="s3:// gs:// file:// hdfs:// abfs:// http:// mock:// gcs:// :// ? & = % @ : / ~ .. region= "
    "scheme= endpoint_override= \0",
    most=4096,
)
def archive_address(data: bytes) -> None:
    """DATELINE_ARCHIVE, whatever it says. No object store is asked: what it would answer is another matter."""
    address = as_text(data)
    try:
        store = Store.open(address)
    except ArchiveError:
        return
    if not store.local or "\0" in address:  # no variable holds a zero
        return
    with contextlib.suppress(ArchiveError), patch.dict(os.environ, DATELINE_ARCHIVE=address):
        own_archive().listing()


@target(
    '{"etag": "x", "last_modified": "", "moved_to": "", "failures": 1, "next_at": 1.5e9, "done": ["1"]}',
    words='{ } [ ] : , "etag" "failures" "next_at" "done" null true NaN 1e999 -1 "x"',
)
def feeds_memory(data: bytes) -> None:
    """What was kept of a feed, after somebody or the disk has changed it."""
    feed = Subscription("https://a.example/rss")
    memory = _Memory([feed], on_problem=str)
    path = memory._path(feed.url)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(data, "memory").read_bytes())
    state = _Memory([feed], on_problem=str).states[feed.url]
    _ = state.etag + state.moved_to, state.failures + 1, state.next_at + 1.0, set(state.done)
