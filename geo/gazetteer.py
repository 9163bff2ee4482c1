"""Names -> candidate places. Opens the compiled gazetteer in milliseconds, with the user's additions over it.

It finds what a name can be; which one is meant in an article is for `resolve.py` to say.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from geo.compiled import GEONAMES, Compiled, Tag, read
from geo.feature_words import FEATURE_WORDS
from geo.folders import additions_folder
from geo.lexicon import common_words
from geo.names import ROMANIZED, SCRIPTS, acronym, fold, romanization
from geo.records import Kind, Place, Point
from geo.spelling import alike, forms, least_similarity

COMPILED = Path(__file__).parent.parent / "data" / "gazetteer.npz"
_SAME = 0.95  # so alike, two spellings differ in an article or a doubled letter
_LESS_ALIKE = 0.1  # than the most alike: such a spelling is another name's


KINDS: tuple[Kind, ...] = (
    "continent", "country", "region", "admin1", "admin2", "settlement", "water", "mountain", "site",
)  # fmt: skip


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


_PRIMARY, _DEMONYM, _CODE, _WITHIN = (int(tag) for tag in (Tag.PRIMARY, Tag.DEMONYM, Tag.CODE, Tag.WITHIN))
HEARD = "~"  # before a name that is looked up by its sound
MOST = 60  # candidates of one name


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of all layers by their numbers, for what looks at many at once.

    lat, lon     radians
    people       ln(1 + population)
    kind         index into KINDS
    country      index into a list of codes common to all layers, 0 for none;  admin1 likewise
    geonames     GeoNames id, 0 for none
    capital, own, added   whether it is a country's capital; of our own tables; of a user's addition and no division
    """

    lat: Any
    lon: Any
    people: Any
    kind: Any
    country: Any
    admin1: Any
    geonames: Any
    capital: Any
    own: Any
    added: Any
    country_numbers: dict[str, int]

    @classmethod
    def of(cls, layers: Sequence[Compiled]) -> "Columns":
        parts: dict[str, list[Any]] = defaultdict(list)
        countries, divisions = {"": 0}, {"": 0}
        for at, layer in enumerate(layers):
            columns, meta = layer.columns, layer.meta
            size = len(columns["lat"])
            kind = np.array([KINDS.index(kind) for kind in meta["kind"]], np.int8)[columns["kind"]]
            parts["lat"].append(np.radians(columns["lat"].astype(np.float32) / 1e5))
            parts["lon"].append(np.radians(columns["lon"].astype(np.float32) / 1e5))
            parts["people"].append(np.log1p(columns["population"].astype(np.float32)))
            parts["kind"].append(kind)
            for codes, field in ((countries, "country"), (divisions, "admin1")):
                of = [codes.setdefault(code, len(codes)) for code in meta[field]]
                parts[field].append(np.array(of, np.int32)[columns[field]])
            ids = np.zeros(size, np.uint32)
            ids[: len(columns["geonames"])] = columns["geonames"]
            parts["geonames"].append(ids)
            capital = [feature == "PPLC" for feature in meta["feature"]]
            parts["capital"].append(np.array(capital)[columns["feature"]])
            own = [source.startswith("Dateline") for source in meta["source"]]
            parts["own"].append(np.array(own)[columns["source"]])
            parts["added"].append((kind != KINDS.index("admin1")) & (kind != KINDS.index("admin2")) & (at > 0))
        whole = {name: part[0] if len(part) == 1 else np.concatenate(part) for name, part in parts.items()}
        return cls(**whole, country_numbers=countries)


class Gazetteer:
    """The places of one compiled file and of the additions, numbered through."""

    def __init__(self, layers: list[Compiled]) -> None:
        self._layers = layers
        sizes = [len(layer.columns["lat"]) for layer in layers]
        self._starts = [sum(sizes[:i]) for i in range(len(sizes))]
        self._size = sum(sizes)
        self.candidate = lru_cache(maxsize=50_000)(self._candidate)
        self.postings = lru_cache(maxsize=50_000)(self._postings)
        self.tags = lru_cache(maxsize=50_000)(self._tags)
        self.lookup = lru_cache(maxsize=50_000)(self._lookup)
        self.sounding = lru_cache(maxsize=50_000)(self._sounding)

    @classmethod
    def open(cls, path: Path | None = None, *, additions: Path | None = None) -> "Gazetteer":
        """Open `path` (the shipped file) and every addition. Raises GazetteerMissing or GazetteerDamaged."""
        folder = additions_folder() if additions is None else additions
        added = sorted(folder.glob("*.npz")) if folder.is_dir() else []
        return cls([read(path or COMPILED), *map(read, added)])

    def __len__(self) -> int:
        return self._size

    @cached_property
    def home(self) -> tuple[int, ...]:
        """The countries that the user added files of, as numbers of places: what they read about.

        A file whose places lie in many countries speaks for none.
        """
        codes: set[str] = set()
        for layer in self._layers[1:]:
            counts = np.bincount(layer.columns["country"], minlength=len(layer.meta["country"]))
            names = zip(layer.meta["country"], counts.tolist(), strict=True)
            codes |= {code for code, count in names if 10 * count >= counts.sum()}
        wanted = [self.columns.country_numbers[code] for code in sorted(codes - {""})]
        is_country = self.columns.kind == KINDS.index("country")
        return tuple(np.flatnonzero(is_country & np.isin(self.columns.country, wanted)).tolist())

    @property
    def about(self) -> list[dict[str, Any]]:
        """What each layer says of itself: counts, versions of its sources."""
        return [layer.meta["about"] for layer in self._layers]

    def _layer(self, number: int) -> tuple[Compiled, int]:
        at = bisect_right(self._starts, number) - 1
        return self._layers[at], number - self._starts[at]

    def _candidate(self, number: int, tag: int) -> Candidate:
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
        return Candidate(place, Tag(tag), meta["feature"][columns["feature"][row]], added)

    def _postings(self, key: str) -> tuple[tuple[int, int], ...]:
        """Place numbers and tags under one key, the most populous first in each layer, at most MOST of each.

        What begins with HEARD is a name to be found by its sound.
        """
        if key.startswith(HEARD):
            return self.sounding(key[len(HEARD) :])
        first, *added = self._layers
        found = dict(first.postings(key)[:MOST])
        for layer, start in zip(added, self._starts[1:], strict=True):
            for row, tag in layer.postings(key)[:MOST]:
                found.setdefault(self._again.get(start + row, start + row), tag)
        return tuple(found.items())

    @cached_property
    def _again(self) -> dict[int, int]:
        """The numbers of places that an addition holds again, with the numbers they have in the shipped file."""
        if len(self._layers) == 1:
            return {}
        ids = self.columns.geonames
        _, first, which = np.unique(ids, return_index=True, return_inverse=True)
        twice = np.flatnonzero((first[which] != np.arange(len(ids))) & (ids > 0))
        return dict(zip(twice.tolist(), first[which][twice].tolist(), strict=True))

    def _tags(self, key: str) -> tuple[int, int]:
        """The tags that any, and that all places under a key have; (0, 0) where there is none."""
        any_, all_ = 0, -1
        for _, tag in self.postings(key):
            any_, all_ = any_ | tag, all_ & tag
        return any_, max(all_, 0)

    @cached_property
    def columns(self) -> "Columns":
        """What is known of every place, by its number."""
        return Columns.of(self._layers)

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

    def prefixes(self, key: str) -> list[str]:
        """The keys that `key` begins with, in no order; those of an addition may stand there twice."""
        first, *added = self._layers
        found: list[str] = first.trie.prefixes(key)
        for layer in added:
            found += layer.trie.prefixes(key)
        return found

    def by_sound(self, name: str) -> list[Candidate]:
        """What a romanized name can be, however it is spelled, the most alike first; empty where nothing is alike."""
        return [self.candidate(number, tag) for number, tag in self.sounding(name)]

    def _sounding(self, name: str) -> tuple[tuple[int, int], ...]:
        """The same as numbers of places and tags; the most alike by `spelling.similarity` and those nearly as alike."""
        found: dict[int, tuple[float, int]] = {}
        for script in SCRIPTS:
            sound = romanization(name, script)
            if sound is None:
                continue
            least = least_similarity(sound)
            for layer, start in zip(self._layers, self._starts, strict=True):
                for key in layer.trie.keys(f"{sound} "):
                    score = alike(forms(name, script), key.split(" ")[1:])
                    for row, tag in layer.postings(key) if score >= least else ():
                        number = self._again.get(start + row, start + row)
                        if score > found.get(number, (0.0,))[0]:
                            found[number] = score, _PRIMARY if score >= _SAME else tag
        people = self.columns.people
        ranked = sorted((-score, -float(people[number]), number, tag) for number, (score, tag) in found.items())
        return tuple((number, tag) for score, _, number, tag in ranked if score <= ranked[0][0] + _LESS_ALIKE)[:MOST]

    def _lookup(self, name: str) -> list[tuple[int, int]]:
        """What a name can be: as it is written or abbreviated, else with its kind word taken off, else by its sound.

        Numbers of places, with the value of the `Tag`. A kind word asks for its kinds: "Daraa Governorate" is no town.
        """
        key = fold(name)
        found = list(self.postings(key) or self.postings(key.removeprefix("the ")))
        if letters := acronym(name):
            short = self.postings(letters)
            known = {number for number, _ in short}
            found = [*short, *(pair for pair in found if pair[0] not in known)]
        kind, country = self.columns.kind, self.columns.country
        if not found:
            wanted, rest = _without_feature_word(name)
            codes = [KINDS.index(one) for one in wanted]
            found = [pair for pair in self.postings(fold(rest)) or self.sounding(rest) if kind[pair[0]] in codes]
            found.sort(key=lambda pair: codes.index(kind[pair[0]]))
        people = any(tag & _DEMONYM for _, tag in found)
        if not found or (not people and int(country[found[0][0]]) in self.romanized):
            # the province is listed as "Deir Ezzor" and its town as "Deir ez-Zor": the name can be either
            known = {number for number, _ in found}
            found += [pair for pair in self.sounding(name) if pair[0] not in known]
        return found or self._within(key)

    def _within(self, key: str) -> list[tuple[int, int]]:
        """What the longest name within a name of several words can be: Derry in "Derry General Hospital"."""
        parts = key.split(" ")
        for size in range(min(len(parts) - 1, 3), 0, -1):
            for first in range(len(parts) - size + 1):
                inner = " ".join(parts[first : first + size])
                if inner in common_words() or len(inner) < 4:
                    continue
                if found := [pair for pair in self.postings(inner) if not pair[1] & _CODE]:
                    return [(number, tag | _WITHIN) for number, tag in found]
        return []

    def candidates(self, name: str) -> list[Candidate]:
        """The same as records."""
        return [self.candidate(number, tag) for number, tag in self.lookup(name)]

    @cached_property
    def romanized(self) -> frozenset[int]:
        """The numbers of the countries whose names each writer romanizes anew."""
        return frozenset(number for code, number in self.columns.country_numbers.items() if code in ROMANIZED)

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

    def division(self, kind: Kind, code: str) -> Place | None:
        """The country of an ISO code, or the first-level division of a GeoNames code; None where there is none."""
        number = self._divisions.get((kind, code))
        return None if number is None else self.candidate(number, Tag.PRIMARY).place

    @cached_property
    def _divisions(self) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for layer, start in zip(self._layers, self._starts, strict=True):
            for kind, field in (("country", "country"), ("admin1", "admin1")):
                if kind in layer.meta["kind"]:
                    rows = np.flatnonzero(layer.columns["kind"] == layer.meta["kind"].index(kind))
                    codes = layer.columns[field][rows].tolist()
                    for row, code in zip(rows.tolist(), codes, strict=True):
                        found.setdefault((kind, layer.meta[field][code]), start + row)
        return found

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
