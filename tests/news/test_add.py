"""Articles on their way into an archive: whatever happens on it, what was counted is kept and no more is lost."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from geo import Article, DatelineError, Gazetteer, InputError
from geo.errors import ArchiveUnreachable, ArchiveUnwritable
from geo.folders import additions_folder
from news import add as adding
from news.add import Adder, locator, prepare
from news.archive import Archive
from tests.news.archives import removal

SHELLING = Article("a", "Shells fell on Daraa on Sunday.", published=date(2018, 7, 24), language="en")
RAIN = Article("b", "It rained in Homs.", published=date(2018, 7, 24), language="en")

MakeAdder = Callable[..., Adder]


@pytest.fixture
def problems() -> list[DatelineError]:
    return []


@pytest.fixture
def adder(folder: Archive, gazetteer: Gazetteer, problems: list[DatelineError]) -> Adder:
    return Adder(folder, gazetteer=gazetteer, on_problem=problems.append)


@pytest.fixture
def again(folder: Archive, gazetteer: Gazetteer, problems: list[DatelineError]) -> MakeAdder:
    """Another adder, as of another run or process."""

    def make(**options: float) -> Adder:
        return Adder(Archive.open(folder.store.address), gazetteer=gazetteer, on_problem=problems.append, **options)

    return make


def add(adder: Adder, *articles: Article) -> dict[str, int]:
    before = adder.counts.copy()
    assert sum(adder.add(articles, origin="test")) == len(articles)
    return dict(adder.counts - before)


def parts(archive: Archive) -> list[int]:
    return [part.rows for part in archive.listing().parts["articles"]]


def test_an_article_is_kept_with_its_places_and_when(folder: Archive, adder: Adder) -> None:
    messy = Article("m", "Shells fell on Da\u00adraa on Sunday.\x07", "A &amp; B", published=date(2018, 7, 24))
    assert add(adder, messy) == {"new": 1}
    entry = folder.snapshot().entry("m")
    assert entry is not None
    assert (entry.article.text, entry.article.title, entry.article.language) == (SHELLING.text, "A & B", "en")
    assert (entry.raw, entry.origin, entry.located_by) == (messy.text, "test", locator())
    (event,) = entry.events
    assert event.placement.mention.text == "Daraa"
    assert event.placement.place.name.startswith("Dar")
    assert (event.when.start, event.when.basis) == (date(2018, 7, 22), "stated")


def test_the_same_again_is_the_same(folder: Archive, adder: Adder, again: MakeAdder) -> None:
    assert add(adder, SHELLING, RAIN) == {"new": 2}
    files = folder.store.names()
    assert add(adder, SHELLING) == {"same": 1}
    assert add(again(), RAIN, SHELLING) == {"same": 2}
    assert folder.store.names() == files


def test_the_same_twice_in_one_go_is_kept_once(folder: Archive, adder: Adder) -> None:
    assert add(adder, SHELLING, RAIN, SHELLING, SHELLING) == {"new": 2, "same": 2}
    assert parts(folder) == [2]


def test_another_version_counts_from_then_on(folder: Archive, adder: Adder, again: MakeAdder) -> None:
    add(adder, SHELLING)
    changed = Article("a", "Shells fell on Homs.", published=date(2018, 7, 24))
    assert add(again(), changed) == {"changed": 1}
    assert folder.snapshot().entry("a").article.text == changed.text
    assert parts(folder) == [1, 1]


def test_of_two_versions_in_one_go_the_last_counts(folder: Archive, adder: Adder) -> None:
    changed = Article("a", "Shells fell on Homs.")
    assert add(adder, SHELLING, changed) == {"new": 1}
    assert folder.snapshot().entry("a").article.text == changed.text


def test_what_was_removed_stays_removed(folder: Archive, adder: Adder, again: MakeAdder) -> None:
    add(adder, SHELLING)
    folder.remove([removal("a")])
    assert add(again(), SHELLING, Article("a", "Another version.")) == {"removed": 2}
    assert len(folder.snapshot().articles) == 0


def test_an_article_of_nothing_is_told_and_the_others_go_on(
    folder: Archive, adder: Adder, problems: list[DatelineError]
) -> None:
    assert add(adder, Article("empty", "\x00\u200b \n"), RAIN) == {"new": 1}
    (problem,) = problems
    assert isinstance(problem, InputError)
    assert "'empty'" in str(problem)
    assert folder.snapshot().entry("b") is not None


def test_what_no_file_can_hold_costs_no_article(folder: Archive, adder: Adder, again: MakeAdder) -> None:
    broken = Article("\udc80", "Daraa \ud83d\ude00 \ud800", "\udfff", "\ud800", "\ud800", language="\ud800")
    assert sum(adder.add([RAIN, broken], origin="\udcff.txt")) == 2
    assert add(again(), broken, RAIN) == {"same": 2}
    entry = folder.snapshot().entry("\ufffd")
    assert entry is not None
    assert entry.article.text == "Daraa 😀 \ufffd"
    assert entry.origin == "\ufffd.txt"
    assert parts(folder) == [2]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError, ArchiveUnreachable])
def test_what_was_taken_in_before_a_stop_is_kept(
    folder: Archive, adder: Adder, again: MakeAdder, stop: type[BaseException]
) -> None:
    def stopping() -> Iterator[Article]:
        yield from numbered(64)
        raise stop("enough")

    with pytest.raises(stop):
        list(adder.add(stopping(), origin="test"))
    assert parts(folder) == [64]
    assert adder.counts == {"new": 64}
    assert add(again(), *numbered(70)) == {"same": 64, "new": 6}


def test_a_caller_who_goes_away_loses_nothing(folder: Archive, adder: Adder) -> None:
    coming = adder.add(numbered(200), origin="test")
    assert next(coming) == 64
    coming.close()
    assert parts(folder) == [64]


def test_parts_are_written_as_time_goes_by(folder: Archive, again: MakeAdder) -> None:
    adder = again(part_s=0.0)
    seen = []
    for _ in adder.add(numbered(130), origin="test"):
        seen.append(sum(parts(folder)))
        assert adder.counts["new"] == seen[-1]  # what is counted is kept
    assert seen == [64, 128, 130]


def test_what_could_not_be_written_is_not_counted_and_waits(
    folder: Archive, adder: Adder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise ArchiveUnwritable("no room")

    with monkeypatch.context() as patch:
        patch.setattr(Archive, "keep", full)
        with pytest.raises(ArchiveUnwritable):
            list(adder.add([SHELLING], origin="test"))
    assert adder.counts == {}
    adder.flush()
    assert adder.counts == {"new": 1}
    assert parts(folder) == [1]


def test_adders_learn_of_each_other(folder: Archive, again: MakeAdder) -> None:
    one, other = again(part_s=0.0), again(part_s=0.0)
    assert add(one, SHELLING) == {"new": 1}
    assert add(other, RAIN) == {"new": 1}
    assert add(other, SHELLING) == {"same": 1}
    assert add(one, RAIN) == {"new": 1}  # it has not looked since
    snapshot = folder.snapshot()
    assert (len(snapshot.articles), len(snapshot.mentions)) == (2, 2)


def test_copies_are_put_to_their_story(folder: Archive, adder: Adder, again: MakeAdder) -> None:
    text = (
        "Three rockets hit a market in Nawa in Daraa province on Monday, killing twelve people and wounding about "
        "thirty others, the head of the town's hospital said. Workers searched the rubble of a bakery until nightfall."
    )
    add(adder, Article("one", text, published=date(2018, 7, 24)))
    add(again(), Article("two", text + " It rained.", published=date(2018, 7, 25)))
    entry = folder.snapshot().entry("two")
    assert (entry.same_story, entry.copy) == ("one", True)
    assert folder.snapshot().stories == 1


def test_locator_names_the_geoparser_with_the_users_additions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    before = locator()
    assert locator() == before
    additions_folder().mkdir(parents=True)
    (additions_folder() / "SY.npz").write_bytes(b"another gazetteer")
    assert locator() != before


@pytest.mark.parametrize("path", ["geo/names.py", "news/kinds.py", "data/lexicon/event_kinds.toml"])
def test_what_finds_events_has_another_name_once_it_changes(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("news.add._ROOT", tmp_path)
    before = locator()
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text("changed", encoding="utf-8")
    assert locator() != before


def test_nothing_is_kept_by_preparing(gazetteer: Gazetteer) -> None:
    now = datetime.now(UTC)
    entry = prepare(SHELLING, origin="test", gazetteer=gazetteer, located_by="x", now=now)
    assert (entry.raw, entry.added, entry.located, entry.same_story) == (None, now, now, "")
    with pytest.raises(InputError, match="nothing is left"):
        prepare(Article("a", " "), origin="test", gazetteer=gazetteer, located_by="x", now=now)


def numbered(number: int) -> Sequence[Article]:
    assert adding._BATCH == 64
    return [Article(str(n), f"Report {n} of rain in Homs.", published=date(2018, 7, 24)) for n in range(number)]


def test_two_adders_at_once_tell_one_story_once(folder: Archive, adder: Adder, again: MakeAdder) -> None:
    other = again()
    report = (
        "Three rockets hit a market in Nawa on Monday morning, killing twelve people, the head of its hospital said."
    )
    add(adder, Article("one", report, published=date(2018, 7, 24)))
    assert add(other, Article("two", report, published=date(2018, 7, 24))) == {"new": 1}
    snapshot = folder.snapshot()
    assert (len(snapshot.articles), snapshot.stories) == (2, 1)
    entry = snapshot.entry("two")
    assert entry
    assert (entry.same_story, entry.copy) == ("one", True)
