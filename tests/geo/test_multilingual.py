"""Mentions in other languages than English. What must be found in whole sentences stands in tests/gold/."""

import tomllib
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Article, Gazetteer
from geo.grammar import grammar
from geo.languages import OTHERS
from geo.lexicon import FOLDER
from geo.multilingual import lookup, recognize

# Words of which sentences in these scripts can be made up, and what stands between them.
WORDS = (
    'دمشق وحلب بالموصل السورية محافظة درعا حكومة روسيا أعلنت مدينة לירושלים הסורי ארה"ב עזה רצועת سوریه ایران شهر‌های '
    "Москве Донецкой области сирийские Киев Чёрном море Києва Львові Gazze Şeridi'nde Suriyeliler İdlib'de d'Alep "
    "L'Iran bande de Gaza mer Rouge Estados Unidos siria Roten Meer Syriens Ukraine-Krieg 北京 ,"
).split()
TEXTS = st.lists(st.sampled_from([*WORDS, ".", "\n", "'", "\u200c", "\u0640"]) | st.text(max_size=4), max_size=25).map(
    " ".join
)


@given(
    text=TEXTS | st.lists(st.sampled_from(WORDS), max_size=12).map("".join), language=st.sampled_from(sorted(OTHERS))
)
def test_mentions_are_exact_ordered_and_do_not_overlap(gazetteer: Gazetteer, text: str, language: str) -> None:
    found = recognize(Article("a", text), language, gazetteer)
    assert found == recognize(Article("a", text), language, gazetteer)
    end = 0
    for one in found:
        mention = one.mention
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        assert lookup(one, gazetteer)
        end = mention.end


def test_no_language_that_cannot_be_read_has_mentions(gazetteer: Gazetteer) -> None:
    for language in ("und", "zh", "en", ""):
        assert recognize(Article("a", "北京 Damascus دمشق"), language, gazetteer) == []


@pytest.mark.parametrize("language", sorted(OTHERS))
def test_a_grammar_names_what_the_gazetteer_has(gazetteer: Gazetteer, language: str) -> None:
    rules = grammar(language)
    with open(FOLDER / f"{language}.toml", "rb") as file:
        raw = tomllib.load(file)
    for name in rules.names.values():
        assert gazetteer.candidates(name), f"{language}: no place is called {name}"
    for country in {*rules.demonyms.values(), *(known for _, known in rules.demonym_beginnings)}:
        kinds = {c.place.kind for c in gazetteer.candidates(country)}
        assert kinds & {"country", "continent", "region"}, f"{language}: {country} is no country"
    assert raw.keys() <= {*"links locative relational organizations titles persons acts strikes media never".split(),
                          "kinds", "names", "demonyms"}  # fmt: skip


def test_the_kinds_of_a_list_are_asked_of_each(gazetteer: Gazetteer) -> None:
    found = recognize(Article("a", "اشتباكات في محافظتي درعا وحمص"), "ar", gazetteer)
    assert [one.mention.text for one in found] == ["درعا", "حمص"]
    kinds = {gazetteer.candidate(*pair).place.kind for one in found for pair in lookup(one, gazetteer)}
    assert kinds >= {"admin1"}


@pytest.mark.parametrize("language", ["ar", "ru", "tr"])
def test_time_grows_with_the_text(gazetteer: Gazetteer, language: str) -> None:
    sentence = {"ar": "قصفت الطائرات مدينة درعا ", "ru": "В Донецкой области ", "tr": "Suriye'nin İdlib kentinde "}[
        language
    ]

    def seconds(times: int) -> float:
        start = perf_counter()
        recognize(Article("a", sentence * times), language, gazetteer)
        return perf_counter() - start

    seconds(10)
    short = min(seconds(200) for _ in range(3))
    assert seconds(2000) < 40 * short
