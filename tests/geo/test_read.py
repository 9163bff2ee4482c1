"""Bad input costs one clear line and no more than itself."""

import io
import json
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo import Article, InputError, read_articles
from geo.read import MOST_BYTES, text_article


def read(path: Path | str) -> tuple[list[Article], list[str]]:
    problems: list[InputError] = []
    articles = list(read_articles(path, on_problem=problems.append))
    assert all("\n" not in str(problem) for problem in problems)
    return articles, [str(problem) for problem in problems]


def test_a_text_file_is_one_article_with_a_stable_id(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "report.txt").write_text("Shelling hit Nawa.\n", encoding="utf-8")
    (one,), (two,) = read(tmp_path / "a" / "report.txt")[0], read(tmp_path / "b" / "report.txt")[0]
    assert one == two
    assert one.text == "Shelling hit Nawa.\n"
    assert one.id.startswith("report-")


def test_json_lines_keep_every_field(tmp_path: Path) -> None:
    row = {
        "id": 7, "text": "درعا تحت القصف", "title": "t", "url": "https://example.org", "source": "s",
        "published": "2018-07-23T23:59:00-11:00", "language": "ar", "more": [1],
    }  # fmt: skip
    (tmp_path / "a.jsonl").write_text("\ufeff" + json.dumps(row) + "\n\n", encoding="utf-8")
    articles, problems = read(tmp_path / "a.jsonl")
    assert problems == []
    # no time zone moves the day
    assert articles == [Article("7", "درعا تحت القصف", "t", "https://example.org", "s", date(2018, 7, 23), "ar")]


def test_csv_is_read_with_quotes_and_lines_in_cells(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        'id,text,published\n1,"He said ""no"",\nin Nawa",2018-07-01\n2,Idlib,\n', encoding="utf-8"
    )
    articles, problems = read(tmp_path / "a.csv")
    assert problems == []
    assert [(a.id, a.text, a.published) for a in articles] == [
        ("1", 'He said "no",\nin Nawa', date(2018, 7, 1)),
        ("2", "Idlib", None),
    ]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ('2,"Shelling hit Nawa', "not CSV: a quote not closed"),
        ('2,"He said "no" in Nawa"', "not CSV: a quote not closed"),
        ('2,"Shelling\nhit Nawa\nand "Daraa"\n\n', "not CSV: a quote not closed"),
        ('2,"' + "a\n" * 11_000, "not CSV: a row larger than"),
    ],
    ids=lambda value: value[:30],
)
def test_a_quote_that_is_not_closed_costs_its_own_row_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, why: str
) -> None:
    monkeypatch.setattr("geo.read.MOST_BYTES", 20_000)
    (tmp_path / "a.csv").write_text(f'id,text\n1,Nawa\n{broken}\n3,Idlib\n4,"Homs,\nHama"\n', encoding="utf-8")
    articles, problems = read(tmp_path / "a.csv")
    assert [(article.id, article.text) for article in articles] == [("1", "Nawa"), ("3", "Idlib"), ("4", "Homs,\nHama")]
    (problem,) = problems
    assert problem.startswith(f"{tmp_path / 'a.csv'}:3: {why}")


def test_a_table_of_nothing_but_broken_rows_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.read.MOST_BYTES", 10_000)
    # each line leaves a quote open, and each closes the one before it
    (tmp_path / "a.csv").write_text("id,text\n" + 'x","""\n' * 20_000, encoding="utf-8")
    articles, problems = read(tmp_path / "a.csv")
    assert articles == []
    assert "not CSV" in problems[0]
    assert "too many broken rows" in problems[1]
    assert "no article" in problems[2]


GOOD = '{"id": "good", "text": "Nawa"}'


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "not JSON"),
        ("nonsense", "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ("null", "not a JSON object"),
        ('{"id": "x"}', "no 'text'"),
        ('{"text": ""}', "no 'text'"),
        ('{"text": "  "}', "blank"),
        ('{"text": 5}', "not text"),
        ('{"text": ["a"]}', "not text"),
        ("[" * 100_000, "not JSON"),
        ('{"text": "a", "n": ' + "9" * 5000 + "}", "not JSON"),
    ],
    ids=lambda value: value[:20],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path, line: str, why: str) -> None:
    (tmp_path / "a.jsonl").write_text(f"{GOOD}\n{line}\n{GOOD}\n", encoding="utf-8")
    articles, problems = read(tmp_path / "a.jsonl")
    assert [article.id for article in articles] == ["good", "good"]
    assert len(problems) == 1
    assert problems[0].startswith(f"{tmp_path / 'a.jsonl'}:2: ")
    assert why in problems[0]


@pytest.mark.parametrize("published", ["23/07/2018", "2018-02-30", "2018-13-01", "yesterday", "20180723", "0000-00-00"])
def test_a_wrong_date_leaves_the_article_undated(tmp_path: Path, published: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "Nawa", "published": published}), encoding="utf-8")
    (article,), (problem,) = read(tmp_path / "a.jsonl")
    assert article.published is None
    assert "a.jsonl:1: " in problem
    assert repr(published) in problem


def test_a_lone_surrogate_is_replaced_and_moves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "A\\ud800 in Nawa"}', encoding="utf-8")
    (article,), (problem,) = read(tmp_path / "a.jsonl")
    assert article.text == "A\ufffd in Nawa"
    assert "not Unicode at character 1" in problem


def test_bytes_that_are_no_text_cost_their_own_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(GOOD.encode() + b"\n\xff\xfe{}\n" + GOOD.encode())
    articles, problems = read(tmp_path / "a.jsonl")
    assert len(articles) == 2
    assert ":2: not UTF-8 text: byte 0xff at 0" in problems[0]
    (tmp_path / "a.csv").write_bytes(b"id,text\n1,Nawa\n2,\xff\n3,Idlib\n")
    articles, problems = read(tmp_path / "a.csv")
    assert [article.id for article in articles] == ["1", "2", "3"]
    assert ":3: not Unicode" in problems[0]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.txt", b"", "empty file"),
        ("blank.txt", b" \n\n ", "empty file"),
        ("empty.jsonl", b"", "empty file"),
        ("empty.csv", b"", "empty file"),
        ("blank.jsonl", b"\n \n", "empty file"),
        ("header.csv", b"id,text\n", "no article under the header"),
        ("binary.txt", bytes(range(256)), "not UTF-8 text"),
        ("headless.csv", b"a,b\n1,2\n", "no column 'text'"),
        ("page.pdf", b"%PDF", "neither a .txt, .csv nor .jsonl"),
        ("big.txt", b"a" * (MOST_BYTES + 1), "larger than 20 MB"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    articles, problems = read(tmp_path / name)
    assert articles == []
    assert len(problems) == 1
    assert problems[0].startswith(str(tmp_path / name))
    assert why in problems[0]


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    assert "is a directory" in read(tmp_path / "folder.txt")[1][0]
    assert "neither" in read(tmp_path)[1][0]
    assert "no such file" in read(tmp_path / "none.txt")[1][0]


def test_a_huge_line_is_skipped_without_being_held(tmp_path: Path) -> None:
    with open(tmp_path / "a.jsonl", "wb") as file:
        file.write(GOOD.encode() + b'\n{"text": "')
        for _ in range(100):
            file.write(b"a" * 1_000_000)
        file.write(b'"}\n' + GOOD.encode())
    articles, problems = read(tmp_path / "a.jsonl")
    assert len(articles) == 2
    assert problems == [f"{tmp_path / 'a.jsonl'}:2: larger than 20 MB"]


def test_standard_input_is_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode() + b"\n{")))
    articles, problems = read("-")
    assert [article.id for article in articles] == ["good"]
    assert problems[0].startswith("-:2: ")


def test_a_text_has_the_same_id_each_time() -> None:
    one, two, other = (text_article(text, name="text", on_problem=print) for text in ("a", "a", "b"))
    assert one.id == two.id != other.id


@given(st.binary(max_size=300), st.sampled_from([".txt", ".csv", ".jsonl"]))
@example(b'"', ".csv")
@example(b'"a"b,text', ".csv")
def test_no_file_raises(tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(content)
    articles, _ = read(path)
    assert all(article.text.strip() for article in articles)


def test_a_name_that_would_break_the_line_or_the_terminal_is_quoted(tmp_path: Path) -> None:
    path = tmp_path / "a\n\x1b[2J.pdf"
    _, (problem,) = read(path)
    assert problem.startswith(repr(str(path)))
