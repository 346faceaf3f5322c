"""A linear chain over labels (Lafferty et al. 2001): the best path through a page, and how likely each label is.

Pages are worked through side by side, one piece of each at a time: a step of one page costs numpy nearly as much as a
step of many. What comes out for a page is the same to the last bit, whatever pages are beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = NDArray[np.float32]
Doubles = NDArray[np.float64]
FORTH, BACK = 0, 1
NEVER: Final = -1e4
"""The score of what cannot be."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The scores of a label first (labels,), after another (labels, labels; the earlier one first), and last (labels,)."""

    first: Array
    after: Array
    last: Array


@dataclass(frozen=True, slots=True)
class _Rows:
    """Pages side by side, the longest first: `values` (pieces, pages, labels), `active[i]` how many have a piece i.

    `places` says which page each column is.
    """

    values: NDArray[np.floating]
    active: list[int]
    places: list[int]

    @classmethod
    def of(cls, pages: Sequence[NDArray[np.floating]]) -> _Rows:
        """Put pages, each (pieces, labels), side by side."""
        places = sorted(range(len(pages)), key=lambda k: -len(pages[k]))
        lengths = np.array([len(pages[k]) for k in places], np.int64)
        values = np.zeros((int(lengths.max(initial=0)), len(pages), pages[0].shape[1]), pages[0].dtype)
        for column, k in enumerate(places):
            values[: len(pages[k]), column] = pages[k]
        active = (lengths > np.arange(len(values))[:, None]).sum(axis=1).tolist()
        return cls(values, active, places)


def best_paths(chain: Chain, scores: Sequence[Array]) -> list[list[int]]:
    """Return for each page the labels of highest total score, one a piece (Viterbi).

    >>> free = Chain(np.zeros(2, np.float32), np.array([[0, -1], [-1, 0]], np.float32), np.zeros(2, np.float32))
    >>> best_paths(free, [np.array([[1.5, 0], [0, 0.5], [2, 0]], np.float32), np.array([[0, 1]], np.float32)])
    [[0, 0, 0], [1]]
    """
    if not scores:
        return []
    rows = _Rows.of(scores)
    labels = _traced(chain, _totals(chain, rows), rows.active)
    paths = {k: labels[: len(scores[k]), column].tolist() for column, k in enumerate(rows.places)}
    return [paths[k] for k in range(len(scores))]


def _totals(chain: Chain, rows: _Rows) -> NDArray[np.floating]:
    """Return the score of the best path that ends at each label of each piece, shape of the rows."""
    totals = rows.values.copy()
    totals[:1] += chain.first
    reached = np.empty((*totals.shape[1:], totals.shape[2]), totals.dtype)
    for before, here, k in zip(totals, totals[1:], rows.active[1:], strict=False):
        np.add(before[:k, :, None], chain.after, out=reached[:k])
        here[:k] += np.maximum.reduce(reached[:k], axis=1)
    return totals


def _traced(chain: Chain, totals: NDArray[np.floating], active: list[int]) -> NDArray[np.int64]:
    """Return the labels of the best paths, shape (pieces, pages), from their ends to their beginnings."""
    into = np.ascontiguousarray(chain.after.T)
    labels = np.zeros(totals.shape[:2], np.int64)
    going = 0
    for i in range(len(totals) - 1, -1, -1):
        if going:
            labels[i, :going] = (totals[i, :going] + into[labels[i + 1, :going]]).argmax(axis=1)
        if active[i] > going:
            labels[i, going : active[i]] = (totals[i, going : active[i]] + chain.last).argmax(axis=1)
            going = active[i]
    return labels


def certainties(chain: Chain, scores: Sequence[Array], temperature: float) -> list[Doubles]:
    """Return for each page how likely each label of each piece is, shape (pieces, labels), by a forward and a backward pass.

    Scores are divided by `temperature` first.
    """
    if not scores:
        return []
    first, after, last = (part.astype(np.float64) / temperature for part in (chain.first, chain.after, chain.last))
    local = [np.exp(((own - own.max(axis=1, keepdims=True)) / np.float32(temperature)).astype(np.float64)) for own in scores]
    both = _Rows.of([np.concatenate([own, own[::-1]], axis=1) for own in local])
    step = np.exp(after)
    arriving = _messages(np.exp([first, last]), np.stack([step, step.T]), both)
    found = {k: _joint(arriving[: len(scores[k]), column], local[k]) for column, k in enumerate(both.places)}
    return [found[k] for k in range(len(scores))]


def _messages(ends: Doubles, steps: Doubles, rows: _Rows) -> Doubles:
    """Return what reaches each piece from before it, and in the other direction from behind it, shape (pieces, pages, 2, labels).

    A piece is reached by vector after vector, not by one product for all pages: that would round by how many there are.
    """
    local = rows.values.reshape(*rows.values.shape[:2], 2, -1)
    out = np.empty(local.shape)
    out[:1] = ends
    for i, k in enumerate(rows.active[1:]):
        leaving = out[i, :k] * local[i, :k]
        leaving /= np.add.reduce(leaving, axis=-1, keepdims=True)
        out[i + 1, :k] = np.matmul(leaving[:, :, None], steps)[:, :, 0]
    return out


def _joint(arriving: Doubles, local: Doubles) -> Doubles:
    """Return the likelihood of each label of each piece of one page, from both messages and its own."""
    joint = arriving[:, FORTH] * local * arriving[::-1, BACK]
    out: Doubles = joint / joint.sum(axis=1, keepdims=True)
    return out
