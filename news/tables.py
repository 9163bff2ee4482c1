"""CSV of any make -> rows by column name: comma, semicolon, tab or bar between the cells, with a header or without."""

import io
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO, Final

from geo.errors import InputError
from geo.read import OnProblem, table_rows
from news.columns import is_header, names_columns
from news.streams import chunks, stream

_HEAD: Final = 1 << 18  # bytes by which the delimiter is told
_ROWS: Final = 100
_DELIMITERS: Final = ",;\t|"
_NONE: Final = "\x1f"  # of a table of one column: no text holds it
_ALIKE: Final = 0.6  # of the rows are as wide as the first; commas in a sentence make no table


def read_table(
    file: BinaryIO, name: str, on_problem: OnProblem, *, named: Collection[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows, each with its line, in a file of UTF-8.

    `named` are columns that the user named: a first row that holds them is the header. Without a header the columns are
    "column 1", "column 2" ...; a name that comes again, or is blank, gets its number as well.
    """
    head = file.read(_HEAD)
    delimiter = _delimiter(head)
    rows = table_rows(stream(chain([head], chunks(file))), name, on_problem, delimiter=delimiter)
    line, first = next(rows, (0, None))
    if first is None:
        return
    headed = is_header(first) or (bool(named) and set(named) <= {cell.strip() for cell in first})
    header = _unique(first if headed else [""] * len(first))
    empty = True
    for number, row in rows if headed else chain([(line, first)], rows):
        empty = False
        if any(cell.strip() for cell in row[len(header) :]):
            on_problem(InputError(f"{len(row)} cells under {len(header)} columns", source=name, line=number))
        else:
            yield number, dict(zip(header, row, strict=False))
    if empty:
        on_problem(InputError("no article under the header", source=name))


def _delimiter(head: bytes) -> str:
    whole_lines = head[: head.rfind(b"\n") + 1] or head

    def likelihood(delimiter: str) -> tuple[bool, float, int]:
        found = table_rows(io.BytesIO(whole_lines), "", lambda _: None, delimiter=delimiter)
        rows = [row for _, row in islice(found, _ROWS)]
        if not rows or len(rows[0]) == 1:
            return False, 0.0, 1
        alike = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
        return names_columns(rows[0]) > 1, alike, len(rows[0])

    names, alike, _ = best = max(map(likelihood, _DELIMITERS))
    if not names and alike < _ALIKE:
        return _NONE
    return next(delimiter for delimiter in _DELIMITERS if likelihood(delimiter) == best)


def _unique(cells: Sequence[str]) -> list[str]:
    names: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        name = cell.strip().encode("utf-8", "replace").decode() or f"column {number}"
        while name in names:
            name = f"{name} {number}"
        names[name] = None
    return list(names)
