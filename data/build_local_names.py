"""Build `data/local_names.npz`: what places are called in the language of their country, in its own script.

    python data/build_local_names.py

Needs the packages of `requirements-dev.txt`. GeoNames' alternate names, of which most come, do not say their language:
`choose` says which is the local one. It decides nothing about borders or statuses: the language is the one that most
people of the place's country (as GeoNames has it) share as an official one, by CLDR; in some of India's states, theirs.

In order: our own table (`sources/local_names.csv`), CLDR's names of countries and of the cities that time zones are
called after, then the rule. In languages of Latin script there is only what the first two say: there, no letter tells
a foreign spelling from the local one.
"""

import csv
import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import wordfreq
from anyascii import anyascii
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_territory_language_info
from rapidfuzz.distance.Levenshtein import normalized_similarity

DATA = Path(__file__).resolve().parent
sys.path.insert(0, str(DATA.parent))

from geo.build import gather  # noqa: E402  (the script is run from anywhere)
from geo.compiled import Entry, Tag  # noqa: E402  (the same)
from geo.local_names import PATH, write  # noqa: E402  (the same)
from geo.names import ARTICLES, fold  # noqa: E402  (the same)

# Where it is not the official language of the most people.
LANGUAGES = {
    "KZ": "kk",  # the state's; Russian may be used beside it
    "IN.02": "te", "IN.03": "as", "IN.09": "gu", "IN.13": "ml", "IN.16": "mr", "IN.19": "kn", "IN.21": "or",
    "IN.22": "ta", "IN.23": "pa", "IN.25": "ta", "IN.26": "bn", "IN.28": "bn", "IN.40": "te",
}  # fmt: skip


def _block(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_JOINERS = "\u200c\u200d"
# The letters of today's spelling: a name with another one is another language's, or an old one.
LETTERS = {
    "ar": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي",
    "fa": "ءآأؤئابةتثجحخدذرزسشصضطظعغفقلمنوهپچژکگیۀ\u200c",
    "ur": "ءآأؤئابتثجحخدذرزسشصضطظعغفقلمنوٹپچڈڑژکگںھہۂۃیے",
    "he": _block(0x5D0, 0x5EA),
    "ru": _RUSSIAN,
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "kk": _RUSSIAN + "әғқңөұүһі",
    "ky": _RUSSIAN + "ңөү",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "mn": _RUSSIAN + "өү",
    "el": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
    "hy": _block(0x561, 0x587),
    "ka": _block(0x10D0, 0x10F0),
    "am": _block(0x1200, 0x137F),
    "ti": _block(0x1200, 0x137F),
    "my": _block(0x1000, 0x1049),
    "th": _block(0xE01, 0xE5B),
    "km": _block(0x1780, 0x17D3),
    "lo": _block(0xE80, 0xEDF),
    "ko": _block(0xAC00, 0xD7A3),
    "dz": _block(0xF00, 0xFCF),
    "dv": _block(0x780, 0x7BF),
    "si": _block(0xD80, 0xDF4) + _JOINERS,
    **dict.fromkeys(("hi", "ne", "mr"), _block(0x900, 0x963) + _JOINERS),
    **dict.fromkeys(("bn", "as"), _block(0x980, 0x9FF) + _JOINERS),
    "pa": _block(0xA00, 0xA7F),
    "gu": _block(0xA80, 0xAFF),
    "or": _block(0xB00, 0xB7F),
    "ta": _block(0xB80, 0xBFF),
    "te": _block(0xC00, 0xC7F),
    "kn": _block(0xC80, 0xCFF),
    "ml": _block(0xD00, 0xD7F) + _JOINERS,
}
# Their thousands of signs are those of the old standards of each country.
ENCODINGS = {"zh": "gb2312", "zh_Hant": "big5", "ja": "euc_jp"}
# Letters that speak for this language and against a neighbour's that the alphabet lets through.
OWN = {
    "ar": "ةأإؤئ", "uk": "іїєґ", "be": "іў", "kk": "әғқңөұүһі", "ky": "ңөү", "tg": "ғӣқӯҳҷ", "mn": "өү", "sr": "ђћљњ",
    "mk": "ѓќѕ",
}  # fmt: skip
# Endings of Russian and Ukrainian in names of divisions.
_FOREIGN = {"kk": re.compile("ськ|ская область"), "bg": re.compile("ская")}
# Scripts that leave vowels out are short; elsewhere, what is longer has less left out.
_SHORT = frozenset("ar fa ur he zh zh_Hant ja ko am ti my".split())
_UNWRITTEN = frozenset("ar fa ur he".split())
_KEYBOARDS = str.maketrans("يكى", "یکی")  # Persian and Urdu written with Arabic letters
_ABBREVIATED = re.compile(r"[^\W\d_A-Z](?<=[^\W\d_])(?=[А-ЯІЇЄҐ])")
_WEIGHT_OF_ZIPF = 0.12  # a name ten times as common may be so much less like the romanized one
_ZIPF_ENOUGH = 5.0

_SOUNDS = {
    "sch": "S", "shch": "S", "tsch": "C", "tch": "C", "kh": "h", "gh": "h", "zh": "J", "sh": "S", "ch": "C", "dj": "J",
    "th": "t", "dh": "d", "ph": "f", "ts": "c", "tz": "c", "dz": "z", "q": "k", "w": "v", "x": "ks", "j": "J",
}  # fmt: skip
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))


def language_of(entry: Entry) -> str | None:
    """The language that a place's local name is in; None where it lies in several countries or none."""
    return LANGUAGES.get(entry.admin1) or LANGUAGES.get(entry.country) or _official(entry.country)


@cache
def _official(country: str) -> str | None:
    """The official language of the most people; of two alike (Serbian), the one of a script of its own."""
    shares = [
        (info["population_percent"], language in LETTERS, language)
        for language, info in get_territory_language_info(country).items()
        if info["official_status"] in ("official", "de_facto_official")
    ]
    return max(shares)[2] if shares else None


def choose(entry: Entry, language: str) -> str | None:
    """Which of a place's names is the local one; None where none is.

    Of those in the letters of the language, the one that is most like a romanized name of the place, weighed against
    how common it is in texts of the language.
    """
    names = [entry.name, *(name for name, tag in entry.names if not tag & (Tag.DEMONYM | Tag.CODE))]
    candidates = dict.fromkeys(name for raw in names if (name := _cleaned(raw, language)))
    romanized = [name for name in names if fold(name).isascii()]
    usual = [name for name in names[:2] if fold(name).isascii()]
    if not candidates:
        return None
    article = any(fold(name).split(" ")[0] in ARTICLES for name in romanized)

    def score(name: str) -> float:
        sounds = _consonants(_without_article(name, language))
        like_usual = max((normalized_similarity(sounds, _consonants(other)) for other in usual), default=0.0)
        like_any = max((normalized_similarity(sounds, _consonants(other)) for other in romanized), default=0.0)
        letters = _glued(name)
        like_letters = max((normalized_similarity(letters, _glued(other)) for other in usual), default=0.0)
        alike = 0.7 * max(like_usual, 0.8 * like_any) + 0.3 * like_usual + 0.2 * like_letters
        signs = 0.1 * any(letter in OWN.get(language, "") for letter in name.lower())
        signs += 0.15 * (language == "ar" and article and name.startswith("ال"))
        signs += 0.05 * (("-" in name) == ("-" in names[min(1, len(names) - 1)]))
        signs += (-0.004 if language in _SHORT else 0.001) * len(name)
        return alike + signs + _WEIGHT_OF_ZIPF * min(_zipf(name, language), _ZIPF_ENOUGH)

    return max(candidates, key=lambda name: (score(name), name))


def _cleaned(name: str, language: str) -> str | None:
    """A name as the language writes it; None where it can't be one of the language."""
    name = " ".join(unicodedata.normalize("NFC", name).replace("\u200f", "").replace("\u200e", "").split())
    if language in ("fa", "ur"):
        name = name.translate(_KEYBOARDS)
    if language in ENCODINGS:
        return name if _is_ideographic(name, language) else None
    if _ABBREVIATED.search(name) or (language in _FOREIGN and _FOREIGN[language].search(name)):
        return None
    letters = _letters(language)
    written = all(c in letters or c in " -'’־–" for c in name.lower())
    return name if written and any(c.isalpha() for c in name) else None


@cache
def _letters(language: str) -> frozenset[str]:
    return frozenset(LETTERS[language])


def _is_ideographic(name: str, language: str) -> bool:
    kana = ("HIRAGANA", "KATAKANA") if language == "ja" else ()
    signs = [unicodedata.name(c, "") for c in name]
    if not any(sign.startswith("CJK") for sign in signs):
        return False
    if not all(sign.startswith(("CJK", *kana)) for sign in signs):
        return False
    try:
        name.encode(ENCODINGS[language])
    except UnicodeError:
        return False
    return True


def _without_article(name: str, language: str) -> str:
    if language == "ar":
        name = re.sub(r"(?:^|(?<=[ -]))ال(?=..)", "", name)
    if language in _UNWRITTEN:  # letters that stand for vowels, but at the beginning
        name = re.sub(r"(?<=[^ -])[وו]|[הةه](?=$|[ -])", "", name)
    return name


@cache
def _consonants(name: str) -> str:
    """The consonants of a name in any script, each sound written in one way."""
    glued = "".join(word for word in fold(anyascii(name)).split() if word not in ARTICLES)
    sounds = re.sub("[aeiouy]+", "", _SOUND.sub(lambda match: _SOUNDS[match[0]], glued))
    return re.sub(r"(.)(?=\1)", "", sounds)


@cache
def _glued(name: str) -> str:
    return fold(anyascii(name)).replace(" ", "")


_LIKE = {"sr": "sh", "ne": "hi", "zh_Hant": "zh"}  # languages by wordfreq's names
_UNCUT = ("zh", "ja", "ko")  # which wordfreq cuts into words only with further packages


def _zipf(name: str, language: str) -> float:
    """How common a name is in texts of the language, 0..8; 0 where that is not known."""
    language = _LIKE.get(language, language)
    if language not in wordfreq.available_languages("best"):
        return 0.0
    if language in _UNCUT:
        frequency = wordfreq.get_frequency_dict(language).get(name, 0.0)
        return wordfreq.freq_to_zipf(frequency) if frequency else 0.0
    return wordfreq.zipf_frequency(name, language)


def cldr(entries: dict[str, Entry]) -> Iterator[tuple[str, str]]:
    """The local names of countries, and of the cities that time zones are called after."""
    towns: dict[tuple[str, str], Entry] = {}
    for entry in sorted(entries.values(), key=lambda e: e.population):
        if entry.kind == "settlement":
            own_script = language_of(entry) in LETTERS
            known_as = [name for name, tag in entry.names if own_script or tag & Tag.PRIMARY]
            towns.update({(entry.country, fold(name)): entry for name in (entry.name, *known_as)})
        elif entry.kind == "country" and (locale := _locale(language_of(entry))):
            name = locale.territories.get(entry.country, "")
            if name and " - " not in name and "(" not in name and entry.country not in ("HK", "MO"):
                yield entry.id, name
    english = Locale("en").time_zones
    for zone, country in sorted(get_global("zone_territories").items()):
        city = english.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
        town = towns.get((country, fold(city)))
        if town and (locale := _locale(language_of(town))):
            name = locale.time_zones.get(zone, {}).get("city")
            if name and "(" not in name:
                yield town.id, name


def _locale(language: str | None) -> Locale | None:
    try:
        return Locale.parse(language) if language else None
    except UnknownLocaleError:
        return None


def by_rule(entries: dict[str, Entry]) -> Iterator[tuple[str, str]]:
    """The local names of all other places whose language has a script of its own."""
    for entry in entries.values():
        language = language_of(entry)
        if language and (language in LETTERS or language in ENCODINGS) and (name := choose(entry, language)):
            yield entry.id, name


def main() -> None:
    entries = gather(say=print)
    with open(DATA / "sources" / "local_names.csv", encoding="utf-8", newline="") as file:
        ours = {row["id"]: row["local"] for row in csv.DictReader(file)}
    names = dict(by_rule(entries)) | dict(cldr(entries)) | ours

    def plain(name: str) -> str:
        return name.replace("’", "'")

    kept = {id_: name for id_, name in names.items() if id_ in entries and plain(name) != plain(entries[id_].name)}
    write(PATH, kept)
    print(f"{PATH.name}: {len(kept):,} names, {PATH.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
