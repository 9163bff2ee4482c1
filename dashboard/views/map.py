"""The map beside the list of sentences that it was made from. Each moves or filters the other."""

from itertools import islice

import streamlit as st
from streamlit_folium import st_folium

from dashboard import maps, markup, query, state, text
from dashboard.query import Corpus, Filters, Selection, Snippet

HEIGHT = 610
MAP_KEY = "map"


def show(corpus: Corpus, filters: Filters) -> None:
    """Draw the view."""
    selection = query.select(corpus, filters)
    dark = st.context.theme.type == "dark"
    left, right = st.columns([1.75, 1], gap="medium")
    with left.container(key="map"):
        _map(corpus, filters, selection, dark=dark)
        st.html(markup.legend(maps.COLOURS[dark]))
    state.let_the_map_come()
    with right:
        _list(corpus, filters, selection)


def _map(corpus: Corpus, filters: Filters, selection: Selection, *, dark: bool) -> None:
    key = f"{MAP_KEY}-{'dark' if dark else 'light'}"
    st_folium(
        maps.base_map(dark=dark),
        key=key,
        feature_group_to_add=maps.layers(selection.marks, corpus.places, _move(corpus, filters, selection)),
        # Each object more would be one more reason to run the page again: bounds, say, at every pan.
        returned_objects=["last_active_drawing"],
        on_change=lambda: _clicked(corpus, key),
        height=HEIGHT,
        use_container_width=True,
    )


def _move(corpus: Corpus, filters: Filters, selection: Selection) -> maps.Move:
    shown = [corpus.places[id_] for id_ in selection.marks["place"].unique()]
    chosen = [corpus.places[filters.place]] if filters.place else []
    asked, key = state.asked_move()
    return maps.Move(
        start=maps.bounds(chosen or query.heart(corpus, selection)),
        all=maps.bounds(shown),
        to=maps.bounds([corpus.places[id_] for id_ in asked if id_ in corpus.places]),
        key=key,
    )


def _clicked(corpus: Corpus, key: str) -> None:
    """A mark was clicked: filter by its place, or by none if it was the filter already."""
    clicked = (st.session_state.get(key) or {}).get("last_active_drawing") or {}
    place = clicked.get("id")
    if place in corpus.places:
        state.choose_place(None if place == st.session_state.get(state.PLACE) else place)


def _list(corpus: Corpus, filters: Filters, selection: Selection) -> None:
    if filters.place:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{markup.plain(text.only_here(corpus.places[filters.place], corpus.countries))}**")
            st.button(text.EVERYWHERE, on_click=state.choose_place, args=(None,), icon=":material/close:")
    shown, left_out = text.counts(selection.counts)
    st.caption(f"**{shown}**" + (f"  \n{left_out}" if left_out else ""))
    limit = state.snippets_shown()
    found = list(islice(query.snippets(corpus, selection.mentions), limit + 1))
    if not found:
        _empty(filters, selection)
        return
    with st.container(height=HEIGHT - 80, border=False):
        for number, snippet in enumerate(found[:limit]):
            _snippet(corpus, snippet, number)
        if len(found) > limit:
            st.button(text.MORE, on_click=state.show_more, width="stretch")


def _snippet(corpus: Corpus, snippet: Snippet, number: int) -> None:
    if snippet.leads:
        st.html(markup.heading(snippet.article))
    names = ", ".join(corpus.places[id_].name for id_ in snippet.places)
    with st.container(key=f"sentence-{number}", horizontal=True, gap="small"):
        st.html(markup.sentence(snippet))
        st.button(
            text.ON_MAP,  # for screen readers; style.css shows the icon only
            key=f"move-{number}",
            on_click=state.move_to,
            args=(snippet.places,),
            type="tertiary",
            icon=":material/my_location:",
            width="content",
            help=markup.plain(f"{text.ON_MAP}: {names}"),
        )


def _empty(filters: Filters, selection: Selection) -> None:
    if filters.since and filters.until and filters.since > filters.until:
        hint = text.EMPTY_BACKWARDS
    elif selection.counts.associative_hidden:
        hint = text.EMPTY_ONLY_ASSOCIATIVE
    else:
        hint = text.EMPTY_HINT
    if filters == Filters() and not selection.counts.associative_hidden:
        st.info(text.EMPTY_NO_PLACE)
        return
    st.info(f"**{text.EMPTY}** {hint}")
    st.button(text.CLEAR, on_click=state.clear)
