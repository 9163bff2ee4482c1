"""The hand-made reports as a corpus."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from dashboard import editing
from dashboard.query import Corpus
from news.records import Entry
from tests.dashboard.reports import REPORTS, corpus_of

Make = Callable[..., Corpus]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Of the reports of reports.py."""
    return corpus_of(tmp_path_factory.mktemp("reports"), REPORTS)


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers are at this machine, which has no name for them: they may edit, and are asked who they are."""
    monkeypatch.setattr(editing, "is_here", lambda **_: True)
    monkeypatch.setattr(editing, "_user", lambda: "")


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a corpus of other reports."""
    numbers = count()

    def corpus_of_reports(*entries: Entry) -> Corpus:
        return corpus_of(tmp_path / str(next(numbers)), entries)

    return corpus_of_reports
