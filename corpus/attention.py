"""A network that scores pairs of things which look at each other first: a graph attention network (Veličković et al. 2018).

What may follow a thing depends on what else could, and on what else could lead to it. So every thing gathers, in rounds, what its pairs
say on either side, each as much as it asks to be heard, and every pair hears from the two things it is of, before it is scored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

ROUNDS: Final = 2
ARRAYS: Final = 34
"""Two scales of a mean and a factor each, and fifteen layers of weights and biases."""


class Layer(NamedTuple):
    """Weights, shape (k, d), and biases, shape (d,)."""

    weights: Floats
    bias: Floats

    def __call__(self, rows: Floats) -> Floats:
        """Return rows, shape (n, d), of rows, shape (n, k)."""
        found: Floats = rows @ self.weights + self.bias
        return found


class Two(NamedTuple):
    """Two layers, rectified between."""

    hidden: Layer
    out: Layer

    def __call__(self, rows: Floats) -> Floats:
        """Return rows, shape (n, d), of rows, shape (n, k)."""
        return self.out(_rectified(self.hidden(rows)))


class Round(NamedTuple):
    """What a pair hears from its two things, how loud it is on either side, and what a thing makes of its pairs."""

    message: Layer
    loud: Layer
    update: Layer


class Scores(NamedTuple):
    """The log-odds of each pair, shape (m,), and of each thing that nothing follows or leads to it, shape (n,)."""

    pair: Floats
    last: Floats
    first: Floats


class Attention(NamedTuple):
    """The network: how features of pairs and of things are scaled, its layers, and `ROUNDS` rounds."""

    pair_scale: tuple[Floats, Floats]
    own_scale: tuple[Floats, Floats]
    pair_in: Two
    own_in: Layer
    rounds: tuple[Round, ...]
    pair: Two
    last: Two
    first: Two

    @classmethod
    def of(cls, arrays: Sequence[Floats]) -> Attention:
        """Build a network of its arrays: means and scales, then weights and biases in turn."""
        layers = _layers(iter(arrays[4:]))
        two = (Two(one, next(layers)) for one in layers)
        pair_in, own_in = next(two), next(layers)
        rounds = tuple(Round(next(layers), next(layers), next(layers)) for _ in range(ROUNDS))
        return cls((arrays[0], arrays[1]), (arrays[2], arrays[3]), pair_in, own_in, rounds, next(two), next(two), next(two))

    def __call__(self, before: Ints, after: Ints, features: Floats, own: Floats) -> Scores:
        """Return the scores of m pairs, given their ends (m,) and features (m, k), and the features of the n things, (n, j)."""
        things = _scaled(own, *self.own_scale)
        pairs, state = _rectified(self.pair_in(_scaled(features, *self.pair_scale))), _rectified(self.own_in(things))
        for round_ in self.rounds:
            pairs, state = _heard(round_, before, after, pairs, state)
        known = np.concatenate([state, things], axis=1)
        return Scores(self.pair(pairs)[:, 0], self.last(known)[:, 0], self.first(known)[:, 0])


def _layers(arrays: Iterator[Floats]) -> Iterator[Layer]:
    return (Layer(weights, next(arrays)) for weights in arrays)


def _scaled(features: Floats, mean: Floats, scale: Floats) -> Floats:
    found: Floats = ((features - mean) * scale).astype(np.float32)
    return found


def _rectified(rows: Floats) -> Floats:
    found: Floats = np.maximum(rows, 0)
    return found


def _heard(round_: Round, before: Ints, after: Ints, pairs: Floats, state: Floats) -> tuple[Floats, Floats]:
    """Return pairs and things after a round."""
    width = pairs.shape[1]
    of_pair, of_before, of_after = (round_.message.weights[k * width : (k + 1) * width] for k in range(3))
    pairs = pairs + _rectified(pairs @ of_pair + (state @ of_before)[before] + (state @ of_after)[after] + round_.message.bias)
    loud = round_.loud(pairs)
    gathered = [_gathered(pairs, loud[:, k], side, len(state)) for k, side in enumerate((before, after))]
    return pairs, state + _rectified(round_.update(np.concatenate([*gathered, state], axis=1)))


def _gathered(pairs: Floats, loud: Floats, side: Ints, count: int) -> Floats:
    """Return the mean of the pairs at each of some things, weighed by how loud they are against each other and silence, shape (n, d)."""
    found = np.zeros((count, pairs.shape[1]), np.float32)
    order = np.argsort(side, kind="stable")
    starts = np.flatnonzero(np.diff(side[order], prepend=-1))
    there, sizes = side[order][starts], np.diff(starts, append=len(order))
    if not len(there):
        return found
    pairs, loud = pairs[order], loud[order]
    most = np.maximum(np.maximum.reduceat(loud, starts), 0)
    even = np.exp(loud - np.repeat(most, sizes))
    total = np.add.reduceat(even, starts) + np.exp(-most)
    found[there] = np.add.reduceat(pairs * (even / np.repeat(total, sizes))[:, None], starts, axis=0)
    return found
