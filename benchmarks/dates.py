"""How well dates are found and resolved, and how fast: `python -m benchmarks.dates CORPUS_DIR`.

CORPUS_DIR holds `re3d.jsonl` (reports with "dates", their time expressions) and `ucdp-events.jsonl` (headlines with the
day on which each event was). re3d is marked incompletely, so only its recall says something; it marks durations and
recurring times as well, which are no days, so the misses are told by kind. Its reports have no date of publication, so
one is assumed for finding. The gold sentences are our own; the speed is processor time, beside that of `geo.locate`.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from geopy.distance import great_circle

from geo import Article, Gazetteer, When, locate
from geo.languages import ENGLISH
from news.sentences import sentence_spans
from news.when import expressions, whens

GOLD = Path(__file__).parent.parent / "tests" / "gold" / "dates.jsonl"
ASSUMED = date(2016, 12, 31)  # re3d's reports are of 2016 and 2017
NEAR_KM = 25  # a mention this near to an event is taken for its place
ENTRY_ERROR = 300  # days: recorded dates farther off than this are some years off to the day
REPEATS = 5

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
# What a marked expression is, the first that fits.
_KINDS = {
    "month and day": rf"(?i)\d.*{_MONTH}|{_MONTH}\.?\s?\d{{1,2}}(?!\d)",
    "month": rf"(?i){_MONTH}",
    "year": r"\d{4}(?:-\d+)?$",
    "reckoned from a day": r"(?i).*(?:today|yesterday|ago|last|next|this|past|recent|end of|later|following)",
    "weekday": r".*day$",
    "how long": r"(?i).*(?:day|week|month|year)s?$",
    "other": r"",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path, help="a folder with re3d.jsonl and ucdp-events.jsonl")
    folder = parser.parse_args().corpus
    for name in ("re3d.jsonl", "ucdp-events.jsonl"):
        if not (folder / name).is_file():
            parser.error(f"no {name} in {folder}")
    resolution()
    detection(folder / "re3d.jsonl")
    gazetteer = Gazetteer.open()
    events(folder / "ucdp-events.jsonl", gazetteer)
    for name in ("re3d.jsonl", "ucdp-events.jsonl"):
        speed(folder / name, gazetteer)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as file:
        yield from map(json.loads, file)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} {part / whole:.1%}" if whole else "none"


def resolution() -> None:
    """How many gold sentences have the right days and basis."""
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for row in _rows(GOLD):
        text = row["text"]
        article = Article("gold", text, published=_day(row["published"]), language=row["language"])
        when = whens(article, [text.index(row["mention"])], sentences=sentence_spans(text))[0]
        wanted = (_day(row["start"]), _day(row["end"]), row["basis"])
        groups = "all", "held out" if row.get("held_out") else "tuned on", row["language"]
        count.update(groups)
        right.update(groups if (when.start, when.end, when.basis) == wanted else ())
    print("gold sentences resolved   " + "   ".join(f"{name} {_share(right[name], count[name])}" for name in count))


def detection(path: Path) -> None:
    """How many marked expressions are found, and what the missed ones are."""
    count: Counter[str] = Counter()
    overlapped: Counter[str] = Counter()
    exact: Counter[str] = Counter()
    unmarked = 0
    for row in _rows(path):
        found = [(one.start, one.end) for one in expressions(row["text"], published=ASSUMED, language=ENGLISH)]
        marks = [(mark["start"], mark["end"]) for mark in row["dates"]]
        for start, end in marks:
            kind = next(kind for kind, form in _KINDS.items() if re.match(form, row["text"][start:end]))
            count[kind] += 1
            overlapped[kind] += any(begin < end and start < stop for begin, stop in found)
            exact[kind] += (start, end) in found
        unmarked += sum(not any(start < stop and begin < end for start, end in marks) for begin, stop in found)
    print(f"{path.name}: marked expressions found   overlapping {_share(overlapped.total(), count.total())}   ", end="")
    print(f"exact {_share(exact.total(), count.total())}   found and not marked {unmarked}")
    for kind, of in count.most_common():
        print(f"    {kind:22} overlapping {_share(overlapped[kind], of):14} exact {_share(exact[kind], of)}")


def events(path: Path, gazetteer: Gazetteer) -> None:
    """How often the When of the mention where an event was holds its recorded day, against the day of publication.

    Only reports with a time expression count: in all others the two are the same.
    """
    count: Counter[str] = Counter()
    published: Counter[str] = Counter()
    when: Counter[str] = Counter()
    for row in _rows(path):
        article = Article(row["id"], row["text"], published=date.fromisoformat(row["published"]), language=ENGLISH)
        if not expressions(article.text, published=article.published, language=ENGLISH):
            continue
        placed = [placement for placement in locate(article, gazetteer=gazetteer) if placement.place]
        found = whens(article, [one.mention.start for one in placed], sentences=sentence_spans(article.text))
        for event in row["events"]:
            day = date.fromisoformat(event["date"])
            if abs((day - date.fromisoformat(row["published"])).days) > ENTRY_ERROR:
                continue
            at = next((n for n, one in enumerate(placed) if one.place and _near(event, one.place.point)), None)
            if at is None:
                continue
            bases = "all", found[at].basis
            count.update(bases)
            published.update(bases if day == article.published else ())
            when.update(bases if _holds(found[at], day) else ())
    print(f"{path.name}, reports with a time expression: the event's day is")
    for basis, of in count.items():
        alone = _share(published[basis], of)
        print(f"    {basis:12} in the mention's When {_share(when[basis], of):16} that of publication {alone}")


def _near(event: dict[str, Any], point: Any) -> bool:
    return bool(great_circle((event["lat"], event["lon"]), (point.lat, point.lon)).km <= NEAR_KM)


def _holds(when: When, day: date) -> bool:
    return when.start is not None and when.end is not None and when.start <= day <= when.end


def speed(path: Path, gazetteer: Gazetteer) -> None:
    articles = [
        Article(row["id"], row["text"], published=_day(row.get("published")) or ASSUMED, language=ENGLISH)
        for row in _rows(path)
    ][:500]
    starts = [[one.mention.start for one in locate(article, gazetteer=gazetteer)] for article in articles]

    def dates() -> None:
        for article, at in zip(articles, starts, strict=True):
            whens(article, at, sentences=sentence_spans(article.text))

    def places() -> None:
        for article in articles:
            locate(article, gazetteer=gazetteer)

    dating, placing = min(_seconds(dates) for _ in range(REPEATS)), min(_seconds(places) for _ in range(2))
    characters = sum(len(article.text) for article in articles)
    print(
        f"{path.name}: dating   {dating / len(articles) * 1e6:.0f} µs an article of {characters // len(articles)} "
        f"characters   {dating / characters * 3e9:.0f} µs for 3 KB   {dating / placing:.1%} of locating the same texts"
    )


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__":
    main()
