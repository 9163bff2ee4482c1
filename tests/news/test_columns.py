"""Which column holds what: by names in many spellings, held against what is in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import InputError
from news.columns import Columns, describe, flat, guess_columns, is_header, parse_columns

NAWA = "Shelling hit the town of Nawa on Tuesday, residents said, and dozens of families fled toward the Golan."
IDLIB = "Clashes broke out in the north of Idlib, where two fighters were killed and a market was burned down."
URL = "https://example.org/"


def guess(header: str, *rows: str) -> Columns:
    names = header.split("|")
    return guess_columns(names, [dict(zip(names, row.split("|"), strict=True)) for row in rows])


@pytest.mark.parametrize(
    ("header", "row", "columns"),
    [
        ("id|text|title|url|source|published|language", f"a7|{NAWA}|Shelling|{URL}|Example|2018-07-23|en",
         Columns("text", "title", "url", "source", "published", "id", "language")),
        # NewsAPI
        ("source.id|source.name|author|title|description|url|urlToImage|publishedAt|content",
         f"ex|Example|A. Writer|Shelling|In short|{URL}1|{URL}1.png|2018-07-23T10:00:00Z|{NAWA}",
         Columns("content", "title", "url", "source.name", "publishedAt")),
        # ACLED
        ("event_id_cnty|event_date|year|sub_event_type|admin1|location|source|source_scale|notes|fatalities|timestamp",
         f"SYR7|23 July 2018|2018|Shelling|Daraa|Nawa|Example Monitor|National|{NAWA}|0|1532304000",
         Columns("notes", None, None, "source", "event_date", "event_id_cnty")),
        # UCDP GED: headlines only
        ("id|relid|year|source_article|source_office|source_date|source_headline|where_description|date_start|date_end",
         "33212|SYR-2018-1|2018|Example,2018-07-24,Shelling hits Nawa|Example|2018-07-24|Shelling hits Nawa|Nawa town|"
         "2018-07-23|2018-07-23",
         Columns("source_headline", None, None, "source_office", "source_date", "id")),
        # GDELT's article list: headlines only
        ("url|url_mobile|title|seendate|socialimage|domain|language|sourcecountry",
         f"{URL}1||Shelling hits Nawa|20180723T101500Z|{URL}1.png|example.org|English|Syria",
         Columns("title", None, "url", "domain", "seendate", None, "language")),
        # Factiva
        ("AN|HD|WC|PD|SN|LA|LP|TD", f"EX0001|Shelling|250 words|23 July 2018|Example|EN|The lead.|{NAWA}",
         Columns("TD", "HD", None, "SN", "PD", "AN", "LA")),
        # LexisNexis
        ("Headline|Publication|Published date|Load-Date|Full text", f"Shelling|Example|July 23, 2018|24/07/2018|{NAWA}",
         Columns("Full text", "Headline", None, "Publication", "Published date")),
        ("_id|_source.title|_source.body|_source.pubDate", f"x1|Shelling|{NAWA}|Mon, 23 Jul 2018 10:00:00 GMT",
         Columns("_source.body", "_source.title", None, None, "_source.pubDate", "_id")),
        ("Datum|Überschrift|Volltext|Quelle|Link", f"23.07.2018|Beschuss|{NAWA}|Beispiel|{URL}",
         Columns("Volltext", "Überschrift", "Link", "Quelle", "Datum")),
        ("FECHA|TÍTULO|Texto|Fuente|Enlace", f"23/07/2018|Bombardeo|{NAWA}|Ejemplo|{URL}",
         Columns("Texto", "TÍTULO", "Enlace", "Fuente", "FECHA")),
        ("date de publication|Titre|Texte|Source|Lien", f"23/07/2018|Tirs|{NAWA}|Exemple|{URL}",
         Columns("Texte", "Titre", "Lien", "Source", "date de publication")),
        ("дата|заголовок|текст|источник|ссылка", f"23.07.2018|Обстрел|{NAWA}|Пример|{URL}",
         Columns("текст", "заголовок", "ссылка", "источник", "дата")),
        ("التاريخ|العنوان|النص|المصدر|الرابط", f"2018-07-23|قصف|{NAWA}|مثال|{URL}",
         Columns("النص", "العنوان", "الرابط", "المصدر", "التاريخ")),
        ("תאריך|כותרת|תוכן|מקור|קישור", f"23.07.2018|הפגזה|{NAWA}|דוגמה|{URL}",
         Columns("תוכן", "כותרת", "קישור", "מקור", "תאריך")),
        ("Publication Date (local)|News text clean|articleLink", f"2018-07-23|{NAWA}|{URL}",
         Columns("News text clean", None, "articleLink", None, "Publication Date (local)")),
        # names that say nothing: the longest is the text, what looks like a day or an address is one
        ("a|b|c|d", f"x|{NAWA}|23 July 2018|{URL}", Columns("b", None, "d", None, "c")),
        # names that say what is not so
        ("date|text|url|body", f"soon|{URL}|none|{NAWA}", Columns("body", None, "text")),
        ("summary|title", f"{NAWA}|Shelling", Columns("summary", "title")),
        ("n|lat|lon", "5|32.88|36.04", Columns()),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)  # fmt: skip
def test_columns_are_guessed(header: str, row: str, columns: Columns) -> None:
    assert guess(header, row) == columns


def test_a_column_that_tells_no_rows_apart_is_no_id() -> None:
    assert guess("id|text", f"a|{NAWA}", f"b|{IDLIB}").id == "id"
    assert guess("id|text", f"33212|{NAWA}", f"33215|{IDLIB}").id == "id"
    assert guess("id|text", f"a|{NAWA}", f"a|{NAWA}").id == "id"  # the same row twice
    assert guess("id|text", f"a|{NAWA}", f"a|{IDLIB}").id is None
    assert guess("id|text", f"a|{NAWA}", f"|{IDLIB}").id is None
    assert guess("id|text", f"1|{NAWA}", f"2|{IDLIB}").id is None
    assert guess("id|guid|text", f"1|x8|{NAWA}", f"2|x9|{IDLIB}").id == "guid"


def test_a_date_that_could_be_two_is_still_a_date() -> None:
    assert guess("date|text", f"03/04/2018|{NAWA}").published == "date"


def test_no_rows_have_no_columns() -> None:
    assert guess("text|date") == Columns()
    assert guess_columns([], []) == Columns()


@pytest.mark.parametrize(
    ("row", "header"),
    [
        (["text"], True),
        (["Event Date", "x"], True),
        (["first", "second"], True),
        (["Shelling hit Nawa"], False),
        (["2018-07-23", "Shelling hit Nawa"], False),
        (["x", NAWA], False),
        (["x", URL], False),
    ],
)
def test_a_header_is_told_from_a_first_article(row: list[str], header: bool) -> None:
    assert is_header(row) is header


def test_nested_keys_are_dotted() -> None:
    row = {"a": {"b": {"c": {"d": {"e": 1}}}}, "body": ["x", "y"], "tags": [], "n": 5}
    assert flat(row) == {"a.b.c.d": {"e": 1}, "body": "x\n\ny", "tags": [], "n": 5}


def test_a_guess_is_shown_without_what_a_terminal_would_obey() -> None:
    row = {"bo\x1b[2Jdy": "Nawa\n\x1b[31m\u202eDaraa" + "x" * 100, "when": "2018-07-23", "author": "A. Writer"}
    lines = describe(Columns(text="bo\x1b[2Jdy", published="when"), row).splitlines()
    assert lines[0] == r"text       'bo\x1b[2Jdy'  'Nawa \x1b[31m\u202eDaraa" + "x" * 33 + "…'"
    assert lines[4] == "published  'when'         '2018-07-23'"
    assert lines[-1] == "not used: 'author'"
    assert not any("\x1b" in line or "\u202e" in line for line in lines)


def test_columns_may_be_said() -> None:
    assert parse_columns("text=body,published=date") == Columns(text="body", published="date")
    assert parse_columns(' text = "Body, full" , url=link, ') == Columns(text="Body, full", url="link")
    assert parse_columns("text=a=b") == Columns(text="a=b")
    # as long a gap took the third power of its length
    assert parse_columns(f"text{' ' * 50_000}={' ' * 50_000}a b{' ' * 50_000}") == Columns(text="a b")


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ("txet=body", "'txet' is none of text, title, url, source, published, id, language"),
        ("text", "'text' without its column: expected text=COLUMN"),
        ("text=", "'text' without its column: expected text=COLUMN"),
        ("text=a,text=b", "'text' is said twice: 'a' and 'b'"),
        ("published=date", "no column for the text in 'published=date'"),
        ("", "no column for the text in ''"),
    ],
)
def test_columns_that_are_said_wrongly_are_explained(spec: str, why: str) -> None:
    with pytest.raises(InputError) as raised:
        parse_columns(spec)
    assert str(raised.value).startswith(f"--columns: {why}")


CELLS = (
    st.text(max_size=20)
    | st.none()
    | st.integers()
    | st.lists(st.integers())
    | st.sampled_from([NAWA, URL, "2018-07-23"])
)


@given(st.lists(st.dictionaries(st.sampled_from(["text", "id", "date", "url", "x", "y"]) | st.text(max_size=6), CELLS)))
def test_a_guess_names_each_column_once(rows: list[dict[str, object]]) -> None:
    header = sorted({name for row in rows for name in row})
    columns = guess_columns(header, rows)
    named = [name for name in columns.mapping().values() if name is not None]
    assert len(set(named)) == len(named)
    assert set(named) <= set(header)
    for row in rows:
        assert describe(columns, row)


@given(st.text(st.sampled_from("textilurd=\"', "), max_size=30))
def test_a_spec_has_a_text_or_is_explained_on_one_line(spec: str) -> None:
    try:
        columns = parse_columns(spec)
    except InputError as error:
        explained = str(error)
    else:
        explained = columns.text or ""
    assert explained
    assert "\n" not in explained
