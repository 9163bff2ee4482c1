"""What the public may know of an archive: how exactly where something is, and how soon. The one place that decides.

A snapshot applies it (`Snapshot.disclosed`), so that no view and no export can forget it. Names stay, since the text
says them: this hides points that others cannot look up, exactness that is none, and lists of targets by coordinates.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from geo import Area, Place, Placement
from geo.areas import DOTS, circle, extent_km
from geo.grid import cell
from geo.precision import reach_km
from geo.records import Alternative
from news.records import Entry
from news.rows import is_of_town

BLURRED = "blurred:"  # what the id of a place begins with whose own one would tell its point
_STAY = ("continent", "country", "admin1")  # whatever the grid: each place says which ones it is in
_STEP = timedelta(minutes=1)  # articles come due together, so that a busy archive is not read anew for each
_MEASURED = re.compile(r"^[\d.,]+ km from (?P<name>.*), also named$")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What is held back.

    grid_km  places smaller than that are shown by the cell of a grid of so many km; None for all as they are
    embargo  how long articles are held back, from when they came into the archive: the day that they claim is theirs
    """

    grid_km: float | None = None
    embargo: timedelta = timedelta(0)

    @property
    def words(self) -> str:
        """What is held back, for who reads an export: "Positions are shown to 10 km"; "" for nothing."""
        blur = f"Positions are shown to {self.grid_km:g} km" if self.grid_km else ""
        hours = self.embargo / timedelta(hours=1)
        held = f"Reports of the last {f'{hours:g} hours' if hours != 1 else 'hour'} are held back" if hours else ""
        return ". ".join(filter(None, (blur, held)))

    def until(self, now: datetime) -> int:
        """Until when articles must have come to be seen, in seconds since 1970."""
        moment = int((now - self.embargo).timestamp())
        return moment - moment % int(_STEP.total_seconds())

    def hides(self, place: Place) -> bool:
        """Whether a place is shown to the grid."""
        if self.grid_km is None or place.kind in _STAY:
            return False
        return place.kind in DOTS or extent_km(place) < self.grid_km

    def place(self, place: Place) -> Place:
        """A place as it is shown.

        Its id is made of what is shown of it, so that it is the same on every machine and leads to no gazetteer.
        """
        if not self.grid_km or not self.hides(place):
            return place
        point = cell(place.point, self.grid_km).centre
        shown = (place.name, place.kind, place.country_code, place.admin1, point.lat, point.lon, f"{self.grid_km:g}")
        id_ = BLURRED + blake2b(repr(shown).encode(), digest_size=6).hexdigest()
        return replace(place, id=id_, point=point, radius_km=0.0, blurred_km=self.grid_km)

    def area(self, place: Place, area: Area, *, others: bool = False) -> Area | None:
        """The area that a relation to a place leads to, as it is shown; None for the place itself.

        Where its corners are would tell where the place is. How far it reaches, in doubles of the grid, hardly does.

        others  whether the area depends on another place, which is hidden
        """
        if not self.grid_km or not self.hides(place):
            return None if others else area
        needed = reach_km(place, area) / self.grid_km + 0.5 * math.sqrt(2)
        return circle(self.place(place).point, self.grid_km * 2 ** math.ceil(math.log2(needed)))

    def entry(self, entry: Entry) -> Entry:
        """An article with its places as they are shown."""
        if not self.grid_km:
            return entry
        places = {event.placement.mention.start: event.placement.place for event in entry.events}
        return replace(
            entry,
            events=tuple(replace(event, placement=self._placement(event.placement, places)) for event in entry.events),
        )

    def _placement(self, placement: Placement, places: Mapping[int, Place | None]) -> Placement:
        place, area, relation = placement.place, placement.area, placement.mention.relation
        if place and area:
            other = places.get(relation.other[0]) if relation and relation.other else None
            if is_of_town(placement):
                area = None if self.hides(place) else area
            else:
                area = self.area(place, area, others=other is not None and self.hides(other))
        return replace(
            placement,
            place=place and self.place(place),
            area=area,
            # how far it is from places that anybody can look up would tell its point
            reason="; ".join(_MEASURED.sub(r"told with \g<name>", words) for words in placement.reason.split("; ")),
            alternatives=tuple(Alternative(self.place(o.place), o.confidence) for o in placement.alternatives),
        )


EVERYTHING = Disclosure()
