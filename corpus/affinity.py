"""What may follow what: statistics of Chinese text over a seam, and the small networks that weigh them.

A seam is the place between the end of one stretch of print and the beginning of the next. Three sources speak for or
against it: hashed tables of two and three characters, two small networks that turn an end and a beginning into
vectors whose product is large when they belong together, and networks over features of the print. All of them are
statistics; they are read from one file, once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from corpus import chars
from corpus.attention import Attention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]
    Values = NDArray[Any]

FILE: Final = Path(__file__).with_name("order.npz")
NEAR: Final = 4
FAR: Final = 24
_CHOICES: Final = ("step", "join")
"""What the names of networks begin with that choose what follows what; the others look at each pair by itself."""
_STEP: Final = 4.0
_PRODUCT: Final = 3.0


@dataclass(frozen=True, slots=True)
class Network:
    """Hidden layers over standardised features, one output: the log-odds of yes. `layers` are weights and biases in turn."""

    mean: Floats
    scale: Floats
    layers: tuple[Floats, ...]

    @classmethod
    def of(cls, arrays: Sequence[Floats]) -> Network:
        """Build a network of its arrays."""
        return cls(arrays[0], arrays[1], tuple(arrays[2:]))

    def __call__(self, features: Floats) -> Floats:
        """Return log-odds, shape (...,), of features, shape (..., k)."""
        inner: Floats = (features - self.mean) * self.scale
        for weights, bias in zip(self.layers[:-2:2], self.layers[1:-2:2], strict=True):
            inner = np.maximum(inner @ weights + bias, 0)
        found: Floats = (inner @ self.layers[-2] + self.layers[-1])[..., 0]
        return found


@dataclass(frozen=True, slots=True)
class Tower:
    """Two layers that turn the characters next to a seam into a vector."""

    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats

    def __call__(self, features: Floats) -> Floats:
        """Return vectors, shape (n, d), of embedded characters, shape (n, k)."""
        found: Floats = np.maximum(features @ self.hidden.T + self.hidden_bias, 0) @ self.out.T + self.out_bias
        return found


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything that was learned from pages: tables, towers, networks and the weights of the column search.

    `known` is the row of each character in `embedding`, whose last row is that of no character.
    """

    pairs: NDArray[np.int8]
    lefts: NDArray[np.int8]
    rights: NDArray[np.int8]
    rarity: NDArray[np.int8]
    fold: NDArray[np.uint32]
    embedding: Floats
    known: Ints
    towers: tuple[Tower, Tower]
    networks: dict[str, Network]
    attention: dict[str, Attention]
    weights: dict[str, float]

    def seam(self, before: tuple[Ints, Ints], after: tuple[Ints, Ints]) -> Floats:
        """Return eight features of a seam, shape (..., 8), of the last two and the first two folded code points.

        Seam: last but one and last character before, first and second after.
        """
        none = np.zeros_like(before[1])
        two = self.pairs[slot(before[1], after[0], none, len(self.pairs))]
        left = self.lefts[slot(before[0], before[1], after[0], len(self.lefts))]
        right = self.rights[slot(before[1], after[0], after[1], len(self.rights))]
        found = [two / _STEP, two == 0, left / _STEP, left == 0, right / _STEP, right == 0]
        found += [self.rarity[before[1]] / _STEP, self.rarity[after[0]] / _STEP]
        return stack(found)

    def continuity(self, before: str, after: str) -> float:
        """Return how well the beginning of one text goes on with the end of another: above 0 it is likelier to than not.

        Texts have characters other than white space.
        """
        ends = [self._side(text, side) for side, text in enumerate((before, after))]
        return float(ends[0] @ ends[1]) / _PRODUCT

    def _side(self, text: str, side: int) -> Floats:
        """Return the vector of the end (0) or the beginning (1) of a text, shape (d,)."""
        code = self.fold[chars.codes("".join(text.split()))].astype(np.int64)
        black = self.embedding[self.known[code if side else code[::-1]]][:FAR]
        near = np.zeros((NEAR, black.shape[1]), np.float32)
        near[: len(black)] = black[:NEAR]
        found: Floats = self.towers[side](np.concatenate([near.ravel(), 2 * black.mean(axis=0)])[None])[0]
        return found


def stack(columns: Sequence[Values]) -> Floats:
    """Return features, shape (..., k), of k arrays of one shape.

    >>> stack([np.array([True, False]), np.array([1.5, 2.0])]).tolist()
    [[1.0, 1.5], [0.0, 2.0]]
    """
    return np.stack([np.asarray(column, np.float32) for column in columns], -1)


def slot(first: Ints, second: Ints, third: Ints, size: int) -> Ints:
    """Return the place of each triple of code points in a hashed table.

    >>> slot(np.array([22269]), np.array([23478]), np.array([0]), 8).shape
    (1,)
    """
    mixed = first.astype(np.uint64) * 0x9E3779B1 + second.astype(np.uint64) * 0x85EBCA6B + third.astype(np.uint64) * 0xC2B2AE35
    mixed &= np.uint64(0xFFFFFFFF)
    mixed = ((mixed ^ (mixed >> np.uint64(15))) * np.uint64(0x2C1B3C6D)) & np.uint64(0xFFFFFFFF)
    return ((mixed ^ (mixed >> np.uint64(13))) % np.uint64(size)).astype(np.int64)


@cache
def statistics(file: Path = FILE) -> Statistics:
    """Read the statistics, once.

    Raises:
        OSError: the file is not there or is not readable.
    """
    with np.load(file) as stored:
        return unpack({name: stored[name] for name in stored.files})


def unpack(stored: dict[str, Values]) -> Statistics:
    """Build the statistics from stored arrays: whole numbers beside one scale each, half floats, or as they are."""
    numbers = {name: array for name, array in stored.items() if array.dtype.kind in "fi"}
    real = {name: np.asarray(array, np.float32) * np.float32(stored.get(f"{name}.scale", 1)) for name, array in numbers.items()}
    known = np.zeros(0x10000, np.int64)
    known[stored["vocabulary"]] = np.arange(2, len(stored["vocabulary"]) + 2)
    known[known == 0] = 1
    towers = [Tower(*(real[f"tower{side}.{k}"] for k in range(4))) for side in range(2)]
    layers = {name: [real[f"{name}.{k}"] for k in range(count)] for name, count in _sizes(stored).items()}
    names = str(stored["weight_names"]).split()
    return Statistics(
        pairs=stored["pairs"].astype(np.int8),
        lefts=stored["lefts"].astype(np.int8),
        rights=stored["rights"].astype(np.int8),
        rarity=stored["rarity"].astype(np.int8),
        fold=fold_of(stored),
        embedding=np.concatenate([real["embedding"], np.zeros_like(real["embedding"][:1])]),
        known=known,
        towers=(towers[0], towers[1]),
        networks={name: Network.of(arrays) for name, arrays in layers.items() if not name.startswith(_CHOICES)},
        attention={name: Attention.of(arrays) for name, arrays in layers.items() if name.startswith(_CHOICES)},
        weights=dict(zip(names, real["weights"].tolist(), strict=True)),
    )


def fold_of(stored: dict[str, Values]) -> NDArray[np.uint32]:
    """Return what each code point of the plane is folded to, shape (65536,)."""
    fold = np.arange(0x10000, dtype=np.uint32)
    fold[stored["fold_from"]] = stored["fold_to"]
    return fold


def _sizes(stored: dict[str, Values]) -> dict[str, int]:
    """Return how many arrays each network has; the numbers of a tower are no network."""
    found = (name.rpartition(".") for name in stored)
    return dict(Counter(name for name, _, number in found if number.isdecimal() and not name.startswith("tower")))


def kinds(classes: NDArray[np.uint8]) -> Floats:
    """Return the class of each character as a row of zeros with a one, shape (n, 11)."""
    found: Floats = np.eye(chars.OTHER + 1, dtype=np.float32)[classes]
    return found
