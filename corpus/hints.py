"""Hints: what leaves little doubt of a piece, whatever the networks have learned, and which labels it speaks against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from corpus import chars, phrases, running
from corpus.labels import HEADLINE, LABELS, OPENS

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.chain import Array
    from corpus.lines import Piece
    from corpus.measures import Floats, Glyphs

    Flags = NDArray[np.bool_]

DOUBT: Final = 4.0
PARTED: Final = 2.0
CARRIED: Final = 8.0
"""What is taken off for these hints: a good deal can stand against a blank line, next to nothing against the foot of a sheet."""
_REST: Final = 3
"""The characters of a line that is no part of a headline by itself: of 3821 parts behind one of twice as many, none is so short."""
_PAUSES: Final = "，、"
_CROSSHEAD: Final = np.array([label.role == "crosshead" for label in LABELS])
_BEGINS: Final = np.array([label.begins for label in LABELS])
_PRINTED: Final = np.array([label.role != "furniture" for label in LABELS])
_HEADLINE: Final = np.array([label.role in HEADLINE for label in LABELS])
_AFTER_KICKER: Final = np.array([label.role == "title" and label.begins and not (label.opens or label.late) for label in LABELS])
_TITLE: Final = np.array([label.role == "title" for label in LABELS])
_NO_TITLE: Final = _HEADLINE & ~_TITLE
_TITLE_OR_KICKER: Final = np.array([label.role == "kicker" or (label.role == "title" and label.begins) for label in LABELS])
_SUBTITLE: Final = np.array([label.role == "subtitle" and label.begins for label in LABELS])


class Hints(NamedTuple):
    """The hints of a page, each shape (pieces,).

    That a piece stands right before a dateline, behind a hyphen that parts a word, or behind a sentence and a blank line; that it is a
    running head or foot, or goes on behind those from the sheet before. That it closes a bracket which the piece before it opens; that it
    tells what it is, and so is no headline (`phrases.LABELLED`); that it is a few characters behind a longer piece. That the piece before
    it ends as parts of headlines do behind which another begins (`phrases.LEADING`), or pauses, or stands over what is told beside a
    story (`phrases.LINK`). That it ends with a rubric in brackets, is in brackets as a whole, or is so and says when something was adopted.
    And where columns were shuffled, that it begins a block of print, or is of that of the piece before it.
    """

    before_dateline: Flags
    hyphened: Flags
    parted: Flags
    running: Flags
    carried: Flags
    closes: Flags
    labelled: Flags
    rest: Flags
    led: Flags
    paused: Flags
    linked: Flags
    rubric: Flags
    bracketed: Flags
    adopted: Flags
    other_block: Flags
    same_block: Flags


def hints(pieces: Sequence[Piece], glyphs: Glyphs, blocks: dict[str, Floats]) -> Hints:
    """Return the hints of the pieces of a page, given the `blocks` of their features."""
    last, texts = glyphs.codes[glyphs.ends - 1], glyphs.texts
    letter = glyphs.classes[np.maximum(glyphs.ends - 2, glyphs.starts)] == chars.LATIN
    stop = glyphs.classes[glyphs.ends - 1] == chars.STOP
    feeds = running.sheets(texts, [piece.feed for piece in pieces])
    heads = running.heads_and_feet(texts, feeds)
    open_, block = blocks["open brackets"], blocks["blocks of print"] > 0
    return Hints(
        before_dateline=np.append(blocks["fixed phrases"][1:, 0] > 0, [False]),
        hyphened=_behind((last == ord("-")) & letter),
        parted=_behind(stop) & np.array([piece.blanks > 0 for piece in pieces]),
        running=heads,
        carried=running.carried(glyphs, feeds, heads),
        closes=np.append([False], ((open_[:-1] > 0) & (open_[1:] < 0)).any(axis=1)),
        labelled=np.array([bool(phrases.LABELLED_SIGN.search(text) and phrases.LABELLED.search(text)) for text in texts], bool),
        rest=_behind(glyphs.lengths >= 2 * _REST) & (glyphs.lengths <= _REST),
        led=_behind(_found(phrases.LEADING, glyphs, last, phrases.LEADING_ENDS)),
        paused=_behind(np.isin(last, [ord(mark) for mark in _PAUSES])),
        linked=_behind(_found(phrases.LINK, glyphs, last, phrases.LINK_ENDS)),
        rubric=_found(phrases.RUBRIC, glyphs, last, phrases.CLOSES),
        bracketed=_found(phrases.BRACKETED, glyphs, last, phrases.CLOSES),
        adopted=_found(phrases.ADOPTED, glyphs, last, phrases.CLOSES),
        other_block=block[:, 0],
        same_block=block[:, 1],
    )


def _found(pattern: re.Pattern[str], glyphs: Glyphs, character: NDArray[np.uint32], held: str) -> Flags:
    """Say of each piece whether a pattern is found in it; only those are searched of which a character is one that it has there."""
    found = np.isin(character, [ord(char) for char in held])
    found[found] = [pattern.search(glyphs.texts[i]) is not None for i in np.flatnonzero(found).tolist()]
    return found


def _behind(found: Flags) -> Flags:
    """Say of each piece what was said of the one before it."""
    return np.append([False], found[:-1])


def doubts(told: Hints) -> Array:
    """Return what is taken off the scores of labels that a hint speaks against, shape (pieces, labels).

    A crosshead parts a story that has begun, so none stands before its dateline; a hyphen at a line end leads on; a sentence that
    ends before a blank line ends a paragraph, unless it fell on the foot of a column; what stands at the edge of every sheet is of no
    article, and the line behind it goes on where the one before it was full. A bracket closes in the part of a headline that it opens
    in, none begins as a byline does, and one behind another is longer than a rest, begins behind no comma, and does begin behind 强调, a
    dash, a colon or a rubric; what stands under 链接 opens no article. A rubric is at the end of titles, and what is all in brackets is
    the rest of one or a subtitle, a subtitle if it says when something was adopted. Where columns were shuffled, a part of a headline does
    not go on behind a blank line, for it is set in one size; and no title comes after its kicker without one, for it is larger.
    """
    against = told.before_dateline[:, None] & _CROSSHEAD | told.hyphened[:, None] & _BEGINS | told.running[:, None] & (_PRINTED | ~_BEGINS)
    against |= told.closes[:, None] & _HEADLINE & _BEGINS | told.led[:, None] & _HEADLINE & ~_BEGINS
    against |= (told.rest | told.paused)[:, None] & (_AFTER_KICKER | _SUBTITLE)
    against |= told.rubric[:, None] & _NO_TITLE | told.bracketed[:, None] & _TITLE_OR_KICKER | told.adopted[:, None] & _TITLE
    against |= told.other_block[:, None] & _HEADLINE & ~_BEGINS | told.same_block[:, None] & _AFTER_KICKER
    out: Array = np.where(against, np.float32(-DOUBT), np.float32(0)) - np.float32(PARTED) * (told.parted[:, None] & ~_BEGINS)
    out -= np.float32(CARRIED) * (told.carried[:, None] & _BEGINS | told.labelled[:, None] & _HEADLINE | told.linked[:, None] & OPENS)
    return out
