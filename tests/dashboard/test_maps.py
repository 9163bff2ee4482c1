"""A dot only where a place is exact, areas for all else, and words that stay words on their way to the browser."""

import json
import re
from typing import Any

import folium
import pytest
from geopy.distance import great_circle
from streamlit_folium import _get_feature_group_string, _get_map_string

from dashboard import maps
from dashboard.query import Corpus
from geo import outlines, shapes
from news.queries import Filters
from tests.dashboard.conftest import Make
from tests.dashboard.reports import HOSTILE, PLACES, report

NOWHERE = maps.Move(start=None, all=None)


def _script(corpus: Corpus, *, dark: bool = False) -> str:
    """The script that reaches the browser, by streamlit-folium's own way."""
    marks = corpus.select(Filters(associative=True)).marks
    base = maps.base_map(dark=dark)
    base.get_root().render()
    _get_map_string(base)
    return str(_get_feature_group_string(maps.layers(marks, corpus.places, NOWHERE), map=base))


def _features(script: str) -> list[dict[str, Any]]:
    """The features of all GeoJson layers in it."""
    found = re.findall(r'_add\((\{"features".*\})\);', script)
    assert found
    return [feature for collection in found for feature in json.loads(collection)["features"]]


def test_only_settlements_and_sites_are_points(corpus: Corpus) -> None:
    features = _features(_script(corpus))
    points = {f["properties"]["id"] for f in features if f["geometry"]["type"] == "Point"}
    assert points == {PLACES[name].id for name in ("daraa", "nawa", "damascus", "moscow", "hostile")}
    areas = {f["properties"]["id"] for f in features if f["geometry"]["type"] == "MultiPolygon"}
    assert areas == {PLACES[name].id for name in ("golan", "province", "daraa")}


def test_a_point_is_longitude_first(corpus: Corpus) -> None:
    (nawa,) = [f for f in _features(_script(corpus)) if f["properties"]["name"] == "Nawa"]
    assert nawa["geometry"]["coordinates"] == [36.04190, 32.88930]


def test_countries_are_named_by_code_and_drawn_by_the_browser(corpus: Corpus) -> None:
    script = _script(corpus)
    assert not any(f["properties"]["name"] in ("Syria", "Russia") for f in _features(script))
    assert set(re.findall(r'"code": "(\w+)"', script)) == {"SY", "RU"}


def test_a_country_without_an_outline_is_a_ring(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "encoded", lambda kind: {})
    (russia,) = [f for f in _features(_script(corpus)) if f["properties"]["name"] == "Russia"]
    assert len(russia["geometry"]["coordinates"][0][0]) == shapes.CIRCLE_CORNERS + 1


def test_a_division_has_its_true_outline(corpus: Corpus) -> None:
    (province,) = [f for f in _features(_script(corpus)) if f["properties"]["name"] == "Daraa Governorate"]
    ring = province["geometry"]["coordinates"][0][0]
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    assert province["properties"]["look"] == "literal division"
    assert 35.6 < min(lons) < 36.0 < 36.5 < max(lons) < 36.9
    assert 32.2 < min(lats) < 32.6 < 33.1 < max(lats) < 33.4


def test_a_distance_and_a_direction_move_the_mark(corpus: Corpus) -> None:
    (moved,) = [f for f in _features(_script(corpus)) if f["properties"]["name"] == "33 km northeast of Daraa"]
    ring = moved["geometry"]["coordinates"][0][0]
    centre = (sum(lat for _, lat in ring[:-1]) / (len(ring) - 1), sum(lon for lon, _ in ring[:-1]) / (len(ring) - 1))
    daraa = PLACES["daraa"].point
    assert great_circle(centre, (daraa.lat, daraa.lon)).km == pytest.approx(33, rel=0.02)
    assert centre[0] > daraa.lat
    assert centre[1] > daraa.lon


def test_a_few_hundred_metres_from_a_town_are_a_dot(make: Make) -> None:
    (feature,) = _features(_script(make(report("A mine lay 500 m east of [Daraa|daraa].", id_="1"))))
    assert feature["geometry"]["type"] == "Point"
    assert feature["geometry"]["coordinates"][0] == pytest.approx(PLACES["daraa"].point.lon + 0.0053, abs=0.0005)


def test_the_area_of_a_relation_is_only_outlined_where_it_is_wide(make: Make) -> None:
    text = "The war in southern [Syria|syria] went on near [Daraa|daraa]."
    looks = {f["properties"]["look"] for f in _features(_script(make(report(text, id_="1"))))}
    assert looks == {"literal wide", "literal near"}


@pytest.mark.parametrize("dark", [False, True])
def test_roles_differ_in_more_than_colour(dark: bool) -> None:
    styles = maps.styles(dark=dark)
    for shape in ("dot", "division", "country", "ring", "near", "wide"):
        literal, associative = styles[f"literal {shape}"], styles[f"associative {shape}"]
        assert literal["color"] != associative["color"] or literal["fillColor"] != associative["fillColor"]
        assert associative["dashArray"] != literal.get("dashArray")
        assert (
            styles[f"literal {shape} faded"]["opacity"]
            < literal["opacity"]
            < styles[f"literal {shape} chosen"]["weight"]
        )


def test_more_stories_make_a_larger_dot_by_area_and_not_without_end(make: Make) -> None:
    def radius(times: int) -> float:
        (feature,) = _features(_script(make(*(report("[Daraa|daraa]", id_=str(n)) for n in range(times)))))
        return float(feature["properties"]["radius"])

    assert radius(1) < radius(4) < radius(16)
    assert radius(16) - radius(4) == pytest.approx(2 * (radius(4) - radius(1)))
    assert radius(1000) == 24


def test_words_reach_the_script_as_json_only(corpus: Corpus) -> None:
    script = _script(corpus)
    assert [f["properties"]["name"] for f in _features(script) if f["properties"]["id"] == "geonames:1"] == [HOSTILE]
    assert not re.search(r"</script|<img|bindTooltip|bindPopup", script)


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
    for name in ("map.js", "map.css"):
        (tmp_path / name).write_text("")
    monkeypatch.setattr(maps, "STATIC", tmp_path)
    assert maps.base_map(dark=False).default_js[0][1].startswith("https://cdn.jsdelivr.net/npm/leaflet@")
    (tmp_path / "vendor" / "leaflet").mkdir(parents=True)
    (tmp_path / "vendor" / "leaflet" / "leaflet.js").write_text("")
    assert maps.base_map(dark=False).default_js[0][1] == "../../app/static/vendor/leaflet/leaflet.js"


def test_bounds_hold_areas_with_their_extent() -> None:
    assert maps.bounds([]) is None
    assert maps.bounds([PLACES["daraa"]]) == ((32.61889, 36.10206), (32.61889, 36.10206))
    (south, west), (north, east) = maps.bounds([PLACES["golan"]])  # type: ignore[misc]
    assert north - south == pytest.approx(64 / 111.2, rel=0.01)
    assert west < 35.8 < east
    (south, west), (north, east) = maps.bounds([PLACES["russia"]])  # type: ignore[misc]
    assert west > 25  # the far east beyond the date line, and islands, would make it the whole world
    assert east <= 180
