"""Lines between two rules in a column: pull quotes, which are no part of the text, and crossheads, which are.

A pull quote is larger than the text and repeats words of it; it is taken out, so that all else is read as if it were not there.
A crosshead stays, and its rules are taken off: they part no text.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from corpus.stacks import FEW, HEAD, Stack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.ink import Floats
    from corpus.setting import Line

_HEIGHT: Final = 12.0
_NEAR: Final = 4.0
_FLUSH: Final = 1.2
_SIDE: Final = 1.5
"""How far apart, in points, what is drawn at one side may be."""
_SHORTEST: Final = 6


@dataclass(frozen=True, slots=True)
class _Frame:
    """Two rules of one column, by their places in the list of rules, and the lines between them."""

    rules: tuple[int, int]
    lines: list[Line]
    size: float
    """The size of the text of the column."""


def unframed(lines: Sequence[Line], rules: Floats) -> tuple[list[Line], Floats, list[Stack]]:
    """Return the lines of a page without its pull quotes, its rules without those of what stands in a column, and the pull quotes."""
    quotes: list[Stack] = []
    off: set[int] = set()
    for frame in _frames(lines, rules):
        if min(line.size for line in frame.lines) < HEAD * frame.size:
            off |= set(frame.rules)
        elif _repeats(frame.lines, lines):
            off |= set(frame.rules)
            quotes.append(Stack(frame.lines).measured())
    kept = [k for k in range(len(rules)) if k not in off]
    return _without(lines, quotes), rules[kept], quotes


def _frames(lines: Sequence[Line], rules: Floats) -> Iterator[_Frame]:
    """Yield what stands between two rules that are as wide as the column above or below."""
    flat = [line for line in lines if not line.vertical]
    if not flat:
        return
    em = median(line.size for line in flat)
    for (top, one), (bottom, two) in _pairs(rules):
        x0, low, x1, high = one[0], one[3], one[2], two[1]
        if high - low > _HEIGHT * em or _has_sides(rules, (x0, low, x1, high)):
            continue
        own = [line for line in flat if low < line.base < high + 1 and x0 - _SIDE < line.x0 and line.x1 < x1 + _SIDE]
        column = next((line for line in flat if _is_in_column(line, x0, x1) and _is_near(line, low, high)), None)
        if column is not None and 0 < len(own) <= FEW:
            yield _Frame((top, bottom), sorted(own, key=lambda line: line.base), column.size)


def _pairs(rules: Floats) -> Iterator[tuple[tuple[int, list[float]], tuple[int, list[float]]]]:
    """Yield the level rules that stand below each other and have the same sides, each with its place."""
    same: dict[tuple[int, int], list[tuple[int, list[float]]]] = defaultdict(list)
    for k, (x0, y0, x1, y1) in enumerate(rules.tolist()):
        if x1 - x0 > y1 - y0:
            same[round(x0), round(x1)].append((k, [x0, y0, x1, y1]))
    for found in same.values():
        yield from pairwise(sorted(found, key=lambda rule: rule[1][1]))


def _has_sides(rules: Floats, box: tuple[float, float, float, float]) -> bool:
    """Say whether upright rules close a frame to a box."""
    x0, low, x1, high = box
    upright = rules[(rules[:, 2] - rules[:, 0] < rules[:, 3] - rules[:, 1]) & (rules[:, 1] < high - _SIDE) & (rules[:, 3] > low + _SIDE)]
    return bool((abs(upright[:, 0] - x0) < _SIDE).any() or (abs(upright[:, 2] - x1) < _SIDE).any())


def _is_in_column(line: Line, x0: float, x1: float) -> bool:
    """Say whether a line is as wide as a frame, or as a first line below it."""
    em = line.size
    return min(abs(line.x0 - x0), abs(line.x0 - x0 - 2 * em)) < _FLUSH * em and abs(line.x1 - x1) < _FLUSH * em


def _is_near(line: Line, low: float, high: float) -> bool:
    """Say whether a line stands a few lines above or below a frame."""
    gap = max(low - line.base, line.base - line.size - high)
    return -_SIDE < gap < _NEAR * line.size and not low < line.base - 0.5 * line.size < high


def _repeats(quote: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Say whether lines that follow each other in the stream say what the text says elsewhere."""
    first, last = quote[0].first, quote[-1].last
    if sum(line.last - line.first + 1 for line in quote) != last - first + 1:
        return False
    said = "".join("".join(line.text.split()) for line in quote)
    others = sorted((line for line in lines if line.last < first or line.first > last), key=lambda line: line.first)
    return len(said) >= _SHORTEST and said in "".join("".join(line.text.split()) for line in others)


def _without(lines: Sequence[Line], quotes: Sequence[Stack]) -> list[Line]:
    """Return lines without some, their places in the stream counted anew."""
    gaps = [(quote.lines[0].first, quote.lines[-1].last - quote.lines[0].first + 1) for quote in quotes]
    out = {id(line) for quote in quotes for line in quote.lines}

    def place(at: int) -> int:
        return at - sum(length for first, length in gaps if first < at)

    return [replace(line, first=place(line.first), last=place(line.last)) for line in lines if id(line) not in out]
