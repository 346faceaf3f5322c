"""Small networks of one hidden layer, learned by Adam (Kingma & Ba 2015): features in, the log-odds of yes out."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.affinity import Floats, Values

BATCH: Final = 512
RATE: Final = 3e-3
_LAST_RATE: Final = 1e-5
_DECAY: Final = 1e-5
_STEADY: Final = 1e-4
"""A feature that varies less says nothing."""
_LEAST_DEVIATION: Final = 0.05

log = logging.getLogger(__name__)


class Size(NamedTuple):
    """How wide the hidden layer is, and how often the examples are gone over."""

    hidden: int
    epochs: int


SIZES: Final = {"cut": Size(128, 10), "follow": Size(32, 10)}
"""The networks: is a space a gap between columns? does one fragment follow another?"""


class Examples(NamedTuple):
    """Features, shape (n, k), and whether the answer is yes, shape (n,)."""

    features: Floats
    wanted: Floats


def blank(names: Iterable[str], arrays: int = 6) -> dict[str, Values]:
    """Return networks that say nothing, of so many arrays each, for `corpus.affinity.unpack` while they are not learned."""
    return {f"{name}.{k}": np.zeros(1, np.float16) for name in names for k in range(arrays)}


def fit(examples: Examples, name: str) -> dict[str, Values]:
    """Fit a network; return its arrays as `corpus.affinity` reads them."""
    size, rng = SIZES[name], np.random.default_rng(0)
    mean, scale = scaling(examples.features)
    inputs, wanted = ((examples.features - mean) * scale).astype(np.float32), examples.wanted
    layers = _layers(inputs.shape[1], size.hidden, rng)
    learner = _Adam(layers, size.epochs * (len(wanted) // BATCH + 1))
    loss = 0.0
    for _ in range(size.epochs):
        loss, order = 0.0, rng.permutation(len(wanted))
        for chosen in np.split(order, range(BATCH, len(order), BATCH)):
            part, slopes = _slopes(layers, inputs[chosen], wanted[chosen])
            loss += part
            learner.step(slopes)
    log.info("%s: loss %.4f of %d examples, %.3f yes", name, loss / len(wanted), len(wanted), wanted.mean())
    return {f"{name}.{k}": array.astype(np.float16) for k, array in enumerate([mean, scale, *layers])}


def scaling(features: Floats) -> tuple[Floats, Floats]:
    """Return the mean of each feature, and what it is to be multiplied by to be of the size of the others."""
    mean, deviation = features.mean(0, dtype=np.float64), features.std(0, dtype=np.float64)
    scale = np.where(deviation > _STEADY, 1 / np.maximum(deviation, _LEAST_DEVIATION), 0)
    return mean.astype(np.float32), scale.astype(np.float32)


def _layers(width: int, hidden: int, rng: np.random.Generator) -> list[Floats]:
    layers = [rng.normal(0, (2 / width) ** 0.5, (width, hidden)), np.zeros(hidden), rng.normal(0, hidden**-0.5, (hidden, 1)), np.zeros(1)]
    return [layer.astype(np.float32) for layer in layers]


class _Adam:
    """Steps down the slopes, smaller ones each time."""

    def __init__(self, layers: list[Floats], steps: int) -> None:
        self._layers, self._steps, self._done = layers, steps, 0
        self._slope, self._square = ([np.zeros_like(layer) for layer in layers] for _ in range(2))

    def step(self, slopes: Sequence[Floats]) -> None:
        """Change the layers in their place."""
        self._done += 1
        rate = RATE * (1 - self._done / self._steps) + _LAST_RATE
        for k, slope in enumerate(slopes):
            steep = slope + _DECAY * self._layers[k]
            self._slope[k] += 0.1 * (steep - self._slope[k])
            self._square[k] += 0.001 * (steep**2 - self._square[k])
            mean, square = self._slope[k] / (1 - 0.9**self._done), self._square[k] / (1 - 0.999**self._done)
            self._layers[k] -= rate * mean / (np.sqrt(square) + 1e-8)


def _slopes(layers: Sequence[Floats], inputs: Floats, wanted: Floats) -> tuple[float, list[Floats]]:
    """Return the loss over some examples, and its slope in each layer."""
    before = inputs @ layers[0] + layers[1]
    inner = np.maximum(before, 0)
    yes = 1 / (1 + np.exp(-np.clip((inner @ layers[2] + layers[3])[:, 0], -30, 30)))
    loss = float(-np.log(np.where(wanted > 0, yes, 1 - yes) + 1e-7).sum())
    error = ((yes - wanted) / len(wanted))[:, None].astype(np.float32)
    back = (error @ layers[2].T) * (before > 0)
    return loss, [inputs.T @ back, back.sum(0), inner.T @ error, error.sum(0)]
