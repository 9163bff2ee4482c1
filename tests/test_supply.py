"""What others wrote and Dateline runs: pinned by its digest, asked for, used, and under a licence that fits."""

import ast
import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
# What trains the model has none: which build of torch it should be depends on the machine.
LOCKS = {
    path.name: path.with_suffix(".lock").name
    for path in ROOT.glob("requirements*.txt")
    if path.name != "requirements-train.txt"
}
# A pin, its digests, and who asked for it; nothing else: no index, no address, no option.
ENTRY = re.compile(
    r"([a-z0-9-]+==\S+(?: ; [^\\]+)?) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)    # via ([^\n]+)\n"
)
PERMISSIVE = re.compile(r"\b(MIT|BSD|0BSD|Apache|MPL|Mozilla|PSF|CNRI|Zlib|CC0)\b", re.IGNORECASE)
UNSAID = {"streamlit-folium": "MIT"}  # by the licence in its repository; its package names none
# Part of what we ask for, and used as such: folium's elements, the requests and answers of Streamlit's server.
BROUGHT = {"branca", "starlette"}


@dataclass(frozen=True, slots=True)
class Pin:
    requirement: Requirement
    digests: int
    via: frozenset[str]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        (specifier,) = self.requirement.specifier
        assert specifier.operator == "=="
        return specifier.version

    @property
    def here(self) -> bool:
        return self.requirement.marker is None or self.requirement.marker.evaluate()


def read_lock(name: str) -> list[Pin]:
    text = re.sub(r"\A(?:#.*\n)+", "", (ROOT / name).read_text(encoding="utf-8"))
    assert ENTRY.sub("", text) == "", f"{name} holds more than pins"
    return [
        Pin(Requirement(pin), hashes.count("sha256:"), frozenset(via.split(", ")))
        for pin, hashes, via in ENTRY.findall(text)
    ]


def asked_for(name: str) -> list[Requirement]:
    found = []
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("-r "):
            found += asked_for(line.removeprefix("-r "))
        elif line:
            found.append(Requirement(line))
    return found


@pytest.mark.parametrize(("asked", "lock"), LOCKS.items())
def test_every_requirement_is_met_by_its_lock(asked: str, lock: str) -> None:
    pins = read_lock(lock)
    for requirement in asked_for(asked):
        versions = [pin.version for pin in pins if pin.name == canonicalize_name(requirement.name)]
        assert versions, f"{requirement.name} is in no lock: make lock"
        assert all(requirement.specifier.contains(version, prereleases=True) for version in versions), requirement


@pytest.mark.parametrize(("asked", "lock"), LOCKS.items())
def test_nothing_is_locked_that_nobody_asked_for_and_nothing_that_is_needed_is_missing(asked: str, lock: str) -> None:
    """By what the installed packages say themselves; the lock's own word is taken for other systems' only."""
    pins = [pin for pin in read_lock(lock) if pin.here]
    assert len({pin.name for pin in pins}) == len(pins)
    for pin in pins:
        assert distribution(pin.name).version == pin.version, "the environment is not that of the lock: make test"
    needed = {canonicalize_name(name) for name in _closure(asked_for(asked))}
    assert {pin.name for pin in pins} == needed


@pytest.mark.parametrize("lock", LOCKS.values())
def test_what_is_locked_for_other_systems_was_asked_for_by_something_locked(lock: str) -> None:
    pins = read_lock(lock)
    names = {pin.name for pin in pins} | {f"-r {asked}" for asked in LOCKS}
    for pin in pins:
        assert pin.via & names, pin
        assert pin.digests


def test_users_get_the_versions_that_were_tested() -> None:
    tested = {(pin.name, pin.version) for pin in read_lock("requirements-dev.lock")}
    for lock in LOCKS.values():
        assert {(pin.name, pin.version) for pin in read_lock(lock)} <= tested


def test_every_package_that_is_imported_is_asked_for_and_the_other_way_round() -> None:
    """The build of the gazetteer aside, whose packages are developers' (`geo/build.py`)."""
    imported = set()
    for path in [
        ROOT / "app.py",
        *(path for room in ("geo", "news", "dashboard") for path in (ROOT / room).rglob("*.py")),
    ]:
        if path.name == "build.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    by_module = packages_distributions()
    used = {canonicalize_name(name) for module in imported for name in by_module.get(module, [])}
    asked = {canonicalize_name(requirement.name) for requirement in asked_for("requirements.txt")}
    # Trafilatura imports the one, and old pips miss that it says so; distributed the other, for `Security.temporary`.
    assert asked - used == {"lxml-html-clean", "cryptography"}, "asked for and not imported"
    assert used - asked <= BROUGHT, "imported and not asked for"


def test_what_users_install_is_under_licences_that_let_them_do_with_dateline_what_its_own_does() -> None:
    for pin in read_lock("requirements.lock"):
        try:
            said = distribution(pin.name).metadata
        except PackageNotFoundError:
            assert not pin.here
            continue
        lines = said.get_all("Classifier", [])
        classified = " OR ".join(line.rpartition(" :: ")[2] for line in lines if line.startswith("License"))
        words = said.get("License-Expression") or classified or said.get("License") or UNSAID.get(pin.name, "")
        for part in re.split(r"\)? AND \(?", words):
            options = [option for option in part.split(" OR ") if PERMISSIVE.search(option)]
            assert options, f"{pin.name}: {words or 'no licence'}"


@pytest.mark.parametrize("lock", [ROOT / "package-lock.json", *ROOT.glob("tests/*/package-lock.json")], ids=str)
def test_what_comes_from_npm_is_locked_with_its_digests_and_no_registry(lock: Path) -> None:
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    asked = json.loads(lock.with_name("package.json").read_text(encoding="utf-8"))
    assert packages.pop("")["dependencies"] == asked["dependencies"]
    assert {f"node_modules/{name}" for name in asked["dependencies"]} <= packages.keys()
    for entry in packages.values():
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry


def _closure(requirements: list[Requirement]) -> set[str]:
    """The names of what is needed here, extras included."""
    seen: set[tuple[str, str]] = set()
    waiting = [(canonicalize_name(one.name), extra) for one in requirements for extra in ("", *one.extras)]
    while waiting:
        name, extra = one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        for line in distribution(name).requires or []:
            needs = Requirement(line)
            if needs.marker is None or needs.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(needs.name), more) for more in ("", *needs.extras)]
    return {name for name, _ in seen}
