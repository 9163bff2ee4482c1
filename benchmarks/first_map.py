"""How long the dashboard takes to its first map, against an empty folium map in a Streamlit page of its own.

Both are served from this machine with the same Leaflet and opened in the same browser, in turns, each in a context of
its own (an empty cache), after a visit that warms the servers.
"""

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from news.whereabouts import SAMPLES
from tests.browser.running import QUIET, chromium, running

ROOT = Path(__file__).parent.parent
TURNS = 9
# An empty map with nothing loaded from elsewhere, as the dashboard's base map has it.
EMPTY = """
import folium
from streamlit_folium import st_folium

empty = folium.Map(location=(25, 20), zoom_start=2, tiles=None)
empty.default_js = [("leaflet", "../../app/static/vendor/leaflet/leaflet.js")]
empty.default_css = [("leaflet_css", "../../app/static/vendor/leaflet/leaflet.css")]
st_folium(empty, key="map", height=610, use_container_width=True, returned_objects=[])
"""
MAP = ".leaflet-control-zoom"
MARKS = ".leaflet-overlay-pane canvas"


def first_map() -> None:
    """Print the median time to each map and the ratio."""
    path = chromium()
    if path is None or not (ROOT / "static" / "vendor" / "leaflet").is_dir():
        print("first map                       not measured: Chromium or static/vendor is missing")
        return
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty"
        empty.mkdir()
        (empty / "app.py").write_text(EMPTY)
        for part in ("static", ".streamlit"):
            (empty / part).symlink_to(ROOT / part)
        with (
            running(
                ROOT / "app.py", log=Path(folder) / "log", environment={"DATELINE_ARCHIVE": str(SAMPLES)}
            ) as dashboard,
            running(empty / "app.py", log=Path(folder) / "empty.log") as baseline,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
            pages = {dashboard: MARKS, baseline: MAP}
            for address, mark in pages.items():
                _visit(browser, address, mark)
            turns = [[_visit(browser, address, mark) for address, mark in pages.items()] for _ in range(TURNS)]
            browser.close()
    ours, theirs = (statistics.median(column) for column in zip(*turns, strict=True))
    ratio = statistics.median(turn[0] / turn[1] for turn in turns)
    print(f"first map of the dashboard      {ours:.2f} s   {ratio:.2f} x an empty folium page ({theirs:.2f} s)")


def _visit(browser: Browser, address: str, mark: str) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.route("**/*", lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort())
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.frame_locator("iframe[title*=folium]").locator(mark).first.wait_for()
    taken = time.perf_counter() - start
    context.close()
    return taken
