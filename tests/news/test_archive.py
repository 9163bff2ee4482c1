"""What an archive holds is what its files say together, whoever wrote them and wherever they lie."""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ArchiveError, ArchiveNewer, ArchiveUnreachable
from news.archive import MARKER, Archive
from news.records import Entry
from news.rows import article_table
from news.snapshot import Snapshot
from tests.news.archives import DARAA, HOMS, MOSCOW, NAWA, correction, entries, entry, removal


def held(snapshot: Snapshot) -> dict[str, Entry]:
    entries = snapshot.entries(snapshot.articles["number"].to_pylist())
    return {entry.article.id: entry for entry in entries.values()}


def stories(snapshot: Snapshot) -> set[frozenset[str]]:
    together = defaultdict(set)
    numbers = snapshot.articles["number"].to_pylist()
    ids = {number: entry.article.id for number, entry in snapshot.entries(numbers).items()}
    for number, story in zip(numbers, snapshot.articles["story"].to_pylist(), strict=True):
        together[story].add(ids[number])
    return {frozenset(some) for some in together.values()}


def test_an_archive_that_is_not_there_yet_is_empty(archive: Archive) -> None:
    snapshot = archive.snapshot()
    assert (len(snapshot.articles), len(snapshot.mentions), snapshot.stories, snapshot.days) == (0, 0, 0, None)
    assert snapshot.problems == ()
    assert snapshot.entry("a") is None
    assert snapshot.numbers_with("daraa").tolist() == []
    assert snapshot.states([("a", 1)]) == ["new"]
    assert archive.store.names() == {}


def test_what_is_kept_is_there_as_it_was(archive: Archive, address: str) -> None:
    kept = [entry("a"), entry("b", "From Daraa to نوى", named=[DARAA, NAWA], published=None), entry("c", "", named=[])]
    archive.keep(kept[:2])
    archive.keep(kept[2:])
    snapshot = Archive.open(address).snapshot()
    assert held(snapshot) == {one.article.id: one for one in kept}
    assert snapshot.entry("b") == kept[1]
    assert snapshot.days == (date(2018, 7, 23), date(2018, 7, 23))
    assert sorted(snapshot.mentions["nth"].to_pylist()) == [0, 0, 1]


def test_nothing_kept_writes_nothing(archive: Archive) -> None:
    archive.keep([])
    assert archive.store.names() == {}


def test_the_same_again_changes_nothing(archive: Archive) -> None:
    kept = entry("a")
    for _ in range(3):
        archive.keep([kept])
    snapshot = archive.snapshot()
    assert held(snapshot) == {"a": kept}
    assert len(snapshot.mentions) == 1


def test_states_tell_what_is_to_be_done(archive: Archive) -> None:
    archive.keep([entry("a", digest=1), entry("b", digest=2), entry("c", digest=3)])
    archive.remove([removal("c")])
    asked = [("a", 1), ("b", 7), ("c", 3), ("d", 4), ("", 0)]
    assert archive.snapshot().states(asked) == ["same", "changed", "removed", "new", "new"]


def test_the_version_located_last_counts_whatever_the_order_of_the_files(archive: Archive, address: str) -> None:
    first, second = entry("a"), entry("a", "Rain on Homs", named=[HOMS])
    archive.keep([second])
    archive.keep([first])
    for opened in (archive, Archive.open(address)):
        assert held(opened.snapshot()) == {"a": second}
        assert len(opened.snapshot().mentions) == 1


def test_removed_articles_are_gone_until_they_are_shown_again(archive: Archive) -> None:
    archive.keep([entry("a"), entry("b")])
    archive.remove([removal("a")])
    snapshot = archive.snapshot()
    assert held(snapshot).keys() == {"b"}
    assert len(snapshot.mentions) == 1
    assert snapshot.removed == {"a"}
    archive.keep([entry("a", "Another version, of Daraa")])
    assert held(archive.snapshot()).keys() == {"b"}
    archive.remove([removal("a", removed=False, after_s=60)])
    assert held(archive.snapshot())["a"].article.text == "Another version, of Daraa"


def test_the_last_word_on_a_removal_counts_whatever_the_order_of_the_files(archive: Archive) -> None:
    archive.keep([entry("a")])
    archive.remove([removal("a", removed=False, after_s=60)])
    archive.remove([removal("a"), removal("never there")])
    assert held(archive.snapshot()).keys() == {"a"}


def test_history_remains(archive: Archive) -> None:
    archive.keep([entry("a")])
    archive.keep([entry("a", "Another version, of Daraa")])
    archive.remove([removal("a")])
    parts = archive.listing().parts
    assert [part.rows for part in parts["articles"]] == [1, 1]
    assert [part.rows for part in parts["removals"]] == [1]


def test_corrections_are_laid_over_what_was_found(archive: Archive) -> None:
    kept, other = entry("a", "Daraa and نوى", named=[DARAA, NAWA]), entry("b")
    archive.keep([kept, other])
    archive.correct([correction(kept, "Daraa"), correction(kept, "نوى", verdict="place", place=MOSCOW)])
    snapshot = archive.snapshot()
    (event,) = snapshot.entry("a").events
    assert (event.placement.place, event.placement.mention.text) == (MOSCOW, "نوى")
    assert snapshot.entry("b") == other
    places = [snapshot.places[number].id for number in snapshot.mentions["place"].to_pylist()]
    assert sorted(places) == sorted([DARAA.id, MOSCOW.id])
    assert len(snapshot.corrections["a"]) == 2


def test_corrections_of_what_is_not_there_wait_for_it(archive: Archive) -> None:
    kept = entry("a")
    archive.correct([correction(kept, "Daraa")])
    assert len(archive.snapshot().articles) == 0
    archive.keep([kept])
    assert archive.snapshot().entry("a").events == ()


def test_stories_reach_across_parts_and_removals(archive: Archive) -> None:
    archive.keep([entry("a"), entry("b", same_story="a"), entry("lone")])
    archive.keep([entry("c", same_story="a"), entry("d", same_story="b")])
    assert stories(archive.snapshot()) == {frozenset("abcd"), frozenset({"lone"})}
    archive.remove([removal("a")])
    assert stories(archive.snapshot()) == {frozenset("bcd"), frozenset({"lone"})}
    archive.remove([removal("b")])
    assert archive.snapshot().stories == 3


def test_a_ring_of_stories_is_one_story(archive: Archive) -> None:
    """Two adders at once, each with what the other has as its first."""
    archive.keep([entry("a", same_story="c"), entry("b", same_story="a"), entry("c", same_story="b")])
    archive.keep([entry("d", same_story="a"), entry("e", same_story="e")])
    assert stories(archive.snapshot()) == {frozenset("abcd"), frozenset("e")}


def test_archives_see_each_others_parts(archive: Archive, address: str) -> None:
    other = Archive.open(address)
    assert len(other.snapshot().articles) == 0
    archive.keep([entry("a")])
    before = other.snapshot()
    assert held(before).keys() == {"a"}
    other.keep([entry("b", "Homs", named=[HOMS])])
    archive.remove([removal("a")])
    for each in (archive, other):
        assert held(each.snapshot()).keys() == {"b"}
    assert held(before).keys() == {"a"}  # it never changes
    assert other.snapshot().extends(before)


def test_a_snapshot_is_the_same_until_something_changes(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.keep([entry("a")])
    archive.keep([entry("b")])
    archive.snapshot()
    read = []
    source = type(archive.store).source
    monkeypatch.setattr(type(archive.store), "source", lambda store, name: read.append(name) or source(store, name))
    assert archive.snapshot() is archive.snapshot()
    assert read == []
    archive.keep([entry("c")])
    archive.snapshot()
    assert set(read) == {max(archive.store.names().keys() - {MARKER})}


def test_opening_marks_and_creates_nothing(archive: Archive) -> None:
    archive.snapshot()
    archive.listing()
    assert archive.store.names() == {}
    archive.keep([entry("a")])
    assert archive.store.read(MARKER) == b'{"format": 1}'


@pytest.mark.parametrize("marker", [b'{"format": 2}', b'{"format": "1.5"}', b'{"format": null}'])
def test_a_newer_archive_is_refused_and_left_alone(archive: Archive, marker: bytes, address: str) -> None:
    archive.keep([entry("a")])
    archive.store.write(MARKER, marker)
    before = {name: archive.store.read(name) for name in archive.store.names()}
    with pytest.raises(ArchiveNewer, match="upgrade Dateline") as error:
        Archive.open(address)
    assert "\n" not in str(error.value)
    assert {name: archive.store.read(name) for name in archive.store.names()} == before


@pytest.mark.parametrize("marker", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b"7"])
def test_a_damaged_marker_is_told(archive: Archive, marker: bytes, address: str) -> None:
    archive.store.write(MARKER, marker)
    with pytest.raises(ArchiveError, match=f"{MARKER} is damaged"):
        Archive.open(address)


def test_a_merged_part_stands_for_those_it_replaces(archive: Archive) -> None:
    one, two = entry("a"), entry("b")
    archive.keep([one])
    archive.keep([two])
    before = archive.snapshot()
    names = [part.name for part in archive.listing().parts["articles"]]
    archive.write("articles", article_table([one, two]), replaces=names)
    merged = archive.snapshot()
    assert held(merged) == {"a": one, "b": two}
    assert len(archive.listing().parts["articles"]) == 1
    assert not merged.extends(before)
    for name in names:
        archive.store.delete(name)
    assert held(archive.snapshot()) == {"a": one, "b": two}
    with pytest.raises(ArchiveUnreachable, match="reload"):
        held(before)


def test_what_is_merged_while_it_is_read_is_read_where_it_is_now(
    folder: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = entry("a")
    folder.keep([kept])
    folder.correct([correction(kept, "Daraa")])
    (name,) = (part.name for part in folder.listing().parts["articles"])
    source, reader = type(folder.store).source, Archive.open(folder.store.address)
    opened = 0

    def merge_at_the_third(store: object, wanted: str) -> object:
        """The footer and the columns have been read; what corrections are laid over has not."""
        nonlocal opened
        opened += wanted == name
        if opened == 3 and name in folder.store.names():
            folder.write("articles", article_table([kept]), replaces=[name])
            folder.store.delete(name)
        return source(store, wanted)

    monkeypatch.setattr(type(folder.store), "source", merge_at_the_third)
    assert held(reader.snapshot()) == {"a": replace(kept, events=())}
    assert opened == 3


def test_what_is_listed_but_never_there_ends_in_an_error(folder: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.keep([entry("a")])
    names = folder.store.names()
    for name in names:
        folder.store.delete(name)
    monkeypatch.setattr(type(folder.store), "names", lambda _: dict(names))
    with pytest.raises(ArchiveUnreachable, match="is not there"):
        folder.snapshot()


def test_sources_and_places_of_many_kinds_in_one_part(folder: Archive) -> None:
    """More than a dictionary page of Parquet holds, and several groups of rows."""
    kept = [entry(str(n), "Daraa " + "x" * 200, source=f"{n:0100}") for n in range(17_000)]
    folder.keep(kept)
    snapshot = folder.snapshot()
    assert [snapshot.sources[n] for n in snapshot.articles["source"].to_pylist()] == [e.article.source for e in kept]
    assert snapshot.entry("16999") == kept[-1]


@settings(max_examples=40)
@given(st.data())
def test_any_archive_is_what_its_parts_say(data: st.DataObject) -> None:
    """Parts in any order, versions, removals, stories: the same as computed from the records."""
    ids = st.sampled_from("abcdef")
    parts = data.draw(st.lists(st.lists(entries(ids), min_size=1, max_size=3), max_size=4))
    said = data.draw(st.lists(st.tuples(ids, st.booleans()), max_size=4))
    moment = timedelta(microseconds=1)
    every = [one for part in parts for one in part]
    distinct = iter([replace(one, located=one.located + n * moment) for n, one in enumerate(every)])
    parts = [[next(distinct) for _ in part] for part in parts]
    with TemporaryDirectory() as place:
        archive = Archive.open(Path(place))
        watched = Archive.open(Path(place))
        writes = [lambda part=part: archive.keep(part) for part in parts]
        writes += [
            lambda n=n, s=s: archive.remove([removal(*s[:1], removed=s[1], after_s=n)]) for n, s in enumerate(said)
        ]
        random.Random(len(every)).shuffle(writes)
        for write in writes:
            write()
            if data.draw(st.booleans()):
                watched.snapshot()
        latest: dict[str, Entry] = {}
        for one in sorted((one for part in parts for one in part), key=lambda e: e.located):
            latest[one.article.id] = one
        live = {id_: one for id_, one in latest.items() if not dict(said).get(id_)}
        for each in (watched, Archive.open(Path(place))):
            snapshot = each.snapshot()
            assert snapshot.problems == ()
            assert held(snapshot) == live
            assert stories(snapshot) == told_together(live)
            assert len(snapshot.mentions) == sum(len(one.events) for one in live.values())


def told_together(live: dict[str, Entry]) -> set[frozenset[str]]:
    """Articles that one of them leads to, or an article that is gone."""
    groups = {id_: {id_} for id_ in "abcdef"}
    for id_, one in live.items():
        if one.same_story:
            merged = groups[id_] | groups[one.same_story]
            for other in merged:
                groups[other] = merged
    return {frozenset(group & live.keys()) for group in groups.values() if group & live.keys()}


def test_a_removal_costs_no_copy_of_all_the_others_at_each_new_state(archive: Archive) -> None:
    archive.keep([entry("a"), entry("b")])
    archive.keep([entry("c")])
    archive.remove([removal("a")])
    before = archive.snapshot()
    archive.keep([entry("d")])
    after = archive.snapshot()
    assert held(after).keys() == {"b", "c", "d"}

    def columns(snapshot: Snapshot) -> set[int]:
        return {chunk.buffers()[1].address for chunk in snapshot.mentions["place"].chunks if len(chunk)}

    assert len(columns(before)) == 2
    assert columns(before) < columns(after)
    archive.remove([removal("b")])
    assert held(archive.snapshot()).keys() == {"c", "d"}
