"""What the confidence of a placement is worth: the calibration curve, and what a threshold to abstain below gives."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.corpora import Corpus, Found, Mentions, Report
from benchmarks.scores import Result, end_to_end, events, is_near, only, pairs

BUCKETS = 10
THRESHOLDS = tuple(step / 20 for step in range(13))  # 0, 0.05 ... 0.6


@dataclass(frozen=True, slots=True)
class Bucket:
    """The placements with a confidence of at least `low` and less than `high`.

    `confidence` is their mean confidence, `right` the share of them within 161 km.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float


def judged(reports: Sequence[Report], found: Sequence[Sequence[Found]]) -> list[tuple[float, bool]]:
    """The confidence of every placement whose right place is known, and whether it is right."""
    return [
        (mention.confidence, is_near(toponym.point, mention.point))
        for report, here in zip(reports, found, strict=True)
        for toponym, mention in pairs(report.toponyms, here)
        if toponym.point and mention.point and mention.confidence is not None
    ]


def calibration(placements: Sequence[tuple[float, bool]]) -> list[Bucket]:
    """The curve, a bucket a tenth; empty ones are left out."""
    buckets = []
    for number in range(BUCKETS):
        inside = [p for p in placements if min(int(p[0] * BUCKETS), BUCKETS - 1) == number]
        if inside:
            buckets.append(
                Bucket(
                    low=number / BUCKETS,
                    high=(number + 1) / BUCKETS,
                    count=len(inside),
                    confidence=sum(confidence for confidence, _ in inside) / len(inside),
                    right=sum(right for _, right in inside) / len(inside),
                )
            )
    return buckets


def calibration_error(buckets: Sequence[Bucket]) -> float:
    """The expected calibration error: how far confidence and share of right ones lie apart, weighted by count."""
    count = sum(bucket.count for bucket in buckets)
    return sum(b.count * abs(b.confidence - b.right) for b in buckets) / count if count else 0.0


def abstaining(corpus: Corpus, mentions: Mentions, *, below: float) -> Result:
    """What is left if no mention is placed with less confidence than `below`.

    coverage        of the pairs whose place is known, the share that is placed
    accuracy        of those placed, the share within 161 km
    end_to_end      F1, where a mention that is found and not placed counts as wrong
    placed_only     F1, where only a placed mention counts as found: what a map shows
    For a corpus of events its own two measures instead.
    """
    marked = [report.toponyms for report in corpus.reports]
    kept = [[_without_doubt(mention, below) for mention in mentions.get(report.id, ())] for report in corpus.reports]
    if corpus.of_events:
        return dict(events(corpus.reports, kept)["event"])
    known = sum(toponym.point is not None for t, f in zip(marked, kept, strict=True) for toponym, _ in pairs(t, f))
    right = [near for _, near in judged(corpus.reports, kept)]
    return {
        "coverage": len(right) / known if known else 0.0,
        "accuracy": sum(right) / len(right) if right else 0.0,
        "end_to_end": end_to_end(marked, kept)["f1"],
        "placed_only": end_to_end(marked, only(_is_placed, kept))["f1"],
    }


def _without_doubt(mention: Found, below: float) -> Found:
    doubtful = mention.confidence is not None and mention.confidence < below
    return replace(mention, point=None) if doubtful else mention


def _is_placed(mention: Found) -> bool:
    return mention.point is not None
