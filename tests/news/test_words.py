"""A search finds the articles that hold its words, and no others: the same as looking at every word of every text."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from news import archive as archives
from news import words
from news.archive import Archive
from tests.news.archives import SHORT_TEXTS, WORDS, entry

TEXTS = st.lists(WORDS | SHORT_TEXTS, max_size=6).map(" ".join)


def meets(word: str, beginning: str) -> bool:
    return word.startswith(beginning) if len(beginning) >= 3 else word == beginning


def brute_force(texts: list[str], search: str) -> list[int]:
    beginnings = words.wanted(search)
    held = [words.wanted(text) for text in texts]
    return [
        row
        for row, those in enumerate(held)
        if beginnings and all(any(meets(word, b) for word in those) for b in beginnings)
    ]


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=5), WORDS | SHORT_TEXTS | TEXTS)
def test_a_search_finds_what_looking_at_each_text_finds(articles: list[tuple[str, str, str]], search: str) -> None:
    table = pa.table(
        {name: pa.array([texts[n] for texts in articles], pa.string()) for n, name in enumerate(words.SEARCHED)}
    )
    expected = brute_force([" ".join(texts) for texts in articles], search)
    beginnings = words.wanted(search)
    assert words.rows_with(words.index(table), beginnings).tolist() == expected
    assert words.rows_with(pa.BufferReader(words.index_bytes(table)), beginnings).tolist() == expected


@pytest.mark.parametrize(
    ("search", "text"),
    [
        ("cafe", "Le CAFÉ"), ("CAFÉ", "cafes"), ("dar", "(Daraa)"), ("درع", "في درعا"), ("10 km", "10-km"),
        ("МОСКВ", "в Москве: Москва"), ("don't", "I don't"), ("حمص حلب", "حلب، حمص"),
    ],
)  # fmt: skip
def test_it_folds_as_people_type(search: str, text: str) -> None:
    assert brute_force([text], search) == [0]


@pytest.mark.parametrize("search", ["", "  ", "!?", "'; DROP TABLE x; --", "{articles}", "%", "Aleppo", "\udc80"])
def test_what_no_text_holds_finds_nothing(folder: Archive, search: str) -> None:
    folder.keep([entry("a")])
    assert folder.snapshot().numbers_with(search).tolist() == []


def test_large_and_small_parts_are_searched_alike(folder: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.keep([entry("a", "Shells on Daraa"), entry("b", "Calm in Homs", named=[])])
    monkeypatch.setattr(archives, "INDEXED", 2)
    folder.keep([entry("c", "Daraa is calm"), entry("d", "Rain on Daraa")])
    folder.keep([entry("e", "calm, Daraa")])
    assert sum(".words." in name for name in folder.store.names()) == 1
    snapshot = folder.snapshot()
    found = {search: ids_with(folder, search) for search in ("daraa", "calm", "daraa calm", "rai", "on")}
    assert found == {
        "daraa": ["a", "c", "d", "e"], "calm": ["b", "c", "e"], "daraa calm": ["c", "e"], "rai": ["d"],
        "on": ["a", "d"],
    }  # fmt: skip
    folder.keep([entry("f", "calm", named=[])])
    assert ids_with(folder, "calm") == ["b", "c", "e", "f"]
    assert len(snapshot.numbers_with("calm")) == 3  # as it was


def test_a_damaged_index_costs_no_article(folder: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "INDEXED", 1)
    for id_ in "abc":
        folder.keep([entry(id_)])
    one, two, _ = sorted(name for name in folder.store.names() if ".words." in name)
    content = bytearray(folder.store.read(one))
    content[20:60] = bytes(40)
    folder.store.write(one, bytes(content))
    folder.store.delete(two)
    assert ids_with(folder, "daraa") == ["a", "b", "c"]
    assert not folder.snapshot().problems


def test_small_parts_are_indexed_once(folder: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(words, "index", lambda table, index=words.index: made.append(len(table)) or index(table))
    for n in range(5):
        folder.keep([entry(str(n))])
    for _ in range(2):
        assert len(folder.snapshot().numbers_with("daraa")) == 5
    folder.keep([entry("5")])
    assert len(folder.snapshot().numbers_with("daraa")) == 6
    assert made == [5, 1]


def test_an_index_holds_each_word_of_an_article_once() -> None:
    table = pa.table({"title": ["Daraa Daraa"], "text": ["daraa"], "source": [""]})
    assert pq.read_table(pa.BufferReader(words.index_bytes(table))).to_pydict() == {"word": ["daraa"], "gaps": [[0]]}


def ids_with(archive: Archive, search: str) -> list[str]:
    snapshot = archive.snapshot()
    return sorted(e.article.id for e in snapshot.entries(snapshot.numbers_with(search).tolist()).values())


@given(st.lists(TEXTS, max_size=4), WORDS | SHORT_TEXTS | TEXTS)
def test_the_words_that_a_search_finds_are_told_by_their_place_in_the_text(texts: list[str], search: str) -> None:
    beginnings = words.wanted(search)
    for text, found in zip(texts, words.found(texts, beginnings), strict=True):
        assert set(found) == {b for b in beginnings if any(meets(word, b) for word in words.wanted(text))}
        for beginning, spans in found.items():
            assert spans == sorted(spans)
            for start, end in spans:
                (word,) = words.wanted(text[start:end])
                assert meets(word, beginning)
                around = text[max(start - 1, 0) : start] + text[end : end + 1]
                assert not any(character.isalnum() for character in around)  # a whole word


@pytest.mark.parametrize(
    ("search", "text", "marked"),
    [
        ("dar", "Qandara is far from Daraa.", ["Daraa"]),
        ("cafe", "Le CAFÉ, les cafés", ["CAFÉ", "cafés"]),
        ("درع", "في درعا", ["درعا"]),
        ("о", "о Москве, по одному", ["о"]),
        ("stra", "İstanbul Straße straßen", ["Straße", "straßen"]),
        ("10 km", "10 km, 100 km, 10-km", ["10", "km", "km", "10", "km"]),
    ],
)  # fmt: skip
def test_what_is_marked_is_the_word_as_it_stands_there(search: str, text: str, marked: list[str]) -> None:
    (found,) = words.found([text], words.wanted(search))
    assert [text[start:end] for start, end in sorted(span for spans in found.values() for span in spans)] == marked
