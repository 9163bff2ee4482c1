import pytest

from benchmarks.corpora import Found, Toponym
from benchmarks.kinds import falsehood, misplacement, place_kind, span_difference, surface
from geo import Gazetteer, Point
from tests.benchmarks.corpus import DARAA, MOSCOW


def _at(text: str, name: str) -> tuple[int, int]:
    return text.index(name), text.index(name) + len(name)


def _mention(text: str, name: str, point: tuple[float, float] | None = None, kind: str | None = None) -> Found:
    return Found(*_at(text, name), Point(*point) if point else None, "literal", 0.5, kind, None)


def _toponym(text: str, name: str, point: tuple[float, float] | None = None, place_id: str = "") -> Toponym:
    return Toponym(*_at(text, name), name, Point(*point) if point else None, None, "", place_id)


@pytest.mark.parametrize(
    ("text", "name", "looks"),
    [
        ("They flew to the U.S. on Friday.", "U.S.", "abbreviation"),
        ("Offices in the UK closed.", "UK", "abbreviation"),
        ("A town near Fresno, Calif., burned.", "Calif", "abbreviation"),
        ("The Syrian army left.", "Syrian", "demonym"),
        ("DAMASCUS - Talks began.", "DAMASCUS", "all capitals"),
        ("they all met in damascus yesterday", "damascus", "lower case"),
        ("Students of the University of Aleppo marched.", "Aleppo", "inside a longer capitalised name"),
        ("The Aleppo Museum reopened.", "Aleppo", "inside a longer capitalised name"),
        ("In Aleppo Saturday, shops reopened.", "Aleppo", "one word"),
        ("In New York, shops reopened.", "New York", "several words"),
        ("They crossed the Hague by tram.", "the Hague", "with “the” or “'s”"),
        ("They live in Qwrtzpl now.", "Qwrtzpl", "absent from the gazetteer"),
        ("They live on Qwrtzpl Street now.", "Qwrtzpl Street", "absent from the gazetteer, a street"),
        ("They met at Qwrtzpl Stadium.", "Qwrtzpl Stadium", "absent from the gazetteer, a building"),
    ],
)
def test_how_a_mention_looks(gazetteer: Gazetteer, text: str, name: str, looks: str) -> None:
    assert surface(text, *_at(text, name), gazetteer.candidates(name)) == looks


@pytest.mark.parametrize(
    ("text", "found", "marked", "what"),
    [
        ("Then Michael Jordan flew home.", "Jordan", [], "a person's name"),
        ("Mr. Houston left. Later he sat.", "Houston", [], "a person's name"),
        ("Aleppo fell; the ruins of Aleppo stood.", "Aleppo", ["Aleppo"], "marked elsewhere in the article"),
        ("They toured Colorado State University.", "State", ["Colorado State"], "a second one in a marked mention"),
        ("They like the Syrian cuisine.", "Syrian", [], "demonym"),
        ("They went by bus to Nawa.", "Nawa", [], "else, taken for: settlement"),
    ],
)
def test_what_a_false_mention_is(gazetteer: Gazetteer, text: str, found: str, marked: list[str], what: str) -> None:
    mention = _mention(text, found, DARAA, kind="settlement")
    toponyms = [_toponym(text, name) for name in marked]
    if what == "marked elsewhere in the article":
        mention = Found(text.rindex(found), text.rindex(found) + len(found), None, "literal", 0.5, None, None)
    assert falsehood(text, mention, toponyms, gazetteer.candidates(found)) == what


@pytest.mark.parametrize(
    ("marked", "found", "differs"),
    [
        ("Daraa", "the Daraa", "adds “the”"),
        ("Daraa's", "Daraa", "lacks “'s”"),
        ("Daraa", "Daraa province", "adds a kind word"),
        ("southern Daraa", "Daraa", "lacks a compass word"),
        ("Daraa", "Daraa, Syria", "adds what is beside a comma"),
        ("Daraa's province", "southern Daraa", "shifted"),
        ("Dar", "Daraa", "adds part of a word"),
        ("Daraa,", "Daraa", "lacks punctuation"),
    ],
)
def test_how_a_span_differs(marked: str, found: str, differs: str) -> None:
    text = "in the southern Daraa's province"
    text = next(t for t in (text, "in the Daraa province", "in Daraa, Syria") if marked in t and found in t)
    assert span_difference(text, _toponym(text, marked), _mention(text, found)) == differs


@pytest.mark.parametrize(
    ("name", "known", "chosen", "why"),
    [
        ("Daraa", DARAA, DARAA, None),
        ("Daraa", DARAA, MOSCOW, "right candidate not chosen"),
        ("Daraa", DARAA, None, "not placed, right candidate at hand"),
        ("Daraa", (0.0, -150.0), MOSCOW, "no candidate right (gazetteer gap)"),
        ("Qwrtzpl", DARAA, None, "not placed, no candidate right"),
        ("Daraa", None, MOSCOW, None),
    ],
)
def test_why_a_place_is_wrong(
    gazetteer: Gazetteer,
    name: str,
    known: tuple[float, float] | None,
    chosen: tuple[float, float] | None,
    why: str | None,
) -> None:
    toponym, mention = _toponym(name, name, known), _mention(name, name, chosen)
    assert misplacement(toponym, mention, gazetteer.candidates(name)) == why


def test_what_the_right_place_is(gazetteer: Gazetteer) -> None:
    assert place_kind(_toponym("x", "x", place_id="geonames:170905"), gazetteer) == "settlement"
    assert place_kind(_toponym("x", "x", place_id="geonames:1"), gazetteer) == "id absent from the gazetteer"
    assert place_kind(_toponym("x", "x"), gazetteer) == "no id in the corpus"
