"""Merging parts: nothing is lost, nothing doubled, and it is seen at one moment."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from geo import Article, Gazetteer
from news.add import prepare
from news.archive import Archive
from news.compact import GRACE, compact
from news.parts import kind_of
from news.queries import Filters, Selection
from news.records import Correction, Entry, Removal
from news.rows import article_table
from tests.news.archives import entry

NOW = datetime(2018, 7, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def entries(gazetteer: Gazetteer) -> list[Entry]:
    texts = [f"Shelling hit {town}, 10 km south of Homs." for town in ("Daraa", "Nawa", "Idlib", "Aleppo", "Raqqa")]
    return [
        prepare(
            Article(id=f"a{n}", text=text, published=date(2018, 7, 20 + n % 3)),
            origin="test",
            gazetteer=gazetteer,
            located_by="now",
            now=NOW,
        )
        for n, text in enumerate(texts)
    ]


@pytest.fixture
def archive(tmp_path: Path, entries: list[Entry]) -> Archive:
    archive = Archive.open(tmp_path / "archive")
    for one in entries:
        archive.keep([one])
    return archive


def state(archive: Archive) -> list[Entry | None]:
    snapshot = Archive.open(archive.store.address).snapshot()
    assert not snapshot.problems
    return [snapshot.entry(f"a{n}") for n in range(5)]


def files(archive: Archive, kind: str) -> int:
    return sum(kind_of(name) == kind for name in archive.store.names())


def test_many_parts_become_one_that_says_the_same(archive: Archive) -> None:
    before = state(archive)
    done = compact(archive, grace=timedelta(0))
    assert (done.merged, done.written, done.deleted) == (5, 1, 5)
    assert files(archive, "articles") == 1
    assert state(archive) == before


def test_what_was_replaced_stays_for_those_who_read_it(archive: Archive) -> None:
    reader = archive.snapshot()
    assert compact(archive).deleted == 0
    assert files(archive, "articles") == 6
    assert reader.entry("a3") == state(archive)[3]
    assert compact(archive, grace=GRACE).written == 0
    assert compact(archive, grace=timedelta(0)).deleted == 5


def test_a_merged_part_is_merged_again(archive: Archive, entries: list[Entry]) -> None:
    before = state(archive)
    compact(archive)
    archive.keep([entries[0]])
    compact(archive)
    assert compact(archive, grace=timedelta(0)).deleted == 7
    assert files(archive, "articles") == 1
    assert state(archive) == before


def test_every_version_stays_and_the_last_is_shown(archive: Archive, entries: list[Entry]) -> None:
    later = replace(entries[0], digest=1, located=NOW + timedelta(hours=1), origin="later")
    archive.keep([later])
    compact(archive, grace=timedelta(0))
    found = state(archive)[0]
    assert found is not None
    assert (found.digest, found.origin, found.located) == (1, "later", later.located)
    assert archive.listing().parts["articles"][0].rows == 6


def test_located_anew_only_the_last_is_kept(archive: Archive, entries: list[Entry]) -> None:
    archive.keep([replace(entries[0], located=NOW + timedelta(hours=1), located_by="better")])
    compact(archive, grace=timedelta(0))
    assert archive.listing().parts["articles"][0].rows == 5
    found = state(archive)[0]
    assert found is not None
    assert found.located_by == "better"


def test_removals_and_corrections_stay_with_their_history(archive: Archive) -> None:
    archive.remove([Removal("a1", True, "me", NOW, "a hoax")])
    archive.remove([Removal("a2", True, "me", NOW, "a hoax")])
    archive.remove([Removal("a2", False, "me", NOW + timedelta(hours=1))])
    said = [Correction("a0", 13, 18, "Daraa", verdict, "me", NOW) for verdict in ("no place", "role")]
    for one in said:
        archive.correct([one])
    before = state(archive)
    compact(archive, grace=timedelta(0))
    assert state(archive) == before
    assert before[1] is None
    assert before[2] is not None
    assert {part.rows for kind in ("removals", "corrections") for part in archive.listing().parts[kind]} == {3, 2}
    assert list(archive.snapshot().corrections["a0"]) == said


def test_removed_articles_are_erased_only_on_request(archive: Archive) -> None:
    archive.remove([Removal("a1", True, "me", NOW, "asked for by a person named in it")])
    archive.correct([Correction("a1", 13, 17, "Nawa", "no place", "me", NOW)])
    compact(archive, grace=timedelta(0))
    assert archive.listing().parts["articles"][0].rows == 5
    assert compact(archive, grace=timedelta(0), erase_removed=True).erased == 2
    assert archive.listing().parts["articles"][0].rows == 4
    everything = b"".join(archive.store.read(name) for name in archive.store.names())
    assert b"Nawa" not in everything
    snapshot = Archive.open(archive.store.address).snapshot()
    assert snapshot.states([("a1", 0)]) == ["removed"]
    assert snapshot.entry("a0") is not None


def test_an_index_of_words_goes_with_its_part(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.archive.INDEXED", 3)
    compact(archive, grace=timedelta(0))
    assert files(archive, "words") == 1
    assert len(archive.snapshot().numbers_with("shelling idl")) == 1
    archive.keep([e for e in state(archive) if e])
    compact(archive, grace=timedelta(0))
    assert (files(archive, "articles"), files(archive, "words")) == (1, 1)


def test_parts_without_kinds_of_events_are_read_and_merged(folder: Archive) -> None:
    """Parts of before there were kinds stay readable; what they report is of the kind "other"."""
    folder.keep([entry("now")])
    old = article_table([entry("before")])
    at = old.schema.get_field_index("events")
    bare = pa.struct([field for field in old.schema.field(at).type.value_type if field.name != "kind"])
    folder.write("articles", old.cast(old.schema.set(at, pa.field("events", pa.list_(bare)))))

    def kinds() -> dict[str, list[str | None]]:
        snapshot = folder.snapshot()
        assert snapshot.problems == ()
        assert Selection(snapshot, Filters(kinds=("battle",))).counts().articles == 1
        assert Selection(snapshot, Filters(kinds=("other",))).counts().articles == 1
        return {id_: [event.kind for event in snapshot.entry(id_).events] for id_ in ("now", "before")}

    assert kinds() == {"now": ["battle"], "before": ["other"]}
    assert compact(folder).merged == 2
    assert kinds() == {"now": ["battle"], "before": ["other"]}
