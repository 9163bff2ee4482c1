"""What the commands share in a terminal: problems told on standard error, text that cannot steer it."""

import io
import os
import sys
from collections.abc import Callable

from geo.errors import DatelineError


def printable(text: str) -> str:
    """A text without what would steer a terminal or break its line."""
    return "".join(c if c.isprintable() else " " for c in text)


class Problems:
    """Names what is wrong with the input on standard error, a line each, and counts."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, problem: Exception) -> None:
        self.count += 1
        print(printable(str(problem).encode("utf-8", "replace").decode()), file=sys.stderr)


def run(command: Callable[[Problems], None]) -> int:
    """Run a command; the exit status is 0, 1 where some input was bad, 130 after Ctrl-C."""
    problems = Problems()
    try:
        command(problems)
        sys.stdout.flush()
    except DatelineError as error:
        problems(error)
    except BrokenPipeError:
        # the reader went away (| head): nothing is left to say, and Python must not try to at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return 1 if problems.count else 0


def speak_unicode() -> None:
    """Print names of every script, whatever the console's own encoding, and what is no character escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
