"""Where articles were filed: what a dateline or a bracket at the end tells of where articles begin and end.

It is said once: of 190 articles that close with it, （本报开罗电）, none opens with a dateline. And news that opens with a dateline has
no crossheads: 13 of 855 such articles have a line that looks like one; nor have comments, by their rubric, （人民时评）. So once a page is
labelled, an article with both is two, and what was taken for a crosshead of such is most likely the headline of another article. Under
the title of a digest, 财经短波, each item is filed and signed, and is no article by itself. The page is labelled again with that known.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import chars, phrases
from corpus.datelines import opening
from corpus.labels import LABELS, OPENS, STORY, segments, units
from corpus.lines import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.chain import Array
    from corpus.labels import Label
    from corpus.lines import Piece

TWICE: Final = 8.0
NEWS: Final = 6.0
"""What is taken off the scores of labels by which two articles would be one: that say twice where they were filed, or are news."""
ITEM: Final = 8.0
"""And of those by which an item of a digest would be an article."""
_DIGEST: Final = re.compile(
    r"(?:速[递遞]|短波|[资資][讯訊]|[简簡快短][讯訊]|集[锦錦]|微[阅閱][读讀]|[动動][态態]|[扫掃]描)(?:[（(].*[）)])?$"
)
_COMMENT: Final = re.compile(
    r"[（(][^（()）]{0,20}(?:[时時快短][评評]|评论|評論|评论员观察|论坛|論壇|(?<![访訪对對座家])[谈談]|笔|筆|钟声|鐘聲|观澜|新论|新语)[）)]$"
)
"""The rubric of a comment."""
_ITEM: Final = re.compile(r"(?:本报|本報|据新华社|據新華社)[^。，；！？]{0,12}[电電讯訊]")
_SIGNED: Final = re.compile(r"[（(][\u4e00-\u9fff、]{2,14}[）)]$")
_CERTAIN: Final = 0.99
"""What is surer would stay what it is."""
_OPENING_STARTS: Final = "据據本新中"
_CLOSING: Final = re.compile(
    r"[（(](?:本报|本報|据|據|新华社|新華社)[^（）()。]{0,90}?[电電讯訊](?:[\s，,、：:记記][^（）()。]{0,120})?[）)]$"
)
_CLOSING_LENGTH: Final = 220
_TITLE: Final = 40
"""The characters of a title at most."""


class _Paragraph:
    """A paragraph or a crosshead, by its pieces."""

    def __init__(self, text: str, pieces: Sequence[Piece], labels: Sequence[Label], rows: Sequence[int]) -> None:
        self._text, self._pieces = text, [pieces[i] for i in rows]
        self.first, self.is_crosshead = rows[0], labels[rows[0]].role == "crosshead"

    @cached_property
    def said(self) -> str:
        """What it says, without white space."""
        return said(self._text, self._pieces)

    @cached_property
    def opens(self) -> bool:
        """Whether an article opens with it that says where it was filed."""
        if self._text[self._pieces[0].start] not in _OPENING_STARTS:
            return False
        dateline = opening(self.said)
        return dateline is not None and dateline.text[-1] in "电電"

    @cached_property
    def closes(self) -> bool:
        """Whether an article closes with it that says where it was filed."""
        return self._ends_with_bracket and _CLOSING.search(self.said, max(0, len(self.said) - _CLOSING_LENGTH)) is not None

    def is_signed(self) -> bool:
        """Say whether it ends with names in a bracket."""
        return self._ends_with_bracket and _SIGNED.search(self.said) is not None

    def may_be_title(self) -> bool:
        """Say whether it is short, and no sentence, byline or caption."""
        own = self.said
        return len(own) <= _TITLE and own[0] not in "（(" and own[-1] not in chars.STOPS and not phrases.LABELLED.match(own)

    @property
    def _ends_with_bracket(self) -> bool:
        return self._text[self._pieces[-1].end - 1] in "）)"


def scores(text: str, pieces: Sequence[Piece], labels: Sequence[int], sure: Sequence[float]) -> Array | None:
    """Return what is to be added to the scores of labels, shape (pieces, labels), or None where nothing is known.

    `labels` and `sure` are of a first reading.
    """
    out = np.zeros((len(pieces), len(LABELS)), np.float32)
    told = [LABELS[row] for row in labels]
    in_digest = False
    for segment in segments(told):
        body = [i for i in segment if told[i].role in {"body", "crosshead"}]
        article = [_Paragraph(text, pieces, told, unit) for unit in units(told, body)]
        title = said(text, (pieces[i] for i in segment if told[i].role == "title"))
        if article and (article[0].opens or _COMMENT.search(title)):
            for one in article[1:]:
                if one.is_crosshead and sure[one.first] < _CERTAIN and one.may_be_title():
                    out[one.first, STORY] = -NEWS
        _part(article, sure, out)
        if in_digest and _is_item(article) and not told[segment[0]].late:
            out[segment[0], OPENS] = -ITEM
        else:
            in_digest = _DIGEST.search(title) is not None
    return out if out.any() else None


def _is_item(article: Sequence[_Paragraph]) -> bool:
    """Say whether an article may be an item of a digest: it is filed like news, and signed in a bracket."""
    return any(one.is_signed() for one in article) and any(_ITEM.match(one.said) for one in article)


def _part(article: Sequence[_Paragraph], sure: Sequence[float], out: Array) -> None:
    """Take off what would make one article of two that say where they were filed.

    The other begins behind a dateline with what may be a title first; behind a bracket, with the most doubtful of what may be one, or
    else with its dateline.
    """
    for one, two in pairwise(number for number, paragraph in enumerate(article) if paragraph.opens or paragraph.closes):
        opens, then_opens = article[one].opens, article[two].opens
        if opens == then_opens:
            continue
        between = [paragraph.first for paragraph in article[one + 1 : two] if paragraph.may_be_title()]
        if between:
            out[between[0] if opens else min(between, key=sure.__getitem__), STORY] = -TWICE
        elif then_opens:
            out[article[two].first, ~OPENS] = -TWICE
