"""Fragments -> columns: a beam search for the lines that run down the page together.

A layout-order page gives its fragments by height. So the fragments of one column are a chain through the text, a few
chains grow side by side, and each grows by about one line while the others do. The search keeps the chains that are
open, how far down each has come, and puts every fragment under one of them or at the top of a new one.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from corpus import fragments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.affinity import Ints
    from corpus.fragments import Fragments, Reals

SPAN: Final = fragments.SPAN
BEAM: Final = 20
_LAG: Final = 2
_OPEN: Final = 24
"""The columns that are open at once at most: of a hundred pages none had more than 14, but hostile text would have hundreds."""
PRIOR: Final = 2.2
NEVER: Final = -30.0
_BESIDES: Final = tuple(f"new_beside{k}" for k in range(7))
_STARTS: Final = ("new", "new_blank", "new_inline", *_BESIDES, "new_top", "new_young", "new_old", "new_top_inline")
_CLEARS: Final = ("clear", "clear_blank")
_ROWS: Final = tuple(f"row{k}" for k in range(-_LAG, _LAG + 1))
_WAITS: Final = tuple(f"wait{k}" for k in range(4))
_STRIDES: Final = ("stride_other", "stride_same", "inline_stride_other", "inline_stride_same", "after_new_first", "after_new_inline")
_PLACES: Final = ("next_blank", "far_blank", "next_alone", "next_beside", "top", "top_blank")
_SIDED: Final = ("first_first", "first_inline", "inline_first", "inline_inline")
_SIZED: Final = ("wider", "full", "indented", "short")
_SHAPES: Final = ("young", *(f"{a}_{b}_{c}" for a in _SIZED[1:] for b in ("open", "done") for c in _SIZED))
_LEFT: Final = ("left_done", "left_open")
NAMES: Final = (*_STARTS, *_CLEARS, *_ROWS, *_WAITS, *_STRIDES, *_PLACES, *_SIDED, *_SHAPES, *_LEFT, "healed", "seam")
_AT: Final = {name: k for k, name in enumerate(NAMES)}


class Chain(NamedTuple):
    """A column that may still grow: its last fragment, the row of it, its width in ems so far, whether it has two lines."""

    last: int
    row: int
    width: float
    grown: bool


class Move(NamedTuple):
    """What one fragment did: for what reasons, with which seam, behind which fragment, and the chain that it made longer or began.

    `front` is the row that the furthest chain has come to, `top` the first row of the band.
    """

    reasons: list[int]
    seam: float
    before: int
    chain: Chain
    front: int
    top: int


class State(NamedTuple):
    """A search state: the score so far, the last move, the chains that are open after it, and the state before it."""

    score: float
    move: Move
    chains: tuple[Chain, ...]
    parent: State | None


class Columns(NamedTuple):
    """What the search found, each shape (n,): the fragment before each in its column or -1, its row, its band."""

    before: Ints
    row: Ints
    band: Ints


ROOT: Final = State(0.0, Move([], 0.0, -1, Chain(-1, 0, 0.0, grown=False), 0, 0), (), None)
"""Before the first fragment."""


class Search:
    """The search over the fragments of one page."""

    def __init__(self, found: Fragments, weights: dict[str, float]) -> None:
        """Score every seam that may be asked for."""
        self.count = found.count
        self.seams = seams(found)
        self.weights = [weights.get(name, 0.0) for name in NAMES]
        self._scores: list[list[float]] = self.seams.tolist()
        self._line: list[int] = found.at.line.tolist()
        self._blank: list[bool] = (found.at.blanks > 0).tolist()
        self._inline: list[bool] = found.at.inline.tolist()
        self._done: list[bool] = found.sentence.tolist()
        self._width: list[float] = found.width.tolist()

    def best(self) -> State:
        """Return the best state after the last fragment."""
        states = [ROOT]
        for number in range(self.count):
            states = self.step(states, number, BEAM)
        return states[0]

    def step(self, states: list[State], number: int, width: int) -> list[State]:
        """Return the best states after one more fragment, best first."""
        tried = [(state.score + self.gain(move), move, state) for state in states for move in self.moves(state, number)]
        tried.sort(key=itemgetter(0), reverse=True)
        found: dict[tuple[Chain, ...], State] = {}
        for score, move, state in tried:
            chains = after(state, move)
            if chains not in found:
                found[chains] = State(score, move, chains, state)
                if len(found) == width:
                    break
        return list(found.values())

    def gain(self, move: Move) -> float:
        """Return what a move adds to the score."""
        return move.seam * self.weights[-1] + sum(map(self.weights.__getitem__, move.reasons))

    def moves(self, state: State, number: int) -> Iterator[Move]:
        """Yield everything that a fragment may do."""
        now, chains = state.move, state.chains
        yield self._start(now, number, len(chains))
        if chains and not self._inline[number]:
            yield self._clear(now, number)
        line = self._line[number]
        for k, chain in enumerate(chains):
            if number - chain.last > SPAN:
                continue
            if self._line[chain.last] != line:
                if -_LAG <= chain.row + 1 - now.front <= _LAG:
                    yield self._grow(state, number, k)
            elif chain.last == number - 1:
                yield self._heal(now, number, chain)

    def _start(self, now: Move, number: int, others: int) -> Move:
        """Open a column beside the others."""
        age = now.front - now.top
        reasons = [_NEW, _BESIDE + min(others, 6), _AGE + (0 if age <= 1 else 1 if age <= _YOUNG else 2)]
        if self._blank[number]:
            reasons.append(_AT["new_blank"])
        if self._inline[number]:
            reasons.append(_AT["new_inline"])
            if age <= 1:
                reasons.append(_AT["new_top_inline"])
        return Move(reasons, 0.0, -1, Chain(number, now.front, self._width[number], grown=False), now.front, now.top)

    def _clear(self, now: Move, number: int) -> Move:
        """Close every column and open one: a new band of the page begins."""
        row = now.front + 1
        reasons = [_NEW, _BESIDE, _AGE, _AT["clear"]]
        if self._blank[number]:
            reasons += [_AT["clear_blank"], _AT["new_blank"]]
        return Move(reasons, 0.0, -1, Chain(number, row, self._width[number], grown=False), row, row)

    def _heal(self, now: Move, number: int, chain: Chain) -> Move:
        """Go on in the same line: the space before the fragment is a real one."""
        width = max(chain.width, self._width[number] + self._width[chain.last])
        grown = Chain(number, chain.row, width, grown=True)
        return Move([_AT["healed"]], self._scores[number][0], chain.last, grown, now.front, now.top)

    def _grow(self, state: State, number: int, k: int) -> Move:
        """Go on in the next line of a column; columns that stay behind too far are closed."""
        now, chain = state.move, state.chains[k]
        row = chain.row + 1
        reasons = [_ROW + row - now.front, _WAIT + min(k, 3), self._shape(chain, number)]
        reasons += self._place(now, number, chain.last, alone=len(state.chains) == 1)
        if row > now.front:
            reasons += [_GONE + (not self._done[c.last]) for c in state.chains if row - c.row > _LAG]
        grown = Chain(number, row, max(chain.width, self._width[number]), grown=True)
        seam = self._scores[number][number - chain.last - 1]
        return Move(reasons, seam, chain.last, grown, max(row, now.front), now.top)

    def _place(self, now: Move, number: int, last: int, *, alone: bool) -> list[int]:
        """Return reasons from where the two fragments stand in the text."""
        inline, blank = self._inline[number], self._blank[number]
        reasons = [_AFTER_NEW + inline if now.before < 0 else _STRIDE + 2 * inline + (last == now.before + 1)]
        if blank:
            reasons.append(_NEXT + (last != number - 1))
        elif last == number - 1:
            reasons.append(_NEXT + 2 + (not alone))
        if now.front - now.top <= 1:
            reasons.append(_TOP + blank)
        reasons.append(_SIDES + 2 * inline + self._inline[last])
        return reasons

    def _shape(self, chain: Chain, number: int) -> int:
        """Return the reason that the widths give, measured by the column so far."""
        if not chain.grown:
            return _SHAPE
        off, next_off = chain.width - self._width[chain.last], chain.width - self._width[number]
        size = 0 if off < _FULL else 1 if off < _INDENTED else 2
        next_size = 0 if next_off < _WIDER else 1 if next_off < _FULL else 2 if next_off < _INDENTED else 3
        return _SHAPE + 1 + 8 * size + 4 * self._done[chain.last] + next_size


_NEW: Final = _AT["new"]
_BESIDE: Final = _AT["new_beside0"]
_AGE: Final = _AT["new_top"]
_ROW: Final = _AT["row0"]
_WAIT: Final = _AT["wait0"]
_STRIDE: Final = _AT["stride_other"]
_AFTER_NEW: Final = _AT["after_new_first"]
_NEXT: Final = _AT["next_blank"]
_TOP: Final = _AT["top"]
_SIDES: Final = _AT["first_first"]
_SHAPE: Final = _AT["young"]
_GONE: Final = _AT["left_done"]
_YOUNG: Final = 5
_WIDER: Final = -0.7
_FULL: Final = 1.3
_INDENTED: Final = 2.6


def after(state: State, move: Move) -> tuple[Chain, ...]:
    """Return the chains that are open after a move: none of another band, none that stays behind too far, and no more than `_OPEN`."""
    if move.top != state.move.top:
        return (move.chain,)
    others = [c for c in state.chains if c.last != move.before and move.front - c.row <= _LAG]
    return (*others[1 - _OPEN :], move.chain)


def seams(found: Fragments) -> Reals:
    """Return the log-odds that each fragment follows the one k + 1 before it, shape (n, SPAN)."""
    after = np.arange(found.count)[:, None]
    before = after - 1 - np.arange(SPAN)
    real = before >= 0
    scores = np.full(before.shape, NEVER)
    scores[real] = fragments.follows(found, before[real], np.broadcast_to(after, before.shape)[real]) + PRIOR
    return scores


def columns(state: State) -> Columns:
    """Read what a search found off its last state."""
    moves: list[Move] = []
    while state.parent is not None:
        moves.append(state.move)
        state = state.parent
    moves.reverse()
    table: Ints = np.array([(m.before, m.chain.row, m.top) for m in moves], np.int64).reshape(-1, 3)
    band = np.cumsum(np.diff(table[:, 2], prepend=table[:1, 2]) != 0)
    return Columns(table[:, 0], table[:, 1], band)
