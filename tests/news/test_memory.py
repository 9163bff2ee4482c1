"""Stories are found across restarts and other adders, in a memory that does not grow without end."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from news import memory as memories
from news.archive import Archive
from news.memory import Memory
from news.records import Entry
from news.rows import article_table
from news.stories import Match
from tests.news.archives import entry

REPORT = (
    "Three rockets hit a market in the town of Nawa in Daraa province on Monday morning, killing twelve people and "
    "wounding about thirty others, the head of the town's hospital said. Rescue workers searched the rubble of a "
    "bakery until nightfall, and the governor announced three days of mourning."
)
DAY = date(2018, 7, 23)


@pytest.fixture
def memory(folder: Archive) -> Memory:
    return Memory(folder)


def article(id_: str, *, day: date | None = DAY, text: str = REPORT) -> Entry:
    return entry(id_, text, named=[], published=day)


def matched(memory: Memory, one: Entry) -> Entry:
    memory.recall({one.article.published})
    found = memory.match(one.article)
    return replace(one, same_story=found.story, copy=found.copy)


def others(number: int, day: date = DAY) -> Iterator[Entry]:
    """Articles of a day that have nothing to do with each other."""
    for n in range(number):
        yield article(f"{day} {n}", day=day, text=" ".join(f"wort{day.toordinal()}x{n}y{k}" for k in range(40)))


def test_a_story_is_found_among_what_is_not_kept_yet(memory: Memory) -> None:
    assert matched(memory, article("a")).same_story == ""
    found = matched(memory, article("b"))
    assert (found.same_story, found.copy) == ("a", True)
    assert not any(matched(memory, one).same_story for one in others(5))


def test_a_story_is_found_after_a_restart(folder: Archive) -> None:
    folder.keep([article("a"), *others(20)])
    found = matched(Memory(Archive.open(folder.store.address)), article("b", day=DAY + timedelta(days=1)))
    assert (found.same_story, found.copy) == ("a", True)


def test_a_copy_of_a_copy_is_of_the_first_ones_story(folder: Archive) -> None:
    folder.keep([article("a"), replace(article("b"), same_story="a", copy=True)])
    assert matched(Memory(folder), article("c")).same_story == "a"


def test_what_another_adder_kept_is_learned_after_a_refresh(folder: Archive, memory: Memory) -> None:
    memory.recall({DAY})
    Archive.open(folder.store.address).keep([article("a")])
    assert matched(memory, article("b")).same_story == ""
    Archive.open(folder.store.address).keep([article("c", text=REPORT.replace("Nawa", "Inkhil")[40:])])
    memory.refresh()
    assert matched(memory, article("d")).same_story in ("a", "b")


@pytest.mark.parametrize("delete", [False, True])
def test_what_another_adder_kept_before_a_compaction_is_learned(folder: Archive, memory: Memory, delete: bool) -> None:
    folder.keep(list(others(1)))
    memory.refresh()
    memory.recall({DAY})
    other = Archive.open(folder.store.address)
    other.keep([article("a")])
    names = [part.name for part in other.listing().parts["articles"]]
    other.write("articles", article_table([*others(1), article("a")]), replaces=names)
    for name in names if delete else ():
        other.store.delete(name)
    memory.refresh()
    assert matched(memory, article("b")).same_story == "a"


def test_parts_that_are_merged_between_two_articles_are_read_where_they_are_now(folder: Archive) -> None:
    folder.keep([article("a")])
    memory = Memory(folder)
    (name,) = (part.name for part in folder.listing().parts["articles"])
    folder.write("articles", article_table([article("a")]), replaces=[name])
    folder.store.delete(name)
    assert matched(memory, article("b")).same_story == "a"


def test_a_changed_article_is_not_of_its_own_story(folder: Archive) -> None:
    folder.keep([article("a")])
    found = matched(Memory(folder), article("a", text=REPORT + " It rained."))
    assert (found.same_story, found.copy) == ("", False)


def test_days_further_apart_are_not_read(folder: Archive) -> None:
    folder.keep([article("a"), article("undated", day=None)])
    memory = Memory(folder)
    memory.recall({DAY + timedelta(days=30)})
    assert sum(map(len, memory._known.values())) == 0
    memory.recall({None})
    assert memory._known[None] == {"undated"}


def test_no_more_is_remembered_than_it_may(folder: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memories, "_MOST", 50)
    memory = Memory(folder)
    days = [DAY + timedelta(days=20 * n) for n in range(12)]
    for day in days:
        kept = [matched(memory, one) for one in others(20, day)]
        folder.keep(kept)
        memory.refresh()
    remembered = sum(map(len, memory._known.values()))
    assert 20 <= remembered <= 70
    assert len(memory._stories._days) <= 5


def test_a_day_that_was_forgotten_is_read_again_with_what_was_added_by_ourselves(
    folder: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memories, "_MOST", 5)
    memory = Memory(folder)
    folder.keep([matched(memory, article("a"))])
    memory.refresh()
    for n in range(4):
        for one in others(10, DAY + timedelta(days=20 * (n + 1))):
            matched(memory, one)
    assert DAY not in memory._known
    assert matched(memory, article("b")).same_story == "a"


def test_of_many_undated_articles_the_last_are_known(folder: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memories, "_UNDATED", 3)
    folder.keep([article(str(n), day=None, text=f"{n} {n + 1} {n + 2}") for n in range(8)])
    memory = Memory(folder)
    memory.recall({None})
    assert memory._known[None] == {"5", "6", "7"}


def test_two_adders_at_once_begin_one_story(folder: Archive) -> None:
    one, other = Memory(folder), Memory(Archive.open(folder.store.address))
    a, b, lone = matched(one, article("a")), matched(other, article("b")), matched(other, next(others(1)))
    assert (a.same_story, b.same_story) == ("", "")
    folder.keep([a])
    assert one.refresh({"a"}) == {}
    folder.keep([b, lone])
    assert other.refresh({"b", lone.article.id}) == {"b": Match("a", copy=True)}


def test_two_adders_that_see_each_other_begin_one_story(folder: Archive) -> None:
    one, other = Memory(folder), Memory(Archive.open(folder.store.address))
    a, b = matched(one, article("a")), matched(other, article("b"))
    folder.keep([a])
    folder.keep([b])
    assert one.refresh({"a"}) == {"a": Match("b", copy=True)}
    assert other.refresh({"b"}) == {"b": Match("a", copy=True)}
    folder.keep([replace(a, same_story="b", copy=True)])
    folder.keep([replace(b, same_story="a", copy=True)])
    assert (len(folder.snapshot().articles), folder.snapshot().stories) == (2, 1)
