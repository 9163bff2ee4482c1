"""What the archive keeps of an article, and what people say against it. Knows nothing of files or queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from geo import Article, Placement, When

Verdict = Literal["place", "no place", "role"]


@dataclass(frozen=True, slots=True)
class Event:
    """A mention with its place, and when the text says that it was so."""

    placement: Placement
    when: When


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it is kept.

    article     its clean text and title; mentions count the characters of the clean text
    events      its mentions in text order
    raw         its text as it came, where that is another; None where cleaning changed nothing
    origin      the file, feed or page that it was read from
    added       when it was kept, UTC
    same_story  the id of an earlier article that tells the same story; "" where it is the first
    located_by  which model and gazetteer placed it, see `news.add.locator`
    """

    article: Article
    events: tuple[Event, ...]
    raw: str | None
    origin: str
    added: datetime
    same_story: str = ""
    located_by: str = ""
