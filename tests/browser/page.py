"""The real page on the reports of tests/dashboard/reports.py: what `serve` runs as a Streamlit app."""

import os
import runpy
import sys
from pathlib import Path

ROOT = Path(os.environ["DATELINE_ROOT"])
sys.path.insert(0, str(ROOT))

from dashboard import query  # noqa: E402  # after the path that it is found on
from tests.dashboard import reports  # noqa: E402

query.locate_all = reports.locate_all
query.read_articles = reports.read_articles
runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
