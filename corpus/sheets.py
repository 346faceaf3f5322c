"""Stories -> the page as source text, a line for each printed line, and what the print shows of each of them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from corpus.setting import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.stacks import Stack, Story

KINDS: Final = ("pdf", "alto", "hocr")
"""The kinds of files that show print; a page that was read from one has its kind as `encoding`."""
PAGE: Final = "#page="
"""What stands between the name of a file of several pages and the number of one of them."""
INDENT: Final = "\u3000"
_MOST_INDENT: Final = 2.6
_LEAST_INDENT: Final = 0.8


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line of the source text: where it begins, where it stands on the page, and how.

    `story`, `stack` and `part` number what it was put in: 0 a headline, 1 what stands before the columns, 2 a column, 3 what
    stands after them, 4 a pull quote; `left` and `right` are the sides of its stack.
    """

    start: int
    line: Line
    story: int
    stack: int
    part: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its print: source text, the printed lines in the order of the text, where it comes from.

    `kind` is one of `KINDS`; `number` the place of the page in its file, from 1; `width` and `height` its size, `quarter` how
    often it was turned by a quarter to be read.
    """

    text: str
    rows: tuple[Row, ...]
    width: float
    height: float
    quarter: int
    number: int
    kind: str

    def box(self, start: int, end: int) -> tuple[float, float, float, float]:
        """Return where a stretch of the text stands on the page as it is shown: x0, y0, x1, y1."""
        at = max(bisect_right(self.rows, start, key=lambda row: row.start) - 1, 0)
        boxes = []
        while at < len(self.rows) and self.rows[at].start < end:
            row = self.rows[at]
            boxes.append(_part(row.line, max(start - row.start, 0), min(end - row.start, len(row.line.text))))
            at += 1
        x0, y0 = min(box[0] for box in boxes), min(box[1] for box in boxes)
        x1, y1 = max(box[2] for box in boxes), max(box[3] for box in boxes)
        return self._turned_back(x0, y0, x1, y1)

    def _turned_back(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        if self.quarter == 1:
            return self.height - y1, x0, self.height - y0, x1
        if self.quarter == 2:  # noqa: PLR2004 - upside down
            return self.width - x1, self.height - y1, self.width - x0, self.height - y0
        if self.quarter == 3:  # noqa: PLR2004 - three quarters
            return y0, self.width - x1, y1, self.width - x0
        return x0, y0, x1, y1


def _part(line: Line, begin: int, stop: int) -> tuple[float, float, float, float]:
    """Return the box of some characters of a line."""
    low, high = line.edges[begin], line.edges[stop]
    return (line.x0, low, line.x1, high) if line.vertical else (min(low, high), line.y0, max(low, high), line.y1)


def sheet(found: Sequence[Story], size: tuple[float, float], quarter: int, number: int, kind: str) -> Sheet:
    """Return stories as source text: a blank line before a story, first lines indented as in print."""
    parts: list[str] = []
    rows: list[Row] = []
    at = count = 0
    for story_number, story in enumerate(found):
        for part, stacks in enumerate((story.heads, story.before, story.columns, story.after, story.quotes)):
            for place, stack in enumerate(stacks):
                for k, line in enumerate(stack.lines):
                    first = k == 0 and place == 0 and (part != 1 or not story.heads)
                    white = ("\n" if first and parts else "") + INDENT * _indent(stack, line, part)
                    rows.append(Row(at + len(white), line, story_number, count, part, stack.x0, stack.x1))
                    parts += [white, line.text, "\n"]
                    at += len(white) + len(line.text) + 1
                count += 1
    return Sheet("".join(parts), tuple(rows), *size, quarter, number, kind)


def packed(page: Sheet) -> dict[str, Any]:
    """Return a page as what JSON knows, to be sent from process to process."""
    return asdict(page)


def unpacked(values: dict[str, Any]) -> Sheet:
    """Return the page that was packed."""
    rows = (Row(**{**row, "line": Line(**row["line"])}) for row in values["rows"])
    return Sheet(**{**values, "rows": tuple(rows)})


def _indent(stack: Stack, line: Line, part: int) -> int:
    """Return the indent of a line in ems, if it is one: that of a first line."""
    if part == 0 or line.vertical or len(stack.lines) == 1:
        return 0
    ems = (line.x0 - stack.x0) / max(line.size, 0.1)
    return round(ems) if _LEAST_INDENT < ems < _MOST_INDENT else 0
