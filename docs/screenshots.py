"""Take the README's pictures of the dashboard on the sample articles.

    python -m docs.screenshots

Needs Chromium and the packages of requirements-dev.txt. Map tiles are left out: they are not ours to ship.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

from news.whereabouts import SAMPLES
from tests.browser.running import QUIET, chromium, running

ROOT = Path(__file__).parent.parent
SUMMER = "since=2018-06-01&until=2018-08-31"
SIZE: ViewportSize = {"width": 1440, "height": 900}


def main() -> None:
    path = chromium()
    if path is None:
        sys.exit("Chromium is not installed")
    with (
        tempfile.TemporaryDirectory() as folder,
        running(ROOT / "app.py", log=Path(folder) / "log", environment={"DATELINE_ARCHIVE": str(SAMPLES)}) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        page = browser.new_page(viewport=SIZE)
        page.route("**/*", lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort())
        page.goto(f"{address}?{SUMMER}")
        page.frame_locator("iframe[title*=folium]").locator(".leaflet-overlay-pane canvas").wait_for()
        page.wait_for_timeout(4000)
        page.screenshot(path=ROOT / "docs" / "map.png")
        browser.close()
    print("docs/map.png")


if __name__ == "__main__":
    main()
