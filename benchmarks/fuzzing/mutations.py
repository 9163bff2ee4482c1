"""Bytes like those of a seed, but wrong: the ways in which outside data breaks readers.

What a reader takes for structure stands in the words that a target gives; a word takes the place of another, is put
in, or is said ten thousand times. It refuses to know what any reader makes of them.
"""

import re
from collections.abc import Callable, Sequence
from random import Random

Way = Callable[[bytes, Random, Sequence[bytes]], bytes]

# What is rare in any data, and trouble in some.
TROUBLE = [
    b"\0", b"\r", b"\n", b"\r\n", b"\x1a", b"\x1b[2J", b"\x7f", b"\x80", b"\x85", b"\xa0", b"\xfe\xff", b"\xff\xfe",
    b"\xff", b"\xed\xa0\x80", b"\xed\xb2\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\x1f\x8b",
    *(char.encode() for char in "\u2028\u202e\u200b\u200d\u0301\u0345\u0130\u0131\u1e9e\ufb01\ufdfa\ufffd\U000e0041"),
    *(char.encode() for char in "٣²½Ⅷ①〇\U0001d7d8\U0010ffff"),
    b"0", b"-0", b"-1", b"1e999", b"NaN", b"Infinity", b"1" * 19, b"9" * 400, b"9" * 5000, b"0x10", b"1_000", b"0.1",
    b"null", b"true", b"[]", b"{}", b'""', b"'", b'"', b"\\", b"%", b"%00", b"%s", b"{0}", b"${x}", b"../", b"/", b"//",
    b"\\ud800", b"\\u0000", b"0000-00-00", b"9999-12-31", b"0001-01-01", b"2018-02-30", b"99/99/9999", b"http://",
    b" ", b"\t", b"  ", b"\n\n", "\u0301".encode() * 50, b"A" * 300,
]  # fmt: skip
_LARGE = 0.06  # of the inputs are as large as they may be: what takes the square of its length shows there
_SMALL = 3_000  # bytes that the others may grow by
_TOKEN = re.compile(rb"[\w.-]+|[^\w\s]")
_ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1251", "cp1256", "shift_jis", "latin-1")


def mutated(seed: bytes, chance: Random, *, words: Sequence[bytes], others: Sequence[bytes], most: int) -> bytes:
    """The seed with one to eight things done to it, at most `most` bytes; `others` are what it may be crossed with."""
    data = seed
    large = chance.random() < _LARGE
    if not large:
        most = min(most, len(seed) + _SMALL)
    for _ in range(1 << chance.randrange(4)):
        if chance.random() < 0.1 and others:
            other = chance.choice(others)
            data = data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]
        else:
            data = chance.choice(_WAYS)(data, chance, words)[:most]
    return chance.choice((_repeat, _nest))(data, chance, words, most)[:most] if large else data


def _word(chance: Random, words: Sequence[bytes]) -> bytes:
    return chance.choice(words if words and chance.random() < 0.5 else TROUBLE)


def _span(data: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + int(chance.expovariate(1 / 20)) + 1)


def _flip(data: bytes, chance: Random, words: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 5) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _insert(data: bytes, chance: Random, words: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + _word(chance, words) + data[at:]


def _replace(data: bytes, chance: Random, words: Sequence[bytes]) -> bytes:
    """Another word for one of the data's own: a key, a number, a tag, a bracket."""
    found = list(_TOKEN.finditer(data[:20_000]))
    if not found:
        return _insert(data, chance, words)
    start, end = chance.choice(found).span()
    return data[:start] + _word(chance, words) + data[end:]


def _delete(data: bytes, chance: Random, words: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _copy(data: bytes, chance: Random, words: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[start:end] + data[at:]


def _truncate(data: bytes, chance: Random, words: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _repeat(data: bytes, chance: Random, words: Sequence[bytes], most: int = 500) -> bytes:
    """A piece time and again."""
    start, end = _span(data, chance)
    piece = _word(chance, words)[:64] if chance.random() < 0.5 else data[start:end]
    return data[:end] + piece * (chance.randrange(most) // max(len(piece), 1)) + data[end:]


def _nest(data: bytes, chance: Random, words: Sequence[bytes], most: int = 500) -> bytes:
    opening, closing = chance.choice(
        [(b"[", b"]"), (b'{"a":', b"}"), (b"(", b")"), (b"<div>", b"</div>"), (b'"', b'"')]
    )
    start, end = _span(data, chance)
    times = chance.randrange(most) // len(opening + closing)
    return data[:start] + opening * times + data[start:end] + closing * times + data[end:]


def _recode(data: bytes, chance: Random, words: Sequence[bytes]) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "replace")


_WAYS: Sequence[Way] = [
    *(_insert,) * 4, *(_replace,) * 6, *(_flip, _delete, _copy) * 2, _repeat, _nest, _truncate, _recode,
]  # fmt: skip
