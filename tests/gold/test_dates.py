"""Gold sentences about time, our own: when the mention in each was so.

A mistake becomes a line of `dates.jsonl` before it is mended. Those with "held_out" were never looked at while the
rules were made: 53 of 60 were right when they were first run. The four that were mended since have lost the mark. Those
with "open" are wrong as yet; whoever mends one takes its marks out.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geo import Article, When
from news.sentences import sentence_spans
from news.when import whens

SENTENCES: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "dates.jsonl").read_text("utf-8").splitlines()
]


def _expected(sentence: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(reason="open", strict=True)] if sentence.get("open") else []
    return pytest.param(sentence, id=f"{sentence['text'][:50]} {sentence['mention']}", marks=marks)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def when(sentence: dict[str, Any]) -> When:
    text = sentence["text"]
    article = Article("gold", text, published=_day(sentence["published"]), language=sentence["language"])
    return whens(article, [text.index(sentence["mention"])], sentences=sentence_spans(text))[0]


@pytest.mark.parametrize("sentence", [_expected(sentence) for sentence in SENTENCES])
def test_a_mention_has_its_day(sentence: dict[str, Any]) -> None:
    found = when(sentence)
    assert (found.start, found.end, found.basis) == (_day(sentence["start"]), _day(sentence["end"]), sentence["basis"])


def test_the_corpus_is_valid() -> None:
    assert len({(one["published"], one["text"], one["mention"]) for one in SENTENCES}) == len(SENTENCES) >= 180
    assert sum(one["language"] == "en" for one in SENTENCES) >= 105
    assert sum(one.get("held_out", False) for one in SENTENCES) >= 40
    for one in SENTENCES:
        assert one["mention"] in one["text"]
        assert one["kind"]
        start, end = _day(one["start"]), _day(one["end"])
        assert (start is None) == (end is None) == (one["basis"] == "unknown")
        assert start is None or end is None or start <= end
        assert one["basis"] != "published" or one["start"] == one["end"] == one["published"]
