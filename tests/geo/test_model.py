"""The model's file: written, read, and refused in one clear line."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from geo.errors import ModelDamaged, ModelMissing
from geo.model import TRAINED, Layer, read_model, write_model

WORDS = ["0", "daraa", "shelling"]
VECTORS = np.array([[0.5, -1.0], [1.5, 0.25], [-2.0, 9.0]], np.float32)
NETWORKS = {"judge": [Layer(np.ones((2, 3), np.float32), np.zeros(3, np.float32))]}


def _written(path: Path) -> Path:
    write_model(path, WORDS, VECTORS, NETWORKS, {"temperature": 1.5})
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    model = read_model(_written(tmp_path / "m.npz"))
    assert np.allclose(model.vector("daraa"), [1.5, 0.25], atol=0.02)
    assert np.allclose(model.vector("1999"), [0.5, -1.0], atol=0.02)
    assert model.vector("shelling")[1] == pytest.approx(3.0)  # cut
    assert not model.vector("unheard-of").any()
    assert model.settings["temperature"] == 1.5
    (layer,) = model.networks["judge"]
    assert layer(np.array([[1.0, 2.0]], np.float32)).tolist() == [[3.0, 3.0, 3.0]]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = (hashlib.sha256(_written(tmp_path / name).read_bytes()).digest() for name in ("a", "b"))
    assert one == two


def test_a_missing_or_damaged_file_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no such model file"):
        read_model(tmp_path / "none.npz")
    whole = _written(tmp_path / "m.npz").read_bytes()
    for number, cut in enumerate((0, 10, len(whole) // 2)):
        damaged = tmp_path / f"{number}.npz"
        damaged.write_bytes(whole[:cut])
        with pytest.raises(ModelDamaged, match="not a model, or damaged"):
            read_model(damaged)


def test_the_shipped_model_is_small_and_whole() -> None:
    assert TRAINED.stat().st_size < 25e6
    model = read_model(TRAINED)
    assert {"tagger", "tagger_again", "judge", "alone", "together", "again"} <= model.networks.keys()
    assert model.vector("shelling").any()


@pytest.mark.parametrize("first", ["geo", "news.trends", "dashboard.naming"])
def test_numpy_waits_in_no_threads_of_its_own(first: str) -> None:
    libraries = list(Path(np.__file__).parent.parent.glob("numpy.libs/*openblas*"))
    if not libraries:
        pytest.skip("this numpy multiplies with another library than OpenBLAS")
    ask = f"import ctypes; print(ctypes.CDLL({str(libraries[0])!r}).scipy_openblas_get_num_threads64_())"
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    run = [sys.executable, "-c", f"import {first}, numpy; {ask}"]
    assert subprocess.run(run, env=environment, check=True, capture_output=True, text=True).stdout == "1\n"
