"""Printouts are set in one wide measure, and nobody breaks their headlines by hand: a part goes on only where its line was full.

How many characters a full line of a title has is not known, but that no usual title is set in twice the size of the text, and that it is at
least what other lines of titles have. Where one title went on, its line was full; so a line as wide as that one goes on, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from corpus.labels import HEADLINE, LABELS
from corpus.measures import Glyphs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.chain import Array
    from corpus.measures import Floats
    from corpus.passages import Reading

    Flags = NDArray[np.bool_]

TOO_NARROW: Final = 6.0
"""What is taken off the scores of labels by which a part of a headline goes on behind a line that had room."""
FULL: Final = 3.0
"""And of those by which another part begins behind a line that was full: it may have been so by chance."""
_NARROWEST: Final = 28.0
"""The measure of a printout in ems at least: of 562 newspaper pages with gold, no column is so wide."""
_FULL_LINES: Final = 0.9
_ALL_LINES: Final = 0.995
_OVER: Final = 3.0
_FEWEST: Final = 20
_TITLE, _OTHER = 2.0, 1.25
"""How many times larger than text a title is at most, and the other parts."""
_ROOM: Final = 1.0
_NEARLY: Final = 0.5
_TITLE_GOES_ON: Final = np.array([label.role == "title" and not label.begins for label in LABELS])
_OTHER_GOES_ON: Final = np.array([label.role in HEADLINE and not label.begins for label in LABELS]) & ~_TITLE_GOES_ON
_PART_BEGINS: Final = np.array(
    [label.role in {"title", "subtitle"} and label.begins and not (label.opens or label.late) for label in LABELS]
)


def scores(page: Reading) -> Array | None:
    """Return what is to be added to the scores of labels, shape (pieces, labels), or None where nothing is known."""
    if not page.sheets:
        return None
    glyphs = Glyphs(page.texts)
    lines = np.array([piece.line for piece in page.pieces])
    width = np.bincount(lines, glyphs.line_widths())[lines]
    measure = _measure(width, np.array([label.role == "body" for label in page.labels]))
    if measure is None:
        return None
    behind = np.append(False, lines[1:] != lines[:-1])
    wanted = np.append(0.0, width[:-1]) + glyphs.first_units()
    title = np.array([label.role == "title" for label in page.labels])
    had_room = wanted < max(measure / _TITLE, width[title].max(initial=0.0)) - _ROOM
    full = _as_full(width, wanted, behind & _TITLE_GOES_ON[list(page.rows)] & ~had_room)
    out = page.unchanged()
    _take_off(out, behind & had_room, _TITLE_GOES_ON, TOO_NARROW)
    _take_off(out, behind & (wanted < measure / _OTHER - _ROOM), _OTHER_GOES_ON, TOO_NARROW)
    _take_off(out, behind & full, _PART_BEGINS, FULL)
    return out if out.any() else None


def _measure(width: Floats, body: Flags) -> float | None:
    """Return the measure of a page in ems, given the widths of its lines, if it is wide and the only one."""
    if body.sum() < _FEWEST:
        return None
    measure = float(np.quantile(width[body], _FULL_LINES))
    return measure if measure >= _NARROWEST and np.quantile(width, _ALL_LINES) <= measure + _OVER else None


def _as_full(width: Floats, wanted: Floats, goes_on: Flags) -> Flags:
    """Say of each line whether the one before it is as wide as the widest that a title went on from, with no room left."""
    before = np.append(0.0, width[:-1])
    full = before[goes_on].max(initial=0.0)
    if not full:
        return np.zeros(len(width), bool)
    found: Flags = (wanted > full) & (before <= full + _NEARLY)
    return found


def _take_off(out: Array, rows: Flags, columns: Flags, how_much: float) -> None:
    out[np.ix_(rows, columns)] -= np.float32(how_much)
