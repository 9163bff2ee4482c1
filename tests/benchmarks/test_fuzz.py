"""Every reader against some inputs, the same each time; `python -m benchmarks.fuzz` tries what it has time for."""

import faulthandler
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from benchmarks import fuzz
from benchmarks.fuzzing.mutations import mutated
from benchmarks.fuzzing.target import Target, targets

TARGETS = targets()
INPUTS = 8


@pytest.fixture(scope="module", autouse=True)
def _scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("scratch")))
        yield


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    faulthandler.dump_traceback_later(120, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_what_is_promised_comes_out_of_a_reader(name: str) -> None:
    target, chance = TARGETS[name], Random(name)
    for seed in target.seeds:
        target.read(seed)
    for _ in range(INPUTS):
        data = mutated(
            chance.choice(target.seeds), chance, words=target.words, others=target.seeds, most=min(target.most, 20_000)
        )
        began = time.process_time()
        target.read(data)
        assert time.process_time() - began < fuzz.LIMIT_S, data[:100]


def raises(data: bytes) -> None:
    if data.startswith(b"a"):
        raise KeyError(data)


def hangs(data: bytes) -> None:
    while data.startswith(b"a"):
        pass


def grows(data: bytes) -> None:
    if data != b"seed":
        kept = [bytearray(10_000_000) for _ in range(100)]
        time.sleep(len(kept))


def test_the_fuzzer_finds_what_is_wrong_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fuzz, "LIMIT_S", 1.0)  # more than it takes to fill the memory
    monkeypatch.setattr(fuzz, "MOST_MEMORY", 600_000_000)
    monkeypatch.setattr(fuzz, "_KILLS", 1)
    reads = (raises, hangs, grows, len)
    chosen = [Target(read.__name__, read, (b"seed", b"bad", b"abc"), (), 100) for read in reads]
    assert fuzz.fuzz(chosen, seconds=0.5, seed=1, to=tmp_path) == 3
    told = capsys.readouterr().out
    for what in ("KeyError at tests/benchmarks/test_fuzz.py", "hang at tests/benchmarks", "memory at tests/benchmarks"):
        assert what in told
    assert {path.name.partition("-")[0] for path in tmp_path.glob("*.bin")} == {"raises", "hangs", "grows"}
    assert all(path.read_bytes().startswith(b"a") for path in tmp_path.glob("hangs*.bin"))
    assert told.splitlines()[-1].startswith("4 targets, ")
