"""Dateline's geoparser: text in, placed mentions out, offline.

from geo import Article, locate
for placement in locate(Article(id="1", text="Shelling hit Nawa, north of Daraa.")):
    print(placement.mention.text, placement.place, placement.confidence, placement.reason)
"""

import os

# The networks are small: OpenBLAS's threads gain nothing, and where other processes want the cores too, they wait for
# each other in loops. One article cost 2.5 ms of one thread and 60 ms of two on two busy cores. Before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from geo.errors import DatelineError, DownloadError, GazetteerDamaged, GazetteerError, GazetteerMissing, InputError
from geo.gazetteer import Gazetteer
from geo.locate import locate, locate_all
from geo.read import read_articles
from geo.records import Alternative, Area, Article, Mention, Place, Placement, Point, Relation, When

__all__ = [
    "Alternative", "Area", "Article", "DatelineError", "DownloadError", "Gazetteer", "GazetteerDamaged",
    "GazetteerError", "GazetteerMissing", "InputError", "Mention", "Place", "Placement", "Point", "Relation", "When",
    "locate", "locate_all", "read_articles",
]  # fmt: skip
