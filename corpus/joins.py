"""What speaks for and against a join: features of pairs of runs.

A run is a stretch of a column whose every step is sure. The features of a pair of runs say whether the second may be read right
after the first: how the seam reads, what both are about, where they stand in the text and in their columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from corpus import affinity, chars, choices, columns, fragments
from corpus.characters import characters
from corpus.choices import LEAST, Pairs
from corpus.grid import Grid
from corpus.steps import SPAN
from corpus.topics import topics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.affinity import Floats, Ints, Values
    from corpus.choices import Chances
    from corpus.columns import Columns
    from corpus.fragments import Flags, Fragments, Reals

SURE: Final = -0.03
"""How likely, logged, each step inside a run is at least: what is wrong inside a run cannot be put right by the joins."""
_LIKELY: Final = -2.5
"""And each step of the columns that runs are of."""
_MANY: Final = 250
"""More runs than a page has: the features of every two would take too much memory."""
_WORDS: Final = 1024
_PLANE: Final = 16
"""The bits of a character."""
_HEAD: Final = 5
_FURTHER: Final = 2
_NEIGHBOURS: Final = (-3, -2, -1, 1, 2, 3, 4)
_EDGE_LINES: Final = 15
"""The fragments at either end of a run whose topics are compared."""
_QUOTED: Final = 14
"""The fragments at either end of a run in which brackets are looked for."""
_AGAIN: Final = ((1, 1), (2, 1), (1, 2), (3, 1), (2, 2), (1, 3))
"""How many characters before and after a seam make the strings that may stand elsewhere on the page."""


class Runs(NamedTuple):
    """Stretches of columns that are taken as whole: fragment numbers of each, and the first and last, shape (k,)."""

    members: list[list[int]]
    first: Ints
    last: Ints

    @classmethod
    def of(cls, members: list[list[int]]) -> Runs:
        """Return the runs of some members."""
        return cls(members, np.array([r[0] for r in members], np.int64), np.array([r[-1] for r in members], np.int64))

    def heads(self, found: Fragments) -> Flags:
        """Say of each run whether it may be a headline: it is short, and hardly a mark is in it, shape (k,)."""
        return (self.stops(found) <= 1) & (self.sizes() <= _HEAD)

    def stops(self, found: Fragments) -> Ints:
        """Return how many stops and commas are in each run."""
        return np.array([found.stops[r].sum() for r in self.members], np.int64)

    def sizes(self) -> Ints:
        """Return how many fragments each run has."""
        return np.array([len(r) for r in self.members], np.int64)


def runs_of(chances: Chances) -> Runs:
    """Cut the columns where a step is not sure; where that gives too many runs, where it is not likely."""
    members = choices.chains(choices.matched(chances, chances.both, SURE))
    return Runs.of(members if len(members) <= _MANY else columns_of(chances))


def columns_of(chances: Chances) -> list[list[int]]:
    """Return the columns by their likely steps."""
    return choices.chains(choices.matched(chances, chances.both, _LIKELY))


def may_be_joined(runs: Runs) -> bool:
    """Say whether there are few enough runs to look at every two of them."""
    return 1 < len(runs.members) <= _MANY


def pairs(found: Fragments, runs: Runs, shape: Columns, chances: Chances) -> Pairs:
    """Return every two runs with their features, shape (k * (k - 1), 110) and (k, 5); `chances` are of the steps inside columns."""
    table, off = features(found, runs, shape, chances), ~np.eye(len(runs.members), dtype=bool)
    before, after = np.nonzero(off)
    return Pairs(before, after, table[off], own(found, runs))


def own(found: Fragments, runs: Runs) -> Floats:
    """Return features of each run by itself, shape (k, 5): does an article end or begin with it?"""
    off = found.width - found.measure
    ends = [found.sentence[runs.last], np.clip(off[runs.last], -4, 4), np.clip(off[runs.first], -4, 4)]
    return affinity.stack([*ends, runs.heads(found), np.log(runs.sizes()) / 3])


def features(found: Fragments, runs: Runs, shape: Columns, chances: Chances) -> Floats:
    """Return features of each two runs, shape (k, k, 110): may the second be read right after the first?"""
    size = runs.sizes()
    square = (len(size), len(size))
    before, after = np.broadcast_to(runs.last[:, None], square), np.broadcast_to(runs.first[None, :], square)
    seam = fragments.follows(found, before, after) + columns.PRIOR
    product = found.ends[runs.last] @ found.begins[runs.first].T / 3
    columns_: list[Values] = [seam / 4, product, *(_margins(side) for side in (seam, seam.T, product, product.T))]
    columns_[3], columns_[5] = columns_[3].T, columns_[5].T
    columns_ += [_words(found, runs), *_beside(found, runs, size), *_place_columns(runs, shape), *_kind_columns(found, runs)]
    columns_ += [*_end_columns(found, runs, shape), *_edge_columns(found, runs), *_topic_columns(found, runs)]
    columns_ += [*_step_columns(found.count, before, after, chances), *_again_columns(found, runs)]
    columns_ += [*_grid_columns(found, runs, shape, chances), *_bracket_columns(found, runs)]
    return affinity.stack([np.broadcast_to(column, square) for column in columns_])


def _margins(score: Reals | Floats) -> Reals:
    """Return by how much each score is better than the best other that could follow, without a run itself."""
    score = score.copy()
    np.fill_diagonal(score, -9.0)
    return np.clip(ahead(score), -8, 8) / 4


def _step_columns(count: int, before: Ints, after: Ints, chances: Chances) -> list[Values]:
    """Return how likely the join is as a step down a column, from both sides; not at all if it was not asked for."""
    gap = after - before - 1
    real = (gap >= 0) & (gap < SPAN)
    views = []
    for view in (chances.follows, chances.leads):
        table = np.full((count, SPAN), LEAST)
        table[chances.after, chances.after - chances.before - 1] = view
        views.append(np.where(real, table[after, np.where(real, gap, 0)], LEAST))
    one, two = views
    likelier = np.maximum(one, two)
    return [one / 4, two / 4, one <= LEAST, np.exp(one), np.exp(two), (one + two) / 8, (one > LEAST) & (likelier > np.log(0.5))]


def _again_columns(found: Fragments, runs: Runs) -> list[Values]:
    """Return how often the strings over the seam stand inside a fragment of the page: of two, three and four characters, logged."""
    black = found.printed.kind != chars.SPACE
    place = np.concatenate([[0], np.cumsum(black)])
    row = np.repeat(np.arange(found.count), place[found.at.end] - place[found.at.start])
    inside = np.zeros(len(black), bool)
    for start, end in zip(found.at.start.tolist(), found.at.end.tolist(), strict=True):
        inside[start:end] = True
    code = found.printed.code[black & inside].astype(np.uint64)
    tables = {n: _strings(code, row, n) for n in (2, 3, 4)}
    ends, begins = ([_edge(found, number, side) for number in numbers] for side, numbers in ((0, runs.last), (1, runs.first)))
    counts = []
    for before, after in _AGAIN:
        left, right = (np.array([edge[part] for edge in side], np.uint64) for side, part in ((ends, before), (begins, after)))
        key = (left[:, None] << np.uint64(16 * after)) | right[None, :]
        known, often = tables[before + after]
        at = np.minimum(np.searchsorted(known, key), len(known) - 1)
        counts.append(np.log1p(np.where((known[at] == key) & (left[:, None] > 0) & (right[None, :] > 0), often[at], 0)))
    return [*counts[:3], np.maximum(np.maximum(counts[3], counts[4]), counts[5])]


def _strings(code: NDArray[np.uint64], row: Ints, size: int) -> tuple[NDArray[np.uint64], Ints]:
    """Return the strings of a size inside fragments, as numbers in order, and how often each is there."""
    count = max(len(code) - size + 1, 0)
    key = np.zeros(count, np.uint64)
    for k in range(size):
        key = key << np.uint64(16) | code[k : count + k]
    known, often = np.unique(key[row[:count] == row[size - 1 : count + size - 1]], return_counts=True)
    return (known, often) if len(known) else (np.zeros(1, np.uint64), np.zeros(1, np.int64))


def _edge(found: Fragments, number: int, side: int) -> tuple[int, ...]:
    """Return the last (0) or first (1) characters of a fragment as numbers: of none, one, two and three; 0 if it has not so many."""
    start, end = int(found.at.start[number]), int(found.at.end[number])
    black = [int(c) for c, kind in zip(found.printed.code[start:end], found.printed.kind[start:end], strict=True) if kind != chars.SPACE]
    parts = [black[:size] if side else black[-size:] for size in (1, 2, 3)]
    return 0, *(sum(c << 16 * (len(part) - 1 - k) for k, c in enumerate(part)) if len(part) == n else 0 for n, part in enumerate(parts, 1))


def _grid_columns(found: Fragments, runs: Runs, shape: Columns, chances: Chances) -> list[Values]:
    """Return where both runs stand in their columns, and how these stand to each other."""
    grid = Grid.of(found, choices.matched(chances, chances.both, _LIKELY))
    one, two = grid.column[runs.last], grid.column[runs.first]
    here, there = one[:, None], two[None, :]
    same, apart = here == there, _from_to(grid.place[runs.last], grid.place[runs.first])
    to_foot, to_head = grid.size[one] - 1 - grid.place[runs.last], grid.place[runs.first]
    is_foot, is_head = (to_foot == 0)[:, None], (to_head == 0)[None, :]
    right = grid.right_of(here, there)
    beside = [np.where(same, 0.0, share) for share in (right, grid.left_of(here, there), grid.right_of(there, here))]
    columns_: list[Values] = [same, same & (apart == 1), np.where(same, np.clip(apart, -10, 10) / 5, 0), *beside]
    columns_ += [is_foot, (np.minimum(to_foot, 10) / 5)[:, None], is_head, (np.minimum(to_head, 10) / 5)[None, :]]
    columns_ += [~same & is_foot & is_head, ~same & is_foot & is_head & (right > 1 / 2)]
    top, foot = (_from_to(shape.row[ends][one], shape.row[ends][two]) for ends in (grid.head, grid.foot))
    columns_ += [_scaled(top, 6) * 2, _scaled(foot, 6) * 2, np.abs(_scaled(top, 6) * 2)]
    long = np.log1p(grid.size)
    columns_ += [_from_to(long[one], long[two]), np.abs(_scaled(_from_to(grid.size[one], grid.size[two]), 8) * 2)]
    columns_ += [(long[one] / 3)[:, None], (long[two] / 3)[None, :]]
    step = _from_to(grid.head[one], grid.head[two])
    columns_ += [_scaled(step, 12) * 2, step == 1, step > 0]
    return [*columns_, (grid.beside.sum(1)[one] > 1)[:, None], (grid.beside.sum(0)[two] > 1)[None, :]]


def _bracket_columns(found: Fragments, runs: Runs) -> list[Values]:
    """Return how many brackets are open at the end of the first run, and are closed by the second that are not opened in it."""
    opened, closed = np.zeros(len(runs.members)), np.zeros(len(runs.members))
    for k, members in enumerate(runs.members):
        for number in members[-_QUOTED:]:
            opened[k] = max(opened[k] + found.lowest[number], 0) + found.depth[number] - found.lowest[number]
        level = 0
        for number in members[:_QUOTED]:
            closed[k] = max(closed[k], -(level + found.lowest[number]))
            level += found.depth[number]
    one, two = np.minimum(opened, 2)[:, None], np.minimum(closed, 2)[None, :]
    return [one, two, one - two, np.abs(one - two), (one > 0) & (two > 0)]


def _words(found: Fragments, runs: Runs) -> Floats:
    """Return how much each two runs speak of the same things, shape (k, k)."""
    printed = found.printed
    han = printed.kind == chars.HAN
    two = np.flatnonzero(han[:-1] & han[1:])
    owner = np.full(len(han), -1)
    for k, members in enumerate(runs.members):
        for number in members:
            owner[found.at.start[number] : found.at.end[number] - 1] = k
    two = two[owner[two] >= 0]
    bags = np.zeros((len(runs.members), _WORDS), np.float32)
    words = affinity.slot(printed.code[two], printed.code[two + 1], np.zeros(len(two), np.int64), _WORDS)
    np.add.at(bags, (owner[two], words), 1)
    rare = np.log((len(bags) + 1) / ((bags > 0).sum(0) + 0.5)).clip(0)
    bags = np.log1p(bags) * rare
    bags /= np.maximum(np.linalg.norm(bags, axis=1, keepdims=True), 1e-6)
    found_: Floats = bags @ bags.T
    return found_


def strings(found: Fragments, runs: Runs) -> Floats:
    """Return which strings of two characters stand in each run, shape (k, strings), 0 or 1."""
    printed = found.printed
    plain = (printed.kind == chars.HAN) | (printed.kind == chars.LATIN) | (printed.kind == chars.DIGIT)
    owner = np.full(len(plain), -1)
    for number, members in enumerate(runs.members):
        for fragment in members:
            owner[found.at.start[fragment] : found.at.end[fragment]] = number
    here = np.flatnonzero(plain[:-1] & plain[1:] & (owner[:-1] >= 0) & (owner[:-1] == owner[1:]))
    known, row = np.unique(printed.code[here] << _PLANE | printed.code[here + 1], return_inverse=True)
    stands = np.zeros((len(runs.members), len(known)), np.float32)
    stands[owner[here], row] = 1
    return stands


def about(found: Fragments, members: list[list[int]]) -> Reals:
    """Return what each list of fragments is about, shape (k, d), rows of length one."""
    number, at = characters().index[found.printed.code], found.at
    places = [np.concatenate([np.arange(at.start[i], at.end[i]) for i in fragments_]) for fragments_ in members]
    return topics().about(number[np.concatenate(places)], np.repeat(np.arange(len(members)), [len(p) for p in places]), len(members))


def _topic_columns(found: Fragments, runs: Runs) -> list[Values]:
    """Return how like the topics of each two runs are, of all that they say and where they would meet, against the likest other."""
    whole = about(found, runs.members)
    tail, head = (about(found, [run[part] for run in runs.members]) for part in (slice(-_EDGE_LINES, None), slice(_EDGE_LINES)))
    columns_: list[Values] = []
    for alike in (whole @ whole.T, tail @ head.T):
        np.fill_diagonal(alike, 0)
        columns_ += [alike, ahead(alike), ahead(alike.T).T]
    return columns_


def ahead(values: Reals | Floats) -> Reals:
    """Return by how much each value is more than the best other of its row, or less.

    >>> ahead(np.array([[3.0, 1.0, 2.0], [0.0, 0.0, 4.0]])).tolist()
    [[1.0, -2.0, -1.0], [-4.0, -4.0, 4.0]]
    """
    if values.shape[1] == 1:
        return values.astype(np.float64)
    second, best = np.partition(values, -2, axis=1)[:, -2:].T
    found: Reals = values - np.where(values == best[:, None], second[:, None], best[:, None])
    return found


def _beside(found: Fragments, runs: Runs, sizes: Ints) -> list[Values]:
    """Return how often one run stands right before the other in the text and in a line, both ways, four of (k, k)."""
    owner = np.zeros(found.count, np.int64)
    for k, members in enumerate(runs.members):
        owner[members] = k
    smaller = np.minimum(sizes[:, None], sizes[None, :])
    tables: list[Values] = []
    for chosen in (np.ones(found.count - 1, bool), found.at.inline[1:]):
        table = np.zeros(smaller.shape)
        np.add.at(table, (owner[:-1][chosen], owner[1:][chosen]), 1)
        if not tables:
            np.fill_diagonal(table, 0)
        table /= smaller
        tables += [table, table.T]
    return tables


def _scaled(values: Values, limit: float) -> Reals:
    found: Reals = np.clip(values, -limit, limit) / limit
    return found


def _from_to(values: Values, other: Values) -> Values:
    """Return the second value of the run after less the first of the run before, shape (k, k)."""
    found: Values = other[None, :] - values[:, None]
    return found


def _place_columns(runs: Runs, shape: Columns) -> list[Values]:
    """Return where the runs begin and end in the text and on the page."""
    number = np.arange(len(runs.members))
    apart, gap, start = _from_to(number, number), _from_to(runs.last, runs.first), _from_to(runs.first, runs.first)
    columns_: list[Values] = [apart == k for k in _NEIGHBOURS]
    columns_ += [apart > _NEIGHBOURS[-1], apart < _NEIGHBOURS[0], _scaled(apart, 20)]
    columns_ += [_scaled(gap, 60), _scaled(gap, 8), _scaled(start, 60), _scaled(start, 8), gap > 0]
    top, foot = shape.row[runs.first], shape.row[runs.last]
    columns_ += [_scaled(_from_to(top, top), 30), _scaled(_from_to(top, top), 4), _scaled(_from_to(foot, top), 30)]
    return [*columns_, _scaled(_from_to(foot, top), 4), _scaled(_from_to(foot, foot), 30)]


def _kind_columns(found: Fragments, runs: Runs) -> list[Values]:
    """Return whether the runs look like headlines, and how wide they are."""
    stops, size = runs.stops(found), runs.sizes()
    middle = np.array([np.median(found.width[r]) for r in runs.members])
    widest = _widest(found, runs)
    long = np.log(size) / 3
    columns_: list[Values] = [long[:, None], long[None, :]]
    head, half = ((stops <= k) & (size <= _HEAD) for k in (0, 1))
    columns_ += [head[:, None], head[None, :], half[:, None], half[None, :]]
    columns_ += [head[:, None] & head[None, :], head[:, None] & ~head[None, :], ~head[:, None] & head[None, :]]
    narrower = _scaled(-_from_to(widest, widest), 4)
    return [*columns_, _scaled(-_from_to(middle, middle), 4), narrower, np.abs(narrower)]


def _widest(found: Fragments, runs: Runs) -> Reals:
    return np.array([found.width[r].max() for r in runs.members])


def _end_columns(found: Fragments, runs: Runs, shape: Columns) -> list[Values]:
    """Return how the runs end and begin, and which blocks and bands they stand in."""
    off = found.width - found.measure
    done, last, first = found.sentence[runs.last], off[runs.last], off[runs.first]
    cut_off, running = last < fragments.SHORT, (last > fragments.FULL) & ~done
    columns_: list[Values] = [done[:, None], cut_off[:, None], running[:, None], (first > fragments.FULL)[None, :]]
    columns_.append(np.clip(-first, -4, 4)[None, :])
    block = np.cumsum(found.at.blanks > 0)
    apart = _from_to(block[runs.last], block[runs.first])
    columns_ += [_scaled(apart, 5), apart == 0, _scaled(_from_to(block[runs.first], block[runs.first]), 5)]
    columns_ += [(runs.first / found.count)[:, None], (runs.first / found.count)[None, :]]
    columns_.append(np.clip(found.depth[runs.last], -2, 2)[:, None])
    band, foot = shape.band[runs.first], shape.band[runs.last]
    same = _from_to(foot, band) == 0
    place = np.array([(band[:k] == band[k]).sum() for k in range(len(band))])
    step = _from_to(place, place)
    columns_ += [same, _scaled(_from_to(foot, band), 3)]
    near = [step == k for k in (1, 2, -1)]
    return columns_ + [same & chosen for chosen in (*near, step > _FURTHER, step < -1)]


def _edge_columns(found: Fragments, runs: Runs) -> list[Values]:
    """Return the widths of the runs and whether blank lines stand at their edges."""
    widest = _widest(found, runs) / 20
    blank = np.append(found.at.blanks > 0, True)
    return [widest[:, None], widest[None, :], blank[runs.first][None, :], blank[runs.last + 1][:, None]]
