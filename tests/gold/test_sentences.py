"""Gold sentences, our own: in each, exactly these mentions, with their role and their place.

A mistake that somebody finds becomes a line of sentences.jsonl before it is mended.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from geo import Article, Gazetteer, locate

SENTENCES = [json.loads(line) for line in Path(__file__).with_name("sentences.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["text"][:50])
def test_a_sentence_gives_its_mentions(gazetteer: Gazetteer, sentence: dict[str, Any]) -> None:
    found = locate(Article("gold", sentence["text"]), gazetteer=gazetteer)
    assert [[p.mention.text, p.mention.role, p.place.id if p.place else None] for p in found] == sentence["places"]


def test_the_corpus_is_valid(gazetteer: Gazetteer) -> None:
    assert len({sentence["text"] for sentence in SENTENCES}) == len(SENTENCES)
    for sentence in SENTENCES:
        end = 0
        for text, role, id_ in sentence["places"]:
            end = sentence["text"].index(text, end) + len(text)
            assert role in ("literal", "associative")
            assert id_ is None or gazetteer.by_id(id_), f"{id_} is no place"
