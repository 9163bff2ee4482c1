"""The names that could not be placed: how many is always in view below the map, and which is one click away."""

from collections import Counter
from collections.abc import Iterable

import pandas as pd
import streamlit as st

from dashboard import markup, query, state, text
from dashboard.query import Corpus
from news.queries import Counts, Filters
from news.records import Event


def draw(corpus: Corpus, filters: Filters, counts: Counts) -> None:
    """Draw the tray; nothing where every name was placed. The names are read only once it is opened."""
    if not counts.unplaced:
        return
    tray = st.expander(text.tray(counts.unplaced), key="tray", icon=":material/location_off:", on_change=state.touched)
    if tray.open:
        with tray:
            table(corpus.unplaced(filters))


def table(events: list[Event]) -> None:
    """The names, why they have no place, and how often they stand there."""
    st.dataframe(_table(events), hide_index=True, width="stretch", alt=text.UNPLACED)
    if len(events) == query.UNPLACED:
        st.caption(text.latest_names(query.UNPLACED))


def _table(events: Iterable[Event]) -> pd.DataFrame:
    times = Counter((event.placement.mention.text, event.placement.reason) for event in events)
    ranked = sorted(((name, why, count) for (name, why), count in times.items()), key=lambda row: (-row[2], row[0]))
    rows = [(markup.cell(name), markup.cell(why), count) for name, why, count in ranked]
    return pd.DataFrame(rows, columns=[text.UNPLACED_NAME, text.UNPLACED_REASON, text.UNPLACED_TIMES])
