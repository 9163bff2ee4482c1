"""What cleaning takes away, and above all what it leaves."""

import json
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad
from hypothesis import example, given
from hypothesis import strategies as st

from geo import Article
from news.clean import _BROKEN, clean, clean_text

ROOT = Path(__file__).parent.parent.parent

LEAD = "The foreign minister flew to the coast on Monday to talk about the ceasefire, his office said in the evening."
BODY = """The talks were asked for by the president, whose envoy had been in the port two days before.
Both sides have met several times since spring, and neither expects much of a third round.
“We will see,” said the envoy.
Shells fell on the villages east of the river while the two men were having their lunch."""


def mojibake(text: str, encoding: str = "windows-1252") -> str:
    return text.encode("utf-8").decode(encoding)


# -- The article as it may come


def test_a_page_copied_with_its_body_twice_comes_out_as_one_article() -> None:
    page = f"Breadcrumb\nMinister talks on the coast\n2 min read\n{LEAD}\n{BODY}\n{BODY}\nÌý"
    assert clean_text(page) == f"Minister talks on the coast\n{LEAD}\n{BODY}"


def test_title_and_text_are_cleaned_and_source_and_address_stripped() -> None:
    article = Article(
        "a",
        "Breadcrumb\n" + LEAD,
        title=mojibake("Café in Alep – “closed”", "latin-1"),
        url="https://example.org/\n\u202ea",
        source="The\x00 Daily\tPost",
        language="en",
    )
    assert clean(article) == Article(
        "a",
        LEAD,
        title="Café in Alep – “closed”",
        url="https://example.org/a",
        source="The Daily Post",
        language="en",
    )


def test_a_text_that_begins_with_its_title_keeps_it() -> None:
    article = Article("a", f"Shells hit the port\n{LEAD}", title="Shells hit the port")
    assert clean(article) == article


# -- What is right stays to the letter


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "He said:  “It’s the ﬁrst ﬂood”—or ‘so’…  Then left.",
        "Ｔｏｋｙｏ ﾄｳｷｮｳ 10³ m² ½ № 5 €20 £3 ¥4 °C ±1",
        "São Tomé, Łódź, Reykjavík, Đà Nẵng, Şanlıurfa, Kraków, Ærø, Œuvre, cœur à cœur, Ântila, À LA CARTE",
        "Noe\u0308l in Mu\u0308nchen",  # decomposed is not broken
        "Российские войска обстреляли Харьков. «Ђурђевдан» в Вђ. Ґанок, ґава",
        "قصفت الطائرات مدينة درعا في سوريا، «وقالت» المصادر: ٣ قتلى.",
        "نیروهای روسی به روستاهای اطراف خارکیف حمله می‌کنند؛ آیت‌الله",
        "המורדים כבשו את העיר, אמר דובר צה״ל (50%)\u200f. שלום!",
        "श्रीलंका में क्\u200dष और क्\u200cष",
        "Family 👨‍👩‍👧 ❤️ 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👍🏽",
        "叛军占领了这座城市。「反乱軍」が町を占領した",
        "Tags such as <b>bold</b> and <script>alert(1)</script> are text.",
        "AT&T, Q&A, R & D; a&b; x &y; ?a=1&copy=2",
        "He saidâ€? no, and leftâ€\ufffd",  # what can't be told any more
        "One\n\n\nTwo\n \nThree\n",
        "tab\tand no-break\u00a0space",
    ],
)
def test_text_without_a_fault_is_left_alone(text: str) -> None:
    assert clean_text(text) == text


def test_no_gold_sentence_and_no_sample_changes() -> None:
    paths = [*(ROOT / "tests" / "gold").glob("sentences*.jsonl"), ROOT / "data" / "articles.jsonl"]
    texts = [json.loads(line)["text"] for path in paths for line in path.read_text("utf-8").splitlines()]
    assert len(texts) > 500
    assert [text for text in texts if clean_text(text) != text and "&nbsp;" not in text] == []


# -- Characters


@pytest.mark.parametrize("encoding", ["windows-1252", "latin-1", "macroman", "cp437"])
@pytest.mark.parametrize("text", ["Le préfet a été blessé à Alep.", "Der Überfall auf Köln – „später“", "L’armée"])
def test_mojibake_is_mended(text: str, encoding: str) -> None:
    try:
        broken = mojibake(text, encoding)
    except UnicodeDecodeError:
        broken = text.encode().decode("sloppy-" + encoding)
    assert clean_text(broken) == text


@pytest.mark.parametrize("text", ["Российские войска обстреляли Харьков", "قصفت الطائرات مدينة درعا", "המורדים כבשו"])
def test_mojibake_of_other_scripts_is_mended(text: str) -> None:
    assert clean_text(mojibake(text, "latin-1")) == text


def test_only_the_broken_lines_change() -> None:
    right = "Łódź and Đà Nẵng, “both” named here, lie on the same line of this text, which is long enough for one."
    assert clean_text(f"{right}\n{mojibake('schön')}\n{right}") == f"{right}\nschön\n{right}"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Dar&#8217;a &amp; Homs&nbsp;today", "Dar’a & Homs\u00a0today"),
        ("&amp;amp;lt;b&amp;amp;gt;", "<b>"),
        ("con&shy;flict", "conflict"),
        ("con\u00adflict in Da\u200bmas\u2060cus \ufeffnow", "conflict in Damascus now"),
        ("Da\u200dmas\u200ccus", "Damascus"),
        ("Da\u200e\u200fmascus", "Damascus"),
        ("\u200dHoms \u200c", "Homs"),
        ("safe\u202e evil\u202c \u2066x\u2069 \u202ay", "safe evil x y"),
        ("a\x00b\x07c\x1b[31md\x1b[0m\x7f", "abcd"),
        ("dash \x96 and \x91quotes\x92", "dash – and ‘quotes’"),
        ("one\r\ntwo\rthree\u2028four\x0cfive\x0bsix", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("a\ud83d\ude00b\ud800c", "a😀b\ufffdc"),
        ("seen\U000e0068\U000e0069 only", "seen only"),
        ("one\n\n\n\n \n\ntwo", "one\n\n\ntwo"),
        ("wordÌýword", "word\u00a0word"),
    ],
)
def test_faults_are_mended(raw: str, text: str) -> None:
    assert clean_text(raw) == text


_MOJIBAKE = [
    sign
    for signs in MOJIBAKE_CATEGORIES.values()
    for sign in map(chr, range(0x80, 0x10000))
    if re.match(f"[{signs}]", sign)
]


def test_the_quick_test_for_mojibake_misses_nothing_that_ftfy_finds() -> None:
    chance = random.Random(4)
    signs = [*_MOJIBAKE, *"azAZ. вЂГўВβ"]
    texts = ["".join(chance.choices(signs, k=chance.randint(1, 5))) for _ in range(50_000)]
    assert sum(map(is_bad, texts)) > 10_000
    assert [text for text in texts if is_bad(text) and not _BROKEN.search(text)] == []


# -- Boilerplate


@pytest.mark.parametrize(
    "line",
    [
        "Breadcrumb", "2 min read", "10-minute read", "Reading time: 3 minutes", "Home > World > Middle East",
        "ADVERTISEMENT", "Share on Facebook", "Subscribe to our newsletter!", "Read more: Two dead in the port of Aden",
        "READ MORE", "Photo: Jane Doe/AFP", "(Photo by Jane Doe/Getty Images)", "Image credit: Jane Doe",
        "We use cookies to improve your experience on this site.", "© 2018 The Daily Post. All rights reserved.",
        "→ See also: The road north", "12 comments",
        "إعلان", "اقرأ أيضاً: قتلى في درعا", "مدة القراءة: 3 دقائق", "Anzeige", "Lesen Sie auch: Tote in Aden",
        "Lesezeit: 3 Minuten", "Foto: Max Muster/dpa", "Publicidad", "Lea también: Muertos en Adén",
        "3 min de lectura", "آگهی", "زمان مطالعه: ۳ دقیقه", "Publicité", "À lire aussi : Morts à Aden",
        "Temps de lecture : 3 min", "Partager l’article", "פרסומת", "קראו גם: הרוגים בעדן", "זמן קריאה: 3 דקות",
        "Реклама", "Читайте также: Погибшие в Адене", "Время чтения: 3 минуты", "REKLAM", "İlgili haberler",
        "İLGİLİ HABERLER",
        "Okuma süresi: 3 dakika", "Читайте також: Загиблі в Адені", "Час читання: 3 хвилини",
    ],
)  # fmt: skip
def test_lines_of_the_page_go(line: str) -> None:
    assert clean_text(f"{LEAD}\n{line}\n{BODY}") == f"{LEAD}\n{BODY}"


@pytest.mark.parametrize(
    "line",
    [
        "He gave her two minutes to read it.", "2 min read out of 30", "Read more books, the minister said.",
        "Share the land, share the water.", "The advertisement was banned in Syria.", "Photo: Smoke rises over Aleppo",
        "Related groups took Idlib.", "Home is Aleppo.", "Subscribe or leave", "Comments by the envoy angered Tehran.",
        "We use cookies to bribe the guards, he joked.", "“Share”, he said.", "Video shows strike on Daraa", "World",
        "The army said: read more about it", "Anzeige gegen Minister in Berlin", "Реклама в Дамаске запрещена",
        "Publicité interdite à Damas", "إعلان وقف إطلاق النار", "Reklam panosu Şam'da yıkıldı",
    ],
)  # fmt: skip
def test_sentences_and_headlines_stay(line: str) -> None:
    text = f"{LEAD}\n{line}\n{BODY}"
    assert clean_text(text) == text


def test_a_boilerplate_word_within_a_long_line_stays() -> None:
    assert clean_text(f"Read more: {LEAD} {LEAD}\n{BODY}").startswith("Read more")


@pytest.mark.parametrize("text", ["Breadcrumb", "Advertisement\n2 min read"])
def test_a_text_of_nothing_else_is_kept(text: str) -> None:
    assert clean_text(text) == text


# -- Repeats


def test_of_a_block_that_comes_twice_the_first_is_kept() -> None:
    assert clean_text(f"{LEAD}\n{BODY}\nAn end.\n{BODY}\nMore.") == f"{LEAD}\n{BODY}\nAn end.\nMore."


def test_blank_lines_do_not_hide_a_repeat() -> None:
    spaced = BODY.replace("\n", "\n\n")
    assert clean_text(f"{LEAD}\n\n{BODY}\n\n{spaced}\n\nEnd.") == f"{LEAD}\n\n{BODY}\n\nEnd."


def test_a_block_that_comes_often_is_kept_once() -> None:
    assert clean_text("\n".join([BODY] * 5)) == BODY


def test_a_heading_goes_with_its_block() -> None:
    assert (
        clean_text(f"{LEAD}\nOn the coast\n{BODY}\nEnd.\nOn the coast\n{BODY}") == f"{LEAD}\nOn the coast\n{BODY}\nEnd."
    )


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(
            ["The river takes the town", "and no one rings the bell.", "Row on, row on,", "and do not tell."] * 4
        ),
        "“No.”\n“Yes.”\n“No.”\n“Yes.”\n" + LEAD + "\n“No.”",
        "\n".join([*map("Verse {} of a song of ten".format, range(10)), "and then the chorus:"] * 2),
        f"{LEAD}\n" * 6,  # a refrain as long as a sentence
        f"{LEAD}\n{BODY}\n{LEAD}",  # one sentence that is said again
        "\n".join(
            f"Ward {n}\nNo candidate of any party was present when the count began.\n{n * 7} votes" for n in range(30)
        ),
    ],
)
def test_what_is_repeated_on_purpose_stays(text: str) -> None:
    assert clean_text(text) == text


# -- Whatever comes

_PIECES = st.sampled_from(
    [
        LEAD, BODY, "Breadcrumb", "Read more: ", "2 min read", "\n", "\r", " ", "\u00ad", "\u200d", "\u200e", "\u202e",
        "&amp;", "&#38;", "amp;", "&", "#38;", "&shy;", "\x1b[", "1m", "\ud83d", "\ude00", "🏴", "\U000e0067", "\x85",
        "Ìý", "Ã", "Â ", "â€™", "вЂ", "é", "Ш", "叛", "ب", "\x00", "a", "Œ",
    ]
)  # fmt: skip
_TEXTS = st.text() | st.lists(_PIECES | st.text(max_size=3), max_size=12).map("".join)


@given(_TEXTS)
@example("a\u00ad\u200eb")
@example("&#3&#56;;amp;lt;")
@example("\n\r\x00\n\u2028\n\n")
@example("  Ã x\nBreadcrumb")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    once.encode("utf-8")


@given(_TEXTS)
def test_nothing_hidden_is_left(text: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2066-\u2069\ufeff]", clean_text(text))


@given(st.lists(st.text("ab \n", max_size=5) | st.sampled_from([LEAD, BODY]), max_size=10).map("\n".join))
def test_repeats_lose_no_line(text: str) -> None:
    def lines(of: str) -> set[str]:
        return {line.strip() for line in of.split("\n")} - {""}

    assert lines(clean_text(text)) == lines(text)


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "unit",
    [
        "the same line\n", LEAD + "\n", "a\n", "\n", "word ", "wörd “x” ", "schÃ¶n wÃ¤re\n", "amp;", "&", " \n", "\x00",
        "a\x80\n", "a\u200d", "\u200e", "\x1b[1;", "Ã", "home > a ", "read more", "\ud800a", "叛军é",
    ],
)  # fmt: skip
def test_the_time_grows_with_the_length_alone(unit: str) -> None:
    # Beside a plain pass over the same text, as machines differ; a square law would be beyond it a thousandfold.
    text = "&" + unit * (MEGABYTE // len(unit))

    def seconds(run: Callable[[], object]) -> float:
        start = time.process_time()
        run()
        return time.process_time() - start

    plain = min(seconds(lambda: [sign for sign in text if sign == "x"]) for _ in range(3))
    assert seconds(lambda: clean_text(text)) < 100 * plain
