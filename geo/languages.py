"""Which language an article is in, among those whose names of places we can read. Cheap, offline, "" when unsure.

The script decides first, then the commonest small words of the languages that share it. Only the beginning of a text
is looked at, so that the time does not grow with its length.
"""

import re
from bisect import bisect_right
from collections import Counter

from geo.records import Article

ENGLISH = "en"
OTHERS = frozenset("ar de es fa fr he ru tr uk".split())  # read by multilingual.py
FOREIGN = "und"  # ISO 639: undetermined; in a script whose names nothing here can read, or a language that shares one

_SAMPLE = 500  # characters of the text: a paragraph or two
_WORDS = re.compile(r"[^\W\d_]+")

# The blocks of Unicode in which a script starts; what lies between two of ours is other scripts.
_BLOCKS = (
    (0x00, "latin"), (0x370, ""), (0x400, "cyrillic"), (0x530, ""), (0x590, "hebrew"), (0x600, "arabic"), (0x780, ""),
    (0x8A0, "arabic"), (0x900, ""), (0x1E00, "latin"), (0x1F00, ""), (0xFB1D, "hebrew"), (0xFB50, "arabic"),
    (0xFE00, ""), (0xFE70, "arabic"), (0xFF00, ""),
)  # fmt: skip
_STARTS = [start for start, _ in _BLOCKS]
_SCRIPT_OF = {
    **dict.fromkeys(("en", "fr", "es", "de", "tr"), "latin"), **dict.fromkeys(("ru", "uk"), "cyrillic"),
    **dict.fromkeys(("ar", "fa"), "arabic"), "he": "hebrew",
}  # fmt: skip
_CODES = {
    "iw": "he", "ara": "ar", "heb": "he", "fas": "fa", "per": "fa", "prs": "fa", "tur": "tr", "rus": "ru", "ukr": "uk",
    "fra": "fr", "fre": "fr", "spa": "es", "deu": "de", "ger": "de", "eng": "en",
}  # fmt: skip

# Small words that tell the languages of one script apart, as they stand within a sentence: written small, as "Los" and
# "La" begin names in English. Those under "" are of languages that we do not read and would take for one that we do.
_SMALL_WORDS = {
    "en": "the and of to that is was for with on by his from are were have has had said which their been but not they "
    "after who will would it its this an at as be or when there more than about into in a i me do no on as so am us if",
    "fr": "le les des du et est une dans pour qui sur par avec au aux ce cette sont ont été plus pas ses leur selon "
    "après mais ou où comme entre en de la un il à elle son sa deux avoir ville ses lors alors",
    "es": "el los las y que en del una por con para se su lo más fue han este esta según tras pero como sobre entre "
    "desde sus hasta ha de la un es son dos contra cerca hubo donde hacia fueron",
    "de": "der die das und ist von den dem ein eine mit auf für im nicht sich des zu bei nach auch wurde werden sind "
    "aus hat haben über einen einem einer wie noch um als an wird sei zum zur vor nahe wurden gegen seit unter in",
    "tr": "ve bir bu da de ile için olarak olan daha çok en ise kadar sonra gibi ancak dedi etti oldu üzerinde "
    "arasında göre yeni tarafından üç iki her olduğunu ki kişi öldü yaptı açıkladı söyledi kentinde ilçesinde "
    "bölgesinde olduğu eden ettiğini üzerine düzenlenen ilk ordusu yakınlarında nedeniyle ilgili başlattı "
    "yüzlerce onlarca binlerce",
    "": "uma não em os ao pelo dos das nos pela foram são il che della di per nel sono gli delle alla degli het een "
    "van zijn niet op voor aan amb els och att som det på av og ikke til fra yang dan dengan untuk ini tidak pada się "
    "nie jest w z na że și este pentru din care în la cu a om ett med i je da su za u o",
    "ru": "и в не что на с как по его это из был для или после при также было были от к о за",
    "uk": "і в не що на з як до його це та від про було для або після при також й у за під були",
    "ar": "في من على إلى أن التي الذي عن مع هذا هذه بعد كان كما قال بين ما لا وقال خلال أو ذلك قد",
    "fa": "و در به از که این است را با برای آن یک خود تا بر شد کرد شده می بود اند های",
}
_LETTERS = {  # that a language has and its neighbours in the same script lack
    "ru": "ыэёъЫЭЁЪ", "uk": "іїєґІЇЄҐ", "fa": "پچژگکی", "ar": "ةيكأإى",
}  # fmt: skip
# How else a language in Latin script shows: its letters and its way with apostrophes, each worth a small word.
_SIGNS = {
    language: tuple(map(re.compile, patterns))
    for language, patterns in {
        "fr": (r"\b(?:[dlnscDLNSC]|[Qq]u)['’][^\W\d_]{2}", "[œèêàùéç]"),
        "es": ("[áéíóú]", "[ñ¿¡]"),
        "de": ("[äöü]", "ß"),
        "tr": ("[ığşİ]", r"[^\W\d_]['’](?:n?[ıiuü]n|[dt][ae](?:n|ki)?|[yn]?[aeıiuü])\b"),
    }.items()
}
# Letters of Urdu, Pashto, Kurdish, Uyghur and Sindhi; of Belarusian, Serbian, Macedonian, Kazakh, Tatar, Mongolian
# and Tajik.
_FOREIGN_LETTERS = re.compile("[ٹڈڑںھہےۂښځډړږڼێۆڕڵەۇۈۋڭېٺڀ]|[ўјљњђћџѓќѕқғңүұәөһҳҷӣӯЎЈЉЊЂЋЏЃЌЅҚҒҢҮҰӘӨҺҲҶӢӮ]")

_SETS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_LATIN = ("en", "fr", "es", "de", "tr", "")
_LEAST = 2  # small words that must speak for a language in Latin script


def language_of(article: Article) -> str:
    """The language to read an article's names in.

    "en", one of OTHERS, "" where nothing tells (a headline in Latin script), or FOREIGN. What the article itself says
    wins where the text is in that language's script.
    """
    sample = article.text[:_SAMPLE]
    given = (article.language or "").strip().lower()
    given = _CODES.get(given[:3], given[:2] if not given[2:3].isalpha() else "")
    script = _script(sample)
    if _SCRIPT_OF.get(given) == script:
        return given
    if script == "latin":
        return _latin(sample)
    if script == "hebrew":
        return "he"
    if not script or len(_FOREIGN_LETTERS.findall(sample)) > len(sample) // 200:
        return FOREIGN
    return _by_letters(sample, ("ar", "fa") if script == "arabic" else ("ru", "uk"))


def _script(sample: str) -> str:
    """The script that most letters are in."""
    if len(sample.encode("ascii", "ignore")) > 0.7 * len(sample):
        return "latin"  # what all but a few articles end with
    count: Counter[str] = Counter()
    for word in _WORDS.findall(sample):
        count[_BLOCKS[bisect_right(_STARTS, ord(word[0])) - 1][1]] += len(word)
    return count.most_common(1)[0][0] if count else "latin"


def small_words(sample: str) -> dict[str, int]:
    """How many of the small words of each language in Latin script a text has; "" stands for all others of them."""
    words = set(sample.split())
    return {language: len(words & _SETS[language]) for language in _LATIN}


def _latin(sample: str) -> str:
    votes = small_words(sample)
    if votes[ENGLISH] < _LEAST:
        for language, signs in _SIGNS.items():
            votes[language] += sum(sign.search(sample) is not None for sign in signs)
    language = max(_LATIN, key=votes.__getitem__)  # English where two are level
    if language == ENGLISH:
        return ENGLISH if votes[ENGLISH] else ""
    return language if votes[language] >= _LEAST and votes[language] > votes[""] // 2 else ""


def _by_letters(sample: str, two: tuple[str, str]) -> str:
    """One of two languages that share a script; the first where nothing tells."""
    words = set(sample.split())
    score = {}
    for language in two:
        other = two[0] if language == two[1] else two[1]
        score[language] = len(words & (_SETS[language] - _SETS[other])) + sum(map(sample.count, _LETTERS[language]))
    return two[1] if score[two[1]] > score[two[0]] else two[0]
