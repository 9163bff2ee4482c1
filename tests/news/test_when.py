"""Time expressions: which words, which days, and that no text whatever breaks or slows the reading."""

import time
from datetime import date

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from geo import Article, When
from news.calendar import fold, numbers
from news.sentences import sentence_spans
from news.when import expressions, whens

TUESDAY = date(2018, 7, 3)
LANGUAGES = "en ar de es fa fr he ru tr uk".split()
WORDS = (
    "on in since between and from to until early mid late the end of last next this past two 3 19th 24 hours days "
    "weeks ago later after June Mar. May Sunday Monday, yesterday today 2015 2015-17 1990s 1/7/2012 12.06.2018 "
    "2018-06-28 summer of first quarter half weekend New Year's Eve Christmas Day will be held attack alliance ( ) "
    "; . that who war in Syria, أمس 19 حزيران/يونيو يوم الأحد الماضي منذ 31 февраля года в понедельник letzte Woche "
    "am 19. Juni İstanbul'da Temmuz'da ב-19 ביוני 2018 ۲۹ مه"
).split()
PUBLISHED = st.none() | st.dates()


def found(text: str, published: date | None = TUESDAY, language: str = "en") -> list[tuple[str, str, str]]:
    return [
        (text[one.start : one.end], str(one.when.start), str(one.when.end))
        for one in expressions(text, published=published, language=language)
    ]


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        ("on Sunday", "Sunday", "2018-07-01", "2018-07-01"),
        ("on Tuesday", "Tuesday", "2018-07-03", "2018-07-03"),
        ("last Tuesday", "last Tuesday", "2018-06-26", "2018-06-26"),
        ("this Friday", "this Friday", "2018-07-06", "2018-07-06"),
        ("It will open on Tuesday", "Tuesday", "2018-07-03", "2018-07-03"),
        ("On Friday, the court will rule", "Friday", "2018-07-06", "2018-07-06"),
        ("He said on Friday that it will rule", "Friday", "2018-06-29", "2018-06-29"),
        ("on July 4", "July 4", "2018-07-04", "2018-07-04"),  # it is the 4th already elsewhere
        ("on July 5", "July 5", "2017-07-05", "2017-07-05"),
        ("on February 29", "February 29", "2016-02-29", "2016-02-29"),
        ("It will open at 6:30 p.m. on August 5", "August 5", "2018-08-05", "2018-08-05"),
        ("on Thursday, June 28", "Thursday, June 28", "2018-06-28", "2018-06-28"),
        ("on Monday, Dec. 14", "Monday, Dec. 14", "2015-12-14", "2015-12-14"),  # the year in which it was one
        ("from December 28 to January 3", "December 28 to January 3", "2017-12-28", "2018-01-03"),
        ("February – April 2018", "February – April 2018", "2018-02-01", "2018-04-30"),
        ("in July of last year", "July of last year", "2017-07-01", "2017-07-31"),
        ("the end of the year", "the end of the year", "2018-09-01", "2018-12-31"),
        ("in the last two months", "the last two months", "2018-05-03", "2018-07-03"),
        ("It meets this weekend. ", "this weekend", "2018-06-30", "2018-07-01"),
        ("It will meet this weekend", "this weekend", "2018-07-07", "2018-07-08"),
        ("in the last quarter of 2016", "the last quarter of 2016", "2016-10-01", "2016-12-31"),
        ("last winter", "last winter", "2017-12-01", "2018-02-28"),
        ("on the 29th, he left", "29th", "2018-06-29", "2018-06-29"),
        ("100 years ago", "100 years ago", "1918-01-01", "1918-12-31"),
    ],
)  # fmt: skip
def test_an_expression_means_its_days(text: str, words: str, start: str, end: str) -> None:
    assert found(text) == [(words, start, end)]


def test_a_day_is_reckoned_from_the_one_before_it() -> None:
    assert found("He fled on 2 May 2015 and was back two days later") == [
        ("2 May 2015", "2015-05-02", "2015-05-02"),
        ("two days later", "2015-05-04", "2015-05-04"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Mrs May", "in May's cabinet", "the March on Rome", "the March 14 alliance", "Black Friday", "Friday prayers",
        "every Monday", "on Mondays", "The Sunday Times", "2000 fighters", "in 2015 villages", "in 2000 gunmen fled",
        "Resolutions 2254 and 2118", "the 2018 Toyota", "1,999 people", "$2015", "on 31 June", "June 31", "9/11",
        "USA Today", "room 2015", "on 30 February", "the September 11 attacks", "for three days", "weeks of fighting",
        "years ago", "on the 19th floor", "3/4/2018",
        "U.N. Resolution 1701", "10:30", "2015%", "2015.5", "a Sunday", "an 1850 map", "in 1850", "in 2300",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert found(text) == []


def test_without_a_date_of_publication_only_what_tells_its_year_is_resolved() -> None:
    text = "yesterday, on Sunday, on 3 June, in May, last week, since 2011, in 2012, from 3 June to 5 July 2014"
    assert [words for words, _, _ in found(text, None)] == ["2012", "3 June to 5 July 2014"]


def test_words_say_since() -> None:
    (one,) = expressions("No aid since last Friday", published=TUESDAY, language="en")
    assert one.when == When(date(2018, 6, 29), TUESDAY, "stated", "since last Friday")


def test_a_dateline_dates_what_follows() -> None:
    text = "AMMAN, July 1 (Agency) - Talks failed. Shells fell on Tafas. Ibta was hit yesterday."
    article = Article("1", text, published=TUESDAY)
    starts = [text.index(name) for name in ("AMMAN", "Tafas", "Ibta")]
    amman, tafas, ibta = whens(article, starts, sentences=sentence_spans(text))
    assert (amman.start, amman.basis) == (date(2018, 7, 1), "stated")
    assert (tafas.start, tafas.basis) == (date(2018, 7, 1), "published")
    assert (ibta.start, ibta.basis) == (date(2018, 6, 30), "stated")


def test_a_dash_makes_no_dateline() -> None:
    text = "US says three killed on Sunday - Tafas quiet today"
    (tafas,) = whens(
        Article("1", text, published=TUESDAY, language="en"), [text.index("Tafas")], sentences=sentence_spans(text)
    )
    assert tafas.start == TUESDAY


def test_a_date_that_leads_the_next_sentence_stays_there() -> None:
    text = "Shells fell on Tafas. Sunday Ibta was hit.."
    tafas, ibta = whens(
        Article("1", text, published=TUESDAY, language="en"),
        [text.index("Tafas"), text.index("Ibta")],
        sentences=sentence_spans(text),
    )
    assert (tafas.basis, ibta.basis) == ("published", "stated")


def test_headlines_in_one_line_do_not_date_each_other() -> None:
    text = "Raids on Hama;At least 12 were killed yesterday in Homs"
    hama, homs = whens(
        Article("1", text, published=TUESDAY), [text.index("Hama"), text.index("Homs")], sentences=[(0, len(text))]
    )
    assert (hama.basis, homs.basis) == ("published", "stated")


def test_a_mention_without_a_sentence_is_of_the_day_of_publication() -> None:
    assert whens(Article("1", "Homs", published=TUESDAY), [0], sentences=[]) == (When(TUESDAY, TUESDAY, "published"),)
    assert whens(Article("1", "on Sunday in Homs"), [13], sentences=[]) == (When(),)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_lexicon_has_what_cldr_has(language: str) -> None:
    locale = Locale.parse(language)
    for number, name in locale.months["format"]["wide"].items():
        assert numbers(language, "months")[fold(name)] == number
    listed = " ".join(numbers(language, "weekdays"))
    for name in locale.days["format"]["wide"].values():
        assert fold(name)[:-1] in listed  # Russian's are in the accusative


def test_capitals_move_no_span() -> None:
    assert found("İSTANBUL'DA İKİ KİŞİ 19 HAZİRAN 2018'de öldü", language="tr") == [
        ("19 HAZİRAN 2018", "2018-06-19", "2018-06-19")
    ]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=30), PUBLISHED, st.sampled_from(LANGUAGES))
def test_any_text_is_read(words: list[str], published: date | None, language: str) -> None:
    text = " ".join(words)
    end = 0
    for one in expressions(text, published=published, language=language):
        assert end <= one.start < one.end <= len(text)
        end = one.end
        assert one.when.basis == "stated"
        assert one.when.words
        assert one.when.start
        assert one.when.end
        assert one.when.start <= one.when.end


@given(
    st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=30), PUBLISHED, st.sampled_from([*LANGUAGES, None])
)
def test_every_mention_has_a_when(words: list[str], published: date | None, language: str | None) -> None:
    text = " ".join(words)
    starts = range(len(text) + 1)
    article = Article("1", text, published=published, language=language)
    for one in whens(article, starts, sentences=sentence_spans(text)):
        assert (one.basis == "unknown") == (one.start is None) == (one.end is None)
        assert one.basis != "published" or one.start == one.end


@pytest.mark.parametrize(
    "unit",
    ["1", "on ", "May ", "2015 ", "the past ", "July 3-", "a day after ", "(", "Monday, ", "between 3 and ", "who ",
     "A, ", "will ", "the July 2006 war of ", "In 2015, ", "since "],
)  # fmt: skip
def test_the_time_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        start = time.process_time()
        whens(Article("1", text, published=TUESDAY, language="en"), range(0, length, 20), sentences=[(0, length)])
        return time.process_time() - start

    short, long = min(seconds(5_000) for _ in range(3)), min(seconds(40_000) for _ in range(2))
    assert long < 8 * 3 * short + 0.05
