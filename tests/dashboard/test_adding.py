"""Adding and correcting on the page: what is looked at, what is kept, who may, and what the map then shows."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import editing, intake, text
from geo import GazetteerMissing
from news.archive import Archive
from news.columns import Columns
from tests.dashboard.reports import HOSTILE, PLACES, REPORTS, keep
from tests.servers import Answer, serve

APP = Path(__file__).parents[2] / "app.py"
NAWA = "Shelling hit the Syrian town of Nawa on June 19."

Open = Callable[..., AppTest]


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Archive:
    """One with the reports of reports.py."""
    st.cache_resource.clear()
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))
    return keep(tmp_path / "archive", REPORTS)


@pytest.fixture
def open_page(archive: Archive, at_home: None) -> Open:
    """Open the page at this machine; the owner has said what `secrets` are."""

    def open_at(secrets: dict[str, dict[str, object]] | None = None, **address: str) -> AppTest:
        page = AppTest.from_file(str(APP), default_timeout=60)
        page.query_params.update(address)
        page.secrets.update(secrets or {})
        return page.run()

    return open_at


def _button(page: AppTest, label: str) -> object:
    return next(button for button in page.button if button.label == label)


def _paste(page: AppTest, words: str, **fields: str) -> AppTest:
    page.text_area[0].set_value(words)
    for label, value in fields.items():
        next(field for field in page.text_input if field.label == label).set_value(value)
    return _press(page, text.ADD_LOOK)


def _press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    page.run()
    assert not page.exception
    return page


def _said(page: AppTest) -> str:
    return "\n".join(str(element.value) for element in [*page.markdown, *page.warning, *page.code, *page.toast]) + str(
        [element.proto.body for element in page.get("html")]
    )


def test_pasted_text_is_looked_at_kept_and_on_the_map(open_page: Open, archive: Archive) -> None:
    page = _paste(open_page(view="add"), NAWA, Title="Shelling", Source="Ours")
    assert "1 article, 1 to keep: 2 mentions on the map" in _said(page)
    assert "Nawa" in str(page.get("component_instance")[0].proto.json_args)
    assert len(archive.snapshot().articles) == len(REPORTS)  # nothing is kept yet
    page = _press(page, text.KEEP)
    assert "1 article kept." in [toast.value for toast in page.toast]
    assert page.session_state["view"] == "map"
    assert "5 of 5 stories" in page.caption[0].value
    (kept,) = [e for e in archive.snapshot().entries(archive.snapshot().articles["number"].to_pylist()).values()
               if e.article.title == "Shelling"]  # fmt: skip
    assert (kept.article.source, kept.article.text, kept.origin) == ("Ours", NAWA, "pasted.jsonl")


def test_an_empty_archive_begins_with_the_first_article(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "empty"))
    page = _press(_paste(open_page(), NAWA), text.KEEP)
    assert "1 of 1 story" in page.caption[0].value
    assert page.session_state["view"] == "map"


def test_what_is_there_already_or_was_removed_is_told_and_not_kept(open_page: Open, archive: Archive) -> None:
    page = _press(_paste(open_page(view="add"), NAWA, Title="Shelling"), text.KEEP)
    page.segmented_control(key="view").set_value("add").run()
    page = _paste(page, NAWA, Title="Shelling")
    assert "Shelling: is in the archive already" in _said(page)
    assert next(button for button in page.button if button.label == text.KEEP).disabled
    page = _press(page, text.FORGET)
    assert text.KEEP not in [button.label for button in page.button]


def test_a_near_copy_of_what_is_there_is_told(open_page: Open) -> None:
    words = f"{NAWA} Five people were killed, and many fled towards the Golan, a doctor in the town said. " * 2
    page = _press(_paste(open_page(view="add"), words, Title="First"), text.KEEP)
    page.segmented_control(key="view").set_value("add").run()
    page = _paste(page, words + " More soon.", Title="Second")
    assert "Second: has nearly the text of “First”" in _said(page)


@pytest.mark.parametrize("words", ["", "   \n "])
def test_nothing_is_no_article(open_page: Open, words: str) -> None:
    page = _paste(open_page(view="add"), words)
    assert text.problems(1) in page.warning[0].value
    assert "pasted.jsonl" in page.code[0].value
    assert "/tmp" not in page.code[0].value
    assert next(button for button in page.button if button.label == text.KEEP).disabled


def test_hostile_words_are_looked_at_as_words(open_page: Open) -> None:
    page = _paste(open_page(view="add"), f"{NAWA} {HOSTILE}", Title=HOSTILE)
    assert "<img" not in _said(page)
    page = _press(page, text.KEEP)
    assert "<img" not in _said(page)


def test_uploaded_tables_show_their_columns_to_be_changed(open_page: Open) -> None:
    page = open_page(view="add")
    page.segmented_control(key="add-how").set_value("files").run()
    rows = [
        {"headline": "Shelling", "body": NAWA, "note": "A bomb went off in Daraa in southern Syria, they said."}
    ] * 2
    table = "headline,body,note\n" + "".join(f'"{r["headline"]}","{r["body"]}","{r["note"]}"\n' for r in rows)
    page.file_uploader[0].set_value([("../reports.csv", table.encode(), "text/csv")]).run()
    assert not page.exception
    boxes = {box.label: box for box in page.selectbox}
    assert (boxes["Text"].value, boxes["Title"].value, boxes["Address"].value) == ("body", "headline", None)
    page = _press(page, text.ADD_LOOK)
    assert "Nawa" in str(page.get("component_instance")[0].proto.json_args)
    {box.label: box for box in page.selectbox}["Text"].set_value("note").run()
    page = _press(page, text.ADD_LOOK)
    assert "Daraa" in str(page.get("component_instance")[0].proto.json_args)


def test_what_is_wrong_with_a_file_is_a_line_and_the_others_are_taken(open_page: Open) -> None:
    page = open_page(view="add")
    page.segmented_control(key="add-how").set_value("files").run()
    lines = json.dumps({"text": NAWA}) + "\n{broken\n"
    files = [("good.jsonl", lines.encode(), "text/plain"), ("image.txt", b"\x89PNG\r\n\x1a\n\0\0", "text/plain")]
    page.file_uploader[0].set_value(files).run()
    page = _press(page, text.ADD_LOOK)
    assert "1 article, 1 to keep" in _said(page)
    assert {line.partition(":")[0] for line in page.code[0].value.splitlines()} == {"good.jsonl", "image.txt"}


def test_an_address_is_fetched_when_the_button_is_pressed_and_private_ones_only_if_named(open_page: Open) -> None:
    html = f"<html><head><title>Shelling</title></head><body><article><p>{NAWA} {'They said so. ' * 30}</p></article>"
    answer = Answer(body=html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
    with serve(answer) as server:
        page = open_page(view="add")
        page.segmented_control(key="add-how").set_value("address").run()
        page.text_input[0].set_value(f"{server.address}/a")
        assert server.requests == []
        page = _press(page, text.ADD_FETCH)
        assert "in no public network" in page.code[0].value
        assert server.requests == []
        host = server.address.removeprefix("http://")
        page = open_page({"dateline": {"allow": [host]}}, view="add")
        page.segmented_control(key="add-how").set_value("address").run()
        page.text_input[0].set_value(f"{server.address}/a")
        page = _press(page, text.ADD_FETCH)
        assert "1 article, 1 to keep" in _said(page)


def test_the_view_is_only_there_for_who_may_edit(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    for here, secrets in ((True, {"dateline": {"editing": False}}), (False, {}), (False, {"other": {"key": 1}})):
        monkeypatch.setattr(editing, "is_here", lambda here=here, **_: here)
        page = open_page(secrets, view="add")
        assert page.session_state["view"] == "map"
        assert "add" not in page.segmented_control(key="view").options
        assert not [block for block in page.get("popover") if "correct-" in block._block_id]


def test_keeping_asks_again_whether_it_is_allowed(
    open_page: Open, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _paste(open_page(view="add"), NAWA)
    page.secrets["dateline"] = {"editing": False}
    page = _press(page, text.KEEP)
    assert text.NOT_ALLOWED in [toast.value for toast in page.toast]
    assert len(archive.snapshot().articles) == len(REPORTS)


def test_the_samples_are_never_written_to(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_ARCHIVE", str(Path(__file__).parents[2] / "data" / "archive"))
    page = open_page(view="add")
    assert page.info[0].value == text.ADD_SAMPLES
    assert not page.text_area
    page.segmented_control(key="view").set_value("map").run()
    assert not page.exception
    assert not [block for block in page.get("popover") if "correct-" in block._block_id]


def test_beside_the_samples_ones_own_archive_begins(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATELINE_ARCHIVE")
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    page = open_page(view="add")
    assert text.add_to("", samples=True).rpartition(". ")[2] in _said(page)
    page = _press(_paste(page, NAWA), text.KEEP)
    assert "1 of 1 story" in page.caption[0].value


def test_a_missing_gazetteer_says_how_to_get_it(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise GazetteerMissing("data/gazetteer.npz: no such gazetteer file")

    page = open_page(view="add")
    monkeypatch.setattr("news.add.default_gazetteer", missing)
    page.text_area[0].set_value(NAWA)
    page = _press(page, text.ADD_LOOK)
    assert "no such gazetteer file" in page.error[0].value
    assert page.code[0].value == text.FAILED_GAZETTEER_COMMAND


def test_a_draft_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_ARTICLES", 3)
    (tmp_path / "many.jsonl").write_text("".join(json.dumps({"text": f"{NAWA} {n}"}) + "\n" for n in range(5)))
    draft = intake.uploaded({tmp_path / "many.jsonl": Columns(text="text")})
    assert len(draft.articles) == 3
    assert "only the first 3" in draft.problems[-1]


def test_names_of_uploads_lead_nowhere_else() -> None:
    folder = intake.Folder()
    path = folder.put("../../id", "../../etc/passwd.txt", b"x")
    assert path.resolve().is_relative_to(folder.path.resolve())
    assert path.name == "passwd.txt"
    where = folder.path
    del folder, path
    assert not where.exists()


# Corrections


def _corrected(page: AppTest, *, sentence: int = 0) -> str:
    """Open what stands beside a sentence; the beginning of the keys in it."""
    (_, key) = [p._block_id.split("correct-") for p in page.get("popover") if "correct-" in p._block_id][sentence]
    page.session_state[f"correct-{key}"] = True
    page.run()
    assert not page.exception
    return f"correct-{key}"


def test_a_name_is_put_to_another_place_and_the_map_shows_it(open_page: Open, archive: Archive) -> None:
    page = open_page(q="shelling")
    key = _corrected(page)
    assert page.segmented_control(key=f"{key}-name").options == ["Daraa", "Nawa"]
    page.segmented_control(key=f"{key}-name").set_value(1).run()
    page.text_input(key=f"{key}-search").set_value("Izra").run()
    choice = page.selectbox(key=f"{key}-place")
    assert "Izra" in choice.options[0]
    choice.select_index(0).run()
    page.text_input(key=f"{key}-person").set_value("Ada").run()
    page.button(key=f"{key}-save").click().run()
    assert not page.exception
    assert text.SAVED in [toast.value for toast in page.toast]
    (said,) = archive.snapshot().corrections["daraa"]
    assert (said.text, said.verdict, said.by, said.was_place) == ("Nawa", "place", "Ada", PLACES["nawa"].id)
    assert said.place is not None
    assert said.place.id in page.get("component_instance")[0].proto.json_args
    assert "corrected by hand on " in _said(page)
    assert PLACES["nawa"].id not in page.get("component_instance")[0].proto.json_args
    assert not page.session_state[key]
    assert page.session_state["_person"] == "Ada"


def test_a_name_is_no_place_or_has_the_other_role(open_page: Open, archive: Archive) -> None:
    page = open_page(q="shelling")
    key = _corrected(page)
    page.text_input(key=f"{key}-person").set_value("Ada").run()
    page.radio(key=f"{key}-verdict").set_value("no place").run()
    page.button(key=f"{key}-save").click().run()
    assert ": 3 mentions in" in page.caption[0].value
    key = _corrected(page, sentence=1)
    page.radio(key=f"{key}-verdict").set_value("role").run()
    page.button(key=f"{key}-save").click().run()
    assert [(c.verdict, c.role, c.by) for c in archive.snapshot().corrections["daraa"]] == [
        ("no place", None, "Ada"),
        ("role", "associative", "Ada"),
    ]
    assert ": 2 mentions in" in page.caption[0].value


def test_an_article_is_removed_with_the_reason(open_page: Open, archive: Archive) -> None:
    page = open_page(q="shelling")
    key = _corrected(page)
    page.text_input(key=f"{key}-person").set_value("Ada").run()
    page.text_input(key=f"{key}-why").set_value("twice").run()
    page.button(key=f"{key}-remove").click().run()
    assert not page.exception
    assert archive.snapshot().removed == {"daraa"}
    assert " of 3 stories" in page.caption[0].value


def test_a_correction_needs_a_name_and_the_right(open_page: Open, archive: Archive) -> None:
    page = open_page(q="shelling")
    key = _corrected(page)
    page.radio(key=f"{key}-verdict").set_value("no place").run()
    page.button(key=f"{key}-save").click().run()
    assert text.PERSON_MISSING in [toast.value for toast in page.toast]
    page.text_input(key=f"{key}-person").set_value("Ada").run()
    page.secrets["dateline"] = {"editing": False}
    page.button(key=f"{key}-save").click().run()
    assert text.NOT_ALLOWED in [toast.value for toast in page.toast]
    assert not archive.snapshot().corrections


def test_what_is_not_open_is_not_drawn(open_page: Open) -> None:
    assert not list(open_page().radio)


def test_the_person_is_the_user_of_this_machine_until_they_say_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ada")
    monkeypatch.setattr(st, "session_state", {})
    assert editing.person() == "ada"
    editing.is_person(" Grace ")
    assert editing.person() == "Grace"
