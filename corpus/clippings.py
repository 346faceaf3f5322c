"""Printouts of several articles: the line that names the source of each tells where articles begin.

A database prints it over, under or behind every headline. Once a printout is labelled, its habit can be seen, and it is labelled
again so that the habit holds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import folios, running
from corpus.labels import HEADLINE, LABELS, OPENS
from corpus.lines import squeezed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.chain import Array
    from corpus.lines import Piece

OUT_OF_HABIT: Final = 6.0
"""What is taken off the scores of labels that would break the habit."""
_FEWEST: Final = 2
_HABIT: Final = 2 / 3
_MOST: Final = 1.5
"""The articles for each source line, one besides, that a printout seems to have at most: a whole edition has more under each folio."""
_CERTAIN: Final = 0.8
_HEADLINE: Final = 6
"""The lines of a headline group at most."""
_PRINT: Final = np.array([label.role != "furniture" for label in LABELS])


def scores(text: str, pieces: Sequence[Piece], labels: Sequence[int], sure: Sequence[float]) -> Array | None:
    """Return what is to be added to the scores of labels, shape (pieces, labels), or None where no habit is seen.

    `labels` and `sure` are of a first reading.
    """
    found = [LABELS[row] for row in labels]
    own = [i for i, label in enumerate(found) if label.role != "furniture" or sure[i] < _CERTAIN]
    lines = _source_lines(text, pieces, labels)
    if len(lines) < _FEWEST or not own or sum(label.opens for label in found) > _MOST * len(lines) + 1:
        return None
    places = [(bisect_left(own, i), bisect_right(own, i)) for i in lines]
    leads = [after == len(own) or found[own[after]].opens for _, after in places]
    under = [before > 0 and found[own[before - 1]].role in HEADLINE and not lead for (before, _), lead in zip(places, leads, strict=True)]
    least = max(_FEWEST, _HABIT * len(lines))
    if sum(leads) >= least:
        begins = {own[after] for _, after in places if after < len(own)}
        return _added(len(pieces), begins, begins | {own[0]})
    if sum(under) >= least:
        return _added(len(pieces), set(), {i for before, _ in places for i in own[max(0, before - _HEADLINE) : before]})
    return None


def _added(count: int, begins: set[int], may_begin: set[int]) -> Array:
    """Return scores by which articles begin at some pieces, and nowhere but where they may."""
    out = np.zeros((count, len(LABELS)), np.float32)
    rest = np.ones(count, bool)
    rest[list(may_begin)] = False
    out[np.ix_(rest, OPENS)] = -OUT_OF_HABIT
    out[np.ix_(sorted(begins), _PRINT & ~OPENS)] = -OUT_OF_HABIT
    return out


def _source_lines(text: str, pieces: Sequence[Piece], labels: Sequence[int]) -> list[int]:
    """Return the pieces that name a newspaper and a day, as they stand with each article; so may what runs on most sheets."""
    furniture = [i for i, row in enumerate(labels) if LABELS[row].role == "furniture"]
    named = [i for i in furniture if {"newspaper", "date"} <= {said.field for said in folios.read([_printed(text, pieces[i])])}]
    if len(named) < _FEWEST:
        return []
    texts = [_printed(text, piece) for piece in pieces]
    runs = running.heads_and_feet(texts, running.sheets(texts, [piece.feed for piece in pieces]), _HABIT)
    return [i for i in named if not runs[i]]


def _printed(text: str, piece: Piece) -> str:
    return squeezed(text[piece.start : piece.end])
