"""A page or a feed from the web, politely and safely: the one module that talks to other people's servers.

Politely: robots.txt is asked and kept to (RFC 9309), one request at a time to a host with a pause after each, what a
server asks for by Retry-After is respected, conditional requests spare what has not changed, and the User-Agent says
who we are. Safely: text that anybody may have written decides where we go, so that no address leads into the owner's
own networks. Each connection is made to an IP address that was looked at, not to a name, and at every redirect anew;
proxies of the environment are not used, since they would connect in our place. What comes is bounded in size, in time
and in redirects.

It refuses to read what it fetched; see `news.pages` and `news.feeds`.
"""

import ipaddress
import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from email.message import Message
from functools import cache
from http import HTTPStatus
from http.client import HTTPException
from urllib.parse import urljoin

import urllib3.exceptions
from protego import Protego
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse
from urllib3.util import Retry, Url, parse_url

from geo.errors import FetchError, Trouble
from geo.secrecy import shown

ROBOT = "Dateline"
USER_AGENT = f"{ROBOT} (a map of the news; reads feeds and articles)"
_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5"
)
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_ADDRESSES = 4  # of one name that are tried
_ROBOTS_BYTES = 500 * 1024  # of a robots.txt that are read, as RFC 9309 has it
_ROBOTS_KEPT_S = 24 * 3600  # the longest that RFC 9309 allows
_ROBOTS_AGAIN_S = 300  # after a robots.txt could not be had

_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NEVER = [
    ipaddress.ip_network(network)
    for network in (
        "2002::/16",  # 6to4 embeds any IPv4 address and is long dead (RFC 7526)
        "3fff::/20",  # documentation (RFC 9637)
        "192.0.0.0/24",  # special purposes; Oracle's metadata service
        "168.63.129.16/32",  # Azure's, though it looks public
    )
]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long is waited, in seconds, and how much is read. `total_s` is for one request, once connected."""

    connect_s: float = 10
    read_s: float = 20
    total_s: float = 60
    most_bytes: int = 10_000_000
    redirects: int = 5
    pause_s: float = 1
    longest_pause_s: float = 30


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave.

    url             where it was in the end
    moved_to        its new address, if the server said that it moved there for good; else ""
    content_type    such as "text/html", in small letters; "" where the server did not say
    encoding        as the header says it; None where it does not
    not_modified    nothing came: it is as it was when the server gave `etag` and `last_modified`
    """

    url: str
    body: bytes = b""
    moved_to: str = ""
    content_type: str = ""
    encoding: str | None = None
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False


@dataclass(frozen=True, slots=True)
class _Redirect:
    location: str
    for_good: bool


class _Private(Exception):
    """A name leads to an address that is not one of the public internet."""


class _Connection(HTTPConnection):
    """A connection to an address that was looked at: what a name leads to when it is asked again does not matter."""

    allowed = False

    def _new_conn(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise socket.gaierror(socket.EAI_NONAME, "no name of a host") from error
        for *_, where in found:
            if not (self.allowed or is_public(str(where[0]))):
                raise _Private(where[0])
        failed: OSError = socket.gaierror(socket.EAI_NONAME, "no address")
        for family, kind, protocol, _, where in found[:_ADDRESSES]:
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(self.timeout)
                sock.connect(where)
            except OSError as error:
                sock.close()
                failed = error
            else:
                return sock
        raise failed


class _SecureConnection(_Connection, HTTPSConnection):
    pass


class Client:
    """Fetches. One for a run, so that hosts are left their pauses and each robots.txt is asked for once.

    `allow` names hosts ("intranet", "localhost:8000", "[::1]") that may lead into private networks: the owner's word.
    Threads may share a client.
    """

    def __init__(
        self,
        *,
        allow: Collection[str] = (),
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._allow = {name.strip().lower() for name in allow}
        self._limits = limits or Limits()
        self._clock = clock
        self._sleep = sleep
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)  # by host
        self._next_at: dict[str, float] = {}  # by host: when it may be asked again
        self._robots: dict[str, tuple[float, Protego | FetchError]] = {}  # by origin: until when, and what it says

    def fetch(self, url: str, *, etag: str = "", last_modified: str = "") -> Page:
        """What is at an address, after redirects. Raises FetchError.

        With the `etag` and `last_modified` of an earlier answer, the page is sent only if it has changed since.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        address = _address(url)
        try:
            return self._follow(address, {name: value for name, value in conditions.items() if value}, robot=True)
        except FetchError as error:
            why = error.why if error.url == address.url else f"{error.why} (redirected to {shown(error.url)[:300]})"
            raise FetchError(why, url=url, trouble=error.trouble, wait_s=error.wait_s) from error

    def _follow(self, address: Url, headers: Mapping[str, str], *, robot: bool) -> Page:
        first, seen = address.url, {address.url}
        moved_to, for_good = "", True
        while True:
            if robot:
                self._ask_robots(address)
            answer = self._request(address, headers)
            if isinstance(answer, Page):
                return replace(answer, moved_to=moved_to)
            if len(seen) > self._limits.redirects:
                raise FetchError(f"more than {self._limits.redirects} redirects", url=first, trouble="redirects")
            try:
                address = _address(urljoin(address.url, answer.location))
            except ValueError as error:
                raise FetchError("redirects to what is no address", url=first, trouble="redirects") from error
            if address.url in seen:
                raise FetchError("redirects in a circle", url=first, trouble="redirects")
            seen.add(address.url)
            for_good = for_good and answer.for_good
            moved_to = address.url if for_good else moved_to

    def _ask_robots(self, address: Url) -> None:
        origin = f"{address.scheme}://{address.netloc}"
        until, rules = self._robots.get(origin, (0.0, None))
        if rules is None or self._clock() >= until:
            rules = self._read_robots(origin)
            kept_s = _ROBOTS_AGAIN_S if isinstance(rules, FetchError) else _ROBOTS_KEPT_S
            self._robots[origin] = self._clock() + kept_s, rules
        if isinstance(rules, FetchError):
            why = f"{rules.why} (asked for its robots.txt)"
            raise FetchError(why, url=address.url, trouble=rules.trouble, wait_s=rules.wait_s) from rules
        if not rules.can_fetch(address.url, ROBOT):
            raise FetchError("its robots.txt asks robots not to read it", url=address.url, trouble="refused")

    def _read_robots(self, origin: str) -> Protego | FetchError:
        """What an origin's robots.txt says. None there is leave to read; none to be had just now is not."""
        try:
            page = self._follow(_address(f"{origin}/robots.txt"), {}, robot=False)
        except FetchError as error:
            return Protego() if error.trouble in ("not found", "gone", "refused", "redirects") else error
        return Protego.parse(page.body[:_ROBOTS_BYTES].decode("utf-8", "replace"))

    def _request(self, address: Url, headers: Mapping[str, str]) -> Page | _Redirect:
        """One request, in its turn."""
        host = address.host or ""
        with self._locks[host]:
            now = self._clock()
            left = self._next_at.get(host, now) - now
            if left > self._limits.longest_pause_s:
                why = f"its server asked us to stay away for another {left:.0f} s"
                raise FetchError(why, url=address.url, trouble="busy", wait_s=left)
            if left > 0:
                self._sleep(left)
            pause_s = self._pause_s(address)
            try:
                with self._answer(address, headers) as response:
                    return self._read(response, address)
            except FetchError as error:
                pause_s = max(pause_s, error.wait_s or 0)
                raise
            finally:
                self._next_at[host] = self._clock() + pause_s

    def _pause_s(self, address: Url) -> float:
        _, rules = self._robots.get(f"{address.scheme}://{address.netloc}", (0.0, None))
        delay = rules.crawl_delay(ROBOT) if isinstance(rules, Protego) else None
        return min(max(self._limits.pause_s, delay or 0), self._limits.longest_pause_s)

    @contextmanager
    def _answer(self, address: Url, headers: Mapping[str, str]) -> Iterator[HTTPResponse]:
        """The server's answer, its body not yet read. What goes wrong until it is closed is raised as FetchError."""
        late = threading.Event()
        try:
            with closing(self._connection(address)) as connection:
                connection.connect()
                connected = connection.sock

                def cut() -> None:
                    late.set()
                    with suppress(OSError):
                        connected.shutdown(socket.SHUT_RDWR)

                # A time-out for each read does not end what comes a byte at a time.
                timer = threading.Timer(self._limits.total_s, cut)
                timer.daemon = True
                timer.start()
                try:
                    connection.timeout = self._limits.read_s
                    standard = {"User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
                    connection.request(
                        "GET",
                        address.request_uri,
                        headers={**standard, "Connection": "close", **headers},
                        preload_content=False,
                    )
                    with closing(connection.getresponse()) as response:
                        yield response
                finally:
                    timer.cancel()
                if late.is_set():
                    raise TimeoutError
        except _Private as error:
            why = f"leads to {error}, which is in no public network: not fetched unless its host is allowed by name"
            raise FetchError(why, url=address.url, trouble="not allowed") from error
        except (urllib3.exceptions.HTTPError, HTTPException, OSError) as error:
            if late.is_set():
                why = f"not read to its end after {self._limits.total_s:g} s"
                raise FetchError(why, url=address.url, trouble="time-out") from error
            why, trouble = _told(error)
            raise FetchError(why, url=address.url, trouble=trouble) from error

    def _connection(self, address: Url) -> _Connection:
        host = (address.host or "").strip("[]")
        if address.scheme == "https":
            connection: _Connection = _SecureConnection(
                host, address.port or 443, timeout=self._limits.connect_s, ssl_context=_certificates()
            )
        else:
            connection = _Connection(host, address.port or 80, timeout=self._limits.connect_s)
        name = (address.host or "").rstrip(".")
        connection.allowed = not self._allow.isdisjoint({name, f"{name}:{connection.port}"})
        return connection

    def _read(self, response: HTTPResponse, address: Url) -> Page | _Redirect:
        status, headers = response.status, response.headers
        etag, last_modified = headers.get("ETag", ""), headers.get("Last-Modified", "")
        if status == HTTPStatus.NOT_MODIFIED:
            return Page(address.url, etag=etag, last_modified=last_modified, not_modified=True)
        if status in _REDIRECTS and (location := headers.get("Location")):
            # http.client reads bytes as Latin-1; what is no ASCII in an address is UTF-8
            location = location.encode("latin-1", "replace").decode("utf-8", "replace")
            return _Redirect(location, for_good=status in _PERMANENT)
        if not 200 <= status < 300:
            raise _refusal(status, headers.get("Retry-After", ""), address.url)
        packed = {part.strip().lower() for part in headers.get("Content-Encoding", "").split(",")}
        if unknown := packed - {"", "identity", *HTTPResponse.CONTENT_DECODERS}:
            raise FetchError(f"comes packed as {min(unknown)[:20]!r}, which was not asked for", url=address.url)
        media = Message()
        media["Content-Type"] = headers.get("Content-Type", "")
        return Page(
            address.url,
            body=self._body(response, address.url),
            content_type=media.get_content_type() if headers.get("Content-Type") else "",
            encoding=media.get_content_charset(),
            etag=etag,
            last_modified=last_modified,
        )

    def _body(self, response: HTTPResponse, url: str) -> bytes:
        most = self._limits.most_bytes
        too_large = FetchError(f"larger than {most / 1e6:g} MB", url=url, trouble="too large")
        if (response.length_remaining or 0) > most:
            raise too_large
        body = bytearray()
        while piece := response.read1(1 << 16):
            body += piece
            if len(body) > most:
                raise too_large
        return bytes(body)


def is_public(ip: str) -> bool:
    """Whether an IP address is one of the public internet: not of a host's own, a local, a shared or a reserved net."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if any(address in network for network in _NEVER):
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and not address.is_reserved
    if address.ipv4_mapped:
        return is_public(str(address.ipv4_mapped))
    if address in _NAT64:
        return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    return address in _UNICAST and address.is_global


@cache
def _certificates() -> ssl.SSLContext:
    """Those that the system trusts."""
    return ssl.create_default_context()


def _address(url: str) -> Url:
    try:
        address = parse_url(url.strip())
    except urllib3.exceptions.LocationParseError as error:
        raise FetchError("no address of a page", url=url, trouble="not allowed") from error
    if address.scheme not in ("http", "https") or not address.host:
        raise FetchError("no http or https address", url=url, trouble="not allowed")
    if address.auth:
        raise FetchError("an address with a user name in it is not fetched", url=url, trouble="not allowed")
    return address._replace(path=address.path or "/", fragment=None)


def _refusal(status: int, retry_after: str, url: str) -> FetchError:
    known = {code.value: code.phrase.lower() for code in HTTPStatus}
    trouble: Trouble = "refused" if 400 <= status < 500 else "busy" if status >= 500 else "unreadable"
    special: dict[int, Trouble] = {404: "not found", 410: "gone", 408: "busy", 425: "busy", 429: "busy"}
    wait_s = None
    if retry_after and status in (429, 503):
        with suppress(urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
            wait_s = Retry(retry_after_max=_ROBOTS_KEPT_S).parse_retry_after(retry_after[:60])
    why = f"HTTP {status}" + (f" ({known[status]})" if status in known else "")
    return FetchError(why, url=url, trouble=special.get(status, trouble), wait_s=wait_s)


def _told(error: Exception) -> tuple[str, Trouble]:
    """What went wrong with a connection, in words of ours."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not valid: {error.verify_message}", "TLS"
        case ssl.SSLError() | urllib3.exceptions.SSLError():
            return "no secure connection could be made", "TLS"
        case TimeoutError() | urllib3.exceptions.TimeoutError():
            return "no answer in time", "time-out"
        case socket.gaierror():
            return "its host is not known", "unreachable"
        case ConnectionRefusedError():
            return "its host refused the connection", "unreachable"
        case urllib3.exceptions.DecodeError():
            return "its body is packed in a damaged way", "unreadable"
        case _:
            return "the connection broke off", "unreachable"
