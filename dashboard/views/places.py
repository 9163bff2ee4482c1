"""All that the map shows as a table, for reading, sorting and screen readers; and the names that found no place."""

import pandas as pd
import streamlit as st

from dashboard import query, text
from dashboard.query import Corpus, Filters


def show(corpus: Corpus, filters: Filters) -> None:
    """Draw the view."""
    selection = query.select(corpus, filters)
    shown, left_out = text.counts(selection.counts)
    st.caption(f"**{shown}**" + (f"  \n{left_out}" if left_out else ""))
    st.dataframe(_table(corpus, selection.mentions), hide_index=True, width="stretch")
    if len(selection.unplaced):
        st.markdown(f"#### {text.UNPLACED}")
        st.dataframe(_unplaced(selection.unplaced), hide_index=True, width="stretch")


def _table(corpus: Corpus, mentions: pd.DataFrame) -> pd.DataFrame:
    grouped = mentions.groupby(["place", "associative"], sort=False)
    table = grouped.agg(mentions=("start", "size"), reports=("article", "nunique"), last=("day", "max")).reset_index()
    table = table.sort_values(["mentions", "place"], ascending=[False, True])
    places = [corpus.places[id_] for id_ in table["place"]]
    return pd.DataFrame(
        {
            text.PLACE: [p.name for p in places],
            text.COUNTRY: [corpus.countries.get(p.country_code, p.country_code) for p in places],
            text.KIND: [text.KINDS[p.kind] for p in places],
            text.EXACTNESS: [
                text.exactness(p.kind, associative=a) for p, a in zip(places, table["associative"], strict=True)
            ],
            text.MENTIONS: table["mentions"].to_numpy(),
            text.REPORTS: table["reports"].to_numpy(),
            text.LATEST: table["last"].dt.date.to_numpy(),
        }
    )


def _unplaced(mentions: pd.DataFrame) -> pd.DataFrame:
    grouped = mentions.groupby(["text", "reason"]).size().reset_index(name="times")
    grouped = grouped.sort_values(["times", "text"], ascending=[False, True])
    return pd.DataFrame(
        {
            text.UNPLACED_NAME: grouped["text"].to_numpy(),
            text.UNPLACED_REASON: grouped["reason"].to_numpy(),
            text.UNPLACED_TIMES: grouped["times"].to_numpy(),
        }
    )
