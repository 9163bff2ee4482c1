"""How much anybody may ask of the server, which all readers share: in size, by the minute, and at once.

Readers come without a name, so what counts is their session, the address that they come from, and all of them together.
A library (limits, pyrate-limiter) brings stores for many servers; for one process a bucket is ten lines. It refuses to
wait for anybody for long: who asks too much is told so, and nothing is queued.
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from geo import DatelineError

# Of what somebody sends. Streamlit's own limits stand in .streamlit/config.toml.
MOST_CHARACTERS = 300_000  # of a pasted text: a book's length
MOST_IN_A_LINE = 300  # of a title, a name, words to search for
MOST_IN_A_WORD = 2_000  # of the address: an article's id can be the address of its page
MOST_FILES, MOST_FILES_MB = 20, 100  # looked at together
_KNOWN = 10_000  # addresses and sessions that are remembered


_ASKER, _SEARCHED = "_asker", "_searched"


class Busy(DatelineError):
    """Too much is asked at once, by this reader or by all: the same can be asked again a little later."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in a row, and so many a minute in the long run."""

    burst: int
    a_minute: float


class Buckets:
    """Token buckets, one for each name; those that nobody asked for longest are forgotten first."""

    def __init__(self, rate: Rate, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()  # how many, and when that was so

    def take(self, name: Hashable) -> bool:
        """Take one; False where none is left."""
        now = self._clock()
        with self._lock:
            left, then = self._left.pop(name, (float(self._rate.burst), now))
            left = min(left + (now - then) * self._rate.a_minute / 60, self._rate.burst)
            self._left[name] = left - 1 if left >= 1 else left, now
            if len(self._left) > _KNOWN:
                self._left.popitem(last=False)
        return left >= 1


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a session, and the address that it comes from, None for this machine."""

    session: str
    address: str | None


def asker() -> Asker:
    """The reader of this session."""
    session: str = st.session_state.setdefault(_ASKER, secrets.token_hex(8))
    return Asker(session, st.context.ip_address)


class Limit:
    """What one kind of deed may be done how often: by a session, from an address, by all together."""

    def __init__(self, session: Rate, address: Rate, everybody: Rate) -> None:
        self._session, self._address, self._everybody = map(Buckets, (session, address, everybody))

    def take(self, who: Asker) -> None:
        """Do it once. Raises Busy. Who has asked too much already takes nothing from the others."""
        if not (self._session.take(who.session) and self._address.take(who.address) and self._everybody.take("")):
            raise Busy("too often in so short a time: try again in a minute")


class Room:
    """For so many at once; others wait a little, and then are told that it is full."""

    def __init__(self, most: int, *, wait_s: float) -> None:
        self._free = threading.BoundedSemaphore(most)
        self._wait_s = wait_s

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Be in it. Raises Busy."""
        if not self._free.acquire(timeout=self._wait_s):
            raise Busy("the server is busy with others' requests: try again in a moment")
        try:
            yield
        finally:
            self._free.release()


UPLOADS = Rate(40, 20)  # of files, by a session
# Each keeps a session, 2 MB and more. Whole newsrooms and proxies that tell of nobody come from one address.
CONNECTIONS, CONNECTIONS_OF_ONE = 400, 200
# New ones: Streamlit keeps the session of one that ended for two minutes, so that it can come back.
ARRIVALS, ARRIVALS_OF_ONE = Rate(400, 240), Rate(200, 60)

# A dashboard is for a newsroom or a link that goes round: tens of readers behind one address, hundreds in all.
EXPORTS = Limit(Rate(10, 6), Rate(40, 30), Rate(60, 60))
FETCHES = Limit(Rate(10, 6), Rate(20, 12), Rate(30, 30))
ADDITIONS = Limit(Rate(20, 12), Rate(60, 40), Rate(120, 120))
SEARCHES = Limit(Rate(60, 60), Rate(600, 600), Rate(1_200, 1_200))
# A file of 25,000 mentions takes seconds and some 60 MB, a view some MB. Python works on one after another anyway: of
# more at once each takes longer, and holds its memory for longer.
FILES = Room(1, wait_s=40)
VIEWS = Room(2, wait_s=40)


def search(words: str) -> None:
    """Look for some words; nothing is limited where there are none, or the same as before. Raises Busy."""
    if words and st.session_state.get(_SEARCHED) != words:
        SEARCHES.take(asker())
        st.session_state[_SEARCHED] = words


def line(words: str) -> str:
    """Words of one line, no longer than they may be."""
    return words[:MOST_IN_A_LINE]
