"""Leaflet from its CDN: it runs as npm has it, and not at all with a byte that is another's."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from dashboard import maps

VENDOR = maps.STATIC / "vendor"
PAGE = "https://dateline.example/component/streamlit_folium.st_folium/index.html"
# As streamlit-folium loads what it is given; true for each that ran or was laid on.
LOAD = """async ([scripts, styles]) => {
  const loaded = (element) => new Promise((done) => {
    element.onload = () => done(true);
    element.onerror = () => done(false);
    document.head.appendChild(element);
  });
  const ran = [];
  for (const address of scripts) {
    const element = document.createElement("script");
    element.src = address;
    ran.push(await loaded(element));
  }
  for (const address of styles) {
    const element = document.createElement("link");
    element.rel = "stylesheet";
    element.href = address;
    ran.push(await loaded(element));
  }
  return ran;
}"""


@pytest.mark.skipif(not (VENDOR / "leaflet").is_dir(), reason="Leaflet was not fetched: python static/vendor.py")
@pytest.mark.parametrize("added", [b"", b"\n/**/window.hacked = true"])
def test_what_the_cdn_gives_runs_only_as_it_is_known(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, added: bytes
) -> None:
    for file in maps.STATIC.glob("*.*"):
        (tmp_path / file.name).symlink_to(file)
    monkeypatch.setattr(maps, "STATIC", tmp_path)
    base = maps.base_map(dark=False)
    scripts = [address for name, address in base.default_js if name != "dateline"]
    styles = [address for name, address in base.default_css if name == "leaflet_css"]

    def give(route: Route) -> None:
        address = route.request.url.partition("?")[0]
        if address == PAGE:
            route.fulfill(body="<!doctype html>", content_type="text/html")
        elif address.startswith("https://dateline.example/app/static/"):
            route.fulfill(path=tmp_path / address.rpartition("/")[2])
        else:
            (file,) = VENDOR.glob(f"*/{address.rpartition('/')[2]}")
            kind = "text/css" if file.suffix == ".css" else "text/javascript"
            headers = {"access-control-allow-origin": "*", "content-type": kind}
            route.fulfill(body=file.read_bytes() + added, headers=headers)

    context = browser.new_context()
    page = context.new_page()
    context.route("**/*", give)
    page.goto(PAGE)
    assert page.evaluate(LOAD, [scripts, styles]) == [True, not added, not added]
    assert page.evaluate("[typeof L, window.hacked]") == ["undefined" if added else "object", None]
    context.close()
