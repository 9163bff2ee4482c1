"""A web page -> the article in it. The one way from HTML to an article, for addresses and for files.

It refuses to guess: a page of menus and links is no article, a day that the page does not state is no date, and no
time zone moves one. The text is taken out by trafilatura; cleaning it and telling its language come later.
"""

import codecs
import hashlib
import logging
import re
import unicodedata
from collections import Counter
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from charset_normalizer import from_bytes
from trafilatura import bare_extraction, load_html
from trafilatura.settings import Document

from geo.errors import FetchError
from geo.records import Article
from news.fetch import Page

HTML = ("text/html", "application/xhtml+xml")
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json")
_FILES = re.compile(r"\b(?:json|csv|tab-separated|jsonl|ndjson)", re.I)
_LOOKS_LIKE_HTML = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.I)
# More than a page of news has, by far: what libxml2 and trafilatura do takes the square of these.
_MOST_TAGS = 50_000
_MOST_ATTRIBUTES = 20_000

# What trafilatura logs is told by what comes back: an article or none.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

# Encodings that pages declare, by Python's name, as https://encoding.spec.whatwg.org reads them. Others (zip, UTF-7)
# are no encodings of pages, and what a page asks Python to decode is not its choice.
_AS_READ = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
            "euc_kr": "cp949", "iso8859-9": "cp1254", "tis-620": "cp874", "iso8859-11": "cp874"}  # fmt: skip
_ENCODINGS = {
    "utf-8", "cp866", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "gb18030",
    "big5", "euc_jp", "iso2022_jp", "cp932", "cp949", "cp874", *(f"cp{number}" for number in range(1250, 1259)),
    *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
}  # fmt: skip
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_META = re.compile(rb"""<(?:meta\b[^>]*?|\?xml\b[^>]*?en)(?:charset|coding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_META_WITHIN = 4096  # bytes; the standard says 1024, templates are longer
_LATIN = "cp1252"  # servers declare it by default, and nearly every body fits it
_LATIN_HAS_NONE = re.compile(rb"[\xa1-\xff]{5}")  # five letters with accents in a row
_TAG = re.compile(rb"<[^<>]*>")

_TRACKING = re.compile(
    r"(?:utm_\w*|at_\w+|mtm_\w+|pk_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|twclid|yclid|igshid|mc_cid|mc_eid|"
    r"ns_mchannel|ns_source|ns_campaign|ns_linkname|ns_fee|cmpid|ocid|ito|smid|xtor|__twitter_impression|_ga|_gl)",
    re.I,
)
_MIRROR = re.compile(r"^(?:www|m|mobile|amp)\.")
# A sentence, or a paragraph in a script that ends none with a mark; a list of headlines has neither.
_SENTENCE = re.compile(r".{40,}[.!?…。！？؟।۔]['\"”’»)\]]*\s*$|.{15,}[。！？].*$|.{240,}", re.M)


def article_of(page: Page) -> Article:
    """The article at an address, of HTML or of nothing but text. Raises FetchError where there is none."""
    if page.content_type in HTML or _LOOKS_LIKE_HTML.search(page.body, 0, 1024):
        article = article_from_html(page.body, url=page.url, declared_encoding=page.encoding)
        if article is None:
            raise FetchError("no article in it", url=page.url)
        return article
    if page.content_type != "text/plain" or b"\0" in page.body:
        kind = page.content_type or "of no stated kind"
        hint = "; a file of articles is to be saved first" if _FILES.search(kind) else ""
        raise FetchError(f"is {kind}, no page with an article{hint}", url=page.url)
    text = decoded(page.body, declared=page.encoding)
    if not text.strip():
        raise FetchError("an empty page", url=page.url)
    return Article(id=canonical(page.url), text=text, url=canonical(page.url), source=_host(page.url))


def article_from_html(html: bytes | str, *, url: str, declared_encoding: str | None) -> Article | None:
    """The article of a page; None where it holds none.

    `url` is where it was read, "" for a file; `declared_encoding` is that of the HTTP header, where there is one. The
    article's url is the page's own canonical one where the two are of one site; its id is its url, and without one a
    digest of its text.
    """
    text = decoded(html, declared=declared_encoding) if isinstance(html, bytes) else html
    if text.count("<") > _MOST_TAGS or overgrown(text) or (tree := load_html(text)) is None:
        return None
    # Not `extensive_search`: it makes the first of January out of "Copyright 2026".
    dates = {"original_date": True, "extensive_search": False, "max_date": date.today().isoformat()}
    found = bare_extraction(
        tree, url=url or None, include_comments=False, with_metadata=True, date_extraction_params=dates
    )
    if not isinstance(found, Document) or not found.text or not _SENTENCE.search(found.text):
        return None
    own = _own_address(tree, url)
    return Article(
        id=own or hashlib.blake2b(found.text.encode(errors="replace"), digest_size=16).hexdigest(),
        text=found.text,
        title=found.title or "",
        url=own,
        source=found.sitename or _host(own),
        published=date.fromisoformat(found.date) if found.date else None,
    )


def feeds_of(html: str, *, url: str) -> list[str]:
    """The addresses of the feeds that a page names as its own, in its order."""
    if overgrown(html) or (tree := load_html(html)) is None:
        return []
    links = tree.xpath("//link[contains(concat(' ', @rel, ' '), ' alternate ')][@href]")
    found: dict[str, None] = {}
    for link in links:
        if (link.get("type") or "").strip().lower() in _FEEDS:
            with suppress(ValueError):  # it leads nowhere: "http://["
                found[urljoin(url, link.get("href"))] = None
    return list(found)


def overgrown(markup: str) -> bool:
    """Whether a tag may have so many attributes that no parser ends in time."""
    return any(len(part.split()) > _MOST_ATTRIBUTES for part in markup.split("<"))


def decoded(body: bytes, *, declared: str | None) -> str:
    """The text of a page whose header, whose markup and whose bytes may each say another encoding.

    The bytes have the last word where they can tell: a byte order mark, or that they are UTF-8. Else the header and
    the markup are believed where they agree and the bytes fit; where not, what the letters look most like.
    """
    for mark, encoding in _BOMS.items():
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if (text := _decoded(body, "utf-8")) is not None:
        return text
    meta = _META.search(body, 0, _META_WITHIN)
    said = [name for name in (_encoding(declared), meta and _encoding(meta[1].decode("ascii"))) if name]
    fitting = {name: text for name in sorted(said, key=_LATIN.__eq__) if (text := _decoded(body, name)) is not None}
    if len(_LATIN_HAS_NONE.findall(body)) >= 3:
        fitting.pop(_LATIN, None)
    if fitting and len(set(said)) == 1:
        return fitting[said[0]]
    guess = from_bytes(_TAG.sub(b" ", body)).best()
    if guess is None:
        return next(iter(fitting.values()), None) or body.decode(said[0] if said else "utf-8", "replace")
    if guess.encoding in fitting:
        return fitting[guess.encoding]
    likely = body.decode(guess.encoding, "replace")
    return next((text for text in fitting.values() if _script(text) == _script(likely)), likely)


def _decoded(body: bytes, encoding: str) -> str | None:
    """The body in an encoding that it fits: up to one in twenty of its letters beyond ASCII may be broken."""
    text = body.decode(encoding, "replace")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return text if text.count("\ufffd") * 20 <= beyond else None


def _script(text: str) -> str:
    """What most letters beyond ASCII are: LATIN, ARABIC, CYRILLIC, CJK ..."""
    letters = [char for char in text if char > "\x7f" and char.isalpha()][:1000]
    return Counter(unicodedata.name(char, "?").split()[0] for char in letters).most_common(1)[0][0] if letters else ""


def _encoding(label: str | None) -> str | None:
    """Python's name of an encoding that a page may declare; None for any other."""
    try:
        name = codecs.lookup((label or "").strip(" \"'")).name
    except (LookupError, ValueError):
        return None
    name = _AS_READ.get(name, name)
    return name if name in _ENCODINGS else None


def canonical(url: str) -> str:
    """The address without what says only how one came to it, so that a page has one id however it was found."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    query = "&".join(
        pair for pair in parts.query.split("&") if pair and not _TRACKING.fullmatch(pair.partition("=")[0])
    )
    host = parts.netloc.lower().removesuffix({"http": ":80", "https": ":443"}.get(parts.scheme, ":"))
    return urlunsplit((parts.scheme, host, parts.path or "/", query, ""))


def _own_address(tree: Any, url: str) -> str:
    """The page's canonical address, if it is one of the same site: no page speaks for another's."""
    here = canonical(url) if url else ""
    links = tree.xpath("//link[@rel='canonical']/@href")
    try:
        said = urlsplit(canonical(urljoin(url, links[0] if links else here)))
    except ValueError:
        return here
    same_site = not here or _MIRROR.sub("", said.netloc) == _MIRROR.sub("", urlsplit(here).netloc)
    # A front page that every article of a site calls its canonical one would make them all one article.
    front_page = said.path == "/" and not said.query
    return said.geturl() if said.scheme in ("http", "https") and same_site and not front_page else here


def _host(url: str) -> str:
    return _MIRROR.sub("", urlsplit(url).netloc)
