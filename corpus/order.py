"""Reading order of layout-order pages, whose columns are shuffled into each other line by line.

A page is cut into fragments (fragments.py), the fragments are put into columns (columns.py), the steps down the columns are looked
at again (steps.py), doubtful ones are cut, and the runs that are left are joined end to beginning (joins.py): column after column,
headline before body. What was joined is labelled, and the joins are decided again with what the labels say (context.py).
A page that is in stream order already is told by its seams and left alone, unless it has the form of a layout-order page.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from corpus import affinity, choices, columns, context, fragments, joins, model, phrases, steps
from corpus.context import Told
from corpus.features import features
from corpus.lines import Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.affinity import Ints
    from corpus.fragments import Flags, Fragments
    from corpus.joins import Runs

PARTED: Final = 2
"""The blank lines that stand for: it is not known what is read before this."""
DOUBTFUL: Final = 1
"""The blank lines that stand for: it is not sure that this is read here."""
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
_PRINTOUT: Final = 31.0
"""Ems of a line that is wider than any column of a newspaper: those of thirty characters are columns still."""
_LONG: Final = 8
_LONG_AFTER: Final = 3


class Looked(NamedTuple):
    """What was found of a page: its runs, which is read after each, or -1, and whether it is sure what is read before, shape (k,)."""

    runs: Runs
    follower: Ints
    sure: Flags


class Stretch(NamedTuple):
    """A run in its place: the blank lines that stand before it, and the offsets of its fragments."""

    blanks: int
    spans: Sequence[Sequence[int]]


def reading_order(text: str) -> list[Piece] | None:
    """Return the pieces of a layout-order page in reading order, or None for a page that is in order already.

    A text too long to be a page is left in order, too. Every character that is not white space is in exactly one piece. A
    piece is a stretch of one column; `line` counts up in reading order, two `blanks` stand where it is not known what comes before,
    one where it is not sure, `indent` and `feed` are empty, `inline` marks a jump line cut off its line.

    >>> reading_order("一行。") is None
    True
    """
    if len(text.split()) <= _FEWEST:
        return None
    found = fragments.fragments(text, affinity.statistics())
    if not (is_shuffled(found) or is_laid_out(text, found)):
        return None
    return placed(text, stretches(found, looked(text, found)))


def stretches(found: Fragments, page: Looked) -> list[Stretch]:
    """Return the runs of a page in reading order."""
    spans = _spans(found)
    return [
        Stretch(PARTED if not number else 0 if page.sure[run] else DOUBTFUL, spans[page.runs.members[run]].tolist())
        for chain in choices.chains(page.follower)
        for number, run in enumerate(chain)
    ]


def placed(text: str, page: Iterable[Stretch]) -> list[Piece]:
    """Return the pieces of runs in reading order."""
    pieces: list[Piece] = []
    line = 0
    for blanks, spans in page:
        start = len(pieces)
        for span in spans:
            pieces += _pieces(text, span, line)
            line += 1
        pieces[start] = pieces[start]._replace(blanks=blanks if start else 0)
    return pieces


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


def ordered(text: str, found: Fragments) -> list[list[int]]:
    """Return the numbers of the fragments in reading order, in chains: what is read after the last of one is not known."""
    page = looked(text, found)
    return _chained(page.runs, page.follower)


def looked(text: str, found: Fragments) -> Looked:
    """Search the columns of a page, look at their steps again, cut them into runs, and join these, two times."""
    search = columns.Search(found, found.printed.learned.weights)
    shape = columns.columns(search.best())
    chances = steps.steps(found, search.seams, shape)
    runs = joins.runs_of(chances)
    if not joins.may_be_joined(runs):
        return Looked(runs, np.full(len(runs.members), -1), np.zeros(len(runs.members), bool))
    learned = found.printed.learned
    asked = joins.pairs(found, runs, shape, chances)
    first = choices.chosen(learned, "join0", asked)
    told = labelled(text, found, runs, context.joined(first))
    second = choices.chosen(learned, "join1", context.pairs(found, runs, asked, first, told))
    follower = context.joined(second, told)
    return Looked(runs, follower, context.sure(second, follower))


def labelled(text: str, found: Fragments, runs: Runs, follower: Ints) -> Told:
    """Return what the labeller takes the ends of runs for that were joined."""
    order = [number for chain in _chained(runs, follower) for number in chain]
    spans = _spans(found)[order].tolist()
    parts = [(number, piece) for line, (number, span) in enumerate(zip(order, spans, strict=True)) for piece in _pieces(text, span, line)]
    groups = model.likelihoods(features(text, [piece for _, piece in parts])) @ context.GROUPS.T
    rows = {number: row for row, (number, _) in enumerate(parts)}
    first = {number: row for row, (number, _) in reversed(list(enumerate(parts)))}
    return Told(groups[[first[n] for n in runs.first.tolist()]], groups[[rows[n] for n in runs.last.tolist()]])


def _chained(runs: Runs, follower: Ints) -> list[list[int]]:
    """Return the numbers of the fragments in reading order, in chains of joined runs."""
    return [[number for run in chain for number in runs.members[run]] for chain in choices.chains(follower)]


def _spans(found: Fragments) -> Ints:
    """Return the offsets of each fragment, shape (n, 2)."""
    return np.stack([found.at.start, found.at.end], axis=1)


def _pieces(text: str, span: Sequence[int], line: int) -> Iterator[Piece]:
    """Yield the pieces of one fragment, given its offsets: the jump lines at its ends are their own."""
    start, end = span
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
