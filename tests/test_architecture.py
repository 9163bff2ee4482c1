"""The rooms of the house and the one way through them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Each module may import what stands to its left, and nothing to its right.
ORDER = [
    "geo.records", "geo.secrecy", "geo.errors", "geo.console", "geo.lexicon", "geo.names", "geo.spelling",
    "geo.languages", "geo.morphology", "geo.grammar", "geo.feature_words", "geo.folders", "geo.compiled", "geo.tables",
    "geo.spellings", "geo.divisions", "geo.build", "geo.local_names", "geo.geonames", "geo.gazetteer", "geo.inflected",
    "geo.multilingual", "geo.tokens", "geo.matches", "geo.features", "geo.model", "geo.tagger", "geo.judge",
    "geo.persons", "geo.recognize", "geo.evidence", "geo.resolve", "geo.outlines", "geo.shapes", "geo.areas",
    "geo.precision", "geo.grid", "geo.footprints", "geo.phrases", "geo.relations", "geo.locate", "geo.geocoder",
    "geo.read", "geo.output", "geo", "geo.__main__", "training", "news.records", "news.links", "news.sentences",
    "news.clean", "news.language", "news.calendar", "news.published", "news.english_times", "news.english_dates",
    "news.other_dates", "news.when", "news.kind_words", "news.kinds", "news.stories", "news.store", "news.objects",
    "news.folder", "news.columns", "news.bursts", "news.streams", "news.tables", "news.fetch", "news.pages",
    "news.markup", "news.read", "news.feeds", "news.watch", "news.corrections", "news.rows", "news.parts", "news.sql",
    "news.words", "news.allocator", "news.disclosure", "news.places", "news.projection", "news.tallies",
    "news.snapshot", "news.archive", "news.whereabouts", "news.queries", "news.trends", "news.memory", "news.add",
    "news.workers", "news.cluster", "news.compact", "news.about", "news.kml", "news.output", "news.relocate",
    "news.incoming", "news.commands", "news", "news.__main__", "dashboard", "app",
]  # fmt: skip
ONLY_THE_DASHBOARD = {"streamlit", "folium", "streamlit_folium", "branca"}


def _modules() -> dict[str, Path]:
    files = [
        *ROOT.glob("geo/**/*.py"),
        *ROOT.glob("news/**/*.py"),
        *ROOT.glob("training/**/*.py"),
        *ROOT.glob("dashboard/**/*.py"),
        ROOT / "app.py",
    ]
    named = {}
    for file in files:
        parts = file.relative_to(ROOT).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return named


MODULES = _modules()


def _imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names & set(MODULES)
            if names - set(MODULES):
                found.add(node.module)
    return found


def _place_in_order(module: str) -> int:
    return ORDER.index(module if module in ORDER else module.partition(".")[0])


@pytest.mark.parametrize("room", ["geo", "news"])
def test_every_module_has_its_place(room: str) -> None:
    assert {name for name in MODULES if name.startswith(room)} == {name for name in ORDER if name.startswith(room)}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_run_one_way(module: str) -> None:
    room = module.partition(".")[0]
    for imported in _imports(MODULES[module]):
        if imported.partition(".")[0] not in {name.partition(".")[0] for name in ORDER}:
            continue
        if imported.partition(".")[0] == room and room not in ("geo", "news"):
            continue  # the inside of a room is its own business
        assert _place_in_order(imported) < _place_in_order(module), f"{module} imports {imported}"


@pytest.mark.parametrize("module", sorted(name for name in MODULES if not name.startswith(("dashboard", "app"))))
def test_only_the_dashboard_draws(module: str) -> None:
    assert not {name.partition(".")[0] for name in _imports(MODULES[module])} & ONLY_THE_DASHBOARD


def test_the_public_names_are_those_that_exist() -> None:
    import geo

    assert sorted(geo.__all__) == geo.__all__
    assert all(hasattr(geo, name) for name in geo.__all__)


@pytest.mark.parametrize("name", ["app.py", "requirements.txt", "geo", "data", "tests", "README.md"])
def test_the_given_names_stand_at_the_top(name: str) -> None:
    assert (ROOT / name).exists()
