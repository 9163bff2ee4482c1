from pathlib import Path

import pytest

from benchmarks.corpora import Corpus, Found, Toponym, read_corpus, read_mentions
from benchmarks.scores import distance_km, evaluate, pairs
from geo import InputError, Point
from tests.benchmarks.corpus import DAMASCUS, DARAA, EVENTS, FOUND, GOLD, write


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return read_corpus(write(tmp_path / "tiny.jsonl", GOLD))


def _marked(start: int, end: int) -> Toponym:
    return Toponym(start, end, "x" * (end - start), None, None, "", "")


def _found(start: int, end: int) -> Found:
    return Found(start, end, None, None, None, None, None)


def test_a_distance_is_that_of_the_sphere() -> None:
    assert distance_km(Point(*DARAA), Point(*DAMASCUS)) == pytest.approx(100.7, abs=0.1)
    assert distance_km(Point(0, 0), Point(0, 180)) == pytest.approx(20015.1, abs=0.1)


def test_identical_spans_pair_before_longer_ones() -> None:
    marked, found = [_marked(0, 5), _marked(6, 9)], [_found(0, 9), _found(0, 5)]
    assert pairs(marked, found) == [(marked[0], found[1]), (marked[1], found[0])]
    assert pairs(marked, found, exact=True) == [(marked[0], found[1])]
    assert pairs([_marked(0, 3)], [_found(3, 5)]) == []


def test_every_measure(corpus: Corpus, tmp_path: Path) -> None:
    result = evaluate(corpus, read_mentions(write(tmp_path / "found.jsonl", FOUND)))
    assert (result["articles"], result["toponyms"]) == (2, 5)
    assert result["exact"] == pytest.approx({"precision": 3 / 5, "recall": 3 / 5, "f1": 3 / 5})
    assert result["overlap"] == pytest.approx({"precision": 4 / 5, "recall": 4 / 5, "f1": 4 / 5})
    # of what was found and whose place is known, Daraa twice is right and Moscow is wrong
    assert (result["placed"]["mentions"], result["placed"]["accuracy_161km"]) == (3, pytest.approx(2 / 3))
    assert result["placed"]["median_km"] == 0
    # Nowhereville's place is unknown, so that it is counted on neither side
    assert result["end-to-end"] == pytest.approx({"precision": 2 / 4, "recall": 2 / 4, "f1": 2 / 4})
    # found as literal: Daraa twice and Nowhereville rightly, Moscow wrongly
    assert result["literal"] == pytest.approx({"precision": 3 / 4, "recall": 1, "f1": 6 / 7})
    assert result["literal end-to-end"] == pytest.approx({"precision": 2 / 3, "recall": 1, "f1": 4 / 5})


def test_what_is_not_placed_is_wrong(corpus: Corpus, tmp_path: Path) -> None:
    unplaced = [{**mention, "lat": None, "lon": None} for mention in FOUND]
    result = evaluate(corpus, read_mentions(write(tmp_path / "found.jsonl", unplaced)))
    assert result["placed"]["accuracy_161km"] == 0
    assert result["placed"]["auc"] == pytest.approx(1)
    assert result["end-to-end"]["f1"] == 0
    assert result["overlap"]["f1"] == pytest.approx(4 / 5)


def test_a_corpus_without_roles_or_places_has_no_such_measures(tmp_path: Path) -> None:
    plain = [
        {**article, "toponyms": [{**mark, "lat": None, "lon": None, "role": None} for mark in article["toponyms"]]}
        for article in GOLD
    ]
    result = evaluate(read_corpus(write(tmp_path / "plain.jsonl", plain)), {})
    assert result.keys() == {"articles", "toponyms", "exact", "overlap"}
    assert result["exact"] == {"precision": 0, "recall": 0, "f1": 0}


def test_a_report_of_events_is_hit_by_one_near_mention(tmp_path: Path) -> None:
    found = [{"article_id": "e", "start": 15, "end": 20, "lat": DARAA[0] + 0.2, "lon": DARAA[1]}]
    found.append({**found[0], "start": 0, "end": 6, "lat": None, "lon": None})
    result = evaluate(
        read_corpus(write(tmp_path / "ev.jsonl", EVENTS)), read_mentions(write(tmp_path / "found.jsonl", found))
    )
    assert result["event"] == {"within_25km": 0.5, "mentions_each": 0.5}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "tiny.jsonl:2: Expecting"),
        ('{"text": "x", "toponyms": []}', "tiny.jsonl:2: no 'id'"),
        (
            '{"id": "x", "text": "x", "toponyms": [{"start": 0, "end": 1, "text": "x", "lat": 91, "lon": 0}]}',
            "latitude",
        ),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "tiny.jsonl"
    path.write_text('{"id": "a", "text": "x", "toponyms": []}\n' + line, encoding="utf-8")
    with pytest.raises(InputError, match=why):
        read_corpus(path)
