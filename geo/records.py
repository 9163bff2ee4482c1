"""The records that pass between the rooms. They import nothing of ours and know nothing of how they were made."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["continent", "country", "region", "admin1", "admin2", "settlement", "water", "mountain", "site"]
Role = Literal["literal", "associative"]
Basis = Literal["stated", "published", "unknown"]
Precision = Literal["day", "week", "month", "year"]
RelationKind = Literal[
    "near", "distance", "direction", "part", "outskirts", "countryside", "between", "border", "coast", "offshore"
]
Direction = Literal[
    "north", "north-northeast", "northeast", "east-northeast", "east", "east-southeast", "southeast",
    "south-southeast", "south", "south-southwest", "southwest", "west-southwest", "west", "west-northwest",
    "northwest", "north-northwest",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Article:
    """One article, its `text` exactly as it came in: mentions count its characters.

    `language` is an ISO 639-1 code where known. A missing date stays missing.
    """

    id: str
    text: str
    title: str = ""
    url: str = ""
    source: str = ""
    published: date | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A point in WGS84 degrees. Raises ValueError where it is not finite or out of range."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lat) and -90 <= self.lat <= 90):
            raise ValueError(f"latitude {self.lat!r} is not within -90..90 degrees")
        if not (math.isfinite(self.lon) and -180 <= self.lon <= 180):
            raise ValueError(f"longitude {self.lon!r} is not within -180..180 degrees")


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the gazetteer.

    id            "geonames:170654", "airport:OSDI", "dateline:golan-heights": stable from build to build
    kind          what it is; only a settlement or a site is ever drawn as a dot
    country_code  ISO 3166-1 alpha-2, "" where it lies in several or none
    admin1        GeoNames code of the first-level division, such as "SY.06"; "" where unknown
    population    people; 0 where unknown
    radius_km     rough extent of what is no dot; 0 where unknown
    source        the data set that the point is from
    blurred_km    the side of the cell of which `point` is the middle, where the place is shown to a grid; else 0
    """

    id: str
    name: str
    kind: Kind
    country_code: str
    admin1: str
    point: Point
    population: int
    source: str
    radius_km: float = 0.0
    blurred_km: float = 0.0


@dataclass(frozen=True, slots=True)
class Relation:
    """How a text stands to a place that it names, where it is not about the place as a whole: "10 km south of Daraa".

    words         as they stand in the text, the names included, single-spaced
    kind          near; distance (no direction given); direction (with or without a distance); part ("southern Syria");
                  outskirts; countryside; between; border; coast (on it); offshore (in the sea off it)
    direction     as seen from the place, or the part of it; None where none is given ("central Damascus")
    distance_km   from the place; the middle of a range; None where none is given
    other         (start, end) of the second mention in "between Hama and Idlib", as seen from either; else None
    """

    words: str
    kind: RelationKind
    direction: Direction | None = None
    distance_km: float | None = None
    other: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the Earth: all that lies within `radius_km` of some lines, on the globe.

    lines      each of one point (a circle around it) or of several (a band along them)
    filled     the lines are rings, the last point the first one again, and what they enclose belongs to the area
    """

    lines: tuple[tuple[Point, ...], ...]
    radius_km: float = 0.0
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A place name in an article: `article.text[start:end] == text`, always.

    `relation` is how the text stands to the place; None where it is about the place itself.
    """

    article_id: str
    start: int
    end: int
    text: str
    role: Role
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """A place that a mention could have been, with the confidence that it is (0..1)."""

    place: Place
    confidence: float


@dataclass(frozen=True, slots=True)
class Placement:
    """A mention and the place that it was found to be; None where it could not be placed, with the reason.

    `area` is what the mention's relation leads to; None where it has none: then the place itself is meant.
    """

    mention: Mention
    place: Place | None
    confidence: float
    reason: str
    alternatives: tuple[Alternative, ...] = ()
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The days that something happened on, both included, and where they are known from.

    `words` are those of the text that say so ("on Sunday"); "" where it is the day of publication.
    """

    start: date | None = None
    end: date | None = None
    basis: Basis = "unknown"
    words: str = ""

    @property
    def precision(self) -> Precision | None:
        """How exactly the time is known, by its length; None where it is unknown. A month has up to 31 days."""
        if self.start is None or self.end is None:
            return None
        days = (self.end - self.start).days + 1
        return "day" if days <= 1 else "week" if days <= 7 else "month" if days <= 31 else "year"
