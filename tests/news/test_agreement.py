"""What an archive says of itself agrees, whatever is in it: counts, marks, histogram, stories, exports."""

import csv
import io
import json
import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from news.about import about
from news.archive import Archive
from news.output import FORMATS, as_features, as_kml, as_table
from news.queries import Filters, Selection
from news.records import EVENT_KINDS, Entry
from news.snapshot import Snapshot
from tests.news.archives import DARAA, DARAA_GOVERNORATE, SYRIA, entries, entry, removal

_IDS = st.sampled_from([f"article {n}" for n in range(7)])
_DAYS = st.none() | st.dates(date(2018, 6, 25), date(2018, 8, 25))
_FILTERS = st.builds(
    Filters,
    place=st.none() | st.sampled_from([DARAA.id, DARAA_GOVERNORATE.id, SYRIA.id]),
    since=_DAYS,
    until=_DAYS,
    words=st.sampled_from(["", "", "Daraa"]),
    associative=st.booleans(),
    kinds=st.sets(st.sampled_from(EVENT_KINDS), max_size=2).map(tuple),
)


def agree(snapshot: Snapshot, filters: Filters) -> None:
    """All that is counted under filters, beside what is exported."""
    asked = Selection(snapshot, filters)
    counts = asked.counts()
    of = about(snapshot, filters)
    rows = list(csv.DictReader(io.StringIO("\n".join(as_table(snapshot, of)))))
    assert len(rows) == counts.mentions == of.mentions
    assert len({row["article_id"] for row in rows}) == counts.articles
    assert len({row["story"] for row in rows}) == counts.stories
    marks = asked.marks()
    assert marks.loc[marks["chosen"], "mentions"].sum() == counts.mentions

    features = json.loads("\n".join(as_features(snapshot, of)))
    assert len(features["features"]) == counts.mentions == features["metadata"]["mentions"]
    assert (features["metadata"]["stories"], features["metadata"]["articles"]) == (counts.stories, counts.articles)
    assert sum(line.count("<Placemark") for line in as_kml(snapshot, of)) == counts.mentions
    shown = {(row["article_id"], row["start"], row["end"]) for row in rows}
    lines = [json.loads(line) for line in FORMATS["jsonl"](snapshot, filters)]
    placed = [line for line in lines if line["place_id"]]
    assert {(line["article_id"], str(line["start"]), str(line["end"])) for line in placed} >= shown
    assert len(placed) == counts.mentions

    days = [(row["since"], row["until"]) for row in rows if row["since"]]
    ends = (min(first for first, _ in days), max(last for _, last in days)) if days else (None, None)
    assert (features["metadata"]["first_day"], features["metadata"]["last_day"]) == ends
    histogram = asked.timeline("day")
    on_a_day = [since for since, until in days if since == until]
    assert histogram["mentions"].sum() == len(on_a_day)
    assert {str(day.date()) for day in histogram["start"]} == set(on_a_day)
    stories = {(row["since"], row["story"]) for row in rows if row["since"] and row["since"] == row["until"]}
    assert histogram["stories"].sum() == len(stories)


@settings(max_examples=30)
@given(st.lists(st.lists(entries(_IDS), min_size=1, max_size=3), max_size=4), st.sets(_IDS, max_size=2), _FILTERS)
def test_whatever_is_in_it(parts: list[list[Entry]], gone: set[str], filters: Filters) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive.open(folder)
        for part in parts:
            archive.keep(list({one.article.id: one for one in part}.values()))
        archive.remove([removal(id_) for id_ in sorted(gone)])
        agree(archive.snapshot(), filters)


def test_a_story_that_turned_out_to_be_another(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path)
    archive.keep([entry("a"), entry("b", same_story="a"), entry("c", same_story="b"), entry("d", same_story="gone")])
    archive.keep([entry("e", same_story="gone")])
    agree(archive.snapshot(), Filters())
    lines = [json.loads(line) for line in FORMATS["jsonl"](archive.snapshot(), Filters())]
    assert {line["article_id"]: line["story"] for line in lines} == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "d"}
