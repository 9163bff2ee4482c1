"""Our geocoder is used as geopy's are; an online one is asked once, and its failures are not "nothing found"."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from geopy.exc import ConfigurationError, GeocoderNotFound, GeocoderServiceError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.location import Location

from geo import Article, Gazetteer, locate
from geo.geocoder import Dateline, Online
from tests.servers import Answer, Server, serve


@pytest.fixture(scope="module")
def dateline(gazetteer: Gazetteer) -> Dateline:
    return Dateline(gazetteer=gazetteer)


def test_geocode_gives_one_location_with_its_evidence(dateline: Dateline) -> None:
    location = dateline.geocode("Daraa")
    assert isinstance(location, Location)
    assert location.address == "Daraa, Syria"
    assert (location.latitude, location.longitude) == (32.61889, 36.10213)
    assert location.raw["id"] == "geonames:170905"
    assert location.raw["kind"] == "settlement"
    assert location.raw["others"] >= 1


def test_geocode_gives_a_list_when_asked(dateline: Dateline) -> None:
    found = dateline.geocode("Springfield", exactly_one=False, limit=3)
    assert len(found) == 3
    assert all(isinstance(location, Location) for location in found)
    assert len(dateline.geocode("Springfield", exactly_one=False)) == 10


def test_nothing_found_is_none(dateline: Dateline) -> None:
    assert dateline.geocode("Xyzzyville") is None
    assert dateline.geocode("Xyzzyville", exactly_one=False) is None
    assert dateline.geocode("") is None


@pytest.mark.parametrize("query", ["32.62, 36.10", (32.62, 36.10)])
def test_reverse_takes_points_as_geopy_does(dateline: Dateline, query: object) -> None:
    assert dateline.reverse(query).raw["id"] == "geonames:170905"
    assert len(dateline.reverse(query, exactly_one=False, limit=4)) == 4


@pytest.mark.parametrize("query", ["nowhere", (float("nan"), 0)])
def test_reverse_refuses_what_is_no_point(dateline: Dateline, query: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # geopy's own words
        dateline.reverse(query)


def test_geopys_rate_limiter_takes_it(dateline: Dateline) -> None:
    assert RateLimiter(dateline.geocode)("Idlib").raw["id"] == "geonames:169389"


FOUND = json.dumps([{"display_name": "Xanadwal, Somewhere", "lat": "33.25", "lon": "36.5", "place_id": 1}]).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(Answer(body=FOUND, headers={"Content-Type": "application/json"})) as running:
        yield running


@pytest.fixture
def online(server: Server, tmp_path: Path) -> Online:
    service = Nominatim(
        domain=server.address.removeprefix("http://"), scheme="http", user_agent="Dateline tests", timeout=5
    )
    return Online(service, folder=tmp_path)


def unplaced(gazetteer: Gazetteer, name: str = "Xanadwal"):
    return locate(Article("a", f"They fled the village of {name}."), gazetteer=gazetteer)[0]


def test_an_unplaced_name_is_asked_for_once(gazetteer: Gazetteer, online: Online, server: Server) -> None:
    filled = online.fill(unplaced(gazetteer))
    assert filled.place is not None
    assert filled.place.name == "Xanadwal"
    assert (filled.place.point.lat, filled.place.point.lon) == (33.25, 36.5)
    assert "found by nominatim on 20" in filled.reason
    assert 0 < filled.confidence < 1
    assert online.fill(unplaced(gazetteer)) == filled
    assert len(server.requests) == 1


def test_the_answer_outlives_the_process(gazetteer: Gazetteer, online: Online, server: Server, tmp_path: Path) -> None:
    online.fill(unplaced(gazetteer))
    again = Online(Nominatim(domain="127.0.0.1:9", scheme="http", user_agent="Dateline tests"), folder=tmp_path)
    assert again.fill(unplaced(gazetteer)).place is not None
    assert len(server.requests) == 1


def test_not_found_is_kept_and_said(gazetteer: Gazetteer, online: Online, server: Server) -> None:
    server.answer = Answer(body=b"[]")
    filled = online.fill(unplaced(gazetteer))
    assert filled.place is None
    assert "nominatim knew none either" in filled.reason
    online.fill(unplaced(gazetteer))
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_failure_is_no_answer_and_is_not_kept(
    gazetteer: Gazetteer, online: Online, server: Server, status: int
) -> None:
    server.answer = Answer(status=status)
    with pytest.raises(GeocoderServiceError):
        online.fill(unplaced(gazetteer))
    server.answer = Answer(body=FOUND)
    assert online.fill(unplaced(gazetteer)).place is not None


def test_a_placed_name_is_not_asked_for(gazetteer: Gazetteer, online: Online, server: Server) -> None:
    placed = locate(Article("a", "Shelling hit Daraa."), gazetteer=gazetteer)[0]
    assert online.fill(placed) == placed
    assert server.requests == []


def test_one_request_a_second(gazetteer: Gazetteer, online: Online, server: Server) -> None:
    start = time.monotonic()
    for name in ("Xanadwal", "Yanadwal", "Zanadwal"):
        online.fill(unplaced(gazetteer, name))
    assert len(server.requests) == 3
    assert time.monotonic() - start >= 1.9


def test_an_unknown_service_and_one_that_needs_a_key_say_so() -> None:
    with pytest.raises(GeocoderNotFound):
        Online("nosuchservice")
    with pytest.raises(ConfigurationError, match="needs a key"):
        Online("opencage")
