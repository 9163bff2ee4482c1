"""Stories counted in groups, against the same in Python; days however far apart."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import When
from news import tallies
from news.archive import Archive
from news.queries import Filters, Selection
from news.records import EVENT_KINDS
from news.tallies import columns_of, different, latest, tally
from tests.news.archives import entry

MENTIONS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6), st.integers(0, len(EVENT_KINDS))), max_size=40)


@pytest.mark.parametrize("block", [1, 3, 1000])
def test_stories_are_counted_by_group_and_kind_however_they_are_cut(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "_BLOCK", block)

    @settings(max_examples=50)
    @given(MENTIONS)
    def counted(mentions: list[tuple[int, int, int]]) -> None:
        groups, stories, kinds = (
            (np.array(column, np.int32) for column in zip(*mentions, strict=True))
            if mentions
            else (np.empty(0, np.int32) for _ in range(3))
        )
        given = [
            (groups[at : at + block], stories[at : at + block], kinds[at : at + block].astype(np.uint8))
            for at in range(0, len(groups), block)
        ]
        found = tally(given, len(groups), many=6, articles=7)
        told: dict[tuple[int, int], set[int]] = defaultdict(set)
        for group, story, kind in mentions:
            told[group, story].add(kind)
        for group in range(6):
            of = [kinds for (at, _), kinds in told.items() if at == group]
            assert found.mentions[group] == sum(at == group for at, _, _ in mentions)
            assert found.stories[group] == len(of)
            assert found.kinds[group].tolist() == [sum(n in kinds for kinds in of) for n in range(len(EVENT_KINDS))]
            assert found.first[group].tolist() == [
                sum(n == min(kinds) for kinds in of) for n in range(len(EVENT_KINDS))
            ]

    counted()


def test_the_latest_are_those_of_the_latest_days_and_then_of_the_latest_articles(folder: Archive) -> None:
    days = [date(2018, 7, 3), None, date(2018, 7, 5), date(2018, 7, 5), date(2018, 7, 4), date(2018, 7, 5)]
    folder.keep([entry(str(number), published=day) for number, day in enumerate(days)])
    columns = columns_of(folder.snapshot().mentions)
    rows = np.arange(len(days))
    assert columns.article[latest(columns, rows, len(days))].tolist() == [5, 3, 2, 4, 0, 1]
    for most in range(1, len(days)):
        assert columns.article[latest(columns, rows, most)].tolist()[:most] == [5, 3, 2, 4, 0, 1][:most]


def test_days_may_be_further_apart_than_sixteen_bits_hold(folder: Archive) -> None:
    first, last = date(1600, 2, 29), date(2018, 7, 3)
    old = entry("old")
    (event,) = old.events
    folder.keep(
        [
            replace(old, events=(replace(event, when=When(first, first, "stated", "then")),)),
            entry("new", published=last),
        ]
    )
    snapshot = folder.snapshot()
    assert Selection(snapshot, Filters(until=date(1700, 1, 1))).counts().articles == 1
    assert Selection(snapshot, Filters(since=date(1700, 1, 1))).counts().articles == 1
    assert Selection(snapshot, Filters()).timeline("month")["start"].dt.date.tolist() == [
        date(1600, 2, 1),
        date(2018, 7, 1),
    ]


def test_each_number_is_counted_once() -> None:
    assert different([np.array([3, 1], np.int32), np.array([3, 0], np.int32)], below=5) == 3
    assert different([], below=0) == 0


@pytest.mark.parametrize("block", [1, 2, 3, 4, 100])
def test_blocks_hold_every_row_once(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "_BLOCK", block)
    held = np.array([True, False, True, True, False, False, True])
    assert np.concatenate(list(tallies.blocks(held))).tolist() == [0, 2, 3, 6]


def test_the_mentions_of_articles_are_found_also_behind_those_in_order(folder: Archive) -> None:
    folder.keep([entry(str(number)) for number in range(4)])
    columns = columns_of(folder.snapshot().mentions)
    for order, ordered in (([0, 1, 2, 3], 4), ([0, 2, 3, 1], 3), ([3, 0, 1, 2], 1)):
        shuffled = columns_of(folder.snapshot().mentions.take(order))
        assert shuffled.ordered == ordered
        assert shuffled.of_articles([3, 1]).tolist() == sorted([order.index(1), order.index(3)])
    assert columns.of_articles([]).tolist() == []
