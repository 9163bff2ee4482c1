"""Time below the map, in a real browser: a brush chooses the period, and playing leaves history and map alone."""

from collections.abc import Callable

from playwright.sync_api import expect

from dashboard import text
from tests.browser.conftest import Reader

Open = Callable[..., Reader]


def test_a_brush_filters_and_what_it_chose_can_be_played(open_page: Open) -> None:
    # far from Greenwich: a day must stay the day that it is
    reader = open_page(timezone_id="Pacific/Auckland")
    reader.frame.evaluate("void map.setView([40, 30], 5, { animate: false })")
    bars = reader.page.locator(".st-key-time svg [aria-label*='2018-07-']")
    expect(bars).to_have_count(30)
    bars.first.scroll_into_view_if_needed()
    boxes = {bar.get_attribute("aria-label"): bar.bounding_box() for bar in bars.all()}
    first, last = (
        next(box for said, box in boxes.items() if said and said.startswith(day))
        for day in ("2018-07-08", "2018-07-10")
    )
    assert first
    assert last
    middle = first["y"] + first["height"] / 2
    reader.page.mouse.move(first["x"] + 2, middle)
    reader.page.mouse.down()
    reader.page.mouse.move(last["x"] + 1, middle)
    reader.page.mouse.move(last["x"] + last["width"] - 2, middle)
    reader.page.mouse.up()
    reader.settle()
    assert (reader.param("since"), reader.param("until")) == ("2018-07-08", "2018-07-10")
    reader.expect_counts("1 of 4 stories")

    entries = reader.page.evaluate("history.length")
    reader.page.get_by_role("button", name=text.PLAY, exact=True).click()
    reader.page.get_by_text("9 to 11 July 2018").wait_for()
    reader.page.get_by_text("10 to 12 July 2018").wait_for()
    assert reader.param("since") == "2018-07-08"
    reader.page.get_by_role("button", name=text.PAUSE).click()
    reader.settle()
    assert reader.param("since") not in (None, "2018-07-08")
    assert reader.page.evaluate("history.length") == entries + 1
    assert reader.position == (40, 30, 5)
    reader.page.get_by_role("button", name=text.ALL_TIME).click()
    reader.expect_counts("4 of 4 stories")
