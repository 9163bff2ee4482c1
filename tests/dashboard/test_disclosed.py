"""What is held back reaches no reader: worlds that differ in nothing else look the same, in every view and file."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import editing, state, still, takeaway, text
from dashboard.marks import drawing
from dashboard.query import _Source
from geo import Point
from news.__main__ import main
from news.about import about
from news.archive import Archive
from news.disclosure import EVERYTHING, Disclosure
from news.output import FORMATS
from news.queries import Filters
from news.records import Correction, Entry, Removal
from tests.dashboard.reports import PLACES, report

APP = Path(__file__).parents[2] / "app.py"
NOW = datetime.now(UTC)
PUBLIC = Disclosure(10, timedelta(hours=24))
OWNER: dict[str, Any] = {"dateline": {"editing": False, "blur_km": 10, "embargo_hours": 24}}
# A place that no public gazetteer has, and where it might be just as well
HERE, THERE = Point(lat=32.71937, lon=36.05713), Point(lat=32.65111, lon=35.98222)
CLINIC = replace(PLACES["base"], id="geonames:987654321", name="Alrahma Clinic", admin1="SY.06", country_code="SY")
HILL = replace(CLINIC, id="geonames:987654322", name="Tell Alrahma", kind="mountain", radius_km=3.0)


def world(folder: Path, monkeypatch: pytest.MonkeyPatch, where: Point, *, secrets: bool) -> Archive:
    """An archive whose clinic lies somewhere, with or without articles that are held back."""
    monkeypatch.setitem(PLACES, "clinic", replace(CLINIC, point=where))
    monkeypatch.setitem(PLACES, "hill", replace(HILL, point=where))
    kept = [
        report(
            "Shells hit [Alrahma Clinic|clinic] and [Daraa|daraa]. A tent stood near [Alrahma Clinic|clinic] and one "
            "4 km north of [Alrahma Clinic|clinic]. A convoy was hit between [Alrahma Clinic|clinic] and "
            "[Nawa|nawa], a car between [Golan Heights|golan] and [Alrahma Clinic|clinic]. People fled to the "
            "hills, to [Tell Alrahma|hill], and to the coast of [Alrahma Clinic|clinic]. [Nowhere|] was calm.",
            id_="told", title="Clinic hit", url="https://example.org/told", source="Example",
            published=date(2018, 7, 2),
        ),
        report(
            "Talks on [Alrahma Clinic|clinic] went on in [Damascus|damascus], in [Syria|syria].", id_="later",
            title="Talks", source="Example", published=date(2018, 7, 9), same_story="told",
        ),
        *(report(f"Shells fell on [Daraa|daraa], day {day}.", id_=f"day-{day}", published=date(2018, 6, day))
          for day in range(1, 30, 7)),
    ]  # fmt: skip
    archive = Archive.open(folder)
    archive.keep([_measured(_of(entry, hours=48), where) for entry in kept])
    archive.correct([_correction(kept[1], where)])
    if secrets:
        changed = report("Moved to [Moscow|moscow].", id_="later", title="Sentinel", source="Secretpost")
        hidden = report("Zanzibar: [Moscow|moscow], [Russia|russia].", id_="hidden", same_story="told")
        gone = report("[Moscow|moscow] again.", id_="gone")
        archive.keep([_of(entry, hours=1) for entry in (changed, hidden, gone)])
        archive.remove([Removal("gone", True, "Noor", NOW, "")])
        archive.correct([_correction(hidden, where)])
    return archive


def _of(entry: Entry, *, hours: float) -> Entry:
    moment = NOW - timedelta(hours=hours)
    return replace(entry, added=moment, located=moment)


def _measured(entry: Entry, where: Point) -> Entry:
    """With reasons as the geoparser gives them: how far it is from what everybody can look up."""
    km = 111 * abs(where.lat - PLACES["daraa"].point.lat)
    reason = f"{km:.0f} km from Daraa, also named; in a country that the article names"
    others = replace(entry.events[0].placement.alternatives[0], place=PLACES["clinic"])
    events = (replace(e, placement=replace(e.placement, reason=reason, alternatives=(others,))) for e in entry.events)
    return replace(entry, events=tuple(events))


def _correction(entry: Entry, where: Point) -> Correction:
    mention = entry.events[0].placement.mention
    return Correction(
        mention.article_id, mention.start, mention.end, mention.text, "place", "Noor", datetime(2018, 8, 1, tzinfo=UTC),
        place=replace(CLINIC, point=where),
    )  # fmt: skip


ADDRESSES: tuple[dict[str, str], ...] = (
    {},
    {"layer": "heat", "associative": "true", "names": "local"},
    {"layer": "provinces", "place": "Alrahma Clinic"},
    {"layer": "clusters", "colour": "recency", "place": CLINIC.id},
    {"view": "places"},
    {"view": "places", "place": PLACES["moscow"].id, "q": "zanzibar"},
    {"view": "places", "place": PLACES["russia"].id, "made": "2020-01-01T00:00:00Z"},
    {"view": "article", "article": "told", "open": "told.11"},
    {"view": "article", "article": "later", "open": "later.9"},
    {"view": "article", "article": "hidden", "open": "hidden.10"},
    {"view": "article", "article": "gone"},
    {"view": "about"},
)


def sent(folder: Path, address: dict[str, str], monkeypatch: pytest.MonkeyPatch, secrets: dict[str, Any]) -> list[str]:
    """All that goes to a reader's browser."""
    st.cache_resource.clear()
    monkeypatch.setenv("DATELINE_ARCHIVE", str(folder))
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.query_params.update(address)
    page.secrets.update(secrets)
    for opened in ("take", "share", "tray", "trends", "look-more"):
        page.session_state[opened] = True
    page.run()
    assert not page.exception
    # Streamlit gives each session's files a name by chance
    protos = (re.sub("[0-9a-f]{32}", "", proto) for proto in _protos(page._tree))
    return [*protos, *sorted(f"{key}={value}" for key, value in page.query_params.items())]


def _protos(node: Any) -> Iterator[str]:
    if proto := getattr(node, "proto", None):
        yield proto.SerializeToString().decode("latin-1")
    for child in getattr(node, "children", {}).values():
        yield from _protos(child)


def files(archive: Archive, disclosure: Disclosure) -> Iterator[bytes]:
    """Every file that leaves the archive, of everything and of one place."""
    corpus = _Source(archive).corpus(disclosure)
    clinic = corpus.resolve("Alrahma Clinic")
    for filters in (Filters(), Filters(place=clinic, associative=True), Filters(place=PLACES["moscow"].id)):
        for lines in FORMATS.values():
            yield "\n".join(lines(corpus.snapshot, filters)).encode()
        if corpus.select(filters).counts.mentions:
            yield from (takeaway.make(corpus, filters, form) for form in text.TAKE_FORMATS if form != "png")
    of = replace(about(corpus.snapshot, Filters()), made=NOW)  # it is written into the picture
    yield still.png(drawing(corpus, Filters(), of), corpus.countries)


def untimed(words: bytes) -> bytes:
    """Without the moment at which a file was made."""
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"", words)


@pytest.fixture
def worlds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Archive, Archive]:
    """Two that differ in what is held back, and in nothing else."""
    one = world(tmp_path / "one", monkeypatch, HERE, secrets=True)
    return one, world(tmp_path / "two", monkeypatch, THERE, secrets=False)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: " ".join(address.values()) or "map")
def test_no_view_tells_what_is_held_back(
    worlds: tuple[Archive, Archive], address: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (sent(Path(str(w.store.local)), address, monkeypatch, OWNER) for w in worlds)
    assert one == two
    assert not [found for found in one if re.search("987654321|Sentinel|Secretpost|[.]7193|[.]0571", found)]


def test_the_worlds_are_told_apart_by_who_may_see_everything(
    worlds: tuple[Archive, Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.editing.allowed", lambda: True)
    one, two = (sent(Path(str(w.store.local)), {}, monkeypatch, OWNER) for w in worlds)
    assert one != two
    assert any("Secretpost" in found for found in one)
    assert any(text.held_back(PUBLIC, seen=True) in found for found in one)


def test_no_file_tells_what_is_held_back(worlds: tuple[Archive, Archive]) -> None:
    one, two = ([untimed(file) for file in files(archive, PUBLIC)] for archive in worlds)
    assert one == two
    assert len(one) > 25
    every = b"".join(one)
    assert not re.search(rb"987654321|Sentinel|Secretpost|anzibar|[.]7193|[.]0571", every)
    assert b"Positions are shown to 10 km. Reports of the last 24 hours are held back" in every
    assert all(a != b for a, b in zip(*([untimed(f) for f in files(w, EVERYTHING)][1:6] for w in worlds), strict=True))


@pytest.mark.parametrize(
    "command", [["list"], ["show", "told"], ["show", "later"], ["show", "hidden"], ["export", "--place", "Moscow"]]
)
def test_no_command_tells_what_is_held_back(
    worlds: tuple[Archive, Archive], command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for archive in worlds:
        status = main([*command, "--archive", str(archive.store.local), "--blur-km", "10", "--embargo-hours", "24"])
        out, err = capsys.readouterr()
        told.append((status, out, err.replace(str(archive.store.local), "")))
    assert told[0] == told[1]


def test_the_answers_of_who_sees_everything_are_never_those_of_the_public(worlds: tuple[Archive, Archive]) -> None:
    source = _Source(worlds[0])
    everything, public = source.corpus(EVERYTHING), source.corpus(PUBLIC)
    assert everything is source.corpus(EVERYTHING)
    assert public is source.corpus(PUBLIC)
    assert everything.entry("hidden")
    assert not public.entry("hidden")
    assert everything.mentioned.keys() & {CLINIC.id}
    assert not public.mentioned.keys() & {CLINIC.id}


def test_a_report_appears_by_itself_once_its_time_has_come(worlds: tuple[Archive, Archive]) -> None:
    source = _Source(worlds[0])
    before = source.corpus(PUBLIC, now=NOW)
    due = NOW + timedelta(hours=23)
    assert source.corpus(PUBLIC, now=due - timedelta(seconds=1)) is before
    after = source.corpus(PUBLIC, now=due + timedelta(minutes=1, seconds=1))
    assert after.entry("hidden")
    assert after.entry("later").article.title == "Sentinel"  # type: ignore[union-attr]
    assert after.snapshot.next_due is None
    # counted as come since a link that was made while it was held back
    assert after.arrived(Filters(), NOW)[0] == 2


def test_squares_of_a_place_are_told_on_the_page_and_an_older_link_still_finds_it(
    worlds: tuple[Archive, Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = _Source(worlds[0]).corpus(PUBLIC)
    known = corpus.resolve(CLINIC.id)
    assert known == corpus.resolve("Alrahma Clinic") != CLINIC.id
    assert corpus.select(Filters(place=known)).counts.mentions
    page = AppTest.from_file(str(APP), default_timeout=60)
    monkeypatch.setenv("DATELINE_ARCHIVE", str(worlds[0].store.local))
    st.cache_resource.clear()
    page.secrets.update(OWNER)
    page.query_params.update({"place": CLINIC.id})
    page.run()
    assert page.session_state[state.PLACE] == known
    assert any(caption.value == f"{PUBLIC.words}." for caption in page.caption)
    shown = json.loads(page.get("component_instance")[0].proto.json_args)["feature_group"]
    assert "Alrahma Clinic + 1 more" in json.dumps(shown)
    assert any("square of 10 km" in html.proto.body for html in page.get("html"))


def test_what_is_shown_as_a_square_is_never_kept_as_a_place(
    worlds: tuple[Archive, Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.editing.allowed", lambda: True)
    monkeypatch.setattr("dashboard.query.open_own", lambda: worlds[0])
    source = _Source(worlds[0])
    assert editing.corrects(source.corpus(EVERYTHING))
    assert not editing.corrects(source.corpus(PUBLIC))


def test_without_a_word_of_the_owner_nothing_is_held_back(worlds: tuple[Archive, Archive]) -> None:
    snapshot = worlds[0].snapshot()
    assert snapshot.disclosed(Disclosure()) is snapshot
