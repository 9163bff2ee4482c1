"""The popover that gives the present selection as a file. Nothing is made before it is asked for."""

import re
import shlex
import unicodedata
from collections.abc import Callable, Iterable
from functools import partial
from io import BytesIO
from threading import Thread

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from dashboard import focus, limits, standalone, state, text
from dashboard.marks import drawing
from dashboard.query import Corpus
from news import output
from news.about import about
from news.queries import Filters

# Of a file that a server for everyone makes while others wait, 50 MB as KML; the command has no such limit.
MOST = 25_000
_MIME = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "kml": "application/vnd.google-earth.kml+xml",
    "html": "text/html",
    "png": "image/png",
}


# A terminal that a command is pasted into would take them for keys.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def draw(corpus: Corpus, filters: Filters) -> None:
    """Draw the popover. `filters` are those that the view shows."""
    popover = st.popover(text.TAKE, icon=":material/download:", key="take", on_change=state.touched)
    if not popover.open:
        return
    with popover:
        st.caption(text.TAKE_HELP)
        counts = corpus.select(filters).counts
        if not counts.mentions:
            st.info(text.TAKE_EMPTY)
            return
        address = st.context.url or ""
        keep, who = _keeper(), limits.asker()
        # Streamlit keeps this until its reader's next click: what is shown, without the answers about it.
        shown = Corpus(corpus.archive, corpus.snapshot)
        for form, (label, help_) in text.TAKE_FORMATS.items():
            name = file_name(corpus, filters, form)
            st.download_button(
                label,
                partial(_made, who, partial(make, shown, filters, form, address), partial(keep, form, name)),
                file_name=name,
                mime=_MIME[form],
                key=f"take-{form}",
                help=help_,
                on_click="ignore",
                disabled=form == "html" and not standalone.possible(),
                width="stretch",
            )
        if not standalone.possible():
            st.caption(text.TAKE_NO_LEAFLET)
        if counts.mentions > MOST:
            st.caption(text.take_most(counts.mentions, MOST))
            st.code(_command(filters), language=None, wrap_lines=True)
        focus.follow("take")


def _made(who: limits.Asker, make_it: Callable[[], bytes], keep: Callable[[bytes], None]) -> bytes:
    """A file, made and kept within limits. Raises Busy."""
    limits.EXPORTS.take(who)
    with limits.FILES.enter():
        made = make_it()
    keep(made)
    return made


def _keeper() -> Callable[[str, str, bytes], None]:
    """What keeps a file until its reader's next click.

    Streamlit forgets one that is made on demand as soon as two runs of any readers have ended: with many of them,
    before the browser has asked for it. Told of as if a run had made it, the same content has the same address.
    """
    context = get_script_run_ctx()

    def keep(form: str, name: str, made: bytes) -> None:
        if not runtime.exists():
            return
        files = runtime.get_instance().media_file_mgr
        thread = Thread(
            target=files.add,
            args=(made, _MIME[form], f"take-{form}", name),
            kwargs={"is_for_static_download": True},
        )
        add_script_run_ctx(thread, context)
        thread.start()
        thread.join()

    return keep


def make(corpus: Corpus, filters: Filters, form: str, address: str = "") -> bytes:
    """A file of what the filters let through, in one of text.TAKE_FORMATS. Raises ArchiveUnreachable."""
    of = about(corpus.snapshot, filters, most=MOST, address=address)
    if form == "png":
        from dashboard import still  # Pillow and its fonts: not before the first picture

        return still.png(drawing(corpus, filters, of), corpus.countries)
    if form == "html":
        return standalone.html(corpus.snapshot, drawing(corpus, filters, of)).encode()
    lines: dict[str, Callable[..., Iterable[str]]] = {
        "csv": output.as_table,
        "geojson": output.as_features,
        "kml": output.as_kml,
    }
    made = BytesIO()  # whose content is not copied when it is taken
    made.writelines(line.encode("utf-8", "replace") + b"\n" for line in lines[form](corpus.snapshot, of))
    return made.getvalue()


def file_name(corpus: Corpus, filters: Filters, form: str) -> str:
    """Such as dateline_2018-07-01_2018-07-31_daraa.csv: letters, digits, "-" and "_" that every system takes."""
    place = corpus.place(filters.place)
    days = [day.isoformat() for day in (filters.since, filters.until) if day]
    parts = ["dateline", *days, _safe(place.name) if place else "", _safe(filters.words)]
    return f"{'_'.join(part for part in parts if part)}.{form}"


def _safe(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:40].strip("-")


def _command(filters: Filters) -> str:
    """What writes all of it, with words of others quoted for a shell."""
    parts = [text.TAKE_COMMAND, "--format csv"]
    parts += [f"--place {shlex.quote(filters.place)}"] if filters.place else []
    parts += [
        f"--{name} {day.isoformat()}" for name, day in (("since", filters.since), ("until", filters.until)) if day
    ]
    parts += [f"--words {shlex.quote(_CONTROL.sub(' ', filters.words))}"] if filters.words else []
    parts += [f"--kind {shlex.quote(kind)}" for kind in filters.kinds]
    return " ".join(parts + (["--associative"] if filters.associative else []))
