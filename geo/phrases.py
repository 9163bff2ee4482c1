"""The English that puts something at a distance from a place, in a part of it or along it: patterns and their words.

Patterns end or begin where a name stands. Their groups: `distance`, with its unit; `wind`, and `second` for "northern
and eastern"; `noun`. A space in a pattern stands for white space that ends no paragraph.
"""

import re
from typing import get_args

from geo.records import Direction, RelationKind


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", r"(?!\n\n)\s{1,2}"), re.IGNORECASE)


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


_WINDS: dict[str, Direction] = {wind.replace("-", ""): wind for wind in get_args(Direction)}
_LETTERS = {"n": "north", "s": "south", "e": "east", "w": "west"}
_KM = {"k": 1.0, "mi": 1.609344, "n": 1.852, "m": 0.001, "y": 0.0009144, "f": 0.0003048}
_NUMBERS = {
    **{word: 1 + i for i, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split())},
    **{word: 30 + 10 * i for i, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split())},
    "a": 1, "an": 1, "half": 0.5, "dozen": 12, "hundred": 100,
    # what these mean is anybody's guess
    "couple": 2, "few": 3, "several": 5, "tens": 30, "dozens": 30, "hundreds": 300,
}  # fmt: skip

_WORD = _any(" ".join(_NUMBERS))
_NUMBER = rf"(?:\d[\d.,]*|{_WORD}(?:[-\s]{_WORD})?(?: of)?)"
_TO = r"(?:\s?[-–]\s?| to | or )"
_UNIT = rf"(?:nautical )?{_any('kms? kilomet(?:er|re)s? mi(?:les?)? met(?:er|re)s? m yards? feet')}"
_DISTANCE = rf"(?P<distance>\b{_NUMBER}(?:{_TO}{_NUMBER})?[-\s]{{0,2}}{_UNIT}\b)"
_MEASURE = _re(rf"({_NUMBER})(?:{_TO}({_NUMBER}))?[-\s]{{0,2}}({_UNIT})")

_POINT = r"(?:north|south|east|west)(?:[-\s]?(?:north|south|east|west)){0,2}"
_SHORT = r"(?-i:[NS](?:[NS]?[EW])?|[EW](?:[NS][EW])?)"
_ERN = rf"{_POINT}(?:ern(?:most)?|erly)"
_FACING = rf"(?:(?P<wind>{_ERN}|{_POINT}) )?"
_PLACES = (
    "city town village hamlet capital port province governorate district region state area camp suburb island county "
    "neighborhood neighbourhood enclave settlement airport airbase base"
)
_PLACE = _any(_PLACES)
# "(near) the besieged Syrian town of (Nawa)", "(south of) the capital, (Damascus)"
_WORD_OF_IT = rf"(?!{_any('in of at on from to near and or')}\b)[\w-]+"
_THE = rf"(?:(?:the |[\w-]+['’]s )?(?:{_WORD_OF_IT} ){{0,3}}?{_PLACE}(?: of| called|,)? )?(?:the )?"
_ADVERBS = rf"(?:(?:{_any('away just due directly immediately further farther well far slightly')}|to the) )*"
_LINE = _any("borders? frontier boundary")
_SHORE = _any("coast coastline shores? shoreline beaches")
_ROAD = _any("highway road motorway expressway corridor railway route")
_AT_SEA = _any("waters just sank sunk capsized drowned anchored seized boat ship vessel tanker islands? platform")
_PARTS = _any(
    "parts? half side section sector areas regions tip end corner portion flank districts neighbou?rhoods provinces "
    "towns villages"
)
_EDGE = _any("outskirts suburbs edges? fringes? periphery limits approaches")

_SIDES = "north south east west"
_MEASURES = "km kilo mile met yard feet 0 1 2 3 4 5 6 7 8 9"
# What stands before a name, the first that fits: what it says, parts of words of which it holds one, the pattern.
_BEFORE: tuple[tuple[RelationKind, str, str], ...] = (
    ("part", _SIDES, rf"(?<!to\s)\bthe (?:far |extreme |deep )?(?P<wind>{_POINT}) of"),
    ("direction", _MEASURES, rf"{_DISTANCE},? {_ADVERBS}(?P<wind>{_POINT}|{_SHORT})(?:wards?)? (?:of|from)"),
    ("direction", _SIDES, rf"\b{_ADVERBS}(?P<wind>{_POINT})(?:wards?)? of"),
    ("offshore", "off", rf"(?:{_DISTANCE}|\b{_AT_SEA}) off"),
    ("near", "within", rf"\bwithin (?:about |some |an? )?{_DISTANCE}(?: radius)? (?:of|from|around)"),
    ("near", "radius", rf"{_DISTANCE} radius (?:of|around)"),
    ("distance", _MEASURES, rf"{_DISTANCE}(?: away)? (?:from|outside(?: of)?)"),
    ("coast", "coast shore beach", rf"\b{_FACING}(?:[a-z]+ sea )?{_SHORE} (?:of|off)"),
    ("border", "border frontier boundary", rf"\b{_FACING}{_LINE} (?:with|of)"),
    ("border", "border", r"\b(?:bordering|across the border (?:in|into|from))"),
    ("part", _SIDES, rf"\b(?P<wind>{_ERN}|{_POINT}) {_PARTS} of"),
    ("part", "heart cent middle interior", rf"\b{_any('heart centre center middle interior')} of"),
    ("outskirts", "outskirt suburb edge fringe periphery limits approaches", rf"\b{_FACING}{_EDGE} of"),
    ("outskirts", "suburb", rf"\ban? (?:(?P<wind>{_ERN}) |[\w-]+ )?suburb of"),
    ("outskirts", "outside around surrounding", r"\b(?:outside(?: of)?|around|surrounding)"),
    (
        "countryside",
        "countryside hinterland rural",
        rf"\b{_FACING}(?:countrysides?|hinterland|rural areas|rural parts) of",
    ),
    (
        "near",
        "near close adjacent next vicinity far",
        r"\b(?:near(?: to)?|close to|adjacent to|next to|in the vicinity of"
        r"|not far from)",
    ),
)
BEFORE = tuple((kind, tuple(parts.split()), _re(rf"{pattern} {_THE}$")) for kind, parts, pattern in _BEFORE)
# The last word before a name but "the" is one of these, else none of the patterns need be tried.
LAST = frozenset(f"of off from in into with near to outside around surrounding bordering called {_PLACES}".split())


_SOME = rf"(?:{_ERN}|(?-i:{_POINT}))"  # in capitals, "North" is of a name
ADJECTIVE = _re(
    rf"\b(?:(?P<what>rural|coastal) )?(?P<wind>{_SOME})(?: and (?P<second>{_SOME}))?"
    r"(?: (?P<then>rural|coastal))? $"
    rf"|\b(?P<plain>{_any('central downtown upstate downstate rural coastal suburban')}) $"
)
ADJECTIVES: dict[str, tuple[RelationKind, Direction | None]] = {
    "central": ("part", None), "downtown": ("part", None), "upstate": ("part", "north"), "downstate": ("part", "south"),
    "rural": ("countryside", None), "coastal": ("coast", None), "suburban": ("outskirts", None),
}  # fmt: skip
IS_ADJECTIVE = re.compile(rf"{_ERN}|{_POINT}|{'|'.join(ADJECTIVES)}")
# With these words before them, these are names, wherever the span of the mention begins.
NAMES = frozenset(
    f"{adjective} {name}"
    for adjective, names in (
        ("northern", "ireland irish cyprus territory cape marianas"),
        ("western", "australia australian sahara samoa cape wall front isles"),
        ("eastern", "cape orthodox"),
        ("southern", "rhodesia ocean"),
        ("central", "african america american"),
    )
    for name in names.split()
)

# What stands after a name: "'s northern countryside", " coast", "-area".
NOUNS: dict[str, RelationKind] = {
    **dict.fromkeys(("countryside", "hinterland"), "countryside"),
    **dict.fromkeys(("outskirts", "suburb", "suburbs", "periphery"), "outskirts"),
    **dict.fromkeys(("coast", "coastline", "shore", "shores", "shoreline"), "coast"),
    **dict.fromkeys(("border", "borders", "frontier"), "border"),
    **dict.fromkeys(("vicinity", "surroundings", "area"), "near"),
    **dict.fromkeys(("city centre", "city center", "town centre", "town center"), "part"),
}
# "the Israeli border police" stand nowhere.
_NO_PEOPLE = r"(?! {}\b)".format(_any(
    "police guards? patrols? forces? agents? agency agencies officials? officers? authority authorities policy "
    "policies disputes? crisis security row deals? talks controls? closures? code"
))  # fmt: skip
HAS_NOUN = re.compile(rf"\b(?:{'|'.join(NOUNS)})\b")
AFTER = _re(
    rf"(?:['’]s?)?(?: (?:province|governorate|city|town|region)(?:['’]s)?)?(?: (?P<wind>{_ERN}|{_POINT}))?"
    r"(?: (?-i:[A-Z])\w+(?: Sea)?| land| city| town| rural)?"
    rf"(?: |-)(?P<noun>(?-i:{'|'.join(NOUNS)}))(?![-\w]){_NO_PEOPLE}"
)
# "'s north", "'s southern provinces"
_GOES_ON = _any(
    "and or of in on to as at by is was were are has had have where when while after before since for from with amid "
    "over but that which who last late early this"
)
AFTER_OWNER = _re(
    rf"['’]s? (?:far )?(?P<wind>{_POINT})(?=[.,;:!?)]|\s*$| {_GOES_ON}\b)"
    rf"|['’]s? (?P<second>(?-i:{_ERN})) (?:[\w-]+ )?"
    rf"{_any('regions? areas? parts? provinces? districts? half city cities towns? villages? states? deserts?')}\b"
)
OFF = _re(r"\boff (?:the )?$")
DISTANT = _re(rf"{_DISTANCE}(?: away)?(?: (?:from|of|inside|outside))? (?:the )?$")

# What stands before, between and after two names.
AND = _re(" (?:and|or) (?:the )?$")
AND_OR_DASH = _re(r"(?:\s?[-‐‑–—/]\s?| and )$")
BORDER_BETWEEN = _re(rf"\b{_LINE} (?:between|of) {_THE}$")
BORDER_WITH = _re(rf"(?:['’]s?)?(?: (?P<wind>{_ERN}))?(?: [\w-]+)? {_LINE} with {_THE}$")
BORDER_AFTER = _re(rf"(?:['’]s?)?(?: (?:shared|common|land|international|state))? {_LINE}\b{_NO_PEOPLE}")
ROAD_FROM = _re(rf"\b{_ROAD} (?:that )?{_any('from linking connecting links connects between')} {_THE}$")
ROAD_TO = _re(rf" (?:to|and|with) {_THE}$")
ROAD_AFTER = _re(rf"(?: {_any('international main old desert')})? {_ROAD}\b")
BETWEEN = _re(rf"\bbetween {_THE}$")
# What is between the two is then no spot: "talks between Hama and Idlib".
NO_SPOT = _re(
    r"\b{} (?:[\w-]+ )?$".format(_any(
        "talks? agreements? deals? wars? relations? relationships? ties links tensions? disputes? conflicts? "
        "comparisons? match matches games? trade cooperation fight fighting clash clashes differences? choice choose "
        "meetings? summit ceasefire truce negotiations? treaty alliance rivalry standoff flights? fly flew exchange "
        "contacts? split divided"
    ))
)  # fmt: skip
# "near the Syrian town of Nawa", "near Syria's Nawa", "near the Syrian Golan": what is near is the second.
OF_PLACE = _re(rf"(?:['’]s?)? (?:[\w-]+ ){{0,2}}{_PLACE}(?: of| called|,)?(?: the)? $")
POSSESSIVE = _re("['’]s? $")
PEOPLE = re.compile(r"(?:an|ese|ish|i|ch|ek|occupied|held|controlled)$")


def direction(*winds: str | None) -> Direction | None:
    """Of "north-western" or "NW", or of "northern" and "eastern" together; None where they make no direction."""
    points = ""
    for wind in filter(None, winds):
        named = re.findall(r"north|south|east|west", wind.lower())
        points += "".join(named or [_LETTERS[letter] for letter in wind.lower()])
    return _WINDS.get(points)


def distance_km(measure: str) -> float | None:
    """Of "10 to 15 km" (the middle), "ten miles", "half a kilometre", "500 m"; None where it is none."""
    found = _MEASURE.fullmatch(measure)
    if not found:
        return None
    numbers = [number for part in found.groups()[:2] if part and (number := _number(part))]
    unit = found[3].lower()
    per_unit = next(km for start, km in _KM.items() if unit.startswith(start))
    return round(sum(numbers) / len(numbers) * per_unit, 3) or None if numbers else None


def _number(words: str) -> float:
    """Of "1,200", "1.5", "twenty-five", "a few"; 0 where it is none."""
    if words[0].isdigit():
        try:
            return float(re.sub(r",(?=\d{3}(?:\D|$))", "", words).replace(",", ".").rstrip("."))
        except ValueError:  # "1.2.3"
            return 0.0
    value = 0.0
    for word in re.findall(r"[a-z]+", words.lower()):
        number = _NUMBERS.get(word, 0)  # "of" is none
        value = value * number if value and number and (value <= 1 or number in (12, 100)) else value + number
    return value
