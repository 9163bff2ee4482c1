"""How else a name is written, by rule, for the build: St. for Saint, Heathrow Airport for London Heathrow Airport."""

import re
from collections.abc import Iterator

_SHORT = {
    "Saint": "St.", "Sainte": "Ste.", "Mount": "Mt.", "Fort": "Ft.",
    "North": "N.", "South": "S.", "East": "E.", "West": "W.",
}  # fmt: skip
_LONG = {short: word for word, short in _SHORT.items()}
_HEAD = re.compile(rf"({'|'.join(map(re.escape, (*_SHORT, *_LONG)))})(?=[ -]\S)")

# What an airport's name says when the name of its city is taken off, but which is no name.
_GENERIC = set(
    (
        "Aerodrome Air Airfield Airport Area Central City Community County Domestic Downtown East Executive Field "
        "General Heliport Industrial International Intl Island Memorial Metropolitan Military Municipal National "
        "Naval New North Old Regional South State West"
    ).split()
)


def shortened(name: str) -> Iterator[str]:
    """The name with its first word abbreviated or spelled out: Mt. Pleasant, W. Columbia, Saint Louis."""
    if head := _HEAD.match(name):
        word = head[1]
        yield (_SHORT.get(word) or _LONG[word]) + name[head.end() :]


def without_city(airport: str, city: str) -> Iterator[str]:
    """What an airport is called in its own city: Heathrow Airport, Dulles International Airport and Dulles Airport."""
    rest = airport.removeprefix(city).strip(" -–/")
    words = rest.split()
    if rest != airport and len(words) > 1 and words[0] not in _GENERIC and rest.endswith("Airport"):
        yield rest
        if (plain := rest.replace(" International Airport", " Airport")) != rest:
            yield plain
