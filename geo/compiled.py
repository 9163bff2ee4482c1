"""The compiled form of a gazetteer: one uncompressed .npz file that opens in milliseconds.

Places are columns, their names a MARISA trie whose key numbers lead to postings (a place and how the name is its name).
This module only writes and reads that form; what the columns mean to a lookup is `gazetteer.py`'s business, and where
the entries come from is `build.py`'s and `geonames.py`'s.

Columns, one row a place, those with a GeoNames id first:
    lat, lon            int32, 1e-5 degrees
    population          uint32, people
    radius              uint16, tenths of a km, at most 6553.5 km
    kind, feature, country, admin1, source   numbers into the lists of the same name in `meta`
    geonames            uint32, the GeoNames ids (fewer rows than there are places)
    name_ends, names    UTF-8 names, end to end;  id_ends, ids: the other places' ids
Names:
    trie                the keys of `names.py`; behind a romanization stand the `spelling.forms` of its name
    slots               uint32 a key: a posting, or with the top bit set where its run in `postings` starts
    postings            uint32: place number | tag << 22; the last of a run has bit 30 set
"""

import json
import os
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntFlag
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np

from geo.errors import GazetteerDamaged, GazetteerMissing
from geo.names import ROMANIZED, acronym, fold, romanization
from geo.records import Kind
from geo.spelling import forms

FORMAT = 2
COLUMNS = (
    "lat", "lon", "population", "radius", "kind", "feature", "country", "admin1", "source", "geonames", "names",
    "name_ends", "ids", "id_ends", "slots", "postings",
)  # fmt: skip
GEONAMES = "geonames:"
_PLACE_BITS = 22
_PLACE = (1 << _PLACE_BITS) - 1
_LAST = 1 << 30
_RUN = 1 << 31


class Tag(IntFlag):
    """How a name is a place's name."""

    ALTERNATE = 0
    PRIMARY = 1  # the place's own name
    ABBREVIATION = 2  # matched in capitals only: U.S., N.Y., DRC
    DEMONYM = 4  # its people or adjective: Syrian, Israelis
    CODE = 8  # an airport's code: found when asked for, not in running text
    SOUND = 16  # found by a romanization of one of its names
    WITHIN = 32  # never stored: the place is but named within the name, as Derry in "Derry General Hospital"


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as it goes into a compiled file. `names` are those beside `name`, each with its tag."""

    id: str
    name: str
    kind: Kind
    lat: float
    lon: float
    country: str = ""
    admin1: str = ""
    population: int = 0
    radius_km: float = 0.0
    feature: str = ""
    source: str = ""
    names: tuple[tuple[str, Tag], ...] = ()
    romanized: bool = False  # each writer spells its names anew, as in the countries of `names.ROMANIZED`


@dataclass(frozen=True, slots=True)
class Compiled:
    """A file as read: its columns by name, the trie over its names and the lists that its numbers point into."""

    columns: dict[str, Any]
    trie: marisa_trie.Trie
    meta: dict[str, Any]

    def postings(self, key: str) -> list[tuple[int, int]]:
        """Place numbers and tags (the values of `Tag`) under a key; empty where there is none."""
        number = self.trie.get(key)
        if number is None:
            return []
        slot = int(self.columns["slots"][number])
        if not slot & _RUN:
            return [(slot & _PLACE, slot >> _PLACE_BITS & 0xFF)]
        found = []
        at = slot & ~_RUN
        while True:
            posting = int(self.columns["postings"][at])
            found.append((posting & _PLACE, posting >> _PLACE_BITS & 0xFF))
            if posting & _LAST:
                return found
            at += 1


def keys(entry: Entry) -> dict[str, Tag]:
    """The keys that lead to an entry, with their tags."""
    found: dict[str, Tag] = defaultdict(lambda: Tag.ALTERNATE)
    for name, tag in ((entry.name, Tag.PRIMARY), *entry.names):
        if tag & Tag.ABBREVIATION:
            # "Calif." is looked up as a word, "U.S." and "USA" as capitals
            found[acronym(name) or fold(name)] |= tag
        elif tag & Tag.CODE or (name.isascii() and len(name) <= 4 and name.isupper() and not tag & Tag.PRIMARY):
            # a short name in capitals among the alternates is a code (DAM, NYC) and must not become a word
            if letters := acronym(name):
                found[letters] |= Tag.CODE
        elif key := fold(name):
            found[key] |= tag
            if entry.romanized and not tag & Tag.DEMONYM:
                script = ROMANIZED.get(entry.country, "arabic")
                if sound := romanization(name, script):
                    found[" ".join((sound, *forms(name, script)))] |= Tag.SOUND
    return found


def write(path: Path, entries: Iterable[Entry], *, about: dict[str, Any]) -> None:
    """Compile entries into `path`, which appears whole or not at all. `about` is kept for `gazetteer info`."""
    rows = sorted(entries, key=lambda e: (not e.id.startswith(GEONAMES), e.id))
    if len(rows) > _PLACE:
        raise ValueError(f"{len(rows):,} places: one file holds at most {_PLACE:,}")
    by_key: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(rows):
        for key, tag in keys(entry).items():
            by_key[key].append(number | tag << _PLACE_BITS)
    trie = marisa_trie.Trie(sorted(by_key))
    slots = np.zeros(len(by_key), np.uint32)
    runs: list[int] = []
    for key, postings in by_key.items():
        if len(postings) == 1:
            slots[trie[key]] = postings[0]
        else:
            # the most populous first, so that a reader may stop early
            postings.sort(key=lambda p: -rows[p & _PLACE].population)
            slots[trie[key]] = _RUN | len(runs)
            runs += [*postings[:-1], postings[-1] | _LAST]

    meta: dict[str, Any] = {"format": FORMAT, "about": {**about, "places": len(rows), "names": len(by_key)}}
    columns: dict[str, Any] = {
        "lat": np.array([round(e.lat * 1e5) for e in rows], np.int32),
        "lon": np.array([round(e.lon * 1e5) for e in rows], np.int32),
        "population": np.array([e.population for e in rows], np.uint32),
        "radius": np.array([min(round(e.radius_km * 10), 65535) for e in rows], np.uint16),
        "geonames": np.array([int(e.id[len(GEONAMES) :]) for e in rows if e.id.startswith(GEONAMES)], np.uint32),
        "slots": slots,
        "postings": np.array(runs, np.uint32),
        "trie": np.frombuffer(trie.tobytes(), np.uint8),
    }
    for field in ("kind", "feature", "country", "admin1", "source"):
        meta[field] = sorted({getattr(e, field) for e in rows})
        number_of = {value: i for i, value in enumerate(meta[field])}
        columns[field] = np.array([number_of[getattr(e, field)] for e in rows], np.uint16)
    columns["names"], columns["name_ends"] = _join([e.name for e in rows])
    columns["ids"], columns["id_ends"] = _join([e.id for e in rows if not e.id.startswith(GEONAMES)])
    columns["meta"] = np.frombuffer(json.dumps(meta, ensure_ascii=False, sort_keys=True).encode(), np.uint8)

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **columns)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink()
        raise


def _join(texts: Sequence[str]) -> tuple[Any, Any]:
    encoded = [text.encode() for text in texts]
    ends = np.cumsum([len(text) for text in encoded], dtype=np.uint32)
    return np.frombuffer(b"".join(encoded), np.uint8), ends


def read(path: Path) -> Compiled:
    """Read a compiled file. Raises GazetteerMissing or GazetteerDamaged."""
    try:
        # opened here, as np.load leaves a file that is no archive open
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            columns = dict(archive)
        meta = json.loads(columns.pop("meta").tobytes())
        if meta["format"] != FORMAT:
            raise GazetteerDamaged(f"{path}: format {meta['format']}, this version reads format {FORMAT}")
        if missing := {*COLUMNS, "trie"} - columns.keys():
            raise GazetteerDamaged(f"{path}: not a gazetteer, or damaged (no {', '.join(sorted(missing))})")
        trie = marisa_trie.Trie()
        trie.frombytes(columns.pop("trie").tobytes())
    except FileNotFoundError:
        raise GazetteerMissing(f"{path}: no such gazetteer file") from None
    except (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile) as error:
        # the cause stays in the chain: numpy's own words advise to load such a file unsafely
        raise GazetteerDamaged(f"{path}: not a gazetteer, or damaged") from error
    return Compiled(columns, trie, meta)
