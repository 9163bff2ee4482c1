"""What the benchmark of accuracy prints: aligned columns of figures."""

from collections import Counter
from collections.abc import Mapping, Sequence

from benchmarks.confidence import Bucket, calibration_error
from benchmarks.corpora import INCOMPLETE
from benchmarks.mistakes import ANY, SECTIONS, Mistakes
from benchmarks.scores import FAR_KM, Result

_NONE = "-"
# The columns of the table of scores: the two lines above, and where in a result the figure is.
_SCORES = {
    ("exact", "F1"): ("exact", "f1"),
    ("overlap", "F1"): ("overlap", "f1"),
    ("overlap", "recall"): ("overlap", "recall"),
    ("literal", "F1"): ("literal", "f1"),
    ("placed", "@161km"): ("placed", "accuracy_161km"),
    ("end-to-end", "F1"): ("end-to-end", "f1"),
    ("literal", "end-to-end F1"): ("literal end-to-end", "f1"),
    ("event", "@25km"): ("event", "within_25km"),
    ("placed", "each"): ("event", "mentions_each"),
}
_NEEDS_PLACES = ("placed", "end-to-end", "literal end-to-end")
# The columns of the table of thresholds.
_ABSTAINING = {
    "coverage": "cover", "accuracy": "right", "end_to_end": "e2e", "placed_only": "drawn", "within_25km": "@25km",
    "mentions_each": "each",
}  # fmt: skip


def aligned(rows: Sequence[Sequence[str]], *, left: int = 1) -> str:
    """Rows as lines with aligned columns; the first `left` columns to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def figure(value: float | None) -> str:
    """.834 for 0.834."""
    return _NONE if value is None else f"{value:.3f}".removeprefix("0")


def scores(results: Mapping[str, Mapping[str, Result]]) -> str:
    """All corpora and systems. Of a corpus that is marked incompletely, recall alone says something."""
    above, below = zip(*_SCORES, strict=True)
    rows = [["", "", "", *above], ["corpus", "system", "articles", *below]]
    for corpus, systems in results.items():
        for system, result in systems.items():
            recall_only = corpus in INCOMPLETE
            figures = [_score(result, *where, recall_only=recall_only) for where in _SCORES.values()]
            rows.append([corpus, system, str(result["articles"]), *map(figure, figures)])
    return aligned(rows, left=2)


def _score(result: Result, measure: str, name: str, *, recall_only: bool) -> float | None:
    if recall_only and name != "recall":
        return None
    placed = result.get("placed", {})
    if measure in _NEEDS_PLACES and placed.get("accuracy_161km") == 0 and placed.get("median_km") == FAR_KM:
        return None  # it gives no places at all
    value: float | None = result.get(measure, {}).get(name)
    return value


def mistakes(by_corpus: Mapping[str, Mistakes]) -> str:
    """By section and kind: how many, their share of the section's, and their share of the mentions of that kind."""
    blocks = []
    for section in SECTIONS:
        counts = {corpus: found.count(section) for corpus, found in by_corpus.items()}
        counts = {corpus: kinds for corpus, kinds in counts.items() if kinds}
        totals = sum((Counter(dict(kinds)) for kinds in counts.values()), start=Counter[str]())
        kinds = sorted({kind for of in counts.values() for kind in of}, key=lambda kind: (-totals[kind], kind))
        rows = [[section, *counts]]
        for kind in [ANY, *kinds]:
            row = [f"  {kind}" if kind else "all"]
            for corpus, of in counts.items():
                count = of[kind] if kind else of.total()
                row.append(_cell(count, of.total(), by_corpus[corpus].chances[section, kind]))
            rows.append(row)
        if counts:
            blocks.append(aligned(rows))
    return "\n\n".join(blocks)


def _cell(count: int, total: int, chances: int) -> str:
    share = f"{count / total:.0%}" if total else ""
    rate = f"{count / chances:.0%}" if chances else ""
    return f"{count:5} {share:>4} {rate:>4}"


def calibration(curves: Mapping[str, Sequence[Bucket]]) -> str:
    """By tenth of confidence: how many placements, and the share within 161 km; the expected error below."""
    lows = sorted({bucket.low for buckets in curves.values() for bucket in buckets})
    rows = [["confidence", *(head for name in curves for head in (name, "right"))]]
    for low in lows:
        row = [f"{low:.1f} to {low + 0.1:.1f}"]
        for buckets in curves.values():
            bucket = next((b for b in buckets if b.low == low), None)
            row += [str(bucket.count), figure(bucket.right)] if bucket else ["0", _NONE]
        rows.append(row)
    rows.append(["expected error", *(c for b in curves.values() for c in ("", figure(calibration_error(b))))])
    return aligned(rows)


def thresholds(by_corpus: Mapping[str, Mapping[float, Result]]) -> str:
    """By threshold, what abstaining below it gives."""
    heads, names = ["", ""], ["below"]
    for corpus, rows in by_corpus.items():
        keys = next(iter(rows.values()))
        names += [_ABSTAINING[key] for key in keys]
        heads += [corpus, *[""] * (len(keys) - 1)]
    lines = [heads[1:], names]
    for below in next(iter(by_corpus.values()), {}):
        lines.append([f"{below:.2f}", *(figure(v) for rows in by_corpus.values() for v in rows[below].values())])
    return aligned(lines)
