"""Nothing that opens a door comes out again: in no message, no log, no export, and no column of the archive."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from news.output import FORMATS
from tests.servers import Answer, serve

HIDDEN = "opens-a-door"
FEED = """<rss version="2.0"><channel><title>Post</title><item><title>Shelling</title>
<link>http://ana:{0}@{1}/a?id=7</link><guid>http://ana:{0}@{1}/a?id=7</guid></item></channel></rss>"""
PAGE = "Shelling hit the Syrian town of Nawa on June 19."


def _news(*words: str, archive: str | Path) -> str:
    """All that a command says."""
    ran = subprocess.run(
        [sys.executable, "-m", "news", *words, "--archive", str(archive)], capture_output=True, text=True, timeout=120
    )
    return ran.stdout + ran.stderr


def test_a_key_in_a_feeds_address_and_a_password_in_its_links_are_told_nowhere(tmp_path: Path) -> None:
    with serve(Answer(body=PAGE.encode(), headers={"Content-Type": "text/plain"})) as server:
        feed = f"{server.address}/feed?token={HIDDEN}"
        host = server.address.removeprefix("http://")
        told = FEED.format(HIDDEN, host).encode()
        server.paths[f"/feed?token={HIDDEN}"] = Answer(body=told, headers={"Content-Type": "application/rss+xml"})
        server.paths["/robots.txt"] = Answer(status=404)
        feeds = tmp_path / "feeds.toml"
        feeds.write_text(
            "".join(
                f'[[feed]]\nurl = "{url}"\nallow_host = ["{host}"]\n'
                for url in (feed, f"{server.address}/gone?api_key={HIDDEN}", f"http://ana:{HIDDEN}@{host}/")
            )
        )
        said = _news("add", feed, "--allow-host", host, archive=tmp_path / "archive")
        assert any(HIDDEN in path for path, _ in server.requests)
        said += _news("watch", str(feeds), "--once", archive=tmp_path / "watched")
    for archive in ("archive", "watched"):
        for form in FORMATS:
            said += _news("export", "--format", form, archive=tmp_path / archive)
        said += _news("list", archive=tmp_path / archive) + _news("info", archive=tmp_path / archive)
    said += _news("add", f"http://ana:{HIDDEN}@{host}/", archive=tmp_path / "archive")
    assert "Nawa" in said
    assert [line for line in said.splitlines() if HIDDEN in line] == []
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("archive/*") if path.is_file())
    assert HIDDEN.encode() not in kept


@pytest.mark.parametrize("command", [("info",), ("list",), ("add", "-"), ("export",)])
def test_the_keys_of_an_object_store_are_told_nowhere(command: tuple[str, ...]) -> None:
    address = f"s3://{HIDDEN}:{HIDDEN}@bucket/folder?endpoint_override=127.0.0.1:9&scheme=http"
    ran = subprocess.run(
        [sys.executable, "-m", "news", *command],
        env={**os.environ, "DATELINE_ARCHIVE": address, "AWS_EC2_METADATA_DISABLED": "true"},
        input=json.dumps({"text": "Shelling hit Nawa."}),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode != 0
    assert "s3://bucket/folder" in ran.stderr
    assert HIDDEN not in ran.stdout + ran.stderr
