"""What `docker build` would put into the image, read from Dockerfile and .dockerignore: no engine runs here."""

import re
import shutil
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]


def instructions() -> list[tuple[str, str]]:
    """Those of the Dockerfile, each with its arguments on one line."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    for name, value in re.findall(r"^ARG (\w+)=(\S+)$", text, re.MULTILINE):
        text = text.replace(f"${{{name}}}", value)
    lines = re.sub(r"\\\n", " ", text).splitlines()
    return [(name, " ".join(rest.split())) for line in lines if line for name, _, rest in [line.partition(" ")]]


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage; the last is the image."""
    found: list[list[tuple[str, str]]] = []
    for name, rest in instructions():
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest))
    return found


def environment() -> dict[str, str]:
    """ENV of the image."""
    pairs = [pair for name, rest in stages()[-1] if name == "ENV" for pair in rest.split()]
    return dict(pair.split("=", 1) for pair in pairs)


def copied(stage: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What a stage copies of the repository: source and target."""
    for name, rest in stage:
        if name == "COPY" and not rest.startswith("--from"):
            *sources, target = rest.split()
            for source in sources:
                # of a folder its contents are copied
                yield source, target if (ROOT / source).is_dir() else f"{target.rstrip('/')}/{Path(source).name}"


def ignored(path: PurePosixPath) -> bool:
    """Whether .dockerignore leaves a file out: the last line that fits it, or a folder above it, decides."""
    found = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern, kept = line.removeprefix("!"), line.startswith("!")
        if not line or line.startswith("#"):
            continue
        if any(_fits(part, pattern) for part in (path, *path.parents[:-1])):
            found = not kept
    return found


def _fits(path: PurePosixPath, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatch(path.name, pattern.removeprefix("**/"))
    return len(path.parts) == len(PurePosixPath(pattern).parts) and fnmatch(str(path), pattern)


def build(folder: Path) -> None:
    """Copy the image's tree, with what its first stage makes, into a folder."""
    for source, target in copied(stages()[-1]):
        start = ROOT / source
        for file in [start] if start.is_file() else sorted(start.rglob("*")):
            name = PurePosixPath(file.relative_to(ROOT).as_posix())
            if file.is_file() and not ignored(name):
                place = folder / (target if start.is_file() else Path(target) / file.relative_to(start))
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, place)
    if (ROOT / "static" / "vendor").is_dir():
        shutil.copytree(ROOT / "static" / "vendor", folder / "static" / "vendor")
