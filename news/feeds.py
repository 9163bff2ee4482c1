"""Feeds, lists of addresses and single pages -> articles: whatever an address leads to.

RSS and Atom are read by feedparser, JSON Feed by its own short rules (https://www.jsonfeed.org/version/1.1/). It
refuses feeds that declare entities of their own, the means of every attack by XML, and guesses nothing: an item
without a date has none.

An item whose whole text is in the feed needs no request. Else its page is read; where that fails for good, since
robots.txt forbids it or no article is in it, the feed's own summary is kept in its place and this is told. Where the
trouble may pass, the item is left for another time.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypedDict
from urllib.parse import urljoin, urlsplit

import feedparser

from geo.errors import DatelineError, FetchError
from geo.records import Article
from geo.secrecy import shown, without_user
from news.fetch import Client, Page
from news.markup import plain
from news.pages import HTML, article_of, canonical, decoded, feeds_of, overgrown
from news.published import read_day

Seen = Callable[[str], bool]
OnProblem = Callable[[DatelineError], None]

_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|channel)[\s>]")
_PAGE = re.compile(r"<(?:!doctype\s+html|html)\b", re.I)
_JSON_FEED = "jsonfeed.org/version/1"
_HEAD = 4096  # characters in which a feed has shown that it is one
_ADDRESS = re.compile(r"https?://\S+")
# How a text ends that goes on elsewhere.
_CUT = re.compile(r"(?:\[?(?:…|\.\.\.)\]?|(?:read|continue|weiterlesen|lire|leer)\W[\w ]{0,30}[.…»→]*)\s*$", re.I)
_WHOLE = 300  # characters that a whole article has at least
_NOTICE = re.compile(r"The post .{1,300} appeared first on .{1,200}$", re.S)  # that WordPress appends
# feedparser's time for a tag grows with the square of its attributes; no feed has so many.
_GROWN_TAG = re.compile(r"""<[\w:.-]+(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*')){500}""")
_PROLOG = re.compile(r"\s*(<!--|<\?)")
_ELEMENT = re.compile(r"<\w")
_ENDS = {"<!--": "-->", "<?": "?>"}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed: `url` "" where it has none, `text` its whole text or ""; `id` is unique in its feed."""

    id: str
    url: str
    title: str
    summary: str
    text: str
    published: date | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was read from `url`."""

    url: str
    title: str
    items: tuple[Item, ...]


class _Options(TypedDict):
    client: Client
    on_problem: OnProblem
    seen: Seen
    source: str


def articles(
    url: str, *, client: Client, on_problem: OnProblem, seen: Seen | None = None, source: str = ""
) -> Iterator[Article]:
    """The articles at an address: of a page, of a feed, or of a list of the addresses of such.

    What `seen` knows by its address, or an item's id, is not fetched; `source` is the name that the owner gave. What
    goes wrong is told, and the others go on.
    """
    options: _Options = {"client": client, "on_problem": on_problem, "seen": seen or _nothing, "source": source}
    for page in _fetched(url, options):
        listed = addresses(decoded(page.body, declared=page.encoding)) if page.content_type == "text/plain" else []
        for address in listed:
            for single in _fetched(address, options):
                yield from _articles_in(single, options)
        if not listed:
            yield from _articles_in(page, options)


def feed_articles(
    feed: Feed, *, client: Client, on_problem: OnProblem, seen: Seen | None = None, source: str = ""
) -> Iterator[Article]:
    """The articles of a feed's items that `seen` does not know by their address or their id, see `articles`."""
    seen = seen or _nothing
    met: set[str] = set()
    for item in feed.items:
        names = {item.id, item.url} - {""}
        if not met.isdisjoint(names) or any(map(seen, names)):
            continue
        met |= names
        words = Article(
            id=item.url or f"{shown(feed.url)}#{item.id}",
            text=item.text or item.summary,
            title=item.title,
            url=item.url,
            source=source or feed.title,
            published=item.published,
        )
        if item.text or not item.url:
            if words.text:
                yield words
            continue
        try:
            article = article_of(client.fetch(item.url))
        except FetchError as error:
            if error.passing or not words.text:
                on_problem(error)
            else:
                on_problem(FetchError(f"{error.why}; kept the feed's summary", url=item.url, trouble=error.trouble))
                yield words
        else:
            yield replace(
                article,
                title=article.title or item.title,
                source=source or article.source,
                published=item.published or article.published,
            )


def _fetched(url: str, options: _Options) -> Iterator[Page]:
    """The page at an address, if it is not known and could be fetched."""
    if options["seen"](canonical(url)):
        return
    try:
        yield options["client"].fetch(url)
    except FetchError as error:
        options["on_problem"](error)


def _articles_in(page: Page, options: _Options) -> Iterator[Article]:
    """The articles of a page's feed, if it is one or is a front page that names one; else the page's own article."""
    try:
        if is_feed(page.body):
            yield from feed_articles(entries(page.body, url=page.url, encoding=page.encoding), **options)
            return
        own = feeds_of(decoded(page.body, declared=page.encoding), url=page.url) if page.content_type in HTML else []
        if not own or urlsplit(page.url).path != "/":
            try:
                article = article_of(page)
            except FetchError:
                if not own:
                    raise
            else:
                yield replace(article, source=options["source"] or article.source)
                return
        for feed in _fetched(own[0], options):
            yield from feed_articles(entries(feed.body, url=feed.url, encoding=feed.encoding), **options)
    except FetchError as error:
        options["on_problem"](error)


def addresses(text: str) -> list[str]:
    """The addresses of a list, one a line; blank lines and those that begin with # do not count. [] for other texts."""
    lines = [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]
    return list(dict.fromkeys(lines)) if all(map(_ADDRESS.fullmatch, lines)) else []


def is_feed(body: bytes) -> bool:
    """Whether it is a feed, by what it begins with: what servers say of their feeds is often wrong."""
    head = decoded(body[:_HEAD], declared=None)
    return _is_xml_feed(head) or _is_json_feed(head)


def _is_xml_feed(head: str) -> bool:
    return bool(_ROOT.search(head) and not _PAGE.search(head))


def _is_json_feed(head: str) -> bool:
    return head.lstrip().startswith("{") and _JSON_FEED in head.replace("\\/", "/")


def entries(body: bytes, *, url: str, encoding: str | None = None) -> Feed:
    """The items of a feed. `encoding` is that of its HTTP header. Raises FetchError where it is none, or is hostile."""
    text = decoded(body, declared=encoding)
    if _is_json_feed(text[:_HEAD]):
        return _json_feed(text, url)
    if _declares_entities(text) or _GROWN_TAG.search(text):
        raise FetchError("not read: its XML is made to grow, or to open files, as it is read", url=url)
    if not _is_xml_feed(text[:_HEAD]):
        raise FetchError("no feed", url=url)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        found = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise FetchError("not read: what it is made of is no feed", url=url) from error
    items = [_item(entry, url) for entry in found.entries]
    return Feed(url=url, title=_text(found.feed.get("title") or ""), items=tuple(item for item in items if item.id))


def _declares_entities(xml: str) -> bool:
    """Whether a document declares entities before its first element, as XML has it or as a lenient reader takes it."""
    at = 0
    while start := _PROLOG.match(xml, at):
        end = _ENDS[start[1]]
        if (ended := xml.find(end, start.end())) < 0:
            break
        at = ended + len(end)
    heads = (_ELEMENT.split(xml[begin:], maxsplit=1)[0] for begin in (0, at))
    return any("<!entity" in head.lower() for head in heads)


def _item(entry: Any, base: str) -> Item:
    # not entry.get: for a date that is not there, feedparser gives another and warns
    published = dict.get(entry, "published") or dict.get(entry, "updated") or ""
    # nor entry.get(name, ""): what is there may be None
    contents = [content.get("value") or "" for content in entry.get("content") or []]
    return _made(
        id=entry.get("id") or "",
        url=_joined(base, entry.get("link") or ""),
        title=entry.get("title") or "",
        summary=entry.get("summary") or "",
        whole=max(contents, key=len, default=""),
        published=published,
    )


def _json_feed(text: str, url: str) -> Feed:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FetchError("no feed: its JSON is damaged", url=url) from error
    items = []
    for item in feed.get("items") if isinstance(feed.get("items"), list) else []:
        if isinstance(item, dict):
            said = {key: str(value) for key, value in item.items() if isinstance(value, str | int | float)}
            items.append(
                _made(
                    id=said.get("id", ""),
                    url=_joined(url, said.get("url", "")),
                    title=said.get("title", ""),
                    summary=said.get("summary", ""),
                    whole=said.get("content_html") or said.get("content_text", ""),
                    published=said.get("date_published", ""),
                )
            )
    title = feed.get("title")
    return Feed(url=url, title=title if isinstance(title, str) else "", items=tuple(item for item in items if item.id))


def _made(*, id: str, url: str, title: str, summary: str, whole: str, published: str) -> Item:
    text = _NOTICE.sub("", _text(whole)).rstrip()
    return Item(
        id=without_user(id or url or title),
        url=without_user(url),
        title=_text(title),
        summary=_text(summary) or text,
        text=text if len(text) >= _WHOLE and not _CUT.search(text) else "",
        published=read_day(published),
    )


def _text(html: str) -> str:
    """The words of a piece of HTML, or of nothing but text."""
    if "<" not in html and "&" not in html:
        return html.strip()
    return "" if overgrown(html) else plain(f"<div>{html}</div>")


def _joined(base: str, link: str) -> str:
    """The address that a link leads to; "" where it leads to no page."""
    try:
        joined = canonical(urljoin(base, link.strip())) if link.strip() else ""
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) else ""


def _nothing(_: str) -> bool:
    return False
