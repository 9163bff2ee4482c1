"""Why a name is where it is, from wherever it is opened; and that it is put right in two clicks."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import text
from geo import Alternative, GazetteerMissing
from news.archive import Archive
from news.records import Entry
from tests.dashboard.reports import HOSTILE, PLACES, REPORTS, keep, report

APP = Path(__file__).parents[2] / "app.py"
TEXT = REPORTS[0].article.text
DARAA, NAWA = TEXT.index("Daraa"), TEXT.index("Nawa")

Open = Callable[..., AppTest]


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Archive:
    """One with the reports of reports.py."""
    st.cache_resource.clear()
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))
    return keep(tmp_path / "archive", REPORTS)


@pytest.fixture
def open_page(archive: Archive, at_home: None) -> Open:
    """Open the page at an address, with some reports more, as its owner or as a reader."""

    def open_at(*more: Entry, owner: bool = False, **address: str) -> AppTest:
        archive.keep(more)
        page = AppTest.from_file(str(APP), default_timeout=60)
        page.query_params.update(address)
        page.secrets.update({} if owner else {"dateline": {"editing": False}})
        page.run()
        assert not page.exception
        return page

    return open_at


def _address(page: AppTest) -> dict[str, str]:
    return {key: value[-1] if isinstance(value, list) else value for key, value in page.query_params.items()}


def _dialog(page: AppTest) -> str:
    """What stands in it; "" where it is closed."""
    return "\n".join(element.proto.body for block in page.get("dialog") for element in block.get("html"))


def _candidates(page: AppTest) -> list[dict[str, object]]:
    """The marks of its map."""
    (small,) = [one for block in page.get("dialog") for one in block.get("component_instance")]
    script = json.loads(small.proto.json_args)["feature_group"].partition("dateline.candidates(map_div, ")[2]
    found, _ = json.JSONDecoder().raw_decode(re.sub(r",(?=\s*[\]}])", "", script))
    return list(found)


def test_a_sentence_opens_it_for_its_first_name(open_page: Open) -> None:
    page = open_page(q="shelling")
    assert not page.get("dialog")
    page.button(key="why-dated-0").click().run()
    assert page.session_state["open"] == f"daraa.{DARAA}"
    assert _address(page)["open"] == f"daraa.{DARAA}"
    html = _dialog(page)
    for said in (
        "Shelling hit", "the only place of this name", "fairly sure (90%)", "town (UCDP where_prec 1, ACLED",
        'href="https://www.geonames.org/170905"', "32.61889, 36.10206", ">GeoNames<", "Daraa, Syria", "10%",
    ):  # fmt: skip
        assert said in html
    assert [(mark["number"], mark["chosen"], mark["name"]) for mark in _candidates(page)] == [
        (1, True, "Daraa"),
        (2, False, "Nawa"),
    ]


def test_the_names_of_a_sentence_are_told_one_by_one(open_page: Open) -> None:
    page = open_page(open=f"daraa.{DARAA}")
    pills = page.get("dialog")[0].get("button_group")[0]
    assert pills.options == ["Daraa", "Nawa"]
    assert pills.value == DARAA
    pills.set_value(NAWA).run()
    assert _address(page)["open"] == f"daraa.{NAWA}"
    assert "32.88930, 36.04190" in _dialog(page)
    assert 'class="literal chosen"' in _dialog(page)


def test_it_opens_over_the_reader_from_the_name_or_the_address(open_page: Open) -> None:
    page = open_page(view="article", article="daraa")
    pills = next(one for one in page.get("button_group") if one.label == text.PLACES_HERE)
    pills.set_value(NAWA).run()
    assert not page.exception
    assert "32.88930, 36.04190" in _dialog(page)
    assert _address(page) == {"view": "article", "article": "daraa", "open": f"daraa.{NAWA}"}


@pytest.mark.parametrize(
    "address", ["", ".", "daraa", "daraa.", "daraa.1", "daraa.-1", "gone.0", ".13", HOSTILE, "daraa.13.5", "\0.\0"]
)
def test_what_is_not_there_is_told_and_leaves_the_address(open_page: Open, address: str) -> None:
    page = open_page(open=address)
    assert not page.get("dialog")
    assert [toast.value for toast in page.toast] == ([text.WHY_GONE] if address else [])
    page.run()
    assert "open" not in page.query_params


def test_a_name_that_was_not_placed_says_why(open_page: Open) -> None:
    fled = REPORTS[1].article.text
    html = _dialog(open_page(open=f"fled.{fled.index('Nowhere')}"))
    assert "no place of this name is known" in html
    assert "geonames" not in html


def test_a_relation_says_its_words_and_how_wide_it_is(open_page: Open) -> None:
    fled = REPORTS[1].article.text
    html = _dialog(open_page(open=f"fled.{fled.index('Daraa')}"))
    assert "“near Daraa”" in html
    assert "near here (UCDP where_prec 2, ACLED geo_precision 2)" in html


def test_hostile_names_are_only_words(open_page: Open) -> None:
    entry = REPORTS[3]
    event = replace(
        entry.events[0],
        placement=replace(
            entry.events[0].placement,
            alternatives=(Alternative(replace(PLACES["hostile"], id="x:</script>`${hacked}`"), 0.2),),
        ),
    )
    page = open_page(
        replace(entry, events=(event, *entry.events[1:]), located=entry.located.replace(year=2027)),
        open=f"hostile.{entry.article.text.index('Amman')}",
        owner=True,
    )
    html = _dialog(page)
    assert "<img" not in html
    assert "href" not in html.replace('href="https://www.geonames.org/1"', "")
    assert [mark["name"] for mark in _candidates(page)] == [HOSTILE, HOSTILE]


def test_a_missing_gazetteer_costs_only_the_name_of_the_province(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise GazetteerMissing("data/gazetteer.npz: no such gazetteer file")

    monkeypatch.setattr("dashboard.why.default_gazetteer", missing)
    assert ">SY.06<" in _dialog(open_page(open=f"daraa.{DARAA}"))


def test_readers_are_offered_no_correction(open_page: Open) -> None:
    page = open_page(open=f"daraa.{DARAA}")
    (dialog,) = page.get("dialog")
    assert [button.label for button in dialog.get("button")] == []
    assert not dialog.get("expander")


def test_a_name_is_put_right_in_two_clicks(open_page: Open, archive: Archive) -> None:
    page = open_page(q="shelling", owner=True)
    page.session_state["_person"] = "Ada"
    page.button(key="why-dated-0").click().run()
    (button,) = [button for button in page.get("dialog")[0].get("button") if button.label.startswith("It is 2")]
    button.click().run()
    assert not page.exception
    (said,) = archive.snapshot().corrections["daraa"]
    assert (said.text, said.verdict, said.by, said.start) == ("Daraa", "place", "Ada", DARAA)
    assert said.place is not None
    assert said.place.id == PLACES["nawa"].id
    assert text.SAVED in [toast.value for toast in page.toast]
    assert not page.get("dialog")
    assert "open" not in page.query_params


def test_who_corrects_is_asked_once(open_page: Open, archive: Archive) -> None:
    page = open_page(q="shelling", open=f"daraa.{DARAA}", owner=True)
    (dialog,) = page.get("dialog")
    person = next(field for field in dialog.get("text_input") if field.label == text.PERSON_ONCE)
    button = next(button for button in dialog.get("button") if button.label.startswith("It is 2"))
    button.click().run()
    assert text.PERSON_MISSING in [toast.value for toast in page.toast]
    assert page.get("dialog")  # it stays open
    assert not archive.snapshot().corrections
    page.text_input(key=person.key).set_value("Grace").run()
    page.button(key=button.key).click().run()
    assert [one.by for one in archive.snapshot().corrections["daraa"]] == ["Grace"]
    page.button(key="why-dated-0").click().run()
    assert text.PERSON_ONCE not in [field.label for field in page.text_input]


def test_the_right_to_correct_is_asked_for_when_it_is_used(open_page: Open, archive: Archive) -> None:
    page = open_page(open=f"daraa.{DARAA}", owner=True)
    page.session_state["_person"] = "Ada"
    page.run()
    button = next(one for one in page.get("dialog")[0].get("button") if one.label.startswith("It is 2"))
    page.secrets["dateline"] = {"editing": False}
    button.click().run()
    assert text.NOT_ALLOWED in [toast.value for toast in page.toast]
    assert not archive.snapshot().corrections


def test_whatever_else_is_wrong_is_said_in_the_form(open_page: Open, archive: Archive) -> None:
    page = open_page(open=f"daraa.{DARAA}", owner=True)
    (dialog,) = page.get("dialog")
    (radio,) = dialog.get("radio")
    key = radio.key.removesuffix("-verdict")
    radio.set_value("no place").run()
    page.text_input(key=f"{key}-person").set_value("Ada").run()
    page.button(key=f"{key}-save").click().run()
    assert [(one.verdict, one.text) for one in archive.snapshot().corrections["daraa"]] == [("no place", "Daraa")]
    assert not page.get("dialog")


def test_what_was_corrected_is_told_and_who_said_so_to_those_who_may_correct(open_page: Open, archive: Archive) -> None:
    page = open_page(q="shelling", open=f"daraa.{DARAA}", owner=True)
    page.session_state["_person"] = "Ada"
    page.run()
    next(one for one in page.get("dialog")[0].get("button") if one.label.startswith("It is 2")).click().run()
    page.button(key="why-dated-0").click().run()
    assert "corrected by hand on " in _dialog(page)
    assert "Ada" in _dialog(page)
    assert "sure (100%)" in _dialog(page)
    page.secrets["dateline"] = {"editing": False}
    page.run()
    assert "corrected by hand on " in _dialog(page)
    assert "Ada" not in _dialog(page)


def test_of_a_place_that_is_its_only_candidate_nothing_else_is_offered(open_page: Open) -> None:
    entry = report("Shells hit [Nawa|nawa].", id_="only")  # its other candidate is itself
    page = open_page(entry, open="only.11")
    assert text.WHY_ONLY in [caption.value for caption in page.get("dialog")[0].get("caption")]
