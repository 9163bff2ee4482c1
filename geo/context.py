"""What an article is about, as far as its mentions tell by themselves: the evidence for the second look at each.

A name never speaks for itself: whatever is asked of the context is asked without the votes of mentions of that name.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from geopy.distance import great_circle

from geo.records import Place

NEAR_KM = 150.0  # about the width of a province
_FAR_DEGREES = 8.0  # of latitude: six times NEAR_KM
_MOST_PLACES = 40  # that a candidate is compared with: a page of 10,000 names must not take minutes


@dataclass(frozen=True, slots=True)
class Vote:
    """A mention's folded name, the place that it most likely is, and how likely (0..1)."""

    name: str
    place: Place
    weight: float


class Context:
    """The votes of an article's mentions, summed up."""

    def __init__(self, votes: Iterable[Vote]) -> None:
        self._countries: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._divisions: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._names: dict[str, set[str]] = defaultdict(set)
        places: dict[str, Vote] = {}
        for vote in votes:
            place = vote.place
            self._names[place.id].add(vote.name)
            if place.country_code:
                self._countries[place.country_code][vote.name] += vote.weight
            if place.admin1 and place.kind != "country":
                self._divisions[place.admin1][vote.name] += vote.weight
            if place.kind in ("settlement", "site", "admin1", "admin2", "region"):
                before = places[place.id].weight if place.id in places else 0.0
                places[place.id] = Vote(vote.name, place, before + vote.weight)
        self._places = sorted(places.values(), key=lambda vote: -vote.weight)[:_MOST_PLACES]
        self._all_countries: dict[str, float] = defaultdict(float)
        for by_name in self._countries.values():
            for name, weight in by_name.items():
                self._all_countries[name] += weight
        self._weight = sum(self._all_countries.values())

    def country(self, code: str, *, but: str) -> float:
        """The votes for a country, but for those of the mentions of one name."""
        return _without(self._countries.get(code, {}), but)

    def division(self, code: str, *, but: str) -> float:
        """The same for a first-level division."""
        return _without(self._divisions.get(code, {}), but) if code else 0.0

    def weight(self, *, but: str) -> float:
        """The votes for all countries together, likewise."""
        return self._weight - self._all_countries.get(but, 0.0)

    def names(self, place: Place) -> set[str]:
        """The folded names that mentions of a place go by."""
        return self._names.get(place.id, set())

    def near(self, place: Place, *, but: str) -> tuple[float, str, float]:
        """How much is near a place: the nearer and surer the more; the nearest other place and its distance in km.

        No place is nearest ("") where none lies within NEAR_KM.
        """
        score, nearest, least = 0.0, "", NEAR_KM
        for vote in self._places:
            if vote.name == but or vote.place.id == place.id:
                continue
            if abs(vote.place.point.lat - place.point.lat) > _FAR_DEGREES:
                continue  # too far to weigh anything, and a distance is dear
            km = distance_km(place, vote.place)
            score += vote.weight * math.exp(-km / NEAR_KM)
            if km < least:
                nearest, least = vote.place.name, km
        return score, nearest, least


def _without(by_name: dict[str, float], name: str) -> float:
    return sum(by_name.values()) - by_name.get(name, 0.0)


def distance_km(one: Place, other: Place) -> float:
    """The great-circle distance between the points of two places."""
    return _distance_km(one.point.lat, one.point.lon, other.point.lat, other.point.lon)


@lru_cache(maxsize=100_000)
def _distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    return float(great_circle((lat, lon), (other_lat, other_lon)).km)
