"""Pages: the article and nothing else, its day as written, its address as its id, in whatever encoding."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FetchError
from news.fetch import Page
from news.pages import article_from_html, article_of, canonical, decoded, feeds_of

BODY = (
    "<p>Shells hit the town of Nawa on Friday, residents said. Three houses in its east were damaged.</p>"
    "<p>Nobody was hurt, a doctor told this paper by telephone from the hospital in Daraa.</p>"
)
ARABIC = (
    "قُتل ثلاثة أشخاص في قصف على بلدة نوى في ريف درعا يوم الجمعة، حسب ما قاله سكان محليون لمراسلنا. "
    "وأصيب آخرون بجروح ونقلوا إلى المستشفى في المدينة."
)
RUSSIAN = (
    "Три человека погибли при обстреле города Нава в провинции Даръа в пятницу, сообщили жители. Ещё пятеро ранены."
)
HEBREW = "שלושה בני אדם נהרגו ביום שישי בהפגזה על העיירה נווא, כך מסרו תושבים. הפצועים פונו לבית החולים בעיר דרעא."
GERMAN = "Drei Menschen wurden am Freitag beim Beschuss der Stadt Nawa getötet, sagten Anwohner für die Zeitung."
URL = "https://news.example/2/nawa"


def html(body: str = BODY, *, head: str = "", before: str = "", after: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>Shells hit Nawa</title>{head}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/world">World</a></nav>{before}<article><h1>Shells hit Nawa</h1>{body}'
        f'</article><div class="comments"><p>I do not believe that this was in Moscow at all.</p></div>{after}'
        "<footer>Copyright 2026 The Daily Test</footer></body></html>"
    )


def test_an_article_is_its_text_without_menus_and_comments() -> None:
    head = '<meta property="og:site_name" content="The Daily Test"><meta property="article:published_time" content="'
    article = article_from_html(html(head=f'{head}2026-06-19T08:00:00Z">'), url=URL, declared_encoding=None)
    assert article is not None
    assert article.text.endswith("from the hospital in Daraa.")
    assert "Home" not in article.text
    assert "Moscow" not in article.text
    assert (article.id, article.url, article.title) == (URL, URL, "Shells hit Nawa")
    assert (article.source, article.published) == ("The Daily Test", date(2026, 6, 19))


@pytest.mark.parametrize(
    "said",
    [
        "2026-06-19T23:30:00-05:00",
        "2026-06-19T00:30:00+14:00",
        "2026-06-19T22:30:00Z",
        "2026-06-19T00:00:01+03:00",
        "2026-06-19",
    ],
)
@pytest.mark.parametrize(
    "markup",
    [
        '<meta property="article:published_time" content="{}">',
        '<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{}"}}</script>',
        '<time datetime="{}">Friday</time>',
    ],
)
def test_no_time_zone_moves_the_day(markup: str, said: str) -> None:
    article = article_from_html(html(head=markup.format(said)), url=URL, declared_encoding=None)
    assert article is not None
    assert article.published == date(2026, 6, 19)


@pytest.mark.parametrize("after", ["", "<p>All rights reserved 2019-2025</p>"])
def test_a_page_that_states_no_day_has_none(after: str) -> None:
    article = article_from_html(html(after=after), url=URL, declared_encoding=None)
    assert article is not None
    assert article.published is None


HEADLINES = "".join(f'<li><a href="/{number}">Headline {number} of the day in town</a></li>' for number in range(40))


@pytest.mark.parametrize(
    "content",
    [
        "",
        " ",
        "<html></html>",
        "plain words",
        "<html><body><nav><a href='/'>Home</a></nav><form><input name='user'></form></body></html>",
        f"<html><body><ul>{HEADLINES}</ul></body></html>",
        "<html><body><script>document.write('Shells hit the town of Nawa on Friday, they said.')</script></html>",
        "<html><body><p>Loading ...</p></body></html>",
        "\0\ufffe\uffff",
    ],
)
def test_a_page_without_an_article_gives_none(content: str) -> None:
    assert article_from_html(content, url=URL, declared_encoding=None) is None
    assert article_from_html(content.encode(), url="", declared_encoding=None) is None


# Addresses


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://News.Example:443/a?utm_source=x&id=3&fbclid=y#part", "https://news.example/a?id=3"),
        ("http://news.example:80", "http://news.example/"),
        ("https://news.example:8080/a?12345", "https://news.example:8080/a?12345"),
        ("https://news.example/a?cid=7&ref=b&b=&a=%20", "https://news.example/a?cid=7&ref=b&b=&a=%20"),
        ("https://news.example/أ", "https://news.example/أ"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_an_address_without_what_tracks_its_readers(url: str, same: str) -> None:
    assert canonical(url) == same
    assert canonical(same) == same


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://news.example/story/1?utm_medium=rss", "https://news.example/story/1"),
        ("https://www.news.example/story/1", "https://www.news.example/story/1"),
        ("/story/1", "https://news.example/story/1"),
        ("https://other.example/story/1", URL),
        ("https://news.example/", URL),
        ("javascript:alert(1)", URL),
        ("http://[::1", URL),
        ("", URL),
    ],
)
def test_a_page_says_its_own_address_but_not_anothers(said: str, kept: str) -> None:
    page = html(head=f'<link rel="canonical" href="{said}">')
    article = article_from_html(page, url=URL + "?utm_source=x", declared_encoding=None)
    assert article is not None
    assert (article.id, article.url) == (kept, kept)


def test_a_file_has_the_address_that_it_states_or_else_a_stable_id() -> None:
    stated = article_from_html(html(head=f'<link rel="canonical" href="{URL}">'), url="", declared_encoding=None)
    assert stated is not None
    assert stated.url == URL
    ids = {found.id for _ in range(2) if (found := article_from_html(html(), url="", declared_encoding=None))}
    assert len(ids) == 1
    assert ids.pop()


# Encodings


def in_page(words: str, meta: str) -> str:
    declared = f'<meta charset="{meta}">' if meta else ""
    return f"<html><head>{declared}<title>T</title></head><body><article><p>{words}</p></article></body></html>"


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        (ARABIC, "utf-8"), (ARABIC, "cp1256"), (ARABIC, "iso8859-6"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"),
        (HEBREW, "cp1255"), (GERMAN, "cp1252"), (GERMAN, "utf-8"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("meta", ["", "utf-8", "iso-8859-1", "right", "no-such-thing", "zip"])
@pytest.mark.parametrize("header", [None, "utf-8", "iso-8859-1", "right"])
def test_words_survive_what_header_and_markup_say(words: str, encoding: str, header: str | None, meta: str) -> None:
    header, meta = (encoding if said == "right" else said for said in (header, meta))
    body = in_page(words, meta or "").encode(encoding, "ignore")
    assert words.encode(encoding, "ignore").decode(encoding) in decoded(body, declared=header)


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_has_the_last_word(mark: str) -> None:
    assert ARABIC in decoded(in_page(ARABIC, "koi8-r").encode(mark), declared="iso-8859-1")


def test_a_broken_byte_costs_only_its_letter() -> None:
    body = in_page(ARABIC, "utf-8").encode()[:-40] + b"\xff</p></article></body></html>"
    assert ARABIC[:80] in decoded(body, declared=None)


@given(st.binary(max_size=200), st.none() | st.text(max_size=12))
def test_any_bytes_become_text(body: bytes, declared: str | None) -> None:
    decoded(body, declared=declared)
    decoded(b'<meta charset="' + body, declared=declared)


# What is served


def test_a_page_of_nothing_but_text_is_an_article() -> None:
    page = Page(URL, body=ARABIC.encode("cp1256"), content_type="text/plain", encoding="windows-1256")
    article = article_of(page)
    assert article.text == ARABIC.encode("cp1256").decode("cp1256")
    assert article.id == URL


@pytest.mark.parametrize(
    ("body", "kind", "why"),
    [
        (b"%PDF-1.7", "application/pdf", "is application/pdf"),
        (b"\x89PNG\r\n", "image/png", "is image/png"),
        (b"{}", "application/json", "is application/json, no page with an article; a file"),
        (b"words", "", "of no stated kind"),
        (b"a\0b", "text/plain", "no page with an article"),
        (b" \n", "text/plain", "empty"),
        (b"", "text/html", "no article"),
        (b"%PDF-1.7 \x00\x01", "text/html", "no article"),
    ],
)
def test_what_holds_no_article_is_one_clear_line(body: bytes, kind: str, why: str) -> None:
    with pytest.raises(FetchError, match=why) as raised:
        article_of(Page(URL, body=body, content_type=kind))
    assert str(raised.value).startswith(URL)
    assert "\n" not in str(raised.value)


def test_html_is_known_without_its_type() -> None:
    assert article_of(Page(URL, body=html().encode(), content_type="application/octet-stream")).title


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 2_000_000,
        "<div><p>x</p></div>" * 500_000,
        "<p " + " ".join(f"a{number}" for number in range(1_000_000)) + ">",
        "<p " + " ".join(f"a{number}='>'" for number in range(1_000_000)) + ">",
        "<!--" * 2_000_000,
        "<" * 5_000_000,
        "x" * 9_000_000,
        '<script type="application/ld+json">' + '{"a":' * 1_000_000,
    ],
    ids=["deep", "many", "attributes", "quoted", "comments", "open", "one word", "json"],
)
def test_no_page_takes_long(body: str) -> None:
    begun = time.monotonic()
    article_from_html("<html><body>" + body, url=URL, declared_encoding=None)
    assert time.monotonic() - begun < 10


@given(st.text(alphabet="<>/ !-=\"'&;pabdivscript\n\0é", max_size=200))
def test_no_markup_breaks_reading(markup: str) -> None:
    article_from_html(f"<html><body>{BODY}{markup}", url=URL, declared_encoding=None)
    feeds_of(f"<html><head>{markup}", url=URL)


def test_a_page_names_its_feeds() -> None:
    page = html(
        head='<link rel="alternate" type="application/rss+xml" href="/rss"><link rel="stylesheet" href="/a.css">'
        '<link rel="alternate" hreflang="ar" href="/ar"><link rel="alternate" type="Application/Atom+XML" href="atom">'
        '<link rel="alternate" type="application/rss+xml" href="/rss">'
        '<link rel="alternate" type="application/rss+xml" href="http://[">'
    )
    assert feeds_of(page, url=URL) == ["https://news.example/rss", "https://news.example/2/atom"]
