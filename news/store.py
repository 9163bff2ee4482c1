"""The folder or object store that an archive lies in: names to bytes, and nothing of what is in them.

Every file is written once, whole, and never changed. A local file appears under its name only when all of it is on the
disk; an object store shows an object only when all of it has arrived. What fails is told as one of our errors.
"""

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast
from urllib.parse import parse_qsl, unquote, urlsplit

import pyarrow as pa
from pyarrow import fs

from geo.errors import ArchiveError, ArchiveUnreachable, ArchiveUnwritable

_TEMPORARY = ".writing-"
_CONNECT_S, _ANSWER_S = 10, 60  # an object store that is slower is one that does not answer
_ATTEMPTS = 3
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)
_STORES = ("AWS Error", "google::cloud::")  # what pyarrow's messages hold that come from an object store
_OPTIONS = ("endpoint_override", "region", "scheme")  # that an address of S3 may give


@dataclass(frozen=True, slots=True)
class Store:
    """Files under one address. `local` is the folder where that is a path of this machine."""

    address: str
    root: str
    system: fs.FileSystem
    local: Path | None

    @classmethod
    def open(cls, address: str | Path) -> "Store":
        """The store at a path or an `s3://` or `gs://` address. Creates nothing; raises ArchiveError for a bad address.

        Keys and region of an object store come from where its own tools look for them (AWS_ACCESS_KEY_ID and the
        like); `?endpoint_override=host:port&scheme=http` behind the address names another server.
        """
        address = str(address)
        if "://" not in address:
            try:
                folder = Path(address).expanduser().absolute()
            except (RuntimeError, ValueError) as error:
                raise ArchiveError(f"{address}: not an address of an archive: {_line(error)}") from error
            return cls(address, str(folder), fs.LocalFileSystem(), folder)
        public = _public(address)
        try:
            if address.startswith("s3://"):
                return cls(public, public.removeprefix("s3://").strip("/"), _s3(address), None)
            system, root = fs.FileSystem.from_uri(address)
        except (pa.ArrowException, OSError, TypeError, ValueError) as error:
            why = _line(error).replace(address, public)  # keys stand in no message
            raise ArchiveError(f"{public}: not an address of an archive: {why}") from None
        local = Path(root) if isinstance(system, fs.LocalFileSystem) else None
        return cls(public, root.rstrip("/"), system, local)

    def names(self) -> dict[str, int]:
        """Name -> size in bytes of every whole file; empty where the folder is not there yet."""
        with self._told():
            found = self.system.get_file_info(fs.FileSelector(self.root, allow_not_found=True))
            if not found and not self.local:
                self._check_bucket()
            return {
                info.base_name: info.size
                for info in found
                if info.type == fs.FileType.File and not info.base_name.startswith(_TEMPORARY)
            }

    def _check_bucket(self) -> None:
        """A folder that is not there yet is an empty archive; a bucket that is not there is a wrong address."""
        bucket = self.root.partition("/")[0]
        if self.system.get_file_info(bucket).type == fs.FileType.NotFound:
            raise ArchiveUnreachable(f"{self.address}: there is no bucket {bucket!r}, or not for these keys")

    @contextmanager
    def source(self, name: str) -> Iterator[pa.NativeFile]:
        """A file to read from at any place. Raises FileNotFoundError where it is gone.

        What a reader finds wrong with the content passes through as it is.
        """
        with self._told(missing=True, content=True), self.system.open_input_file(f"{self.root}/{name}") as file:
            yield file

    def read(self, name: str) -> bytes:
        """All of a file. Raises FileNotFoundError where it is gone."""
        with self.source(name) as file:
            return cast(bytes, file.read())

    def write(self, name: str, content: pa.Buffer | bytes) -> None:
        """Put a file there, whole or not at all. Raises ArchiveUnwritable or ArchiveUnreachable."""
        with self._told(writing=True):
            if self.local:
                _write_local(self.local, name, content)
                return
            with self.system.open_output_stream(f"{self.root}/{name}") as stream:
                stream.write(content)

    def delete(self, name: str) -> None:
        """Take a file away; no harm where it is gone already."""
        with self._told(writing=True), contextlib.suppress(FileNotFoundError):
            self.system.delete_file(f"{self.root}/{name}")

    def tidy(self, before: datetime) -> None:
        """Take away what processes that were killed before some moment have left half written."""
        with self._told(writing=True), contextlib.suppress(FileNotFoundError):
            for path in self.local.glob(f"{_TEMPORARY}*") if self.local else ():
                if path.stat().st_mtime < before.timestamp():
                    path.unlink(missing_ok=True)

    @contextmanager
    def _told(self, *, writing: bool = False, missing: bool = False, content: bool = False) -> Iterator[None]:
        """What goes wrong as an error of ours.

        A file that is gone stays FileNotFoundError where `missing`; where `content`, so does what no store says.
        """
        try:
            yield
        except FileNotFoundError as error:
            if missing:
                raise
            raise ArchiveUnreachable(f"{self.address}: {_line(error)}") from error
        except OSError as error:
            said = str(error)
            if missing and "NO_SUCH_KEY" in said:
                raise FileNotFoundError(said) from error
            if content and error.errno is None and not any(store in said for store in _STORES):
                raise
            if error.errno in _NO_ROOM:
                raise ArchiveUnwritable(f"{self.address}: no room left to write; what was kept before stays") from error
            if writing and (error.errno in _NO_RIGHT or "ACCESS_DENIED" in said):
                raise ArchiveUnwritable(f"{self.address}: it may not be written to: {_line(error)}") from error
            raise ArchiveUnreachable(f"{self.address}: {_line(error)}") from error


def _write_local(folder: Path, name: str, content: pa.Buffer | bytes) -> None:
    """Write beside, sync, rename: a crash at any moment leaves the whole file or none of it."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f"{_TEMPORARY}{secrets.token_hex(8)}"
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(folder / name)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _s3(address: str) -> fs.S3FileSystem:
    """An S3 server, given up on in time: an address alone lets pyarrow wait for minutes."""
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    if not parts.hostname or not options.keys() <= set(_OPTIONS):
        raise ValueError(f"expected s3://bucket/folder, behind it of options only {', '.join(_OPTIONS)}")
    return fs.S3FileSystem(
        access_key=unquote(parts.username) if parts.username else None,
        secret_key=unquote(parts.password) if parts.password else None,
        **options,
        connect_timeout=_CONNECT_S,
        request_timeout=_ANSWER_S,
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=_ATTEMPTS),
        allow_delayed_open=True,  # a part of a few megabytes goes in one request instead of three
    )


_KEYS = re.compile(r"(?<=://)(?:[^/@]*|[^/@:]*:.*)@")  # a slash in a key should have been %2F: even so, it is a key


def _public(address: str) -> str:
    """An address without the keys that it may hold."""
    return _KEYS.sub("", address.partition("?")[0], count=1)


def _line(error: BaseException) -> str:
    text = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    return " ".join(text.split())[:200]
