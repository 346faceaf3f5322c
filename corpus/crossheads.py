"""Crossheads of one article are alike: 比利时—— and 埃及——, 晨 and 午. What has their form opens no other article."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus.labels import HEADLINE, LABELS, segments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.chain import Array
    from corpus.labels import Label
    from corpus.lines import Piece

ALIKE: Final = 4.0
"""What is taken off the scores of labels that open an article with what looks like a crosshead of the one before."""
_FEWEST: Final = 2
_SHORT: Final = 2
"""The characters of a crosshead that is told by its length, without marks."""
_WORDS: Final = re.compile(r"[^\W_]+")
_OPENS: Final = np.array([label.opens for label in LABELS])


def scores(text: str, pieces: Sequence[Piece], labels: Sequence[int], _: Sequence[float]) -> Array | None:
    """Return what is to be added to the scores of labels, shape (pieces, labels), or None where nothing is known.

    `labels` are of a first reading. A headline before its body whose first part has the form of two crossheads, one of them of the article
    before it and the other of that or its own, is doubted.
    """
    out = np.zeros((len(pieces), len(LABELS)), np.float32)
    before: list[str] = []
    told = [LABELS[row] for row in labels]
    for segment in segments(told):
        own = list(_units(text, pieces, told, [i for i in segment if told[i].role == "crosshead"]))
        first = told[segment[0]]
        if before and first.role in HEADLINE and not first.late:
            head = next(_units(text, pieces, told, [i for i in segment if told[i].role == first.role]))
            alike = [sum(are_alike(head, said) for said in crossheads) for crossheads in (before, own)]
            if alike[0] and sum(alike) >= _FEWEST:
                out[segment[0], _OPENS] = -ALIKE
        before = own
    return out if out.any() else None


def are_alike(one: str, two: str) -> bool:
    """Say whether two lines have the same marks in the same places, or none of them and a character or two.

    >>> are_alike("比利时——", "南非——"), are_alike("晨", "午"), are_alike("菜场搬家", "渔船回港")
    (True, True, False)
    """
    form = _WORDS.sub("_", one)
    return form == _WORDS.sub("_", two) and (form != "_" or len(one) == len(two) <= _SHORT)


def _units(text: str, pieces: Sequence[Piece], labels: Sequence[Label], rows: Sequence[int]) -> Iterator[str]:
    """Yield what units of one role say, without white space, given their pieces."""
    starts = [k for k, row in enumerate(rows) if not k or labels[row].begins]
    for start, stop in pairwise([*starts, len(rows)]):
        yield "".join("".join(text[pieces[i].start : pieces[i].end].split()) for i in rows[start:stop])
