"""Whatever people have their articles in comes in; what is wrong costs one clear line and no more than itself."""

import csv
import gzip
import io
import json
import os
import sys
import tracemalloc
import zlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import news.read
from geo import Article, InputError
from news.columns import Columns
from news.read import preview, read, size

NAWA = "Shelling hit the town of Nawa on Tuesday, residents said, and dozens of families fled toward the Golan."
IDLIB = "Clashes broke out in the north of Idlib, where two fighters were killed and a market was burned down."
PAGE = f"""<html><head><title>Shelling hits Nawa</title><link rel="canonical" href="https://example.org/nawa">
<meta property="article:published_time" content="2018-07-23T23:59:00-11:00"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Shelling hits Nawa</h1><p>{NAWA}</p><p>{IDLIB}</p></article></body>"""


def articles(path: Path | str, **options: object) -> tuple[list[Article], list[str]]:
    problems: list[InputError] = []
    found = list(read(str(path), on_problem=problems.append, **options))  # type: ignore[arg-type]
    assert all("\n" not in str(problem) for problem in problems)
    assert all(article.id and article.text.strip() for article in found)
    return found, [str(problem) for problem in problems]


def written(path: Path, content: str | bytes) -> Path:
    content = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def table(*rows: object, delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize("gz", ["", ".gz"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", NAWA),
        ("a.html", PAGE),
        ("a.htm", PAGE),
        ("a.xhtml", PAGE),
        ("a.csv", table(["body"], [NAWA])),
        ("a.tsv", table(["headline", "body"], ["Shelling", NAWA], delimiter="\t")),
        ("a.json", json.dumps([{"body": NAWA}])),
        ("a.jsonl", json.dumps({"body": NAWA})),
        ("a.NDJSON", json.dumps({"body": NAWA})),
    ],
)
def test_each_kind_of_file_is_read(tmp_path: Path, name: str, content: str, gz: str) -> None:
    path = written(tmp_path / f"{name}{gz}", content)
    (article,), problems = articles(path)
    assert NAWA in article.text
    assert problems == []
    assert [article] == articles(path)[0]


def test_a_page_says_its_title_its_address_and_its_day(tmp_path: Path) -> None:
    (article,), _ = articles(written(tmp_path / "a.html", PAGE), published=date(2020, 1, 1))
    assert (article.title, article.url, article.id) == (
        "Shelling hits Nawa",
        "https://example.org/nawa",
        "https://example.org/nawa",
    )
    assert article.published == date(2018, 7, 23)


def test_the_day_that_the_user_says_is_that_of_articles_without_one(tmp_path: Path) -> None:
    written(tmp_path / "a.csv", table(["date", "text"], ["2018-07-23", NAWA], ["", IDLIB]))
    written(tmp_path / "b.txt", NAWA)
    found, _ = articles(tmp_path, published=date(2020, 1, 1))
    assert [article.published for article in found] == [date(2018, 7, 23), date(2020, 1, 1), date(2020, 1, 1)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["Datum", "Überschrift", "Artikeltext", "Quelle"],
        ["23.07.2018", "Beschuss, wieder", NAWA, "Beispiel"],
        ["24.07.2018", "Kämpfe; Brand", IDLIB, "Beispiel"],
    ]
    found, problems = articles(written(tmp_path / "a.csv", table(*rows, delimiter=delimiter)))
    assert problems == []
    assert [(a.title, a.text, a.source, a.published) for a in found] == [
        ("Beschuss, wieder", NAWA, "Beispiel", date(2018, 7, 23)),
        ("Kämpfe; Brand", IDLIB, "Beispiel", date(2018, 7, 24)),
    ]


def test_the_whole_column_says_which_number_is_the_day(tmp_path: Path) -> None:
    content = table(["date", "text"], ["03/04/2018", NAWA], ["23/04/2018", IDLIB])
    assert [a.published for a in articles(written(tmp_path / "a.csv", content))[0]] == [
        date(2018, 4, 3),
        date(2018, 4, 23),
    ]


def test_a_list_of_texts_needs_no_header(tmp_path: Path) -> None:
    found, problems = articles(written(tmp_path / "a.csv", "Shelling hit Nawa, in Daraa.\nClashes in Idlib.\n"))
    assert [article.text for article in found] == ["Shelling hit Nawa, in Daraa.", "Clashes in Idlib."]
    assert problems == []
    found, problems = articles(written(tmp_path / "b.csv", table(["2018-07-23", NAWA], ["2018-07-24", IDLIB])))
    assert [(article.text, article.published) for article in found] == [
        (NAWA, date(2018, 7, 23)),
        (IDLIB, date(2018, 7, 24)),
    ]
    assert problems == []


def test_columns_of_one_name_and_of_none_are_told_apart(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", table(["text", "", "text"], ["", "x", IDLIB], [NAWA, "y", ""]))
    assert [article.text for article in articles(path, columns=Columns(text="text 3"))[0]] == [IDLIB]
    assert [article.text for article in articles(path, columns=Columns(text="text"))[0]] == [NAWA]
    path = written(tmp_path / "b.csv", table(["text 3", "text", "text", "date"], ["x", "y", NAWA, "2018-07-23"]))
    (article,), _ = articles(path, columns=Columns(text="text 3 3", published="date"))
    assert (article.text, article.published) == (NAWA, date(2018, 7, 23))


def test_headlines_alone_are_articles(tmp_path: Path) -> None:
    content = table(["date", "headline"], ["2018-07-23", "Shelling hits Nawa"])
    (article,), problems = articles(written(tmp_path / "a.csv", content))
    assert (article.text, article.title, problems) == ("Shelling hits Nawa", "", [])
    rows = [{"title": "Shelling", "content": NAWA}, {"title": "Fire in Idlib", "content": None}]
    found, problems = articles(written(tmp_path / "a.json", json.dumps(rows)))
    assert [(article.title, article.text) for article in found] == [("Shelling", NAWA), ("", "Fire in Idlib")]
    assert problems == []


ROW = {"title": "Shelling", "content": NAWA, "url": "https://example.org/1", "source": {"id": None, "name": "Example"}}


@pytest.mark.parametrize(
    "document",
    [
        [ROW],
        ROW,
        {"status": "ok", "message": "found some", "articles": [ROW]},
        {"title": "a feed", "somewhere": [ROW], "tags": ["x", "y"]},
        {"response": {"meta": {"hits": 1}, "docs": [ROW]}},
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Example",
            "description": "News of it",
            "items": [ROW],
        },
        {**ROW, "entities": [{"name": "Nawa"}, {"name": "Golan"}]},
    ],
)
def test_articles_are_found_in_json_of_any_shape(tmp_path: Path, document: object) -> None:
    for indent in (None, 2):
        (article,), problems = articles(written(tmp_path / "a.json", json.dumps(document, indent=indent)))
        assert (article.title, article.text, article.url, article.source) == (
            "Shelling",
            NAWA,
            "https://example.org/1",
            "Example",
        )
        assert problems == []


def test_a_json_feed_is_read(tmp_path: Path) -> None:
    item = {
        "id": "7f",
        "url": "https://example.org/7",
        "content_text": NAWA,
        "date_published": "2018-07-23T01:00:00+05:00",
    }
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "Example", "items": [item]}
    (article,), problems = articles(written(tmp_path / "feed.json", json.dumps(document)))
    assert (article.id, article.text, article.published) == ("7f", NAWA, date(2018, 7, 23))
    assert problems == []


def test_a_text_in_html_is_its_words(tmp_path: Path) -> None:
    item = {"id": "8a", "content_html": f"<p>{NAWA}</p><p>{IDLIB}</p>"}
    (article,), _ = articles(written(tmp_path / "feed.json", json.dumps({"items": [item]})))
    assert article.text == f"{NAWA}\n\n{IDLIB}"


def test_json_lines_may_be_named_json(tmp_path: Path) -> None:
    found, problems = articles(written(tmp_path / "a.json", f'{json.dumps(ROW)}\n{{\n{{"content": "Idlib"}}\n'))
    assert [article.text for article in found] == [NAWA, "Idlib"]
    assert len(problems) == 1
    assert "a.json: record 2: not JSON" in problems[0]


def test_paragraphs_in_a_list_are_one_text(tmp_path: Path) -> None:
    (article,), _ = articles(written(tmp_path / "a.json", json.dumps([{"body": [NAWA, IDLIB]}])))
    assert article.text == f"{NAWA}\n\n{IDLIB}"


def test_ids_are_of_the_column_the_address_or_the_text(tmp_path: Path) -> None:
    def ids(header: list[str], *rows: list[str]) -> list[str]:
        return [article.id for article in articles(written(tmp_path / "a.csv", table(header, *rows)))[0]]

    assert ids(["id", "text"], ["a1", NAWA], ["b2", IDLIB]) == ["a1", "b2"]
    by_url = ids(["link", "text"], ["https://example.org/1?utm_source=x", NAWA], ["https://example.org/2", IDLIB])
    assert by_url == ["https://example.org/1", "https://example.org/2"]
    by_text = ids(["text"], [NAWA], [IDLIB])
    assert len(set(by_text)) == 2
    assert by_text == ids(["text"], [NAWA], [IDLIB])
    # a constant, a row number and an address that all share tell no articles apart
    assert ids(["id", "text"], ["x", NAWA], ["x", IDLIB]) == by_text
    assert ids(["id", "text"], ["1", NAWA], ["2", IDLIB]) == by_text
    assert ids(["url", "text"], ["https://example.org", NAWA], ["https://example.org", IDLIB]) == by_text


def test_an_address_that_is_none_of_the_web_is_left_out(tmp_path: Path) -> None:
    rows = [{"text": NAWA, "url": "https://example.org/1"}] * 9 + [{"text": IDLIB, "url": "javascript:alert(1)"}]
    found, problems = articles(written(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows))))
    assert found[-1].url == ""
    assert len(problems) == 1
    assert "a.jsonl:10: 'url' is no http(s) address" in problems[0]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (f"\ufeff{NAWA}", "utf-8"),
        (NAWA, "utf-16"),
        (f"\ufeff{NAWA}", "utf-16-be"),
        (NAWA, "utf-32"),
        ("قصفت القوات الحكومية بلدة نوى في ريف درعا الغربي يوم الثلاثاء، وقال سكان إن عشرات العائلات فرت.", "cp1256"),
        ("Во вторник правительственные войска обстреляли город Нава в провинции Дераа.", "cp1251"),
        ("Во вторник правительственные войска обстреляли город Нава в провинции Дераа.", "koi8-r"),
        ("Mardi, les forces gouvernementales ont bombardé la ville de Nawa, à l’ouest de Deraa.", "cp1252"),
        ("On Tuesday government forces shelled the town of Nawa, residents said. “Many families fled.”", "cp1252"),
        ("Salı günü hükümet güçleri Deraa’nın batısındaki Neva kasabasını bombaladı, dedi bölge sakinleri.", "cp1254"),
        ("ביום שלישי הפציצו כוחות הממשלה את העיירה נווא במערב מחוז דרעא, כך אמרו תושבים.", "cp1255"),
    ],
    ids=lambda value: value[:12],
)
def test_encodings_are_told(tmp_path: Path, text: str, encoding: str) -> None:
    plain = text.removeprefix("\ufeff")
    contents = {"a.txt": text, "b.csv": f"{text[: -len(plain)]}text,date\r\n{table([plain, '2018-07-23'])}",
                "c.jsonl": f"{text[: -len(plain)]}{json.dumps({'text': plain}, ensure_ascii=False)}\n"}  # fmt: skip
    for name, content in contents.items():
        found, problems = articles(written(tmp_path / name, content.encode(encoding)))
        assert [article.text for article in found] == [plain]
        assert problems == []


def test_a_page_may_declare_its_encoding(tmp_path: Path) -> None:
    text = "Во вторник правительственные войска обстреляли город Нава в провинции Дераа, сообщили жители. "
    html = f"<html><head><meta charset=windows-1251></head><body><article><p>{text * 3}</p></article></body></html>"
    (article,), _ = articles(written(tmp_path / "a.html", html.encode("cp1251")))
    assert text.strip() in article.text


def test_a_fault_in_utf8_is_no_other_encoding(tmp_path: Path) -> None:
    rows = ["قصفت القوات بلدة نوى", "في ريف درعا الغربي", "يوم الثلاثاء الماضي"]
    content = "text,n\n" + "".join(f"{row},1\n" for row in rows)
    found, problems = articles(written(tmp_path / "a.csv", content.encode().replace("درعا".encode(), b"\xff", 1)))
    assert [article.text for article in found] == [rows[0], "في ريف \ufffd الغربي", rows[2]]
    assert len(problems) == 1
    assert "a.csv:3: not Unicode" in problems[0]


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
GOOD = json.dumps({"text": NAWA})


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", b"", "empty file"),
        ("a.html", b" \n", "empty file"),
        ("a.csv", b"", "empty file"),
        ("a.json", b"", "empty file"),
        ("a.jsonl", b"\n\n", "empty file"),
        ("a.txt.gz", b"", "empty file"),
        ("a.txt", PNG, "not text: byte 0x00 at 8"),
        ("a.csv", PNG, "not text: byte 0x00 at 8"),
        ("a.html", PNG, "not text: byte 0x00 at 8"),
        ("a.jsonl", PNG, "not text: byte 0x00 at 8"),
        ("a.txt", b"Nawa \xc8\xe9\xf1", "not UTF-8 text: byte 0xc8 at 5"),
        ("a.jsonl", b'{"text": "\xc8\xe9\xf1\xd5"}\n' * 20, "not UTF-8 text: byte 0xc8 at 10, nor surely"),
        ("a.txt", b"a" * 20_000_001, "larger than 20 MB"),
        ("a.html", b"a" * 20_000_001, "larger than 20 MB"),
        ("a.html", b"<html><body><nav>" + b"<a href=/x>More</a>" * 50, "no article in this page"),
        ("a.html", b"<div>" * 200_000, "no article in this page"),
        ("a.html", b"<p " + b"a b " * 500_000, "no article in this page"),
        ("a.json", b"{", "not JSON: Expecting property name"),
        ("a.json", b"[" * 100_000, "not JSON: too deep"),
        ("a.json", b'{"a":' * 100_000, "not JSON: too deep"),
        ("a.json", b"[]", "no articles in it"),
        ("a.json", b'"Nawa"', "record 1: not a JSON object: 'Nawa'"),
        ("a.json", b"\xff" * 10, "not UTF-8 text"),
        ("a.json", b'{"n": 5}', "no column that looks like a text among 'n'"),
        ("a.csv", b"text,date\n", "no article under the header"),
        ("a.csv", b"x,y\n1,2\n3,4\n", "no column that looks like a text among 'x', 'y'"),
        ("a.csv", b'"', "not CSV"),
        ("a.pdf", b"%PDF", "none of .txt"),
        ("a.gz", b"Nawa", "none of .txt"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    path = written(tmp_path / name, content)
    found, problems = articles(path)
    assert found == []
    assert len(problems) == 1
    assert problems[0].startswith(f"{path}")
    assert why in problems[0]


def test_a_record_that_is_wrong_costs_itself(tmp_path: Path) -> None:
    records = [ROW, 5, {**ROW, "content": 7}, {**ROW, "content": "", "title": ""}, ROW]
    found, problems = articles(written(tmp_path / "a.json", json.dumps(records)))
    assert len(found) == 2
    assert [problem.partition("a.json: ")[2] for problem in problems] == [
        "record 2: not a JSON object: 5",
        "record 3: 'content' is not text, or blank",
        "record 4: no 'content'",
    ]


def test_a_row_that_is_wrong_costs_itself(tmp_path: Path) -> None:
    content = (
        'id,date,text\na,2018-07-23,Nawa\nb,2018-07-23,Nawa, again\nc,2018-07-23,"Daraa\nd,never,Idlib\ne\nf,,Homs\n'
    )
    found, problems = articles(written(tmp_path / "a.csv", content))
    assert [article.id for article in found] == ["a", "d", "f"]
    assert [problem.partition("a.csv:")[2].partition(":")[0] for problem in problems] == ["3", "4", "5", "6"]
    assert "4 cells under 3 columns" in problems[0]
    assert "not CSV" in problems[1]
    assert "'date' is no date (YYYY-MM-DD): 'never'" in problems[2]
    assert "no 'text'" in problems[3]


def test_a_title_as_deep_as_json_goes_raises_nothing(tmp_path: Path) -> None:
    for depth in range(300, 1000, 50):
        deep = '{"text": "Nawa", "title": ' + "[" * depth + "]" * depth + "}"
        found, problems = articles(written(tmp_path / "a.jsonl", f"{GOOD}\n{deep}\n"), columns=Columns("text", "title"))
        assert len(found) in (1, 2)
        assert len(problems) >= 1


def test_a_gzip_bomb_is_one_line(tmp_path: Path) -> None:
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join(packer.compress(b" " * 1_000_000) for _ in range(300)) + packer.flush()
    assert len(bomb) < 1_000_000
    found, problems = articles(_raw(tmp_path / "b.jsonl.gz", bomb))
    assert found == []
    assert len(problems) == 1
    assert "b.jsonl.gz: unzips to more than 200 times its size" in problems[0]


def _raw(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("cut", [0, 5, 40, -4])
def test_a_broken_gzip_file_is_one_line(tmp_path: Path, cut: int) -> None:
    content = gzip.compress(f"{GOOD}\n".encode() * 3)
    path = _raw(tmp_path / "a.jsonl.gz", content[:cut] if cut else b"no gzip")
    _, problems = articles(path)
    assert len(problems) == 1
    assert problems[0] == f"{path}: a broken gzip file, or none"


def test_a_json_file_too_large_to_hold_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news.read, "MOST_JSON", 1_000_000)
    _, problems = articles(written(tmp_path / "a.json", b"[" + b" " * 2_000_000))
    assert problems == [f"{tmp_path / 'a.json'}: larger than 1 MB: write it as JSON Lines, an article a line (.jsonl)"]


def test_columns_that_the_user_names_are_taken(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", table(["text", "other"], ["not this", NAWA]))
    assert articles(path, columns=Columns(text="other"))[0][0].text == NAWA
    found, problems = articles(path, columns=Columns(text="body"))
    assert found == []
    assert problems == [f"{path}: no column 'body' among 'text', 'other'"]
    found, problems = articles(path, columns=Columns(text="other", published="day"))
    assert len(found) == 1
    assert problems == [f"{path}: no column 'day' among 'text', 'other'"]


def test_a_folder_is_walked_in_order_and_never_left(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside / "b", inside / ".git", inside / "a", outside):
        folder.mkdir(parents=True)
    for name in ("z.txt", "b/1.txt", "b/0.txt", "a/2.txt", ".hidden.txt", ".git/x.txt", "p.pdf", "q.PDF", "README"):
        written(inside / name, f"Shelling hit Nawa, says {name}.")
    written(outside / "secret.txt", NAWA)
    (inside / "loop").symlink_to(inside)
    (inside / "away").symlink_to(outside)
    (inside / "link.txt").symlink_to(outside / "secret.txt")
    os.mkfifo(inside / "pipe.txt")
    found, problems = articles(inside)
    assert [article.text.split()[-1] for article in found] == ["z.txt.", "a/2.txt.", "b/0.txt.", "b/1.txt."]
    assert problems == [f"{inside}: left out: 3 links, 2 hidden, 2 .pdf, 1 without a suffix, 1 no files"]
    # a link that the user names is what he means
    assert len(articles(inside / "link.txt")[0]) == 1
    assert len(articles(inside / "away")[0]) == 1


def test_a_folder_without_articles_and_a_path_to_nothing_are_named(tmp_path: Path) -> None:
    written(tmp_path / "a.pdf", "x")
    assert articles(tmp_path)[1] == [f"{tmp_path}: no articles in this folder; left out: 1 .pdf"]
    assert "no such file" in articles(tmp_path / "none.txt")[1][0]
    assert size(str(tmp_path / "none.txt")) is None


def test_a_quote_in_a_list_of_texts_is_named_in_plain_words(tmp_path: Path) -> None:
    found, problems = articles(written(tmp_path / "a.csv", 'Shells hit Nawa.\n"Help," he said.\nFire in Idlib.\n'))
    assert [article.text for article in found] == ["Shells hit Nawa.", "Fire in Idlib."]
    assert problems == [f"{tmp_path / 'a.csv'}:2: not CSV: a quote not closed, or not doubled within its cell"]


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # tests may run as root, who may read everything
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    written(tmp_path / "a.txt", NAWA)
    monkeypatch.setattr("builtins.open", refuse)
    assert articles(tmp_path / "a.txt") == ([], [f"{tmp_path / 'a.txt'}: permission denied"])


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (f"{GOOD}\n{GOOD}\n", [NAWA, NAWA]),
        (f"\n\n{GOOD}\n{{\n{GOOD}", [NAWA, NAWA]),
        (f'{{"text": \n{GOOD}\n', [NAWA]),
        (json.dumps([ROW, ROW], indent=1), [NAWA, NAWA]),
        (json.dumps({"articles": [ROW]}), [NAWA]),
        (json.dumps({"articles": [ROW]}, indent=1), [NAWA]),
        (f"\n{NAWA}\n{IDLIB}", [f"\n{NAWA}\n{IDLIB}"]),
        ("", []),
    ],
)
def test_standard_input_is_json_lines_json_or_a_text(
    monkeypatch: pytest.MonkeyPatch, content: str, texts: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    found, problems = articles("-")
    assert [article.text for article in found] == texts
    assert all(problem.startswith("-:") for problem in problems)
    assert size("-") is None


def test_progress_adds_up_to_the_size(tmp_path: Path) -> None:
    written(tmp_path / "a.jsonl.gz", f"{GOOD}\n" * 5000)
    written(tmp_path / "b.csv", table(["text"], *[[f"{NAWA} {number}"] for number in range(5000)]))
    written(tmp_path / "c.html", PAGE)
    told: list[int] = []
    articles(tmp_path, progress=told.append)
    assert sum(told) == size(str(tmp_path))
    assert len(told) > 3


def test_json_lines_stream(tmp_path: Path) -> None:
    with open(tmp_path / "a.jsonl", "w", encoding="utf-8") as file:
        for number in range(12_000):
            file.write(json.dumps({"text": f"{NAWA} {number} " + "x" * 900}) + "\n")
    tracemalloc.start()
    try:
        count = sum(1 for _ in read(str(tmp_path / "a.jsonl"), on_problem=lambda _: None))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 12_000
    assert peak < 4_000_000  # of 13 MB


def test_the_guess_can_be_shown_before_it_is_used(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", table(["when", "body"], ["2018-07-23", NAWA]))
    assert preview(str(path)) == (Columns(text="body", published="when"), {"when": "2018-07-23", "body": NAWA})
    assert preview(str(written(tmp_path / "a.txt", NAWA))) is None
    assert preview(str(tmp_path)) is None
    assert preview(str(tmp_path / "none.csv")) is None


SUFFIXES = st.sampled_from([".txt", ".html", ".csv", ".tsv", ".json", ".jsonl", ".csv.gz", ".json.gz", ".pdf"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), suffix=SUFFIXES)
@example(content=b"\xff\xfe\x00", suffix=".txt")
@example(content=b'\xef\xbb\xbf"\xff', suffix=".csv")
@example(content=b"text\r\xff\r\r", suffix=".csv")
@example(content=b"\xff\xfe<\x00", suffix=".html")
def test_no_bytes_raise(tmp_path: Path, content: bytes, suffix: str) -> None:
    found, problems = articles(_raw(tmp_path / f"any{suffix}", content))
    assert found or problems


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=JSON, key=st.sampled_from(["text", "title", "url", "date", "articles", "source"]))
def test_no_json_raises(tmp_path: Path, value: object, key: str) -> None:
    found, _ = articles(written(tmp_path / "a.json", json.dumps([{"text": NAWA}] * 3 + [{key: value}, value])))
    assert [article.text for article in found[:3]] == [NAWA] * 3
    articles(written(tmp_path / "a.json", json.dumps({key: value})))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.text("abc \"',;\n\r|\t", max_size=40), st.dates(date(1990, 1, 1), date(2025, 1, 1)))),
    delimiter=st.sampled_from(",;\t|"),
)
def test_every_table_that_is_written_is_read(tmp_path: Path, rows: list[tuple[str, date]], delimiter: str) -> None:
    rows = [(f"a{text}", day) for text, day in rows]
    content = table(["text", "date"], *rows, delimiter=delimiter)
    found, _ = articles(written(tmp_path / "a.csv", content))
    assert [(article.text, article.published) for article in found] == rows
