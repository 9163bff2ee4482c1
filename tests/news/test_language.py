"""Which language a text is in, and that locating loses nothing by trusting it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Article
from geo.languages import language_of
from news.language import identify

ROOT = Path(__file__).parent.parent.parent
GOLD = {
    path.suffixes[0].removeprefix("."): [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    for path in (ROOT / "tests" / "gold").glob("sentences.??.jsonl")
}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The army said that it had taken the town.", "en"),
        ("Les rebelles ont pris la ville et le port.", "fr"),
        ("Los rebeldes tomaron la ciudad y el puerto de madrugada.", "es"),
        ("Os rebeldes não tomaram a cidade, disse uma fonte em Lisboa.", "pt"),
        ("Повстанцы взяли город, а порт был закрыт.", "ru"),
        ("Повстанці взяли місто, а порт було закрито.", "uk"),
        ("Бунтовниците превзеха града, но пристанището беше затворено.", "bg"),
        ("سيطر المسلحون على المدينة والميناء", "ar"),
        ("شورشیان شهر و بندر را گرفتند", "fa"),
        ("باغیوں نے شہر پر قبضہ کر لیا ہے", "ur"),
        ("המורדים כבשו את העיר ואת הנמל", "he"),
        ("叛军占领了这座城市", "zh"),
        ("反乱軍が町を占領した", "ja"),
    ],
)
def test_words_tell(text: str, language: str) -> None:
    assert identify(text) == language


@pytest.mark.parametrize("text", ["", " \n", "1234 – !", "Los Angeles, La Paz", "Nawa", "Abu Ghadiya", "\ud800"])
def test_what_tells_nothing_stays_open(text: str) -> None:
    assert identify(text) is None


def test_names_in_another_script_are_asides() -> None:
    assert identify("Clashes went on in the old city of Raqqa (مدينة الرقة القديمة) and in Nahda (وحي النهضة).") == "en"
    assert identify("نقلت وكالة Reuters عن مسؤول في Damascus أن القصف استمر في محيط المدينة طوال الليل") == "ar"


def test_only_the_beginning_counts() -> None:
    english = "The council met in the town hall, and the mayor said that the road would stay closed. " * 5
    assert identify(english + "Повстанцы взяли город, а порт был закрыт. " * 500) == "en"


@pytest.mark.parametrize("language", sorted(GOLD))
def test_gold_sentences_are_read_at_least_as_well_as_without(language: str) -> None:
    for text in GOLD[language]:
        assert identify(text) in (language, None)
        if language_of(Article("a", text)) == language:
            assert language_of(Article("a", text, language=identify(text))) == language


@pytest.mark.parametrize("language", sorted(GOLD))
def test_nearly_all_gold_sentences_are_known(language: str) -> None:
    assert sum(identify(text) == language for text in GOLD[language]) >= 0.95 * len(GOLD[language])


def test_the_sample_articles_are_english() -> None:
    articles = [json.loads(line) for line in (ROOT / "data" / "articles.jsonl").read_text("utf-8").splitlines()]
    assert {identify(article["text"]) for article in articles} == {"en"}


@given(st.text())
def test_any_text_has_a_code_or_none(text: str) -> None:
    found = identify(text)
    assert found is None or (len(found) == 2 and found.isascii() and found.islower())
