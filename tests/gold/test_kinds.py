"""Gold sentences about kinds of events, our own: what each reports at each of its mentions.

A mistake becomes a line of `kinds.jsonl` before it is mended. Those with "held_out" were never looked at while the
rules were made. They came in two lots: of 65 plain ones 63 were right when they were first run; of 45 that say it in
other words than the lexicon's, or something else in its words, 21. Those that were mended since have lost the mark.
Those with "open" are wrong as yet; whoever mends one takes its mark out.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from geo import Article, Mention, Placement
from news.kinds import kinds
from news.records import EVENT_KINDS

SENTENCES: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "kinds.jsonl").read_text("utf-8").splitlines()
]


def _expected(sentence: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(reason="open", strict=True)] if sentence.get("open") else []
    return pytest.param(sentence, id=sentence["text"][:50], marks=marks)


def _placements(sentence: dict[str, Any]) -> list[Placement]:
    found, end = [], 0
    for text, role, _ in sentence["mentions"]:
        start = sentence["text"].index(text, end)
        end = start + len(text)
        found.append(Placement(Mention("gold", start, end, text, role), None, 0.0, "gold"))
    return found


@pytest.mark.parametrize("sentence", [_expected(sentence) for sentence in SENTENCES])
def test_a_sentence_reports_its_kinds(sentence: dict[str, Any]) -> None:
    article = Article("gold", sentence["text"], language=sentence["language"])
    assert kinds(article, _placements(sentence)) == [kind for _, _, kind in sentence["mentions"]]


def test_the_corpus_is_valid() -> None:
    assert len({sentence["text"] for sentence in SENTENCES}) == len(SENTENCES) >= 240
    assert sum(sentence.get("held_out", False) for sentence in SENTENCES) >= 90
    assert len({sentence["language"] for sentence in SENTENCES}) == 10
    mentions = [mention for sentence in SENTENCES for mention in sentence["mentions"]]
    assert min(Counter(kind for _, _, kind in mentions if kind).values()) >= 10
    for sentence in SENTENCES:
        assert sentence["kind"]
        _placements(sentence)
    for _, role, kind in mentions:
        assert kind in EVENT_KINDS if role == "literal" else kind is None
