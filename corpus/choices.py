"""Choices among all that could come next: a network scores each pair, and each thing that nothing comes before or after.

Each choice is seen from both sides: which of all that could follow a thing does, and which of all that could lead to it. What
comes of it are likelihoods, logged; the pairs are then taken greedily, the likeliest first, or those that together win most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from corpus.affinity import Floats, Ints, Statistics
    from corpus.attention import Scores
    from corpus.fragments import Reals

LEAST: Final = -12.0
"""The logged likelihood of what is no candidate."""
MOST: Final = 30.0


class Pairs(NamedTuple):
    """What may follow what among n things: numbers of the earlier and the later (m,), features of each pair, and of each thing."""

    before: Ints
    after: Ints
    features: Floats
    own: Floats


class Chances(NamedTuple):
    """How likely each pair is, logged: seen from the earlier (m,), from the later (m,), and that nothing follows or leads (n,)."""

    before: Ints
    after: Ints
    follows: Reals
    leads: Reals
    last: Reals
    first: Reals

    @property
    def both(self) -> Reals:
        """The mean of the two views, shape (m,)."""
        found: Reals = (self.follows + self.leads) / 2
        return found

    @property
    def gain(self) -> Reals:
        """What is won by each pair over none on both its sides, the mean of the two views, shape (m,)."""
        found: Reals = self.both - (self.last[self.before] + self.first[self.after]) / 2
        return found


def chosen(learned: Statistics, name: str, asked: Pairs) -> Chances:
    """Return how likely pairs are by the network of a name."""
    return chances(asked, learned.attention[name](*asked))


def chances(asked: Pairs, scores: Scores) -> Chances:
    """Return how likely each pair is, given the scores of pairs and of nothing."""
    score, last, first = (np.clip(side.astype(np.float64), -MOST, MOST) for side in scores)
    size, even = len(asked.own), np.exp(score)
    after = np.log(np.bincount(asked.before, even, size) + np.exp(last))
    before = np.log(np.bincount(asked.after, even, size) + np.exp(first))
    follows, leads = (np.maximum(score - total[side], LEAST) for total, side in ((after, asked.before), (before, asked.after)))
    return Chances(asked.before, asked.after, follows, leads, last - after, first - before)


def matched(chances: Chances, score: Reals, least: float) -> Ints:
    """Return what follows each thing, or -1, shape (n,): the likeliest pairs first, each thing once and never in a ring.

    >>> pairs = (np.array([0, 1]), np.array([1, 0]), np.zeros(2), np.zeros(2))
    >>> matched(Chances(*pairs, np.zeros(2), np.zeros(2)), np.array([-0.5, -0.6]), -1.5).tolist()
    [1, -1]
    """
    count = len(chances.last)
    follower, led = [-1] * count, [False] * count
    end = list(range(count))
    """The other end of the chain that each thing is at the end of."""
    kept = np.flatnonzero(score >= least)
    for k in kept[np.argsort(-score[kept], kind="stable")].tolist():
        one, two = int(chances.before[k]), int(chances.after[k])
        if follower[one] >= 0 or led[two] or end[two] == one:
            continue
        follower[one], led[two] = two, True
        start, last = end[one], end[two]
        end[start], end[last] = last, start
    return np.array(follower, np.int64)


def assigned(chances: Chances, gain: Reals) -> Ints:
    """Return what follows each thing, or -1, shape (n,): the pairs that together win most (Kuhn 1955), in rings all but the least.

    >>> pairs = (np.array([0, 0, 1]), np.array([2, 3, 2]), np.zeros(3), np.zeros(3))
    >>> assigned(Chances(*pairs, np.zeros(4), np.zeros(4)), np.array([0.9, 0.5, 0.8])).tolist()
    [3, 2, -1, -1]
    """
    count = len(chances.last)
    table = np.zeros((count, count))
    table[chances.before, chances.after] = np.maximum(gain, 0)
    follower = _assignment(table)
    follower[table[np.arange(count), follower] <= 0] = -1
    for ring in _rings(follower):
        follower[min(ring, key=lambda one: table[one, follower[one]])] = -1
    return follower


def _assignment(table: Reals) -> Ints:
    """Return the column of each row that together are worth most, shape (n,), by shortest augmenting paths (Jonker & Volgenant 1987)."""
    count = len(table)
    row_of = np.full(count + 1, -1)
    """The row of each column; the last column is where each search begins."""
    row_price, price = np.zeros(count), np.zeros(count + 1)
    for row in range(count):
        row_of[count], column = row, count
        least, came, done = np.full(count, np.inf), np.full(count, count), np.zeros(count + 1, bool)
        while row_of[column] >= 0:
            done[column] = True
            cost = -table[row_of[column]] - row_price[row_of[column]] - price[:count]
            better = ~done[:count] & (cost < least)
            least[better], came[better] = cost[better], column
            reach = np.where(done[:count], np.inf, least)
            next_ = int(reach.argmin())
            step = reach[next_]
            row_price[row_of[done]] += step
            price[done] -= step
            least[~done[:count]] -= step
            column = next_
        while column != count:
            row_of[column] = row_of[came[column]]
            column = int(came[column])
    found = np.zeros(count, np.int64)
    found[row_of[:count]] = np.arange(count)
    return found


def _rings(follower: Ints) -> list[list[int]]:
    """Return the rings that followers make.

    >>> _rings(np.array([1, 0, -1]))
    [[0, 1]]
    """
    in_chain = {one for chain in chains(follower) for one in chain}
    left, found = [one for one in range(len(follower)) if one not in in_chain], []
    while left:
        ring = [left[0]]
        while follower[ring[-1]] != ring[0]:
            ring.append(int(follower[ring[-1]]))
        found.append(ring)
        left = [one for one in left if one not in ring]
    return found


def chains(follower: Ints) -> list[list[int]]:
    """Return the chains that followers make, each from its first to its last, by the number of the first.

    >>> chains(np.array([2, -1, -1]))
    [[0, 2], [1]]
    """
    next_, led = follower.tolist(), set(follower.tolist())
    found = []
    for first in range(len(next_)):
        if first not in led:
            chain = [first]
            while next_[chain[-1]] >= 0:
                chain.append(next_[chain[-1]])
            found.append(chain)
    return found


def turned(follower: Ints) -> Ints:
    """Return what leads to each thing, or -1, given what follows each.

    >>> turned(np.array([2, -1, 1])).tolist()
    [-1, 2, 0]
    """
    found = np.full(len(follower), -1)
    has = np.flatnonzero(follower >= 0)
    found[follower[has]] = has
    return found
