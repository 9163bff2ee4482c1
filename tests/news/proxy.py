"""A server between an archive and its object store that goes wrong as a test tells it to."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

Fault = Literal["late", "silent", "dropped", "busy", "garbage", "forbidden", "cut", "short"]

_FORBIDDEN = b"""<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"""


@dataclass
class Proxy:
    """What goes wrong, by the method of the request; what it saw, as (method, path)."""

    port: int
    faults: dict[str, Fault] = field(default_factory=dict)
    late_s: float = 0.3
    stopped: threading.Event = field(default_factory=threading.Event)
    seen: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def proxy(port: int) -> Iterator[Proxy]:
    """Before the S3 server at a port. LIST stands for the GET of a folder."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            method = "LIST" if self.command == "GET" and "list-type" in self.path else self.command
            here.seen.append((method, self.path))
            fault = here.faults.get(method)
            sent = self.body()
            with suppress(ConnectionError):
                if fault == "late":
                    here.stopped.wait(here.late_s)
                elif fault == "silent":
                    here.stopped.wait(60)
                if fault in ("silent", "dropped"):
                    self.close_connection = True
                elif fault == "busy":
                    self.answer(500, b"out of order", {})
                elif fault == "garbage":
                    self.answer(200, b"<html>It works!", {})
                elif fault == "forbidden":
                    self.answer(403, _FORBIDDEN, {"Content-Type": "application/xml"})
                else:
                    self.forward(sent, fault)

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_any  # noqa: N815

        def body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length", "0")))
            pieces = []
            while size := int(self.rfile.readline().partition(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return b"".join(pieces)

        def forward(self, sent: bytes, fault: Fault | None) -> None:
            upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            headers = {
                k: v for k, v in self.headers.items() if k.lower() not in ("transfer-encoding", "content-length")
            }
            upstream.request(self.command, self.path, sent, headers)
            answer = upstream.getresponse()
            content = answer.read()
            upstream.close()
            hop = ("content-length", "transfer-encoding", "connection", "date", "server")
            kept = {k: v for k, v in answer.getheaders() if k.lower() not in hop}
            if fault == "short":
                content = content[: len(content) // 2]
            length = answer.getheader("Content-Length") if self.command == "HEAD" else None
            self.answer(answer.status, content, kept, length=length, cut=fault == "cut")

        def answer(
            self, status: int, content: bytes, headers: dict[str, str], *, length: str | None = None, cut: bool = False
        ) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": length or str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content[: len(content) // 2] if cut else content)
            self.close_connection = self.close_connection or cut

        def log_message(self, *_: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    here = Proxy(httpd.server_port)
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield here
    finally:
        here.stopped.set()
        httpd.shutdown()
        httpd.server_close()
        thread.join()
