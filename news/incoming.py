"""`news add` and `news watch`: where articles come from, and how far they are."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from geo import Article, InputError
from geo.console import Problems, printable
from geo.errors import ClusterError
from news.add import PART_S, Adder
from news.archive import Archive
from news.bursts import Bursts
from news.columns import describe, parse_columns
from news.compact import LARGE, compact
from news.feeds import addresses, articles
from news.fetch import Client
from news.read import preview, read, size
from news.snapshot import State
from news.watch import duration, subscriptions
from news.watch import watch as poll
from news.whereabouts import own_archive

if TYPE_CHECKING:
    from news.cluster import ClusterAdder

MUCH = 10_000  # articles to locate, from which on the other cores of this machine help
ALLOW_HELP = "a host that may be asked although it lies in a private network"
_BAR_AFTER_S = 2.0
_LONGEST_LIST = 1_000_000  # bytes of a list of addresses
_MANY_PARTS = 50  # small ones, from which on they are merged without being asked


def archive_of(options: argparse.Namespace) -> Archive:
    """The archive that a command is about. Raises ArchiveError."""
    return Archive.open(options.archive) if options.archive else own_archive()


def add(options: argparse.Namespace, problems: Problems) -> None:
    """Take articles in from everywhere that is named, and say what came of it."""
    columns = parse_columns(options.columns) if options.columns else None
    client = Client(allow=options.allow_host)
    archive = archive_of(options)
    with _Hands(archive, options, problems) as hands:
        for source in options.source:
            if _is_address(source):
                _take(hands, source, _fetched([source], hands, client, options, problems), options)
            elif listed := _addresses_in(source):
                _take(hands, source, _fetched(listed, hands, client, options, problems), options)
            else:
                if columns is None:
                    _confirm(source, ask=not options.yes)
                # a file of many gigabytes is a matter of hours: the bytes tell how far it is
                bar = _bar(total=size(source), unit="B", unit_scale=True)
                coming = read(
                    source, on_problem=problems, columns=columns, published=options.published, progress=bar.update
                )
                _take(hands, source, coming, options, bar)
    _tidy(archive)


class _Hands:
    """What adds: this process, or those of a cluster where the user says so or there is much to locate.

    A context: at its end, also by Ctrl-C, what is on its way is kept, and it is said what came of all.
    """

    def __init__(self, archive: Archive, options: argparse.Namespace, problems: Problems) -> None:
        self._archive, self._options, self._problems = archive, options, problems
        self._stack = ExitStack()
        self._adders: list[Adder | ClusterAdder] = []  # the last one is at work

    def __enter__(self) -> "_Hands":
        if self._options.scheduler in (None, "none"):
            self._adders.append(Adder(self._archive, on_problem=self._problems))
        else:
            self._call()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._stack:
            try:
                if kind is None or not issubclass(kind, ClusterError):
                    self._adders[-1].flush()
            finally:
                _report(self._archive.store.address, self.counts)

    def _call(self) -> None:
        from news import cluster  # half a second of imports

        address = self._options.scheduler
        local = address in (None, "local")
        client = self._stack.enter_context(
            cluster.local(self._options.workers) if local else cluster.connected(address)
        )
        self._adders.append(cluster.ClusterAdder(self._archive, client, on_problem=self._problems))

    def keep(self) -> None:
        """Write what is on its way."""
        self._adders[-1].flush()
        _tidy(self._archive)

    @property
    def counts(self) -> Counter[State]:
        """How many articles of each state were met; new and changed ones were kept."""
        return sum((adder.counts for adder in self._adders), Counter())

    @property
    def looked_at(self) -> int:
        """How many articles were met."""
        return self.counts.total() + self._adders[-1].waiting

    def knows(self, article_id: str) -> bool:
        """Whether an article is in the archive, was removed from it, or is on its way into it."""
        return self._adders[-1].knows(article_id)

    def add(self, articles: Iterable[Article], *, origin: str) -> Iterator[int]:
        """Take articles in; yields how many were looked at since the last time. Raises ArchiveError or ClusterError."""
        coming = iter(articles)
        adding = self._adders[-1].add(coming, origin=origin)
        for looked_at in adding:
            yield looked_at
            if self._is_much() and (following := next(coming, None)):
                adding.close()  # it keeps what it has
                self._call()
                yield from self._adders[-1].add(chain([following], coming), origin=origin)

    def _is_much(self) -> bool:
        """Whether this process has located so much that the other cores are asked to help with the rest."""
        alone = len(self._adders) == 1 and self._options.scheduler is None
        several = (self._options.workers or os.cpu_count() or 1) > 1
        return alone and several and _kept(self.counts) + self._adders[-1].waiting > MUCH


def watch(options: argparse.Namespace, problems: Problems) -> None:
    """Poll the feeds of a file, and keep what is new."""
    try:
        every_s = duration(options.every)
    except ValueError as error:
        raise InputError(str(error), source="--every") from error
    feeds = subscriptions(options.feeds)
    archive = archive_of(options)
    adder = Adder(archive, on_problem=problems)

    def keep(coming: Iterable[Article]) -> int:
        before = _kept(adder.counts)
        for _ in adder.add(coming, origin=str(options.feeds)):
            pass
        _tidy(archive)
        return _kept(adder.counts) - before

    poll(
        feeds,
        every_s=every_s,
        keep=keep,
        say=lambda line: print(printable(line), flush=True),
        on_problem=problems,
        client=Client(allow={host for feed in feeds for host in feed.allow}),
        seen=adder.knows,
        once=options.once,
    )


def _is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _addresses_in(source: str) -> list[str]:
    """The addresses in a text file that holds nothing else."""
    path = Path(source)
    try:
        if path.suffix.lower() != ".txt" or path.stat().st_size > _LONGEST_LIST:
            return []
        return addresses(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return []  # reading it as an article says what is wrong


def _fetched(
    listed: Iterable[str], adder: _Hands, client: Client, options: argparse.Namespace, problems: Problems
) -> Iterator[Article]:
    for address in listed:
        for article in articles(
            address, client=client, on_problem=problems, seen=adder.knows, source=options.source_name
        ):
            yield article if article.published else replace(article, published=options.published)


def _take(
    adder: _Hands, source: str, coming: Iterable[Article], options: argparse.Namespace, bar: tqdm | None = None
) -> None:
    named = (a if a.source else replace(a, source=options.source_name) for a in coming)
    with _bar(unit=" articles") if bar is None else bar as shown:
        piped = source == "-"  # they may come for days
        for burst in Bursts(named, longest_s=PART_S) if piped else [named]:
            for looked_at in adder.add(burst, origin=source):
                if bar is None:
                    shown.update(looked_at)
                shown.set_postfix_str(f"{adder.looked_at:,} articles", refresh=False)
            if piped:
                adder.keep()


def _bar(**options: object) -> tqdm:
    return tqdm(delay=_BAR_AFTER_S, disable=None, file=sys.stderr, **options)


def _confirm(source: str, *, ask: bool) -> None:
    """Say the columns of a table as they are guessed, and ask a person who is there. Raises InputError for a no."""
    found = preview(source)
    if found is None:
        return
    columns, example = found
    if all(name in (None, field) for field, name in columns.mapping().items()):
        return
    print(f"{printable(source)}: its columns, by their names and what is in them:", file=sys.stderr)
    print(describe(columns, example), file=sys.stderr)
    if ask and sys.stdin.isatty():
        answer = input("Right? [Y/n] ").strip().lower()
        if answer not in ("", "y", "yes"):
            raise InputError("nothing was added; say the columns with --columns text=NAME,title=NAME,…", source=source)


def _kept(counts: Counter[State]) -> int:
    return counts["new"] + counts["changed"]


def _report(address: str, counts: Counter[State]) -> None:
    parts = [
        f"{counts['new']:,} new",
        f"{counts['changed']:,} in a new version" if counts["changed"] else "",
        f"{counts['same']:,} there already" if counts["same"] else "",
        f"{counts['removed']:,} left out, as they were removed" if counts["removed"] else "",
    ]
    print(f"{address}: {', '.join(filter(None, parts))}")


def _tidy(archive: Archive) -> None:
    """Merge small parts where there are many."""
    if sum(part.rows < LARGE for part in archive.listing().parts["articles"]) > _MANY_PARTS:
        compact(archive)
