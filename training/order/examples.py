"""Gold pages -> examples: what each of the small networks is asked, and what the gold answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from corpus import columns, context, fragments, joins, order, steps
from corpus.choices import chosen, matched, turned
from training.order.choices import Asked
from training.order.networks import Examples
from training.order.truth import claims, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.affinity import Statistics, Values
    from corpus.choices import Pairs
    from corpus.columns import Columns
    from corpus.fragments import Reals
    from corpus.joins import Runs
    from training.gold import GoldPage
    from training.order.truth import Page

_NEAR: Final = 7
_ANYWHERE: Final = 2
"""The wrong fragments that are asked for beside each right one: near it, and anywhere on the page."""


class Shaped(NamedTuple):
    """A page whose columns were searched: the seams inside the reach of the search, and what it found."""

    page: Page
    text: str
    seams: Reals
    shape: Columns


class Joined(NamedTuple):
    """A page whose columns were cut into runs, with every two of them."""

    page: Page
    text: str
    runs: Runs
    pairs: Pairs


def cut_examples(pages: Iterable[GoldPage], learned: Statistics) -> Examples:
    """Ask of each space inside a line whether it parts two columns."""
    rows, wanted = [], []
    for page in pages:
        tokens = fragments.tokens_of(page.text)
        left = np.flatnonzero(tokens.inline[1:])
        if not len(left):
            continue
        text, place = claims(page.text, texts_of(page.facts))
        one, two = tokens.end[left] - 1, tokens.start[left + 1]
        known = (text[one] >= 0) & (text[two] >= 0)
        rows.append(fragments.cut_features(fragments.Print(page.text, learned), tokens, left)[known])
        wanted.append(((text[one] != text[two]) | (place[two] != place[one] + 1))[known])
    return _examples(rows, wanted)


def follow_examples(pages: Iterable[Page]) -> Examples:
    """Ask of fragments of articles kept back which others follow them."""
    rng = np.random.default_rng(1)
    rows, wanted = [], []
    for page in pages:
        table = np.array([pair for one in range(len(page) - 1) for pair in _followers(page, one, rng)], np.int64).reshape(-1, 2)
        if len(table):
            rows.append(fragments.follow_features(page.found, table[:, 0], table[:, 1]).astype(np.float16))
            wanted.append(page.after[table[:, 0]] == table[:, 1])
    return _examples(rows, wanted)


def _followers(page: Page, one: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Return pairs of a fragment with others, the right one last."""
    if page.text[one] < 0 or not page.is_kept_back(one):
        return []
    right = int(page.after[one])
    last = min(one + columns.SPAN, len(page) - 1)
    tried = [*rng.integers(one + 1, last + 1, _NEAR).tolist(), *rng.integers(0, len(page), _ANYWHERE).tolist()]
    found = [(one, two) for two in tried if two not in {one, right} and page.text[two] >= 0]
    return [*found, (one, right)] if right >= 0 else found


def shaped(pages: Iterable[tuple[Page, str]]) -> list[Shaped]:
    """Search the columns of every page."""
    found = []
    for page, text in pages:
        search = columns.Search(page.found, page.found.printed.learned.weights)
        found.append(Shaped(page, text, search.seams, columns.columns(search.best())))
    return found


def step_choices(shapes: Iterable[Shaped], learned: Statistics, passes: int) -> list[Asked]:
    """Ask of each fragment what is read after it in its column, after so many passes were made."""
    found = []
    for page, _, seams, shape in shapes:
        follower = turned(shape.before)
        for name in steps.PASSES[:passes]:
            chances = chosen(learned, name, steps.pairs(page.found, seams, shape, follower))
            follower = matched(chances, chances.both, steps.LOOSE)
        asked = steps.pairs(page.found, seams, shape, follower)
        found.append(Asked(_halved(asked), page.before[asked.after] == asked.before, page.text >= 0))
    return found


def joined(shapes: Iterable[Shaped]) -> list[Joined]:
    """Cut the columns of every page into runs."""
    found = []
    for page, text, seams, shape in shapes:
        chances = steps.steps(page.found, seams, shape)
        runs = joins.runs_of(chances)
        if joins.may_be_joined(runs):
            found.append(Joined(page, text, runs, _halved(joins.pairs(page.found, runs, shape, chances))))
    return found


def join_choices(pages: Iterable[Joined]) -> list[Asked]:
    """Ask of each run which is read after it."""
    return [_asked(page, page.pairs) for page in pages]


def context_choices(pages: Iterable[Joined], learned: Statistics) -> list[Asked]:
    """Ask it again, knowing how the runs were joined and labelled."""
    found = []
    for page in pages:
        first = chosen(learned, "join0", page.pairs)
        told = order.labelled(page.text, page.page.found, page.runs, context.joined(first))
        found.append(_asked(page, _halved(context.pairs(page.page.found, page.runs, page.pairs, first, told))))
    return found


def _asked(page: Joined, pairs: Pairs) -> Asked:
    """Return pairs of runs with what is right of them; where the gold does not know a run, nothing follows it."""
    right = page.page.after[page.runs.last][pairs.before] == page.runs.first[pairs.after]
    return Asked(pairs, right, np.ones(len(page.runs.members), bool))


def _halved(pairs: Pairs) -> Pairs:
    """Return pairs with their features in half the memory."""
    return pairs._replace(features=pairs.features.astype(np.float16))


def _examples(rows: Sequence[Values], wanted: Sequence[Values]) -> Examples:
    return Examples(np.concatenate(rows).astype(np.float32), np.concatenate(wanted).astype(np.float32))
