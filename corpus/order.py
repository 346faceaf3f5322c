"""Reading order of layout-order pages, whose columns are shuffled into each other line by line.

A page is cut into fragments (fragments.py), the fragments are put into columns (columns.py), doubtful places of the
columns are cut, and the runs that are left are joined end to beginning: column after column, headline before body.
A page that is in stream order already is told by its seams and left alone, unless it has the form of a layout-order page.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import affinity, columns, fragments, joins, phrases
from corpus.lines import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.affinity import Floats
    from corpus.fragments import Fragments

_JOINED: Final = -1.5
"""How likely a run must be to follow another, logged."""
_FEWEST: Final = 20
_MOST: Final = 3000
"""More fragments than several pages have: the features of every two runs would not fit in memory."""
_SHUFFLED: Final = 0.6
_BROKEN: Final = -1.0
_BROKEN_SHARE: Final = 0.18
_INLINE_SHARE: Final = 0.02
"""Lines break off like this on shuffled pages, or stand beside others; strange words alone make seams weak, not broken."""
_BROKEN_WEIGHT: Final = 6.0
_INLINE_WEIGHT: Final = 20.0
_PRINTOUT: Final = 28.0
"""Ems of a line that is no column of a newspaper."""
_LONG: Final = 8
_LONG_AFTER: Final = 3


def reading_order(text: str) -> list[Piece] | None:
    """Return the pieces of a layout-order page in reading order, or None for a page that is in order already.

    A text too long to be a page is left in order, too. Every character that is not white space is in exactly one piece. A
    piece is a stretch of one column; `line` counts up in reading order, `blanks`, `indent` and `feed` are empty, `inline`
    marks a jump line cut off its line.

    >>> reading_order("一行。") is None
    True
    """
    learned = affinity.statistics()
    found = fragments.fragments(text, learned)
    if not (is_shuffled(found) or is_laid_out(text, found)):
        return None
    return [piece for line, number in enumerate(ordered(found)) for piece in _pieces(text, found, number, line)]


def is_shuffled(found: Fragments) -> bool:
    """Say whether neighbours in the text break off too often to be neighbours in print."""
    if not _FEWEST < found.count <= _MOST:
        return False
    full = found.width[:-1] > found.measure[:-1] + fragments.SHORT
    counted = full & ~found.sentence[:-1] & (found.length[:-1] >= _LONG) & (found.length[1:] >= _LONG_AFTER)
    before = np.flatnonzero(counted)
    if len(before) < _FEWEST:
        return False
    seam = fragments.follows(found, before, before + 1) + columns.PRIOR
    broken = float((seam < _BROKEN).mean())
    inline = float((found.at.inline[1:] & counted).sum() / found.count)
    if broken < _BROKEN_SHARE and inline < _INLINE_SHARE:
        return False
    return float(seam.mean()) - _BROKEN_WEIGHT * broken - _INLINE_WEIGHT * inline < _SHUFFLED


def is_laid_out(text: str, found: Fragments) -> bool:
    """Say whether a text has the form of one page of columns from pdftotext without -raw.

    It parts blocks by blank lines, which -raw does not, and ends the page with a form feed, which no other extractor does.
    Lines as wide as a printout's are one column, and in order as they are.
    """
    if not _FEWEST < found.count <= _MOST or "\n\n" not in text:
        return False
    return text.rstrip("\n").endswith("\f") and text.count("\f") == 1 and float(np.median(found.measure)) < _PRINTOUT


def ordered(found: Fragments) -> list[int]:
    """Return the numbers of the fragments in reading order."""
    search = columns.Search(found, found.printed.learned.weights)
    shape = columns.columns(search.best())
    links = joins.chained(search.seams, shape)
    sure = found.printed.learned.networks["keep"](joins.keep_features(found, search.seams, shape))
    runs = joins.runs_of(shape, links, sure)
    score = found.printed.learned.networks["link"](joins.link_features(found, runs, shape, links, sure))
    follower = joined(joins.likely(score, found.printed.learned.nothing))
    led = set(follower.values())
    order: list[int] = []
    for k in range(len(runs.members)):
        run: int | None = None if k in led else k
        while run is not None:
            order += runs.members[run]
            run = follower.get(run)
    return order


def _pieces(text: str, found: Fragments, number: int, line: int) -> Iterator[Piece]:
    """Yield the pieces of one fragment: the jump lines at its ends are their own."""
    start, end = int(found.at.start[number]), int(found.at.end[number])
    printed = text[start:end]
    marks = {0, len(printed)}
    tail, head = phrases.jump_to(printed), phrases.JUMP_FROM.match(printed, 0, phrases.JUMP_LENGTH)
    if tail:
        marks.add(tail.start())
    if head:
        marks.add(head.end())
    edges = sorted(marks)
    for a, b in pairwise(edges):
        body = printed[a:b].strip()
        if body:
            at = start + a + printed[a:b].index(body)
            yield Piece(at, at + len(body), line, 0, 0.0, a > 0, feed=False)


def joined(score: Floats) -> dict[int, int]:
    """Join runs end to beginning, the likeliest first, each once and never in a ring.

    >>> joined(np.array([[-9.0, -0.5], [-0.6, -9.0]]))
    {0: 1}
    """
    count = len(score)
    follower: dict[int, int] = {}
    led: set[int] = set()
    end = list(range(count))
    for place in np.argsort(-score, axis=None):
        one, two = divmod(int(place), count)
        if score[one, two] < _JOINED:
            break
        if one in follower or two in led or one == two or end[two] == one:
            continue
        follower[one] = two
        led.add(two)
        start, last = end[one], end[two]
        end[start], end[last] = last, start
    return follower
