"""Choosing among places of one name: the evidence, and that the reason names what decided."""

import numpy as np
import pytest

from geo import Article, Gazetteer, locate
from geo.evidence import Query, alone, cases, together, wanted
from geo.model import default_model
from geo.records import Mention
from geo.resolve import queries_of, resolve


def _mentions(text: str, *names: str) -> list[Mention]:
    return [Mention("a", text.index(name), text.index(name) + len(name), name, "literal") for name in names]


def _country(gazetteer: Gazetteer, text: str, name: str, **fields: str) -> str:
    found = [p for p in locate(Article("a", text, **fields), gazetteer=gazetteer) if p.mention.text == name]
    assert found, f"{name} is not found"
    assert found[-1].place is not None
    return found[-1].place.country_code


@pytest.mark.parametrize(
    ("text", "name", "kinds"),
    [
        ("in Idlib province today", "Idlib", "admin1"),
        ("the town of Nawa fell", "Nawa", "settlement"),
        ("Daraa, Quneitra and Suwayda provinces", "Daraa", "admin1"),
        ("the provinces of Idlib and Aleppo", "Aleppo", "admin1"),
        ("the provinces of Idlib and Aleppo", "Idlib", "admin1"),
        ("the Orontes River", "Orontes", "water"),
    ],
)
def test_the_words_beside_a_name_ask_for_a_kind(text: str, name: str, kinds: str) -> None:
    (mention,) = _mentions(text, name)
    assert kinds in wanted(text, mention.start, mention.end)


def test_nothing_is_asked_where_nothing_is_said() -> None:
    assert wanted("shells hit Daraa overnight", 11, 16) == ()


def test_a_name_never_speaks_for_itself(gazetteer: Gazetteer) -> None:
    queries = [Query("Tripoli", gazetteer.lookup("Tripoli"))] * 3
    found = cases(queries, gazetteer)
    likely = np.full(len(found), 0.5, np.float32)
    told = together(found, likely, gazetteer)
    assert not told[:, :7].any()
    assert not told[:, 10:12].any()


def test_what_contains_a_name_speaks_for_it(gazetteer: Gazetteer) -> None:
    text = "a fire in Paris, Texas"
    mentions = _mentions(text, "Paris", "Texas")
    queries = [Query(name, gazetteer.lookup(name)) for name in ("Paris", "Texas")]
    found = cases(queries, gazetteer)
    rows = alone(Article("a", text), mentions, queries, found, gazetteer)
    fits = {int(found.place[row]) for row in np.flatnonzero(rows[:, 28])}
    assert {gazetteer.candidate(number, 1).place.admin1 for number in fits} == {"US.TX"}


def test_what_the_article_is_about_decides(gazetteer: Gazetteer) -> None:
    assert _country(gazetteer, "Soldiers in Tripoli fired on crowds. Beirut sent police from Sidon.", "Tripoli") == "LB"
    assert (
        _country(gazetteer, "Soldiers in Tripoli fired on crowds. Misrata and Benghazi were calm.", "Tripoli") == "LY"
    )


def test_an_odd_address_breaks_nothing(gazetteer: Gazetteer) -> None:
    for url in ("http://[", "::", "https://www.example.co.uk/a", "x" * 5000):
        assert _country(gazetteer, "A fire in Damascus.", "Damascus", url=url) == "SY"


def test_the_reason_names_what_decided(gazetteer: Gazetteer) -> None:
    (paris, _) = locate(Article("a", "A fire in Paris, Texas."), gazetteer=gazetteer)
    assert "named together with Texas" in paris.reason
    homs = locate(Article("a", "Fighting went on in Homs province."), gazetteer=gazetteer)[0]
    assert "the text asks for a province" in homs.reason


def test_likelihoods_of_a_mention_are_shares(gazetteer: Gazetteer) -> None:
    for placement in locate(Article("a", "From Springfield to Georgia and Victoria."), gazetteer=gazetteer):
        others = [other.confidence for other in placement.alternatives]
        assert others == sorted(others, reverse=True)
        assert sum(others) <= 1.0 + 1e-5
        assert placement.confidence >= others[0]


def test_a_city_and_its_own_division_are_one_spot(gazetteer: Gazetteer) -> None:
    (moscow,) = locate(Article("a", "Thousands gathered in Moscow on Sunday."), gazetteer=gazetteer)
    assert moscow.place is not None
    beside = [
        other for other in moscow.alternatives if other.place.name == "Moscow" and other.place.country_code == "RU"
    ]
    assert beside
    assert moscow.confidence > sum(other.confidence for other in beside)


def test_a_site_that_the_gazetteer_lacks_is_put_where_the_text_puts_it(gazetteer: Gazetteer) -> None:
    article = Article("a", "Doctors at Zabrovanskaya Hospital in Damascus treated the wounded.")
    mentions = _mentions(article.text, "Zabrovanskaya Hospital", "Damascus")
    site, city = resolve(article, mentions, queries_of(article, mentions, gazetteer), gazetteer, default_model())
    assert site.place == city.place is not None
    assert site.place.name == "Damascus"
    assert "the text puts it in Damascus" in site.reason
    assert site.confidence < city.confidence


def test_a_site_named_after_its_place_is_put_there(gazetteer: Gazetteer) -> None:
    article = Article("a", "Doctors at Kharkiv Emergency Hospital treated the wounded from Kharkiv in Ukraine.")
    mentions = _mentions(article.text, "Kharkiv Emergency Hospital", "Ukraine")
    site, _ = resolve(article, mentions, queries_of(article, mentions, gazetteer), gazetteer, default_model())
    assert site.place is not None
    assert site.place.name == "Kharkiv"
    assert "a site that the gazetteer lacks" in site.reason
