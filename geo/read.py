"""Files -> articles: `.txt` (one), `.csv` and `.jsonl` (one a row or line), "-" for JSON Lines on standard input.

What is wrong with a file, a line or a field is told to `on_problem` and costs no more than itself: a bad date leaves
its article undated, a bad line leaves the other lines.
"""

import csv
import hashlib
import json
import re
import reprlib
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from geo.errors import InputError
from geo.records import Article

MOST_BYTES = 20_000_000  # of one article as it is stored; the longest news texts have a hundredth of that
COLUMNS: Mapping[str, str] = {
    field: field for field in ("id", "text", "title", "url", "source", "published", "language")
}
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")

OnProblem = Callable[[InputError], None]


def read_articles(path: Path | str, *, on_problem: OnProblem) -> Iterator[Article]:
    """The articles of a file, in its order. Never raises for what is in the file, nor where there is no such file."""
    name = str(path)
    reader = _READERS.get(".jsonl" if name == "-" else Path(path).suffix.lower())
    if reader is None:
        on_problem(InputError("neither a .txt, .csv nor .jsonl file", source=name))
        return
    try:
        with _opened(name) as file:
            yield from reader(file, name, on_problem)
    except OSError as error:
        on_problem(InputError((error.strerror or str(error)).lower(), source=name))


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
    else:
        with open(name, "rb") as file:
            yield file


def text_article(text: str, *, name: str, on_problem: OnProblem) -> Article:
    """An article of nothing but its text. Its id is `name` and a digest of the text."""
    clean = _without_surrogates(text, name, None, on_problem)
    return Article(id=f"{name}-{_digest(clean)}", text=clean)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def _read_text(file: BinaryIO, name: str, on_problem: OnProblem) -> Iterator[Article]:
    if (text := whole_text(file, name, on_problem)) is not None:
        yield text_article(text, name=Path(name).stem, on_problem=on_problem)


def whole_text(
    file: BinaryIO, name: str, on_problem: OnProblem, *, most: int = MOST_BYTES, instead: str = ""
) -> str | None:
    """All that a file says; None where it is empty, no UTF-8, or over `most` bytes: `instead` says what to do."""
    content = file.read(most + 1)
    if len(content) > most:
        on_problem(InputError(f"larger than {most // 1_000_000} MB{instead}", source=name))
        return None
    text = _decoded(content, name, None, on_problem)
    if text is not None and not text.strip():
        on_problem(InputError("empty file", source=name))
        return None
    return text


def _read_jsonl(file: BinaryIO, name: str, on_problem: OnProblem) -> Iterator[Article]:
    for number, row in json_rows(file, name, on_problem):
        yield from row_article(row, name=name, line=number, on_problem=on_problem)


def json_rows(file: BinaryIO, name: str, on_problem: OnProblem) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSON Lines file, each with its line."""
    empty = True
    for number, content in lines(file, name, on_problem):
        if content is not None and not content.strip():
            continue
        empty = False
        if content is None or (line := _decoded(content, name, number, on_problem)) is None:
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            on_problem(InputError(f"not JSON: {why_not_json(error)}", source=name, line=number))
            continue
        if not isinstance(row, dict):
            on_problem(InputError(f"not a JSON object: {line.strip()[:40]!r}", source=name, line=number))
            continue
        yield number, row
    if empty:
        on_problem(InputError("empty file", source=name))


def why_not_json(error: ValueError | RecursionError) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else "too deep or too long a number"


def lines(file: BinaryIO, name: str, on_problem: OnProblem) -> Iterator[tuple[int, bytes | None]]:
    """The lines with their numbers; None for one that is too long to be held."""
    number = 0
    while line := file.readline(MOST_BYTES):
        number += 1
        if len(line) == MOST_BYTES and not line.endswith(b"\n"):
            while (rest := file.readline(MOST_BYTES)) and not rest.endswith(b"\n"):
                pass
            on_problem(InputError(f"larger than {MOST_BYTES // 1_000_000} MB", source=name, line=number))
            yield number, None
        else:
            yield number, line


def _read_csv(file: BinaryIO, name: str, on_problem: OnProblem) -> Iterator[Article]:
    rows = table_rows(file, name, on_problem)
    _, columns = next(rows, (1, None))
    if columns is None:
        return
    if "text" not in columns:
        found = ", ".join(column[:20] for column in columns[:8])
        on_problem(InputError(f"no column 'text' among {_SURROGATE.sub('?', found)!r}", source=name, line=1))
        return
    empty = True
    for number, row in rows:
        empty = False
        fields = {column: value or None for column, value in zip(columns, row, strict=False)}
        yield from row_article(fields, name=name, line=number, on_problem=on_problem)
    if empty:
        on_problem(InputError("no article under the header", source=name))


def table_rows(
    file: BinaryIO, name: str, on_problem: OnProblem, *, delimiter: str = ","
) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file, each with the line that it begins on; blank lines are left out.

    A row that is no CSV, such as one whose quote is never closed, is named; reading goes on at the next line that
    begins a row as wide as the first one, so that a quote costs no more than its own row. A byte that is no UTF-8
    comes as a lone surrogate.
    """
    csv.field_size_limit(MOST_BYTES)
    source, again = _table_lines(file, name, on_problem), deque[tuple[int, str]]()
    width, lost, read, read_again = 0, False, 0, 0
    held: list[tuple[int, str]] = []

    def taken() -> Iterator[str]:
        size = 0
        while line := again.popleft() if again else next(source, None):
            held.append(line)
            size += len(line[1])
            if size > MOST_BYTES:
                raise csv.Error(f"a row larger than {MOST_BYTES // 1_000_000} MB")
            yield line[1]

    while True:
        held.clear()
        try:
            row = next(csv.reader(taken(), strict=True, delimiter=delimiter), None)
        except csv.Error as error:
            row = None
            if not lost:
                # the module's own words name the delimiter, which may be no character to print
                why = "a quote not closed, or not doubled within its cell" if "expected" in str(error) else str(error)
                on_problem(InputError(f"not CSV: {why}", source=name, line=held[0][0]))
            if not width:
                return
            lost = True
        if not held:
            break
        read += len(held[0][1])
        if lost and (row is None or len(row) != width):
            again.extendleft(reversed(held[1:]))
            read_again += sum(len(line) for _, line in held[1:])
            if read_again > 10 * (read + MOST_BYTES):
                on_problem(InputError("too many broken rows; the rest is left out", source=name, line=held[0][0]))
                return
            continue
        lost = False
        if row:
            width = width or len(row)
            yield held[0][0], row
    if not width:
        on_problem(InputError("empty file", source=name))


def _table_lines(file: BinaryIO, name: str, on_problem: OnProblem) -> Iterator[tuple[int, str]]:
    number = 0
    for _, content in lines(file, name, on_problem):
        for line in (content or b"").splitlines(keepends=True):  # "\r" alone ends a line as well
            number += 1
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8", "surrogateescape")


_READERS = {".txt": _read_text, ".csv": _read_csv, ".jsonl": _read_jsonl}


def _decoded(content: bytes, name: str, line: int | None, on_problem: OnProblem) -> str | None:
    try:
        return content.decode("utf-8-sig" if line in (None, 1) else "utf-8")
    except UnicodeDecodeError as error:
        on_problem(
            InputError(f"not UTF-8 text: byte 0x{content[error.start]:02x} at {error.start}", source=name, line=line)
        )
        return None


def iso_day(value: str) -> date | None:
    """The day of an ISO 8601 date or time as it is written: no time zone ever moves it."""
    found = _DATE.fullmatch(value.strip())
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None  # such as February 30


def row_article(
    row: Mapping[str, Any],
    *,
    name: str,
    line: int | None,
    on_problem: OnProblem,
    columns: Mapping[str, str | None] = COLUMNS,
    day: Callable[[str], date | None] = iso_day,
) -> Iterator[Article]:
    """The article of a row, if it has a text. `columns` says which column holds which field; `day` reads a date."""

    def field(key: str | None) -> str:
        value = row.get(key) if key is not None else None
        if value is None:
            return ""
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            on_problem(InputError(f"{key!r} is not text: {reprlib.repr(value)[:40]!r}", source=name, line=line))
            return ""
        return _without_surrogates(str(value), name, line, on_problem)

    content = row.get(columns["text"] or "")
    if not isinstance(content, str) or not content.strip():
        column = repr(columns["text"])
        on_problem(InputError(f"{column} is not text, or blank" if content else f"no {column}", source=name, line=line))
        return
    text, title, url = field(columns["text"]), field(columns["title"]), field(columns["url"])
    said = field(columns["published"])
    published = day(said) if said.strip() else None
    if said.strip() and not published:
        why = f"{columns['published']!r} is no date (YYYY-MM-DD): {said[:40]!r}; kept undated"
        on_problem(InputError(why, source=name, line=line))
    yield Article(
        id=field(columns["id"]) or f"article-{_digest(url + title + text)}",
        text=text,
        title=title,
        url=url,
        source=field(columns["source"]),
        published=published,
        language=field(columns["language"]) or None,
    )


def _without_surrogates(text: str, name: str, line: int | None, on_problem: OnProblem) -> str:
    """Lone surrogates are no characters: each becomes U+FFFD, so that all others keep their place."""
    found = _SURROGATE.search(text)
    if not found:
        return text
    on_problem(InputError(f"not Unicode at character {found.start()}; replaced by U+FFFD", source=name, line=line))
    return _SURROGATE.sub("\ufffd", text)
