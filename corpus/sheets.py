"""Stories -> the page as source text, a line for each printed line, and what the print shows of each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from corpus import flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.flow import Stack, Story
    from corpus.ink import Floats
    from corpus.setting import Line

INDENT: Final = "\u3000"
_MOST_INDENT: Final = 2.6
_LEAST_INDENT: Final = 0.8


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line of the source text: where it begins, where it stands on the page, and how.

    `story`, `stack` and `part` number what it was put in: 0 a headline, 1 what stands before the columns, 2 a column, 3 what
    stands after them; `left` and `right` are the sides of its stack.
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
    """A page with its print: source text, the printed lines in the order of the text, rules and size in points."""

    text: str
    rows: tuple[Row, ...]
    rules: Floats
    pictures: Floats
    width: float
    height: float


def sheet(found: Sequence[Story], rules: Floats, pictures: Floats, size: tuple[float, float]) -> Sheet:
    """Return stories as source text: a blank line before a story and where a headline ends, first lines indented as in print."""
    parts: list[str] = []
    rows: list[Row] = []
    at = number = 0
    for story_number, story in enumerate(found):
        for part, stacks in enumerate((story.heads, story.before, story.columns, story.after)):
            for place, stack in enumerate(stacks):
                for k, line in enumerate(stack.lines):
                    first = k == 0 and place == 0 and (part != 1 or not story.heads)
                    white = ("\n" if first and parts else "") + INDENT * _indent(stack, line, part)
                    rows.append(Row(at + len(white), line, story_number, number, part, stack.x0, stack.x1))
                    parts += [white, line.text, "\n"]
                    at += len(white) + len(line.text) + 1
                number += 1
    return Sheet("".join(parts), tuple(rows), rules, pictures, *size)


def _indent(stack: Stack, line: Line, part: int) -> int:
    """Return the indent of a line in ems, if it is one: that of a first line."""
    if part == 0 or line.vertical or len(stack.lines) == 1:
        return 0
    ems = (line.x0 - stack.x0) / max(line.size, 0.1)
    return round(ems) if _LEAST_INDENT < ems < _MOST_INDENT else 0
