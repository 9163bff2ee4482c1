"""What places are called where they are: درعا for Daraa, Київ for Kyiv. Opened when the first one is asked for.

Which name is the local one was decided when `data/local_names.npz` was built, see `data/build_local_names.py`: it is
the name in the official language of the most people of the place's country, as GeoNames has its countries, and says
nothing about whose a place is. Only places of the shipped gazetteer have one; those of an added country file do not.
"""

import json
import zipfile
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from geo.compiled import GEONAMES
from geo.errors import GazetteerDamaged, GazetteerMissing
from geo.records import Place

PATH = Path(__file__).parent.parent / "data" / "local_names.npz"
_DIGITS = 10  # of the largest id that a file holds


class LocalNames:
    """The local names of one file: by GeoNames id in sorted columns, those of other places beside them."""

    def __init__(self, columns: Mapping[str, Any]) -> None:
        self._geonames = columns["geonames"]
        self._ends = columns["ends"]
        self._names: bytes = columns["names"].tobytes()
        self._others: dict[str, str] = json.loads(columns["others"].tobytes())

    def __len__(self) -> int:
        return len(self._geonames) + len(self._others)

    def get(self, place_id: str) -> str | None:
        """The name of a place; None where it is not known or the English one too."""
        digits = place_id.removeprefix(GEONAMES)
        if digits == place_id or not (digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS):
            return self._others.get(place_id)
        # of the column's own type: for another one, the whole column would be converted each time
        number = np.uint64(digits)
        at = int(np.searchsorted(self._geonames, number))
        if at == len(self._geonames) or self._geonames[at] != number:
            return None
        return self._names[int(self._ends[at - 1]) if at else 0 : int(self._ends[at])].decode()


def local_name(place: Place) -> str | None:
    """What a place is called where it is; None where that is not known, or the same as its name.

    Raises GazetteerMissing or GazetteerDamaged.
    """
    return _shipped_name(place.id)


@lru_cache(maxsize=20_000)
def _shipped_name(place_id: str) -> str | None:
    return _shipped().get(place_id)


@cache
def _shipped() -> LocalNames:
    return read(PATH)


def read(path: Path) -> LocalNames:
    """Read a file. Raises GazetteerMissing or GazetteerDamaged."""
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            return LocalNames(dict(archive))
    except FileNotFoundError:
        raise GazetteerMissing(f"{path}: no such file of local names") from None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise GazetteerDamaged(f"{path}: no file of local names, or damaged") from error


def write(path: Path, names: Mapping[str, str]) -> None:
    """Write names by the ids of their places."""
    numbered = sorted((int(id_[len(GEONAMES) :]), name) for id_, name in names.items() if id_.startswith(GEONAMES))
    encoded = [name.encode() for _, name in numbered]
    others = {id_: name for id_, name in sorted(names.items()) if not id_.startswith(GEONAMES)}
    with open(path, "wb") as file:
        np.savez_compressed(
            file,
            geonames=np.array([number for number, _ in numbered], np.uint64),
            ends=np.cumsum([len(name) for name in encoded], dtype=np.uint32),
            names=np.frombuffer(b"".join(encoded), np.uint8),
            others=np.frombuffer(json.dumps(others, ensure_ascii=False).encode(), np.uint8),
        )
