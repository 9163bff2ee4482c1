"""What the archive keeps of an article, and what people say against it. Knows nothing of files or queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from geo import Article, Place, Placement, When
from geo.records import Role

Verdict = Literal["place", "no place", "role"]
EventKind = Literal[
    "battle",
    "air strike",
    "explosion",
    "violence against civilians",
    "protest",
    "displacement",
    "aid",
    "talks",
    "other",
]
EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)


@dataclass(frozen=True, slots=True)
class Event:
    """A mention with its place, when the text says that it was so, and what kind of event its sentence reports there.

    `kind` is None where nothing is reported at the place: the mention only uses its name.
    """

    placement: Placement
    when: When
    kind: EventKind | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it is kept.

    article     its clean text and title; mentions count the characters of the clean text
    events      its mentions in text order
    raw         its text as it came, where that is another; None where cleaning changed nothing
    origin      the file, feed or page that it was read from
    added       when it was kept first, UTC
    located     when its mentions were placed, UTC: of several that have its id, the one placed last counts
    same_story  the id of an earlier article that tells the same story; "" where it is the first
    copy        whether its text is nearly that of an earlier one
    located_by  which model and gazetteer placed it, see `news.add.locator`
    digest      a number of the article as it came, before cleaning: another version of it has another
    """

    article: Article
    events: tuple[Event, ...]
    raw: str | None
    origin: str
    added: datetime
    located: datetime
    same_story: str = ""
    copy: bool = False
    located_by: str = ""
    digest: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of the words `text` at [start, end) of an article's clean text.

    verdict     "place": they mean `place`; "no place": they are no name of a place; "role": they have the other `role`
    was_place   the id of the place that they were taken for before, "" for none
    was_role    the role that they had before; None where nothing was found there
    by, at      who says so, and when (UTC)
    """

    article_id: str
    start: int
    end: int
    text: str
    verdict: Verdict
    by: str
    at: datetime
    place: Place | None = None
    role: Role | None = None
    was_place: str = ""
    was_role: Role | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """An article is to be left out, or (not `removed`) shown again; by whom, when (UTC) and why."""

    article_id: str
    removed: bool
    by: str
    at: datetime
    why: str = ""
