"""Why a name stands where it does: its sentence, what decided, what else it could be, and the gazetteer's record.

It opens over the view, from the list, the reader or the address. Who may edit puts the name right there; how that is
kept is for `correcting.py`.
"""

from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from html import escape
from weakref import ref

import streamlit as st

from dashboard import canvas, correcting, disclosed, editing, maps, markup, naming, query, state, states, text
from dashboard.bidi import isolated
from dashboard.query import Corpus, Snippet
from geo import DatelineError, Place, Placement
from geo.errors import GazetteerError
from geo.locate import default_gazetteer
from geo.precision import acled, ucdp
from news.corrections import is_corrected
from news.links import to_place
from news.records import Entry, Event

Candidate = tuple[Place, float, bool]  # how likely it is, whether it was chosen


@state.by_hand
def open_(article_id: str, start: int) -> None:
    """Open it for the name that starts at a character of an article's text. For callbacks."""
    st.session_state[state.OPEN] = f"{article_id}.{start}"


@state.by_hand
def close() -> None:
    """Close it. For callbacks."""
    st.session_state[state.OPEN] = None


def button(snippet: Snippet, key: str) -> None:
    """The button beside a sentence that opens it for the first name in it."""
    mention = snippet.events[0].placement.mention
    names = ", ".join(dict.fromkeys(isolated(event.placement.mention.text) for event in snippet.events))
    st.button(
        text.WHY,  # for screen readers; style.css shows the icon only
        key=f"why-{key}",
        icon=":material/help:",
        type="tertiary",
        width="content",
        help=markup.plain(f"{text.WHY} {names}"),
        on_click=open_,
        args=(mention.article_id, mention.start),
    )


def show_if_open(corpus: Corpus) -> None:
    """Draw it where it is open. Names that are gone are told; to be called once a run, after the view."""
    if not st.session_state.get(state.OPEN):
        return
    if _asked(corpus):
        _dialog(ref(corpus))
    else:
        st.session_state[state.OPEN] = None
        states.say(text.WHY_GONE, ":material/info:")


def _asked(corpus: Corpus) -> tuple[Entry, int] | None:
    """The article and the number of the mention that it is open for; None where there is no such."""
    article_id, _, start = str(st.session_state[state.OPEN]).rpartition(".")
    entry = corpus.entry(article_id) if article_id else None
    if entry is None:
        return None
    starts = [str(event.placement.mention.start) for event in entry.events]
    return (entry, starts.index(start)) if start in starts else None


@st.dialog(text.WHY, width="large", icon=":material/help:", on_dismiss=close)
def _dialog(shown: "ref[Corpus]") -> None:
    # Inside, only this runs again: the name that is chosen here is read, and written to the address, here as well.
    try:
        # Streamlit keeps what this is called with for as long as it is open: a corpus whose time is over would stay.
        corpus = shown() or disclosed.corpus()
        asked = _asked(corpus)
        if asked is None:
            st.rerun()  # what was done here closed it
        state.write_address(corpus)
        draw(corpus, *asked)
    except DatelineError as error:
        states.failed(error)


def draw(corpus: Corpus, entry: Entry, nth: int) -> None:
    """Draw what there is to say of one of an article's mentions."""
    event, snippet = entry.events[nth], query.sentence_of(entry, nth)
    key = "why-" + blake2b(f"{event.placement.mention.start} {entry.article.id}".encode(), digest_size=6).hexdigest()
    if len(snippet.events) > 1:
        _choose(snippet, event)
    st.html(
        markup.heading(entry.article, sentence=snippet.words) + markup.sentence(snippet, corpus.countries, chosen=event)
    )
    candidates = _candidates(event.placement)
    decided, where = st.columns(2, gap="medium")
    decided.html(_decided(corpus, event))
    if candidates:
        with where:
            canvas.small(maps.candidates([(place, chosen) for place, _, chosen in candidates]), name=f"{key}-map")
    named, recorded = st.columns(2, gap="medium")
    with named:
        _others(corpus, event, candidates, key)
    if place := event.placement.place:
        with recorded:
            st.markdown(f"##### {text.WHY_RECORD}")
            st.html(_record(corpus, place))
    if editing.corrects(corpus):
        with st.expander(text.WHY_ELSE, icon=":material/edit:"):
            if correcting.form(corpus, event, f"{key}-form"):
                st.rerun()


def _choose(snippet: Snippet, event: Event) -> None:
    """The names of the sentence, one of which is told of."""
    names = {e.placement.mention.start: markup.plain(e.placement.mention.text) for e in snippet.events}
    key = f"why-name-{snippet.start}"
    st.session_state[key] = event.placement.mention.start

    @state.by_hand
    def chosen() -> None:
        # Once it is closed, the browser may tell again what was chosen in it, with whatever is clicked next.
        if st.session_state[state.OPEN]:
            open_(snippet.entry.article.id, st.session_state[key])

    st.pills(
        text.WHY_NAME,
        list(names),
        required=True,
        format_func=names.__getitem__,
        key=key,
        on_change=chosen,
        label_visibility="collapsed",
        wrap=True,
    )


def _decided(corpus: Corpus, event: Event) -> str:
    placement = event.placement
    place, relation = placement.place, placement.mention.relation
    reasons = markup.lines(placement.reason.split("; "))
    if place is None:
        return markup.facts([(text.WHY_DECIDED, reasons)])
    exactly = f"{text.precision(placement)} ({text.codes(ucdp(place, placement.area), acled(place, placement.area))})"
    return (
        f"<h3><bdi>{escape(text.where(naming.named(place, local=state.local_names()), corpus.countries))}</bdi></h3>"
        + markup.facts(
            [
                (text.WHY_DECIDED, reasons),
                (text.WHY_CONFIDENCE, escape(text.confidence(placement.confidence))),
                (text.WHY_EXACTLY, escape(exactly)),
                (text.WHY_RELATION, escape(text.relation(relation, placement.area)) if relation else ""),
                (text.ROLE, escape(text.role(placement))),
                (text.EVENT, escape(", ".join(text.kinds_of((event,))))),
                (text.WHY_WHEN, escape(text.when(event.when))),
                (text.WHY_SAID_BY, escape(_said_by(corpus, event))),
            ]
        )
    )


def _said_by(corpus: Corpus, event: Event) -> str:
    """Who said what a name is, for those who may say so themselves; "" for others, and where nobody did."""
    if not is_corrected(event.placement) or not editing.corrects(corpus):
        return ""
    mention = event.placement.mention
    said = [c for c in corpus.snapshot.corrections.get(mention.article_id, ()) if c.start == mention.start]
    return max(said, key=lambda c: c.at).by if said else ""


def _candidates(placement: Placement) -> list[Candidate]:
    """What was chosen, and then what else it could be, the likeliest first."""
    place = placement.place
    chosen = [(place, placement.confidence, True)] if place else []
    others = [(other.place, other.confidence, False) for other in placement.alternatives]
    return chosen + [other for other in others if place is None or other[0].id != place.id]


def _others(corpus: Corpus, event: Event, candidates: Sequence[Candidate], key: str) -> None:
    st.markdown(f"##### {text.WHY_CANDIDATES}")
    if all(chosen for _, _, chosen in candidates):
        st.caption(text.WHY_ONLY if candidates else text.WHY_NONE)
        return
    st.html(markup.candidates(candidates, corpus.countries))
    if editing.corrects(corpus):
        _put_right(corpus, event, candidates, key)


def _put_right(corpus: Corpus, event: Event, candidates: Sequence[Candidate], key: str) -> None:
    """A button for each candidate that was not chosen; who says so is asked where it is not known yet."""
    if editing.asks_names() and not editing.person():
        st.text_input(text.PERSON_ONCE, key=f"{key}-person")
    with st.container(horizontal=True, gap="small"):
        for number, (place, _, chosen) in enumerate(candidates, 1):
            if chosen:
                continue
            if st.button(
                markup.plain(text.is_this_one(number, place, corpus.countries)),
                key=f"{key}-{number}",
                on_click=correcting.save,
                args=(event, "place", place, key),
            ):
                st.rerun()


def _record(corpus: Corpus, place: Place) -> str:
    division = None
    with suppress(GazetteerError):  # the archive tells all but the name of the province
        division = default_gazetteer().division("admin1", place.admin1)
    return markup.facts(
        [
            (text.WHY_ID, "" if place.blurred_km else markup.link(place.id, to_place(place.id))),
            (text.WHY_SOURCE, escape(place.source)),
            (text.KIND, escape(text.KINDS[place.kind])),
            (text.WHY_DIVISION, escape(division.name if division else place.admin1)),
            (text.COUNTRY, escape(corpus.countries.get(place.country_code, place.country_code))),
            (text.WHY_COORDINATES, escape(text.coordinates(place))),
            (text.WHY_POPULATION, f"{place.population:,}" if place.population else ""),
        ]
    )
