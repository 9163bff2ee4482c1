"""Text in nine languages other than English -> mentions of places, each with its role and the name to look it up by.

It finds less than the tagger that reads English: names of the gazetteer in whatever form the language gives them
(`inflected.py`, `morphology.py`), weighed by rules over the words beside them (`data/lexicon/*.toml`).
"""

from dataclasses import dataclass

from geo.compiled import Tag
from geo.gazetteer import KINDS, Gazetteer
from geo.grammar import Words
from geo.inflected import CASED, Name, Text, best_standing, find, standing
from geo.languages import OTHERS
from geo.names import fold_word
from geo.records import Article, Kind, Mention, Role

# Evidence for a place less evidence against it, by hand, in steps of a half; what is over 0 is one.
_LOCATIVE, _KIND_WORD, _CAPITAL, _LONGER, _LISTED = 1.0, 2.5, 1.0, 1.5, 1.0
_SET_OFF, _DIRECT = 1.5, 1.5
_COMMON, _INFLECTED, _GERMAN, _SENTENCE_START = -2.5, -0.5, -0.5, -0.5
_PERSON, _BESIDE_NAME, _GIVEN_NAME = -4.0, -1.5, -1.5
# Particles that say where: "in", "to", "from" in Arabic and Hebrew.
_WHERE = {"ar": "ب", "he": "בלמ"}
_TURKISH_WHERE = ("da", "de", "ta", "te", "nda", "nde")
_HEAD_FIRST = frozenset("ar de es fa fr he ru uk".split())  # "حكومة سوريا", "gouvernement de Syrie"
_HEAD_LAST = frozenset(["de", "tr"])  # "Suriye hükümeti"
_VERB_FIRST = frozenset("ar de es he ru uk".split())  # "أعلنت روسيا", "erklärte Moskau"
_VERB_LAST = frozenset(["fa", "tr"])  # at the end of a sentence that its subject begins


@dataclass(frozen=True, slots=True)
class Found:
    """A mention and what is needed to place it.

    name      what to ask the gazetteer for: the base form, or for a demonym its country
    demonym   whether the mention is a people or an adjective
    kinds     what the words beside the name ask for ("محافظة درعا"); empty where nothing
    """

    mention: Mention
    name: str
    demonym: bool
    kinds: tuple[Kind, ...]


def recognize(article: Article, language: str, gazetteer: Gazetteer) -> list[Found]:
    """The mentions of an article in one of `languages.OTHERS`, in text order; none in any other language."""
    if language not in OTHERS:
        return []
    text = Text(article.text, language)
    names: list[Name] = []
    for name in find(text, gazetteer):
        if (not names or name.first >= names[-1].last) and _evidence(text, name, names[-1] if names else None) > 0:
            names.append(name)
    kinds = _listed_kinds(text, names)
    found: list[Found] = []
    for number, name in enumerate(names):
        following = names[number + 1] if number + 1 < len(names) else None
        previous = (names[number - 1], found[-1].mention.role) if number else None
        role = _role(text, name, previous, following)
        mention = Mention(article.id, name.start, name.end, article.text[name.start : name.end], role)
        found.append(Found(mention, name.name, name.demonym, kinds[number]))
    return found


def _listed_kinds(text: Text, names: list[Name]) -> list[tuple[Kind, ...]]:
    """What is asked for by the words beside each name, or beside its neighbour in a list: "محافظات درعا وحمص"."""
    kinds = [() if name.demonym else _kinds(text, name) for name in names]
    order = range(len(names) - 1, 0, -1) if text.language == "tr" else range(1, len(names))
    for at in order:
        left, right = names[at - 1], names[at]
        if _is_list(text, left, right):
            one, other = (at, at - 1) if text.language == "tr" else (at - 1, at)
            if not kinds[other] and any(c.place.kind in kinds[one] for c in names[other].candidates):
                kinds[other] = kinds[one]
    return kinds


def lookup(found: Found, gazetteer: Gazetteer) -> list[tuple[int, int]]:
    """What the gazetteer has under a mention's base form, as `Gazetteer.lookup`; for a demonym, its country alone."""
    under = list(gazetteer.lookup(found.name))
    kind = gazetteer.columns.kind
    if found.demonym:
        return [pair for pair in under if KINDS[kind[pair[0]]] in ("country", "continent", "region")]
    under = [_as_own_name(*pair, gazetteer) for pair in under if not pair[1] & Tag.SOUND] or under
    if under and found.kinds and not any(KINDS[kind[number]] in found.kinds for number, _ in under):
        # the province may have no name in the language of the text, but its town's is known
        known = gazetteer.candidate(*under[0]).place
        country = gazetteer.columns.country
        same = (pair for pair in gazetteer.lookup(known.name) if country[pair[0]] == country[under[0][0]])
        under += [pair for pair in same if KINDS[kind[pair[0]]] in found.kinds]
    return under


def _as_own_name(number: int, tag: int, gazetteer: Gazetteer) -> tuple[int, int]:
    """What a language calls a well known place is its own name there, though the gazetteer has it as another one."""
    return number, tag | Tag.PRIMARY if standing(gazetteer.candidate(number, tag)) >= 1.5 else tag


def _before(text: Text, first: int) -> set[str]:
    """The forms of the word before a word in the same clause."""
    return text.forms(first - 1) if text.spaced(first - 1) else set()


def _after(text: Text, last: int) -> set[str]:
    """The forms of word `last`, in the same clause as the one before."""
    return text.forms(last) if text.spaced(last - 1) else set()


def _kinds(text: Text, name: Name) -> tuple[Kind, ...]:
    """What the kind words beside a name ask for: before it, a link aside ("ville de Nawa"), or after it in Turkish."""
    grammar = text.grammar
    if text.language == "tr":
        for at in range(name.last, min(name.last + 2, len(text))):
            if text.spaced(at - 1) and (kinds := grammar.kind(text.folded[at])):
                return kinds
            if text.folded[at] not in grammar.area:
                break  # "Refah sınır kapısı"
        return ()
    for at in range(name.first - 1, max(name.first - 3, -1), -1):
        if not text.spaced(at):
            break
        forms = text.forms(at)
        if kinds := next(filter(None, map(grammar.kind, forms)), ()):
            return kinds
        if not any(form in grammar.links for form in forms):
            break
    return ()


def _where(text: Text, name: Name) -> bool:
    """Whether a preposition, particle or case says that something is there."""
    if text.language == "tr":
        return name.ending.endswith(_TURKISH_WHERE) or name.ending[:2] in ("da", "de", "ta", "te")
    if name.particle[-1:] and name.particle[-1] in _WHERE.get(text.language, ""):
        return True
    before = _before(text, name.first)
    if not any(form in text.grammar.locative for form in before):
        articles = any(form in text.grammar.links for form in before)
        before = _before(text, name.first - 1) if articles and text.language in ("fr", "es", "de") else set()
    return any(form in text.grammar.locative for form in before)


def _evidence(text: Text, name: Name, previous: Name | None) -> float:
    grammar, first, last = text.grammar, name.first, name.last
    surface = " ".join(text.folded[first:last])
    if last < len(text) and text.spaced(last - 1) and text.folded[last] in grammar.media and text.capital[last]:
        return -9.0
    if name.demonym:
        return _PERSON if surface in grammar.never else 1.0
    single = last - first == 1
    before, after = _before(text, first), _after(text, last)
    kinds, where = _kinds(text, name), _where(text, name)
    forms = {surface, name.name, *text.forms(first)} if single else {surface}
    known = name.name in grammar.names.values()
    if not known and (name.name in grammar.never or all(_is_plain(text, at) for at in range(first, last))):
        return -9.0
    score = best_standing(name.candidates)
    if not single:
        score += _LONGER if score >= 1.5 or all(text.capital[first:last]) else 0.0
    elif forms & grammar.common and not known:
        score = min(score, 1.5) + _COMMON
        if text.language in CASED and any(form in grammar.locative for form in before):
            score += _DIRECT  # "in Essen", "à Nice"
    if name.right:
        score += _SET_OFF
    elif not name.exact:
        score += _INFLECTED
    score += (_LOCATIVE if where else 0.0) + (_KIND_WORD if kinds else 0.0)
    if previous and previous.last == first and text.gap(first - 1) in (", ", "، ", " (") and not previous.demonym:
        score += _LISTED
    if text.language in CASED:
        score += _by_capitals(text, name)
    if any(grammar.is_given_name(form) and form not in grammar.locative for form in before) and (
        text.language not in CASED or text.capital[first - 1]
    ):
        score += _PERSON
    near = text.language == "tr" and any(form in grammar.area for form in after)  # "Erbil yakınlarında"
    if single and text.language in CASED and any(map(grammar.is_given_name, forms)):
        known_noun = any(form in grammar.organizations or grammar.is_place_noun(form) for form in after)
        if after and text.capital[last] and not known_noun:
            score += _PERSON
        elif not (where or kinds or near) and score < 2.0:
            score += _GIVEN_NAME
    return score


def _is_plain(text: Text, at: int) -> bool:
    """Whether a word is one of the language's own that the rules go by, which no name consists of alone."""
    grammar = text.grammar
    lists = (grammar.never, grammar.locative, grammar.relational, grammar.organizations, grammar.titles, grammar.links)
    return any(grammar.is_place_noun(form) or any(form in words for words in lists) for form in text.forms(at))


def _by_capitals(text: Text, name: Name) -> float:
    """What a capital says for a name and capitals beside it against it."""
    first, last, grammar = name.first, name.last, text.grammar
    if text.language == "de":
        score = _GERMAN
    elif text.starts_sentence(first):
        score = _SENTENCE_START
    else:
        score = _CAPITAL
    well_known = best_standing(name.candidates) >= 2.0
    if text.language == "de" or well_known:
        return score
    if text.spaced(first - 1) and text.capital[first - 1] and not text.starts_sentence(first - 1):
        word = text.folded[first - 1]
        if not (grammar.is_place_noun(word) or word in grammar.locative):
            score += _BESIDE_NAME
    if text.spaced(last - 1) and text.capital[last]:
        word = text.folded[last]
        if not (grammar.is_place_noun(word) or word in grammar.organizations or word in grammar.titles):
            score += _BESIDE_NAME
    return score


def _role(text: Text, name: Name, previous: tuple[Name, Role] | None, following: Name | None) -> Role:
    grammar = text.grammar
    if name.demonym:
        return "literal" if _of_a_place(text, name, previous, following) else "associative"
    if _heads(text, name, grammar.organizations):
        return "associative"
    if _is_compound(text, name):
        return "associative"
    if _where(text, name):
        return "literal"
    if not any(c.place.kind == "country" or c.feature == "PPLC" for c in name.candidates):
        return "literal"
    if _heads(text, name, grammar.titles):
        return "associative"
    before = _before(text, name.first)
    if any(form in grammar.relational for form in before):
        road = any(map(grammar.is_place_noun, _before(text, name.first - 1)))
        return "literal" if road else "associative"
    if any(map(grammar.is_place_noun, before)) or (
        text.language in _HEAD_LAST and any(map(grammar.is_place_noun, _after(text, name.last)))
    ):
        return "literal"
    if _acts(text, name, following) or _is_subject(text, name, following):
        return "associative"
    if previous and _is_list(text, previous[0], name):
        return previous[1]
    return "literal"


_CONJUNCTIONS = frozenset("و ו et y e und ve и і та й".split())


def _is_list(text: Text, left: Name, right: Name) -> bool:
    """Whether but a comma or a conjunction stands between two names, with an article at most: "Iran und der Türkei"."""
    if left.demonym or right.demonym:
        return False
    between = text.text[left.end : right.start]
    parts = between.replace(",", " ").replace("،", " ").split()
    plain = [part for part in parts if part not in _CONJUNCTIONS]
    return (
        between != " "
        and all(fold_word(part) in text.grammar.links for part in plain)
        and len(plain) < 2
        and (len(parts) > len(plain) or "," in between or "،" in between)
    )


def _is_compound(text: Text, name: Name) -> bool:
    """Whether a hyphen makes the name a part of another word: "Ukraine-Krieg", "pro-Russie"."""
    after, before = text.text[name.end : name.end + 2], text.text[max(0, name.start - 2) : name.start]
    return (after[:1] == "-" and after[1:].isalpha()) or (before[1:] == "-" and before[:1].isalpha())


def _heads(text: Text, name: Name, heads: Words) -> bool:
    """Whether an organization or a title governs the name: before it, some link words aside, or after it."""
    if text.language in _HEAD_FIRST:
        at = name.first - 1
        for step in range(4):
            if not text.spaced(at):
                break
            forms = text.forms(at)
            if any(form in heads for form in forms):
                return step == 0 or not (name.particle[-1:] and name.particle[-1] in _WHERE.get(text.language, ""))
            if not any(form in text.grammar.links for form in forms):
                break
            at -= 1
    if text.language in _HEAD_LAST and name.ending not in ("",) and _where(text, name):
        return False
    if text.language in _HEAD_LAST:
        for at in range(name.last, min(name.last + (3 if text.language == "tr" else 1), len(text))):
            if not text.spaced(at - 1):
                break
            if text.folded[at] in heads:
                return True
            if not text.capital[at]:
                break
    return False


def _acts(text: Text, name: Name, following: Name | None) -> bool:
    """Whether a government speaks or strikes: its verb follows it, precedes it or ends its sentence."""
    grammar = text.grammar
    last = name.last
    if following and _is_list(text, name, following):
        last = following.last  # "Moscou et Téhéran ont annoncé"
    ahead = range(last, min(last + 3, len(text)))
    for at in ahead:
        if not text.spaced(at - 1):
            break
        if any(form in grammar.acts or form in grammar.strikes for form in text.forms(at)):
            return True
        if any(form in grammar.locative for form in text.forms(at)):
            break
    before = _before(text, name.first)
    if text.language in _VERB_FIRST and any(form in grammar.acts for form in before):
        return True
    if text.language in _VERB_FIRST and any(form in grammar.strikes for form in before):
        return following is not None and following.first <= name.last + 1 and not following.demonym
    if text.language in _VERB_LAST and text.starts_sentence(name.first):
        for at in range(name.last, min(name.last + 25, len(text))):
            if text.starts_sentence(at):
                break
            if text.folded[at] in grammar.acts:
                return True
    return False


def _is_subject(text: Text, name: Name, following: Name | None) -> bool:
    """Whether a sentence opens with the name, alone or in a list, and goes on with what it does: "Chile y Perú ..."."""
    if text.language in ("ar", "he") or (text.language == "tr" and name.ending):
        return False  # the verb comes first there; or it is in the genitive
    first, last = name.first, name.last
    if not text.starts_sentence(first):
        article = text.spaced(first - 1) and text.folded[first - 1] in text.grammar.links
        if not (article and text.starts_sentence(first - 1)):
            return False
    if following and _is_list(text, name, following):
        last = following.last
    return text.spaced(last - 1) and not any(form in text.grammar.locative for form in text.forms(last))


def _of_a_place(text: Text, name: Name, previous: tuple[Name, Role] | None, following: Name | None) -> bool:
    """Whether an adjective speaks of a spot: "сирийский город", "الحدود السورية", "la ville syrienne"."""
    grammar = text.grammar
    if text.language in ("de", "ru", "tr", "uk"):
        if following and following.first == name.last and text.spaced(name.last - 1) and not following.demonym:
            return True
        return any(map(grammar.is_place_noun, _after(text, name.last)))
    if any(map(grammar.is_place_noun, _before(text, name.first))):
        return True
    return bool(previous and previous[0].last == name.first and text.spaced(name.first - 1) and not previous[0].demonym)
