"""The stories of the days that an adder is at: those of the archive, and its own as they come."""

from collections.abc import Collection
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo import Article
from geo.errors import ArchiveUnreachable
from news.archive import Archive
from news.snapshot import Numbers, Snapshot
from news.stories import DAYS_APART, Match, Stories

_MOST = 100_000  # articles that are remembered; beyond, the days that were asked for longest ago are forgotten
_UNDATED = 5_000  # of the archive's articles without a day, the last ones


class Memory:
    """Tells which story an article belongs to. Days are read from the archive when an article comes near them."""

    def __init__(self, archive: Archive) -> None:
        self.snapshot: Snapshot = archive.snapshot()
        self._archive = archive
        self._stories = Stories()
        self._known: dict[date | None, set[str]] = {}  # ids of articles by day, the days asked for last at the end

    def recall(self, days: Collection[date | None]) -> None:
        """Make ready for articles of these days. Raises ArchiveUnreachable."""
        wanted = {near for day in days for near in _around(day)}
        self._learn(sorted(wanted - self._known.keys(), key=str))
        for day in wanted & self._known.keys():
            self._known[day] = self._known.pop(day)
        excess = sum(map(len, self._known.values())) - _MOST
        for day in [day for day in self._known if day not in wanted]:
            if excess <= 0:
                break
            excess -= len(self._known.pop(day))
            self._stories.forget(day)

    def match(self, article: Article) -> Match:
        """The story of an article of a day that is ready."""
        found = self._stories.match(article, article.published)
        self._known.setdefault(article.published, set()).add(article.id)
        # an article that was changed is like its own older version
        return Match() if found.story == article.id else found

    def refresh(self, begun: Collection[str] = ()) -> dict[str, Match]:
        """See what the archive has now; what others added to days that are ready is learned.

        begun  ids of articles just kept that each begin a story. Told is, of those whose story others began at the
               same time, which that is. Of two adders that each keep and then look, at least one sees what the other
               has kept; where both do, each article names the other, which is one story as well.
        """
        before, self.snapshot = self.snapshot, self._archive.snapshot()
        articles = self.snapshot.articles
        if self.snapshot.extends(before):
            articles = articles.filter(pc.field("number") >= before.total)
        return self._remember(articles, self._known, begun)

    def _learn(self, days: Collection[date | None]) -> None:
        if not days:
            return
        self._known.update({day: set() for day in days})
        try:
            self._remember(self.snapshot.articles, days)
        except ArchiveUnreachable:
            before = self.snapshot
            self.refresh()
            if self.snapshot.extends(before):  # else parts were merged, and all days have been learned anew
                raise

    def _remember(
        self, articles: pa.Table, days: Collection[date | None], begun: Collection[str] = ()
    ) -> dict[str, Match]:
        """Learn those of some articles that are of some days and not known yet; see `refresh`."""
        told: dict[str, Match] = {}
        dated = articles.filter(pc.is_in(articles["published"], pa.array([day for day in days if day], pa.date32())))
        undated = articles.filter(pc.is_null(articles["published"]))[-_UNDATED:] if None in days else articles[:0]
        numbers: Numbers = pa.concat_tables([dated, undated])["number"].to_numpy()
        for article, same_story in self.snapshot.texts(np.sort(numbers).tolist()):
            known = self._known[article.published]
            if article.id not in known:
                known.add(article.id)
                found = self._stories.remember(article, article.published, same_story)
                if found.story in begun and found.story != same_story:
                    told.setdefault(found.story, Match(same_story or article.id, found.copy))
        return told


def _around(day: date | None) -> list[date | None]:
    if day is None:
        return [None]
    return [day + timedelta(days=apart) for apart in range(-DAYS_APART, DAYS_APART + 1)]
