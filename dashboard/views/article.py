"""The reader: an article with its places marked, its own map, all that it names as a table, its story's other sources.

What may be gone, or never was, is said plainly: a shared link outlives an archive.
"""

from functools import partial
from hashlib import blake2b

import pandas as pd
import streamlit as st

from dashboard import canvas, finding, listing, markup, naming, state, text, why
from dashboard.finding import NOTHING
from dashboard.query import Corpus, Reading, Snippet
from geo import Place
from news.queries import Filters
from news.records import Entry

MAP_HEIGHT = 380


def show(corpus: Corpus, filters: Filters) -> None:
    """Draw the article whose id the session holds; of the filters, the words of the search are marked in it."""
    st.button(text.BACK, on_click=state.close_article, icon=":material/arrow_back:", type="tertiary")
    article_id = st.session_state[state.ARTICLE]
    reading = corpus.reading(article_id)
    if reading is None:
        removed = article_id in corpus.snapshot.removed
        said, hint = (text.REMOVED_ARTICLE, text.REMOVED_HINT) if removed else (text.NO_ARTICLE, text.NO_ARTICLE_HINT)
        st.info(f"**{said}** {hint}")
        return
    others = [(other.entry.article, (other.start, other.end)) for other in reading.others]
    found = finding.found([finding.whole(reading.entry.article), *others], filters.words)
    left, right = st.columns([1.4, 1], gap="large")
    with left.container(key="article"):
        st.html(_heading(reading.entry, found.get(article_id, NOTHING)))
        if reading.entry.article.text.strip():
            st.html(markup.article(reading.entry, corpus.countries, found=found.get(article_id, NOTHING)))
            st.html(markup.marks_legend(search=bool(filters.words)))
        else:
            st.caption(text.NO_TEXT)
    with right:
        _places(corpus, reading)
    if reading.entry.events:
        st.markdown(f"#### {text.ALL_NAMES}")
        st.dataframe(_table(corpus, reading.entry), hide_index=True, width="stretch")
    if reading.others:
        st.markdown(f"#### {text.OTHER_SOURCES}")
        st.caption(text.story_of(reading.articles, reading.sources))
        for number, other in enumerate(reading.others):
            _other(corpus, other, found.get(other.entry.article.id, NOTHING), number)


def _heading(entry: Entry, found: finding.Found) -> str:
    article = entry.article
    more = [text.language(article.language)] if article.language else []
    more += [text.added(entry.added), *([text.NEAR_COPY] if entry.copy else [])]
    return markup.heading(article, found=found, more=more)


def _places(corpus: Corpus, reading: Reading) -> None:
    entry = reading.entry
    if not entry.events:
        st.caption(text.NO_PLACES_HERE)
        return
    key = blake2b(entry.article.id.encode(), digest_size=6).hexdigest()
    if len(reading.selection.marks):
        with st.container(key="article-map"):
            canvas.draw(
                corpus, reading.selection, name=f"article-{key}", on_click=partial(_clicked, entry),
                height=MAP_HEIGHT, remembers=False,
            )  # fmt: skip
    _choose(entry, f"names-{key}")


def _clicked(entry: Entry, place: Place) -> None:
    """A mark of the map was clicked: why its first mention is there."""
    start = next(e.placement.mention.start for e in entry.events if e.placement.place == place)
    why.open_(entry.article.id, start)


def _choose(entry: Entry, key: str) -> None:
    """The names of the article, each place once, of which any can be asked for."""
    names: dict[int, str] = {}
    seen = set()
    for event in entry.events:
        mention, place = event.placement.mention, event.placement.place
        meant = (place.id if place else mention.text, mention.role, mention.relation and mention.relation.words)
        if meant not in seen:
            seen.add(meant)
            names[mention.start] = mention.text

    @state.by_hand
    def chosen() -> None:
        if (start := st.session_state[key]) is not None:
            why.open_(entry.article.id, start)
            st.session_state[key] = None  # the same can be asked for again

    st.pills(
        text.PLACES_HERE,
        list(names),
        format_func=lambda start: markup.plain(names[start]),
        key=key,
        help=text.PLACES_HERE_HINT,
        on_change=chosen,
        wrap=True,
    )


def _table(corpus: Corpus, entry: Entry) -> pd.DataFrame:
    placements = [event.placement for event in entry.events]
    places = [placement.place for placement in placements]
    local = state.local_names()
    return pd.DataFrame(
        {
            text.NAME_IN_TEXT: [markup.cell(placement.mention.text) for placement in placements],
            text.PLACE: [
                markup.cell(text.where(naming.named(place, local=local), corpus.countries)) if place else ""
                for place in places
            ],
            text.KIND: [text.KINDS[place.kind] if place else "" for place in places],
            text.ROLE: [text.role(placement) for placement in placements],
            text.EXACTNESS: [text.precision(placement) for placement in placements],
            text.CONFIDENCE: [text.score(placement.confidence) if placement.place else "" for placement in placements],
            text.EVENT: [text.event_kind(event.kind) if event.kind else "" for event in entry.events],
            text.DAY: [text.when(event.when) for event in entry.events],
        }
    )


def _other(corpus: Corpus, other: Snippet, found: finding.Found, number: int) -> None:
    with st.container(key=f"report-other-{number}", horizontal=True, gap="small"):
        st.html(markup.report(other, corpus.countries, found=found))
        listing.read(other.entry.article, f"other-{number}")
