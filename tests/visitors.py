"""Somebody at the dashboard without a browser: over its real connection, with whatever they choose to send."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

WAIT_S = 60


@dataclass(slots=True)
class Visitor:
    """Someone who is connected."""

    address: str
    connection: ClientConnection
    messages: list[ForwardMsg] = field(default_factory=list)

    def ask(self, query: str = "", *widgets: WidgetState) -> list[ForwardMsg]:
        """Have the page run with an address and states of widgets, true or forged; what comes of it."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.widget_states.widgets.extend(widgets)
        return self.send(message.SerializeToString())

    def send(self, content: bytes) -> list[ForwardMsg]:
        """Send what is meant to be a message; all until the run that it causes is over."""
        self.connection.send(content)
        self.messages = []
        while not self.messages or self.messages[-1].WhichOneof("type") != "script_finished":
            message = ForwardMsg()
            message.ParseFromString(bytes(self.connection.recv(timeout=WAIT_S)))
            self.messages.append(message)
        return self.messages

    @property
    def session(self) -> str:
        """The id of the session."""
        found = [one.new_session.initialize.session_id for one in self.messages if one.HasField("new_session")]
        return found[0]

    @property
    def page(self) -> str:
        """All that came, as text."""
        return "\n".join(map(str, self.messages))

    def widget(self, label: str) -> str:
        """The id of the widget that has a label."""
        found: str = re.search(rf'id: "(\S+)"\n\s+label: "{re.escape(label)}"', self.page)[1]  # type: ignore[index]
        return found


def token(address: str) -> str:
    """What Streamlit gives everybody against requests that another page forges."""
    with urllib.request.urlopen(f"{address}_stcore/health", timeout=WAIT_S) as answer:
        cookie: str = answer.headers["Set-Cookie"]
    return cookie.partition(";")[0].partition("=")[2]


@contextmanager
def visit(address: str, headers: Mapping[str, str] | None = None, *, cookies: str = "") -> Iterator[Visitor]:
    """Open the dashboard at an address, with cookies of one's own."""
    where, headers, against = address.rstrip("/"), dict(headers or {}), []
    if cookies:
        against = [token(address)]
        headers["Cookie"] = f"_streamlit_xsrf={against[0]}; {cookies}"
    with connect(
        f"{where.replace('http', 'ws', 1)}/_stcore/stream",
        origin=where,  # type: ignore[arg-type]
        subprotocols=["streamlit", *against],  # type: ignore[list-item]
        additional_headers=headers,
        max_size=None,
        open_timeout=WAIT_S,
    ) as connection:
        yield Visitor(address, connection)


def get(
    url: str, *, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    """The status and the body of an answer, whatever it is."""
    request = urllib.request.Request(url, data=body, headers=dict(headers or {}), method=method)
    try:
        with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
