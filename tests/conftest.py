"""What all tests share. No test reaches the network or the user's own data."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from geo import Gazetteer

# The machines are shared: how long an example takes says nothing of the code.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the additions and caches of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("DATELINE_HOME", str(home))
        patch.delenv("DATELINE_ARCHIVE", raising=False)
        yield


@pytest.fixture(autouse=True)
def _own_main() -> Iterator[None]:
    """Streamlit's AppTest leaves its script as `__main__`, which every process that is spawned later would run."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def gazetteer(_own_home: None) -> Gazetteer:
    """The shipped gazetteer without additions."""
    return Gazetteer.open(additions=Path("no such folder"))
