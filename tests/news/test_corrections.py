"""What people said counts over what was found, on reading and after locating anew."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import When
from news.corrections import corrected, fits
from news.records import Correction, Entry, Event
from tests.news.archives import DARAA, HOMS, JERUSALEM, MORNING, MOSCOW, NAWA, PLACES, correction, entries, entry

TOWNS = entry("a", "Shelling of Daraa and نوى, says Moscow.", named=[DARAA, NAWA])


def after(*said: Correction, of: Entry = TOWNS) -> list[tuple[str, str | None, str]]:
    """Text, place and role of each mention."""
    return [
        (event.placement.mention.text, event.placement.place and event.placement.place.id, event.placement.mention.role)
        for event in corrected(of.article, of.events, said)
    ]


FOUND = [("Daraa", DARAA.id, "literal"), ("نوى", NAWA.id, "literal")]


def test_nothing_said_changes_nothing() -> None:
    assert corrected(TOWNS.article, TOWNS.events, []) == TOWNS.events
    elsewhere = replace(correction(TOWNS, "Daraa"), article_id="b")
    assert corrected(TOWNS.article, TOWNS.events, [elsewhere]) == TOWNS.events


def test_each_verdict() -> None:
    assert after(correction(TOWNS, "Daraa")) == FOUND[1:]
    assert after(correction(TOWNS, "نوى", verdict="place", place=HOMS)) == [FOUND[0], ("نوى", HOMS.id, "literal")]
    assert after(correction(TOWNS, "نوى", verdict="role", role="associative")) == [
        FOUND[0],
        ("نوى", NAWA.id, "associative"),
    ]
    both = correction(TOWNS, "نوى", verdict="place", place=HOMS, role="associative")
    assert after(both) == [FOUND[0], ("نوى", HOMS.id, "associative")]


def test_a_place_that_was_not_found_is_added_in_text_order_on_the_day_of_publication() -> None:
    said = correction(TOWNS, "Moscow", verdict="place", place=MOSCOW, role="associative")
    assert after(said) == [*FOUND, ("Moscow", MOSCOW.id, "associative")]
    event = corrected(TOWNS.article, TOWNS.events, [said])[-1]
    assert event.when == When(date(2018, 7, 23), date(2018, 7, 23), "published")
    assert event.placement.confidence == 1.0
    assert event.placement.reason == "corrected by hand on 2018-07-25"


def test_what_becomes_literal_has_the_kind_that_its_sentence_reports() -> None:
    town = entry("b", "Москва is silent. A protest was held in Homs and shells hit Daraa.", named=[MOSCOW, HOMS, DARAA])
    only_names = tuple(
        replace(e, kind=None, placement=replace(e.placement, mention=replace(e.placement.mention, role="associative")))
        for e in town.events
    )

    def kinds(*said: Correction) -> list[str | None]:
        return [event.kind for event in corrected(town.article, only_names, said)]

    literal = correction(town, "Daraa", verdict="role", role="literal")
    assert kinds(literal) == [None, None, "air strike"]
    assert kinds(correction(town, "Homs", verdict="place", place=HOMS, role="literal")) == [None, "protest", None]
    assert kinds(correction(town, "Москва", verdict="role", role="literal")) == ["other", None, None]
    assert [event.kind for event in corrected(town.article, [], [correction(town, "Daraa", verdict="place")])] == [
        "air strike"
    ]


def test_what_is_literal_keeps_its_kind_and_what_is_not_has_none() -> None:
    elsewhere = correction(TOWNS, "Daraa", verdict="place", place=HOMS)
    assert [event.kind for event in corrected(TOWNS.article, TOWNS.events, [elsewhere])] == ["battle", "battle"]
    name = correction(TOWNS, "Daraa", verdict="role", role="associative")
    assert [event.kind for event in corrected(TOWNS.article, TOWNS.events, [name])] == [None, "battle"]


def test_a_corrected_mention_keeps_when_it_was() -> None:
    stated = When(date(2018, 7, 1), date(2018, 7, 1), "stated", "on July 1")
    events = tuple(replace(event, when=stated) for event in TOWNS.events)
    said = correction(TOWNS, "Daraa", verdict="place", place=HOMS)
    assert [event.when for event in corrected(TOWNS.article, events, [said])] == [stated, stated]


def test_later_words_count_in_whatever_order_they_come() -> None:
    said = [
        correction(TOWNS, "Daraa", after_s=1),
        correction(TOWNS, "Daraa", after_s=2, verdict="place", place=HOMS),
        correction(TOWNS, "Daraa", after_s=3, verdict="role", role="associative"),
    ]
    for order in (said, said[::-1]):
        assert after(*order) == [("Daraa", HOMS.id, "associative"), FOUND[1]]
    assert after(*said, correction(TOWNS, "Daraa", after_s=4)) == FOUND[1:]
    back = correction(TOWNS, "Daraa", after_s=5, verdict="place", place=DARAA, role="literal")
    assert after(*said, back) == FOUND


def test_a_longer_name_takes_the_place_of_what_was_found_in_it() -> None:
    said = correction(TOWNS, "Daraa and نوى", verdict="place", place=JERUSALEM)
    assert after(said) == [("Daraa and نوى", JERUSALEM.id, "literal")]


def test_of_spans_that_overlap_the_last_one_spoken_of_counts() -> None:
    long = correction(TOWNS, "Daraa and نوى", verdict="place", place=JERUSALEM)
    short = correction(TOWNS, "Daraa", verdict="place", place=HOMS)
    assert after(long, replace(short, at=long.at + timedelta(seconds=1))) == [("Daraa", HOMS.id, "literal"), FOUND[1]]
    assert after(replace(long, at=short.at + timedelta(seconds=1)), short) == [
        ("Daraa and نوى", JERUSALEM.id, "literal")
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Dara"}, {"start": 13}, {"end": 18}, {"start": 500, "end": 505}, {"start": 5, "end": 5, "text": ""},
        {"start": -len(TOWNS.article.text) + 12, "end": 17}, {"article_id": "b"},
    ],
)  # fmt: skip
def test_what_does_not_fit_the_text_is_left_out(change: dict[str, object]) -> None:
    assert after(replace(correction(TOWNS, "Daraa"), **change)) == FOUND


def test_the_end_of_the_text_is_its_end() -> None:
    short = entry("a", "In Homs", named=[HOMS])
    assert fits(correction(short, "Homs"), short.article)
    assert not fits(replace(correction(short, "Homs"), end=99), short.article)


def test_it_holds_for_what_a_better_model_finds() -> None:
    said = correction(TOWNS, "Daraa", verdict="place", place=HOMS)
    none = replace(TOWNS, events=())
    longer = entry("a", TOWNS.article.text, named=[replace(DARAA, name="of Daraa and"), NAWA])
    assert after(said, of=none) == [("Daraa", HOMS.id, "literal")]
    assert after(said, of=longer) == [("Daraa", HOMS.id, "literal"), FOUND[1]]


def test_a_role_that_a_person_gave_outlives_the_relation_that_the_text_puts_it_in() -> None:
    near = entry("a", "Troops moved near Daraa.", named=[DARAA])
    said = correction(near, "Daraa", verdict="role", role="associative")
    assert after(said, of=near) == [("Daraa", DARAA.id, "associative")]
    (event,) = corrected(near.article, near.events, [correction(near, "Daraa", verdict="place", place=HOMS)])
    assert event.placement.mention.relation.kind == "near"
    assert event.placement.area.lines[0][0] == HOMS.point


@given(st.data())
def test_whatever_is_said_the_rules_of_mentions_hold(data: st.DataObject) -> None:
    kept = data.draw(entries(st.just("a")))
    text = kept.article.text
    said = []
    for nth in range(data.draw(st.integers(0, 5))):
        start, end = data.draw(st.integers(-2, len(text) + 2)), data.draw(st.integers(-2, len(text) + 2))
        verdict = data.draw(st.sampled_from(["place", "no place", "role"]))
        where = data.draw(st.sampled_from(PLACES)) if verdict == "place" else None
        role = data.draw(st.sampled_from(["literal", "associative"])) if verdict == "role" else None
        at = MORNING + timedelta(seconds=data.draw(st.integers(0, 3)), microseconds=nth)
        said.append(Correction("a", start, end, text[start:end], verdict, "Noor", at, where, role))
    events = corrected(kept.article, kept.events, said)
    spans = [(e.placement.mention.start, e.placement.mention.end) for e in events]
    assert spans == sorted(spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    for event in events:
        mention = event.placement.mention
        assert (text[mention.start : mention.end], mention.article_id) == (mention.text, "a")
        assert mention.text
    assert corrected(kept.article, kept.events, said) == events
    assert as_found(corrected(kept.article, events, said)) == as_found(events)  # once is enough
    last = max((c for c in said if fits(c, kept.article)), key=lambda c: c.at, default=None)
    if last:
        there = [e for e in events if (e.placement.mention.start, e.placement.mention.end) == (last.start, last.end)]
        assert bool(there) == (last.verdict != "no place")
        assert all(last.place in (None, e.placement.place) for e in there)
        assert all(last.role in (None, e.placement.mention.role) for e in there)


def as_found(events: tuple[Event, ...]) -> list[object]:
    return [(e.placement.mention.start, e.placement.place, e.placement.mention.role, e.when) for e in events]
