"""A real nginx with deploy/nginx.conf, on ports of this machine and with a certificate of its own."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SITE = Path(__file__).parents[2] / "deploy" / "nginx.conf"
MODULES = Path("/etc/nginx/modules-enabled")
_MAIN = """
{modules}
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


def site(changes: dict[str, str]) -> str:
    """The site's configuration with what its owner changes; each must be there to be changed."""
    text = SITE.read_text()
    for old, new in changes.items():
        assert old in text, f"deploy/nginx.conf has no {old!r}"
        text = text.replace(old, new)
    return text


@contextmanager
def nginx(folder: Path, *, upstream: int, changes: dict[str, str] | None = None) -> Iterator[tuple[str, str]]:
    """Run it before the server at a port; gives its addresses, https and http. Without an nginx the test is skipped,
    in CI it fails.
    """
    command = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if command is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no nginx is installed")
    assert (MODULES / "50-mod-http-brotli-filter.conf").exists(), "libnginx-mod-http-brotli-filter is not installed"
    _certificate(folder)
    https, http = _free(), _free()
    text = site(
        {
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "listen 80": f"listen 127.0.0.1:{http}",
            "listen 443": f"listen 127.0.0.1:{https}",
            "/etc/letsencrypt/live/news.example": str(folder),
            "127.0.0.1:8501": f"127.0.0.1:{upstream}",
            **(changes or {}),
        }
    )
    (folder / "site.conf").write_text(text)
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, modules=f"include {MODULES}/*.conf;"))
    process = subprocess.Popen([command, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")])
    try:
        _wait_for(https, process, folder / "error.log")
        yield f"https://127.0.0.1:{https}", f"http://127.0.0.1:{http}"
    finally:
        process.terminate()
        process.wait(10)


def _certificate(folder: Path) -> None:
    """A key and a certificate that it signed itself, by the names that certbot gives them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "news.example")])
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


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(100):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nginx did not start:\n{log.read_text()}")
