"""Someone at their own machine adds an article, puts a name to another place, and takes an article away."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from dashboard import text
from news.archive import Archive
from tests.browser.conftest import Reader
from tests.dashboard.reports import HOSTILE, PLACES, REPORTS

Open = Callable[..., Reader]
NAWA = PLACES["nawa"].id
ON_MAP = """id => { let found = false; map.eachLayer(layer => {
    if (layer.feature && layer.feature.properties.id === id) found = true; }); return found; }"""


def test_a_pasted_report_is_looked_at_kept_and_on_the_map(open_page: Open, own: str, tmp_path: Path) -> None:
    reader = open_page("view=add", view="add", address=own)
    page = reader.page
    page.get_by_label(text.ADD_TEXT).fill(f"Shelling hit the town of Quneitra in Syria on June 19. {HOSTILE}")
    page.get_by_label(text.ADD_TITLE).fill(HOSTILE)
    page.get_by_role("button", name=text.ADD_LOOK).click()
    page.get_by_role("button", name=text.KEEP).wait_for()
    reader.settle()
    expect(page.locator(".report h4")).to_have_text(HOSTILE)
    expect(reader.map_locator(".name").first).to_contain_text("Quneitra")
    assert len(Archive.open(tmp_path / "archive").snapshot().articles) == 4
    page.get_by_role("button", name=text.KEEP).click()
    reader.map_locator(".leaflet-overlay-pane canvas").wait_for()
    reader.settle()
    reader.expect_counts("5 of 5 stories")
    assert reader.param("view") is None
    expect(
        reader.map_locator(
            ".name",
        ).first
    ).to_contain_text("Quneitra")
    assert len(Archive.open(tmp_path / "archive").snapshot().articles) == 5
    for frame in (page.main_frame, reader.frame):
        assert frame.evaluate("window.hacked") is None


def test_a_name_that_is_put_to_another_place_moves_on_the_map(open_page: Open, own: str, tmp_path: Path) -> None:
    reader = open_page("q=shelling", address=own)
    page = reader.page
    assert reader.frame.evaluate(ON_MAP, NAWA)
    page.locator("[class*=st-key-correct-] button").first.click()
    page.get_by_role("radio", name="Nawa").click()
    reader.settle()
    page.get_by_label(text.CORRECT_SEARCH).fill("Latakia")
    page.keyboard.press("Enter")
    reader.settle()
    page.get_by_label(text.CORRECT_PLACE, exact=True).click()
    page.get_by_role("option").first.click()
    page.get_by_label(text.PERSON).fill("Ada")
    page.keyboard.press("Tab")
    reader.settle()
    page.get_by_role("button", name=text.SAVE).click()
    expect(page.get_by_text("corrected by hand")).to_be_visible()
    reader.settle()
    assert not reader.frame.evaluate(ON_MAP, NAWA)
    reader.wait("map.getBounds().contains([35.53, 35.79])")
    (said,) = Archive.open(tmp_path / "archive").snapshot().corrections["daraa"]
    assert (said.text, said.by, said.was_place) == ("Nawa", "Ada", NAWA)
    expect(page.get_by_role("button", name=text.SAVE)).to_have_count(0)


def test_a_name_is_put_right_in_two_clicks_where_it_is_told_why_it_is_there(
    open_page: Open, own: str, tmp_path: Path
) -> None:
    reader = open_page("q=shelling", address=own)
    page = reader.page
    page.get_by_role("button", name=text.WHY).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Nawa", exact=True).first.click()
    expect(dialog.locator("mark.chosen")).to_have_text("Nawa")
    assert reader.param("open") == f"daraa.{REPORTS[0].article.text.index('Nawa')}"
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    reader.settle()
    assert reader.param("open") is None
    page.get_by_role("button", name=text.WHY).first.press("Enter")
    dialog.get_by_role("button", name="It is 2").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text(text.SAVED)).to_be_visible()
    (said,) = Archive.open(tmp_path / "archive").snapshot().corrections["daraa"]
    assert (said.text, said.place and said.place.id) == ("Daraa", NAWA)


def test_an_article_is_taken_away(open_page: Open, own: str) -> None:
    reader = open_page("q=shelling", address=own)
    page = reader.page
    page.locator("[class*=st-key-correct-] button").first.click()
    page.get_by_label(text.REMOVE_WHY).fill("twice")
    page.keyboard.press("Tab")
    reader.settle()
    page.get_by_role("button", name=text.REMOVE).click()
    expect(page.get_by_text(text.EMPTY)).to_be_visible()


def test_who_comes_from_elsewhere_only_reads(open_page: Open) -> None:
    reader = open_page("view=add", extra_http_headers={"X-Forwarded-For": "203.0.113.7"})
    expect(reader.page.get_by_text(text.VIEWS["add"], exact=True)).to_have_count(0)
    expect(reader.page.locator("[class*=st-key-correct-]")).to_have_count(0)
    local = open_page()
    expect(local.page.get_by_text(text.VIEWS["add"], exact=True)).to_have_count(1)
    expect(local.page.locator("[class*=st-key-correct-]").first).to_be_visible()
