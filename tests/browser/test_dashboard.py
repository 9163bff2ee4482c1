"""What a reader does, in a real browser that reaches nothing but 127.0.0.1."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from dashboard import text
from tests.browser.conftest import TILES, Reader, serve
from tests.dashboard.reports import HOSTILE, PLACES

Open = Callable[..., Reader]
DARAA, NAWA = PLACES["daraa"].id, PLACES["nawa"].id

# Every mark that is on the map, as [id, shape, state].
MARKS = """() => { const found = []; map.eachLayer(layer => { if (layer.feature) found.push(
    ['id', 'shape', 'state'].map(name => layer.feature.properties[name])); }); return found; }"""


def test_the_first_map_needs_nothing_from_elsewhere(open_page: Open) -> None:
    reader = open_page()
    reader.wait("map.getPane('land').querySelector('canvas')")
    loaded = reader.frame.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert any("/app/static/vendor/leaflet/leaflet.js" in url for url in loaded)
    assert not [url for url in loaded if "jquery" in url or "bootstrap" in url]
    reader.expect_counts("4 of 4 stories: 11 mentions")
    assert reader.page.title() == f"{text.TITLE}: {text.TAGLINE}"
    expect(reader.page.get_by_text("Deploy")).to_have_count(0)


def test_the_first_look_holds_what_is_shown(open_page: Open) -> None:
    for settings in ({}, {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}):
        reader = open_page(**settings)
        places = [PLACES[name].point for name in ("daraa", "nawa", "damascus", "hostile")]
        for point in places:
            assert reader.frame.evaluate("at => map.getBounds().contains(at)", [point.lat, point.lon])
        assert 6 <= reader.position[2] <= 9


def test_a_page_that_was_empty_looks_at_the_first_marks_that_it_gets(open_page: Open) -> None:
    reader = open_page("q=nonesuch", view="empty")
    assert reader.param("at") is None
    reader.page.get_by_role("button", name=text.CLEAR).click()
    reader.wait("map.getZoom() > 6 && map.getBounds().contains([32.62, 36.10])")


def test_tiles_are_asked_for_only_when_chosen_and_given_up_with_a_word(open_page: Open) -> None:
    reader = open_page()
    reader.wait("map.getContainer().dataset.base === 'borders'")
    assert not reader.asked
    before = reader.position
    reader.frame.evaluate("window.sameFrame = true")
    reader.map_locator(".leaflet-control-layers").hover()
    reader.map_locator(".leaflet-control-layers-base label").filter(has_text=text.BASES["streets"]).click()
    expect(reader.map_locator(".notice")).to_have_text(text.TILES_FAILED)
    assert reader.asked == {TILES}
    assert reader.frame.evaluate("document.querySelectorAll('.leaflet-tile-pane img').length") == 0
    expect(reader.map_locator(".leaflet-control-attribution")).to_contain_text("Natural Earth")
    assert reader.param("base") == "streets"
    assert reader.frame.evaluate("window.sameFrame")
    assert reader.position == before


def test_layers_and_colours_change_under_the_reader_who_stays_where_they_are(open_page: Open) -> None:
    reader = open_page("at=32.800_36.200_6&base=dark")
    reader.frame.evaluate("window.sameFrame = true")
    for layer, sign in (
        ("clusters", "document.querySelector('.cluster')"),
        ("heat", "document.querySelector('.leaflet-heatmap-layer')"),
        ("provinces", "Object.values(map._layers).some(layer => layer.mark && layer.mark.shape === 'shade')"),
    ):
        reader.page.get_by_text(text.LAYERS[layer], exact=True).click()
        reader.settle()
        reader.wait(sign)
        assert reader.position == (32.8, 36.2, 6)
    assert reader.frame.evaluate("window.sameFrame")
    assert (reader.param("base"), reader.param("layer")) == ("dark", "provinces")
    reader.frame.evaluate("void map.setView([33, 35.8], 9, { animate: false })")
    expect(reader.map_locator(".dispute").filter(has_text="Golan")).to_have_text(
        "Golan Heights: claimed by Syria, held by Israel"
    )


def test_only_exact_places_are_points_and_the_countries_are_shaded(open_page: Open) -> None:
    reader = open_page()
    reader.wait(
        "Object.values(map._layers).some(layer => layer.feature && layer.feature.properties.shape === 'country')"
    )
    marks = {(id_, shape == "dot") for id_, shape, _ in reader.frame.evaluate(MARKS)}
    assert {id_ for id_, point in marks if point} == {PLACES[n].id for n in ("daraa", "nawa", "damascus", "hostile")}
    assert {PLACES[n].id for n in ("syria", "russia", "province", "golan")} <= {i for i, point in marks if not point}


def test_a_click_on_a_mark_filters_the_list_and_can_be_taken_back(open_page: Open) -> None:
    reader = open_page()
    before = reader.position
    reader.click_dot(NAWA)
    reader.expect_counts("1 of 4 stories: 1 mention")
    expect(reader.chip("place")).to_have_text("Only Nawa, Syria")
    expect(reader.page.locator(".sentence")).to_have_text(["Shelling hit Daraa and Nawa on Monday."])
    assert reader.param("place") == NAWA
    assert reader.position == before
    assert {state for _, _, state in reader.frame.evaluate(MARKS)} == {"chosen", "faded"}
    reader.chip("place").click()
    reader.settle()
    reader.expect_counts("4 of 4 stories: 11 mentions")
    assert reader.param("place") is None
    reader.click_dot(NAWA)  # the same mark again is news
    assert reader.param("place") == NAWA
    reader.click_dot(NAWA)  # and once more takes it off
    assert reader.param("place") is None


def test_a_click_on_an_area_filters_by_it(open_page: Open) -> None:
    reader = open_page("at=34.5_39.5_7")
    box = reader.page.locator("iframe[title*=folium]").bounding_box()
    assert box
    reader.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    reader.settle()
    assert reader.param("place") == PLACES["syria"].id
    expect(reader.chip("place")).to_have_text("Only Syria and places in it")


def test_a_click_in_the_list_moves_the_map_there(open_page: Open) -> None:
    reader = open_page("at=0_0_3&q=shelling")
    button = reader.page.locator(".st-key-move-dated-0").get_by_role("button", name=text.ON_MAP).first
    button.click()
    reader.wait(
        "map.getZoom() > 8 && map.getBounds().contains([32.62, 36.10]) && map.getBounds().contains([32.89, 36.04])"
    )
    reader.frame.evaluate("void map.setView([0, 0], 3, { animate: false })")
    button.click()  # again, after the reader has moved the map away
    reader.wait("map.getZoom() > 8 && map.getBounds().contains([32.62, 36.10])")


def test_zoom_and_position_survive_every_filter_and_panning_runs_nothing(open_page: Open) -> None:
    reader = open_page("colour=recency&names=local")
    reader.stand(40, 30, 5)
    reader.frame.evaluate("window.sameFrame = true")
    reader.page.get_by_label(text.WORDS).fill("shelling")
    reader.page.keyboard.press("Enter")
    reader.settle()
    reader.page.get_by_role("button", name=text.LOOK).click()
    reader.page.locator("label", has_text=text.ASSOCIATIVE).click()
    reader.settle()
    # what else the popover holds was met by the browser only now
    assert (reader.param("colour"), reader.param("names")) == ("recency", "local")
    reader.expect_counts("1 of 4 stories: 6 mentions")
    assert reader.position == (40, 30, 5)
    assert reader.frame.evaluate("window.sameFrame")
    assert reader.param("at") == "40.000_30.000_5"
    assert (reader.param("q"), reader.param("associative")) == ("shelling", "true")


def test_choosing_a_place_from_the_list_of_places_moves_the_map(open_page: Open) -> None:
    reader = open_page("at=0_0_3")
    search = reader.page.get_by_label(text.PLACE, exact=True)
    search.click()
    search.fill("damas")
    reader.page.get_by_role("option", name="Damascus, Syria").click()
    reader.settle()
    reader.wait("map.getBounds().contains([33.51, 36.29]) && map.getZoom() > 8")
    reader.expect_counts("1 of 4 stories: 1 mention")


def test_a_date_can_be_chosen(open_page: Open) -> None:
    reader = open_page("since=2018-07-02")
    field = reader.page.locator("[data-testid=stDateInput]").first
    expect(field).to_contain_text("2018")
    assert "1 report without a date below" in reader.counts


def test_a_link_shows_the_same_to_someone_else(open_page: Open) -> None:
    reader = open_page("place=Nawa&since=2018-07-01&q=shelling")
    reader.frame.evaluate("void map.setView([33.5, 36.5], 8, { animate: false })")
    reader.wait("new URL(parent.location.href).searchParams.get('at') === '33.500_36.500_8'")
    link = reader.page.url
    other = open_page(link.partition("?")[2])
    assert other.counts == reader.counts
    assert other.position == reader.position == (33.5, 36.5, 8)
    expect(other.chip("place")).to_have_text("Only Nawa, Syria")


def test_a_bad_position_falls_back(open_page: Open) -> None:
    reader = open_page("at=&place=nowhere&view=none")
    for at in ("", "95_0_5", "nan_0_3"):
        reader.open(f"at={at}&place=nowhere&view=none")
        reader.expect_counts("4 of 4 stories: 11 mentions")
        lat, lon, _ = reader.position
        assert 30 < lat < 36
        assert 34 < lon < 40


def test_back_leads_to_the_filters_and_to_where_the_map_stood(open_page: Open) -> None:
    reader = open_page()
    reader.stand(32.5, 36, 8)
    reader.click_dot(NAWA)
    reader.stand(33.5, 37, 6)
    reader.page.go_back()
    expect(reader.chip("place")).to_have_count(0)
    reader.settle()
    reader.expect_counts("4 of 4 stories: 11 mentions")
    assert (reader.position, reader.param("at")) == ((32.5, 36, 8), "32.500_36.000_8")
    reader.page.go_forward()
    expect(reader.chip("place")).to_have_text("Only Nawa, Syria")
    reader.settle()
    assert (reader.position, reader.param("at")) == ((33.5, 37, 6), "33.500_37.000_6")
    # a filter's own move is one that "back" undoes as well
    search = reader.page.get_by_label(text.PLACE, exact=True)
    search.fill("damas")
    reader.page.get_by_role("option", name="Damascus, Syria").click()
    reader.wait("map.getZoom() > 8 && map.getBounds().contains([33.51, 36.29])")
    reader.settle()
    reader.page.go_back()
    expect(reader.chip("place")).to_have_text("Only Nawa, Syria")
    reader.settle()
    assert reader.position == (33.5, 37, 6)


def test_hostile_words_are_shown_to_the_letter_and_do_nothing(open_page: Open) -> None:
    reader = open_page(f"place={PLACES['hostile'].id}")
    reader.page.mouse.move(*reader.spot(PLACES["hostile"].id))
    tooltip = reader.map_locator(".leaflet-tooltip strong")
    expect(tooltip).to_have_text(HOSTILE)
    expect(reader.map_locator(".name").first).to_have_text(HOSTILE)
    expect(reader.page.locator(".report h4")).to_have_text(HOSTILE)
    expect(reader.page.locator(".report h4 a")).to_have_count(0)
    expect(reader.chip("place")).to_contain_text(f"Only {' '.join(HOSTILE.split())}")
    reader.page.locator(".st-key-move-dated-0").get_by_role("button").first.hover()
    expect(reader.page.get_by_role("tooltip")).to_contain_text(HOSTILE)
    reader.click_dot(PLACES["hostile"].id)
    for frame in (reader.page.main_frame, reader.frame):
        assert frame.evaluate("window.hacked") is None
        assert (
            frame.evaluate("document.querySelectorAll('img[src=x], script:not([src])[id], a[href^=javascript]').length")
            == 0
        )
    reader.page.get_by_text(text.VIEWS["places"], exact=True).click()
    reader.settle()
    assert reader.page.evaluate("window.hacked") is None


def test_links_lead_to_the_source(open_page: Open) -> None:
    reader = open_page("q=shelling")
    link = reader.page.locator(".report a").first
    expect(link).to_have_attribute(
        "href", "https://example.org/daraa#:~:text=Shelling%20hit%20Daraa%20and%20Nawa%20on%20Monday."
    )
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_arabic_runs_from_right_to_left(open_page: Open) -> None:
    reader = open_page("since=2018-08-01")
    sentence = reader.page.locator(".sentence").first
    expect(sentence).to_have_text("انسحب المقاتلون من درعا يوم الثلاثاء.")
    assert sentence.evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_the_map_follows_the_theme(open_page: Open) -> None:
    dark, light = open_page(color_scheme="dark"), open_page(color_scheme="light")
    assert dark.frame.evaluate("map.getContainer().classList.contains('dark')")
    assert not light.frame.evaluate("map.getContainer().classList.contains('dark')")


def test_it_works_under_a_base_path(open_page: Open, tmp_path: Path) -> None:
    with serve(tmp_path, script=Path(__file__).with_name("page.py"), base="news/map") as address:
        reader = open_page(address=address)
        reader.wait("map.getPane('land').querySelector('canvas')")
        reader.click_dot(NAWA)
        reader.expect_counts("1 of 4 stories: 1 mention")
        assert reader.param("place") == NAWA


def test_the_places_and_about_views_open_from_the_address(open_page: Open) -> None:
    reader = open_page("view=places", view="places")
    expect(reader.page.locator("[data-testid=stDataFrame]").first).to_be_visible()
    about = open_page("view=about&place=Nawa", view="about")
    expect(about.page.get_by_text("How to read the map")).to_be_visible()
    assert about.param("place") == NAWA
