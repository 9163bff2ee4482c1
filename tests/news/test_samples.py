"""The archive that ships is that of data/articles.jsonl, and its places are those of the gazetteer that ships."""

from pathlib import Path

import pytest

from geo import Article, Gazetteer
from news.archive import Archive
from news.read import read
from news.whereabouts import SAMPLES

DATA = Path(__file__).parents[2] / "data"
AGAIN = "rm -r data/archive && python -m news add data/articles.jsonl --archive data/archive"


def test_the_samples_are_those_of_the_file() -> None:
    articles: list[Article] = list(read(str(DATA / "articles.jsonl"), on_problem=pytest.fail))
    snapshot = Archive.open(SAMPLES).snapshot()
    assert snapshot.problems == ()
    kept = snapshot.entries(snapshot.articles["number"].to_pylist()).values()
    raw = {e.article.id: (e.raw or e.article.text, e.article.title, e.article.url, e.article.published) for e in kept}
    assert raw == {a.id: (a.text, a.title, a.url, a.published) for a in articles}, AGAIN
    assert {entry.origin for entry in kept} == {"data/articles.jsonl"}


def test_the_places_of_the_samples_are_those_of_the_gazetteer(gazetteer: Gazetteer) -> None:
    snapshot = Archive.open(SAMPLES).snapshot()
    kept = snapshot.entries(snapshot.articles["number"].to_pylist()).values()
    places = {event.placement.place for entry in kept for event in entry.events} - {None}
    assert len(places) > 100
    assert all(gazetteer.by_id(place.id) == place for place in places if place), AGAIN


def test_the_samples_are_one_part() -> None:
    assert len(list(SAMPLES.glob("*.articles.parquet"))) == 1
    assert {path.name for path in SAMPLES.glob("*.json")} == {"dateline.json"}
