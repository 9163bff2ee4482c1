"""Country files: fetched whole or not at all, read line by line, and looked up beside the shipped gazetteer."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tqdm import tqdm

from geo import Article, DownloadError, Gazetteer, InputError, locate
from geo.geonames import add, fetch, read
from tests.servers import Answer, Server, serve

ROWS = [
    # id, name, ASCII name, other names, lat, lon, class, code, country, admin1, population
    ("900000001", "Umm al Lawz", "Umm al Lawz", "Om Ellouz,أم اللوز", "32.9", "36.2", "P", "PPL", "SY", "06", "120"),
    ("900000002", "Tall al Qamh", "Tall al Qamh", "Tell el-Qamh", "32.95", "36.1", "T", "HLL", "SY", "06", "0"),
    ("900000003", "Bi’r Zahrah", "Bi'r Zahrah", "", "33.1", "36.5", "H", "WLL", "SY", "06", ""),
    ("900000004", "Ma‘bar an Najm", "Ma`bar an Najm", "Najm Crossing", "32.55", "36.2", "S", "PSTB", "SY", "06", "0"),
    ("900000005", "Muḩāfaz̧at Ḩūlah", "Muhafazat Hulah", "", "33.0", "36.0", "A", "ADM1", "SY", "99", "5000"),
    ("900000006", "Some Road", "Some Road", "", "33.0", "36.0", "R", "RD", "SY", "06", "0"),
]


def line(*row: str) -> str:
    """A line in GeoNames' layout, whose further columns are empty or do not matter."""
    *head, country, admin1, population = row
    return "\t".join([*head, country, "", admin1, "", "", "", population, "", "", "Asia/Damascus", "2026-01-01"])


TABLE = "\n".join(line(*row) for row in ROWS) + "\n"


def archive(table: str = TABLE, member: str = "SY.txt") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("readme.txt", "about")
        file.writestr(member, table)
    return packed.getvalue()


def silent(**options: object) -> tqdm:  # type: ignore[type-arg]
    return tqdm(**{**options, "disable": True})


def ignore(problem: InputError) -> None:
    raise AssertionError(problem)


def _changed(packed: bytes, mark: bytes, behind: int, value: int) -> bytes:
    """With another byte at a place of one of the tables of a zip file."""
    at = packed.rindex(mark) + behind
    return packed[:at] + bytes([value]) + packed[at + 1 :]


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(Answer(body=archive(), headers={"Last-Modified": "Sat, 21 Nov 2026 02:00:00 GMT"})) as running:
        yield running


def test_a_file_from_disk_is_looked_up_beside_the_shipped_gazetteer(tmp_path: Path) -> None:
    (tmp_path / "SY.txt").write_text(TABLE, encoding="utf-8")
    add(str(tmp_path / "SY.txt"), tmp_path / "added", progress=silent, on_problem=ignore)
    gazetteer = Gazetteer.open(additions=tmp_path / "added")
    for name, id_, kind in [
        ("Umm al-Lawz", 900000001, "settlement"),
        ("Om Ellouz", 900000001, "settlement"),
        ("أم اللوز", 900000001, "settlement"),
        ("Oum al-Louz", 900000001, "settlement"),
        ("Tell el-Qamh", 900000002, "mountain"),
        ("Najm Crossing", 900000004, "site"),
        ("Hulah province", 900000005, "admin1"),
        ("Damascus", 170654, "settlement"),
    ]:
        (first, *_) = gazetteer.find(name)
        assert (first.id, first.kind) == (f"geonames:{id_}", kind), name
    assert gazetteer.find("Some Road") == []
    village, syria = locate(Article("a", "They fled the village of Oum al-Louz in Syria."), gazetteer=gazetteer)
    assert village.place is not None
    assert village.place.id == "geonames:900000001"
    assert syria.place is not None


def test_a_line_that_is_no_text_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "SY.txt").write_bytes(b"\xff\xfe\n" + TABLE.encode())
    problems: list[InputError] = []
    assert len(list(read(tmp_path / "SY.txt", on_problem=problems.append))) == 5
    assert len(problems) == 1


def test_an_added_district_takes_nothing_from_its_province(tmp_path: Path) -> None:
    row = line(
        "900000009", "Mintaqat Dar‘a", "Mintaqat Dar`a", "Daraa", "32.66", "36.14", "A", "ADM2", "SY", "06", "428681"
    )
    (tmp_path / "SY.txt").write_text(row, encoding="utf-8")
    add(str(tmp_path / "SY.txt"), tmp_path / "added", progress=silent, on_problem=ignore)
    gazetteer = Gazetteer.open(additions=tmp_path / "added")
    (daraa, _) = locate(Article("a", "Fighting spread in Daraa province, in Syria."), gazetteer=gazetteer)
    assert daraa.place is not None
    assert daraa.place.id == "geonames:170903"


def test_a_place_of_the_shipped_gazetteer_is_not_doubled(tmp_path: Path) -> None:
    row = line("170654", "Damascus", "Damascus", "", "33.5102", "36.29128", "P", "PPLC", "SY", "13", "1569394")
    (tmp_path / "SY.txt").write_text(row, encoding="utf-8")
    add(str(tmp_path / "SY.txt"), tmp_path / "added", progress=silent, on_problem=ignore)
    found = Gazetteer.open(additions=tmp_path / "added").find("Damascus")
    assert [place.id for place in found].count("geonames:170654") == 1


def test_a_country_is_fetched_once_and_again_only_when_it_changed(server: Server, tmp_path: Path) -> None:
    address = server.address + "/{country}.zip"
    first = fetch("SY", progress=silent, address=address, cache=tmp_path)
    assert first.read_text(encoding="utf-8") == TABLE
    path, headers = server.requests[0]
    assert path == "/SY.zip"
    assert "Dateline" in headers["User-Agent"]
    server.answer = Answer(status=304)
    assert fetch("SY", progress=silent, address=address, cache=tmp_path) == first
    assert server.requests[1][1]["If-Modified-Since"] == "Sat, 21 Nov 2026 02:00:00 GMT"
    server.answer = Answer(body=archive(TABLE * 2))
    assert fetch("SY", progress=silent, address=address, cache=tmp_path).read_text(encoding="utf-8") == TABLE * 2


def test_adding_a_country_by_its_letters(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_GEONAMES", server.address + "/{country}.zip")
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    addition = add("sy", tmp_path / "added", progress=silent, on_problem=ignore)
    assert addition.name == "SY.npz"
    assert len(Gazetteer.open(addition, additions=tmp_path / "none")) == 5


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(status=404), "no such country"),
        (Answer(status=503), "HTTP 503"),
        (Answer(body=b"<html>maintenance</html>"), "no country file"),
        (Answer(body=archive(member="XX.txt")), "no country file"),
        (Answer(body=archive()[:200]), "no country file"),
        (Answer(body=_changed(archive(), b"PK\x01\x02", 8, 0x01)), "no country file"),  # as if it were encrypted
        (Answer(body=_changed(archive(), b"PK\x01\x02", 10, 0x7F)), "no country file"),  # packed in an unknown way
        (
            Answer(body=_changed(_changed(archive(), b"PK\x01\x02", 9, 0x08), b"PK\x01\x02", 46, 0xFF)),
            "no country file",
        ),
        (Answer(body=_changed(archive(), b"PK\x05\x06", 18, 0x7F)), "no country file"),  # outside of itself
        (Answer(body=archive(), length=10_000_000), "cut off"),
    ],
)
def test_a_failed_fetch_says_why_and_keeps_what_was_there(
    server: Server, tmp_path: Path, answer: Answer, why: str
) -> None:
    address = server.address + "/{country}.zip"
    before = fetch("SY", progress=silent, address=address, cache=tmp_path).read_bytes()
    server.answer = answer
    with pytest.raises(DownloadError, match=why):
        fetch("SY", progress=silent, address=address, cache=tmp_path)
    assert (tmp_path / "SY.txt").read_bytes() == before
    assert not [path.name for path in tmp_path.iterdir() if path.suffix not in (".txt", ".zip", ".modified")]


def test_no_server_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="refused"):
        fetch("SY", progress=silent, address="http://127.0.0.1:9/{country}.zip", cache=tmp_path)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("too\tfew", "2 columns"),
        (line("x1", "A", "A", "", "1", "1", "P", "PPL", "SY", "", "0"), "no number"),
        (line("²", "A", "A", "", "1", "1", "P", "PPL", "SY", "", "0"), "no number"),
        (line(str(2**33), "A", "A", "", "1", "1", "P", "PPL", "SY", "", "0"), "no number"),
        (line("1", "A", "A", "", "north", "1", "P", "PPL", "SY", "", "0"), "could not convert"),
        (line("1", "A", "A", "", "91", "1", "P", "PPL", "SY", "", "0"), "not on Earth"),
        (line("1", "A", "A", "", "nan", "1", "P", "PPL", "SY", "", "0"), "not on Earth"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path, bad: str, why: str) -> None:
    (tmp_path / "SY.txt").write_text(f"{bad}\n{TABLE}", encoding="utf-8")
    problems: list[InputError] = []
    assert len(list(read(tmp_path / "SY.txt", on_problem=problems.append))) == 5
    assert len(problems) == 1
    assert ":1: " in str(problems[0])
    assert why in str(problems[0])


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"id,name\n1,Nawa\n"])
def test_another_file_is_no_country(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "SY.txt").write_bytes(content)
    with pytest.raises(InputError):
        add(str(tmp_path / "SY.txt"), tmp_path / "added", progress=silent, on_problem=lambda _: None)
    assert not (tmp_path / "added").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        add(str(tmp_path / "none.txt"), tmp_path / "added", progress=silent, on_problem=ignore)
