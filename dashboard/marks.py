"""The marks of a selection for what is taken away: a picture, a file that holds the whole map. Draws nothing.

The map on the page is drawn by maps.py; this is what a reader gets who has no page.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard import colours, query
from dashboard.query import Corpus
from geo import Area, Place, Point
from geo.footprints import footprint, spot
from news.about import About
from news.queries import Filters
from news.records import EVENT_KINDS, EventKind

# Around the marks that are looked at first, at least: a single town is shown with its neighbours.
LEAST_DEGREES = 1.2

Key = tuple[str, bool, Area | None]


@dataclass(frozen=True)
class Mark:
    """A place, or an area that is told by it, with how many stories report something there.

    name  of the place, or the words of the relation
    kind  of event that most of the stories report
    """

    place: Place
    area: Area | None
    name: str
    associative: bool
    stories: int
    mentions: int
    kind: EventKind

    @property
    def key(self) -> Key:
        """What a mention has in common with its mark, see `key_of`."""
        return (self.place.id, self.associative, self.area)

    @cached_property
    def spot(self) -> Point | None:
        """Where it is a dot; None where it is an area."""
        return spot(self.place, self.area)

    @property
    def cell(self) -> Point | None:
        """The middle of the cell of a grid that it is shown by; None where it is not."""
        return self.place.point if self.place.blurred_km and self.area is None else None

    @cached_property
    def geometry(self) -> dict[str, Any]:
        """What it covers, as GeoJSON."""
        return footprint(self.place, self.area)

    @property
    def colour(self) -> str:
        """By its kind; other uses of names have one of their own."""
        return colours.ASSOCIATIVE[False] if self.associative else colours.KINDS[False][self.kind]

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
    def kinds(self) -> dict[EventKind, str]:
        """The kinds of the marks in their order, with their colours."""
        found = {mark.kind: mark.colour for mark in self.marks if not mark.associative}
        return {kind: found[kind] for kind in EVENT_KINDS if kind in found}


def drawing(corpus: Corpus, filters: Filters, about: About) -> Drawing:
    """What the page shows with these filters; what it shows faded beside them is left out."""
    selection = corpus.select(filters)
    frame = selection.marks
    asked = frame[frame["chosen"] != False]  # noqa: E712  # None is asked for as well
    reported = asked[list(EVENT_KINDS)].to_numpy()
    rows = zip(asked.itertuples(index=False), colours.of_kinds(reported).tolist(), strict=True)
    marks = tuple(_mark(corpus.places[row.place], row, EVENT_KINDS[kind]) for row, kind in rows)
    chosen = corpus.place(filters.place)
    first = [chosen] if chosen else query.heart(corpus, selection)
    return Drawing(about, marks, selection.left_out, _around([footprint(place) for place in first]))


def _mark(place: Place, row: Any, kind: EventKind) -> Mark:
    return Mark(
        place=place,
        area=row.area,
        name=(row.relation if row.area else "") or place.name,
        associative=bool(row.associative),
        stories=int(row.stories),
        mentions=int(row.mentions),
        kind=kind,
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
