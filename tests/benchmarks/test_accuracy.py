import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.accuracy import main
from tests.benchmarks.corpus import DAMASCUS, EVENTS, FOUND, GOLD, write

CORPUS = os.environ.get("DATELINE_CORPUS", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "geowebnews.jsonl", GOLD)
    write(tmp_path / "peers" / "other.jsonl", [{**FOUND[0], "lat": None, "lon": None}])
    write(tmp_path / "found" / "geowebnews.jsonl", FOUND)
    return tmp_path


def _figures(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_predictions_stand_beside_their_peers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = folder / "figures.json"
    assert main([str(folder), "--predictions", str(folder / "found"), "--json", str(written)]) == 0
    figures, out = _figures(written), capsys.readouterr().out
    assert figures["scores"]["geowebnews"]["dateline"]["exact"]["f1"] == pytest.approx(3 / 5)
    assert figures["scores"]["geowebnews"]["other"]["articles"] == 2
    mistakes = figures["mistakes"]["geowebnews"]
    assert mistakes["missed, by its type"]["Metonymic"] == {"count": 1, "of": 2}
    assert mistakes["wrong role, by its type"]["all"] == {"count": 1, "of": 4}
    assert mistakes["wrong place, by why"]["right candidate not chosen"]["count"] == 1
    assert figures["calibration"]["all"]["curve"][-1]["right"] == 1
    # a peer without places has none in the table
    (peer,) = (line for line in out.splitlines() if line.startswith("geowebnews  other"))
    assert peer.split()[-5:] == ["-"] * 5
    assert f"not there: {folder / 'tr-news.jsonl'}" in out


def test_geo_is_run_without_predictions(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "ucdp-events.jsonl", EVENTS)
    written = folder / "figures.json"
    assert main([str(folder), "--json", str(written)]) == 0
    figures = _figures(written)
    assert figures["scores"]["geowebnews"]["dateline"]["overlap"]["recall"] > 0.5
    assert figures["scores"]["ucdp-events"]["dateline"]["event"]["within_25km"] == 0.5


def test_a_country_is_added_for_the_events(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    village = "Qwrtzpl\tQwrtzpl\t\t33.5102\t36.2913\tP\tPPL\tSY\t\t13\t\t\t\t100\t\t\t\t\n"
    (tmp_path / "SY.txt").write_text(f"1\t{village}", encoding="utf-8")
    text = "Shells fell on the village of Qwrtzpl in Syria."
    event = {"lat": DAMASCUS[0], "lon": DAMASCUS[1]}
    write(tmp_path / "corpus" / "ucdp-events.jsonl", [{"id": "e", "text": text, "events": [event]}])
    written = tmp_path / "figures.json"
    addition = ["--addition", str(tmp_path / "SY.txt")]
    assert main([str(tmp_path / "corpus"), *addition, "--json", str(written)]) == 0
    scores = _figures(written)["scores"]["ucdp-events"]
    assert scores["dateline"]["event"]["within_25km"] == 0
    assert scores["dateline + SY"]["event"]["within_25km"] == 1


def test_mistakes_are_shown_in_their_context_and_never_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(folder), "--predictions", str(folder / "found"), "--json", str(folder / "figures.json")]
    shown = []
    for seed in ("1", "1"):
        main([*arguments, "--show", "3", "--seed", seed])
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]
    assert "in a: Shells fell on Daraa while Moscow and [Damascus] held talks" in shown[0]
    assert "Metonymic (associative, taken for literal) in a: Shells fell on Daraa while [Moscow]" in shown[0]
    assert "held talks" not in (folder / "figures.json").read_text(encoding="utf-8")


def test_of_an_incomplete_corpus_recall_alone_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "re3d.jsonl", [{**GOLD[0], "toponyms": GOLD[0]["toponyms"][:1]}])
    write(tmp_path / "found" / "re3d.jsonl", FOUND)
    written = tmp_path / "figures.json"
    assert main([str(tmp_path), "--predictions", str(tmp_path / "found"), "--json", str(written)]) == 0
    (row,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("re3d"))
    assert row.split() == ["re3d", "dateline", "1", "-", "-", "1.000", *"------"]
    assert "false, by what it is" not in _figures(written)["mistakes"]["re3d"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere: no such folder"),
        (["empty"], "empty: holds no .jsonl file"),
        (["corpus", "--predictions", "nowhere"], "nowhere: no such folder"),
        (["corpus", "--predictions", "empty"], "lgl.jsonl: no such file"),
        (["corpus", "--predictions", "other"], "other/lgl.jsonl: holds no mention in an article of lgl"),
        (["corpus", "--addition", "XX"], "XX: no such file"),
        (["corpus", "--addition", "SY.txt"], "corpus: holds no corpus of events"),
    ],
)
def test_what_is_missing_is_named(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "SY.txt").touch()
    write(tmp_path / "corpus" / "lgl.jsonl", GOLD)
    write(tmp_path / "other" / "lgl.jsonl", [{**FOUND[0], "article_id": "z"}])
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_additions_and_predictions_exclude_each_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(folder), "--predictions", str(folder), "--addition", "SY.txt"])
    assert "--addition" in capsys.readouterr().err


@pytest.mark.skipif(not CORPUS, reason="DATELINE_CORPUS names no folder of annotated corpora with their evaluate.py")
def test_it_agrees_with_the_corpora_s_own_scorer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, written = Path(CORPUS), tmp_path / "figures.json"
    predictions = tmp_path / "found"
    predictions.mkdir()
    for corpus in folder.glob("*.jsonl"):
        command = [sys.executable, "-m", "geo", "locate", str(corpus), "--format", "jsonl"]
        located = subprocess.run(command, check=True, capture_output=True)
        (predictions / corpus.name).write_bytes(located.stdout)
    assert main([CORPUS, "--predictions", str(predictions), "--json", str(written)]) == 0
    for corpus, systems in _figures(written)["scores"].items():
        for system, ours in systems.items():
            found = predictions / f"{corpus}.jsonl" if system == "dateline" else folder / "peers" / f"{system}.jsonl"
            command = [sys.executable, str(folder / "evaluate.py"), str(folder / f"{corpus}.jsonl"), str(found)]
            theirs = subprocess.run([*command, "--json"], check=True, capture_output=True)
            assert ours == json.loads(theirs.stdout), (corpus, system)
