"""Crossheads of an article are alike: what has the form of two of them, 比利时—— and 埃及——, 晨 and 午, opens no other.

And none stands right under a headline: of 2649 articles some ten, digests left out, begin with a line that looks like one.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus.labels import HEADLINE, LABELS, OPENS, STORY, segments, units
from corpus.lines import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.chain import Array
    from corpus.labels import Label
    from corpus.lines import Piece

ALIKE: Final = 4.0
"""What is taken off the scores of labels that open an article with what looks like a crosshead of the one before."""
UNDER_HEADLINE: Final = 3.0
"""And of those of text, for what looks like a crosshead and stands right under a headline: it may be a part of that."""
_FEWEST: Final = 2
_SHORT: Final = 2
"""The characters of a crosshead that is told by its length, without marks."""
_CERTAIN: Final = 0.99
_DIGEST: Final = 6
"""The characters of the title of a digest at most: its items begin with their own."""
_PLAIN: Final = re.compile(r"(?![一二三四五六七八九十]+、|第|[（(□■●▲◆【])[^:：，\d]{4,26}(?<![。！？）)；…—])")
_NOTE: Final = re.compile("记者|記者|作者|编者|編者|阅读|閱讀|提示|本报|本報")
_WORDS: Final = re.compile(r"[^\W_]+")


def scores(text: str, pieces: Sequence[Piece], labels: Sequence[int], sure: Sequence[float]) -> Array | None:
    """Return what is to be added to the scores of labels, shape (pieces, labels), or None where nothing is known.

    `labels` and `sure` are of a first reading. Of headlines before their bodies, one whose first part has the form of two crossheads, one
    of them of the article before it and the other of that or its own, is doubted, and so is a crosshead right under one.
    """
    out = np.zeros((len(pieces), len(LABELS)), np.float32)
    before: list[str] = []
    told = [LABELS[row] for row in labels]
    for segment in segments(told):
        own = _said(text, pieces, told, [i for i in segment if told[i].role == "crosshead"])
        heads = [] if told[segment[0]].late else list(takewhile(lambda i: told[i].role in HEADLINE, segment))
        if heads and before and _is_like_crossheads(_said(text, pieces, told, heads)[0], before, own):
            out[heads[0], OPENS] = -ALIKE
        under = segment[len(heads)] if heads and len(heads) < len(segment) else None
        if under is not None and told[under].role == "crosshead" and sure[under] < _CERTAIN:
            title = said(text, (pieces[i] for i in heads if told[i].role == "title"))
            if len(title) > _DIGEST and _PLAIN.fullmatch(own[0]) and not _NOTE.search(own[0]):
                out[under, STORY] = -UNDER_HEADLINE
        before = own
    return out if out.any() else None


def _is_like_crossheads(head: str, before: Sequence[str], own: Sequence[str]) -> bool:
    """Say whether a part of a headline is like crossheads of the article before, and like two of that and its own."""
    found, more = (sum(are_alike(head, one) for one in crossheads) for crossheads in (before, own))
    return found > 0 and found + more >= _FEWEST


def are_alike(one: str, two: str) -> bool:
    """Say whether two lines have the same marks in the same places, or none of them and a character or two.

    >>> are_alike("比利时——", "南非——"), are_alike("晨", "午"), are_alike("菜场搬家", "渔船回港")
    (True, True, False)
    """
    form = _WORDS.sub("_", one)
    return form == _WORDS.sub("_", two) and (form != "_" or len(one) == len(two) <= _SHORT)


def _said(text: str, pieces: Sequence[Piece], labels: Sequence[Label], rows: Sequence[int]) -> list[str]:
    """Return what each unit of some pieces says."""
    return [said(text, (pieces[i] for i in unit)) for unit in units(labels, rows)]
