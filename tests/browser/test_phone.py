"""On a phone: the map is on the first screen, nothing runs out at the side, and a finger hits what it wants."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from dashboard import text
from tests.browser.conftest import Reader

Open = Callable[..., Reader]
WIDTH, HEIGHT = 390, 844

# What reaches beyond the screen, but for what lies in a row that scrolls by itself.
BEYOND = """() => {
  const scrolls = (box) => box && (/auto|scroll|hidden|clip/.test(getComputedStyle(box).overflowX)
    && box.getBoundingClientRect().right <= innerWidth + 1 || scrolls(box.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one.parentElement))
    .map((one) => one.outerHTML.slice(0, 150));
}"""
# What is pressed and smaller than WCAG's 24 pixels, but for links in a line, and inputs whose label is pressed.
SMALL = """() => [...document.querySelectorAll("button, [role=button], a, summary, input, textarea")].filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    const shown = width > 1 && height > 1 && getComputedStyle(one).visibility !== "hidden";
    const inLine = one.closest("label, p, td, dd, .leaflet-control-attribution") || one.ariaLabel === "Dismiss";
    // the button that takes one kind off again, in Streamlit's field: the chip does it too
    return shown && !inLine && !one.ariaLabel?.startsWith("Remove ") && (width < 24 || height < 24);
  }).map((one) => one.outerHTML.slice(0, 150))"""


def test_every_view_fits_on_a_phone(open_page: Open) -> None:
    reader = open_page(
        "q=shelling&article=daraa", viewport={"width": WIDTH, "height": HEIGHT}, is_mobile=True, has_touch=True
    )
    page = reader.page
    box = page.locator("iframe[title*=folium]").bounding_box()
    assert box
    assert box["y"] + box["height"] <= HEIGHT
    assert reader.frame.evaluate("map.getSize().y") == pytest.approx(box["height"], abs=1)
    assert reader.frame.evaluate(SMALL) == []
    fits(reader)
    page.locator(".sentence").first.scroll_into_view_if_needed()
    expect(page.locator(".sentence").first).to_be_in_viewport()

    page.get_by_role("button", name=text.WHY).first.tap()
    page.get_by_role("dialog").locator("iframe").wait_for()
    fits(reader)
    page.get_by_role("dialog").get_by_role("button", name="Close").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    for view in ("article", "places", "about", "add"):
        reader.view(view)
        fits(reader)


def fits(reader: Reader) -> None:
    """Nothing beyond the screen or too small for a finger."""
    reader.settle()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    assert reader.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= WIDTH
    assert reader.page.evaluate(BEYOND) == []
    assert reader.page.evaluate(SMALL) == []
