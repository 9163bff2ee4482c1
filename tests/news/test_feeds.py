"""Feeds: every kind, hostile ones refused at once, and each item's article from the feed or from its page."""

import json
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.errors import DatelineError, FetchError
from geo.records import Article
from news.feeds import addresses, articles, entries, is_feed
from news.fetch import Client, Limits
from tests.servers import Answer, Server, serve

WHOLE = "".join(
    f"<p>Shells hit the town of Nawa on day {number}, residents said to this paper.</p>" for number in range(9)
)
PAGE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"
TEXT = "Shells hit the town of Nawa on Friday, residents said. Three houses in the east of the town were damaged."
URL = "https://news.example/feed"
HTML = {"Content-Type": "text/html; charset=utf-8"}
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


def rss(*items: str, head: str = "", version: str = "2.0") -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<rss version="{version}" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>The Daily Test</title>{inside}</channel></rss>"
    ).encode()


def item(path: str, *, title: str = "Shells hit Nawa", more: str = "") -> str:
    return f"<title>{title}</title><link>{path}</link>{more}"


RSS_1 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>The Daily Test</title>
</channel><item rdf:about="https://news.example/1"><title>Shells hit Nawa</title><link>https://news.example/1</link>
<description>In short.</description><dc:date>2026-06-19T23:30:00-05:00</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Daily Test</title><entry><id>urn:1</id>
<title type="html">Shells hit &lt;b&gt;Nawa&lt;/b&gt;</title><link rel="alternate" href="/1"/>
<published>2026-06-19T23:30:00-05:00</published><updated>2026-06-21T00:00:00Z</updated>
<summary>In short.</summary></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Daily Test",
        "items": [
            {
                "id": 1,
                "url": "/1?utm_source=feed",
                "title": "Shells hit Nawa",
                "summary": "In short.",
                "date_published": "2026-06-19T23:30:00-05:00",
            },
        ],
    }
)
DATED = "<description>In &lt;b&gt;short&lt;/b&gt;.</description><pubDate>Fri, 19 Jun 2026 23:30:00 -0500</pubDate>"


@pytest.mark.parametrize(
    "body",
    [
        rss(item("https://news.example/1?utm_source=feed#part", more=DATED)),
        rss(
            item("/1", more=DATED), version="0.91", head='<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "x.dtd">'
        ),
        rss(item("/1", more="<description>In short.</description><dc:date>2026-06-19T00:10:00+09:00</dc:date>")),
        RSS_1.encode(),
        ATOM.encode(),
        ATOM.encode("utf-16"),
        JSON_FEED.encode(),
        b"\xef\xbb\xbf" + JSON_FEED.encode(),
    ],
    ids=["rss 2.0", "rss 0.91", "dc:date", "rss 1.0", "atom", "atom in utf-16", "json", "json with a mark"],
)
def test_every_kind_of_feed_is_read(body: bytes) -> None:
    assert is_feed(body)
    feed = entries(body, url=URL)
    assert feed.title == "The Daily Test"
    (only,) = feed.items
    assert (only.url, only.title, only.summary) == ("https://news.example/1", "Shells hit Nawa", "In short.")
    assert only.published == date(2026, 6, 19)
    assert only.text == ""


def test_a_feed_is_decoded_as_its_letters_ask() -> None:
    body = rss(item("/1", title="Обстрел города Нава, сообщили жители")).decode().encode("cp1251")
    assert entries(body, url=URL).items[0].title.startswith("Обстрел")
    assert entries(body, url=URL, encoding="windows-1251").items[0].title.startswith("Обстрел")


@pytest.mark.parametrize(
    ("content", "whole"),
    [
        (WHOLE, True),
        (WHOLE + "<p>The post <a href='/1'>Shells</a> appeared first on <a href='/'>The Daily Test</a>.</p>", True),
        (WHOLE + "<p>The guns were heard as far as [&#8230;]</p>", False),
        (WHOLE + "<p>The guns were heard ...</p>", False),
        (WHOLE + "<p><a href='/1'>Read more</a></p>", False),
        ("<p>In short.</p>", False),
    ],
)
def test_a_whole_text_is_told_from_a_piece_of_it(content: str, whole: bool) -> None:
    feed = entries(rss(item("/1", more=f"<content:encoded><![CDATA[{content}]]></content:encoded>")), url=URL)
    text = feed.items[0].text
    assert bool(text) == whole
    assert "appeared first" not in text
    assert not whole or "on day 8, residents said to this paper." in text
    assert "<" not in text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body><p>words</p></body></html>",
        b"<!DOCTYPE html><html><head><title>rss</title><feed></html>",
        b"words",
        b"{}",
        b"[1]",
        b'{"version": "2"}',
        b"\x00\x01",
        b"%PDF",
    ],
)
def test_what_is_no_feed(body: bytes) -> None:
    assert not is_feed(body)
    with pytest.raises(FetchError, match="no feed"):
        entries(body, url=URL)


def test_items_without_an_address_of_a_page() -> None:
    feed = entries(rss(item("javascript:alert(1)"), item("", title=""), item("http://[::1", title="b")), url=URL)
    assert [(found.url, found.title) for found in feed.items] == [("", "Shells hit Nawa"), ("", "b")]


# Hostile feeds


def laughs(*, before: str = "") -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return rss(item("/1", title="&l9;"), head=f'{before}<!DOCTYPE rss [<!ENTITY l0 "lol">{entities}]>')


FILE = '<!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
QUADRATIC = rss(item("/1", title="&x;" * 10_000), head=f'<!DOCTYPE rss [<!ENTITY x "{"a" * 100_000}">]>')


@pytest.mark.parametrize(
    "body",
    [
        laughs(),
        laughs(before="<!-- <rss> -->"),
        laughs(before="<?rss <rss> ?>\n <!--\n-->"),
        laughs().decode().replace("utf-8", "utf-16").encode("utf-16"),
        laughs().decode().replace('encoding="utf-8"', "").encode("utf-8-sig"),
        b"junk" + laughs(),
        rss(item("/1", title="&x;" * 10_000), head=f'<!-- <!ENTITY x "{"a" * 100_000}"> --><!DOCTYPE rss>'),
        rss(item("/1", title="&file;"), head=FILE),
        rss(item("/1", title="&file;"), head=FILE.replace("file:///etc/passwd", "http://127.0.0.1:9/")),
        rss(item("/1"), head='<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>'),
        QUADRATIC,
        rss(item("/1")).replace(b"<channel>", b"<channel " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b">"),
    ],
    ids=["laughs", "behind a comment", "behind more", "utf-16", "mark", "junk", "in a comment", "file", "address",
         "parameter", "quadratic", "attributes"],
)  # fmt: skip
def test_a_hostile_feed_is_refused_at_once(body: bytes) -> None:
    tracemalloc.start()
    begun = time.monotonic()
    try:
        with pytest.raises(FetchError, match="made to grow, or to open files") as raised:
            entries(body, url=URL)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "\n" not in str(raised.value)
    assert time.monotonic() - begun < 1
    assert peak < 20 * len(body) + 1_000_000


def test_a_long_text_without_tags_is_no_attack() -> None:
    words = "&lt;a href=&quot;/1&quot; class='b'&gt;Shells hit Nawa&lt;/a&gt; " * 20_000
    assert entries(rss(item("/1", more=f"<description>{words}</description>")), url=URL).items[0].url


@pytest.mark.parametrize("at", ["<title>", "<description>", "<channel>"])
def test_entities_that_are_declared_too_late_open_nothing(at: str) -> None:
    body = rss(item("/1", more="<description>a</description>")).decode().replace(at, at + FILE + "&file;").encode()
    assert "root:" not in str(entries(body, url=URL))


@given(st.binary(max_size=100) | st.text(alphabet='<>![]"&;/ ENTIYDOCP-rsitemlink\n', max_size=200).map(str.encode))
@example(b"<description>a<![CDATA[b</description>")
@example(b"</link></guid><content:encoded>a<![CDATA[</content:encoded>")
def test_no_feed_is_more_than_a_fetch_error(inside: bytes) -> None:
    for body in (inside, rss(item("/1")).replace(b"/1", inside), b"<rss>" + inside, JSON_FEED.encode() + inside):
        with suppress(FetchError):
            entries(body, url=URL)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inside: (
    st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(["id", "url", "title", "items"]), inside)
))  # fmt: skip


@given(JSON)
def test_no_json_feed_breaks_reading(items: object) -> None:
    body = json.dumps({"version": "https://jsonfeed.org/version/1", "title": items, "items": items}).encode()
    entries(body, url=URL)
    with pytest.raises(FetchError, match="damaged"):
        entries(b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000, url=URL)


# From an address to its articles


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(Answer(status=404)) as running:
        yield running


class Reading:
    """All that an address gave."""

    def __init__(self, server: Server, path: str, *, seen: frozenset[str] = frozenset(), source: str = "") -> None:
        self.problems: list[DatelineError] = []
        known = {server.address + known if known.startswith("/") else known for known in seen}
        client = Client(allow={"127.0.0.1"}, limits=Limits(read_s=0.3, total_s=1), sleep=lambda _: None)
        found = articles(
            server.address + path,
            client=client,
            on_problem=self.problems.append,
            seen=known.__contains__,
            source=source,
        )
        self.articles = list(found)
        self.asked = [asked for asked, _ in server.requests if asked != "/robots.txt"]

    @property
    def why(self) -> list[str]:
        return [problem.why for problem in self.problems if isinstance(problem, FetchError)]


def page(title: str = "Shells hit Nawa", text: str = TEXT) -> Answer:
    return Answer(body=PAGE.format(title, text).encode(), headers=HTML)


def test_the_items_of_a_feed_are_read_from_their_pages(server: Server) -> None:
    body = rss(item("/1?utm_source=rss", title="In the feed", more=DATED), item("/2"), item("/1"))
    server.paths |= {"/feed": Answer(body=body), "/1": page("First"), "/2": page("Second")}
    reading = Reading(server, "/feed")
    assert reading.problems == []
    first = reading.articles[0]
    assert first == Article(
        id=server.address + "/1",
        text=first.text,
        title="First",
        url=server.address + "/1",
        source=server.address.removeprefix("http://"),
        published=date(2026, 6, 19),
    )
    assert TEXT in first.text
    assert reading.asked == ["/feed", "/1", "/2"]


def test_what_is_whole_in_the_feed_is_not_fetched(server: Server) -> None:
    content = f"<content:encoded><![CDATA[{WHOLE}]]></content:encoded>"
    server.paths["/feed"] = Answer(body=rss(item("/1", more=content), item("", title="No address", more=content)))
    reading = Reading(server, "/feed", source="My paper")
    assert reading.asked == ["/feed"]
    assert [article.source for article in reading.articles] == ["My paper"] * 2
    assert [article.url for article in reading.articles] == [server.address + "/1", ""]
    assert len({article.id for article in reading.articles}) == 2


def test_what_is_known_is_not_fetched_again(server: Server) -> None:
    server.paths |= {"/feed": Answer(body=rss(item("/1", more="<guid>urn:1</guid>"), item("/2"), item("/3")))}
    server.paths |= {f"/{number}": page() for number in (1, 2, 3)}
    reading = Reading(server, "/feed", seen=frozenset({"urn:1", "/2"}))
    assert [article.url for article in reading.articles] == [server.address + "/3"]
    assert reading.asked == ["/feed", "/3"]


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (Answer(status=403), True),
        (Answer(status=404), True),
        (Answer(body=b"<html><body><p>Log in</p></body></html>", headers=HTML), True),
        (Answer(status=302, headers={"Location": "http://169.254.169.254/"}), True),
        (Answer(status=503), False),
        (Answer(raw=list), False),
    ],
)
def test_a_summary_takes_the_place_of_a_page_that_is_not_to_be_had(server: Server, answer: Answer, kept: bool) -> None:
    server.paths |= {"/feed": Answer(body=rss(item("/1", more=DATED), item("/2"))), "/1": answer, "/2": page()}
    reading = Reading(server, "/feed")
    assert [article.text for article in reading.articles if article.url.endswith("/1")] == ["In short."] * kept
    assert reading.articles[-1].url == server.address + "/2"
    (why,) = reading.why
    assert why.endswith("kept the feed's summary") == kept


def test_without_a_summary_a_page_that_is_not_to_be_had_is_told(server: Server) -> None:
    server.paths["/feed"] = Answer(body=rss(item("/1")))
    reading = Reading(server, "/feed")
    assert reading.articles == []
    assert reading.why == ["HTTP 404 (not found)"]


def test_a_page_is_one_article(server: Server) -> None:
    server.paths["/a?b=1"] = page()
    reading = Reading(server, "/a?b=1&utm_medium=x#c")
    assert reading.articles == []  # what tracks is part of the address that is asked for
    server.paths["/a?b=1&utm_medium=x"] = page()
    (article,) = Reading(server, "/a?b=1&utm_medium=x#c", source="My paper").articles
    assert (article.id, article.source) == (server.address + "/a?b=1", "My paper")
    assert Reading(server, "/a?b=1", seen=frozenset({"/a?b=1"})).articles == []


def test_a_list_of_addresses_is_read_one_by_one(server: Server) -> None:
    lines = ["# mine", "", *(f"{server.address}{path}" for path in ("/1", "/2", "/list", "/feed", "/1"))]
    server.paths |= {
        "/list": Answer(body="\r\n".join(lines).encode(), headers=PLAIN),
        "/feed": Answer(body=rss(item("/3"))),
        **{f"/{number}": page() for number in (1, 3)},
    }
    reading = Reading(server, "/list")
    assert [article.url[-2:] for article in reading.articles] == ["/1", "st", "/3"]
    assert reading.why == ["HTTP 404 (not found)"]
    assert reading.asked.count("/list") == 2


@pytest.mark.parametrize("path", ["/", "/news"])
def test_a_front_page_leads_to_its_feed(server: Server, path: str) -> None:
    text = TEXT if path == "/" else "Loading"
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    front = f"<html><head>{link}<title>The Daily Test</title></head><body><p>{text}</p></body></html>"
    server.paths |= {
        path: Answer(body=front.encode(), headers=HTML),
        "/feed": Answer(body=rss(item("/1"))),
        "/1": page(),
    }
    reading = Reading(server, path)
    assert [article.url for article in reading.articles] == [server.address + "/1"]
    assert reading.problems == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(status=410), "HTTP 410"),
        (Answer(body=b'{"a": 1}', headers={"Content-Type": "application/json"}), "is application/json"),
        (Answer(body=b"<html></html>", headers=HTML), "no article"),
        (Answer(body=laughs()), "made to grow"),
        (Answer(body=b"x", length=500_000_000), "larger than 10 MB"),
    ],
)
def test_an_address_that_gives_nothing_says_why(server: Server, answer: Answer, why: str) -> None:
    server.paths["/a"] = answer
    reading = Reading(server, "/a")
    assert reading.articles == []
    assert why in reading.why[0]
    assert str(reading.problems[0]).startswith(server.address)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("https://a.example/1\n\n# not this\n https://a.example/2 \r\nhttps://a.example/1", ["1", "2"]),
        ("https://a.example/1\nShells hit Nawa.", []),
        ("ftp://a.example/1", []),
        ("https://a.example/1 https://a.example/2", []),
    ],
)
def test_a_list_is_nothing_but_addresses(text: str, found: list[str]) -> None:
    assert addresses(text) == [f"https://a.example/{path}" for path in found]
