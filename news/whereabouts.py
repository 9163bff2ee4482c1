"""Which archive is meant where nobody says: DATELINE_ARCHIVE, else the user's own, else, to look at, the samples."""

import os
from pathlib import Path

from geo.folders import archive_folder
from news.archive import Archive

SAMPLES = Path(__file__).parent.parent / "data" / "archive"


def own_archive() -> Archive:
    """The archive to write to: never the samples. Raises ArchiveError."""
    return Archive.open(os.environ.get("DATELINE_ARCHIVE") or archive_folder())


def shown_archive() -> Archive:
    """The archive to show: the samples where no other is named and the user's own is empty. Raises ArchiveError."""
    named = os.environ.get("DATELINE_ARCHIVE")
    if named:
        return Archive.open(named)
    own = Archive.open(archive_folder())
    return own if own.listing().parts["articles"] else Archive.open(SAMPLES)
