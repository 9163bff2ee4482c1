"""The geopy side: our gazetteer as a geopy geocoder, and an online geocoder for what it lacks.

`Dateline` works offline and is used as any geopy geocoder is. `Online` asks a service, only where it is asked for: one
request a second for the whole process, each answer kept on disk with its date, so that nothing is asked twice.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import geopy
from geopy.exc import ConfigurationError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import get_geocoder_for_service
from geopy.geocoders.base import Geocoder

from geo.errors import DatelineError
from geo.folders import cache_folder
from geo.gazetteer import Gazetteer
from geo.locate import default_gazetteer
from geo.records import Place, Placement, Point

USER_AGENT = "Dateline/0.1 (offline geoparser, online fallback)"
DELAY_S = 1.0  # Nominatim's usage policy: one request a second for the whole application
ONLINE_RADIUS_KM = 25.0  # of what is no dot, or may be none
# Nominatim's `addresstype`.
_KIND_ONLINE = {
    **dict.fromkeys(["city", "town", "village", "hamlet", "suburb", "neighbourhood", "municipality"], "settlement"),
    **dict.fromkeys(["building", "amenity", "aeroway", "military", "historic", "tourism", "man_made"], "site"),
    **dict.fromkeys(["state", "province", "region"], "admin1"),
    **dict.fromkeys(["county", "district", "state_district"], "admin2"),
    **dict.fromkeys(["water", "river", "sea", "bay", "strait"], "water"),
    **dict.fromkeys(["peak", "mountain_range", "hill"], "mountain"),
    "country": "country",
}
ONLINE_CONFIDENCE = 0.5  # a name alone, without the article around it


class Dateline(Geocoder):  # type: ignore[misc]  # geopy has no types
    """An offline geopy geocoder over the gazetteer.

    `Location.raw` is the place as a dict, with `others`, how many further places are called so. Raises GazetteerMissing
    or GazetteerDamaged where the gazetteer cannot be opened.
    """

    def __init__(self, *, gazetteer: Gazetteer | None = None) -> None:
        super().__init__(user_agent=USER_AGENT)
        self._gazetteer = gazetteer or default_gazetteer()

    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: float | None = None, limit: int | None = None
    ) -> Any:
        """The place of a name ("Daraa", "Paris, Texas", "Idlib province"), the likeliest first.

        One Location, or a list of up to `limit` (10) with `exactly_one=False`; None where nothing is called so.
        `timeout` is taken as every geopy geocoder takes it; nothing here waits.
        """
        found = self._gazetteer.find(query, limit=60)
        return self._answer(found, exactly_one=exactly_one, limit=limit)

    def reverse(
        self, query: Any, *, exactly_one: bool = True, timeout: float | None = None, limit: int | None = None
    ) -> Any:
        """The settlement or site nearest to a point, given as geopy takes points. Raises ValueError for no point."""
        point = geopy.Point(query)
        near = self._gazetteer.nearest(Point(lat=point.latitude, lon=point.longitude), limit=limit or 10)
        return self._answer(near, exactly_one=exactly_one, limit=limit)

    def _answer(self, places: list[Place], *, exactly_one: bool, limit: int | None) -> Any:
        if not places:
            return None
        locations = [self._location(place, others=len(places) - 1) for place in places[: limit or 10]]
        return locations[0] if exactly_one else locations

    def _location(self, place: Place, *, others: int) -> geopy.Location:
        country = self._country(place.country_code) if place.kind != "country" else ""
        address = ", ".join(filter(None, (place.name, country)))
        return geopy.Location(address, (place.point.lat, place.point.lon), {**asdict(place), "others": others})

    def _country(self, code: str) -> str:
        return next((place.name for place in _countries(self._gazetteer) if place.country_code == code), "")


@cache
def _countries(gazetteer: Gazetteer) -> list[Place]:
    return [place for place in gazetteer if place.kind == "country"]


class Online:
    """An online geocoder for names that the gazetteer lacks: a geopy geocoder by its name, or one that was made.

    Raises GeocoderNotFound for a name that geopy does not know, ConfigurationError for one that needs a key.
    """

    def __init__(self, geocoder: str | Geocoder = "nominatim", *, folder: Path | None = None) -> None:
        self.name = geocoder if isinstance(geocoder, str) else type(geocoder).__name__.lower()
        self._geocoder = _made(geocoder) if isinstance(geocoder, str) else geocoder
        home = folder or cache_folder()
        home.mkdir(parents=True, exist_ok=True)
        self._answers = home / "online.sqlite"

    def place(self, name: str) -> tuple[Place | None, date]:
        """The place of a name and the day that it was asked on; None where the service knows none.

        Raises geopy.exc.GeopyError where the service failed, which is not the same as finding nothing.
        """
        try:
            return self._place(name)
        except sqlite3.DatabaseError as error:
            raise DatelineError(f"{self._answers}: {error}; remove it to begin anew") from error

    def _place(self, name: str) -> tuple[Place | None, date]:
        with closing(sqlite3.connect(self._answers)) as store, store:
            store.execute(
                "CREATE TABLE IF NOT EXISTS answer (geocoder, name, day, found, PRIMARY KEY (geocoder, name))"
            )
            row = store.execute(
                "SELECT day, found FROM answer WHERE geocoder = ? AND name = ?", (self.name, name)
            ).fetchone()
            if row is None:
                location = _limiter(self._geocoder)(name)
                found = location and {
                    "name": location.address,
                    "lat": location.latitude,
                    "lon": location.longitude,
                    "kind": _KIND_ONLINE.get(str(location.raw.get("addresstype"))),
                }
                row = (date.today().isoformat(), json.dumps(found))
                store.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)", (self.name, name, *row))
        day, found = date.fromisoformat(row[0]), json.loads(row[1])
        if found is None:
            return None, day
        return Place(
            id=f"{self.name}:{found['lat']:.5f},{found['lon']:.5f}",
            name=found["name"].split(",")[0],
            # what a service does not say the kind of is drawn as an area: it may be a province as well as a village
            kind=found["kind"] or "region",
            country_code="",
            admin1="",
            point=Point(lat=found["lat"], lon=found["lon"]),
            population=0,
            source=f"{self.name}, {day}",
            radius_km=0.0 if found["kind"] in ("settlement", "site") else ONLINE_RADIUS_KM,
        ), day

    def fill(self, placement: Placement) -> Placement:
        """The placement, placed online where it was not placed. Raises geopy.exc.GeopyError where it failed."""
        if placement.place is not None or placement.alternatives:
            return placement  # several places of the name are known: a service cannot tell either which is meant
        place, day = self.place(placement.mention.text)
        if place is None:
            return replace(placement, reason=f"{placement.reason}; {self.name} knew none either on {day}")
        return replace(placement, place=place, confidence=ONLINE_CONFIDENCE, reason=f"found by {self.name} on {day}")


@cache
def _limiter(geocoder: Geocoder) -> Callable[[str], Any]:
    """The one way to a service in this process. Errors come through, which geopy would turn into "nothing"."""
    limited: Callable[[str], Any] = RateLimiter(
        geocoder.geocode, min_delay_seconds=DELAY_S, max_retries=0, swallow_exceptions=False
    )
    return limited


@cache
def _made(name: str) -> Geocoder:
    kind = get_geocoder_for_service(name)
    try:
        return kind(user_agent=USER_AGENT)
    except TypeError as error:
        raise ConfigurationError(f"{name} needs a key or settings: make it yourself and give it to Online") from error
