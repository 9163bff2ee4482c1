"""Fetching: what a hostile or tired server may do, and where no address may lead."""

import gzip
import itertools
import socket
import ssl
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FetchError
from news.fetch import Client, Limits, Page, _certificates, is_public
from tests.servers import Answer, Server, serve

MEGABYTE = b"x" * 1_000_000
ROBOTS = "/robots.txt"


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(Answer(body=b"page", headers={"Content-Type": "text/html"})) as running:
        running.paths[ROBOTS] = Answer(status=404)
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(clock: Clock) -> Client:
    limits = Limits(connect_s=2, read_s=0.3, total_s=0.6, most_bytes=3_000_000)
    return Client(allow={"127.0.0.1"}, limits=limits, clock=clock, sleep=clock.sleep)


def trouble(client: Client, url: str) -> FetchError:
    with pytest.raises(FetchError) as raised:
        client.fetch(url)
    assert str(raised.value).casefold().startswith(url[:6].casefold())
    assert "\n" not in str(raised.value)
    return raised.value


def paths(server: Server) -> list[str]:
    return [path for path, _ in server.requests]


def test_a_page_comes_with_what_its_server_says_of_it(server: Server, client: Client) -> None:
    server.answer = Answer(
        body="نوى".encode("cp1256"),
        headers={"Content-Type": 'Text/HTML; Charset="Windows-1256"', "ETag": '"1"', "Last-Modified": "yesterday"},
    )
    page = client.fetch(server.address + "/a?b=1#part")
    assert page == Page(
        url=server.address + "/a?b=1",
        body="نوى".encode("cp1256"),
        content_type="text/html",
        encoding="windows-1256",
        etag='"1"',
        last_modified="yesterday",
    )
    path, headers = server.requests[-1]
    assert path == "/a?b=1"
    assert headers["User-Agent"].startswith("Dateline ")
    assert headers["Accept-Encoding"] == "gzip, deflate"


def test_what_has_not_changed_does_not_come_again(server: Server, client: Client) -> None:
    server.answer = Answer(status=304)
    page = client.fetch(server.address, etag='"1"', last_modified="Sat, 21 Nov 2026 02:00:00 GMT")
    assert page.not_modified
    assert page.body == b""
    _, headers = server.requests[-1]
    assert headers["If-None-Match"] == '"1"'
    assert headers["If-Modified-Since"] == "Sat, 21 Nov 2026 02:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "kind", "passing"),
    [
        (401, "refused", False),
        (403, "refused", False),
        (404, "not found", False),
        (410, "gone", False),
        (418, "refused", False),
        (429, "busy", True),
        (451, "refused", False),
        (500, "busy", True),
        (503, "busy", True),
        (305, "unreadable", False),
        (799, "busy", True),
    ],
)
def test_a_refusal_says_its_kind(server: Server, client: Client, status: int, kind: str, passing: bool) -> None:
    server.answer = Answer(status=status)
    error = trouble(client, server.address + "/a")
    assert (error.trouble, error.passing) == (kind, passing)
    assert str(status) in error.why


# Size


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_that_claims_500_megabytes_is_not_begun(server: Server, client: Client, packed: bool) -> None:
    headers = {"Content-Encoding": "gzip"} if packed else {}
    server.answer = Answer(body=b"x", length=500_000_000, headers=headers)
    assert trouble(client, server.address).trouble == "too large"


def in_chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for piece in pieces:
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(pieces=lambda: itertools.repeat(MEGABYTE, 500)),
        Answer(raw=lambda: in_chunks(itertools.repeat(MEGABYTE, 500))),
    ],
    ids=["without a length", "in chunks"],
)
def test_a_body_of_500_megabytes_is_cut_off_and_never_held(server: Server, client: Client, answer: Answer) -> None:
    server.answer = answer
    tracemalloc.start()
    try:
        error = trouble(client, server.address)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert error.trouble == "too large"
    assert peak < 20_000_000


def bomb(times: int, layers: int = 1) -> bytes:
    packing = zlib.compressobj(9, wbits=31)
    packed = b"".join(packing.compress(MEGABYTE) for _ in range(times)) + packing.flush()
    for _ in range(layers - 1):
        packed = gzip.compress(packed)
    return packed


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (bomb(500), "gzip"),
        (bomb(500, layers=2), "gzip, gzip"),
        (bomb(500, layers=3), "gzip, gzip, gzip"),
        (zlib.compress(MEGABYTE * 50), "deflate"),
        (b"".join(gzip.compress(MEGABYTE) for _ in range(50)), "gzip"),
    ],
    ids=["one layer", "two", "three", "deflate", "many members"],
)
def test_a_gzip_bomb_is_cut_off_and_never_unpacked(server: Server, client: Client, body: bytes, encoding: str) -> None:
    server.answer = Answer(body=body, headers={"Content-Encoding": encoding})
    tracemalloc.start()
    try:
        error = trouble(client, server.address)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert error.trouble == "too large"
    assert peak < 20_000_000


def test_packed_pages_are_unpacked(server: Server, client: Client) -> None:
    server.answer = Answer(body=gzip.compress(MEGABYTE), headers={"Content-Encoding": "gzip"})
    assert client.fetch(server.address).body == MEGABYTE


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(body=b"plain", headers={"Content-Encoding": "gzip"}), "damaged"),
        (Answer(body=b"plain", headers={"Content-Encoding": "zpaq"}), "zpaq"),
        (Answer(body=b"plain", headers={"Content-Encoding": "gzip" + ", gzip" * 20}), "damaged"),
        (Answer(body=b"half", length=8), "broke off"),
        (Answer(raw=lambda: [b"\x16\x03\x01\x00rubbish\r\n\r\n"]), "broke off"),
        (Answer(raw=lambda: [b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n"]), "broke off"),
        (Answer(raw=lambda: [b"HTTP/1.1 200 OK\r\nA: " + b"b" * 100_000 + b"\r\n\r\n"]), "broke off"),
        (Answer(raw=lambda: [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"]), "broke off"),
        (Answer(raw=list), "broke off"),
    ],
)
def test_a_broken_answer_is_one_clear_line(server: Server, client: Client, answer: Answer, why: str) -> None:
    server.answer = answer
    assert why in trouble(client, server.address).why


# Time


def drip(*, head: bytes) -> Iterator[bytes]:
    yield head
    for _ in range(200):
        time.sleep(0.05)
        yield b"x"


@pytest.mark.parametrize(
    "pieces",
    [
        lambda: drip(head=b"HTTP/1.1 200 OK\r\n\r\n"),
        lambda: drip(head=b"HTTP/1.1 200 OK\r\nA: "),
        lambda: drip(head=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n"),
        lambda: drip(head=b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"),
        lambda: drip(head=b""),
    ],
    ids=["body", "head", "chunk", "length", "status"],
)
def test_a_slow_drip_ends_at_the_deadline(
    server: Server, client: Client, pieces: Callable[[], Iterable[bytes]]
) -> None:
    server.answer = Answer(raw=pieces)
    begun = time.monotonic()
    assert trouble(client, server.address).trouble == "time-out"
    assert 0.5 < time.monotonic() - begun < 4


def silence() -> Iterator[bytes]:
    time.sleep(1)
    yield b"too late"


def test_silence_is_a_time_out(server: Server, client: Client) -> None:
    server.answer = Answer(raw=silence)
    assert trouble(client, server.address).trouble == "time-out"


def test_nobody_there_is_said(client: Client) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    error = trouble(client, f"http://127.0.0.1:{port}/")
    assert (error.trouble, error.passing) == ("unreachable", True)
    assert "refused the connection" in error.why


def test_an_unknown_host_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "not known" in trouble(client, "http://news.example/").why


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(signed.public_bytes(Encoding.PEM) + private)
    return path


@pytest.mark.parametrize("trusted", [False, True])
def test_only_certificates_that_the_system_trusts_are_taken(
    client: Client, certificate: Path, trusted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate)
    _certificates.cache_clear()
    with serve(Answer(body=b"page"), tls=ours) as server:
        if trusted:
            assert client.fetch(server.address).body == b"page"
        else:
            error = trouble(client, server.address)
            assert error.trouble == "TLS"
            assert "certificate is not valid: self-signed" in error.why
        assert bool(server.requests) == trusted
    _certificates.cache_clear()


def test_a_server_without_tls_is_no_https(server: Server, client: Client) -> None:
    assert trouble(client, server.address.replace("http:", "https:")).trouble == "TLS"


# Redirects


def to(location: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": location})


def test_redirects_are_followed_and_lasting_moves_told(server: Server, client: Client) -> None:
    server.paths |= {"/a": to("/b", 301), "/b": to("c/", 308), "/c/": to("/d"), "/d": to("?e", 301)}
    page = client.fetch(server.address + "/a")
    assert page.url == server.address + "/d?e"
    assert page.moved_to == server.address + "/c/"
    assert client.fetch(server.address + "/c/").moved_to == ""


@pytest.mark.parametrize(("first", "why"), [("/a", "circle"), ("/self", "circle"), ("/1", "more than 5")])
def test_redirects_end(server: Server, client: Client, first: str, why: str) -> None:
    server.paths |= {"/a": to("/b"), "/b": to("/c"), "/c": to("/a#again"), "/self": to("/self")}
    server.paths |= {f"/{number}": to(f"/{number + 1}") for number in range(1, 50)}
    error = trouble(client, server.address + first)
    assert error.trouble == "redirects"
    assert why in error.why
    assert len(server.requests) <= 7


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:1", "http://[::1", "//"])
def test_redirects_lead_to_pages_only(server: Server, client: Client, location: str) -> None:
    server.answer = to(location)
    with pytest.raises(FetchError):
        client.fetch(server.address)


def test_a_redirect_may_name_its_path_in_utf_8(server: Server, client: Client) -> None:
    server.paths["/a"] = Answer(raw=lambda: ["HTTP/1.1 302 Found\r\nLocation: /نوى\r\n\r\n".encode()])
    assert client.fetch(server.address + "/a").url == server.address + "/%D9%86%D9%88%D9%89"


# Where no address may lead

PRIVATE = """127.0.0.1 127.8.9.10 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
100.100.100.200 192.0.0.192 168.63.129.16 198.18.0.1 203.0.113.5 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 ::1 ::
::ffff:127.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 fe80::1 fe80::1%eth0 fec0::1 fd00:ec2::254 fc00::1 ff02::1
2002:7f00:1:: 2002:a9fe:a9fe:: 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::7f00:1 2001::1 2001:db8::1 3fff::1
100::1 5f00::1""".split()
PUBLIC = "8.8.8.8 1.1.1.1 172.32.0.1 100.128.0.1 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808".split()


@pytest.mark.parametrize("ip", PRIVATE)
def test_addresses_of_private_networks(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", PUBLIC)
def test_addresses_of_the_internet(ip: str) -> None:
    assert is_public(ip)


@given(st.ip_addresses(v=4, network="127.0.0.0/8") | st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_way_of_writing_it_makes_an_address_public(ip: Any) -> None:
    assert not is_public(f"::ffff:{ip}")
    assert not is_public(f"64:ff9b::{ip}")


def stranger() -> Client:
    """A client that nobody allowed anything."""
    clock = Clock()
    return Client(limits=Limits(connect_s=2, read_s=1, total_s=2), clock=clock, sleep=clock.sleep)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]", "localhost",
     "localhost.", "LOCALHOST", "0", "0.0.0.0", "127.0.0.1.", "%6cocalhost"],
)  # fmt: skip
def test_no_spelling_leads_home(server: Server, host: str) -> None:
    port = server.address.rpartition(":")[2]
    error = trouble(stranger(), f"http://{host}:{port}/secret")
    assert error.trouble in ("not allowed", "unreachable")
    assert server.requests == []


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest/meta-data/", "https://[fd00:ec2::254]/", "http://[::1]/"]
)
def test_nothing_is_sent_to_metadata_services(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert trouble(stranger(), url).trouble == "not allowed"


@pytest.mark.parametrize(
    "url",
    ["http://example.org@127.0.0.1/", "http://127.0.0.1@example.org/", "http://:@127.0.0.1/", "file:///etc/passwd",
     "gopher://127.0.0.1/", "//127.0.0.1/", "127.0.0.1", "", "http://", "http:///x", "http://a b/", "http://[::1",
     "http://x:99999/", "https://a\nb/", "http://①②⑦.0.0.1/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    assert trouble(stranger(), url).trouble == "not allowed"


STRANGER = stranger()


@given(st.text(max_size=30))
def test_no_text_is_more_than_a_fetch_error(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, 1, 6, "", ("127.0.0.1", 80))])
        for url in (text, f"http://{text}", f"http://example.org/{text}"):
            with pytest.raises(FetchError) as raised:
                STRANGER.fetch(url)
            assert str(raised.value).isprintable()


def test_hosts_are_allowed_by_name(server: Server) -> None:
    port = server.address.rpartition(":")[2]
    clock = Clock()
    for allow in ({"localhost"}, {f"LOCALHOST:{port}"}):
        client = Client(allow=allow, clock=clock, sleep=clock.sleep)
        assert client.fetch(f"http://localhost:{port}/").body == b"page"
        assert client.fetch(f"http://localhost.:{port}/").body == b"page"
        assert trouble(client, f"http://127.0.0.1:{port}/").trouble == "not allowed"
    client = Client(allow={"localhost:1"}, clock=clock, sleep=clock.sleep)
    assert trouble(client, f"http://localhost:{port}/").trouble == "not allowed"


@pytest.mark.parametrize(
    "target", ["http://localhost:{port}/b", "http://169.254.169.254/", "http://2130706433:{port}/"]
)
def test_redirects_do_not_lead_home(server: Server, client: Client, target: str) -> None:
    server.paths["/a"] = to(target.format(port=server.address.rpartition(":")[2]))
    with pytest.raises(FetchError) as raised:
        client.fetch(server.address + "/a")
    assert raised.value.trouble == "not allowed"
    assert "/b" not in paths(server)


def test_a_name_that_answers_differently_the_second_time_does_not_lead_home(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(server.address.rpartition(":")[2])
    answers = itertools.chain(["93.184.216.34"], itertools.repeat("127.0.0.1"))
    reached: list[Any] = []
    connect = socket.socket.connect

    def resolve(*_: object, **__: object) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def noted(self: socket.socket, where: Any) -> None:
        reached.append(where[0])
        if where[0] == "127.0.0.1":
            connect(self, where)
        raise TimeoutError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", noted)
    client = stranger()
    assert trouble(client, f"http://rebinding.example:{port}/").trouble == "time-out"
    assert reached == ["93.184.216.34"]
    assert trouble(stranger(), f"http://rebinding.example:{port}/").trouble == "not allowed"
    assert reached == ["93.184.216.34"]
    assert server.requests == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("connected"))
    assert "10.0.0.1" in trouble(stranger(), "http://both.example/").why


def test_proxies_of_the_environment_are_not_asked(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(Answer(body=b"from the proxy")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.address)
        assert client.fetch(server.address).body == b"page"
        assert proxy.requests == []


# Politeness


def test_robots_txt_is_asked_once_and_kept_to(server: Server, client: Client) -> None:
    server.paths[ROBOTS] = Answer(
        body=b"User-agent: *\nDisallow: /\n\n"
        b"User-agent: dateline\nDisallow: /private\nDisallow: /*?print=\nAllow: /private/open"
    )
    assert client.fetch(server.address + "/a").body == b"page"
    assert client.fetch(server.address + "/private/open").body == b"page"
    for path in ("/private/x", "/a?print=1"):
        error = trouble(client, server.address + path)
        assert (error.trouble, error.passing) == ("refused", False)
        assert "robots.txt" in error.why
    assert paths(server) == [ROBOTS, "/a", "/private/open"]


def test_robots_txt_is_asked_again_after_a_day(server: Server, client: Client, clock: Clock) -> None:
    client.fetch(server.address)
    clock.now += 25 * 3600
    client.fetch(server.address)
    assert paths(server).count(ROBOTS) == 2


def test_robots_txt_holds_for_where_a_redirect_leads(server: Server, client: Client) -> None:
    server.paths[ROBOTS] = Answer(body=b"User-agent: *\nDisallow: /b")
    server.paths["/a"] = to("/b")
    with pytest.raises(FetchError, match=r"robots\.txt"):
        client.fetch(server.address + "/a")
    assert "/b" not in paths(server)


@pytest.mark.parametrize(
    "answer", [Answer(status=404), Answer(status=403), to(ROBOTS), Answer(body=b"<html>\xff</html>")]
)
def test_no_robots_txt_is_leave_to_read(server: Server, client: Client, answer: Answer) -> None:
    server.paths[ROBOTS] = answer
    assert client.fetch(server.address).body == b"page"


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_txt_that_fails_means_to_wait(server: Server, client: Client, clock: Clock, status: int) -> None:
    server.paths[ROBOTS] = Answer(status=status)
    error = trouble(client, server.address + "/a")
    assert (error.trouble, error.passing) == ("busy", True)
    assert "robots.txt" in error.why
    trouble(client, server.address + "/b")
    assert paths(server) == [ROBOTS]
    server.paths[ROBOTS] = Answer(status=404)
    clock.now += 301
    assert client.fetch(server.address).body == b"page"


def test_a_host_is_left_a_pause_after_each_request(server: Server, client: Client, clock: Clock) -> None:
    for _ in range(3):
        client.fetch(server.address)
    assert clock.slept == [1, 1, 1]  # robots.txt is a request, too
    clock.now += 5
    client.fetch(server.address)
    assert clock.slept == [1, 1, 1]


def test_threads_ask_a_host_one_after_the_other(server: Server) -> None:
    at_once: list[int] = []
    running = 0

    def counted() -> Iterator[bytes]:
        nonlocal running
        running += 1
        at_once.append(running)
        time.sleep(0.02)
        running -= 1
        yield b"page"

    server.answer = Answer(pieces=counted)
    client = Client(allow={"127.0.0.1"}, limits=Limits(pause_s=0))
    with ThreadPoolExecutor(4) as threads:
        pages = list(threads.map(client.fetch, [server.address] * 8))
    assert [page.body for page in pages] == [b"page"] * 8
    assert at_once == [1] * 8


@pytest.mark.parametrize(("delay", "slept"), [("7", 7), ("0.2", 1), ("9999", 30), ("nan", 1), ("-3", 1), ("inf", 1)])
def test_a_crawl_delay_is_kept_to_within_reason(
    server: Server, client: Client, clock: Clock, delay: str, slept: float
) -> None:
    server.paths[ROBOTS] = Answer(body=f"User-agent: *\nCrawl-delay: {delay}".encode())
    client.fetch(server.address)
    client.fetch(server.address)
    assert clock.slept == [1, slept]


@pytest.mark.parametrize(
    ("said", "wait_s"), [("120", 120), ("9" * 5000, 86400), ("soon", None), ("-5", None), ("999999999", 86400)]
)
def test_retry_after_is_kept_to(server: Server, client: Client, clock: Clock, said: str, wait_s: float | None) -> None:
    client.fetch(server.address)
    server.answer = Answer(status=503, headers={"Retry-After": said})
    assert trouble(client, server.address).wait_s == wait_s
    server.answer = Answer(body=b"page")
    if wait_s:
        asked = len(server.requests)
        assert "stay away" in trouble(client, server.address + "/b").why
        assert len(server.requests) == asked
        clock.now += wait_s
    assert client.fetch(server.address).body == b"page"
