"""A running dashboard and a Chromium that can reach nothing but it."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Locator, Page, Route, expect, sync_playwright

from dashboard import text
from news.records import Entry
from tests.browser.running import QUIET, chromium, running
from tests.dashboard.reports import REPORTS, keep

ROOT = Path(__file__).parents[2]
TILES = "tile.openstreetmap.org"
DARK_TILES = ".basemaps.cartocdn.com"

expect.set_options(timeout=30_000)  # the machines are shared


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@contextmanager
def serve(folder: Path, *, script: Path, base: str = "", reports: Sequence[Entry] = REPORTS) -> Iterator[str]:
    """Run a page in the place of app.py, from a folder that holds the other parts of the app; gives its address."""
    for part in ("static", ".streamlit"):
        (folder / part).symlink_to(ROOT / part)
    shutil.copy(script, folder / "app.py")
    keep(folder / "archive", reports)
    environment = {"DATELINE_ROOT": str(ROOT), "DATELINE_ARCHIVE": str(folder / "archive")}
    with running(folder / "app.py", log=folder / "log", base=base, environment=environment) as address:
        yield address


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard on the hand-made reports."""
    with serve(tmp_path_factory.mktemp("dashboard"), script=Path(__file__).with_name("page.py")) as address:
        yield address


@pytest.fixture
def own(tmp_path: Path) -> Iterator[str]:
    """The address of a dashboard on an archive of its own, in tmp_path/archive."""
    with serve(tmp_path, script=Path(__file__).with_name("page.py")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Where none is installed the tests are skipped, but in CI that is a failure."""
    path = chromium()
    if path is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("no Chromium is installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield launched
        launched.close()


class Reader:
    """Someone with the page open."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.page: Page = context.new_page()
        self.asked: set[str] = set()  # hosts beside our own
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append(dialog.message))
        context.route("**/*", self._only_us)

    def _only_us(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.hostname == "127.0.0.1" or parts.scheme in ("data", "blob"):
            route.continue_()
        else:
            self.asked.add(parts.hostname or "")
            route.abort()

    def open(self, query: str = "", *, view: str = "map") -> "Reader":
        """Open the page and wait for what it shows."""
        self.page.goto(f"{self.address}?{query}")
        if view == "map":
            self.map_locator(".leaflet-overlay-pane canvas").wait_for()
            self.wait("window.map && map.dateline && Object.keys(map._layers).length > 5")
        self.page.get_by_text(text.VIEWS["about"], exact=True).wait_for()
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until Streamlit has run the page, and until a click on the map would have been sent."""
        self.page.wait_for_timeout(500)
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        self.page.wait_for_timeout(300)

    def map_locator(self, selector: str) -> Locator:
        """Something in the map's frame."""
        return self.page.frame_locator("iframe[title*=folium]").locator(selector)

    @property
    def frame(self) -> Frame:
        """The map's frame."""
        return next(frame for frame in self.page.frames if "streamlit_folium" in frame.url)

    def wait(self, script: str) -> None:
        """Wait until something is true in the map's frame."""
        self.frame.wait_for_function(script)

    @property
    def position(self) -> tuple[float, float, float]:
        """Latitude, longitude and zoom of the map."""
        lat, lon, zoom = self.frame.evaluate("[map.getCenter().lat, map.getCenter().lng, map.getZoom()]")
        return round(lat, 2), round(lon, 2), zoom

    def stand(self, lat: float, lon: float, zoom: int) -> None:
        """Move the map, and wait until the address says so."""
        self.frame.evaluate(
            "([lat, lon, zoom]) => void map.setView([lat, lon], zoom, { animate: false })", [lat, lon, zoom]
        )
        self.page.wait_for_function(
            "at => new URL(location.href).searchParams.get('at') === at", arg=f"{lat:.3f}_{lon:.3f}_{zoom}"
        )

    def view(self, name: str) -> None:
        """Choose a view by its tab."""
        self.page.get_by_role("radio", name=text.VIEWS[name], exact=True).click()
        self.settle()

    def chip(self, name: str) -> Locator:
        """The button that takes a filter off."""
        return self.page.locator(f".st-key-chip-{name} button [data-testid=stMarkdownContainer]")

    @property
    def counts(self) -> str:
        """What the page says that it shows."""
        return self.page.locator("[data-testid=stCaptionContainer]").first.inner_text()

    def expect_counts(self, start: str) -> None:
        """Wait until the page says so."""
        expect(self.page.locator("[data-testid=stCaptionContainer]").first).to_have_text(re.compile(f"^{start}\\b"))

    def param(self, name: str) -> str | None:
        """A value in the page's address."""
        found: str | None = self.page.evaluate("name => new URL(location.href).searchParams.get(name)", name)
        return found

    def spot(self, place: str) -> tuple[float, float]:
        """Where on the page the dot of a place is, by id."""
        x, y = self.frame.evaluate(
            """id => { let found; map.eachLayer(layer => {
                if (layer.feature && layer.feature.properties.id === id && layer.getLatLng) found = layer; });
                const point = map.latLngToContainerPoint(found.getLatLng()); return [point.x, point.y]; }""",
            place,
        )
        box = self.page.locator("iframe[title*=folium]").bounding_box()
        assert box
        return box["x"] + x, box["y"] + y

    def click_dot(self, place: str) -> None:
        """Click the dot of a place."""
        self.page.mouse.click(*self.spot(place))
        self.settle()


@pytest.fixture
def open_page(browser: Browser, dashboard: str) -> Iterator[Callable[..., Reader]]:
    """Open the dashboard in a browser of its own; whatever went wrong there fails the test."""
    readers: list[tuple[Reader, BrowserContext]] = []

    def open_at(query: str = "", *, view: str = "map", address: str = dashboard, **settings: object) -> Reader:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **settings})  # type: ignore[arg-type]
        reader = Reader(context, address)
        readers.append((reader, context))
        return reader.open(query, view=view)

    yield open_at
    for reader, context in readers:
        context.close()
        assert not reader.errors
        assert all(host == TILES or host.endswith(DARK_TILES) for host in reader.asked), "something is from elsewhere"
