"""Every word of a search is seen once: in the title, the source, a sentence that is shown, or one that is added."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.finding import elsewhere, found, whole
from geo import Article

ARTICLE = Article("1", "Shells hit Daraa. People fled to Jordan. Talks failed in Daraa.", title="Flight", source="Wire")


def _added(search: str, *shown: str) -> list[str]:
    text = ARTICLE.text
    spans = [(text.index(words), text.index(words) + len(words)) for words in shown]
    return [text[start:end] for start, end in elsewhere(found([whole(ARTICLE)], search)["1"], ARTICLE, spans)]


def test_nothing_is_searched_or_found() -> None:
    assert found([whole(ARTICLE)], "") == found([whole(ARTICLE)], " !? ") == {}
    assert found([], "daraa") == {}
    assert found([whole(ARTICLE)], "aleppo")["1"].text == []


def test_words_stand_where_they_stand() -> None:
    hits = found([whole(ARTICLE), whole(Article("2", "calm", title="Daraa"))], "dar fli wire")
    assert [ARTICLE.text[a:b] for a, b in hits["1"].text] == ["Daraa", "Daraa"]
    assert (hits["1"].title, hits["1"].source) == ([(0, 6)], [(0, 4)])
    assert (hits["2"].title, hits["2"].text) == ([(0, 5)], [])


def test_of_a_piece_only_what_stands_in_it_is_found() -> None:
    start = ARTICLE.text.index("Talks")
    (hits,) = found([(ARTICLE, (start, len(ARTICLE.text)))], "daraa").values()
    assert [ARTICLE.text[a - 3 : b] for a, b in hits.text] == ["in Daraa"]


def test_a_sentence_is_added_for_what_is_seen_nowhere_else() -> None:
    assert _added("jordan", "Shells hit Daraa.") == ["People fled to Jordan."]
    assert _added("jordan fled", "Shells hit Daraa.") == ["People fled to Jordan."]
    assert _added("talks jordan", "Shells hit Daraa.") == ["People fled to Jordan.", "Talks failed in Daraa."]
    assert _added("daraa") == ["Shells hit Daraa."]


def test_none_is_added_for_what_is_seen_already() -> None:
    assert _added("daraa", "Talks failed in Daraa.") == []
    assert _added("flight", "Shells hit Daraa.") == []
    assert _added("wire", "Shells hit Daraa.") == []


@given(st.text(max_size=80), st.text(max_size=8), st.integers(0, 40))
def test_whatever_is_written_what_is_added_holds_a_word_that_was_missing(text: str, search: str, end: int) -> None:
    article = Article("1", text)
    for hits in found([whole(article)], search).values():
        added = elsewhere(hits, article, [(0, end)])
        for start, stop in added:
            assert any(start <= first < stop for first, _ in hits.text)
        for spans in hits.text_only.values():
            assert any(first < end or any(a <= first < b for a, b in added) for first, _ in spans)
