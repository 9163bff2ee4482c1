"""The command `python -m news`, from taking articles in to giving them out again."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.corpora import read_corpus
from news.__main__ import main
from news.archive import Archive
from tests.servers import Answer, serve

ROOT = Path(__file__).parent.parent.parent
REPORTS = [
    {
        "id": "nawa",
        "title": "Shelling hits Nawa",
        "text": "Shelling hit Nawa in Syria on Tuesday and killed six people, residents said.",
        "source": "Hauran Post",
        "published": "2018-07-18",
    },
    {
        "id": "nawa-too",
        "title": "Six killed as shells hit Nawa",
        "text": "Shelling hit Nawa in Syria on Tuesday and killed six people, residents said on Wednesday.",
        "source": "Levant Wire",
        "published": "2018-07-18",
    },
    {"id": "idlib", "text": "Moscow-brokered buses reached Idlib last week.", "published": "2018-07-23"},
    {"id": "undated", "text": "A bridge near Raqqa was repaired."},
]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on an archive of this test's own; exit status, output, errors."""
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))

    def command(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


@pytest.fixture
def reports(tmp_path: Path) -> str:
    path = tmp_path / "reports.jsonl"
    path.write_text("\n".join(map(json.dumps, REPORTS)), encoding="utf-8")
    return str(path)


@pytest.fixture
def filled(run: Run, reports: str) -> Run:
    assert run("add", reports)[0] == 0
    return run


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_what_is_added_is_there_once(run: Run, reports: str) -> None:
    assert run("add", reports)[1].endswith("4 new\n")
    assert run("add", reports)[1].endswith("0 new, 4 there already\n")
    status, out, _ = run("info")
    assert status == 0
    assert "4 in 3 stories" in out
    assert "format 1" in out
    assert "2018-07-18 to 2018-07-23" in out


def test_a_new_version_is_the_one_shown(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "later.jsonl"
    path.write_text(json.dumps({**REPORTS[0], "text": "Shelling hit Jasim."}), encoding="utf-8")
    assert filled("add", str(path))[1].endswith("0 new, 1 in a new version\n")
    assert "Jasim" in filled("show", "nawa")[1]


def test_articles_are_listed_by_what_they_are_about(filled: Run) -> None:
    def ids(*filters: str) -> set[str]:
        out = filled("list", *filters)[1]
        return {str(report["id"]) for report in REPORTS if f"  {report['id']}  " in out}

    assert ids() == {"nawa", "nawa-too", "idlib", "undated"}
    assert ids("--place", "Syria") == {"nawa", "nawa-too", "idlib", "undated"}
    assert ids("--place", "Nawa") == {"nawa", "nawa-too"}
    assert ids("--words", "shell kill") == {"nawa", "nawa-too"}
    assert ids("--until", "2018-07-17") == {"nawa", "nawa-too", "idlib"}  # of the week before; of Tuesday
    assert ids("--until", "2018-07-16") == {"idlib"}
    assert ids("--until", "2018-07-15") == set()
    assert filled("list", "--place", "Atlantis")[0] == 1
    assert filled("list", "--place", "Nawa", "--limit", "9" * 30) == filled("list", "--place", "Nawa")
    assert ids("--kind", "air strike") == {"nawa", "nawa-too"}
    assert ids("--kind", "protest") == set()
    assert ids("--kind", "protest", "--kind", "other") == {"idlib", "undated"}
    with pytest.raises(SystemExit):
        filled("list", "--kind", "war")


def test_a_kind_that_is_none_is_named_with_those_that_are(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("export", "--kind", "war")
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert "invalid choice: 'war'" in said
    assert "violence against civilians" in said


def test_mentions_are_exported_with_their_kind_and_how_exactly_they_are_known(filled: Run) -> None:
    rows = {(row["article_id"], row["text"]): row for row in lines(filled("export", "--associative")[1])}
    expected = {
        ("nawa", "Nawa"): ("air strike", "Explosions/Remote violence", "settlement", 1, 1),
        ("nawa", "Syria"): ("air strike", "Explosions/Remote violence", "country", 6, 3),
        ("idlib", "Idlib"): ("other", None, "settlement", 1, 1),
        ("idlib", "Moscow"): (None, None, "settlement", 1, 1),
        ("undated", "Raqqa"): ("other", None, "near", 2, 2),
    }
    columns = ("event_kind", "acled_event_type", "place_precision", "ucdp_where_prec", "acled_geo_precision")
    assert {key: tuple(rows[key][column] for column in columns) for key in expected} == expected
    table = list(csv.DictReader(io.StringIO(filled("export", "--format", "csv", "--kind", "air strike")[1])))
    assert {row["article_id"] for row in table} == {"nawa", "nawa-too"}
    assert {row["acled_event_type"] for row in table} == {"Explosions/Remote violence"}
    features = json.loads(filled("export", "--format", "geojson", "--place", "Nawa")[1])["features"]
    assert {(f["properties"]["event_kind"], f["properties"]["place_precision"]) for f in features} == {
        ("air strike", "settlement")
    }


def test_an_article_is_shown_with_all_that_is_known_of_it(filled: Run) -> None:
    out = filled("show", "nawa")[1]
    for part in (
        "Hauran Post",
        "2018-07-17 (“Tuesday”)",
        "geonames:",
        "air strike",
        "the same story, 1 independent",
        "nawa-too",
    ):
        assert part in out
    status, _, err = filled("show", "nowhere")
    assert (status, err) == (1, "article: 'nowhere' is not in the archive\n")


def test_a_removed_article_stays_away_until_it_is_restored(filled: Run, reports: str) -> None:
    assert filled("remove", "idlib", "--why", "a hoax")[1] == "1 removed\n"
    assert "1 left out, as they were removed" in filled("add", reports)[1]
    status, _, err = filled("show", "idlib")
    assert status == 1
    assert "was removed" in err
    assert filled("restore", "idlib")[1] == "1 back\n"
    assert filled("show", "idlib")[0] == 0
    assert filled("remove", "nowhere")[0] == 1


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (("--place", "geonames:169577"), {"place_id": "geonames:169577", "role": "literal"}),
        (("--role", "associative"), {"name": "Idlib", "role": "associative"}),
        (("--no-place",), None),
    ],
)
def test_a_correction_counts_from_now_on(
    filled: Run, verdict: tuple[str, ...], expected: dict[str, str] | None
) -> None:
    assert filled("correct", "idlib", "Idlib", *verdict, "--by", "me")[0] == 0
    rows = lines(filled("export", "--associative")[1])
    found = [row for row in rows if row["text"] == "Idlib"]
    if expected is None:
        assert not found
    else:
        assert expected.items() <= found[0].items()
        assert str(found[0]["reason"]).startswith("corrected by hand on ")
    label = lines(filled("export", "--format", "labels")[1])[0]
    assert label["id"] == "idlib"
    assert [one["by"] for one in [*label["toponyms"], *label["rejected"]] if one["text"] == "Idlib"] == ["me"]


def test_arguments_that_are_no_unicode_are_kept_as_far_as_they_are(filled: Run) -> None:
    assert filled("correct", "idlib", "Idlib", "--no-place", "--by", "Ren\udce9")[0] == 0
    assert "Ren?" in filled("show", "idlib")[1]
    for arguments in (("show", "\udc80"), ("remove", "\udc80"), ("correct", "idlib", "\udc80", "--no-place")):
        assert filled(*arguments)[0] == 1
    assert filled("list", "--words", "\udc80", "--place", "\udc80")[0] in (0, 1)


def test_a_correction_that_fits_nothing_is_refused(filled: Run) -> None:
    for words, verdict in (("Atlantis", "--no-place"), ("Idlib#2", "--no-place"), ("5:999", "--no-place")):
        status, _, err = filled("correct", "idlib", words, verdict)
        assert status == 1
        assert err.startswith("idlib: ")
    assert "several places" in filled("correct", "idlib", "Idlib", "--place", "Springfield")[2]
    assert "no place has" in filled("correct", "idlib", "Idlib", "--place", "Qwxyz")[2]


def test_labels_are_in_the_form_that_the_evaluator_reads(filled: Run, tmp_path: Path) -> None:
    filled("correct", "idlib", "Idlib", "--role", "literal")
    path = tmp_path / "labels.jsonl"
    path.write_text(filled("export", "--format", "labels")[1], encoding="utf-8")
    corpus = read_corpus(path)
    marks = [(mark.start, mark.end, mark.role) for mark in corpus.reports[0].toponyms]
    assert marks == [(0, 6, "associative"), (30, 35, "literal")]


def test_exports_can_be_read_again(filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = filled("export", "--format", "articles")[1]
    assert lines(out) == [{**report, "language": "en"} for report in REPORTS]
    path = tmp_path / "again.jsonl"
    path.write_text(out, encoding="utf-8")
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "other"))
    assert filled("add", str(path))[1].endswith("4 new\n")
    geojson = json.loads(filled("export", "--format", "geojson")[1])
    whole = [f for f in geojson["features"] if not f["properties"]["relation"]]
    shapes = {f["properties"]["kind"]: f["geometry"]["type"] for f in whole}
    assert shapes["settlement"] == "Point"
    assert "Polygon" in shapes["country"]
    table = filled("export", "--format", "csv", "--place", "Nawa")[1].splitlines()
    assert len(table) == 3
    assert table[0].startswith("article_id,start,end,text,role")


def test_a_formula_is_neutralized_in_every_column(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "hostile.jsonl"
    evil = {"id": "=1+1", "title": "@SUM(A1)", "source": "+cmd", "text": "Shelling hit Nawa in Syria."}
    path.write_text(json.dumps(evil), encoding="utf-8")
    run("add", str(path))
    row = run("export", "--format", "csv")[1].splitlines()[1]
    for cell in ("'=1+1", "'@SUM(A1)", "'+cmd"):
        assert cell in row


def test_locating_again_shows_what_changes_before_it_keeps_it(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "0 of 4 articles" in filled("relocate")[1]
    filled("correct", "idlib", "Idlib", "--no-place")
    monkeypatch.setattr("news.relocate.locator", lambda: "another")
    monkeypatch.setattr("news.relocate.events_of", lambda article, gazetteer: ())
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    status, out, err = filled("relocate")
    assert status == 1
    assert "say --yes" in err
    assert "lost" in out
    assert "Nawa" in out
    assert "Idlib" not in out  # people had said already that it is no place
    assert "Nawa" in filled("export")[1]
    assert filled("relocate", "--yes")[0] == 0
    assert "Nawa" not in filled("export")[1]
    assert "4 in 3 stories" in filled("info")[1]


def test_another_kind_of_event_is_shown_as_a_change(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.relocate.locator", lambda: "another")
    monkeypatch.setattr("news.add.kinds", lambda article, found, sentences: ["battle" for _ in found])
    out = filled("relocate", "--yes")[1]
    assert re.search("event .*Nawa.*literal, air strike -> Nawa.*literal, battle  in nawa", out)
    assert {row["event_kind"] for row in lines(filled("export", "--place", "Nawa")[1])} == {"battle"}


def test_compacting_changes_nothing_that_is_seen(filled: Run) -> None:
    filled("remove", "undated")
    before = filled("export", "--associative")[1]
    assert filled("compact", "--now")[0] == 0
    assert filled("compact", "--now", "--erase-removed")[1].endswith("deleted\n")
    assert filled("export", "--associative")[1] == before
    assert "removed          1" in filled("info")[1]


def test_pages_and_lists_of_addresses_are_added(run: Run, tmp_path: Path) -> None:
    page = b"""<html><head><title>Shells fall on Nawa</title><meta property="article:published_time"
        content="2018-07-17T23:30:00-07:00"></head><body><article><h1>Shells fall on Nawa</h1>
        <p>Shelling hit the Syrian town of Nawa on Tuesday, killing six people and wounding many more, residents of
        the town said by telephone.</p><p>They said that the bakery and two houses on the road to Tasil were hit, and
        that families were leaving for the fields around it before the night fell.</p></article></body></html>"""
    with serve(Answer(body=page, headers={"Content-Type": "text/html"})) as server:
        listed = tmp_path / "addresses.txt"
        listed.write_text(f"# mine\n{server.address}/report\n", encoding="utf-8")
        status, out, err = run("add", str(listed))
        assert (status, server.requests) == (1, [])
        assert "not fetched unless its host is allowed by name" in err
        status, out, err = run("add", str(listed), "--allow-host", server.address.removeprefix("http://"))
        assert (status, err) == (0, "")
        assert out.endswith("1 new\n")
    shown = run("show", f"{server.address}/report")[1]
    assert "published  2018-07-17" in shown


def test_bad_input_is_named_and_the_rest_is_kept(run: Run, tmp_path: Path, reports: str) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "Shelling hit Tasil."}\n{"text": \n', encoding="utf-8")
    status, out, err = run("add", str(bad), str(tmp_path / "missing.csv"), reports)
    assert status == 1
    assert out.endswith("5 new\n")
    assert [line.partition(": ")[0] for line in err.splitlines()] == [f"{bad}:2", str(tmp_path / "missing.csv")]


def test_columns_are_guessed_and_said(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("Headline;Body;Date\nA;Shelling hit Nawa in Syria.;17.07.2018\n", encoding="utf-8")
    status, out, err = run("add", str(table), "--yes")
    assert (status, out.endswith("1 new\n")) == (0, True)
    assert "text" in err
    assert "'Body'" in err
    assert lines(run("export", "--format", "articles")[1])[0]["published"] == "2018-07-17"
    assert run("add", str(table), "--columns", "txt=Body")[0] == 1


@pytest.mark.parametrize(
    "arguments", [["add"], ["list", "--since", "yesterday"], ["export", "--format", "xml"], ["correct", "a", "b"], []]
)
def test_a_wrong_option_exits_2(run: Run, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        run(*arguments)
    assert exit_.value.code == 2


def test_ctrl_c_keeps_what_was_located(tmp_path: Path) -> None:
    reports = tmp_path / "reports.jsonl"
    texts = ({"id": f"a{n}", "text": f"Shelling hit Nawa in Syria {n} times."} for n in range(30_000))
    reports.write_text("\n".join(map(json.dumps, texts)), encoding="utf-8")
    archive = tmp_path / "archive"
    program = f"""
import os, signal, sys, threading
from news.__main__ import main
from news.add import Adder
signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever started the tests may ignore it
take, timer = Adder._take, threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
def taken(*arguments):
    take(*arguments)
    if not timer.ident:
        timer.start()
Adder._take = taken
sys.exit(main(["add", {str(reports)!r}, "--archive", {str(archive)!r}]))
"""
    process = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert process.returncode == 130
    kept = re.fullmatch(rf"{archive}: ([\d,]+) new\n", process.stdout)
    assert kept
    assert 64 <= int(kept[1].replace(",", "")) == len(Archive.open(archive).snapshot().articles) < 30_000


def test_a_country_is_found_by_its_towns(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "towns.jsonl"
    path.write_text(json.dumps({"id": "one", "text": "Shelling hit Nawa, north of Daraa."}), encoding="utf-8")
    run("add", str(path))
    for place in ("Syria", "geonames:163843"):
        assert "  one  " in run("list", "--place", place)[1]
    assert run("list", "--place", "Norway")[0] == 1


def test_what_was_erased_cannot_be_restored_and_that_is_said(filled: Run) -> None:
    filled("remove", "idlib")
    filled("compact", "--now", "--erase-removed")
    status, out, err = filled("restore", "idlib")
    assert (status, out) == (1, "0 back\n")
    assert "was erased: add it again" in err


def test_an_archive_that_is_not_there_is_said(run: Run) -> None:
    status, _, err = run("list")
    assert status == 1
    assert "there is no archive here yet" in err


def test_objects_with_other_names_for_their_day_have_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    rows = [
        {"id": "a", "text": "Shelling hit Nawa.", "published": "2018-07-17"},
        {"id": "b", "text": "Shelling hit Tasil.", "date": "2018-07-18"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    run("add", str(path))
    assert [row["published"] for row in lines(run("export", "--format", "articles")[1])] == ["2018-07-17", "2018-07-18"]
