"""What a screen reader and a keyboard meet: axe-core's scan of every view in both themes; a page without a mouse."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard import text
from tests.browser.conftest import Reader

Open = Callable[..., Reader]
SERIOUS = ("serious", "critical")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["place=Daraa&since=2018-07-01", "view=places", "view=about"])
def test_axe_finds_nothing_serious(open_page: Open, query: str, scheme: str) -> None:
    reader = open_page(query, view="map" if "view" not in query else "other", color_scheme=scheme)
    assert serious(reader) == []


def serious(reader: Reader) -> list[str]:
    """What axe-core finds of weight on the page as it is, a line each."""
    found = Axe().run(reader.page).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


def test_the_map_can_be_filtered_with_the_keyboard_alone(open_page: Open) -> None:
    reader = open_page()
    reader.page.get_by_label(text.PLACE, exact=True).focus()
    reader.page.keyboard.type("nawa")
    reader.page.keyboard.press("Enter")
    reader.settle()
    reader.expect_counts("1 of 4 stories: 1 mention")
    reader.page.locator(".st-key-chip-place button").focus()
    reader.page.keyboard.press("Enter")
    reader.settle()
    reader.expect_counts("4 of 4 stories: 11 mentions")
