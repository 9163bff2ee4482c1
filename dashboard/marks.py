"""The marks of a selection for what is taken away: a picture, a file that holds the whole map. Draws nothing.

The map on the page is drawn by maps.py; this is what a reader gets who has no page.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard import query
from dashboard.query import Corpus
from geo import Area, Place, Point
from geo.footprints import footprint, spot
from news.about import About
from news.queries import Filters
from news.records import EVENT_KINDS, EventKind

# Paul Tol's "muted" scheme, made for any colour vision; what no kind is known of has the map's own colour.
KIND_COLOURS: dict[EventKind | None, str] = {
    "battle": "#882255",
    "air strike": "#cc6677",
    "explosion": "#d9a441",
    "violence against civilians": "#aa4499",
    "protest": "#999933",
    "displacement": "#5b4db8",
    "aid": "#117733",
    "talks": "#3f9fd0",
    "other": "#8a8f98",
    None: "#c2410c",
}
OTHER_USE = "#0b6fb8"
# Around the marks that are looked at first, at least: a single town is shown with its neighbours.
LEAST_DEGREES = 1.2

Key = tuple[str, bool, Area | None]


@dataclass(frozen=True)
class Mark:
    """A place, or an area that is told by it, with how many stories report something there.

    name  of the place, or the words of the relation
    kind  of event that most of the stories report; None where none is known
    """

    place: Place
    area: Area | None
    name: str
    associative: bool
    stories: int
    mentions: int
    kind: EventKind | None

    @property
    def key(self) -> Key:
        """What a mention has in common with its mark, see `key_of`."""
        return (self.place.id, self.associative, self.area)

    @cached_property
    def spot(self) -> Point | None:
        """Where it is a dot; None where it is an area."""
        return spot(self.place, self.area)

    @cached_property
    def geometry(self) -> dict[str, Any]:
        """What it covers, as GeoJSON."""
        return footprint(self.place, self.area)

    @property
    def colour(self) -> str:
        """By its kind; other uses of names have one of their own."""
        return OTHER_USE if self.associative else KIND_COLOURS[self.kind]

    @property
    def wide(self) -> bool:
        """Whether it would hide the rest if it were shaded."""
        return self.place.kind in ("continent", "water", "country") and self.area is None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The marks of a selection, those of the most stories first, and how many more there are.

    looked_at  (west, south, east, north) of where most of them are, in degrees
    """

    about: About
    marks: tuple[Mark, ...]
    left_out: int
    looked_at: tuple[float, float, float, float]

    @property
    def kinds(self) -> list[EventKind | None]:
        """The kinds of the marks in their order, None last."""
        found = Counter(mark.kind for mark in self.marks if not mark.associative)
        return [*(kind for kind in EVENT_KINDS if kind in found), *([None] if None in found else [])]


def drawing(corpus: Corpus, filters: Filters, about: About) -> Drawing:
    """What the page shows with these filters; what it shows faded beside them is left out."""
    selection = corpus.select(filters)
    frame = selection.marks
    asked = frame[frame["chosen"] != False]  # noqa: E712  # None is asked for as well
    reported = asked[list(EVENT_KINDS)].to_numpy()
    rows = zip(asked.itertuples(index=False), reported, strict=True)
    marks = tuple(_mark(corpus.places[row.place], row, of_kind.tolist()) for row, of_kind in rows)
    chosen = corpus.place(filters.place)
    first = [chosen] if chosen else query.heart(corpus, selection)
    return Drawing(about, marks, selection.left_out, _around([footprint(place) for place in first]))


def _mark(place: Place, row: Any, of_kind: list[int]) -> Mark:
    reported = {kind: number for kind, number in zip(EVENT_KINDS, of_kind, strict=True) if number}
    named = {kind: number for kind, number in reported.items() if kind != "other"} or reported
    return Mark(
        place=place,
        area=row.area,
        name=(row.relation if row.area else "") or place.name,
        associative=bool(row.associative),
        stories=int(row.stories),
        mentions=int(row.mentions),
        kind=max(named, key=named.__getitem__, default=None),
    )


def corners(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The outer rings of a geometry as (lon, lat); a point is a ring of one."""
    if geometry["type"] == "Point":
        return [[tuple(geometry["coordinates"])]]
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [[(lon, lat) for lon, lat in polygon[0]] for polygon in polygons]


def _around(geometries: list[dict[str, Any]]) -> tuple[float, float, float, float]:
    # of each its largest piece: far islands would give the whole world
    rings = [max(corners(geometry), key=len) for geometry in geometries]
    lons = [lon for ring in rings for lon, _ in ring] or [-130.0, 150.0]
    lats = [lat for ring in rings for _, lat in ring] or [-45.0, 65.0]
    wide = max(0.0, LEAST_DEGREES - (max(lons) - min(lons))) / 2
    high = max(0.0, LEAST_DEGREES - (max(lats) - min(lats))) / 2
    return min(lons) - wide, min(lats) - high, max(lons) + wide, max(lats) + high
