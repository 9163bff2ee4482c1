"""What stands before Streamlit's own server: who may send files, and how many may be connected.

Streamlit takes files of any number from whoever has the page open, whether or not it asks for one, and keeps them in
memory; and as many connections as come, each with a session. It refuses to look into what is sent.
"""

import re
import threading
from collections import Counter, OrderedDict
from typing import TYPE_CHECKING

from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.limits import ARRIVALS, ARRIVALS_OF_ONE, CONNECTIONS, CONNECTIONS_OF_ONE, UPLOADS, Buckets

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/")
_SESSIONS = 1_000  # that are remembered as theirs who may send files
_AGAIN_LATER = 1013  # of a WebSocket's reasons to close

_senders: OrderedDict[str, None] = OrderedDict()


def let_send() -> None:
    """Take files from this session from now on; for pages that ask somebody for one who may add articles."""
    if context := get_script_run_ctx():
        _senders.pop(context.session_id, None)
        _senders[context.session_id] = None
        while len(_senders) > _SESSIONS:
            _senders.popitem(last=False)


def let_not_send() -> None:
    """Take no more files from this session."""
    if context := get_script_run_ctx():
        _senders.pop(context.session_id, None)


class Gate:
    """ASGI middleware: refuses what is too much before Streamlit sees it."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app
        self._uploads = Buckets(UPLOADS)
        self._arrivals, self._arrivals_of_one = Buckets(ARRIVALS), Buckets(ARRIVALS_OF_ONE)
        self._connected: Counter[str] = Counter()
        self._lock = threading.Lock()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """One request or connection."""
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] == "http" and (refusal := self._refusal(scope)):
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _refusal(self, scope: "Scope") -> PlainTextResponse | None:
        sent = _UPLOAD.search(scope["path"])
        if sent is None or scope["method"] != "PUT":
            return None
        if sent[1] not in _senders:
            return PlainTextResponse("Nobody asked for a file.", status_code=403)
        if not self._uploads.take(sent[1]):
            return PlainTextResponse("Too many files: try again in a minute.", status_code=429)
        return None

    async def _connect(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        address = scope["client"][0] if scope.get("client") else ""
        with self._lock:
            full = (
                self._connected[address] >= CONNECTIONS_OF_ONE
                or self._connected.total() >= CONNECTIONS
                or not (self._arrivals_of_one.take(address) and self._arrivals.take(""))
            )
            self._connected[address] += not full
        if full:
            await send({"type": "websocket.close", "code": _AGAIN_LATER})
            return
        try:
            await self._app(scope, receive, send)
        finally:
            with self._lock:
                self._connected[address] -= 1
                self._connected += Counter()  # forgets who is gone


MIDDLEWARE = [Middleware(Gate)]
