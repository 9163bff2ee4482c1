"""What comes over hours, as through a pipe, taken in bursts: what has come can be kept while more is waited for."""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from queue import Empty, Queue
from threading import Thread
from threading import enumerate as threads
from typing import Final, Generic, NoReturn, TypeVar

T = TypeVar("T")

_AHEAD: Final = 64  # that are waited for beyond what was taken
_NAME: Final = "dateline waits for input"


class Bursts(Generic[T]):
    """What an iterator gives in bursts, each of which ends so many seconds after its first has come, at the latest.

    Another thread waits for the iterator. What that raises, the burst that it would have been in raises. Each burst has
    to be taken to its end before the next.
    """

    def __init__(self, coming: Iterable[T], *, longest_s: float) -> None:
        self._longest_s = longest_s
        self._queue: Queue[tuple[T] | None] = Queue(_AHEAD)
        self._ended = False
        self._error: BaseException | None = None
        Thread(target=self._wait_for, args=(coming,), name=_NAME, daemon=True).start()

    def __iter__(self) -> Iterator[Iterator[T]]:
        while (first := self._next(None)) is not None:
            yield self._burst(first)

    def _burst(self, first: tuple[T]) -> Iterator[T]:
        until = time.monotonic() + self._longest_s
        yield from first
        while (left := until - time.monotonic()) > 0 and (following := self._next(left)) is not None:
            yield from following

    def _next(self, timeout: float | None) -> tuple[T] | None:
        """The next one; None where there is none within the time, or any more."""
        if not self._ended:
            try:
                found = self._queue.get(timeout=timeout)
            except Empty:
                return None
            if found is not None:
                return found
            self._ended = True
        if error := self._error:
            self._error = None
            raise error
        return None

    def _wait_for(self, coming: Iterable[T]) -> None:
        try:
            for one in coming:
                self._queue.put((one,))
        except BaseException as error:  # it is for the one who takes
            self._error = error
        self._queue.put(None)


def leave(status: int) -> NoReturn:
    """End the process, also where a thread of it waits for input that nobody wants any more.

    Nothing ends such a thread, and libraries take what it still holds for faults of their own, and say so.
    """
    if any(thread.name == _NAME for thread in threads()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
