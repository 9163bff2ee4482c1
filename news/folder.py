"""The files that a path stands for: itself, those that match it, or those of a kind that we read in a folder, sorted.

Links within a folder are never followed, so that nothing outside it is read and no loop is walked: whoever wants what
a link leads to names it.
"""

import glob
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from geo.errors import InputError
from geo.read import OnProblem
from news.objects import is_object, name_of, objects


def files(path: str, *, reads: Callable[[str], bool], on_problem: OnProblem) -> Iterator[str]:
    """The path where it is no folder; else its files whose name `reads` says yes to. What is left out is named once.

    A path with "*" or "[" in it that is no file's own stands for all that match it.
    """
    if is_object(path):
        yield from _objects(path, reads, on_problem)
        return
    if path == "-" or not Path(path).is_dir():
        pattern = glob.has_magic(path) and not Path(path).exists()
        matching = sorted(glob.glob(path)) if pattern else []  # noqa: PTH207 - a pattern may be absolute
        for match in matching:
            yield from files(match, reads=reads, on_problem=on_problem)
        if not matching:
            yield path
        return
    left_out: Counter[str] = Counter()
    found = False

    def unreadable(error: OSError) -> None:
        on_problem(InputError((error.strerror or str(error)).lower(), source=str(error.filename)))

    for folder, folders, names in os.walk(path, onerror=unreadable):
        left_out["links"] += sum(Path(folder, name).is_symlink() for name in folders)
        left_out["hidden"] += sum(name.startswith(".") for name in folders)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if why := _why_not(Path(folder, name), reads):
                left_out[why] += 1
            else:
                found = True
                yield str(Path(folder, name))
    said = ", ".join(f"{count} {why}" for why, count in left_out.most_common(8) if count)
    if not found:
        on_problem(InputError(f"no articles in this folder{f'; left out: {said}' if said else ''}", source=path))
    elif said:
        on_problem(InputError(f"left out: {said}", source=path))


def _objects(address: str, reads: Callable[[str], bool], on_problem: OnProblem) -> Iterator[str]:
    try:
        there = list(objects(address))
    except InputError as problem:
        on_problem(problem)
        return
    read = [one for one in there if one == address or reads(one)]
    if len(read) < len(there) or not read:
        why = f"{len(there) - len(read):,} objects left out" if read else "no articles there"
        on_problem(InputError(why, source=name_of(address)))
    yield from read


def _why_not(file: Path, reads: Callable[[str], bool]) -> str:
    if file.name.startswith("."):
        return "hidden"
    if file.is_symlink():
        return "links"
    if not reads(file.name):
        return repr(file.suffix.lower()[:20])[1:-1] or "without a suffix"
    return "" if file.is_file() else "no files"
