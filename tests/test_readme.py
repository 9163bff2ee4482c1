"""The README is true: its examples run as printed, and what it names exists."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from geo.__main__ import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ python -m geo (.+)\n((?:.*\n)*?)```", README)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_there_are_examples() -> None:
    assert len(CONSOLE) >= 2
    assert len(PYTHON) >= 2


@pytest.mark.parametrize(("command", "printed"), CONSOLE)
def test_a_command_prints_what_the_readme_shows(
    command: str, printed: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    assert main(shlex.split(command)) == 0
    assert capsys.readouterr().out == printed


@pytest.mark.parametrize("code", PYTHON)
def test_a_program_runs_and_prints_what_its_comments_say(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(code, "README.md", "exec"), {})
    out = capsys.readouterr().out
    for said in re.findall(r"\)\s+# (.+)", code):
        assert said in out


@pytest.mark.parametrize("path", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_what_it_links_to_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_first_screen_shows_what_it_is() -> None:
    first = "\n".join(README.splitlines()[:30])
    for part in ("make run", "make test", "python -m geo locate --text", "docs/map-light.webp"):
        assert part in first


@pytest.mark.parametrize("target", ["run", "test", "check", "bench", "accuracy"])
def test_every_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_its_reason(name: str) -> None:
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "-r", "pytest", "ruff", "mypy", "pandas-stubs")):
            assert " # " in line, line


def test_make_run_asks_nothing_and_is_for_this_machine_alone() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["showEmailPrompt"] is False
    assert settings["browser"]["gatherUsageStats"] is False
    assert "streamlit run app.py --server.address localhost" in (ROOT / "Makefile").read_text(encoding="utf-8")
