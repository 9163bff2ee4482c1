"""The views, one file each with one function `show(corpus, filters)`."""

from importlib import import_module

from dashboard.query import Corpus
from news.queries import Filters


def show(view: str, corpus: Corpus, filters: Filters) -> None:
    """Draw a view. What only one of them needs is imported with it: adding reads files of every kind."""
    import_module(f"dashboard.views.{view}").show(corpus, filters)
