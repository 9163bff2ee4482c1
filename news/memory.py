"""The stories of the days that an adder is at: those of the archive, and its own as they come."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from news.archive import Archive
from news.records import Entry
from news.snapshot import Numbers, Snapshot
from news.stories import DAYS_APART, Stories

_MOST = 100_000  # articles that are remembered; beyond, the days that were asked for longest ago are forgotten
_UNDATED = 5_000  # of the archive's articles without a day, the last ones


class Memory:
    """Tells which story an article belongs to. Days are read from the archive when an article comes near them."""

    def __init__(self, archive: Archive) -> None:
        self.snapshot: Snapshot = archive.snapshot()
        self._archive = archive
        self._stories = Stories()
        self._sizes: dict[date | None, int] = {}  # articles by day, the days asked for last at the end
        self._own: set[str] = set()

    def recall(self, days: Collection[date | None]) -> None:
        """Make ready for articles of these days."""
        wanted = {near for day in days for near in _around(day)}
        self._learn(sorted(wanted - self._sizes.keys(), key=str))
        for day in wanted & self._sizes.keys():
            self._sizes[day] = self._sizes.pop(day)
        excess = sum(self._sizes.values()) - _MOST
        for day in [day for day in self._sizes if day not in wanted]:
            if excess <= 0:
                break
            excess -= self._sizes.pop(day)
            self._stories.forget(day)

    def match(self, entry: Entry) -> Entry:
        """An entry of a day that is ready, with its story."""
        found = self._stories.match(entry.article, entry.article.published)
        self._sizes[entry.article.published] = self._sizes.get(entry.article.published, 0) + 1
        self._own.add(entry.article.id)
        # an article that was changed may be found like its own older version
        same_story = "" if found.story == entry.article.id else found.story
        return replace(entry, same_story=same_story, copy=found.copy)

    def refresh(self) -> None:
        """See what the archive has now; what others added to days that are ready is learned."""
        before, self.snapshot = self.snapshot, self._archive.snapshot()
        if self.snapshot.extends(before):
            later = self.snapshot.articles.filter(pc.field("number") >= before.total)
            self._remember(later.filter(pc.is_in(later["published"], pa.array(list(self._sizes), pa.date32()))))

    def _learn(self, days: Collection[date | None]) -> None:
        if not days:
            return
        self._sizes.update(dict.fromkeys(days, 0))
        articles = self.snapshot.articles
        dated = articles.filter(pc.is_in(articles["published"], pa.array([d for d in days if d], pa.date32())))
        self._remember(dated)
        if None in days:
            self._remember(articles.filter(pc.is_null(articles["published"]))[-_UNDATED:])

    def _remember(self, articles: pa.Table) -> None:
        numbers: Numbers = articles["number"].to_numpy()
        for article, same_story in self.snapshot.texts(np.sort(numbers).tolist()):
            if article.id not in self._own:
                self._stories.remember(article, article.published, same_story)
                self._sizes[article.published] = self._sizes.get(article.published, 0) + 1


def _around(day: date | None) -> list[date | None]:
    if day is None:
        return [None]
    return [day + timedelta(days=apart) for apart in range(-DAYS_APART, DAYS_APART + 1)]
