"""The colours of the map, for light and dark, all safe for the colour-blind; which one a mark has. Draws nothing.

Kinds of event: Paul Tol's qualitative schemes "muted" (on light) and "light" (on dark). Recency and shaded areas: steps
of his sequential scheme YlOrBr, so that what matters most stands out most from the ground.
(https://personal.sron.nl/~pault/, technical note SRON/EPS/TN/09-002)
"""

from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

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
        "other": "#a0a0a0",
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
        "other": "#808080",
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

# WCAG 2.2, 1.4.11: what is needed to understand a graphic has this contrast to what it lies on.
_CONTRAST = 3.0

# Days before the newest one: the last day of each class of recency but the last.
_AGES = (0, 7, 31, 366)
_UNDATED = len(_AGES) + 1
_OTHER = EVENT_KINDS.index("other")
_STEPS = tuple(digit * 10**power for power in range(7) for digit in (1, 2, 5))


def of_kinds(stories: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """The number of the commonest kind other than "other" of each mark, by how many of its stories report each kind (a
    column each); that of "other" if none.
    """
    told = stories.copy()
    told[:, _OTHER] = 0
    return np.where(told.any(axis=1), told.argmax(axis=1), _OTHER)


def of_ages(latest: NDArray[np.datetime64], newest: date | None) -> NDArray[np.int64]:
    """The class of recency of each day, seen from the newest one."""
    if newest is None:
        return np.full(len(latest), _UNDATED)
    ages = (np.datetime64(newest) - latest).astype(np.int64)
    return np.where(np.isnat(latest), _UNDATED, np.searchsorted(_AGES, ages))


def classes(most: int) -> list[int]:
    """The lowest number of each class of a shaded map, of round numbers; as many as there are shades, or fewer."""
    lowest = [step for step in _STEPS if step <= max(most, 1)]
    count = min(len(SHADES[False]), len(lowest))
    return [lowest[round(n * (len(lowest) - 1) / max(count - 1, 1))] for n in range(count)]


def line(colour: str, ground: str) -> str:
    """The colour, away from that of the ground until a line of it can be seen there."""
    end = 255 if _luminance(ground) < 0.5 else 0
    channels = [float(int(colour[i : i + 2], 16)) for i in (1, 3, 5)]
    drawn = colour
    while _contrast(drawn, ground) < _CONTRAST:
        channels = [channel + 0.1 * (end - channel) for channel in channels]
        drawn = "#" + "".join(f"{round(channel):02x}" for channel in channels)
    return drawn


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of sRGB, as WCAG has it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
