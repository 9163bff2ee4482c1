"""What `python -m news` does with what is in an archive. Each takes the command's options and where problems go."""

import argparse
import re
import sys
import textwrap
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice

from tqdm import tqdm

from geo import InputError, Place, Placement, When
from geo.console import Problems, printable
from geo.errors import ArchiveError
from geo.locate import default_gazetteer
from news.compact import GRACE, compact
from news.corrections import fits
from news.disclosure import Disclosure
from news.incoming import archive_of
from news.output import FORMATS, chosen
from news.parts import FORMAT
from news.queries import Filters, named, within
from news.records import Correction, Entry, Event, Removal
from news.relocate import Change, Relocation
from news.snapshot import Snapshot
from news.stories import independent, origin

_WIDTH = 110
_SHOWN_CHANGES = 40
_NAMED = 3  # places of an article in a list


def list_(options: argparse.Namespace, problems: Problems) -> None:
    """A line an article: day, id, source, places, title."""
    snapshot = _disclosed(options, problems)
    filters = _filters(options, snapshot)
    most = min(max(0, options.limit), sys.maxsize)
    if filters == Filters():
        found = snapshot.ask("SELECT number FROM {articles} ORDER BY published DESC NULLS LAST, number DESC")
        numbers = found["number"][:most].tolist()
        entries = snapshot.entries(numbers)
        lines = [entries[number] for number in numbers]
    else:
        lines = [entry for entry, _ in islice(chosen(snapshot, filters), most)]
    for entry in lines:
        article = entry.article
        day = article.published.isoformat() if article.published else "no date"
        places = Counter(e.placement.place.name for e in entry.events if e.placement.place)
        named = ", ".join(name for name, _ in places.most_common(_NAMED))
        more = ", …" if len(places) > _NAMED else ""
        parts = (day, article.id, article.source or "-", article.title or article.text[:60], f"[{named}{more}]")
        print(printable("  ".join(parts)))


def show(options: argparse.Namespace, problems: Problems) -> None:
    """All that is known of an article."""
    snapshot = _disclosed(options, problems)
    entry = _entry(snapshot, options.id)
    article = entry.article
    about = {
        "title": article.title,
        "source": article.source,
        "address": article.url,
        "published": article.published or "no date",
        "added": f"{entry.added:%Y-%m-%d %H:%M} UTC from {entry.origin}",
        "language": article.language or "unknown",
        "cleaned": "yes, and kept as it came too" if entry.raw is not None else "",
    }
    for name, value in about.items():
        if value:
            print(printable(f"{name:10} {value}"))
    print()
    for line in article.text.splitlines():
        print("\n".join(textwrap.wrap(printable(line), _WIDTH)))
    print()
    for event in entry.events:
        print(printable(f"{_placed(event.placement):70} {event.kind or '-'}, {_dated(event.when)}"))
    others = [e for e in snapshot.story(article.id) if e.article.id != article.id]
    if others:
        voices = independent(origin(e.article, copy=e.copy) for e in [entry, *others])
        print(f"\nthe same story, {voices} independent {'source' if voices == 1 else 'sources'}:")
        for other in others:
            print(printable(f"  {other.article.id}  {other.article.source}  {other.article.title}"))
    for said in snapshot.corrections.get(article.id, ()):
        lost = "" if fits(said, article) else "  (the words are no longer there)"
        what = said.place.name if said.place else said.role or said.verdict
        print(printable(f"{said.at:%Y-%m-%d} {said.by}: {said.text!r} at {said.start} is {what}{lost}"))


def _placed(placement: Placement) -> str:
    mention, place = placement.mention, placement.place
    where = f"{place.name} ({place.kind}, {place.country_code}, {place.id})" if place else "not placed"
    return f"{mention.start:6}:{mention.end:<6} {mention.text}  {mention.role}  {where}  {placement.confidence:.2f}"


def _dated(when: When) -> str:
    if when.start is None:
        return "no date"
    days = f"{when.start}" if when.start == when.end else f"{when.start} to {when.end}"
    return f"{days} (“{when.words}”)" if when.basis == "stated" else f"{days} (published)"


def remove(options: argparse.Namespace, problems: Problems) -> None:
    """Leave articles out from now on."""
    _say_of_articles(options, problems, removed=True)


def restore(options: argparse.Namespace, problems: Problems) -> None:
    """Show removed articles again."""
    _say_of_articles(options, problems, removed=False)


def _say_of_articles(options: argparse.Namespace, problems: Problems, *, removed: bool) -> None:
    archive = archive_of(options)
    snapshot = archive.snapshot()
    now = datetime.now(UTC)
    removals = []
    for id_ in dict.fromkeys(options.id):
        known = snapshot.number_of(id_) is not None if removed else id_ in snapshot.removed
        if known:
            removals.append(Removal(id_, removed, options.by, now, options.why))
        else:
            problems(InputError(f"no {'' if removed else 'removed '}article {id_!r}", source=archive.store.address))
    if removals:
        archive.remove(removals)
    if not removed:
        after = archive.snapshot()
        for erased in [removal for removal in removals if after.number_of(removal.article_id) is None]:
            problems(InputError(f"{erased.article_id!r} was erased: add it again", source=archive.store.address))
            removals.remove(erased)
    print(f"{len(removals):,} {'removed' if removed else 'back'}")


def correct(options: argparse.Namespace, problems: Problems) -> None:
    """Say what a name in an article means."""
    archive = archive_of(options)
    snapshot = archive.snapshot()
    entry = _entry(snapshot, options.id)
    start, end = _span(options.words, entry)
    event = next((e for e in entry.events if _covers(e.placement, start, end)), None)
    was = event.placement if event else None
    one = Correction(
        article_id=entry.article.id,
        start=start,
        end=end,
        text=entry.article.text[start:end],
        verdict="place" if options.place else "no place" if options.no_place else "role",
        by=options.by,
        at=datetime.now(UTC),
        place=_place(options.place) if options.place else None,
        role=options.role,
        was_place=was.place.id if was and was.place else "",
        was_role=was.mention.role if was else None,
    )
    archive.correct([one])
    after = archive.snapshot().entry(entry.article.id)
    there = [e.placement for e in after.events if _covers(e.placement, start, end)] if after else []
    for line in map(_placed, there):
        print(printable(line))
    if not there:
        print(printable(f"{start:6}:{end:<6} {one.text}  no place"))


def _covers(placement: Placement, start: int, end: int) -> bool:
    return placement.mention.start < end and start < placement.mention.end


def _span(words: str, entry: Entry) -> tuple[int, int]:
    """Where words stand in an article's text: "Tripoli", "Tripoli#2" for the second time, or "120:127"."""
    text, source = entry.article.text, entry.article.id
    if found := re.fullmatch(r"(\d+):(\d+)", words):
        start, end = int(found[1]), int(found[2])
        if not 0 <= start < end <= len(text):
            raise InputError(f"{words} is not within its {len(text):,} characters", source=source)
        return start, end
    numbered = re.fullmatch(r"(.+)#(\d+)", words)
    name, nth = (numbered[1], int(numbered[2])) if numbered else (words, 1)
    starts = [match.start() for match in re.finditer(re.escape(name), text, re.IGNORECASE)] if name else []
    if not 1 <= nth <= len(starts):
        times = f"stands there {len(starts)} times" if starts else "does not stand there"
        raise InputError(f"{name!r} {times}", source=source)
    return starts[nth - 1], starts[nth - 1] + len(name)


def _place(words: str) -> Place:
    """A place of the gazetteer by its id, or by a name that only one has."""
    gazetteer = default_gazetteer()
    if place := gazetteer.by_id(words):
        return place
    found = gazetteer.find(words, limit=6)
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(f"no place has this id or name: {words!r}", source="--place")
    listed = "; ".join(f"{p.id} {p.name} ({p.kind}, {p.country_code})" for p in found[:5])
    raise InputError(f"several places are called {words!r}, say the id: {listed}", source="--place")


def export(options: argparse.Namespace, problems: Problems) -> None:
    """Print what is asked for, a line at a time."""
    snapshot = _disclosed(options, problems)
    for line in FORMATS[options.format](snapshot, _filters(options, snapshot)):
        print(line)


def relocate(options: argparse.Namespace, problems: Problems) -> None:
    """Locate with the present model, show what changes, and keep it where that is wanted."""
    archive = archive_of(options)
    total = len(archive.snapshot().articles)
    with Relocation(archive, gazetteer=default_gazetteer()) as anew:
        with tqdm(total=total, unit=" articles", delay=2.0, disable=None, file=sys.stderr) as bar:
            for looked_at in anew.run():
                bar.update(looked_at)
        print(f"{anew.articles:,} of {total:,} articles were located by another model, gazetteer or version")
        for change in anew.examples[:_SHOWN_CHANGES]:
            print(printable(_changed(change)))
        if anew.kinds.total() > _SHOWN_CHANGES:
            print(f"  … and {anew.kinds.total() - _SHOWN_CHANGES:,} more")
        print(", ".join(f"{number:,} {kind}" for kind, number in anew.kinds.most_common()) or "no name is affected")
        if not anew.articles:
            return
        if not options.yes:
            if not sys.stdin.isatty():
                raise InputError("nothing was kept: say --yes to keep it", source=archive.store.address)
            if input("Keep it? [y/N] ").strip().lower() not in ("y", "yes"):
                print("nothing was changed")
                return
        anew.keep()
        print("kept")


def _changed(change: Change) -> str:
    before, after = (_brief(event) if event else "-" for event in (change.before, change.after))
    return f"  {change.kind:8}  {change.text}  {before} -> {after}  in {change.article_id}"


def _brief(event: Event) -> str:
    place = event.placement.place
    where = f"{place.name} ({place.kind}, {place.country_code})" if place else "not placed"
    return ", ".join(filter(None, (where, event.placement.mention.role, event.kind)))


def compact_(options: argparse.Namespace, problems: Problems) -> None:
    """Merge small parts."""
    done = compact(
        archive_of(options),
        grace=timedelta(0) if options.now else GRACE,
        erase_removed=options.erase_removed,
    )
    print(f"{done.merged:,} parts merged into {done.written:,}, {done.deleted:,} deleted")
    if options.erase_removed:
        print(f"{done.erased:,} rows of removed articles erased; they are gone when the old parts are deleted")


def info(options: argparse.Namespace, problems: Problems) -> None:
    """What the archive holds."""
    archive = archive_of(options)
    snapshot, listing = archive.snapshot(), archive.listing()
    sizes = archive.store.names()
    said = [len(some) for some in snapshot.corrections.values()]
    parts = ", ".join(f"{len(some):,} of {kind}" for kind, some in listing.parts.items() if some)
    about = {
        "archive": f"{archive.store.address}, format {FORMAT}",
        "articles": f"{len(snapshot.articles):,} in {snapshot.stories:,} stories",
        "mentions": f"{len(snapshot.mentions):,}",
        "published": " to ".join(map(str, snapshot.days)) if snapshot.days else "unknown",
        "without a date": f"{snapshot.articles['published'].null_count:,}",
        "removed": f"{len(snapshot.removed):,}",
        "corrections": f"{sum(said):,} in {len(said):,} articles",
        "parts": f"{parts or 'none'}; {sum(sizes.values()) / 1e6:,.1f} MB",
    }
    for name, value in about.items():
        print(f"{name:16} {value}")
    _tell(snapshot, archive.store.address, problems)


def _snapshot(options: argparse.Namespace, problems: Problems) -> Snapshot:
    archive = archive_of(options)
    snapshot = archive.snapshot()
    if not archive.store.names():
        problems(ArchiveError(f"{archive.store.address}: there is no archive here yet; `add` makes one"))
    _tell(snapshot, archive.store.address, problems)
    return snapshot


def _disclosed(options: argparse.Namespace, problems: Problems) -> Snapshot:
    """What of the archive may be seen with these options."""
    disclosure = Disclosure(options.blur_km, timedelta(hours=options.embargo_hours))
    return _snapshot(options, problems).disclosed(disclosure)


def _tell(snapshot: Snapshot, address: str, problems: Problems) -> None:
    for problem in snapshot.problems:
        problems(ArchiveError(f"{address}: {problem}"))


def _entry(snapshot: Snapshot, article_id: str) -> Entry:
    entry = snapshot.entry(article_id)
    if entry is None:
        gone = "was removed; `restore` brings it back" if article_id in snapshot.removed else "is not in the archive"
        raise InputError(f"{article_id!r} {gone}", source="article")
    return entry


def _filters(options: argparse.Namespace, snapshot: Snapshot) -> Filters:
    place = options.place
    if place and not len(within(snapshot, place)):
        place = named(snapshot, place)
        if place is None:
            raise InputError(f"no article names this place or one in it: {options.place!r}", source="--place")
    return Filters(place, options.since, options.until, options.words, options.associative, kinds=tuple(options.kind))
