"""A romanized name is found however it is spelled; what is another name is not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Article, locate
from geo.compiled import Entry, Tag, write
from geo.gazetteer import Gazetteer
from geo.names import ROMANIZED, romanization
from geo.spelling import least_similarity, similarity

# Villages and towns as GeoNames writes them, with spellings that are met in reports.
SPELLINGS = {
    "SY": {
        "Muzayrīb": "Muzeireeb, Mzerib, Al Mzeireb",
        "Kafr Zaytā": "Kafr Zita, KafrZitta, Kafarzeita, Kfar Zeta",
        "Ash Shaykh Miskīn": "Sheikh Meskin, Cheikh Miskine, Al-Shaykh Meskeen",
        "Khān Shaykhūn": "Khan Shekhon, Khan Sheikhoun, Khan-Shaykhun",
        "Kafr Nabūdah": "Kafr Nabuda, Kafarnabouda, Kfar Nabouda",
        "Bdāmā": "Bedama, Badama",
        "Mişmişān": "Mesmesan, Mismisan",
        "Abū Kamāl": "Albukamal, al-Bokamal, Abo Kamal, Albou Kamal",
        "Dayr az Zawr": "Deir ez-Zor, Deir Ezzor, Der-Ezor, DerEzzor",
        "Abū az̧ Z̧uhūr": "Abu al-Duhur, Abo Dhuhour",
        "Qal‘at al Maḑīq": "Qal’aat al-Madiq, Kalaat Madik",
        "Ma‘arrat an Nu‘mān": "Maarat al-Numan, Maaret Noman, Ma’erat Al-No’man",
    },
    "YE": {"Al Ḩudaydah": "Hodeidah, Hudayda, Al Hodeida", "Zinjibār": "Zinjubar, Zengibar"},
    "IR": {"Ghazvīn": "Qazvin, Kazvin", "Darreh Shahr": "Darra Shahr, Dareh-Shahr"},
    "ET": {"Mek’elē": "Mekelle, Meqele", "Ādīgrat": "Adigrat, Addigrat"},
    "UA": {
        "Avdiyivka": "Avdiivka, Avdeevka, Avdeyevka, Awdijiwka",
        "Hlukhiv": "Glukhov, Hlukhov",
        "Zaporizhzhya": "Zaporizhzhia, Zaporozhye, Zaporizhia",
        "Bohorodychne": "Bogorodichne, Bogorodychnoye",
    },
    "RU": {"Belgorodskiy": "Belgorodsky, Belgorodskij"},
    "MM": {"Myitkyina": "Myitkyinar, Myitgyina", "Hpakant": "Phakant, Pakant"},
}


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    folder: Path = tmp_path_factory.mktemp("spelling")
    entries = [
        Entry(id=f"test:{code}.{name}", name=name, kind="settlement", lat=1, lon=1, country=code, romanized=True)
        for code, names in SPELLINGS.items()
        for name in names
    ]
    write(folder / "villages.npz", entries, about={})
    return Gazetteer.open(folder / "villages.npz", additions=folder / "none")


@pytest.mark.parametrize(
    ("name", "spelling"),
    [(name, s) for names in SPELLINGS.values() for name, spellings in names.items() for s in spellings.split(", ")],
)
def test_a_village_is_found_however_it_is_spelled(gazetteer: Gazetteer, name: str, spelling: str) -> None:
    assert [candidate.place.name for candidate in gazetteer.by_sound(spelling)] == [name]


@pytest.mark.parametrize("other", ["Kafr Nabl", "Khan Tuman", "Damascus", "Madaya", "Zabadani", "M. Zarb", "Zawr", "a"])
def test_another_name_is_not(gazetteer: Gazetteer, other: str) -> None:
    assert gazetteer.by_sound(other) == []


def test_the_most_alike_comes_first(tmp_path: Path) -> None:
    entries = [
        Entry(id=f"test:{name}", name=name, kind="settlement", lat=1, lon=1, country="SY", romanized=True)
        for name in ("Sarāqib", "Sarāqīb", "Saraqab", "Siraqubu")
    ]
    write(tmp_path / "alike.npz", entries, about={})
    ranked = Gazetteer.open(tmp_path / "alike.npz", additions=tmp_path / "none").by_sound("Saraqib")
    assert [candidate.place.name for candidate in ranked] == ["Sarāqib", "Sarāqīb"]
    assert ranked[0].tag & Tag.PRIMARY  # but for its accents it is written so


def test_a_country_whose_file_was_added_needs_no_naming(tmp_path: Path) -> None:
    village = Entry(id="test:1", name="Mishmishān", kind="settlement", lat=35.5, lon=36.4, country="SY", romanized=True)
    write(tmp_path / "SY.npz", [village], about={})
    places = Gazetteer.open(additions=tmp_path)
    assert [places.candidate(number, 1).place.name for number in places.home] == ["Syria"]
    (placement,) = locate(Article("a", "Shells hit Meshmeshan and its surroundings."), gazetteer=places)
    assert placement.place is not None
    assert placement.place.id == "test:1"


def test_a_place_that_an_addition_holds_again_is_one(tmp_path: Path) -> None:
    again = Entry(id="geonames:170654", name="Dimashq", kind="settlement", lat=33.5, lon=36.3, country="SY")
    write(tmp_path / "SY.npz", [again], about={})
    places = Gazetteer.open(additions=tmp_path)
    ids = [candidate.place.id for candidate in places.candidates("Dimashq")]
    assert ids.count("geonames:170654") == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Al Muzayrīb", "Muzeireeb"), ("Ar Raqqah", "al-Rakka"), ("As-Suwayda", "Sweida")]
)
def test_spellings_of_one_name_are_alike(one: str, other: str) -> None:
    assert similarity(one, other) >= least_similarity(romanization(one) or "")


@pytest.mark.parametrize(("one", "other"), [("Putin", "Butayn"), ("Hama", "Homs"), ("Daraa", "Dura")])
def test_other_names_are_not(one: str, other: str) -> None:
    assert similarity(one, other) < least_similarity(romanization(one) or "")


@given(st.text(), st.text())
def test_likeness_is_a_share_and_goes_both_ways(one: str, other: str) -> None:
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
    assert similarity(one, one) == 1


@given(st.text())
def test_any_text_has_a_key_or_none(text: str) -> None:
    for script in ROMANIZED.values():
        key = romanization(text, script)
        assert key is None or (key.startswith("~") and len(key) >= 4 and " " not in key)
