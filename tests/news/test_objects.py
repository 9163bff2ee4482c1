"""Articles in an object store, and files by a pattern: found, read, and told of where they are not there."""

import gzip
import json
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from geo import InputError
from news.objects import objects
from news.read import read, size
from news.store import Store
from tests.news.archives import s3_address

_FOLDERS = count()
Put = Callable[[str, bytes], str]


def line(id_: str) -> bytes:
    return json.dumps({"id": id_, "text": f"Shells fell on Daraa, says {id_}."}).encode() + b"\n"


@pytest.fixture
def put(s3_port: int) -> Put:
    """Puts an object into a folder of this test's own; gives the folder's address with "{}" for a name."""
    folder = f"bucket/objects{next(_FOLDERS)}"

    def put_(name: str, content: bytes) -> str:
        inner, _, last = name.rpartition("/")
        Store.open(s3_address(f"{folder}/{inner}".rstrip("/"), s3_port)).write(last, content)
        return s3_address(f"{folder}/{{}}", s3_port)

    return put_


def ids(path: str) -> tuple[list[str], list[InputError]]:
    problems: list[InputError] = []
    return [article.id for article in read(path, on_problem=problems.append)], problems


def test_a_pattern_stands_for_what_matches_it_in_its_order(put: Put) -> None:
    put("b.jsonl", line("b"))
    put("a.jsonl", line("a") + line("c"))
    put("deeper/d.jsonl", line("d"))
    address = put("notes.md", b"#")
    assert ids(address.format("*.jsonl")) == (["a", "c", "b"], [])
    assert ids(address.format("deeper/*.jsonl")) == (["d"], [])
    assert size(address.format("*.jsonl")) == len(line("a") * 3)


def test_a_folder_stands_for_all_below_it_and_says_what_is_left_out(put: Put) -> None:
    put("deeper/d.jsonl", line("d"))
    address = put("notes.md", b"#")
    found, (problem,) = ids(address.format(""))
    assert found == ["d"]
    assert problem.why == "1 objects left out"
    assert "?" not in str(problem)


def test_an_object_is_read_as_a_file_is(put: Put) -> None:
    address = put("a.jsonl.gz", gzip.compress(line("a") + b"broken\n" + line("c")))
    found, (problem,) = ids(address.format("a.jsonl.gz"))
    assert found == ["a", "c"]
    assert problem.line == 2
    assert problem.source.endswith("/a.jsonl.gz")


@pytest.mark.parametrize("name", ["none.jsonl", "*.jsonl", "nowhere/*.jsonl"])
def test_what_is_not_there_is_told(put: Put, name: str) -> None:
    found, problems = ids(put("b.csv", b"text\n").format(name))
    assert not found
    assert len(problems) == 1


def test_keys_in_an_address_are_refused_unsaid() -> None:
    with pytest.raises(InputError, match="AWS_ACCESS_KEY_ID") as refused:
        objects("s3://ME:SECRET@bucket/a.jsonl")
    assert "SECRET" not in str(refused.value)


def test_a_pattern_of_files(tmp_path: Path) -> None:
    for name in ("b", "a", "[x]"):
        (tmp_path / f"{name}.jsonl").write_bytes(line(name))
    assert ids(str(tmp_path / "[ab].jsonl")) == (["a", "b"], [])
    assert ids(str(tmp_path / "[x].jsonl")) == (["[x]"], [])
    assert len(ids(str(tmp_path / "*.csv"))[1]) == 1
