"""Printed lines -> reading order: columns, the stories that run through them, the headline over each.

Lines that stand below each other in one size are a stack; stacks of one column are a column; columns side by side are a
story if they begin level, or if the one goes on where the other broke off. A headline is larger than the text, and stands above
the columns that it heads, or beside them. What is left, bylines, boxes and captions, goes to the story that it stands with.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.ink import Floats
    from corpus.setting import Line

HEAD: Final = 1.12
"""How much larger than the text of the page a headline is, at least."""
_HEAD_LINES: Final = 8
_HEAD_LENGTH: Final = 120
_HUGE: Final = 1.5
_FEW: Final = 5
_MOST_COLUMNS: Final = 300
_SIZE: Final = 1.12
_SAME: Final = 1.04
_WEIGHT: Final = 150.0
_CROSSHEAD: Final = 20
_CROSSHEAD_LINES: Final = 3
_LARGEST_CROSSHEAD: Final = 1.32
_PITCH: Final = 2.3
_BREAK: Final = 1.35
_LOOSER: Final = 1.08
_AROUND: Final = 0.7
_INDENT: Final = 1.2
_GUTTER: Final = 5.0
_PICTURE: Final = 14.0
_BETWEEN_VERTICAL: Final = 0.8
_CAPTION: Final = 1.8
_LEVEL: Final = 0.6
_APART: Final = 3.5
_ASIDE: Final = 6
_PULLED: Final = 1.45
_FEWEST_STEPS: Final = 10
_TRUSTED: Final = 0.8
_MOST_HEADS: Final = 12
_LONGEST: Final = 40
_UNUSED: Final = 8.0
_HEADLESS: Final = 3.0
_LOOSE: Final = 4.0
_WORST: Final = 15.0
_BESIDE: Final = 10.0
_NEAR: Final = 1.5
_OVER_COLUMNS: Final = 4.0
_ENDS: Final = frozenset("。！？…”』」）)!?.：:；;—")


@dataclass(slots=True)
class Stack:
    """Lines of one size below each other."""

    lines: list[Line]
    head: bool = False
    crosshead: bool = False
    x0: float = 0.0
    x1: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    size: float = 0.0
    pitch: float = 0.0

    def measured(self) -> Stack:
        """Measure it anew."""
        lines = self.lines
        self.x0, self.x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
        self.size = median(line.size for line in lines)
        self.top, self.bottom = min(line.y0 for line in lines), max(line.y1 for line in lines)
        steps = [b.base - a.base for a, b in pairwise(lines) if b.base > a.base]
        self.pitch = median(steps) if steps else 1.4 * self.size
        return self

    @property
    def centre(self) -> float:
        """The middle between its sides."""
        return (self.x0 + self.x1) / 2

    @property
    def length(self) -> int:
        """The number of its characters."""
        return sum(len(line.text) for line in self.lines)


@dataclass(slots=True)
class Story:
    """Columns in the order in which they are read, the headline over them, and what stands with them."""

    columns: list[Stack] = field(default_factory=list)
    heads: list[Stack] = field(default_factory=list)
    before: list[Stack] = field(default_factory=list)
    after: list[Stack] = field(default_factory=list)

    def stacks(self) -> list[Stack]:
        """Return all its stacks as they are read."""
        return [*self.heads, *self.before, *self.columns, *self.after]

    def box(self) -> tuple[float, float, float, float]:
        """Return its sides: left, top, right, bottom."""
        stacks = self.stacks()
        return min(s.x0 for s in stacks), min(s.top for s in stacks), max(s.x1 for s in stacks), max(s.bottom for s in stacks)


def stories(lines: Sequence[Line], rules: Floats, pictures: Floats) -> list[Story]:
    """Return the stories of a page, in printed order; each line is in exactly one."""
    if not lines:
        return []
    return _Page(lines, rules, pictures).stories()


def body_size(lines: Iterable[Line]) -> float:
    """Return the size that most of the text is set in, in points."""
    counts: dict[float, int] = defaultdict(int)
    for line in lines:
        counts[max(round(line.size * 5) / 5, 0.1)] += len(line.text)
    return max(counts, key=lambda size: (counts[size], -size))


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """Return how much of two stretches is in both, negative if they are apart."""
    return min(a1, b1) - max(a0, b0)


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


class _Page:
    """Finds the stories of one page."""

    def __init__(self, lines: Sequence[Line], rules: Floats, pictures: Floats) -> None:
        self.lines = lines
        self.pictures = [box for box in pictures.tolist() if not any(_holds(box, line) for line in lines)]
        self.body = body_size(lines)
        wide = (rules[:, 2] - rules[:, 0]) > (rules[:, 3] - rules[:, 1])
        self.level, self.upright = rules[wide].tolist(), rules[~wide].tolist()
        self.in_stream = sorted(lines, key=lambda line: line.first)
        self.firsts = [line.first for line in self.in_stream]

    def stories(self) -> list[Story]:
        found = self._stacks()
        self.trusted = _goes_by_stream(found)
        stacks = [stack.measured() for stack in self._split(found)]
        for stack in stacks:
            stack.head = self._is_head(stack)
        self._demote(stacks)
        self.heads = self._head_groups([stack for stack in stacks if stack.head])
        columns = self._columns([stack for stack in stacks if not stack.head])
        self.columns, loose = self._parted(columns)
        self.indents = _indents(self.columns)
        if len(self.columns) <= _MOST_COLUMNS:
            loose += self._bylines()
            self._bridge()
        found = self._headed(self._chains())
        self._give_homes(found, loose)
        return _printed_order(found)

    # lines to stacks

    def _stacks(self) -> list[Stack]:
        """Put each line below the stack that it goes on with."""
        found: list[Stack] = []
        open_stacks: list[Stack] = []
        for line in sorted(self.lines, key=lambda line: (line.base, line.x0)):
            if line.vertical:
                found.append(Stack([line]))
                continue
            open_stacks = [stack for stack in open_stacks if line.base - stack.lines[-1].base < _PITCH * max(stack.size, line.size)]
            fits = [stack for stack in open_stacks if self._continues(stack, line)]
            if fits:
                stack = max(fits, key=lambda stack: (stack.lines[-1].base, overlap(stack.x0, stack.x1, line.x0, line.x1)))
                if len(line.text) >= len(stack.lines[-1].text):
                    stack.size = line.size
                stack.lines.append(line)
                stack.x0, stack.x1 = min(stack.x0, line.x0), max(stack.x1, line.x1)
            else:
                stack = Stack([line], x0=line.x0, x1=line.x1, size=line.size)
                found.append(stack)
                open_stacks.append(stack)
        return found

    def _continues(self, stack: Stack, line: Line) -> bool:
        last = stack.lines[-1]
        em = min(stack.size, line.size)
        if not _sizes_fit(stack, Stack([line], size=line.size)) or self._is_other_part(last, line) or not 0.8 * em < line.base - last.base:
            return False
        inside = stack.x0 - _AROUND * em <= line.x0 and line.x1 <= stack.x1 + _AROUND * em
        around = line.x0 - _AROUND * em <= stack.x0 and stack.x1 <= line.x1 + _AROUND * em
        flush = abs(line.x0 - stack.x0) < 2.6 * em and len(stack.lines) <= 3  # noqa: PLR2004 - an end, a crosshead, an indented line
        settled = _is_settled(stack) and len(stack.lines) > 3  # noqa: PLR2004 - short lines may be as wide as each other by chance
        if not (inside or ((around or flush) and not settled)):
            return False
        return not self._ruled(last, line)

    def _is_other_part(self, one: Line, two: Line) -> bool:
        """Say whether two lines are of two parts of a headline: larger than the text, and not of one size and weight."""
        if min(one.size, two.size) < HEAD * self.body:
            return False
        return max(one.size, two.size) > _SAME * min(one.size, two.size) or abs(one.weight - two.weight) > _WEIGHT

    def _ruled(self, one: Line, two: Line) -> bool:
        """Say whether a rule stands between a line and one below it."""
        low, high = one.base, two.base - 0.7 * two.size
        x0, x1 = max(one.x0, two.x0), min(one.x1, two.x1)
        return any(low < y0 and y1 < high + 0.3 * two.size and r0 < x1 and r1 > x0 for r0, y0, r1, y1 in self.level)

    def _split(self, stacks: Iterable[Stack]) -> Iterator[Stack]:
        """Yield stacks, cut where the step from line to line is wider than usual."""
        steps = defaultdict(list)
        for stack in stacks:
            for a, b in pairwise(stack.lines):
                steps[round(b.size)].append(b.base - a.base)
        usual = {size: median(found) for size, found in steps.items()}
        for stack in stacks:
            own = [b.base - a.base for a, b in pairwise(stack.lines)]
            pitch = median(own) if len(own) > 2 else usual.get(round(stack.size), 0.0)  # noqa: PLR2004 - two steps tell nothing
            part = [stack.lines[0]]
            for step, line in zip(own, stack.lines[1:], strict=True):
                if step > _BREAK * pitch or (step > _LOOSER * pitch and self.trusted and not self._is_near(part[-1], line)):
                    yield Stack(part)
                    part = []
                part.append(line)
            yield Stack(part)

    def _is_head(self, stack: Stack) -> bool:
        if any(line.vertical for line in stack.lines):
            return stack.size >= HEAD * self.body
        if len(stack.lines) == 1 and phrases.FOLIO.search(stack.lines[0].text):
            return False
        if stack.size >= _HUGE * self.body:
            return stack.length <= _HEAD_LENGTH
        prose = any("。" in line.text for line in stack.lines)
        return stack.size >= HEAD * self.body and len(stack.lines) <= _HEAD_LINES and stack.length <= _HEAD_LENGTH and not prose

    def _demote(self, stacks: list[Stack]) -> None:
        """Find the crossheads among what is larger than the text: a little larger, in a column, between what they part."""
        text = [stack for stack in stacks if not stack.head]
        ends = {stack.lines[-1].last: stack for stack in text}
        begins = {stack.lines[0].first: stack for stack in text}
        for run in self._runs([stack for stack in stacks if stack.head and not stack.lines[0].vertical]):
            above, below = ends.get(run[0].lines[0].first - 1), begins.get(run[-1].lines[-1].last + 1)
            if self.trusted and above and below and _is_of_size(run[0], above) and _is_of_size(run[-1], below):
                for head in run:
                    head.head = False
            if sum(len(head.lines) for head in run) > _CROSSHEAD_LINES:
                continue
            pairs = (above, below), (self._next(run[0], text, -1), self._next(run[-1], text, 1))
            parts = any(above and below and _parts(run, above, below) for above, below in pairs)
            if parts or self._opens(run[0], text) or (above and self._closes(run[0], above, stacks)):
                for head in run:
                    head.head, head.crosshead = False, True

    def _runs(self, heads: list[Stack]) -> Iterator[list[Stack]]:
        """Yield headlines, those in one list that are of one size and follow each other in the stream: a column may break between them."""
        run: list[Stack] = []
        for head in sorted(heads, key=lambda head: head.lines[0].first):
            if run and not (self.trusted and head.lines[0].first == run[-1].lines[-1].last + 1 and head.size < _SAME * run[-1].size < _SAME**2 * head.size):
                yield run
                run = []
            run.append(head)
        if run:
            yield run

    def _opens(self, head: Stack, text: list[Stack]) -> bool:
        """Say whether a line larger than the text is the first of a column: those beside begin level with it."""
        below = self._next(head, text, 1)
        if below is None or len(head.lines) > 1 or head.size > _LARGEST_CROSSHEAD * below.size:
            return False
        beside = [stack for stack in text if stack is not below and _beside(below, stack) and _same_width(below, stack)]
        return any(abs(stack.lines[0].base - head.lines[0].base) < _LEVEL * below.pitch for stack in beside)

    def _closes(self, head: Stack, above: Stack, stacks: Sequence[Stack]) -> bool:
        """Say whether a line larger than the text is the last of a column: it is nearer to it than to what stands below."""
        gap = head.top - above.bottom
        if not self.trusted or len(head.lines) > 1 or head.size > _LARGEST_CROSSHEAD * above.size or not _inside(head, above):
            return False
        below = [stack.top - head.bottom for stack in stacks if stack.top >= head.bottom and overlap(stack.x0, stack.x1, head.x0, head.x1) > 0]
        return -0.5 * above.size < gap < above.pitch and gap + 0.5 * above.size < min(below, default=float("inf"))

    def _next(self, head: Stack, text: list[Stack], way: int) -> Stack | None:
        """Return the text right above (-1) or below (1) a stack, in its column."""
        near = [
            (gap, k)
            for k, stack in enumerate(text)
            if _inside(head, stack)
            and -0.5 * stack.size < (gap := stack.top - head.bottom if way > 0 else head.top - stack.bottom) < 1.6 * stack.pitch
        ]
        return text[min(near)[1]] if near else None

    def _is_near(self, one: Line, two: Line, largest: float = 1.0) -> bool:
        """Say whether a line comes right after another in the stream, or after a caption or the like between them.

        `largest` is the size of what may stand between, against that of the text.
        """
        if two.first == one.last + 1:
            return True
        if two.first < one.last:
            return False
        low, high = bisect_right(self.firsts, one.last), bisect_left(self.firsts, two.first)
        return high - low <= _ASIDE and all(line.size < largest * self.body for line in self.in_stream[low:high])

    def _is_next_line(self, one: Stack, two: Stack) -> bool:
        """Say whether a stack begins where another ends in a stream that can be trusted."""
        return self.trusted and two.lines[0].first == one.lines[-1].last + 1

    # headlines

    def _head_groups(self, heads: list[Stack]) -> list[Story]:
        """Return the groups of headline parts that stand below each other, each as a story without columns."""
        groups: list[list[Stack]] = []
        for head in sorted(heads, key=lambda head: (head.top, head.x0)):
            own = [group for group in groups if any(self._is_one_head(part, head) for part in group)]
            groups = [group for group in groups if group not in own]
            groups.append([*(part for group in own for part in group), head])
        return [Story(heads=sorted(group, key=_head_order)) for group in groups]

    def _is_one_head(self, one: Stack, two: Stack) -> bool:
        """Say whether two headline parts belong together: below each other, or vertical ones side by side."""
        em = max(one.size, two.size)
        across = overlap(one.x0, one.x1, two.x0, two.x1)
        gap = two.top - one.bottom
        steps = (bisect_left(self.firsts, b.lines[0].first) - bisect_left(self.firsts, a.lines[-1].first) for a, b in ((one, two), (two, one)))
        if self.trusted and not any(0 < step <= _ASIDE for step in steps):
            return False
        if one.lines[0].vertical or two.lines[0].vertical:
            narrow = max(one.x1 - one.x0, two.x1 - two.x0) < 1.6 * em  # an end of one or two characters is not told to be vertical
            return narrow and -across < _BETWEEN_VERTICAL * em and overlap(one.top, one.bottom, two.top, two.bottom) > 0
        if any(one.bottom - 1 < y0 and y1 < two.top + 1 and overlap(x0, x1, two.x0, two.x1) > 0 for x0, y0, x1, y1 in self.level):
            return False
        between = (one.bottom, two.top)
        crossed = any(
            not other.vertical and other.size < HEAD * self.body and between[0] < other.base < between[1] + 0.2 * em
            and overlap(other.x0, other.x1, two.x0, two.x1) > 0
            for other in self.lines
        )  # fmt: skip
        return across > 0.3 * min(one.x1 - one.x0, two.x1 - two.x0) and gap < 1.2 * em and not crossed

    # stacks to columns

    def _columns(self, stacks: list[Stack]) -> list[Stack]:
        """Join the stacks of one column that nothing stands between."""
        found: list[Stack] = []
        for stack in sorted(stacks, key=lambda stack: stack.top):
            above = [column for column in found if self._is_below(column, stack)]
            if above:
                column = max(above, key=lambda column: column.bottom)
                column.lines += stack.lines
                column.crosshead = column.crosshead and stack.crosshead
                column.measured()
            else:
                found.append(stack)
        return found

    def _is_below(self, column: Stack, stack: Stack) -> bool:
        """Say whether a stack goes on in a column, after a gap."""
        em = min(column.size, stack.size)
        if not _sizes_fit(column, stack) or not 0 <= stack.lines[0].base - column.lines[-1].base < _APART * column.pitch:
            return False
        inside = column.x0 - _AROUND * em <= stack.x0 and stack.x1 <= column.x1 + _AROUND * em
        around = stack.x0 - _AROUND * em <= column.x0 and column.x1 <= stack.x1 + _AROUND * em
        settled = _is_settled(column) if inside else _is_settled(stack)
        if column.crosshead or stack.crosshead or self._is_next_line(column, stack):
            settled = True
        if not (inside or around) or not settled or not _is_flush(column, stack, em):
            return False
        if (
            _is_settled(column)
            and _is_settled(stack)
            and (abs(column.x0 - stack.x0) > _AROUND * em or abs(column.x1 - stack.x1) > _AROUND * em)
        ):
            return False
        if self._ruled(column.lines[-1], stack.lines[0]) or (self.trusted and not self._is_near(column.lines[-1], stack.lines[0])):
            return False
        return not any(self._stands_between(group, column, stack) for group in self.heads)

    def _stands_between(self, group: Story, column: Stack, stack: Stack) -> bool:
        x0, top, x1, bottom = group.box()
        return overlap(x0, x1, stack.x0, stack.x1) > 0 and column.lines[-1].base <= top + 0.5 * self.body and bottom <= stack.bottom

    def _parted(self, columns: list[Stack]) -> tuple[list[Stack], list[Stack]]:
        """Part what is set as a column from what stands loose: a line or two that fill no column, small print."""
        main: list[Stack] = []
        loose: list[Stack] = []
        for column in columns:
            small = column.size < 0.93 * self.body and len(column.lines) <= _FEW
            short = len(column.lines) <= 2 and not self._is_column(column, columns)  # noqa: PLR2004 - a byline has a line or two
            (loose if small or short or self._is_boxed(column) else main).append(column)
        return main, loose

    def _is_boxed(self, stack: Stack) -> bool:
        """Say whether a few lines stand between two rules: a summary, or a notice."""
        em = 1.2 * stack.size
        over = [(y0, y1) for x0, y0, x1, y1 in self.level if x0 < stack.x0 + em and x1 > stack.x1 - em]
        above = any(-em < stack.top - y1 < em for _, y1 in over)
        return len(stack.lines) <= _FEW and above and any(-em < y0 - stack.bottom < em for y0, _ in over)

    def _is_column(self, stack: Stack, columns: Iterable[Stack]) -> bool:
        """Say whether a line or two are a column: they stand where one would, and go on with one in the stream."""
        longer = [column for column in columns if len(column.lines) > 2]  # noqa: PLR2004 - a byline has a line or two
        if not any(_same_column(stack, column) for column in longer):
            return self._goes_on(stack, columns)
        return not self.trusted or any(self._is_next_line(a, b) for column in longer for a, b in ((stack, column), (column, stack)))

    def _goes_on(self, stack: Stack, columns: Iterable[Stack]) -> bool:
        """Say whether a line or two go on in the middle of a sentence of a column, which a picture may have parted from it."""
        return self.trusted and any(
            column is not stack
            and self._is_near(column.lines[-1], stack.lines[0])
            and column.lines[-1].text[-1] not in _ENDS
            and column.size < _SAME * stack.size < _SAME**2 * column.size
            for column in columns
        )

    def _bylines(self) -> list[Stack]:
        """Take bylines off the columns: a first line that is centred, and stands above the line that the columns beside begin on."""
        found = []
        for column in self.columns:
            if len(column.lines) < 3 or not _is_centred(column.lines[0], column):  # noqa: PLR2004 - a byline, and lines below it
                continue
            second = column.lines[1].base
            beside = (o for o in self.columns if o is not column and _same_width(column, o) and _beside(column, o))
            if any(abs(other.lines[0].base - second) < _LEVEL * column.pitch for other in beside):
                found.append(Stack([column.lines[0]]).measured())
                del column.lines[0]
                column.measured()
        return found

    def _bridge(self) -> None:
        """Join two columns below each other where a picture stands between: the columns beside them run past it."""
        for column in sorted(self.columns, key=lambda column: column.top):
            while column in self.columns:
                below = next((other for other in self.columns if self._is_bridged(column, other)), None)
                if below is None:
                    break
                column.lines += below.lines
                column.measured()
                self.columns.remove(below)

    def _is_bridged(self, one: Stack, two: Stack) -> bool:
        em = one.size
        if one is two or two.size > _SAME * em or em > _SAME * two.size or two.top <= one.bottom:
            return False
        if abs(one.x0 - two.x0) > _AROUND * em or abs(one.x1 - two.x1) > _AROUND * em or self._anything_between(one, two):
            return False
        if self._own_head(two):
            return False
        along = (o for o in self.columns if o is not one and o is not two and _beside(one, o) and _same_width(one, o))
        return any(o.top < one.bottom and o.bottom > two.top and o.size < _SAME * em and em < _SAME * o.size for o in along)

    # columns to stories

    def _chains(self) -> list[list[Stack]]:
        """Return the columns of each story; a page of more columns than any paper has is left as it is."""
        if len(self.columns) > _MOST_COLUMNS:
            return [[column] for column in sorted(self.columns, key=lambda column: (column.top, column.x0))]
        order = sorted(self.columns, key=lambda column: column.lines[0].first)
        self.next_in_stream = {id(a): id(b) for a, b in pairwise(order)}
        self.row_head = self._row_heads()
        pairs = []
        for one in self.columns:
            for two in self.columns:
                score = self._link(one, two) if one is not two else None
                if score is not None and score > 0:
                    pairs.append((score, id(one), id(two)))
        by_id = {id(column): column for column in self.columns}
        follower = _joined(sorted(pairs, key=lambda pair: (-pair[0], by_id[pair[1]].top, by_id[pair[1]].x0)))
        led = set(follower.values())
        chains: list[list[Stack]] = []
        for column in sorted(self.columns, key=lambda column: (column.top, column.x0)):
            if id(column) in led:
                continue
            chain, at = [column], id(column)
            while at in follower:
                at = follower[at]
                chain.append(by_id[at])
            chains.append(chain)
        given = self._given([Story(columns=chain) for chain in chains])
        return [
            part
            for k, chain in enumerate(chains)
            for part in self._cut(chain, [group for g, group in enumerate(self.heads) if given.get(g, k) == k])
        ]

    def _link(self, one: Stack, two: Stack) -> float | None:
        """Return how much speaks for a column being read after another; None if it cannot be."""
        em = max(one.size, two.size)
        if em > 1.06 * min(one.size, two.size):  # a story is set in one size
            return None
        shared = self._continuity(one, two) + self._stream(one, two)
        across = overlap(one.x0, one.x1, two.x0, two.x1)
        if across > 0.5 * min(one.x1 - one.x0, two.x1 - two.x0):
            if two.top < one.bottom - 0.5 * em or self._anything_between(one, two) or self.row_head[id(two)]:
                return None
            near = two.top - one.bottom < _APART * one.pitch or (self.trusted and self._is_near(one.lines[-1], two.lines[0]))
            return (
                shared
                + (0.5 if near else -2.0)
                + (1.0 if _same_width(one, two) else -1.0)
                - self._rules_between(one, two)
            )
        if two.x1 < one.x1 - 0.5 * em:
            return self._next_set(one, two, shared)
        level = overlap(one.top, one.bottom, two.top, two.bottom) > 0 or (self._is_next_line(one, two) and two.top < one.bottom)
        if two.x0 < one.x1 - 0.5 * em or not level:
            return None
        if two.x0 - one.x1 > _GUTTER * em and not (self.trusted and self._is_near(one.lines[-1], two.lines[0])):
            return None
        if self._column_between(one, two) or self._head_between(one, two):
            return None
        level = abs(_text_top(two) - _text_top(one)) < _LEVEL * one.pitch
        score = shared + (2.0 if level else -1.0) + (1.0 if _same_width(one, two) else -1.5)
        score += 0.5 if one.bottom > two.bottom - 0.5 * one.pitch else -0.7
        if not level and self.row_head[id(two)]:
            score -= 3.0 if self._is_next_line(one, two) else 6.0
        return score - 0.7 * self._upright_between(one, two)

    def _next_set(self, one: Stack, two: Stack, shared: float) -> float | None:
        """Return how much speaks for the columns of a story going on in a set of columns below: only the stream can tell."""
        if not self.trusted or two.top < one.bottom - one.pitch or not self._is_near(one.lines[-1], two.lines[0], _PULLED):
            return None
        if self.row_head[id(two)] or self._anything_between(one, two, wide=True):
            return None
        return shared + (0.0 if _same_width(one, two) else -3.0) - 1.0

    def _continuity(self, one: Stack, two: Stack) -> float:
        """Return what the line break says: a line that ran full goes on, an indented one begins."""
        last, first = one.lines[-1], two.lines[0]
        em = one.size
        ended = last.x1 < one.x1 - 1.6 * em or last.text[-1] in _ENDS
        short = last.x1 < one.x1 - 1.6 * em
        left = min(one.x0, two.x0) if len(two.lines) == 1 and two.x0 < one.x1 else two.x0  # a line does not show the sides of its column
        begins = first.x0 - left > _INDENT * em or first.size > 1.02 * two.size
        if short:
            return 0.3 if begins else -2.0
        if ended:
            return 1.5 if self.indents and not begins and len(two.lines) > 1 else 0.3
        return -3.0 if begins else 2.5

    def _stream(self, one: Stack, two: Stack) -> float:
        """Return what the order in the file says."""
        if self.trusted:
            if self._is_next_line(one, two):
                return 4.0
            return 2.0 if self._is_near(one.lines[-1], two.lines[0], _PULLED) else -4.0
        if two.lines[0].first == one.lines[-1].last + 1:
            return 2.5
        return 1.0 if self.next_in_stream.get(id(one)) == id(two) else -0.5

    def _row_heads(self) -> dict[int, bool]:
        """Say of each column whether a headline stands over it, or over one that begins level with it at its side."""
        rows: list[list[Stack]] = []
        for column in sorted(self.columns, key=lambda column: column.x0):
            row = next((row for row in rows if self._is_level(row[-1], column)), None)
            if row is None:
                rows.append([column])
            else:
                row.append(column)
        return {id(column): any(map(self._own_head, row)) for row in rows for column in row}

    def _is_level(self, one: Stack, two: Stack) -> bool:
        """Say whether a column begins level with one at its left."""
        beside = -0.5 * one.size < two.x0 - one.x1 < _GUTTER * one.size
        return beside and abs(_text_top(one) - _text_top(two)) < _LEVEL * one.pitch and _same_width(one, two)

    def _own_head(self, column: Stack) -> bool:
        return any(self._heads_column(group, column) for group in self.heads)

    def _heads_column(self, group: Story, column: Stack) -> bool:
        """Say whether a headline stands right above a column."""
        x0, _, x1, bottom = group.box()
        em = max(head.size for head in group.heads)
        gap = column.top - bottom
        if overlap(x0, x1, column.x0, column.x1) <= 0 or gap < -0.6 * column.size:
            return False
        return gap < max(2.0 * em, _APART * column.pitch) or (gap < _PICTURE * column.pitch and not self._text_between(group, column))

    def _text_between(self, group: Story, column: Stack) -> bool:
        """Say whether a headline or a column stands between a headline and a column; pictures, boxes and bylines may."""
        top = group.box()[1]
        others = [c for c in self.columns if c is not column] + [head for g in self.heads if g is not group for head in g.heads]
        return any(
            overlap(o.x0, o.x1, column.x0, column.x1) > 0 and o.bottom > top and o.top < column.top - 0.5 * column.size for o in others
        )

    def _column_between(self, one: Stack, two: Stack) -> bool:
        return any(
            other is not one and other is not two and other.x0 > one.x1 - 1 and other.x1 < two.x0 + 1
            and overlap(other.top, other.bottom, max(one.top, two.top), min(one.bottom, two.bottom)) > 0
            for other in self.columns
        )  # fmt: skip

    def _head_between(self, one: Stack, two: Stack) -> bool:
        """Say whether a headline stands upright or narrow between two columns."""
        return any(
            x0 > one.x1 - 1 and x1 < two.x0 + 1 and overlap(y0, y1, max(one.top, two.top), min(one.bottom, two.bottom)) > 0
            for x0, y0, x1, y1 in (group.box() for group in self.heads)
        )

    def _anything_between(self, one: Stack, two: Stack, *, wide: bool = False) -> bool:
        """Say whether a column or a headline stands between a column and one below it: where both are, or where one of them is."""
        left, right = (min(one.x0, two.x0), max(one.x1, two.x1)) if wide else (max(one.x0, two.x0), min(one.x1, two.x1))
        heads = (group.box() for group in self.heads)
        others = ((c.x0, c.top, c.x1, c.bottom) for c in self.columns if c is not one and c is not two)
        return any(
            overlap(x0, x1, left, right) > 0 and one.bottom - 1 < (y0 + y1) / 2 < two.top + 1
            for x0, y0, x1, y1 in (*heads, *others)
        )

    def _rules_between(self, one: Stack, two: Stack) -> float:
        return 4.0 if self._ruled(one.lines[-1], two.lines[0]) else 0.0

    def _upright_between(self, one: Stack, two: Stack) -> float:
        top, bottom = max(one.top, two.top), min(one.bottom, two.bottom)
        return float(
            any(
                one.x1 - 2 < x0 and x1 < two.x0 + 2 and overlap(top, bottom, y0, y1) > 0.5 * (bottom - top)
                for x0, y0, x1, y1 in self.upright
            )
        )

    def _cut(self, chain: list[Stack], beside: Sequence[Story]) -> Iterator[list[Stack]]:
        """Cut a chain of columns where another headline begins: at the least cost over columns and headlines, from the left.

        Of the headlines at its sides, only those `beside` count, which no other columns want.
        """
        over = [group for group in self.heads if any(self._heads_column(group, column) for column in chain)]
        over += [group for group in beside if group not in over and self._is_beside(group, chain)]
        tops = sorted(over, key=lambda group: group.box()[0])[:_MOST_HEADS]
        if len(tops) < 2 or len(chain) < 2 or len(chain) > _LONGEST:  # noqa: PLR2004 - one headline, one story
            yield chain
            return
        cuts = [0.0, *(self._tie(one, two) for one, two in pairwise(chain))]
        columns, heads = range(len(chain) + 1), range(len(tops) + 1)
        best: dict[tuple[int, int], tuple[float, list[int]]] = {(0, 0): (0.0, [])}
        for i, j in product(columns, heads):
            ways = [(best[i, j - 1][0] + _UNUSED, best[i, j - 1][1])] if j else []
            for k in range(i):
                story = Story(columns=chain[k:i])
                ways.append((best[k, j][0] + cuts[k] + _HEADLESS, [*best[k, j][1], k]))
                if j:
                    cost = min(self._cost(tops[j - 1], story), _UNUSED + _HEADLESS)
                    ways.append((best[k, j - 1][0] + cuts[k] + cost, [*best[k, j - 1][1], k]))
            if ways:
                best[i, j] = min(ways)
        for begin, end in pairwise([*best[len(chain), len(tops)][1], len(chain)]):
            yield chain[begin:end]

    def _tie(self, one: Stack, two: Stack) -> float:
        """Return what it costs to cut a chain between two columns: much in the middle of a sentence."""
        link = self._link(one, two) or 0.0
        return link if self._continuity(one, two) > 1 else min(link, _LOOSE)

    def _is_beside(self, group: Story, chain: list[Stack]) -> bool:
        """Say whether a headline stands at a side of one of some columns, and begins level with it."""
        x0, top, x1, _ = group.box()
        return any(
            (-1 < column.x0 - x1 < _BESIDE * self.body or -1 < x0 - column.x1 < _BESIDE * self.body)
            and abs(top - self._top([column])) < 6 * self.body
            and not self._stands_in_gap(group, Story(columns=[column]))
            for column in chain
        )

    def _top(self, columns: Sequence[Stack]) -> float:
        """Return where columns begin, with the picture that stands right above them."""
        left, right, top = min(c.x0 for c in columns), max(c.x1 for c in columns), min(c.top for c in columns)
        above = [y0 for x0, y0, x1, y1 in self.pictures if overlap(x0, x1, left, right) > 0 and 0 < top - y1 < _OVER_COLUMNS * self.body]
        return min([top, *above])

    def _headed(self, chains: list[list[Stack]]) -> list[Story]:
        """Give each headline to the columns that it stands over, or else beside: the nearest pair first."""
        found = [Story(columns=chain) for chain in chains]
        given = self._given(found)
        for g, k in given.items():
            found[k].heads = self.heads[g].heads
        left = [group for g, group in enumerate(self.heads) if g not in given]
        return found + [group for group in left if not self._leads(group, found)]

    def _leads(self, group: Story, found: Sequence[Story]) -> bool:
        """Put a headline that has no columns over the headline right below it, and say whether there is one."""
        x0, _, x1, bottom = group.box()
        for story in found:
            if not story.heads:
                continue
            left, top, right = min(h.x0 for h in story.heads), min(h.top for h in story.heads), max(h.x1 for h in story.heads)
            first, last = min(line.first for h in story.heads for line in h.lines), max(line.last for h in group.heads for line in h.lines)
            near = 0 < bisect_left(self.firsts, first) - bisect_left(self.firsts, last) <= _ASIDE
            over = overlap(x0, x1, left, right) > 0.5 * min(x1 - x0, right - left) and -1 < top - bottom < 4 * self.body
            if over and (near or not self.trusted):
                story.heads = [*group.heads, *story.heads]
                return True
        return False

    def _given(self, found: Sequence[Story]) -> dict[int, int]:
        """Return which headline is whose, so that all together cost least; what is too far from all is nobody's."""
        costs = np.array([[self._cost(group, story) for story in found] for group in self.heads]).reshape(len(self.heads), -1)
        return {g: k for g, k in matched(np.minimum(costs, _WORST)).items() if costs[g, k] < _WORST}

    def _cost(self, group: Story, story: Story) -> float:
        """Return how little speaks for a headline being that of some columns, in ems, infinite if it cannot be."""
        x0, top, x1, bottom = group.box()
        left, right = min(c.x0 for c in story.columns), max(c.x1 for c in story.columns)
        em = self.body
        near = -_NEAR * em if self._is_next(group, story) else 0.0
        if overlap(x0, x1, left, right) > 0:
            under = [c for c in story.columns if overlap(x0, x1, c.x0, c.x1) > 0 and c.top > bottom - 0.6 * em]
            if not under or self._text_between(group, min(under, key=lambda c: c.top)):
                return float("inf")
            gap = min(c.top for c in under) - bottom
            off = min(abs(x0 + x1 - left - right) / 2, abs(x0 - left))
            wide = max(left - x0, 0.0) + max(x1 - right, 0.0)
            level = max(0.0, min(c.top for c in under) - min(c.top for c in story.columns))
            return (near + 0.5 * max(gap, 0.0) + 0.3 * min(off, 10 * em) + 2 * min(wide, 4 * em) + level) / em
        first, low = self._top(story.columns), max(c.bottom for c in story.columns)
        beside = max(left - x1, x0 - right)
        if beside > _BESIDE * em or overlap(top, bottom, first, low) <= 0 or self._stands_in_gap(group, story):
            return float("inf")
        return (near + em + 0.3 * beside + (0.5 * em if x0 > right else 0.0) + max(0.0, abs(top - first) - 2 * em)) / em

    def _is_next(self, group: Story, story: Story) -> bool:
        """Say whether a headline stands right before or after some columns in the stream, but for a byline or the like."""
        head = [line for part in group.heads for line in part.lines]
        after = bisect_left(self.firsts, story.columns[0].lines[0].first) - bisect_left(self.firsts, max(line.first for line in head))
        before = bisect_left(self.firsts, min(line.first for line in head)) - bisect_left(self.firsts, story.columns[-1].lines[-1].first)
        return self.trusted and any(0 < step <= _ASIDE for step in (after, before))

    def _stands_in_gap(self, group: Story, story: Story) -> bool:
        """Say whether a column or a headline stands between a headline and columns at its side."""
        x0, top, x1, bottom = group.box()
        left, right = min(c.x0 for c in story.columns), max(c.x1 for c in story.columns)
        between = (x1, left) if x1 < left + 1 else (right, x0)
        others = [c for c in self.columns if c not in story.columns] + [h for g in self.heads if g is not group for h in g.heads]
        return any(overlap(o.x0, o.x1, *between) > 0 and overlap(o.top, o.bottom, top, bottom) > 0 for o in others)

    # what is left

    def _give_homes(self, found: list[Story], loose: list[Stack]) -> None:
        """Put loose stacks with the story that they stand in or next to; what is far from all is a story of its own."""
        boxes = [story.box() for story in found]
        for stack in sorted(loose, key=lambda stack: (stack.top, stack.x0)):
            group = next((story for story in found if self._is_over_head(stack, story)), None)
            if group is not None:
                group.heads = sorted([*group.heads, stack], key=_head_order)
                continue
            whole = self._with_picture(stack)
            gaps = [(_gap(box, whole), k) for k, box in enumerate(boxes)]
            gap, k = min(gaps, default=(float("inf"), -1))
            if gap > 3.0 * self.body or (whole is stack and self._is_margin(stack, boxes)):
                found.append(Story(columns=[stack]))
                continue
            story = found[k]
            first = min((c.top for c in story.columns), default=0.0)
            under_head = story.heads and stack.top < first + 0.5 * stack.size and stack.size >= 0.93 * self.body
            (story.before if under_head else story.after).append(stack)

    def _with_picture(self, stack: Stack) -> Stack:
        """Return a caption with its picture, as one stack for the eye; anything else as it is."""
        for x0, y0, x1, y1 in self.pictures:
            below, above = stack.top - y1, y0 - stack.bottom
            if overlap(x0, x1, stack.x0, stack.x1) > 0 and -0.3 * stack.size < max(below, above) < _CAPTION * stack.size:
                sides = {"x0": min(x0, stack.x0), "x1": max(x1, stack.x1), "top": min(y0, stack.top), "bottom": max(y1, stack.bottom)}
                return replace(stack, **sides)
        return stack

    def _is_over_head(self, stack: Stack, story: Story) -> bool:
        """Say whether a stack in the size of the text is part of a headline: right above it, centred or flush."""
        if not story.heads or story.heads[0].lines[0].vertical:
            return False
        head = story.heads[0]
        near = -0.3 * head.size < head.top - stack.bottom < 0.9 * head.size and stack.size > 0.97 * self.body and len(stack.lines) <= 4  # noqa: PLR2004
        aligned = abs(stack.centre - head.centre) < self.body or abs(stack.x0 - head.x0) < 0.5 * self.body
        return near and aligned and not self._ruled(stack.lines[-1], head.lines[0])

    def _is_margin(self, stack: Stack, boxes: list[tuple[float, float, float, float]]) -> bool:
        """Say whether a stack stands above or below all stories: in the margin, as folios do."""
        return bool(boxes) and (stack.bottom <= min(box[1] for box in boxes) + 1 or stack.top >= max(box[3] for box in boxes) - 1)


def _goes_by_stream(stacks: Sequence[Stack]) -> bool:
    """Say whether the file gives the text in reading order: lines below each other follow each other in it."""
    steps = [b.first == a.last + 1 for stack in stacks for a, b in pairwise(stack.lines)]
    return len(steps) >= _FEWEST_STEPS and sum(steps) > _TRUSTED * len(steps)


def _indents(columns: Sequence[Stack]) -> bool:
    """Say whether first lines are indented: more lines after a short one are than are not."""
    firsts = [
        line.x0 - column.x0 > _INDENT * column.size
        for column in columns
        for before, line in pairwise(column.lines)
        if before.x1 < column.x1 - _APART * column.size and before.text[-1] in _ENDS
    ]
    return 2 * sum(firsts) > len(firsts)


def _is_of_size(one: Stack, two: Stack) -> bool:
    """Say whether two stacks are set in one size."""
    return one.size < _SAME * two.size and two.size < _SAME * one.size


def _sizes_fit(one: Stack, two: Stack) -> bool:
    """Say whether two stacks are set in one size, but for a crosshead that is a little larger."""
    small, large = sorted((one, two), key=lambda stack: stack.size)
    if large.crosshead:
        return large.size < _LARGEST_CROSSHEAD * small.size
    return large.size < _SAME * small.size or (large.size < _SIZE * small.size and len(large.lines) == 1 and large.length <= _CROSSHEAD)


def _holds(box: Sequence[float], line: Line) -> bool:
    x, y = (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2
    return box[0] < x < box[2] and box[1] < y < box[3]


def _is_centred(line: Line, column: Stack) -> bool:
    left, right = line.x0 - column.x0, column.x1 - line.x1
    return abs(left - right) < column.size and left > 0.4 * column.size and not abs(left - 2 * column.size) < 0.3 * column.size


def _beside(one: Stack, two: Stack) -> bool:
    """Say whether two columns are neighbours, on whichever side."""
    return -0.5 * one.size < max(two.x0 - one.x1, one.x0 - two.x1) < _GUTTER * one.size


def _inside(one: Stack, column: Stack) -> bool:
    return column.x0 - _AROUND * column.size < one.x0 and one.x1 < column.x1 + _AROUND * column.size


def _parts(run: Sequence[Stack], above: Stack, below: Stack) -> bool:
    """Say whether a line, or its parts, stand between two stretches of one text."""
    same = above.size < _SAME * below.size and below.size < _SAME * above.size
    column = all(_inside(head, below) or _inside(head, above) for head in run)
    return (
        same
        and column
        and run[0].size < _LARGEST_CROSSHEAD * above.size
        and abs(above.x1 - above.x0 - below.x1 + below.x0) < 2.5 * above.size
    )


def _is_settled(stack: Stack) -> bool:
    """Say whether two lines of a stack are as wide as each other: then its sides are known."""
    em = stack.size or stack.lines[0].size
    full = [line for line in stack.lines if line.x1 > stack.x1 - 0.8 * em and line.x0 < stack.x0 + 0.8 * em]
    return len(full) > 1


def _is_flush(column: Stack, stack: Stack, em: float) -> bool:
    """Say whether the first line of a stack stands at the left of a column, indented or not; what is centred may be a byline."""
    above, below = (column, stack) if _is_settled(column) else (stack, column)
    if above is column:
        return True
    first = below.lines[0]
    return abs(first.x0 - above.x0) < 0.5 * em or abs(first.x0 - above.x0 - 2 * em) < 0.5 * em


def _same_width(one: Stack, two: Stack) -> bool:
    widths = (one.x1 - one.x0, two.x1 - two.x0)
    return abs(widths[0] - widths[1]) < 1.1 * one.size or (len(two.lines) <= 3 and widths[1] < widths[0])  # noqa: PLR2004 - a few lines need not fill a column


def _same_column(one: Stack, other: Stack) -> bool:
    """Say whether a short stack has the left side of a column, indented or not, and stands level with it or above."""
    em = other.size
    return one.size < 1.06 * em and em < 1.06 * one.size and one.x1 < other.x1 + em and (
        abs(one.x0 - other.x0) < 0.5 * em or abs(one.x0 - other.x0 - 2 * em) < 0.5 * em
    )  # fmt: skip


def _text_top(column: Stack) -> float:
    return column.lines[0].base


def _head_order(head: Stack) -> tuple[float, float]:
    """Sort headline parts as they are read: downward, vertical ones from the right."""
    return (0.0, -head.x0) if head.lines[0].vertical else (head.top, head.x0)


def _joined(pairs: Iterable[tuple[float, int, int]]) -> dict[int, int]:
    """Join columns end to beginning, the likeliest first, each once and never in a ring."""
    follower: dict[int, int] = {}
    led: set[int] = set()
    end: dict[int, int] = {}
    for _, one, two in pairs:
        if one in follower or two in led or end.get(two, two) == one:
            continue
        follower[one] = two
        led.add(two)
        start, last = end.get(one, one), end.get(two, two)
        end[start], end[last] = last, start
    return follower


def _gap(box: tuple[float, float, float, float], stack: Stack) -> float:
    """Return how far a stack is from a box, 0 if it is inside."""
    x0, y0, x1, y1 = box
    dx = max(x0 - stack.x1, stack.x0 - x1, 0.0)
    dy = max(y0 - stack.bottom, stack.top - y1, 0.0)
    return max(dx, dy)


def _printed_order(found: list[Story]) -> list[Story]:
    """Return stories as they are printed: what stands above another comes before it, what stands left of it too."""
    left = [(story, story.box()) for story in found]
    order = []
    while left:
        free = [(story, box) for story, box in left if not any(_is_above(other, box) for _, other in left if other is not box)]
        story, _ = min(free or left, key=lambda pair: (pair[1][0], pair[1][1]))
        order.append(story)
        left = [pair for pair in left if pair[0] is not story]
    return order


def _is_above(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    return overlap(one[0], one[2], two[0], two[2]) > 0 and (one[1] + one[3]) < (two[1] + two[3]) and one[1] < two[1]
