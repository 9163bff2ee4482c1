"""Train `data/model.npz` from a folder of annotated corpora, and measure what is trained so by cross-validation.

    python -m training CORPUS_DIR [--folds OUT_DIR] [--addition FILE] [--model FILE]

With --folds, OUT_DIR/<corpus>.jsonl holds what models that have not seen an article find in it, for
`python -m benchmarks.accuracy CORPUS_DIR --predictions OUT_DIR`. The same corpora, gazetteer and versions of the
packages give the same model. CORPUS_DIR holds geowebnews.jsonl, lgl.jsonl and tr-news.jsonl and may hold
ucdp-events.jsonl; `data/model.md` says what they are.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs
from tqdm import tqdm

from geo.gazetteer import Gazetteer
from geo.geonames import add
from geo.locate import locate
from geo.model import TRAINED, Model, write_model
from geo.output import row
from training.copies import copies
from training.corpora import EVENTS, Marked, Report, read_corpora, read_reports
from training.examples import Maker
from training.fit import fit
from training.vectors import word_vectors

# finding_bias    taken from the score of "no name": the annotators of GeoWebNews mark what those of LGL leave out
# literal_from    likelihood from which a mention counts as literal
# abstain_below   confidence under which no place is better than a guess
REPORTS = 4  # one headline in so many is learnt from: more would drown the articles
SETTINGS = {"finding_bias": 0.4, "literal_from": 0.45, "abstain_below": 0.35, "temperature": 1.0}


def main() -> None:
    parser = argparse.ArgumentParser(prog="training", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path, metavar="CORPUS_DIR")
    parser.add_argument("--folds", type=Path, metavar="OUT_DIR", help="write cross-validated predictions there")
    parser.add_argument(
        "--addition", type=Path, action="append", default=[], help="a country's file of GeoNames, to learn with it too"
    )
    parser.add_argument("--model", type=Path, default=TRAINED, help="where the model goes (data/model.npz)")
    arguments = parser.parse_args()
    begin = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - begin:5.0f} s  {what}", flush=True)

    try:
        corpus = read_corpora(arguments.corpora)
    except FileNotFoundError as error:
        parser.error(str(error))
    gazetteer = Gazetteer.open(additions=Path("none"))
    words = word_vectors(Path(platformdirs.user_cache_dir("dateline")))
    maker = Maker(gazetteer, *words)
    examples = [maker.marked(one) for one in corpus]
    say(f"{len(examples):,} articles, {sum(len(one.gold) for one in examples):,} marks")
    examples += [maker.marked(copy) for number, one in enumerate(corpus) for copy in copies(one, number)]
    with TemporaryDirectory() as folder:
        added = with_additions(arguments.addition, Path(folder))
    reports = read_reports(arguments.corpora)[::REPORTS]
    makers = [maker, Maker(added, *words)] if arguments.addition else [maker]
    examples += [makers[number % len(makers)].report(report) for number, report in enumerate(reports)]
    say(f"{len(examples):,} examples with their copies and {len(reports):,} headlines")
    folds, model = fit(examples, words, SETTINGS, say)
    write_model(
        arguments.model, *words, {name: list(layers) for name, layers in model.networks.items()}, model.settings
    )
    say(f"wrote {arguments.model} ({arguments.model.stat().st_size / 1e6:.1f} MB)")
    if arguments.folds:
        write_predictions(arguments.folds, corpus, folds, gazetteer)
        # the same without abstaining, for what each threshold to abstain below would give
        sure = [replace(model, settings={**model.settings, "abstain_below": 0.0}) for model in folds]
        write_predictions(arguments.folds / "all-placed", corpus, sure, gazetteer)
        everything = read_reports(arguments.corpora)
        write_located(arguments.folds / f"{EVENTS}.jsonl", everything, folds, gazetteer)
        if arguments.addition:
            write_located(arguments.folds / "with-additions" / f"{EVENTS}.jsonl", everything, folds, added)
        say(f"wrote {arguments.folds}")


def write_predictions(folder: Path, corpus: Sequence[Marked], folds: Sequence[Model], gazetteer: Gazetteer) -> None:
    """What each article's held-out model finds in it, a mention a line in `geo locate --format jsonl` form."""
    for name in sorted({one.corpus for one in corpus}):
        write_located(folder / f"{name}.jsonl", [one for one in corpus if one.corpus == name], folds, gazetteer)


def write_located(path: Path, texts: Sequence[Marked | Report], folds: Sequence[Model], gazetteer: Gazetteer) -> None:
    """The same of one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        for one in texts:
            for placement in locate(one.article, gazetteer=gazetteer, model=folds[one.fold]):
                out.write(json.dumps(row(placement), ensure_ascii=False) + "\n")


def with_additions(files: Sequence[Path], folder: Path) -> Gazetteer:
    """The shipped gazetteer with GeoNames' files of countries over it."""
    for file in files:
        add(str(file), folder, progress=tqdm, on_problem=print)
    return Gazetteer.open(additions=folder)


if __name__ == "__main__":
    main()
