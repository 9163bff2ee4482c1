"""Files -> articles: `.txt` (one), `.csv` and `.jsonl` (one a row or line), "-" for JSON Lines on standard input.

What is wrong with a file, a line or a field is told to `on_problem` and costs no more than itself: a bad date leaves
its article undated, a bad line leaves the other lines.
"""

import csv
import hashlib
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from geo.errors import InputError
from geo.records import Article

MOST_BYTES = 20_000_000  # of one article as it is stored; the longest news texts have a hundredth of that
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
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        on_problem(InputError(f"larger than {MOST_BYTES // 1_000_000} MB", source=name))
        return
    if (text := _decoded(content, name, None, on_problem)) is None:
        return
    if not text.strip():
        on_problem(InputError("empty file", source=name))
        return
    yield text_article(text, name=Path(name).stem, on_problem=on_problem)


def _read_jsonl(file: BinaryIO, name: str, on_problem: OnProblem) -> Iterator[Article]:
    empty = True
    for number, content in _lines(file, name, on_problem):
        if content is not None and not content.strip():
            continue
        empty = False
        if content is None or (line := _decoded(content, name, number, on_problem)) is None:
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            why = error.msg if isinstance(error, json.JSONDecodeError) else "too deep or too long a number"
            on_problem(InputError(f"not JSON: {why}", source=name, line=number))
            continue
        if not isinstance(row, dict):
            on_problem(InputError(f"not a JSON object: {line.strip()[:40]!r}", source=name, line=number))
            continue
        yield from _article(row, name, number, on_problem)
    if empty:
        on_problem(InputError("empty file", source=name))


def _lines(file: BinaryIO, name: str, on_problem: OnProblem) -> Iterator[tuple[int, bytes | None]]:
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
    csv.field_size_limit(MOST_BYTES)
    # a byte that is no UTF-8 comes in as a lone surrogate, so that it costs its own row alone
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        rows = csv.DictReader(text, strict=True)
        try:
            columns = rows.fieldnames
        except csv.Error as error:
            on_problem(InputError(f"not CSV: {error}", source=name, line=1))
            return
        if not columns:
            on_problem(InputError("empty file", source=name))
            return
        if "text" not in columns:
            found = ", ".join(column[:20] for column in columns[:8])
            on_problem(InputError(f"no column 'text' among {_SURROGATE.sub('?', found)!r}", source=name, line=1))
            return
        empty = True
        while True:
            try:
                row = next(rows)
            except StopIteration:
                if empty:
                    on_problem(InputError("no article under the header", source=name))
                return
            except csv.Error as error:
                on_problem(InputError(f"not CSV: {error}", source=name, line=rows.reader.line_num))
                continue
            empty = False
            fields = {key: value or None for key, value in row.items() if key is not None}
            yield from _article(fields, name, rows.line_num, on_problem)
    finally:
        text.detach()


_READERS = {".txt": _read_text, ".csv": _read_csv, ".jsonl": _read_jsonl}


def _decoded(content: bytes, name: str, line: int | None, on_problem: OnProblem) -> str | None:
    try:
        return content.decode("utf-8-sig" if line in (None, 1) else "utf-8")
    except UnicodeDecodeError as error:
        on_problem(
            InputError(f"not UTF-8 text: byte 0x{content[error.start]:02x} at {error.start}", source=name, line=line)
        )
        return None


def _article(row: dict[str, Any], name: str, line: int, on_problem: OnProblem) -> Iterator[Article]:
    """The article of a row, if it has a text."""

    def field(key: str) -> str:
        value = row.get(key)
        if value is None:
            return ""
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            on_problem(InputError(f"{key!r} is not text: {str(value)[:40]!r}", source=name, line=line))
            return ""
        return _without_surrogates(str(value), name, line, on_problem)

    if not isinstance(row.get("text"), str) or not row["text"].strip():
        why = "no 'text'" if not row.get("text") else "'text' is not text, or blank"
        on_problem(InputError(why, source=name, line=line))
        return
    text, title, url = field("text"), field("title"), field("url")
    yield Article(
        id=field("id") or f"article-{_digest(url + title + text)}",
        text=text,
        title=title,
        url=url,
        source=field("source"),
        published=_date(field("published"), name, line, on_problem),
        language=field("language") or None,
    )


def _date(value: str, name: str, line: int, on_problem: OnProblem) -> date | None:
    """The day as it is written: no time zone ever moves it."""
    if not value.strip():
        return None
    found = _DATE.fullmatch(value.strip())
    try:
        if found:
            return date.fromisoformat(found[1])
    except ValueError:
        pass  # such as February 30
    on_problem(InputError(f"'published' is no date (YYYY-MM-DD): {value[:40]!r}; kept undated", source=name, line=line))
    return None


def _without_surrogates(text: str, name: str, line: int | None, on_problem: OnProblem) -> str:
    """Lone surrogates are no characters: each becomes U+FFFD, so that all others keep their place."""
    found = _SURROGATE.search(text)
    if not found:
        return text
    on_problem(InputError(f"not Unicode at character {found.start()}; replaced by U+FFFD", source=name, line=line))
    return _SURROGATE.sub("\ufffd", text)
