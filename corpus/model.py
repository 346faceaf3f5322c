"""The labeller: features of a page -> the best path of labels, and how sure it is of each.

A small network of dilated convolutions over the pieces of a page (Yu & Koltun 2016) with a linear chain on top
(`chain`), run in numpy. The weights ship in the package; `training/` makes them.
"""

from __future__ import annotations

import os
import pathlib
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from corpus.chain import NEVER, Array, Chain, best_paths, certainties
from corpus.characters import characters
from corpus.errors import ModelError
from corpus.hints import doubts
from corpus.labels import LABELS, OPENS, breaks_off, state_steps, states, transitions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from corpus.features import Features

Stored = dict[str, NDArray[np.float64]]
VARIABLE: Final = "CORPUS_WEIGHTS"
_HELP: Final = f"unset {VARIABLE} if it is set, or install newspaper-corpus again"
BREAK: Final = 3.0
"""What it costs a path that what stands behind furniture does not go on with what stands before it."""
_LONG: Final = 1000
"""Pieces of more than a page: side by side with pages, all of them would take as much memory as it does."""
_ZERO, _EPSILON = np.float32(0), np.float32(1e-5)


@dataclass(frozen=True, slots=True)
class Path:
    """The labels of a page: `labels` (pieces,) rows of `LABELS`, how likely each is, `sure`, and how likely an article `opens` at each."""

    labels: list[int]
    sure: NDArray[np.float64]
    opens: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """What one residual block does to hidden rows of width w: a convolution over three pieces `dilation` apart, then a mixing.

    Rows are normalised first (Ba et al. 2016). That is linear but for the scale of each row, so all but the scale is in
    `taps` (3, w, w): what a row gives to the row behind it, to itself, and to the row before it. `bias` is for a row with
    both neighbours; `ahead` and `behind` are the part of it that is due to them.
    """

    dilation: int
    taps: Array
    bias: Array
    ahead: Array
    behind: Array
    mix: Array
    mix_bias: Array

    def __call__(self, hidden: Array) -> Array:
        """Return what is added to the rows, shape (pieces, w)."""
        d, rest = self.dilation, max(len(hidden) - self.dilation, 0)
        forth, inner, back = np.matmul(_scaled(hidden), self.taps)
        inner += self.bias
        inner[d:] += forth[:rest]
        inner[:d] -= self.ahead
        inner[:rest] += back[d:]
        inner[rest:] -= self.behind
        out: Array = np.maximum(inner, _ZERO, out=inner) @ self.mix
        out += self.mix_bias
        return out


@dataclass(frozen=True, slots=True)
class Network:
    """One network: `rows` (features, w) and `edges` (6 * d, w) with `bias`, blocks, `out` (w, labels) with `out_bias`.

    After the block `pooled_after`, what is known of the whole page, its mean and its maximum, is added to every piece by
    `pool` (2 * w, w).
    """

    rows: Array
    edges: Array
    bias: Array
    pool: Array
    pool_bias: Array
    out: Array
    out_bias: Array
    blocks: tuple[Block, ...]
    pooled_after: int

    def __call__(self, rows: Array, edges: Array) -> Array:
        """Return the score of each label for each piece, shape (pieces, labels)."""
        hidden: Array = rows @ self.rows
        hidden += edges @ self.edges
        hidden += self.bias
        for k, block in enumerate(self.blocks):
            hidden += block(hidden)
            if k == self.pooled_after:
                hidden += np.concatenate([hidden.mean(axis=0), hidden.max(axis=0)]) @ self.pool + self.pool_bias
        out: Array = _scaled(hidden) @ self.out + self.out_bias
        return out


@dataclass(frozen=True)
class Weights:
    """Some networks trained from different beginnings, whose scores are averaged (Hansen & Salamon 1990), and their chain.

    `usual` (features,) is the mean of each feature. Scores are divided by `temperature` where probabilities are wanted, so
    that they are as sure as they are right (Guo et al. 2017).
    """

    networks: tuple[Network, ...]
    chain: Chain
    usual: Array
    temperature: float

    @cached_property
    def remembering(self) -> Chain:
        """The chain over `labels.states`, in which furniture keeps in mind what it interrupts, and what does not go on costs `BREAK`."""
        rows = [row for row, _ in states()]
        first = np.where([memory < 0 for _, memory in states()], self.chain.first[rows], np.float32(NEVER))
        legal, goes_on = state_steps()
        after = np.where(legal, self.chain.after[np.ix_(rows, rows)] - np.float32(BREAK) * ~goes_on, np.float32(NEVER))
        return Chain(first, after, self.chain.last[rows])


def weights_file() -> Traversable:
    """Return the file of the weights: the one that CORPUS_WEIGHTS names, as `training.train` writes it, or the one in the package."""
    named = os.environ.get(VARIABLE)
    return pathlib.Path(named) if named else resources.files("corpus").joinpath("model.npz")


@cache
def weights(*, shuffled: bool = False) -> Weights:
    """Return the weights of `weights_file`, those for pages whose columns were shuffled if it has any.

    Raises ModelError where it cannot be read or was made for other labels.
    """
    file = weights_file()
    try:
        with file.open("rb") as opened, np.load(opened) as stored:
            arrays = {name: stored[name].astype(np.float64) for name in stored.files if stored[name].dtype.kind == "f"}
            dilations, pooled = stored["dilations"].tolist(), int(stored["pooled_after"])
            suited = np.flatnonzero(stored["shuffled"] == (shuffled and stored["shuffled"].any()))
        fits = arrays["trans"].shape[1:] == (len(LABELS), len(LABELS))
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise ModelError(str(file), "cannot be read as weights of the labeller", help=_HELP) from error
    if not fits:
        raise ModelError(str(file), "the weights were made for other labels", help=_HELP)
    temperature = float(arrays.pop("temperature"))
    arrays = {name: array[suited] for name, array in arrays.items()}
    mean = {name: arrays[name].mean(axis=0).astype(np.float32) for name in ("init", "trans", "fin", "mu")}
    after = np.where(transitions(), mean["trans"], np.float32(NEVER))
    networks = tuple(_network({name: array[k] for name, array in arrays.items()}, dilations, pooled) for k in range(len(suited)))
    return Weights(networks, Chain(mean["init"], after, mean["fin"]), mean["mu"], temperature)


def _network(w: Stored, dilations: list[int], pooled_after: int) -> Network:
    """Return a network of the arrays that were learned; what is linear in a row is one product."""
    out, out_bias = _after_norm(w, "oln", w["out.weight"], w["out.bias"])
    rows = w["inp.weight"] / w["sd"][:, None]
    bias = w["inp.bias"] + w["einp.bias"] - w["mu"] @ rows
    blocks = tuple(_block(w, f"blocks.{k}", dilation) for k, dilation in enumerate(dilations))
    return Network(
        rows=_float32(rows),
        edges=_float32(w["einp.weight"]),
        bias=_float32(bias),
        pool=_float32(w["glob.weight"]),
        pool_bias=_float32(w["glob.bias"]),
        out=_float32(out),
        out_bias=_float32(out_bias),
        blocks=blocks,
        pooled_after=pooled_after,
    )


def _block(w: Stored, name: str, dilation: int) -> Block:
    """Return a block of the arrays that were learned."""
    taps, shares = zip(*(_after_norm(w, f"{name}.ln", tap, 0) for tap in np.split(w[f"{name}.c1.weight"], 3)), strict=True)
    bias = w[f"{name}.c1.bias"] + sum(shares)
    return Block(
        dilation,
        taps=_float32(np.stack(taps)),
        bias=_float32(bias),
        ahead=_float32(shares[0]),
        behind=_float32(shares[2]),
        mix=_float32(w[f"{name}.c2.weight"]),
        mix_bias=_float32(w[f"{name}.c2.bias"]),
    )


def _float32(array: NDArray[np.float64]) -> Array:
    """Return an array as it is calculated with."""
    return np.ascontiguousarray(array, np.float32)


def _after_norm(
    w: Stored, norm: str, weight: NDArray[np.float64], bias: NDArray[np.float64] | int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return weight and bias for rows that are only scaled: the rest of their normalisation is put into them."""
    scaled = w[f"{norm}.weight"][:, None] * weight
    return scaled - scaled.mean(axis=0), w[f"{norm}.bias"] @ weight + bias


def _scaled(hidden: Array) -> Array:
    """Return rows with a variance of one; their mean is left in, for the weights behind take it out."""
    share = np.full(hidden.shape[1], 1 / hidden.shape[1], np.float32)
    mean = hidden @ share
    variance = np.einsum("ij,ij->i", hidden, hidden) * share[0] - mean * mean
    out: Array = hidden * (1 / np.sqrt(variance + _EPSILON))[:, None]
    return out


def scores(features: Features, more: Array | None = None) -> Array:
    """Return the scores of all labels before any path is chosen, shape (pieces, labels): of the networks, the hints, and `more`."""
    return emissions(features) + _fixed(features, more)


def best(pages: Sequence[Array], shuffled: Sequence[bool]) -> list[Path]:
    """Return the best path over each page, given its scores and whether its columns were shuffled; for each as if it were alone."""
    lots: defaultdict[tuple[bool, int], list[int]] = defaultdict(list)
    for k, (own, turned) in enumerate(zip(pages, shuffled, strict=True)):
        lots[turned, k if len(own) > _LONG else -1].append(k)
    found: dict[int, Path] = {}
    for (turned, _), numbers in lots.items():
        found.update(zip(numbers, _chained([pages[k] for k in numbers], weights(shuffled=turned)), strict=True))
    return [found[k] for k in range(len(pages))]


def _chained(scores: Sequence[Array], known: Weights) -> list[Path]:
    """Return the best path over each page, given the scores of its labels."""
    paths = best_paths(known.chain, scores)
    sure = certainties(known.chain, scores, known.temperature)
    return [
        _remembering(own, known) if breaks_off(path) else _path(path, sure_of)
        for path, sure_of, own in zip(paths, sure, scores, strict=True)
    ]


def _path(labels: list[int], sure: NDArray[np.float64]) -> Path:
    """Return a path, given how likely each label of each piece is, shape (pieces, labels)."""
    return Path(labels, sure[np.arange(len(labels)), labels], sure[:, OPENS].sum(axis=1))


def _remembering(scores: Array, known: Weights) -> Path:
    """Return the best path over a page if it costs something not to go on behind furniture as if it were not there.

    It takes twice as many states, so it is asked for where the best path does not: on one printout in twenty.
    """
    rows = [row for row, _ in states()]
    chain = known.remembering
    path = best_paths(chain, [scores[:, rows]])[0]
    sure = certainties(chain, [scores[:, rows]], known.temperature)[0] @ np.eye(len(LABELS))[rows]
    return _path([rows[state] for state in path], sure)


def _fixed(features: Features, more: Array | None) -> Array:
    """Return what is added to the scores of the networks, shape (pieces, labels)."""
    return doubts(features.hints) if more is None else doubts(features.hints) + more


def likelihoods(features: Features) -> NDArray[np.float64]:
    """Return how likely each label of each piece is, shape (pieces, labels)."""
    known = weights(shuffled=features.shuffled)
    return certainties(known.chain, [scores(features)], known.temperature)[0]


def evidence(features: Features, labels: Sequence[int], more: Array | None = None) -> NDArray[np.float64]:
    """Return how much each group of features speaks for the label that each piece got, shape (groups, pieces).

    It is what the probability of the label loses when the group says, of every piece, only what is usual (occlusion,
    Zeiler & Fergus 2014): positive for what spoke for the label, negative for what spoke against it.
    """
    known, off = weights(shuffled=features.shuffled), _fixed(features, more)
    told = [scores(features, more)]
    for columns in features.groups.values():
        rows = features.rows.copy()
        rows[:, columns] = known.usual[columns]
        told.append(emissions(replace(features, rows=rows)) + off)
    chosen = (np.arange(len(labels)), labels)
    whole, *parts = (sure[chosen] for sure in certainties(known.chain, told, known.temperature))
    return np.stack([whole - without for without in parts])


def emissions(features: Features) -> Array:
    """Return the score of each label for each piece, shape (pieces, labels)."""
    edges = characters().vectors[features.edges].reshape(len(features.edges), -1)
    out: Array = np.mean([network(features.rows, edges) for network in weights(shuffled=features.shuffled).networks], axis=0)
    return out
