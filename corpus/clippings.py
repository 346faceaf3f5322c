"""Printouts of several articles: the line that names the source of each tells where articles begin.

A database prints it over, under or behind every headline. Once a printout is labelled, its habit can be seen, and it is labelled
again so that the habit holds: where articles begin, and where none does.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import folios, phrases, running
from corpus.labels import HEADLINE, LABELS, OPENS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from corpus.chain import Array
    from corpus.lines import Piece
    from corpus.passages import Reading
    from corpus.records import StatedField

OUT_OF_HABIT: Final = 6.0
"""What is taken off the scores of labels that would break the habit."""
_FEWEST: Final = 2
_HABIT: Final = 2 / 3
_MOST: Final = 1.5
"""The articles for each source line, one besides, that a printout seems to have at most: a whole edition has more under each folio."""
_CERTAIN: Final = 0.8
_HEADLINE: Final = 6
_NEAR: Final = 2 * _HEADLINE
"""The lines of a headline group at most, and with its byline."""
_STAFF: Final = re.compile(r"[（(\[【]?(?:责任编辑|責任編輯|责编|責編|编辑|編輯|字数|字數)\s?[:：\s]")
"""What may stand between the source of one article and the headline of the next."""
_BOTH: Final[frozenset[StatedField]] = frozenset({"newspaper", "date"})
_NO_HEADLINE: Final = np.array([label.late or label.role not in HEADLINE for label in LABELS]) & ~OPENS


def scores(page: Reading) -> Array | None:
    """Return what is to be added to the scores of labels, shape (pieces, labels), or None where no habit is seen.

    Where sources stand over or behind articles, what comes next opens one; where they stand under headlines, what is right above one, a
    byline aside, is of its headline.
    """
    found, texts = page.labels, page.texts
    furniture = [label.role == "furniture" for label in found]
    named = _source_lines(texts, furniture)
    if len(named) < _FEWEST:
        return None
    runs = running.heads_and_feet(texts, page.sheets, _HABIT)
    own = [i for i, text in enumerate(texts) if not (furniture[i] and (page.sure[i] >= _CERTAIN or runs[i] or _STAFF.match(text)))]
    edges = _edges(furniture, page.sheets)
    lines = _apart((line for line in named if not (runs[line] & edges[line]).all()), own)
    if len(lines) < _FEWEST or not own or sum(label.opens for label in found) > _MOST * len(lines) + 1:
        return None
    above = [bisect_left(own, line.start) for line in lines]
    over = [_headline_over(page.pieces, texts, own[max(0, stop - _NEAR) : stop]) for stop in above]
    next_ = [own[after] if (after := bisect_left(own, line.stop)) < len(own) else None for line in lines]
    leads = [row is None or found[row].opens for row in next_]
    under = [bool(rows) and found[rows[-1]].role in HEADLINE and not lead for rows, lead in zip(over, leads, strict=True)]
    least = max(_FEWEST, _HABIT * len(lines))
    if sum(leads) >= least:
        begins = {row for row in next_ if row is not None}
        return _added(page.unchanged(), begins, ~OPENS, begins | {own[0]})
    if sum(under) >= least:
        return _added(page.unchanged(), {rows[-1] for rows in over if rows}, _NO_HEADLINE, {row for rows in over for row in rows})
    return None


def _apart(lines: Iterable[range], own: Sequence[int]) -> list[range]:
    """Return source lines; of those with nothing that is printed between them, the last."""
    return list({bisect_left(own, line.stop): line for line in lines}.values())


def _added(out: Array, heads: Iterable[int], not_there: NDArray[np.bool_], may_begin: Iterable[int]) -> Array:
    """Return scores by which some pieces are of headlines, have none of the labels that are `not_there`, and others open no article."""
    rest = np.ones(len(out), bool)
    rest[list(may_begin)] = False
    out[np.ix_(rest, OPENS)] = -OUT_OF_HABIT
    for row in heads:
        out[row, not_there] = -OUT_OF_HABIT
    return out


def _edges(furniture: Sequence[bool], feeds: Sequence[int]) -> NDArray[np.bool_]:
    """Say of each piece whether nothing but furniture stands between it and an edge of its sheet."""
    found = np.zeros(len(furniture), bool)
    for first, stop in pairwise([0, *feeds, len(furniture)]):
        for edge in (range(first, stop), range(stop - 1, first - 1, -1)):
            found[list(takewhile(furniture.__getitem__, edge))] = True
    return found


def _headline_over(pieces: Sequence[Piece], texts: Sequence[str], before: Sequence[int]) -> Sequence[int]:
    """Return the pieces that may be the headline over a source line, given those that are printed before it; a byline is none."""
    line = list(takewhile(lambda i: pieces[i].line == pieces[before[-1]].line, reversed(before)))
    if phrases.STANDING.match(" ".join(texts[i] for i in reversed(line))):
        before = before[: -len(line)]
    return before[-_HEADLINE:]


def _source_lines(texts: Sequence[str], furniture: Sequence[bool]) -> list[range]:
    """Return the pieces of furniture that name a newspaper and a day, by themselves or two of them together."""
    said = [_named(text) if is_ else frozenset() for text, is_ in zip(texts, furniture, strict=True)]
    found: list[range] = []
    for i, (fields, after) in enumerate(zip(said, [*said[1:], frozenset()], strict=True)):
        if found and i < found[-1].stop:
            continue
        if fields == _BOTH:
            found.append(range(i, i + 1))
        elif fields and after < _BOTH and fields | after == _BOTH:
            found.append(range(i, i + 2))
    return found


def _named(text: str) -> frozenset[StatedField]:
    """Return what a piece names of newspaper and day."""
    return _BOTH & {one.field for one in folios.read([text])}
