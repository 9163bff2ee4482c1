"""Watching feeds, in a time of its own: nothing here waits."""

import json
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ArchiveUnwritable, DatelineError, InputError
from geo.folders import cache_folder
from geo.records import Article
from news.fetch import Client
from news.watch import Subscription, duration, subscriptions, watch
from tests.news.test_feeds import DATED, item, page, rss
from tests.servers import Answer, Server, serve

HOUR = 3600.0


class Watching:
    """A watch over feeds of a server, for a number of rounds, in a time that passes by waiting only."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.now = 1_000_000.0
        self.waited: list[float] = []
        self.lines: list[str] = []
        self.problems: list[DatelineError] = []
        self.kept: list[Article] = []
        self.rounds = 0
        self.stop = threading.Event()

    def keep(self, articles: Iterable[Article]) -> int:
        known = {article.id for article in self.kept}
        new = [article for article in articles if article.id not in known]
        self.kept += new
        return len(new)

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds
        self.rounds -= 1
        if self.rounds == 0:
            self.stop.set()

    def run(self, *feeds: Subscription, rounds: int = 1, once: bool = False) -> list[str]:
        """What is said meanwhile."""
        said = len(self.lines)
        self.rounds = rounds
        self.stop.clear()
        watch(
            feeds or [Subscription(self.server.address + "/feed", name="Paper")],
            every_s=HOUR,
            keep=self.keep,
            say=self.lines.append,
            on_problem=self.problems.append,
            client=Client(allow={"127.0.0.1"}, sleep=lambda _: None, clock=lambda: self.now),
            once=once,
            stop=self.stop,
            clock=lambda: self.now,
            wait=self.wait,
            jitter=lambda: 0.5,
        )
        return self.lines[said:]

    @property
    def asked(self) -> list[str]:
        return [path for path, _ in self.server.requests if path != "/robots.txt"]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    with serve(Answer(status=404)) as running:
        running.paths |= {"/feed": Answer(body=rss(item("/1"), item("/2"))), "/1": page("One"), "/2": page("Two")}
        yield running


@pytest.fixture
def watching(server: Server) -> Watching:
    return Watching(server)


def test_what_is_new_is_kept_and_said_each_round(server: Server, watching: Watching) -> None:
    assert watching.run() == ["Paper: 2 new articles"]
    server.paths |= {"/feed": Answer(body=rss(item("/3"), item("/1"))), "/3": page("Three")}
    assert watching.run(rounds=2) == ["Paper: 1 new article", "Paper: nothing new"]
    assert watching.waited == [HOUR] * 3
    assert [article.source for article in watching.kept] == ["Paper"] * 3
    assert watching.asked == ["/feed", "/1", "/2", "/feed", "/3", "/feed"]


def test_what_has_not_changed_is_not_sent_again(server: Server, watching: Watching) -> None:
    server.paths["/feed"].headers |= {"ETag": '"1"', "Last-Modified": "Sat, 21 Nov 2026 02:00:00 GMT"}
    watching.run()
    server.paths["/feed"] = Answer(status=304)
    assert watching.run() == ["Paper: nothing new"]
    _, headers = server.requests[-1]
    assert headers["If-None-Match"] == '"1"'
    assert headers["If-Modified-Since"] == "Sat, 21 Nov 2026 02:00:00 GMT"


def test_what_could_not_be_had_is_asked_for_again(server: Server, watching: Watching) -> None:
    server.paths["/feed"].headers["ETag"] = '"1"'
    server.paths["/1"] = Answer(raw=list)
    assert watching.run() == ["Paper: 1 new article"]
    server.paths["/1"] = page("One")
    assert watching.run() == ["Paper: 1 new article"]
    assert watching.asked == ["/feed", "/1", "/2", "/feed", "/1"]
    assert "If-None-Match" not in server.requests[-2][1]
    watching.run()
    assert server.requests[-1][1]["If-None-Match"] == '"1"'


def test_what_is_never_to_be_had_is_asked_for_once(server: Server, watching: Watching) -> None:
    server.paths["/feed"] = Answer(body=rss(item("/none", more=DATED), item("/nothing")))
    assert watching.run(rounds=2) == ["Paper: 1 new article", "Paper: nothing new"]
    assert watching.asked == ["/feed", "/none", "/nothing", "/feed"]
    assert len(watching.problems) == 2


@pytest.mark.parametrize(
    "answer", [Answer(status=503), Answer(status=404), Answer(body=b"<html></html>"), Answer(raw=list)]
)
def test_a_feed_that_fails_is_asked_more_and_more_seldom(server: Server, watching: Watching, answer: Answer) -> None:
    good, server.paths["/feed"] = server.paths["/feed"], answer
    lines = watching.run(rounds=6)
    assert watching.waited == [2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, 24 * HOUR, 24 * HOUR]
    assert lines[0] == "Paper: failed; asked again in 120 min"
    assert len(watching.problems) == 6
    server.paths["/feed"] = good
    assert watching.run() == ["Paper: 2 new articles"]
    assert watching.waited[-1] == HOUR


def test_a_server_says_when_to_come_again(server: Server, watching: Watching) -> None:
    server.paths["/feed"] = Answer(status=429, headers={"Retry-After": "36000"})
    watching.run()
    assert watching.waited == [36000]


def test_the_others_go_on_when_one_fails(server: Server, watching: Watching) -> None:
    feeds = [Subscription(server.address + path, every_s=every_s) for path, every_s in (("/no", None), ("/feed", 600))]
    lines = watching.run(*feeds, rounds=3)
    assert [line.removeprefix(server.address) for line in lines] == [
        "/no: failed; asked again in 120 min", "/feed: 2 new articles", "/feed: nothing new", "/feed: nothing new",
    ]  # fmt: skip
    assert watching.waited == [600, 600, 600]


def test_a_feed_that_is_gone_is_not_asked_again(server: Server, watching: Watching) -> None:
    server.paths["/feed"] = Answer(status=410)
    assert watching.run() == ["Paper: gone for good; it is not asked any more"]
    assert watching.waited == []
    assert watching.asked == ["/feed"]
    feeds = [Subscription(server.address + path, every_s=600) for path in ("/feed", "/other")]
    server.paths["/other"] = Answer(body=rss())
    watching.run(*feeds, rounds=3)
    assert watching.asked == ["/feed", "/feed", "/other", "/other", "/other"]


def test_a_feed_that_moved_is_asked_at_its_new_address(server: Server, watching: Watching) -> None:
    server.paths |= {"/new": server.paths["/feed"], "/feed": Answer(status=301, headers={"Location": "/new"})}
    assert watching.run() == [f"Paper: 2 new articles; it has moved for good to {server.address}/new"]
    assert watching.run() == ["Paper: nothing new"]
    assert watching.asked == ["/feed", "/new", "/1", "/2", "/new"]
    del server.paths["/new"]
    watching.run(rounds=2)
    assert watching.asked[5:] == ["/new", "/feed", "/new"]


def test_a_passing_redirect_is_not_remembered(server: Server, watching: Watching) -> None:
    server.paths |= {"/new": server.paths["/feed"], "/feed": Answer(status=302, headers={"Location": "/new"})}
    assert watching.run(rounds=2) == ["Paper: 2 new articles", "Paper: nothing new"]
    assert watching.asked.count("/feed") == 2


def test_one_round_asks_all_but_those_that_failed_lately(server: Server, watching: Watching) -> None:
    feeds = [Subscription(server.address + path) for path in ("/no", "/feed")]
    assert len(watching.run(*feeds, once=True)) == 2
    assert watching.waited == []
    watching.now += 60
    assert watching.run(*feeds, once=True) == [f"{server.address}/feed: nothing new"]


def test_a_new_run_does_not_ask_before_it_is_time(watching: Watching) -> None:
    watching.run()
    watching.now -= HOUR / 2
    assert watching.run() == []
    assert watching.waited == [HOUR, HOUR / 2]


def test_a_clock_that_went_wrong_stops_nothing(watching: Watching) -> None:
    watching.run()
    watching.now -= 10_000 * HOUR
    assert watching.run() == ["Paper: nothing new"]


def test_what_was_not_kept_is_not_taken_for_read(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(articles: Iterable[Article]) -> int:
        next(iter(articles))
        raise ArchiveUnwritable("archive: no room")

    with monkeypatch.context() as patch:
        patch.setattr(watching, "keep", full)
        with pytest.raises(ArchiveUnwritable):
            watching.run()
    assert watching.run() == ["Paper: 2 new articles"]


def test_ctrl_c_ends_it_cleanly_and_nothing_is_lost(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(articles: Iterable[Article]) -> int:
        watching.kept.append(next(iter(articles)))
        os.kill(os.getpid(), signal.SIGINT)
        return 1

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever started the tests may ignore it
    try:
        with monkeypatch.context() as patch:
            patch.setattr(watching, "keep", interrupted)
            assert watching.run() == ["stopped"]
    finally:
        signal.signal(signal.SIGINT, before)
    assert watching.run() == ["Paper: 1 new article"]
    assert len(watching.kept) == 2


def memories() -> list[Path]:
    return list((cache_folder() / "feeds").iterdir())


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", '{"tag": 1}', '{"next_at": "x"}', '{"next_at": NaN}', '{"done": {}}', '{"done": [[]]}', "\0",
        "[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_memory_costs_requests_only(watching: Watching, content: str) -> None:
    watching.run()
    (path,) = memories()
    path.write_text(content, encoding="utf-8")
    assert watching.run() == ["Paper: nothing new"]
    (problem,) = watching.problems
    assert str(problem).startswith(f"{path}: not ")
    assert memories() == [path]
    assert json.loads(path.read_text(encoding="utf-8"))


def test_each_feed_has_a_memory_of_its_own(server: Server, watching: Watching) -> None:
    server.paths["/other"] = Answer(body=rss())
    feeds = [Subscription(server.address + path) for path in ("/feed", "/other")]
    watching.run(feeds[0])
    watching.now -= HOUR / 2
    watching.run(feeds[1])
    watching.now -= HOUR * 3 / 4
    assert watching.run(*feeds) == []
    assert len(memories()) == 2


def test_a_memory_that_cannot_be_written_is_said(watching: Watching, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")
    assert watching.run() == ["Paper: 2 new articles"]
    assert "not written" in str(watching.problems[-1])


# The file of feeds


def test_the_feeds_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_text(
        """
        [[feed]]
        url = "https://news.example/rss"
        name = "The Daily Test"
        every = "1h"
        allow_host = ["intranet", "localhost:8000"]

        [[feed]]
        url = "https://other.example/atom"
        """,
        encoding="utf-8",
    )
    assert subscriptions(tmp_path / "feeds.toml") == [
        Subscription("https://news.example/rss", "The Daily Test", 3600, ("intranet", "localhost:8000")),
        Subscription("https://other.example/atom"),
    ]


GOOD = '[[feed]]\nurl = "https://a.example/"\n'


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        ("x = " + "[" * 100_000, None, "not TOML"),
        ("", None, "names no feed"),
        ("feed = 1", None, "names no feed"),
        ("feed = [1]", None, "names no feed"),
        ('[feed]\nurl = "https://a.example/"', None, "names no feed"),
        (GOOD + '[feeds]\nurl = "b"', None, "unknown: 'feeds'"),
        (GOOD + "[[feed]\n", 3, "not TOML"),
        (GOOD + 'name = "a', None, "not TOML"),
        ("\n" + GOOD + "\n[[feed]]\nname = 'b'", 5, "without its url"),
        (GOOD + "\n [[ feed ]]\nurl = 'file:///etc/passwd'", 4, "no http or https address: 'file:///etc/passwd'"),
        (GOOD + "[[feed]]\nurl = 7", 3, "url is a text, not '7'"),
        (GOOD + "allow_host = 'intranet'", 1, "allow_host is a list of texts"),
        (GOOD + "allow_host = [1]", 1, "allow_host is a list of texts"),
        (GOOD + "every = '15'", 1, "'15' is no duration"),
        (GOOD + "every = '10s'", 1, "shorter than a minute"),
        (GOOD + "evry = '15m'", 1, "unknown key 'evry'"),
        (GOOD + GOOD, 3, "twice"),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path: Path, content: str, line: int | None, why: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        subscriptions(path)
    assert raised.value.line == line
    assert why in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml: no such file"):
        subscriptions(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not TOML"):
        subscriptions(tmp_path / "bytes.toml")


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), (" 1h ", 3600), ("1h30m", 5400), ("1d 2h", 93_600), ("60s", 60)]
)
def test_durations(text: str, seconds: float) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "m", "15", "1.5h", "-1h", "59s", "0m", "1m1h", "an hour", "1h\n1"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no duration|shorter than a minute"):
        duration(text)


@given(st.text(alphabet="0123456789dhms ", max_size=12))
def test_no_duration_is_under_a_minute(text: str) -> None:
    try:
        seconds = duration(text)
    except ValueError:
        return
    assert seconds >= 60
