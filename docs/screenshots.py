"""Take the README's pictures: every view of the dashboard on the sample articles, in light and dark.

    python -m docs.screenshots

Needs Chromium and the packages of requirements-dev.txt. Nothing but this machine is reached, so that there are no map
tiles in them, which are not ours to ship.
"""

import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from dashboard import text
from tests.browser.running import QUIET, chromium, running

ROOT = Path(__file__).parent.parent
WIDE, SMALL, PHONE = (1440, 900), (800, 700), (390, 844)
SUMMER = "since=2018-06-01&until=2018-08-31"
ARTICLE = "sample/manbij-patrols-2018-06-18"
PASTED = "Shelling hit Nawa, 30 km north of Daraa, on Monday, as Moscow-brokered talks went on in Amman."
THEMES = ("light", "dark")
MAP_S = 4.0  # until borders and labels are drawn


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: the page at an address, and what is clicked before it is taken."""

    name: str
    query: str
    size: tuple[int, int] = WIDE
    before: Callable[[Page], None] = lambda page: None


def _share(page: Page) -> None:
    page.get_by_role("button", name=text.SHARE).click()


def _preview(page: Page) -> None:
    page.get_by_label(text.ADD_TEXT).fill(PASTED)
    page.get_by_role("button", name=text.ADD_LOOK).click()
    page.get_by_role("button", name=text.KEEP).wait_for()
    page.wait_for_timeout(MAP_S * 1000)


SHOTS = (
    Shot("map", SUMMER),
    Shot("provinces", f"{SUMMER}&layer=provinces&place=Syria"),
    Shot("article", f"view=article&article={ARTICLE}"),
    Shot("why", f"{SUMMER}&open={ARTICLE}.0"),
    Shot("table", "view=places"),
    Shot("add", "view=add", before=_preview),
    Shot("about", "view=about"),
    Shot("share", f"{SUMMER}&place=Daraa", before=_share),
    Shot("frame", f"{SUMMER}&embed=true", size=SMALL),
    Shot("phone", SUMMER, size=PHONE),
)


def main() -> None:
    path = chromium()
    if path is None:
        sys.exit("Chromium is not installed")
    with (
        tempfile.TemporaryDirectory() as folder,
        running(ROOT / "app.py", log=Path(folder) / "log", environment={"DATELINE_HOME": folder}) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        for shot in SHOTS:
            for theme in THEMES:
                target = ROOT / "docs" / f"{shot.name}-{theme}.webp"
                target.write_bytes(_small(take(browser, address, shot, dark=theme == "dark")))
                print(target.relative_to(ROOT), f"{target.stat().st_size:,} bytes")
        browser.close()


def take(browser: Browser, address: str, shot: Shot, *, dark: bool) -> bytes:
    """A picture as a PNG file."""
    width, height = shot.size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    page.route("**/*", lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort())
    page.goto(f"{address}?{shot.query}")
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(MAP_S * 1000)
    shot.before(page)
    page.wait_for_timeout(1000)
    taken = page.screenshot()
    page.close()
    return taken


def _small(png: bytes) -> bytes:
    """The same picture in a smaller file, to the last pixel."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(out, "WEBP", lossless=True, method=6)
    return out.getvalue()


if __name__ == "__main__":
    main()
