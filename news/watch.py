"""Feeds watched: each asked from time to time, what is new in it given to be kept, and one line said about it.

Politely: what has not changed is not sent again, a feed that fails is asked more and more seldom, one that is gone
never, and one that has moved at its new address. What is known of each feed outlasts the run, in the cache folder;
losing it costs some requests and nothing else. It refuses to decide what is kept, and to run by half of a file.
"""

import hashlib
import json
import math
import random
import re
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from geo.errors import DatelineError, FetchError, InputError
from geo.folders import cache_folder
from geo.records import Article
from geo.secrecy import shown
from news.feeds import OnProblem, Seen, entries, feed_articles
from news.fetch import Client

SHORTEST_S = 60
_CHANCE = random.SystemRandom()
_LONGEST_S = 24 * 3600  # between two requests to a feed that fails
_DURATION = re.compile(r"(?:(\d{1,4})d)?\s*(?:(\d{1,4})h)?\s*(?:(\d{1,5})m)?\s*(?:(\d{1,6})s)?")
_KEYS = ("url", "name", "every", "allow_host")


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed to watch: `name` as the source of its articles, `every_s` seconds where it has an own pace.

    `allow` are hosts that may lead into private networks, see `news.fetch.Client`.
    """

    url: str
    name: str = ""
    every_s: float | None = None
    allow: tuple[str, ...] = ()


@dataclass(slots=True)
class _State:
    """What is known of a feed: `next_at` in seconds since 1970, `done` the ids of items that want no more asking."""

    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    failures: int = 0
    next_at: float = 0.0
    done: list[str] = field(default_factory=list)


def duration(text: str) -> float:
    """The seconds that "90s", "15m", "1h 30m" or "1d" mean. Raises ValueError, also for less than a minute."""
    found = _DURATION.fullmatch(text.strip())
    if not found or not any(found.groups()):
        raise ValueError(f"{text[:40]!r} is no duration such as 90s, 15m or 1h")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if total < SHORTEST_S:
        raise ValueError(f"{text[:40]!r} is shorter than a minute: no feed is asked that often")
    return float(total)


def subscriptions(path: Path) -> list[Subscription]:
    """The feeds of a file such as

        [[feed]]
        url = "https://news.example/rss"
        name = "The Daily Test"       # the source of its articles; what they say themselves if left out
        every = "1h"                  # its own pace
        allow_host = ["intranet"]     # hosts that may lead into private networks

    Raises InputError with the line of what is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text)
    except OSError as error:
        raise InputError((error.strerror or str(error)).lower(), source=str(path)) from error
    except (ValueError, RecursionError) as error:  # that it is no UTF-8 is one, too
        at = re.search(r"at line (\d+)", str(error))
        raise InputError(f"not TOML: {error}", source=str(path), line=int(at[1]) if at else None) from error
    tables = content.pop("feed", None)
    if content:
        raise InputError(f"unknown: {min(content)!r}; a feed is a table [[feed]]", source=str(path))
    if not (isinstance(tables, list) and tables and all(isinstance(table, dict) for table in tables)):
        raise InputError("names no feed: each is a table [[feed]] with its url", source=str(path))
    begins = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*feed\s*\]\]", line)]
    found: list[Subscription] = []
    for number, table in enumerate(tables):
        line = begins[number] if len(begins) == len(tables) else None
        try:
            feed = _subscription(table)
            if any(feed.url == other.url for other in found):
                raise ValueError(f"{shown(feed.url)} stands in the file twice")
        except ValueError as error:
            raise InputError(str(error), source=str(path), line=line) from error
        found.append(feed)
    return found


def _subscription(table: dict[str, Any]) -> Subscription:
    for key, value in table.items():
        if key not in _KEYS:
            raise ValueError(f"unknown key {key!r}; known are {', '.join(_KEYS)}")
        if key == "allow_host":
            if not (isinstance(value, list) and all(isinstance(host, str) for host in value)):
                raise ValueError(f"allow_host is a list of texts, not {str(value)[:40]!r}")
        elif not isinstance(value, str):
            raise ValueError(f"{key} is a text, not {str(value)[:40]!r}")
    url = table.get("url", "").strip()
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"url is no http or https address: {shown(url)[:80]!r}" if url else "a feed without its url")
    every_s = duration(table["every"]) if "every" in table else None
    return Subscription(url, table.get("name", "").strip(), every_s, tuple(table.get("allow_host", ())))


def watch(
    feeds: Sequence[Subscription],
    *,
    every_s: float,
    keep: Callable[[Iterable[Article]], int],
    say: Callable[[str], object],
    on_problem: OnProblem,
    client: Client,
    seen: Seen | None = None,
    once: bool = False,
    stop: threading.Event | None = None,
    clock: Callable[[], float] = time.time,
    wait: Callable[[float], object] | None = None,
    jitter: Callable[[], float] = _CHANCE.random,
) -> None:
    """Ask each feed every `every_s` seconds or at its own pace, until `stop` is set, Ctrl-C, or after one round.

    keep        keeps the articles that it is given, one by one, and says how many were new; what it raises ends all
    say         is told one line for each feed and round
    on_problem  is told what went wrong; all others go on
    client      made with the hosts that the feeds allow
    seen        whether an article is known, by its address

    A feed's items count as read only when `keep` has come back.
    """
    stop = stop or threading.Event()
    memory = _Memory(feeds, on_problem=on_problem)
    gone: set[str] = set()
    round_ = _Round(every_s, keep, on_problem, client, seen or (lambda _: False), clock, jitter)
    try:
        while not stop.is_set():
            for feed in feeds:
                state = memory.states[feed.url]
                # a time that lies further ahead was set by a clock that went wrong
                early = 0 < state.next_at - clock() <= 2 * max(_LONGEST_S, feed.every_s or every_s)
                early = early and (state.failures > 0 or not once)
                if early or feed.url in gone or stop.is_set():
                    continue
                said = round_.ask(feed, state)
                if said is None:
                    gone.add(feed.url)
                say(f"{feed.name or shown(feed.url)}: {said or 'gone for good; it is not asked any more'}")
                memory.save(feed.url)
            awaited = [state.next_at for url, state in memory.states.items() if url not in gone]
            if once or not awaited:
                return
            (wait or stop.wait)(max(min(awaited) - clock(), 1))
    except KeyboardInterrupt:
        say("stopped")


@dataclass(frozen=True, slots=True)
class _Round:
    """What asking a feed takes, see `watch`."""

    every_s: float
    keep: Callable[[Iterable[Article]], int]
    on_problem: OnProblem
    client: Client
    seen: Seen
    clock: Callable[[], float]
    jitter: Callable[[], float]

    def ask(self, feed: Subscription, state: _State) -> str | None:
        """Ask a feed, have what is new in it kept, and say in a few words what came of it; None if it is gone."""
        pace_s = feed.every_s or self.every_s
        try:
            page = self.client.fetch(state.moved_to or feed.url, etag=state.etag, last_modified=state.last_modified)
            read = None if page.not_modified else entries(page.body, url=page.url, encoding=page.encoding)
        except FetchError as error:
            self.on_problem(error)
            gone = error.trouble == "gone" and not state.moved_to
            return None if gone else self._failed(state, error, pace_s)
        new = 0
        if read:
            later: set[str] = set()  # what could not be had now, and may be the next time
            done = set(state.done)

            def told(problem: DatelineError) -> None:
                if isinstance(problem, FetchError) and problem.passing:
                    later.add(problem.url)
                self.on_problem(problem)

            def known(name: str) -> bool:
                return name in done or self.seen(name)

            new = self.keep(feed_articles(read, client=self.client, on_problem=told, seen=known, source=feed.name))
            state.done = [item.id for item in read.items if item.url not in later]
            # while something is missing, the feed has to come again though it does not change
            state.etag, state.last_modified = ("", "") if later else (page.etag, page.last_modified)
        moved = page.moved_to and page.moved_to != feed.url
        state.moved_to = page.moved_to or state.moved_to
        state.failures = 0
        state.next_at = self.clock() + pace_s
        words = "nothing new" if not new else "1 new article" if new == 1 else f"{new:,} new articles"
        return f"{words}; it has moved for good to {shown(page.moved_to)}" if moved else words

    def _failed(self, state: _State, error: FetchError, pace_s: float) -> str:
        if not error.passing:
            state.moved_to = ""
        state.failures += 1
        pause_s = min(pace_s * 2 ** min(state.failures, 20), max(_LONGEST_S, pace_s)) * (0.75 + self.jitter() / 2)
        pause_s = max(pause_s, error.wait_s or 0)
        state.next_at = self.clock() + pause_s
        return f"failed; asked again in {pause_s / 60:.0f} min"


class _Memory:
    """The states of feeds, each kept in a file of its own, so that any number of processes may watch theirs."""

    def __init__(self, feeds: Iterable[Subscription], *, on_problem: OnProblem) -> None:
        self._folder = cache_folder() / "feeds"
        self._on_problem = on_problem
        self.states = {feed.url: self._read(feed.url) for feed in feeds}

    def _path(self, url: str) -> Path:
        return self._folder / f"{hashlib.blake2b(url.encode('utf-8', 'replace'), digest_size=12).hexdigest()}.json"

    def _read(self, url: str) -> _State:
        path, new = self._path(url), _State()
        try:
            kept = _State(**json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return new
        except (OSError, ValueError, TypeError, RecursionError) as error:
            why = f"not read ({type(error).__name__}): its feed is asked anew"
            self._on_problem(InputError(why, source=str(path)))
            return new
        of_its_types = all(type(getattr(kept, name)) is type(value) for name, value in asdict(new).items())
        if not (of_its_types and math.isfinite(kept.next_at) and all(isinstance(id_, str) for id_ in kept.done)):
            self._on_problem(InputError("not what was written: its feed is asked anew", source=str(path)))
            return new
        return kept

    def save(self, url: str) -> None:
        """Write the state of a feed: whole, or not at all."""
        path = self._path(url)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", delete=False) as part:
                json.dump(asdict(self.states[url]), part)
            Path(part.name).replace(path)
        except OSError as error:
            why = f"not written ({error.strerror}): its feed is asked anew the next time"
            self._on_problem(InputError(why, source=str(path)))
