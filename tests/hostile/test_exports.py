"""What leaves the archive: no attack acts in a spreadsheet, a globe, a browser or a terminal, and its words stay."""

import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dashboard import standalone, takeaway
from dashboard.query import Corpus
from dashboard.takeaway import file_name
from geo import __main__ as geo_command
from geo.output import csv_lines
from news import __main__ as news_command
from news.output import FORMATS
from news.queries import Filters
from news.snapshot import Snapshot
from tests.dashboard.reports import corpus_of
from tests.hostile.corpus import ATTACKS, ENTRIES, Attack

KML = "{http://www.opengis.net/kml/2.2}"
# Of a terminal: what moves, colours or titles, and what turns round a line.
STEERING = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\u061c]")
# What spreadsheets take for the beginning of a formula, behind what they skip: written anew, not taken from geo.output.
FORMULA = re.compile(
    r"^[\s\x00-\x1f\x7f-\xa0\u2000-\u200f\u2028-\u202f\u2060-\u206f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]"
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return corpus_of(tmp_path_factory.mktemp("hostile") / "archive", ENTRIES)


@pytest.fixture(scope="module")
def snapshot(corpus: Corpus) -> Snapshot:
    return corpus.snapshot


def _original(cell: str) -> str:
    """A cell as it was before formulas were made harmless."""
    return re.sub(r"(?:^|(?<=[;\t\r\n]))'(?=[^\w]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n])", "", cell)


@pytest.mark.parametrize("of", ["command", "page"])
def test_no_cell_of_a_table_is_a_formula(corpus: Corpus, of: str) -> None:
    if of == "page":
        table = takeaway.make(corpus, Filters(), "csv").decode()
    else:
        table = "\r\n".join(FORMATS["csv"](corpus.snapshot, Filters()))
    rows = list(csv.DictReader(io.StringIO(table, newline=""), strict=True))
    assert {row["article_id"].removeprefix("'") for row in rows} >= {e.article.id for e in ENTRIES[:5]}
    assert all(None not in row and None not in row.values() for row in rows)
    numbers = {"lat", "lon"}  # may be negative
    cells = [cell for row in rows for name, cell in row.items() if name not in numbers]
    assert [cell for cell in cells if FORMULA.match(cell)] == []
    # a spreadsheet whose separator is another finds other cells in it
    for separator in ";\t":
        others = [cell for row in csv.reader(io.StringIO(table, newline=""), delimiter=separator) for cell in row]
        assert [cell for cell in others if FORMULA.match(cell) and not cell.startswith(" ")] == []


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_a_cell_holds_the_words_but_for_an_apostrophe(attack: Attack) -> None:
    _, line = csv_lines(["words"], [{"words": attack.kept, "relation": None}])
    ((cell,),) = csv.reader(io.StringIO(f"{line}\r\n", newline=""))
    assert cell.replace("'", "") == attack.kept.replace("'", "")


def test_geojson_holds_the_words(corpus: Corpus) -> None:
    for made in (
        takeaway.make(corpus, Filters(), "geojson").decode(),
        "".join(FORMATS["geojson"](corpus.snapshot, Filters())),
    ):
        features = json.loads(made)["features"]
        titles = {feature["properties"]["title"] for feature in features}
        assert titles == {entry.article.title for entry in ENTRIES}
        assert all(type(feature["properties"]["geonames_id"]) in (int, type(None)) for feature in features)


@pytest.mark.parametrize("form", ["jsonl", "articles"])
def test_lines_of_json_are_one_a_record_and_hold_the_words(snapshot: Snapshot, form: str) -> None:
    records = [json.loads(line) for line in FORMATS[form](snapshot, Filters())]
    assert {record["title"] for record in records} == {entry.article.title for entry in ENTRIES}
    assert not any("\n" in line for line in FORMATS[form](snapshot, Filters()))


class _Live(HTMLParser):
    """What of a piece of HTML is more than words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert {name for name, _ in attrs} <= {"href"}

    def handle_decl(self, decl: str) -> None:
        self.found.add(decl)

    handle_comment = handle_pi = unknown_decl = handle_decl


def test_a_globe_is_told_words_and_links_to_the_web(corpus: Corpus) -> None:
    for made in (
        takeaway.make(corpus, Filters(), "kml").decode(),
        "\n".join(FORMATS["kml"](corpus.snapshot, Filters())),
    ):
        assert "<!DOCTYPE" not in made
        assert "<![CDATA[" not in made
        root = ElementTree.fromstring(made)
        tags = {element.tag.removeprefix(KML) for element in root.iter()}
        assert tags.isdisjoint({"NetworkLink", "Link", "href", "script", "Snippet"})
        for description in root.iter(f"{KML}description"):
            live = _Live(description.text or "")
            assert live.found <= {"br", "a"}
            assert all(link.startswith(("http://", "https://")) for link in live.links)
        names = [mark.findtext(f"{KML}name") for mark in root.iter(f"{KML}Placemark")]
        assert len(names) == 2 * len(ENTRIES)


def test_a_map_to_keep_holds_data_in_its_data_only(corpus: Corpus) -> None:
    if not standalone.possible():
        pytest.skip("Leaflet was not fetched: python static/vendor.py")
    made = takeaway.make(corpus, Filters(words="pwned"), "html").decode()

    class Page(HTMLParser):
        tags: list[str] = []  # noqa: RUF012
        inside = ""
        data = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            said = dict(attrs)
            self.tags.append(tag)
            self.inside = said.get("id") or ""
            assert not any(name.startswith("on") for name in said)

        def handle_data(self, data: str) -> None:
            if self.inside == "data":
                self.data += data

    page = Page()
    page.feed(made)
    assert page.tags.count("script") == 4
    assert set(page.tags).isdisjoint({"img", "iframe", "a", "object", "form"})
    assert json.loads(page.data)["reports"]


def test_pictures_of_every_attack_are_made(corpus: Corpus) -> None:
    for filters in (Filters(), *(Filters(place=ENTRIES[n].article.id[:200]) for n in (0, 100, 200, 300))):
        assert takeaway.make(corpus, filters, "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_names_of_files_are_plain(corpus: Corpus, attack: Attack) -> None:
    for filters in (Filters(words=attack.kept), Filters(place=attack.kept[:200])):
        assert re.fullmatch(r"dateline(_[a-z0-9][a-z0-9-]*)*\.kml", file_name(corpus, filters, "kml"))


# Terminals

# What steers one, and some of the rest.
SOME = [attack for attack in ATTACKS if attack.family == "characters" or attack.number % 20 == 0]
Say = Callable[..., str]


@pytest.fixture
def say(capfd: pytest.CaptureFixture[str]) -> Say:
    """What a command writes to both of its ends."""

    def ran(main: Callable[[list[str]], int], *arguments: str) -> str:
        main(list(arguments))
        written = capfd.readouterr()
        return written.out + written.err

    return ran


def test_no_command_lets_an_article_steer_the_terminal(corpus: Corpus, say: Say) -> None:
    archive = ["--archive", corpus.archive.store.address]
    said = say(news_command.main, "list", *archive, "--limit", "1000")
    assert len(said.splitlines()) == len(ENTRIES)
    for attack in SOME:
        said += say(news_command.main, "show", *archive, "--", attack.kept)
        said += say(news_command.main, "remove", *archive, "--why", "no", "--", f"{attack.kept}?")
        said += say(news_command.main, "list", *archive, f"--place={attack.kept}?")
    assert STEERING.findall(said) == []


def test_neither_do_names_of_a_gazetteer_nor_ids_in_a_file(tmp_path: Path, say: Say) -> None:
    path = tmp_path / "attacks.jsonl"
    lines = [json.dumps({"id": a.payload, "text": f"Shelling hit Daraa. {a.payload}"}) for a in SOME]
    path.write_text("\n".join([*lines, '{"id": "\x1b[31m"', "\x9b2J"]), encoding="utf-8")
    said = say(geo_command.main, "locate", str(path))
    assert said.count("Daraa") >= len(SOME) - 5
    assert STEERING.findall(said) == []
    for form in ("jsonl", "csv", "geojson"):  # data: written to the letter, and without a fall
        assert say(geo_command.main, "locate", "--format", form, str(path)).count("Daraa") >= len(SOME) - 5


def test_neither_does_what_news_add_says(tmp_path: Path, say: Say) -> None:
    path = tmp_path / "\x1b[31mred.csv"
    rows = [["\x1b]0;pwned\x07text", "tit\x9ble"], *([f"Shelling hit Daraa. {a.kept}", a.kept] for a in ATTACKS[::9])]
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    said = say(
        news_command.main, "add", "--yes", "--archive", str(tmp_path / "archive"), str(path), str(tmp_path / "\x1b[2J")
    )
    assert "new" in said
    assert STEERING.findall(said) == []
