"""The forms of names in other languages than English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.languages import OTHERS
from geo.morphology import Base, bases
from geo.names import fold_word

SCRIPTS = "ابتدمنوهيةلكفسشق" + "אבדהוילמנכשתםן" + "абвегиклмнорстуыьяіїє" + "abdeilmnorstuzşığéüñß" + "'’\u0640\u064b"


def _named(word: str, language: str, *, use: str = "name") -> dict[str, Base]:
    return {base.name: base for base in bases(word, language) if base.use == use}


@pytest.mark.parametrize(
    ("word", "language", "name", "left", "right"),
    [
        ("بدمشق", "ar", "دمشق", 1, 0),
        ("وبحلب", "ar", "حلب", 2, 0),
        ("بِدمشق", "ar", "دمشق", 2, 0),
        ("للعراق", "ar", "العراق", 2, 0),
        ("والقاهرة", "ar", "القاهره", 1, 0),
        ("ובירושלים", "he", "ירושלים", 2, 0),
        ("בגליל", "he", "הגליל", 1, 0),
        ("Suriye'nin", "tr", "suriye", 0, 4),
        ("İdlib’de", "tr", "idlib", 0, 3),
        ("Suriyede", "tr", "suriye", 0, 0),
        ("Москвой", "ru", "москва", 0, 0),
        ("Сирии", "ru", "сирия", 0, 0),
        ("Египта", "ru", "египет", 0, 0),
        ("Киева", "uk", "киів", 0, 0),
        ("Києві", "uk", "киів", 0, 0),
        ("Авдіївці", "uk", "авдіівка", 0, 0),
        ("Білоруссю", "uk", "білорусь", 0, 0),
        ("d'Alep", "fr", "alep", 2, 0),
        ("qu’Israël", "fr", "israel", 3, 0),
        ("Syriens", "de", "syrien", 0, 0),
    ],
)
def test_a_form_gives_its_name(word: str, language: str, name: str, left: int, right: int) -> None:
    found = _named(word, language)[name]
    assert (found.left, found.right) == (left, right)


@pytest.mark.parametrize(
    ("word", "language", "name"),
    [
        ("السورية", "ar", "سوريا"),
        ("والعراقيين", "ar", "العراق"),
        ("הסורים", "he", "סוריה"),
        ("הלבנונית", "he", "לבנון"),
        ("سوری", "fa", "سوريه"),
        ("Suriyeliler", "tr", "suriye"),
        ("сирийские", "ru", "сирия"),
        ("иракской", "ru", "ирак"),
        ("сирійського", "uk", "сирія"),
        ("syriennes", "fr", "syrie"),
        ("colombianos", "es", "colombia"),
        ("irakische", "de", "irak"),
    ],
)
def test_an_adjective_gives_its_country(word: str, language: str, name: str) -> None:
    assert name in _named(word, language, use="demonym")


def test_a_turkish_ending_is_in_harmony() -> None:
    assert "halep" not in _named("Halepta", "tr")
    assert "halep" in _named("Halepte", "tr")


@given(st.text(alphabet=SCRIPTS, max_size=14) | st.text(max_size=14), st.sampled_from(sorted(OTHERS)))
def test_what_comes_off_leaves_something(word: str, language: str) -> None:
    found = bases(word, language)
    assert len(set(found)) == len(found)
    assert found == bases(word, language)
    if fold_word(word):
        assert found[0] == Base(fold_word(word))
    for base in found:
        assert base.name
        assert base.left >= 0
        assert base.right >= 0
        assert base.left + base.right < len(word)
