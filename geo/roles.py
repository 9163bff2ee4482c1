"""Literal or associative: is the text about the spot, or does it only use its name?

Literal: something is, comes from, goes to or happens there. Associative: the name stands for a government, a people, a
language or a team, or sits inside an organization's name. Rules over the words before and after the span.
"""

import re
from collections.abc import Sequence

from geo.gazetteer import Candidate
from geo.lexicon import rule_words
from geo.names import fold_word
from geo.records import Role

_WINDOW = 60
_LAST_WORDS = re.compile(r"([^\W\d_]+)[ \u00a0]+(?:the |The )?$")
_NEXT_WORDS = re.compile(r"([’']s|[’'])?[ \u00a0]+([^\W\d_]+)(?:[ \u00a0]+([^\W\d_]+))?(?:[ \u00a0]+([^\W\d_]+))?")
_OF_ORGANIZATION = re.compile(r"([^\W\d_]+)[ \u00a0]+of[ \u00a0]+(?:the[ \u00a0]+)?$")


def role(text: str, start: int, end: int, candidates: Sequence[Candidate], *, demonym: bool) -> Role:
    """The role of the name `text[start:end]`, whose candidates are known."""
    before, after = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
    next_words = _NEXT_WORDS.match(after)
    following = [fold_word(word) for word in next_words.groups()[1:] if word] if next_words else []
    head = following[0] if following else ""
    if demonym:
        return "literal" if _attribute_of_place(next_words, following) else "associative"
    if re.match(r"[-‐‑–][^\W\d_]", after) and not re.match(r"[-‐‑–](?:based|born|area)\b", after):
        return "associative"  # Moscow-brokered, US-led
    if re.search(r"[^\W\d_][-‐‑]$", before) and fold_word(before[:-1].split()[-1]) in ("pro", "anti", "non", "ex"):
        return "associative"
    if _in_organization(before, next_words, following, after):
        return "associative"
    if next_words and not next_words[1] and next_words[2][0].isupper() and head in rule_words("titles"):
        return "associative"  # "US Ambassador", "Marathon County Sheriff"
    government = any(c.place.kind == "country" or c.feature == "PPLC" for c in candidates)
    previous = _LAST_WORDS.search(before)
    preposition = fold_word(previous[1]) if previous else ""
    if preposition in rule_words("locative"):
        return "literal"
    if not government:
        return "literal"
    possessive = bool(next_words and next_words[1]) or after.startswith(("'", "’"))
    if possessive:
        return "literal" if _attribute_of_place(next_words, following) else "associative"
    if head in rule_words("places"):
        return "literal"
    if head in rule_words("acts") or (
        head in ("and", "or") and len(following) > 2 and following[2] in rule_words("acts")
    ):
        return "associative"
    if preposition in rule_words("relational"):
        return "associative"
    if head and next_words and after[:1] == " " and head not in _FUNCTION_WORDS and not next_words[2][0].isupper():
        return "associative"  # "US officials"
    if head and re.search(r"(?:^|[.!?:\n\"“”])\s*(?:The |the )?$", before):
        return "associative"  # the subject of its sentence
    return "literal"


_FUNCTION_WORDS = frozenset(
    "a an the and or but nor in on at to from by for with of as who which that where when while after before since "
    "until "
    "this these those last next if because so not now then there here its their his her is are was were has have had "
    "will would during amid over under into through about against between without within also".split()
)


def _attribute_of_place(next_words: re.Match[str] | None, following: list[str]) -> bool:
    """Whether the thing named has a spot: "the Syrian town of Nawa", "Israel's northern border"."""
    return next_words is not None and any(word in rule_words("places") for word in following[:2])


def _in_organization(before: str, next_words: re.Match[str] | None, following: list[str], after: str) -> bool:
    """Whether the name is part of an organization's: "University of Aleppo", "Dubai Police", "Air France"."""
    of = _OF_ORGANIZATION.search(before)
    if of and (fold_word(of[1]) in rule_words("organizations") - rule_words("states")) and of[1][0].isupper():
        return True
    if re.search(r"\bAir[ \u00a0]$", before):
        return True
    if next_words is None or next_words[1] or not after[:1].isspace():
        return False
    capitals = [word for word in next_words.groups()[1:] if word and word[0].isupper()]
    heads = rule_words("organizations")
    return any(fold_word(word) in heads for word in capitals)
