"""Where the paragraphs of print begin: after a line that is not full, or not stretched where others are, after white, with an indent."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby, pairwise
from statistics import median, median_low
from typing import TYPE_CHECKING, Final

from corpus import stacks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.setting import Line
    from corpus.sheets import Row, Sheet

LEAST: Final = 3
MOST: Final = 0.8
_BOXES: Final = (1, 3)
"""The parts of a story that hold boxes: what stands before its columns, and after them."""
_ALIGNED: Final = 0.5
_INDENTED: Final = 1.2
_SHORT: Final = 1.6
_WHITE: Final = 1.15
_HOLE: Final = 2.5
_ALIKE: Final = 0.25
_FEWEST: Final = 10
"""How many lines that go on tell whether a story is justified."""
_EXCEPT: Final = 0.97
_EXACT: Final = 0.03
"""How far, in ems, what is set to a side may be from it."""
_STRETCHED: Final = 1.003
"""How much wider than usual the characters of a line are at least that is stretched to the side of its column."""
_CJK: Final = "\u2e80"
_WIDE: Final = frozenset("“”‘’…—")
"""What is as wide as a character in Chinese print, and is in other print, too."""
_OPENING: Final = frozenset("“‘”’「『（《〈【(")
_CLOSING: Final = frozenset("“‘。，、；：！？…”’」』）》〉】,.;:!?)%％")
_ENDS: Final = frozenset("。！？…”』」）)!?.")
_BULLETS: Final = frozenset("□■●○◆◇▲△★☆◎本")


class Paragraphs:
    """How the paragraphs of a page are told: by an indent, or by white between them, where the most of those that are sure are."""

    def __init__(self, sheet: Sheet) -> None:
        """Look at the lines after a line that ends a sentence and is far from full."""
        self._sides, self._pitches, self._widths = _stack_sides(sheet), _pitches(sheet), _usual_widths(sheet)
        text = [(a, b) for a, b in pairwise(sheet.rows) if self._are_settled(a, b) and not stacks.is_other_part(a.line, b.line)]
        after = [(a, b) for a, b in text if a.stack == b.stack and self._is_last(a)]
        self.indented = _are_most([self._indent(b) > _INDENTED for _, b in after])
        self._justified = self._stories_justified(sheet)
        self.spaced = _are_most([_WHITE < self._step(a, b) < _HOLE for a, b in after])

    def begins(self, before: Row, row: Row) -> bool | None:
        """Say whether a line begins a paragraph; None if the print does not tell."""
        if row.part in _BOXES and row.stack == before.stack in self._sides and self._had_room(before, row):
            return True
        if not self._are_settled(before, row):
            return None
        indented = self.indented and self._indent(row) > _INDENTED
        if indented or stacks.is_other_part(before.line, row.line):
            return True
        if self._goes_on(before):
            return False
        same = self.spaced and self._is_below(before, row)
        if self._had_room(before, row) or self._falls_short(before) or (same and _WHITE < self._step(before, row) < _HOLE):
            return True
        told = self.indented or (same and abs(before.line.strange - row.line.strange) < _ALIKE)
        full = self._missing(before) < max(_SHORT, _first(row.line) / row.line.size)
        flush = abs(self._indent(row)) < _ALIGNED and row.line.text[0] not in _BULLETS
        return False if told and full and flush else None

    def _are_settled(self, before: Row, row: Row) -> bool:
        """Say whether two lines are lines of columns whose sides are known."""
        return row.part == before.part == 2 and before.stack in self._sides and row.stack in self._sides  # noqa: PLR2004 - the columns

    def _is_last(self, row: Row) -> bool:
        """Say whether a line ends a paragraph for sure: it ends a sentence, and is far from full."""
        left, right = self._sides[row.stack]
        return row.line.text[-1] in _ENDS and self._missing(row) > min(stacks.APART, 0.5 * (right - left) / row.line.size)

    def _had_room(self, before: Row, row: Row) -> bool:
        """Say whether a line that is set from the left might have taken what the next begins with, and no picture stands beside it."""
        room = self._missing(before) > _first(row.line) / row.line.size + _SHORT
        return self._is_flush(before) and room and abs(row.line.x1 - before.line.x1) > _ALIGNED * row.line.size

    def _stories_justified(self, sheet: Sheet) -> set[int]:
        """Return the stories whose lines are stretched to the side of their column, whatever the next begins with."""
        full: dict[int, list[bool]] = defaultdict(list)
        stretched: dict[int, int] = defaultdict(int)
        for a, b in pairwise(sheet.rows):
            if a.stack == b.stack and self._are_settled(a, b) and a.line.text[-1] not in _ENDS:
                full[a.story].append(abs(self._missing(a)) < _EXACT)
                stretched[a.story] += full[a.story][-1] and self._is_stretched(a)
        return {
            story
            for story, found in full.items()
            if len(found) >= _FEWEST and sum(found) > _EXCEPT * len(found) and stretched[story] >= LEAST
        }

    def _is_stretched(self, row: Row) -> bool:
        """Say whether the characters of a line stand farther apart than those of a line that is not stretched."""
        width = _width(row.line)
        return width is not None and width > _STRETCHED * self._widths[row.story]

    def _goes_on(self, row: Row) -> bool:
        """Say whether a line is stretched to the side of its column: the last of a paragraph is not."""
        return row.story in self._justified and abs(self._missing(row)) < _EXACT and self._is_stretched(row)

    def _falls_short(self, row: Row) -> bool:
        """Say whether a line is not stretched where others are: it ends its paragraph."""
        return self._is_flush(row) and row.story in self._justified and self._missing(row) > _EXACT

    def _is_flush(self, row: Row) -> bool:
        """Say whether a line begins at the left of its column, or with the indent of a first line."""
        return abs(self._indent(row)) < _ALIGNED or (self.indented and abs(self._indent(row) - 2) < _ALIGNED)

    def _is_below(self, before: Row, row: Row) -> bool:
        """Say whether a line stands below another in one column, though more white than usual may part it in two stacks."""
        left, other = self._sides[before.stack][0], self._sides[row.stack][0]
        return before.stack == row.stack or (before.line.base < row.line.base and abs(left - other) < _ALIGNED * row.line.size)

    def _indent(self, row: Row) -> float:
        """Return how far a line stands in from the left of its column, in ems."""
        return (row.line.x0 - self._sides[row.stack][0]) / row.line.size

    def _missing(self, row: Row) -> float:
        """Return how much a line lacks to be full, in ems."""
        return (self._sides[row.stack][1] - _end(row.line)) / row.line.size

    def _step(self, before: Row, row: Row) -> float:
        """Return how far a line stands below another of its stack, in the usual steps of that."""
        return (row.line.base - before.line.base) / self._pitches[row.stack]


def _are_most(found: Sequence[bool]) -> bool:
    """Say whether the most of some are, and they are not too few to say."""
    return len(found) >= LEAST and sum(found) > MOST * len(found)


def _first(line: Line) -> float:
    """Return how wide the beginning of a line is that is not broken: a character, or a word with its marks."""
    pairs = enumerate(pairwise(line.text), 1)
    at = next((k for k, pair in pairs if _may_break(*pair)), len(line.text))
    return line.edges[at] - line.edges[0]


def _may_break(one: str, two: str) -> bool:
    """Say whether a line may be broken between two characters."""
    return one not in _OPENING and two not in _CLOSING and not (one < _CJK and two < _CJK)


def _end(line: Line) -> float:
    """Return where the em of the last character of a line ends, however little of it is ink."""
    full = line.text[-1] >= _CJK or line.text[-1] in _WIDE
    return line.edges[-2] + line.size if full else line.x1


def _width(line: Line) -> float | None:
    """Return how wide a character of a line is with the white after it, in ems; None if it has too few to say."""
    pairs = zip(pairwise(line.text), pairwise(line.edges), strict=False)
    steps = [after - at for (one, two), (at, after) in pairs if one >= _CJK and two >= _CJK and one not in _CLOSING and two not in _OPENING]
    return median(steps) / line.size if len(steps) >= LEAST else None


def _usual_widths(sheet: Sheet) -> dict[int, float]:
    """Return how wide a character of each story is in the line that is set closest."""
    found: dict[int, float] = {}
    for row in sheet.rows:
        width = _width(row.line) if row.part == 2 else None  # noqa: PLR2004 - the columns
        if width is not None:
            found[row.story] = min(found.get(row.story, width), width)
    return found


def _pitches(sheet: Sheet) -> dict[int, float]:
    """Return the usual step from line to line of each stack."""
    found = {}
    for stack, rows in groupby(sheet.rows, key=lambda row: row.stack):
        steps = [b.line.base - a.line.base for a, b in pairwise(rows) if b.line.base > a.line.base]
        found[stack] = max(median_low(steps), 0.1) if steps else 1.0
    return found


def _stack_sides(sheet: Sheet) -> dict[int, tuple[float, float]]:
    """Return the sides of each stack of some lines: those that a quarter of its lines reach, so that a line or two apart do not count."""
    found = {}
    for stack, group in groupby(sheet.rows, key=lambda row: row.stack):
        rows = list(group)
        if len(rows) >= LEAST:
            ends = [_end(row.line) for row in rows if row.line.text[-1] not in _CLOSING] or [row.line.x1 for row in rows]
            found[stack] = (sorted(row.line.x0 for row in rows)[len(rows) // 4], sorted(ends)[-1 - len(ends) // 4])
    return found
