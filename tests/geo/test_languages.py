"""Which language an article is in."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Article
from geo.languages import ENGLISH, FOREIGN, OTHERS, language_of

ROOT = Path(__file__).parent.parent.parent


def _of(text: str, language: str | None = None) -> str:
    return language_of(Article("a", text, language=language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The army said that it had taken the town.", "en"),
        ("Les rebelles ont pris la ville et le port.", "fr"),
        ("Los rebeldes tomaron la ciudad y el puerto de madrugada.", "es"),
        ("Die Rebellen haben die Stadt und den Hafen eingenommen.", "de"),
        ("İsyancılar kenti ve limanı ele geçirdi.", "tr"),
        ("Повстанцы взяли город, а порт был закрыт.", "ru"),
        ("Повстанці взяли місто, а порт було закрито.", "uk"),
        ("سيطر المسلحون على المدينة والميناء", "ar"),
        ("شورشیان شهر و بندر را گرفتند", "fa"),
        ("המורדים כבשו את העיר ואת הנמל", "he"),
        ("叛军占领了这座城市", FOREIGN),
        ("反乱軍が町を占領した", FOREIGN),
        ("باغیوں نے شہر پر قبضہ کر لیا ہے", FOREIGN),
        ("Os rebeldes não tomaram a cidade, disse uma fonte em Lisboa.", ""),
        ("Los Angeles, La Paz", ""),
        ("Explosions shake Damascus", ""),
        ("1234 !", ""),
        ("", ""),
    ],
)
def test_the_words_tell(text: str, language: str) -> None:
    assert _of(text) == language


def test_what_the_article_says_wins_in_its_script() -> None:
    assert _of("Explosions Damas", "fr") == "fr"
    assert _of("Explosions Damas", "FR-be") == "fr"
    assert _of("Explosions Damas", "fra") == "fr"
    assert _of("The army said so.", "ar") == "en"
    assert _of("The army said so.", "nonsense") == "en"
    assert _of("The army said so.", "") == "en"


def test_the_sample_articles_are_english() -> None:
    articles = [json.loads(line) for line in (ROOT / "data" / "articles.jsonl").read_text("utf-8").splitlines()]
    assert {_of(article["text"]) for article in articles} == {ENGLISH}


@given(st.text(), st.none() | st.text(max_size=5))
def test_any_text_has_one(text: str, language: str | None) -> None:
    assert _of(text, language) in {ENGLISH, FOREIGN, "", *OTHERS}
