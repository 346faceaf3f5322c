"""Widths of lines and the measure around them.

The measure is the width of a column, here in ems. It is not printed anywhere; it is voted for: a line that was broken
because the next unit did not fit says that the measure lies between its own width and that width plus the unit.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpus import chars

Floats = NDArray[np.float64]
BIN: Final = 0.25
BINS: Final = 260
SHORT: Final = 4.0
_ROOM: Final = 512
"""More than there are bins."""
_TIE: Final = 1e-6
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

    @cached_property
    def _running(self) -> Floats:
        """Return the width of all before each character, and of all."""
        return np.concatenate([[0.0], np.cumsum(self.widths, dtype=np.float64)])

    def kinds(self) -> NDArray[np.int64]:
        """Return how many characters of each class each line has, shape (lines, classes)."""
        count = chars.OTHER + 1
        return np.bincount(self.row * count + self.classes, minlength=len(self.texts) * count).reshape(-1, count)

    def line_widths(self) -> Floats:
        """Return the natural width of each line in ems."""
        out: Floats = self._running[self.ends] - self._running[self.starts]
        return out

    def first_units(self) -> Floats:
        """Return the width in ems of what cannot be parted at the start of each line.

        >>> Glyphs(["“国”家", "2019年"]).first_units().round(2).tolist()
        [3.0, 2.4]
        """
        length = np.minimum(self.lengths, 1)
        second = np.minimum(self.starts + 1, len(self.codes) - 1)
        plain = (self.classes[self.starts] == chars.HAN) & ((self.classes[second] == chars.HAN) | (self.lengths == 1))
        for i in np.flatnonzero(~plain).tolist():
            found = _UNIT.match(self.texts[i])
            length[i] = found.end() if found else 0
        out: Floats = self._running[self.starts + length] - self._running[self.starts]
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
    voters = np.flatnonzero(width >= SHORT)
    ballot = _Ballot(n, voters, low[voters], high[voters])
    rows = np.arange(n)
    counted = [ballot.count(np.maximum(rows - reach, 0), np.minimum(rows + reach + 1, n)) for reach in reaches]
    best, share = ballot.count(rows[:1], rows[:1] + n)
    counted.append((np.repeat(best, n), np.repeat(share, n)))
    measure, shares = (np.stack(columns, axis=1) for columns in zip(*counted, strict=True))
    return measure * BIN, shares


class _Ballot:
    """The votes of some lines: each gives one to every bin from `low` up to `high`.

    Votes are whole numbers with room below them, in which the number of a bin decides where votes are equal: the highest.
    """

    def __init__(self, n: int, voters: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]) -> None:
        self._first = int(low.min(initial=BINS))
        bins = int(high.max(initial=BINS)) - self._first if len(voters) else 0
        change = np.zeros((n + 1, bins + 1), np.int32)
        change[voters + 1, low - self._first] = _ROOM
        change[voters + 1, high - self._first] = -_ROOM
        self._before = change.cumsum(axis=1, dtype=np.int32).cumsum(axis=0, dtype=np.int32)
        self._through = self._before + np.arange(bins + 1, dtype=np.int32)
        self._voters = np.zeros(n + 1, np.int64)
        self._voters[voters + 1] = 1
        self._voters = self._voters.cumsum()

    def count(self, start: NDArray[np.int64], stop: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
        """Return of the lines from each start up to each stop the bin with most votes, and the share of votes it got."""
        near = self._through[stop]
        near -= self._before[start]
        best = near.argmax(axis=1)
        voters = self._voters[stop] - self._voters[start]
        votes = near[np.arange(len(near)), best] // _ROOM
        best = np.where(voters > 0, best + self._first, BINS)
        return best, (votes + best * _TIE) / np.maximum(voters, 1)
