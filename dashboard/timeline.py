"""The histogram below the map: the stories of each day, week or month, with a brush that chooses the period.

It shows all time under the other filters, the period in it and the rest faded. The brush is drawn anew where the
period changes, whoever changed it: the date inputs, playing, a link or the brush itself, which so comes to lie on
whole units. Time is counted in UTC from the data to the axis: in the reader's own zone a day would begin on another.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, cast

import altair as alt
import pandas as pd
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
_TIME = alt.Scale(type="utc", nice=False)
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

    days, stories = hits.loc[hits["stories"].idxmax(), ["days", "stories"]]
    st.altair_chart(
        chart(hits, bars, unit, shown, period, stacked),
        key=key,
        on_select=selected,
        height=HEIGHT,
        alt=text.timeline(unit, shown, most=days, stories=stories),
    )
    starts = found["start"].dt.date
    first, last = units.around(shown[0], unit)[0], shown[1]
    outside = [int(found["mentions"][there].sum()) for there in (starts < first, starts > last)]
    st.html(markup.hint(text.timeline_hint(unit, *outside)))


def _data(
    found: pd.DataFrame, unit: Unit, shown: Period, period: Period | None, stacked: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row for each unit, and one for each part of its bar."""
    counts = {row.pop("start").date(): row for row in cast(list[dict[Any, Any]], found.to_dict("records"))}
    hits, bars = [], []
    for days in units.every(*shown, unit):
        row = counts.get(days[0], {})
        of_kinds = {kind: int(row.get(kind, 0)) for kind in EVENT_KINDS}
        stories = int(row.get("stories", 0))
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
    types = {**dict.fromkeys(place, "int64"), "chosen": bool, "part": str, "low": "int64", "high": "int64"}
    return pd.DataFrame(hits), pd.DataFrame(bars, columns=list(types)).astype(types)  # Altair asks even where empty


def chart(
    hits: pd.DataFrame,
    bars: pd.DataFrame,
    unit: Unit,
    shown: Period,
    period: Period | None,
    colours: Mapping[str, str],
) -> alt.LayerChart:
    """The bars, and above them what the pointer meets: as high as the chart, so that a day of one story can be hit."""
    brush = alt.selection_interval(
        name="brush",
        encodings=["x"],
        mark=alt.BrushConfig(fill=_GREY, fillOpacity=_VEIL, stroke=_GREY),
        translate=False,
        zoom=False,
    )
    bar = alt.selection_point(name="bar", fields=["from"], on="click", clear=False)
    height = alt.Axis(title=None, tickCount=3, tickMinStep=1, format="d", domain=False, ticks=False)
    drawn = (
        alt.Chart(bars)
        .mark_rect(aria=False)
        .encode(
            alt.X("from:T", scale=_TIME, axis=axis(shown, unit)),
            alt.X2("to"),
            alt.Y("low:Q", axis=height),
            alt.Y2("high"),
            alt.Color("part:N", legend=None, scale=alt.Scale(domain=list(colours), range=list(colours.values()))),
            opacity=alt.condition(_BRIGHT, alt.value(1), alt.value(_FADED)),
        )
    )
    met = (
        alt.Chart(hits)
        .mark_rect(opacity=0)
        .encode(
            alt.X("from:T", scale=_TIME),
            alt.X2("to"),
            tooltip=[
                alt.Tooltip("days:N", title=text.PERIOD),
                alt.Tooltip("stories:Q", title=text.STORIES, format=","),
                alt.Tooltip("kinds:N", title=text.KINDS_OF_EVENT),
            ],
            description=alt.Description("said:N"),
        )
        .add_params(brush, bar)
    )
    veil = [_veil(period)] if period and period[0] <= period[1] else []
    return alt.layer(drawn, *veil, met).properties(padding={"left": 0, "right": 12, "top": 4, "bottom": 5})


def _veil(period: Period) -> alt.Chart:
    """What is chosen, drawn as the brush draws it."""
    edges = {"from": [_moment(period[0])], "to": [_moment(period[1] + timedelta(days=1))]}
    veil = alt.Chart(pd.DataFrame(edges)).mark_rect(color=_GREY, opacity=_VEIL, stroke=_GREY, aria=False)
    return veil.encode(alt.X("from:T", scale=_TIME), alt.X2("to"))


def axis(shown: Period, unit: Unit) -> alt.Axis:
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
    return alt.Axis(
        title=None,
        grid=False,
        values=alt.ExprRef(str([_moment(day) for day in starts])),
        labelExpr=f"utcFormat(datum.value, {turn} ? '{year}' : '{plain}')",
        labelOverlap="greedy",
        labelFlush=True,
        labelPadding=4,
        labelSeparation=10,
    )


def _moment(day: date) -> int:
    return (day.toordinal() - _EPOCH) * _DAY_MS


def _day(moment: float) -> date:
    return date.fromordinal(int(moment // _DAY_MS) + _EPOCH)
