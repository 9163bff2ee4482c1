"""The colours of the map, for light and dark, all safe for the colour-blind; which one a mark has. Draws nothing.

Kinds of event: Paul Tol's qualitative schemes "muted" (on light) and "light" (on dark). Recency and shaded areas: steps
of his sequential scheme YlOrBr, so that what matters most stands out most from the ground.
(https://personal.sron.nl/~pault/, technical note SRON/EPS/TN/09-002)
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from news.records import EVENT_KINDS, EventKind

Colour = Literal["kind", "recency"]

KINDS: dict[bool, dict[EventKind, str]] = {
    False: {
        "battle": "#cc6677",
        "air strike": "#882255",
        "explosion": "#ddcc77",
        "violence against civilians": "#aa4499",
        "protest": "#999933",
        "displacement": "#88ccee",
        "aid": "#117733",
        "talks": "#332288",
        "other": "#8c8c8c",
    },
    True: {
        "battle": "#ee8866",
        "air strike": "#ffaabb",
        "explosion": "#eedd88",
        "violence against civilians": "#aaaa00",
        "protest": "#bbcc33",
        "displacement": "#99ddff",
        "aid": "#44bb99",
        "talks": "#77aadd",
        "other": "#b5b5b5",
    },
}
# The newest first, then the undated.
RECENCY = {
    False: ("#662506", "#a83c05", "#e0660e", "#f79b34", "#ecc987", "#9a9a9a"),
    True: ("#fff7bc", "#fec44f", "#fb9a29", "#cc4c02", "#8f3204", "#8c8c8c"),
}
# The fewest first.
SHADES = {
    False: ("#fee391", "#fec44f", "#fb9a29", "#cc4c02", "#662506"),
    True: ("#662506", "#993404", "#cc4c02", "#fb9a29", "#fee391"),
}
ASSOCIATIVE = {False: "#0b6fb8", True: "#5cb8f2"}
DISPUTED = {False: "#6b4fa0", True: "#b9a3e3"}

# Days before the newest one: the last day of each class of recency but the last.
_AGES = (0, 7, 31, 366)
_UNDATED = len(_AGES) + 1
_STEPS = tuple(digit * 10**power for power in range(7) for digit in (1, 2, 5))


def of_kinds(stories: Mapping[EventKind, int]) -> int:
    """The number of the commonest kind other than "other", by how many stories report each; that of "other" if none."""
    told = [kind for kind in EVENT_KINDS if kind != "other" and stories[kind]]
    return EVENT_KINDS.index(max(told, key=stories.__getitem__) if told else "other")


def of_age(latest: date | None, newest: date | None) -> int:
    """The class of recency of a day, seen from the newest one."""
    if latest is None or newest is None:
        return _UNDATED
    return sum((newest - latest).days > age for age in _AGES)


def classes(most: int) -> list[int]:
    """The lowest number of each class of a shaded map, of round numbers; as many as there are shades, or fewer."""
    lowest = [step for step in _STEPS if step <= max(most, 1)]
    count = min(len(SHADES[False]), len(lowest))
    return [lowest[round(n * (len(lowest) - 1) / max(count - 1, 1))] for n in range(count)]
