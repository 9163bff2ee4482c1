"""How much of the archive this reader may see: what the owner holds back from the public, nothing from who edits.

Asked once a run, where the archive is opened: every view and every file then holds what this reader may see.
"""

from contextlib import suppress

from dashboard import editing, query
from dashboard.owner import settings
from dashboard.query import Corpus
from geo import DatelineError, Place
from news.disclosure import EVERYTHING, Disclosure


def to_public() -> Disclosure:
    """What everybody may see, as the owner says."""
    said = settings()
    return Disclosure(said.blur_km, said.embargo)


def to_reader() -> Disclosure:
    """What this reader may see: everything where they may edit, at this machine or signed in."""
    return EVERYTHING if editing.allowed() else to_public()


def corpus() -> Corpus:
    """What is shown to this reader. Raises ArchiveError, and InputError for settings that make no sense."""
    return query.open_corpus(to_reader())


def place_now(id_: str | None) -> Place | None:
    """A place of what is shown; None where it is not known. For callbacks.

    Streamlit keeps a callback with all that it holds until its reader's next click: of forty readers who pause, each
    would keep another corpus in memory.
    """
    with suppress(DatelineError):  # the run itself says so
        return corpus().place(id_)
    return None
