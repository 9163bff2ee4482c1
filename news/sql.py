"""Questions in SQL to Arrow tables: one DuckDB in memory for the process, which keeps nothing."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any, cast

import duckdb
import pyarrow as pa
from numpy.typing import NDArray

_MOST_MEMORY = "200MB"
_NUMBER = count()


@cache
def _database() -> duckdb.DuckDBPyConnection:
    # what does not fit goes to a temporary file: a server in a small container must not grow with a question
    return duckdb.connect(config={"memory_limit": _MOST_MEMORY, "temp_directory": f"{tempfile.gettempdir()}/dateline"})


def ask(question: str, parameters: Sequence[object] = (), **tables: pa.Table) -> dict[str, NDArray[Any]]:
    """The columns of the answer. `{name}` in the question stands for the table of that name; safe for threads."""
    with _asked(question, parameters, tables) as answer:
        return cast(dict[str, NDArray[Any]], answer.fetchnumpy())


def ask_table(question: str, parameters: Sequence[object] = (), **tables: pa.Table) -> pa.Table:
    """The answer as a table, for what NumPy has no type for."""
    with _asked(question, parameters, tables) as answer:
        return answer.to_arrow_table()


@contextmanager
def _asked(
    question: str, parameters: Sequence[object], tables: dict[str, pa.Table]
) -> Iterator[duckdb.DuckDBPyRelation]:
    # a cursor sees what its sisters register, so each question gives its tables names of their own
    names = {name: f"{name}_{next(_NUMBER)}" for name in tables}
    with _database().cursor() as cursor:
        for name, table in tables.items():
            cursor.register(names[name], table)
        try:
            yield cursor.sql(question.format(**names), params=list(parameters))
        finally:
            for name in names.values():
                cursor.unregister(name)
