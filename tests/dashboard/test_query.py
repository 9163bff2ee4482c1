"""What the filters let through, what is counted, and what is said to be left out."""

import gc
import weakref
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard import query
from dashboard.query import Corpus
from geo import When
from news.archive import Archive
from news.queries import Filters
from news.store import Store
from tests.dashboard.conftest import Make
from tests.dashboard.reports import PLACES, REPORTS, keep, report

DARAA, NAWA, SYRIA = (PLACES[name].id for name in ("daraa", "nawa", "syria"))
JULY_2 = date(2018, 7, 2)


def _listed(corpus: Corpus, *, undated: bool = False, **filters: object) -> list[str]:
    """The names in the sentences of the list."""
    stories = corpus.stories(Filters(**filters), 100, undated=undated).stories  # type: ignore[arg-type]
    return [e.placement.mention.text for story in stories for snippet in story.snippets for e in snippet.events]


def _marks(corpus: Corpus, **filters: object) -> dict[str, tuple[int, int]]:
    """Place name -> stories and mentions of its mark at the place itself."""
    marks = corpus.select(Filters(**filters)).marks  # type: ignore[arg-type]
    at_it = marks[marks["area"].isna()]
    return {corpus.places[row.place].name: (row.stories, row.mentions) for row in at_it.itertuples(index=False)}


def test_associative_mentions_are_hidden_and_counted_until_asked_for(corpus: Corpus) -> None:
    hidden, shown = corpus.select(Filters()), corpus.select(Filters(associative=True))
    assert hidden.counts.associative_hidden == 2
    assert not hidden.marks["associative"].any()
    assert shown.counts.associative_hidden == 0
    assert set(_listed(corpus, associative=True)) - set(_listed(corpus)) == {"Syrian", "Moscow"}
    assert shown.counts.mentions == hidden.counts.mentions + 2


def test_what_is_known_of_days_leaves_the_undated_for_a_list_of_their_own(corpus: Corpus) -> None:
    period = {"since": date(2018, 7, 9), "until": date(2018, 7, 31)}
    assert set(_listed(corpus, **period)) == {"Syria", "Damascus", "Daraa"}
    assert set(_listed(corpus, undated=True, **period)) == {"Amman", "Russia"}
    assert corpus.select(Filters(**period)).counts.undated_articles == 1  # type: ignore[arg-type]
    assert "Amman" in _listed(corpus)
    assert "Amman" not in " ".join(_marks(corpus, **period))


def test_the_day_that_the_text_speaks_of_counts_before_that_of_publication(make: Make) -> None:
    june = When(date(2018, 6, 19), date(2018, 6, 19), "stated", "on June 19")
    corpus = make(report("On June 19 shells hit [Nawa|nawa].", id_="1", published=JULY_2, stated=june))
    assert _listed(corpus, since=JULY_2) == []
    assert _listed(corpus, until=date(2018, 6, 19)) == ["Nawa"]
    assert corpus.days == (date(2018, 6, 19), date(2018, 6, 19))


def test_marks_count_stories_with_the_mentions_beside_them(make: Make) -> None:
    first = report("Shells hit [Nawa|nawa]. [Nawa|nawa] burned.", id_="1", published=JULY_2)
    again = report("Shells hit [Nawa|nawa].", id_="2", published=JULY_2, same_story="1", copy=True)
    other = report("A market opened in [Nawa|nawa].", id_="3", published=JULY_2)
    assert _marks(make(first, again, other)) == {"Nawa": (2, 4)}


def test_a_story_is_one_item_with_its_other_reports_and_independent_sources(make: Make) -> None:
    stories = {"same_story": "1", "published": JULY_2}
    entries = [
        report("Shells hit [Nawa|nawa].", id_="1", published=JULY_2, source="One"),
        report("Shells hit [Nawa|nawa].", id_="2", source="Two", copy=True, **stories),
        report("Nobody was hurt. Shelling of [Nawa|nawa] went on.", id_="3", source="Three", **stories),
        report("A market opened in [Daraa|daraa].", id_="4", published=date(2018, 7, 1)),
    ]
    (told, single) = make(*entries).stories(Filters(), 20).stories
    assert [snippet.entry.article.id for snippet in told.snippets] == ["3"]
    assert [report.entry.article.id for report in told.others] == ["2", "1"]
    assert (told.articles, told.sources) == (3, 2)
    assert (single.articles, single.others) == (1, ())


def test_a_report_of_a_story_that_does_not_hold_what_is_asked_for_shows_its_first_sentence(make: Make) -> None:
    entries = [
        report("Shells hit [Nawa|nawa].", id_="1", published=JULY_2),
        report("A town was hit. It lies in the south.", id_="2", published=JULY_2, same_story="1"),
    ]
    (story,) = make(*entries).stories(Filters(place=NAWA), 20).stories
    (other,) = story.others
    assert other.entry.article.text[other.start : other.end] == "A town was hit."
    assert other.events == ()


def test_the_list_has_no_more_sentences_than_asked_for_and_says_that_there_are_more(corpus: Corpus) -> None:
    everything = corpus.stories(Filters(), 100)
    assert not everything.more
    sentences = sum(len(story.snippets) for story in everything.stories)
    for limit in range(1, sentences + 2):
        some = corpus.stories(Filters(), limit)
        assert sum(len(story.snippets) for story in some.stories) == min(limit, sentences)
        assert some.more == (limit < sentences)


def test_the_latest_report_comes_first_and_the_undated_last(corpus: Corpus) -> None:
    found = corpus.stories(Filters(), 100).stories
    assert [story.snippets[0].entry.article.id for story in found] == ["arabic", "fled", "daraa", "hostile"]
    assert [story.dated for story in found] == [True, True, True, False]


def test_a_snippet_is_the_sentence_with_its_names(corpus: Corpus) -> None:
    (story,) = corpus.stories(Filters(words="shelling"), 100).stories
    first = story.snippets[0]
    text = first.entry.article.text
    assert text[first.start : first.end] == "Shelling hit Daraa and Nawa on Monday."
    assert [e.placement.mention.text for e in first.events] == ["Daraa", "Nawa"]
    assert first.places == (PLACES["daraa"], PLACES["nawa"])


def test_a_place_filter_keeps_the_other_marks_and_tells_them_apart(corpus: Corpus) -> None:
    everything, chosen = corpus.select(Filters()).marks, corpus.select(Filters(place=NAWA)).marks
    assert len(everything) == len(chosen)
    assert set(everything["chosen"]) == {None}
    assert {corpus.places[n].id for n in chosen[chosen["chosen"].astype(bool)]["place"]} == {NAWA}


def test_areas_are_marks_of_their_own(corpus: Corpus) -> None:
    marks = corpus.select(Filters()).marks
    daraa = marks[[corpus.places[number].id == DARAA for number in marks["place"]]]
    assert set(daraa[daraa["area"].notna()]["relation"]) == {"near Daraa", "33 km northeast of Daraa"}


def test_two_places_that_mean_one_area_make_one_mark(make: Make) -> None:
    between = make(report("A convoy was hit between [Daraa|daraa] and [Nawa|nawa].", id_="1"))
    for place in (DARAA, NAWA):
        (mark,) = between.select(Filters(place=place)).marks.itertuples()
        assert (between.places[mark.place].id, mark.relation, mark.chosen) == (place, "between Daraa and Nawa", True)


def test_a_part_of_a_town_is_the_town_and_a_part_of_a_country_is_no_country(make: Make) -> None:
    corpus = make(report("In central [Daraa|daraa] and southern [Syria|syria].", id_="1"))
    marks = {corpus.places[row.place].id: row.area for row in corpus.select(Filters()).marks.itertuples()}
    assert marks[DARAA] is None
    assert marks[SYRIA].filled


def test_only_the_marks_of_the_most_stories_are_drawn_and_the_others_counted(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "DRAWN", 1)
    corpus = make(
        report("[Daraa|daraa] and [Nawa|nawa].", id_="1"), report("[Daraa|daraa] and [Moscow|moscow].", id_="2")
    )
    selection = corpus.select(Filters())
    assert ([corpus.places[n].name for n in selection.marks["place"]], selection.left_out) == (["Daraa"], 2)
    chosen = corpus.select(Filters(place=NAWA))
    assert [corpus.places[n].name for n in chosen.marks["place"]] == ["Nawa"]


def test_names_that_could_not_be_placed_are_told_with_the_reason(corpus: Corpus) -> None:
    (event,) = corpus.unplaced(Filters())
    assert (event.placement.mention.text, event.placement.reason) == ("Nowhere", "no place of this name is known")


def test_a_place_is_known_by_its_id_and_its_name(corpus: Corpus) -> None:
    assert next(iter(corpus.mentioned)) == DARAA
    assert corpus.resolve("daraa") == DARAA
    assert corpus.resolve(" DARAA ") == DARAA
    assert corpus.resolve(SYRIA) == SYRIA
    assert corpus.resolve("geonames:0") is None
    assert corpus.resolve("") is None
    assert corpus.resolve(None) is None


def _heart(corpus: Corpus) -> list[object]:
    return list(query.heart(corpus, corpus.select(Filters())))


def test_the_first_look_is_where_most_of_it_is(make: Make) -> None:
    there = [report("[Daraa|daraa] [Nawa|nawa] [Damascus|damascus]", id_=str(n)) for n in range(query.MANY)]
    places = _heart(make(*there, report("[Moscow|moscow] and [the Pacific|sea]", id_="x")))
    assert PLACES["moscow"] not in places
    assert PLACES["daraa"] in places


def test_few_mentions_are_all_shown_at_first(make: Make) -> None:
    assert PLACES["moscow"] in _heart(make(report("[Daraa|daraa] [Nawa|nawa] [Nawa|nawa] [Moscow|moscow]", id_="1")))


def test_a_corpus_of_areas_only_has_a_first_look(make: Make) -> None:
    assert _heart(make(report("In [Syria|syria].", id_="1"))) == [PLACES["syria"]]


def test_articles_without_a_mention_are_counted(make: Make) -> None:
    corpus = make(report("Nothing here.", id_="1"))
    selection = corpus.select(Filters(associative=True, since=date(2018, 1, 1)))
    assert len(corpus.snapshot.articles) == corpus.snapshot.stories == 1
    assert selection.counts.mentions == len(selection.marks) == 0
    assert corpus.stories(Filters(), 20).stories == ()
    assert _heart(corpus) == []
    assert corpus.days is None


def test_answers_are_remembered_and_not_without_end(corpus: Corpus) -> None:
    assert corpus.select(Filters()) is corpus.select(Filters())
    for number in range(100):
        corpus.select(Filters(words=str(number)))
    assert len(corpus._answers) <= 32


def test_an_article_of_the_list_is_read_once_and_not_kept_without_end(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.stories(Filters(), 100)
    monkeypatch.setattr(query, "_SHOWN", 1)
    monkeypatch.setattr(
        corpus.snapshot, "_read", lambda numbers: [] if not list(numbers) else pytest.fail("read again")
    )
    assert len(corpus.stories(Filters(), 99).stories) == 4
    assert len(corpus._shown) == 1


def test_a_click_on_a_place_counts_no_marks_again(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.select(Filters())
    monkeypatch.setattr("news.queries.Selection.marks", lambda self: pytest.fail("counted again"))
    assert not corpus.select(Filters(place=NAWA)).marks.empty


def test_a_folder_is_looked_at_in_each_run(tmp_path: Path) -> None:
    source = query._Source(keep(tmp_path, REPORTS[:1]))
    before = source.corpus()
    assert source.corpus() is before
    source.archive.keep(REPORTS[1:2])
    assert len(source.corpus().snapshot.articles) == 2


def test_an_object_store_is_asked_only_now_and_then_or_when_it_must_be(tmp_path: Path) -> None:
    source = query._Source(Archive(replace(Store.open(tmp_path), local=None)))
    tmp_path.joinpath("dateline.json").write_text('{"format": 1}')
    before = source.corpus()
    source.archive.keep(REPORTS[:1])
    assert source.corpus() is before
    source.look_again()
    assert len(source.corpus().snapshot.articles) == 1


def test_what_nobody_shows_any_more_goes_at_once_with_all_answers(tmp_path: Path) -> None:
    """Not with the next search for garbage: under load that is several states of the archive later."""
    archive, filters = keep(tmp_path, REPORTS), Filters()
    corpus = Corpus(archive, archive.snapshot())
    selection = corpus.select(filters)
    story = corpus.stories(filters, 10).stories[0]
    asked = (
        *(selection.by_division(level) for level in ("country", "admin1")),
        corpus.reading(story.snippets[0].entry.article.id),
        corpus.entry(story.snippets[0].entry.article.id),
        *(corpus.unplaced(filters), corpus.timeline(filters, "month"), corpus.trends(filters)),
        *(corpus.mentioned, corpus.countries, corpus.days),
    )
    assert len(asked) == 10
    gone = [weakref.ref(one) for one in (corpus, corpus.snapshot, selection.marks)]
    gc.disable()
    try:
        del corpus, selection, story, asked
        keep(tmp_path, [report("Shells fell on [Nawa|nawa] again.", id_="later")])
        archive.snapshot()  # it keeps the one that it gave last
        assert [ref() for ref in gone] == [None] * 3
    finally:
        gc.enable()
