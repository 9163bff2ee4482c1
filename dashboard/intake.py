"""What a reader brings to be added: how it would be kept, before anything is. No Streamlit.

What is brought is written to files of our own and read as any other file is, so that there is one way to read. How it
would be kept is an archive of its own, for as long as somebody looks at it.
"""

import json
import re
import shutil
import tempfile
import weakref
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

from dashboard import limits
from dashboard.query import Corpus
from geo import Article, DatelineError
from news.add import Adder
from news.archive import Archive
from news.columns import Columns
from news.feeds import articles as fetch
from news.fetch import Client
from news.read import read
from news.records import Entry
from news.snapshot import State

TYPES = "txt html htm xhtml csv tsv json jsonl ndjson gz".split()
MOST_MB = 50  # of a file; the command takes any size
MOST_ARTICLES = 10_000  # at once; they are held in memory until they are kept
MOST_FETCHED = 30  # articles of a feed; each is a request to somebody's server, and a pause
LOOKED_AT = 50  # of them that are located before they are kept
_LONGEST_NAME = 100  # bytes
_NAME = re.compile(r"[^\w. -]")


def _safe(name: str) -> str:
    """A name for a file on any system, as much of its end as there is room for: systems count bytes."""
    return _NAME.sub("_", name).encode()[-_LONGEST_NAME:].decode(errors="ignore")


class Folder:
    """Files of our own, gone with the last one who knows of them."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="dateline-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def put(self, key: str, name: str, content: bytes) -> Path:
        """Where a file lies; written once for a key. What its name may do to a path is taken from it."""
        path = self.path / _safe(key) / _safe(Path(name).name)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        return path


@dataclass(frozen=True, slots=True)
class Draft:
    """Articles as they came, each with where it is from, and what could not be read, a line each."""

    articles: tuple[tuple[str, Article], ...]
    problems: tuple[str, ...]


def pasted(text: str, *, title: str, source: str, published: date | None) -> Draft:
    """The article that somebody typed or pasted. What is too long is told and not read."""
    if len(text) > limits.MOST_CHARACTERS:
        return Draft((), (f"the text is longer than {limits.MOST_CHARACTERS:,} characters",))
    title, source = limits.line(title), limits.line(source)
    said = {"text": text, "title": title, "source": source, "published": published.isoformat() if published else None}
    folder = Folder()
    return uploaded({folder.put("1", "pasted.jsonl", json.dumps(said).encode()): None})


def uploaded(files: Mapping[Path, Columns | None]) -> Draft:
    """The articles of files, with the columns of those that were asked for them."""

    def found(on_problem: Callable[[DatelineError], None]) -> Iterator[tuple[str, Article]]:
        for path, columns in files.items():
            for article in read(str(path), on_problem=on_problem, columns=columns):
                yield path.name, article

    folders = {f"{path.parent}/" for path in files}
    draft = _draft(found, MOST_ARTICLES)
    return Draft(draft.articles, tuple(_without(problem, folders) for problem in draft.problems))


def fetched(url: str, *, allow: Collection[str] = ()) -> Draft:
    """The articles at an address, see `news.feeds`; `allow` names hosts of private networks."""

    def found(on_problem: Callable[[DatelineError], None]) -> Iterator[tuple[str, Article]]:
        for article in fetch(url, client=Client(allow=allow), on_problem=on_problem):
            yield url, article

    return _draft(found, MOST_FETCHED)


def _draft(found: Callable[[Callable[[DatelineError], None]], Iterator[tuple[str, Article]]], most: int) -> Draft:
    problems: list[str] = []
    coming = found(lambda problem: problems.append(str(problem)))
    articles = tuple(dict.fromkeys(islice(coming, most)))  # twice the same is once
    if next(coming, None):
        problems.append(f"only the first {most:,} are taken here; `python -m news add` takes all")
    return Draft(articles, tuple(problems))


def _without(problem: str, folders: Collection[str]) -> str:
    for folder in folders:
        problem = problem.replace(folder, "")
    return problem


@dataclass(frozen=True, slots=True)
class Looked:
    """An article, what the archive knows of it, and how it would be kept; None where it would not be.

    `like` is the title of the article whose story it tells, "" where that is a new one.
    """

    article: Article
    state: State
    entry: Entry | None
    like: str = ""


class Preview:
    """How a draft would be kept: the first LOOKED_AT of its articles, and a corpus of those that are new.

    Raises GazetteerError, ModelError or ArchiveError.
    """

    def __init__(self, draft: Draft, archive: Archive) -> None:
        self.draft = draft
        problems = list(draft.problems)
        adder = Adder(archive, on_problem=lambda problem: problems.append(str(problem)))
        looked = [
            one for origin, some in _by_origin(draft.articles[:LOOKED_AT]) for one in adder.look(some, origin=origin)
        ]
        titles = {article.id: article.title or article.text[:60] for _, article, _ in looked}
        self.looked = tuple(
            Looked(article, state, entry, _like(entry, archive, titles)) for state, article, entry in looked
        )
        self.problems = tuple(problems)
        self._folder = Folder()
        shown = Archive.open(self._folder.path)
        shown.keep(list({entry.article.id: entry for _, _, entry in looked if entry}.values()))
        self.corpus = Corpus(shown, shown.snapshot())

    @property
    def new(self) -> bool:
        """Whether there is anything to keep."""
        return len(self.draft.articles) > LOOKED_AT or any(one.entry for one in self.looked)


def _like(entry: Entry | None, archive: Archive, titles: Mapping[str, str]) -> str:
    if entry is None or not entry.same_story:
        return ""
    if entry.same_story in titles:
        return titles[entry.same_story]
    found = archive.snapshot().entry(entry.same_story)
    return (found.article.title if found else "") or entry.same_story


def keep(
    draft: Draft, archive: Archive, *, on_problem: Callable[[DatelineError], None], progress: Callable[[int], object]
) -> Counter[State]:
    """Add a draft to an archive; how many were of each state. `progress` is told how many were looked at."""
    adder = Adder(archive, on_problem=on_problem)
    done = 0
    for origin, some in _by_origin(draft.articles):
        for looked_at in adder.add(some, origin=origin):
            done += looked_at
            progress(done)
    return adder.counts


def _by_origin(articles: Sequence[tuple[str, Article]]) -> Iterator[tuple[str, list[Article]]]:
    for origin, group in groupby(articles, key=itemgetter(0)):
        yield origin, [article for _, article in group]
