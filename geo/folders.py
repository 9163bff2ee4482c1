"""Where a user's own data and what is fetched for them lie: DATELINE_HOME, else where the system keeps such things."""

import os
from pathlib import Path

import platformdirs

_APP = "dateline"


def additions_folder() -> Path:
    """The compiled files of the countries that the user added."""
    return _home(platformdirs.user_data_dir(_APP, appauthor=False)) / "gazetteer"


def archive_folder() -> Path:
    """The user's own archive of articles."""
    return _home(platformdirs.user_data_dir(_APP, appauthor=False)) / "archive"


def cache_folder() -> Path:
    """What can be fetched again: GeoNames' files, the answers of online geocoders."""
    return _home(platformdirs.user_cache_dir(_APP, appauthor=False)) / "cache"


def _home(usual: str) -> Path:
    own = os.environ.get("DATELINE_HOME")
    return Path(own) if own else Path(usual)
