"""Memory of a server that runs for weeks: what stays is passed over by the search for garbage, what is free given back.

Streamlit has Python search for garbage after each run of the page. The gazetteer, the archive, the libraries and the
answers that are kept are hundreds of thousands of objects, which would hold all readers up for a tenth of a second each
time. What each of many readers at once has freed lies between what is still in use, and does not go back by itself.
"""

import atexit
import gc
import threading
import time

from news.allocator import give_back

PART = 0.02  # of the time, at most, goes into it

_one_at_a_time = threading.Lock()
_due = 0.0


def when_due() -> None:
    """Do it, unless that was done not long ago."""
    global _due
    if time.monotonic() < _due or not _one_at_a_time.acquire(blocking=False):
        return
    try:
        began = time.monotonic()
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        give_back()
        ended = time.monotonic()
        _due = ended + (ended - began) / PART
    finally:
        _one_at_a_time.release()


atexit.register(gc.unfreeze)  # else libraries take what is left at the end for their own faults, and say so
