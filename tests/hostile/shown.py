"""Every attack through every way in which the dashboard shows others' words, in one page: run by
tests/browser/test_hostile.py.
"""

import os
import sys
from pathlib import Path

import pandas as pd
import streamlit as st

ROOT = Path(os.environ["DATELINE_ROOT"])
sys.path.insert(0, str(ROOT))

from dashboard import markup, query  # noqa: E402
from dashboard.bidi import isolated  # noqa: E402
from tests.hostile.corpus import ATTACKS, ENTRIES, place  # noqa: E402

st.set_page_config(page_title=" ".join(ATTACKS[0].kept.split()), layout="wide")
st.html(ROOT / "dashboard" / "style.css")

found = [query.snippets(entry, range(3))[0] for entry in ENTRIES]
with st.container(key="reports"):
    st.html("".join(markup.report(one, {"SY": one.entry.article.title}) + markup.said(one) for one in found))
with st.container(key="texts"):
    st.html("".join(markup.article(entry, {}) for entry in ENTRIES))
with st.container(key="candidates"):
    st.html(markup.candidates([(place(attack), 0.5, False) for attack in ATTACKS], {}))
with st.container(key="lines"):
    st.html(markup.lines(isolated(attack.kept) for attack in ATTACKS))
with st.container(key="words"):
    for attack in ATTACKS:
        st.markdown(markup.plain(isolated(attack.kept)) or "nothing")
with st.container(key="labels"):
    names = [markup.plain(isolated(attack.kept)) or "nothing" for attack in ATTACKS]
    st.pills("names", list(range(len(names))), format_func=names.__getitem__, label_visibility="collapsed", wrap=True)
with st.container(key="options"):
    st.selectbox("options", [isolated(attack.kept) for attack in ATTACKS])
with st.container(key="code"):
    st.code("\n".join(attack.kept for attack in ATTACKS), language=None, wrap_lines=True)
with st.container(key="table"):
    st.dataframe(pd.DataFrame({"words": [markup.cell(attack.kept) for attack in ATTACKS]}), height=20_000)
st.button("hover", help=markup.plain(" ".join(isolated(attack.kept) for attack in ATTACKS)))
st.toast(markup.plain(isolated(ATTACKS[-1].kept)))
