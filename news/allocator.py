"""How memory goes back to the system: a reader loads much at once, frees half of it, and then answers for days."""

import ctypes
import platform

import pyarrow as pa

# Arrow's own allocator keeps what it was given.
pa.set_memory_pool(pa.system_memory_pool())


def give_back() -> None:
    """Return what is free now, which glibc does not do by itself between blocks that are in use."""
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).malloc_trim(0)
