"""What a target of fuzzing is, and which there are. A target reads bytes; whatever it raises is a fault."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_MODULES = ("texts", "files", "web", "archives", "page")
_TARGETS: dict[str, "Target"] = {}
Read = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Target:
    """A reader behind a function of bytes.

    read    gives them to the reader, and lets what it promises to raise pass
    seeds   what it can read
    words   of its format, that mutations are made with
    most    bytes of an input
    """

    name: str
    read: Read
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...]
    most: int


def target(*seeds: str | bytes, words: str | Sequence[bytes] = (), most: int = 1 << 17) -> Callable[[Read], Read]:
    """Make a function a target of its name. A string of `words` is those between its spaces."""
    between = words.encode().split() if isinstance(words, str) else words

    def registered(read: Read) -> Read:
        name = read.__name__
        _TARGETS[name] = Target(name, read, tuple(map(as_bytes, seeds)), tuple(between), most)
        return read

    return registered


def targets() -> dict[str, Target]:
    """All of them by name."""
    for module in _MODULES:
        importlib.import_module(f"benchmarks.fuzzing.{module}")
    return _TARGETS


def as_bytes(seed: str | bytes) -> bytes:
    return seed.encode() if isinstance(seed, str) else seed


def as_text(data: bytes) -> str:
    """Any bytes as a text, lone surrogates too: the command line and JSON can bring these."""
    return data.decode("utf-8", "surrogateescape")
