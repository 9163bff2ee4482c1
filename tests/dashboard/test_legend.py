"""The legend says what is on the map, and nothing that is not."""

from typing import Any

from dashboard import legend, text
from dashboard.query import Corpus
from news.queries import Filters
from tests.dashboard.conftest import Make
from tests.dashboard.reports import report


def _words(corpus: Corpus, *, associative: bool = False, **how: Any) -> list[str]:
    marks = corpus.select(Filters(associative=associative)).marks
    how = {"layer": "places", "colour": "kind", "dark": False, **how}
    return [entry.words for entry in legend.entries(marks, corpus.places, **how)]


def test_only_what_is_there(make: Make, corpus: Corpus) -> None:
    one = make(report("Shelling hit [Daraa|daraa].", id_="1"))
    assert {text.LEGEND_RING, text.LEGEND_AREA, text.LEGEND_ASSOCIATIVE}.isdisjoint(_words(one))
    assert text.LEGEND_DOT in _words(one)
    assert {text.LEGEND_RING, text.LEGEND_AREA, text.LEGEND_DOT} <= set(_words(corpus))
    assert text.LEGEND_ASSOCIATIVE in _words(corpus, associative=True)
    assert text.LEGEND_DISPUTED in _words(one)


def test_each_layer_explains_itself(corpus: Corpus) -> None:
    assert text.LEGEND_CLUSTER in _words(corpus, layer="clusters")
    assert _words(corpus, layer="heat") == [text.LEGEND_HEAT, text.LEGEND_DISPUTED]


def test_recency_names_the_newest_day(corpus: Corpus) -> None:
    assert "latest day, 1 August 2018" in _words(corpus, colour="recency")


def test_the_classes_of_shades_follow_one_another(corpus: Corpus) -> None:
    marks, places = corpus.select(Filters()).by_division("country")
    entries = legend.entries(marks, places, layer="countries", colour="kind", dark=True)
    assert [entry.words for entry in entries] == ["1 story", "2 stories and more", text.LEGEND_DISPUTED]
