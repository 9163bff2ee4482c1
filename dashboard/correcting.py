"""Where corrections are allowed: what a name means, beside its sentence and below "Why here?"; that an article goes.

What is inside is drawn only while it is open, so that the list stays as quick as without it.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from dashboard import disclosed, editing, focus, limits, markup, query, state, states, text
from dashboard.bidi import isolated
from dashboard.query import Corpus, Snippet
from geo import Article, DatelineError, Place
from geo.locate import default_gazetteer
from geo.records import Role
from news.archive import Archive
from news.records import Correction, Event, Removal, Verdict

_FOUND = 10  # places of a name that are offered


def draw(corpus: Corpus, snippet: Snippet) -> None:
    """Draw the button beside a sentence and, while it is open, what can be said there."""
    key = _key(snippet)
    with st.popover(
        text.CORRECT,
        key=key,
        icon=":material/edit:",
        type="tertiary",
        help=text.CORRECT_HELP,
        on_change=state.touched,
    ) as opened:
        if opened.open:
            _name(corpus, snippet, key)
            st.divider()
            _article(snippet.entry.article, key)
            focus.follow(key)


def _key(snippet: Snippet) -> str:
    """Of a sentence, wherever it stands in the list: what is open stays with it."""
    return (
        "correct-" + hashlib.blake2b(f"{snippet.start} {snippet.entry.article.id}".encode(), digest_size=6).hexdigest()
    )


def _name(corpus: Corpus, snippet: Snippet, key: str) -> None:
    events = snippet.events
    event = events[0]
    if len(events) > 1:
        names = [markup.plain(isolated(event.placement.mention.text)) for event in events]
        number = st.segmented_control(
            text.CORRECT_NAME, range(len(events)), default=0, format_func=names.__getitem__, required=True,
            key=f"{key}-name", on_change=state.touched,
        )  # fmt: skip
        event = events[min(number, len(events) - 1)]
    form(corpus, event, key)


def form(corpus: Corpus, event: Event, key: str) -> bool:
    """Draw what can be said of a name, with widgets whose keys begin with `key`; whether it was sent just now."""
    st.caption(markup.plain(text.as_now(event.placement, corpus.countries)))
    mention = event.placement.mention
    verdict: Verdict = st.radio(
        markup.plain(f"“{isolated(mention.text)}”"),
        list(text.VERDICTS),
        format_func=text.VERDICTS.__getitem__,
        key=f"{key}-verdict",
        on_change=state.touched,
        horizontal=True,
    )
    place = _place(corpus, event, key) if verdict == "place" else None
    if verdict == "role":
        st.caption(text.ROLES[_other_role(event)])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if editing.asks_names():
            st.text_input(text.PERSON, editing.person(), key=f"{key}-person", on_change=state.touched)
        return st.button(
            text.SAVE,
            type="primary",
            key=f"{key}-save",
            disabled=verdict == "place" and place is None,
            on_click=save,
            args=(event, verdict, place, key),
        )


def _place(corpus: Corpus, event: Event, key: str) -> Place | None:
    """The place that a reader chooses: one that the name could be, or any that they look for."""
    left, right = st.columns([1, 2])
    search = left.text_input(
        text.CORRECT_SEARCH, key=f"{key}-search", placeholder=text.CORRECT_SEARCH_HINT, on_change=state.touched
    )
    others = [other.place for other in event.placement.alternatives]
    found = default_gazetteer().find(search or event.placement.mention.text, limit=_FOUND)
    offered = {place.id: place for place in [*found, *others] if place != event.placement.place}
    described = {id_: text.described(place, corpus.countries) for id_, place in offered.items()}
    chosen = right.selectbox(
        text.CORRECT_PLACE,
        list(offered),
        index=None,
        format_func=described.__getitem__,
        placeholder=text.CORRECT_PLACE_HINT,
        key=f"{key}-place",
        on_change=state.touched,
    )
    return offered.get(chosen) if chosen else None


def _article(article: Article, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(text.REMOVE_WHY, key=f"{key}-why", on_change=state.touched)
        st.button(text.REMOVE, key=f"{key}-remove", on_click=_remove, args=(article, key))


def _other_role(event: Event) -> Role:
    return "associative" if event.placement.mention.role == "literal" else "literal"


@state.by_hand
def save(event: Event, verdict: Verdict, place: Place | None, key: str) -> None:
    """Keep what is said of a name, as the person in the field that belongs to `key`, else as the one who is known."""
    placement = event.placement
    mention = placement.mention

    def correct(archive: Archive, by: str) -> None:
        correction = Correction(
            article_id=mention.article_id,
            start=mention.start,
            end=mention.end,
            text=mention.text,
            verdict=verdict,
            by=by,
            at=datetime.now(UTC),
            place=place,
            role=_other_role(event) if verdict == "role" else None,
            was_place=placement.place.id if placement.place else "",
            was_role=mention.role,
        )
        archive.correct([correction])

    if _written(correct, key) and place:
        state.move_to((place,))


@state.by_hand
def _remove(article: Article, key: str) -> None:
    why = st.session_state.get(f"{key}-why", "").strip()
    _written(lambda archive, by: archive.remove([Removal(article.id, True, by, datetime.now(UTC), why)]), key)


def _written(write: Callable[[Archive, str], None], key: str) -> bool:
    """Whether something was written to the archive that is shown; what is in the way is said."""
    by = editing.person()
    if editing.asks_names():
        by = st.session_state.get(f"{key}-person", by).strip()
    trouble = "" if by else text.PERSON_MISSING
    try:
        corpus = disclosed.corpus()
        if not editing.corrects(corpus):
            trouble = text.NOT_ALLOWED
        if not trouble:
            editing.is_person(by)
            limits.ADDITIONS.take(limits.asker())
            write(corpus.archive, by)
    except DatelineError as error:
        trouble = markup.plain(str(error))
    if trouble:
        states.say(trouble, ":material/error:")
        return False
    query.look_again()
    st.session_state.update({key: False, state.OPEN: None})  # what was open is closed
    states.say(text.SAVED, ":material/check:")
    return True
