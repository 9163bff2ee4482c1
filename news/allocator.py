"""How memory goes back to the system: a reader loads much at once, frees half of it, and then answers for days.

Without this it holds a fifth more than it needs: Arrow's own allocator keeps what it was given, and glibc puts blocks
that can't be given back singly ever higher, the larger those are that are freed.
"""

import ctypes
import platform

import pyarrow as pa

# of glibc, see mallopt(3): its own values at the start, which it keeps once they are set
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_BYTES = 128 * 1024


def give_back() -> None:
    """Set it for the process."""
    pa.set_memory_pool(pa.system_memory_pool())
    if platform.libc_ver()[0] == "glibc":
        library = ctypes.CDLL(None)
        library.mallopt(_TRIM_THRESHOLD, _BYTES)
        library.mallopt(_MMAP_THRESHOLD, _BYTES)
