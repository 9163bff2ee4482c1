"""Examples -> a model: the tagger, the judge, then the ranker's three stages, each seeing what the one before found.

What a network is fitted to was never made by a network that had seen its right answers: spans and likelihoods of an
article come from networks fitted to the other folds.
"""

from collections.abc import Callable, Sequence
from typing import Any

import marisa_trie
import numpy as np

from geo.judge import judge_input, literal_probabilities
from geo.model import Floats, Layer, Model
from geo.recognize import names_of_places
from geo.resolve import STAGES, nowhere_rows, score, stage_rows
from geo.tagger import VECTOR, WINDOW, again_input, decode, log_probabilities, look_again
from training.corpora import FOLDS
from training.examples import Example, gather_evidence, judge_rows
from training.networks import Choices, Recipe, fit_ranker, fit_roles, fit_tags

TAGGER = Recipe(
    hidden=(96, 64), epochs=12, batch=256, rate=2e-3, decay=1e-4, drop=0.3, drop_input=0.1, drop_words=0.1,
    words=2 * WINDOW + 1, vector=VECTOR, smoothing=0.02,
)  # fmt: skip
AGAIN = Recipe(hidden=(24,), epochs=8, batch=256, rate=6e-3, decay=1e-3)
JUDGE = Recipe(hidden=(48,), epochs=25, batch=64, rate=3e-3, decay=1e-2, drop=0.6, drop_input=0.1)
JUDGE_SEEDS = (1, 2)
RANKER = Recipe(hidden=(32,), epochs=15, batch=64, rate=6e-3, decay=1e-3, drop=0.1)

# Half of the marks are of small-town papers, which mean another Moscow than the rest of the world does.
LOCAL, LOCAL_WEIGHT = "lgl", 0.4
Say = Callable[[str], None]


def tagger(examples: Sequence[Example]) -> list[Layer]:
    """The tagger, fitted to examples."""
    known = [one.tags >= 0 for one in examples]
    inputs = np.concatenate([one.inputs[kept] for one, kept in zip(examples, known, strict=True)])
    return fit_tags(inputs, _tags(examples), TAGGER, seed=1)


def _tags(examples: Sequence[Example]) -> np.ndarray:
    return np.concatenate([one.tags[one.tags >= 0] for one in examples])


def judge(examples: Sequence[Example]) -> list[Layer]:
    """The judge, fitted to those marks of examples that have a role."""
    inputs: list[Floats] = []
    literal: list[bool] = []
    types: list[str] = []
    for one in examples:
        if any("role" in mark for _, mark in one.gold):
            rows, roles, finer = judge_rows(one)
            inputs.append(rows)
            literal += roles
            types += finer
    numbers = {name: number for number, name in enumerate(sorted(set(types)))}
    finer_numbers = np.array([numbers[name] for name in types])
    return fit_roles(np.concatenate(inputs), np.array(literal), finer_numbers, JUDGE, JUDGE_SEEDS)


def second_look(examples: Sequence[Example], looks: dict[int, Floats]) -> list[Layer]:
    """The tagger's second look, fitted to what first looks said of articles that they had not seen."""
    inputs = [again_input(one.tokens, one.active, looks[id(one)])[one.tags >= 0] for one in examples]
    return fit_tags(np.concatenate(inputs), _tags(examples), AGAIN, seed=1)


def find_spans(examples: Sequence[Example], looks: dict[int, Floats], model: Model) -> None:
    """Give each example the spans that a model finds in it."""
    for one in examples:
        likely = look_again(model, again_input(one.tokens, one.active, looks[id(one)]))
        likely[:, 0] -= model.settings["finding_bias"]
        one.spans = names_of_places(one.tokens, decode(one.active, likely), one.matches)
        literal = literal_probabilities(model, judge_input(one.tokens, one.rows, one.spans)) if one.spans else []
        one.literal = [probability >= model.settings["literal_from"] for probability in literal]


Answers = dict[int, tuple[np.ndarray, np.ndarray]]  # by example: which candidates are right, which mentions are known


def stage(name: str, examples: Sequence[Example], answers: Answers) -> tuple[list[Layer], list[Layer]]:
    """One stage of the ranker, fitted to those mentions of examples whose place is known."""
    rows, right, sizes, nowhere, weights = [], [], [], [], []
    for one in examples:
        if one.copy and one.corpus == LOCAL:
            continue  # a sentence cut from a local paper has lost what tells which town of the name is meant
        assert one.evidence is not None
        hits, known = answers[id(one)]
        found = one.evidence.found
        kept = known & (np.diff(found.begins) > 0)
        of_known = kept[found.mention]
        rows.append(stage_rows(one.evidence, name, one.gazetteer)[of_known])
        right.append(hits[of_known])
        sizes.append(np.diff(found.begins)[kept])
        nowhere.append(nowhere_rows(one.evidence)[kept])
        weights.append(np.full(int(kept.sum()), LOCAL_WEIGHT if one.corpus == LOCAL else 1.0, np.float32))
    begins = np.concatenate([[0], np.cumsum(np.concatenate(sizes))])
    choices = Choices(
        np.concatenate(rows), np.concatenate(right), begins, np.concatenate(nowhere), np.concatenate(weights)
    )
    return fit_ranker(choices, RANKER, seed=1)


def temperature(examples: Sequence[Example], answers: Answers) -> float:
    """The softmax's temperature under which the right answers are likeliest, to two digits."""
    best, least = 1.0, np.inf
    for trial in np.arange(0.6, 2.5, 0.05):
        loss = 0.0
        for one in examples:
            evidence = one.evidence
            assert evidence is not None
            hits, known = answers[id(one)]
            found = evidence.found
            top = evidence.nowhere.copy()
            np.maximum.at(top, found.mention, evidence.scores)
            parts = np.exp((evidence.scores - top[found.mention]) / trial)
            none = np.exp((evidence.nowhere - top) / trial)
            total = np.bincount(found.mention, parts, minlength=len(top)) + none
            hit = np.bincount(found.mention, parts * hits, minlength=len(top))
            hit = np.where(np.bincount(found.mention, hits, minlength=len(top)) > 0, hit, none)
            kept = known & (np.diff(found.begins) > 0)
            loss -= float(np.log(hit[kept] / total[kept] + 1e-9).sum())
        if loss < least:
            best, least = float(round(trial, 2)), loss
    return best


def fit(
    examples: Sequence[Example],
    words: tuple[list[str], Floats],
    settings: dict[str, Any],
    say: Say,
) -> tuple[list[Model], Model]:
    """A model for each fold, fitted to the other folds, and one fitted to all."""
    names, vectors = words
    trie = marisa_trie.Trie(sorted(names))
    ordered = np.zeros((len(names) + 1, vectors.shape[1]), np.float32)
    for number, name in enumerate(names):
        ordered[trie[name] + 1] = vectors[number]
    models = [Model(trie, ordered, 1.0, {}, dict(settings)) for _ in range(FOLDS + 1)]

    def seen(number: int) -> list[Example]:
        return [one for one in examples if one.fold != number]

    def held_out(number: int) -> list[Example]:
        return [one for one in examples if one.fold == number]

    looks: dict[int, Floats] = {}
    for number, model in enumerate(models):
        model.networks["tagger"] = tuple(tagger(seen(number)))
        model.networks["judge"] = tuple(judge(seen(number)))
        for one in held_out(number):
            looks[id(one)] = log_probabilities(model, one.inputs.astype(np.float32))
        say(f"tagger and judge {number + 1} of {FOLDS + 1}")
    for number, model in enumerate(models):
        model.networks["tagger_again"] = tuple(second_look(seen(number), looks))
        find_spans(held_out(number), looks, model)
    answers: Answers = {}
    for one in examples:
        one.evidence, right, known = gather_evidence(one)
        answers[id(one)] = right, known
    for name in STAGES:
        for number, model in enumerate(models):
            ranker, nowhere = stage(name, seen(number), answers)
            model.networks[name], model.networks[f"{name}_nowhere"] = tuple(ranker), tuple(nowhere)
        inputs = {id(one): stage_rows(one.evidence, name, one.gazetteer) for one in examples if one.evidence}
        for number, model in enumerate(models[:FOLDS]):
            for one in held_out(number):
                assert one.evidence is not None
                score(one.evidence, model, name, inputs[id(one)])
        say(f"ranker, stage {name}")
    for model in models:
        model.settings["temperature"] = temperature(
            [one for one in examples if not one.events and not one.copy], answers
        )
    return models[:FOLDS], models[FOLDS]
