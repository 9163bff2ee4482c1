"""Files of every kind that people have articles in -> articles, their text as it came; cleaning them comes later.

    .txt                 one article
    .html .htm .xhtml    the article of the page, see `news.pages`
    .csv .tsv            an article a row, columns guessed, see `news.columns`
    .json                an array of articles, an object with one in it under any key, one article; a JSON feed
    .jsonl .ndjson       an article a line, of any size
    -                    standard input: JSON Lines, as they come; JSON where it begins with "["; else the text of one
                         article

Each also with .gz behind it, on this machine or in an object store; a folder stands for all of them in it. What is
wrong with a file, a row or a field is told to `on_problem` and costs no more than itself. An article's id is that of
its column; without one, or where that tells no articles apart, its address; without that a digest of title and text:
read again, it has the same.
"""

import hashlib
import json
import reprlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Final

from geo.errors import InputError
from geo.read import MOST_BYTES, OnProblem, json_rows, row_article, whole_text, why_not_json
from geo.records import Article
from news.bursts import Bursts
from news.columns import Columns, day_order, flat, folded, guess_columns, has_text, said, tells_apart
from news.folder import files
from news.markup import plain
from news.objects import is_object, name_of, objects
from news.pages import article_from_html, canonical
from news.published import read_day
from news.streams import HEAD, as_utf8, chunks, opened, refuse_binary, stream
from news.tables import read_table

MOST_JSON: Final = 200_000_000  # bytes of a .json file, which has to be held at once
_SAMPLE: Final = 200  # rows by which columns are guessed
_SAMPLE_SIZE: Final = 8_000_000  # characters of them
_SAMPLE_S: Final = 1.0  # in which they come through a pipe: what comes later is not waited for
# Keys that hold the articles even of an object that says a text or a message itself.
_LISTS: Final = set(
    "articles items results data docs documents hits entries stories news records rows value posts reports".split()
)
_DEEP: Final = 3  # keys within keys under which the list of articles is looked for

Row = Mapping[str, Any]
Rows = Iterator[tuple[int, Row]]


@dataclass(frozen=True, slots=True)
class _File:
    """What the readers know of a file besides its bytes."""

    name: str
    on_problem: OnProblem
    columns: Columns | None = None
    published: date | None = None


def read(
    path: str,
    *,
    on_problem: OnProblem,
    columns: Columns | None = None,
    published: date | None = None,
    progress: Callable[[int], object] = lambda _: None,
) -> Iterator[Article]:
    """The articles of a file, a folder, an object store or standard input. Never raises for what is in them.

    columns    of tables and JSON, where the user said them; else each file's are guessed
    published  the day of those articles that say none themselves
    progress   is told the bytes that were read since the last time, as they are stored: `size` is their sum
    """
    for name in files(path, reads=_reads, on_problem=on_problem):
        file = _File(name_of(name), on_problem, columns, published)
        try:
            with opened(name, progress=progress) as content:
                yield from _articles(content, file)
        except InputError as problem:
            on_problem(problem)
        except OSError as error:
            on_problem(InputError((error.strerror or str(error)).lower(), source=name))


def size(path: str) -> int | None:
    """The bytes of all files that the path stands for; None where nobody knows, as of standard input."""
    try:
        if is_object(path):
            return sum(size for name, size in objects(path).items() if _reads(name) or name == path)
        return sum(Path(name).stat().st_size for name in files(path, reads=_reads, on_problem=lambda _: None))
    except (InputError, OSError):
        return None


def preview(path: str) -> tuple[Columns, Row] | None:
    """The columns as guessed of a table or of JSON, and its first row; None for what has none, or cannot be read."""
    try:
        with opened(path, progress=lambda _: None) as content:
            rows = _ROWS.get(_kind(path))
            sample = _sample(rows(content, _File(path, lambda _: None))) if rows else []
    except (InputError, OSError):
        return None
    return (_guessed(sample), sample[0][1]) if sample else None


def _kind(name: str) -> str:
    return Path(name_of(name).lower().removesuffix(".gz")).suffix


def _reads(name: str) -> bool:
    return _kind(name) in {".txt", *_PAGES, *_ROWS}


def _articles(content: BinaryIO, file: _File) -> Iterator[Article]:
    if file.name == "-":
        return _of_standard_input(content, file)
    kind = _kind(file.name)
    if kind in _PAGES:
        return _of_page(content, file)
    if kind == ".json":
        return _of_json(content, file)
    if kind in _ROWS:
        return _of_rows(_ROWS[kind](content, file), file)
    if kind == ".txt":
        return _of_text(content, file)
    raise InputError("none of .txt, .html, .csv, .tsv, .json, .jsonl, a folder or -", source=file.name)


def _of_text(content: BinaryIO, file: _File) -> Iterator[Article]:
    text = whole_text(as_utf8(content, file.name, file.on_problem), file.name, file.on_problem)
    if text is not None:
        yield Article(id=_digest("", text), text=text, published=file.published)


def _of_page(content: BinaryIO, file: _File) -> Iterator[Article]:
    html = content.read(MOST_BYTES + 1)
    if len(html) > MOST_BYTES:
        raise InputError(f"larger than {MOST_BYTES // 1_000_000} MB", source=file.name)
    if not html.strip():
        raise InputError("empty file", source=file.name)
    refuse_binary(html, file.name)
    article = article_from_html(html, url="", declared_encoding=None)
    if article is None:
        raise InputError("no article in this page", source=file.name)
    yield replace(article, published=article.published or file.published)


def _of_standard_input(content: BinaryIO, file: _File) -> Iterator[Article]:
    begin = b""
    while (line := content.readline(MOST_BYTES)) and not line.strip() and len(begin) < MOST_BYTES:
        begin += line
    whole = stream(chain([begin + line], chunks(content)))
    if not line.strip().removeprefix(b"\xef\xbb\xbf").startswith((b"{", b"[")):
        return _of_text(whole, file)
    if not _is_article(line):
        return _of_json(whole, file)
    bursts = iter(Bursts(_json_lines(whole, file, head_size=len(begin + line)), longest_s=_SAMPLE_S))
    return _of_rows(chain.from_iterable(bursts), file, first=next(bursts, iter(())))


def _is_article(line: bytes) -> bool:
    """Whether a first line is that of JSON Lines, if a broken one, and not the first or only one of a JSON file."""
    if line.strip() == b"{" or not line.strip().removeprefix(b"\xef\xbb\xbf").startswith(b"{"):
        return False
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return True
    return _records(value) == [value]


def _of_json(content: BinaryIO, file: _File) -> Iterator[Article]:
    """What is wrong is named by the number of its record: parsed JSON knows no lines."""

    def on_problem(problem: InputError) -> None:
        why = problem.why if problem.line is None else f"record {problem.line}: {problem.why}"
        file.on_problem(InputError(why, source=file.name))

    by_record = replace(file, on_problem=on_problem)
    return _of_rows(_json(content, by_record), by_record)


def _table(content: BinaryIO, file: _File) -> Rows:
    named = filter(None, file.columns.mapping().values()) if file.columns else ()
    return read_table(as_utf8(content, file.name, file.on_problem), file.name, file.on_problem, named=set(named))


def _json_lines(content: BinaryIO, file: _File, *, head_size: int = HEAD) -> Rows:
    text = as_utf8(content, file.name, file.on_problem, head_size=head_size)
    return ((line, flat(row)) for line, row in json_rows(text, file.name, file.on_problem))


def _json(content: BinaryIO, file: _File) -> Rows:
    instead = ": write it as JSON Lines, an article a line (.jsonl)"
    utf8 = as_utf8(content, file.name, file.on_problem)
    text = whole_text(utf8, file.name, file.on_problem, most=MOST_JSON, instead=instead)
    if text is None:
        return
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError) and error.msg == "Extra data":
            yield from _json_lines(stream([text.encode()]), file)
            return
        raise InputError(f"not JSON: {why_not_json(error)}", source=file.name) from error
    records = _records(value)
    if not records:
        raise InputError("no articles in it", source=file.name)
    for number, record in enumerate(records, 1):
        if isinstance(record, dict):
            yield number, flat(record)
        else:
            file.on_problem(
                InputError(f"not a JSON object: {reprlib.repr(record)[:40]}", source=file.name, line=number)
            )


def _records(value: Any) -> list[Any]:
    """The articles in a JSON value: those of a list, of a list in an object, or the object itself."""
    if not isinstance(value, dict):
        return value if isinstance(value, list) else [value]
    lists = list(_lists(value, _DEEP))
    named = [records for key, records in lists if folded(key) in _LISTS]
    if not named and has_text(flat(value)):
        return [value]
    return max(named or [records for _, records in lists], key=len, default=[value])


def _lists(value: Mapping[str, Any], deep: int) -> Iterator[tuple[str, list[Any]]]:
    for key, inner in value.items():
        if isinstance(inner, list) and any(isinstance(record, dict) for record in inner):
            yield key, inner
        elif isinstance(inner, dict) and deep > 1:
            yield from _lists(inner, deep - 1)


_PAGES: Final = {".html", ".htm", ".xhtml"}
_ROWS: Final[dict[str, Callable[[BinaryIO, _File], Rows]]] = {
    ".csv": _table, ".tsv": _table, ".json": _json, ".jsonl": _json_lines, ".ndjson": _json_lines,
}  # fmt: skip


def _of_rows(rows: Rows, file: _File, *, first: Rows | None = None) -> Iterator[Article]:
    """The articles of rows; columns are guessed by the first of them, or by rows that came before these."""
    first = rows if first is None else first
    sample = _sample(first)
    if not sample:
        return
    known = [row for _, row in sample]
    columns = file.columns or _guessed(sample)
    found = {name: None for row in known for name in row}
    among = ", ".join(repr(name[:30]) for name in list(found)[:12])
    if columns.text is None:
        raise InputError(f"no column that looks like a text among {among}", source=file.name)
    for name in filter(None, columns.mapping().values()):
        if name not in found:
            problem = InputError(f"no column {name!r} among {among}", source=file.name)
            if name == columns.text:
                raise problem
            file.on_problem(problem)
    with_url = [row for row in known if columns.url and said(row.get(columns.url))]
    by_url = columns.url is not None and tells_apart(columns.url, with_url)
    day = partial(read_day, day_first=day_order(columns, known))
    for number, row in chain(sample, first, rows):
        fields = columns.mapping()
        if not file.columns and columns.published not in row:
            # objects need not all have the same keys
            fields["published"] = guess_columns(list(row), [row]).published
        if columns.title and not said(row.get(columns.text)) and said(row.get(columns.title)):
            fields |= {"text": columns.title, "title": None}  # a headline alone is news as well
        elif isinstance(text := row.get(columns.text), str) and (words := plain(text)) is not text:
            row = {**row, columns.text: words}
        for article in row_article(
            row, name=file.name, line=number, on_problem=file.on_problem, columns=fields, day=day
        ):
            url = _address(article.url)
            if article.url and not url:
                why = f"{columns.url!r} is no http(s) address: {article.url[:40]!r}; left out"
                file.on_problem(InputError(why, source=file.name, line=number))
            own = article.id if columns.id and said(row.get(columns.id)) else ""
            yield replace(
                article,
                id=own or (url if by_url else "") or _digest(article.title, article.text),
                url=url,
                published=article.published or file.published,
                language=_language(article.language or ""),
            )


def _sample(rows: Rows) -> list[tuple[int, Row]]:
    """The first rows, no more than can well be held."""
    sample: list[tuple[int, Row]] = []
    held = 0
    for number, row in rows:
        sample.append((number, row))
        held += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(sample) == _SAMPLE or held > _SAMPLE_SIZE:
            break
    return sample


def _guessed(sample: Iterable[tuple[int, Row]]) -> Columns:
    rows = [row for _, row in sample]
    return guess_columns(list(dict.fromkeys(name for row in rows for name in row)), rows)


def _address(url: str) -> str:
    """The address as `news.pages` has it; "" for what is none of the web."""
    try:
        address = canonical(url)
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""


def _language(said: str) -> str | None:
    """The code of "en" or "en-GB"; None for what may be any, such as "English": then the text tells."""
    code = said.strip().lower().replace("_", "-").partition("-")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def _digest(title: str, text: str) -> str:
    return hashlib.blake2b(f"{title}\n{text}".encode(), digest_size=16).hexdigest()
