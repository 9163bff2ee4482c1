"""Articles on their way into an archive: cleaned, dated, located, put to their story, kept.

An article that the archive has in the same version costs no more than being read: so a run that was cut off goes on
where it stopped when it is started again. What was counted as kept is in the archive.
"""

import hashlib
import re
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from geo import Article, DatelineError, Gazetteer, InputError, Placement, locate
from geo.folders import additions_folder
from geo.locate import default_gazetteer
from geo.secrecy import shown, without_user
from news.archive import Archive
from news.clean import clean
from news.kinds import kinds
from news.language import identify
from news.memory import Memory
from news.records import Entry, Event
from news.sentences import sentence_spans
from news.snapshot import Snapshot, State
from news.when import whens

_ROOT = Path(__file__).parent.parent
_SURROGATE = re.compile("[\ud800-\udfff]")
_THINKABLE = 0.02
_BATCH = 64  # articles that are looked up together
PART_S = 15.0  # a part is written after so many seconds
_PART_ARTICLES = 20_000  # or articles
SETTLED: tuple[State, ...] = ("same", "removed")


def prepare(article: Article, *, origin: str, gazetteer: Gazetteer, located_by: str, now: datetime) -> Entry:
    """An article as it would be kept, without its story: clean, in a language, its mentions placed and dated.

    Raises InputError where nothing is left of it after cleaning.
    """
    cleaned, origin = clean(article), shown(origin)
    if not cleaned.text.strip():
        raise InputError(f"nothing is left of {article.id!r} after cleaning", source=origin)
    cleaned = replace(
        cleaned,
        language=cleaned.language or identify(cleaned.text),
        url=cleaned.url and without_user(cleaned.url),
    )
    return Entry(
        article=cleaned,
        events=events_of(cleaned, gazetteer),
        raw=article.text if article.text != cleaned.text else None,
        origin=origin,
        added=now,
        located=now,
        located_by=located_by,
        digest=digest_of(article),
    )


def events_of(article: Article, gazetteer: Gazetteer) -> tuple[Event, ...]:
    """The mentions of a clean article with their places, when they were so, and the kind of event that is reported."""
    placements = locate(article, gazetteer=gazetteer)
    sentences = sentence_spans(article.text)
    times = whens(article, [placement.mention.start for placement in placements], sentences=sentences)
    told = kinds(article, placements, sentences=sentences)
    return tuple(Event(_brief(found), when, kind) for found, when, kind in zip(placements, times, told, strict=True))


def _brief(placement: Placement) -> Placement:
    """Without the places that it could hardly have been: there are several for each that it could."""
    return replace(placement, alternatives=tuple(a for a in placement.alternatives if a.confidence >= _THINKABLE))


def digest_of(article: Article) -> int:
    """A number of 32 bits of an article as it came."""
    parts = (article.title, article.text, article.url, article.source, str(article.published))
    return int.from_bytes(hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=4).digest())


def compared(batch: Sequence[Article], snapshot: Snapshot, coming: Mapping[str, int]) -> list[tuple[State, Article]]:
    """What an archive knows of each of some articles: first those that are settled, then the others' latest versions.

    `coming` has the digests of articles that are on their way into it.
    """
    digests = [digest_of(article) for article in batch]
    states = snapshot.states([(a.id, d) for a, d in zip(batch, digests, strict=True)])
    latest = dict(coming)
    settled: list[tuple[State, Article]] = []
    fresh: dict[str, tuple[State, Article]] = {}
    for article, digest, state in zip(batch, digests, states, strict=True):
        if latest.get(article.id) == digest:
            state = "same"
        if state in SETTLED:
            settled.append((state, article))
        else:
            latest[article.id] = digest
            fresh[article.id] = state, article
    return [*settled, *fresh.values()]


def locator() -> str:
    """A name of what finds events as it is now: its code, its model, its data and what the user added to it."""
    digest = hashlib.blake2b(digest_size=4)
    for folder, pattern in (("geo", "*.py"), ("news", "kind*.py"), ("data", "*.npz"), ("data/lexicon", "*")):
        for path in sorted((_ROOT / folder).glob(pattern)):
            digest.update(path.read_bytes())
    for path in sorted(additions_folder().glob("*.npz")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def writable(article: Article) -> Article:
    """With U+FFFD for lone surrogates, which no file can hold; halves of a character that stand together are joined."""
    texts = (article.id, article.text, article.title, article.url, article.source, article.language or "")
    if not any(map(_SURROGATE.search, texts)):
        return article
    id_, text, title, url, source, language = map(joined, texts)
    return Article(id_, text, title, url, source, article.published, language or None)


def joined(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class Adder:
    """Adds articles to an archive. `counts` says how many of each state were met; new and changed ones were kept."""

    def __init__(
        self,
        archive: Archive,
        *,
        gazetteer: Gazetteer | None = None,
        on_problem: Callable[[DatelineError], None],
        part_s: float = PART_S,
    ) -> None:
        self.counts: Counter[State] = Counter()
        self._archive = archive
        self._gazetteer = gazetteer or default_gazetteer()
        self._on_problem = on_problem
        self._part_s = part_s
        self._located_by = locator()
        self._memory = Memory(archive)
        self._pending: dict[str, tuple[State, Entry]] = {}
        self._since = time.monotonic()

    def add(self, articles: Iterable[Article], *, origin: str) -> Generator[int, None, None]:
        """Take articles in; yields how many were looked at since the last time. All are kept when it ends.

        Stopped by an exception of the caller's or Ctrl-C, it keeps what it has. Raises ArchiveError.
        """
        coming, origin = iter(articles), joined(origin)
        try:
            while batch := [writable(article) for article in islice(coming, _BATCH)]:
                self._take(batch, origin)
                if time.monotonic() - self._since > self._part_s or len(self._pending) >= _PART_ARTICLES:
                    self.flush()
                yield len(batch)
        finally:
            self.flush()

    @property
    def address(self) -> str:
        """The archive's."""
        return self._archive.store.address

    @property
    def waiting(self) -> int:
        """How many articles are located and not yet kept."""
        return len(self._pending)

    def knows(self, article_id: str) -> bool:
        """Whether an article is in the archive, was removed from it, or is on its way into it."""
        snapshot = self._memory.snapshot
        known = snapshot.number_of(article_id) is not None or article_id in snapshot.removed
        return known or article_id in self._pending

    def flush(self) -> None:
        """Write what is waiting."""
        if self._pending:
            kept = {id_: entry for id_, (_, entry) in self._pending.items()}
            self._archive.keep(list(kept.values()))
            self.counts.update(state for state, _ in self._pending.values())
            self._pending = {}
            told = self._memory.refresh({id_ for id_, entry in kept.items() if not entry.same_story})
            self._archive.keep([replace(kept[id_], same_story=m.story, copy=m.copy) for id_, m in told.items()])
        self._since = time.monotonic()

    def _take(self, batch: list[Article], origin: str) -> None:
        for state, article, entry in self.look(batch, origin=origin):
            if entry:
                self._pending[article.id] = state, entry
            elif state in SETTLED:
                self.counts[state] += 1

    def look(self, batch: Sequence[Article], *, origin: str) -> Iterator[tuple[State, Article, Entry | None]]:
        """What the archive knows of each of some articles and, where it is new or changed, how it would be kept.

        Keeps nothing. An article of which nothing is left after cleaning is told, and comes without an entry.
        """
        now = datetime.now(UTC)
        coming = {a.id: self._pending[a.id][1].digest for a in batch if a.id in self._pending}
        found = compared(batch, self._memory.snapshot, coming)
        self._memory.recall({article.published for state, article in found if state not in SETTLED})
        for state, article in found:
            if state in SETTLED:
                yield state, article, None
                continue
            entry = None
            try:
                entry = prepare(article, origin=origin, gazetteer=self._gazetteer, located_by=self._located_by, now=now)
                match = self._memory.match(entry.article)
                entry = replace(entry, same_story=match.story, copy=match.copy)
            except InputError as problem:
                self._on_problem(problem)
            yield state, article, entry
