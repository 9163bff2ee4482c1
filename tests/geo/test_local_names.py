"""Local names: the shipped file against the gold list, and the form of the file."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from geo import Place, Point
from geo.errors import GazetteerDamaged, GazetteerMissing
from geo.gazetteer import Gazetteer
from geo.local_names import PATH, local_name, read, write

ROOT = Path(__file__).parent.parent
GOLD = list(csv.DictReader((ROOT / "gold" / "local_names.csv").read_text(encoding="utf-8").splitlines()))
DARAA = Place("geonames:170905", "Daraa", "settlement", "SY", "SY.06", Point(lat=32.6, lon=36.1), 0, "GeoNames")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open(additions=Path("no such folder"))


@pytest.mark.parametrize("row", GOLD, ids=lambda row: f"{row['place']}, {row['country']}")
def test_the_gold_names_are_right(row: dict[str, str]) -> None:
    assert local_name(replace(DARAA, id=row["id"])) in row["local"].split("|")


def test_the_gold_list_names_places_of_the_gazetteer_once(gazetteer: Gazetteer) -> None:
    assert len({row["id"] for row in GOLD}) == len(GOLD) >= 300
    numbers = {int(number) for number in gazetteer.columns.geonames.tolist()}
    assert all(int(row["id"].removeprefix("geonames:")) in numbers for row in GOLD if row["id"].startswith("geonames:"))


@pytest.mark.parametrize(
    ("country", "share"),
    [("SY", 0.95), ("IQ", 0.9), ("PS", 0.88), ("LB", 0.8), ("IL", 0.95), ("YE", 0.9), ("IR", 0.95), ("UA", 0.98),
     ("RU", 0.98), ("AF", 0.95), ("GE", 0.9), ("AM", 0.95), ("KZ", 0.95), ("EG", 0.8), ("LY", 0.75), ("MM", 0.55),
     ("SD", 0.4)],
)  # fmt: skip
def test_so_many_settlements_have_one(gazetteer: Gazetteer, country: str, share: float) -> None:
    columns = gazetteer.columns
    settlements = [
        number
        for number in (columns.country == columns.country_numbers[country]).nonzero()[0].tolist()
        if gazetteer.candidate(number, 0).place.kind == "settlement"
    ]
    named = sum(local_name(gazetteer.candidate(number, 0).place) is not None for number in settlements)
    assert named / len(settlements) >= share


@pytest.mark.parametrize(
    "id_",
    [
        "geonames:1",
        "geonames:999999999999",
        "geonames:",
        "geonames:-5",
        "geonames:١٧٠٩٠٥",  # a number, but no id
        "geonames:" + "9" * 5000,
        "airport:OSDZ",
        "dateline:golan-heights",  # lies in two countries
        "",
        "170905",
    ],
)
def test_what_has_none_has_none(id_: str) -> None:
    assert local_name(replace(DARAA, id=id_)) is None


def test_a_file_holds_what_was_written(tmp_path: Path) -> None:
    names = {"geonames:7": "درعا", "geonames:5": "Київ", "dateline:x": "北京", "geonames:4294967295": "א"}
    write(tmp_path / "names.npz", names)
    read_back = read(tmp_path / "names.npz")
    assert len(read_back) == 4
    assert {id_: read_back.get(id_) for id_ in names} == names
    assert read_back.get("geonames:6") is None
    write(tmp_path / "again.npz", dict(reversed(names.items())))
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "names.npz").read_bytes()


def test_a_missing_or_damaged_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(GazetteerMissing, match="no such file"):
        read(tmp_path / "none.npz")
    for content in (b"", b"PK\x03\x04 cut off", PATH.read_bytes()[:5000]):
        (tmp_path / "bad.npz").write_bytes(content)
        with pytest.raises(GazetteerDamaged):
            read(tmp_path / "bad.npz")
    (tmp_path / "other.npz").write_bytes((PATH.parent / "model.npz").read_bytes())
    with pytest.raises(GazetteerDamaged):
        read(tmp_path / "other.npz")


def test_it_is_small() -> None:
    assert PATH.stat().st_size < 500_000
