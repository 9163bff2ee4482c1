"""The views, one file each with one function `show(corpus, filters)`."""

from contextlib import nullcontext
from importlib import import_module

from dashboard import limits, state
from dashboard.query import Corpus
from news.queries import Filters


def show(view: str, corpus: Corpus, filters: Filters) -> None:
    """Draw a view. What only one of them needs is imported with it: adding reads files of every kind. Raises Busy."""
    module = import_module(f"dashboard.views.{view}")
    # who adds may wait for the web meanwhile
    with nullcontext() if view == state.ADD else limits.VIEWS.enter():
        module.show(corpus, filters)
