"""How accurate Dateline is on annotated corpora: `make accuracy CORPUS=folder`.

CORPUS is a folder of .jsonl files (their form: `benchmarks/corpora.py`), the outputs of other systems beside them in
`peers/`. Printed are the scores of all of them in one table, the mistakes by kind, how far the confidence can be
trusted, and what each threshold to abstain below gives. A model must not be measured on what it was trained on: score
cross-validated predictions with --predictions.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks import tables
from benchmarks.confidence import THRESHOLDS, Bucket, abstaining, calibration, calibration_error, judged
from benchmarks.corpora import USUAL, Corpus, Mentions, locate_mentions, read_corpora, read_mentions
from benchmarks.mistakes import ANY, ONCE, SECTIONS, Mistakes, find_mistakes, in_context, sample
from benchmarks.scores import Result, evaluate
from geo import DatelineError, Gazetteer, InputError
from geo.geonames import add

OURS = "dateline"
NO_ADDITIONS = Path("none")  # the gazetteer as shipped, whatever the user has added

Tell = Callable[[Exception], None]


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is measured, by corpus; `scores` by system as well, `calibration` for all corpora together as "all"."""

    scores: dict[str, dict[str, Result]]
    mistakes: dict[str, Mistakes]
    calibration: dict[str, list[Bucket]]
    thresholds: dict[str, dict[float, Result]]

    def plain(self) -> dict[str, Any]:
        """As it is written to a file: figures and labels, no text of an article."""
        return {
            "scores": self.scores,
            "mistakes": {
                corpus: {
                    section: {
                        "all": {"count": kinds.total(), "of": found.chances[section, ANY]},
                        **{kind: {"count": n, "of": found.chances[section, kind] or None} for kind, n in kinds.items()},
                    }
                    for section in SECTIONS
                    if (kinds := found.count(section))
                }
                for corpus, found in self.mistakes.items()
            },
            "calibration": {
                corpus: {"expected_error": calibration_error(curve), "curve": list(map(asdict, curve))}
                for corpus, curve in self.calibration.items()
            },
            "thresholds": self.thresholds,
        }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the exit status is 1 where something that was asked for is missing, 2 for a wrong option."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus_dir", type=Path, metavar="CORPUS_DIR", help="a folder of annotated .jsonl files")
    parser.add_argument(
        "--predictions", type=Path, metavar="DIR", help="score DIR/<corpus>.jsonl instead of what geo finds now"
    )
    parser.add_argument(
        "--addition",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="look at the corpora of events once more with these GeoNames country files added",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there as well")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N random mistakes of each section")
    parser.add_argument("--seed", type=int, default=0, help="another seed shows other mistakes (default: 0)")
    options = parser.parse_args(arguments)
    if options.predictions and options.addition:
        parser.error("--addition runs geo, which --predictions leaves out")
    problems: list[Exception] = []

    def tell(problem: Exception) -> None:
        problems.append(problem)
        print(problem, file=sys.stderr)

    try:
        figures = measure(options.corpus_dir, options.predictions, options.addition or [], tell)
    except DatelineError as error:
        tell(error)
        return 1
    report(figures, show=options.show, seed=options.seed)
    if absent := [path for name in USUAL if not (path := options.corpus_dir / f"{name}.jsonl").exists()]:
        print(f"\nnot there: {', '.join(map(str, absent))}")
    if options.json:
        try:
            options.json.write_text(json.dumps(figures.plain(), indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            tell(InputError((error.strerror or str(error)).lower(), source=str(options.json)))
    return 1 if problems else 0


def measure(folder: Path, predictions: Path | None, additions: Sequence[Path], tell: Tell) -> Figures:
    """Score Dateline, or predictions of it, and its peers on every corpus of a folder. Raises DatelineError."""
    for file in additions:
        if not file.is_file():  # "SY" alone would be downloaded, and the figures be of another day's file
            raise InputError("no such file", source=str(file))
    corpora = read_corpora(folder)
    if additions and not any(corpus.of_events for corpus in corpora):
        raise InputError("holds no corpus of events, which --addition is for", source=str(folder))
    gazetteer = Gazetteer.open(additions=NO_ADDITIONS)
    if predictions:
        ours = dict(_predicted(corpora, predictions, tell))
        if not ours:
            raise InputError("holds predictions for none of the corpora", source=str(predictions))
        corpora = [corpus for corpus in corpora if corpus.name in ours]
    else:
        ours = {c.name: locate_mentions(c.path, gazetteer=gazetteer, on_problem=tell) for c in corpora}
    marked = [corpus for corpus in corpora if not corpus.of_events]
    scores = {corpus.name: {OURS: evaluate(corpus, ours[corpus.name])} for corpus in corpora}
    for corpus, system, mentions in (*_added(corpora, additions, tell), *_of_peers(corpora, folder / "peers")):
        scores[corpus.name][system] = evaluate(corpus, mentions)
    return Figures(
        scores=scores,
        mistakes={corpus.name: find_mistakes(corpus, ours[corpus.name], gazetteer) for corpus in marked},
        calibration=_calibration([corpus for corpus in marked if corpus.placed], ours),
        thresholds={
            corpus.name: {below: abstaining(corpus, ours[corpus.name], below=below) for below in THRESHOLDS}
            for corpus in corpora
            if corpus.of_events or corpus.placed
        },
    )


def _predicted(corpora: Sequence[Corpus], folder: Path, tell: Tell) -> Iterator[tuple[str, Mentions]]:
    """The predictions for each corpus that has some. Raises InputError where there is no such folder."""
    if not folder.is_dir():
        raise InputError("no such folder", source=str(folder))
    for corpus in corpora:
        path = folder / f"{corpus.name}.jsonl"
        try:
            mentions = read_mentions(path)
            if not _covers(mentions, corpus):
                raise InputError(f"holds no mention in an article of {corpus.name}", source=str(path))
        except InputError as error:
            tell(error)
        else:
            yield corpus.name, mentions


def _of_peers(corpora: Sequence[Corpus], folder: Path) -> Iterator[tuple[Corpus, str, Mentions]]:
    """What others found, for each corpus that they looked at; an article without a mention is one that they failed."""
    for path in sorted(folder.glob("*.jsonl")):
        mentions = read_mentions(path)
        yield from ((corpus, path.stem, mentions) for corpus in corpora if _covers(mentions, corpus))


def _covers(mentions: Mentions, corpus: Corpus) -> bool:
    return any(report.id in mentions for report in corpus.reports)


def _added(corpora: Sequence[Corpus], files: Sequence[Path], tell: Tell) -> Iterator[tuple[Corpus, str, Mentions]]:
    """What Dateline finds of events with countries' files added, in a folder of their own that is gone afterwards."""
    if not files:
        return
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            add(str(file), Path(folder), progress=tqdm, on_problem=tell)
        gazetteer = Gazetteer.open(additions=Path(folder))
    for corpus in corpora:
        if corpus.of_events:
            system = " + ".join((OURS, *(file.stem for file in files)))
            yield corpus, system, locate_mentions(corpus.path, gazetteer=gazetteer, on_problem=tell)


def _calibration(corpora: Sequence[Corpus], ours: Mapping[str, Mentions]) -> dict[str, list[Bucket]]:
    """The curve of each corpus, and of all together."""
    placements = {
        corpus.name: judged(corpus.reports, [ours[corpus.name].get(report.id, ()) for report in corpus.reports])
        for corpus in corpora
    }
    everything = [placement for of_corpus in placements.values() for placement in of_corpus]
    return {name: calibration(of_corpus) for name, of_corpus in {**placements, "all": everything}.items()}


def report(figures: Figures, *, show: int = 0, seed: int = 0) -> None:
    """Print all tables, and `show` mistakes of each section in their context."""
    print(tables.scores(figures.scores))
    print("\nMistakes: count, share of the section's, share of the mentions of that kind\n")
    print(tables.mistakes(figures.mistakes))
    print("\nConfidence: placements of known places, the share of them within 161 km\n")
    print(tables.calibration(figures.calibration))
    print(
        "\nAbstaining below a confidence: the share of known places that is placed (cover) and of these within 161 km"
    )
    print(
        "(right); end-to-end F1 where not placed is wrong (e2e) and where only the placed count, as on a map (drawn)\n"
    )
    print(tables.thresholds(figures.thresholds))
    every = [mistake for found in figures.mistakes.values() for mistake in found.every]
    for section in ONCE if show > 0 else ():
        print(f"\n{section}")
        for mistake in sample(every, section=section, size=show, seed=seed):
            print(f"  {in_context(mistake)}")


if __name__ == "__main__":
    sys.exit(main())
