"""Small networks, fitted with PyTorch on one core so that the same data gives the same weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn

from geo.model import Floats, Layer

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is fitted.

    hidden        sizes of the hidden layers
    drop          share of hidden units left out in each step;  drop_input: of inputs
    drop_words    share of words whose vector is hidden, of the `words` times `vector` numbers first in a row
    """

    hidden: tuple[int, ...]
    epochs: int
    batch: int
    rate: float
    decay: float
    drop: float = 0.0
    drop_input: float = 0.0
    drop_words: float = 0.0
    words: int = 0
    vector: int = 0
    smoothing: float = 0.0


class _Network(nn.Module):
    def __init__(self, inputs: int, outputs: int, recipe: Recipe) -> None:
        super().__init__()
        sizes = (inputs, *recipe.hidden, outputs)
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))
        self.recipe = recipe

    def forward(self, x: Tensor) -> Tensor:
        recipe = self.recipe
        if self.training and recipe.drop_words:
            keep = (torch.rand(len(x), recipe.words, 1) >= recipe.drop_words).float()
            cut = recipe.words * recipe.vector
            shown = x[:, :cut].reshape(len(x), recipe.words, recipe.vector) * keep
            x = torch.cat([shown.reshape(len(x), cut), x[:, cut:]], 1)
        x = nn.functional.dropout(x, recipe.drop_input, self.training)
        for layer in self.layers[:-1]:
            x = nn.functional.dropout(torch.relu(layer(x)), recipe.drop, self.training)
        result: Tensor = self.layers[-1](x)
        return result


def _layers(network: _Network, outputs: slice = slice(None)) -> list[Layer]:
    found = [
        Layer(layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy().copy()) for layer in network.layers
    ]
    found[-1] = Layer(found[-1].weights[:, outputs], found[-1].bias[outputs])
    return found


def fit_tags(inputs: Floats, tags: np.ndarray, recipe: Recipe, seed: int) -> list[Layer]:
    """A network that gives each row one of three tags."""
    x, y = torch.from_numpy(inputs), torch.from_numpy(tags).long()

    def loss(network: _Network, rows: Tensor) -> Tensor:
        return nn.functional.cross_entropy(network(x[rows].float()), y[rows], label_smoothing=recipe.smoothing)

    torch.manual_seed(seed)
    return _layers(_fit(_Network(x.shape[1], 3, recipe), len(x), loss, recipe))


TYPES = 0.3  # weight of telling the finer types apart, beside the role


def fit_roles(
    inputs: Floats, literal: np.ndarray, types: np.ndarray, recipe: Recipe, seeds: Sequence[int]
) -> list[Layer]:
    """Networks that say whether a row is literal, side by side as one: its output is the mean of theirs."""
    x, y, finer = torch.from_numpy(inputs), torch.from_numpy(literal).float(), torch.from_numpy(types).long()

    def loss(network: _Network, rows: Tensor) -> Tensor:
        out = network(x[rows].float())
        role = nn.functional.binary_cross_entropy_with_logits(out[:, 0], y[rows])
        return role + TYPES * nn.functional.cross_entropy(out[:, 1:], finer[rows])

    fitted = []
    for seed in seeds:
        torch.manual_seed(seed)
        network = _Network(x.shape[1], 1 + int(types.max()) + 1, recipe)
        fitted.append(_layers(_fit(network, len(x), loss, recipe), slice(0, 1)))
    return [
        Layer(
            np.concatenate([one[0].weights for one in fitted], axis=1), np.concatenate([one[0].bias for one in fitted])
        ),
        Layer(
            np.concatenate([one[1].weights for one in fitted], axis=0) / len(fitted),
            np.mean([one[1].bias for one in fitted], axis=0, dtype=np.float32),
        ),
    ]


def _fit(network: _Network, size: int, loss, recipe: Recipe) -> _Network:  # type: ignore[no-untyped-def]
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    steps = recipe.epochs * -(-size // recipe.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=steps)
    network.train()
    for _ in range(recipe.epochs):
        order = torch.randperm(size)
        for begin in range(0, size, recipe.batch):
            value = loss(network, order[begin : begin + recipe.batch])
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            schedule.step()
    return network.eval()


@dataclass(frozen=True, slots=True)
class Choices:
    """Mentions to choose a place for: candidates end to end.

    rows     a row a candidate;  right: whether it is the place
    begins   of each mention, its first row; one more at the end
    nowhere  a row a mention: what speaks for a place that the gazetteer lacks
    weights  of the mentions
    """

    rows: Floats
    right: np.ndarray
    begins: np.ndarray
    nowhere: Floats
    weights: Floats


class _Ranker(nn.Module):
    def __init__(self, inputs: int, nowhere: int, recipe: Recipe) -> None:
        super().__init__()
        self.first, self.last = nn.Linear(inputs, recipe.hidden[0]), nn.Linear(recipe.hidden[0], 1)
        self.nowhere = nn.Linear(nowhere, 1)
        self.recipe = recipe

    def forward(self, rows: Tensor, nowhere: Tensor) -> tuple[Tensor, Tensor]:
        hidden = nn.functional.dropout(torch.tanh(self.first(rows)), self.recipe.drop, self.training)
        return self.last(hidden)[:, 0], self.nowhere(nowhere)[:, 0]


def fit_ranker(choices: Choices, recipe: Recipe, seed: int) -> tuple[list[Layer], list[Layer]]:
    """A network that scores candidates, and one that scores "nowhere"; of a mention without a right one, nowhere is."""
    torch.manual_seed(seed)
    rows, nowhere = torch.from_numpy(choices.rows), torch.from_numpy(choices.nowhere)
    right = torch.from_numpy(choices.right.astype(np.float32))
    begins, weights = torch.from_numpy(choices.begins), torch.from_numpy(choices.weights)
    network = _Ranker(rows.shape[1], nowhere.shape[1], recipe)
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    groups = torch.nonzero(begins[1:] > begins[:-1])[:, 0]
    steps = recipe.epochs * -(-len(groups) // recipe.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=steps)
    for _ in range(recipe.epochs):
        order = groups[torch.randperm(len(groups))]
        for begin in range(0, len(order), recipe.batch):
            chosen = order[begin : begin + recipe.batch]
            sizes = begins[chosen + 1] - begins[chosen]
            # the rows of the chosen mentions, padded to a table
            table = begins[chosen][:, None] + torch.arange(int(sizes.max()))
            within = table < begins[chosen + 1][:, None]
            scores, none = network(rows[table[within]], nowhere[chosen])
            padded = torch.full(table.shape, -1e4)
            padded = padded.masked_scatter(within, scores)
            every = torch.cat([none[:, None], padded], 1)
            hits = torch.zeros(every.shape)
            hits[:, 1:] = torch.zeros(table.shape).masked_scatter(within, right[table[within]])
            hits[:, 0] = (hits.sum(1) == 0).float()
            wrong = -torch.log((every.softmax(1) * hits).sum(1) + 1e-9)
            loss = (wrong * weights[chosen]).sum() / weights[chosen].sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    network.eval()

    def layer(of: nn.Linear) -> Layer:
        return Layer(of.weight.detach().numpy().T.copy(), of.bias.detach().numpy().copy())

    return [layer(network.first), layer(network.last)], [layer(network.nowhere)]
