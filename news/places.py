"""The places that an archive speaks of, by number: tens of thousands, of which a view shows some hundreds.

They stay in columns, and a `Place` is made when one is asked for. What the public sees of them has the same numbers.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo import Place
from news.disclosure import Disclosure
from news.rows import place_of, place_table


class Places(Sequence[Place]):
    """Only grows. Threads may read while one adds: what has a number is there already."""

    def __init__(self) -> None:
        self._chunks: list[pa.StructArray] = []
        self._firsts: list[int] = []
        self._numbers: dict[str, int] = {}
        self._made: dict[int, Place] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, number: int) -> Place: ...
    @overload
    def __getitem__(self, number: slice) -> list[Place]: ...
    def __getitem__(self, number: int | slice) -> Place | list[Place]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        if made := self._made.get(number):
            return made
        if not 0 <= number < len(self):
            raise IndexError(number)
        chunk = bisect_right(self._firsts, number) - 1
        self._made[number] = place_of(self._chunks[chunk][number - self._firsts[chunk]].as_py())
        return self._made[number]

    def number(self, id_: str) -> int:
        """The number of the place with an id. Raises KeyError."""
        return self._numbers[id_]

    def learn(self, places: pa.StructArray) -> None:
        """Give numbers to the places that have none yet. Raises ValueError where one has no point on the Earth."""
        ids = places.field("id").to_pylist()
        fresh = {id_: row for row, id_ in reversed(list(enumerate(ids))) if id_ not in self._numbers}
        if not fresh:
            return
        new = places.take(pa.array(sorted(fresh.values()), pa.int32()))
        for name, most in (("lat", 90), ("lon", 180)):
            if new.field(name).null_count or not pc.all(pc.less_equal(pc.abs(new.field(name)), most)).as_py():
                raise ValueError(f"a place without a {name}")
        first = len(self)
        self._chunks.append(new)
        self._firsts.append(first)
        self._numbers.update((id_, first + row) for row, id_ in enumerate(new.field("id").to_pylist()))

    def add(self, place: Place) -> int:
        """The number of one place."""
        if place.id not in self._numbers:
            self.learn(place_table([place]))
        return self._numbers[place.id]

    def where(self, column: str, value: str) -> NDArray[np.int32]:
        """The numbers of the places that have a value in a column ("kind", "country_code", "admin1")."""
        found = [
            np.flatnonzero(pc.equal(chunk.field(column), value).to_numpy(zero_copy_only=False)) + first
            for chunk, first in zip(self._chunks, self._firsts, strict=False)
        ]
        return np.concatenate([np.empty(0, np.int32), *found]).astype(np.int32)

    def column(self, name: str) -> list[str]:
        """A column of all places, by number."""
        return [value for chunk in self._chunks for value in chunk.field(name).to_pylist()]


class Shown(Sequence[Place]):
    """The places of the articles that may be seen, as they are shown; the others have numbers here and no more."""

    def __init__(self, places: Places, disclosure: Disclosure, mentioned: NDArray[np.bool_]) -> None:
        self._places = places
        self._disclosure = disclosure
        self._mentioned = mentioned  # by number
        self._made: dict[int, Place] = {}

    def __len__(self) -> int:
        return len(self._mentioned)

    @overload
    def __getitem__(self, number: int) -> Place: ...
    @overload
    def __getitem__(self, number: slice) -> list[Place]: ...
    def __getitem__(self, number: int | slice) -> Place | list[Place]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        if number not in self._made:
            self._made[number] = self._disclosure.place(self._places[number])
        return self._made[number]

    def number(self, id_: str) -> int:
        """The number of the place with an id, the one that it has here or its own. Raises KeyError."""
        if id_ in self._numbers:
            return self._numbers[id_]
        number = self._places.number(id_)
        if number >= len(self) or not self._mentioned[number]:
            raise KeyError(id_)
        return number

    def where(self, column: str, value: str) -> NDArray[np.int32]:
        """As `Places.where`, and `id` as well, which two towns of one name in a cell share."""
        if column == "id":
            return np.array([number for number, id_ in enumerate(self.column("id")) if id_ == value], np.int32)
        found = self._places.where(column, value)
        found = found[found < len(self)]
        return found[self._mentioned[found]]

    def column(self, name: str) -> list[str]:
        """A column of all places, by number; "" for what has no more than a number."""
        if name == "id":
            return self._ids
        values = self._places.column(name)
        return [value if there else "" for value, there in zip(values, self._mentioned.tolist(), strict=False)]

    @cached_property
    def _ids(self) -> list[str]:
        return [self[number].id if there else "" for number, there in enumerate(self._mentioned.tolist())]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {id_: number for number, id_ in reversed(list(enumerate(self._ids))) if id_}
