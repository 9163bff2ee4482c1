from pathlib import Path

import pytest

from benchmarks.confidence import abstaining, calibration, calibration_error
from benchmarks.corpora import read_corpus, read_mentions
from tests.benchmarks.corpus import DARAA, EVENTS, FOUND, GOLD, write


def test_the_curve_and_its_error() -> None:
    buckets = calibration([(0.8, True), (0.86, False), (1.0, True), (0.0, False)])
    assert [(b.low, b.count, b.right) for b in buckets] == [(0.0, 1, 0.0), (0.8, 2, 0.5), (0.9, 1, 1.0)]
    assert buckets[1].confidence == pytest.approx(0.83)
    assert calibration_error(buckets) == pytest.approx(2 / 4 * 0.33)
    assert calibration_error(calibration([])) == 0


def test_what_a_threshold_gives(tmp_path: Path) -> None:
    corpus = read_corpus(write(tmp_path / "tiny.jsonl", GOLD))
    mentions = read_mentions(write(tmp_path / "found.jsonl", FOUND))
    everything, sure = (abstaining(corpus, mentions, below=below) for below in (0.0, 0.5))
    assert everything == pytest.approx({"coverage": 1, "accuracy": 2 / 3, "end_to_end": 2 / 4, "placed_only": 4 / 7})
    # Moscow, which was wrong, falls away: it is still found, but on no map
    assert sure == pytest.approx({"coverage": 2 / 3, "accuracy": 1, "end_to_end": 2 / 4, "placed_only": 2 / 3})


def test_what_a_threshold_gives_of_events(tmp_path: Path) -> None:
    corpus = read_corpus(write(tmp_path / "ev.jsonl", EVENTS))
    found = [{"article_id": "e", "start": 15, "end": 20, "lat": DARAA[0], "lon": DARAA[1], "confidence": 0.4}]
    mentions = read_mentions(write(tmp_path / "found.jsonl", found))
    assert abstaining(corpus, mentions, below=0.4) == {"within_25km": 0.5, "mentions_each": 0.5}
    assert abstaining(corpus, mentions, below=0.5) == {"within_25km": 0.0, "mentions_each": 0.0}
