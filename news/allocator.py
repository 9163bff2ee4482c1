"""How memory goes back to the system: a reader loads much at once, frees half of it, and then answers for days."""

import ctypes
import platform

_ARENAS, _MAPPED = -8, -3  # names of options in malloc.h
_LARGE = 1 << 18

_LIBC = ctypes.CDLL(None) if platform.libc_ver()[0] == "glibc" else None
if _LIBC:
    # Each run of the page is a thread of its own, and glibc would keep what each has freed for the like of it.
    _LIBC.mallopt(_ARENAS, 2)
    # Columns that are counted, maps and files come and go, and leave holes between what stays, which fill badly: the
    # room of each that is large goes back at once. A page of the system costs less than a microsecond to have again.
    _LIBC.mallopt(_MAPPED, _LARGE)


def give_back() -> None:
    """Return what is free now, which glibc does not do by itself between blocks that are in use."""
    if _LIBC:
        _LIBC.malloc_trim(0)
