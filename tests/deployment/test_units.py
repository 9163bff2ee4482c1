"""The units of systemd agree with each other and with the proxies, and systemd understands them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deployment.proxies import DEPLOY

UNITS = (DEPLOY / "dateline.service", DEPLOY / "dateline-watch.service")


def settings(unit: Path) -> list[tuple[str, str]]:
    lines = [line for line in unit.read_text().splitlines() if "=" in line and not line.startswith("#")]
    return [(name, value) for line in lines for name, _, value in [line.partition("=")]]


def test_both_units_are_confined_alike_and_share_their_folder() -> None:
    own = {"Description", "ExecStart", "Environment", "MemoryMax", "TimeoutStopSec", "KillSignal", "Restart"}
    dashboard, watcher = ([pair for pair in settings(unit) if pair[0] not in own] for unit in UNITS)
    assert dashboard == watcher
    assert {("DynamicUser", "yes"), ("User", "dateline"), ("StateDirectory", "dateline")} <= set(dashboard)
    assert {("ProtectSystem", "strict"), ("CapabilityBoundingSet", ""), ("NoNewPrivileges", "yes")} <= set(dashboard)


def test_the_dashboard_listens_where_the_proxies_ask() -> None:
    said = " ".join(value for name, value in settings(UNITS[0]) if name == "Environment")
    assert "STREAMLIT_SERVER_ADDRESS=127.0.0.1 STREAMLIT_SERVER_PORT=8501" in said
    assert "STREAMLIT_SERVER_BASE_URL_PATH=dateline" in said
    assert "server 127.0.0.1:8501;" in (DEPLOY / "nginx.conf").read_text()
    assert "{$DATELINE_UPSTREAM:127.0.0.1:8501}" in (DEPLOY / "Caddyfile").read_text()


def test_systemd_understands_them(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not on this machine, as in most containers")
    for unit in UNITS:
        text = unit.read_text().replace("/opt/dateline/.venv/bin/", "/bin/sh -c ").replace("/opt/dateline", "/")
        (tmp_path / unit.name).write_text(text)
    command = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / unit.name) for unit in UNITS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
