"""A link that restores what was seen, the frame for other pages, and the browser's own title and history."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from dashboard import text
from tests.browser.conftest import Reader
from tests.dashboard.reports import PLACES

Open = Callable[..., Reader]
NAWA = PLACES["nawa"].id


def test_the_copied_link_restores_everything_and_says_when_it_was_made(open_page: Open) -> None:
    reader = open_page(
        "place=Nawa&since=2018-07-01&kind=other&colour=recency&layer=clusters",
        permissions=["clipboard-read", "clipboard-write"],
    )
    reader.stand(33.5, 36.5, 8)
    reader.page.get_by_role("button", name=text.SHARE).click()
    copy = reader.page.get_by_role("button", name=text.COPY)
    expect(copy).to_be_focused()
    copy.press("Enter")
    expect(reader.page.get_by_text(text.COPIED, exact=True)).to_be_visible()
    link = reader.page.evaluate("navigator.clipboard.readText()")
    asked = {name: value for name, (value,) in parse_qs(urlsplit(link).query).items()}
    made = datetime.fromisoformat(asked.pop("made"))
    assert abs((datetime.now(UTC) - made).total_seconds()) < 60
    assert asked == {
        "place": NAWA, "since": "2018-07-01", "kind": "other", "colour": "recency", "layer": "clusters",
        "at": "33.500_36.500_8",
    }  # fmt: skip
    other = open_page(urlsplit(link).query)
    assert other.position == (33.5, 36.5, 8)
    assert other.page.title() == f"Nawa, Other, since 1 July 2018 · {text.TITLE}"
    expect(other.chip("kind")).to_have_text("Other")
    expect(other.page.get_by_text("Nothing has come since this link was made")).to_be_visible()


def test_the_frame_for_other_pages_shows_the_map_alone(open_page: Open) -> None:
    reader = open_page("place=Nawa")
    reader.page.get_by_role("button", name=text.SHARE).click()
    sample = reader.page.get_by_label(text.EMBED_HINT).input_value()
    assert sample.startswith('<iframe src="http://127.0.0.1:')
    assert "&amp;embed=true" in sample
    reader.page.set_content(f"<!doctype html><body>{sample}</body>")
    inside = reader.page.frame_locator("iframe")
    inside.frame_locator("iframe[title*=folium]").locator(".leaflet-overlay-pane canvas").wait_for()
    expect(inside.get_by_text("1 of 4 stories")).to_be_visible()
    expect(inside.get_by_label(text.PLACE, exact=True)).to_have_count(0)
    expect(inside.get_by_role("link", name=text.OPEN_FULL)).to_have_attribute(
        "href", f"?place={NAWA.replace(':', '%3A')}"
    )
