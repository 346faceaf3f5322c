"""Gold pages -> examples: what each of the small networks is asked, and what the gold answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from corpus import columns, fragments, joins
from training.order.choices import Choices
from training.order.networks import Examples
from training.order.truth import claims, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.affinity import Ints, Statistics, Values
    from corpus.columns import Columns
    from corpus.fragments import Reals
    from training.gold import GoldPage
    from training.order.truth import Page

_NEAR: Final = 7
_ANYWHERE: Final = 2
"""The wrong fragments that are asked for beside each right one: near it, and anywhere on the page."""


class Shaped(NamedTuple):
    """A page whose columns were searched: the seams inside the reach of the search, and what it found."""

    page: Page
    seams: Reals
    shape: Columns


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


def shaped(pages: Iterable[Page]) -> list[Shaped]:
    """Search the columns of every page."""
    found = []
    for page in pages:
        search = columns.Search(page.found, page.found.printed.learned.weights)
        found.append(Shaped(page, search.seams, columns.columns(search.best())))
    return found


def keep_examples(shapes: Iterable[Shaped]) -> Examples:
    """Ask of the links that the search made whether they are right."""
    rows, wanted = [], []
    for page, seams, shape in shapes:
        links = joins.chained(seams, shape)
        rows.append(joins.keep_features(page.found, seams, shape))
        wanted.append(page.after[links.before] == links.after)
    return _examples(rows, wanted)


def link_choices(shapes: Iterable[Shaped]) -> list[Choices]:
    """Ask of the runs of each page which is read right after which."""
    found = []
    for page, seams, shape in shapes:
        links = joins.chained(seams, shape)
        sure = page.found.printed.learned.networks["keep"](joins.keep_features(page.found, seams, shape))
        runs = joins.runs_of(shape, links, sure)
        features = joins.link_features(page.found, runs, shape, links, sure)
        right = _pairs(page.after, runs.last, runs.first) & ~np.eye(len(runs.first), dtype=bool)
        found.append(Choices(features.astype(np.float16), right))
    return found


def _pairs(after: Ints, last: Ints, first: Ints) -> Values:
    found: Values = after[last][:, None] == first[None, :]
    return found


def _examples(rows: Sequence[Values], wanted: Sequence[Values]) -> Examples:
    return Examples(np.concatenate(rows).astype(np.float32), np.concatenate(wanted).astype(np.float32))
