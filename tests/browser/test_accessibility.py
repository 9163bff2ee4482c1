"""What a screen reader and a keyboard meet: axe-core's scan of every view in both themes; a page without a mouse."""

from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from dashboard import text
from tests.browser.conftest import Reader

Open = Callable[..., Reader]
SERIOUS = ("serious", "critical")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_page: Open, scheme: str) -> None:
    reader = open_page("q=shelling&since=2018-07-01&article=daraa", color_scheme=scheme)
    page = reader.page
    passes(reader)
    reader.map_locator(".leaflet-control-layers-toggle").press("Enter")
    for name in (text.SHARE, text.LOOK, text.CORRECT):
        button = page.get_by_role("button", name=name).first
        button.click()
        passes(reader)
        page.keyboard.press("Escape")
        expect(button).to_have_attribute("aria-expanded", "false")
    page.get_by_role("button", name=text.WHY).first.click()
    page.get_by_role("dialog").locator("iframe").wait_for()
    passes(reader, frames=2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for view, frames in (("article", 1), ("places", 0), ("about", 0), ("add", 0)):
        reader.view(view)
        passes(reader, frames=frames)
    page.get_by_label(text.ADD_TEXT).fill("Shelling hit the town of Quneitra in Syria on June 19.")
    page.get_by_role("button", name=text.ADD_LOOK).click()
    page.get_by_role("button", name=text.KEEP).wait_for()
    passes(reader)
    page.goto(f"{reader.address}?embed=true&layer=provinces")
    page.get_by_role("link", name=text.OPEN_FULL).wait_for()
    passes(reader)


def passes(reader: Reader, *, frames: int = 1) -> None:
    """axe-core finds nothing of weight on the page as it is, nor in the maps in it."""
    reader.settle()
    expect(reader.page.locator("iframe")).to_have_count(frames)
    for frame in reader.page.frames:
        frame.wait_for_load_state()
        frame.evaluate(AXE_SCRIPT)  # where axe-core is not, it looks no further
    results = reader.page.evaluate("axe.run({ resultTypes: ['violations', 'incomplete'] })")
    assert not [one for one in results["incomplete"] if one["id"] == "frame-tested"]
    assert [
        f"{one['id']}: {one['help']}: {node['html'][:200]}"
        for one in results["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ] == []


# The name of what the keyboard is at, also in the map's frame.
AT = """() => { let at = document.activeElement; if (at.contentDocument) at = at.contentDocument.activeElement;
    return (at.getAttribute("aria-label") || at.innerText || "").replace(/\\s+/g, " ").slice(0, 80); }"""


def tab_to(reader: Reader, name: str, *, key: str = "Tab") -> None:
    """Press Tab until the keyboard is there."""
    passed = []
    for _ in range(40):
        reader.page.keyboard.press(key)
        passed.append(reader.page.evaluate(AT))
        if name in passed[-1]:
            return
    raise AssertionError(f"{name!r} is not among {passed}")


def test_the_keyboard_alone_reaches_everything(open_page: Open) -> None:
    reader = open_page()
    page, press = reader.page, reader.page.keyboard.press
    tab_to(reader, text.PLACE)
    page.keyboard.type("nawa")
    press("Enter")
    reader.settle()
    reader.expect_counts("1 of 4 stories: 1 mention")

    tab_to(reader, text.LOOK)
    press("Enter")
    expect(page.get_by_role("radio", name=text.COLOURS["kind"])).to_be_focused()
    press("Escape")
    expect(page.get_by_role("button", name=text.LOOK)).to_be_focused()

    tab_to(reader, text.MAP_KEYS)
    before = reader.position
    press("ArrowRight")
    reader.wait(f"Math.abs(map.getCenter().lng - {before[1]}) > 0.01")
    tab_to(reader, text.BASE)
    assert reader.frame.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    press("Space")
    expect(reader.map_locator(".leaflet-control-layers-base input").first).to_be_focused()
    press("ArrowDown")
    expect(reader.map_locator(".notice")).to_have_text(text.TILES_FAILED)
    press("Escape")
    assert page.evaluate(AT) == text.BASE
    assert reader.param("base") == "streets"

    tab_to(reader, text.WHY)
    press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    reader.settle()
    tab_to(reader, text.WHY_ELSE)
    press("Escape")
    expect(dialog).to_have_count(0)
    reader.settle()
    assert text.WHY in page.evaluate(AT)

    tab_to(reader, text.READ, key="Shift+Tab")
    press("Enter")
    expect(page.locator(".st-key-article h4")).to_have_text("Shelling in the south")
    reader.settle()
    tab_to(reader, text.BACK)
    press("Enter")
    reader.map_locator(".leaflet-overlay-pane canvas").wait_for()
    reader.settle()
    tab_to(reader, "Only Nawa")
    press("Enter")
    reader.expect_counts("4 of 4 stories: 11 mentions")


def test_the_table_has_all_that_the_map_shows_for_the_keyboard(open_page: Open) -> None:
    reader = open_page("view=places", view="places")
    tab_to(reader, text.LAYERS["places"])
    tab_to(reader, "Fullscreen: ")
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("Shift+Space")
    expect(reader.chip("place")).to_be_visible()
    assert reader.param("place")
