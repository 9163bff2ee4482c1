"""Small web servers on 127.0.0.1 that answer as a test tells them to."""

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What the server sends; `length` overrides the Content-Length that it claims.

    `pieces` makes a body that comes piece by piece and ends with the connection; `raw` the whole answer, head and all.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    pieces: Callable[[], Iterable[bytes]] | None = None
    raw: Callable[[], Iterable[bytes]] | None = None


@dataclass
class Server:
    """A running server: its address, the answer it gives, those of single paths, and the requests that it saw."""

    address: str
    answer: Answer
    paths: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def serve(answer: Answer, *, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.requests.append((self.path, dict(self.headers)))
            answer = server.paths.get(self.path, server.answer)
            with suppress(ConnectionError):  # the client had enough
                if answer.raw is None:
                    self.send_response(answer.status)
                    length = len(answer.body) if answer.length is None else answer.length
                    claimed = {} if answer.pieces else {"Content-Length": str(length)}
                    for name, value in {**claimed, **answer.headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                for piece in (answer.raw or answer.pieces or (lambda: [answer.body]))():
                    self.wfile.write(piece)

        def log_message(self, *_: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        httpd.socket = tls.wrap_socket(httpd.socket, server_side=True)
    server = Server(f"http{'s' if tls else ''}://127.0.0.1:{httpd.server_port}", answer)
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
