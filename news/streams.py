"""Files as streams of UTF-8: counted, unzipped, and from whatever encoding they are in.

It refuses to guess an encoding that is not sure, and to unzip without bounds.
"""

import codecs
import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import chain
from typing import BinaryIO, Final

from charset_normalizer import from_bytes

from geo.errors import InputError
from geo.read import OnProblem
from news.language import identify
from news.objects import is_object, name_of, opened_object

_CHUNK: Final = 1 << 16
HEAD: Final = 1 << 20  # bytes by which a file's encoding is told
_SAMPLE: Final = 20_000  # bytes in which the letters are looked at
_MOST_UNZIPPED: Final = 200  # times the size as it is stored: text is packed to a tenth or so, a bomb to a thousandth
_NO_BOMB: Final = 100_000_000  # bytes that may come of however little

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
# The languages that each was made for: bytes that say something in another one are not in this encoding.
_MADE_FOR: Final = {
    "cp1250": "pl cs sk hu sl hr bs ro sq", "cp1251": "ru uk be bg sr mk kk ky tg mn", "cp1253": "el",
    "cp1252": "en fr de es it pt nl sv no nb nn da fi is ca gl eu ga id ms af sw", "cp1254": "tr az ku",
    "cp1255": "he yi", "cp1256": "ar fa ur ps ku", "iso8859_6": "ar", "koi8_r": "ru", "koi8_u": "uk",
    "gb18030": "zh", "big5": "zh", "shift_jis": "ja", "euc_jp": "ja", "euc_kr": "ko",
}  # fmt: skip
_LIKELY: Final = 0.1  # charset_normalizer's coherence; Chinese has little more, wrong encodings next to none


class _Chunks(io.RawIOBase):
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a buffer of bytes is all that is ever given
        while not self._rest and (chunk := next(self._chunks, None)) is not None:
            self._rest = memoryview(chunk)
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def stream(chunks: Iterable[bytes]) -> BinaryIO:
    """A file of what an iterator gives; what that raises, reading raises."""
    return io.BufferedReader(_Chunks(chunks), _CHUNK)


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """What is left of a file, as it comes: a pipe is not waited for until it is full."""
    assert isinstance(file, io.BufferedIOBase)
    while chunk := file.read1(_CHUNK):
        yield chunk


@contextmanager
def opened(name: str, *, progress: Callable[[int], object]) -> Iterator[BinaryIO]:
    """A file, an object, or "-" for standard input, unzipped where its name ends in .gz.

    `progress` is told how many bytes, as they are stored, were read since the last time. Opening raises OSError, and
    reading OSError or InputError.
    """
    with _stored(name) as stored:

        def counted() -> Iterator[bytes]:
            for chunk in chunks(stored):
                progress(len(chunk))
                yield chunk

        yield stream(_unzipped(counted(), name) if name_of(name).lower().endswith(".gz") else counted())


def _stored(name: str) -> AbstractContextManager[BinaryIO]:
    if is_object(name):
        return opened_object(name)
    return nullcontext(_standard_input()) if name == "-" else open(name, "rb")


def _standard_input() -> BinaryIO:
    """Standard input under a name of its own: a thread that waits for it must not keep Python from ending."""
    try:
        return open(sys.stdin.fileno(), "rb", closefd=False)
    except (OSError, ValueError):  # it is no file
        return sys.stdin.buffer


def _unzipped(stored: Iterable[bytes], name: str) -> Iterator[bytes]:
    size = unzipped = 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for chunk in stored:
            size += len(chunk)
            yield chunk

    with gzip.GzipFile(fileobj=stream(counted())) as file:
        try:
            while chunk := file.read1(_CHUNK):
                unzipped += len(chunk)
                if unzipped > max(_NO_BOMB, _MOST_UNZIPPED * size):
                    raise InputError(f"unzips to more than {_MOST_UNZIPPED} times its size", source=name)
                yield chunk
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InputError("a broken gzip file, or none", source=name) from error


def as_utf8(file: BinaryIO, name: str, on_problem: OnProblem, *, head_size: int = HEAD) -> BinaryIO:
    """The same file in UTF-8, its encoding told by so many of its first bytes.

    Of a file in UTF-8 with faults the faults are left in, for whoever reads its lines. Raises InputError where the file
    is no text, or in an encoding that is not sure.
    """
    head = file.read(head_size)
    whole = chain([head], chunks(file))
    encoding = _encoding(head, name, whole=len(head) < head_size)
    return stream(whole if encoding == "utf-8" else _recoded(whole, encoding, name, on_problem))


def refuse_binary(content: bytes, name: str) -> None:
    """Raises InputError for bytes that are no text: without the mark of UTF-16 or UTF-32 and yet with a zero."""
    null = content.find(0)
    if null >= 0 and not content.startswith(tuple(_MARKS)):
        raise InputError(f"not text: byte 0x00 at {null}", source=name)


def _encoding(head: bytes, name: str, *, whole: bool) -> str:
    if marked := next((encoding for mark, encoding in _MARKS.items() if head.startswith(mark)), None):
        return marked
    refuse_binary(head, name)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head, final=whole)
    except UnicodeDecodeError as error:
        text = head.decode("utf-8", "replace")
        faults = text.count("\ufffd")
        if len(text) - len(text.encode("ascii", "ignore")) > 2 * faults:
            return "utf-8"
        begin = head.rfind(b"\n", 0, error.start) + 1
        if sure := _sure(head[max(begin, error.start - _SAMPLE // 2) :][:_SAMPLE]):
            return sure
        broken = sum("\ufffd" in line for line in text.splitlines())
        if broken > 10 and 2 * broken > text.count("\n"):
            why = f"not UTF-8 text: byte 0x{head[error.start]:02x} at {error.start}, nor surely in another encoding"
            raise InputError(why, source=name) from error
    return "utf-8"


def _sure(sample: bytes) -> str | None:
    """The encoding in which the bytes say something in a language that it was made for."""
    for match in from_bytes(sample, cp_isolation=list(_MADE_FOR)):
        language = identify(str(match))
        if match.coherence >= _LIKELY and language:
            for encoding in match.could_be_from_charset:
                if language in _MADE_FOR.get(encoding, "").split():
                    return encoding
    return None


def _recoded(content: Iterable[bytes], encoding: str, name: str, on_problem: OnProblem) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    told = False
    for chunk in chain(content, [b""]):
        text = decoder.decode(chunk, final=not chunk)
        if not told and "\ufffd" in text:
            on_problem(InputError(f"bytes that are no {encoding}; replaced by U+FFFD", source=name))
            told = True
        yield text.encode("utf-8", "replace")
