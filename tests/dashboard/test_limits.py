"""Limits: so much at once, so often, so long; then a word that says so, and later again."""

import threading
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import intake, limits, takeaway, text
from dashboard.limits import Asker, Buckets, Busy, Limit, Rate, Room
from dashboard.query import Corpus
from news.queries import Filters
from tests.dashboard.reports import REPORTS, keep

APP = Path(__file__).parents[2] / "app.py"


class Clock:
    """A clock that goes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_and_fills_again_by_the_minute() -> None:
    clock = Clock()
    bucket = Buckets(Rate(3, 60), clock=clock)
    assert [bucket.take("ana") for _ in range(4)] == [True, True, True, False]
    assert bucket.take("ben")
    clock.now = 1
    assert [bucket.take("ana") for _ in range(2)] == [True, False]
    clock.now = 1_000
    assert [bucket.take("ana") for _ in range(4)] == [True, True, True, False]


def test_as_many_names_as_one_likes_take_no_more_room() -> None:
    bucket = Buckets(Rate(1, 0.001), clock=Clock())
    for number in range(limits._KNOWN + 5):
        bucket.take(number)
    assert len(bucket._left) == limits._KNOWN


def test_a_new_session_from_the_same_address_and_a_new_address_go_only_so_far() -> None:
    limit = Limit(Rate(2, 0.001), Rate(3, 0.001), Rate(4, 0.001))
    for session, address in (("1", "a"), ("1", "a"), ("2", "a"), ("3", "b")):
        limit.take(Asker(session, address))
    for session, address in (("1", "a"), ("4", "a"), ("5", "c")):
        with pytest.raises(Busy, match="try again"):
            limit.take(Asker(session, address))


def test_who_has_asked_too_much_takes_nothing_from_the_others() -> None:
    limit = Limit(Rate(1, 0.001), Rate(9, 0.001), Rate(2, 0.001))
    limit.take(Asker("1", "a"))
    for _ in range(20):
        with pytest.raises(Busy):
            limit.take(Asker("1", "a"))
    limit.take(Asker("2", "a"))


def test_a_room_that_is_full_says_so_and_is_free_again_after_an_error() -> None:
    room = Room(1, wait_s=0.01)
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with room.enter():
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=stay)
    thread.start()
    assert inside.wait(10)
    with pytest.raises(Busy, match="busy"), room.enter():
        pass
    leave.set()
    thread.join()
    with pytest.raises(ZeroDivisionError), room.enter():
        raise ZeroDivisionError
    with room.enter():
        pass


def test_a_text_that_is_too_long_is_told_and_not_read() -> None:
    draft = intake.pasted("x" * (limits.MOST_CHARACTERS + 1), title="", source="", published=None)
    assert draft.articles == ()
    assert "300,000" in draft.problems[0]
    (one,) = intake.pasted("Shelling hit Nawa.", title="t" * 9_999, source="s" * 9_999, published=None).articles
    assert (len(one[1].title), len(one[1].source or "")) == (limits.MOST_IN_A_LINE, limits.MOST_IN_A_LINE)


# Where they hold: each is set so low that the next is too much

ONE = Rate(1, 0.001)
Page = Callable[..., AppTest]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, at_home: None) -> Page:
    """Open the page on the reports of reports.py, at this machine."""
    st.cache_resource.clear()
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))
    keep(tmp_path / "archive", REPORTS)

    def open_at(**address: str) -> AppTest:
        page = AppTest.from_file(str(APP), default_timeout=60)
        page.query_params.update(address)
        return page.run()

    return open_at


def test_a_search_too_many_is_told_and_the_same_again_is_none(open_page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SEARCHES", Limit(ONE, ONE, ONE))
    page = open_page(q="shelling")
    page.run()
    assert not page.warning
    page.text_input(key="q").set_value("fled").run()
    assert "That was too much just now" in page.warning[0].value
    page = open_page(q="fled")  # in a session of its own, from the same address
    assert "try again" in page.warning[0].value
    assert not page.exception


def test_views_of_all_readers_wait_for_one_another_and_then_are_told(
    open_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "VIEWS", Room(1, wait_s=0.01))
    with limits.VIEWS.enter():
        assert "busy with others" in open_page().warning[0].value
        assert not open_page(view="add").warning  # which may wait for the web
    assert not open_page().warning


@pytest.mark.parametrize("busy", [False, True])
def test_a_file_too_many_is_not_made(corpus: Corpus, monkeypatch: pytest.MonkeyPatch, busy: bool) -> None:
    monkeypatch.setattr(limits, "EXPORTS", Limit(Rate(2, 0.001), Rate(9, 1), Rate(9, 1)))
    monkeypatch.setattr(limits, "FILES", Room(1, wait_s=0.01))
    who, make, kept = Asker("1", None), partial(takeaway.make, corpus, Filters(), "csv"), list[bytes]()
    assert b"Nawa" in takeaway._made(who, make, kept.append)
    with limits.FILES.enter() if busy else nullcontext():
        if not busy:
            takeaway._made(who, make, kept.append)
        with pytest.raises(Busy):
            takeaway._made(who, make, kept.append)
    assert len(kept) == (1 if busy else 2)


def test_an_address_too_many_is_not_asked(open_page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FETCHES", Limit(ONE, Rate(9, 1), Rate(9, 1)))
    page = open_page(view="add")
    page.segmented_control(key="add-how").set_value("address").run()
    asked: list[str] = []
    monkeypatch.setattr(intake, "fetched", lambda url, **_: asked.append(url) or intake.Draft((), ()))
    for number in range(3):
        page.text_input[0].set_value(f"https://example.org/{number}")
        next(button for button in page.button if button.label == text.ADD_FETCH).click()
        page.run()
    assert asked == ["https://example.org/0"]
    assert "That was too much just now" in page.warning[0].value


def test_of_too_many_files_none_is_read(open_page: Page) -> None:
    page = open_page(view="add")
    page.segmented_control(key="add-how").set_value("files").run()
    files = [(f"{number}.txt", b"Shelling hit Nawa.", "text/plain") for number in range(limits.MOST_FILES + 1)]
    page.file_uploader[0].set_value(files).run()
    assert "At most 20 files" in page.warning[0].value
    assert text.ADD_LOOK not in [button.label for button in page.button]
