"""A second look at the joins of runs, once all were joined and labelled for the first time.

What is known then: how sure each join was and what it took from others, what the joined runs are about together and which strings they
share, whether they have a headline, and what the labeller takes their first and last lines for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from corpus import affinity, choices, joins
from corpus.choices import LEAST, Pairs
from corpus.labels import HEADLINE, LABELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.affinity import Floats, Ints, Values
    from corpus.choices import Chances
    from corpus.fragments import Flags, Fragments, Reals
    from corpus.joins import Runs

_JOINED: Final = -1.5
"""How likely a run must be to follow another, logged, at the first look."""
_SURE: Final = -0.3
"""And for a join that leaves no doubt: one in 20 of these is wrong, and every second of the others."""
_READ_ON: Final = 1.0
"""What is added to what is won for a run that ends with a headline: something is read after it."""
_HARDLY: Final = -5.5
"""What was less likely than that from both sides, logged, is not asked again: one pair in 18 is, and 99 in 100 of the right ones."""
_USUAL: Final = 4
"""What is added to the strings of a run, so that two short ones are not alike by chance."""
_NOTHING: Final = -4.0
_LIMIT: Final = 8.0
_ROLES: Final = ("body", "crosshead", *HEADLINE, "furniture", "mark")
_LEADING: Final = 6
"""The roles of a run's own first line that are told of it, too."""
GROUPS: Final[NDArray[np.bool_]] = np.array(
    [
        *([label.role == role for label in LABELS] for role in _ROLES),
        [label.role == "body" and not label.begins for label in LABELS],
        [label.opens for label in LABELS],
        [label.late for label in LABELS],
        [label.role in HEADLINE and not label.begins for label in LABELS],
    ]
)
"""The labels that are told of, shape (groups, labels)."""


class Told(NamedTuple):
    """How likely the first and the last line of each run are to be of each group of labels, shape (k, groups)."""

    first: Reals
    last: Reals


def joined(chances: Chances, told: Told | None = None) -> Ints:
    """Return which run is read after each, or -1, shape (k,)."""
    if told is None:
        return choices.matched(chances, chances.both, _JOINED)
    headline = told.last[:, [_ROLES.index(role) for role in HEADLINE]].sum(axis=1) > 1 / 2
    return choices.assigned(chances, chances.gain + _READ_ON * headline[chances.before])


def sure(chances: Chances, follower: Ints) -> Flags:
    """Say of each run whether there is little doubt that what leads to it does, shape (k,)."""
    made = (follower[chances.before] == chances.after) & (chances.both > _SURE)
    found = np.zeros(len(follower), bool)
    found[chances.after[made]] = True
    return found


def pairs(found: Fragments, runs: Runs, first_look: Pairs, chances: Chances, told: Told) -> Pairs:
    """Return the likelier pairs of the first look with what is known besides, shapes (m, 175) and (k, 27)."""
    square = (len(runs.members), len(runs.members))
    follower = joined(chances)
    columns_ = [*_sure_columns(chances, follower), *_article_columns(found, runs, follower), *_label_columns(told)]
    columns_ += _string_columns(joins.strings(found, runs), follower)
    likely = (chances.follows > _HARDLY) | (chances.leads > _HARDLY)
    before, after = first_look.before[likely], first_look.after[likely]
    more = affinity.stack([np.broadcast_to(column, square)[before, after] for column in columns_])
    own = np.concatenate([first_look.own, told.last, told.first], axis=1, dtype=np.float32)
    return Pairs(before, after, np.concatenate([first_look.features[likely], more], axis=1), own)


def _square(chances: Chances, view: Reals) -> Reals:
    """Return the likelihoods of pairs as a table, shape (k, k)."""
    found = np.full((len(chances.last), len(chances.last)), LEAST)
    found[chances.before, chances.after] = view
    return found


def _sure_columns(chances: Chances, follower: Ints) -> list[Values]:
    """Return how likely each join is, whether it was made, and what is won or lost if it is made in the place of two others."""
    count = len(follower)
    one, two, both = (_square(chances, view) for view in (chances.follows, chances.leads, chances.both))
    made = follower[:, None] == np.arange(count)[None, :]
    table = np.pad(both, ((0, 1), (0, 1)), constant_values=_NOTHING)
    table[:count, count], table[count, :count], table[count, count] = chances.last, chances.first, 0.0
    leader = choices.turned(follower)
    now = table[np.arange(count), follower][:, None] + table[leader, np.arange(count)][None, :]
    swap = np.where(made, 0.0, both + table[leader[None, :], follower[:, None]] - now)
    columns_: list[Values] = [one / 4, two / 4, np.exp(one), np.exp(two), made, np.clip(swap, -_LIMIT, _LIMIT) / 4]
    columns_ += [chances.last[:, None] / 4, chances.first[None, :] / 4]
    return [*columns_, (follower < 0)[:, None], (leader < 0)[None, :], (follower < 0)[None, :], (leader < 0)[:, None]]


def _article_columns(found: Fragments, runs: Runs, follower: Ints) -> list[Values]:
    """Return what the runs that were joined up to the first, and from the second on, are about, and whether they have a headline."""
    chains = choices.chains(follower)
    number, place = np.zeros(len(follower), np.int64), np.zeros(len(follower), np.int64)
    for k, chain in enumerate(chains):
        number[chain], place[chain] = k, np.arange(len(chain))
    before = [chains[n][: p + 1] for n, p in zip(number.tolist(), place.tolist(), strict=True)]
    after = [chains[n][p:] for n, p in zip(number.tolist(), place.tolist(), strict=True)]
    up, down, whole = (joins.about(found, [_fragments(runs, part) for part in parts]) for parts in (before, after, chains))
    same = number[:, None] == number[None, :]
    alike, together = np.where(same, 0, up @ down.T), np.where(same, 0, (whole @ whole.T)[np.ix_(number, number)])
    head, size = runs.heads(found), runs.sizes()
    with_head = [np.array([bool(head[part].any()) for part in parts]) for parts in (before, after)]
    long = [np.log1p([int(size[part].sum()) for part in parts]) / 3 for parts in (before, after)]
    starts = np.array([runs.first[chain[0]] for chain in chains])
    step = np.argsort(np.argsort(starts))[number]
    apart = step[None, :] - step[:, None]
    columns_: list[Values] = [same, alike, joins.ahead(alike), together, joins.ahead(together.T).T]
    columns_ += [with_head[0][:, None], with_head[1][None, :], head[None, :] & with_head[0][:, None], long[0][:, None], long[1][None, :]]
    return [*columns_, apart == 1, np.clip(apart, -_LIMIT, _LIMIT) / 4]


def _string_columns(stands: Floats, follower: Ints) -> list[Values]:
    """Return how many rare strings are shared by what was joined up to the first run and from the second on; and by either run alone."""
    chains = choices.chains(follower)
    number, place = np.zeros(len(follower), np.int64), np.zeros(len(follower), np.int64)
    up, down, spread = np.zeros_like(stands), np.zeros_like(stands), np.zeros(stands.shape[1], np.float32)
    for k, chain in enumerate(chains):
        number[chain], place[chain] = k, np.arange(len(chain))
        up[chain] = np.maximum.accumulate(stands[chain])
        down[chain] = np.maximum.accumulate(stands[chain[::-1]])[::-1]
        spread += up[chain[-1]]
    rarity = np.log(len(chains) / np.maximum(spread, 1)) * (stands.sum(axis=0) > 1) / np.log(len(chains) + 1)
    overlap = (number[:, None] == number[None, :]) & (place[None, :] <= place[:, None])
    columns_: list[Values] = []
    for one, two in ((up, down), (stands, down), (up, stands)):
        shared = np.where(overlap, 0, (one * rarity) @ two.T)
        alike = shared / np.sqrt(np.minimum(one.sum(axis=1)[:, None], two.sum(axis=1)[None, :]) + _USUAL)
        columns_ += [alike, joins.ahead(alike), joins.ahead(alike.T).T, np.log1p(shared)]
    return columns_


def _fragments(runs: Runs, part: list[int]) -> list[int]:
    return [number for run in part for number in runs.members[run]]


def _label_columns(told: Told) -> list[Values]:
    """Return what the last line of the first run and the first line of the second may be, and the first line of the first."""
    lines = [*told.last.T, *told.first.T[:_LEADING]]
    return [*(line[:, None] for line in lines), *(line[None, :] for line in told.first.T)]
