"""Dateline's geoparser: text in, placed mentions out, offline.

from geo import Article, locate
for placement in locate(Article(id="1", text="Shelling hit Nawa, north of Daraa.")):
    print(placement.mention.text, placement.place, placement.confidence, placement.reason)
"""

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
