"""All that the map shows as a table, for reading, sorting and screen readers; and the names that found no place."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard import query, state, text, tray
from dashboard.query import Corpus
from news.queries import Filters


def show(corpus: Corpus, filters: Filters) -> None:
    """Draw the view."""
    selection = corpus.select(filters)
    shown, left_out = text.counts(selection.counts, corpus.snapshot.stories, 0)
    st.caption(f"**{shown}**" + (f"  \n{left_out}" if left_out else ""))
    st.caption(text.TABLE_HINT)
    table = corpus.table(filters)
    ids = [corpus.places[number].id for number in table["place"]]
    # another key for another table: a row that was chosen in one is not the same row of the next
    key = f"table-{hash((filters, len(ids)))}"
    st.dataframe(
        _table(corpus, table),
        hide_index=True,
        width="stretch",
        key=key,
        selection_mode="single-row",
        on_select=lambda: _chosen(key, ids),
        alt=text.TABLE_HINT,
    )
    if len(table) == query.ROWS:
        st.caption(text.first_rows(query.ROWS))
    if unplaced := corpus.unplaced(filters):
        st.markdown(f"#### {text.UNPLACED}")
        tray.table(unplaced)


@state.by_hand
def _chosen(key: str, ids: Sequence[str]) -> None:
    """A row was chosen: filter by its place, and have the map go there."""
    if rows := st.session_state[key]["selection"]["rows"]:
        state.choose_place(ids[rows[0]])


def _table(corpus: Corpus, table: pd.DataFrame) -> pd.DataFrame:
    places = [corpus.places[number] for number in table["place"]]
    return pd.DataFrame(
        {
            text.PLACE: [p.name for p in places],
            text.COUNTRY: [corpus.countries.get(p.country_code, p.country_code) for p in places],
            text.KIND: [text.KINDS[p.kind] for p in places],
            text.EXACTNESS: [
                text.exactness(p.kind, associative=a) for p, a in zip(places, table["associative"], strict=True)
            ],
            text.STORIES: table["stories"].to_numpy(),
            text.MENTIONS: table["mentions"].to_numpy(),
            text.LATEST: pd.to_datetime(table["latest"]).dt.date.to_numpy(),
        }
    )
