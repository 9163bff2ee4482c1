"""GeoNames' country files: fetched or from disk, and added to the gazetteer in the user's data folder.

A country file holds every feature of its country: villages, hills, wells, farms, crossings. Layout and feature codes:
https://download.geonames.org/export/dump/readme.txt and https://www.geonames.org/export/codes.html (CC BY 4.0).
"""

import os
import re
import shutil
import tempfile
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any

from geo.compiled import GEONAMES, Entry, Tag, write
from geo.errors import DownloadError, InputError
from geo.folders import cache_folder
from geo.names import ROMANIZED
from geo.records import Kind

ADDRESS = "https://download.geonames.org/export/dump/{country}.zip"
USER_AGENT = "Dateline geoparser (country file download)"
TIMEOUT_S = 30
COLUMNS = 19
MOST = 2**32 - 1  # what a compiled file holds of an id or a population

# Feature codes whose kind is not that of their class; classes follow. None is not kept.
_KIND_OF_CODE: dict[str, Kind | None] = {
    "ADM1": "admin1", "ADM2": "admin2", "ADM3": "admin2", "ADM4": "admin2", "ADM5": "admin2", "ADMD": "admin2",
    "CONT": "continent", "CMPRF": "site", "CMP": "site", "MILB": "site", "INDS": "site", "OILF": "site", "PRT": "site",
    "ISL": "region", "ISLS": "region", "PEN": "region", "DSRT": "region", "VAL": "region", "PLN": "region",
    "PLAT": "region", "DLTA": "region", "CAPE": "region", "OAS": "region", "BSN": "region",
}  # fmt: skip
_KIND_OF_CLASS: dict[str, Kind | None] = {
    "P": "settlement", "A": None, "H": "water", "L": "region", "R": None, "S": "site", "T": "mountain", "U": "water",
    "V": "region",
}  # fmt: skip
# Rough extents in km, where a feature is no dot.
_RADIUS_KM: dict[str, float] = {"admin1": 60, "admin2": 15, "region": 10, "water": 5, "mountain": 3, "site": 1}
# "Muḩāfaz̧at Dar‘ā" is called Daraa in a sentence.
_DIVISION_PREFIX = re.compile(
    r"^(?:mu[hḩ][aā]faz̧?at|mintaqat|minţaqat|n[aā][hḩ]iyat|qada'?|ostan-e|shahrestan-e) ", re.I
)


def add(source: str, folder: Path, *, progress: Callable[..., Any], on_problem: Callable[[InputError], None]) -> Path:
    """Compile a country's file into `folder`; `source` is a file or a country code, whose file is fetched first.

    Returns the addition's path. Raises DownloadError, or InputError where the file holds no place at all.
    """
    path = Path(source)
    if re.fullmatch(r"[A-Za-z]{2}", source) and not path.exists():
        path = fetch(source.upper(), progress=progress)
    entries = list(read(path, on_problem=on_problem))
    if not entries:
        raise InputError("holds no place in GeoNames' layout (19 columns, tab-separated)", source=str(path))
    addition = folder / f"{path.stem}.npz"
    write(addition, entries, about={"file": path.name})
    return addition


def fetch(country: str, *, progress: Callable[..., Any], address: str | None = None, cache: Path | None = None) -> Path:
    """GeoNames' file of a country, fetched anew only if it has changed there. Raises DownloadError.

    `progress` is called as `tqdm` is. The file appears whole and checked, or not at all.
    """
    folder = cache or cache_folder() / "geonames"
    folder.mkdir(parents=True, exist_ok=True)
    url = (address or os.environ.get("DATELINE_GEONAMES") or ADDRESS).format(country=country)
    archive, stamp, extracted = folder / f"{country}.zip", folder / f"{country}.modified", folder / f"{country}.txt"
    # S310 warns of addresses that others choose: this one is ours, or what the user set in DATELINE_GEONAMES
    request = urllib.request.Request(url, headers={"User-Agent": USER_AGENT})  # noqa: S310
    if extracted.exists() and stamp.exists():
        request.add_header("If-Modified-Since", stamp.read_text(encoding="ascii", errors="ignore"))
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310
            _store(response, archive, progress=progress, country=country)
            modified = response.headers.get("Last-Modified")
    except urllib.error.HTTPError as error:
        if error.code == 304:
            return extracted
        why = "GeoNames has no such country" if error.code == 404 else f"HTTP {error.code}"
        raise DownloadError(f"{url}: {why}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise DownloadError(f"{url}: {getattr(error, 'reason', None) or error}") from error
    _extract(archive, extracted, member=f"{country}.txt", url=url)
    if modified and modified.isascii():
        stamp.write_text(modified, encoding="ascii")
    return extracted


def _store(response: Any, archive: Path, *, progress: Callable[..., Any], country: str) -> None:
    size = int(response.headers.get("Content-Length") or 0)
    with tempfile.NamedTemporaryFile(dir=archive.parent, delete=False) as file:
        try:
            with progress(total=size or None, unit="B", unit_scale=True, desc=f"GeoNames {country}") as bar:
                while chunk := response.read(1 << 16):
                    file.write(chunk)
                    bar.update(len(chunk))
            file.close()
            came = Path(file.name).stat().st_size
            if size and came != size:
                raise OSError(f"cut off: {came:,} of {size:,} bytes came")
            Path(file.name).replace(archive)
        except BaseException:
            file.close()
            Path(file.name).unlink()
            raise


def _extract(archive: Path, extracted: Path, *, member: str, url: str) -> None:
    """Unpack the country's table. zipfile checks its checksum to the last byte."""
    temporary = extracted.with_suffix(".part")
    try:
        with zipfile.ZipFile(archive) as packed, packed.open(member) as content, open(temporary, "wb") as file:
            shutil.copyfileobj(content, file)
        temporary.replace(extracted)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, RuntimeError, ValueError) as error:
        # the last three for places outside the file, for what is locked or packed in a way that is not known, and for
        # names that are no text
        archive.unlink()
        temporary.unlink(missing_ok=True)
        raise DownloadError(f"{url}: what came is no country file ({error})") from error


def read(path: Path, *, on_problem: Callable[[InputError], None]) -> Iterator[Entry]:
    """The places of a country file. A bad line is told to `on_problem` and the rest goes on. Raises InputError."""
    try:
        with open(path, "rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    entry = _entry(line.decode().rstrip("\r\n").split("\t"))
                except ValueError as error:  # that the line is no UTF-8 is one, too
                    on_problem(InputError(str(error), source=str(path), line=number))
                else:
                    if entry:
                        yield entry
    except OSError as error:
        raise InputError((error.strerror or str(error)).lower(), source=str(path)) from error


def _entry(row: list[str]) -> Entry | None:
    """The place of a row, or None for a kind of feature that is not kept. Raises ValueError."""
    if len(row) != COLUMNS:
        raise ValueError(f"{len(row)} columns, not {COLUMNS}")
    id_, name, ascii_name, alternates, lat, lon, class_, code, country, _, admin1 = row[:11]
    if not (id_.isascii() and id_.isdecimal() and int(id_) <= MOST):
        raise ValueError(f"id {id_[:20]!r} is no number that an id can be")
    kind = _KIND_OF_CODE.get(code, _KIND_OF_CLASS.get(class_))
    if kind is None or not name:
        return None
    point = float(lat), float(lon)
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        raise ValueError(f"point {lat}, {lon} is not on Earth")
    names = [other for other in (ascii_name, *alternates.split(",")) if len(other.strip()) > 1 and "://" not in other]
    if kind in ("admin1", "admin2"):
        names += [short for other in (name, *names) if (short := _DIVISION_PREFIX.sub("", other)) != other]
    return Entry(
        id=GEONAMES + id_,
        name=name,
        kind=kind,
        lat=point[0],
        lon=point[1],
        country=country,
        admin1=f"{country}.{admin1}" if admin1 else "",
        population=min(int(row[14]), MOST) if row[14].isascii() and row[14].isdecimal() else 0,
        radius_km=_RADIUS_KM.get(kind, 0.0),
        feature=code,
        source="GeoNames",
        names=tuple((other.strip(), Tag.ALTERNATE) for other in names),
        romanized=country in ROMANIZED,
    )
