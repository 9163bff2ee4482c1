"""Files of articles in an object store: an object, those below a folder, or those of `s3://bucket/articles/*.jsonl`.

They are reached as an archive is, see `Store.open`: another server by `?endpoint_override=host:port&scheme=http` behind
the address, keys from where the store's own tools look for them. Keys within an address are refused: every article
remembers the address that it came from.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import BinaryIO

from pyarrow import fs

from geo.errors import ArchiveError, InputError
from news.store import Store

_PATTERN = re.compile(r"[*\[]")
_AT_ONCE = 8 << 20  # bytes that one request brings


def is_object(path: str) -> bool:
    """Whether a path is an address in an object store."""
    return path.startswith(("s3://", "gs://"))


def name_of(address: str) -> str:
    """An address without its options."""
    return address.partition("?")[0] if is_object(address) else address


def objects(address: str) -> dict[str, int]:
    """Address -> bytes of what an address stands for, sorted. "*" stands for anything but "/". Raises InputError."""
    name, mark, options = address.partition("?")
    scheme, _, path = name.partition("://")
    at = _PATTERN.search(path)
    folder = path[: at.start()].rpartition("/")[0] if at else path.rstrip("/")
    store = _store(f"{scheme}://{folder}{mark}{options}")
    try:
        one = store.system.get_file_info(folder)
        if one.type == fs.FileType.File:
            return {address: one.size}
        below = store.system.get_file_info(fs.FileSelector(folder, recursive=True))
    except OSError as error:
        raise InputError(_line(error), source=name) from error
    found = {info.path: info.size for info in below if info.type == fs.FileType.File}
    wanted = [key for key in sorted(found) if not at or _matches(key, path)]
    return {f"{scheme}://{key}{mark}{options}": found[key] for key in wanted}


def _matches(key: str, pattern: str) -> bool:
    steps, wanted = key.split("/"), pattern.split("/")
    return len(steps) == len(wanted) and all(map(fnmatchcase, steps, wanted))


@contextmanager
def opened_object(address: str) -> Iterator[BinaryIO]:
    """An object to be read from its beginning to its end. Raises InputError, and reading OSError."""
    store = _store(address)
    try:
        stream = store.system.open_input_stream(store.root, buffer_size=_AT_ONCE)
    except OSError as error:
        raise InputError(_line(error), source=name_of(address)) from error
    with stream:
        yield io.BufferedReader(stream)


def _store(address: str) -> Store:
    if "@" in address.partition("?")[0].partition("://")[2].partition("/")[0]:
        raise InputError("keys belong into AWS_ACCESS_KEY_ID and the like, not into an address", source="PATH")
    try:
        return Store.open(address)
    except ArchiveError as error:
        raise InputError(str(error).partition(": ")[2], source=name_of(address)) from error


def _line(error: OSError) -> str:
    return " ".join(str(error.strerror or error).split())[:200]
