"""The whole way: what holds for every text, and the cases that the parts were built for."""

import os
import random
import subprocess
import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import Article, Gazetteer, locate, locate_all

# Texts of names, words and what stands between them, so that matches are frequent.
_PARTS = st.sampled_from(
    [
        "Daraa", "Syria", "the", "Paris", "New York Times", "U.S.", "in", "of", "Jordan", "Michael", "said", "Idlib",
        "province", "al-", "Israeli", "درعا", "Киев", "ישראל", "-", ",", ".", "\n", " ", "'s", "’", "Calif.", "IN",
        "GOLAN HEIGHTS", "Deir ez-Zor", "near", "10 km north of", "\u0301", "\u202e", "\x00", "ﬁ", "İstanbul", "(", ")",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(_PARTS, max_size=30).map(" ".join), st.lists(_PARTS, max_size=30).map("".join)
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_what_holds_for_every_text(gazetteer: Gazetteer, text: str) -> None:
    article = Article("any", text)
    placements = locate(article, gazetteer=gazetteer)
    end = 0
    for placement in placements:
        mention = placement.mention
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert 0.0 <= placement.confidence <= 1.0
        if placement.place is not None:
            assert all(other.confidence <= placement.confidence for other in placement.alternatives)
        assert placement.reason
        assert mention.role in ("literal", "associative")
        end = mention.end
    assert locate(article, gazetteer=gazetteer) == placements


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(max_size=50), url=st.text(max_size=50))
def test_an_odd_title_or_address_changes_no_span(gazetteer: Gazetteer, title: str, url: str) -> None:
    text = "Shelling hit Daraa and Idlib, in Syria."
    plain = locate(Article("a", text), gazetteer=gazetteer)
    odd = locate(Article("a", text, title=title, url=url), gazetteer=gazetteer)
    assert [p.mention for p in odd] == [p.mention for p in plain]


def test_a_placement_gives_its_reason_and_the_next_best(gazetteer: Gazetteer) -> None:
    paris, texas = locate(Article("a", "A fire in Paris, Texas."), gazetteer=gazetteer)
    assert "named together with Texas" in paris.reason
    assert {alternative.place.country_code for alternative in paris.alternatives} >= {"FR"}
    assert all(alternative.confidence <= paris.confidence for alternative in paris.alternatives)
    assert texas.place is not None
    assert texas.place.kind == "admin1"


def test_the_articles_other_places_decide(gazetteer: Gazetteer) -> None:
    def tripoli(text: str) -> str:
        (found,) = (p for p in locate(Article("a", text), gazetteer=gazetteer) if p.mention.text == "Tripoli")
        assert found.place is not None
        return found.place.country_code

    assert tripoli("Clashes in Tripoli spread to Beirut and Sidon.") == "LB"
    assert tripoli("Clashes in Tripoli spread to Misrata and Benghazi.") == "LY"


def test_an_unplaced_name_is_kept_and_touches_no_other(gazetteer: Gazetteer) -> None:
    with_it = locate(Article("a", "They fled the village of Xanadwal for Daraa, in Syria."), gazetteer=gazetteer)
    assert [(p.mention.text, p.place is None) for p in with_it] == [
        ("Xanadwal", True), ("Daraa", False), ("Syria", False),
    ]  # fmt: skip
    assert with_it[0].reason == "no place of this name is in the gazetteer"
    without = locate(Article("a", "They fled the village for Daraa, in Syria."), gazetteer=gazetteer)
    assert [p.place for p in with_it[1:]] == [p.place for p in without]


def test_locate_all_keeps_the_order_and_is_lazy(gazetteer: Gazetteer) -> None:
    asked = []

    def articles():
        for number in range(3):
            asked.append(number)
            yield Article(str(number), "Daraa")

    results = locate_all(articles(), gazetteer=gazetteer)
    assert next(results)[0].id == "0"
    assert asked == [0]
    assert [article.id for article, _ in results] == ["1", "2"]


def test_time_grows_linearly_with_the_text(gazetteer: Gazetteer) -> None:
    """Counted in candidates looked at, not in seconds: the machine's load must not decide."""
    names = ["Daraa", "Idlib", "Paris", "Springfield", "Nawa", "Homs", "London", "Tripoli"]
    dice = random.Random(0)

    def looked_at(count: int) -> int:
        text = " and ".join(dice.choice(names) for _ in range(count))
        calls = 0
        original = gazetteer.candidate

        def counted(*arguments):
            nonlocal calls
            calls += 1
            return original(*arguments)

        gazetteer.candidate = counted  # type: ignore[method-assign]
        try:
            assert len(locate(Article("a", text), gazetteer=gazetteer)) > 0.8 * count
        finally:
            gazetteer.candidate = original  # type: ignore[method-assign]
        return calls

    assert looked_at(800) < 12 * looked_at(100)


def test_every_process_gives_the_same_bytes() -> None:
    text = "Moscow, Idaho, and Moscow; Tripoli, Lebanon, and Tripoli; Daraa, Hama and Idlib in Syria."
    printed = {
        subprocess.run(
            [sys.executable, "-m", "geo", "locate", "--format", "jsonl", "--text", text],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(printed) == 1
