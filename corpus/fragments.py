"""Layout-order text -> fragments: stretches of one column, as they stand in the text.

A line of a layout-order page holds stretches of several columns with one space between them; other spaces are real. A
network says which is which from the widths on both sides, the characters and the seam.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import affinity, chars

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.affinity import Floats, Ints, Statistics, Values

    Flags = NDArray[np.bool_]
    Reals = NDArray[np.float64]

_SPACED: Final = re.compile(r"(?:(?<!\S)(?:[^\s\d]|\d+)[ \u3000]+){3,}(?:[^\s\d]|\d+)(?!\S)")
_FEWEST_SPACED: Final = 4
_OPENS: Final = "“「（("
_CLOSES: Final = "”」）)"
_REACH: Final = 14
_TINY: Final = 4.0
_NEAR: Final = 0.8
_AROUND: Final = (-2, -1, 1, 2)
"""The lines around a space that are looked at."""
_WIDER: Final = 6.0
_COUNTED: Final = 4
_TOLD: Final = 6
"""What is told of a seam with another line: all but how rare its characters are."""
SHORT: Final = -1.6
FULL: Final = -1.2
SPAN: Final = 48


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of print in the order of the text, all shape (n,): offsets, line number, blank lines before the line."""

    start: Ints
    end: Ints
    line: Ints
    blanks: Ints

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.start)

    @property
    def inline(self) -> Flags:
        """Say of each stretch whether another stands before it on its line."""
        return np.r_[False, self.line[1:] == self.line[:-1]] if len(self) else np.zeros(0, bool)


class Print:
    """The characters of a text: folded code points, classes, running sums of widths and of open brackets."""

    def __init__(self, text: str, learned: Statistics) -> None:
        """Look every character up once."""
        raw = chars.codes(text)
        self.learned = learned
        self.kind = chars.classes()[raw]
        self.code = learned.fold[raw].astype(np.int64)
        width = np.where(self.kind == chars.SPACE, 0.25, chars.widths()[raw])
        self._width = np.concatenate([[0.0], np.cumsum(width)])
        self.depth = np.concatenate([[0], np.cumsum(_depths()[raw], dtype=np.int64)])

    def width(self, start: Ints, end: Ints) -> Reals:
        """Return the width in ems of each stretch, shape (n,)."""
        found: Reals = self._width[end] - self._width[start]
        return found


@cache
def _depths() -> NDArray[np.int8]:
    """Return what each character of the plane adds to the number of open brackets."""
    table = np.zeros(len(chars.classes()), np.int8)
    table[[ord(c) for c in _OPENS]] = 1
    table[[ord(c) for c in _CLOSES]] = -1
    return table


class Fragments:
    """Stretches of one column with all that is known of each, shape (n,) or (n, k)."""

    def __init__(self, printed: Print, at: Stretches) -> None:
        """Measure the fragments of a page."""
        self.printed, self.at, self.count = printed, at, len(at)
        last, first = at.end - 1, at.start
        self.last = (printed.code[np.maximum(last - 1, first)], printed.code[last])
        self.first = (printed.code[first], printed.code[np.minimum(first + 1, last)])
        self.last_kind, self.first_kind = printed.kind[last], printed.kind[first]
        self.width = printed.width(at.start, at.end)
        self.measure = measure(self.width)
        before = printed.kind[np.maximum(last - 1, first)]
        stop, closed = self.last_kind == chars.STOP, (self.last_kind == chars.CLOSE) & (before == chars.STOP)
        self.sentence: Flags = stop | closed | ((self.last_kind == chars.DASH) & (before == chars.DASH))
        self.length = at.end - at.start

    @cached_property
    def depth(self) -> Ints:
        """Return how many more brackets each fragment opens than it closes."""
        found: Ints = self.printed.depth[self.at.end] - self.printed.depth[self.at.start]
        return found

    @cached_property
    def lowest(self) -> Ints:
        """Return the lowest depth inside each fragment, 0 or less: how many brackets it closes that it did not open."""
        depth = self.printed.depth
        bounds = np.stack([self.at.start, self.at.end + 1], axis=1).ravel()
        least = np.minimum.reduceat(np.append(depth, 0), bounds)[::2] if self.count else bounds
        found: Ints = least - depth[self.at.start]
        return found

    @cached_property
    def stops(self) -> Ints:
        """Return how many stops and commas are in each fragment."""
        marks = (self.printed.kind == chars.STOP) | (self.printed.kind == chars.PAUSE)
        total = np.concatenate([[0], np.cumsum(marks)])
        found: Ints = total[self.at.end] - total[self.at.start]
        return found

    @cached_property
    def ends(self) -> Floats:
        """Return what each fragment's end expects after it, shape (n, d)."""
        return self._vectors(0)

    @cached_property
    def begins(self) -> Floats:
        """Return what each fragment's beginning is, shape (n, d); large product with an end: it may follow."""
        return self._vectors(1)

    @cached_property
    def _black(self) -> tuple[Floats, Ints]:
        """Return the embedding of each character that is not white space, a row of zeros behind, and where each character is in it."""
        learned, printed = self.printed.learned, self.printed
        black = printed.kind != chars.SPACE
        return learned.embedding[np.append(learned.known[printed.code[black]], -1)], np.cumsum(black) - 1

    def _vectors(self, side: int) -> Floats:
        black, place = self._black
        first, stop = place[self.at.start], place[self.at.end - 1] + 1
        bounds = (first, np.minimum(first + affinity.FAR, stop)) if side else (np.maximum(stop - affinity.FAR, first), stop)
        mean = np.add.reduceat(black, np.stack(bounds, axis=1).ravel())[::2] / (bounds[1] - bounds[0])[:, None].astype(np.float32)
        step = np.arange(affinity.NEAR)
        where = first[:, None] + step if side else stop[:, None] - 1 - step
        inside = (where >= first[:, None]) & (where < stop[:, None])
        near = black[np.where(inside, where, -1)].reshape(self.count, -1)
        return self.printed.learned.towers[side](np.concatenate([near, 2 * mean], 1))


def measure(width: Reals) -> Reals:
    """Return for each width the upper quartile of the widths around it, very short ones left out; at least 4 ems.

    >>> measure(np.array([20.0, 3.0, 20.0, 18.0])).tolist()
    [20.0, 20.0, 20.0, 20.0]
    """
    if not len(width):
        return width
    padded = np.pad(np.where(width > _TINY, width, 0.0), _REACH)
    near = np.sort(np.lib.stride_tricks.sliding_window_view(padded, 2 * _REACH + 1), axis=1)
    counted = (near > 0).sum(axis=1)
    found: Reals = np.maximum(near[np.arange(len(width)), -1 - counted // 4], _TINY)
    return found


def fragments(text: str, learned: Statistics) -> Fragments:
    """Cut a text into fragments."""
    printed = Print(text, learned)
    tokens = tokens_of(text, printed.kind)
    cut = np.ones(len(tokens), bool)
    left = np.flatnonzero(tokens.inline[1:]) if len(tokens) else np.zeros(0, np.int64)
    if len(left):
        cut[left + 1] = learned.networks["cut"](cut_features(printed, tokens, left)) > 0
    first = np.flatnonzero(cut)
    last = np.r_[first[1:], len(tokens)] - 1 if len(first) else first
    return Fragments(printed, Stretches(tokens.start[first], tokens.end[last], tokens.line[first], tokens.blanks[first]))


def tokens_of(text: str, kind: NDArray[np.uint8] | None = None) -> Stretches:
    """Find the stretches without spaces; a letter-spaced stretch is one. `kind` is the class of each character, if known."""
    kind = chars.classes()[chars.codes(text)] if kind is None else kind
    edges = np.flatnonzero(np.diff(kind != chars.SPACE, prepend=False, append=False))
    start, end = edges[::2], edges[1::2]
    lengths = np.fromiter(map(len, text.splitlines(keepends=True)), np.int64)
    line = np.searchsorted(np.cumsum(lengths), start, side="right")
    for first, last in _spaced(text, kind, Stretches(start, end, line, line)):
        kept = (start <= first) | (start >= last)
        end = np.where(start == first, last, end)[kept]
        start, line = start[kept], line[kept]
    jump = np.diff(line, prepend=-1)
    return Stretches(start, end, line, np.maximum(jump - 1, 0))


def _spaced(text: str, kind: NDArray[np.uint8], tokens: Stretches) -> list[tuple[int, int]]:
    """Return the letter-spaced stretches; only runs of short tokens are searched for them."""
    short = (tokens.end - tokens.start == 1) | (kind[tokens.start] != chars.HAN)
    line = np.where(short, tokens.line, -1 - np.arange(len(tokens)))
    edges = np.flatnonzero(np.diff(line, prepend=-1, append=-1))
    searched = [(tokens.start[a], tokens.end[b - 1]) for a, b in pairwise(edges.tolist()) if b - a >= _FEWEST_SPACED]
    return [found.span() for first, last in searched for found in _SPACED.finditer(text, int(first), int(last))]


def _clip(values: Reals, limit: float) -> Reals:
    return np.clip(values, -limit, limit)


def cut_features(printed: Print, tokens: Stretches, left: Ints) -> Floats:
    """Return features of the space after each of the given tokens, shape (n, 157): of its line, and of those around it."""
    width = printed.width(tokens.start, tokens.end)
    widest = measure(width)
    usual = np.maximum(widest[left], widest[left + 1])
    return np.concatenate([part(printed, tokens, left, width, usual) for part in (_line_features, _around)], 1)


def _line_features(printed: Print, tokens: Stretches, left: Ints, width: Reals, usual: Reals) -> Floats:
    """Return what the line of each space says, shape (n, 49), given the width of tokens and the measure at each space."""
    right = left + 1
    start, end = tokens.start, tokens.end
    first, last = ~tokens.inline, np.r_[~tokens.inline[1:], True]
    before = np.where(first[left], 0, width[np.maximum(left - 1, 0)])
    after = np.where(last[right], 0, width[np.minimum(right + 1, len(width) - 1)])
    both = printed.width(start[left], end[right])
    off = [_clip(w - usual, 6) for w in (width[left], width[right], both)]
    single = end - start == 1
    columns = [width[left] / usual, width[right] / usual, both / usual, *off, *(np.abs(o) for o in off)]
    columns += [np.abs(_clip(both - usual + 2, 6)), single[left], single[right], first[left], last[right]]
    columns += [before / usual, after / usual, np.abs(_clip(before + width[left] - usual, 6))]
    columns += [np.abs(_clip(after + width[right] - usual, 6)), usual / 20]
    seam = _seam(printed, tokens, left, right)
    sides = [affinity.kinds(printed.kind[end[left] - 1]), affinity.kinds(printed.kind[start[right]])]
    return np.concatenate([affinity.stack(columns), *sides, seam], 1)


def _around(printed: Print, tokens: Stretches, left: Ints, width: Reals, usual: Reals) -> Floats:
    """Return what the lines around each space say, shape (n, 108): are columns cut there, too, and does the text go on there?"""
    right, opens = left + 1, np.flatnonzero(~tokens.inline)
    closes = np.append(opens[1:], len(tokens)) - 1
    line = (np.cumsum(~tokens.inline) - 1)[left]
    whole = np.add.reduceat(width, opens)
    columns: list[Values] = []
    seams: list[Floats] = []
    for step in _AROUND:
        there = np.clip(line + step, 0, len(opens) - 1)
        real = there == line + step
        first, last = opens[there], closes[there]
        for other, own in ((first, left), (last, right)):
            wider = _clip(width[other] - width[own], _WIDER)
            columns += [real * width[other] / usual, real * wider, np.where(real, np.abs(wider), _WIDER)]
        count = last - first + 1
        columns += [real * np.minimum(count, _COUNTED), real & (count == 1), real * np.clip(whole[there] / usual, 0, 3)]
        meetings = ((left, first), (right, last), (right, first)) if step > 0 else ((first, left), (last, right), (last, left))
        seams += [real[:, None] * _seam(printed, tokens, *meeting)[:, :_TOLD] for meeting in meetings]
    return np.concatenate([affinity.stack(columns), *seams], 1, dtype=np.float32)


def _seam(printed: Print, tokens: Stretches, before: Ints, after: Ints) -> Floats:
    """Return how the ends of some tokens meet the beginnings of others, shape (n, 8)."""
    code, start, end = printed.code, tokens.start[after], tokens.end[before]
    ending = (code[np.maximum(end - 2, 0)], code[end - 1])
    return printed.learned.seam(ending, (code[start], code[np.minimum(start + 1, len(code) - 1)]))


def follows(found: Fragments, before: Ints, after: Ints) -> Floats:
    """Return how much more likely than any other fragment near it each is to follow another, as log-odds.

    Shapes: two arrays of fragment numbers of one shape; the result has it too.
    """
    return found.printed.learned.networks["follow"](follow_features(found, before, after))


def follow_features(found: Fragments, before: Ints, after: Ints) -> Floats:
    """Return features of the seams between fragments, shape (..., 57)."""
    columns = _width_columns(found, before, after) + _mark_columns(found, before, after)
    product = np.einsum("...d,...d->...", found.ends[before], found.begins[after]) / 3
    learned = found.printed.learned
    seam = learned.seam((found.last[0][before], found.last[1][before]), (found.first[0][after], found.first[1][after]))
    sides = [affinity.kinds(found.last_kind[before]), affinity.kinds(found.first_kind[after])]
    return np.concatenate([affinity.stack([*columns, product]), *sides, seam], -1)


def _width_columns(found: Fragments, before: Ints, after: Ints) -> list[Values]:
    one, two = found.width[before], found.width[after]
    off, start = one - found.measure[before], two - found.measure[after]
    gaps = [_clip(x, 8) / 4 for x in (off, start, one - two, two - one + 2, start + 2)]
    sizes = [np.abs(gaps[2]), np.abs(gaps[3]), np.abs(gaps[0]), np.abs(gaps[1]), np.abs(gaps[4])]
    between = _clip(found.measure[before] - found.measure[after], 8) / 4
    done, short, full = found.sentence[before], off < SHORT, start > FULL
    states = [done, short, done & short, done & ~short, ~done & short]
    states += [done & (np.abs(start + 2) < _NEAR), ~done & ~short & full, full & short]
    return [*gaps[:3], *sizes, between, *states]


def _mark_columns(found: Fragments, before: Ints, after: Ints) -> list[Values]:
    opened, closes = found.depth[before], found.lowest[after] < 0
    columns = [np.clip(opened, -2, 2), np.clip(found.lowest[after], -2, 0), (opened > 0) & closes, (opened <= 0) & closes]
    columns += [np.minimum(found.stops[side], 3) for side in (before, after)]
    columns += [np.minimum(found.length[side], 8) / 4 for side in (before, after)]
    return [*columns, np.maximum(found.measure[before], found.measure[after]) / 20]
