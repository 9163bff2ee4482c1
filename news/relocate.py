"""Locating the archive's articles again with the geoparser as it is now, and what that changes.

What is new is written into an archive of its own first, so that people can look at the changes before they are kept.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Literal

from geo import Gazetteer
from news.add import events_of, locator
from news.archive import Archive
from news.corrections import corrected
from news.output import everything
from news.parts import kind_of
from news.records import Entry, Event

_PART = 5_000  # articles of a part
_EXAMPLES = 200
Kind = Literal["found", "lost", "moved", "placed", "unplaced", "role", "event"]


@dataclass(frozen=True, slots=True)
class Change:
    """What has become of a name in an article; `before` and `after` are None where it is not found."""

    article_id: str
    kind: Kind
    text: str
    before: Event | None
    after: Event | None


class Relocation:
    """The articles of an archive located anew, waiting to be kept. A context: what is not kept goes with it.

    articles  how many were located anew; those that this geoparser has located already are passed over
    kinds     how many changes of each kind there are
    examples  the first changes in full
    """

    def __init__(self, archive: Archive, *, gazetteer: Gazetteer) -> None:
        self.articles = 0
        self.kinds: Counter[Kind] = Counter()
        self.examples: list[Change] = []
        self._archive = archive
        self._gazetteer = gazetteer
        self._folder = tempfile.TemporaryDirectory(prefix="dateline-relocated-")
        self._staged = Archive.open(self._folder.name)

    def __enter__(self) -> "Relocation":
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def run(self) -> Iterator[int]:
        """Locate; yields how many articles were looked at since the last time. Raises ArchiveError."""
        snapshot, located_by = self._archive.snapshot(), locator()
        coming = everything(snapshot)
        while some := list(islice(coming, _PART)):
            anew = []
            for entry in some:
                if entry.located_by != located_by:
                    found = events_of(entry.article, self._gazetteer)
                    anew.append(replace(entry, events=found, located=datetime.now(UTC), located_by=located_by))
                    self._compare(
                        entry, corrected(entry.article, found, snapshot.corrections.get(entry.article.id, ()))
                    )
                yield 1
            self.articles += len(anew)
            self._staged.keep(anew)

    def keep(self) -> None:
        """Put what was located into the archive. Corrections count for it as they did before."""
        names = self._staged.store.names()
        # an index of words before its part, as always
        for name in sorted((n for n in names if kind_of(n)), key=lambda n: kind_of(n) == "articles"):
            self._archive.store.write(name, self._staged.store.read(name))

    def _compare(self, before: Entry, after: tuple[Event, ...]) -> None:
        for change in changes(before, after):
            self.kinds[change.kind] += 1
            if len(self.examples) < _EXAMPLES:
                self.examples.append(change)


def changes(before: Entry, after: Sequence[Event]) -> Iterator[Change]:
    """How the names in an article were understood, and are now: "event" where only another kind is reported there."""
    old = {_span(event): event for event in before.events}
    new = {_span(event): event for event in after}
    for span in sorted(old.keys() | new.keys()):
        was, is_ = old.get(span), new.get(span)
        if kind := _kind(was, is_):
            start, end = span
            yield Change(before.article.id, kind, before.article.text[start:end], was, is_)


def _kind(before: Event | None, after: Event | None) -> Kind | None:
    if before is None or after is None:
        return "found" if before is None else "lost"
    was, is_ = before.placement, after.placement
    if was.place != is_.place:
        if was.place is None or is_.place is None:
            return "placed" if was.place is None else "unplaced"
        if was.place.id != is_.place.id or was.place.point != is_.place.point:
            return "moved"
    if was.mention.role != is_.mention.role:
        return "role"
    return "event" if before.kind != after.kind else None


def _span(event: Event) -> tuple[int, int]:
    return event.placement.mention.start, event.placement.mention.end
