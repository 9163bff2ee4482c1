"""The image, as far as it shows without an engine: what is in it, and that it runs as nobody on a read-only tree."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest
import yaml

from tests.deployment import image
from tests.deployment.image import ROOT

CONFINED = Path(__file__).with_name("confined.sh")
HEALTH = ROOT / "deploy" / "health.py"
USER = 10001

Run = Callable[..., "subprocess.Popen[str]"]


def test_what_is_copied_is_there_and_nothing_else_reaches_the_engine() -> None:
    sources = {source for stage in image.stages() for source, _ in image.copied(stage)}
    assert {"app.py", "geo", "news", "dashboard", "data", "static", "requirements.lock"} <= sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert not image.ignored(PurePosixPath(source)), f".dockerignore leaves out {source}"
    heads = {PurePosixPath(source).parts[0] for source in sources} | {"requirements-auth.lock"}
    for top in ROOT.iterdir():
        assert image.ignored(PurePosixPath(top.name)) or top.name in heads, f".dockerignore lets {top.name} through"
    for private in (
        ".streamlit/secrets.toml",
        ".git/config",
        "feeds.toml",
        "tests/conftest.py",
        "geo/__pycache__/a.pyc",
    ):
        assert image.ignored(PurePosixPath(private)), private


def test_the_image_is_of_a_user_without_rights_and_its_packages_are_of_the_lock_file() -> None:
    stages = image.stages()
    given = dict(stages[-1])
    assert given["USER"] == f"{USER}:{USER}"
    assert json.loads(given["CMD"]) == ["streamlit", "run", "app.py"]
    assert json.loads(given["HEALTHCHECK"].partition("CMD ")[2]) == ["python", "deploy/health.py"]
    (install,) = [rest for stage in stages for name, rest in stage if name == "RUN" and "pip install" in rest]
    assert "--require-hashes" in install
    names = [name for name, _ in stages[-1]]
    assert names.index("USER") > max(number for number, name in enumerate(names) if name in ("RUN", "COPY"))


def test_every_service_is_confined() -> None:
    whole = yaml.safe_load((ROOT / "compose.yaml").read_text())
    services = whole["services"]
    for name, service in services.items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["mem_limit"]
        assert service["pids_limit"]
        assert service["restart"] == "unless-stopped"
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert [name for name, service in services.items() if "cap_add" in service] == ["proxy"]
    target = services["dashboard"]["secrets"][0]["target"]
    assert target == "/dateline/.streamlit/secrets.toml"
    assert {volume.partition(":")[0] for service in services.values() for volume in service["volumes"]} == {
        "archive", "certificates", "./feeds.toml", "./deploy/Caddyfile",
    }  # fmt: skip


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that every user of the machine can enter, unlike pytest's."""
    made = Path(tempfile.mkdtemp(prefix="dateline-image-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def confined(folder: Path) -> Run:
    """Start a command in the image's tree, as the image's user. Skips where that needs rights that nobody has."""
    allowed = subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"], capture_output=True, check=False)
    if allowed.returncode or os.geteuid():
        pytest.skip("this machine lets us make no mounts of our own: root is needed, or the container forbids it")
    image.build(folder / "tree")
    for name in ("root", "archive"):
        (folder / name).mkdir()
    os.chown(folder / "archive", USER, USER)
    environment = {**image.environment(), "PATH": f"{sys.prefix}/bin:/usr/bin:/bin"}

    def run(*command: str, **more: str) -> "subprocess.Popen[str]":
        places = [folder / "root", folder / "tree", folder / "archive", sys.base_prefix, sys.prefix]
        said = [f"{name}={value}" for name, value in {**environment, **more}.items()]
        start = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", str(CONFINED), *map(str, places)]
        pipe = subprocess.PIPE
        return subprocess.Popen([*start, *said, *command], stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True)

    return run


def test_the_tree_can_be_read_only_and_holds_all_that_the_page_needs(confined: Run, folder: Path) -> None:
    refused, _ = confined("sh", "-c", "touch /dateline/x /etc/x /x; id -u; touch /archive/x /tmp/x").communicate()
    assert refused.count("Read-only file system") == 3
    assert str(USER) in refused.splitlines()
    article = json.dumps(
        {"id": "1", "text": "Shelling hit Nawa, north of Daraa, on Monday.", "published": "2018-07-02"}
    )
    adding = confined("python", "-m", "news", "add", "-")
    said, _ = adding.communicate(article)
    assert adding.returncode == 0, said
    page = (
        "from streamlit.testing.v1 import AppTest; page = AppTest.from_file('app.py').run(timeout=60); "
        "print([one.value for one in page.markdown], page.exception, page.error, len(page.get('component_instance')))"
    )
    said, _ = confined("python", "-c", page).communicate()
    assert "Where 1 news report" in said, said
    assert said.rstrip().endswith("ElementList() ElementList() 1"), said
    assert not list(folder.glob("tree/**/__pycache__"))


@pytest.mark.parametrize("base", ["", "dateline"])
def test_it_starts_says_that_it_is_well_and_stops_at_once(confined: Run, base: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    own = {"STREAMLIT_SERVER_PORT": port, "STREAMLIT_SERVER_BASE_URL_PATH": base}
    command = json.loads(dict(image.stages()[-1])["CMD"])
    server = confined(*command, **own)
    assert server.stdin
    server.stdin.close()
    assert _health(own) == 1
    for _ in range(100):
        if (well := _health(own)) == 0 or server.poll() is not None:
            break
        time.sleep(0.2)
    first = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    asked = time.monotonic()
    for process in first:
        os.kill(int(process), signal.SIGTERM)
    assert server.stdout
    said = server.stdout.read()
    server.stdout.close()
    server.wait(10)
    assert well == 0, said
    assert time.monotonic() - asked < 5
    assert not any(word in said for word in ("Read-only", "Permission", "Traceback")), said


def _health(environment: dict[str, str]) -> int:
    return subprocess.run([sys.executable, HEALTH], env=environment, capture_output=True, check=False).returncode
