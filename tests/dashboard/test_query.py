"""What the filters let through, what is counted, and what is said to be left out."""

from datetime import date

import pytest

from dashboard import query
from dashboard.query import Corpus, Filters
from tests.dashboard.reports import PLACES, REPORTS, report

DARAA, NAWA, SYRIA = (PLACES[name].id for name in ("daraa", "nawa", "syria"))


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return query.build_corpus(REPORTS)


def _shown(corpus: Corpus, **filters: object) -> list[str]:
    return list(query.select(corpus, Filters(**filters)).mentions["text"])  # type: ignore[arg-type]


def test_associative_mentions_are_hidden_and_counted_until_asked_for(corpus: Corpus) -> None:
    hidden, shown = query.select(corpus, Filters()), query.select(corpus, Filters(associative=True))
    assert hidden.counts.associative_hidden == 2
    assert not hidden.mentions["associative"].any()
    assert shown.counts.associative_hidden == 0
    assert set(shown.mentions["text"]) - set(hidden.mentions["text"]) == {"Syrian", "Moscow"}
    assert shown.counts.mentions == hidden.counts.mentions + 2


def test_the_counts_say_what_is_shown_out_of_what(corpus: Corpus) -> None:
    counts = query.select(corpus, Filters(place=DARAA)).counts
    assert (counts.mentions, counts.all_mentions) == (4, 14)
    assert (counts.reports, counts.all_reports) == (3, 4)
    assert counts.unplaced == 1
    assert counts.associative_hidden == 0
    assert query.select(corpus, Filters(place=SYRIA)).counts.associative_hidden == 1


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (None, None, {2, 9, 1, None}),
        (date(2018, 7, 9), None, {9, 1}),
        (None, date(2018, 7, 2), {2}),
        (date(2018, 7, 3), date(2018, 7, 31), {9}),
        (date(2018, 8, 2), None, set()),
        (date(2018, 7, 9), date(2018, 7, 2), set()),
    ],
)
def test_dates_include_both_ends_and_leave_the_undated_out(
    corpus: Corpus, since: date | None, until: date | None, days: set[int | None]
) -> None:
    selection = query.select(corpus, Filters(since=since, until=until))
    found = {corpus.articles[number].published for number in selection.mentions["article"]}
    assert {day and day.day for day in found} == days
    assert selection.counts.undated_reports == (1 if since or until else 0)


def test_words_are_all_asked_for_in_title_and_text(corpus: Corpus) -> None:
    assert _shown(corpus, words="SHELLING monday") == ["Daraa", "Nawa", "Golan Heights", "Daraa province"]
    assert _shown(corpus, words="shelling tuesday") == []
    assert _shown(corpus, words="انسحاب") == ["درعا"]


def test_a_country_and_a_division_hold_what_lies_in_them(corpus: Corpus) -> None:
    assert query.within(corpus, SYRIA) == {p.id for p in corpus.places.values() if p.country_code == "SY"}
    assert query.within(corpus, PLACES["province"].id) == {PLACES["province"].id, DARAA, NAWA}
    assert query.within(corpus, PLACES["golan"].id) == {PLACES["golan"].id}
    assert query.within(corpus, None) is None
    assert query.within(corpus, "geonames:0") is None


def test_a_place_filter_keeps_the_other_marks_and_tells_them_apart(corpus: Corpus) -> None:
    everything, chosen = query.select(corpus, Filters()).marks, query.select(corpus, Filters(place=NAWA)).marks
    assert len(everything) == len(chosen)
    assert set(everything["chosen"]) == {None}
    assert set(chosen[chosen["chosen"].astype(bool)]["place"]) == {NAWA}


def test_marks_count_mentions_and_reports_and_keep_areas_apart(corpus: Corpus) -> None:
    marks = query.select(corpus, Filters()).marks
    daraa = marks[marks["place"] == DARAA]
    at_it = daraa[daraa["area"].isna()]
    assert (at_it["mentions"].item(), at_it["reports"].item()) == (2, 2)
    assert set(daraa[daraa["area"].notna()]["relation"]) == {"near Daraa", "33 km northeast of Daraa"}


def test_two_places_that_mean_one_area_make_one_mark() -> None:
    between = query.build_corpus([report("A convoy was hit between [Daraa|daraa] and [Nawa|nawa].", id_="1")])
    for place in (DARAA, NAWA):
        (mark,) = query.select(between, Filters(place=place)).marks.itertuples()
        assert (mark.place, mark.relation, mark.chosen) == (place, "between Daraa and Nawa", True)


def test_a_part_of_a_town_is_the_town_and_a_part_of_a_country_is_no_country() -> None:
    corpus = query.build_corpus([report("In central [Daraa|daraa] and southern [Syria|syria].", id_="1")])
    marks = query.select(corpus, Filters()).marks.set_index("place")
    assert marks.loc[DARAA, "area"] is None
    assert marks.loc[PLACES["syria"].id, "area"].filled


def test_a_snippet_is_the_sentence_with_its_names(corpus: Corpus) -> None:
    found = list(query.snippets(corpus, query.select(corpus, Filters(words="shelling")).mentions))
    texts = [snippet.article.text[snippet.start : snippet.end] for snippet in found]
    assert texts[0] == "Shelling hit Daraa and Nawa on Monday."
    assert [found[0].article.text[start:end] for start, end, _ in found[0].names] == ["Daraa", "Nawa"]
    assert found[0].places == (DARAA, NAWA)
    assert [snippet.leads for snippet in found] == [True, False, False]


def test_the_latest_report_comes_first_and_the_undated_last(corpus: Corpus) -> None:
    found = query.snippets(corpus, query.select(corpus, Filters()).mentions)
    assert list(dict.fromkeys(snippet.article.id for snippet in found)) == ["arabic", "fled", "daraa", "hostile"]


def test_a_name_means_the_place_that_is_mentioned_most(corpus: Corpus) -> None:
    assert query.resolve(corpus, "daraa") == DARAA
    assert query.resolve(corpus, " DARAA ") == DARAA
    assert query.resolve(corpus, SYRIA) == SYRIA
    assert query.resolve(corpus, "geonames:0") is None
    assert query.resolve(corpus, "") is None
    assert query.resolve(corpus, None) is None


def test_the_first_look_is_where_most_of_it_is() -> None:
    there = report("[Daraa|daraa] [Nawa|nawa] [Damascus|damascus] " * query.MANY, id_="1")
    elsewhere = report("[Moscow|moscow] and [the Pacific|sea]", id_="2")
    corpus = query.build_corpus([there, elsewhere])
    places = query.heart(corpus, query.select(corpus, Filters()))
    assert PLACES["moscow"] not in places
    assert PLACES["daraa"] in places


def test_few_mentions_are_all_shown_at_first() -> None:
    corpus = query.build_corpus([report("[Daraa|daraa] [Nawa|nawa] [Nawa|nawa] [Moscow|moscow]", id_="1")])
    assert PLACES["moscow"] in query.heart(corpus, query.select(corpus, Filters()))


def test_a_corpus_of_areas_only_has_a_first_look() -> None:
    corpus = query.build_corpus([report("In [Syria|syria].", id_="1")])
    assert query.heart(corpus, query.select(corpus, Filters())) == [PLACES["syria"]]


def test_articles_without_a_mention_are_counted() -> None:
    corpus = query.build_corpus([report("Nothing here.", id_="1")])
    selection = query.select(corpus, Filters(associative=True, since=date(2018, 1, 1)))
    assert selection.counts.all_reports == 1
    assert selection.counts.mentions == selection.counts.all_mentions == 0
    assert query.heart(corpus, selection) == []
    assert corpus.days is None
