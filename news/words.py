"""Which articles hold a word: an index beside each large part, and the same made on the spot for a small one.

A word is a run of letters and digits, without accents and capitals. A search is for words or, from three letters on,
for their beginnings, all of which an article must hold. The rules for cutting and folding stand in SQL, once for the
texts and for the search.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import cast
from unicodedata import category

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from news.sql import ask, ask_table

SEARCHED = ["title", "text", "source"]  # the columns of articles that are searched
_WORD = r"'[\p{{L}}\p{{M}}\p{{N}}]+'"
_FOLDED = "lower(strip_accents(TEXT))"
_CUT = f"regexp_extract_all({_FOLDED}, {_WORD})"
_INDEX = f"""
    WITH held AS (SELECT unnest(list_distinct({_CUT.replace("TEXT", " || ' ' || ".join(SEARCHED))})) AS word, row
                  FROM {{articles}}),
         gaps AS (SELECT word, row, row - lag(row, 1, 0) OVER (PARTITION BY word ORDER BY row) AS gap FROM held)
    SELECT word, list(gap ORDER BY row) AS gaps FROM gaps GROUP BY word ORDER BY word
"""
_LAST = "\U0010ffff"  # behind every letter
_SHORTEST_BEGINNING = 3  # letters; a shorter word is looked for as it is: "a" is no search for a tenth of all words
_ROWS_A_GROUP = 131_072  # of all its words; a search for a word reads the groups that may hold it


def index(articles: pa.Table) -> pa.Table:
    """The words of a table with the columns SEARCHED, ordered, each with the rows that hold it.

    `gaps` is the first row and then how many rows on each next one is: that takes half of the room that rows do.
    """
    numbered = articles.append_column("row", pa.array(range(len(articles)), pa.int32()))
    return ask_table(_INDEX, articles=numbered)


def index_bytes(articles: pa.Table) -> pa.Buffer:
    """The index of a part as a file."""
    words, sink = index(articles), pa.BufferOutputStream()
    with pq.ParquetWriter(
        sink,
        words.schema,
        compression="zstd",
        compression_level=12,
        use_dictionary=False,
        column_encoding={"gaps.list.element": "BYTE_STREAM_SPLIT"},
        write_page_checksum=True,
        store_schema=False,
    ) as writer:
        for start, end in pairwise([*_groups(pc.list_value_length(words["gaps"]).to_numpy()), len(words)]):
            writer.write_table(words[start:end])
    return sink.getvalue()


def _groups(rows: NDArray[np.int32]) -> list[int]:
    """Where groups of words begin, by how many rows each word has: a common word has one nearly for itself."""
    starts, held = [0], 0
    for word, count in enumerate(rows.tolist()):
        if held and held + count > _ROWS_A_GROUP:
            starts.append(word)
            held = 0
        held += count
    return starts


def wanted(search: str) -> list[str]:
    """The beginnings of words that a search asks for."""
    writable = search.encode("utf-8", "replace").decode()  # an address may hold half a character, which is no word
    return sorted(set(ask(f"SELECT unnest({_CUT}) AS word".replace("TEXT", "?::VARCHAR"), [writable])["word"]))


def found(texts: Sequence[str], beginnings: Sequence[str]) -> list[dict[str, list[tuple[int, int]]]]:
    """Of each text, the (start, end) of its words by the beginning that finds them, in order; none for the others."""
    hits: list[dict[str, list[tuple[int, int]]]] = [{} for _ in texts]
    for beginning in beginnings:
        for row, word in zip(*_words_of(texts, beginning), strict=True):
            hits[row].setdefault(beginning, []).extend(_places_of(word, texts[row]))
    return [{beginning: sorted(spans) for beginning, spans in of.items()} for of in hits]


def _words_of(texts: Sequence[str], beginning: str) -> tuple[list[int], list[str]]:
    """The words that a beginning finds, as they are written: the number of the text, and the word."""
    meets = "starts_with(folded, ?)" if len(beginning) >= _SHORTEST_BEGINNING else "folded = ?"
    cut = ask(
        f"""
        SELECT DISTINCT row, word
        FROM (SELECT row, word, {_FOLDED.replace("TEXT", "word")} AS folded
              FROM (SELECT row, unnest(regexp_extract_all(text, {_WORD})) AS word FROM {{texts}}))
        WHERE {meets}
        """,
        [beginning],
        texts=pa.table({"row": pa.array(range(len(texts)), pa.int32()), "text": pa.array(texts, pa.string())}),
    )
    return cut["row"].tolist(), cut["word"].tolist()


def _places_of(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a text has this very word, and not as a part of another."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not any(category(c)[0] in "LMN" for c in text[max(start - 1, 0) : start] + text[end : end + 1]):
            yield start, end
        start = text.find(word, start + 1)


def rows_with(words: pa.NativeFile | pa.Table, beginnings: Sequence[str]) -> NDArray[np.int32]:
    """The rows that hold a word of every beginning, ordered; `words` is an index, open to be read or in memory."""
    held: NDArray[np.bool_] | None = None
    for beginning in beginnings:
        rows = _starting(words, beginning)
        # a word that most articles hold is as quick as a rare one: nothing is sorted
        found = np.zeros(max(rows.max(initial=-1) + 1, 0 if held is None else len(held)), bool)
        found[rows] = True
        held = found if held is None else held & found[: len(held)]
    return np.flatnonzero(held).astype(np.int32) if held is not None else np.empty(0, np.int32)


def _starting(words: pa.NativeFile | pa.Table, beginning: str) -> NDArray[np.int32]:
    end = beginning + ("\0" if len(beginning) < _SHORTEST_BEGINNING else _LAST)
    if not isinstance(words, pa.Table):
        words = _read(words, beginning, end)
    lists = words.filter((pc.field("word") >= beginning) & (pc.field("word") < end))["gaps"].combine_chunks()
    gaps, lengths = lists.flatten().to_numpy(), np.diff(lists.offsets.to_numpy())
    rows = np.cumsum(gaps)
    # each list begins anew from 0
    ends = np.cumsum(lengths)[:-1]
    before = np.concatenate([[0], rows[ends - 1]]) if len(lengths) else rows
    return cast(NDArray[np.int32], (rows - np.repeat(before, lengths)).astype(np.int32))


def _read(index: pa.NativeFile, beginning: str, end: str) -> pa.Table:
    """The groups of an index that may hold words from one up to another."""
    index.seek(0)
    file = pq.ParquetFile(index, page_checksum_verification=True)
    groups = []
    for number in range(file.num_row_groups):
        known = file.metadata.row_group(number).column(0).statistics
        if known is None or not known.has_min_max or (known.min < end and known.max >= beginning):
            groups.append(number)
    return file.read_row_groups(groups, columns=["word", "gaps"], use_threads=False)
