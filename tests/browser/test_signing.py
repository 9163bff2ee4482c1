"""Who signs in at a real provider of OpenID Connect on this machine, and what they may then do."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from dashboard import signing as signed
from dashboard import text
from news.archive import Archive
from tests.browser.conftest import ROOT, Reader
from tests.browser.running import running
from tests.dashboard.reports import REPORTS, keep
from tests.visitors import get, visit

Open = Callable[..., Reader]
OIDC = Path(__file__).parents[1] / "oidc"
SECRET = "only-the-provider-and-the-dashboard-know-this"
COOKIE_SECRET = "signs-the-cookies-of-whoever-has-signed-in"
LISTED = "ana@example.org"
FONTS = "fonts.googleapis.com"  # the provider's forms ask for them
NAWA = "Shelling hit the Syrian town of Nawa on June 19."


@dataclass(frozen=True, slots=True)
class Signing:
    """A dashboard that people sign in to, and where its archive and its log are."""

    address: str
    archive: Path
    log: Path


@pytest.fixture(scope="module")
def node() -> str:
    """What runs the provider. Where it is missing the tests are skipped, but in CI that is a failure."""
    found = shutil.which("node")
    if found is None or not (OIDC / "node_modules" / "oidc-provider").exists():
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("the provider is not installed: npm ci --prefix tests/oidc")
    return found


@pytest.fixture(scope="module")
def signing(node: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signing]:
    """A dashboard with sign-in, and its provider."""
    folder = tmp_path_factory.mktemp("signing")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / ".streamlit").mkdir()
    shutil.copy(ROOT / ".streamlit" / "config.toml", folder / ".streamlit")
    (folder / ".streamlit" / "secrets.toml").write_text(f"""
[dateline]
people = ["{LISTED}"]

[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{COOKIE_SECRET}"
client_id = "dateline"
client_secret = "{SECRET}"
server_metadata_url = "http://127.0.0.1:{port}/.well-known/openid-configuration"
client_kwargs = {{ prompt = "login" }}
""")
    (folder / "static").symlink_to(ROOT / "static")
    shutil.copy(Path(__file__).with_name("page.py"), folder / "app.py")
    keep(folder / "archive", REPORTS)
    environment = {"DATELINE_ROOT": str(ROOT), "DATELINE_ARCHIVE": str(folder / "archive")}
    with running(folder / "app.py", log=folder / "log", environment=environment) as address:
        command = [node, "provider.mjs", str(port), f"{address}oauth2callback", SECRET]
        with subprocess.Popen(command, cwd=OIDC, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as provider:
            try:
                assert provider.stdout
                assert provider.stdout.readline().strip() == b"ready"
                yield Signing(address, folder / "archive", folder / "log")
            finally:
                provider.terminate()


def _sign_in(reader: Reader, name: str) -> None:
    """Through the provider's form and the consent that it asks for."""
    page = reader.page
    page.get_by_role("button", name=text.SIGN_IN).click()
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=text.SIGNED_IN).wait_for()
    reader.asked.discard(FONTS)
    reader.settle()


def _views(page: Page) -> list[str]:
    return [tab for tab in text.VIEWS.values() if page.get_by_role("radio", name=tab, exact=True).count()]


def test_who_is_listed_comes_back_to_where_they_were_adds_and_is_on_record(open_page: Open, signing: Signing) -> None:
    reader = open_page("q=shelling&layer=provinces&at=32.700_36.100_9", address=signing.address)
    page = reader.page
    assert text.VIEWS["add"] not in _views(page)
    expect(page.locator("[class*=st-key-correct-]")).to_have_count(0)
    _sign_in(reader, "ana")
    assert [reader.param(name) for name in ("q", "layer", "at")] == ["shelling", "provinces", "32.700_36.100_9"]
    assert reader.position == (32.7, 36.1, 9)
    page.get_by_role("button", name=text.SIGNED_IN).click()
    expect(page.get_by_text("Ana@Example.org")).to_be_visible()
    expect(page.get_by_text(text.SIGNED_IN_EDITS)).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("[class*=st-key-correct-] button").first.click()
    page.get_by_text(text.VERDICTS["no place"]).click()
    reader.settle()
    expect(page.get_by_label(text.PERSON)).to_have_count(0)
    page.get_by_role("button", name=text.SAVE).click()
    expect(page.get_by_text(text.SAVED)).to_be_visible()
    ((said,),) = Archive.open(signing.archive).snapshot().corrections.values()
    assert said.by == "Ana@Example.org"
    reader.view("add")
    page.get_by_label(text.ADD_TEXT).fill(NAWA)
    page.get_by_role("button", name=text.ADD_LOOK).click()
    page.get_by_role("button", name=text.KEEP).click()
    reader.settle()
    assert len(Archive.open(signing.archive).snapshot().articles) == len(REPORTS) + 1
    page.get_by_role("button", name=text.SIGNED_IN).click()
    page.get_by_role("button", name=text.SIGN_OUT).click()
    page.get_by_role("button", name="Yes, sign me out").click()
    page.get_by_role("button", name=text.SIGN_IN).wait_for()
    reader.asked.discard(FONTS)
    reader.settle()
    assert text.VIEWS["add"] not in _views(page)
    for secret in (SECRET, COOKIE_SECRET):
        assert secret not in page.content()
        assert secret not in signing.log.read_text()


@pytest.mark.parametrize("name", ["ben", "homoglyph", "claims", "silent"])
def test_who_is_not_listed_or_not_vouched_for_only_reads(open_page: Open, signing: Signing, name: str) -> None:
    reader = open_page("view=about", view="about", address=signing.address)
    _sign_in(reader, name)
    assert text.VIEWS["add"] not in _views(reader.page)
    reader.page.get_by_role("button", name=text.SIGNED_IN).click()
    expect(reader.page.get_by_text(text.SIGNED_IN_READS)).to_be_visible()


CLAIMS = {"is_logged_in": True, "sub": "1", "email": LISTED, "email_verified": True, "provider": "default"}


@pytest.mark.parametrize(
    ("more", "key", "tampered", "signed_in"),
    [
        ({}, COOKIE_SECRET, False, True),  # as the others would be, if only they were as they should be
        ({"iat": time.time() - signed.LASTS_S - 1}, COOKIE_SECRET, False, False),
        ({"origin": "https://evil.example"}, COOKIE_SECRET, False, False),
        ({"is_logged_in": False}, COOKIE_SECRET, False, False),
        ({"email_verified": False}, COOKIE_SECRET, False, False),
        ({}, COOKIE_SECRET, True, False),
        ({}, "guessed", False, False),
        ({}, "", False, False),
    ],
)
def test_a_cookie_that_is_old_or_forged_lets_nobody_add(
    signing: Signing, more: dict[str, object], key: str, tampered: bool, signed_in: bool
) -> None:
    claims = {**CLAIMS, "origin": signing.address.rstrip("/"), "iat": time.time(), **more}
    cookie = create_signed_value(key, "_streamlit_user", json.dumps(claims)).decode()
    if tampered:
        cookie = f"{'x' if cookie[0] != 'x' else 'y'}{cookie[1:]}"
    with visit(signing.address, cookies=f"_streamlit_user={cookie}") as visitor:
        visitor.ask("view=add")
        assert (text.ADD_TEXT in visitor.page) is signed_in


def test_who_claims_to_be_somebody_by_a_header_or_at_this_machine_only_reads(signing: Signing) -> None:
    names = ("X-Forwarded-Email", "X-Auth-Request-Email", "Remote-User", "X-Forwarded-User", "Authorization")
    for headers in ({}, dict.fromkeys(names, LISTED)):
        with visit(signing.address, headers) as visitor:
            visitor.ask("view=add")
            assert text.ADD_TEXT not in visitor.page
            assert text.SIGN_IN in visitor.page


def test_a_press_after_the_sign_in_has_ended_does_nothing(signing: Signing) -> None:
    before = len(Archive.open(signing.archive).snapshot().articles)
    claims = {**CLAIMS, "origin": signing.address.rstrip("/"), "iat": time.time() - signed.LASTS_S + 20}
    cookie = create_signed_value(COOKIE_SECRET, "_streamlit_user", json.dumps(claims)).decode()
    with visit(signing.address, cookies=f"_streamlit_user={cookie}") as visitor:
        visitor.ask("view=add")
        words = WidgetState(id=visitor.widget(text.ADD_TEXT), string_value=f"{NAWA} Later.")
        look = WidgetState(id=visitor.widget(text.ADD_LOOK), trigger_value=True)
        visitor.ask("view=add", words, look)
        keep_it = WidgetState(id=visitor.widget(text.KEEP), trigger_value=True)
        time.sleep(max(0.0, claims["iat"] + signed.LASTS_S - time.time()) + 0.1)
        visitor.ask("view=add", words, keep_it)
        assert text.NOT_ALLOWED in visitor.page
    assert len(Archive.open(signing.archive).snapshot().articles) == before


@pytest.mark.parametrize(
    "path",
    [
        "auth/login",
        "auth/login?provider=default",
        "auth/login?provider=eyJhbGciOiJub25lIn0.eyJwcm92aWRlciI6ImRlZmF1bHQiLCJleHAiOjk5OTk5OTk5OTl9.",
        "auth/logout",
        "oauth2callback",
        "oauth2callback?code=any&state=any",
        "oauth2callback?error=no%0Aforged&error_description=no%0Aforged",
    ],
)
def test_what_a_stranger_sends_back_from_no_provider_is_no_way_in(signing: Signing, path: str) -> None:
    status, body = get(signing.address + path)
    assert (status, b"<title>" in body) == (200, True)
    said = signing.log.read_text()
    assert not any(secret in said or secret.encode() in body for secret in (SECRET, COOKIE_SECRET))
    assert not any(line.startswith("forged") for line in said.splitlines())


def test_the_page_of_somebody_else_has_no_sign_in(open_page: Open, signing: Signing) -> None:
    reader = open_page("view=about", view="about", address=signing.address)
    expect(reader.page.get_by_role("button", name=text.SIGN_IN)).to_have_count(1)
    reader.page.goto(f"{signing.address}?embed=true")
    reader.map_locator(".leaflet-overlay-pane canvas").wait_for()
    reader.settle()
    expect(reader.page.get_by_role("button", name=text.SIGN_IN)).to_have_count(0)
