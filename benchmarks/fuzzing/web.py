"""What comes from the web: pages, feeds, robots.txt, and whatever a server answers. The server is on this machine.

No name is looked up and no other machine is asked, whatever an input says.
"""

import contextlib
import gzip
import io
import json
import socket
import tempfile
import threading
import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from protego import Protego

from benchmarks.fuzzing.files import PAGE, PAGE_WORDS
from benchmarks.fuzzing.target import as_text, target
from benchmarks.fuzzing.texts import NEWS, keepable
from geo import geonames
from geo.errors import DownloadError, FetchError
from geo.records import Article
from news.feeds import articles, entries, is_feed
from news.fetch import ROBOT, Client, Limits, Page, is_public
from news.pages import article_of, canonical, decoded, feeds_of

_URL = "https://a.example/1"
_RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The Post</title><link>https://a.example/</link><item><title>Shelling &amp; talks</title><link>/1</link>
<guid>1</guid><pubDate>Tue, 03 Jul 2018 10:00:00 GMT</pubDate><description>{NEWS[0]}</description>
<content:encoded><![CDATA[<p>{NEWS[1] * 2}</p>]]></content:encoded></item>
<item><title>x</title></item></channel></rss>"""
_ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/">
<title type="html">&lt;b&gt;Post</title><entry><id>urn:1</id><link rel="alternate" href="1"/>
<updated>2018-07-03T10:00:00Z</updated><content type="xhtml"><div>{NEWS[2]}</div></content></entry></feed>"""
_JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Post",
        "items": [
            {
                "id": "1",
                "url": "/1",
                "title": "x",
                "content_html": f"<p>{NEWS[0]}</p>",
                "date_published": "2018-07-03T10:00:00Z",
            },
            {"id": 2},
        ],
    }
)
_FEED_WORDS = (
    "<item> </item> <entry> </entry> <title> <link> <guid> <pubDate> <![CDATA[ ]]> <!DOCTYPE "
    "<!ENTITY &x; <?xml encoding='utf-7'?> xmlns= "
    'type="xhtml" xml:base="http://[" <rdf:RDF> <channel> { } [ ] : , "items" "id" "url" '
    '"title" null 1e999 \\ud800 <media:content> <geo:Point> '
    "georss:point 45.2,-71.9 <dc:date> <itunes:duration> 1:2:3 <enclosure length= "
)


def _kept(article: Article) -> None:
    article.text.encode("utf-8", "surrogatepass")
    keepable(article.source and "", "")
    assert article.text


@target(
    b"\0" + PAGE.encode(),
    b"\1" + PAGE.encode("utf-16"),
    b"\2" + PAGE.encode("cp1256", "replace"),
    b"\3" + NEWS[0].encode(),
    words=PAGE_WORDS,
)
def page(data: bytes) -> None:
    kinds = ("text/html", "application/xhtml+xml", "", "text/plain")
    encodings = (None, "utf-8", "windows-1256", "utf-7", "x\0", "zip", "utf-16")
    first, body = data[0] if data else 0, data[1:]
    with contextlib.suppress(FetchError):
        _kept(article_of(Page(_URL, body, content_type=kinds[first % 4], encoding=encodings[first // 4 % 7])))
    feeds_of(decoded(body, declared=None), url=_URL)


@target(_RSS, _ATOM, _JSON_FEED, words=_FEED_WORDS)
def feed(data: bytes) -> None:
    is_feed(data)
    with contextlib.suppress(FetchError):
        for item in entries(data, url=_URL).items:
            assert item.id
            assert not item.url or item.url.startswith("http")


@target(
    "https://www.a.example:443/x?utm_source=y&id=1#z\nhttp://[::1]/\n//a",
    words="http:// https:// :// [ ] : @ # ? & utm_source= . .. xn-- %",
)
def addresses(data: bytes) -> None:
    for line in as_text(data).split("\n")[:50]:
        canonical(line)


@target("1.2.3.4\n::1\nfe80::1%eth0\n64:ff9b::7f00:1\n::ffff:10.0.0.1", words=": . % ff 127.0.0.1 ::")
def ip_addresses(data: bytes) -> None:
    for line in as_text(data).split("\n")[:50]:
        with contextlib.suppress(ValueError, OSError):
            socket.inet_pton(socket.AF_INET6 if ":" in line else socket.AF_INET, line.partition("%")[0])
            is_public(line)


@target(
    "User-agent: *\nDisallow: /a*b$\nAllow: /\nCrawl-delay: 1.5\nSitemap: x",
    words="User-agent: Disallow: Allow: Crawl-delay: Request-rate: 1/5s * $ % # Dateline 1e999 nan",
)
def robots(data: bytes) -> None:
    rules = Protego.parse(data.decode("utf-8", "replace"))
    rules.can_fetch(f"{_URL}/a/b/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ROBOT)
    rules.crawl_delay(ROBOT)


class _Server:
    """Answers each connection with the next of some answers, byte by byte as they are, and hangs up."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def alone(self) -> contextlib.AbstractContextManager[object]:
        """Within it nobody else is asked."""
        lookup = socket.getaddrinfo

        def only_here(host: object, *rest: Any, **options: Any) -> object:
            if host not in ("127.0.0.1", "localhost"):
                raise socket.gaierror(socket.EAI_NONAME, "no name is looked up here")
            return [one for one in lookup("127.0.0.1", *rest, **options) if one[4][1] == self.port]

        return patch("socket.getaddrinfo", only_here)

    def _serve(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            with connection, contextlib.suppress(OSError):
                connection.settimeout(1)
                asked = b""
                while b"\r\n\r\n" not in asked and (piece := connection.recv(65536)):
                    asked += piece
                connection.sendall(self.answers.pop(0) if self.answers else b"")
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):  # else what was sent may be lost
                    pass


@cache
def _server() -> _Server:
    return _Server()


_BETWEEN = b"\n=====\n"
_PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b"
_NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
_PACKED = gzip.compress(PAGE.encode(), mtime=0)
_BOMB = gzip.compress(b"<p>" + b"a" * 20_000_000, mtime=0)
_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (
    len(PAGE.encode()),
    PAGE.encode(),
)


def _html(body: bytes, *headers: bytes) -> bytes:
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        + b"".join(b"%b\r\n" % header for header in headers)
        + b"\r\n"
        + body
    )


@target(
    _BETWEEN.join([_NO_ROBOTS, _html(PAGE.encode())]),
    _BETWEEN.join([_PLAIN % (24, b"User-agent: *\nAllow: /\n\n"), _CHUNKED]),
    _BETWEEN.join([_NO_ROBOTS, _html(_PACKED, b"Content-Encoding: gzip")]),
    _BETWEEN.join([_NO_ROBOTS, _html(_BOMB, b"Content-Encoding: gzip, gzip")]),
    _BETWEEN.join(
        [
            _NO_ROBOTS,
            b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:{port}/2\r\n\r\n",
            _html(_RSS.encode(), b"ETag: x"),
            _html(PAGE.encode()),
        ]
    ),
    _BETWEEN.join([_NO_ROBOTS, b"HTTP/1.1 429 No\r\nRetry-After: Wed, 21 Oct 2099 07:28:00 GMT\r\n\r\n"]),
    _BETWEEN.join(
        [
            _NO_ROBOTS,
            b"HTTP/1.0 200 OK\r\nContent-Type: "
            b"text/plain\r\n\r\nhttp://127.0.0.1:{port}/1\nhttp://127.0.0.1:{port}/2\n",
            _CHUNKED,
            _CHUNKED,
        ]
    ),
    words="\r\n Content-Length: Content-Type: text/plain Transfer-Encoding: chunked "
    "Content-Encoding: gzip deflate br zstd Location: http://127.0.0.1:{port}/ "
    "http://[::1]/ file:/// //x @ Retry-After: 999999999999 -1 ETag: HTTP/1.1 HTTP/9.9 100 200 "
    "204 206 301 304 308 429 503 charset= charset*=utf-8''x ; = ffffffffffffffff",
    most=1 << 16,
)
def server(data: bytes) -> None:
    """Whatever a server answers, to robots.txt and to all that follows."""
    here = _server()
    here.answers = data.replace(b"{port}", b"%d" % here.port).split(_BETWEEN)[:6]
    limits = Limits(connect_s=1, read_s=0.3, total_s=1, pause_s=0, longest_pause_s=0, most_bytes=1_000_000)
    client = Client(allow=["127.0.0.1"], limits=limits, sleep=lambda _: None)
    with here.alone():
        for article in articles(f"http://127.0.0.1:{here.port}/", client=client, on_problem=str):
            _kept(article)


def _zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("XY.txt"), "170654\tDar‘ā\n" * 20)
    return made.getvalue()


@target(
    b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nLast-Modified: Tue, 03 Jul 2018 10:00:00 GMT\r\n\r\n%b"
    % (len(_zipped()), _zipped()),
    b"HTTP/1.1 304 Not Modified\r\n\r\n",
    words=[
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"XY.txt",
        b"../XY.txt",
        b"Content-Length: ",
        b"Last-Modified: ",
        b"\xe9",
        b"Location: /",
    ],
    most=1 << 16,
)
def country_download(data: bytes) -> None:
    """GeoNames' server, or who stands in its place."""
    here = _server()
    here.answers = [data]
    with here.alone(), contextlib.suppress(DownloadError), tempfile.TemporaryDirectory() as folder:
        address = f"http://127.0.0.1:{here.port}/{{country}}.zip"
        geonames.fetch("XY", progress=_Bar, address=address, cache=Path(folder))


class _Bar:
    def __init__(self, **_: object) -> None: ...

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None: ...

    def update(self, _: int) -> None: ...
