"""What is kept of an article is all of it."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from geo import Alternative, Area, Place, Point
from news.parts import part_bytes
from news.records import Correction, Entry, Removal
from news.rows import (
    area_of,
    article_table,
    correction_of,
    correction_table,
    entry_of,
    place_of,
    removal_of,
    removal_table,
    shape_of,
)
from tests.news.archives import AREAS, DARAA, MOMENTS, NAWA, PLACES, SHORT_TEXTS, entries, entry


def read_again(kept: list[Entry]) -> list[Entry]:
    """Through the bytes of a part."""
    rows = pq.read_table(pa.BufferReader(part_bytes(article_table(kept)))).to_pylist()
    places = {place["id"]: place_of(place) for row in rows for place in row["places"]}
    areas = {area["id"]: area_of(area["geometry"]) for row in rows for area in row["areas"]}
    return [entry_of(row, places.__getitem__, areas.__getitem__) for row in rows]


@given(st.lists(entries(), max_size=4))
def test_entries_come_out_as_they_went_in(kept: list[Entry]) -> None:
    assert read_again(kept) == kept


@given(AREAS)
def test_areas_are_kept_to_a_metre(area: Area) -> None:
    assert area_of(shape_of(area)[1]) == area
    finer = tuple(tuple(Point(p.lat * (1 - 1e-9), p.lon * (1 - 1e-9)) for p in line) for line in area.lines)
    assert shape_of(replace(area, lines=finer)) == shape_of(area)


def test_a_place_stands_once_in_a_part_where_it_is_first_needed() -> None:
    first = entry("a", "Daraa and نوى", named=[DARAA, NAWA])
    (event,) = entry("b").events
    other = replace(event, placement=replace(event.placement, alternatives=(Alternative(NAWA, 0.1),)))
    rows = article_table([first, replace(entry("b"), events=(other,)), entry("c")]).to_pylist()
    assert [[place["id"] for place in row["places"]] for row in rows] == [[DARAA.id, NAWA.id], [], []]


@given(
    st.builds(
        Correction,
        article_id=SHORT_TEXTS,
        start=st.integers(0, 100),
        end=st.integers(0, 100),
        text=SHORT_TEXTS,
        verdict=st.sampled_from(["place", "no place", "role"]),
        by=SHORT_TEXTS,
        at=MOMENTS,
        place=st.none() | st.sampled_from(PLACES),
        role=st.sampled_from([None, "literal", "associative"]),
        was_place=SHORT_TEXTS,
        was_role=st.sampled_from([None, "literal", "associative"]),
    )
)
def test_corrections_come_out_as_they_went_in(said: Correction) -> None:
    rows = pq.read_table(pa.BufferReader(part_bytes(correction_table([said])))).to_pylist()
    assert [correction_of(row) for row in rows] == [said]


@given(st.builds(Removal, SHORT_TEXTS, st.booleans(), SHORT_TEXTS, MOMENTS, SHORT_TEXTS))
def test_removals_come_out_as_they_went_in(said: Removal) -> None:
    rows = pq.read_table(pa.BufferReader(part_bytes(removal_table([said])))).to_pylist()
    assert [removal_of(row) for row in rows] == [said]


def test_what_a_place_is_said_to_be_is_kept_to_the_letter() -> None:
    odd = Place("x:1", "Ağrı\u200f", "water", "", "", Point(-89.99999, 180.0), 2**40, "", radius_km=0.1)
    (event,) = entry("a").events
    kept = replace(entry("a"), events=(replace(event, placement=replace(event.placement, place=odd)),))
    assert read_again([kept]) == [kept]
