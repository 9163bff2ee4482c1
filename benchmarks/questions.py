"""How fast an archive answers what the dashboard asks: `python -m benchmarks.questions ARCHIVE`."""

import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from news.archive import Archive
from news.queries import Filters, Selection

REPEATS = 7


def questions(address: Path) -> None:
    """Ask an archive what the dashboard asks, and print how long each answer takes; the best of some runs."""
    archive = Archive.open(address)
    opened = seconds(archive.snapshot)
    snapshot = archive.snapshot()
    numbers = snapshot.mentions["place"].to_numpy()
    often = np.bincount(numbers[numbers >= 0])
    place = snapshot.places[int(np.argsort(often)[-6])]  # one of the commonest
    inside = snapshot.places[int(snapshot.places.where("kind", "country")[0])]
    word = Counter(next(iter(snapshot.entries([0]).values())).article.text.split()).most_common(1)[0][0]
    since, until = date(2013, 1, 1), date(2015, 6, 30)
    filters = {
        "a place, a period, words": Filters(place.id, since, until, word),
        "a country and a period": Filters(inside.id, since, until),
        "a period": Filters(since=since, until=until),
        "words": Filters(words=word),
        "nothing": Filters(),
    }
    print(
        f"{len(snapshot.articles):,} articles, {len(snapshot.mentions):,} mentions: opened in {opened:.2f} s, "
        f"{memory_mb():.0f} MB"
    )
    for name, asked in filters.items():
        times = {
            "map": lambda asked=asked: Selection(snapshot, asked).marks(),
            "timeline": lambda asked=asked: Selection(snapshot, asked).timeline("week"),
            "counts": lambda asked=asked: Selection(snapshot, asked).counts(),
            "list": lambda asked=asked: snapshot.entries(Selection(snapshot, asked).stories(20)["article"]),
        }
        found = Selection(snapshot, asked).counts().mentions
        shown = ", ".join(
            f"{what} {min(seconds(ask) for _ in range(REPEATS)) * 1000:.0f} ms" for what, ask in times.items()
        )
        print(f"  filtered by {name:26} {shown}   ({found:,} mentions; {memory_mb():.0f} MB)")


def memory_mb() -> float:
    """The most that this process has held; not `ru_maxrss`, which a child inherits from its parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    questions(Path(sys.argv[1]))
