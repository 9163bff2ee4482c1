"""All that the map shows as a table, for reading, sorting and screen readers; and the names that found no place."""

from collections import Counter
from collections.abc import Iterable

import pandas as pd
import streamlit as st

from dashboard import query, text
from dashboard.query import Corpus
from news.queries import Filters
from news.records import Event


def show(corpus: Corpus, filters: Filters) -> None:
    """Draw the view."""
    selection = corpus.select(filters)
    shown, left_out = text.counts(selection.counts, corpus.snapshot.stories, 0)
    st.caption(f"**{shown}**" + (f"  \n{left_out}" if left_out else ""))
    table = corpus.table(filters)
    st.dataframe(_table(corpus, table), hide_index=True, width="stretch")
    if len(table) == query.ROWS:
        st.caption(text.first_rows(query.ROWS))
    if unplaced := corpus.unplaced(filters):
        st.markdown(f"#### {text.UNPLACED}")
        st.dataframe(_unplaced(unplaced), hide_index=True, width="stretch")
        if len(unplaced) == query.UNPLACED:
            st.caption(text.latest_names(query.UNPLACED))


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


def _unplaced(events: Iterable[Event]) -> pd.DataFrame:
    times = Counter((event.placement.mention.text, event.placement.reason) for event in events)
    rows = sorted(((name, why, count) for (name, why), count in times.items()), key=lambda row: (-row[2], row[0]))
    return pd.DataFrame(rows, columns=[text.UNPLACED_NAME, text.UNPLACED_REASON, text.UNPLACED_TIMES])
