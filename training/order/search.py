"""The weights of the column search: an averaged perceptron over whole pages, updated where the search is most wrong."""

from __future__ import annotations

import logging
import random
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from corpus import columns
from corpus.columns import Search, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.fragments import Reals
    from training.order.truth import Page

EPOCHS: Final = 2
_BEAM: Final = 8
_RATE: Final = 0.02
_LARGEST: Final = 20.0
_SEAM_SHARE: Final = 0.1
"""Seams are summed over a page: they count less than reasons, which are counted."""
_LEAST: Final = 1e-6
_START: Final = {
    "new": -4.0,
    "clear": -2.0,
    "new_top": 2.0,
    "new_young": 1.0,
    "left_open": -1.0,
    "healed": -1.5,
    "seam": 0.7,
    "row-2": -4.0,
    "row-1": -1.0,
    "row2": -3.0,
    "stride_same": 0.5,
    "stride_other": -0.5,
    "inline_stride_same": 1.5,
    "inline_stride_other": -0.5,
}

log = logging.getLogger(__name__)


class _Mistake(NamedTuple):
    """Where the search is further ahead of the truth than anywhere before."""

    ahead: float
    found: State
    true: State


def learn(pages: Sequence[Page]) -> dict[str, float]:
    """Learn the weights, by name."""
    weights = np.array([_START.get(name, 0.0) for name in columns.NAMES])
    total, chooser = np.zeros_like(weights), random.Random(0)  # noqa: S311 - the same order each time
    searches = [(Search(page.found, {}), page) for page in pages]
    for epoch in range(EPOCHS):
        chooser.shuffle(searches)
        rate = _RATE * (1 - epoch / (EPOCHS + 1))
        for search, page in searches:
            search.weights = weights.tolist()
            mistake = _mistake(search, page)
            if mistake:
                weights = weights + rate * np.clip(_reasons(mistake.true) - _reasons(mistake.found), -_LARGEST, _LARGEST)
            total += weights
        log.info("search: epoch %d", epoch)
    return dict(zip(columns.NAMES, (total / (EPOCHS * len(searches))).tolist(), strict=True))


def _mistake(search: Search, page: Page) -> _Mistake | None:
    """Search a page; return the worst mistake, or None if the truth is never behind."""
    true = columns.ROOT
    states, worst = [true], None
    for number in range(search.count):
        states = search.step(states, number, _BEAM)
        true = _step(search, page, true, number)
        ahead = states[0].score - true.score
        if ahead > (worst.ahead if worst else _LEAST):
            worst = _Mistake(ahead, states[0], true)
    return worst


def _step(search: Search, page: Page, state: State, number: int) -> State:
    """Return the state after the true move of a fragment, or after the likest to it that there is."""
    moves = list(search.moves(state, number))
    right = [move for move in moves if move.before == page.before[number]] or moves[:1]
    clear = bool(page.clear[number] and state.chains)
    move = next((move for move in right if (move.top != state.move.top) == clear), right[0])
    return State(state.score + search.gain(move), move, columns.after(state, move), state)


def _reasons(state: State) -> Reals:
    """Return how often each reason was given on the way to a state, and the seams, shape (k,)."""
    found = np.zeros(len(columns.NAMES))
    while state.parent is not None:
        np.add.at(found, state.move.reasons, 1)
        found[-1] += state.move.seam * _SEAM_SHARE
        state = state.parent
    return found
