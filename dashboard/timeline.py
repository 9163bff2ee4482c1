"""The histogram below the map: the stories of each day, week or month, with a brush that chooses the period.

It shows all time under the other filters, the period in it and the rest faded. The brush is drawn anew where the
period changes, whoever changed it: the date inputs, playing, a link or the brush itself, which so comes to lie on
whole units. Time is counted in UTC from the data to the axis: in the reader's own zone a day would begin on another.

The chart is written as Vega-Lite has it: to have Altair build and check it took longer than all else below the map.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import accumulate
from operator import itemgetter
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard import markup, playing, state, text, units
from dashboard.query import Corpus
from dashboard.units import UNITS, Period
from news.queries import Filters, Unit
from news.records import EVENT_KINDS

UNIT = "unit"  # key of the widget
HEIGHT = 120
MOST_BARS = 500  # beyond, only the years about the period are shown
# How long a time is first shown by days, and by weeks.
DAYS_BY_DAY, DAYS_BY_WEEK = 90, 731
MOST_TICKS = 10
_BY_MONTH, _BY_YEAR = 100, 1100  # days from which months and years stand below the bars
_YEARS = {"day": 1, "week": 9, "month": 40}  # that have no more than MOST_BARS
_FADED = 0.3
_GAP = 0.12  # between bars, of a unit
_NO_KIND = ""
_GREY = "#8a8f98"
_COLOUR = {False: "#c2410c", True: "#fb923c"}  # by whether it is dark, where kinds have none
_VEIL = 0.14
# While it is brushed as `units.whole` will have it, by the middle.
_BRIGHT = "brush.from ? datum.middle >= brush.from[0] && datum.middle < brush.from[1] : datum.chosen"
_FROM = {"field": "from", "type": "temporal", "scale": {"type": "utc", "nice": False}}
_PLACE = [("from", pa.int64()), ("to", pa.int64()), ("middle", pa.int64()), ("chosen", pa.bool_())]
_HITS = pa.schema(
    [*_PLACE, ("days", pa.string()), ("stories", pa.int64()), ("kinds", pa.string()), ("said", pa.string())]
)
_BARS = pa.schema([*_PLACE, ("part", pa.string()), ("low", pa.int64()), ("high", pa.int64())])
_HEIGHT_AXIS = {"title": None, "tickCount": 3, "tickMinStep": 1, "format": "d", "domain": False, "ticks": False}
_BRUSH = {
    "type": "interval",
    "encodings": ["x"],
    "mark": {"fill": _GREY, "fillOpacity": _VEIL, "stroke": _GREY},
    "translate": False,
    "zoom": False,
}
_EPOCH = date(1970, 1, 1).toordinal()
_DAY_MS = 86_400_000


def draw(corpus: Corpus, filters: Filters, *, colours: Mapping[str, str] | None = None) -> None:
    """Draw the histogram and what goes with it; nothing where nothing has a date.

    colours  of the kinds of events, which are stacked then
    """
    days = _all_time(corpus, filters)
    if days is None:
        return
    st.session_state.setdefault(UNIT, _default(days))
    unit: Unit = st.session_state[UNIT]
    with st.container(key="time", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.segmented_control(
                text.UNIT,
                UNITS,
                format_func=text.UNITS.__getitem__,
                key=UNIT,
                required=True,
                label_visibility="collapsed",
                persist_state="session",
                on_change=state.touched,
            )
            playing.draw(corpus, filters, unit, days)
        _chart(corpus, filters, unit, page(days, _period(filters, days), unit), colours)


def page(days: Period, chosen: Period | None, unit: Unit) -> Period:
    """The days for which there is room: all, or some years up to that in which what is chosen ends, or else the last.

    It stays while what is chosen moves within a year, as it does when time is played.
    """
    if (days[1] - days[0]).days <= MOST_BARS * {"day": 1, "week": 7, "month": 30}[unit]:
        return days
    end = min(date((chosen or days)[1].year, 12, 31), days[1])
    return max(end - timedelta(days=366 * _YEARS[unit]), days[0]), end


def chosen(selection: Mapping[str, Any], unit: Unit, now: Period | None) -> Period | None:
    """The period that a reader's hand on the chart means, which shows the period `now`; None for all time.

    A click on what alone is shown takes the period off.

    selection  as Streamlit gives it: `bar` for what was clicked, `brush` for what was dragged across
    """
    if clicked := selection.get("bar"):
        one = units.around(_day(clicked[0]["from"]), unit)
        return None if one == now else one
    start, end = sorted(edge / _DAY_MS + _EPOCH for edge in selection["brush"]["from"])
    return units.whole(start, end, unit)


def _all_time(corpus: Corpus, filters: Filters) -> Period | None:
    """From the first to the last report, and to the period that is chosen where anything is of then.

    What single sentences speak of may be long ago ("on 15 May 1948"), and would leave no room for the news.
    """
    spoken_of = corpus.days
    if spoken_of is None:
        return None
    asked = [min(max(day, spoken_of[0]), spoken_of[1]) for day in (filters.since, filters.until) if day]
    known = [*(corpus.snapshot.days or spoken_of), *asked]
    return min(known), max(known)


def _period(filters: Filters, days: Period) -> Period | None:
    """The part of all time that is chosen; None for all of it."""
    if not (filters.since or filters.until):
        return None
    return max(filters.since or days[0], days[0]), min(filters.until or days[1], days[1])


def _default(days: Period) -> Unit:
    long = (days[1] - days[0]).days
    return "day" if long <= DAYS_BY_DAY else "week" if long <= DAYS_BY_WEEK else "month"


def _chart(corpus: Corpus, filters: Filters, unit: Unit, shown: Period, colours: Mapping[str, str] | None) -> None:
    found = corpus.timeline(filters, unit)
    period = _period(filters, shown)
    dark = st.context.theme.type == "dark"
    stacked = dict(colours) if colours else {"stories": _COLOUR[dark]}
    if colours:
        stacked[_NO_KIND] = _GREY
    hits, bars = _data(found, unit, shown, period, list(stacked))
    # A new key each time that the period changes by anything else than the brush.
    key = f"timeline-{unit}-{shown[0]}-{shown[1]}-{period and period[0]}-{period and period[1]}"

    @state.by_hand
    def selected() -> None:
        by_hand = st.session_state[key]["selection"]
        if any(by_hand.values()):
            since, until = chosen(by_hand, unit, period) or (None, None)
            st.session_state.update({state.SINCE: since, state.UNTIL: until, state.PLAYING: False})

    most = max(hits, key=itemgetter("stories"))
    st.vega_lite_chart(
        spec=chart(hits, bars, unit, shown, period, stacked),
        key=key,
        on_select=selected,
        height=HEIGHT,
        alt=text.timeline(unit, shown, most=most["days"], stories=most["stories"]),
    )
    starts = found["start"].dt.date
    first, last = units.around(shown[0], unit)[0], shown[1]
    outside = [int(found["mentions"][there].sum()) for there in (starts < first, starts > last)]
    st.html(markup.hint(text.timeline_hint(unit, *outside)))


def _data(
    found: pd.DataFrame, unit: Unit, shown: Period, period: Period | None, stacked: list[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A row for each unit, and one for each part of its bar."""
    columns = zip(
        found["start"].dt.date, found["stories"].tolist(), *(found[kind].tolist() for kind in EVENT_KINDS), strict=True
    )
    counts = {start: (stories, dict(zip(EVENT_KINDS, kinds, strict=True))) for start, stories, *kinds in columns}
    nothing = 0, dict.fromkeys(EVENT_KINDS, 0)
    hits: list[dict[str, Any]] = []
    bars: list[dict[str, Any]] = []
    for days in units.every(*shown, unit):
        stories, of_kinds = counts.get(days[0], nothing)
        start, end = _moment(days[0]), _moment(days[1] + timedelta(days=1))
        place = {"from": start, "to": end, "middle": (start + end) // 2}
        place["chosen"] = period is None or (period[0] <= days[1] and days[0] <= period[1])
        kinds = text.kinds_of_bar(of_kinds)
        hits.append(
            {
                **place,
                "days": text.bars(days),
                "stories": stories,
                "kinds": kinds,
                "said": text.bar(days, stories, kinds),
            }
        )
        parts = {**of_kinds, _NO_KIND: stories - sum(of_kinds.values()), "stories": stories}
        heights = [parts[part] for part in stacked]
        place["to"] = end - int((end - start) * _GAP)
        bars += [
            {**place, "part": part, "low": high - height, "high": high}
            for part, height, high in zip(stacked, heights, accumulate(heights), strict=True)
            if height
        ]
    return hits, bars


def chart(
    hits: list[dict[str, Any]],
    bars: list[dict[str, Any]],
    unit: Unit,
    shown: Period,
    period: Period | None,
    colours: Mapping[str, str],
) -> dict[str, Any]:
    """The bars, and above them what the pointer meets: as high as the chart, so that a day of one story can be hit."""
    drawn = {
        "data": {"name": "bars"},
        "mark": {"type": "rect", "aria": False},
        "encoding": {
            "x": {**_FROM, "axis": axis(shown, unit)},
            "x2": {"field": "to"},
            "y": {"field": "low", "type": "quantitative", "axis": _HEIGHT_AXIS},
            "y2": {"field": "high"},
            "color": {
                "field": "part",
                "type": "nominal",
                "legend": None,
                "scale": {"domain": list(colours), "range": list(colours.values())},
            },
            "opacity": {"condition": {"test": _BRIGHT, "value": 1}, "value": _FADED},
        },
    }
    # what is chosen, drawn as the brush draws it
    veil = {
        "data": {"name": "veil"},
        "mark": {"type": "rect", "aria": False, "color": _GREY, "opacity": _VEIL, "stroke": _GREY},
        "encoding": {"x": _FROM, "x2": {"field": "to"}},
    }
    met = {
        "name": "met",
        "data": {"name": "hits"},
        "mark": {"type": "rect", "opacity": 0},
        "encoding": {
            "x": _FROM,
            "x2": {"field": "to"},
            "tooltip": [
                {"field": "days", "type": "nominal", "title": text.PERIOD},
                {"field": "stories", "type": "quantitative", "title": text.STORIES, "format": ","},
                {"field": "kinds", "type": "nominal", "title": text.KINDS_OF_EVENT},
            ],
            "description": {"field": "said", "type": "nominal"},
        },
    }
    layers, tables = (
        [drawn, met],
        {"bars": pa.Table.from_pylist(bars, _BARS), "hits": pa.Table.from_pylist(hits, _HITS)},
    )
    if period and period[0] <= period[1]:
        layers.insert(1, veil)
        edges = {"from": [_moment(period[0])], "to": [_moment(period[1] + timedelta(days=1))]}
        tables["veil"] = pa.table(edges)
    return {
        "layer": layers,
        "params": [
            {"name": "brush", "views": ["met"], "select": _BRUSH},
            {
                "name": "bar",
                "views": ["met"],
                "select": {"type": "point", "fields": ["from"], "on": "click", "clear": False},
            },
        ],
        "padding": {"left": 0, "right": 12, "top": 4, "bottom": 5},
        "datasets": tables,
    }


def axis(shown: Period, unit: Unit) -> dict[str, Any]:
    """Years, months or units, each where it begins, no more than there is room for; the first says its year."""
    long = (shown[1] - shown[0]).days
    by: Unit = "month" if long > _BY_MONTH else unit
    starts = [one[0] for one in units.every(*shown, by) if one[0] >= units.around(shown[0], unit)[0]]
    if long > _BY_YEAR:
        starts = [day for day in starts if day.month == 1]
    starts = starts[:: len(starts) // MOST_TICKS + 1]
    plain = "%Y" if long > _BY_YEAR else "%B" if by == "month" else "%-d %B"
    year = "%Y" if long > _BY_YEAR else f"{plain} %Y"
    turn = "datum.index == 0 || (utcmonth(datum.value) == 0 && utcdate(datum.value) == 1)"
    return {
        "title": None,
        "grid": False,
        "values": {"expr": str([_moment(day) for day in starts])},
        "labelExpr": f"utcFormat(datum.value, {turn} ? '{year}' : '{plain}')",
        "labelOverlap": "greedy",
        "labelFlush": True,
        "labelPadding": 4,
        "labelSeparation": 10,
    }


def _moment(day: date) -> int:
    return (day.toordinal() - _EPOCH) * _DAY_MS


def _day(moment: float) -> date:
    return date.fromordinal(int(moment // _DAY_MS) + _EPOCH)
