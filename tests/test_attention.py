"""The network that scores pairs of things: what it must not depend on, and what it must."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.attention import ARRAYS, ROUNDS, Attention, Scores

FEATURES, OWN, WIDTH = 5, 3, 8


@pytest.fixture(scope="module")
def network() -> Attention:
    """Make a network of random layers."""
    rng = np.random.default_rng(7)
    shapes = [(FEATURES, 6), (6, WIDTH), (OWN, WIDTH)]
    shapes += [(3 * WIDTH, WIDTH), (WIDTH, 2), (3 * WIDTH, WIDTH)] * ROUNDS
    shapes += [shape for width in (WIDTH, WIDTH + OWN, WIDTH + OWN) for shape in ((width, 4), (4, 1))]
    arrays = [np.zeros(FEATURES), np.ones(FEATURES), np.zeros(OWN), np.ones(OWN)]
    for shape in shapes:
        arrays += [rng.normal(0, 0.5, shape), rng.normal(0, 0.1, shape[1])]
    assert len(arrays) == ARRAYS
    return Attention.of([array.astype(np.float32) for array in arrays])


def page(things: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return every two of some things, with random features."""
    rng = np.random.default_rng(seed)
    before, after = np.nonzero(~np.eye(things, dtype=bool))
    features, own = (rng.normal(0, 1, shape).astype(np.float32) for shape in ((len(before), FEATURES), (things, OWN)))
    return before, after, features, own


def close(one: Scores, two: Scores) -> bool:
    """Say whether scores are the same but for the last digits."""
    return all(np.allclose(a, b, atol=1e-4) for a, b in zip(one, two, strict=True))


def test_the_order_of_pairs_means_nothing(network: Attention) -> None:
    """Pairs in another order have the same scores."""
    before, after, features, own = page(7, 1)
    turned = np.random.default_rng(2).permutation(len(before))
    one, two = network(before, after, features, own), network(before[turned], after[turned], features[turned], own)
    assert close(Scores(one.pair[turned], one.last, one.first), two)


def test_the_number_of_a_thing_means_nothing(network: Attention) -> None:
    """Things of other numbers have the same scores."""
    before, after, features, own = page(7, 3)
    number = np.random.default_rng(4).permutation(7)
    moved = np.empty_like(own)
    moved[number] = own
    one, two = network(before, after, features, own), network(number[before], number[after], features, moved)
    assert close(one, Scores(two.pair, two.last[number], two.first[number]))


def test_what_else_could_follow_is_heard(network: Attention) -> None:
    """A pair is scored anew when another of the same thing changes, and so is nothing."""
    before, after, features, own = page(4, 5)
    other = features.copy()
    other[0] += 3
    one, two = network(before, after, features, own), network(before, after, other, own)
    assert abs(one.pair[1] - two.pair[1]) > 1e-3
    assert abs(one.last[before[0]] - two.last[before[0]]) > 1e-3


@pytest.mark.parametrize("count", [0, 1])
def test_things_without_pairs_are_scored(network: Attention, count: int) -> None:
    """Where there is nothing to choose from, nothing still has its score."""
    before, after, features, own = page(4, 6)
    found = network(before[:count], after[:count], features[:count], own)
    assert len(found.pair) == count
    assert np.isfinite(np.concatenate(found)).all()
    assert len(found.last) == len(found.first) == len(own)
