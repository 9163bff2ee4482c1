"""A folium map in the page: where `maps` meets Streamlit."""

from collections.abc import Callable
from operator import attrgetter

import folium
import streamlit as st
from streamlit_folium import st_folium

from dashboard import disclosed, legend, maps, markup, query, state
from dashboard.colours import Colour
from dashboard.maps import Layer
from dashboard.query import Corpus, Selection
from geo import Place
from news.queries import Division

HEIGHT = 610
SMALL = 300
# The layers of areas, and what is counted for each.
DIVISIONS: dict[Layer, Division] = {"countries": "country", "provinces": "admin1"}


def draw(
    corpus: Corpus,
    selection: Selection,
    *,
    name: str,
    chosen: Place | None = None,
    on_click: Callable[[Place], None] | None = None,
    layer: Layer = "places",
    colour: Colour = "kind",
    named: maps.Named = attrgetter("name"),
    height: int = HEIGHT,
    remembers: bool = True,
) -> None:
    """Draw the marks of a selection, and what they mean.

    chosen     the place to look at first; without it, where most of the marks are
    on_click   is told the place of a mark that was clicked
    named      how a place is called
    remembers  see `maps.base_map`
    """
    dark = st.context.theme.type == "dark"
    key = f"{name}-{'dark' if dark else 'light'}"

    def clicked() -> None:
        drawing = (st.session_state.get(key) or {}).get("last_active_drawing") or {}
        if on_click and (place := disclosed.place_now(drawing.get("id"))):
            on_click(place)

    if layer in DIVISIONS:
        marks, places = selection.by_division(DIVISIONS[layer])
    else:
        marks, places = selection.marks, corpus.places
    move = _move(corpus, selection, chosen)
    st_folium(
        maps.base_map(dark=dark, remembers=remembers),
        key=key,
        feature_group_to_add=maps.layers(marks, places, move, layer=layer, colour=colour, named=named),
        # Each object more would be one more reason to run the page again: bounds, say, at every pan.
        returned_objects=["last_active_drawing"] if on_click else [],
        on_change=clicked,
        height=height,
        use_container_width=True,
    )
    st.html(markup.legend(legend.entries(marks, places, layer=layer, colour=colour, dark=dark)))


def small(group: folium.FeatureGroup, *, name: str) -> None:
    """Draw a small map of a few things, which has no part in the address."""
    dark = st.context.theme.type == "dark"
    st_folium(
        maps.base_map(dark=dark, remembers=False),
        key=f"{name}-{'dark' if dark else 'light'}",
        feature_group_to_add=group,
        returned_objects=[],
        height=SMALL,
        use_container_width=True,
    )


def _move(corpus: Corpus, selection: Selection, chosen: Place | None) -> maps.Move:
    asked, key = state.asked_move()
    return maps.Move(
        start=maps.bounds([chosen] if chosen else query.heart(corpus, selection)),
        all=maps.bounds([corpus.places[number] for number in selection.marks["place"].unique()]),
        to=maps.bounds(list(asked)),
        key=key,
    )
