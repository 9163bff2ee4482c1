"""Questions in SQL to Arrow tables: one DuckDB in memory for the process, which keeps nothing."""

from collections.abc import Sequence
from functools import cache
from itertools import count
from typing import Any, cast

import duckdb
import pyarrow as pa
from numpy.typing import NDArray

_NUMBER = count()


@cache
def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def ask(question: str, parameters: Sequence[object] = (), **tables: pa.Table) -> dict[str, NDArray[Any]]:
    """The columns of the answer. `{name}` in the question stands for the table of that name; safe for threads."""
    # a cursor sees what its sisters register, so each question gives its tables names of their own
    names = {name: f"{name}_{next(_NUMBER)}" for name in tables}
    with _database().cursor() as cursor:
        for name, table in tables.items():
            cursor.register(names[name], table)
        try:
            return cast(dict[str, NDArray[Any]], cursor.execute(question.format(**names), parameters).fetchnumpy())
        finally:
            for name in names.values():
                cursor.unregister(name)
