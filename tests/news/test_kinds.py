"""Kinds of events: the lexicon is sound, and whatever text comes, each mention is answered in time."""

import time
import tomllib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Article, Mention, Placement
from geo.languages import ENGLISH, OTHERS
from geo.lexicon import FOLDER
from geo.records import Role
from news.kind_words import WEAK, acled_event_type, kind_words
from news.kinds import kinds
from news.records import EVENT_KINDS
from news.sentences import sentence_spans

LEXICON = tomllib.loads((FOLDER / "event_kinds.toml").read_text("utf-8"))
LANGUAGES = sorted({ENGLISH, *OTHERS})
LISTS = {*WEAK, *"armed civilian never unreal called_off topic metaphor apart and plain joined".split()}
# The event types of the ACLED codebook.
ACLED = {
    "Battles", "Explosions/Remote violence", "Violence against civilians", "Protests", "Riots",
    "Strategic developments",
}  # fmt: skip


def placements(text: str, *names: str, role: Role = "literal") -> list[Placement]:
    starts = [(text.index(name), name) for name in names]
    return [Placement(Mention("a", at, at + len(name), name, role), None, 0.0, "") for at, name in starts]


def told(text: str, *names: str, language: str | None = "en", role: Role = "literal") -> Sequence[str | None]:
    return kinds(Article("a", text, language=language), placements(text, *names, role=role))


def test_the_lexicon_has_every_language_and_kind() -> None:
    assert set(LEXICON) == {"acled", *LANGUAGES}
    for language in LANGUAGES:
        lists = LEXICON[language]
        assert set(lists) <= {*EVENT_KINDS, *LISTS}, language
        assert set(EVENT_KINDS) <= set(lists), language


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_of_two_kinds(language: str) -> None:
    kinds_of: dict[str, set[str]] = {}
    for name in {*EVENT_KINDS, *WEAK} & set(LEXICON[language]):
        for entry in LEXICON[language][name].split():
            assert entry.strip("*-") == entry.rstrip("*"), f"{entry} is malformed"
            kinds_of.setdefault(entry, set()).add(name)
    assert {entry: names for entry, names in kinds_of.items() if len(names) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_a_kind_is_recognized_by_itself(language: str) -> None:
    """No particle or longer entry takes it from its kind."""
    words = kind_words(language)
    assert words is not None
    for kind in set(EVENT_KINDS) - {"other"}:
        for entry in LEXICON[language][kind].split():
            parts = [part.rstrip("*") for part in entry.split("-")]
            assert words.may_report(parts), entry
            assert any(len(phrase.rest) == len(parts) - 1 for phrase in words.phrases(parts[0])), entry


def test_kinds_correspond_to_types_of_acled() -> None:
    assert {acled_event_type(kind) for kind in EVENT_KINDS} <= {*ACLED, None}
    assert set(LEXICON["acled"]) == {kind for kind in EVENT_KINDS if acled_event_type(kind)}
    assert acled_event_type("battle") == "Battles"
    assert acled_event_type("air strike") == acled_event_type("explosion") == "Explosions/Remote violence"
    assert acled_event_type("aid") is None


def test_a_name_that_is_only_used_has_no_kind() -> None:
    assert told("Moscow condemned the shelling.", "Moscow", role="associative") == [None]
    assert told("", role="literal") == []


def test_the_sentence_decides_and_no_other() -> None:
    text = "Shells fell on Nawa. The market of Jasim was open. Talks went on in Amman"
    assert told(text, "Nawa", "Jasim", "Amman") == ["air strike", "other", "talks"]
    assert told(text, "Amman", "Jasim", "Nawa") == ["talks", "other", "air strike"]


def test_a_word_within_a_name_reports_nothing() -> None:
    assert told("the town of battle creek has a new mayor", "battle creek") == ["other"]
    assert told("a parade passed by battle creek and shelling hit nawa", "battle creek", "nawa") == [
        "other",
        "air strike",
    ]


def test_the_language_of_the_text_is_read() -> None:
    russian = "Обстрел Харькова продолжался всю ночь, и в городе не было света."
    for language in ("ru", "rus", None, "acled"):
        assert told(russian, "Харькова", language=language) == ["air strike"]
    assert told("Ataque aéreo em Cabul mata três, diz o governo.", "Cabul", language="pt") == ["other"]
    assert told("Clashes in Daraa", "Daraa", language=None) == ["battle"]


def test_sentences_that_are_known_already_need_not_be_found_again() -> None:
    text = "Clashes broke out in Homs; shelling hit Hama. A protest was held in Amman."
    found = placements(text, "Homs", "Hama", "Amman")
    spans = sentence_spans(text)
    assert kinds(Article("a", text), found, sentences=spans) == kinds(Article("a", text), found)


WORDS = st.sampled_from(
    ["\n", *"shelling hit killed Nawa Homs and while , ; . no denied talks on war League - ( ) 1916 ’s قصف حلب".split()]
)


@given(st.lists(WORDS | st.text(max_size=4), max_size=40), st.data())
def test_whatever_comes_is_answered(parts: list[str], data: st.DataObject) -> None:
    text = " ".join(parts)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    roles = data.draw(st.lists(st.sampled_from(("literal", "associative")), min_size=8, max_size=8))
    found = [
        Placement(Mention("a", start, end, text[start:end], role), None, 0.0, "")
        for start, end, role in zip(cuts[::2], cuts[1::2], roles, strict=False)
    ]
    language = data.draw(st.sampled_from([None, *LANGUAGES, "acled", "=1+1"]))
    answer = kinds(Article("a", text, language=language), found)
    assert [kind is None for kind in answer] == [one.mention.role == "associative" for one in found]
    assert set(answer) <= {*EVENT_KINDS, None}


@pytest.mark.parametrize("pattern", ["shelling Nawa ", "killed Nawa, ", "Nawa; talks on war ", "no Nawa and ", "Nawa "])
def test_the_time_is_linear_in_the_text(pattern: str) -> None:
    def seconds(times: int) -> float:
        text = pattern * times
        at = pattern.index("Nawa")
        mentions = [Mention("a", at + n, at + n + 4, "Nawa", "literal") for n in range(0, len(text), len(pattern))]
        found = [Placement(mention, None, 0.0, "") for mention in mentions]
        article, spans = Article("a", text, language="en"), [(0, len(text))]
        start = time.process_time()
        kinds(article, found, sentences=spans)
        return time.process_time() - start

    seconds(100)
    assert min(seconds(8_000) for _ in range(3)) < 24 * min(seconds(1_000) for _ in range(3)) + 0.05
