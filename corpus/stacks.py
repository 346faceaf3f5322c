"""What the reading order of a page is made from: stacks of printed lines, stories of stacks, and the page that they stand on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.ink import Floats
    from corpus.setting import Line

HEAD: Final = 1.12
"""How much larger than the text of the page a headline is, at least."""
SAME: Final = 1.04
"""How much larger than another what is of the same size may be."""
SMALL: Final = 0.93
"""What is smaller than this against the text is small print."""
PART: Final = 1.025
"""How much larger than another line of a part of a headline a line of the same part may be."""
LONGEST_PART: Final = 60
"""How many characters a part of a headline has at most that is set as the text is."""
WEIGHT: Final = 150.0
"""How much heavier than another what is of the same weight may be."""
FACE: Final = 3
"""How many characters tell the face of a line at least."""
OTHER: Final = 0.5
"""How much more of a line than of another is in a face that is not that of the text, where they are set in two."""
AROUND: Final = 0.7
"""How far, in ems, a line may stand out of its column."""
LEVEL: Final = 0.6
"""How far apart, in lines, columns begin that begin level."""
GUTTER: Final = 5.0
"""How far apart, in ems, the columns of one story are."""
APART: Final = 3.5
"""How many lines may be missing in a column that goes on."""
ASIDE: Final = 6
"""How many lines may stand in the stream between two that belong together."""
PULLED: Final = 1.45
"""How large a pull quote, which may stand between two columns in the stream, is at most against the text."""
INDENT: Final = 1.2
"""What an indent has at least, in ems."""
FEW: Final = 5
"""How many lines a box or a caption has at most."""
CAPTION: Final = 1.8
"""How far from its picture, in ems, a caption is."""
PICTURE: Final = 14.0
"""How many lines a picture between a headline and its columns may take."""
ENDS: Final = frozenset("。！？…”』」）)!?.：:；;—")
_SIZE: Final = 1.12
_CROSSHEAD: Final = 20
LARGEST_CROSSHEAD: Final = 1.32


@dataclass(slots=True, eq=False)
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
        self.size = _usual_size(lines)
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


@dataclass(slots=True, eq=False)
class Story:
    """Columns in the order in which they are read, the headline over them, what stands with them, and the quotes pulled from them."""

    columns: list[Stack] = field(default_factory=list)
    heads: list[Stack] = field(default_factory=list)
    before: list[Stack] = field(default_factory=list)
    after: list[Stack] = field(default_factory=list)
    quotes: list[Stack] = field(default_factory=list)

    def stacks(self) -> list[Stack]:
        """Return all its stacks as they are read."""
        return [*self.heads, *self.before, *self.columns, *self.after, *self.quotes]

    def box(self) -> tuple[float, float, float, float]:
        """Return its sides: left, top, right, bottom."""
        stacks = self.stacks()
        return min(s.x0 for s in stacks), min(s.top for s in stacks), max(s.x1 for s in stacks), max(s.bottom for s in stacks)


class Ground:
    """A page as it is printed: its lines, rules and pictures, the size of its text, and what the order of the file is worth."""

    def __init__(self, lines: Sequence[Line], rules: Floats, pictures: Floats) -> None:
        """Take the lines of a page and the boxes (n, 4) of its rules and its pictures; what holds text is no picture."""
        self.lines = lines
        self.pictures = [box for box in pictures.tolist() if not any(_holds(box, line) for line in lines)]
        self.body = body_size(lines)
        wide = (rules[:, 2] - rules[:, 0]) > (rules[:, 3] - rules[:, 1])
        self.level, self.upright = rules[wide].tolist(), rules[~wide].tolist()
        self.in_stream = sorted(lines, key=lambda line: line.first)
        self.firsts = [line.first for line in self.in_stream]
        self.trusted = False

    def place(self, line: Line) -> int:
        """Return the place of a line in the stream, counted in lines."""
        return bisect_left(self.firsts, line.first)

    def before(self, line: Line) -> Line | None:
        """Return the line before another in the stream."""
        at = self.place(line)
        return self.in_stream[at - 1] if at else None

    def last_before(self, line: Line) -> int:
        """Return the place in the stream of the last glyph before a line, but for small print between: a caption, say."""
        at = self.place(line)
        found = (other.last for other in reversed(self.in_stream[max(at - ASIDE, 0) : at]) if other.size > SMALL * self.body)
        return next(found, line.first - 1)

    def first_after(self, line: Line) -> int:
        """Return the place in the stream of the first glyph after a line, but for small print between: a caption, say."""
        at = self.place(line) + 1
        found = (other.first for other in self.in_stream[at : at + ASIDE] if other.size > SMALL * self.body)
        return next(found, line.last + 1)

    def ruled(self, one: Line, two: Line) -> bool:
        """Say whether a rule stands between a line and one below it."""
        low, high = one.base, two.base - 0.7 * two.size
        x0, x1 = max(one.x0, two.x0), min(one.x1, two.x1)
        return any(low < y0 and y1 < high + 0.3 * two.size and r0 < x1 and r1 > x0 for r0, y0, r1, y1 in self.level)

    def is_boxed(self, stack: Stack) -> bool:
        """Say whether a stack stands between two rules that are as wide as it."""
        em = 1.2 * stack.size
        over = [(y0, y1) for x0, y0, x1, y1 in self.level if x0 < stack.x0 + em and x1 > stack.x1 - em]
        return any(-em < stack.top - y1 < em for _, y1 in over) and any(-em < y0 - stack.bottom < em for y0, _ in over)

    def is_caption(self, stack: Stack) -> bool:
        """Say whether a stack stands right below a picture, and is no wider."""
        em = stack.size
        above = (box for box in self.pictures if -0.3 * em < stack.top - box[3] < CAPTION * em)
        return any(x0 - em < stack.x0 and stack.x1 < x1 + em for x0, _, x1, _ in above)

    def is_near(self, one: Line, two: Line, largest: float = 1.0) -> bool:
        """Say whether a line comes right after another in the stream, or after a caption or the like between them.

        `largest` is the size of what may stand between, against that of the text.
        """
        if two.first == one.last + 1:
            return True
        if two.first < one.last:
            return False
        low, high = bisect_right(self.firsts, one.last), bisect_left(self.firsts, two.first)
        return high - low <= ASIDE and all(line.size < largest * self.body for line in self.in_stream[low:high])

    def has_text_between(self, one: Line, two: Line) -> bool:
        """Say whether text of the size of the page stands between two lines in the stream."""
        between = self.in_stream[bisect_right(self.firsts, one.last) : bisect_left(self.firsts, two.first)]
        return any(1 / PART < line.size / self.body < PART for line in between)

    def is_next_line(self, one: Stack, two: Stack) -> bool:
        """Say whether a stack begins where another ends in a stream that can be trusted."""
        return self.trusted and two.lines[0].first == one.lines[-1].last + 1


def body_size(lines: Iterable[Line]) -> float:
    """Return the size that most of the text is set in, in points."""
    counts: dict[float, int] = defaultdict(int)
    for line in lines:
        counts[max(round(line.size * 5) / 5, 0.1)] += len(line.text)
    return max(counts, key=lambda size: (counts[size], -size))


def _usual_size(lines: Sequence[Line]) -> float:
    """Return the size that a quarter of the characters of some lines are set in, or smaller: the others may be crossheads."""
    left = sum(len(line.text) for line in lines) / 4
    for line in sorted(lines, key=lambda line: line.size):
        left -= len(line.text)
        if left <= 0:
            return line.size
    return lines[-1].size


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """Return how much of two stretches is in both, negative if they are apart."""
    return min(a1, b1) - max(a0, b0)


def is_other_part(one: Line, two: Line) -> bool:
    """Say whether two lines of a headline are set in two sizes, weights or faces."""
    told = min(len(one.text), len(two.text)) >= FACE
    return size_ratio(one, two) > PART or abs(one.weight - two.weight) > WEIGHT or (told and abs(one.strange - two.strange) > OTHER)


def size_ratio(one: Line, two: Line) -> float:
    """Return how much larger than the smaller of two lines the larger one is."""
    return max(one.size, two.size) / min(one.size, two.size)


def is_of_size(one: Stack, two: Stack) -> bool:
    """Say whether two stacks are set in one size."""
    return one.size < SAME * two.size and two.size < SAME * one.size


def sizes_fit(one: Stack, two: Stack) -> bool:
    """Say whether two stacks are set in one size, but for a crosshead that is a little larger."""
    small, large = sorted((one, two), key=lambda stack: stack.size)
    if large.crosshead:
        return large.size < LARGEST_CROSSHEAD * small.size
    return large.size < SAME * small.size or (large.size < _SIZE * small.size and len(large.lines) == 1 and large.length <= _CROSSHEAD)


def beside(one: Stack, two: Stack) -> bool:
    """Say whether two columns are neighbours, on whichever side."""
    return -0.5 * one.size < max(two.x0 - one.x1, one.x0 - two.x1) < GUTTER * one.size


def inside(one: Stack, column: Stack) -> bool:
    """Say whether a stack is no wider than a column, and stands between its sides."""
    return column.x0 - AROUND * column.size < one.x0 and one.x1 < column.x1 + AROUND * column.size


def is_settled(stack: Stack) -> bool:
    """Say whether two lines of a stack are as wide as each other: then its sides are known."""
    em = stack.size or stack.lines[0].size
    full = [line for line in stack.lines if line.x1 > stack.x1 - 0.8 * em and line.x0 < stack.x0 + 0.8 * em]
    return len(full) > 1


def is_as_wide(one: Stack, two: Stack) -> bool:
    """Say whether two columns are as wide as each other."""
    return abs((one.x1 - one.x0) - (two.x1 - two.x0)) < 1.1 * one.size


def same_width(one: Stack, two: Stack) -> bool:
    """Say whether two columns are as wide as each other, or the second is too short to tell."""
    return is_as_wide(one, two) or (len(two.lines) <= 3 and two.x1 - two.x0 < one.x1 - one.x0)  # noqa: PLR2004 - a few lines need not fill a column


def text_top(column: Stack) -> float:
    """Return the baseline of the first line of a column."""
    return column.lines[0].base


def gap_to(box: tuple[float, float, float, float], stack: Stack) -> float:
    """Return how far a stack is from a box, 0 if it is inside."""
    x0, y0, x1, y1 = box
    dx = max(x0 - stack.x1, stack.x0 - x1, 0.0)
    dy = max(y0 - stack.bottom, stack.top - y1, 0.0)
    return max(dx, dy)


def _holds(box: Sequence[float], line: Line) -> bool:
    x, y = (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2
    return box[0] < x < box[2] and box[1] < y < box[3]
