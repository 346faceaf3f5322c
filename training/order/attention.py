"""The networks that choose what is read after what: `corpus.attention` in torch, with the loss of `training.order.choices`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from corpus.attention import ROUNDS
from corpus.choices import MOST
from training.order.choices import loss_of
from training.order.networks import scaling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.affinity import Floats, Values
    from corpus.choices import Pairs
    from training.order.choices import Asked

_NARROW: Final = 32
_OWN: Final = 16
"""The layers that scores come from, of pairs and of things."""
_RATE: Final = 2e-3
_DECAY: Final = 1e-2
_FURTHER_RATE: Final = 6e-4
"""The highest rate of a network that goes on from one that was learned before."""
_STEEPEST: Final = 5.0
_SAMPLE: Final = 5
"""Features are scaled by every fifth pair."""

log = logging.getLogger(__name__)


class Size(NamedTuple):
    """How wide the network is, and the layer that takes the features of pairs in; how it is learned, and how long if it goes on."""

    width: int
    wide: int
    epochs: int
    dropout: float
    further: int


SIZES: Final = {
    "step0": Size(32, 64, 6, 0.2, 2),
    "step1": Size(40, 80, 7, 0.05, 3),
    "join0": Size(64, 128, 6, 0.1, 3),
    "join1": Size(48, 96, 7, 0.1, 10),
}
"""The steps down the columns in two passes, and the joins of runs in two looks."""


def fit(pages: Sequence[Asked], name: str, seed: int = 0, start: Sequence[Floats] = ()) -> dict[str, Values]:
    """Fit a network, or go on from the arrays of one; return its arrays as `corpus.affinity` reads them."""
    size = SIZES[name]
    torch.manual_seed(seed)
    network = Network(size, *_scales(start or [part for rows in _rows(pages) for part in scaling(rows)]))
    if start:
        network.take(start)
    rate, epochs = (_FURTHER_RATE, size.further) if start else (_RATE, size.epochs)
    learner = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(learner, rate, total_steps=epochs * len(pages))
    total, rng = 0.0, np.random.default_rng(seed)
    for _ in range(epochs):
        total = 0.0
        for number in rng.permutation(len(pages)).tolist():
            loss = _loss(network, pages[number])
            learner.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            nn.utils.clip_grad_norm_(network.parameters(), _STEEPEST)
            learner.step()
            schedule.step()
            total += loss.item()
    log.info("%s: loss %.4f of %d pages", name, total / len(pages), len(pages))
    return {f"{name}.{k}": array.astype(np.float16) for k, array in enumerate(network.arrays())}


def _scales(arrays: Sequence[Floats]) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Return how features of pairs and of things are scaled, given the arrays of a network or its first four."""
    return (arrays[0], arrays[1]), (arrays[2], arrays[3])


def _rows(pages: Sequence[Asked]) -> tuple[Floats, Floats]:
    """Return features of pairs and of things that scales are found by."""
    pairs = np.concatenate([page.pairs.features[::_SAMPLE] for page in pages])
    return pairs.astype(np.float32), np.concatenate([page.pairs.own for page in pages]).astype(np.float32)


def _loss(network: Network, page: Asked) -> Tensor:
    """Return how unlikely the right choices of a page are."""
    before, after = (torch.from_numpy(side) for side in (page.pairs.before, page.pairs.after))
    score, last, first = network(page.pairs)
    count = len(page.pairs.own)
    right, known = torch.from_numpy(page.right), torch.from_numpy(page.known)
    return loss_of(score, ((before, last), (after, first)), right, known, torch.full((count,), count**-0.5))


class Network(nn.Module):
    """`corpus.attention.Attention` while it is learned."""

    def __init__(self, size: Size, pair_scale: tuple[Floats, Floats], own_scale: tuple[Floats, Floats]) -> None:
        super().__init__()
        width = size.width
        self._scales = (*pair_scale, *own_scale)
        pairs, things = len(pair_scale[0]), len(own_scale[0])
        self.pair_in = nn.ModuleList([nn.Linear(pairs, size.wide), nn.Linear(size.wide, width)])
        self.own_in = nn.Linear(things, width)
        self.rounds = nn.ModuleList(
            nn.ModuleList([nn.Linear(3 * width, width), nn.Linear(width, 2), nn.Linear(3 * width, width)]) for _ in range(ROUNDS)
        )
        self.out = nn.ModuleList(
            nn.ModuleList([nn.Linear(inputs, narrow), nn.Linear(narrow, 1)])
            for inputs, narrow in ((width, _NARROW), (width + things, _OWN), (width + things, _OWN))
        )
        self.drop = nn.Dropout(size.dropout)

    def forward(self, asked: Pairs) -> tuple[Tensor, Tensor, Tensor]:
        """Return the scores of pairs, and of things that nothing follows or leads to."""
        mean, scale, own_mean, own_scale = self._scales
        rows = torch.from_numpy((asked.features.astype(np.float32) - mean) * scale)
        things = torch.from_numpy(((asked.own - own_mean) * own_scale).astype(np.float32))
        before, after = torch.from_numpy(asked.before), torch.from_numpy(asked.after)
        pairs = torch.relu(_two(self.pair_in, self.drop(rows)))
        state = torch.relu(self.own_in(things))
        for message, loud, update in self.rounds:  # type: ignore[misc]  # torch does not say what its lists hold
            heard = message(torch.cat([pairs, state[before], state[after]], 1))
            pairs = pairs + self.drop(torch.relu(heard))
            volume = loud(pairs)
            gathered = [_gathered(pairs, volume[:, k], side, len(things)) for k, side in enumerate((before, after))]
            state = state + torch.relu(update(torch.cat([*gathered, state], 1)))
        known = torch.cat([state, things], 1)
        score, last, first = (_two(layers, rows_)[:, 0] for layers, rows_ in zip(self.out, (pairs, known, known), strict=True))  # type: ignore[arg-type]
        return score.clamp(-MOST, MOST), last, first

    def arrays(self) -> list[Floats]:
        """Return scales and layers in the order of `Attention.of`."""
        return [*self._scales, *(parameter.detach().numpy().T for parameter in self._layers())]

    def take(self, arrays: Sequence[Floats]) -> None:
        """Take the layers of arrays in that order."""
        for parameter, array in zip(self._layers(), arrays[len(self._scales) :], strict=True):
            parameter.data = torch.from_numpy(np.ascontiguousarray(array.T, np.float32))

    def _layers(self) -> list[nn.Parameter]:
        parts = [self.pair_in, self.own_in, self.rounds, self.out]
        return [parameter for part in parts for parameter in part.parameters()]


def _two(layers: nn.ModuleList, rows: Tensor) -> Tensor:
    hidden, out = layers
    found: Tensor = out(torch.relu(hidden(rows)))
    return found


def _gathered(pairs: Tensor, loud: Tensor, side: Tensor, count: int) -> Tensor:
    """Return the mean of the pairs at each thing, weighed by how loud they are against each other and silence."""
    most = torch.zeros(count).scatter_reduce(0, side, loud.detach(), "amax")
    even = torch.exp(loud - most[side])
    share = even / (torch.zeros(count).index_add(0, side, even) + torch.exp(-most))[side]
    return torch.zeros(count, pairs.shape[1]).index_add(0, side, pairs * share[:, None])
