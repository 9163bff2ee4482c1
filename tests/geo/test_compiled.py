"""The compiled file: what goes in comes out, and what is damaged says so."""

from pathlib import Path

import numpy as np
import pytest

from geo.compiled import Entry, Tag, keys, read, write
from geo.errors import GazetteerDamaged, GazetteerMissing
from geo.gazetteer import Gazetteer

DARAA = Entry(
    id="geonames:170905", name="Dar‘ā", kind="settlement", lat=32.61889, lon=36.10213, country="SY", admin1="SY.06",
    population=97_969, feature="PPL", source="GeoNames", names=(("درعا", Tag.ALTERNATE),), romanized=True,
)  # fmt: skip
GOLAN = Entry(id="dateline:golan", name="Golan Heights", kind="region", lat=33.0, lon=35.75, radius_km=32.0)
SYRIA = Entry(
    id="geonames:163843", name="Syria", kind="country", lat=35.0, lon=38.0, country="SY",
    names=(("Syrians", Tag.DEMONYM), ("S.A.R.", Tag.ABBREVIATION), ("SYR", Tag.CODE)),
)  # fmt: skip


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    path = tmp_path / "small.npz"
    write(path, [GOLAN, DARAA, SYRIA], about={"made": "here"})
    return path


def test_a_place_comes_out_as_it_went_in(compiled: Path) -> None:
    gazetteer = Gazetteer.open(compiled, additions=compiled.parent / "none")
    (daraa,) = gazetteer.find("Dar'a")
    assert (daraa.id, daraa.name, daraa.kind) == ("geonames:170905", "Dar‘ā", "settlement")
    assert (daraa.point.lat, daraa.point.lon) == (32.61889, 36.10213)
    assert (daraa.country_code, daraa.admin1, daraa.population, daraa.source) == ("SY", "SY.06", 97_969, "GeoNames")
    (golan,) = gazetteer.find("golan heights")
    assert (golan.id, golan.radius_km, golan.country_code) == ("dateline:golan", 32.0, "")
    assert gazetteer.by_id("dateline:golan") == golan
    assert gazetteer.by_id("geonames:163843") == gazetteer.find("Syria")[0]
    assert gazetteer.by_id("geonames:1") is None
    assert len(gazetteer) == 3
    assert gazetteer.about == [{"made": "here", "places": 3, "names": len(read(compiled).trie)}]


def test_each_kind_of_name_has_its_own_key() -> None:
    assert keys(SYRIA) == {
        "syria": Tag.PRIMARY, "syrians": Tag.DEMONYM, "SAR": Tag.ABBREVIATION, "SYR": Tag.CODE,
    }  # fmt: skip
    assert keys(DARAA) == {"dara": Tag.PRIMARY, "~adr dara dara": Tag.SOUND, "درعا": Tag.ALTERNATE}


def test_many_places_of_one_name_come_most_populous_first(tmp_path: Path) -> None:
    towns = [
        Entry(id=f"geonames:{i}", name="Springfield", kind="settlement", lat=i, lon=0, population=i) for i in range(9)
    ]
    write(tmp_path / "many.npz", towns, about={})
    found = Gazetteer.open(tmp_path / "many.npz", additions=tmp_path / "none").under("springfield", most=4)
    assert [candidate.place.population for candidate in found] == [8, 7, 6, 5]


def test_the_same_entries_compile_to_the_same_bytes(compiled: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.npz"
    write(again, [SYRIA, GOLAN, DARAA], about={"made": "here"})
    assert again.read_bytes() == compiled.read_bytes()


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(GazetteerMissing, match="no such gazetteer file"):
        read(tmp_path / "none.npz")


@pytest.mark.parametrize("keep", [0, 10, 500, -1])
def test_a_cut_file_says_so(compiled: Path, keep: int) -> None:
    compiled.write_bytes(compiled.read_bytes()[:keep])
    with pytest.raises(GazetteerDamaged, match="damaged"):
        read(compiled)


def test_a_flipped_byte_says_so(compiled: Path) -> None:
    content = bytearray(compiled.read_bytes())
    content[content.index(b"golan heights"[:5]) if b"golan" in content else len(content) // 3] ^= 0xFF
    compiled.write_bytes(bytes(content))
    with pytest.raises(GazetteerDamaged):
        read(compiled)


def test_another_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "text.npz").write_text("not a gazetteer")
    with pytest.raises(GazetteerDamaged, match="not a gazetteer"):
        read(tmp_path / "text.npz")


def test_an_archive_without_the_columns_says_so(tmp_path: Path) -> None:
    for meta in ('{"format": 1}', "[]", "nonsense"):
        np.savez(tmp_path / "other.npz", meta=np.frombuffer(meta.encode(), np.uint8))
        with pytest.raises(GazetteerDamaged):
            read(tmp_path / "other.npz")


def test_a_failed_write_leaves_what_was_there(compiled: Path) -> None:
    before = compiled.read_bytes()
    broken = Entry(id="geonames:not-a-number", name="X", kind="site", lat=0, lon=0)
    with pytest.raises(ValueError, match="not-a-number"):
        write(compiled, [broken], about={})
    assert compiled.read_bytes() == before
    assert [file.name for file in compiled.parent.iterdir()] == [compiled.name]
