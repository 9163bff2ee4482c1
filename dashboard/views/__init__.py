"""The views, one file each with one function `show(corpus, filters)`."""

from collections.abc import Callable

from dashboard.query import Corpus, Filters
from dashboard.views import about, map, places

VIEWS: dict[str, Callable[[Corpus, Filters], None]] = {"map": map.show, "places": places.show, "about": about.show}
