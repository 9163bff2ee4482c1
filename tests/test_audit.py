"""`.ci/audit.py` against services on this machine: what fails the check, what does not, and what is only said."""

import importlib.util
import json
import shutil
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
LOCK = """\
urllib3==2.0.0 \\
    --hash=sha256:00
    # via requests
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:00
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:00
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:00
"""
needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed: nothing of npm's is audited")


@pytest.fixture(scope="module")
def audit() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert spec
    assert spec.loader
    module = sys.modules["audit"] = importlib.util.module_from_spec(spec)  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    yield module
    del sys.modules["audit"]


@dataclass
class Service:
    """OSV and npm's registry: what they say is vulnerable, and what they were asked."""

    port: int = 0
    vulnerable: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    vulnerable_npm: set[str] = field(default_factory=set)
    asked: set[tuple[str, str]] = field(default_factory=set)

    @property
    def osv(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/query"


@pytest.fixture
def service(audit: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Service]:
    known = Service(vulnerable={audit.KNOWN_BAD: _advisory("PYSEC-2021-16")}, vulnerable_npm={audit.KNOWN_BAD_NPM[0]})

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.path.startswith("/v1/query"):
                query = json.loads(body)
                key = (query["package"]["name"], query["version"])
                known.asked.add(key)
                self._say({"vulns": [known.vulnerable[key]]} if key in known.vulnerable else {})
            else:
                url = "https://example.org/advisories/GHSA-"
                bad = {"title": "", "severity": "high", "vulnerable_versions": "*"}
                names = sorted(known.vulnerable_npm)
                self._say({name: [{**bad, "id": n, "url": f"{url}{name}"}] for n, name in enumerate(names)})

        def do_GET(self) -> None:
            name = self.path[1:]
            self._say({"name": name, "versions": {"1.0.0": {"name": name, "version": "1.0.0"}}})

        def _say(self, what: object) -> None:
            body = json.dumps(what).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{known.port}/")
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
        yield known
        server.shutdown()
        thread.join()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "requirements.lock").write_text(LOCK)
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "audit.toml").write_text("")
    shutil.copy(ROOT / "package-lock.json", tmp_path)
    return tmp_path


@needs_npm
def test_every_pin_is_asked_for_whatever_the_system_and_what_is_not_vulnerable_passes(
    audit: ModuleType, service: Service, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main(["--root", str(root), "--osv", service.osv, "--required"]) == 0
    pins = {("urllib3", "2.0.0"), ("numpy", "2.4.6"), ("numpy", "2.5.5"), ("colorama", "0.4.6")}
    assert service.asked == {*pins, audit.KNOWN_BAD}
    assert "Audited: no known vulnerability" in capsys.readouterr().out


def test_a_vulnerability_fails_the_check_until_somebody_gives_a_reason(
    audit: ModuleType, service: Service, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service.vulnerable["numpy", "2.5.5"] = _advisory("GHSA-made-upxx-here", alias="CVE-2026-1", fixed="2.5.6")
    arguments = ["--root", str(root), "--osv", service.osv]
    assert audit.main(arguments) == 1
    assert "numpy 2.5.5: CVE-2026-1, GHSA-made-upxx-here; fixed in 2.5.6" in capsys.readouterr().err
    (root / ".ci" / "audit.toml").write_text(
        f'[[pass]]\nid = "CVE-2026-1"\npackage = "numpy"\nuntil = {date.today()}\nreason = "Not used."\n'
    )
    assert audit.main(arguments) == 0


def test_what_is_let_pass_is_one_vulnerability_of_one_package_until_a_day(audit: ModuleType) -> None:
    found = audit.Vulnerability("numpy", "2.5.5", ("GHSA-1", "CVE-2026-1"))
    today = date.today()
    for package, id_, until, passes in (
        ("numpy", "CVE-2026-1", today, True),
        ("numpy", "GHSA-1", today, True),
        ("numpy", "CVE-2026-1", today - timedelta(days=1), False),
        ("numpy", "CVE-2026-11", today, False),
        ("urllib3", "CVE-2026-1", today, False),
    ):
        assert audit.passed(found, [audit.Pass(id_, package, until, "Not used.")]) == passes


@needs_npm
def test_a_vulnerable_script_of_the_map_fails_the_check(
    audit: ModuleType, service: Service, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service.vulnerable_npm.add("leaflet")
    assert audit.main(["--root", str(root), "--osv", service.osv]) == 1
    assert "leaflet 1.9.4: GHSA-leaflet" in capsys.readouterr().err


def test_a_service_that_is_not_reached_is_said_and_fails_only_where_it_is_required(
    audit: ModuleType, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = "http://127.0.0.1:9"
    monkeypatch.setenv("npm_config_registry", nobody)
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    arguments = ["--root", str(root), "--osv", nobody]
    assert audit.main(arguments) == 0
    said = capsys.readouterr()
    assert said.err.count("!! NOT AUDITED") == 2
    assert "Audited" not in said.out
    assert audit.main([*arguments, "--required"]) == 1


def test_a_service_that_knows_of_no_vulnerability_at_all_has_not_answered(
    audit: ModuleType, service: Service, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service.vulnerable.clear()
    service.vulnerable_npm.clear()
    assert audit.main(["--root", str(root), "--osv", service.osv, "--required"]) == 1
    assert capsys.readouterr().err.count("!! NOT AUDITED") == 2


def test_what_is_let_pass_has_a_day_and_a_reason(audit: ModuleType) -> None:
    for entry in audit.let_pass(ROOT):
        assert isinstance(entry.until, date)
        assert entry.reason


def _advisory(id_: str, *, alias: str = "CVE-2021-21240", fixed: str = "0.19.0") -> dict[str, object]:
    """As OSV gives one; it affects whatever package it is said of."""
    ranges = [{"type": "ECOSYSTEM", "events": [{"fixed": fixed}]}]
    affected = [{"package": {"name": name, "ecosystem": "PyPI"}, "ranges": ranges} for name in ("httplib2", "numpy")]
    return {"schema_version": "1.6.0", "id": id_, "aliases": [alias], "summary": "", "affected": affected}
