"""`python -m geo`: the shape of its output, its errors and its exit status."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.output import FIELDS

ROOT = Path(__file__).parent.parent.parent
TEXT = "Shelling hit Nawa, Syria, and the village of Xanadwal, Moscow-brokered deals or not."


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def test_jsonl_is_the_shape_that_others_rely_on(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "locate", "--text", TEXT, "--format", "jsonl")
    assert (status, err) == (0, "")
    rows = [json.loads(line) for line in out.splitlines()]
    assert all(tuple(row) == FIELDS for row in rows)
    assert FIELDS == (
        "article_id", "start", "end", "text", "role", "relation", "place_id", "name", "kind", "country_code", "lat",
        "lon", "confidence", "reason",
    )  # fmt: skip
    assert all(TEXT[row["start"] : row["end"]] == row["text"] for row in rows)
    nawa, syria, xanadwal, moscow = rows
    assert (nawa["place_id"], nawa["country_code"], nawa["role"]) == ("geonames:166365", "SY", "literal")
    assert [xanadwal[key] for key in ("place_id", "name", "kind", "country_code", "lat", "lon")] == [None] * 6
    assert moscow["role"] == "associative"
    assert syria["kind"] == "country"


def test_csv_and_geojson_hold_the_same_mentions(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(line) for line in run(capsys, "locate", "--text", TEXT, "--format", "jsonl")[1].splitlines()]
    table = list(csv.DictReader(io.StringIO(run(capsys, "locate", "--text", TEXT, "--format", "csv")[1])))
    assert [row["text"] for row in table] == [row["text"] for row in rows]
    assert [row["lat"] for row in table] == ["" if row["lat"] is None else str(row["lat"]) for row in rows]
    collection = json.loads(run(capsys, "locate", "--text", TEXT, "--format", "geojson")[1])
    assert collection["type"] == "FeatureCollection"
    for feature, row in zip(collection["features"], rows, strict=True):
        point = None if row["lat"] is None else {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
        assert feature["geometry"] == point
        assert feature["properties"] == {key: value for key, value in row.items() if key not in ("lat", "lon")}


def test_a_relation_has_its_words_in_a_table_and_its_area_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    text = "A mine exploded 10 km south of Daraa, in southern Syria, by the Syrian-Jordanian border."

    def printed(form: str) -> str:
        return run(capsys, "locate", "--text", text, "--format", form)[1]

    daraa, syria, syrian, _ = (json.loads(line)["relation"] for line in printed("jsonl").splitlines())
    assert list(daraa) == ["words", "kind", "direction", "distance_km", "area"]
    assert (daraa["words"], daraa["direction"], daraa["distance_km"]) == ("10 km south of Daraa", "south", 10.0)
    lon, lat = daraa["area"]["coordinates"]
    assert (daraa["area"]["type"], round(lon, 1), round(lat, 1)) == ("Point", 36.1, 32.5)
    assert (syria["area"]["type"], syria["area"]["radius_km"]) == ("MultiPolygon", 0)
    assert (syrian["area"]["type"], syrian["area"]["radius_km"]) == ("MultiLineString", 10)
    rows = list(csv.DictReader(io.StringIO(printed("csv"))))
    assert [row["relation"] for row in rows[:2]] == ["10 km south of Daraa", "southern Syria"]
    assert "  10 km south of Daraa  " in printed("table")
    assert json.loads(printed("geojson"))["features"][0]["properties"]["relation"] == daraa


def test_an_empty_result_is_still_valid(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run(capsys, "locate", "--text", "nothing here", "--format", "geojson")[1])["features"] == []
    assert run(capsys, "locate", "--text", "nothing here", "--format", "csv")[1].strip() == ",".join(FIELDS)
    assert run(capsys, "locate", "--text", "nothing here", "--format", "jsonl")[1] == ""


def test_csv_runs_no_formula_and_the_table_steers_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for id_ in ('=HYPERLINK("http://x")', "\x1b[31mred"):
        (tmp_path / "a.jsonl").write_text(json.dumps({"id": id_, "text": "Daraa"}), encoding="utf-8")
        (row,) = csv.DictReader(io.StringIO(run(capsys, "locate", str(tmp_path / "a.jsonl"), "--format", "csv")[1]))
        assert not row["article_id"].startswith("=")
        assert "\x1b" not in run(capsys, "locate", str(tmp_path / "a.jsonl"))[1]


def test_bad_input_is_named_and_the_rest_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Daraa"}\n{broken\n{"text": "Idlib"}\n', encoding="utf-8")
    (tmp_path / "b.txt").write_text("Nawa", encoding="utf-8")
    status, out, err = run(
        capsys, "locate", str(tmp_path / "a.jsonl"), str(tmp_path), str(tmp_path / "b.txt"), "--format", "jsonl"
    )
    assert status == 1
    assert [json.loads(line)["text"] for line in out.splitlines()] == ["Daraa", "Idlib", "Nawa"]
    first, second = err.splitlines()
    assert first.startswith(f"{tmp_path / 'a.jsonl'}:2: not JSON")
    assert second.startswith(f"{tmp_path}: neither")


@pytest.mark.parametrize(
    "arguments", [["locate"], ["locate", "--format", "xml", "--text", "a"], ["locate", "--nonsense"], ["nonsense"], []]
)
def test_a_wrong_option_exits_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_blank_text_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "locate", "--text", "  ") == (1, "", "--text: empty text\n")


def test_a_damaged_addition_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    (tmp_path / "gazetteer").mkdir()
    (tmp_path / "gazetteer" / "SY.npz").write_bytes(b"nonsense")
    status, out, err = run(capsys, "locate", "--text", "Daraa")
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert "SY.npz: not a gazetteer, or damaged" in err


def test_add_info_and_find(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.geo.test_geonames import TABLE

    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    (tmp_path / "SY.txt").write_text(TABLE, encoding="utf-8")
    status, out, _ = run(capsys, "gazetteer", "add", str(tmp_path / "SY.txt"))
    assert status == 0
    assert str(tmp_path / "gazetteer" / "SY.npz") in out
    _, out, _ = run(capsys, "gazetteer", "info")
    assert out.splitlines()[1].startswith(f"{tmp_path / 'gazetteer' / 'SY.npz'}: 5 places")
    assert "geonames:900000001" in run(capsys, "gazetteer", "find", "Oum", "al-Louz")[1]
    assert run(capsys, "gazetteer", "find", "Xyzzyville")[1] == "no place of this name\n"
    status, _, err = run(capsys, "gazetteer", "add", str(tmp_path / "none.txt"))
    assert status == 1
    assert "no such file" in err


def test_online_failures_are_lines_and_not_traces(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "locate", "--text", "Daraa", "--online", "nosuchservice")
    assert (status, out) == (1, "")
    assert err.startswith("--online nosuchservice: ")


def _process(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "geo", *arguments], cwd=ROOT, capture_output=True, check=False, **options
    )  # type: ignore[call-overload]


def test_as_a_process_it_reads_standard_input_and_writes_utf8() -> None:
    texts = ("قصف درعا أمس.", "Shelling hit Dar‘ā overnight.")
    lines = "\n".join(json.dumps({"id": text, "text": text}, ensure_ascii=False) for text in texts).encode()
    done = _process("locate", "-", "--format", "jsonl", input=lines, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 0
    rows = [json.loads(row) for row in done.stdout.decode("utf-8").splitlines()]
    assert [(row["text"], row["place_id"]) for row in rows] == [
        ("درعا", "geonames:170905"),
        ("Dar‘ā", "geonames:170905"),
    ]


def test_text_that_is_no_unicode_is_one_line() -> None:
    done = _process("locate", "--text", b"Daraa \xff".decode("utf-8", "surrogateescape"))
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"not Unicode" in done.stderr
    assert b"Dar" in done.stdout


def test_an_option_that_is_no_unicode_is_a_wrong_option() -> None:
    done = _process("locate", "--text", "Daraa", b"--\xff".decode("utf-8", "surrogateescape"))
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"'{sys.executable}' -m geo locate data/articles.jsonl --format jsonl | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert done.stderr == b""
    assert json.loads(done.stdout)["article_id"].startswith("sample/")
