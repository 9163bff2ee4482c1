"""What a visitor and the owner give the dashboard: the address, files to add, settings."""

import tomllib
from dataclasses import fields
from functools import cache
from unittest.mock import patch

import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import Secrets

from benchmarks.fuzzing.archives import kept
from benchmarks.fuzzing.files import _CSV, _CSV_WORDS, _JSON, _JSONL, PAGE, written
from benchmarks.fuzzing.target import as_text, target
from benchmarks.fuzzing.texts import NEWS
from dashboard import intake, owner, state
from dashboard.finding import found, whole
from dashboard.query import Corpus
from geo.errors import InputError
from news.queries import Filters


@cache
def _corpus() -> Corpus:
    return Corpus(kept(), kept().snapshot())


_NAMES = (
    state.PLACE,
    state.SINCE,
    state.UNTIL,
    state.WORDS,
    state.KINDS,
    state.ASSOCIATIVE,
    state.LAYER,
    state.COLOUR,
    state.MADE,
    state.OPEN,
    state.ARTICLE,
    state.NAMES,
)


@target(
    "geonames:170654\n2018-07-01\n2018-07-31\nshell\nbattle,aid\ntrue\nheat\nrecency\n2018-07-03T10:00:00Z\n0.1\n0\nlocal",
    "Daraa\n\n\nنوى",
    words="geonames: 170654 2018-07-01 0001-01-01 9999-12-31 2018-W01-1 20180701 battle air-strike , "
    "true T10:00:00+23:59 -24:00 Z . local 0001-01-01T00:00:00+14:00 9999-12-31T23:59:59-14:00",
)
def address(data: bytes) -> None:
    """Query parameters: none breaks the page, and what is written again reads the same."""
    corpus = _corpus()
    params = state._params(corpus)
    given = dict(zip(_NAMES, as_text(data).split("\n"), strict=False))
    values = {name: params[name][0](given.get(name)) for name in _NAMES}
    for name, value in values.items():
        word = params[name][1](value)
        assert name == state.MADE or params[name][0](word) == value, name  # MADE to the second
    filters = Filters(
        place=values[state.PLACE] if corpus.place(values[state.PLACE]) else None,
        since=values[state.SINCE],
        until=values[state.UNTIL],
        words=values[state.WORDS],
        associative=values[state.ASSOCIATIVE],
        kinds=tuple(values[state.KINDS]),
    )
    corpus.select(filters)
    listing = corpus.stories(filters, 5)
    found([whole(snippet.entry.article) for story in listing.stories for snippet in story.snippets], filters.words)
    corpus.reading(values[state.ARTICLE])


@target("0" + _CSV, "1" + _JSONL, "2" + _JSON, "3" + PAGE, "4" + NEWS[0], words=_CSV_WORDS, most=1 << 15)
def uploads(data: bytes) -> None:
    """A file that a reader brings, under a name of theirs, or what they paste; and how it would be kept."""
    kind, text = data[0] % 5 if data else 0, as_text(data[1:])
    if kind == 4:
        draft = intake.pasted(text, title=text[:50], source=text[-50:], published=None)
    else:
        folder = intake.Folder()
        name = f"{text[:30]}.{('csv', 'jsonl', 'json', 'html')[kind]}"
        draft = intake.uploaded({folder.put(text[:20], name, data[1:]): None})
    preview = intake.Preview(draft, kept())
    preview.corpus.select(Filters())
    preview.corpus.stories(Filters(), 10)


_SETTINGS = '[dateline]\nediting = false\nallow = ["intranet"]\nblur_km = 10\nembargo_hours = 24\n'
_SIGN_IN = f"""[dateline]
people = ["ana@example.org"]
[auth]
redirect_uri = "https://news.example.org/oauth2callback"
cookie_secret = "{"c" * 40}"
client_id = "dateline"
client_secret = "{"s" * 40}"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"
"""


@target(
    _SETTINGS,
    _SIGN_IN,
    "[dateline]\n",
    "editing = true\n",
    words='[dateline] [[dateline]] = true 1 inf nan -0.0 1e400 "x" [ ] { } 1979-05-27 blur_km people [ [] ] \\u0000',
)
def secrets(data: bytes) -> None:
    """A file of settings: each is understood as the file has it, or all are refused."""
    path = written(data, "secrets.toml")
    files = {"secrets.files": [str(path)]}
    with (
        patch.object(st, "secrets", Secrets()),
        patch.object(Secrets, "_maybe_install_file_watchers"),
        patch.object(st, "get_option", files.get),
        patch.object(config, "get_option", files.get),
    ):
        try:
            understood = owner.settings()
        except InputError:
            return
    whole = tomllib.loads(path.read_text(encoding="utf-8"))
    said = {**(whole.get("dateline") or {}), **({"signs_in": True} if "auth" in whole else {})}
    for field in fields(understood):
        assert (field.name in said) >= (getattr(understood, field.name) != field.default)
        assert field.name not in said or getattr(understood, field.name) is not None
