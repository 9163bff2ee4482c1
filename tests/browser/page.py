"""The real page: what `serve` runs as a Streamlit app, from a folder of its own."""

import os
import runpy
import sys
from pathlib import Path

import streamlit as st

ROOT = Path(os.environ["DATELINE_ROOT"])
sys.path.insert(0, str(ROOT))

if __name__ == "__main__":
    runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
else:
    from dashboard import gate

    app = st.App(__file__, middleware=gate.MIDDLEWARE)
