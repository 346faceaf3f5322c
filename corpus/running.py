"""Running heads and feet: what stands at the edge of every sheet of a printout, and where a line goes on over them.

Sheets end with form feeds, or where their numbers stand if the extractor wrote none. What comes again at one edge of another sheet,
figures aside, is of no article.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import chars, phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.measures import Glyphs

    Flags = NDArray[np.bool_]

EDGE: Final = 4
"""The lines at the top and the foot of a sheet that may be running."""
_FULL: Final = 2.0
_WIDEST: Final = 0.9
"""A line is full if it is at most so many ems narrower than the widest tenth."""
_LONGEST_NUMBER: Final = 24
_NUMBER_STARTS: Final = "-—–―·•第Pp页頁"
_FIGURES: Final = re.compile(r"\d+")


def sheets(texts: Sequence[str], feeds: Sequence[bool]) -> list[int]:
    """Return the lines that begin a sheet, but the first: those with a form feed before them, or else by the numbers of the sheets.

    A number is at the foot of its sheet, or at the head if the first one is, and no less stands behind the last.

    >>> sheets(["甲", "乙"], [False, True]), sheets(["第1页", "甲", "第2页", "乙"], [False] * 4), sheets(["第3页", "甲"], [False] * 2)
    ([1], [2], [])
    """
    return [i for i, feed in enumerate(feeds) if feed and i] or _numbered(texts)


def _numbered(texts: Sequence[str]) -> list[int]:
    """Return the lines that begin a sheet, as lines tell that count the sheets up."""
    places: dict[str, list[tuple[int, int]]] = {}
    for i, text in enumerate(texts):
        found = phrases.SHEET.match(text) if (text[:1] in _NUMBER_STARTS or text[:1].isdecimal()) and len(text) <= _LONGEST_NUMBER else None
        if found:
            places.setdefault(_key(text), []).append((i, int(found["number"])))
    for lines in places.values():
        if len(lines) > 1 and all(two == one + 1 for (_, one), (_, two) in pairwise(lines)):
            at = [i for i, _ in lines]
            at_head = at[0] < min(EDGE, len(texts) - at[-1])
            return at[1:] if at_head else [i + 1 for i in at if i + 1 < len(texts)]
    return []


def heads_and_feet(texts: Sequence[str], feeds: Sequence[int], share: float = 0.0) -> Flags:
    """Say of each line whether it is running; `feeds` are the lines that begin a sheet, `share` how many sheets have it at least.

    >>> heads_and_feet(["日报", "甲", "第1页", "日报", "乙", "第2页"], [3]).tolist()
    [True, False, True, True, False, True]
    """
    found = np.zeros(len(texts), bool)
    if not feeds:
        return found
    starts = [0, *feeds]
    sheets = [range(a, b) for a, b in zip(starts, [*feeds, len(texts)], strict=True) if a < b]
    for edge in (slice(EDGE), slice(-EDGE, None)):
        keys = [{_key(texts[i]) for i in sheet[edge]} for sheet in sheets]
        again = {key for key, count in Counter(key for sheet in keys for key in sheet).items() if count > max(1, share * len(sheets))}
        found[[i for sheet in sheets for i in sheet[edge] if _key(texts[i]) in again]] = True
    return found


def carried(glyphs: Glyphs, feeds: Sequence[int], running: Flags) -> Flags:
    """Say of each line whether it goes on from the foot of the sheet before: the last line there is full, and no sentence ends with it."""
    found = np.zeros(len(running), bool)
    if not feeds:
        return found
    width, last = glyphs.line_widths(), glyphs.classes[glyphs.ends - 1]
    before_last = glyphs.classes[np.maximum(glyphs.ends - 2, 0)]
    ended = (last == chars.STOP) | (last == chars.CLOSE) & (before_last == chars.STOP)
    is_open = (width >= np.quantile(width, _WIDEST) - _FULL) & ~ended
    own = np.flatnonzero(~running)
    after = np.searchsorted(own, feeds)  # among the lines that are not running: the first from each feed on
    inner = (after > 0) & (after < len(own))
    found[own[after[inner]]] = is_open[own[after[inner] - 1]]
    return found


def _key(text: str) -> str:
    """Return a line without its figures, which count the sheets."""
    return _FIGURES.sub("0", text)
