"""What deploy/nginx.conf and deploy/Caddyfile say to browsers and to the dashboard, by real proxies before a stand-in.

tests/browser/test_deployed.py holds nginx's policy to the real dashboard in a browser.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
import streamlit
import urllib3
from streamlit_folium import _get_map_string

from dashboard import intake, maps
from tests.deployment.proxies import DEPLOY, Proxy, caddy, nginx

HEADERS = {
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}
FRAME = "component/streamlit_folium.st_folium/index.html"
OURS = "app/static/map.js?0123456789ab"


class _StandIn(BaseHTTPRequestHandler):
    """Says which headers came, in those of its answer."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        upgraded = self.headers.get("Upgrade") == "websocket"
        body = b"" if upgraded else b"function a() {}\n" * 200
        self.send_response(101 if upgraded else 200)
        for name, value in self.headers.items():
            self.send_header(f"Came-{name}", value)
        if upgraded:
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "upgrade")
            self.close_connection = True
        else:
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Content-Type", "text/javascript")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def stand_in() -> Iterator[int]:
    """The port of what stands in for the dashboard."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _StandIn) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest, stand_in: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Each of the two."""
    with request.param(tmp_path_factory.mktemp("proxy"), upstream=stand_in) as running:
        yield running


def ask(proxy: Proxy, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> urllib3.BaseHTTPResponse:
    """The answer, as it came."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with urllib3.PoolManager(cert_reqs="CERT_NONE", assert_hostname=False) as pool:
        return pool.request(
            method, proxy.https + path, body=body or None, headers=named, redirect=False, decode_content=False
        )


def policies(file: Path) -> dict[str, str]:
    """The policies of a configuration, with 'self' as who may embed."""
    found = re.findall(r'"(default-src [^"]*)"', file.read_text())
    kinds = ("files" if "sandbox" in one else "frame" if "openstreetmap" in one else "page" for one in found)
    given = dict(zip(kinds, found, strict=True))
    own = {"$dateline_embedders": "'self'", "{$DATELINE_EMBEDDERS:'self'}": "'self'"}
    return {name: _replaced(policy, own) for name, policy in given.items()}


def _replaced(text: str, by: dict[str, str]) -> str:
    for old, new in by.items():
        text = text.replace(old, new)
    return text


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


pytestmark = pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")


def test_the_policies_name_the_scripts_that_there_are() -> None:
    # fails after an upgrade of Streamlit or folium that changes one: put the hash that it prints into both files
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text()
    (inline,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert _hash(inline) in policies(DEPLOY / "nginx.conf")["page"], _hash(inline)
    for dark in (False, True):
        for remembers in (False, True):
            base = maps.base_map(dark=dark, remembers=remembers)
            base.get_root().render()
            # as streamlit-folium's frame puts it together
            script = f"{_get_map_string(base)}window.map = map_div; window.initComponent(map_div, false);"
            assert _hash(script) in policies(DEPLOY / "nginx.conf")["frame"], _hash(script)


def test_the_policies_are_strict_and_the_same_for_both() -> None:
    found = policies(DEPLOY / "nginx.conf")
    assert found == policies(DEPLOY / "Caddyfile")
    for name, policy in found.items():
        directives = {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}
        assert directives["default-src"] == ["'none'"]
        assert {"base-uri", "form-action", "frame-ancestors"} <= set(directives), name
        scripts = directives.get("script-src", [])
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "data:"} & set(scripts)
        assert not any(source.startswith("http") for source in scripts), "a script from elsewhere"
        assert directives.get("connect-src", ["'self'"]) == ["'self'"]


@pytest.mark.parametrize(
    ("path", "which"),
    [("", "page"), ("_stcore/health", "page"), (FRAME, "frame"), ("media/0.html", "files"), (OURS, "files")],
)
def test_every_answer_has_its_headers(proxy: Proxy, path: str, which: str) -> None:
    answer = ask(proxy, f"/dateline/{path}")
    assert answer.status == 200
    assert answer.headers.getlist("content-security-policy") == [policies(DEPLOY / "nginx.conf")[which]]
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value], name


def test_http_leads_to_https(proxy: Proxy) -> None:
    with urllib3.PoolManager() as pool:
        answer = pool.request("GET", f"{proxy.http}/dateline/?place=Nawa", redirect=False)
    assert answer.status in (301, 308)
    assert answer.headers["location"].startswith("https://127.0.0.1")
    assert answer.headers["location"].endswith("/dateline/?place=Nawa")
    assert ask(proxy, "/dateline").headers["location"].endswith("/dateline/")


def test_the_dashboard_learns_that_somebody_asks_from_afar(proxy: Proxy) -> None:
    # which shuts off editing: dashboard/editing.py
    forged = {"X_Forwarded_For": "10.0.0.1", "X_Forwarded_Host": "localhost", "X_Forwarded_Proto": "http"}
    came = {name.lower(): value for name, value in ask(proxy, "/dateline/", **forged).headers.items()}
    said = {name.removeprefix("came-"): value for name, value in came.items() if name.startswith("came-")}
    assert said["x-forwarded-for"] == "127.0.0.1"
    assert said["x-forwarded-proto"] == "https"
    assert said["x-forwarded-host"] == said["host"] == urlsplit(proxy.https).netloc


def test_the_websocket_is_passed_on_with_its_host(proxy: Proxy) -> None:
    answer = ask(
        proxy, "/dateline/_stcore/stream", Connection="Upgrade", Upgrade="websocket", Sec_WebSocket_Version="13"
    )
    assert answer.status == 101
    assert answer.headers["came-upgrade"] == "websocket"
    # Streamlit compares it with the Origin of the page
    assert answer.headers["came-host"] == urlsplit(proxy.https).netloc


def test_text_is_compressed_by_the_proxy_alone(proxy: Proxy) -> None:
    answer = ask(proxy, "/dateline/static/js/index.js", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert "came-accept-encoding" not in answer.headers
    assert "content-encoding" not in ask(proxy, "/dateline/static/js/index.js", Accept_Encoding="identity").headers


def test_our_files_are_kept_by_their_digest_alone(proxy: Proxy) -> None:
    kept = re.compile(r"max-age=(\d{8,})")
    assert kept.search(ask(proxy, f"/dateline/{OURS}").headers["cache-control"])
    for path in ("app/static/world.json", "", "media/0.csv"):
        assert not kept.search(ask(proxy, f"/dateline/{path}").headers.get("cache-control", ""))


def test_what_the_dashboard_does_not_offer_is_closed(proxy: Proxy) -> None:
    for path in ("/dateline/_stcore/metrics", "/dateline/_stcore/agent/interact", "/dateline/_stcore/agent/mcp"):
        assert ask(proxy, path).status == 404


def test_a_file_is_as_large_as_the_dashboard_takes_it_at_most(proxy: Proxy) -> None:
    path = "/dateline/_stcore/upload_file/session/file"
    assert ask(proxy, path, "PUT", b"x" * intake.MOST_MB * 1024 * 1024).status == 200
    assert ask(proxy, path, "PUT", b"x" * (intake.MOST_MB + 2) * 1024 * 1024).status in (413, 502)


def test_nginx_slows_down_whoever_asks_too_much(stand_in: int, tmp_path: Path) -> None:
    with nginx(tmp_path, upstream=stand_in) as proxy:
        statuses = [ask(proxy, "/dateline/_stcore/upload_file/s/f", "PUT", b"x").status for _ in range(30)]
        assert statuses[:20] == [200] * 20
        assert 429 in statuses
        assert ask(proxy, "/dateline/").status == 200


@pytest.mark.parametrize(
    ("kind", "changes"),
    [(nginx, {}), (caddy, {"\t\tredir /dateline /dateline/ permanent\n": ""})],
    ids=["nginx", "caddy"],
)
def test_the_root_of_a_host_is_served_as_well(
    stand_in: int, tmp_path: Path, kind: Any, changes: dict[str, str]
) -> None:
    with kind(tmp_path, upstream=stand_in, changes={**changes, "/dateline/": "/"}) as proxy:
        for path, which in (("/", "page"), (f"/{FRAME}", "frame"), ("/media/0.csv", "files")):
            answer = ask(proxy, path)
            assert answer.status == 200
            assert answer.headers["content-security-policy"] == policies(DEPLOY / "nginx.conf")[which]
        assert ask(proxy, "/_stcore/agent/interact").status == 404


def test_the_owner_says_who_may_embed(stand_in: int, tmp_path: Path) -> None:
    with nginx(tmp_path, upstream=stand_in, changes={"default \"'self'\"": 'default "https://paper.example"'}) as proxy:
        assert (
            ask(proxy, "/dateline/")
            .headers["content-security-policy"]
            .endswith("frame-ancestors https://paper.example")
        )
        assert (
            ask(proxy, f"/dateline/{FRAME}")
            .headers["content-security-policy"]
            .endswith("frame-ancestors 'self' https://paper.example")
        )
