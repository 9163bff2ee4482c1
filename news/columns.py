"""Which column of a table, or key of a JSON object, holds what of an article: guessed, said by the user, shown.

A guess goes by names in many spellings and languages and holds them against what is in the column: a `date` without
dates is no date, an `id` that counts the rows or comes twice is no id. What it does not find stays None.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from itertools import pairwise
from statistics import mean
from typing import Any, Final

from geo.errors import InputError
from news.published import day_first, read_day


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that hold the fields of an article, None where none does.

    Where there are only headlines, `text` is their column and `title` is None.
    """

    text: str | None = None
    title: str | None = None
    url: str | None = None
    source: str | None = None
    published: str | None = None
    id: str | None = None
    language: str | None = None

    def mapping(self) -> dict[str, str | None]:
        return asdict(self)


# Names as `folded` leaves them, the likeliest first.
_NAMES: Final = {
    "text": """text fulltext bodytext articletext contenttext textcontent maintext rawtext cleantext plaintext body
        articlebody newsbody bodycontent content articlecontent contents contenthtml bodyhtml html story storytext
        storybody article news newstext report reporttext notes td message post transcript paragraph text1 texto
        cuerpo contenido textocompleto noticia texte contenu corps inhalt volltext artikeltext nachricht testo
        contenuto conteudo metin icerik haber текст содержание текстстатьи новость зміст النص نص المحتوى محتوى الخبر
        متن متنخبر טקסט תוכן תוכןהכתבה""",
    "lesser text": """summary abstract description snippet leadparagraph leadtext lead lp teaser excerpt intro
        standfirst eventdescription incidentdescription details narrative comment zusammenfassung beschreibung
        resumen descripcion resume chapo riassunto ozet описание ملخص وصف الوصف תקציר תיאור""",
    "title": """title headline heading headlinemain headlinetext articletitle newstitle storytitle sourceheadline
        webtitle mainheadline hd hl pagetitle name subject titel uberschrift schlagzeile titulo titular encabezado
        titre titolo baslik заголовок заглавие عنوان العنوان عنوانالخبر כותרת""",
    "url": """url link href articleurl newsurl storyurl weburl pageurl sourceurl permalink canonicalurl externalurl
        originalurl documentidentifier documenturl webaddress address linkurl uri guid sourcelink enlace lien
        adresse indirizzo ссылка адрес رابط الرابط קישור source sources sourceoriginal""",
    "source": """source sourcename sourcetitle publisher publishername outlet newsoutlet medium media medianame
        publication publicationname newspaper sitename site website domain hostname sn sourcecommonname sourceoffice
        provider agency newsagency feed feedname journal channel sources quelle zeitung herausgeber fuente medio
        periodico editor editeur fonte testata kaynak gazete источник издание джерело المصدر مصدر منبع מקור""",
    "published": """published publishedat publisheddate publishedon publishedtime publicationdate
        publicationdatetime publicationtime publishdate publishtime publishat datepublished datetimepublished
        dateofpublication pubdate pubtime webpublicationdate firstpublished firstpublicationdate releasedate
        postdate postedon postedat articledate newsdate storydate pd sourcedate date datetime isodate day eventdate
        dateofevent incidentdate datestart startdate seendate datum erscheinungsdatum veroffentlicht fecha
        fechadepublicacion fechapublicacion datedepublication data datapubblicazione tarih yayintarihi дата
        датапубликации датапублікації تاريخ التاريخ تاريخالنشر تاريخانتشار תאריך תאריךפרסום sqldate createdat
        created timestamp time crawldate loaddate""",
    "id": """id articleid docid documentid newsid storyid postid itemid recordid guid uuid uid key hash eventidcnty
        globaleventid gkgrecordid eventid dataid an accessionnumber accessionno identifier kennung""",
    "language": """language lang articlelanguage languagecode langcode la locale sprache idioma langue lingua dil
        язык мова اللغة لغة زبان שפה""",
}  # fmt: skip
# Parts of a name that tell as much as the name: "Publication date (local)", "News text clean".
_PARTS: Final = {
    "text": {"text", "body", "fulltext", "content", "texto", "texte"},
    "title": {"title", "headline", "titel", "titulo", "titre"},
    "url": {"url", "link", "href"},
    "published": {"published", "date", "datum", "fecha", "pubdate"},
    "language": {"language", "lang"},
}
_OF_SOMETHING_ELSE: Final = set(
    "image img thumbnail photo picture icon logo author video avatar media id source".split()
)
# What holds an article, and says nothing of its parts: a search engine's "_source.title" is a title.
_HOLDER: Final = re.compile(r"^(?:_source|fields|attributes|article|data|docs?|document|item|story|record|_id)\.", re.I)
_WORDS: Final = re.compile(r"[^\W_]+")
_CAMEL: Final = re.compile(r"(?<=[a-z\d])(?=[A-Z])")

_URL: Final = re.compile(r"https?://\S+", re.I)
_NUMBER: Final = re.compile(r"[\s\d.,:/+-]*")
_DATE_LIKE: Final = re.compile(r"\d+\D|\D+\d")  # a bare number is a day only where the name says so
_ENOUGH: Final = 0.5  # of a column's values hold what its name says; of three rows, one may be wrong
_LONGEST_NAME: Final = 60  # characters; what is longer names no column, though its words may
_MOST_COLUMNS: Final = 1000  # that are looked at; no table of articles has as many
_LONGEST_DATE: Final = 50  # characters; a day may stand in any text
_PROSE: Final = 60  # characters on average, in a column whose name says nothing
_DEEP: Final = 4  # keys within keys; what lies deeper is no field of an article


def guess_columns(header: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Columns:
    """The likeliest columns by their names and by what the rows, some of the beginning, hold in them."""
    left = list(header[:_MOST_COLUMNS])
    values = {name: [value for row in rows if (value := said(row.get(name)))] for name in left}

    def take(candidates: Iterable[str], fits: Callable[[Sequence[str]], bool]) -> str | None:
        found = next((name for name in candidates if fits(values[name])), None)
        if found is not None:
            left.remove(found)
        return found

    published = take(_named("published", left), _are_days)
    url = take(_named("url", left), _are_urls) or take(left, _are_urls)
    key = take((name for name in _named("id", left) if tells_apart(name, rows)), bool)
    language = take(_named("language", left), lambda said: bool(said) and max(map(len, said)) <= 40)
    text = take(_named("text", left), _are_words)
    title = take(_named("title", left), _are_words)
    source = take(_named("source", left), _are_words)
    text = text or take(_named("lesser text", left), _are_words)
    if text is None:
        longest = sorted(left, key=lambda name: _length(values[name]), reverse=True)[:1]
        least = 1 if len(values) == 1 else max(_PROSE, 3 * _length(values[title]) if title else 0)
        text = take(longest, lambda said: _are_words(said) and _length(said) >= least)
    if text is None:
        text, title = title, None
    if published is None:
        published = take(
            left, lambda said: _are_days(said) and all(_DATE_LIKE.match(value[:_LONGEST_DATE]) for value in said)
        )
    return Columns(text=text, title=title, url=url, source=source, published=published, id=key, language=language)


def has_text(row: Mapping[str, Any]) -> bool:
    """Whether a key says that it holds a text, and it does."""
    return any(_are_words([said(row[name])]) for name in _named("text", row))


def names_columns(row: Sequence[str]) -> int:
    """How many cells of a row are names that we know of columns."""
    return sum(any(_named(field, [cell]) for field in _NAMES) for cell in row[:_MOST_COLUMNS])


def is_header(row: Sequence[str]) -> bool:
    """Whether the first row of a table names its columns, and is not its first article already."""
    if names_columns(row):
        return True
    data = any(len(cell) > _PROSE or _URL.match(cell) or _NUMBER.fullmatch(cell) for cell in row if cell.strip())
    return len(row) > 1 and not data


def tells_apart(column: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a column holds an id: each row has one, no two rows that differ the same one, and it counts no rows."""
    ids = [said(row.get(column)) for row in rows]
    if not ids or not all(ids) or max(map(len, ids)) > 200:
        return False
    different = {tuple(map(said, row.values())) for row in rows}
    if len(set(ids)) < len(different):
        return False
    numbers = [int(value) for value in ids if value.isascii() and value.isdigit() and len(value) < 10]
    return not (len(numbers) == len(ids) > 1 and all(b - a == 1 for a, b in pairwise(numbers)))


def day_order(columns: Columns, rows: Iterable[Mapping[str, Any]]) -> bool | None:
    """Whether the dates of the rows have the day before the month, as `news.published.day_first` tells it."""
    return day_first(said(row.get(columns.published)) for row in rows) if columns.published else None


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON object with its nested ones' keys dotted: "source.name". Paragraphs in a list become one text."""
    return dict(_flat(row, "", _DEEP))


def _flat(row: Mapping[str, Any], within: str, deep: int) -> Iterator[tuple[str, Any]]:
    for key, value in row.items():
        if isinstance(value, dict) and deep > 1:
            yield from _flat(value, f"{within}{key}.", deep - 1)
        elif isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            yield f"{within}{key}", "\n\n".join(value)
        else:
            yield f"{within}{key}", value


def describe(columns: Columns, example_row: Mapping[str, Any]) -> str:
    """The choice for a person to confirm: a line a field, with what the example holds there. Nothing in it is live."""
    width = max((len(repr(name)) for name in asdict(columns).values() if name), default=0)
    shown = []
    for field, name in asdict(columns).items():
        value = " ".join(said(example_row.get(name)).split()) if name else ""
        short = value if len(value) <= 50 else f"{value[:49]}…"
        shown.append(f"{field:9}  {name!r:{width}}  {short!r}" if name else f"{field:9}  -")
    if left := [repr(name) for name in example_row if name not in asdict(columns).values()]:
        shown.append(f"not used: {', '.join(left[:12])}{' …' if len(left) > 12 else ''}")
    return "\n".join(shown)


def parse_columns(spec: str) -> Columns:
    """The columns of "text=body,published=date"; a name with a comma is quoted: 'text="Body, full"'.

    Raises InputError where the spec says nothing, an unknown field, a field twice, or no text.
    """
    known = [field.name for field in fields(Columns)]
    named: dict[str, str] = {}
    for before, quoted, plain in re.findall(r'([^=,]*+)(?:=\s*+(?:"([^"]*+)"\s*+|([^,]*+)))?(?:,|$)', spec.strip()):
        field, name = before.strip(), quoted or plain.strip()
        if not field and not name:
            continue
        if field not in known:
            raise InputError(f"{field!r} is none of {', '.join(known)}; expected text=COLUMN,...", source="--columns")
        if not name:
            raise InputError(f"{field!r} without its column: expected {field}=COLUMN", source="--columns")
        if field in named:
            raise InputError(f"{field!r} is said twice: {named[field]!r} and {name!r}", source="--columns")
        named[field] = name
    if "text" not in named:
        raise InputError(f"no column for the text in {spec[:80]!r}: expected text=COLUMN,...", source="--columns")
    return Columns(**named)


def said(value: object) -> str:
    """What a cell says; "" for what is no text."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _named(field: str, header: Iterable[str]) -> list[str]:
    """The columns that a field's names fit, the likeliest first."""
    ranks: dict[str, int] = {}
    known = _ranked(field)
    for column in header:
        if len(column) > _LONGEST_NAME:
            continue
        bare = _HOLDER.sub("", column)
        if (rank := known.get(folded(bare))) is not None:
            ranks[column] = rank
            continue
        parts = {folded(part) for part in _WORDS.findall(_CAMEL.sub(" ", bare))}
        if parts & _PARTS.get(field, set()) and not parts & _OF_SOMETHING_ELSE:
            ranks[column] = len(known)
    return sorted(ranks, key=lambda column: ranks[column])


@cache
def _ranked(field: str) -> dict[str, int]:
    return {folded(name): rank for rank, name in enumerate(_NAMES[field].split())}


def folded(name: str) -> str:
    """Letters and digits alone, without case and accents."""
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("ı", "i")
    return "".join(char for char in plain if char.isalnum())


def _are_words(values: Sequence[str]) -> bool:
    return _share(values, lambda value: not _URL.fullmatch(value) and any(map(str.isalpha, value)))


def _are_urls(values: Sequence[str]) -> bool:
    return _share(values, lambda value: bool(_URL.fullmatch(value)))


def _are_days(values: Sequence[str]) -> bool:
    order = day_first(values)
    # "03/04/2018" is a date in either order, even where nothing tells which
    order = True if order is None else order
    return _share(values, lambda value: len(value) <= _LONGEST_DATE and read_day(value, day_first=order) is not None)


def _share(values: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return bool(values) and sum(map(holds, values)) >= _ENOUGH * len(values)


def _length(values: Sequence[str]) -> float:
    return mean(map(len, values)) if values else 0.0
