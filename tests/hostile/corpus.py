"""Attacks from `attacks.jsonl`, and articles that carry each in every field that others write.

The file is ASCII, so that what hides or turns round letters is seen in it. An attack has

    family, name   what it is
    payload        the words, `times` over
    runs           where it acts if it stands there as it is, see `bare.py`; "" where that is no page of HTML: it is
                   Markdown, a template, a cell of a spreadsheet, or does its harm by being shown

What runs calls `pwned`, opens a dialog named as the attack, or asks the host `canary.invalid` for something.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from geo import Alternative, Article, Mention, Place, Placement, Point, When
from geo.records import Relation
from news.records import Entry, Event

CANARY = "canary.invalid"
_FILE = Path(__file__).with_name("attacks.jsonl")
TOLD_TOGETHER = 15  # the first attacks are one story
_DAY = date(2018, 6, 1)
_KEPT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Attack:
    """One of them."""

    number: int
    family: str
    name: str
    payload: str
    runs: str

    def __str__(self) -> str:
        return f"{self.family}: {self.name}"

    @property
    def kept(self) -> str:
        """As a file can keep it: a half of a pair of surrogates alone is no text."""
        return self.payload.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _read() -> tuple[Attack, ...]:
    lines = map(json.loads, _FILE.read_text(encoding="ascii").splitlines())
    return tuple(
        Attack(n, one["family"], one["name"], one["payload"] * one.get("times", 1), one.get("runs", ""))
        for n, one in enumerate(lines)
    )


ATTACKS = _read()


def place(attack: Attack) -> Place:
    """A town of that name and id, on a grid of its own in the south of Syria; every seventh is an area."""
    column, row = attack.number % 20, attack.number // 20
    at = Point(lat=32.0 + row / 10, lon=35.0 + column / 8)
    kind = "region" if attack.number % 7 == 3 else "settlement"
    words = attack.kept
    return Place(words[:200], words, kind, "SY", words[:40], at, 1000, words[:40], 12.0 if kind == "region" else 0.0)


def entry(attack: Attack) -> Entry:
    """An article with the attack in each of its fields, in the names that it mentions, and in why they are there.

    The first name is placed, the second reaches out from it in the words of the text, the third was not placed.
    """
    words = attack.kept
    together = attack.number < TOLD_TOGETHER  # of the last day: at the top of the list
    article = Article(
        id=words,
        title=words,
        text=f"Shelling hit the town of {words} today. Troops stood near {words} as well. In {words} it was calm.",
        url=words,
        source=words,
        published=_DAY + timedelta(days=59 if together else attack.number % 59),
        language=words[:8],
    )
    found = place(attack)
    others = tuple(Alternative(place(other), 0.01) for other in ATTACKS[attack.number - 3 : attack.number])
    starts, at = [], 0
    for _ in range(3):
        at = article.text.index(words, at)
        starts.append(at)
        at += len(words)
    mentions = [Mention(article.id, start, start + len(words), words, "literal") for start in starts]
    near = Relation(f"near {words}", "near")
    mentions[1] = Mention(article.id, starts[1], starts[1] + len(words), words, "literal", near)
    day = When(article.published, article.published, "stated", words)
    placements = (
        Placement(mentions[0], found, 0.6, f"{words}; {words}", others),
        Placement(mentions[1], found, 0.6, words, others),
        Placement(mentions[2], None, 0.0, words),
    )
    return Entry(
        article=article,
        events=tuple(Event(placement, day, "air strike") for placement in placements),
        raw=None,
        origin=words,
        added=_KEPT,
        located=_KEPT,
        same_story=ATTACKS[0].kept if together and attack.number else "",
        copy=False,
    )


ENTRIES: Sequence[Entry] = tuple(entry(attack) for attack in ATTACKS)
