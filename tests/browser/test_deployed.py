"""The dashboard as deploy/nginx.conf serves it: under a base path, over TLS, with its content security policy."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from dashboard import text
from tests.browser.conftest import Reader, serve
from tests.dashboard.reports import PLACES
from tests.deployment.proxies import nginx

# What a policy stopped, in whatever frame, with what would have been loaded or run.
_REPORT = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`stopped: ${event.violatedDirective} ${event.blockedURI} in ${location.pathname} ${event.sample}`))"""


class Deployed(Reader):
    """Someone with the page open who notes what the policy stops, and what the browser says of it."""

    stopped: list[str]

    def wait(self, script: str) -> None:
        """As ever, but not by a script that asks again and again: the policy forbids to evaluate it."""
        for _ in range(100):
            if self.frame.evaluate(f"() => Boolean({script})"):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(script)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard behind nginx."""
    app, proxy = tmp_path_factory.mktemp("app"), tmp_path_factory.mktemp("proxy")
    with serve(app, script=Path(__file__).with_name("page.py"), base="dateline") as address:
        port = urlsplit(address).port
        assert port
        with nginx(proxy, upstream=port) as running:
            yield f"{running.https}/dateline/"


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Deployed]:
    """Someone who has not opened the page yet."""
    context = browser.new_context(
        ignore_https_errors=True,
        viewport={"width": 1440, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.add_init_script(_REPORT)
    found = Deployed(context, site)
    found.stopped = []
    found.page.on(
        "console",
        lambda said: (
            found.stopped.append(said.text)
            if said.text.startswith("stopped:") or "Content Security Policy" in said.text
            else None
        ),
    )
    yield found
    context.close()


def test_every_view_works_under_the_policy_and_it_stops_nothing(reader: Deployed, site: str) -> None:
    reader.open("base=satellite&layer=clusters")
    assert "server.arcgisonline.com" in reader.asked, "the policy stopped a base map"
    reader.open("layer=heat")
    reader.open()
    page = reader.page
    expect(page.get_by_role("radio", name=text.VIEWS["add"], exact=True)).to_have_count(0)  # nobody edits from afar

    page.get_by_role("button", name=text.SHARE).click()
    page.get_by_role("button", name=text.COPY).click()
    expect(page.get_by_text(text.COPIED, exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{site}?")
    frame = page.get_by_label(text.EMBED_HINT).input_value()
    assert frame.startswith(f'<iframe src="{site}?')
    page.keyboard.press("Escape")

    page.get_by_role("button", name=text.TAKE).click()
    for form, beginning in (("html", b"<!doctype html>"), ("png", b"\x89PNG")):
        with page.expect_download() as download:
            page.get_by_role("button", name=text.TAKE_FORMATS[form][0]).click()
        assert download.value.path().read_bytes().startswith(beginning)
    page.keyboard.press("Escape")

    reader.click_dot(PLACES["daraa"].id)
    reader.expect_counts("3 of 4 stories")
    page.get_by_role("button", name=text.WHY).first.click()
    page.get_by_role("dialog").locator("iframe[title*=folium]").content_frame.locator(".candidate").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    reader.chip("place").click()
    reader.settle()

    page.get_by_role("button", name=text.PLAY, exact=True).click()
    page.locator(".st-key-time").get_by_text("3 July 2018, 0 stories").wait_for()
    page.get_by_role("button", name=text.PAUSE).click()
    reader.settle()
    page.get_by_role("button", name=text.ALL_TIME).click()
    reader.expect_counts("4 of 4 stories")
    for view in ("places", "about"):
        reader.view(view)
    reader.open("view=article&article=daraa", view="article")
    page.locator("mark.literal").first.wait_for()
    page.set_content(f"<!doctype html><body>{frame}</body>")  # a page of the same site
    inside = page.frame_locator("iframe").frame_locator("iframe[title*=folium]")
    inside.locator(".leaflet-overlay-pane canvas").wait_for()
    assert reader.stopped == []
    assert reader.errors == []


def test_the_policy_stops_what_is_put_into_the_page(reader: Deployed, site: str) -> None:
    reader.open()
    attacks = """() => {
        document.body.append(Object.assign(document.createElement("script"), { textContent: "window.hacked = 1" }));
        document.body.insertAdjacentHTML("beforeend", "<img src=x: onerror='window.hacked = 2'>");
        const elsewhere = Object.assign(document.createElement("script"), { src: "https://elsewhere.example/x.js" });
        document.body.append(elsewhere);
        setTimeout("window.hacked = 3");
        fetch("https://elsewhere.example/").catch(() => {});
    }"""
    for place in (reader.page, reader.frame):
        place.evaluate(attacks)
        reader.page.wait_for_timeout(300)
        assert place.evaluate("window.hacked") is None
    assert len([said for said in reader.stopped if said.startswith("stopped:")]) >= 10
    assert not reader.asked

    # somebody else's page: it may not frame this one, and gets no handle of it
    reader.page.context.route(
        "https://elsewhere.example/*",
        lambda route: route.fulfill(content_type="text/html", body=f"<iframe src='{site}'></iframe>"),
    )
    reader.page.goto("https://elsewhere.example/")
    expect(reader.page.locator("iframe")).to_be_visible()
    reader.page.wait_for_timeout(500)
    assert reader.page.frames[1].url == "chrome-error://chromewebdata/"
    with reader.page.expect_popup() as popup:
        reader.page.evaluate("site => void (window.opened = open(site))", site)
    popup.value.frame_locator("iframe[title*=folium]").locator(".leaflet-overlay-pane canvas").wait_for()
    assert reader.page.evaluate("opened.closed"), "whoever opens the page can speak to the map in it"


def test_the_map_listens_to_its_page_alone(reader: Deployed) -> None:
    # by listeners in the map's frame as streamlit-folium has one
    reader.open()
    reader.frame.evaluate(
        "() => { window.heard = []; addEventListener('message', ({ data }) => heard.push(data.by)); }"
    )
    reader.page.evaluate("() => void document.body.append(document.createElement('iframe'))")
    stranger = reader.page.frames[-1]
    assert stranger.url == "about:blank"
    send = "([at, by]) => at.document.querySelector('iframe[title*=folium]').contentWindow.postMessage({ by }, '*')"
    stranger.evaluate(f"({send})([parent, 'stranger'])")
    reader.page.evaluate(f"({send})([window, 'page'])")
    reader.wait("heard.includes('page')")
    assert "stranger" not in reader.frame.evaluate("heard")
