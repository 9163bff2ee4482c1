"""`news add` and `news watch`: where articles come from, and how far they are."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from geo import Article, InputError
from geo.console import Problems, printable
from news.add import Adder
from news.archive import Archive
from news.columns import describe, parse_columns
from news.compact import LARGE, compact
from news.feeds import addresses, articles
from news.fetch import Client
from news.read import preview, read, size
from news.watch import duration, subscriptions
from news.watch import watch as poll
from news.whereabouts import own_archive

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
    adder = Adder(archive, on_problem=problems)
    try:
        for source in options.source:
            if _is_address(source):
                _take(adder, source, _fetched([source], adder, client, options, problems), options)
            elif listed := _addresses_in(source):
                _take(adder, source, _fetched(listed, adder, client, options, problems), options)
            else:
                if columns is None:
                    _confirm(source, ask=not options.yes)
                # a file of many gigabytes is a matter of hours: the bytes tell how far it is
                bar = _bar(total=size(source), unit="B", unit_scale=True)
                coming = read(
                    source, on_problem=problems, columns=columns, published=options.published, progress=bar.update
                )
                _take(adder, source, coming, options, bar)
    finally:
        _report(adder)
    _tidy(archive)


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
        before = _kept(adder)
        for _ in adder.add(coming, origin=str(options.feeds)):
            pass
        _tidy(archive)
        return _kept(adder) - before

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
    listed: Iterable[str], adder: Adder, client: Client, options: argparse.Namespace, problems: Problems
) -> Iterator[Article]:
    for address in listed:
        for article in articles(
            address, client=client, on_problem=problems, seen=adder.knows, source=options.source_name
        ):
            yield article if article.published else replace(article, published=options.published)


def _take(
    adder: Adder, source: str, coming: Iterable[Article], options: argparse.Namespace, bar: tqdm | None = None
) -> None:
    named = (a if a.source else replace(a, source=options.source_name) for a in coming)
    with _bar(unit=" articles") if bar is None else bar as shown:
        for looked_at in adder.add(named, origin=source):
            if bar is None:
                shown.update(looked_at)
            shown.set_postfix_str(f"{sum(adder.counts.values()) + adder.waiting:,} articles", refresh=False)


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


def _kept(adder: Adder) -> int:
    return adder.counts["new"] + adder.counts["changed"]


def _report(adder: Adder) -> None:
    counts = adder.counts
    parts = [
        f"{counts['new']:,} new",
        f"{counts['changed']:,} in a new version" if counts["changed"] else "",
        f"{counts['same']:,} there already" if counts["same"] else "",
        f"{counts['removed']:,} left out, as they were removed" if counts["removed"] else "",
    ]
    print(f"{adder.address}: {', '.join(filter(None, parts))}")


def _tidy(archive: Archive) -> None:
    """Merge small parts where there are many."""
    if sum(part.rows < LARGE for part in archive.listing().parts["articles"]) > _MANY_PARTS:
        compact(archive)
