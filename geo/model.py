"""The trained numbers: `data/model.npz`, read once. What they are and how they were made, `data/model.md` says.

vocabulary, vectors           a MARISA trie of words and their vectors, int8 with one scale
tagger_*, judge_*, ranker_*   weights and biases of small networks, float16
settings                      JSON: windows, thresholds, the softmax's temperature
"""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
import numpy.typing as npt

from geo.errors import ModelDamaged, ModelMissing

TRAINED = Path(__file__).parent.parent / "data" / "model.npz"
FORMAT = 1
VECTOR_MOST = 3.0  # what a vector's number is cut to: few are greater, and their share of the eight bits is dear

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Layer:
    """One dense layer: `x @ weights + bias`."""

    weights: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        result: Floats = x @ self.weights + self.bias
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Word vectors, networks and settings.

    words      folded word -> row of `vectors` less 1; row 0 is the unknown word's and all zeros
    scale      what a number of `vectors` is multiplied with
    networks   the layers of each network, first to last
    """

    words: marisa_trie.Trie
    vectors: npt.NDArray[np.int8] | Floats
    scale: float
    networks: dict[str, tuple[Layer, ...]]
    settings: dict[str, Any]

    def vector(self, word: str) -> Floats:
        """The vector of a folded word; all numbers are one word, and an unknown word's is all zeros."""
        row = self.vectors[self.words.get("0" if word.isdigit() else word, -1) + 1]
        scaled: Floats = row * np.float32(self.scale)
        return scaled


@cache
def default_model() -> Model:
    """The shipped model, read once. Raises ModelMissing or ModelDamaged."""
    return read_model(TRAINED)


def read_model(path: Path) -> Model:
    """Read a model file. Raises ModelMissing or ModelDamaged."""
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = dict(archive)
        settings = json.loads(arrays["settings"].tobytes())
        if settings["format"] != FORMAT:
            raise ModelDamaged(f"{path}: format {settings['format']}, this version reads format {FORMAT}")
        words = marisa_trie.Trie()
        words.frombytes(arrays["vocabulary"].tobytes())
        vectors = np.concatenate([np.zeros((1, arrays["vectors"].shape[1]), np.int8), arrays["vectors"]])
        networks = {
            name: tuple(
                Layer(arrays[f"{name}_w{at}"].astype(np.float32), arrays[f"{name}_b{at}"].astype(np.float32))
                for at in range(layers)
            )
            for name, layers in settings["networks"].items()
        }
    except FileNotFoundError:
        raise ModelMissing(f"{path}: no such model file") from None
    except (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile) as error:
        raise ModelDamaged(f"{path}: not a model, or damaged") from error
    return Model(words, vectors, settings["vector_scale"], networks, settings)


def write_model(
    path: Path, words: Sequence[str], vectors: Floats, networks: dict[str, Sequence[Layer]], settings: dict[str, Any]
) -> None:
    """Write a model file; `words[i]` has row `i` of `vectors`. The same input gives the same bytes."""
    trie = marisa_trie.Trie(sorted(words))
    scale = VECTOR_MOST / 127
    ordered = np.zeros(vectors.shape, np.int8)
    for row, word in enumerate(words):
        ordered[trie[word]] = np.round(np.clip(vectors[row], -VECTOR_MOST, VECTOR_MOST) / scale)
    arrays: dict[str, Any] = {"vocabulary": np.frombuffer(trie.tobytes(), np.uint8), "vectors": ordered}
    for name, layers in networks.items():
        for at, layer in enumerate(layers):
            arrays[f"{name}_w{at}"] = layer.weights.astype(np.float16)
            arrays[f"{name}_b{at}"] = layer.bias.astype(np.float16)
    about = {
        **settings,
        "format": FORMAT,
        "vector_scale": scale,
        "networks": {name: len(layers) for name, layers in networks.items()},
    }
    arrays["settings"] = np.frombuffer(json.dumps(about, sort_keys=True).encode(), np.uint8)
    with open(path, "wb") as file:
        np.savez(file, **arrays)
