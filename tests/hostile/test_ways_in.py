"""Attacks by every way in: files that are added, names of files, an added gazetteer, the page's address."""

import json
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import intake, share, state, takeaway
from dashboard.query import Corpus
from geo import Article, Gazetteer
from geo import __main__ as geo_command
from geo.geonames import add
from news.add import Adder
from news.archive import Archive
from news.queries import Filters
from news.read import read
from tests.dashboard.reports import REPORTS, corpus_of, keep
from tests.geo.test_geonames import ignore, line, silent
from tests.hostile.corpus import ATTACKS, Attack
from tests.hostile.test_exports import STEERING

APP = Path(__file__).parents[2] / "app.py"
VILLAGE = "Qusabiyat"
SOME = ATTACKS[::23]


def _named(attack: Attack) -> str:
    """The attack as the column of a table can hold it."""
    return " ".join(attack.kept.replace("\t", " ").splitlines()).strip()


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A country's file whose places are called as the attacks, and all by one other name too."""
    folder = tmp_path_factory.mktemp("added")
    rows = [
        line(
            str(990_000_000 + a.number), _named(a), "", VILLAGE, "33.1", f"{35 + a.number / 100}", "P", "PPL", "SY",
            "06", "100",
        )
        for a in ATTACKS if _named(a)
    ]  # fmt: skip
    (folder / "SY.txt").write_text("\n".join(rows), encoding="utf-8")
    add(str(folder / "SY.txt"), folder / "gazetteer", progress=silent, on_problem=ignore)
    return folder / "gazetteer"


@pytest.fixture(scope="module")
def kept(added: Path, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """An archive to which a file of the attacks was added, located with that gazetteer."""
    folder = tmp_path_factory.mktemp("kept")
    file = folder / "=1+1 <b> \u202egpj.jsonl"
    rows = [
        {
            "id": attack.payload, "title": attack.payload, "url": attack.payload, "source": attack.payload,
            "text": f"Shelling hit {VILLAGE} near Daraa, Syria, today, they said: {attack.payload} was heard.",
        }
        for attack in ATTACKS
    ]  # fmt: skip
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    archive = Archive.open(folder / "archive")
    problems: list[Exception] = []
    adder = Adder(archive, gazetteer=Gazetteer.open(additions=added), on_problem=problems.append)
    assert sum(adder.add(read(str(file), on_problem=problems.append), origin=file.name)) == len(ATTACKS)
    assert all("replaced by U+FFFD" in str(problem) or "same id" in str(problem) for problem in problems), problems
    return Corpus(archive, archive.snapshot())


def test_names_of_an_added_gazetteer_are_kept_to_the_letter(added: Path) -> None:
    gazetteer = Gazetteer.open(additions=added)
    for attack in ATTACKS:
        if name := _named(attack):
            place = gazetteer.by_id(f"geonames:{990_000_000 + attack.number}")
            assert place is not None
            assert place.name == name


def test_names_of_an_added_gazetteer_are_found_and_steer_no_terminal(
    added: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("geo.gazetteer.additions_folder", lambda: added)
    assert geo_command.main(["gazetteer", "find", VILLAGE, "--limit", "500"]) == 0
    said = capsys.readouterr().out
    assert len(said.splitlines()) >= 50
    assert STEERING.findall(said) == []


def test_every_attack_is_added_and_what_is_left_of_it_is_seen(kept: Corpus) -> None:
    numbers = kept.snapshot.articles["number"].to_pylist()
    assert len(numbers) >= len(ATTACKS) - 10  # some are the same once what can't be seen is gone
    for entry in kept.snapshot.entries(numbers[::7]).values():
        for words in (entry.article.title, entry.article.text, entry.article.source, entry.article.url):
            assert set(STEERING.findall(words)) <= set("\u200e\u200f\u061c")  # marks, which Arabic needs
        assert any(event.placement.place for event in entry.events)


def test_the_places_of_an_added_gazetteer_are_on_the_map_and_in_every_file(kept: Corpus) -> None:
    assert any(place.id.startswith("geonames:990000") for place in kept.places)
    for form in ("csv", "geojson", "kml", "html", "png"):
        assert takeaway.make(kept, Filters(), form)


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_a_file_lands_in_its_folder_whatever_it_is_called(attack: Attack) -> None:
    folder = intake.Folder()
    path = folder.put(attack.kept, f"{attack.kept}x.txt", b"Shelling hit Daraa.")
    assert path.resolve().parent.parent == folder.path.resolve()
    assert path.read_bytes() == b"Shelling hit Daraa."
    assert path.name.isprintable()
    assert [a.text for _, a in intake.uploaded({path: None}).articles] == ["Shelling hit Daraa."]


# The address


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return corpus_of(tmp_path_factory.mktemp("reports") / "archive", REPORTS)


def test_every_name_in_the_address_takes_every_attack(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "views", lambda: ["map", "article"])
    for name, (read_, write) in state._params(corpus).items():
        for attack in ATTACKS:
            value = read_(attack.kept)
            assert read_(write(value)) == value, (name, attack)
            if name == state.PLACE:
                assert value is None or corpus.place(value), attack  # folding finds names behind brackets
            elif name not in (state.WORDS, state.ARTICLE, state.OPEN):
                assert value == read_(None), (name, attack)


@pytest.mark.parametrize("attack", SOME, ids=str)
def test_an_address_full_of_an_attack_shows_a_page(
    attack: Attack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, corpus: Corpus
) -> None:
    st.cache_resource.clear()
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))
    keep(tmp_path / "archive", REPORTS)
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.query_params.update(dict.fromkeys((*state._params(corpus), "at", "base", attack.kept[:20]), attack.kept))
    page.run()
    assert not page.exception
    assert not page.error
    assert page.title[0].value == "Dateline"


def test_no_article_that_was_asked_for_is_told_without_its_id(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    st.cache_resource.clear()
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))
    keep(tmp_path / "archive", REPORTS)
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.query_params.update({"view": "article", "article": "<b>:red[x]</b>"})
    page.run()
    assert ":red" not in page.info[0].value


def test_the_frame_to_copy_holds_an_address_in_quotes() -> None:
    """The address of the page is the reader's own; what stands in it ends no attribute."""
    script = (Path(share.__file__).parent / "share.js").read_text(encoding="utf-8")
    assert '.replaceAll("&", "&amp;").replaceAll(\'"\', "&quot;")' in script


def test_an_article_in_memory_is_as_hostile_as_one_in_a_file(added: Path) -> None:
    """geo.locate raises for none."""
    from geo import locate

    gazetteer = Gazetteer.open(additions=added)
    for attack in ATTACKS[::5]:
        for placement in locate(Article(attack.payload, f"{VILLAGE} {attack.payload}"), gazetteer=gazetteer):
            assert placement.mention.text
