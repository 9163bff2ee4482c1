"""Names -> candidate places. Opens the compiled gazetteer in milliseconds, with the user's additions over it.

It finds what a name can be; which one is meant in an article is for `resolve.py` to say.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from geo.compiled import GEONAMES, Compiled, Tag, read
from geo.feature_words import FEATURE_WORDS
from geo.folders import additions_folder
from geo.names import ROMANIZED, SCRIPTS, acronym, fold, romanization
from geo.records import Place, Point
from geo.spelling import alike, forms, least_similarity

COMPILED = Path(__file__).parent.parent / "data" / "gazetteer.npz"
_LESS_ALIKE = 0.1  # than the most alike: such a spelling is another name's


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name can be, and how the name is its name.

    feature   GeoNames feature code, such as PPLC for a capital; "" where unknown
    added     whether it is a place, and no division, of a file that the user added: what they expect to be named
    """

    place: Place
    tag: Tag
    feature: str
    added: bool


class Gazetteer:
    """The places of one compiled file and of the additions, numbered through."""

    def __init__(self, layers: list[Compiled]) -> None:
        self._layers = layers
        sizes = [len(layer.columns["lat"]) for layer in layers]
        self._starts = [sum(sizes[:i]) for i in range(len(sizes))]
        self._size = sum(sizes)
        self.candidate = lru_cache(maxsize=50_000)(self._candidate)
        self.sounding = lru_cache(maxsize=50_000)(self._sounding)

    @classmethod
    def open(cls, path: Path | None = None, *, additions: Path | None = None) -> "Gazetteer":
        """Open `path` (the shipped file) and every addition. Raises GazetteerMissing or GazetteerDamaged."""
        folder = additions_folder() if additions is None else additions
        added = sorted(folder.glob("*.npz")) if folder.is_dir() else []
        return cls([read(path or COMPILED), *map(read, added)])

    def __len__(self) -> int:
        return self._size

    @property
    def about(self) -> list[dict[str, Any]]:
        """What each layer says of itself: counts, versions of its sources."""
        return [layer.meta["about"] for layer in self._layers]

    def _layer(self, number: int) -> tuple[Compiled, int]:
        at = bisect_right(self._starts, number) - 1
        return self._layers[at], number - self._starts[at]

    def _candidate(self, number: int, tag: Tag) -> Candidate:
        layer, row = self._layer(number)
        columns, meta = layer.columns, layer.meta

        def text(field: str, ends: str, at: int) -> str:
            start = int(columns[ends][at - 1]) if at else 0
            return str(columns[field][start : int(columns[ends][at])].tobytes(), "utf-8")

        geonames = columns["geonames"]
        place = Place(
            id=f"{GEONAMES}{geonames[row]}" if row < len(geonames) else text("ids", "id_ends", row - len(geonames)),
            name=text("names", "name_ends", row),
            kind=meta["kind"][columns["kind"][row]],
            country_code=meta["country"][columns["country"][row]],
            admin1=meta["admin1"][columns["admin1"][row]],
            point=Point(lat=int(columns["lat"][row]) / 1e5, lon=int(columns["lon"][row]) / 1e5),
            population=int(columns["population"][row]),
            radius_km=int(columns["radius"][row]) / 10,
            source=meta["source"][columns["source"][row]],
        )
        added = layer is not self._layers[0] and place.kind not in ("admin1", "admin2")
        return Candidate(place, tag, meta["feature"][columns["feature"][row]], added)

    def under(self, key: str, *, most: int = 60) -> list[Candidate]:
        """The candidates under one key of `names.py`, the most populous first, a place once."""
        found: list[Candidate] = []
        seen: set[str] = set()
        for layer, start in zip(self._layers, self._starts, strict=True):
            for row, tag in layer.postings(key)[:most]:
                candidate = self.candidate(start + row, tag)
                if candidate.place.id not in seen:  # an addition may hold a place of the shipped file again
                    seen.add(candidate.place.id)
                    found.append(candidate)
        return found

    def prefixes(self, key: str) -> set[str]:
        """The keys that `key` begins with."""
        return {prefix for layer in self._layers for prefix in layer.trie.iter_prefixes(key)}

    def by_sound(self, name: str) -> list[Candidate]:
        """What a romanized name can be, however it is spelled, the most alike first; empty where nothing is alike."""
        return [candidate for _, candidate in self.sounding(name)]

    def _sounding(self, name: str) -> tuple[tuple[float, Candidate], ...]:
        """The same with `spelling.similarity` of each place's most alike name, 0..1."""
        found: dict[str, tuple[float, Candidate]] = {}
        for script in SCRIPTS:
            sound = romanization(name, script)
            if sound is None:
                continue
            least = least_similarity(sound)
            for layer, start in zip(self._layers, self._starts, strict=True):
                for key in layer.trie.keys(f"{sound} "):
                    score = alike(forms(name, script), key.split(" ")[1:])
                    for row, tag in layer.postings(key) if score >= least else ():
                        candidate = self.candidate(start + row, tag)
                        if score > found.get(candidate.place.id, (0.0,))[0]:
                            found[candidate.place.id] = score, candidate
        ranked = sorted(found.values(), key=lambda pair: (-pair[0], -pair[1].place.population, pair[1].place.id))
        return tuple(pair for pair in ranked if pair[0] >= ranked[0][0] - _LESS_ALIKE)

    def candidates(self, name: str) -> list[Candidate]:
        """What a name can be: as it is written or abbreviated, else with its kind word taken off, else by its sound.

        A kind word asks for its kinds: "Daraa Governorate" is no town.
        """
        key = fold(name)
        found = self.under(key) or self.under(key.removeprefix("the "))
        if letters := acronym(name):
            short = self.under(letters)
            found = [*short, *(c for c in found if c.place.id not in {s.place.id for s in short})]
        if not found:
            wanted, rest = _without_feature_word(name)
            found = [c for c in self.under(fold(rest)) or self.by_sound(rest) if c.place.kind in wanted]
            found.sort(key=lambda c: wanted.index(c.place.kind))
        people = any(c.tag & Tag.DEMONYM for c in found)
        if not found or (not people and any(c.place.country_code in ROMANIZED for c in found)):
            # the province is listed as "Deir Ezzor" and its town as "Deir ez-Zor": the name can be either
            known = {c.place.id for c in found}
            found = [*found, *(c for c in self.by_sound(name) if c.place.id not in known)]
        return found

    def find(self, name: str, *, limit: int = 10) -> list[Place]:
        """The places of a name, the likeliest without any context first; empty where there is none.

        After each comma stands what contains it: "Paris, Texas, USA".
        """
        head, *regions = name.split(",")
        candidates = self.candidates(head)
        scores = priors(candidates)
        found = [candidates[i] for i in sorted(range(len(scores)), key=lambda i: -scores[i])]
        for region in filter(None, map(str.strip, regions)):
            within = self.candidates(region)
            found = [c for c in found if any(contains(w.place, c.place) for w in within)]
        return [candidate.place for candidate in found[:limit]]

    def by_id(self, id_: str) -> Place | None:
        """The place with an id; None where there is none."""
        number = self._numbers.get(id_)
        return None if number is None else self.candidate(number, Tag.PRIMARY).place

    @cached_property
    def _numbers(self) -> dict[str, int]:
        numbers: dict[str, int] = {}
        for layer, start in zip(reversed(self._layers), reversed(self._starts), strict=True):
            geonames = layer.columns["geonames"]
            numbers.update((f"{GEONAMES}{id_}", start + row) for row, id_ in enumerate(geonames.tolist()))
            ids, ends = layer.columns["ids"].tobytes(), [0, *layer.columns["id_ends"].tolist()]
            for row in range(len(ends) - 1):
                numbers[ids[ends[row] : ends[row + 1]].decode()] = start + len(geonames) + row
        return numbers

    def nearest(self, point: Point, *, limit: int = 1) -> list[Place]:
        """The settlements and sites nearest to a point, the nearest first."""
        dots: list[tuple[float, int]] = []
        for layer, start in zip(self._layers, self._starts, strict=True):
            columns = layer.columns
            kinds = [i for i, kind in enumerate(layer.meta["kind"]) if kind in ("settlement", "site")]
            lat, lon = np.radians(columns["lat"] / 1e5), np.radians(columns["lon"] / 1e5)
            at_lat, at_lon = np.radians(point.lat), np.radians(point.lon)
            # the square of half the chord: grows with the distance, and is all that ranking needs
            chord = np.sin((lat - at_lat) / 2) ** 2 + np.cos(lat) * np.cos(at_lat) * np.sin((lon - at_lon) / 2) ** 2
            chord[~np.isin(columns["kind"], kinds)] = np.inf
            near = np.argsort(chord, kind="stable")[:limit]
            dots += [(float(chord[row]), start + int(row)) for row in near if np.isfinite(chord[row])]
        return [self.candidate(number, Tag.PRIMARY).place for _, number in sorted(dots)[:limit]]

    def __iter__(self) -> Iterator[Place]:
        return (self._candidate(number, Tag.PRIMARY).place for number in range(self._size))


def _without_feature_word(name: str) -> tuple[tuple[str, ...], str]:
    """("admin1", ...), "Daraa" for "Daraa Governorate" or "Governorate of Daraa"; (), "" without a kind word."""
    parts = name.split()
    if len(parts) > 1 and (kinds := FEATURE_WORDS.get(parts[-1].lower())):
        return kinds, " ".join(parts[:-1])
    if len(parts) > 1 and (kinds := FEATURE_WORDS.get(parts[0].lower())):
        return kinds, " ".join(parts[2:] if parts[1].lower() == "of" else parts[1:])
    return (), ""


def contains(outer: Place, inner: Place) -> bool:
    """Whether a country or a first-level division holds a place, as far as codes tell."""
    if outer.id == inner.id:
        return False
    if outer.kind == "country":
        return outer.country_code == inner.country_code
    return outer.kind == "admin1" and outer.admin1 == inner.admin1


# By hand, in natural logarithms of odds up to a constant, like all weights of `prior`.
_KIND_PRIOR = {
    "continent": 5.0, "country": 6.0, "admin1": 3.0, "admin2": 2.0, "region": 2.5, "water": 2.0, "mountain": 1.5,
    "site": 2.0,
}  # fmt: skip


def priors(candidates: Sequence[Candidate]) -> list[float]:
    """How likely each candidate of a name is before any context."""
    towns = [
        c.place
        for c in candidates
        if c.place.kind == "settlement" and c.place.population >= (10_000 if c.tag & Tag.PRIMARY else 200_000)
    ]
    # Nawa is the town of that name rather than Naha, which some language writes so.
    own = any(c.tag & Tag.PRIMARY and c.place in towns for c in candidates)
    return [
        prior(c)
        - (4.0 if not c.tag & Tag.ABBREVIATION and _is_called_after(c.place, towns) else 0.0)
        - (3.0 if own and c.place.kind == "settlement" and not c.tag & Tag.PRIMARY else 0.0)
        for c in candidates
    ]


def _is_called_after(division: Place, towns: Sequence[Place]) -> bool:
    """Whether a bare name is the town rather than the province around it: "shelling hit Daraa"."""
    return division.kind == "admin1" and any(
        town.admin1 == division.admin1
        or (abs(town.point.lat - division.point.lat) < 1 and abs(town.point.lon - division.point.lon) < 1)
        for town in towns
    )


def prior(candidate: Candidate) -> float:
    """How likely a candidate is by itself, without regard to the others."""
    place, tag = candidate.place, candidate.tag
    people = math.log1p(place.population)
    score = _KIND_PRIOR.get(place.kind, 0.0)
    score += {"settlement": 0.6, "country": 0.3, "admin1": 0.3}.get(place.kind, 0.0) * people
    if place.id.startswith("dateline:"):
        score += 8.0  # it is in our own table because news writes of it
    if place.kind == "admin2" and place.source == "Natural Earth":
        score += 2.0  # the counties of England, the provinces of Italy: the first level that people speak of
    if candidate.feature == "PPLC" and tag & Tag.PRIMARY:
        score += 2.0
    if tag & Tag.ABBREVIATION:
        score += 5.0  # written so, N.Y. is the state
    elif tag & (Tag.PRIMARY | Tag.DEMONYM):
        score += 2.0
    elif place.kind == "settlement":
        # a big city is known by its other names too; those of a small town are as often a list's noise
        score += 2.0 - max(0.0, 6.0 - 0.42 * people)
    if tag & Tag.CODE:
        score -= 3.0
    return score + (2.0 if candidate.added else 0.0)
