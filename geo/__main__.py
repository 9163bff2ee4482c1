"""The command: `python -m geo locate` and `python -m geo gazetteer build|add|info|find`."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from geo.console import Problems, printable, run, speak_unicode
from geo.errors import DatelineError, InputError
from geo.folders import additions_folder
from geo.gazetteer import COMPILED, Gazetteer
from geo.locate import locate
from geo.output import FORMATS
from geo.read import read_articles, text_article
from geo.records import Article, Placement


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 0, 1 where some input was bad, 2 for a wrong option."""
    parser = argparse.ArgumentParser(prog="python -m geo", description="Find the places that articles mention.")
    commands = parser.add_subparsers(dest="command", required=True)

    finding = commands.add_parser("locate", help="find and place the mentions in articles")
    finding.add_argument("path", nargs="*", metavar="PATH", help=".txt, .csv or .jsonl; - for JSON Lines on stdin")
    finding.add_argument("--text", help="a text to look at, in the place of files or beside them")
    finding.add_argument("--format", choices=FORMATS, default="table", help="how to print (default: table)")
    finding.add_argument(
        "--online", metavar="GEOCODER", help="ask this geopy geocoder (nominatim) for names that the gazetteer lacks"
    )

    gazetteer = commands.add_parser("gazetteer", help="the places that are known").add_subparsers(
        dest="action", required=True
    )
    building = gazetteer.add_parser("build", help="compile the shipped gazetteer anew (needs requirements-dev.txt)")
    building.add_argument("--to", type=Path, default=COMPILED, metavar="FILE", help="where to (default: data/)")
    adding = gazetteer.add_parser("add", help="add every feature of a country from GeoNames")
    adding.add_argument("source", nargs="+", metavar="SY|FILE", help="a country's two letters, or its GeoNames file")
    gazetteer.add_parser("info", help="what is in the gazetteer")
    looking = gazetteer.add_parser("find", help="the places of a name")
    looking.add_argument("name", nargs="+")
    looking.add_argument("--limit", type=int, default=10)

    options = parser.parse_args(arguments)
    if options.command == "locate" and not options.path and options.text is None:
        finding.error("nothing to look at: give a PATH or --text")
    actions = {"locate": _locate, "build": _build, "add": _add, "info": _info, "find": _find}
    action = actions[options.action if options.command == "gazetteer" else options.command]
    return run(lambda problems: action(options, problems))


def _locate(options: argparse.Namespace, problems: Problems) -> None:
    # what can fail as a whole fails before the first line is printed
    fill = _online(options.online, problems) if options.online else lambda placement: placement
    gazetteer = Gazetteer.open()
    for line in FORMATS[options.format](_placements(_articles(options, problems), gazetteer, fill)):
        print(line)


def _placements(
    articles: Iterable[Article], gazetteer: Gazetteer, fill: Callable[[Placement], Placement]
) -> Iterator[Placement]:
    for article in articles:
        for placement in locate(article, gazetteer=gazetteer):
            yield fill(placement)


def _articles(options: argparse.Namespace, problems: Problems) -> Iterator[Article]:
    if options.text is not None:
        if options.text.strip():
            yield text_article(options.text, name="text", on_problem=problems)
        else:
            problems(InputError("empty text", source="--text"))
    for path in options.path:
        yield from read_articles(path, on_problem=problems)


def _online(name: str, problems: Problems) -> Callable[[Placement], Placement]:
    from geopy.exc import GeopyError

    from geo.geocoder import Online

    try:
        online = Online(name)
    except GeopyError as error:
        raise DatelineError(f"--online {name}: {error}") from error

    def fill(placement: Placement) -> Placement:
        try:
            return online.fill(placement)
        except GeopyError as error:
            problems(DatelineError(f"{name} failed for {placement.mention.text!r}, which stays unplaced: {error}"))
            return placement

    return fill


def _build(options: argparse.Namespace, problems: Problems) -> None:
    from geo.build import build

    try:
        build(options.to, say=print)
    except ModuleNotFoundError as error:
        raise DatelineError(f"{error.name} is needed to build: pip install -r requirements-dev.txt") from error
    print(f"{options.to}: {options.to.stat().st_size / 1e6:.1f} MB")


def _add(options: argparse.Namespace, problems: Problems) -> None:
    from tqdm import tqdm

    from geo.geonames import add

    for source in options.source:
        try:
            path = add(source, additions_folder(), progress=tqdm, on_problem=problems)
        except (DatelineError, OSError) as error:
            problems(error)
        else:
            print(f"{printable(str(path))}: {path.stat().st_size / 1e6:.1f} MB; every lookup uses it from now on")


def _info(options: argparse.Namespace, problems: Problems) -> None:
    gazetteer = Gazetteer.open()
    for path, about in zip([COMPILED, *sorted(additions_folder().glob("*.npz"))], gazetteer.about, strict=True):
        made_of = ", ".join(f"{name} {value}" for name, value in about.items() if name not in ("places", "names"))
        print(printable(f"{path}: {about['places']:,} places, {about['names']:,} names ({made_of})"))


def _find(options: argparse.Namespace, problems: Problems) -> None:
    places = Gazetteer.open().find(" ".join(options.name), limit=max(1, options.limit))
    if not places:
        print("no place of this name")
    for place in places:
        people = f"{place.population:,} people" if place.population else ""
        what = (place.id, place.name, place.kind, place.country_code, place.admin1)
        parts = (*what, f"{place.point.lat:.5f}, {place.point.lon:.5f}", people, place.source)
        print(printable("  ".join(filter(None, parts))))


if __name__ == "__main__":
    speak_unicode()
    sys.exit(main())
