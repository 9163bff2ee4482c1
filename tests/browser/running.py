"""A dashboard that runs on a port of its own, and the Chromium of this machine: for tests, benchmarks, screenshots."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# As root in a container, and without the services that look for their maker's hosts.
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--no-first-run",
)


def chromium() -> str | None:
    """The path of the browser; None where there is none."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


@contextmanager
def running(app: Path, *, log: Path, base: str = "", environment: dict[str, str] | None = None) -> Iterator[str]:
    """Run a Streamlit app in its folder; gives its address. Raises RuntimeError where it does not start."""
    with serving(app, log=log, base=base, environment=environment) as (address, _):
        yield address


@contextmanager
def serving(
    app: Path, *, log: Path, base: str = "", environment: dict[str, str] | None = None
) -> Iterator[tuple[str, int]]:
    """As `running`, with the number of the server's process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", app.name, "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port), "--server.baseUrlPath", base]
    command += ["--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false"]
    with log.open("w") as output:
        server = subprocess.Popen(
            command, cwd=app.parent, env={**os.environ, **(environment or {})}, stdout=output, stderr=output
        )
    try:
        address = f"http://127.0.0.1:{port}/{base}"
        _wait_for(f"{address.rstrip('/')}/_stcore/health", server, log)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(150):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the dashboard did not start:\n{log.read_text()}")
