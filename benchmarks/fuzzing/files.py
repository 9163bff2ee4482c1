"""Files of every kind: articles, country files, compiled gazetteers, TOML; and the commands that are given them."""

import contextlib
import gzip
import io
import json
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path
from unittest.mock import patch

from benchmarks.fuzzing.target import as_text, target
from benchmarks.fuzzing.texts import NEWS, gazetteer, keepable
from geo import Gazetteer, Point, geonames
from geo.__main__ import main as geo_command
from geo.console import speak_unicode
from geo.errors import GazetteerError, InputError
from geo.read import read_articles
from geo.records import Article
from news.__main__ import main as news_command
from news.read import preview, read, size
from news.watch import duration, subscriptions

_CSV = 'id,title,text,url,source,published\n1,"A ""quoted"" '
f'title","{NEWS[0]}",https://a.example/1,Post,2018-07-03\n2,,{NEWS[2]},,,\n'
_ROW = {
    "id": "1",
    "title": "News",
    "text": NEWS[0],
    "url": "https://a.example/1",
    "source": "Post",
    "published": "2018-07-03",
}
_JSONL = "\n".join(
    json.dumps(row, ensure_ascii=ascii) for row, ascii in ((_ROW, True), ({**_ROW, "text": NEWS[3]}, False))
)
_JSON = json.dumps(
    {"meta": {"total": 2}, "articles": [{**_ROW, "source": {"name": "Post"}}, {"title": "x", "text": ["a", "b"]}]}
)
_CSV_WORDS = 'text id title published , ; \t | " "" \r \n 2018-07-03 https://a.example/'
_JSON_WORDS = '{ } [ ] : , " "text" "id" "published" "articles" "source" null true 1 -0 1e999 \\ud83d '
'\\ud800 \\" \\u0000 2018-07-03'
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Shelling in Nawa</title>
<link rel="canonical" href="https://a.example/nawa">
<meta property="article:published_time" content="2018-07-03T10:00:00+02:00">
<link rel="alternate" type="application/rss+xml" href="/feed">
<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"2018-07-03","headline":"x"}}</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>Shelling in Nawa</h1>
<p>{NEWS[0]}</p><p>{NEWS[1]}</p><p>{NEWS[2]}</p><table><tr><td>1</td></tr></table></article>
<footer>© 2018</footer></body></html>"""
PAGE_WORDS = (
    "<p> </p> <div> </div> <article> </article> <table> <tr> <td> <ul> <li> <span> <a <b> <i> "
    "<br> <script> </script> <style> <!-- --> "
    "<![CDATA[ ]]> <svg> <math> <template> <select> <frameset> <plaintext> <iframe <base <meta "
    "<link href= rel=canonical charset=utf-16 "
    "content= class= style= datetime=2018-07-03 &nbsp; &#0; &#xD800; &#99999999; https:// //[ "
    "application/ld+json <?xml <!DOCTYPE < > \" '"
)


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp())


def written(data: bytes, name: str) -> Path:
    """A file of these bytes."""
    path = _folder() / name
    path.write_bytes(data)
    return path


def _told(problem: InputError) -> None:
    assert str(problem)


def _geo(data: bytes, suffix: str) -> None:
    for article in read_articles(written(data, f"articles{suffix}"), on_problem=_told):
        _kept(article)


def _news(data: bytes, suffix: str) -> None:
    path = str(written(data, f"news{suffix}"))
    for article in read(path, on_problem=_told):
        _kept(article)
    preview(path)
    size(path)


def _kept(article: Article) -> None:
    keepable(article.text, article.title, article.url, article.source, article.language, article.id)
    assert article.id
    assert article.text.strip()


@target(*NEWS, "\ufeffone")
def geo_text(data: bytes) -> None:
    _geo(data, ".txt")


@target(_CSV, words=_CSV_WORDS)
def geo_csv(data: bytes) -> None:
    _geo(data, ".csv")


@target(_JSONL, words=_JSON_WORDS)
def geo_jsonl(data: bytes) -> None:
    _geo(data, ".jsonl")


@target(*NEWS, NEWS[4].encode("cp1251"), NEWS[2].encode("cp1256"), NEWS[0].encode("utf-16"))
def news_text(data: bytes) -> None:
    _news(data, ".txt")


@target(
    _CSV, _CSV.replace(",", ";"), _CSV.replace(",", "\t"), "text\nOne line\n", _CSV.encode("utf-16"), words=_CSV_WORDS
)
def news_csv(data: bytes) -> None:
    _news(data, ".csv")


@target(_JSONL, words=_JSON_WORDS)
def news_jsonl(data: bytes) -> None:
    _news(data, ".jsonl")


@target(_JSON, json.dumps([_ROW]), json.dumps(_ROW), _JSONL, words=_JSON_WORDS)
def news_json(data: bytes) -> None:
    _news(data, ".json")


@target(PAGE, words=PAGE_WORDS)
def news_html(data: bytes) -> None:
    _news(data, ".html")


@target(gzip.compress(_JSONL.encode(), mtime=0), gzip.compress(b"a" * 3_000_000, mtime=0), gzip.compress(b"", mtime=0))
def news_gzip(data: bytes) -> None:
    _news(data, ".jsonl.gz")


@target(_JSONL, _JSON, NEWS[0], "\n\n[{}]", words=_JSON_WORDS)
def news_stdin(data: bytes) -> None:
    with _streams(data):
        for article in read("-", on_problem=_told):
            _kept(article)


@target(
    f"a.txt\n{NEWS[0]}\0.hidden\n\0b/c.jsonl\n{_JSONL}\0d.csv.gz\nx\0long{'g' * 200}.html\n{PAGE}",
    words="a.txt .. b/c.json \0 .gz ⁄ .",
)
def news_folder(data: bytes) -> None:
    """A folder of files, each with a name that somebody else chose."""
    folder = _folder() / "folder"
    shutil.rmtree(folder, ignore_errors=True)
    for piece in data.split(b"\0")[:8]:
        name, _, content = piece.partition(b"\n")
        parts = [part for part in as_text(name).split("/")[:3] if part not in ("", ".", "..")]
        with contextlib.suppress(OSError):
            path = folder.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for article in read(str(folder), on_problem=_told):
        _kept(article)


_PLACE = "170654\tDar‘ā\tDar'a\tDaraa,Deraa,درعا,http://x\t32.61889\t36.10194\tP\tPPLA\tSY\t\t06\t\t\t\t97969\t\t550\tAsia/Damascus\t2018-01-01"
_WELL = "99\tBi’r x\tBi'r x\t\t33.1\t36.9\tH\tWLL\tSY\t\t06\t\t\t\t0\t\t550\tAsia/Damascus\t2018-01-01"


@target(
    f"{_PLACE}\n{_WELL}\n",
    f"{_PLACE.replace('PPLA', 'ADM1').replace('P', 'A')}\r\n",
    words="\t \n 170654 32.6 -180 nan inf PPL ADM1 SY , P A H",
)
def country_file(data: bytes) -> None:
    """A country's file, compiled and looked up."""
    additions = _folder() / "additions"
    try:
        geonames.add(str(written(data, "XY.txt")), additions, progress=lambda **_: None, on_problem=_told)
    except InputError:
        return
    _used(Gazetteer.open(_small(), additions=additions))


@cache
def _small() -> Path:
    """A compiled gazetteer of two places."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "small.txt").write_text(f"{_PLACE}\n{_WELL}\n", encoding="utf-8")
        made = geonames.add(str(folder / "small.txt"), folder, progress=lambda **_: None, on_problem=_told)
        return shutil.copy(made, _folder() / "small.npz")


def _used(gazetteer: Gazetteer) -> None:
    for name in ("Daraa", "Dar'a", "درعا", "Bir x", "nowhere"):
        gazetteer.find(name)
    gazetteer.prefixes("daraa and homs")
    gazetteer.nearest(Point(lat=33, lon=36))
    gazetteer.by_id("geonames:170654")
    _ = gazetteer.home, gazetteer.about, [*gazetteer]


@target(b"", b"\x10\0\x20", words=[b"\x50\x4b\x03\x04", b"\x93NUMPY", b"<u4", b"|O", b"fortran_order': True"])
def compiled_gazetteer(data: bytes) -> None:
    """A compiled addition that the disk or somebody has changed: as the bytes say, which are added to its own."""
    additions = _folder() / "damaged"
    additions.mkdir(exist_ok=True)
    (additions / "XY.npz").write_bytes(damaged(_small().read_bytes(), data))
    try:
        _used(Gazetteer.open(_small(), additions=additions))
    except GazetteerError:
        return


def damaged(content: bytes, how: bytes) -> bytes:
    """A file's content after what a disk, a cut connection or a hand does to it: four bytes of `how` say one thing."""
    changed = bytearray(content)
    for at in range(0, min(len(how), 64), 4):
        kind, *rest = how[at : at + 4].ljust(4, b"\0")
        where = int.from_bytes(rest[:2], "big") * max(len(changed), 1) // 65536
        if kind % 8 < 4 and changed:
            changed[where] ^= rest[2] or 1
        elif kind % 8 == 4:
            del changed[where:]
        elif kind % 8 == 5:
            changed[where : where + rest[2]] = bytes(len(changed[where : where + rest[2]]))
        elif kind % 8 == 6:
            del changed[where : where + rest[2]]
        else:
            changed[where:where] = how[at + 4 :]
    return bytes(changed)


@target(
    '[[feed]]\nurl = "https://news.example/rss"\nname = "The Post"\nevery = "1h 30m"\nallow_host = ["intranet"]\n',
    words='[[feed]] [feed] url name every allow_host = " """ [ ] { } 1979-05-27 1e5 inf nan "90s" '
    "\\u0000 http:// https://[ # .",
)
def feeds_file(data: bytes) -> None:
    with contextlib.suppress(InputError):
        subscriptions(written(data, "feeds.toml"))
    with contextlib.suppress(ValueError):
        duration(as_text(data))


# -- Commands: one clear line and the status 1, never a traceback


@contextlib.contextmanager
def _streams(data: bytes):
    """Standard input of these bytes, and outputs that take what a terminal takes."""
    before = sys.stdin, sys.stdout, sys.stderr
    streams = [io.TextIOWrapper(io.BytesIO(content), encoding="utf-8") for content in (data, b"", b"")]
    sys.stdin, sys.stdout, sys.stderr = streams
    speak_unicode()
    try:
        yield streams
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


def _run(command, arguments: list[str], data: bytes = b"") -> None:
    with (
        _streams(data) as (_, out, err),
        patch.object(Gazetteer, "open", return_value=gazetteer()),
    ):  # opening it takes most of the time
        try:
            status = command(arguments)
        except SystemExit as ended:  # argparse's, for a wrong option
            status = ended.code
        out.flush()
        err.flush()
        said = err.buffer.getvalue().decode()
    assert status in (0, 1, 2), status
    assert bool(said.strip()) or status == 0, "what is wrong is said"
    assert "Traceback" not in said


def _words(data: bytes) -> list[str]:
    """As a shell gives them: without a zero."""
    return as_text(data).replace("\0", "").split("\n")[:6]


@target(_JSONL, _CSV, NEWS[0], words=_JSON_WORDS)
def command_locate(data: bytes) -> None:
    kind, output = data[-1] % 3 if data else 0, ("table", "jsonl", "csv", "geojson")[len(data) % 4]
    path = written(data, f"command{('.jsonl', '.csv', '.txt')[kind]}")
    _run(geo_command, ["locate", str(path), "--format", output])
    _run(geo_command, ["locate", "-", "--format", output], data)


@target(
    "locate\n--text\nDaraa",
    "gazetteer\nfind\nSheikh Miskeen",
    "gazetteer\nfind\n--limit\n3\nHoms",
    "locate\nno such file.csv",
    words="locate gazetteer find --text --format - \n -- csv",
)
def command_geo(data: bytes) -> None:
    words = _words(data)
    # neither the network nor the shipped gazetteer is touched
    if not {"build", "add"} & set(words) and not any(word.startswith("--o") for word in words):
        _run(geo_command, words)


@target(_JSONL, _CSV, _JSON, NEWS[0], words=_JSON_WORDS, most=1 << 15)
def command_add(data: bytes) -> None:
    archive = _folder() / "archive"
    shutil.rmtree(archive, ignore_errors=True)
    path = written(data, f"added{('.jsonl', '.csv', '.txt', '.json')[len(data) % 4]}")
    _run(news_command, ["add", "--yes", "--archive", str(archive), str(path)])
    _run(news_command, ["list", "--archive", str(archive)])
    for format_ in ("jsonl", "csv", "geojson", "kml", "labels"):
        _run(news_command, ["export", "--archive", str(archive), "--format", format_])
