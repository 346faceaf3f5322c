"""What pieces are about: how like the words on both sides of a place are, by what stands together in articles.

A string of two characters has a vector of few dimensions by the articles that it stands in (latent semantic analysis,
Deerwester et al. 1990). What most pages hold is taken off, so that the cosine of two stretches of one article is high and
that of two articles about zero. Where no words recur, this still tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus.characters import FACTOR, characters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.measures import Floats, Glyphs

WINDOWS: Final = ((1, 4), (1, 13), (1, 31), (-3, 0), (-12, 0), (-30, 0))
"""What each piece is likened to: the pieces from so many behind it up to so many."""
SIDES: Final = (((-6, 0), (0, 6)), ((-12, 0), (0, 12)), ((-30, 0), (0, 30)), ((-15, -3), (3, 15)))
"""The pieces before a place and after it that are likened to each other."""
REACHES: Final = (6, 14, 30)
FAR: Final = 31
"""How far windows reach."""
_TELLING: Final = 10.0
"""Brings the share of strings that recur to the size of the other features."""
_PIECES: Final = 31
"""Bits that number the pieces of a page; a string of two characters is 24 bits."""


@dataclass(frozen=True, slots=True)
class Topics:
    """What is known of strings of two characters.

    `keys` (strings,) are the numbers of the known strings, in order; `vectors` (strings + 1, d) what each adds to what a text
    is about, and `rarity` (strings + 1,) how telling it is that it recurs. The last row is that of strings that are not known.
    """

    keys: NDArray[np.int64]
    vectors: NDArray[np.float32]
    rarity: NDArray[np.float32]

    def find(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each string of two characters, which are given by the rows of `corpus.characters`."""
        wanted = left * FACTOR + right
        place: NDArray[np.int64] = np.searchsorted(self.keys, wanted)
        place[self.keys[np.minimum(place, len(self.keys) - 1)] != wanted] = len(self.keys)
        return place

    def about(self, number: NDArray[np.int64], row: NDArray[np.int64], n: int) -> Floats:
        """Return what each of n texts is about, shape (n, d): rows of length one, or zero where no word is known.

        `number` has the row of each character in `corpus.characters`, `row` the text that it is of, in order.

        >>> texts = ["台风登陆后普降暴雨", "气象台预报有大雨", "法院审理案件"]
        >>> from corpus import chars
        >>> number = characters().index[chars.codes("".join(texts))]
        >>> storm, rain, law = topics().about(number, np.repeat([0, 1, 2], [9, 8, 6]), 3)
        >>> bool(storm @ rain > storm @ law)
        True
        """
        inside = row[:-1] == row[1:]
        sums = _summed(self.vectors[self.find(number[:-1][inside], number[1:][inside])], row[:-1][inside], n)
        out: Floats = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
        return out


@cache
def topics() -> Topics:
    """Return the vectors that ship in the package."""
    with resources.files("corpus").joinpath("topics.npz").open("rb") as file, np.load(file) as stored:
        vectors = stored["vectors"].astype(np.float32) * stored["scale"].astype(np.float32)[:, None]
        return Topics(stored["keys"].astype(np.int64), vectors, stored["rarity"].astype(np.float32))


def likeness(glyphs: Glyphs) -> Floats:
    """Return how like each piece is to what stands around it, and how like the two sides of it are, shape (pieces, 13)."""
    known, n = topics(), len(glyphs.texts)
    number = characters().index[glyphs.codes]
    inside = (glyphs.row[:-1] == glyphs.row[1:]) & (number[:-1] < FACTOR - 1) & (number[1:] < FACTOR - 1)
    left, right, row = number[:-1][inside], number[1:][inside], glyphs.row[:-1][inside]
    found = known.find(left, right)
    sums = _summed(known.vectors[found], row, n)
    total = running_sums(sums)
    alike = [cosine(sums, window_sums(total, *window)) for window in WINDOWS]
    alike += [cosine(window_sums(total, *before), window_sums(total, *after)) for before, after in SIDES]
    return np.concatenate([np.stack(alike, axis=1), _shared(left * FACTOR + right, row, known.rarity[found], n)], axis=1)


def _summed(values: NDArray[np.float32], row: NDArray[np.int64], n: int) -> Floats:
    """Return the sum of the values of each row, shape (n, d); rows are in order."""
    out = np.zeros((n, values.shape[1]))
    if len(row):
        starts = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
        out[row[starts]] = np.add.reduceat(values, starts)
    return out


def running_sums(values: Floats) -> Floats:
    """Return the sum of the rows before each row, and of all; the first and the last are there `FAR` times more, for wide windows."""
    n = len(values)
    out = np.empty((n + 1 + 2 * FAR, values.shape[1]))
    out[: FAR + 1] = 0
    np.cumsum(values, axis=0, out=out[FAR + 1 : FAR + 1 + n])
    out[FAR + 1 + n :] = out[FAR + n]
    return out


def window_sums(total: Floats, first: int, stop: int) -> Floats:
    """Return for each place the sum of the rows from so many behind it up to so many, `FAR` at most; of running sums."""
    n = len(total) - 1 - 2 * FAR
    out: Floats = total[FAR + stop : FAR + stop + n] - total[FAR + first : FAR + first + n]
    return out


def cosine(a: Floats, b: Floats) -> Floats:
    """Return the cosine of each two rows, shape (n,)."""
    across, own, other = (np.einsum("ij,ij->i", x, y) for x, y in ((a, b), (a, a), (b, b)))
    out: Floats = across / (np.sqrt(own * other) + 1e-6)
    return out


def _shared(key: NDArray[np.int64], row: NDArray[np.int64], rarity: NDArray[np.float32], n: int) -> Floats:
    """Return how many strings stand on both sides of the place before each piece, by how rare they are, one column a reach.

    A string is on both sides if the last piece before the place that holds it, and the first after it, are in reach: so
    each place is crossed by one step from a piece to the next that holds the same string.
    """
    order = np.argsort(key << _PIECES | row)
    key, row, rarity = key[order], row[order], rarity[order]
    step = (key[1:] == key[:-1]) & (row[1:] > row[:-1])
    first, last, weight = row[:-1][step], row[1:][step], rarity[1:][step]
    size = np.concatenate([[0.0], np.cumsum(np.bincount(row, minlength=n))])
    place = np.arange(n)
    columns = []
    for reach in REACHES:
        start, stop = np.maximum(first + 1, last - reach + 1), np.minimum(last, first + reach) + 1
        near = start < stop
        change = np.bincount(start[near], weight[near], n + 1) - np.bincount(stop[near], weight[near], n + 1)
        before = size[place] - size[np.maximum(place - reach, 0)]
        after = size[np.minimum(place + reach, n)] - size[place]
        columns.append(_TELLING * np.cumsum(change)[:n] / (1 + np.sqrt(before * after)))
    return np.stack(columns, axis=1)
