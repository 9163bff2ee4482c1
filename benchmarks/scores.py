"""The measures: how well found mentions agree with the marked ones.

Every marked mention pairs with at most one found mention. Measured are

exact, overlap          precision, recall and F1 of the spans: the same start and end, or a character in common
literal                 the same by overlap, over the literal mentions of both sides alone
placed                  of the pairs whose place is known: the share within 161 km of it (accuracy@161km; not placed is
                        wrong), the median error in km, and the area under the error curve, where lower is better
end-to-end              F1 of mentions both found, by overlap, and placed within 161 km
literal end-to-end      the same over the literal mentions alone: what a map of where things happened gets right
event                   of reports of events: the share with a mention placed within 25 km of one, and the mentions
                        placed in each

161 km (100 miles) and the error curve are those of Gritta et al. 2019, "A pragmatic guide to geoparsing evaluation".
"""

import math
import statistics
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.corpora import Corpus, Found, Mentions, Report, Toponym
from geo import Point

EARTH_KM = 6371.0
FAR_KM = 20039  # half of the Earth's circumference: the error of what was not placed
NEAR_KM = 161
EVENT_KM = 25

Result = dict[str, Any]  # numbers by measure, as `--json` prints them
Pair = tuple[Toponym, Found]


def distance_km(a: Point, b: Point) -> float:
    """The great-circle distance on a sphere; geopy's has another radius, and these figures are compared to others'."""
    lat1, lon1, lat2, lon2 = map(math.radians, (a.lat, a.lon, b.lat, b.lon))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def error_km(known: Point, point: Point | None) -> float:
    """How far a placement is off."""
    return FAR_KM if point is None else distance_km(known, point)


def is_near(known: Point, point: Point | None) -> bool:
    """Whether a placement counts as right."""
    return error_km(known, point) <= NEAR_KM


def pairs(marked: Sequence[Toponym], found: Sequence[Found], *, exact: bool = False) -> list[Pair]:
    """The marked mentions with what was found of them: identical spans first, then the longest overlap."""
    options = []
    for i, toponym in enumerate(marked):
        for j, mention in enumerate(found):
            shared = min(toponym.end, mention.end) - max(toponym.start, mention.start)
            same = toponym.start == mention.start and toponym.end == mention.end
            if same or (shared > 0 and not exact):
                options.append((not same, -shared, i, j))
    paired: list[Pair] = []
    taken_marked, taken_found = set(), set()
    for _, _, i, j in sorted(options):
        if i not in taken_marked and j not in taken_found:
            taken_marked.add(i)
            taken_found.add(j)
            paired.append((marked[i], found[j]))
    return paired


def evaluate(corpus: Corpus, mentions: Mentions) -> Result:
    """Every measure that the corpus allows."""
    found = [mentions.get(report.id, ()) for report in corpus.reports]
    return (events if corpus.of_events else toponyms)(corpus.reports, found)


def toponyms(reports: Sequence[Report], found: Sequence[Sequence[Found]]) -> Result:
    """The measures of reports with toponyms; `found` runs over the same articles."""
    marked = [report.toponyms for report in reports]
    result: Result = {"articles": len(reports), "toponyms": sum(map(len, marked))}
    result["exact"] = spans(marked, found, exact=True)
    result["overlap"] = spans(marked, found)
    errors = [
        error_km(toponym.point, mention.point)
        for names, here in zip(marked, found, strict=True)
        for toponym, mention in pairs(names, here)
        if toponym.point
    ]
    if errors:
        result["placed"] = {
            "accuracy_161km": sum(e <= NEAR_KM for e in errors) / len(errors),
            "median_km": statistics.median(errors),
            "auc": sum(math.log(1 + e) for e in errors) / len(errors) / math.log(1 + FAR_KM),
            "mentions": len(errors),
        }
        result["end-to-end"] = end_to_end(marked, found)
    if any(toponym.role for names in marked for toponym in names):
        literal_marked, literal_found = only(_is_literal, marked), only(_is_literal, found)
        result["literal"] = spans(literal_marked, literal_found)
        result["literal end-to-end"] = end_to_end(literal_marked, literal_found)
    return result


def events(reports: Sequence[Report], found: Sequence[Sequence[Found]]) -> Result:
    """The measures of reports of events; `found` runs over the same articles."""
    points = [[mention.point for mention in here if mention.point] for here in found]
    hits = sum(
        any(distance_km(event, point) <= EVENT_KM for event in report.events for point in here)
        for report, here in zip(reports, points, strict=True)
    )
    return {
        "articles": len(reports),
        "toponyms": 0,
        "event": {"within_25km": hits / len(reports), "mentions_each": sum(map(len, points)) / len(reports)},
    }


def only(keep: Callable[[Any], bool], lists: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The same lists with only what is to be kept."""
    return [[item for item in items if keep(item)] for items in lists]


def _is_literal(mention: Toponym | Found) -> bool:
    return mention.role == "literal"


def spans(marked: Sequence[Sequence[Toponym]], found: Sequence[Sequence[Found]], *, exact: bool = False) -> Result:
    """Precision, recall and F1 of the spans; the lists run over the same articles."""
    hits = sum(len(pairs(names, here, exact=exact)) for names, here in zip(marked, found, strict=True))
    return _ratios(hits, sum(map(len, found)), sum(map(len, marked)))


def end_to_end(marked: Sequence[Sequence[Toponym]], found: Sequence[Sequence[Found]]) -> Result:
    """Precision, recall and F1 of mentions that are found and placed; the lists run over the same articles."""
    hits = known = right = 0
    for names, here in zip(marked, found, strict=True):
        paired = pairs(names, here)
        hits += sum(toponym.point is not None and is_near(toponym.point, mention.point) for toponym, mention in paired)
        # a mention whose place nobody knows can be neither right nor wrong
        known += len(here) - sum(toponym.point is None for toponym, _ in paired)
        right += sum(toponym.point is not None for toponym in names)
    return _ratios(hits, known, right)


def _ratios(hits: int, found: int, marked: int) -> Result:
    precision = hits / found if found else 0.0
    recall = hits / marked if marked else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}
