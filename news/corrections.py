"""What people said of mentions, laid over what the geoparser found. Pure: the same on reading and after locating anew.

A correction is about a span of text, so it outlives the mention that it was made on: a better model may find longer or
shorter names, or none there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from geo import Article, Mention, Place, Placement, When
from geo.records import Role
from geo.relations import relate
from news.kinds import kinds
from news.records import Correction, Event


@dataclass(frozen=True, slots=True)
class _Opinion:
    """All that was said of one span, the later word counting."""

    last: Correction
    dropped: bool = False
    place: Place | None = None
    role: Role | None = None


_CORRECTED = "corrected by hand"


def is_corrected(placement: Placement) -> bool:
    """Whether people said what a mention is; the reason then says when.

    It never says who: everybody reads it, in the page and in exports, and who corrects may be in danger too.
    """
    return placement.reason.startswith(_CORRECTED)


def fits(correction: Correction, article: Article) -> bool:
    """Whether the words are still where they were: another version of the article may have been added."""
    within = 0 <= correction.start < correction.end <= len(article.text)
    return within and article.text[correction.start : correction.end] == correction.text


def corrected(article: Article, events: Sequence[Event], corrections: Iterable[Correction]) -> tuple[Event, ...]:
    """The events of an article, in text order, as people say that they are."""
    opinions = _opinions(c for c in corrections if c.article_id == article.id and fits(c, article))
    if not opinions:
        return tuple(events)
    changed = [event for opinion in opinions if (event := _event(article, events, opinion))]
    spans = [(opinion.last.start, opinion.last.end) for opinion in opinions]
    kept = [event for event in events if not any(_overlap(event, span) for span in spans)]
    said = {(c.start, c.end) for c in map(_mention, changed)}
    return _reporting(article, _related(article, sorted([*kept, *changed], key=_start), said))


def _opinions(corrections: Iterable[Correction]) -> list[_Opinion]:
    """One a span. Of spans that overlap, only the one that was spoken of last."""
    ordered = sorted(corrections, key=lambda c: (c.start, c.end, c.at))
    opinions = [_folded(list(group)) for _, group in groupby(ordered, key=lambda c: (c.start, c.end))]
    latest: list[_Opinion] = []
    for opinion in sorted(opinions, key=lambda o: o.last.at, reverse=True):
        if all(opinion.last.end <= o.last.start or o.last.end <= opinion.last.start for o in latest):
            latest.append(opinion)
    return latest


def _folded(corrections: list[Correction]) -> _Opinion:
    opinion = _Opinion(corrections[0])
    for one in corrections:
        if one.verdict == "no place":
            opinion = _Opinion(one, dropped=True)
        elif one.verdict == "place":
            opinion = replace(opinion, last=one, dropped=False, place=one.place, role=one.role or opinion.role)
        else:
            opinion = replace(opinion, last=one, dropped=False, role=one.role)
    return opinion


def _event(article: Article, events: Sequence[Event], opinion: _Opinion) -> Event | None:
    """What stands at an opinion's span from now on; None where nothing does."""
    said = opinion.last
    if opinion.dropped:
        return None
    span = said.start, said.end
    there = max((e for e in events if _overlap(e, span)), key=lambda e: _shared(e, span), default=None)
    place = opinion.place or (there.placement.place if there else None)
    role = opinion.role or (there.placement.mention.role if there else "literal")
    placement = Placement(
        mention=Mention(article.id, said.start, said.end, said.text, role),
        place=place,
        confidence=1.0 if place else 0.0,
        reason=f"{_CORRECTED} on {said.at:%Y-%m-%d}",
        alternatives=there.placement.alternatives if there else (),
    )
    kind = there.kind if there and role == "literal" else None
    return Event(placement, there.when if there else _published(article), kind)


def _published(article: Article) -> When:
    day = article.published
    return When(day, day, "published") if day else When()


def _related(article: Article, events: list[Event], corrected_spans: set[tuple[int, int]]) -> tuple[Event, ...]:
    """With the relations that the text puts them in, now that other places are meant; roles stay as people say."""
    bare = [replace(e.placement, mention=replace(e.placement.mention, relation=None), area=None) for e in events]
    found = []
    for event, placement in zip(events, relate(article, bare), strict=True):
        mention = placement.mention
        if (mention.start, mention.end) in corrected_spans:
            mention = replace(mention, role=event.placement.mention.role)
        found.append(replace(event, placement=replace(placement, mention=mention)))
    return tuple(found)


def _reporting(article: Article, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """With the kind that the text reports at what nobody took for a spot before."""
    if all(event.kind or _mention(event).role == "associative" for event in events):
        return events
    told = kinds(article, [event.placement for event in events])
    return tuple(e if e.kind else replace(e, kind=kind) for e, kind in zip(events, told, strict=True))


def _mention(event: Event) -> Mention:
    return event.placement.mention


def _start(event: Event) -> int:
    return event.placement.mention.start


def _shared(event: Event, span: tuple[int, int]) -> int:
    mention = event.placement.mention
    return min(mention.end, span[1]) - max(mention.start, span[0])


def _overlap(event: Event, span: tuple[int, int]) -> bool:
    return _shared(event, span) > 0
