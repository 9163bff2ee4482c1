"""Adding with the help of other processes and machines, by Dask: they locate and write, this one keeps the order.

Articles go out in batches in the order in which they are read, and come back in it. Here they are compared with the
archive, and told which story they are of, as `Adder` does and in the same order: the stories are the same. The located
batches stay with the workers, which write the parts. A few batches a worker are on their way at any time, so that
neither this process nor the scheduler holds more, however many articles there are.

Nothing is lost: a batch is done with when the part that holds it has been written, and the work of a worker that went
away is done again by another. Nothing is doubled: see `news.workers`. An article that two adders add at the same time
is in the archive once, as always: of several versions with one id the one that was located last counts.

Dask runs whatever it is sent, and a scheduler asks nobody for a password: `local` lets in who has a key that is made
for the moment, and one that others run has to be within a network of one's own or ask for TLS certificates, which are
set up here as everywhere with Dask (`distributed.comm.tls` of its configuration).
"""

import logging
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from distributed import Client, Future, KilledWorker, LocalCluster, Security, Worker, WorkerPlugin

from geo import Article, DatelineError, InputError
from geo.errors import ClusterError
from news import workers
from news.add import PART_S, SETTLED, compared, digest_of, joined, locator, writable
from news.archive import Archive
from news.memory import Memory
from news.parts import new_name
from news.snapshot import State
from news.stories import Match

BATCH = 256  # articles that a worker locates at once: half a second of its time
_AHEAD = 3  # batches of each thread of a worker that are on their way
_PART_ARTICLES = 5_000
_MEMORY = "1GB"  # of a local worker, which starts anew beyond it
_CONNECT_S, _START_S = 5, 60
_PATIENCE_S = 30  # without any worker
_LOOK_S = 5  # how often it is looked how many workers there are
_REFRESH = 20  # times as long as looking at what others added takes, until it is done again
_NAME = "dateline"


class _Ready(WorkerPlugin):  # type: ignore[misc]  # Dask has no types
    """Loads on each worker what it needs, also on one that comes later; refuses one that has another Dateline."""

    def __init__(self, edition: str, *, local: bool) -> None:
        self.edition, self.local = edition, local

    def setup(self, worker: Worker) -> None:
        if self.local:  # Ctrl-C is for the command, which wants their help to keep what is done
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        if (found := workers.edition()) != self.edition:
            raise ClusterError(f"the worker {worker.name} has another Dateline ({found}, not {self.edition})")
        workers.make_ready()


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """The workers of a scheduler, which all have the Dateline that is here. Raises ClusterError."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told once, by us
    try:
        client = Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(f"{address}: no scheduler answers: {_line(error)}") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_CONNECT_S)
        except TimeoutError as error:
            raise ClusterError(f"{address}: its scheduler has no workers") from error
        yield from _ready(client, address, local=False)


@contextmanager
def local(number: int | None = None) -> Iterator[Client]:
    """Workers on this machine, as many as it has cores, for nobody else."""
    with (
        LocalCluster(
            n_workers=number,
            threads_per_worker=1,
            memory_limit=_MEMORY,
            host="127.0.0.1",
            protocol="tls://",
            security=Security.temporary(),
            # No dashboard; what Dask serves by HTTP all the same must not want the port of another cluster.
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, timeout=_START_S, set_as_default=False) as client,
    ):
        yield from _ready(client, "this machine", local=True)


def _ready(client: Client, address: str, *, local: bool) -> Iterator[Client]:
    try:
        client.register_plugin(_Ready(workers.edition(), local=local), name=_NAME)
    except ImportError as error:
        raise ClusterError(f"{address}: its workers have no Dateline, or another one: {_line(error)}") from error
    try:
        yield client
    finally:
        if not local and client.status == "running":
            client.unregister_worker_plugin(_NAME)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Articles on their way: how each was met before, what came of them, and what is told of that."""

    states: dict[str, State]
    located: Future
    told: Future


@dataclass(frozen=True, slots=True)
class _Part:
    """A part that is being written, of articles with these ids."""

    written: Future
    states: Counter[State]
    ids: Sequence[str]


class ClusterAdder:
    """Adds articles to an archive with the workers of a client; otherwise as `news.add.Adder`."""

    def __init__(
        self,
        archive: Archive,
        client: Client,
        *,
        on_problem: Callable[[DatelineError], None],
        part_s: float = PART_S,
    ) -> None:
        self.counts: Counter[State] = Counter()
        self._archive = archive
        self._client = client
        self._on_problem = on_problem
        self._part_s = part_s
        self._located_by = locator()
        self._memory = Memory(archive)
        self._coming: dict[str, int] = {}  # digests of the articles that the snapshot does not know yet
        self._batches: deque[_Batch] = deque()
        self._told: list[tuple[Future, list[Article], list[Match], dict[str, State]]] = []
        self._parts: deque[_Part] = deque()
        self._kept: list[str] = []  # since the last snapshot
        self._threads, self._look_at = 1, 0.0
        self._since = time.monotonic()
        self._refresh_at = 0.0

    @property
    def address(self) -> str:
        """The archive's."""
        return self._archive.store.address

    @property
    def waiting(self) -> int:
        """How many articles are on their way and not yet kept."""
        on_the_way = sum(len(batch.states) for batch in self._batches) + sum(len(told[1]) for told in self._told)
        return on_the_way + sum(len(part.ids) for part in self._parts)

    def knows(self, article_id: str) -> bool:
        """Whether an article is in the archive, was removed from it, or is on its way into it."""
        snapshot = self._memory.snapshot
        known = snapshot.number_of(article_id) is not None or article_id in snapshot.removed
        return known or article_id in self._coming

    def add(self, articles: Iterable[Article], *, origin: str) -> Generator[int, None, None]:
        """Take articles in; yields how many were looked at since the last time. `flush` keeps what is on its way.

        Raises ArchiveError or ClusterError.
        """
        coming, origin = iter(articles), joined(origin)
        while batch := [writable(article) for article in islice(coming, BATCH)]:
            self._send(batch, origin)
            while len(self._batches) > _AHEAD * self._workers() or (self._batches and self._batches[0].told.done()):
                self._take()
            yield len(batch)

    def flush(self) -> None:
        """Keep what is on its way."""
        while self._batches:
            self._take()
        self._write()
        while self._parts:
            self._settle()
        self._refresh()

    def _send(self, batch: Sequence[Article], origin: str) -> None:
        fresh, states = [], {}
        for state, article in compared(batch, self._memory.snapshot, self._coming):
            if state in SETTLED:
                self.counts[state] += 1
                continue
            states[article.id] = "changed" if article.id in self._coming else state
            self._coming[article.id] = digest_of(article)
            fresh.append(article)
        if not fresh:
            return
        now = datetime.now(UTC)
        located = self._submit(workers.located, fresh, origin=origin, located_by=self._located_by, now=now)
        self._batches.append(_Batch(states, located, self._submit(workers.told, located)))

    def _submit(self, work: Callable[..., object], *arguments: object, **named: object) -> Future:
        return self._client.submit(work, *arguments, **named, pure=False)

    def _take(self) -> None:
        """Tell the stories of the batch that was sent first."""
        batch = self._batches[0]  # stays there where waiting for it is interrupted
        try:
            articles, problems = self._result(batch.told)
        except KilledWorker:
            self._batches.popleft()
            why = f"left out with {len(batch.states) - 1:,} articles read after it: what located them was killed"
            self._on_problem(InputError(why, source=next(iter(batch.states))))
            self._forget(batch.states)
            return
        self._batches.popleft()
        for why, source in problems:
            self._on_problem(InputError(why, source=source))
        self._forget(batch.states.keys() - {article.id for article in articles})
        self._memory.recall({article.published for article in articles})
        stories = [self._memory.match(article) for article in articles]
        if articles:
            self._told.append((batch.located, articles, stories, batch.states))
        late = time.monotonic() - self._since > self._part_s
        if late or sum(len(told[1]) for told in self._told) >= _PART_ARTICLES:
            self._write()

    def _forget(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            self._coming.pop(id_, None)

    def _write(self) -> None:
        """Let a worker write what is told; see what became of parts that were written before."""
        if self._told:
            located = [batch for batch, _, _, _ in self._told]
            stories = [match for _, _, matches, _ in self._told for match in matches]
            states = {a.id: states[a.id] for _, articles, _, states in self._told for a in articles}
            written = self._submit(workers.keep, located, stories, store=self._archive.store, name=new_name("articles"))
            self._parts.append(_Part(written, Counter(states.values()), list(states)))
            self._told = []
        self._since = time.monotonic()
        while self._parts and (len(self._parts) > self._workers() or self._parts[0].written.done()):
            self._settle()
        if self._kept and time.monotonic() > self._refresh_at:
            self._refresh()

    def _settle(self) -> None:
        """Count the part that was sent to be written first."""
        part = self._parts[0]
        try:
            self._result(part.written)
        except KilledWorker as error:
            self._parts.popleft()
            raise ClusterError("a part was not written: each process that had it was killed; run it again") from error
        self._parts.popleft()
        self.counts.update(part.states)
        self._kept += part.ids

    def _refresh(self) -> None:
        """See what is in the archive. It takes longer the more is in it, and is done the less often."""
        began = time.monotonic()
        self._memory.refresh()
        self._forget(self._kept)
        self._kept = []
        self._refresh_at = time.monotonic() + _REFRESH * (time.monotonic() - began)

    def _workers(self) -> int:
        """How many threads the workers have; they come and go."""
        if time.monotonic() > self._look_at:
            self._threads = max(1, sum(self._client.nthreads().values()))
            self._look_at = time.monotonic() + _LOOK_S
        return self._threads

    def _result(self, future: Future) -> Any:
        """What a worker has done; waits as long as there are workers. Raises what it raised, or ClusterError."""
        while True:
            try:
                return future.result(timeout=_PATIENCE_S)
            except TimeoutError as error:
                if not self._client.nthreads():
                    raise ClusterError("no worker is left; what was kept stays, run it again") from error
            except (CancelledError, OSError) as error:
                raise ClusterError("the scheduler was lost; what was kept stays, run it again") from error


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
