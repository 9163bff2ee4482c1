"""A dot only where a place is exact, areas for all else, and words that stay words on their way to the browser."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha384
from typing import Any

import folium
import pandas as pd
import pytest
from geopy.distance import great_circle
from streamlit_folium import _get_feature_group_string, _get_map_string

from dashboard import colours, maps
from dashboard.query import Corpus
from geo import Place, Point, outlines
from geo.areas import circle
from news.queries import Filters
from news.records import EVENT_KINDS
from tests.dashboard.conftest import Make
from tests.dashboard.reports import HOSTILE, PLACES, report

FROM_NPM = (
    ("leaflet", "leaflet.js"),
    ("leaflet", "leaflet.css"),
    ("leaflet.markercluster", "leaflet.markercluster.js"),
    ("leaflet.markercluster", "MarkerCluster.css"),
    ("leaflet.heat", "leaflet-heat.js"),
)
NOWHERE = maps.Move(start=None, all=None)
FIELDS = (
    "id",
    "name",
    "stories",
    "shape",
    "where",
    "level",
    "colour",
    "latest",
    "kinds",
    "state",
    "associative",
    "more",
)
DEFAULTS = {"kinds": [], "state": 0, "associative": 0, "more": []}


def _script(corpus: Corpus, filters: Filters | None = None, **how: Any) -> str:
    """The script that reaches the browser, by streamlit-folium's own way."""
    marks = corpus.select(filters or Filters(associative=True)).marks
    return _sent(maps.layers(marks, corpus.places, NOWHERE, **how))


def _sent(group: folium.FeatureGroup) -> str:
    base = maps.base_map(dark=False)
    base.get_root().render()
    _get_map_string(base)
    return str(_get_feature_group_string(group, map=base))


def _data(script: str) -> dict[str, Any]:
    (found,) = re.findall(r"dateline\.shown\(map_div, feature_group_feature_group_0, (\{.*\})\);", script)
    data: dict[str, Any] = json.loads(found)
    return data


def _marks(script: str) -> list[dict[str, Any]]:
    """The marks in it as static/map.js unpacks them."""
    marks = [{**DEFAULTS, **dict(zip(FIELDS, packed, strict=False))} for packed in _data(script)["marks"]]
    return [
        {
            **mark,
            "shape": list(maps.SHAPES)[mark["shape"]],
            "state": list(maps.STATES)[mark["state"]],
            "kinds": {EVENT_KINDS[n]: count for n, count in zip(mark["kinds"][::2], mark["kinds"][1::2], strict=True)},
        }
        for mark in marks
    ]


def _named(script: str, name: str) -> dict[str, Any]:
    (mark,) = [mark for mark in _marks(script) if mark["name"] == name and not mark["associative"]]
    return mark


def test_a_name_that_looks_like_a_template_is_a_name(corpus: Corpus) -> None:
    marks = corpus.select(Filters()).marks
    places = [replace(place, name="{% if {{ 7*7 }} {#") for place in corpus.places]
    script = _sent(maps.layers(marks, places, NOWHERE))
    assert "{% if {{ 7*7 }} {#" in {mark["name"] for mark in _marks(script)}


def test_only_settlements_and_sites_are_points(corpus: Corpus) -> None:
    shape_of = {(mark["id"], mark["shape"]) for mark in _marks(_script(corpus))}
    dots = {id_ for id_, shape in shape_of if shape == "dot"}
    assert dots == {PLACES[name].id for name in ("daraa", "nawa", "damascus", "moscow", "hostile")}
    areas = {id_ for id_, shape in shape_of if shape != "dot"}
    assert areas == {PLACES[name].id for name in ("golan", "province", "daraa", "syria", "russia")}


def test_every_mark_says_how_exactly_it_is_known(corpus: Corpus) -> None:
    levels = {mark["name"]: maps.LEVELS[mark["level"]] for mark in _marks(_script(corpus))}
    assert levels["Nawa"] == "settlement"
    assert levels["near Daraa"] == "near"
    assert levels["Daraa Governorate"] == "admin1"
    assert levels["Golan Heights"] == "region"
    assert levels["Syria"] == "country"


def test_a_point_is_latitude_first_as_leaflet_has_it(corpus: Corpus) -> None:
    assert _named(_script(corpus), "Nawa")["where"] == [32.8893, 36.0419]


def test_outlines_are_named_by_code_and_fetched_by_the_browser(corpus: Corpus) -> None:
    script = _script(corpus)
    assert (_named(script, "Syria")["shape"], _named(script, "Syria")["where"]) == ("country", "SY")
    province = _named(script, "Daraa Governorate")
    assert (province["shape"], province["where"]) == ("division", "SY.06")
    assert "SY.06" in json.loads((maps.STATIC / "provinces" / "SY.json").read_text())


def test_a_country_without_an_outline_is_a_ring(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "encoded", lambda kind: {})
    russia = _named(_script(corpus), "Russia")
    assert (russia["shape"], russia["where"]) == ("wide", [60.0, 100.0, 2300.0])


def test_a_distance_and_a_direction_move_the_mark(corpus: Corpus) -> None:
    moved = _named(_script(corpus), "33 km northeast of Daraa")
    lat, lon, _ = moved["where"]
    daraa = PLACES["daraa"].point
    assert great_circle((lat, lon), (daraa.lat, daraa.lon)).km == pytest.approx(33, rel=0.02)
    assert lat > daraa.lat
    assert lon > daraa.lon


def test_a_few_hundred_metres_from_a_town_are_a_dot(make: Make) -> None:
    (mark,) = _marks(_script(make(report("A mine lay 500 m east of [Daraa|daraa].", id_="1"))))
    assert mark["shape"] == "dot"
    assert mark["where"][1] == pytest.approx(PLACES["daraa"].point.lon + 0.0053, abs=0.0005)


def test_the_area_of_a_relation_is_only_outlined_where_it_is_wide(make: Make) -> None:
    text = "The war in southern [Syria|syria] went on near [Daraa|daraa]."
    marks = {mark["shape"]: mark for mark in _marks(_script(make(report(text, id_="1"))))}
    assert set(marks) == {"wide", "near"}
    assert not maps.SHAPES["wide"]["fill"]
    ring = marks["wide"]["where"][0][0]
    assert len(ring) % 2 == 0
    assert all(isinstance(number, int) for number in ring)
    assert 30_000 < ring[0] < 43_000  # longitude first, thousandths of a degree
    assert 32_000 < ring[1] < 36_000


def test_equal_areas_are_one_mark(make: Make) -> None:
    corpus = make(report("Camps near [Daraa|daraa] are full.", id_="1"))
    marks = corpus.select(Filters()).marks
    twice = pd.concat([marks, marks.assign(relation="around Daraa", stories=2)], ignore_index=True)
    (mark,) = _marks(_sent(maps.layers(twice, corpus.places, NOWHERE)))
    assert (mark["name"], mark["stories"], mark["more"]) == ("near Daraa", 1, [["around Daraa", 2]])


def test_the_less_is_known_the_paler() -> None:
    shade = {name: style["fillOpacity"] for name, style in maps.SHAPES.items()}
    assert shade["dot"] > shade["division"] > shade["country"]
    assert shade["dot"] > shade["ring"] >= shade["near"] > shade["wide"]


@pytest.mark.parametrize("dark", [False, True])
def test_other_uses_of_names_differ_in_more_than_colour(dark: bool) -> None:
    assert colours.ASSOCIATIVE[dark] not in colours.KINDS[dark].values()
    for style in maps.SHAPES.values():
        drawn = {**style, **maps.ASSOCIATIVE}
        assert drawn["dashArray"] != style.get("dashArray")


def test_what_was_asked_for_stands_out(corpus: Corpus) -> None:
    states = {mark["name"]: mark["state"] for mark in _marks(_script(corpus, Filters(place=PLACES["nawa"].id)))}
    assert states["Nawa"] == "chosen"
    assert {state for name, state in states.items() if name != "Nawa"} == {"faded"}
    assert maps.STATES["faded"]["opacity"] < min(style["opacity"] for style in maps.SHAPES.values())


def _frame(**rows: dict[str, Any]) -> tuple[pd.DataFrame, list[Place]]:
    plain = {"associative": False, "area": None, "relation": "", "mentions": 1, "stories": 1, "chosen": None}
    plain |= {"latest": pd.NaT} | dict.fromkeys(EVENT_KINDS, 0)
    frame = pd.DataFrame([{**plain, "place": n, **row} for n, row in enumerate(rows.values())])
    return frame.assign(chosen=None), [PLACES[name] for name in rows]


def test_the_commonest_kind_colours_a_mark_but_other_only_alone() -> None:
    marks, places = _frame(
        daraa={"other": 9, "aid": 2, "talks": 3}, nawa={"other": 1}, base={"battle": 1, "explosion": 1}, moscow={}
    )
    drawn = _marks(_sent(maps.layers(marks, places, NOWHERE)))
    assert [EVENT_KINDS[mark["colour"]] for mark in drawn] == ["talks", "other", "battle", "other"]
    assert drawn[0]["kinds"] == {"other": 9, "aid": 2, "talks": 3}


def test_recency_counts_from_the_newest_day() -> None:
    days = {
        "daraa": "2020-03-01",
        "nawa": "2020-02-25",
        "base": "2020-02-01",
        "moscow": "2019-03-02",
        "hostile": "2018",
    }
    marks, places = _frame(**{name: {"latest": pd.Timestamp(day)} for name, day in days.items()}, damascus={})
    drawn = _marks(_sent(maps.layers(marks, places, NOWHERE, colour="recency")))
    assert [mark["colour"] for mark in drawn] == [0, 1, 2, 3, 4, 5]
    assert [mark["latest"] for mark in drawn][:2] == ["2020-03-01", "2020-02-25"]
    assert drawn[-1]["latest"] == ""
    assert maps.newest_day(marks) == date(2020, 3, 1)


def test_only_dots_are_hot(corpus: Corpus) -> None:
    assert {mark["shape"] for mark in _marks(_script(corpus, layer="heat"))} == {"dot"}


@pytest.mark.parametrize(("level", "layer", "code"), [("country", "countries", "SY"), ("admin1", "provinces", "SY.06")])
def test_a_division_is_shaded_by_the_stories_in_it_and_has_its_places_id(
    corpus: Corpus, level: Any, layer: Any, code: str
) -> None:
    marks, places = corpus.select(Filters()).by_division(level)
    drawn = {mark["where"]: mark for mark in _marks(_sent(maps.layers(marks, places, NOWHERE, layer=layer)))}
    id_ = PLACES["syria" if level == "country" else "province"].id
    assert (drawn[code]["id"], drawn[code]["shape"]) == (id_, "shade")
    assert drawn[code]["stories"] == 3
    assert colours.classes(3) == [1, 2]
    assert drawn[code]["colour"] == 1
    assert corpus.place(id_)  # a click filters by it, named or not


def test_words_reach_the_script_as_json_only(corpus: Corpus) -> None:
    script = _script(corpus, named=lambda place: place.name)
    assert [mark["name"] for mark in _marks(script) if mark["id"] == "geonames:1"] == [HOSTILE]
    assert not re.search(r"</script|<img|bindTooltip|bindPopup", script)


def test_places_are_called_as_the_reader_wants(corpus: Corpus) -> None:
    names = {mark["name"] for mark in _marks(_script(corpus, named=lambda place: f"«{place.id}»"))}
    assert f"«{PLACES['nawa'].id}»" in names


def test_four_thousand_marks_are_less_than_half_a_megabyte() -> None:
    """With what makes marks long: ids of eight digits, long names, a third of them relations, three kinds each."""
    places = [
        Place(f"geonames:{10_000_000 + n}", f"Nasib Border Crossing {n}", "settlement", "SY", "SY.06",
              Point(lat=n / 50 - 40, lon=n / 23 - 87), 0, "GeoNames")
        for n in range(4_000)
    ]  # fmt: skip
    rows = [
        {
            "place": n,
            "associative": n % 7 == 0,
            "area": circle(place.point, 12.5) if n % 3 == 0 else None,
            "relation": f"south of {place.name}" if n % 3 == 0 else "",
            "stories": 100 + n,
            "latest": pd.Timestamp(2020, 1, 1),
            "chosen": None,
            **(dict.fromkeys(EVENT_KINDS, 0) | {"battle": 50, "aid": 100, "other": 20}),
        }
        for n, place in enumerate(places)
    ]
    script = _sent(maps.layers(pd.DataFrame(rows).assign(chosen=None), places, NOWHERE))
    assert len(_data(script)["marks"]) == 4_000
    assert len(json.dumps(script)) < 500_000  # as Streamlit sends it


def test_the_base_map_is_the_same_whatever_is_shown_and_loads_nothing_but_leaflet_and_ours() -> None:
    def base() -> tuple[str, list[str]]:
        folium_map = maps.base_map(dark=False)
        folium_map.get_root().render()
        links = [url for _, url in folium_map.default_js + folium_map.default_css]
        return re.sub(r"_[0-9a-f]{32}", "", _get_map_string(folium_map)), links

    assert base() == base()
    assert [re.sub(r".*/|\?.*", "", link) for link in base()[1]] == ["leaflet.js", "map.js", "leaflet.css", "map.css"]
    assert folium.Map.default_js != maps.base_map(dark=False).default_js  # folium's own list is left as it is
    assert any("bootstrap" in url for _, url in folium.Map.default_js)


def test_leaflet_comes_from_the_app_where_it_is_installed_and_else_from_its_cdn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    for name in ("map.js", "map.css", "ground.js", "plugins.js", "integrity.js"):
        (tmp_path / name).write_text("")
    monkeypatch.setattr(maps, "STATIC", tmp_path)
    integrity, leaflet, _ = (address for _, address in maps.base_map(dark=False).default_js)
    assert re.fullmatch(r"https://cdn\.jsdelivr\.net/npm/leaflet@[\d.]+/dist/leaflet\.js#sha384-[\w+/]{64}", leaflet)
    assert "integrity.js" in integrity  # before the first that it holds to a digest
    for package, name in FROM_NPM:
        (tmp_path / "vendor" / package).mkdir(parents=True, exist_ok=True)
        (tmp_path / "vendor" / package / name).write_text("")
    assert maps.base_map(dark=False).default_js[0][1] == "../../app/static/vendor/leaflet/leaflet.js"
    (tmp_path / "vendor" / "leaflet.heat" / "leaflet-heat.js").unlink()
    assert "integrity.js" in maps.base_map(dark=False).default_js[0][1]


@pytest.mark.skipif(not (maps.STATIC / "vendor" / "leaflet").is_dir(), reason="not fetched: python static/vendor.py")
def test_the_digests_of_the_cdn_are_those_of_what_npm_gives() -> None:
    """Which held the packages to package-lock.json."""
    assert {
        name: f"sha384-{b64encode(sha384((maps.STATIC / 'vendor' / package / name).read_bytes()).digest()).decode()}"
        for package, name in FROM_NPM
    } == maps.DIGESTS


def test_the_versions_of_the_cdn_are_those_that_are_installed() -> None:
    wanted = json.loads((maps.STATIC.parent / "package.json").read_text())["dependencies"]
    assert {name: f"{name}@{version}" for name, version in wanted.items()} == maps.PACKAGES


def test_bounds_hold_areas_with_their_extent() -> None:
    assert maps.bounds([]) is None
    assert maps.bounds([PLACES["daraa"]]) == ((32.61889, 36.10206), (32.61889, 36.10206))
    (south, west), (north, east) = maps.bounds([PLACES["golan"]])  # type: ignore[misc]
    assert north - south == pytest.approx(64 / 111.2, rel=0.01)
    assert west < 35.8 < east
    (south, west), (north, east) = maps.bounds([PLACES["russia"]])  # type: ignore[misc]
    assert west > 25  # the far east beyond the date line, and islands, would make it the whole world
    assert east <= 180
