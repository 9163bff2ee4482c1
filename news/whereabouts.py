"""Which archive is meant where nobody says: DATELINE_ARCHIVE, else the user's own, else, to look at, the samples."""

import os
from collections.abc import Callable
from pathlib import Path

from geo.folders import archive_folder
from news.archive import Archive

Opener = Callable[[str | Path], Archive]

SAMPLES = Path(__file__).parent.parent / "data" / "archive"


def own_archive(open_at: Opener = Archive.open) -> Archive:
    """The archive to write to: never the samples, unless they are named. Raises ArchiveError."""
    return open_at(os.environ.get("DATELINE_ARCHIVE") or archive_folder())


def shown_archive(open_at: Opener = Archive.open) -> Archive:
    """The archive to show: the samples where no other is named and the user's own is empty. Raises ArchiveError."""
    named = os.environ.get("DATELINE_ARCHIVE")
    if named:
        return open_at(named)
    own = open_at(archive_folder())
    return own if own.listing().parts["articles"] else open_at(SAMPLES)
