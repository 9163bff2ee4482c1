"""Every mistake of a system in a corpus, with its kind: missed, false, and wrong in span, role or place."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from benchmarks.corpora import Corpus, Found, Mentions, Report, Toponym
from benchmarks.kinds import falsehood, misplacement, place_kind, span_difference, surface
from benchmarks.scores import Pair, pairs
from geo import Gazetteer
from geo.gazetteer import Candidate
from geo.output import printable

MISSED = "missed, by how it looks"
MISSED_TYPE = "missed, by its type"
FALSE = "false, by what it is"
SPAN = "wrong span, by what differs"
ROLE = "wrong role, by its type"
PLACE = "wrong place, by why"
PLACE_KIND = "wrong place, by what the right one is"
_SWALLOWED = "in one span with its neighbour"
SECTIONS = (MISSED, MISSED_TYPE, FALSE, SPAN, ROLE, PLACE, PLACE_KIND)
ANY = ""
ONCE = (MISSED, FALSE, SPAN, ROLE, PLACE)  # the other sections hold the same mistakes again
_CONTEXT = 70  # characters on each side

Candidates = Callable[[str], Sequence[Candidate]]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake at `start` to `end` of an article. `note` says what was found or chosen."""

    section: str
    kind: str
    article: Report
    start: int
    end: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mistakes:
    """All mistakes in a corpus, and how many mentions there are to be mistaken in, by section and kind.

    Where a kind is one of mistakes rather than of mentions, chances are counted for ANY alone.
    """

    every: tuple[Mistake, ...]
    chances: Counter[tuple[str, str]]

    def count(self, section: str) -> Counter[str]:
        """The mistakes of a section by kind, 0 for a kind that was always got right."""
        counts = Counter({kind: 0 for of, kind in self.chances if of == section and kind != ANY})
        counts.update(mistake.kind for mistake in self.every if mistake.section == section)
        return counts


def find_mistakes(corpus: Corpus, mentions: Mentions, gazetteer: Gazetteer) -> Mistakes:
    """The mistakes in a corpus of toponyms. Nothing is false in one that is marked incompletely."""
    candidates: Candidates = lru_cache(maxsize=None)(gazetteer.candidates)
    every: list[Mistake] = []
    chances: Counter[tuple[str, str]] = Counter()
    for report in corpus.reports:
        found = mentions.get(report.id, ())
        paired = pairs(report.toponyms, found)
        chances.update(_chances(report, found, paired, candidates, gazetteer))
        every += _missed(report, found, paired, candidates)
        if corpus.complete:
            every += _false(report, found, paired, candidates)
        for toponym, mention in paired:
            every += _wrong(report, toponym, mention, candidates, gazetteer)
    return Mistakes(tuple(every), chances)


def _chances(
    report: Report, found: Sequence[Found], paired: Sequence[Pair], candidates: Candidates, gazetteer: Gazetteer
) -> Iterator[tuple[str, str]]:
    for toponym in report.toponyms:
        yield from _counted(MISSED, surface(report.text, toponym.start, toponym.end, candidates(toponym.text)))
        if toponym.type:
            yield from _counted(MISSED_TYPE, toponym.type)
    for _ in found:
        yield FALSE, ANY
    for toponym, _ in paired:
        yield SPAN, ANY
        if toponym.role:
            yield from _counted(ROLE, toponym.type or toponym.role)
        if toponym.point:
            yield PLACE, ANY
            yield from _counted(PLACE_KIND, place_kind(toponym, gazetteer))


def _counted(section: str, kind: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (section, kind), (section, ANY)


def _missed(
    report: Report, found: Sequence[Found], paired: Sequence[Pair], candidates: Candidates
) -> Iterator[Mistake]:
    hits = {(toponym.start, toponym.end) for toponym, _ in paired}
    for toponym in report.toponyms:
        if (toponym.start, toponym.end) not in hits:
            looks = surface(report.text, toponym.start, toponym.end, candidates(toponym.text))
            if any(mention.start < toponym.end and toponym.start < mention.end for mention in found):
                looks = _SWALLOWED
            yield Mistake(MISSED, looks, report, toponym.start, toponym.end)
            if toponym.type:
                yield Mistake(MISSED_TYPE, toponym.type, report, toponym.start, toponym.end)


def _false(report: Report, found: Sequence[Found], paired: Sequence[Pair], candidates: Candidates) -> Iterator[Mistake]:
    hits = {(mention.start, mention.end) for _, mention in paired}
    for mention in found:
        if (mention.start, mention.end) not in hits:
            here = candidates(report.text[mention.start : mention.end])
            kind = falsehood(report.text, mention, report.toponyms, here)
            yield Mistake(FALSE, kind, report, mention.start, mention.end, note=f"{mention.role}, {_where(mention)}")


def _wrong(
    report: Report, toponym: Toponym, mention: Found, candidates: Candidates, gazetteer: Gazetteer
) -> Iterator[Mistake]:
    """What is wrong with a mention that was found."""

    def mistake(section: str, kind: str, note: str) -> Mistake:
        return Mistake(section, kind, report, toponym.start, toponym.end, note)

    if (toponym.start, toponym.end) != (mention.start, mention.end):
        found = report.text[mention.start : mention.end]
        yield mistake(SPAN, span_difference(report.text, toponym, mention), f"found {found!r}")
    if toponym.role and toponym.role != mention.role:
        yield mistake(ROLE, toponym.type or toponym.role, f"{toponym.role}, taken for {mention.role}")
    if why := misplacement(toponym, mention, candidates(toponym.text)):
        note = f"is at {_at(toponym)}; {_where(mention)}"
        yield mistake(PLACE, why, note)
        yield mistake(PLACE_KIND, place_kind(toponym, gazetteer), note)


def _where(mention: Found) -> str:
    if mention.point is None:
        return "not placed"
    sure = "" if mention.confidence is None else f", sure {mention.confidence:.2f}"
    return f"placed at {mention.name or 'no name'} ({mention.kind or 'no kind'}, {_at(mention)}{sure})"


def _at(mention: Toponym | Found) -> str:
    return f"{mention.point.lat:.2f}, {mention.point.lon:.2f}" if mention.point else "nowhere"


def sample(mistakes: Sequence[Mistake], *, section: str, size: int, seed: int) -> list[Mistake]:
    """Some mistakes of a section at random, the same ones for the same seed."""
    here = [mistake for mistake in mistakes if mistake.section == section]
    return random.Random(f"{seed} {section}").sample(here, min(size, len(here)))


def in_context(mistake: Mistake) -> str:
    """A mistake in a line for a person: its kind, its article, and its words with what stands around them."""
    text, start, end = mistake.article.text, mistake.start, mistake.end
    around = f"{text[max(0, start - _CONTEXT) : start]}[{text[start:end]}]{text[end : end + _CONTEXT]}"
    note = f" ({mistake.note})" if mistake.note else ""
    return printable(f"{mistake.kind}{note} in {mistake.article.id}: {around}")
