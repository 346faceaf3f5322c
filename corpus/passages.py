"""A page as it was labelled first, by lines and by articles: what headlines and paragraphs say. Second thoughts ask these."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import chars, phrases, running
from corpus.labels import HEADLINE, LABELS, segments, units
from corpus.lines import said, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.chain import Array
    from corpus.labels import Label
    from corpus.lines import Piece

CREDIT: Final = re.compile(r"(?:本?版[式面]?[设設][计計]|本版制[图圖]|制[图圖]|制表|[栏欄]目投稿[邮郵]箱)[：:／/]")
CREDIT_STARTS: Final = "本版制栏欄"
"""A line that says who made the page, or where to write to, and what it begins with."""
_TITLE: Final = 40
"""The characters of a title at most."""


class Passage:
    """A paragraph or a crosshead, by its pieces."""

    def __init__(self, text: str, pieces: Sequence[Piece], labels: Sequence[Label], rows: Sequence[int]) -> None:
        self._text, self._pieces = text, [pieces[i] for i in rows]
        self.first, self.is_crosshead = rows[0], labels[rows[0]].role == "crosshead"

    @cached_property
    def said(self) -> str:
        """What it says, without white space."""
        return said(self._text, self._pieces)

    @property
    def begins_with(self) -> str:
        """Its first character."""
        return self._text[self._pieces[0].start]

    @property
    def ends_with(self) -> str:
        """Its last character."""
        return self._text[self._pieces[-1].end - 1]

    @property
    def is_bracketed(self) -> bool:
        """Whether it ends with a round bracket."""
        return self.ends_with in "）)"

    def may_be_title(self) -> bool:
        """Say whether it is short, and no sentence, byline, credit or caption."""
        own = self.said
        if len(own) > _TITLE or own[0] in "（(" or own[-1] in chars.STOPS:
            return False
        return not any(pattern.match(own) for pattern in (phrases.LABELLED, phrases.LINK, CREDIT))


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its first piece and its last, its title, and its paragraphs and crossheads.

    `headline` has the parts of a headline before its body, and `under` is the piece right behind that; none if there is no such headline.
    `is_late` says that it begins with one behind its body.
    """

    first: int
    last: int
    is_late: bool
    headline: Sequence[str]
    under: int | None
    title: str
    passages: Sequence[Passage]


@dataclass(frozen=True)
class Reading:
    """A page as it was labelled first.

    `rows` are its labels, one a piece, as rows of `LABELS`; `sure` says how likely each is, `opens` how likely an article begins there.
    """

    text: str
    pieces: Sequence[Piece]
    rows: Sequence[int]
    sure: Sequence[float]
    opens: Sequence[float]

    @cached_property
    def labels(self) -> list[Label]:
        """The label of each piece."""
        return [LABELS[row] for row in self.rows]

    @cached_property
    def texts(self) -> list[str]:
        """What each piece says, its letter-spacing closed up."""
        return [squeezed(self.text[piece.start : piece.end]) for piece in self.pieces]

    @cached_property
    def sheets(self) -> list[int]:
        """The pieces with which sheets of a printout begin, but for the first."""
        return running.sheets(self.texts, [piece.feed for piece in self.pieces])

    @cached_property
    def articles(self) -> list[Article]:
        """The articles, as the labels part them."""
        return list(_articles(self.text, self.pieces, self.labels))

    def unchanged(self) -> Array:
        """Return what adds nothing to the scores of labels, shape (pieces, labels)."""
        return np.zeros((len(self.pieces), len(LABELS)), np.float32)


def _articles(text: str, pieces: Sequence[Piece], labels: Sequence[Label]) -> Iterator[Article]:
    """Yield the articles of a page as its labels part them."""
    for segment in segments(labels):
        late = labels[segment[0]].late
        heads = [] if late else list(takewhile(lambda i: labels[i].role in HEADLINE, segment))
        body = [i for i in segment if labels[i].role in {"body", "crosshead"}]
        yield Article(
            first=segment[0],
            last=segment[-1],
            is_late=late,
            headline=[said(text, (pieces[i] for i in unit)) for unit in units(labels, heads)],
            under=segment[len(heads)] if heads and len(heads) < len(segment) else None,
            title=said(text, (pieces[i] for i in segment if labels[i].role == "title")),
            passages=[Passage(text, pieces, labels, unit) for unit in units(labels, body)],
        )
