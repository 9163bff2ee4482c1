"""How often the language of a text is found: `python -m benchmarks.language [CORPUS_DIR]`.

Three ways on the same texts: `news.language.identify`, `geo.languages.language_of` alone, and `language_of` when the
article says what `identify` found, which is what locating goes by and must nowhere be worse than alone. The gold
sentences are in the language that their file is named after; CORPUS_DIR is a folder of .jsonl files of English
articles, read with their titles.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.tables import aligned, figure
from geo import Article, DatelineError, read_articles
from geo.languages import ENGLISH, FOREIGN, language_of
from news.language import identify

GOLD = Path(__file__).parent.parent / "tests" / "gold"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", nargs="?", type=Path, help="a folder of .jsonl files of English articles")
    corpus = parser.parse_args().corpus
    if corpus and not list(corpus.glob("*.jsonl")):
        parser.error(f"no .jsonl files in {corpus}")
    rows = [
        ["", "", "identify", "", "language_of", "", "both", ""],
        ["texts", "number", "right", "wrong", "right", "wrong", "right", "wrong"],
    ]
    for name, language, texts in [*_gold(), *(_articles(corpus) if corpus else ())]:
        rows.append([name, str(len(texts)), *_scores(language, texts)])
    print(aligned(rows))


def _scores(language: str, texts: list[str]) -> Iterator[str]:
    """Of each way the share that is right, and how many are wrong; the others are left open."""
    identified = [identify(text) or "" for text in texts]
    alone = [language_of(Article("", text)) for text in texts]
    both = [language_of(Article("", text, language=found)) for text, found in zip(texts, identified, strict=True)]
    for answers in (identified, alone, both):
        yield figure(answers.count(language) / len(texts))
        yield str(sum(answer not in (language, "", FOREIGN) for answer in answers))


def _gold() -> Iterator[tuple[str, str, list[str]]]:
    for path in sorted(GOLD.glob("sentences*.jsonl")):
        language = path.suffixes[0].removeprefix(".") if len(path.suffixes) == 2 else ENGLISH
        texts = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines() if line]
        yield f"gold, {language}", language, texts


def _articles(corpus: Path) -> Iterator[tuple[str, str, list[str]]]:
    problems: list[DatelineError] = []
    for path in sorted(corpus.glob("*.jsonl")):
        articles = list(read_articles(path, on_problem=problems.append))
        if articles:
            yield path.name, ENGLISH, [article.text for article in articles]
        if titles := [article.title for article in articles if article.title]:
            yield f"{path.name}, titles", ENGLISH, titles
    for problem in problems:
        print(problem, file=sys.stderr)


if __name__ == "__main__":
    main()
