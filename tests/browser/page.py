"""The real page: what `serve` runs as a Streamlit app, from a folder of its own."""

import os
import runpy
import sys
from pathlib import Path

ROOT = Path(os.environ["DATELINE_ROOT"])
sys.path.insert(0, str(ROOT))

runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
