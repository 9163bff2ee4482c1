"""Gold sentences, our own: in each, exactly these mentions, with their role and their place.

A mistake that somebody finds becomes a line of a `sentences*.jsonl` before it is mended. Those that the program gets
wrong as yet stand in `open.txt`, a text a line; whoever mends one takes it out there, so that the score may only rise.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from geo import Article, Gazetteer, locate

HERE = Path(__file__).parent
SENTENCES: list[dict[str, Any]] = [
    json.loads(line) for path in sorted(HERE.glob("sentences*.jsonl")) for line in path.read_text("utf-8").splitlines()
]
OPEN = (HERE / "open.txt").read_text("utf-8").splitlines()


def _line(sentence: dict[str, Any]) -> str:
    """Its text as it stands in open.txt."""
    return " ".join(sentence["text"].split())


def _expected(sentence: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(reason="open", strict=True)] if _line(sentence) in OPEN else []
    return pytest.param(sentence, id=_line(sentence)[:50], marks=marks)


@pytest.mark.parametrize("sentence", [_expected(sentence) for sentence in SENTENCES])
def test_a_sentence_gives_its_mentions(gazetteer: Gazetteer, sentence: dict[str, Any]) -> None:
    found = locate(Article("gold", sentence["text"]), gazetteer=gazetteer)
    assert [[p.mention.text, p.mention.role, p.place.id if p.place else None] for p in found] == sentence["places"]


def test_the_corpus_is_valid(gazetteer: Gazetteer) -> None:
    texts = [_line(sentence) for sentence in SENTENCES]
    assert len(set(texts)) == len(texts) >= 300
    assert set(OPEN) <= set(texts), "a line of open.txt is no sentence"
    for sentence in SENTENCES:
        assert sentence["kind"]
        end = 0
        for text, role, id_ in sentence["places"]:
            end = sentence["text"].index(text, end) + len(text)
            assert role in ("literal", "associative")
            assert id_ is None or gazetteer.by_id(id_), f"{id_} is no place"
