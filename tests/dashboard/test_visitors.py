"""What somebody at the running dashboard can do who does not keep to its widgets: nothing that they may not."""

import shutil
import socket
import time
import urllib.error
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from dashboard import limits, text
from news.archive import Archive
from tests.browser.running import running
from tests.dashboard.reports import REPORTS, keep
from tests.visitors import Visitor, get, token, visit

ROOT = Path(__file__).parents[2]
ELSEWHERE = {"X-Forwarded-For": "203.0.113.7"}
SENTINEL = "nobody-outside-may-read-this"
NAWA = "Shelling hit the Syrian town of Nawa on June 19."


@dataclass(frozen=True, slots=True)
class Running:
    """A dashboard, and the folder that it runs in."""

    address: str
    folder: Path

    @property
    def articles(self) -> int:
        """How many its archive holds."""
        return len(Archive.open(self.folder / "archive").snapshot().articles)


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One with files beside it that are nobody's business, and links to them from what it serves."""
    folder = tmp_path_factory.mktemp("visited")
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit", ignore=shutil.ignore_patterns("secrets.toml"))
    (folder / ".streamlit" / "secrets.toml").write_text(f'[other]\nsecret = "{SENTINEL}"\n')
    (folder / "secret.txt").write_text(SENTINEL)
    shutil.copytree(ROOT / "static", folder / "static")
    (folder / "static" / "link.js").symlink_to(folder / "secret.txt")
    shutil.copy(ROOT / "tests" / "browser" / "page.py", folder / "app.py")
    keep(folder / "archive", REPORTS)
    environment = {"DATELINE_ROOT": str(ROOT), "DATELINE_ARCHIVE": str(folder / "archive")}
    with running(folder / "app.py", log=folder / "log", environment=environment) as address:
        yield Running(address, folder)


def _state(id_: str, **value: object) -> WidgetState:
    return WidgetState(id=id_, **value)  # type: ignore[arg-type]


def _pasted(visitor: Visitor) -> tuple[list[WidgetState], WidgetState]:
    """Paste a report and look at it, as a browser would; the widgets as they then are, and the press to keep it."""
    visitor.ask("view=add")
    words = _state(visitor.widget(text.ADD_TEXT), string_value=NAWA)
    look = _state(visitor.widget(text.ADD_LOOK), trigger_value=True)
    visitor.ask("view=add", words, look)
    return [words, look], _state(visitor.widget(text.KEEP), trigger_value=True)


def test_presses_on_buttons_that_one_was_not_shown_do_nothing(dashboard: Running) -> None:
    before = dashboard.articles
    with visit(dashboard.address) as owner:
        pasted, press = _pasted(owner)
        with visit(dashboard.address, ELSEWHERE) as stranger:
            stranger.ask("view=add")
            assert text.ADD_TEXT not in stranger.page
            stranger.ask("view=add", *pasted)
            assert text.KEEP not in stranger.page
            stranger.ask("view=add", *pasted, press)
            assert dashboard.articles == before
        owner.ask("view=add", press)
    assert dashboard.articles == before + 1  # as a press of who may does


def test_files_are_taken_only_where_one_was_asked_for(dashboard: Running) -> None:
    def send(visitor: Visitor, size: int = 10) -> int:
        body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="../../f.txt"\r\n\r\n' + b"x" * size
        url = f"{dashboard.address}_stcore/upload_file/{visitor.session}/1"
        against = token(dashboard.address)
        headers = {
            "Content-Type": "multipart/form-data; boundary=x",
            "X-Xsrftoken": against,
            "Cookie": f"_streamlit_xsrf={against}",
        }
        try:
            return get(url, method="PUT", body=body + b"\r\n--x--\r\n", headers=headers)[0]
        except urllib.error.URLError:  # it does not wait for the end of what is too large
            return 413

    with visit(dashboard.address, ELSEWHERE) as stranger:
        stranger.ask("view=add")
        assert send(stranger) == 403
    with visit(dashboard.address) as owner:
        owner.ask("view=add")
        assert send(owner) == 403  # who pastes a text
        how = next(
            one.delta.new_element.button_group
            for one in owner.messages
            if text.ADD_WAYS["files"] in str(one) and one.delta.new_element.HasField("button_group")
        )
        owner.ask("view=add", _chosen(how, "files"))
        assert send(owner) == 204
        assert send(owner, 51 * 2**20) == 413
        assert {send(owner) for _ in range(limits.UPLOADS.burst)} == {204, 429}


def _chosen(how: object, way: str) -> WidgetState:
    number = list(text.ADD_WAYS).index(way)
    state = WidgetState(id=how.id)  # type: ignore[attr-defined]
    options = how.options  # type: ignore[attr-defined]
    state.string_array_value.data.append(options[number].content)
    return state


def test_messages_that_are_too_large_or_none_end_the_connection_and_no_other(dashboard: Running) -> None:
    for content in (b"\xff" * 100, BackMsg(debug_disconnect_websocket=True).SerializeToString() + b"\0" * 5_000_000):
        with visit(dashboard.address) as visitor, pytest.raises(ConnectionClosed):
            visitor.send(content)
    with visit(dashboard.address) as visitor:
        assert "stories" in "".join(map(str, visitor.ask("q=" + "x" * 100_000 + "&place=" + "y" * 100_000)))
        assert "x" * (limits.MOST_IN_A_LINE + 1) not in visitor.page


def test_from_one_address_only_so_many_are_connected(dashboard: Running) -> None:
    where = urlsplit(dashboard.address)
    ask = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {where.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
        "X-Forwarded-For: 198.51.100.9\r\n\r\n"
    )
    connected = []
    try:
        answers = []
        for _ in range(limits.CONNECTIONS_OF_ONE + 5):
            one = socket.create_connection((where.hostname, where.port), timeout=60)
            connected.append(one)
            one.sendall(ask.encode())
            answers.append(one.recv(12))
        assert answers.count(b"HTTP/1.1 101") == limits.CONNECTIONS_OF_ONE
        assert answers.count(b"HTTP/1.1 403") == 5
        with visit(dashboard.address, ELSEWHERE) as other:
            assert other.ask()
    finally:
        for one in connected:
            one.close()
    until = time.monotonic() + 60
    while time.monotonic() < until:  # those who have gone make room
        with socket.create_connection((where.hostname, where.port), timeout=60) as one:
            one.sendall(ask.encode())
            if one.recv(12) == b"HTTP/1.1 101":
                return
        time.sleep(0.2)
    pytest.fail("those who have gone still count")


PATHS = [
    "app/static/../secret.txt",
    "app/static/%2e%2e/secret.txt",
    "app/static/..%2fsecret.txt",
    "app/static/..%5csecret.txt",
    "app/static/%252e%252e/secret.txt",
    "app/static/....//secret.txt",
    "app/static//etc/passwd",
    "app/static/link.js",
    "app/static/../.streamlit/secrets.toml",
    "static/../../secret.txt",
    "static/..%2f..%2fsecret.txt",
    "media/../secret.txt",
    "media/..%2fsecret.txt",
    "media/secret.txt",
    "component/streamlit_folium.st_folium/../../../secret.txt",
    "component/streamlit_folium.st_folium/..%2f..%2fsecret.txt",
    "component/../secret.txt",
    "_stcore/bidi-components/dateline_link/../../secret.txt",
    "_stcore/upload_file/../../secret.txt",
    ".streamlit/secrets.toml",
    "secret.txt",
    "archive/",
    "%00secret.txt",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_to_a_file_outside(dashboard: Running, path: str) -> None:
    where = urlsplit(dashboard.address)
    with socket.create_connection((where.hostname, where.port), timeout=60) as raw:  # urllib would tidy the path up
        raw.sendall(f"GET /{path} HTTP/1.1\r\nHost: {where.netloc}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 ")
    assert SENTINEL.encode() not in answer
    assert b"root:" not in answer


@pytest.mark.parametrize("name", ["article", "open", "place", "q", "view", "layer", "since", "kind", "made", "at"])
def test_no_word_in_the_address_leads_to_a_file_outside(dashboard: Running, name: str) -> None:
    secret, log = dashboard.folder / "secret.txt", dashboard.folder / "log"
    before = log.read_text().count("Traceback")
    with visit(dashboard.address, ELSEWHERE) as visitor:
        for word in (str(secret), f"../{secret.name}", secret.as_uri(), "'; DROP TABLE articles --", "\0", "../" * 50):
            visitor.ask(f"{name}={quote(word)}")
            assert SENTINEL not in visitor.page
            assert "Traceback" not in visitor.page
    assert log.read_text().count("Traceback") == before


@pytest.mark.parametrize(
    "url",
    [
        "file://{secret}",
        "{secret}",
        "ftp://127.0.0.1/secret.txt",
        "http://127.0.0.1:{port}/app/static/link.js",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://0.0.0.0:{port}/",
        "http://2130706433:{port}/",
        "http://127.1:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://metadata.google.internal/",
        "http://user:password@127.0.0.1:{port}/",
        "gopher://127.0.0.1:{port}/",
        "data:text/plain,x",
    ],
)
def test_no_address_to_fetch_leads_to_a_file_or_into_private_networks(dashboard: Running, url: str) -> None:
    from dashboard.intake import fetched

    port = urlsplit(dashboard.address).port
    draft = fetched(url.format(secret=dashboard.folder / "secret.txt", port=port))
    assert draft.articles == ()
    (problem,) = draft.problems
    assert SENTINEL not in problem
    assert "password" not in problem
