"""What speaks for and against a place in the reading order: features of links inside columns and between runs.

A link is one step down a column, as the column search made it; doubtful ones are cut. What is left are runs, and the
features of a pair of runs say whether the second may be read right after the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from corpus import affinity, chars, columns, fragments
from corpus.characters import characters
from corpus.topics import topics

if TYPE_CHECKING:
    from corpus.affinity import Floats, Ints, Values
    from corpus.columns import Columns
    from corpus.fragments import Flags, Fragments, Reals

_KEPT: Final = 0.5
_WORDS: Final = 1024
_HEAD: Final = 5
_FURTHER: Final = 2
_SURE_SEAM: Final = 2.0
_NEIGHBOURS: Final = (-3, -2, -1, 1, 2, 3, 4)
_EDGE_LINES: Final = 15
"""The fragments at either end of a run whose topics are compared."""


class Links(NamedTuple):
    """The links inside columns, all shape (m,): the later fragment of each, the earlier one, the log-odds of the seam."""

    after: Ints
    before: Ints
    seam: Reals


class Runs(NamedTuple):
    """Stretches of columns that are taken as whole: fragment numbers of each, and the first and last, shape (k,)."""

    members: list[list[int]]
    first: Ints
    last: Ints


def chained(scores: Reals, shape: Columns) -> Links:
    """Return the links inside the columns that the search found."""
    after = np.flatnonzero(shape.before >= 0)
    before = shape.before[after]
    return Links(after, before, np.clip(scores[after, after - before - 1], -8, 8))


class _Crossing:
    """Sums over the links that cross a place between fragments: one that a band begins at is crossed by none that holds."""

    def __init__(self, links: Links, done: Flags, count: int) -> None:
        self._links, self._count = links, count
        seam = links.seam
        values = (np.ones(len(seam)), seam, seam < 0, np.minimum(seam, 0), done[links.before], seam > _SURE_SEAM)
        self._sums = [self._sum(np.asarray(v, float)) for v in values]

    def _sum(self, values: Reals) -> Reals:
        change = np.zeros(self._count + 2)
        np.add.at(change, self._links.before + 1, values)
        np.add.at(change, self._links.after + 1, -values)
        found: Reals = np.cumsum(change)[: self._count + 1]
        return found

    def at(self, place: Ints) -> list[Values]:
        """Return how many links cross each place and their means."""
        place = np.clip(place, 0, self._count)
        count = self._sums[0][place]
        return [np.minimum(count, 8) / 4, *(s[place] / np.maximum(count, 1) for s in self._sums[1:])]

    def weakest(self) -> Reals:
        """Return for each link the lowest mean seam over the places that it crosses."""
        mean = self._sums[1] / np.maximum(self._sums[0], 1)
        return np.array([mean[a + 1 : b + 1].min() for a, b in zip(self._links.before, self._links.after, strict=True)])


def keep_features(found: Fragments, scores: Reals, shape: Columns) -> Floats:
    """Return features of each link of the columns, shape (m, 44): what speaks for it, seen from both sides."""
    links = chained(scores, shape)
    after, before, count = links.after, links.before, found.count
    crossing = _Crossing(links, found.sentence, count)
    own, following = np.zeros(count), np.full(count, -1)
    own[after], following[before] = links.seam, after
    third, earlier = following[after], shape.before[before]
    best = scores[after].max(axis=1).clip(-8, 8)
    rival = _rivals(scores)[before].clip(-8, 8)
    ahead, behind = np.where(third >= 0, own[third], 0), np.where(earlier >= 0, own[before], 0)
    columns_ = [links.seam, behind, ahead, third < 0, earlier < 0, best - links.seam, rival - links.seam]
    columns_ += [*crossing.at(after), *crossing.at(before + 1), *crossing.at(after + 1), crossing.weakest()]
    return affinity.stack([*columns_, *_gap_columns(found, shape, links), *_line_columns(found, shape, links, third)])


def _rivals(scores: Reals) -> Reals:
    """Return for each fragment the best seam that anything after it has with it, shape (n,)."""
    count = len(scores)
    found = np.full(count, -9.0)
    for k in range(scores.shape[1]):
        if k + 1 < count:
            found[: count - k - 1] = np.maximum(found[: count - k - 1], scores[k + 1 :, k])
    return found


def _gap_columns(found: Fragments, shape: Columns, links: Links) -> list[Values]:
    """Return what stands in the text between the ends of each link."""
    after, before, count = links.after, links.before, found.count
    opened = np.concatenate([[0], np.cumsum(shape.before < 0)])
    blank = np.concatenate([[0], np.cumsum(found.at.blanks > 0)])
    near = opened[np.minimum(after + 5, count)] - opened[np.maximum(after - 3, 0)]
    blanks = blank[after + 1] - blank[before + 1] > 0
    return [np.minimum(after - before - 1, 20) / 8, blanks, found.at.blanks[after] > 0, near, opened[after] - opened[before + 1]]


def _line_columns(found: Fragments, shape: Columns, links: Links, third: Ints) -> list[Values]:
    """Return what the lines at the ends of each link are, and the one after them."""
    after, before = links.after, links.before
    off = np.clip(found.width - found.measure, -6, 4) / 3
    step = np.clip(found.width[before] - found.width[after], -6, 6) / 3
    marks = [np.minimum(found.stops[side], 2) for side in (before, after)]
    sizes = [np.minimum(found.length[side], 9) / 5 for side in (before, after)]
    moved = [shape.row[after] - shape.row[before], shape.band[after] != shape.band[before]]
    ahead = np.where(third >= 0, third, after)
    last = [np.clip(found.width[ahead] - found.width[after], -6, 6) / 3, np.minimum(found.stops[ahead], 2)]
    same = found.at.line[after] == found.at.line[before]
    return [found.sentence[before], off[before], off[after], step, *marks, *sizes, *moved, same, *last]


def runs_of(shape: Columns, links: Links, sure: Floats) -> Runs:
    """Cut the columns where a link is not sure."""
    follower = dict(zip(links.before[sure >= _KEPT].tolist(), links.after[sure >= _KEPT].tolist(), strict=True))
    led = set(follower.values())
    members: list[list[int]] = []
    for first in range(len(shape.before)):
        if first in led:
            continue
        run = [first]
        while run[-1] in follower:
            run.append(follower[run[-1]])
        members.append(run)
    return Runs(members, np.array([r[0] for r in members]), np.array([r[-1] for r in members]))


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


def _about(found: Fragments, members: list[list[int]]) -> Reals:
    """Return what each list of fragments is about, shape (k, d), rows of length one."""
    number, at = characters().index[found.printed.code], found.at
    places = [np.concatenate([np.arange(at.start[i], at.end[i]) for i in fragments_]) for fragments_ in members]
    return topics().about(number[np.concatenate(places)], np.repeat(np.arange(len(members)), [len(p) for p in places]), len(members))


def _topic_columns(found: Fragments, runs: Runs) -> list[Values]:
    """Return how like the topics of each two runs are, of all that they say and where they would meet, against the likest other."""
    whole = _about(found, runs.members)
    tail, head = (_about(found, [run[part] for run in runs.members]) for part in (slice(-_EDGE_LINES, None), slice(_EDGE_LINES)))
    columns_: list[Values] = []
    for alike in (whole @ whole.T, tail @ head.T):
        np.fill_diagonal(alike, 0)
        columns_ += [alike, _ahead(alike), _ahead(alike.T).T]
    return columns_


def _ahead(values: Reals) -> Reals:
    """Return by how much each value is more than the best other of its row, or less.

    >>> _ahead(np.array([[3.0, 1.0, 2.0], [0.0, 0.0, 4.0]])).tolist()
    [[1.0, -2.0, -1.0], [-4.0, -4.0, 4.0]]
    """
    if values.shape[1] == 1:
        return values
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


def link_features(found: Fragments, runs: Runs, shape: Columns, links: Links, sure: Floats) -> Floats:
    """Return features of each two runs, shape (k, k, 69): may the second be read right after the first?"""
    size = np.array([len(r) for r in runs.members])
    full_shape = (len(size), len(size))
    before = np.broadcast_to(runs.last[:, None], full_shape)
    after = np.broadcast_to(runs.first[None, :], full_shape)
    seam = fragments.follows(found, before, after) + columns.PRIOR
    product = found.ends[runs.last] @ found.begins[runs.first].T / 3
    columns_: list[Values] = [seam / 4, product, _words(found, runs), *_beside(found, runs, size)]
    columns_ += [*_place_columns(runs, shape), *_kind_columns(found, runs, size), *_end_columns(found, runs, shape)]
    was = after == _followers(links, found.count)[before]
    trust = np.zeros(found.count)
    trust[links.after] = sure
    columns_ += [was, np.where(was, _scaled(trust, 6)[after] * 2, 0), *_edge_columns(found, runs), *_topic_columns(found, runs)]
    return affinity.stack([np.broadcast_to(c, full_shape) for c in columns_])


def likely(score: Floats, nothing: Floats) -> Floats:
    """Return how likely each run is to be read after each other, logged, the mean of two views, shape (k, k).

    One view is of all that could follow a run, the other of all that could lead to it. `nothing` (2,) is the score of no run at all.

    >>> likely(np.array([[0.0, 9.0], [-9.0, 0.0]], np.float32), np.zeros(2, np.float32)).round(1).tolist()
    [[-inf, -0.0], [-9.0, -inf]]
    """
    score = score.copy()
    np.fill_diagonal(score, -np.inf)
    after = score - np.logaddexp(np.logaddexp.reduce(score, axis=1), nothing[0])[:, None]
    before = score - np.logaddexp(np.logaddexp.reduce(score, axis=0), nothing[1])[None, :]
    found: Floats = (after + before) / 2
    return found


def _followers(links: Links, count: int) -> Ints:
    """Return the fragment that the search put after each, or -1, shape (n,)."""
    found = np.full(count, -1)
    found[links.before] = links.after
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


def _kind_columns(found: Fragments, runs: Runs, size: Ints) -> list[Values]:
    """Return whether the runs look like headlines, and how wide they are."""
    stops = np.array([found.stops[r].sum() for r in runs.members])
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
