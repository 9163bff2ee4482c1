"""Gold sentences, our own: in each, exactly these mentions, with their role and their place.

A mistake that somebody finds becomes a line of sentences.jsonl (English) or of sentences.<language>.jsonl before it is
mended. One that we cannot mend stands in open.txt too, a sentence a line, and leaves it with the change that mends it.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from geo import Article, Gazetteer, locate

FOLDER = Path(__file__).parent
SENTENCES = [
    json.loads(line)
    for file in sorted(FOLDER.glob("sentences*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]
OPEN = (FOLDER / "open.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["text"][:50])
def test_a_sentence_gives_its_mentions(gazetteer: Gazetteer, sentence: dict[str, Any]) -> None:
    found = locate(Article("gold", sentence["text"]), gazetteer=gazetteer)
    right = [[p.mention.text, p.mention.role, p.place.id if p.place else None] for p in found] == sentence["places"]
    if sentence["text"] in OPEN:
        assert not right, "now right: take it out of open.txt"
    else:
        assert right, found


def test_the_corpus_is_valid(gazetteer: Gazetteer) -> None:
    texts = {sentence["text"] for sentence in SENTENCES}
    assert len(texts) == len(SENTENCES)
    assert texts.issuperset(OPEN)
    for sentence in SENTENCES:
        end = 0
        for text, role, id_ in sentence["places"]:
            end = sentence["text"].index(text, end) + len(text)
            assert role in ("literal", "associative")
            assert id_ is None or gazetteer.by_id(id_), f"{id_} is no place"
