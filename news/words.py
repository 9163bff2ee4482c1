"""Which articles hold a word: an index beside each large part, and the same made on the spot for a small one.

A word is a run of letters and digits, without accents and capitals. A search is for the beginnings of words, all of
which an article must hold. The rules for cutting and folding stand in SQL, once for the texts and for the search.
"""

from collections.abc import Sequence
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from news.sql import ask

SEARCHED = ["title", "text", "source"]  # the columns of articles that are searched
_CUT = r"regexp_extract_all(lower(strip_accents(TEXT)), '[\p{{L}}\p{{M}}\p{{N}}]+')"
_LAST = "\U0010ffff"  # behind every letter
_ROWS_A_GROUP = 131_072  # a search for a word reads the groups that may hold it


def index(articles: pa.Table) -> pa.Table:
    """The (word, row) pairs of a table with the columns SEARCHED, ordered."""
    numbered = articles.append_column("row", pa.array(range(len(articles)), pa.int32()))
    question = f"""
        SELECT word, row FROM (SELECT unnest(list_distinct({_CUT})) AS word, row FROM {{articles}}) ORDER BY word, row
    """
    return pa.table(ask(question.replace("TEXT", " || ' ' || ".join(SEARCHED)), articles=numbered))


def index_bytes(articles: pa.Table) -> pa.Buffer:
    """The index of a part as a file."""
    sink = pa.BufferOutputStream()
    pq.write_table(
        index(articles),
        sink,
        compression="zstd",
        compression_level=12,
        row_group_size=_ROWS_A_GROUP,
        use_dictionary=["word"],
        column_encoding={"row": "DELTA_BINARY_PACKED"},
        write_page_checksum=True,
        store_schema=False,
    )
    return sink.getvalue()


def wanted(search: str) -> list[str]:
    """The beginnings of words that a search asks for."""
    return sorted(set(ask(f"SELECT unnest({_CUT}) AS word".replace("TEXT", "?::VARCHAR"), [search])["word"]))


def rows_with(words: pa.NativeFile | pa.Table, beginnings: Sequence[str]) -> NDArray[np.int32]:
    """The rows that hold a word of every beginning, ordered; `words` is an index, open to be read or in memory."""
    rows: NDArray[np.int32] | None = None
    for beginning in beginnings:
        found = np.unique(_starting(words, beginning))
        rows = found if rows is None else np.intersect1d(rows, found, assume_unique=True)
    return np.empty(0, np.int32) if rows is None else rows


def _starting(words: pa.NativeFile | pa.Table, beginning: str) -> NDArray[np.int32]:
    between = (pc.field("word") >= beginning) & (pc.field("word") < beginning + _LAST)
    if isinstance(words, pa.Table):
        found = words.filter(between)
    else:
        words.seek(0)
        found = pq.read_table(words, columns=["row"], filters=between, page_checksum_verification=True)
    return cast(NDArray[np.int32], found["row"].to_numpy())
