"""Texts, whatever they say: located, dated, cleaned, cut, told in which language, and looked up."""

from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise

from benchmarks.fuzzing.target import as_text, target
from geo import Article, Gazetteer, locate
from geo.errors import InputError
from geo.geocoder import Dateline
from geo.locate import default_gazetteer
from geo.names import acronym, fold, romanization
from geo.output import FORMATS
from news.add import prepare, writable
from news.clean import clean, clean_text
from news.columns import guess_columns, parse_columns
from news.corrections import corrected
from news.language import identify
from news.markup import plain
from news.parts import part_bytes
from news.published import LANGUAGES, day_first, read_day
from news.records import Correction
from news.rows import article_table
from news.sentences import sentence_spans
from news.stories import Stories
from news.when import expressions

NEWS = (
    "Shelling hit Nawa, 30 km north of Daraa, Syria, on June 19, 2018. Moscow-brokered talks "
    "began last week in Geneva.",
    "Air strikes near the Golan Heights between Hama and Idlib; the University of Aleppo was "
    "hit at 6:30 p.m. Sunday.\n\n"
    "(Daraa, July 2) Thousands fled to the Jordanian border, off the coast of Latakia and 5-10 "
    "miles south-west of U.S. bases.",
    "سقطت قذائف على مدينة نوى شمال درعا يوم الثلاثاء 19 حزيران 2018 وبحمص وحلب قال المرصد السوري",
    "מטוסים תקפו ליד ירושלים ובדרעא ביום שני, 3 ביולי 2018. תושבים נמלטו אל הגולן",
    "Обстрел Киева и Харькова начался вчера, 24 июля 2018 года. Москва заявила, что в Донецке тихо.",
    "Saldırıda İstanbul'da ve Diyarbakır yakınlarında 19 Haziran 2018 Salı günü üç kişi öldü.",
    "Le 3 juillet, des milliers de personnes ont fui Alep et le nord d'Idlib ; à Paris, M. Martin s'est tu.",
    "شهر تهران و استان خوزستان در ۲۸ خرداد ۱۳۹۷ شاهد اعتراض بود. مردم در اهواز جمع شدند",
)
WORDS = (
    "Daraa Syria Homs Moscow Paris London Washington Georgia Jordan Nawa near north south km "
    "miles between and of the in "
    "border coast Province Governorate University Mr. St. U.S. last week yesterday June 19, 2018 Monday today ago two "
    "killed bombing protest aid talks درعا حمص يوم Киев вчера İstanbul'da ירושלים 3 July "
    "2018-07-03 noon ( ) « » “ ” ’ - – . , ; : ?"
)


@cache
def gazetteer() -> Gazetteer:
    """Without what whoever fuzzes has added."""
    return default_gazetteer()


def article_of(data: bytes) -> Article:
    """An article in any language, with or without a day: the first byte says which."""
    code = data[0] if data else 0
    language = [None, *LANGUAGES, "zz", "English"][code % (len(LANGUAGES) + 3)]
    day = date(2018, 7, 3) if code < 128 else None
    text = as_text(data[1:])
    return Article("1", text, title=text[:80], url=text[:40], source=text[-40:], published=day, language=language)


def keepable(*texts: str | None) -> None:
    """No text may hold what no file can."""
    for text in texts:
        (text or "").encode()


_ARTICLES = tuple(b"\0" + text.encode() for text in NEWS)


@target(*_ARTICLES, words=WORDS)
def located(data: bytes) -> None:
    article = article_of(data)
    found = locate(article)
    starts = [placement.mention.start for placement in found]
    assert starts == sorted(starts), "mentions stand in the order of the text"
    for placement in found:
        mention = placement.mention
        assert article.text[mention.start : mention.end] == mention.text
        assert 0 <= placement.confidence <= 1
        assert placement.reason
    for format_ in FORMATS.values():
        for line in format_(found):
            assert isinstance(line, str)


@target(*_ARTICLES, words=WORDS)
def prepared(data: bytes) -> None:
    """The whole way of an article into a part: cleaned, located, dated, with its kinds and its story."""
    article = writable(article_of(data))
    now = datetime(2018, 7, 4, tzinfo=UTC)
    try:
        entry = prepare(article, origin="fuzz", gazetteer=gazetteer(), located_by="", now=now)
    except InputError:
        return
    for event in entry.events:
        mention = event.placement.mention
        assert entry.article.text[mention.start : mention.end] == mention.text
        assert (event.when.start is None) == (event.when.end is None)
        assert event.when.start is None or event.when.start <= event.when.end
    part_bytes(article_table([entry]))
    stories = Stories()
    stories.remember(entry.article, entry.article.published, "")
    stories.match(entry.article, entry.article.published)
    said = [
        Correction("1", start, start + size, entry.article.text[start : start + size], verdict, "Noor", now, role=role)
        for start, size, verdict, role in zip(
            data[:8], data[8:16], ("place", "role", "no place") * 3, (None, "literal") * 4, strict=False
        )
    ]
    corrected(entry.article, entry.events, said)


@target(*_ARTICLES, words=WORDS)
def dated(data: bytes) -> None:
    article = article_of(data)
    for language in ("en", article.language or "ar"):
        for one in expressions(article.text, published=article.published, language=language):
            assert one.start < one.end <= len(article.text)


@target(
    "2018-07-03",
    "3 July 2018",
    "Tue, 03 Jul 2018 23:30:00 -0700",
    "03/04/2018\n25/04/2018",
    "1530576000",
    "٣ يوليو ٢٠١٨",
    "20180703T1230Z",
    "3 de julio de 2018",
    "2018年7月3日",
    words=WORDS,
)
def days(data: bytes) -> None:
    lines = as_text(data).split("\n")
    order = day_first(lines)
    for line in lines[:200]:
        read_day(line)
        read_day(line, day_first=order)


_MESS = "Shells fell on Daraaâ€™s old town.\n\nShare this article\nAdvertisement\n\nÐœÐ¾ÑÐºÐ²Ð° "
"&amp;amp; Ù†ÙˆÙ‰ \u202eabc\u202c.\r\n"


@target(
    *NEWS,
    _MESS,
    f"{'The same paragraph stands here a second time, to the letter. ' * 5}\n" * 3,
    words="â€™ Ã© Ù† &amp; &lt; \xad",
)
def cleaned(data: bytes) -> None:
    text = as_text(data)
    clean_ = clean_text(text)
    keepable(clean_)
    assert clean_text(clean_) == clean_, "cleaning what is clean changes nothing"
    clean(Article("1", text, text[:50], text[:50], text[:50]))


@target(*NEWS, words=WORDS)
def language(data: bytes) -> None:
    identify(as_text(data))


@target(*NEWS, 'He said: "No." Mr. St. John left... (Really?) 3.5 km.', words=". ! ? … ) ” Mr. U.S. a.b.")
def sentences(data: bytes) -> None:
    text = as_text(data)
    spans = sentence_spans(text)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)


@target(
    "Daraa",
    "Paris, Texas",
    "Deir ez-Zor",
    "U.S.",
    "Muḩāfaz̧at Dar‘ā",
    "St. John's, Newfoundland",
    "القدس",
    "Київ",
    words=WORDS,
)
def names(data: bytes) -> None:
    name = as_text(data)
    fold(name)
    acronym(name)
    for script in ("arabic", "cyrillic"):
        romanization(name, script)
    gazetteer().find(name)
    Dateline().geocode(name)
    gazetteer().by_id(name)


@target(
    "<p>Shells fell on <b>Nawa</b>.</p><script>x()</script><ul><li>one<li>two</ul>&amp; &#x41; <br/>",
    "no markup at all",
    words="<p> </p> <div> </div> <script> <!-- --> <![CDATA[ ]]> <svg> <math> <table> <select> "
    "<template> &#0; &#xD800; &lt; <br> < >",
)
def fragments(data: bytes) -> None:
    plain(as_text(data))


@target("text=body,published=date", 'text="Body, full",title=headline,url=link', words='text= title= , " =')
def columns_said(data: bytes) -> None:
    try:
        parse_columns(as_text(data))
    except InputError:
        return


@target(
    "id,text,date,url\n1,Shells fell on Daraa,2018-07-03,https://a.example/1\n2,Quiet in Homs,03/07/2018,x",
    "Überschrift\tТекст\tتاريخ\nx\tThousands fled from Aleppo to the border.\t2018",
    words="text title url id , 2018-07-03 https://",
)
def columns_guessed(data: bytes) -> None:
    header, *rows = [line.split(",") for line in as_text(data).split("\n")]
    guess_columns(header, [dict(zip(header, row, strict=False)) for row in rows[:50]])
