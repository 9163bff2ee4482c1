"""Bring articles in: paste, fetch or upload them, see what would be put on the map, keep it."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path

import streamlit as st

from dashboard import canvas, editing, gate, intake, limits, listing, markup, query, state, states, text
from dashboard.intake import Draft, Preview
from dashboard.limits import Busy
from dashboard.owner import settings
from dashboard.query import Corpus
from geo import DatelineError
from news.archive import Archive
from news.columns import Columns
from news.queries import Filters
from news.read import preview

_PREVIEW, _UPLOADS = "_preview", "_uploads"
_LINES = 20  # of what is said of single articles
_FIRST_DAY = date(1800, 1, 1)


def show(corpus: Corpus, filters: Filters) -> None:
    """Draw the view; the filters do not matter to it. It fetches and reads files, so it asks who is there by itself."""
    if not editing.allowed():
        gate.let_not_send()
        st.info(text.NOT_ALLOWED)
        return
    own = query.open_own()
    if query.is_sample(own):
        st.info(text.ADD_SAMPLES)
        return
    st.markdown(text.add_to(markup.plain(own.store.address), samples=query.is_sample(corpus.archive)))
    how = st.segmented_control(
        text.ADD_HOW,
        list(text.ADD_WAYS),
        default="text",
        format_func=text.ADD_WAYS.__getitem__,
        required=True,
        key="add-how",
        label_visibility="collapsed",
        on_change=_forget,
    )
    try:
        if draft := {"text": _text, "address": _address, "files": _files}[how]():
            _look(draft, own)
    except Busy as busy:
        states.failed(busy)
    if found := st.session_state.get(_PREVIEW):
        _preview(found)


def _text() -> Draft | None:
    with st.form("add-text", border=False):
        words = st.text_area(
            text.ADD_TEXT, height=150, placeholder=text.ADD_TEXT_HINT, max_chars=limits.MOST_CHARACTERS
        )
        left, middle, right = st.columns([2, 1, 1])
        title = left.text_input(text.ADD_TITLE)
        published = middle.date_input(text.ADD_PUBLISHED, None, min_value=_FIRST_DAY, format="YYYY-MM-DD")
        source = right.text_input(text.ADD_SOURCE)
        if st.form_submit_button(text.ADD_LOOK, type="primary", on_click=state.touched):
            return intake.pasted(words, title=title, source=source, published=published)
    return None


def _address() -> Draft | None:
    with st.form("add-address", border=False):
        url = st.text_input(text.ADD_URL, placeholder="https://…", help=text.ADD_URL_HELP)
        if st.form_submit_button(text.ADD_FETCH, type="primary", on_click=state.touched) and url.strip():
            limits.FETCHES.take(limits.asker())
            with st.spinner(text.FETCHING):
                return intake.fetched(url.strip(), allow=settings().allow)
    return None


def _files() -> Draft | None:
    gate.let_send()
    files = st.file_uploader(
        text.ADD_FILES,
        intake.TYPES,
        accept_multiple_files=True,
        key="add-files",
        max_upload_size=intake.MOST_MB,
        on_change=state.touched,
    )
    if len(files) > limits.MOST_FILES or sum(file.size for file in files) > limits.MOST_FILES_MB * 2**20:
        st.warning(text.too_many_files(limits.MOST_FILES, limits.MOST_FILES_MB))
        return None
    uploads: intake.Folder = st.session_state.setdefault(_UPLOADS, intake.Folder())
    paths = {uploads.put(file.file_id, file.name, file.getvalue()): file.file_id for file in files}
    chosen = {path: _columns(path, file_id) for path, file_id in paths.items()}
    if st.button(text.ADD_LOOK, type="primary", disabled=not files, on_click=state.touched):
        return intake.uploaded(chosen)
    return None


def _columns(path: Path, file_id: str) -> Columns | None:
    """The columns of a table, guessed and changeable; None of what has none."""
    found = preview(str(path))
    if found is None:
        return None
    guessed, example = found
    names = [None, *dict.fromkeys([*filter(None, guessed.mapping().values()), *example])]
    chosen: dict[str, str | None] = {}
    with st.expander(text.columns(markup.plain(path.name)), expanded=True):
        beside = st.columns(4)
        for number, field in enumerate(fields(Columns)):
            guess = guessed.mapping()[field.name]
            chosen[field.name] = beside[number % 4].selectbox(
                text.COLUMNS[field.name],
                names,
                index=names.index(guess),
                format_func=lambda name: _example(name, example),
                key=f"column-{file_id}-{field.name}",
                on_change=state.touched,
            )
    return Columns(**chosen)


def _example(name: str | None, example: Mapping[str, object]) -> str:
    return text.NO_COLUMN if name is None else text.column(name, str(example.get(name, "")))


def _look(draft: Draft, own: Archive) -> None:
    """Make the preview that the view shows from now on."""
    with st.spinner(text.LOOKING):
        found = st.session_state[_PREVIEW] = Preview(draft, own)
    state.look_at(tuple(query.heart(found.corpus, found.corpus.select(Filters()))))


def _preview(found: Preview) -> None:
    st.divider()
    corpus, selection = found.corpus, found.corpus.select(Filters())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{text.looked(found)}**")
        st.button(text.KEEP, type="primary", disabled=not found.new, on_click=_keep, icon=":material/check:")
        st.button(text.FORGET, on_click=_forget)
    if found.problems:
        st.warning(text.problems(len(found.problems)), icon=":material/warning:")
        st.code("\n".join(found.problems[:_LINES]), language=None, wrap_lines=True)
    if notes := [note for one in found.looked for note in text.notes(one)]:
        more = [text.more_notes(len(notes) - _LINES)] if len(notes) > _LINES else []
        st.html(markup.lines([*notes[:_LINES], *more]))
    if not len(selection.marks):
        return
    left, right = st.columns([1.75, 1], gap="medium")
    with left.container(key="preview-map"):
        canvas.draw(corpus, selection, name="preview")
    with right.container(height=canvas.HEIGHT, border=False):
        listing.draw(corpus, corpus.stories(Filters(), state.SNIPPETS).stories, name="preview", opens=False)


@state.by_hand
def _forget() -> None:
    st.session_state.pop(_PREVIEW, None)


@state.by_hand
def _keep() -> None:
    found: Preview | None = st.session_state.get(_PREVIEW)
    own = query.open_own()
    if found is None:
        return
    if not editing.allowed() or query.is_sample(own):
        st.toast(text.NOT_ALLOWED, icon=":material/error:", duration="long")
        return
    try:
        limits.ADDITIONS.take(limits.asker())
    except Busy as busy:
        st.toast(markup.plain(str(busy)), icon=":material/error:", duration="long")
        return
    total = len(found.draft.articles)
    bar = st.progress(0.0, text.KEEPING)
    try:
        counts = intake.keep(
            found.draft,
            own,
            on_problem=lambda _: None,  # they were told already
            progress=lambda done: bar.progress(min(done / total, 1.0), text.keeping(done, total)),
        )
    except DatelineError as error:
        st.toast(markup.plain(str(error)), icon=":material/error:", duration="long")
        return
    finally:
        bar.empty()
    st.toast(text.kept(counts["new"] + counts["changed"]), icon=":material/check:")
    query.look_again()
    state.show_added(tuple(query.heart(found.corpus, found.corpus.select(Filters()))))
    _forget()
