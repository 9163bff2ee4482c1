"""The dashboard as deploy/nginx.conf serves it: under a base path, over TLS, with its content security policy."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from dashboard import text
from tests.browser.conftest import Reader, serve
from tests.dashboard.reports import PLACES
from tests.deployment.proxy import nginx

# What a policy stopped, in whatever frame, with what would have been loaded or run.
_REPORT = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`stopped: ${event.violatedDirective} ${event.blockedURI} in ${location.pathname} ${event.sourceFile} ${event.lineNumber} ${event.sample}`))"""


class Deployed(Reader):
    """Someone with the page open who notes what the policy stops, and what the browser says of it."""

    stopped: list[str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard behind nginx."""
    app, proxy = tmp_path_factory.mktemp("app"), tmp_path_factory.mktemp("proxy")
    with serve(app, script=Path(__file__).with_name("page.py"), base="dateline") as address:
        port = urlsplit(address).port
        assert port
        with nginx(proxy, upstream=port) as (https, _):
            yield f"{https}/dateline/"


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


def test_every_view_works_under_the_policy_and_it_stops_nothing(reader: Deployed) -> None:
    reader.open()
    print(reader.stopped)
    for layer in ("heat", "clusters", "provinces", "places"):
        reader.open(f"layer={layer}")
        print(layer, reader.stopped)
    for view in ("places", "about"):
        reader.view(view)
        print(view, reader.stopped)
    assert reader.stopped == []
    assert reader.errors == []
