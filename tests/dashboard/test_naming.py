"""What a place is called, as the reader chose."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard import markup, naming, text
from geo import Placement, When
from tests.dashboard.reports import PLACES, report

FIRST, POP = "\u2068", "\u2069"
SYRIA = {"SY": "Syria", "RU": "Russia"}


@pytest.mark.parametrize(
    ("place", "in_a_list", "on_the_map"),
    [
        ("daraa", f"{FIRST}درعا{POP} (Daraa)", f"{FIRST}درعا{POP}"),
        ("moscow", "Москва (Moscow)", "Москва"),
        ("base", "Deir ez-Zor airport", "Deir ez-Zor airport"),  # none is known
        ("golan", "Golan Heights", "Golan Heights"),  # lies in two countries
    ],
)
def test_a_place_is_called_as_it_is_there(place: str, in_a_list: str, on_the_map: str) -> None:
    assert naming.name(PLACES[place], local=True) == in_a_list
    assert naming.name(PLACES[place], local=True, alone=True) == on_the_map
    assert naming.name(PLACES[place], local=False) == PLACES[place].name


def test_a_line_keeps_its_order_around_a_local_name() -> None:
    daraa = naming.named(PLACES["daraa"], local=True)
    assert daraa == replace(PLACES["daraa"], name=f"{FIRST}درعا{POP} (Daraa)")
    assert text.where(daraa, SYRIA) == f"{FIRST}درعا{POP} (Daraa), Syria"
    assert text.option(daraa, SYRIA, 3) == f"{FIRST}درعا{POP} (Daraa), Syria · 3"


def test_a_hostile_name_does_not_turn_what_stands_after_it() -> None:
    hostile = replace(PLACES["moscow"], id="geonames:1", name="\u202eDamascus\u2067")
    assert text.where(hostile, SYRIA) == f"{FIRST}Damascus{POP}, Russia"
    assert naming.name(hostile, local=True) == f"{FIRST}Damascus{POP}"
    mention = report("[x|nawa]", id_="1").events[0].placement.mention
    why = text.as_now(Placement(mention, hostile, 0.5, "as “\u202eطرطوس” says"), SYRIA)
    assert "\u202e" not in why
    assert why.endswith(f"{FIRST}as “طرطوس” says{POP}")


def test_words_of_the_text_are_isolated_where_they_are_quoted() -> None:
    stated = When(date(2018, 6, 19), date(2018, 6, 19), "stated", "يوم الثلاثاء")
    assert text.when(stated) == f"19 June 2018 (the text: “{FIRST}يوم الثلاثاء{POP}”)"
    assert text.with_words("درعا") == f"“{FIRST}درعا{POP}”"
    assert text.column("title", "انسحبوا من درعا") == f"title: {FIRST}انسحبوا من درعا{POP}"


def test_a_line_of_ours_runs_as_ours() -> None:
    html = markup.lines([f"{FIRST}درعا{POP}: is in the archive already"])
    assert "dir=" not in html
    assert f"<li>{FIRST}درعا{POP}: is in" in html
