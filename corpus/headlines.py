"""Stacks of headlines -> headline groups, and whose headline each is: that of the columns below it, or beside it.

All pairs of a headline and columns are weighed, and those chosen that cost least together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus.stacks import APART, ASIDE, HEAD, PICTURE, SMALL, Stack, Story, overlap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.ink import Floats
    from corpus.stacks import Ground, Stack

WORST: Final = 15.0
"""What it costs at most that a headline is that of some columns, in ems."""
_BETWEEN_VERTICAL: Final = 0.8
_BESIDE: Final = 15.0
_TOUCH: Final = 0.5
_NEAR: Final = 1.5
_OVER_COLUMNS: Final = 4.0
_OVER_LINES: Final = 2.0


def groups(page: Ground, heads: list[Stack]) -> list[Story]:
    """Return the groups of headline parts that stand below each other, each as a story without columns."""
    found: list[list[Stack]] = []
    for head in sorted(heads, key=lambda head: (head.top, head.x0)):
        own = [group for group in found if any(_is_one_head(page, part, head) for part in group)]
        found = [group for group in found if group not in own]
        found.append([*(part for group in own for part in group), head])
    return [Story(heads=sorted(group, key=head_order)) for group in found]


def _is_one_head(page: Ground, one: Stack, two: Stack) -> bool:
    """Say whether two headline parts belong together: below each other, or vertical ones side by side."""
    em = max(one.size, two.size)
    across = overlap(one.x0, one.x1, two.x0, two.x1)
    gap = two.top - one.bottom
    steps = (page.place(b.lines[0]) - page.place(a.lines[-1]) for a, b in ((one, two), (two, one)))
    if page.trusted and not any(0 < step <= ASIDE for step in steps):
        return False
    if one.lines[0].vertical or two.lines[0].vertical:
        narrow = max(one.x1 - one.x0, two.x1 - two.x0) < 1.6 * em  # an end of one or two characters is not told to be vertical
        return narrow and -across < _BETWEEN_VERTICAL * em and overlap(one.top, one.bottom, two.top, two.bottom) > 0
    if any(one.bottom - 1 < y0 and y1 < two.top + 1 and overlap(x0, x1, two.x0, two.x1) > 0 for x0, y0, x1, y1 in page.level):
        return False
    between = (one.bottom, two.top)
    crossed = any(
        not other.vertical and other.size < HEAD * page.body and between[0] < other.base < between[1] + 0.2 * em
        and overlap(other.x0, other.x1, two.x0, two.x1) > 0
        for other in page.lines
    )  # fmt: skip
    return across > 0.3 * min(one.x1 - one.x0, two.x1 - two.x0) and gap < 1.2 * em and not crossed


@dataclass(slots=True)
class Headlines:
    """The headline groups of a page, over its columns."""

    page: Ground
    groups: list[Story]
    columns: list[Stack]
    loose: list[Stack]
    """What stands with the columns: bylines, boxes, captions."""

    def headed(self, chains: list[list[Stack]]) -> list[Story]:
        """Give each headline to the columns that it stands over, or else beside: the nearest pair first."""
        found = [Story(columns=chain) for chain in chains]
        given = self.given(found)
        for g, k in given.items():
            found[k].heads = self.groups[g].heads
        left = [group for g, group in enumerate(self.groups) if g not in given]
        return found + [group for group in left if not self._leads(group, found)]

    def given(self, found: Sequence[Story]) -> dict[int, int]:
        """Return which headline is whose, so that all together cost least; what is too far from all is nobody's."""
        costs = np.array([[self.cost(group, story) for story in found] for group in self.groups]).reshape(len(self.groups), len(found))
        return {g: k for g, k in matched(np.minimum(costs, WORST)).items() if costs[g, k] < WORST}

    def cost(self, group: Story, story: Story) -> float:
        """Return how little speaks for a headline being that of some columns, in ems, infinite if it cannot be."""
        x0, top, x1, bottom = group.box()
        left, right = min(c.x0 for c in story.columns), max(c.x1 for c in story.columns)
        em = self.page.body
        near = -_NEAR * em if self._is_next(group, story) else 0.0
        if overlap(x0, x1, left, right) > _TOUCH * em:
            under = [c for c in story.columns if overlap(x0, x1, c.x0, c.x1) > 0 and c.top > bottom - 0.6 * em]
            if not under or self._text_between(group, min(under, key=lambda c: c.top)):
                return float("inf")
            gap = self.top_of(under) - bottom
            off = min(abs(x0 + x1 - left - right) / 2, abs(x0 - left))
            wide = max(left - x0, 0.0) + max(x1 - right, 0.0)
            level = max(0.0, min(c.top for c in under) - min(c.top for c in story.columns))
            return (near + 0.5 * max(gap, 0.0) + 0.3 * min(off, 10 * em) + 2 * min(wide, 4 * em) + level) / em
        first, low = self.top_of(story.columns), max(c.bottom for c in story.columns)
        aside = max(left - x1, x0 - right)
        if aside > _BESIDE * em or overlap(top, bottom, first, low) <= 0 or self._stands_in_gap(group, story):
            return float("inf")
        begins = self._off_level(top, story)
        return (near + em + 0.3 * aside + (0.5 * em if x0 > right else 0.0) + max(0.0, begins - 2 * em)) / em

    def _off_level(self, top: float, story: Story) -> float:
        """Return how far some columns begin from the top of a headline at their side, in points; what stands under others begins there."""
        one = story.columns[0]
        under = any(
            c.top < one.top and c.bottom > top and overlap(c.x0, c.x1, one.x0, one.x1) > 0 for c in self.columns if c not in story.columns
        )
        begin = story.columns[:1] if under else story.columns
        return min(abs(top - self.top_of(begin)), abs(top - min(c.top for c in begin)))

    def stands_over(self, group: Story, column: Stack) -> bool:
        """Say whether a headline stands right above a column."""
        x0, _, x1, bottom = group.box()
        em = max(head.size for head in group.heads)
        gap = self.top_of([column]) - bottom
        if overlap(x0, x1, column.x0, column.x1) <= 0 or gap < -0.6 * column.size:
            return False
        return gap < max(2.0 * em, APART * column.pitch) or (gap < PICTURE * column.pitch and not self._text_between(group, column))

    def _text_between(self, group: Story, column: Stack) -> bool:
        """Say whether a headline or a column stands between a headline and a column; pictures, boxes and bylines may."""
        top = group.box()[1]
        others = [c for c in self.columns if c is not column] + [head for g in self.groups if g is not group for head in g.heads]
        return any(
            overlap(o.x0, o.x1, column.x0, column.x1) > 0 and o.bottom > top and o.top < column.top - 0.5 * column.size for o in others
        )

    def stands_beside(self, group: Story, chain: list[Stack]) -> bool:
        """Say whether a headline stands at a side of one of some columns, and begins level with it."""
        x0, top, x1, _ = group.box()
        return any(
            -_TOUCH * self.page.body < max(column.x0 - x1, x0 - column.x1) < _BESIDE * self.page.body
            and min(abs(top - self.top_of([column])), abs(top - column.top)) < 6 * self.page.body
            and not self._stands_in_gap(group, Story(columns=[column]))
            for column in chain
        )

    def opens_at_side(self, one: Stack, two: Stack) -> bool:
        """Say whether a headline stands beside a column, and begins after the end of another that is above it."""
        return any(
            self.stands_beside(group, [two]) and group.box()[1] > one.bottom - one.pitch and group.box()[3] > two.top
            for group in self.groups
        )

    def _stands_in_gap(self, group: Story, story: Story) -> bool:
        """Say whether a column or a headline stands between a headline and columns at its side."""
        x0, top, x1, bottom = group.box()
        left, right = min(c.x0 for c in story.columns), max(c.x1 for c in story.columns)
        between = (x1, left) if x1 < left + 1 else (right, x0)
        others = [c for c in self.columns if c not in story.columns] + [h for g in self.groups if g is not group for h in g.heads]
        return any(overlap(o.x0, o.x1, *between) > 0 and overlap(o.top, o.bottom, top, bottom) > 0 for o in others)

    def top_of(self, columns: Sequence[Stack]) -> float:
        """Return where columns begin, with the pictures and the boxes that stand right above them, one above the other."""
        left, right, top = min(c.x0 for c in columns), max(c.x1 for c in columns), min(c.top for c in columns)
        pictures = [(x0, y0, x1, y1, _OVER_COLUMNS * self.page.body) for x0, y0, x1, y1 in self.page.pictures]
        boxes = [(stack.x0, stack.top, stack.x1, stack.bottom, _OVER_LINES * stack.pitch) for stack in self.loose]
        for x0, y0, x1, y1, reach in sorted(pictures + boxes, key=lambda box: -box[1]):
            is_above = overlap(x0, x1, left, right) > 0 and 0 < top - y1 < 2 * reach
            if is_above and (top - y1 < reach or self._only_caption(left, right, y1, top)):
                top = y0
        return top

    def _only_caption(self, left: float, right: float, low: float, high: float) -> bool:
        """Say whether what stands between a picture and columns below it is small print."""
        between = [line for line in self.page.lines if low < line.base < high and overlap(line.x0, line.x1, left, right) > 0]
        return bool(between) and all(line.size < SMALL * self.page.body for line in between)

    def _leads(self, group: Story, found: Sequence[Story]) -> bool:
        """Put a headline that has no columns over the headline right below it, and say whether there is one."""
        x0, _, x1, bottom = group.box()
        for story in found:
            if not story.heads:
                continue
            left, top, right = min(h.x0 for h in story.heads), min(h.top for h in story.heads), max(h.x1 for h in story.heads)
            first = min(self.page.place(line) for head in story.heads for line in head.lines)
            near = 0 < first - max(self.page.place(line) for head in group.heads for line in head.lines) <= ASIDE
            over = overlap(x0, x1, left, right) > 0.5 * min(x1 - x0, right - left) and -1 < top - bottom < 4 * self.page.body
            if over and (near or not self.page.trusted):
                story.heads = [*group.heads, *story.heads]
                return True
        return False

    def _is_next(self, group: Story, story: Story) -> bool:
        """Say whether a headline stands right before or after some columns in the stream, but for a byline or the like."""
        head = [self.page.place(line) for part in group.heads for line in part.lines]
        after = self.page.place(story.columns[0].lines[0]) - max(head)
        before = min(head) - self.page.place(story.columns[-1].lines[-1])
        return self.page.trusted and any(0 < step <= ASIDE for step in (after, before))

    def is_headed(self, column: Stack) -> bool:
        """Say whether any headline stands right above a column."""
        return any(self.stands_over(group, column) for group in self.groups)

    def column_between(self, one: Stack, two: Stack) -> bool:
        """Say whether a column stands between two that are side by side."""
        return any(
            other is not one and other is not two and other.x0 > one.x1 - 1 and other.x1 < two.x0 + 1
            and overlap(other.top, other.bottom, max(one.top, two.top), min(one.bottom, two.bottom)) > 0
            for other in self.columns
        )  # fmt: skip

    def head_between(self, one: Stack, two: Stack) -> bool:
        """Say whether a headline stands upright or narrow between two columns."""
        return any(
            x0 > one.x1 - 1 and x1 < two.x0 + 1 and overlap(y0, y1, max(one.top, two.top), min(one.bottom, two.bottom)) > 0
            for x0, y0, x1, y1 in (group.box() for group in self.groups)
        )

    def anything_between(self, one: Stack, two: Stack, *, wide: bool = False) -> bool:
        """Say whether a column or a headline stands between a column and one below it: where both are, or where one of them is."""
        left, right = (min(one.x0, two.x0), max(one.x1, two.x1)) if wide else (max(one.x0, two.x0), min(one.x1, two.x1))
        heads = (group.box() for group in self.groups)
        others = ((c.x0, c.top, c.x1, c.bottom) for c in self.columns if c is not one and c is not two)
        return any(
            overlap(x0, x1, left, right) > 0 and one.bottom - 1 < (y0 + y1) / 2 < two.top + 1 for x0, y0, x1, y1 in (*heads, *others)
        )


def matched(costs: Floats) -> dict[int, int]:
    """Return which row goes with which column, each in one pair at most, so that the sum of costs is least (Kuhn 1955).

    >>> matched(np.array([[1.0, 2.0], [1.0, 9.0]]))
    {1: 0, 0: 1}
    """
    if costs.size and costs.shape[0] > costs.shape[1]:
        return {row: column for column, row in matched(costs.T).items()}
    rows, columns = costs.shape
    lift, price = np.zeros(rows + 1), np.zeros(columns + 1)
    owner, way = np.zeros(columns + 1, int), np.zeros(columns + 1, int)  # rows from 1; column 0 is where a row begins
    for row in range(1, rows + 1 if columns else 1):
        owner[0], at = row, 0
        least, seen = np.full(columns + 1, np.inf), np.zeros(columns + 1, bool)
        while owner[at]:
            seen[at] = True
            reduced = costs[owner[at] - 1] - lift[owner[at]] - price[1:]
            nearer = ~seen[1:] & (reduced < least[1:])
            least[1:][nearer], way[1:][nearer] = reduced[nearer], at
            free = np.where(seen, np.inf, least)
            free[0] = np.inf
            following = int(free.argmin())
            step = free[following]
            lift[owner[seen]] += step
            price[seen] -= step
            least[~seen] -= step
            at = following
        while at:
            owner[at] = owner[way[at]]
            at = int(way[at])
    return {int(owner[column]) - 1: column - 1 for column in range(1, columns + 1) if owner[column]}


def head_order(head: Stack) -> tuple[float, float]:
    """Sort headline parts as they are read: downward, vertical ones from the right."""
    return (0.0, -head.x0) if head.lines[0].vertical else (head.top, head.x0)
