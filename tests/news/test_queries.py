"""Each question of the views, against the same worked out in Python from the entries."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import Area, Place
from geo.locate import default_gazetteer
from geo.relations import relate
from news import words
from news.archive import Archive
from news.queries import Counts, Division, Filters, Selection, days, mentioned, told_by, told_with, within
from news.records import EVENT_KINDS, Entry, Event
from news.snapshot import Snapshot
from news.tallies import Unit
from tests.news.archives import DARAA, DARAA_GOVERNORATE, DAYS, GOLAN, HOMS, NAWA, PLACES, SYRIA, entries, entry
from tests.news.test_words import meets

FILTERS = st.builds(
    Filters,
    place=st.none() | st.sampled_from([*(place.id for place in PLACES), "geonames:0"]),
    since=st.none() | DAYS,
    until=st.none() | DAYS,
    words=st.sampled_from(["", " ", "daraa", "cafe 10", "نو", "?"]),
    associative=st.booleans(),
    kinds=st.lists(st.sampled_from(EVENT_KINDS), max_size=2, unique=True).map(tuple),
)


@dataclass
class Row:
    """A mention of a live article."""

    article: int
    nth: int
    event: Event
    story: int
    entry: Entry

    @property
    def place(self) -> Place | None:
        return self.event.placement.place

    @property
    def associative(self) -> bool:
        return self.event.placement.mention.role == "associative"


def rows_of(snapshot: Snapshot) -> list[Row]:
    numbers = snapshot.articles["number"].to_pylist()
    entries = snapshot.entries(numbers)
    return [
        Row(number, nth, event, story, entries[number])
        for number, story in zip(numbers, snapshot.articles["story"].to_pylist(), strict=True)
        for nth, event in enumerate(entries[number].events)
    ]


def known_places(kept: list[Entry]) -> set[Place]:
    placements = [event.placement for one in kept for event in one.events]
    return {p.place for p in placements if p.place} | {other.place for p in placements for other in p.alternatives}


def inside(place: Place | None, id_: str | None, known: set[Place]) -> bool:
    whole = next((one for one in known if one.id == id_), None) or default_gazetteer().by_id(id_ or "")
    if id_ is None or place is None or whole is None:
        return id_ is None and place is not None
    if whole.kind == "country":
        return place.country_code == whole.country_code
    return place == whole or (whole.kind == "admin1" and place.admin1 == whole.admin1)


def in_period(row: Row, filters: Filters) -> bool:
    when = row.event.when
    if when.start is None or when.end is None:
        return not (filters.since or filters.until)
    return (filters.since is None or when.end >= filters.since) and (
        filters.until is None or when.start <= filters.until
    )


def worded(row: Row, search: str) -> bool:
    if not search.strip():
        return True
    article, beginnings = row.entry.article, words.wanted(search)
    held = words.wanted(f"{article.title} {article.text} {article.source}")
    return bool(beginnings) and all(any(meets(word, b) for word in held) for b in beginnings)


@settings(max_examples=60)
@given(st.lists(st.lists(entries(st.sampled_from("abcdefgh")), min_size=1, max_size=4), max_size=3), FILTERS)
def test_every_question_is_answered_as_in_python(parts: list[list[Entry]], filters: Filters) -> None:
    with TemporaryDirectory() as folder:
        archive = Archive.open(Path(folder))
        for part in parts:
            archive.keep(part)
        snapshot = archive.snapshot()
        check(snapshot, filters, known_places([one for part in parts for one in part]))


def check(snapshot: Snapshot, filters: Filters, known: set[Place]) -> None:
    selection = Selection(snapshot, filters)
    every = [row for row in rows_of(snapshot) if worded(row, filters.words)]
    every = [row for row in every if not filters.kinds or row.event.kind in filters.kinds]
    timely = [row for row in every if in_period(row, filters)]
    placed = [row for row in timely if inside(row.place, filters.place, known)]
    shown = [row for row in placed if filters.associative or not row.associative]

    assert selection.counts() == Counts(
        mentions=len(shown),
        articles=len({row.article for row in shown}),
        stories=len({row.story for row in shown}),
        associative_hidden=len(placed) - len(shown),
        unplaced=sum(row.place is None for row in timely),
        undated_articles=len(
            {
                row.article
                for row in every
                if row.event.when.start is None
                and inside(row.place, filters.place, known)
                and (filters.associative or not row.associative)
                and (filters.since or filters.until)
            }
        ),
    )

    def latest(rows: list[Row]) -> list[Row]:
        return sorted(rows, key=lambda r: (-(r.event.when.end or date.min).toordinal(), -r.article, r.nth))

    def listed(rows: list[Row]) -> list[tuple[int, int]]:
        return [(row.article, row.nth) for row in latest(rows)]

    def told(rows: list[Row]) -> list[tuple[int, int]]:
        first: dict[int, int] = {}
        for row in latest(rows):
            first.setdefault(row.story, row.article)
        return list(first.items())

    undated = [row for row in every if row.event.when.start is None and inside(row.place, filters.place, known)]
    undated = [row for row in undated if filters.associative or not row.associative]
    assert list(selection.stories(1000).itertuples(index=False, name=None)) == told(shown)
    assert list(selection.stories(2).itertuples(index=False, name=None)) == told(shown)[:2]
    assert list(selection.stories(1000, undated=True).itertuples(index=False, name=None)) == told(undated)
    moment = datetime(2000, 1, 1, 6, tzinfo=UTC)
    later = {row.article for row in shown if int(row.entry.added.timestamp()) > int(moment.timestamp())}
    assert selection.arrived(moment) == len(later)
    some = {row.article for row in every if row.article % 2}
    assert pairs(selection.in_articles(some)) == [(r.article, r.nth) for r in shown if r.article in some]
    assert pairs(selection.in_articles(some, undated=True)) == [
        (r.article, r.nth) for r in undated if r.article in some
    ]
    assert pairs(selection.unplaced(1000)) == listed([row for row in timely if row.place is None])
    assert marks_of(snapshot, selection) == marks(timely, filters, known)
    named = {snapshot.places[n].id: stories for n, stories in mentioned(snapshot).itertuples(index=False)}
    assert named == {id_: len({r.story for r in some}) for id_, some in by_place_of(rows_of(snapshot)).items()}
    of_stories = {row.story for row in every}
    articles = snapshot.articles.to_pylist()
    assert told_by(snapshot, of_stories) == {
        story: [one["number"] for one in articles if one["story"] == story] for story in of_stories
    }
    dated = [row.event.when for row in rows_of(snapshot) if row.event.when.start]
    assert days(snapshot) == ((min(w.start for w in dated), max(w.end for w in dated)) if dated else None)
    levels: tuple[Division, ...] = ("country", "admin1")
    for level in levels:
        assert divisions_of(selection, level) == divisions(shown, level)
    units: tuple[Unit, ...] = ("day", "week", "month")
    for unit in units:
        times = selection.timeline(unit)
        found = {start.date(): tuple(counted) for start, *counted in tuples(times)}
        assert list(found) == sorted(found)
        assert found == timeline(shown, unit)

    any_time = [row for row in every if inside(row.place, filters.place, known)]
    any_time = [row for row in any_time if filters.associative or not row.associative]
    until = filters.until or date(2018, 8, 20)
    weeks = {week: tuple(counted) for week, *counted in tuples(selection.weekly(until, WEEKS))}
    assert weeks == weekly(any_time, until)
    numbers = range(len(snapshot.places))
    themselves = pa.table({"place": pa.array(numbers, pa.int32()), "whole": pa.array(numbers, pa.int32())})
    by_place = tuples(selection.weekly_by_place(until, WEEKS, themselves))
    assert {snapshot.places[n].id: (last, before) for n, last, before in by_place} == weekly_by_place(any_time, until)


def by_place_of(rows: list[Row]) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        if row.place:
            found[row.place.id].append(row)
    return found


def tuples(found: Any) -> list[tuple[Any, ...]]:
    return list(found.itertuples(index=False, name=None))


def pairs(found: Any) -> list[tuple[int, int]]:
    return list(zip(found["article"], found["nth"], strict=True))


Mark = tuple[str, bool, Area | None]


def marks(timely: list[Row], filters: Filters, known: set[Place]) -> dict[Mark, tuple[object, ...]]:
    together = defaultdict(list)
    for row in timely:
        if row.place and (filters.associative or not row.associative):
            together[row.place.id, row.associative, row.event.placement.area].append(row)
    return {
        mark: (
            len(some),
            len({row.story for row in some}),
            max((row.event.when.end for row in some if row.event.when.end), default=None),
            inside(some[0].place, filters.place, known),
            *(len({row.story for row in some if row.event.kind == kind}) for kind in EVENT_KINDS),
        )
        for mark, some in together.items()
    }


def marks_of(snapshot: Snapshot, selection: Selection) -> dict[Mark, tuple[object, ...]]:
    rows = [
        {**row, "latest": None if str(row["latest"]) == "NaT" else row["latest"].date()}
        for row in selection.marks().to_dict("records")
    ]
    assert [row["stories"] for row in rows] == sorted((row["stories"] for row in rows), reverse=True)
    found = {
        (
            snapshot.places[row["place"]].id,
            row["associative"],
            None if row["area"] < 0 else snapshot.area(row["area"])[1],
        ): (row["mentions"], row["stories"], row["latest"], row["chosen"], *(row[kind] for kind in EVENT_KINDS))
        for row in rows
    }
    assert len(found) == len(rows)
    return found


def divisions(rows: list[Row], level: Division) -> dict[str, tuple[object, ...]]:
    together = defaultdict(list)
    for row in rows:
        if row.place and (code := row.place.country_code if level == "country" else row.place.admin1):
            together[code].append(row)
    return {
        code: (
            len(some),
            len({row.story for row in some}),
            max((row.event.when.end for row in some if row.event.when.end), default=None),
            *(len({row.story for row in some if row.event.kind == kind}) for kind in EVENT_KINDS),
        )
        for code, some in together.items()
    }


def divisions_of(selection: Selection, level: Division) -> dict[str, tuple[object, ...]]:
    rows = selection.by_division(level).to_dict("records")
    assert [row["stories"] for row in rows] == sorted((row["stories"] for row in rows), reverse=True)
    return {
        row["code"]: (
            row["mentions"],
            row["stories"],
            None if str(row["latest"]) == "NaT" else row["latest"].date(),
            *(row[kind] for kind in EVENT_KINDS),
        )
        for row in rows
    }


def timeline(rows: list[Row], unit: Unit) -> dict[date, tuple[int, ...]]:
    together = defaultdict(list)
    for row in rows:
        when = row.event.when
        if when.start and when.end and (when.end - when.start).days < {"day": 1, "week": 7, "month": 31}[unit]:
            start = {
                "day": when.start,
                "week": when.start - timedelta(days=when.start.weekday()),
                "month": when.start.replace(day=1),
            }[unit]
            together[start].append(row)
    return {
        start: (len({row.story for row in some}), len(some), *first_kinds(some)) for start, some in together.items()
    }


def first_kinds(rows: list[Row]) -> list[int]:
    kinds = defaultdict(set)
    for row in rows:
        kinds[row.story].add(row.event.kind)
    firsts = [next((kind for kind in EVENT_KINDS if kind in some), None) for some in kinds.values()]
    return [firsts.count(kind) for kind in EVENT_KINDS]


WEEKS = 3


def in_weeks(rows: list[Row], until: date) -> list[tuple[int, Row]]:
    found = []
    for row in rows:
        when = row.event.when
        if when.start and when.end and when.start <= until and (when.end - when.start).days < 7:
            found.append(((until - when.start).days // 7, row))
    return [(week, row) for week, row in found if week < WEEKS]


def weekly(rows: list[Row], until: date) -> dict[int, tuple[int, ...]]:
    together = defaultdict(list)
    for week, row in in_weeks(rows, until):
        together[week].append(row)
    return {
        week: (
            len({row.story for row in some}),
            *(len({row.story for row in some if row.event.kind == kind}) for kind in EVENT_KINDS),
        )
        for week, some in together.items()
    }


def weekly_by_place(rows: list[Row], until: date) -> dict[str, tuple[int, int]]:
    together = defaultdict(set)
    for week, row in in_weeks(rows, until):
        if row.place:
            together[row.place.id].add((week > 0, week, row.story))
    return {id_: (sum(not b for b, *_ in some), sum(b for b, *_ in some)) for id_, some in together.items()}


def test_a_country_and_a_division_hold_what_lies_in_them(folder: Archive) -> None:
    folder.keep([entry("a", " ".join(place.name for place in PLACES), named=PLACES)])
    snapshot = folder.snapshot()

    def ids(id_: str) -> set[str]:
        return {snapshot.places[number].id for number in within(snapshot, id_)}

    assert ids(SYRIA.id) == {SYRIA.id, DARAA_GOVERNORATE.id, DARAA.id, NAWA.id, HOMS.id}
    assert ids(DARAA_GOVERNORATE.id) == {DARAA_GOVERNORATE.id, DARAA.id, NAWA.id}
    assert ids(DARAA.id) == {DARAA.id}
    assert ids(GOLAN.id) == {GOLAN.id}
    assert ids("geonames:0") == set()


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (date(2018, 7, 1), None, True), (None, date(2018, 7, 31), True), (date(2018, 7, 31), None, True),
        (None, date(2018, 7, 1), True), (date(2018, 7, 10), date(2018, 7, 12), True), (date(2018, 8, 1), None, False),
        (None, date(2018, 6, 30), False), (date(2018, 7, 12), date(2018, 7, 10), True),
    ],
)  # fmt: skip
def test_a_month_is_in_each_period_that_shares_a_day_with_it(
    folder: Archive, since: date | None, until: date | None, found: bool
) -> None:
    kept = entry("a")
    (event,) = kept.events
    july = replace(event.when, start=date(2018, 7, 1), end=date(2018, 7, 31), basis="stated")
    folder.keep([replace(kept, events=(replace(event, when=july),))])
    counts = Selection(folder.snapshot(), Filters(since=since, until=until)).counts()
    assert (counts.mentions, counts.undated_articles) == (int(found), 0)


def test_the_undated_are_shown_without_a_period_and_counted_with_one(folder: Archive) -> None:
    folder.keep([entry("a", published=None), entry("b")])
    assert Selection(folder.snapshot(), Filters()).counts().articles == 2
    july = Selection(folder.snapshot(), Filters(since=date(2018, 7, 1)))
    assert (july.counts().articles, july.counts().undated_articles) == (1, 1)
    assert len(july.stories(10, undated=True)) == 1


@pytest.mark.parametrize(("words", "drawn"), [("In central Daraa", False), ("South of Daraa", True)])
def test_a_part_of_a_town_is_the_town_on_the_map_and_keeps_its_area_in_the_article(
    folder: Archive, words: str, drawn: bool
) -> None:
    kept = entry("a", words, named=[DARAA])
    (event,) = kept.events
    (placement,) = relate(kept.article, [event.placement])
    assert placement.area
    folder.keep([replace(kept, events=(replace(event, placement=placement),))])
    snapshot = folder.snapshot()
    assert (snapshot.mentions["area"].to_pylist() != [-1]) is drawn
    assert Selection(snapshot, Filters()).marks()["area"].tolist() == snapshot.mentions["area"].to_pylist()
    (again,) = snapshot.entry("a").events
    assert again.placement.mention.relation == placement.mention.relation
    assert again.placement.area
    assert again.placement.area.radius_km == pytest.approx(placement.area.radius_km, abs=0.001)


@pytest.fixture
def told(tmp_path: Path) -> Snapshot:
    """Three articles, two of which tell one story."""
    archive = Archive.open(tmp_path)
    archive.keep([entry("a"), entry("b"), replace(entry("c"), same_story="a")])
    return archive.snapshot()


def test_a_selection_of_one_article_is_of_its_mentions_alone(told: Snapshot) -> None:
    number = told.number_of("b")
    assert number is not None
    for filters in (Filters(associative=True), Filters(associative=True, words="daraa"), Filters(words="nowhere")):
        every, one = Selection(told, filters), Selection(told, filters, article=number)
        listed = every.every()
        assert one.every().to_dict() == listed[listed["article"] == number].reset_index(drop=True).to_dict()
        assert one.counts().articles == len(set(listed["article"]) & {number})
        assert one.marks()["mentions"].sum() == one.counts().mentions


def test_the_articles_of_a_story_are_told_by_any_of_them(told: Snapshot) -> None:
    numbers = {id_: told.number_of(id_) or 0 for id_ in "abc"}
    assert told_with(told, numbers["a"]) == told_with(told, numbers["c"]) == [numbers["a"], numbers["c"]]
    assert told_with(told, numbers["b"]) == [numbers["b"]]
    assert told_with(told, 99) == []
