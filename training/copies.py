"""Copies of marked articles that teach what articles do not: short texts, lost capitals, unheard-of names."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from training.corpora import Marked

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“‘(])|\n+")
_SHARE = 3  # one sentence with a name in so many becomes a text of its own
_UNHEARD = 4  # and one of so many of those gets made-up names
_LONGEST = 1500  # characters of a copy in capitals or small letters


def copies(marked: Marked, number: int) -> Iterator[Marked]:
    """The copies of the article of a number: sentences, and every eighth article in capitals or in small letters."""
    change = {0: str.upper, 4: str.lower}.get(number % 8)
    if change and len(change(marked.article.text)) == len(marked.article.text):
        yield _part(marked, 0, _LONGEST, change(marked.article.text))
    dice = random.Random(number)
    bounds = [0, *(match.end() for match in _SENTENCE.finditer(marked.article.text)), len(marked.article.text)]
    for start, end in pairwise(bounds):
        part = _part(marked, start, end, marked.article.text)
        if part.toponyms and not dice.randrange(_SHARE):
            yield part if dice.randrange(_UNHEARD) else _with_unheard(part, dice)


def _part(marked: Marked, start: int, end: int, text: str) -> Marked:
    toponyms = [
        {**mark, "start": mark["start"] - start, "end": mark["end"] - start}
        for mark in marked.toponyms
        if start <= mark["start"] and mark["end"] <= end
    ]
    return replace(marked, article=replace(marked.article, text=text[start:end]), toponyms=toponyms, copy=True)


def _with_unheard(marked: Marked, dice: random.Random) -> Marked:
    """The same with its names made up, so that the words around a name must tell; where they lie is not known."""
    text, at, parts, toponyms = marked.article.text, 0, [], []
    for mark in sorted(marked.toponyms, key=lambda mark: int(mark["start"])):
        if mark["start"] < at:
            continue
        name: Any = mark["text"] if not mark["text"].isalpha() or mark["text"].isupper() else _name(dice)
        parts += [text[at : mark["start"]], name]
        begin = sum(map(len, parts)) - len(name)
        toponyms.append({**mark, "start": begin, "end": begin + len(name), "text": name, "lat": None, "lon": None})
        at = mark["end"]
    text = "".join([*parts, text[at:]])
    return replace(marked, article=replace(marked.article, text=text), toponyms=toponyms)


def _name(dice: random.Random) -> str:
    """Some syllables that sound like a name of nowhere in particular."""
    syllables = "ba da fa ga ha ka la ma na ra sa ta za be de ke le me ne re si ti vi zi bo do go ko lo mo no ru su tu"
    name = "".join(dice.choice(syllables.split()) for _ in range(dice.randint(2, 4))) + dice.choice(
        ["", "n", "r", "sh", "b"]
    )
    return name.capitalize()
