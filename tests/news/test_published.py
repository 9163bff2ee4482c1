"""The day as written is the day, whatever zone, and what could be two days is none."""

import time
from datetime import date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from news.published import LANGUAGES, day_first, read_day

THE_23RD = date(2018, 7, 23)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2026, 1, 1), timezones=ZONES)


@pytest.mark.parametrize(
    "value",
    [
        "2018-07-23", "2018-07-23T23:30:00-07:00", "2018-07-23 23:30:00", "2018-07-23T00:10Z", "2018/07/23",
        "2018-7-23", "20180723", "20180723T233000Z", "20180723233000", "Mon, 23 Jul 2018 23:30:00 -0700",
        "Mon Jul 23 23:30:00 2018", "Mon Jul 23 23:30:00 PDT 2018", "23 July 2018", "23rd of July, 2018",
        "July 23, 2018", "Jul. 23rd 2018", "JULY 23, 2018, 11:30 p.m.", "23.07.2018", "23/07/2018", "07/23/2018",
        "Published: Monday, 23 July 2018 (updated 25 July 2018)", "23-07-2018", "23.07.2018, 23:30 Uhr", "1532388600",
        "1532388600.0", "1532388600000",
        "23 يوليو 2018", "٢٣ تموز ٢٠١٨", "23 تموز/يوليو 2018", "٢٣‏/٧‏/٢٠١٨", "23. Juli 2018", "23 de julio de 2018",
        "۲۳ ژوئیه ۲۰۱۸", "23 juillet 2018", "23 ביולי 2018", "23 июля 2018 г.", "23 Temmuz 2018", "23 липня 2018",
    ],
)  # fmt: skip
def test_a_day_is_read(value: str) -> None:
    assert read_day(value) == THE_23RD


@pytest.mark.parametrize(
    "value",
    [
        "", "yesterday", "2018", "2018-07", "July 2018", "03/04/2018", "2018-02-30", "31 June 2018", "0000-00-00",
        "0001-01-01", "1899-12-31", "2150-01-01", "23/07/18", "32.07.2018", "13/13/2018", "12345",
        "192.168.10.2018", "NaN",
    ],
)  # fmt: skip
def test_what_names_no_day_or_two_is_none(value: str) -> None:
    assert read_day(value) is None


def test_the_first_of_a_month_may_be_spelt_as_french_does() -> None:
    assert read_day("1er août 2018") == date(2018, 8, 1)


def test_a_year_ahead_is_too_far() -> None:
    assert read_day((date.today() + timedelta(days=30)).isoformat())
    assert read_day((date.today() + timedelta(days=400)).isoformat()) is None


def test_a_column_tells_which_number_is_the_day() -> None:
    assert day_first(["03/04/2018", "no date", "23/04/2018"]) is True
    assert day_first(["03/04/2018", "04/23/2018 10:00"]) is False
    assert day_first(["03/04/2018"]) is None
    assert day_first(["23/04/2018", "04/23/2018"]) is None
    assert read_day("03/04/2018", day_first=True) == date(2018, 4, 3)
    assert read_day("03/04/2018", day_first=False) == date(2018, 3, 4)
    assert read_day("23/04/2018", day_first=False) == date(2018, 4, 23)


def test_nor_does_the_zone_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    try:
        assert read_day("1532304600") == THE_23RD  # ten past midnight, UTC
    finally:
        monkeypatch.undo()
        time.tzset()


@given(TIMES)
def test_no_time_zone_moves_a_day(at: datetime) -> None:
    assert read_day(at.isoformat()) == at.date()
    assert read_day(format_datetime(at)) == at.date()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_month_of_cldr_is_known(language: str) -> None:
    for locale in (Locale.parse(language), *([Locale.parse("ar_LB")] if language == "ar" else [])):
        for number, name in locale.months["format"]["wide"].items():
            assert read_day(f"23 {name} 2018") == date(2018, number, 23)


@given(st.text(max_size=300), st.sampled_from([None, True, False]))
def test_any_text_is_a_day_or_none(value: str, first: bool | None) -> None:
    day = read_day(value, day_first=first)
    assert day is None or day.year >= 1900


@given(st.text(alphabet="0123456789٠١٢/-. :TZ", max_size=30), st.sampled_from([None, True, False]))
def test_any_row_of_digits_is_a_day_or_none(value: str, first: bool | None) -> None:
    day = read_day(value, day_first=first)
    assert day is None or day.year >= 1900
