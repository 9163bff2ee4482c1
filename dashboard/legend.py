"""What the map's legend says: only the shapes and colours that are there. Draws nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd

from dashboard import colours, maps, text
from dashboard.colours import Colour
from dashboard.maps import Layer
from geo import Place, precision
from news.records import EVENT_KINDS

Shape = Literal["dot", "cell", "ring", "area", "other", "cluster", "heat", "disputed", "colour", "shade"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A sign, its colour, and what it means."""

    shape: Shape
    colour: str
    words: str


def entries(
    marks: pd.DataFrame, places: Sequence[Place], *, layer: Layer, colour: Colour, dark: bool
) -> tuple[Entry, ...]:
    """The legend of what `maps.layers` draws of the same."""
    return (
        *_entries(marks, places, layer, colour, dark),
        Entry("disputed", colours.DISPUTED[dark], text.LEGEND_DISPUTED),
    )


def _entries(marks: pd.DataFrame, places: Sequence[Place], layer: Layer, colour: Colour, dark: bool) -> Iterator[Entry]:
    if layer in ("countries", "provinces"):
        yield from _shades(marks, dark)
        return
    if layer == "heat":
        yield Entry("heat", colours.SHADES[dark][-1], text.LEGEND_HEAT)
        return
    literal = marks[~marks["associative"].astype(bool)]
    shown = [(places[number], area) for number, area in zip(literal["place"], literal["area"], strict=True)]
    cells = [place.blurred_km for place, area in shown if area is None and place.blurred_km]
    levels = {precision.level(place, area) for place, area in shown if area or not place.blurred_km}
    plain = colours.KINDS[dark]["other"]
    if levels & {"exact", "settlement"}:
        yield Entry("dot", plain, text.LEGEND_DOT)
    if cells:
        yield Entry("cell", plain, text.legend_cell(cells[0]))
    if layer == "clusters":
        yield Entry("cluster", plain, text.LEGEND_CLUSTER)
    if levels & {"near", "region", "admin2"}:
        yield Entry("ring", plain, text.LEGEND_RING)
    if levels & {"admin1", "country"}:
        yield Entry("area", plain, text.LEGEND_AREA)
    if len(literal) < len(marks):
        yield Entry("other", colours.ASSOCIATIVE[dark], text.LEGEND_ASSOCIATIVE)
    yield from _kinds(literal, dark) if colour == "kind" else _ages(literal, dark)


def _kinds(marks: pd.DataFrame, dark: bool) -> Iterator[Entry]:
    for number in np.unique(colours.of_kinds(marks[list(EVENT_KINDS)].to_numpy())):
        kind = EVENT_KINDS[number]
        yield Entry("colour", colours.KINDS[dark][kind], text.EVENT_KINDS[kind])


def _ages(marks: pd.DataFrame, dark: bool) -> Iterator[Entry]:
    newest = maps.newest_day(marks)
    words = text.recency(newest)
    for number in np.unique(colours.of_ages(maps.days(marks), newest)):
        yield Entry("colour", colours.RECENCY[dark][number], words[number])


def _shades(marks: pd.DataFrame, dark: bool) -> Iterator[Entry]:
    if not len(marks):
        return
    lowest = colours.classes(int(marks["stories"].max()))
    for shade, (lower, following) in zip(colours.SHADES[dark], pairwise([*lowest, None]), strict=False):
        assert lower is not None
        yield Entry("shade", shade, text.classes(lower, following - 1 if following else None))
