"""Real proxies with the configuration of deploy/, on ports of this machine and with a certificate of their own."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DEPLOY = Path(__file__).parents[2] / "deploy"
_MODULES = Path("/etc/nginx/modules-enabled")
_NGINX = """
include {modules}/*.conf;
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where one that runs is reached."""

    https: str
    http: str


@contextmanager
def nginx(folder: Path, *, upstream: int, changes: dict[str, str] | None = None) -> Iterator[Proxy]:
    """Run nginx before the server at a port."""
    command = _installed("nginx")
    assert (_MODULES / "50-mod-http-brotli-filter.conf").exists(), "libnginx-mod-http-brotli-filter is not installed"
    https, http = _free(), _free()
    usual = {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80": f"listen 127.0.0.1:{http}",
        "listen 443": f"listen 127.0.0.1:{https}",
        "/etc/letsencrypt/live/news.example": str(folder),
        "127.0.0.1:8501": f"127.0.0.1:{upstream}",
    }
    (folder / "site.conf").write_text(_changed(DEPLOY / "nginx.conf", {**usual, **(changes or {})}))
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, modules=_MODULES))
    log = folder / "error.log"
    with _running([command, "-c", str(folder / "nginx.conf"), "-e", str(log)], folder, https, log):
        yield Proxy(f"https://127.0.0.1:{https}", f"http://127.0.0.1:{http}")


@contextmanager
def caddy(folder: Path, *, upstream: int, changes: dict[str, str] | None = None) -> Iterator[Proxy]:
    """Run Caddy before the server at a port, with our certificate in the place of one that it fetches."""
    command = _installed("caddy")
    https, http = _free(), _free()
    given = f"    admin off\n    http_port {http}\n    https_port {https}\n    skip_install_trust\n    servers {{"
    usual = {
        "\tservers {": given,
        "\tencode": f"\ttls {folder}/fullchain.pem {folder}/privkey.pem\n\tencode",
        "{$DATELINE_HOST:news.example}": f"https://127.0.0.1:{https}",
        "{$DATELINE_UPSTREAM:127.0.0.1:8501}": f"127.0.0.1:{upstream}",
    }
    (folder / "Caddyfile").write_text(_changed(DEPLOY / "Caddyfile", {**usual, **(changes or {})}))
    start = [command, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with _running(start, folder, https, folder / "error.log"):
        yield Proxy(f"https://127.0.0.1:{https}", f"http://127.0.0.1:{http}")


def _installed(name: str) -> str:
    """Where a proxy is. Without it the test is skipped, in CI it fails."""
    command = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if command is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {name} is installed")
    return str(command)


def _changed(file: Path, changes: dict[str, str]) -> str:
    """A configuration with what its owner changes; each must be there to be changed."""
    text = file.read_text()
    for old, new in changes.items():
        assert old in text, f"{file.name} has no {old!r}"
        text = text.replace(old, new)
    return text


@contextmanager
def _running(command: list[str], folder: Path, port: int, log: Path) -> Iterator[None]:
    _certificate(folder)
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with log.open("a") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
    try:
        _wait_for(port, process, log)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"it did not start:\n{log.read_text()}")


def _certificate(folder: Path) -> None:
    """A key and a certificate that it signed itself, by the names that certbot gives them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "privkey.pem").write_bytes(private)
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
