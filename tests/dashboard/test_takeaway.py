"""What a reader takes away, read again by the libraries that others would use."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
import shapely.geometry
from fastkml import KML
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image
from streamlit.testing.v1 import AppTest

from dashboard import standalone, still, takeaway, text
from dashboard.marks import drawing
from dashboard.query import Corpus
from geo.footprints import footprint
from geo.output import csv_lines
from news import output
from news.about import About, about
from news.kml import kml_lines
from news.queries import Filters
from tests.dashboard.reports import HOSTILE, PLACES, report

EVERY = Filters()
JULY = Filters(place=PLACES["daraa"].id, since=date(2018, 7, 1), until=date(2018, 7, 31))
FILTERS = (EVERY, JULY, Filters(associative=True), Filters(words="shelling"))
KML_NAME = "{http://www.opengis.net/kml/2.2}"
needs_leaflet = pytest.mark.skipif(not standalone.possible(), reason="Leaflet was not fetched: python static/vendor.py")


def table(corpus: Corpus, filters: Filters) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(takeaway.make(corpus, filters, "csv")))


def features(corpus: Corpus, filters: Filters) -> dict[str, object]:
    found: dict[str, object] = json.loads(takeaway.make(corpus, filters, "geojson"))
    return found


def inlined(page: str, name: str) -> object:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("filters", FILTERS)
def test_all_forms_hold_as_many_mentions_as_the_page_says(corpus: Corpus, filters: Filters) -> None:
    mentions = corpus.select(filters).counts.mentions
    assert len(table(corpus, filters)) == mentions
    assert len(features(corpus, filters)["features"]) == mentions  # type: ignore[arg-type]
    kml = etree.fromstring(takeaway.make(corpus, filters, "kml"))
    assert len(kml.findall(f".//{KML_NAME}Placemark")) == mentions
    picture = Image.open(io.BytesIO(takeaway.make(corpus, filters, "png")))
    assert json.loads(picture.text["Dateline"])["mentions"] == mentions  # type: ignore[attr-defined]


@needs_leaflet
@pytest.mark.parametrize("filters", FILTERS)
def test_a_map_to_keep_holds_them_too(corpus: Corpus, filters: Filters) -> None:
    data = inlined(takeaway.make(corpus, filters, "html").decode(), "data")
    assert isinstance(data, dict)
    assert sum(len(one["spans"]) for one in data["reports"]) == corpus.select(filters).counts.mentions
    told = {number for one in data["reports"] for number in one["marks"]}
    assert told == {feature["properties"]["mark"] for feature in data["features"]}, "a mark leads to no sentence"


def test_every_form_says_what_it_is_of(corpus: Corpus) -> None:
    first = table(corpus, JULY).iloc[0]
    assert first["selection"] == "Daraa; 2018-07-01 to 2018-07-31"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", first["exported"])
    metadata = features(corpus, JULY)["metadata"]
    assert isinstance(metadata, dict)
    assert metadata["filters"]["since"] == "2018-07-01"
    assert {source["name"] for source in metadata["sources"]} == {"Example"}
    picture = Image.open(io.BytesIO(takeaway.make(corpus, JULY, "png")))
    assert picture.width >= 1600
    assert picture.height >= 1000
    for words in (first["licence"], metadata["licence"], picture.text["Copyright"]):  # type: ignore[attr-defined]
        assert "CC BY 4.0" in words
        assert "Natural Earth" in words
    assert "2018-07-01 to 2018-07-31" in picture.text["Title"]  # type: ignore[attr-defined]
    kml = takeaway.make(corpus, JULY, "kml").decode()
    assert "CC BY 4.0" in kml
    assert "2018-07-01 to 2018-07-31" in kml


def test_places_have_their_geonames_ids(corpus: Corpus) -> None:
    found = table(corpus, EVERY)
    assert set(found.loc[found["name"] == "Daraa", "geonames_id"]) == {170905}
    assert found.loc[found["name"] == "Golan Heights", "geonames_id"].isna().all()


def test_a_point_is_only_drawn_where_it_is_exact(corpus: Corpus) -> None:
    for feature in features(corpus, replace(EVERY, associative=True))["features"]:  # type: ignore[attr-defined]
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid
        kind = feature["properties"]["kind"]
        assert (shape.geom_type == "Point") == (
            kind in ("settlement", "site") and not feature["properties"]["relation"]
        )


def test_an_area_across_the_date_line_is_cut_there() -> None:
    west, south, east, north = shapely.geometry.shape(footprint(PLACES["sea"])).bounds
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90


def test_kml_is_valid_by_its_schema(corpus: Corpus) -> None:
    made = takeaway.make(corpus, replace(EVERY, associative=True), "kml")
    document = KML.parse(io.BytesIO(made), validate=True)
    spans = [mark.times.begin.dt for mark in document.features[0].features if mark.times]  # type: ignore[attr-defined]
    assert date(2018, 7, 2) in spans


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_begins_a_formula(make: Callable[..., Corpus], formula: str) -> None:
    entry = report(
        "[Daraa|daraa] fell.", id_=formula, title=formula, url=formula, source=formula, published=date(2018, 7, 2)
    )
    made = takeaway.make(make(entry), EVERY, "csv").decode()
    for row in csv.reader(io.StringIO(made, newline="")):
        assert not any(cell.startswith(("=", "+", "@", "\t", "\r", "\n", "＝")) for cell in row)


@given(st.text(st.characters(codec=None)))
def test_any_text_makes_readable_lines(corpus_about: About, words: str) -> None:
    row = dict.fromkeys(output.MENTION_FIELDS, words) | {"relation": None, "role": "literal"}
    shape = {"type": "Point", "coordinates": [36.1, 32.6]}
    lines = "".join(kml_lines(corpus_about, [{**row, "geometry": shape}]))
    placemark = etree.fromstring(lines.encode()).find(f".//{KML_NAME}Placemark/{KML_NAME}name")
    assert placemark is not None
    made = "\n".join(csv_lines(output.MENTION_FIELDS, [row])).encode("utf-8", "replace").decode()
    header, only = csv.reader(io.StringIO(made, newline=""))
    assert len(header) == len(only)


@pytest.fixture(scope="module")
def corpus_about(corpus: Corpus) -> About:
    return about(corpus.snapshot, JULY)


@needs_leaflet
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(("</script><script>x", "<!--<script>", "]]>", "\u202eevil", "\x00\x0b", "\udc80", HOSTILE)))
def test_hostile_words_stay_words(corpus: Corpus, words: str) -> None:
    of = replace(about(corpus.snapshot, EVERY), filters=Filters(words=words))
    drawn = drawing(corpus, EVERY, about(corpus.snapshot, EVERY))
    said = standalone.html(corpus.snapshot, replace(drawn, about=replace(drawn.about, address=words)))
    assert said.count("</script>") == 4, "data ended its element"
    assert "<img src=x" not in said
    etree.fromstring("".join(kml_lines(of, [])).encode())
    assert still.png(replace(drawn, about=of), corpus.countries)


@needs_leaflet
def test_no_link_leads_elsewhere_than_to_the_web(corpus: Corpus) -> None:
    data = inlined(takeaway.make(corpus, EVERY, "html").decode(), "data")
    assert isinstance(data, dict)
    assert {one["url"].partition(":")[0] for one in data["reports"]} == {"https", ""}
    assert 'href="javascript' not in takeaway.make(corpus, EVERY, "kml").decode()


def test_file_names_are_safe(corpus: Corpus) -> None:
    assert takeaway.file_name(corpus, JULY, "csv") == "dateline_2018-07-01_2018-07-31_daraa.csv"
    assert re.fullmatch(r"[a-z0-9_-]+\.kml", takeaway.file_name(corpus, Filters(words="../ü\x00 درعا"), "kml"))


def test_what_is_cut_says_so(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takeaway, "MOST", 3)
    assert len(table(corpus, EVERY)) == 3
    assert features(corpus, EVERY)["metadata"]["mentions_here"] == 3  # type: ignore[index]


def page(filters: Filters) -> AppTest:
    """The popover alone."""

    def script(folder, since):  # type: ignore[no-untyped-def]  # its source alone is run
        from pathlib import Path

        from dashboard import takeaway
        from news.queries import Filters
        from tests.dashboard.reports import REPORTS, corpus_of

        takeaway.draw(corpus_of(Path(folder), REPORTS), Filters(since=since))

    shown = AppTest.from_function(script, kwargs={"folder": filters.words, "since": filters.since}).run(timeout=60)
    assert not shown.get("download_button"), "nothing is offered before it is asked for"
    shown.session_state["take"] = True
    return shown.run(timeout=60)


def test_the_popover_offers_every_form(tmp_path: object) -> None:
    shown = page(Filters(words=str(tmp_path)))
    assert not shown.exception
    labels = [button.proto.label for button in shown.get("download_button")]
    assert labels == [label for label, _ in text.TAKE_FORMATS.values()]
    empty = page(Filters(words=str(tmp_path), since=date(2030, 1, 1)))
    assert [info.value for info in empty.info] == [text.TAKE_EMPTY]
