"""How fast the dashboard answers clicks, and what it takes: `python -m benchmarks.dashboard`.

    python -m benchmarks.dashboard [--small FOLDER] [--large FOLDER] [--articles N]

Runs the dashboard as `make run` does, over synthetic archives (made where a folder holds none), and speaks to it as a
browser would. Every click asks for something that nobody has asked for yet, so that no remembered answer helps; a
click's time is from the request to the message that the run is finished, on this machine, without a browser.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.archive import ARTICLES, DAYS, FIRST_DAY, common, vocabulary, write_synthetic
from geo import Place
from news.parts import kind_of
from news.records import EVENT_KINDS
from news.store import Store
from tests.browser.running import serving

ROOT = Path(__file__).parent.parent
SMALL = 10_000
TURNS = 12  # clicks of each kind
SESSIONS = 20
PATIENCE_S = 60.0  # until a server that does not answer is given up on
PAUSE_S = (2.0, 8.0)  # between two clicks of a reader
CLICKS = 8  # of each of the sessions
MOST_MS, MOST_BYTES, MOST_GROWTH, MOST_TOGETHER_MS, MOST_MB = 250, 1_000_000, 3.0, 1_000, 1_000

Address = dict[str, str]


@cache
def _vocabulary() -> tuple[list[Place], list[str]]:
    return vocabulary(random.Random(1))


class Readers:
    """What readers ask for: the commoner a place or a word, the more often, and never the same twice."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._places, self._words = _vocabulary()
        self._asked: set[str] = set()

    @property
    def kinds(self) -> dict[str, Callable[[], Address]]:
        """The kinds of clicks, and the address that the next one of each leads to."""
        return {
            "a place": lambda: self._place(),
            "a period": lambda: self._period(),
            "a word": lambda: self._word(),
            "a kind of event, a period": lambda: self._kind() | self._period(),
            "a place, a period": lambda: self._place() | self._period(),
            "a word, a period": lambda: self._word() | self._period(),
            "other uses of names, a period": lambda: {"associative": "true"} | self._period(),
            "the table, a period": lambda: {"view": "places"} | self._period(),
        }

    def next(self, kind: str) -> str:
        """The query string of a click of a kind."""
        while (query := urlencode(self.kinds[kind]())) in self._asked:
            pass
        self._asked.add(query)
        return query

    def word(self) -> str:
        """A word that articles hold."""
        return self._word()["q"]

    def any(self) -> str:
        """The query string of any click."""
        return self.next(self._chance.choice(list(self.kinds)))

    def _place(self) -> Address:
        return {"place": self._places[common(self._chance, len(self._places) // 10)].id}

    def _period(self) -> Address:
        days = self._chance.randint(1, DAYS)
        since = FIRST_DAY + timedelta(days=self._chance.randrange(DAYS))
        return {"since": since.isoformat(), "until": (since + timedelta(days=days)).isoformat()}

    def _word(self) -> Address:
        return {"q": self._words[common(self._chance, len(self._words) // 10)]}

    def _kind(self) -> Address:
        return {"kind": self._chance.choice(EVENT_KINDS).replace(" ", "-")}


@dataclass(slots=True)
class Session:
    """A reader's connection.

    cached  the messages that a browser would have kept
    id      the server's name of the session
    drawn   what the last answer drew
    """

    connection: ClientConnection
    cached: set[str] = field(default_factory=set)
    page: str = ""
    id: str = ""
    drawn: list[Delta] = field(default_factory=list)

    async def ask(self, query: str, *, opened: Mapping[str, bool] | None = None) -> tuple[float, int]:
        """The page at an address: milliseconds until it is whole, bytes. Raises RuntimeError where it failed.

        opened  which popovers were opened or closed, by the id of their widget
        """
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.cached_message_hashes.extend(self.cached)
        for widget, is_open in (opened or {}).items():
            message.rerun_script.widget_states.widgets.add(id=widget, bool_value=is_open)
        self.drawn = []
        start, size = perf_counter(), 0
        await self.connection.send(message.SerializeToString())
        while True:
            raw = await self.connection.recv(decode=False)
            size += len(raw)
            found = ForwardMsg.FromString(raw)
            if found.metadata.cacheable and found.hash:
                self.cached.add(found.hash)
            match found.WhichOneof("type"):
                case "new_session":
                    self.page = found.new_session.page_script_hash
                    self.id = found.new_session.initialize.session_id
                case "delta" if found.delta.new_element.WhichOneof("type") == "exception":
                    raise RuntimeError(f"?{query}: {found.delta.new_element.exception.message}")
                case "delta":
                    self.drawn.append(found.delta)
                case "script_finished" if found.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return (perf_counter() - start) * 1000, size


@dataclass(frozen=True, slots=True)
class Server:
    """A dashboard that runs."""

    address: str
    process: int
    log: Path

    def connection(self) -> connect:
        """A new session's."""
        return connect(
            f"{self.address.replace('http', 'ws')}_stcore/stream",
            subprotocols=["streamlit"],
            open_timeout=PATIENCE_S,
            ping_interval=None,  # a busy machine is no broken connection
            max_size=None,  # type: ignore[list-item]  # a str with a name
        )

    def memory_mb(self, of: str) -> float:
        """What it holds now (VmRSS), or has held at most (VmHWM)."""
        status = Path(f"/proc/{self.process}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith(of)).split()[1]) / 1024


@contextmanager
def served(archive: Path) -> Iterator[Server]:
    """The dashboard over an archive."""
    with (
        tempfile.NamedTemporaryFile(suffix=".log") as log,
        serving(ROOT / "app.py", log=Path(log.name), environment={"DATELINE_ARCHIVE": str(archive)}) as (address, pid),
    ):
        yield Server(address, pid, Path(log.name))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--small", type=Path, metavar="FOLDER", help=f"an archive of {SMALL:,} synthetic articles")
    parser.add_argument("--large", type=Path, metavar="FOLDER", help="an archive of --articles synthetic articles")
    parser.add_argument("--articles", type=int, default=ARTICLES, metavar="N", help="with five mentions each")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-benchmark-") as folder, ExitStack() as stack:
        servers = []
        for articles, asked in ((SMALL, arguments.small), (arguments.articles, arguments.large)):
            archive = asked or Path(folder) / f"synthetic-{articles}"
            if not any(map(kind_of, Store.open(archive).names())):
                write_synthetic(archive, articles)
            servers.append(stack.enter_context(served(archive)))
        asyncio.run(dashboard_benchmark(*servers))


async def dashboard_benchmark(small: Server, large: Server) -> None:
    """All of it, of a dashboard over a small archive and one over a large."""
    await alone(small, large)
    ordinary = large.memory_mb("VmHWM")
    await together(large, PAUSE_S)
    await together(large, (0.0, 0.0))
    after, most = large.memory_mb("VmRSS"), large.memory_mb("VmHWM")
    print(
        f"memory of the server   {ordinary:.0f} MB at most with one session, {after:.0f} MB after {SESSIONS}, "
        f"{_judged(most, MOST_MB, ' MB')} at most"
    )


async def alone(small: Server, large: Server) -> None:
    """One reader of each at a time, in turns, so that the machine's other work slows both."""
    readers = Readers(0)
    async with small.connection() as one, large.connection() as other:
        sessions = Session(one), Session(other)
        opened = [await session.ask("") for session in sessions]
        print(f"opened                         {opened[0][0]:6.0f} ms  {opened[1][0]:6.0f} ms   {opened[1][1]:,} bytes")
        for session in sessions:
            for kind in readers.kinds:
                await session.ask(readers.next(kind))  # what is loaded once for the process is no click's
        times: list[float] = []
        for kind in readers.kinds:
            turns = [[await session.ask(query) for session in sessions] for query in map(readers.next, [kind] * TURNS)]
            (few, _), (many, sizes) = (tuple(zip(*column, strict=True)) for column in zip(*turns, strict=True))
            times += many
            before, now = statistics.median(few), statistics.median(many)
            print(
                f"{kind:30} {before:6.0f} ms  {_judged(now, MOST_MS, ' ms')} ({max(many):.0f} at most)   "
                f"{_judged(now / before, MOST_GROWTH, ' x')}   {_judged(max(sizes), MOST_BYTES, ' bytes')}"
            )
    print(f"{'all':30} median {statistics.median(times):.0f} ms, 95 of 100 within {_percentile(times):.0f} ms")


async def together(server: Server, pause_s: tuple[float, float]) -> None:
    """Many readers at once."""
    readers, chance = Readers(1 + round(sum(pause_s))), random.Random(2)

    async def reader() -> list[float]:
        times = []
        async with server.connection() as connection:
            session = Session(connection)
            await session.ask("")
            for _ in range(CLICKS):
                await asyncio.sleep(chance.uniform(*pause_s))
                times.append((await session.ask(readers.any()))[0])
        return times

    times = [time for some in await asyncio.gather(*(reader() for _ in range(SESSIONS))) for time in some]
    how = f"a click each {pause_s[0]:.0f} to {pause_s[1]:.0f} s" if any(pause_s) else "without a pause"
    print(
        f"{SESSIONS} sessions, {how:26} median {_judged(statistics.median(times), MOST_TOGETHER_MS, ' ms')}, "
        f"95 of 100 within {_percentile(times):.0f} ms"
    )


def _percentile(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _judged(found: float, most: float, unit: str) -> str:
    number = f"{found:,.0f}" if most >= 100 else f"{found:.1f}"
    return f"{number}{unit}" + ("" if found <= most else f" (asked: {most:,.0f})")


if __name__ == "__main__":
    main()
