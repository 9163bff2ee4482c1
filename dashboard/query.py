"""Filters -> what the views show. The only place with a Streamlit cache; draws nothing and formats nothing.

The articles are read and located once for the process; a change of a filter only selects from that.
"""

import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

from geo import Area, Article, InputError, Place, Placement, locate_all, read_articles
from news.sentences import sentence_spans

SAMPLE = Path(__file__).parent.parent / "data" / "articles.jsonl"

# What is drawn as a dot; everything else is an area.
EXACT_KINDS = ("settlement", "site")

# A first look is not widened for these.
VAST_KINDS = ("continent", "country", "water")
# Fewer mentions than this are all shown at first.
MANY = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked for. `place` is the id of a place of the corpus."""

    place: str | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    associative: bool = False


@dataclass(frozen=True, slots=True)
class Corpus:
    """All articles with their mentions.

    articles  in the order of the file
    mentions  a row a mention: article (position in `articles`), place (id, None where not placed), associative,
              area (position in `areas`, -1 where the text is about the place itself), relation (its words, ""),
              start, end, sentence_start, sentence_end, text, reason, day (NaT where the report has no date)
    areas     every area beside or in a place that a mention means
    places    every place that a mention was found to be, by id
    countries names of the countries among them, by ISO code
    problems  what could not be read, a line each
    """

    articles: tuple[Article, ...]
    mentions: pd.DataFrame
    areas: tuple[Area, ...]
    places: dict[str, Place]
    countries: dict[str, str]
    problems: tuple[str, ...]

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day that a report is of."""
        days = [a.published for a in self.articles if a.published]
        return (min(days), max(days)) if days else None


@dataclass(frozen=True, slots=True)
class Counts:
    """What is shown out of what there is, and why the rest is not."""

    mentions: int
    all_mentions: int
    reports: int
    all_reports: int
    unplaced: int
    associative_hidden: int
    undated_reports: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What a view shows.

    mentions  the rows of `Corpus.mentions` that the filters let through
    marks     a row for each mark on the map: place, associative, area (None for the place itself), relation (its
              words, ""), mentions, reports, chosen (None without a place filter; else whether it is asked for: what
              is not stays on the map, faded)
    unplaced  the rows in reach of the filters that could not be placed
    """

    mentions: pd.DataFrame
    marks: pd.DataFrame
    unplaced: pd.DataFrame
    counts: Counts


@dataclass(frozen=True, slots=True)
class Snippet:
    """A sentence with the names in it that the filters let through, each as (start, end, associative) in the text.

    `leads` where it is the first of its article in the list.
    """

    article: Article
    start: int
    end: int
    names: tuple[tuple[int, int, bool], ...]
    places: tuple[str, ...]
    leads: bool


def articles_path() -> Path:
    """The file of articles: DATELINE_ARTICLES, else the sample."""
    return Path(os.environ.get("DATELINE_ARTICLES") or SAMPLE)


def open_corpus(path: Path) -> Corpus:
    """The located articles of a file, read again when the file changes. Raises DatelineError."""
    try:
        status = path.stat()
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", source=str(path)) from error
    return _open(path, status.st_mtime_ns, status.st_size)


@st.cache_resource(show_spinner=False, max_entries=2)
def _open(path: Path, _changed_ns: int, _size: int) -> Corpus:
    problems: list[InputError] = []
    located = locate_all(read_articles(path, on_problem=problems.append))
    return build_corpus(located, problems=problems)


def build_corpus(
    located: Iterable[tuple[Article, tuple[Placement, ...]]], *, problems: Iterable[InputError] = ()
) -> Corpus:
    """Articles with their placements, as the views ask for them. `problems` may fill while the articles are read."""
    articles: list[Article] = []
    places: dict[str, Place] = {}
    areas: dict[Area, int] = {}
    rows: list[tuple[object, ...]] = []
    for number, (article, placements) in enumerate(located):
        articles.append(article)
        spans = sentence_spans(article.text)
        starts = [start for start, _ in spans]
        for placement in placements:
            mention, place = placement.mention, placement.place
            if place:
                places[place.id] = place
            sentence = spans[max(bisect_right(starts, mention.start) - 1, 0)]
            rows.append(
                (
                    number,
                    place.id if place else None,
                    mention.role == "associative",
                    -1 if (area := _area(placement)) is None else areas.setdefault(area, len(areas)),
                    mention.relation.words if mention.relation else "",
                    mention.start,
                    mention.end,
                    min(sentence[0], mention.start),
                    max(sentence[1], mention.end),
                    mention.text,
                    placement.reason,
                    article.published,
                )
            )
    columns = "article place associative area relation start end sentence_start sentence_end text reason day".split()
    # an empty column has no type of its own
    mentions = pd.DataFrame(rows, columns=columns).astype({"article": int, "associative": bool, "area": int})
    mentions["day"] = pd.to_datetime(mentions["day"])
    countries = {p.country_code: p.name for p in places.values() if p.kind == "country"}
    return Corpus(tuple(articles), mentions, tuple(areas), places, countries, tuple(map(str, problems)))


def _area(placement: Placement) -> Area | None:
    """What to draw in the place of the place; None where that is as exact: "central Damascus" is a dot."""
    place, relation = placement.place, placement.mention.relation
    in_town = place is not None and place.kind in EXACT_KINDS and relation is not None and relation.kind == "part"
    return None if in_town else placement.area


def select(corpus: Corpus, filters: Filters) -> Selection:
    """What the filters let through."""
    everything = corpus.mentions
    dated = _in_time(everything["day"], filters)
    worded = everything["article"].isin(_articles_with(corpus, filters.words))
    reach = everything[dated & worded]
    placed = reach[reach["place"].notna()]
    drawn = placed if filters.associative else placed[~placed["associative"]]
    inside = within(corpus, filters.place)
    asked = placed if inside is None else placed[placed["place"].isin(inside)]
    listed = asked if filters.associative else asked[~asked["associative"]]
    unplaced = reach[reach["place"].isna()]
    undated = sum(a.published is None for a in corpus.articles) if filters.since or filters.until else 0
    counts = Counts(
        mentions=len(listed),
        all_mentions=len(everything),
        reports=listed["article"].nunique(),
        all_reports=len(corpus.articles),
        unplaced=len(unplaced),
        associative_hidden=len(asked) - len(listed),
        undated_reports=undated,
    )
    return Selection(listed, _marks(corpus, drawn, inside), unplaced, counts)


def _in_time(days: pd.Series, filters: Filters) -> pd.Series:
    keep = pd.Series(True, index=days.index)
    if filters.since:
        keep &= days >= pd.Timestamp(filters.since)
    if filters.until:
        keep &= days <= pd.Timestamp(filters.until)
    return keep


def _articles_with(corpus: Corpus, words: str) -> list[int]:
    """The positions of the articles that hold every one of the words."""
    wanted = words.casefold().split()
    texts = (f"{a.title}\n{a.text}\n{a.source}".casefold() for a in corpus.articles)
    return [number for number, text in enumerate(texts) if all(word in text for word in wanted)]


def heart(corpus: Corpus, selection: Selection) -> list[Place]:
    """The places that a first look should show: where half of the mentions are closest together, if they are many.

    Reports from elsewhere would else show the whole world, and the subject of most as one spot on it.
    """
    places = [corpus.places[id_] for id_ in selection.mentions["place"]]
    exact = [place for place in places if place.kind in EXACT_KINDS]
    if len(exact) < MANY:
        return [place for place in places if place.kind not in VAST_KINDS] or places
    south, north = _shortest_half([place.point.lat for place in exact])
    west, east = _shortest_half([place.point.lon for place in exact])
    return [p for p in exact if south <= p.point.lat <= north and west <= p.point.lon <= east] or exact


def _shortest_half(values: list[float]) -> tuple[float, float]:
    """The shortest interval that holds half of the values."""
    ordered = sorted(values)
    reach = len(ordered) // 2
    return min(zip(ordered, ordered[reach:], strict=False), key=lambda ends: ends[1] - ends[0])


def _marks(corpus: Corpus, drawn: pd.DataFrame, inside: set[str] | None) -> pd.DataFrame:
    grouped = drawn.groupby(["place", "associative", "area"], sort=False)
    marks = grouped.agg(
        mentions=("article", "size"), reports=("article", "nunique"), relation=("relation", "first")
    ).reset_index()
    marks["chosen"] = None if inside is None else marks["place"].isin(inside)
    # both places of "between Hama and Idlib" mean the one area
    again = marks.sort_values("chosen", ascending=False, kind="stable").duplicated(["associative", "area"])
    marks = marks[~(again & (marks["area"] >= 0))]
    areas = [corpus.areas[number] if number >= 0 else None for number in marks["area"]]
    return marks.assign(area=pd.Series(areas, index=marks.index, dtype=object))


def within(corpus: Corpus, place_id: str | None) -> set[str] | None:
    """The ids of a place and of the corpus' places in it; None where no place is asked for.

    Countries and first-level divisions are told by their codes. What lies in a region or a sea no code says, so
    these hold themselves only.
    """
    place = corpus.places.get(place_id or "")
    if place is None:
        return None
    if place.kind == "country" and place.country_code:
        return {p.id for p in corpus.places.values() if p.country_code == place.country_code}
    if place.kind == "admin1" and place.admin1:
        return {p.id for p in corpus.places.values() if p.admin1 == place.admin1} | {place.id}
    return {place.id}


def snippets(corpus: Corpus, mentions: pd.DataFrame) -> Iterator[Snippet]:
    """The sentences of the mentions, the latest report first; undated reports come last."""
    ordered = mentions.sort_values(
        ["day", "article", "sentence_start", "start"], ascending=[False, True, True, True], na_position="last"
    )
    last = None
    for (number, start), rows in ordered.groupby(["article", "sentence_start"], sort=False):
        leads, last = number != last, number
        yield Snippet(
            leads=leads,
            article=corpus.articles[number],
            start=int(start),
            end=int(rows["sentence_end"].max()),
            names=tuple(rows[["start", "end", "associative"]].itertuples(index=False, name=None)),
            places=tuple(dict.fromkeys(rows["place"])),
        )


def places_by_mentions(corpus: Corpus) -> list[str]:
    """The ids of the corpus' places, the most mentioned first."""
    return list(corpus.mentions["place"].value_counts().index)


def resolve(corpus: Corpus, name: str | None) -> str | None:
    """The id that a place id or a name means in this corpus; None where it means nothing here."""
    if not name or name in corpus.places:
        return name or None
    folded = name.strip().casefold()
    return next((id_ for id_ in places_by_mentions(corpus) if corpus.places[id_].name.casefold() == folded), None)
