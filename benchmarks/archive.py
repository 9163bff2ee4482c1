"""How fast the archive takes articles in, how small it is, and how fast it answers: `python -m benchmarks.archive`.

    python -m benchmarks.archive [CORPUS_DIR] [--added N] [--articles N]

With CORPUS_DIR, the short reports of its ucdp-events.jsonl are added over and over with changed words; without, our
sample articles are. The questions are asked of an archive of synthetic articles, written here.
"""

import argparse
import gzip
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.questions import seconds
from geo import Article, Gazetteer, Mention, Place, Placement, When, locate_all, read_articles
from geo.locate import default_gazetteer
from geo.records import Role
from news.add import Adder
from news.archive import Archive
from news.compact import compact
from news.records import EVENT_KINDS, Entry, Event
from news.rows import article_table

ROOT = Path(__file__).parent.parent
ADDED = 100_000
ARTICLES = 1_000_000  # with five mentions each
FIRST_DAY, DAYS = date(2011, 1, 1), 3_000  # of these
_MONTHS, _COPIES = 100, 5


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", nargs="?", type=Path, help="a folder with ucdp-events.jsonl")
    parser.add_argument("--added", type=int, default=ADDED, metavar="N", help="short articles to add")
    parser.add_argument("--articles", type=int, default=ARTICLES, metavar="N", help="synthetic articles to ask about")
    arguments = parser.parse_args()
    archive_benchmark(arguments.corpus, added=arguments.added, articles=arguments.articles)


def archive_benchmark(corpus: Path | None, *, added: int = ADDED, articles: int = ARTICLES) -> None:
    """All of it."""
    with tempfile.TemporaryDirectory(prefix="dateline-benchmark-") as folder:
        adding(corpus, Path(folder) / "added", added)
        for some in (articles // 5, articles):
            address = Path(folder) / f"synthetic-{some}"
            write_synthetic(address, some)
            # in a process of its own, so that its memory is the reader's alone
            subprocess.run([sys.executable, "-m", "benchmarks.questions", str(address)], cwd=ROOT, check=True)
            shutil.rmtree(address)


def reports(corpus: Path | None) -> list[Article]:
    path = corpus / "ucdp-events.jsonl" if corpus else ROOT / "data" / "articles.jsonl"
    return list(read_articles(path, on_problem=lambda problem: sys.exit(str(problem))))


def changed(originals: list[Article], gazetteer: Gazetteer) -> Iterator[Article]:
    """The reports over and over, each time with other places and other words of their kind in them."""
    chance = random.Random(0)
    words = sorted({word for article in originals for word in article.text.split() if word.islower() and len(word) > 4})
    names = [place.name for place in islice(gazetteer, 0, None, 97) if place.country_code in ("SY", "IQ", "LB", "JO")]
    for number in count():
        original = originals[number % len(originals)]
        cut = original.text.split(" ")
        for at in chance.sample(range(len(cut)), min(len(cut), 3)):
            cut[at] = chance.choice(names if cut[at][:1].isupper() else words)
        day = (original.published or date(2018, 1, 1)) + timedelta(days=number // len(originals) * 7)
        yield replace(original, id=f"{original.id}/{number}", text=" ".join(cut), published=day)


def adding(corpus: Path | None, address: Path, number: int) -> None:
    """Speed beside `locate_all` on the same articles, in turns so that the machine's other work slows both."""
    gazetteer = default_gazetteer()
    articles = list(islice(changed(reports(corpus), gazetteer), number))
    list(locate_all(articles[:200]))
    archive = Archive.open(address)
    adder = Adder(archive, on_problem=lambda problem: print(problem, file=sys.stderr))
    list(adder.add(articles[:200], origin="benchmark"))  # what is read once for the process is no article's
    located_s = added_s = 0.0
    turn = max(1, number // 20)
    for at in range(200, number, turn):
        some = articles[at : at + turn]
        sample = some[: max(1, len(some) // 5)]  # a fifth is enough to know the speed of
        located_s += seconds(lambda: list(locate_all(sample))) * len(some) / len(sample)  # noqa: B023 - run at once
        added_s += seconds(lambda: list(adder.add(some, origin="benchmark")))  # noqa: B023 - run at once
    rate = (number - 200) / added_s
    print(f"adding {number:,} short articles   {rate:.0f}/s   {located_s / added_s:.2f} of locate_all's speed")
    compact(archive, grace=timedelta(0))
    size = sum(archive.store.names().values())
    packed = len(gzip.compress("\n".join(article.text for article in articles).encode()))
    print(
        f"the archive of them   {size / 1e6:.1f} MB   {size / packed:.2f} x their texts compressed by gzip "
        f"({packed / 1e6:.1f} MB)   {archive.snapshot().stories:,} stories"
    )
    again = Adder(archive, on_problem=print)
    took = seconds(lambda: list(again.add(articles, origin="benchmark")))
    print(f"adding them again     {took:.1f} s, {again.counts['same']:,} there already")


def write_synthetic(address: Path, articles: int) -> None:
    """An archive of articles of forty words with five mentions each, over eight years, added a month at a time.

    Few places, words and kinds of event are common. Of every five articles, four are copies of the first under other
    ids: writing them is not what is measured.
    """
    archive, chance = Archive.open(address), random.Random(1)
    places, words = vocabulary(chance)
    written = 0
    while written < articles:
        today = FIRST_DAY + timedelta(days=DAYS * written // articles)
        originals = max(articles // (_COPIES * _MONTHS), 1)
        table = article_table([_synthetic(chance, places, words, today) for _ in range(originals)])
        ids = [pc.binary_join_element_wise(table["id"], str(copy), "/") for copy in range(_COPIES)]
        part = pa.concat_tables([table.set_column(0, "id", copies) for copies in ids])[: articles - written]
        archive.write("articles", part)
        written += len(part)
    compact(archive, grace=timedelta(0))


def vocabulary(chance: random.Random) -> tuple[list[Place], list[str]]:
    """The places and the words of synthetic articles, the commonest first; the same for the same state of `chance`."""
    places = list(islice(default_gazetteer(), 0, None, 9))
    chance.shuffle(places)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 9))) for _ in range(30_000)]
    return places, words


def common(chance: random.Random, most: int) -> int:
    """A number below `most`, the first ones far more often."""
    return int(most ** chance.random()) - 1


def _synthetic(chance: random.Random, places: list[Place], words: list[str], today: date) -> Entry:
    day = max(today - timedelta(days=chance.randrange(DAYS // _MONTHS)), FIRST_DAY)
    text = " ".join(words[common(chance, len(words))] for _ in range(40))
    source = f"source {common(chance, 300)}"
    article = Article(f"{chance.getrandbits(64):x}", text, source=source, published=day, language="en")
    events = []
    for nth in range(5):
        place = places[common(chance, len(places))]
        role: Role = "associative" if chance.random() < 0.3 else "literal"
        mention = Mention(article.id, nth * 10, nth * 10 + 8, text[nth * 10 : nth * 10 + 8], role)
        since = day - timedelta(days=chance.randrange(3))
        kind = None if role == "associative" else EVENT_KINDS[-1 - common(chance, len(EVENT_KINDS))]
        events.append(Event(Placement(mention, place, 0.9, "made up"), When(since, since, "stated"), kind))
    now = datetime(2018, 7, 23, tzinfo=UTC)
    return Entry(article, tuple(events), None, "benchmark", now, now, digest=chance.getrandbits(32))


if __name__ == "__main__":
    main()
