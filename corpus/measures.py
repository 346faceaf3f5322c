"""Widths of lines and the measure around them.

The measure is the width of a column, here in ems. It is not printed anywhere; it is voted for: a line that was broken
because the next unit did not fit says that the measure lies between its own width and that width plus the unit.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpus import chars

Floats = NDArray[np.float64]
BIN: Final = 0.25
BINS: Final = 260
SHORT: Final = 4.0
_UNIT: Final = re.compile(
    rf"[{re.escape(chars.OPENS)}]*(?:[A-Za-z0-9.%+\-]+|.)[{re.escape(chars.CLOSES + chars.STOPS + chars.PAUSES)}]*", re.DOTALL
)


class Glyphs:
    """The characters of some lines, one after another, with their class, their width and the line of each.

    Attributes: `texts`; `codes`, `classes`, `widths` and `row`, one value a character; `starts`, `ends` and `lengths`,
    one value a line (offsets into the character arrays).
    """

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.lengths = np.array([len(t) for t in texts], np.int64)
        self.ends = np.cumsum(self.lengths)
        self.starts = self.ends - self.lengths
        self.codes = chars.codes("".join(texts))
        self.classes = chars.classes()[self.codes]
        self.widths = chars.widths()[self.codes]
        self.row = np.repeat(np.arange(len(texts)), self.lengths)

    def sums(self, values: NDArray[np.generic]) -> Floats:
        """Return the sum of a value over the characters of each line."""
        total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
        out: Floats = total[self.ends] - total[self.starts]
        return out

    def line_widths(self) -> Floats:
        """Return the natural width of each line in ems."""
        return self.sums(self.widths)

    def first_units(self) -> Floats:
        """Return the width in ems of what cannot be parted at the start of each line.

        >>> Glyphs(["“国”家", "2019年"]).first_units().round(2).tolist()
        [3.0, 2.4]
        """
        total = np.concatenate([[0.0], np.cumsum(self.widths, dtype=np.float64)])
        found = (_UNIT.match(t) for t in self.texts)
        out: Floats = total[self.starts + np.array([m.end() if m else 0 for m in found], np.int64)] - total[self.starts]
        return out


def voted(width: Floats, follows: Floats, reaches: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Return the measure around each line, and the share of votes it got; shape (lines, reaches + 1), the last for all lines.

    `width` and `follows` are the widths of the lines and of the first unit of the line after each, in ems.

    >>> measure, share = voted(np.array([20.0, 19.6, 20.0, 7.0]), np.array([1.0, 1.0, 1.0, 1.0]), ())
    >>> float(measure[0, 0]), round(float(share[0, 0]), 2)
    (20.25, 0.75)
    """
    n = len(width)
    low = np.minimum(np.floor(width / BIN + 0.25).astype(int), BINS - 1)
    high = np.minimum(np.maximum(np.floor((width + follows) / BIN - 0.25).astype(int), low + 1), BINS)
    votes = np.zeros((n + 1, BINS + 1))
    counts = np.flatnonzero(width >= SHORT)
    np.add.at(votes, (counts + 1, low[counts]), 1.0)
    np.add.at(votes, (counts + 1, high[counts]), -1.0)
    votes = np.cumsum(np.cumsum(votes, axis=1), axis=0)
    voters = np.concatenate([[0.0], np.cumsum(width >= SHORT)])
    measure, share = [], []
    rows = np.arange(n)
    for reach in (*reaches, n):
        first, stop = np.maximum(rows - reach, 0), np.minimum(rows + reach + 1, n)
        near = votes[stop] - votes[first] + np.arange(BINS + 1) * 1e-6
        best = near.argmax(axis=1)
        measure.append(best * BIN)
        share.append(near[rows, best] / np.maximum(voters[stop] - voters[first], 1.0))
    return np.stack(measure, axis=1), np.stack(share, axis=1)
