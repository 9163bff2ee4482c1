"""Build the names that the map's own base map shows: static/names.json.

    python data/build_labels.py

{"countries": [[name, lat, lon, size], ...], "cities": [[name, lat, lon, people], ...]}, the largest first. A country is
named where most of it lies: at the middle of the largest circle in its outline (static/borders.json); its size is that
circle's radius in degrees of the equator. Cities are the gazetteer's settlements (GeoNames, CC BY 4.0).
"""

import json
from pathlib import Path

import numpy as np
import shapely

from geo import outlines
from geo.locate import default_gazetteer

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = 300_000


def middle(code: str) -> tuple[float, float, float]:
    """Latitude, longitude and radius of the largest circle in a country's largest piece."""
    rings = (outlines.corners("country", code) or [])[0]
    lat = float(np.mean(rings[0][:, 1]))
    narrower = np.cos(np.radians(lat))
    shape = shapely.Polygon(rings[0] * (narrower, 1), [hole * (narrower, 1) for hole in rings[1:]])
    radius = shapely.maximum_inscribed_circle(shape, tolerance=0.05)
    lon, lat = radius.coords[0]
    return round(lat, 2), round(lon / narrower, 2), round(radius.length, 2)


def build() -> None:
    places = list(default_gazetteer())
    known = outlines.encoded("country")
    countries = [[p.name, *middle(p.country_code)] for p in places if p.kind == "country" and p.country_code in known]
    cities = [
        [p.name, round(p.point.lat, 2), round(p.point.lon, 2), p.population]
        for p in places
        if p.kind == "settlement" and p.population >= PEOPLE
    ]
    names = {
        part: sorted(some, key=lambda one: (-one[3], one[0]))
        for part, some in (("countries", countries), ("cities", cities))
    }
    path = ROOT / "static" / "names.json"
    path.write_text(json.dumps(names, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(
        f"{path.relative_to(ROOT)}: {len(countries)} countries, {len(cities):,} cities, {path.stat().st_size / 1e3:.0f} kB"
    )


if __name__ == "__main__":
    build()
