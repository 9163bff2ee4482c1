"""Entries to fill archives with, made up by hand or by hypothesis; a store on a local S3 server."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from typing import Any, get_args

import pytest
from hypothesis import strategies as st

from geo import Alternative, Area, Article, Mention, Place, Placement, Point, Relation, When
from geo.records import Kind, Role
from news.records import EVENT_KINDS, Correction, Entry, Event, Removal

MORNING = datetime(2018, 7, 24, 6, 30, tzinfo=UTC)
_MOMENTS = count()


def place(id_: str, name: str, kind: Kind, country: str, admin1: str, lat: float, lon: float) -> Place:
    return Place(id_, name, kind, country, admin1, Point(lat, lon), 1000, "GeoNames")


SYRIA = place("geonames:163843", "Syria", "country", "SY", "", 35.0, 38.0)
DARAA_GOVERNORATE = place("geonames:170655", "محافظة درعا", "admin1", "SY", "SY.06", 32.9, 36.2)
DARAA = place("geonames:170654", "Daraa", "settlement", "SY", "SY.06", 32.625, 36.106)
NAWA = place("geonames:167292", "نوى", "settlement", "SY", "SY.06", 32.889, 36.041)
HOMS = place("geonames:169577", "Homs", "settlement", "SY", "SY.11", 34.727, 36.723)
JERUSALEM = place("geonames:281184", "ירושלים", "settlement", "IL", "IL.06", 31.769, 35.216)
MOSCOW = place("geonames:524901", "Москва", "settlement", "RU", "RU.48", 55.752, 37.616)
GOLAN = place("dateline:golan-heights", "Golan Heights", "region", "", "", 33.0, 35.75)
SEA = place("geonames:363196", "Mediterranean Sea", "water", "", "", 35.0, 20.0)
ROLES: tuple[Role, ...] = get_args(Role)
PLACES = [SYRIA, DARAA_GOVERNORATE, DARAA, NAWA, HOMS, JERUSALEM, MOSCOW, GOLAN, SEA]


def entry(id_: str, text: str = "Shells fell on Daraa.", *, named: Sequence[Place] = (DARAA,), **fields: Any) -> Entry:
    """An article that names places where their names stand in it; later calls are later."""
    about = {name: fields.pop(name) for name in ("title", "url", "source", "published", "language") if name in fields}
    article = Article(id_, text, **{"published": date(2018, 7, 23), "language": "en", **about})
    when = When(article.published, article.published, "published") if article.published else When()
    events = []
    for one in named:
        start = text.index(one.name)
        mention = Mention(id_, start, start + len(one.name), one.name, "literal")
        events.append(Event(Placement(mention, one, 0.9, "the only one of that name"), when, "battle"))
    now = MORNING + timedelta(seconds=next(_MOMENTS))
    kept = Entry(article, tuple(events), raw=None, origin="test.jsonl", added=now, located=now)
    return replace(kept, **fields)


def removal(id_: str, *, removed: bool = True, after_s: float = 0) -> Removal:
    return Removal(id_, removed, by="Noor", at=MORNING + timedelta(days=1, seconds=after_s), why="not news")


def correction(of: Entry, text: str, *, after_s: float = 0, **fields: Any) -> Correction:
    start = of.article.text.index(text)
    at = MORNING + timedelta(days=1, seconds=after_s)
    said = Correction(of.article.id, start, start + len(text), text, "no place", by="Noor", at=at)
    return replace(said, **fields)


# -- Whatever may be kept

SHORT_TEXTS = st.text(max_size=8)
DAYS = st.dates(date(2018, 7, 1), date(2018, 8, 20))
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
WORDS = st.sampled_from(
    ["Daraa", "نوى", "Homs", "ירושלים", "fell", "café", "CAFE", "10", "\u0301x", "naïve", "ﬁre", "😀"]
)
_COORDINATES = st.builds(
    lambda lat, lon: Point(lat / 100_000, lon / 100_000),
    st.integers(-9_000_000, 9_000_000),
    st.integers(-18_000_000, 18_000_000),
)
_LINES = st.lists(st.lists(_COORDINATES, min_size=1, max_size=4).map(tuple), min_size=1, max_size=3).map(tuple)
AREAS = st.builds(Area, _LINES, radius_km=st.integers(0, 10**6).map(lambda m: m / 1000), filled=st.booleans())
RELATIONS = st.builds(
    Relation,
    words=SHORT_TEXTS,
    kind=st.sampled_from(["near", "direction", "between", "offshore"]),
    direction=st.sampled_from([None, "north", "south-southwest"]),
    distance_km=st.none() | st.floats(0, 500),
    other=st.none() | st.tuples(st.integers(0, 50), st.integers(0, 50)),
)
CONFIDENCES = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)


@st.composite
def whens(draw: st.DrawFn) -> When:
    if draw(st.booleans()):
        return When()
    since = draw(DAYS)
    until = since + timedelta(days=draw(st.sampled_from([0, 0, 0, 2, 6, 29, 30, 31, 364])))
    if draw(st.booleans()):
        return When(since, until, "published")
    return When(since, until, "stated", draw(SHORT_TEXTS))


@st.composite
def articles(draw: st.DrawFn, ids: st.SearchStrategy[str]) -> Article:
    return Article(
        id=draw(ids),
        text=" ".join(draw(st.lists(WORDS | SHORT_TEXTS, min_size=1, max_size=8))),
        title=draw(SHORT_TEXTS),
        url=draw(SHORT_TEXTS),
        source=draw(st.sampled_from(["", "SANA", "Reuters"]) | SHORT_TEXTS),
        published=draw(st.none() | DAYS),
        language=draw(st.sampled_from([None, "en", "ar"])),
    )


@st.composite
def events(draw: st.DrawFn, article: Article) -> tuple[Event, ...]:
    cuts = sorted(draw(st.sets(st.integers(0, len(article.text)), max_size=6)))
    found = []
    for start, end in list(pairwise(cuts))[::2]:
        where = draw(st.none() | st.sampled_from(PLACES))
        relation = draw(st.none() | RELATIONS)
        role = draw(st.sampled_from(ROLES))
        mention = Mention(article.id, start, end, article.text[start:end], role, relation)
        placement = Placement(
            mention=mention,
            place=where,
            confidence=draw(CONFIDENCES),
            reason=draw(SHORT_TEXTS),
            alternatives=tuple(
                Alternative(other, draw(CONFIDENCES)) for other in draw(st.lists(st.sampled_from(PLACES), max_size=2))
            ),
            area=draw(st.none() | AREAS) if relation and where else None,
        )
        kind = draw(st.sampled_from(EVENT_KINDS)) if role == "literal" else None
        found.append(Event(placement, draw(whens()), kind))
    return tuple(found)


@st.composite
def entries(draw: st.DrawFn, ids: st.SearchStrategy[str] = SHORT_TEXTS) -> Entry:
    article = draw(articles(ids))
    return Entry(
        article=article,
        events=draw(events(article)),
        raw=draw(st.none() | SHORT_TEXTS),
        origin=draw(SHORT_TEXTS),
        added=draw(MOMENTS),
        located=draw(MOMENTS),
        same_story=draw(st.just("") | ids),
        copy=draw(st.booleans()),
        located_by=draw(SHORT_TEXTS),
        digest=draw(st.integers(0, 2**32 - 1)),
    )


# -- An S3 server


@contextmanager
def s3_keys() -> Iterator[None]:
    """Keys where the tools of S3 look for them, and none of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIDOFTHETESTS")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "SECRETOFTHETESTS")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setenv("AWS_CONFIG_FILE", "/dev/null")
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        patch.delenv("AWS_SESSION_TOKEN", raising=False)
        patch.delenv("AWS_PROFILE", raising=False)
        yield


def s3_address(path: str, port: int) -> str:
    return f"s3://{path}?endpoint_override=127.0.0.1:{port}&scheme=http&region=us-east-1"
