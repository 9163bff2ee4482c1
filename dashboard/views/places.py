"""All that the map shows as a table, for reading, sorting and screen readers; and the names that found no place."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import canvas, controls, markup, query, state, text, tray
from dashboard.query import Corpus
from geo import Place
from geo.local_names import local_name
from geo.precision import level
from news.queries import Filters
from news.records import EVENT_KINDS


def show(corpus: Corpus, filters: Filters) -> None:
    """Draw the view."""
    selection = corpus.select(filters)
    shown, left_out = text.counts(selection.counts, corpus.snapshot.stories, 0)
    st.caption(f"**{shown}**" + (f"  \n{left_out}" if left_out else ""))
    controls.choose_look()
    st.caption(text.TABLE_HINT)
    layer = st.session_state[state.LAYER]
    if layer in canvas.DIVISIONS:
        marks, places = selection.by_division(canvas.DIVISIONS[layer])
    else:
        # what is faded on the map was not asked for
        marks, places = selection.marks[selection.marks["chosen"].ne(False)], corpus.places
    rows = marks[: query.ROWS]
    ids = [places[number].id for number in rows["place"]]
    # another key for another table: a row that was chosen in one is not the same row of the next
    key = f"table-{hash((filters, layer, len(ids)))}"
    st.dataframe(
        _table(corpus, rows, [places[number] for number in rows["place"]]),
        hide_index=True,
        width="stretch",
        key=key,
        selection_mode="single-row",
        on_select=lambda: _chosen(key, ids),
        alt=text.TABLE_HINT,
        placeholder=text.UNDATED,
    )
    if len(marks) > len(rows):
        st.caption(text.first_rows(query.ROWS))
    if unplaced := corpus.unplaced(filters):
        st.markdown(f"#### {text.UNPLACED}")
        tray.table(unplaced)


@state.by_hand
def _chosen(key: str, ids: Sequence[str]) -> None:
    """A row was chosen: filter by its place, and have the map go there."""
    if rows := st.session_state[key]["selection"]["rows"]:
        state.choose_place(ids[rows[0]])


def _table(corpus: Corpus, rows: pd.DataFrame, places: Sequence[Place]) -> pd.DataFrame:
    """The marks of the map, or what is counted in each country or province, a row each."""
    told: list[dict[str, Any]] = rows.to_dict("records")
    # A column of its own: the table stays in the order of the English names, and each script runs its own way.
    local = {text.LOCAL_NAME: [markup.cell(local_name(p) or "") for p in places]} if state.local_names() else {}
    relation = {text.WHY_RELATION: [markup.cell(row["relation"]) for row in told]} if "relation" in rows else {}
    return pd.DataFrame(
        {
            text.PLACE: [markup.cell(p.name) for p in places],
            **local,
            text.COUNTRY: [markup.cell(corpus.countries.get(p.country_code, p.country_code)) for p in places],
            text.KIND: [text.KINDS[p.kind] for p in places],
            text.EXACTNESS: [_exactly(row, place) for row, place in zip(told, places, strict=True)],
            **relation,
            text.STORIES: rows["stories"].to_numpy(),
            text.MENTIONS: rows["mentions"].to_numpy(),
            text.LATEST: pd.to_datetime(rows["latest"]).dt.date.to_numpy(),
            text.KINDS_OF_EVENT: [text.kinds_of_bar({kind: row[kind] for kind in EVENT_KINDS}) for row in told],
        }
    )


def _exactly(row: dict[str, Any], place: Place) -> str:
    """The same words as on the map."""
    if "area" not in row:
        return text.TOOLTIP["within"]
    return text.TOOLTIP["associative"] if row["associative"] else text.LEVELS[level(place, row["area"])]
