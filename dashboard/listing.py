"""The list of stories: the sentences of the latest report on each, with the other reports one click away."""

from collections.abc import Callable, Iterable

import streamlit as st

from dashboard import finding, markup, naming, state, text, why
from dashboard.bidi import isolated
from dashboard.finding import Found
from dashboard.query import Corpus, Snippet, Story
from geo import Article


def draw(
    corpus: Corpus,
    stories: Iterable[Story],
    *,
    name: str,
    beside: Callable[[Snippet], None] | None = None,
    undated: str = "",
    search: str = "",
    opens: bool = True,
) -> None:
    """Draw stories; `name` tells their widgets from those of other lists.

    beside   draws what else stands beside a sentence
    undated  the heading above the first story without a date, "" for none
    search   words to mark, and to show where no sentence of the list holds them
    opens    whether articles can be read and placements explained: those of the archive that is shown
    """
    number = 0
    listed = list(stories)
    leads = [finding.whole(story.snippets[0].entry.article) for story in listed]
    others = [(other.entry.article, (other.start, other.end)) for story in listed for other in story.others]
    found = finding.found([*leads, *others], search)
    for nth, story in enumerate(listed):
        if undated and not story.dated:
            st.markdown(f"##### {undated}")
            undated = ""
        article = story.snippets[0].entry.article
        marks = found.get(article.id, finding.NOTHING)
        _heading(article, story.snippets[0].words, marks, f"{name}-{nth}", opens=opens)
        for snippet in story.snippets:
            _sentence(corpus, snippet, marks, f"{name}-{number}", beside, opens=opens)
            number += 1
        for span in finding.elsewhere(marks, article, [(s.start, s.end) for s in story.snippets]):
            st.html(markup.found_in(article, span, marks))
        if story.others:
            with st.expander(text.more(story.articles - 1, story.sources)):
                st.html(markup.reports(story.others, corpus.countries, found))


def _heading(article: Article, sentence: str, found: Found, key: str, *, opens: bool) -> None:
    # style.css makes the button as wide as the heading, but for the link in it
    with st.container(key=f"report-{key}", horizontal=True, gap="small"):
        st.html(markup.heading(article, sentence=sentence, found=found))
        if opens:
            read(article, key)


def read(article: Article, key: str) -> None:
    """The button that opens an article in the reader."""
    st.button(
        text.READ,
        key=f"read-{key}",
        icon=":material/article:",
        type="tertiary",
        width="content",
        help=markup.plain(f"{text.READ}: {isolated(article.title or markup.beginning(article.text))}"),
        on_click=state.read,
        args=(article.id,),
    )


def _sentence(
    corpus: Corpus,
    snippet: Snippet,
    found: Found,
    key: str,
    beside: Callable[[Snippet], None] | None,
    *,
    opens: bool,
) -> None:
    names = ", ".join(isolated(naming.name(place, local=state.local_names())) for place in snippet.places)
    with st.container(key=f"sentence-{key}", gap=None):
        st.html(markup.sentence(snippet, corpus.countries, found=found))
        with st.container(key=f"tools-{key}", horizontal=True, gap="small", vertical_alignment="center"):
            st.html(markup.said(snippet))
            if opens:
                why.button(snippet, key)
            st.button(
                text.ON_MAP,  # for screen readers; style.css shows the icon only
                key=f"move-{key}",
                on_click=state.move_to,
                args=(snippet.places,),
                type="tertiary",
                icon=":material/my_location:",
                width="content",
                help=markup.plain(f"{text.ON_MAP}: {names}"),
            )
            if beside:
                beside(snippet)
