"""What kind of event each mention of an article stands in, by the words of its sentence. Knows no place and no day.

The word that decides is the nearest one in the mention's own clause. What names an event outright ("air strike",
"protest") counts before what only says that there was violence ("attack", "killed"), and that before its results
("dead"), whose cause may stand in another clause. Nothing is carried from one sentence into the next, and nobody is
asked who did it. What is sport, feared, denied, called off or only talked about is not reported.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Final, cast

from geo import Article, Placement
from geo.languages import ENGLISH, language_of
from geo.names import WORD, fold_word
from news.kind_words import TELLING, WEAK, KindWords, Phrase, kind_words, longest
from news.records import EVENT_KINDS, EventKind
from news.sentences import sentence_spans

_KINDS: Final = frozenset(EVENT_KINDS)
_CIVILIANS: Final = "violence against civilians"
# What sport and business take their words from.
_BORROWED: Final = frozenset(("battle", "air strike", "explosion", _CIVILIANS, "displacement", "generic"))
# Of two kinds in one clause the first is what happened: police clash with a protest, an aid convoy is shelled.
_OVER: Final = {
    "protest": frozenset(("battle", _CIVILIANS, "talks", "aid")),
    "air strike": frozenset(("explosion", _CIVILIANS, "aid")),
    "explosion": frozenset(("protest", _CIVILIANS, "aid")),
    "battle": frozenset(("aid",)),
    _CIVILIANS: frozenset(("aid",)),
    "displacement": frozenset(("aid",)),
}
# Distances in words.
_BEFORE, _BEHIND, _TOPIC = 5, 4, 3  # from a trigger to what makes it unreal, or a topic
_ATTACHED = 5  # from a topic to the mention that it is said of
_AIMED = 12  # from violence to whom it is done to
_NEAREST = 8  # triggers on each side of a mention that are looked at, so that the time stays linear
_HEADLINE = 0.8  # of the longer words of a sentence that is written in capitals throughout
_UNDER_ATTACK: Final = WEAK | {"aid"}  # what violence in the same clause is done to, not what happens instead
_EMPTY: Final = frozenset(("plain", "and", "apart"))  # the lists of words that say nothing
_ANTI: Final = frozenset(("anti", "non", "pre", "post"))  # "anti-protest law"
_CLAUSE, _STATEMENT = 1, 2
_PAST: Final = frozenset(("18", "19"))  # centuries: a year of them is history
_MARKS: Final = dict.fromkeys(map(ord, '-‐‑–—/,.;:!?()[]«»“”"،؛؟…|'), " ")
_NOTHING: Final[frozenset[str]] = frozenset()

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Trigger:
    """Words [first, last) that speak of an event; `kind` is one of the kinds, or of WEAK."""

    first: int
    last: int
    kind: str
    topic: bool


def kinds(
    article: Article, placements: Sequence[Placement], *, sentences: Iterable[Span] | None = None
) -> list[EventKind | None]:
    """The kind of event that the text reports at each mention; None where it only uses the name.

    `sentences` are the spans of the article's, where they are known already.
    """
    mentions = [placement.mention for placement in placements]
    found: list[EventKind | None] = ["other" if mention.role == "literal" else None for mention in mentions]
    told = article.language
    words = kind_words(ENGLISH if told == ENGLISH else language_of(article) or told or ENGLISH)
    spans = list(sentence_spans(article.text) if sentences is None else sentences)
    if words is None or not spans or "other" not in found:
        return found
    begins = [start for start, _ in spans]
    inside: dict[int, list[int]] = {}
    for number, mention in enumerate(mentions):
        inside.setdefault(max(bisect_right(begins, mention.start) - 1, 0), []).append(number)
    for at, numbers in inside.items():
        literal = [number for number in numbers if found[number]]
        if not literal:
            continue
        start, end = spans[at]
        text = article.text[start:end]
        if words.may_report(text.translate(_MARKS).split()):
            sentence = _Sentence(text, words)
            marks = {number: (mentions[number].start - start, mentions[number].end - start) for number in numbers}
            reported = sentence.kinds([marks[n] for n in literal], named=list(marks.values()))
            for number, kind in zip(literal, reported, strict=True):
                found[number] = kind
    return found


class _Sentence:
    """The words of a sentence and what the lexicon says of them."""

    def __init__(self, text: str, words: KindWords) -> None:
        self._parts: list[str | None] = WORD.split(text)  # gap, word, possessive or None, gap, ...
        self._words = cast(list[str], self._parts[1::3])
        self._gaps = cast(list[str], self._parts[::3])  # before each word, and behind the last
        self._entries = list(map(words.phrases, self._words))
        self._english = words is kind_words(ENGLISH)

    def kinds(self, mentions: Sequence[Span], *, named: Sequence[Span]) -> list[EventKind]:
        """That of each mention, a span of the sentence. `named` are the spans of all names in it."""
        if not self._find():
            return ["other"] * len(mentions)
        self._read(named)
        spans = [self._span(mention) for mention in mentions]
        self._holding = {self._clauses[first] for first, _ in spans if first < len(self._clauses)}
        return [self._kind(span) for span in spans]

    def _span(self, mention: Span) -> Span:
        """The words [first, last) of a span of characters."""
        first = bisect_right(self._ends, mention[0])
        return first, max(bisect_left(self._starts, mention[1]), first + 1)

    # -- What the words are

    def _find(self) -> bool:
        """Find the entries of the lexicon; whether there is one that reports more than "other"."""
        self._lists = [_NOTHING] * len(self._words)
        self._found: list[tuple[int, int, str]] = []
        self._sport = False
        until = 0
        for at, entries in enumerate(self._entries):
            if not entries or at < until:
                continue
            entry: Phrase | None = entries[0]
            if entries[0].rest:
                following = self._words[at + 1 : at + 1 + len(entries[0].rest)]
                entry = longest(entries, list(map(fold_word, following)))
            if entry:
                until = at + 1 + len(entry.rest)
                self._lists[at:until] = [entry.lists] * (until - at)
                self._sport |= "metaphor" in entry.lists
                if entry.kind:
                    self._found.append((at, until, entry.kind))
        return any(kind in TELLING for _, _, kind in self._found)

    def _read(self, named: Sequence[Span]) -> None:
        bounds = list(accumulate([len(part) if part else 0 for part in self._parts]))
        self._starts, self._ends = bounds[::3][: len(self._words)], bounds[1::3]
        names = {at for mention in named for at in range(*self._span(mention)) if at < len(self._words)}
        self._divide(names)
        past = {self._clauses[at] for at, word in enumerate(self._words) if word[:2] in _PAST and len(word) == 4}
        self._triggers = [
            _Trigger(first, last, kind, self._any("topic", first - _TOPIC, first, clause=self._clauses[first]))
            for first, last, kind in self._found
            if names.isdisjoint(range(first, last))
            and not (self._sport and kind in _BORROWED)
            and self._clauses[first] not in past
            and self._is_real(first, last)
            and not (self._english and self._is_a_name(first, last))
        ]
        self._at = [trigger.first for trigger in self._triggers]

    def _divide(self, names: set[int]) -> None:
        """Number the statements and, within them, the clauses: a clause of names alone belongs to its neighbour."""
        numbers: list[int] = []
        clause, statement = 0, 0
        of, content = [0], [False]  # the statement of each clause, and whether it says anything
        for at, lists in enumerate(self._lists):
            gap = self._gaps[at]
            cut = 0 if gap == " " or not at else _cut(gap)
            if lists and at and cut < _STATEMENT:
                cut = _STATEMENT if "apart" in lists else _CLAUSE if "and" in lists else cut
            if cut:
                clause, statement = clause + 1, statement + (cut == _STATEMENT)
                of.append(statement)
                content.append(False)
            if not content[clause] and at not in names and lists.isdisjoint(_EMPTY) and not self._words[at].isdigit():
                content[clause] = True
            numbers.append(clause)
        to = list(range(len(of)))
        first = {}  # what a statement begins with, names alone: it belongs to what follows
        for clause in range(1, len(of)):
            if of[clause] == of[clause - 1]:
                if not content[clause]:
                    to[clause] = to[clause - 1]
                elif not content[to[clause - 1]]:
                    first[to[clause - 1]] = clause
        self._clauses = [first.get(to[number], to[number]) for number in numbers]
        self._statements = [of[number] for number in numbers]
        self._alone = [not content[number] for number in numbers]  # in a clause of names alone

    def _any(self, name: str, first: int, last: int, *, clause: int) -> bool:
        return any(
            name in self._lists[at] and self._clauses[at] == clause
            for at in range(max(first, 0), min(last, len(self._lists)))
        )

    def _is_real(self, first: int, last: int) -> bool:
        clause = self._clauses[first]
        unreal = self._any("unreal", first - _BEFORE, first, clause=clause)
        return not unreal and not self._any("called_off", last, last + _BEHIND, clause=clause)

    @cached_property
    def _is_headline(self) -> bool:
        """Whether it is written in capitals throughout."""
        long = [word for word in self._words if len(word) > 3]
        return sum(word[0].isupper() for word in long) > _HEADLINE * len(long)

    def _is_a_name(self, first: int, last: int) -> bool:
        """Whether a word of English is in a name or a compound: "the Battle of", "bomb-making", "anti-protest"."""
        joined = first > 0 and self._gaps[first] == "-"
        if self._gaps[last] == "-" or (joined and fold_word(self._words[first - 1]) in _ANTI):
            return True
        word = self._words[first]
        begins = first == 0 or self._gaps[first].strip(" ") != ""
        return word[0].isupper() and not (begins or word.isupper() or self._is_headline)

    # -- Which of them decides

    def _kind(self, span: Span) -> EventKind:
        """What its own clause names; else what caused the violence or the deaths in it; else what the violence was.

        A clause that says nothing of an event takes one from another clause only where no mention has it already, or
        where it is a name alone, such as a dateline.
        """
        first, last = span
        if first >= len(self._words):
            return "other"
        near = self._near(first, last)
        clause = self._clauses[first]
        own = [trigger for trigger in near if self._clauses[trigger.first] == clause]
        elsewhere = [trigger for trigger in near if self._clauses[trigger.first] != clause]
        free = [trigger for trigger in elsewhere if self._clauses[trigger.first] not in self._holding]
        said = {trigger.kind for trigger in own}
        attacked = "generic" in said and said <= _UNDER_ATTACK
        if not attacked and (strong := [trigger for trigger in own if trigger.kind in _KINDS]):
            return _happened(strong, span)
        borrowed = elsewhere if said or self._alone[first] else free
        if strong := [trigger for trigger in borrowed if trigger.kind in _KINDS and trigger.kind != "other"]:
            return _happened(strong, span)
        if "causes" in said or any(trigger.kind == "causes" for trigger in free):
            return "other"
        violence = [trigger for trigger in (own if "generic" in said else borrowed) if trigger.kind == "generic"]
        return self._aimed(min(violence, key=lambda t: _distance(t, span))) if violence else "other"

    def _near(self, first: int, last: int) -> list[_Trigger]:
        """The triggers about a mention in its statement; what is only talked about counts right before it alone."""
        here = bisect_left(self._at, first)
        return [
            trigger
            for trigger in self._triggers[max(0, here - _NEAREST) : here + _NEAREST]
            if self._statements[trigger.first] == self._statements[first]
            and (not trigger.topic or 0 <= first - trigger.last <= _ATTACHED)
        ]

    def _aimed(self, violence: _Trigger) -> EventKind:
        """A battle where fighters are attacked, else violence against civilians."""
        reach = violence.first - _AIMED, violence.last + _AIMED
        clause = self._clauses[violence.first]
        if self._any("civilian", *reach, clause=clause) or not self._any("armed", *reach, clause=clause):
            return "violence against civilians"
        return "battle"


@lru_cache(maxsize=10_000)
def _cut(gap: str) -> int:
    """Whether a clause or a statement ends between two words; 0 for neither."""
    if ";" in gap or "\n" in gap:
        return _STATEMENT
    return _CLAUSE * any(mark in gap for mark in (", ", ":", "(", ")", "—", "،", " - ", " – ", "…", "|"))


def _distance(trigger: _Trigger, span: Span) -> int:
    return max(trigger.first - span[1], span[0] - trigger.last)


def _happened(triggers: Sequence[_Trigger], span: Span) -> EventKind:
    """Of what is said, what happened; the nearest where there are several."""
    if attached := [trigger for trigger in triggers if trigger.topic]:
        triggers = attached
    said = {trigger.kind for trigger in triggers}
    below = frozenset[str]().union(*(_OVER.get(kind, _NOTHING) for kind in said))
    nearest = min((t for t in triggers if t.kind not in below), key=lambda t: _distance(t, span))
    return cast(EventKind, nearest.kind)
