"""Every reader of outside data, given what breaks readers: `python -m benchmarks.fuzz [--minutes 15] [--to FOLDER]`.

The targets of `benchmarks/fuzzing` run one after the other, in a process that is watched: an exception that the reader
does not promise, an input that takes more time than its size explains, and memory without bounds are each kept in
FOLDER as the input that does it, with what was seen beside it. `--again FILE` gives a target such an input.

Inputs are mutations of seeds, and of what was found to reach lines of our code that no seed reaches. (atheris would
tell that of every input, but gave a quarter of the inputs in the same time.) It knows no reader: what is right stands
in the targets. Linux only, as it reads /proc.
"""

import argparse
import contextlib
import ctypes
import faulthandler
import hashlib
import multiprocessing
import os
import re
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from multiprocessing.context import SpawnProcess
from multiprocessing.sharedctypes import RawArray, RawValue
from pathlib import Path
from random import Random
from types import FrameType

from benchmarks.fuzzing.mutations import mutated
from benchmarks.fuzzing.target import Target, targets

LIMIT_S, LIMIT_S_PER_MB = 3.0, 30.0  # of the processor, for one input
_WAITING = 10  # times as long may it take by the clock: a server does not answer, the machine has much to do
_SLOW_S = 1.0  # from which on the slowest input of a target is kept as well
MOST_MEMORY = 2 << 30
_MOST_BYTES = 1 << 20
_KILLS = 5  # of one target, after which it is left
_LOOKED_AT = 0.1  # of the inputs are run so that the lines that they reach are seen, which takes many times as long
_LONGEST_LOOKED_AT = 20_000  # bytes
_TICK_S, _PAGE = 1 / os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
_ROOT = Path(__file__).parent.parent
_OURS = tuple(f"{_ROOT / room}{os.sep}" for room in ("geo", "news", "dashboard"))


class Shared:
    """What the child says of itself while it runs, where the parent sees it though the child hangs or is killed.

    By the number of the target: inputs, seconds, slowest (seconds of the processor for an input), lines (of ours that
    were reached), memory (bytes). Of the input that is being read: its bytes, its size (-1 between two), and when it
    began by the processor's and by the wall's clock.
    """

    def __init__(self, many: int) -> None:
        self.target = RawValue(ctypes.c_long, 0)
        self.inputs, self.lines, self.memory = (RawArray(ctypes.c_long, many) for _ in range(3))
        self.seconds, self.slowest = (RawArray(ctypes.c_double, many) for _ in range(2))
        self.input = RawArray(ctypes.c_char, _MOST_BYTES)
        self.size = RawValue(ctypes.c_long, -1)
        self.began, self.at = RawValue(ctypes.c_double, 0), RawValue(ctypes.c_double, 0)


def fuzz(chosen: Sequence[Target], *, seconds: float, seed: int, to: Path) -> int:
    """Run targets for so many seconds each and print what comes of them; how many faults there are.

    The child is begun anew where it had to be killed; targets that had their time are not run again.
    """
    to.mkdir(parents=True, exist_ok=True)
    names = [target.name for target in chosen]
    started, shared, told, kills = time.time(), Shared(len(names)), 0, Counter[int]()
    print(f"{'target':18} {'inputs':>9} {'seconds':>8} {'slowest s':>9} {'lines':>6} {'MB':>6}  faults", flush=True)
    while told < len(names):
        with tempfile.TemporaryDirectory(prefix="dateline-fuzz-") as scratch:
            work = (list(chosen), seconds, seed + kills.total(), to.absolute(), shared, scratch)
            child = multiprocessing.get_context("spawn").Process(target=_child, args=work)
            child.start()
            why = ""
            while not why and child.is_alive():
                child.join(0.05)
                why = _look(child, shared)
                while told < shared.target.value:
                    _tell(names[told], told, shared, _faults(to, names[told], started))
                    told += 1
            at = shared.target.value
            if why:
                _kill(child)
            elif child.exitcode:
                why = f"died: exit status {child.exitcode}"
            log = Path(scratch, "log").read_text(encoding="utf-8", errors="replace")
        if why:
            data = bytes(shared.input[: max(shared.size.value, 0)])
            stack = re.findall(rf'File "{_ROOT}/([^"]+)", line (\d+)', log[-8000:])
            where = [f"{file}:{line}" for file, line in stack if not file.startswith("benchmarks")]
            _keep(
                to, names[at], data, f"{why.partition(':')[0]} at {where[0] if where else '?'}", f"{why}\n{log[-8000:]}"
            )
            shared.size.value = -1
            kills[at] += 1
            if kills[at] == _KILLS:
                shared.target.value += 1
                _tell(names[at], at, shared, _faults(to, names[at], started))
                told += 1
    faults = sum(len(_faults(to, name, started)) for name in names)
    inputs, spent = sum(shared.inputs), sum(shared.seconds) / 60
    print(f"{len(names)} targets, {inputs:,} inputs in {spent:.1f} minutes: {faults} faults")
    return faults


def _look(child: SpawnProcess, shared: Shared) -> str:
    """Why the child has to be killed, or ""."""
    try:
        memory = int(Path(f"/proc/{child.pid}/statm").read_text().split()[1]) * _PAGE
        times = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    except (OSError, IndexError):
        return ""  # it has just ended
    at, size = min(shared.target.value, len(shared.memory) - 1), shared.size.value
    shared.memory[at] = max(shared.memory[at], memory)
    if memory > MOST_MEMORY:
        return f"memory: {memory >> 20:,} MB"
    spent_s = sum(map(int, times)) * _TICK_S - shared.began.value
    limit_s = LIMIT_S + LIMIT_S_PER_MB * size / 1e6
    if size >= 0 and (spent_s > limit_s or time.monotonic() - shared.at.value > _WAITING * limit_s):
        return f"hang: {spent_s:.1f} s of the processor for {size:,} bytes"
    return ""


def _kill(child: SpawnProcess) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(child.pid or 0, signal.SIGUSR1)  # it says where it is
    child.join(10)  # which it dies of
    child.kill()
    child.join()


def _tell(name: str, at: int, shared: Shared, faults: Sequence[Path]) -> None:
    of = f"{shared.inputs[at]:9,} {shared.seconds[at]:8.1f} {shared.slowest[at]:9.2f} {shared.lines[at]:6,}"
    print(f"{name:18} {of} {shared.memory[at] >> 20:6,}  {len(faults) or ''}", flush=True)
    for fault in faults:
        print(f"    {fault.read_text(encoding='utf-8').splitlines()[0]}: {fault.with_suffix('.bin')}", flush=True)


def _keep(to: Path, name: str, data: bytes, what: str, seen: str) -> None:
    """Write an input that does harm, and beside it what was seen: once for each thing that is wrong."""
    path = to / f"{name}-{hashlib.blake2b(what.encode(), digest_size=4).hexdigest()}.bin"
    path.write_bytes(data)
    path.with_suffix(".txt").write_text(f"{what}\n\n{seen}", encoding="utf-8", errors="backslashreplace")


def _faults(to: Path, name: str, since: float) -> list[Path]:
    return sorted(path for path in to.glob(f"{name}-????????.txt") if path.stat().st_mtime >= since)


# -- In the child


def _child(chosen: Sequence[Target], seconds: float, seed: int, to: Path, shared: Shared, scratch: str) -> None:
    os.environ |= {"TMPDIR": scratch, "DATELINE_HOME": f"{scratch}/home"}
    os.environ.pop("DATELINE_ARCHIVE", None)
    tempfile.tempdir = scratch
    with Path(scratch, "log").open("w") as log, Path(os.devnull).open("w") as nowhere:
        os.dup2(log.fileno(), 2)
        os.dup2(nowhere.fileno(), 1)
        faulthandler.enable(log)
        faulthandler.register(signal.SIGUSR1, log, all_threads=False, chain=True)
        while shared.target.value < len(chosen):
            target = chosen[shared.target.value]
            _run(target, shared, Random(f"{seed} {target.name}"), seconds, to)
            shared.target.value += 1


def _run(target: Target, shared: Shared, chance: Random, seconds: float, to: Path) -> None:
    """Mutate the seeds, and then also what led to lines that nothing had led to: some are looked at for that."""
    at = shared.target.value

    def execute(data: bytes) -> None:
        shared.input[: len(data)] = data
        shared.at.value, shared.began.value = time.monotonic(), time.process_time()
        shared.size.value = len(data)
        try:
            target.read(data)
        except Exception as error:  # whatever is not promised is a fault
            _keep(to, target.name, data, signature(error), traceback.format_exc()[-8000:])
        shared.size.value = -1
        shared.inputs[at] += 1

    execute(target.seeds[0])  # what is loaded once is no input's fault
    known, lines, last = list(target.seeds), set[tuple[str, int]](), time.monotonic()
    for seed in known:
        lines |= _reached(execute, seed)
    while shared.seconds[at] < seconds:
        data = mutated(chance.choice(known), chance, words=target.words, others=known, most=target.most)
        if chance.random() > _LOOKED_AT or len(data) > _LONGEST_LOOKED_AT:
            execute(data)
            if (spent_s := time.process_time() - shared.began.value) > shared.slowest[at]:
                shared.slowest[at] = spent_s
                if spent_s > _SLOW_S:
                    (to / f"{target.name}-slowest.bin").write_bytes(data)
        elif new := _reached(execute, data) - lines:
            lines |= new
            known.append(data)
        shared.lines[at] = max(shared.lines[at], len(lines))
        last, passed = time.monotonic(), time.monotonic() - last
        shared.seconds[at] += passed


def _reached(execute: Callable[[bytes], None], data: bytes) -> set[tuple[str, int]]:
    """The lines of our modules that run for an input."""
    lines = set[tuple[str, int]]()

    def inside(frame: FrameType, event: str, _: object) -> object:
        if event == "line":
            lines.add((frame.f_code.co_filename, frame.f_lineno))
        return inside

    def called(frame: FrameType, *_: object) -> object:
        return inside if frame.f_code.co_filename.startswith(_OURS) else None

    sys.settrace(called)
    try:
        execute(data)
    finally:
        sys.settrace(None)
    return lines


def signature(error: BaseException) -> str:
    """What is wrong and where in our code: the same fault once, whatever its input."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(str(_ROOT))]
    at = [f"{Path(frame.filename).relative_to(_ROOT)}:{frame.lineno}" for frame in frames[-2:]]
    return f"{type(error).__name__} at {' < '.join(reversed(at))}"


def main() -> int:
    """Fuzz all targets in turn; the exit status is 1 where something is wrong."""
    known = targets()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description="Fuzz every reader of outside data.")
    parser.add_argument("--minutes", type=float, default=15.0, help="for all targets together (default: 15)")
    parser.add_argument("--only", action="append", choices=known, metavar="NAME", help=", ".join(known))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--to", type=Path, default=Path(tempfile.gettempdir()) / "dateline-fuzz", metavar="FOLDER")
    parser.add_argument("--again", type=Path, metavar="FILE", help="one input, to the target that its name begins with")
    options = parser.parse_args()
    if options.again:
        known[options.again.name.rpartition("-")[0]].read(options.again.read_bytes())
        return 0
    chosen = [known[name] for name in options.only or known]
    return bool(fuzz(chosen, seconds=options.minutes * 60 / len(chosen), seed=options.seed, to=options.to))


if __name__ == "__main__":
    sys.exit(main())
