"""The list of stories: the sentences of the latest report on each, with the other reports one click away."""

from collections.abc import Callable, Iterable

import streamlit as st

from dashboard import markup, state, text
from dashboard.bidi import isolated
from dashboard.query import Corpus, Snippet, Story


def draw(
    corpus: Corpus,
    stories: Iterable[Story],
    *,
    name: str,
    beside: Callable[[Snippet], None] | None = None,
    undated: str = "",
) -> None:
    """Draw stories; `name` tells their widgets from those of other lists.

    beside   draws what else stands beside a sentence
    undated  the heading above the first story without a date, "" for none
    """
    number = 0
    for story in stories:
        if undated and not story.dated:
            st.markdown(f"##### {undated}")
            undated = ""
        st.html(markup.heading(story.snippets[0].entry.article))
        for snippet in story.snippets:
            _sentence(corpus, snippet, f"{name}-{number}", beside)
            number += 1
        if story.others:
            with st.expander(text.more(story.articles - 1, story.sources)):
                st.html(markup.reports(story.others, corpus.countries))


def _sentence(corpus: Corpus, snippet: Snippet, key: str, beside: Callable[[Snippet], None] | None) -> None:
    names = ", ".join(isolated(place.name) for place in snippet.places)
    with st.container(key=f"sentence-{key}", horizontal=True, gap="small"):
        st.html(markup.sentence(snippet, corpus.countries))
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
