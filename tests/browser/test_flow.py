"""A newcomer's way through the dashboard, from the first look to a correction; and what stays as it was on the way."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from dashboard import text
from news.archive import Archive
from tests.browser.conftest import Reader
from tests.dashboard.reports import PLACES

Open = Callable[..., Reader]
DARAA, NAWA = PLACES["daraa"].id, PLACES["nawa"].id
LIST = ".st-key-list"


def test_from_the_first_look_to_a_correction(open_page: Open, own: str, tmp_path: Path) -> None:
    reader = open_page(address=own, permissions=["clipboard-read", "clipboard-write"])
    page = reader.page
    expect(
        page.get_by_text("Where 4 news reports of 2 July to 1 August 2018 say that something happened")
    ).to_be_visible()

    # by place
    page.get_by_label(text.PLACE, exact=True).fill("daraa")
    page.get_by_role("option", name="Daraa, Syria").click()
    reader.wait("map.getBounds().contains([32.62, 36.10]) && map.getZoom() > 8")
    reader.expect_counts("3 of 4 stories")

    # by date
    for part, value in (("year", "2018"), ("month", "07"), ("day", "09")):
        page.get_by_role("spinbutton", name=f"{part}, {text.UNTIL}").press_sequentially(value)
    page.get_by_label(text.WORDS).focus()  # a date is taken once its field is left
    reader.expect_counts("2 of 4 stories")
    expect(reader.chip("until")).to_have_text("Until 9 July 2018")
    assert (reader.param("place"), reader.param("until")) == (DARAA, "2018-07-09")

    # a mark, its snippet, and what its link leads to
    reader.settle()
    reader.stand(32.75, 36.05, 9)
    reader.click_dot(NAWA)
    reader.expect_counts("1 of 4 stories: 1 mention")
    expect(page.locator(".sentence")).to_have_text(["Shelling hit Daraa and Nawa on Monday."])
    page.context.route("https://example.org/**", lambda route: route.fulfill(body="The report itself."))
    link = page.locator(".report a")
    with page.context.expect_page() as opened:
        link.click()
    expect(opened.value.get_by_text("The report itself.")).to_be_visible()
    assert opened.value.url.startswith("https://example.org/daraa#:~:text=Shelling%20hit%20Daraa")
    assert opened.value.evaluate("opener") is None
    opened.value.close()

    # the link, in another browser
    page.get_by_role("button", name=text.SHARE).click()
    page.get_by_role("button", name=text.COPY).click()
    expect(page.get_by_text(text.COPIED, exact=True)).to_be_visible()
    copied = urlsplit(page.evaluate("navigator.clipboard.readText()"))
    other = open_page(copied.query, address=own)
    assert other.position == reader.position == (32.75, 36.05, 9)
    assert (other.counts, other.page.title()) == (reader.counts, page.title())
    expect(other.chip("place")).to_have_text("Only Nawa, Syria")
    expect(other.chip("until")).to_have_text("Until 9 July 2018")
    page.keyboard.press("Escape")

    # time
    page.get_by_role("button", name=text.CLEAR).click()
    reader.expect_counts("4 of 4 stories")
    page.get_by_role("button", name=text.PLAY, exact=True).click()
    page.locator(".st-key-time").get_by_text("3 July 2018, 0 stories").wait_for()
    page.get_by_role("button", name=text.PAUSE).click()
    reader.settle()
    page.get_by_role("button", name=text.ALL_TIME).click()
    reader.expect_counts("4 of 4 stories")
    assert reader.position == (32.75, 36.05, 9)

    # a correction, which the other browser sees as well
    page.get_by_label(text.WORDS).fill("shelling")
    page.keyboard.press("Enter")
    reader.expect_counts("1 of 4 stories")
    reader.settle()
    page.get_by_role("button", name=text.WHY).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="It is 2").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("corrected by")).to_be_visible()
    (said,) = Archive.open(tmp_path / "archive").snapshot().corrections["daraa"]
    assert (said.text, said.place and said.place.id) == ("Daraa", NAWA)
    other.open(copied.query)
    other.expect_counts("1 of 4 stories: 2 mentions")


def test_what_is_open_and_how_far_it_is_scrolled_stay(open_page: Open) -> None:
    reader = open_page(viewport={"width": 1440, "height": 600})
    page = reader.page
    reader.stand(33, 36, 7)
    scroll = "([list, main]) => { list.scrollTop = 60; main.scrollTop = 90; }"
    scrolled = "([list, main]) => [list.scrollTop, main.scrollTop]"
    parts = "() => [document.querySelector('" + LIST + "'), document.querySelector('[data-testid=stMain]')]"
    page.evaluate(f"({scroll})(({parts})())")
    page.get_by_role("button", name=text.LOOK).click()
    page.locator("label", has_text=text.ASSOCIATIVE).click()
    reader.expect_counts("4 of 4 stories: 13 mentions")
    reader.settle()
    page.keyboard.press("Escape")
    assert page.evaluate(f"({scrolled})(({parts})())") == [60, 90]

    # an article stays open while the map is filtered, and the words are marked in it
    page.get_by_role("button", name=text.READ).nth(2).press("Enter")
    expect(page.locator(".st-key-article h4")).to_have_text("Shelling in the south")
    reader.settle()
    reader.view("map")
    page.get_by_label(text.WORDS).fill("shelling")
    page.keyboard.press("Enter")
    reader.expect_counts("1 of 4 stories")
    assert reader.position == (33, 36, 7)
    reader.view("article")
    expect(page.locator(".st-key-article .text mark.word")).to_have_text("Shelling")

    # "Why here?" as well: "back" closes it and "forward" opens it; what is chosen beside it leaves it closed
    page.get_by_role("button", name=text.BACK).click()
    reader.settle()
    page.get_by_role("button", name=text.WHY).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    reader.settle()
    page.go_back()
    expect(dialog).to_have_count(0)
    reader.settle()
    page.go_forward()
    expect(dialog.locator("mark.chosen")).to_have_text("Daraa")
    expect(reader.chip("q")).to_have_text("“shelling”")
    reader.settle()
    for view in ("places", "about", "map"):
        page.keyboard.press("Escape")
        page.get_by_role("radio", name=text.VIEWS[view], exact=True).click()
    reader.settle()
    expect(dialog).to_have_count(0)
    assert reader.position == (33, 36, 7)
