"""The command: `python -m news add|watch|list|show|remove|restore|correct|export|relocate|compact|info`."""

import argparse
import getpass
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from geo.console import Problems, run, speak_unicode
from news import commands, incoming
from news.bursts import leave
from news.output import FORMATS
from news.records import EVENT_KINDS

_MOST = 10_000  # km or hours


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 0, 1 where some input was bad, 2 for a wrong option, 130 after Ctrl-C."""
    options = _parser().parse_args(arguments)
    action: Callable[[argparse.Namespace, Problems], None] = options.action
    return run(partial(action, options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m news", description="An archive of articles and their places.")
    commands_ = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, action: Callable[[argparse.Namespace, Problems], None], help: str
    ) -> argparse.ArgumentParser:
        one = commands_.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".")
        one.add_argument(
            "--archive", metavar="ADDRESS", help="a folder, s3://… or gs://… (default: DATELINE_ARCHIVE, else your own)"
        )
        one.set_defaults(action=action)
        return one

    adding = command("add", incoming.add, "take articles in: files, folders, pages, feeds, lists of addresses")
    adding.add_argument(
        "source",
        nargs="+",
        metavar="PATH|URL",
        help=".txt .html .csv .tsv .json .jsonl, a folder, -, s3://bucket/*.jsonl …",
    )
    adding.add_argument("--published", type=_day, metavar="YYYY-MM-DD", help="the day of articles that do not say it")
    adding.add_argument(
        "--source-name", type=_text, default="", metavar="NAME", help="the source of articles that do not say it"
    )
    adding.add_argument(
        "--columns",
        metavar="text=NAME,…",
        help="the columns of a table: text, and title, url, source, published, id, language",
    )
    adding.add_argument("--yes", action="store_true", help="take the guessed columns without asking")
    adding.add_argument("--allow-host", action="append", default=[], metavar="HOST", help=incoming.ALLOW_HELP)

    adding.add_argument(
        "--scheduler",
        metavar="tcp://HOST:8786",
        help="of the Dask cluster whose workers locate; local: this machine's cores; none: this process alone "
        f"(default: none for {incoming.MUCH:,} articles, then local)",
    )
    adding.add_argument("--workers", type=_several, metavar="N", help="processes on this machine (default: its cores)")

    watching = command("watch", incoming.watch, "poll feeds and say what is new, until Ctrl-C")
    watching.add_argument("feeds", type=Path, metavar="feeds.toml")
    watching.add_argument("--every", default="15m", metavar="15m", help="how often a feed is asked (default: 15m)")
    watching.add_argument("--once", action="store_true", help="one round, then end")

    listing = command("list", commands.list_, "the articles, the latest first")
    listing.add_argument("--limit", type=int, default=20, help="how many at most (default: 20)")
    _filters(listing)
    _held_back(listing)

    showing = command("show", commands.show, "an article with its places, its story, and what people corrected")
    showing.add_argument("id", type=_text)
    _held_back(showing)

    removing = command("remove", commands.remove, "leave articles out from now on; `restore` brings them back")
    restoring = command("restore", commands.restore, "show removed articles again")
    for one in (removing, restoring):
        one.add_argument("id", type=_text, nargs="+")
        one.add_argument("--why", type=_text, default="", help="kept beside it")

    correcting = command("correct", commands.correct, "say what a name in an article means")
    correcting.add_argument("id", type=_text, help="the article's")
    correcting.add_argument(
        "words", type=_text, help='as they stand in it; the second time they do: "Tripoli#2"; or START:END'
    )
    verdict = correcting.add_mutually_exclusive_group(required=True)
    verdict.add_argument("--place", type=_text, metavar="ID|NAME", help="it is this place")
    verdict.add_argument("--no-place", action="store_true", help="it is no place")
    verdict.add_argument("--role", choices=("literal", "associative"), help="it has this role")
    for one in (removing, restoring, correcting):
        one.add_argument("--by", type=_text, default=_user(), metavar="NAME", help="who says so (default: %(default)s)")

    exporting = command("export", commands.export, "write articles, mentions or corrected articles to standard output")
    exporting.add_argument("--format", choices=FORMATS, default="jsonl", help="default: jsonl, a mention a line")
    _filters(exporting)
    _held_back(exporting)

    relocating = command("relocate", commands.relocate, "locate with the present model, show what changes, and keep it")
    relocating.add_argument("--yes", action="store_true", help="keep it without asking")

    compacting = command("compact", commands.compact_, "merge small parts, safely while others read and add")
    compacting.add_argument("--now", action="store_true", help="delete what was merged at once, if nobody reads")
    compacting.add_argument("--erase-removed", action="store_true", help="take removed articles out for good")

    command("info", commands.info, "what the archive holds, its format, and what in it cannot be read")
    return parser


def _filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--place", type=_text, metavar="ID|NAME", help="this place and what lies in it")
    day = "of what the text speaks of, else of publication; included"
    parser.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help=f"the first day, {day}")
    parser.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help=f"the last day, {day}")
    parser.add_argument(
        "--words", type=_text, default="", metavar="WORDS", help="that the article must hold; beginnings will do"
    )
    parser.add_argument(
        "--kind",
        action="append",
        default=[],
        choices=EVENT_KINDS,
        metavar="KIND",
        help=f"of event that is reported, may be repeated: {', '.join(EVENT_KINDS)}",
    )
    parser.add_argument("--associative", action="store_true", help="other uses of names too (“Moscow-brokered”)")


def _held_back(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--blur-km", type=_above_0, metavar="KM", help="places to a grid of so many km, as a dashboard's blur_km does"
    )
    parser.add_argument(
        "--embargo-hours",
        type=_above_0,
        default=0.0,
        metavar="HOURS",
        help="without the articles that came in the last so many hours",
    )


def _above_0(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < _MOST:
        raise argparse.ArgumentTypeError(f"no number above 0 and below {_MOST:,}: {text!r}")
    return number


def _text(argument: str) -> str:
    """With "?" for the bytes that are no UTF-8: Python makes lone surrogates of them, which no file can hold."""
    return argument.encode("utf-8", "replace").decode()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"no day as YYYY-MM-DD: {text!r}") from error


def _several(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"no number of processes: {text!r}")
    return int(text)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may know no name for its user; a KeyError before Python 3.13
        return "somebody"


if __name__ == "__main__":
    speak_unicode()
    leave(main())
