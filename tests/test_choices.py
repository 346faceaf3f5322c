"""Pairs that were chosen, taken one by one; and the columns that they make."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import affinity, choices, fragments
from corpus.attention import Scores
from corpus.choices import Chances, Pairs
from corpus.grid import Grid

SIZE = 6
TABLES = st.lists(st.floats(-3, 0), min_size=SIZE * SIZE, max_size=SIZE * SIZE)


def chances(score: np.ndarray) -> Chances:
    """Return all pairs of some things, as likely as a table says from both sides."""
    before, after = np.nonzero(~np.eye(len(score), dtype=bool))
    return Chances(before, after, score[before, after], score[before, after], np.zeros(len(score)), np.zeros(len(score)))


@given(TABLES)
def test_each_is_taken_once_and_no_ring_is_made(values: list[float]) -> None:
    """Everything is in one chain, nothing leads to two, and nothing unlikely is taken."""
    asked = chances(np.array(values).reshape(SIZE, SIZE))
    follower = choices.matched(asked, asked.both, -1.5)
    assert sorted(number for chain in choices.chains(follower) for number in chain) == list(range(SIZE))
    taken = {(one, two) for one, two in enumerate(follower.tolist()) if two >= 0}
    assert len({two for _, two in taken}) == len(taken)
    likely = {(one, two) for one, two, score in zip(asked.before, asked.after, asked.both, strict=True) if score >= -1.5}
    assert taken <= likely
    left = [pair for pair in likely if follower[pair[0]] < 0 and choices.turned(follower)[pair[1]] < 0]
    same_chain = {number: k for k, chain in enumerate(choices.chains(follower)) for number in chain}
    assert all(same_chain[one] == same_chain[two] for one, two in left)


def test_likelihoods_of_all_that_could_follow_are_one() -> None:
    """Together with that of nothing, and from either side."""
    rng = np.random.default_rng(0)
    before, after = np.nonzero(~np.eye(SIZE, dtype=bool))
    scores = Scores(*(rng.normal(size=size).astype(np.float32) for size in (len(before), SIZE, SIZE)))
    nothing = np.zeros((len(before), 0), np.float32), np.zeros((SIZE, 0), np.float32)
    found = choices.chances(Pairs(before, after, *nothing), scores)
    assert np.bincount(before, np.exp(found.follows)) + np.exp(found.last) == pytest.approx(1.0)
    assert np.bincount(after, np.exp(found.leads)) + np.exp(found.first) == pytest.approx(1.0)


def test_what_stands_right_of_what_is_read_off_the_lines() -> None:
    """Two columns of three lines, the second right of the first in two of them."""
    text = "东边开了新桥今天 西边修了老路昨天\n他们都走上桥去看 我们也走过路去看\n桥上的人很多很多\n路上的人很少很少\n"
    found = fragments.fragments(text, affinity.statistics())
    assert found.count == 6
    grid = Grid.of(found, np.array([2, 3, 4, 5, -1, -1]))
    assert grid.column.tolist() == [0, 1, 0, 1, 0, 1]
    assert grid.place.tolist() == [0, 0, 1, 1, 2, 2]
    assert (grid.head.tolist(), grid.foot.tolist(), grid.size.tolist()) == ([0, 1], [4, 5], [3, 3])
    assert grid.beside.tolist() == [[0, 2], [0, 0]]
    left, right = np.array([0]), np.array([1])
    assert float(grid.right_of(left, right)[0]) == pytest.approx(2 / 2.7)
    assert float(grid.left_of(right, left)[0]) == 0.0
