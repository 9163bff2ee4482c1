"""Our own tables and the sample articles: every row is whole and plausible."""

import csv
import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import pytest
from geopy.distance import great_circle

from geo import Gazetteer, read_articles
from geo.names import fold
from geo.records import Kind

DATA = Path(__file__).parent.parent.parent / "data"


def _rows(name: str) -> list[dict[str, str]]:
    with open(DATA / "sources" / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


AREAS = _rows("areas.csv")


def test_there_are_at_least_2_000_areas_with_their_own_ids_and_names() -> None:
    assert len(AREAS) >= 2_000
    assert len({row["id"] for row in AREAS}) == len(AREAS)
    assert len({row["name"].lower() for row in AREAS}) == len(AREAS)


@pytest.mark.parametrize("row", AREAS, ids=lambda row: row["id"])
def test_an_area_is_whole(row: dict[str, str]) -> None:
    assert row["kind"] in get_args(Kind)
    assert -90 <= float(row["lat"]) <= 90
    assert -180 <= float(row["lon"]) <= 180
    assert 0 < float(row["radius_km"]) <= 7000
    assert row["source"].startswith("wikipedia:")
    assert row["feature"]


def test_a_further_settlement_is_whole_and_not_in_geonames_list(gazetteer: Gazetteer) -> None:
    rows = _rows("settlements.csv")
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        place = gazetteer.by_id(row["id"])
        assert place, row["id"]
        assert (place.kind, place.population) == ("settlement", 0), row["id"]
        assert row["id"].startswith("geonames:" if row["source"] == "GeoNames" else "dateline:")
        assert row["source"] == "GeoNames" or row["source"].startswith("wikipedia:")


# Out at sea, or where no town of 500 people is near.
FAR_FROM_TOWNS = {
    "scarborough-shoal", "second-thomas-shoal", "pratas-island", "iwo-jima", "wake-island", "midway-atoll",
    "in-amenas-gas-plant", "masirah-island", "wrangel-island", "franz-josef-land", "trobriand-islands", "mururoa",
    "ellesmere-island", "sable-island", "lake-eyre", "mount-erebus", "ring-of-fire-ontario", "nullarbor-plain",
    "novaya-zemlya-test-site",
}  # fmt: skip


def test_an_area_lies_near_a_town_of_its_countries(gazetteer: Gazetteer) -> None:
    towns = defaultdict(list)
    for place in gazetteer:
        if place.kind == "settlement":
            towns[place.country_code].append((place.point.lat, place.point.lon))
    astray = set()
    for row in AREAS:
        point, reach_km = (float(row["lat"]), float(row["lon"])), float(row["radius_km"]) + 150
        near = (
            abs(town[0] - point[0]) < 1 + reach_km / 111 and great_circle(town, point).km <= reach_km
            for code in row["countries"].split("|")
            for town in towns[code]
        )
        if row["countries"] and not any(near):
            astray.add(row["id"])
    assert astray <= FAR_FROM_TOWNS


@pytest.mark.parametrize("table", ["countries.csv", "divisions.csv"])
def test_points_of_countries_and_divisions_are_on_earth(table: str) -> None:
    rows = _rows(table)
    key = next(iter(rows[0]))
    assert len({row[key] for row in rows}) == len(rows)
    for row in rows:
        assert -90 <= float(row["lat"]) <= 90, row[key]
        assert -180 <= float(row["lon"]) <= 180, row[key]


def test_demonyms_are_of_settlements(gazetteer: Gazetteer) -> None:
    rows = _rows("demonyms.csv")
    assert len({row["geonames"] for row in rows}) == len(rows) > 150
    for row in rows:
        place = gazetteer.by_id(f"geonames:{row['geonames']}")
        assert place is not None, row
        assert (place.kind, place.name) == ("settlement", row["place"])
        assert row["demonyms"]


def test_usual_names_are_of_airports(gazetteer: Gazetteer) -> None:
    rows = _rows("airports.csv")
    assert len({row["icao"] for row in rows}) == len(rows)
    for row in rows:
        place = gazetteer.by_id(f"airport:{row['icao']}")
        assert place is not None, row
        assert place.kind == "site"
        assert row["names"]


@pytest.mark.parametrize("table", ["us_counties.csv", "us_towns.csv"])
def test_counties_and_towns_lie_in_their_state(gazetteer: Gazetteer, table: str) -> None:
    states = {place.admin1: place.point for place in gazetteer if place.kind == "admin1" and place.country_code == "US"}
    rows = _rows(table)
    assert len({(row["code"], row["name"]) for row in rows}) == len(rows) > 3_000
    for row in rows:
        state = states[row["code"]]
        far = 20 if row["code"] in ("US.AK", "US.HI") else 8
        assert abs(float(row["lat"]) - state.lat) < far, row
        assert abs(float(row["lon"]) - state.lon) < 2 * far, row


def test_usual_names_are_of_settlements_and_fold_as_they_are_known(gazetteer: Gazetteer) -> None:
    rows = _rows("names.csv")
    assert len({row["geonames"] for row in rows}) == len(rows) > 300
    for row in rows:
        place = gazetteer.by_id(f"geonames:{row['geonames']}")
        assert place is not None, row
        assert (place.kind, place.name) == ("settlement", row["name"])


def _articles() -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / "articles.jsonl").read_text(encoding="utf-8").splitlines()]


def test_translations_are_of_known_places_and_not_in_english(gazetteer: Gazetteer) -> None:
    rows = _rows("translations.csv")
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        place = gazetteer.by_id(row["id"])
        assert place is not None, row
        assert place.name == row["place"]
        assert fold(place.name) not in map(fold, row["names"].split("|"))


def test_the_sample_articles_are_read_without_a_problem() -> None:
    problems: list[Exception] = []
    articles = list(read_articles(DATA / "articles.jsonl", on_problem=problems.append))
    assert problems == []
    assert len(articles) >= 40
    assert len({article.id for article in articles}) == len(articles)
    summer = [a for a in articles if a.published and date(2018, 6, 1) <= a.published <= date(2018, 8, 31)]
    assert len(summer) > len(articles) / 2


@pytest.mark.parametrize("row", _articles(), ids=lambda row: row["id"])
def test_a_sample_article_is_dated_and_sourced(row: dict[str, str]) -> None:
    assert row["id"].endswith(tuple("0123456789"))
    assert date.fromisoformat(row["published"]) <= date.today()
    address = urlsplit(row["url"])
    assert (address.scheme, address.netloc) == ("https", "en.wikipedia.org")
    assert row["source"] == "Wikipedia"
    assert 60 <= len(row["text"].split()) <= 220
