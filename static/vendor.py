"""Fetch from npm what the map's frame loads, into static/vendor/, so that the dashboard serves it itself.

    python static/vendor.py

The versions are those of package.json, checked against package-lock.json's digests. Without this folder the dashboard
takes the same files from a public CDN.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENDOR = HERE / "vendor"
# Only Leaflet: no folium element that the dashboard uses calls jQuery or Bootstrap.
FILES = {
    "leaflet": ("dist/leaflet.js", "dist/leaflet.css", "dist/images", "LICENSE"),
    # for two of the map's layers, and loaded with these only
    "leaflet.heat": ("dist/leaflet-heat.js", "LICENSE"),
    "leaflet.markercluster": ("dist/leaflet.markercluster.js", "dist/MarkerCluster.css", "MIT-LICENCE.txt"),
}


def main() -> None:
    """Install in a folder of its own and copy what is served."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE.parent / name, folder)
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
        for package, files in FILES.items():
            target = VENDOR / package
            target.mkdir(parents=True, exist_ok=True)
            for file in files:
                source = Path(folder, "node_modules", package, file)
                if source.is_dir():
                    shutil.copytree(source, target / source.name, dirs_exist_ok=True)
                else:
                    shutil.copy(source, target)
    (VENDOR / ".done").touch()


if __name__ == "__main__":
    main()
