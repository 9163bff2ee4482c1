"""The tables in `data/sources/` that the gazetteer is built from, and the form that they share."""

import csv
from collections.abc import Iterator
from pathlib import Path

from geo.compiled import Tag

SOURCES = Path(__file__).parent.parent / "data" / "sources"


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table, by the names of its columns."""
    with open(SOURCES / name, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def split(cell: str) -> list[str]:
    """The names in a cell."""
    return [name.strip() for name in cell.split("|") if name.strip()]


def tagged(row: dict[str, str]) -> Iterator[tuple[str, Tag]]:
    """The names in the columns that our tables share."""
    for column, tag in (
        ("names", Tag.ALTERNATE), ("aliases", Tag.ALTERNATE), ("abbreviations", Tag.ABBREVIATION),
        ("demonyms", Tag.DEMONYM),
    ):  # fmt: skip
        yield from ((name, tag) for name in split(row.get(column) or ""))
