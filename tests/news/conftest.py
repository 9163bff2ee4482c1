"""Archives in a folder and on a local S3 server."""

import contextlib
import io
import logging
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from news.archive import Archive
from tests.news.archives import s3_address, s3_keys

_PREFIXES = count()


@pytest.fixture(scope="session")
def s3_port() -> Iterator[int]:
    """A server with one bucket, named "bucket"."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0)
    with s3_keys(), contextlib.redirect_stdout(io.StringIO()):
        server.start()
        _, port = server.get_host_and_port()
        urlopen(Request(f"http://127.0.0.1:{port}/bucket", method="PUT")).close()
        yield port
        server.stop()


@pytest.fixture(params=["folder", "s3"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an archive may be: nothing is there yet."""
    if request.param == "folder":
        return str(tmp_path / "archive")
    return s3_address(f"bucket/{next(_PREFIXES)}/archive", request.getfixturevalue("s3_port"))


@pytest.fixture
def archive(address: str) -> Archive:
    return Archive.open(address)


@pytest.fixture
def folder(tmp_path: Path) -> Archive:
    """An archive in a folder, for what is the same wherever it lies."""
    return Archive.open(tmp_path / "archive")
