"""The server killed, and adders killed while they write: what is there afterwards is the same for everyone."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from benchmarks.dashboard import Server, Session, served
from benchmarks.visitors import download, opened
from dashboard import text
from news.archive import Archive
from tests.dashboard.reports import PLACES, REPORTS, keep

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
ADDRESSES = (f"place={PLACES['daraa'].id}&q=shell&since=2018-07-01", "view=places")
FORMS = ("csv", "geojson", "kml", "html")
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|\+00:00| UTC)?")
# Adds a part at a time and says so, until it is killed.
_ADDER = """
import sys, time
from pathlib import Path
from tests.dashboard.reports import keep, report
for number in range(10_000):
    id_ = f"{sys.argv[2]} {number}"
    keep(Path(sys.argv[1]), [report(f"Shells fell on [Nawa|nawa] {number}.", id_=id_)])
    print(id_, flush=True)
    time.sleep(0.1)
"""


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run it to its end in a thread of its own: the browser of other tests has a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _told(server: Server) -> list[object]:
    """All that some addresses show, and what can be taken away there."""
    told: list[object] = []
    for address in ADDRESSES:
        async with server.connection() as connection:
            session = Session(connection)
            await session.ask(address)
            for delta in session.drawn:
                element = delta.new_element
                told += [element.markdown.body, element.html.body, element.component_instance.json_args]
                if table := element.dataframe.arrow_data.data:  # of equal tables, what lies between values may differ
                    told.append(pa.ipc.open_stream(table).read_all().to_pydict())
            await opened(session, address, text.TAKE)
            for form in FORMS:
                content = await download(server, session, text.TAKE_FORMATS[form][0])
                told.append(_MOMENT.sub(b"", content))
    return told


async def _read(server: Server) -> None:
    async with server.connection() as connection:
        await Session(connection).ask("")


async def _fetched_late(server: Server) -> bytes:
    """A file that is asked for after others have clicked."""
    async with server.connection() as connection, server.connection() as another:
        session, other = Session(connection), Session(another)
        await session.ask("")
        await opened(session, "", text.TAKE)

        async def click() -> None:
            for address in ADDRESSES:
                await other.ask(address)

        return await download(server, session, text.TAKE_FORMATS["csv"][0], meanwhile=click)


def test_the_same_after_a_kill(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    keep(folder, REPORTS)
    with served(folder) as server:
        adders = [
            subprocess.Popen([sys.executable, "-c", _ADDER, str(folder), name], cwd=ROOT, stdout=subprocess.PIPE)
            for name in ("one", "two")
        ]
        for adder in adders:
            assert adder.stdout
            adder.stdout.readline()  # it adds
        _run(_read(server))  # while they add
        for adder in adders:
            adder.kill()
        kept = {line for adder in adders for line in adder.communicate()[0].decode().splitlines()}
        before = _run(_told(server))
        os.kill(server.process, signal.SIGKILL)
    snapshot = Archive.open(folder).snapshot()
    there = [entry.article.id for entry in snapshot.entries(snapshot.articles["number"].to_pylist()).values()]
    assert not snapshot.problems
    assert kept <= set(there)
    assert len(there) == len(set(there))
    with served(folder) as server:
        after = _run(_told(server))
        assert _run(_fetched_late(server)).startswith(b"article_id,")
    assert after == before
    assert len(before) > 60
