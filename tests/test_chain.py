"""The chain: pages side by side come out as each alone, and as the definition says."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.chain import Chain, best_paths, certainties


def chain(rng: np.random.Generator, labels: int) -> Chain:
    """Return a chain in which some labels may not follow some others."""
    after = np.where(rng.random((labels, labels)) < 0.2, -1e4, rng.normal(size=(labels, labels)))
    first, last = rng.normal(size=(2, labels))
    return Chain(first.astype(np.float32), after.astype(np.float32), last.astype(np.float32))


@given(st.integers(0, 2**32), st.lists(st.integers(1, 60), min_size=1, max_size=9))
def test_a_page_is_the_same_whatever_is_beside_it(seed: int, lengths: list[int]) -> None:
    """Labels and probabilities, to the last bit."""
    rng = np.random.default_rng(seed)
    given_chain = chain(rng, 24)
    scores = [(rng.normal(size=(length, 24)) * 5).astype(np.float32) for length in lengths]
    assert best_paths(given_chain, scores) == [best_paths(given_chain, [own])[0] for own in scores]
    alone = [certainties(given_chain, [own], 1.7)[0] for own in scores]
    assert all(np.array_equal(a, b) for a, b in zip(certainties(given_chain, scores, 1.7), alone, strict=True))


@given(st.integers(0, 2**32), st.integers(1, 4))
def test_it_is_what_all_paths_say(seed: int, length: int) -> None:
    """The best path is the best of all, and a probability is the share of the paths through a label."""
    rng = np.random.default_rng(seed)
    one = chain(rng, 3)
    scores = (rng.normal(size=(length, 3)) * 2).astype(np.float32)
    totals = {}
    for path in product(range(3), repeat=length):
        steps = sum(float(one.after[a, b]) for a, b in pairwise(path))
        totals[path] = float(one.first[path[0]] + one.last[path[-1]]) + steps + sum(float(scores[i, k]) for i, k in enumerate(path))
    (best,) = best_paths(one, [scores])
    assert totals[tuple(best)] >= max(totals.values()) - 1e-3
    weights = {path: np.exp(total - max(totals.values())) for path, total in totals.items()}
    expected = [[sum(w for path, w in weights.items() if path[i] == k) for k in range(3)] for i in range(length)]
    np.testing.assert_allclose(certainties(one, [scores], 1.0)[0], np.array(expected) / sum(weights.values()), atol=1e-5)


def test_no_pages_give_nothing() -> None:
    """An empty list is no error."""
    one = chain(np.random.default_rng(0), 3)
    assert (best_paths(one, []), certainties(one, [], 1.0)) == ([], [])
