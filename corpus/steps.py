"""A second look at the steps down the columns: what follows each fragment, given the columns that were found first.

The column search goes through a page once, and what it did is not undone. Here each fragment chooses anew among the likeliest
that could lead to it: those that stand in the line as the columns beside it do are likelier, and so are those whose
neighbours went the same way. It is done twice, the second time on the columns that the first made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import affinity, choices, columns
from corpus.choices import Pairs
from corpus.grid import Grid

if TYPE_CHECKING:
    from corpus.affinity import Floats, Ints, Values
    from corpus.choices import Chances
    from corpus.columns import Columns
    from corpus.fragments import Fragments, Reals

SPAN: Final = columns.SPAN
PASSES: Final = ("step0", "step1")
LOOSE: Final = -1.2
"""How likely a step is at least, logged, in the columns that are looked at again."""
_BEFORE: Final = 14
_AFTER: Final = 8
"""The likeliest that are asked for before and after each fragment, if they are not impossible."""
_NEVER: Final = -20.0
"""The seam of what is impossible."""
_LIMIT: Final = 8.0
_REACH: Final = 12
_CLIP: Final = 12.0
_NEAR: Final = 7
_MANY: Final = 12


def steps(found: Fragments, seams: Reals, shape: Columns) -> Chances:
    """Return how likely each step is, after all passes."""
    learned = found.printed.learned
    chances = choices.chosen(learned, PASSES[0], pairs(found, seams, shape, choices.turned(shape.before)))
    return choices.chosen(learned, PASSES[1], pairs(found, seams, shape, choices.matched(chances, chances.both, LOOSE)))


def pairs(found: Fragments, seams: Reals, shape: Columns, follower: Ints) -> Pairs:
    """Return the steps that are asked for, with their features, shape (m, 66) and (n, 15); `follower` (n,) are the columns so far."""
    grid = Grid.of(found, follower)
    before, after = _candidates(seams, grid.before)
    view = _View(found, seams, grid, follower)
    columns_ = [*view.seams(before, after), *view.strides(before, after, shape), *view.sides(before, after)]
    columns_ += [*view.between(before, after), *view.lines(before, after)]
    return Pairs(before, after, affinity.stack(columns_), view.own())


def _candidates(seams: Reals, before: Ints) -> tuple[Ints, Ints]:
    """Return the likeliest steps, and those taken already: numbers of the earlier and the later fragments."""
    count = len(seams)
    marked = np.zeros(seams.shape, bool)
    np.put_along_axis(marked, np.argpartition(-seams, _BEFORE - 1, axis=1)[:, :_BEFORE], values=True, axis=1)
    ahead = _ahead(seams)
    best = np.argpartition(-ahead, _AFTER - 1, axis=1)[:, :_AFTER]
    after = np.arange(count)[:, None] + best + 1
    real = after < count
    marked[after[real], best[real]] = True
    marked &= seams > _NEVER
    led = np.flatnonzero(before >= 0)
    marked[led, led - before[led] - 1] = True
    later, gap = np.nonzero(marked)
    return later - gap - 1, later


def _ahead(seams: Reals) -> Reals:
    """Return the seams of each fragment with the one k + 1 after it, shape (n, SPAN)."""
    count = len(seams)
    found = np.full(seams.shape, columns.NEVER)
    for k in range(min(SPAN, count - 1)):
        found[: count - k - 1, k] = seams[k + 1 :, k]
    return found


def _lags(seams: Reals) -> Ints:
    """Return how many fragments behind it each most likely goes on from, by the seams around it, shape (n,)."""
    even = np.exp(np.clip(seams, -_CLIP, _CLIP))
    share = even / (1 + even.sum(axis=1, keepdims=True))
    total = np.concatenate([np.zeros((1, seams.shape[1])), np.cumsum(share, axis=0)])
    place = np.arange(len(seams))
    near = total[np.minimum(place + _REACH + 1, len(seams))] - total[np.maximum(place - _REACH, 0)]
    found: Ints = near.argmax(axis=1) + 1
    return found


class _View:
    """A page with its columns so far; each method returns features of steps, all shape (m,)."""

    def __init__(self, found: Fragments, seams: Reals, grid: Grid, follower: Ints) -> None:
        self._found, self._seams, self._grid = found, seams, grid
        self._before, self._after = np.append(grid.before, -1), np.append(follower, -1)
        """With -1 at the end, so that what is before or after nothing is nothing."""
        self._inline = np.append(found.at.inline, [False, False])
        self._number = np.arange(found.count)
        self._stride = np.where(grid.before >= 0, self._number - grid.before, 0)
        led = grid.before >= 0
        self._into = np.append(np.where(led, self._at(grid.before, self._number), 0.0), 0.0)
        self._out = np.append(np.where(follower >= 0, self._at(self._number, follower), 0.0), 0.0)

    def _at(self, before: Ints, after: Ints) -> Reals:
        """Return the seams of some steps; what is no step of a column is unlikely."""
        gap = after - before - 1
        real = (before >= 0) & (after >= 0) & (gap >= 0) & (gap < SPAN)
        found = np.full(gap.shape, -_LIMIT)
        found[real] = self._seams[after[real], gap[real]].clip(-_LIMIT, _LIMIT)
        return found

    def _ahead_of(self, seam: Reals, side: Ints) -> Reals:
        """Return by how much each seam is better than the best other with the same fragment on one side."""
        best, second = np.full((2, self._found.count), -_LIMIT)
        np.maximum.at(best, side, seam)
        np.maximum.at(second, side, np.where(seam >= best[side], -_LIMIT, seam))
        found: Reals = seam - np.where(seam >= best[side], second[side], best[side])
        return found

    def seams(self, before: Ints, after: Ints) -> list[Values]:
        """Return the seams, those of rivals, and what is won or lost if two steps change places."""
        seam = self._at(before, after)
        leader, next_ = self._before[after], self._after[before]
        mine = leader == before
        own = [np.where(other >= 0, self._at(*ends), 0.0) for other, ends in ((next_, (before, next_)), (leader, (leader, after)))]
        other = np.where((leader >= 0) & (next_ >= 0), self._at(leader, next_), 0.0)
        swap = np.where(mine, 0.0, seam + other - own[0] - own[1])
        worst = np.zeros((2, self._found.count))
        for side, ends in zip(worst, (after, before), strict=True):
            np.maximum.at(side, ends, swap)
        rivals = [self._ahead_of(seam, side).clip(-_LIMIT, _LIMIT) / 4 for side in (after, before)]
        swaps = [np.clip(swap, -10, 10) / 4, np.clip(worst[0][after], 0, 10) / 4, np.clip(worst[1][before], 0, 10) / 4]
        return [seam / 4, *rivals, mine, *swaps, self._grid.column[after] == self._grid.column[before]]

    def strides(self, before: Ints, after: Ints, shape: Columns) -> list[Values]:
        """Return how far the steps go in fragments, lines and rows, beside what is usual around them."""
        stride, lag = after - before, _lags(self._seams)
        padded = np.pad(self._stride, 2)
        lines, rows = (numbers[after] - numbers[before] for numbers in (self._found.at.line, shape.row))
        columns_: list[Values] = [np.minimum(stride, 20) / 8, stride == 1, stride == lag[after], stride < lag[after], stride > lag[after]]
        columns_ += [np.minimum(lag[after], _MANY) / 6, *(stride == padded[after + 2 + k] for k in (-2, -1, 1, 2))]
        columns_ += [lines == 0, lines == 1, lines == 2, lines > 2, np.minimum(lines, _MANY) / 6]  # noqa: PLR2004 - lines are counted
        columns_ += [np.clip(rows, -4, 4) / 2, rows == 1, shape.band[after] == shape.band[before]]
        went = self._after[after]
        return [*columns_, self._stride[before] == stride, (went >= 0) & (went - after == stride)]

    def sides(self, before: Ints, after: Ints) -> list[Values]:
        """Return what stands left and right of the ends of each step, and whether that went the same way."""
        grid, inline = self._grid, self._inline
        left, right, was_left, was_right = inline[after], inline[after + 1], inline[before], inline[before + 1]
        one, two = self._before[after - 1], self._before[np.minimum(after + 1, self._found.count)]
        columns_: list[Values] = [left, right, was_left, was_right, left & was_left & (one == before - 1)]
        columns_ += [left & (one >= 0) & inline[one + 1] & (one != before - 1), left & was_left & (one >= 0) & (one != before - 1)]
        columns_.append(right & was_right & (two == before + 1))
        columns_ += [right & (two >= 0) & inline[two] & (two != before + 1), right & was_right & (two >= 0) & (two != before + 1)]
        columns_ += [(one == before - 1) & (one >= 0), two == before + 1, one < before, (two > before) | (two < 0)]
        here = grid.column[before]
        beside = grid.column[after - 1], grid.column[np.minimum(after + 1, self._found.count - 1)]
        own = (grid.column[after] == here).astype(float)
        columns_ += [np.where(left, grid.right_of(beside[0], here, own), 0), np.where(left, grid.right_of(here, beside[0]), 0)]
        return [*columns_, np.where(right, grid.left_of(here, beside[1], own), 0), np.where(right, grid.right_of(beside[1], here), 0)]

    def between(self, before: Ints, after: Ints) -> list[Values]:
        """Return what stands in the text between the ends of each step."""
        inner = np.zeros((self._found.count, SPAN))
        """How many steps there are inside each, by its later end and its length."""
        earlier = np.append(-1, self._grid.before[:-1])
        for k in range(1, SPAN):
            inner[1:, k] = inner[:-1, k - 1]
            inner[:, k] += earlier > self._number - 1 - k
        nested = inner[after, after - before - 1]
        opened = np.concatenate([[0], np.cumsum(self._grid.before < 0)])
        new = opened[after] - opened[before + 1]
        blank = np.concatenate([[0], np.cumsum(self._found.at.blanks > 0)])
        columns_: list[Values] = [np.minimum(nested, 10) / 4, nested == 0, np.minimum(new, 6) / 3]
        columns_.append(np.minimum(after - before - 1 - nested - new, _MANY) / 5)
        return [*columns_, self._found.at.blanks[after] > 0, blank[after + 1] - blank[before + 1] > 0]

    def lines(self, before: Ints, after: Ints) -> list[Values]:
        """Return what the lines at the ends of each step are, and the steps into the one and out of the other."""
        found = self._found
        off = np.clip(found.width - found.measure, -6, 4) / 3
        step = np.clip(found.width[before] - found.width[after], -6, 6) / 3
        columns_: list[Values] = [found.sentence[before], off[before], off[after], step]
        columns_ += [np.minimum(found.stops[side], 2) for side in (before, after)]
        columns_ += [np.minimum(found.length[side], 9) / 5 for side in (before, after)]
        columns_ += [self._before[after] < 0, self._after[before] < 0]
        return [*columns_, *(seam / 4 for seam in (self._into[before], self._out[after], self._out[before], self._into[after]))]

    def own(self) -> Floats:
        """Return features of each fragment, shape (n, 15): is it the first or the last of a column?"""
        found, grid = self._found, self._grid
        seams = self._seams.clip(-_LIMIT, _LIMIT)
        ahead = _ahead(self._seams).clip(-_LIMIT, _LIMIT)
        blank = np.append(found.at.blanks > 0, True)
        first = grid.before < 0
        columns_: list[Values] = [seams.max(axis=1) / 4, ahead.max(axis=1) / 4, np.clip(found.width - found.measure, -6, 4) / 3]
        columns_ += [found.sentence, blank[:-1], blank[1:], found.at.inline, self._inline[1:-1], first, self._after[:-1] < 0]
        columns_.append(np.convolve(first.astype(float), np.ones(_NEAR), "same")[: found.count])
        columns_ += [np.minimum(found.stops, 2), np.minimum(found.length, 9) / 5, np.append(False, found.sentence[:-1])]
        return affinity.stack(columns_)
