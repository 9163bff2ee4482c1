"""What stays is looked at now and then only."""

import gc
import os
import subprocess
import sys
import time
import weakref
from pathlib import Path

import pytest

from dashboard import housekeeping, query
from tests.dashboard.reports import REPORTS, keep

ROOT = Path(__file__).parents[2]


class Ring:
    """Which only a search for garbage finds once nobody wants it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "_due", 0.0)


def test_what_stays_is_passed_over_by_the_search_for_garbage_after_each_run(tmp_path: Path) -> None:
    gc.unfreeze()
    query._Source(keep(tmp_path, REPORTS[:1])).corpus()
    assert gc.get_freeze_count() > 100_000


def test_what_was_passed_over_goes_once_nobody_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Ring()
    gone = weakref.ref(ring)
    housekeeping.when_due()
    del ring
    gc.collect()
    assert gone()
    monkeypatch.setattr(housekeeping, "_due", 0.0)
    housekeeping.when_due()
    assert not gone()


def test_it_takes_a_small_part_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    searched = list[float]()
    monkeypatch.setattr(gc, "collect", lambda: searched.append(time.monotonic()) or time.sleep(0.004))
    until = time.monotonic() + 1
    while time.monotonic() < until:
        housekeeping.when_due()
    assert 1 <= len(searched) <= 1 / 0.004 * housekeeping.PART + 1


def test_arrow_keeps_nothing_of_its_own() -> None:
    """Its own allocator held what columns had once taken, whatever pyarrow is told once it is loaded."""
    environment = {name: value for name, value in os.environ.items() if name != "ARROW_DEFAULT_MEMORY_POOL"}
    code = (
        "from dashboard import gate, query; import pyarrow as pa; from pyarrow import parquet; "
        "from pathlib import Path; "
        "parquet.read_table(next(Path('data/archive').glob('*.articles.parquet'))); "
        "print(pa.default_memory_pool().backend_name, pa.mimalloc_memory_pool().max_memory())"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, capture_output=True)
    assert said.stdout == b"system 0\n"
