"""What speaks for each place that each mention of an article can be: numbers, the same in training and at run time.

First what a candidate is by itself and what the words beside the name ask for (`alone`), then what the rest of the
article tells (`together`), given how likely each candidate is so far. A name never speaks for itself: whatever the
article tells is told without the votes of the mentions of that name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from geo.compiled import Tag
from geo.feature_words import FEATURE_WORDS
from geo.features import Floats, Ints
from geo.gazetteer import KINDS, Gazetteer
from geo.names import fold
from geo.records import Article, Kind, Mention

Votes = npt.NDArray[np.float64]

EARTH_KM = 6371.0
MOST_PLACES = 60  # that a candidate is compared with: a page of 10,000 names must not take minutes
_COUNTRY, _ADMIN1, _ADMIN2, _SETTLEMENT = (KINDS.index(kind) for kind in ("country", "admin1", "admin2", "settlement"))
_TAGS = tuple(int(tag) for tag in (Tag.PRIMARY, Tag.ABBREVIATION, Tag.DEMONYM, Tag.SOUND))
_WITHIN = int(Tag.WITHIN)


@dataclass(slots=True)
class Cases:
    """The candidates of an article's mentions, end to end: parallel arrays, a row a candidate.

    mention   the number of its mention;  name    the number of its folded name
    place     its number in the gazetteer;  tag   how the name is its name
    begins    of each mention, its first row; one more at the end
    called    of each mention, the number of its name
    groups    of each row, a number for its name and country, its name and division, its name and place
    """

    mention: Ints
    name: Ints
    place: Ints
    tag: Ints
    begins: Ints
    called: Ints
    groups: tuple[Ints, Ints, Ints]
    names: list[str]

    def __len__(self) -> int:
        return len(self.place)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the gazetteer for a mention.

    name     what it is called by: its text, or the base form of an inflected name
    places   what that can be: numbers of places and tags, as `Gazetteer.lookup` has them
    kinds    what the words beside it ask for, what they most ask for first; empty where they don't
    """

    name: str
    places: Sequence[tuple[int, int]]
    kinds: tuple[Kind, ...] = ()


def cases(queries: Sequence[Query], gazetteer: Gazetteer) -> Cases:
    """The candidates of mentions."""
    pairs: list[tuple[int, int]] = []
    called, sizes = [], []
    numbers: dict[str, int] = {}
    for query in queries:
        called.append(numbers.setdefault(fold(query.name), len(numbers)))
        pairs += query.places
        sizes.append(len(query.places))
    place, tag = np.array(pairs, np.int64).reshape(-1, 2).T
    of = np.array(called, np.int64)
    name, columns = np.repeat(of, sizes), gazetteer.columns
    return Cases(
        mention=np.repeat(np.arange(len(queries)), sizes),
        name=name,
        place=place,
        tag=tag,
        begins=np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]),
        called=of,
        groups=(_groups(name, columns.country[place]), _groups(name, columns.admin1[place]), _groups(name, place)),
        names=list(numbers),
    )


# "Idlib province", and through a list of capital names "Daraa, Quneitra and Suwayda provinces".
_NAME = r"[^\W\d_a-z][\w'’-]*(?: [^\W\d_a-z][\w'’-]*){0,2}"
_WORD_AFTER = re.compile(rf"(?P<list>(?:(?:,|,? and) {_NAME}){{0,6}})[ ](?P<word>[A-Za-z]+)")
# "the provinces of Idlib and Aleppo"
_WORD_OF_LIST = re.compile(rf"([A-Za-z]+s) of (?:{_NAME}(?:, (?:and )?| and )){{0,4}}$")
_WORD_BEFORE = re.compile(r"([A-Za-z]+) (?:of )?(?:al-)?$")
_WINDOW = 80


def wanted(text: str, start: int, end: int) -> tuple[Kind, ...]:
    """The kinds that the words beside a name ask for: "Idlib province", "town of Nawa", "Daraa and Homs provinces"."""
    own = text[start:end].lower().split()
    if len(own) > 1 and own[-1] in FEATURE_WORDS:
        return FEATURE_WORDS[own[-1]]
    after = _WORD_AFTER.match(text, end, end + _WINDOW)
    if after:
        word = after["word"].lower()
        if word in FEATURE_WORDS and (not after["list"] or word.endswith("s")):
            return FEATURE_WORDS[word]
    ahead = max(0, start - _WINDOW)
    if text.find("s of ", ahead, start) >= 0 and (listed := _WORD_OF_LIST.search(text, ahead, start)):
        return FEATURE_WORDS.get(listed[1].lower(), ())
    before = _WORD_BEFORE.search(text, ahead, start)
    if before and not before[1].lower().endswith("s"):
        return FEATURE_WORDS.get(before[1].lower(), ())
    return ()


ALONE = 40
_BESIDE = 0.02  # radians: a province's point and its capital's are less apart, though Moscow is no part of its oblast
_CONTAINER = re.compile(r",[ \u00a0]+(?:in )?| \(|[ \u00a0]+in |, in the |[ \u00a0]+in the ")


def alone(
    article: Article, mentions: Sequence[Mention], queries: Sequence[Query], found: Cases, gazetteer: Gazetteer
) -> Floats:
    """What each candidate is by itself and with the words beside its mention: ALONE numbers a row."""
    columns = gazetteer.columns
    spans = [(mention.start, mention.end) for mention in mentions]
    rows = np.zeros((len(found), ALONE), np.float32)
    place, tag = found.place, found.tag
    kind, people = columns.kind[place], columns.people[place]
    rows[:, 0] = people / 17
    rows[np.arange(len(found)), 1 + kind] = 1.0  # 1..9
    rows[:, 10] = columns.capital[place]
    rows[:, 11] = columns.own[place]
    for at, one in enumerate(_TAGS):
        rows[:, 12 + at] = (tag & one) > 0  # 12..15
    rows[:, 15] *= (tag & _TAGS[0]) == 0
    rows[:, 16] = columns.added[place]
    rows[:, 38] = (tag & _WITHIN) > 0
    rows[:, 17] = (tag & _TAGS[0] == 0) * people / 17
    sizes = np.diff(found.begins)
    rows[:, 18] = np.repeat(np.log1p(sizes) / 4, sizes)
    has = sizes > 0
    if not has.any():
        return rows
    starts, sizes = found.begins[:-1][has], sizes[has]

    def most(values: Floats) -> Floats:
        """The greatest of each mention, for each of its rows."""
        return np.repeat(np.maximum.reduceat(values, starts), sizes)

    # its rank among the settlements of the name, and whether a town of the name lies in the division
    is_town = kind == _SETTLEMENT
    towns = people * is_town
    order = np.lexsort((-rows[:, 12], -towns, found.mention))
    rank = np.empty(len(found), np.int64)
    rank[order] = np.arange(len(found)) - np.repeat(starts, sizes)
    rows[:, 19] = np.log1p(rank) * is_town
    rows[:, 20] = (most(towns) - towns) * is_town / 17
    rows[:, 21] = most(towns) / 17
    rows[:, 22] = most((kind == _COUNTRY).astype(np.float32))
    divisions, lat, lon = columns.admin1[place], columns.lat[place], columns.lon[place]
    big = is_town & (people >= np.log(10_000))
    for row in np.flatnonzero((kind == _ADMIN1) & (most(big.astype(np.float32)) > 0)):
        same = slice(int(found.begins[found.mention[row]]), int(found.begins[found.mention[row] + 1]))
        beside = np.abs(lat[same] - lat[row]) + np.abs(lon[same] - lon[row]) < _BESIDE
        rows[row, 23] = bool((big[same] & ((divisions[same] == divisions[row]) | beside)).any())
    written = [(" " in one.text, one.text.isupper(), one.role == "associative") for one in mentions]
    ends = int(found.begins[len(mentions)])  # of the mentions' rows; those of the title follow
    rows[:ends, [26, 27, 39]] = np.array(written, np.float32).reshape(-1, 3)[found.mention[:ends]]
    for at in range(len(mentions)):
        if asked := queries[at].kinds:
            here = slice(int(found.begins[at]), int(found.begins[at + 1]))
            preference = {KINDS.index(name): position for position, name in enumerate(asked)}
            fits = np.array([preference.get(one, -1) for one in kind[here].tolist()])
            rows[here, 24] = (fits >= 0) * (1 - 0.2 * fits)
            rows[here, 25] = fits < 0
    _containers(article.text, spans, found, gazetteer, rows)
    _outlet(article, found, gazetteer, rows)
    return rows


def _containers(text: str, spans: Sequence[tuple[int, int]], found: Cases, gazetteer: Gazetteer, rows: Floats) -> None:
    """Let each name of "Paris, Texas" speak for the candidates of the other that fit."""
    columns = gazetteer.columns
    country, admin1, kind = columns.country[found.place], columns.admin1[found.place], columns.kind[found.place]
    for at in range(len(spans) - 1):
        gap = text[spans[at][1] : spans[at + 1][0]]
        if len(gap) > 12 or not _CONTAINER.fullmatch(gap):
            continue
        inner, outer = (slice(int(found.begins[i]), int(found.begins[i + 1])) for i in (at, at + 1))
        if inner.start == inner.stop or outer.start == outer.stop:
            continue
        by_country = (
            (country[inner][:, None] == country[outer]) & (kind[outer] == _COUNTRY) & (kind[inner] != _COUNTRY)[:, None]
        )
        by_division = (
            (admin1[inner][:, None] == admin1[outer]) & (kind[outer] == _ADMIN1) & (admin1[outer] > 0)
            & ((kind[inner] != _COUNTRY) & (kind[inner] != _ADMIN1))[:, None]
        )  # fmt: skip
        holds = by_country | by_division
        direct = gap.startswith((",", " ("))
        rows[inner, 28] = holds.any(axis=1)
        rows[inner, 29] = (
            direct and not holds.any() and bool(((kind[outer] == _COUNTRY) | (kind[outer] == _ADMIN1)).any())
        )
        rows[inner, 30] = direct and bool(holds.any()) * ~holds.any(axis=1)
        rows[outer, 31] = holds.any(axis=0)
        rows[outer, 32] = direct and not holds.any()
        rows[outer, 33] = bool(holds.any()) * ~holds.any(axis=0)


@lru_cache(maxsize=10_000)
def _host(url: str) -> tuple[str, str]:
    """The letters of a host's name, and the country of its top-level domain (ISO 3166), "" where it has none."""
    try:
        host = (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return "", ""
    *labels, top = host.split(".")
    code = {"UK": "GB"}.get(top.upper(), top.upper()) if len(top) == 2 else ""
    return "".join(c for c in max(labels, key=len, default="") if c.isalpha()), code


def _outlet(article: Article, found: Cases, gazetteer: Gazetteer, rows: Floats) -> None:
    """The outlet's country and name: the Paris Beacon is not of the Paris that everybody knows."""
    host, code = _host(article.url)
    columns = gazetteer.columns
    if code and code in columns.country_numbers:
        rows[:, 34] = columns.country[found.place] == columns.country_numbers[code]
        rows[:, 35] = 1.0
    named = [len(name) > 3 and name.replace(" ", "") in host for name in found.names]
    rows[:, 36] = np.array([*named, False])[found.name] if len(found) else 0.0
    rows[:, 37] = rows[:, 36] * rows[:, 20]


TOGETHER = 19


def together(found: Cases, likely: Floats, gazetteer: Gazetteer) -> Floats:
    """What the other names of the article tell of each candidate: TOGETHER numbers a row.

    likely   how likely each candidate is so far, 0..1
    """
    columns = gazetteer.columns
    rows = np.zeros((len(found), TOGETHER), np.float32)
    if not len(found):
        return rows
    place, name = found.place, found.name
    kind = columns.kind[place]
    # a vote a name: the mean of its mentions' opinions, more where it is mentioned more
    count = np.bincount(found.called, minlength=len(found.names))
    weight = likely / count[name] * (1 + 0.5 * np.log(count[name]))
    country, admin1 = columns.country[place], columns.admin1[place]
    total = np.bincount(name, weight, minlength=len(found.names))
    others = weight.sum() - total[name]
    enough = np.maximum(others, 0.5)
    is_country = kind == _COUNTRY
    of_country, of_division, sense = found.groups
    votes = _without_own(country, of_country, weight * (country > 0))
    rows[:, 0] = np.tanh(votes / 2)
    rows[:, 1] = votes / enough
    named = _without_own(country, of_country, weight * is_country)
    rows[:, 2] = np.tanh(named)
    rows[:, 3] = np.minimum(named / enough, 1)
    counts = (admin1 > 0) & ~is_country
    inside = _without_own(admin1, of_division, weight * counts) * counts
    rows[:, 4] = np.tanh(inside / 2)
    rows[:, 5] = np.minimum(inside / enough, 1)
    division = _without_own(admin1, of_division, weight * (kind == _ADMIN1)) * counts
    rows[:, 6] = np.tanh(division)
    rows[:, 7] = np.tanh(others / 4)
    rows[:, 8] = country == 0
    rows[:, 9] = rows[:, 1] - np.max(rows[:, 1])
    _nearness(found, weight, gazetteer, rows)
    rows[:, 15] = np.log1p(count[name]) / 3
    # a name keeps its sense: the surest of its mentions speaks for the others
    surest = np.zeros(sense.max() + 1, np.float32)
    np.maximum.at(surest, sense, likely)
    rows[:, 16] = surest[sense]
    rows[:, 17] = surest[sense] - likely
    return rows


def _groups(name: Ints, code: Ints) -> Ints:
    """A number for each row, the same for rows of one name and one code."""
    if not len(name):
        return name
    groups: Ints = np.unique(name * (int(code.max()) + 1) + code, return_inverse=True)[1]
    return groups


def _without_own(code: Ints, group: Ints, weight: Votes) -> Votes:
    """The votes for each row's code by other names than its own."""
    every, own = np.bincount(code, weight), np.bincount(group, weight)
    votes: Votes = np.maximum(every[code] - own[group], 0.0)
    return votes


def _nearness(found: Cases, weight: Votes, gazetteer: Gazetteer, rows: Floats) -> None:
    columns = gazetteer.columns
    kind = columns.kind[found.place]
    countries = np.flatnonzero((kind == _COUNTRY) & (weight > 0.05))
    countries = countries[np.argsort(-weight[countries], kind="stable")[:MOST_PLACES]]
    if len(countries):
        km, strength = _apart(found, countries, weight, gazetteer)
        rows[:, 18] = np.tanh((strength * np.exp(-km / 500)).sum(axis=1))
    dots = np.flatnonzero((kind != _COUNTRY) & (kind != KINDS.index("continent")) & (weight > 0.05))
    dots = dots[np.argsort(-weight[dots], kind="stable")[:MOST_PLACES]]
    rows[:, 12] = 1.0
    if not len(dots):
        return
    km, strength = _apart(found, dots, weight, gazetteer)
    other = strength > 0
    rows[:, 10] = np.tanh((strength * np.exp(-km / 40)).sum(axis=1))
    rows[:, 11] = np.tanh((strength * np.exp(-km / 250)).sum(axis=1) / 2)
    far = np.where(other & (strength > 0.3), km, 20_000.0)
    rows[:, 12] = np.log1p(far.min(axis=1)) / 10
    rows[:, 13] = ((found.place[:, None] == found.place[dots]) & other & (strength > 0.2)).any(axis=1)
    rows[:, 14] = (kind == _SETTLEMENT) * rows[:, 11]


def _apart(found: Cases, others: Ints, weight: Votes, gazetteer: Gazetteer) -> tuple[Floats, Floats]:
    """How far each row is from some others, in km, and their votes, none where they are of its own name."""
    lat, lon = gazetteer.columns.lat[found.place], gazetteer.columns.lon[found.place]
    xyz = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    chord = np.sqrt(np.maximum(2 - 2 * (xyz @ xyz[others].T), 0))
    strength = weight[others].astype(np.float32) * (found.name[:, None] != found.name[others])
    return (EARTH_KM * chord).astype(np.float32), strength


def distances_km(place: int, others: Ints, gazetteer: Gazetteer) -> Floats:
    """The great-circle distances of a place from others, all by their numbers."""
    columns = gazetteer.columns
    lat, lon = columns.lat[others], columns.lon[others]
    half = np.sin((lat - columns.lat[place]) / 2) ** 2
    half += np.cos(lat) * np.cos(columns.lat[place]) * np.sin((lon - columns.lon[place]) / 2) ** 2
    km: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return km
