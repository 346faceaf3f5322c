"""Columns on the page, as far as the text tells: which fragments are of one, which stands right of which, how far down each goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import choices

if TYPE_CHECKING:
    from corpus.affinity import Ints, Values
    from corpus.fragments import Fragments, Reals

_UNSEEN: Final = 0.7
"""What is added to the times that a column was seen beside others: seen once is not known for sure."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of a page.

    `before` (n,) is the fragment before each in its column, or -1; `column` and `place` (n,) say which column each is of and how
    many of it stand before it; `head`, `foot` and `size` (c,) are of the columns: the first and the last fragment, how many.
    `beside` (c, c) says how often the second stands right of the first in one line.
    """

    before: Ints
    column: Ints
    place: Ints
    head: Ints
    foot: Ints
    size: Ints
    beside: Reals

    @classmethod
    def of(cls, found: Fragments, follower: Ints) -> Grid:
        """Lay out the columns that followers make."""
        members = choices.chains(follower)
        column, place = np.zeros(found.count, np.int64), np.zeros(found.count, np.int64)
        for number, chain in enumerate(members):
            column[chain], place[chain] = number, np.arange(len(chain))
        beside = np.zeros((len(members), len(members)))
        right = np.flatnonzero(found.at.inline)
        np.add.at(beside, (column[right - 1], column[right]), 1)
        head, foot = (np.array([chain[end] for chain in members], np.int64) for end in (0, -1))
        return cls(choices.turned(follower), column, place, head, foot, np.array([len(chain) for chain in members]), beside)

    def right_of(self, left: Ints, right: Ints, seen: Values | float = 0.0) -> Reals:
        """Return which share of what stands right of some columns is the given ones; `seen` is left out of the count."""
        found: Reals = (self.beside[left, right] - seen) / (self.beside.sum(1)[left] - seen + _UNSEEN)
        return found

    def left_of(self, left: Ints, right: Ints, seen: Values | float = 0.0) -> Reals:
        """Return which share of what stands left of some columns is the given ones; `seen` is left out of the count."""
        found: Reals = (self.beside[left, right] - seen) / (self.beside.sum(0)[right] - seen + _UNSEEN)
        return found
