"""What the words around a name say of it, and of which part of the Earth they speak."""

import re
from itertools import pairwise

import pytest
import shapely
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from geo import Area, Article, Gazetteer, Mention, Place, Placement, Point, Relation, locate
from geo.areas import COMPASS, area, away, bearing, circle, extent_km
from geo.phrases import distance_km
from geo.relations import relate, relations
from geo.shapes import rings

Found = tuple[str, str, str | None, float | None]


def _marked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its square brackets, and the spans that they stood around."""
    text, spans, at = "", [], 0
    for found in re.finditer(r"\[([^\]]+)\]", marked):
        text += marked[at : found.start()]
        at = found.end()
        spans.append((len(text), len(text) + len(found[1])))
        text += found[1]
    return text + marked[at:], spans


def _found(marked: str) -> list[Found | None]:
    text, spans = _marked(marked)
    return [r and (r.words, r.kind, r.direction, r.distance_km) for r in relations(text, spans)]


ONE = [
    # before the name, with a distance
    ("A mine exploded 10 km south of [Daraa].", ("10 km south of Daraa", "direction", "south", 10)),
    ("20 km to the north-west of [Daraa]", ("20 km to the north-west of Daraa", "direction", "northwest", 20)),
    ("some 10 to 15 km NW of [Raqqa]", ("10 to 15 km NW of Raqqa", "direction", "northwest", 12.5)),
    ("about 10-15 kilometres east of [Raqqa]", ("10-15 kilometres east of Raqqa", "direction", "east", 12.5)),
    ("twenty-five miles east of [Raqqa]", ("twenty-five miles east of Raqqa", "direction", "east", 40.234)),
    ("1,200 metres north of [Raqqa]", ("1,200 metres north of Raqqa", "direction", "north", 1.2)),
    ("1.5 km south of [Raqqa]", ("1.5 km south of Raqqa", "direction", "south", 1.5)),
    ("a few kilometres west of [Raqqa]", ("a few kilometres west of Raqqa", "direction", "west", 3)),
    ("500m west of [Raqqa]", ("500m west of Raqqa", "direction", "west", 0.5)),
    ("30 km north-northeast of [Raqqa]", ("30 km north-northeast of Raqqa", "direction", "north-northeast", 30)),
    ("30 km south of the town of [Nawa]", ("30 km south of the town of Nawa", "direction", "south", 30)),
    ("ten miles from [Homs]", ("ten miles from Homs", "distance", None, 16.093)),
    ("half a mile from [Homs]", ("half a mile from Homs", "distance", None, 0.805)),
    ("2km away from [Tadmur] city", ("2km away from Tadmur", "distance", None, 2)),
    ("a dozen miles outside [Homs]", ("a dozen miles outside Homs", "distance", None, 19.312)),
    ("within 5 km of [Homs]", ("within 5 km of Homs", "near", None, 5)),
    ("within a 10-km radius of [Homs]", ("within a 10-km radius of Homs", "near", None, 10)),
    # before the name, without
    ("They camp near the [Golan].", ("near the Golan", "near", None, None)),
    ("near  the\n[Golan]", ("near the Golan", "near", None, None)),
    ("close to [Nawa]", ("close to Nawa", "near", None, None)),
    ("in the vicinity of the besieged city of [Homs]",
     ("in the vicinity of the besieged city of Homs", "near", None, None)),
    ("outside [Homs]", ("outside Homs", "outskirts", None, None)),
    ("villages around [Homs]", ("around Homs", "outskirts", None, None)),
    ("on the outskirts of [Daraa]", ("outskirts of Daraa", "outskirts", None, None)),
    ("the southern suburbs of [Beirut]", ("southern suburbs of Beirut", "outskirts", "south", None)),
    ("a suburb of [Damascus]", ("a suburb of Damascus", "outskirts", None, None)),
    ("east of the [Euphrates]", ("east of the Euphrates", "direction", "east", None)),
    ("to the south of [Daraa]", ("to the south of Daraa", "direction", "south", None)),
    ("south of the capital, [Damascus]", ("south of the capital, Damascus", "direction", "south", None)),
    ("the northern countryside of [Homs]", ("northern countryside of Homs", "countryside", "north", None)),
    ("rural areas of [Homs]", ("rural areas of Homs", "countryside", None, None)),
    ("in the south of [Syria]", ("the south of Syria", "part", "south", None)),
    ("the northern parts of [Aleppo]", ("northern parts of Aleppo", "part", "north", None)),
    ("the heart of [Damascus]", ("heart of Damascus", "part", None, None)),
    ("off the coast of [Latakia]", ("off the coast of Latakia", "offshore", None, None)),
    ("15 nautical miles off the coast of [Libya]",
     ("15 nautical miles off the coast of Libya", "offshore", None, 27.78)),
    ("in waters off [Libya]", ("waters off Libya", "offshore", None, None)),
    ("the coast of [Yemen]", ("coast of Yemen", "coast", None, None)),
    ("the western coast of [Yemen]", ("western coast of Yemen", "coast", "west", None)),
    ("along the border with [Iraq]", ("border with Iraq", "border", None, None)),
    ("provinces bordering [Turkey]", ("bordering Turkey", "border", None, None)),
    ("across the border in [Jordan]", ("across the border in Jordan", "border", None, None)),
    # an adjective
    ("northern [Aleppo]", ("northern Aleppo", "part", "north", None)),
    ("Western [Syria]", ("Western Syria", "part", "west", None)),
    ("in SOUTHERN [SYRIA]", ("SOUTHERN SYRIA", "part", "south", None)),
    ("west [Aleppo]", ("west Aleppo", "part", "west", None)),
    ("north-eastern [Syria]", ("north-eastern Syria", "part", "northeast", None)),
    ("northern and western [Aleppo]", ("northern and western Aleppo", "part", "northwest", None)),
    ("central [Damascus]", ("central Damascus", "part", None, None)),
    ("upstate [New York]", ("upstate New York", "part", "north", None)),
    ("rural northern [Homs]", ("rural northern Homs", "countryside", "north", None)),
    ("rural [Damascus]", ("rural Damascus", "countryside", None, None)),
    ("coastal [Syria]", ("coastal Syria", "coast", None, None)),
    # after the name
    ("[Homs]'s northern countryside", ("Homs's northern countryside", "countryside", "north", None)),
    ("[Homs]’ northern countryside", ("Homs’ northern countryside", "countryside", "north", None)),
    ("the [Aleppo] countryside", ("Aleppo countryside", "countryside", None, None)),
    ("southern [Idlib] countryside", ("southern Idlib countryside", "countryside", "south", None)),
    ("[Daraa]'s eastern outskirts", ("Daraa's eastern outskirts", "outskirts", "east", None)),
    ("[Yemen]'s north is cold", ("Yemen's north", "part", "north", None)),
    ("[Syria]'s southern provinces", ("Syria's southern provinces", "part", "south", None)),
    ("[Daraa] city centre", ("Daraa city centre", "part", None, None)),
    ("off [Yemen]'s western coast", ("off Yemen's western coast", "offshore", "west", None)),
    ("5 miles off the [Libyan] coast", ("5 miles off the Libyan coast", "offshore", None, 8.047)),
    ("5 km from the [Syrian] border", ("5 km from the Syrian border", "border", None, 5)),
    ("[Israel]'s northern border", ("Israel's northern border", "border", "north", None)),
    ("in the [Boston] area", ("Boston area", "near", None, None)),
]  # fmt: skip
NONE = [
    "They met in [Daraa].", "[South Africa] won.", "South [Africa] won.", "North [Korea]", "the [West Bank]",
    "[East Jerusalem]", "[Northern Ireland]", "Northern [Ireland]", "Western [Sahara]", "the southern city of [Daraa]",
    "north of the border, in [Daraa]", "west of nothing: [Daraa]", "To the north, [Homs] burned.",
    "University of [Aleppo]", "the city of [Aleppo]", "the suburb of [Harasta]", "in nearby [Nawa]",
    "They cut off [Aleppo].", "[Israeli] border police", "[Israel]'s northern neighbour", "the [German] center-right",
    "eastern and western [Aleppo]", "near\n\n[Daraa]", "the North [Sea]", "[Daraa] is north of nothing",
]  # fmt: skip
TWO = [
    ("fighting between [Hama] and [Idlib]", None), ("talks between [Hama] and [Idlib]", None),
    ("a convoy between [Hama] and [Idlib]", ("between Hama and Idlib", "between", None, None)),
    ("the road from [Hama] to [Idlib]", ("road from Hama to Idlib", "between", None, None)),
    ("the [Damascus]-[Homs] highway", ("Damascus-Homs highway", "between", None, None)),
    ("the [Syrian]-[Jordanian] border", ("Syrian-Jordanian border", "border", None, None)),
    ("the [Syria]–[Jordan] border", ("Syria–Jordan border", "border", None, None)),
    ("the border between [Syria] and [Jordan]", ("border between Syria and Jordan", "border", None, None)),
    ("[Syria]'s border with [Jordan]", ("Syria's border with Jordan", "border", None, None)),
    ("3 km from [Syria]'s northern border with [Turkey]",
     ("3 km from Syria's northern border with Turkey", "border", "north", 3)),
    ("the [Israeli]-[Lebanese] border police", None),
]  # fmt: skip
OF_THE_SECOND = [
    ("near the [Syrian] town of [Nawa]", "near the Syrian town of Nawa"),
    ("near [Syria]'s [Nawa]", "near Syria's Nawa"),
    ("near the [Syrian] [Golan]", "near the Syrian Golan"),
    ("10 km south of the [Syrian] capital [Damascus]", "10 km south of the Syrian capital Damascus"),
]


@pytest.mark.parametrize(("text", "relation"), ONE)
def test_the_words_around_a_name(text: str, relation: Found) -> None:
    (found,) = _found(text)
    assert found == relation


@pytest.mark.parametrize("text", NONE)
def test_where_there_is_no_relation(text: str) -> None:
    assert _found(text) == [None]


@pytest.mark.parametrize(("text", "relation"), TWO)
def test_two_names_in_one_relation(text: str, relation: Found | None) -> None:
    marked, spans = _marked(text)
    first, second = relations(marked, spans)
    assert _found(text) == [relation, relation]
    if first and second:
        assert (first.other, second.other) == (spans[1], spans[0])


@pytest.mark.parametrize(("text", "words"), OF_THE_SECOND)
def test_what_is_near_a_town_is_not_near_its_country(text: str, words: str) -> None:
    country, town = _found(text)
    assert country is None
    assert town
    assert town[0] == words


def test_what_is_said_of_two_names_at_once() -> None:
    assert _found("near [Hama] and [Idlib]") == [("near Hama", "near", None, None), ("near Idlib", "near", None, None)]
    assert _found("near [Homs], [Syria]")[1] is None


@pytest.mark.parametrize("nothing", ["0 km", "km", "1.2.3 km", "ten"])
def test_what_is_no_distance(nothing: str) -> None:
    assert distance_km(nothing) is None


@given(st.text(max_size=80), st.data())
def test_any_text_and_any_spans(text: str, data: st.DataObject) -> None:
    cuts = sorted(set(data.draw(st.lists(st.integers(0, len(text)), max_size=8))))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    found = relations(text, spans)
    assert len(found) == len(spans)
    assert found == relations(text, spans)


# ---- areas

SYRIA = Place("geonames:163843", "Syria", "country", "SY", "", Point(35, 38), 0, "GeoNames", 240)
JORDAN = Place("geonames:248816", "Jordan", "country", "JO", "", Point(31, 36), 0, "GeoNames", 150)
IRELAND = Place("geonames:2963597", "Ireland", "country", "IE", "", Point(53, -8), 0, "GeoNames", 150)
DARAA = Place("geonames:170905", "Daraa", "settlement", "SY", "SY.06", Point(32.62, 36.10), 98_000, "GeoNames")
HAMA = Place("geonames:170017", "Hama", "settlement", "SY", "SY.10", Point(35.13, 36.76), 460_000, "GeoNames")
IDLIB = Place("geonames:169389", "Idlib", "settlement", "SY", "SY.12", Point(35.93, 36.63), 128_000, "GeoNames")
LATAKIA = Place("geonames:173576", "Latakia", "settlement", "SY", "SY.02", Point(35.53, 35.79), 340_000, "GeoNames")
RUSSIA = Place("geonames:2017370", "Russia", "country", "RU", "", Point(60, 100), 0, "GeoNames", 2300)
FIJI = Place("geonames:2205218", "Fiji", "country", "FJ", "", Point(-18, 178), 0, "GeoNames", 100)


def _relation(kind: str, direction: str | None = None, distance: float | None = None) -> Relation:
    return Relation("", kind, direction, distance)  # type: ignore[arg-type]


def _shape(drawn: Area | None) -> shapely.Geometry:
    assert drawn is not None
    return shapely.union_all([shapely.Polygon(polygon[0], polygon[1:]) for polygon in rings(drawn)])


def _holds(drawn: Area | None, lat: float, lon: float) -> bool:
    return bool(shapely.covers(_shape(drawn), shapely.Point(lon, lat)))


def test_a_distance_and_a_direction_are_a_circle_there_which_grows_with_the_distance() -> None:
    near, far = (area(_relation("direction", "south", km), DARAA) for km in (10, 30))
    assert near
    assert far
    (centre,) = near.lines[0]
    assert great_circle((centre.lat, centre.lon), (32.62, 36.10)).km == pytest.approx(10)
    assert (centre.lat < 32.62, centre.lon) == (True, pytest.approx(36.10))
    assert far.radius_km > near.radius_km > 2
    sixteenth = area(_relation("direction", "south-southwest", 30), DARAA)
    assert sixteenth
    assert sixteenth.radius_km < far.radius_km


def test_a_distance_alone_is_a_ring_and_within_it_a_disc() -> None:
    assert not _holds(area(_relation("distance", None, 30), DARAA), 32.62, 36.10)
    assert _holds(area(_relation("distance", None, 30), DARAA), 32.62 + 30 / 111.2, 36.10)
    assert _holds(area(_relation("near", None, 30), DARAA), 32.62, 36.10)


def test_a_direction_alone_lies_on_that_side() -> None:
    south = area(_relation("direction", "south"), DARAA)
    assert _holds(south, 32.5, 36.1)
    assert not _holds(south, 32.7, 36.1)
    assert not _holds(south, 32.6, 36.4)


def test_near_reaches_farther_about_a_larger_place() -> None:
    village, town, city = (
        Place("1", "X", "settlement", "SY", "", Point(33, 36), people, "") for people in (500, 200_000, 2_000_000)
    )
    reach = [drawn.radius_km for place in (village, town, city) if (drawn := area(_relation("near"), place))]
    assert reach == sorted(set(reach))
    assert 5 < reach[0] < 7
    assert reach[2] < 30


def test_the_south_of_a_country_is_cut_out_of_it() -> None:
    south = area(_relation("part", "south"), SYRIA)
    assert _holds(south, 32.62, 36.10)
    assert not _holds(south, 36.2, 37.16)  # Aleppo
    assert not _holds(south, 32.0, 36.0)  # Jordan
    assert _holds(area(_relation("part", "northeast"), SYRIA), 36.5, 40.75)  # Hasakah
    assert not _holds(area(_relation("part"), SYRIA), 32.62, 36.10)


def test_a_part_of_a_town_stays_in_it() -> None:
    for direction in (None, *COMPASS):
        shape = _shape(area(_relation("part", direction), HAMA))
        assert shapely.within(shape, _shape(circle(HAMA.point, 1.01 * extent_km(HAMA))))


def test_a_border_is_the_line_that_two_share() -> None:
    line = area(_relation("border"), SYRIA, JORDAN)
    assert _holds(line, 32.55, 36.18)  # Nasib
    assert not _holds(line, 36.82, 38.01)  # by Turkey
    assert line == area(_relation("border"), JORDAN, SYRIA)
    assert area(_relation("border"), JORDAN, countries=["IE", "JO", "SY"]) == line
    assert _holds(area(_relation("border"), SYRIA), 36.82, 38.01)
    assert _holds(area(_relation("border", "north"), SYRIA), 36.82, 38.01)
    assert not _holds(area(_relation("border", "north"), SYRIA), 32.55, 36.18)
    assert area(_relation("border"), SYRIA, IRELAND) is None


def test_a_coast_is_by_the_sea_and_off_it_is_in_the_sea() -> None:
    coast, off = area(_relation("coast"), SYRIA), area(_relation("offshore"), LATAKIA)
    assert _holds(coast, 34.89, 35.88)  # Tartus
    assert not _holds(coast, 36.82, 38.01)
    assert _holds(off, 35.5, 35.6)
    assert not _holds(off, 35.53, 35.85)
    assert area(_relation("offshore"), HAMA) is None


def test_between_is_a_strip_and_journeys_are_none() -> None:
    strip = area(_relation("between"), HAMA, IDLIB)
    assert strip == area(_relation("between"), IDLIB, HAMA)
    assert _holds(strip, 35.5, 36.7)
    assert not _holds(strip, 35.5, 37.1)
    assert area(_relation("between"), SYRIA, JORDAN) is None
    assert (
        area(_relation("between"), HAMA, Place("2", "London", "settlement", "GB", "", Point(51.5, -0.1), 9, "")) is None
    )


@pytest.mark.parametrize("place", [RUSSIA, FIJI])
@pytest.mark.parametrize("kind", ["part", "border", "coast", "offshore", "near"])
@pytest.mark.parametrize("direction", [None, "east", "northwest"])
def test_the_date_line_breaks_nothing(place: Place, kind: str, direction: str | None) -> None:
    drawn = area(_relation(kind, direction), place)
    for polygon in rings(drawn) if drawn else []:
        for ring in polygon:
            assert all(abs(a[0] - b[0]) < 180 for a, b in pairwise(ring))


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 2000), st.sampled_from(COMPASS))
def test_what_lies_away_is_as_far_and_on_the_globe(lat: float, lon: float, km: float, direction: str) -> None:
    end = away(Point(lat=lat, lon=lon), bearing(direction), km)  # type: ignore[arg-type]
    assert great_circle((lat, lon), (end.lat, end.lon)).km == pytest.approx(km, abs=0.01)


@given(st.floats(-70, 70), st.floats(-180, 180), st.floats(0.1, 2000))
def test_every_corner_of_a_circle_is_as_far_from_its_centre(lat: float, lon: float, radius: float) -> None:
    ((ring,),) = rings(circle(Point(lat=lat, lon=lon), radius))
    assert ring[0] == ring[-1]
    for corner_lon, corner_lat in ring:
        assert great_circle((corner_lat, corner_lon), (lat, lon)).km == pytest.approx(radius, rel=0.01, abs=0.2)


def test_a_circle_about_a_pole_goes_by_way_of_it() -> None:
    shape = _shape(circle(Point(lat=89, lon=20), 500))
    assert shape.covers(shapely.Point(20, 86))
    assert shape.covers(shapely.Point(-150, 88))
    assert not shape.covers(shapely.Point(-150, 84))


KINDS = st.sampled_from(
    ["near", "distance", "direction", "part", "outskirts", "countryside", "between", "border", "coast", "offshore"]
)
PLACES = st.builds(
    Place, id=st.text("ab", min_size=1, max_size=3), name=st.just("X"),
    kind=st.sampled_from("continent country region admin1 admin2 settlement water mountain site".split()),
    country_code=st.sampled_from(["", "SY", "FJ", "AQ", "XX"]), admin1=st.sampled_from(["", "SY.06", "RU.15"]),
    point=st.builds(Point, lat=st.floats(-90, 90), lon=st.floats(-180, 180)), population=st.integers(0, 40_000_000),
    source=st.just(""), radius_km=st.just(0.0) | st.floats(0.1, 3000),
)  # fmt: skip


@given(
    st.builds(
        Relation, words=st.just(""), kind=KINDS, direction=st.none() | st.sampled_from(COMPASS),
        distance_km=st.none() | st.floats(0.001, 5000),
    ),
    PLACES,
    PLACES,
)  # fmt: skip
def test_every_area_of_every_place_lies_on_the_globe(relation: Relation, place: Place, other: Place) -> None:
    drawn = area(relation, place, other, countries=["SY", "XX"])
    if drawn is None:
        return
    assert drawn.radius_km >= 0
    for line in drawn.lines:
        assert line[0] == line[-1] or not drawn.filled
    for polygon in rings(drawn):
        for ring in polygon:
            assert ring[0] == ring[-1]
            assert all(-90 <= lat <= 90 for _, lat in ring)


# ---- both together


def test_a_relation_makes_a_mention_literal_and_an_unplaced_one_keeps_its_words() -> None:
    text, spans = _marked("At the [Syrian]-[Jordanian] border, near [Xanadwal], rural [Mexicans] met.")
    places = [SYRIA, JORDAN, None, RUSSIA]
    placements = [
        Placement(Mention("a", *span, text[slice(*span)], "associative"), place, 0.5, "")
        for span, place in zip(spans, places, strict=True)
    ]
    syrian, jordanian, unknown, people = relate(Article("a", text), placements)
    assert syrian.mention.role == "literal"
    assert syrian.area == jordanian.area is not None
    assert unknown.mention.relation
    assert unknown.area is None
    assert (people.mention.role, people.mention.relation) == ("associative", None)


def test_the_border_is_with_the_country_that_the_article_is_about(gazetteer: Gazetteer) -> None:
    article = Article("a", "Daraa, Homs and Idlib in Syria are far from the Turkish border.")
    *_, turkish = locate(article, gazetteer=gazetteer)
    assert _holds(turkish.area, 36.82, 38.01)
    assert not _holds(turkish.area, 39.7, 44.4)  # by Iran
