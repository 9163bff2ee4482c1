"""Text -> mentions of places: exact spans, each with its role.

What the words around a match of the gazetteer say for and against a place is weighed in `_evidence`; `roles.py` judges
whether the text is about the spot. Which place it is, `resolve.py` says.
"""

import re

from geo.feature_words import FEATURE_WORDS
from geo.gazetteer import Gazetteer, contains
from geo.lexicon import common_words, given_names, rule_words, surnames
from geo.matches import PLACE_NOUNS, Match, Scan, find_matches, standing
from geo.names import ARTICLES
from geo.records import Article, Mention
from geo.roles import role

# "DARAA, Syria —", "GAZA CITY (AP) -"
_CAPTION_END = re.compile(r"\s*(?:\([^)]{1,30}\)\s*)?[—–-]{1,2}\s")


def recognize(article: Article, gazetteer: Gazetteer) -> list[Mention]:
    """The mentions of an article in text order, which do not overlap."""
    scan = Scan(article.text)
    matches = list(find_matches(scan, gazetteer))
    persons = _persons(scan, matches)
    named = {
        c.place.country_code for m in matches if not m.abbreviated for c in m.candidates if c.place.kind == "country"
    }
    by_first = {match.first: match for match in matches}
    by_last = {match.last: match for match in matches}
    mentions = []
    for match in matches:
        evidence = _evidence(scan, match, by_first.get(match.last), by_last.get(match.first), persons, named)
        if evidence <= 0:
            continue
        judged = role(scan.text, match.start, match.end, match.candidates, demonym=match.demonym)
        mentions.append(Mention(article.id, match.start, match.end, article.text[match.start : match.end], judged))
    return mentions


def _persons(scan: Scan, matches: list[Match]) -> set[str]:
    """The folded last words of matches that are persons' names somewhere in the text ("Kevin Jordan")."""
    return {scan.folded[m.last - 1] for m in matches if _is_person(scan, m)}


def _is_person(scan: Scan, match: Match) -> bool:
    if match.demonym or match.abbreviated:
        return False
    first, last = match.first, match.last
    ahead, behind = scan.before(first), scan.after(last - 1)
    if ahead and scan.capital[first - 1]:
        # "Michael Jordan"; but "Will Paris" at the start of a question
        if ahead in given_names() and not (ahead in common_words() and scan.starts_sentence(first - 1)):
            return True
        if re.fullmatch(r"[A-Z]", scan.words[first - 1].text):
            return True
    if (
        first
        and scan.joined(first - 1)
        and re.fullmatch(r"[A-Z]", scan.words[first - 1].text)
        and "." in scan.gap(first - 1)
    ):
        return True  # "Michael B. Jordan"
    if first and scan.joined(first - 1) and scan.capital[first - 1] and scan.folded[first - 1] in rule_words("titles"):
        return True
    if last - first == 1 and scan.folded[first] in given_names() and behind and scan.capital[last]:
        # "Paris Hilton"; but "Paris Match", "Jordan Valley", "London Police"
        return (
            behind not in common_words() and behind not in FEATURE_WORDS and behind not in rule_words("organizations")
        )
    return False


def _evidence(
    scan: Scan,
    match: Match,
    following: Match | None,
    preceding: Match | None,
    persons: set[str],
    named: set[str],
) -> float:
    """What speaks for a place less what speaks against it. Weights by hand, in steps of a half."""
    first, last = match.first, match.last
    ahead, behind = scan.before(first), scan.after(last - 1)
    key = " ".join(scan.folded[first:last])
    if key in rule_words("never") or _is_media(scan, match):
        return -9.0
    if not match.candidates:
        return _evidence_of_unknown(scan, match)
    if match.abbreviated or match.demonym:
        return 2.0 if not _is_person(scan, match) else -4.0
    if _is_person(scan, match):
        return -4.0

    best = score = max(map(standing, match.candidates))
    if not (scan.upper[first] or key.isascii()):
        score += 1.0  # in its script every name is but an alternate one
    if last - first > 1:
        score += 1.5
    elif key in common_words():
        score -= 2.0 if scan.starts_sentence(first) else 1.5
        if min(c.place.population for c in match.candidates) < 15_000 and not match.feature:
            score -= 1.0
    elif key in given_names() or key in surnames():
        score -= 1.5 if best < 1.5 else 0.5
    if ahead in rule_words("locative"):
        score += 1.5
    if match.feature or (behind in FEATURE_WORDS and not scan.capital[last]) or ahead in FEATURE_WORDS:
        score += 1.5
    if ahead == "of" and first > 1 and scan.folded[first - 2] in FEATURE_WORDS:
        score += 2.0
    score += _contained(scan, match, following, preceding)
    if _CAPTION_END.match(scan.text, match.end) and (first == 0 or scan.starts_sentence(first)):
        score += 2.0
    if any(c.place.country_code in named for c in match.candidates):
        score += 1.0
    if scan.folded[last - 1] in persons and ahead not in rule_words("locative"):
        score -= 4.0
    score -= _inside_name(scan, match)
    if behind in ("said", "says", "told", "added", "asked") and not any(
        c.place.kind == "country" or c.feature == "PPLC" for c in match.candidates
    ):
        score -= 1.5
    return score


def _evidence_of_unknown(scan: Scan, match: Match) -> float:
    """The same for a name that the gazetteer lacks: only the words beside it can call it a place."""
    first, ahead = match.first, scan.before(match.first)
    if _is_person(scan, match) or scan.folded[first] in given_names() or scan.folded[first] in surnames():
        return -4.0
    called = scan.after(match.last - 1) in PLACE_NOUNS or (first > 1 and scan.folded[first - 2] in PLACE_NOUNS)
    return (2.0 if called else 0.0) + (1.5 if ahead in rule_words("locative") else 0.0) - 1.0


def _contained(scan: Scan, match: Match, following: Match | None, preceding: Match | None) -> float:
    """How much "Paris, Texas" speaks for both."""
    if following and scan.gap(match.last - 1) in (", ", " (") and _holds(following, match):
        return 3.0
    if preceding and scan.gap(preceding.last - 1) in (", ", " (") and _holds(match, preceding):
        return 3.0
    return 0.0


def _holds(outer: Match, inner: Match) -> bool:
    return any(contains(o.place, i.place) for o in outer.candidates for i in inner.candidates)


def _is_media(scan: Scan, match: Match) -> bool:
    """Whether it is a paper's name, which is no mention of its town: "New York Times"."""
    last = match.last
    return (
        last < len(scan.words)
        and scan.spaced(last - 1)
        and scan.capital[last]
        and scan.folded[last] in rule_words("media")
    )


def _inside_name(scan: Scan, match: Match) -> float:
    """What a capital neighbour that is no place, no title and no common word takes away: it is another name's part."""
    loss = 0.0
    if (
        scan.words[match.first].text.lower() in ARTICLES
        and scan.joined(match.first - 1)
        and scan.capital[match.first - 1]
    ):
        loss += 6.0  # "al-Sham" in "Hayat Tahrir al-Sham"
    known = max(map(standing, match.candidates)) >= 2.0
    first, last = match.first, match.last
    if scan.spaced(first - 1) and scan.upper[first - 1] and not scan.starts_sentence(first - 1):
        word = scan.folded[first - 1]
        if word not in FEATURE_WORDS and word not in _DIRECTIONS and word not in rule_words("locative"):
            loss += 0.5 if known or word in common_words() else 2.5
    if last < len(scan.words) and scan.spaced(last - 1) and scan.upper[last]:
        word = scan.folded[last]
        if word not in rule_words("organizations") and word not in FEATURE_WORDS:
            loss += 0.5 if known or word in common_words() else 2.0
    return loss


_DIRECTIONS = frozenset(
    "north south east west northern southern eastern western central northeast northwest southeast southwest "
    "northeastern northwestern southeastern southwestern greater upper lower mid downtown inner outer rural".split()
)
