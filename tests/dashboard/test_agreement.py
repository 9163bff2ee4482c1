"""A page tells of one state of the archive, while others add to it; and what is superseded is given back."""

import csv
import gc
import io
import json
import re
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import disclosed, state, takeaway, text
from dashboard.query import Corpus
from news.archive import Archive
from news.output import FORMATS
from news.queries import Filters
from tests.dashboard.reports import PLACES, REPORTS, keep, report

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Archive:
    """The one that is shown."""
    st.cache_resource.clear()
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))
    return keep(tmp_path / "archive", REPORTS)


@contextmanager
def adding(archive: Archive) -> Iterator[None]:
    """Someone adds without pause."""
    over = threading.Event()

    def add() -> None:
        for number in count():
            if over.wait(0.02):
                return
            archive.keep([report(f"Shelling hit [Daraa|daraa], {number} died.", id_=f"more {number}")])

    thread = threading.Thread(target=add)
    thread.start()
    yield
    over.set()
    thread.join()


def _page(**address: str) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=120)
    page.query_params.update(address)
    return page


def _numbers(words: str, pattern: str) -> list[int]:
    found = re.search(pattern, words)
    assert found, words
    return [int(number.replace(",", "")) for number in found.groups()]


@pytest.mark.parametrize("view", [state.FIRST_VIEW, "places"])
def test_a_page_tells_of_one_state(archive: Archive, monkeypatch: pytest.MonkeyPatch, view: str) -> None:
    told: list[Corpus] = []
    opened = disclosed.corpus
    monkeypatch.setattr(disclosed, "corpus", lambda: told.append(opened()) or told[-1])
    page = _page(view=view)
    for _ in range(4):
        told.clear()
        with adding(archive):
            page.run()
        (corpus,) = told
        (articles,) = _numbers(page.markdown[0].value, r"Where ([\d,]+) news reports")
        pattern = r"([\d,]+) of ([\d,]+) stories: ([\d,]+) mentions in ([\d,]+) reports"
        stories, of, mentions, reports = _numbers(page.caption[0].value, pattern)
        assert (articles, of) == (len(corpus.snapshot.articles), corpus.snapshot.stories)
        if view == "places":
            table = page.dataframe[0].value
            assert table[text.MENTIONS].sum() == mentions
        else:
            rows = corpus.timeline(Filters(), "day")
            assert int(rows["stories"].sum()) <= stories
        made = takeaway.make(corpus, Filters(), "csv").decode()
        rows = list(csv.DictReader(io.StringIO(made)))
        assert (len(rows), len({row["article_id"] for row in rows})) == (mentions, reports)
        assert len({row["story"] for row in rows}) == stories
        lines = map(json.loads, FORMATS["jsonl"](corpus.snapshot, Filters()))
        assert sum(line["place_id"] is not None for line in lines) == mentions


@pytest.mark.parametrize("address", [{}, {"view": "places"}, {"view": "article", "article": "daraa"}])
def test_who_pauses_keeps_no_old_state(archive: Archive, address: dict[str, str]) -> None:
    idle = _page(**address).run()
    seen = weakref.ref(disclosed.corpus().snapshot)
    archive.keep([report("Shelling hit [Nawa|nawa].", id_="later")])
    assert not _page().run().exception
    gc.unfreeze()
    gc.collect()
    assert seen() is None
    assert not idle.exception


def test_a_place_is_known_to_callbacks(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    assert disclosed.place_now(PLACES["daraa"].id) == PLACES["daraa"]
    assert disclosed.place_now("nowhere") is None
    st.cache_resource.clear()
    archive.store.write("dateline.json", b"broken")
    assert disclosed.place_now(PLACES["daraa"].id) is None
