"""The labeller: features of a page -> the best path of labels, and how sure it is of each.

A small network of dilated convolutions over the pieces of a page (Yu & Koltun 2016) with a linear chain on top
(Lafferty et al. 2001), run in numpy. The weights ship in the package; `training/` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from corpus.features import characters
from corpus.labels import LABELS, transitions

if TYPE_CHECKING:
    from corpus.features import Features

Array = NDArray[np.float32]
NEVER: Final = -1e4
DOUBT: Final = 4.0


@dataclass(frozen=True, slots=True)
class Path:
    """The labels of a page: `labels` (pieces,) rows of `LABELS`, and how likely each is, `sure` (pieces,)."""

    labels: list[int]
    sure: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """Some networks of one shape, trained from different beginnings; their scores are averaged (Hansen & Salamon 1990).

    The first axis of each of `arrays` is the network; `dilations` has one value a block; after the block `pooled_after`
    what is known of the whole page is added to every piece. Scores are divided by `temperature` where probabilities are
    wanted, so that they are as sure as they are right (Guo et al. 2017).
    """

    arrays: dict[str, Array]
    dilations: tuple[int, ...]
    pooled_after: int
    temperature: float


@cache
def weights() -> Weights:
    """Return the weights that ship in the package.

    Raises ModelError where they were made for other labels.
    """
    with resources.files("corpus").joinpath("model.npz").open("rb") as file, np.load(file) as stored:
        arrays = {name: stored[name].astype(np.float32) for name in stored.files if stored[name].dtype.kind == "f"}
        dilations = tuple(int(d) for d in stored["dilations"])
        pooled, temperature = int(stored["pooled_after"]), float(stored["temperature"])
    if arrays["trans"].shape[1:] != (len(LABELS), len(LABELS)):
        raise ModelError("corpus/model.npz", "the weights were made for other labels", help="install newspaper-corpus again")
    return Weights(arrays, dilations, pooled, temperature)


def label(features: Features, more: Array | None = None) -> Path:
    """Return the best path of labels over a page; `more` (pieces, labels) is added to the scores, where there is more evidence."""
    scores = emissions(features, weights()) + doubts(features)
    if more is not None:
        scores = scores + more
    labels = best_path(scores)
    return Path(labels, certainty(scores, weights().temperature)[np.arange(len(labels)), labels])


def doubts(features: Features) -> Array:
    """Return what is taken off the scores of labels that a hint speaks against, shape (pieces, labels).

    A crosshead parts a story that has begun, so none stands before its dateline; a hyphen at a line end leads on.
    """
    crosshead = np.array([label.role == "crosshead" for label in LABELS])
    begins = np.array([label.begins for label in LABELS])
    before_dateline, after_hyphen = features.hints.T
    against = before_dateline[:, None] & crosshead | after_hyphen[:, None] & begins
    return np.where(against, np.float32(-DOUBT), np.float32(0))


def evidence(features: Features, path: Path, more: Array | None = None) -> NDArray[np.float64]:
    """Return how much each group of features speaks for the label that each piece got, shape (groups, pieces).

    It is what the probability of the label loses when the group says, of every piece, only what is usual (occlusion,
    Zeiler & Fergus 2014): positive for what spoke for the label, negative for what spoke against it.
    """
    net = weights()
    fixed = doubts(features) if more is None else doubts(features) + more
    usual = net.arrays["mu"].mean(axis=0)
    chosen = (np.arange(len(path.labels)), path.labels)
    lost = []
    for columns in features.groups.values():
        rows = features.rows.copy()
        rows[:, columns] = usual[columns]
        lost.append(path.sure - certainty(emissions(replace(features, rows=rows), net) + fixed, net.temperature)[chosen])
    return np.stack(lost)


def emissions(features: Features, net: Weights) -> Array:
    """Return the score of each label for each piece, shape (pieces, labels)."""
    w = net.arrays
    hidden = _inputs(features, w)
    for k, dilation in enumerate(net.dilations):
        hidden = hidden + _block(hidden, w, k, dilation)
        if k == net.pooled_after:
            pooled = np.concatenate([hidden.mean(axis=1, keepdims=True), hidden.max(axis=1, keepdims=True)], axis=2)
            hidden = hidden + _linear(pooled, w, "glob")
    scores: Array = _linear(_normed(hidden, w, "oln"), w, "out").mean(axis=0)
    return scores


def _inputs(features: Features, w: dict[str, Array]) -> Array:
    rows = (features.rows - w["mu"][:, None]) / w["sd"][:, None]
    edges = characters().vectors[features.edges].reshape(len(features.edges), -1)
    return _linear(rows, w, "inp") + _linear(edges, w, "einp")


def _block(hidden: Array, w: dict[str, Array], k: int, dilation: int) -> Array:
    """Return what one residual block adds: a convolution over three pieces `dilation` apart, then a mixing of channels."""
    x = _normed(hidden, w, f"blocks.{k}.ln")
    n = x.shape[1]
    padded = np.zeros((len(x), n + 2 * dilation, x.shape[2]), np.float32)
    padded[:, dilation : dilation + n] = x
    taps = np.concatenate([padded[:, :n], x, padded[:, 2 * dilation :]], axis=2)
    inner = np.maximum(_linear(taps, w, f"blocks.{k}.c1"), 0)
    return _linear(inner, w, f"blocks.{k}.c2")


def _linear(x: Array, w: dict[str, Array], name: str) -> Array:
    out: Array = x @ w[f"{name}.weight"] + w[f"{name}.bias"][:, None]
    return out


def _normed(x: Array, w: dict[str, Array], name: str) -> Array:
    centred = x - x.mean(axis=2, keepdims=True)
    scale = np.sqrt((centred * centred).mean(axis=2, keepdims=True) + 1e-5)
    out: Array = centred / scale * w[f"{name}.weight"][:, None] + w[f"{name}.bias"][:, None]
    return out


def _chain() -> tuple[Array, Array, Array]:
    """Return the scores of a label first, after another, and last."""
    w = weights().arrays
    after = np.where(transitions(), w["trans"].mean(axis=0), np.float32(NEVER))
    return w["init"].mean(axis=0), after, w["fin"].mean(axis=0)


def best_path(scores: Array) -> list[int]:
    """Return the labels of highest total score, one a piece (Viterbi)."""
    first, after, last = _chain()
    total = first + scores[0]
    back = []
    for row in scores[1:]:
        reached = total[:, None] + after
        came = reached.argmax(axis=0)
        back.append(came)
        total = reached[came, np.arange(len(came))] + row
    path = [int((total + last).argmax())]
    for came in reversed(back):
        path.append(int(came[path[-1]]))
    return path[::-1]


def certainty(scores: Array, temperature: float) -> NDArray[np.float64]:
    """Return the probability of each label for each piece, shape (pieces, labels), by a forward and a backward pass."""
    first, after, last = (part / temperature for part in _chain())
    scores = scores / temperature
    step = np.exp(after.astype(np.float64))
    local = np.exp((scores - scores.max(axis=1, keepdims=True)).astype(np.float64))
    forward, backward = np.empty(local.shape), np.empty(local.shape)
    here = np.exp(first.astype(np.float64)) * local[0]
    forward[0] = here / here.sum()
    for i in range(1, len(local)):
        here = (forward[i - 1] @ step) * local[i]
        forward[i] = here / here.sum()
    here = np.exp(last.astype(np.float64))
    backward[-1] = here / here.sum()
    for i in range(len(local) - 2, -1, -1):
        here = step @ (backward[i + 1] * local[i + 1])
        backward[i] = here / here.sum()
    joint = forward * backward
    out: NDArray[np.float64] = joint / joint.sum(axis=1, keepdims=True)
    return out
