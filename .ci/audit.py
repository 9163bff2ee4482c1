"""Hold what the locks pin to the known vulnerabilities; a part of `make check`.

    python .ci/audit.py [--required]

pip-audit asks OSV about every pin of requirements*.lock, for whatever system it is; npm audit asks npm's registry about
each package-lock.json. A vulnerability fails the check, unless audit.toml lets it pass. A service that does not answer
is only said, loudly: or nobody could check anything without a network, nor a CI that reaches package registries alone.
`make check AUDIT=--required` is for a CI that must not let pass what was not audited. Each service is asked about an
old package with a known vulnerability as well: a mirror that knows of none has not answered.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OSV = "https://api.osv.dev/v1/query"
KNOWN_BAD = ("httplib2", "0.18.1")  # CVE-2021-21240
KNOWN_BAD_NPM = ("minimist", "0.0.8")  # CVE-2020-7598, CVE-2021-44906
_PIN = re.compile(r"^([\w.-]+)(?:\[[\w,.-]*\])?==([^\s;]+)", re.MULTILINE)


class NotAnsweredError(Exception):
    """A service was not reached, or knows nothing of vulnerabilities; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Vulnerability:
    package: str
    version: str
    ids: tuple[str, ...]  # the service's own and its aliases
    fixed: tuple[str, ...] = ()

    def __str__(self) -> str:
        fixed = f"; fixed in {', '.join(self.fixed)}" if self.fixed else ""
        return f"{self.package} {self.version}: {', '.join(self.ids)}{fixed}"


@dataclass(frozen=True, slots=True)
class Pass:
    """What is let pass until a day, that day included."""

    id: str
    package: str
    until: date
    reason: str

    def covers(self, found: Vulnerability) -> bool:
        return self.package == found.package and self.id in found.ids


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where nothing was found, 1 for a vulnerability, and for a service that did not answer where it has to."""
    parser = argparse.ArgumentParser(description="known vulnerabilities in what the locks pin")
    parser.add_argument("--required", action="store_true", help="fail where a service does not answer")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the locks")
    parser.add_argument("--osv", default=OSV, help="address of OSV's query (npm's is that of npm's own settings)")
    options = parser.parse_args(arguments)

    passes = let_pass(options.root)
    found: list[Vulnerability] = []
    silent = 0
    locks = [options.root / "package-lock.json", *options.root.glob("tests/*/package-lock.json")]
    audits: list[Callable[[], Iterator[Vulnerability]]] = [partial(python_packages, options.root, options.osv)]
    audits += [partial(npm_packages, lock) for lock in locks]
    for audit in audits:
        try:
            for vulnerability in audit():
                found.append(vulnerability)
        except NotAnsweredError as error:
            silent += 1
            print(f"!! NOT AUDITED: {error}\n!! `make check` again where the service is reached", file=sys.stderr)

    failures = [vulnerability for vulnerability in found if not passed(vulnerability, passes)]
    for vulnerability in failures:
        print(vulnerability, file=sys.stderr)
    if failures:
        print("Take newer versions (`make lock UPGRADE=1`), or give a reason in .ci/audit.toml.", file=sys.stderr)
    elif not silent:
        print(f"Audited: no known vulnerability but {len(found)} that audit.toml lets pass.")
    return int(bool(failures) or (silent > 0 and options.required))


def let_pass(root: Path) -> list[Pass]:
    return [Pass(**entry) for entry in tomllib.loads((root / ".ci" / "audit.toml").read_text()).get("pass", [])]


def passed(found: Vulnerability, passes: Sequence[Pass]) -> bool:
    return any(entry.covers(found) and date.today() <= entry.until for entry in passes)


def pins(root: Path) -> dict[str, list[str]]:
    """The versions that any lock pins, for whatever system and Python, by package."""
    found = defaultdict(set)
    for lock in root.glob("requirements*.lock"):
        for name, version in _PIN.findall(lock.read_text()):
            found[name].add(version)
    return {name: sorted(versions) for name, versions in found.items()}


def python_packages(root: Path, osv: str) -> Iterator[Vulnerability]:
    pinned = pins(root)
    if KNOWN_BAD[0] in pinned:
        raise ValueError(f"{KNOWN_BAD[0]} is a dependency now: take another for KNOWN_BAD")
    pinned[KNOWN_BAD[0]] = [KNOWN_BAD[1]]
    # pip-audit takes one version a package: one turn for the first of each, one for the second.
    for turn in range(max(map(len, pinned.values()))):
        report = _pip_audit({name: versions[turn] for name, versions in pinned.items() if turn < len(versions)}, osv)
        asked = {entry["name"]: entry for entry in report["dependencies"]}
        if turn == 0 and not asked.pop(KNOWN_BAD[0], {}).get("vulns"):
            raise NotAnsweredError(f"{osv} knows of no vulnerability in {'=='.join(KNOWN_BAD)}")
        for name, entry in asked.items():
            if "skip_reason" in entry:
                raise NotAnsweredError(f"{name}: {entry['skip_reason']}")
            for vulnerability in entry["vulns"]:
                ids = (vulnerability["id"], *sorted(vulnerability["aliases"]))
                yield Vulnerability(name, entry["version"], ids, tuple(vulnerability["fix_versions"]))


def _pip_audit(versions: dict[str, str], osv: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "requirements.txt")
        listed.write_text("".join(f"{name}=={version}\n" for name, version in versions.items()))
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(listed), "--no-deps", "--disable-pip"]
        command += ["--vulnerability-service", "osv", "--osv-url", osv, "--format", "json", "--desc", "off"]
        command += ["--aliases", "on", "--progress-spinner", "off"]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return _json(ran, f"{osv} did not answer")


def npm_packages(path: Path) -> Iterator[Vulnerability]:
    npm = shutil.which("npm")
    if npm is None:
        raise NotAnsweredError("npm is not installed")
    lock = json.loads(path.read_text())
    name, version = KNOWN_BAD_NPM
    lock["packages"][f"node_modules/{name}"] = {"version": version}
    lock["packages"][""]["dependencies"][name] = version
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "package-lock.json").write_text(json.dumps(lock))
        Path(folder, "package.json").write_text(json.dumps(lock["packages"][""]))
        command = [npm, "audit", "--json", "--package-lock-only", "--audit"]
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    report = _json(ran, "npm's registry did not answer")
    if "vulnerabilities" not in report:
        raise NotAnsweredError(f"npm's registry did not answer ({report.get('message', 'no reason given')})")
    entries = report["vulnerabilities"]
    if entries.pop(name, None) is None:
        raise NotAnsweredError(f"npm's registry knows of no vulnerability in {name}@{version}")
    for package, entry in entries.items():
        # A name there is that of another entry, through which this one is vulnerable.
        ids = [via["url"].rpartition("/")[2] for via in entry["via"] if isinstance(via, dict)]
        versions = {lock["packages"][node]["version"] for node in entry["nodes"]}
        for id_, installed in product(ids, sorted(versions)):
            yield Vulnerability(package, installed, (id_,))


def _json(ran: subprocess.CompletedProcess[str], otherwise: str) -> Any:
    try:
        return json.loads(ran.stdout)
    except json.JSONDecodeError as error:
        last = ran.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise NotAnsweredError(f"{otherwise} ({last[0]})") from error


if __name__ == "__main__":
    sys.exit(main())
