"""Printed lines -> reading order: columns, the stories that run through them, the headline over each.

Lines that stand below each other in one size are a stack (`stacking`); stacks of one column are a column (`legs`); columns side by
side are a story if they begin level, or if the one goes on where the other broke off, or if the file says so where its order proves
right. A headline is larger than the text, and stands above the columns that it heads, or beside them (`headlines`). What is left,
bylines, boxes and captions, goes to the story that it stands with.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import TYPE_CHECKING, Final

from corpus import legs
from corpus.frames import unframed
from corpus.headlines import Headlines, groups, head_order
from corpus.stacking import stacked
from corpus.stacks import (
    APART,
    ASIDE,
    CAPTION,
    ENDS,
    FEW,
    GUTTER,
    INDENT,
    LEVEL,
    LONGEST_PART,
    PULLED,
    SAME,
    SMALL,
    Ground,
    Stack,
    Story,
    gap_to,
    overlap,
    same_width,
    text_top,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.ink import Floats
    from corpus.setting import Line

_MOST_HEADS: Final = 12
_LONGEST: Final = 40
_UNUSED: Final = 8.0
_HEADLESS: Final = 3.0
_LOOSE: Final = 4.0
_SET: Final = 4.0
_AFTER: Final = 2.0
_BEFORE: Final = 1.0
_HEADING: Final = 1.06
"""How much larger than the text of its story a column of a few lines may be: those of a heading at the foot of a column, say."""


def stories(lines: Sequence[Line], rules: Floats, pictures: Floats) -> list[Story]:
    """Return the stories of a page, in printed order; each line is in exactly one."""
    if not lines:
        return []
    text, rules, quotes = unframed(lines, rules)
    page = Ground(text, rules, pictures)
    stacks = stacked(page)
    heads = groups(page, [stack for stack in stacks if stack.head])
    columns, loose = legs.columns(page, [stack for stack in stacks if not stack.head], heads)
    return _Flow(Headlines(page, heads, columns, loose)).stories(quotes)


@dataclass(slots=True)
class _Home:
    """A story, and the boxes of all that stands in it, pictures with their captions."""

    story: Story
    around: tuple[float, float, float, float]
    boxes: list[tuple[float, float, float, float]]

    @classmethod
    def of(cls, story: Story) -> _Home:
        """Return the home that a story is."""
        return cls(story, story.box(), [(stack.x0, stack.top, stack.x1, stack.bottom) for stack in story.stacks()])

    def apart(self, stack: Stack) -> float:
        """Return how far a stack is from the nearest of them, in points: 0 if it stands between them."""
        x0, y0, x1, y1 = self.around
        within = x0 < stack.x0 and stack.x1 < x1 and y0 < stack.top and stack.bottom < y1
        return 0.0 if within else min(gap_to(box, stack) for box in self.boxes)


class _Flow:
    """Finds the stories of one page, given its headlines and its columns."""

    def __init__(self, heads: Headlines) -> None:
        self.page, self.heads = heads.page, heads
        self.indents = legs.indented(heads.columns)

    def stories(self, quotes: Sequence[Stack]) -> list[Story]:
        legs.settle(self.heads)
        found = self.heads.headed(self._chains())
        self._give_homes(found, self.heads.loose)
        for quote in quotes:
            min(found, key=lambda story: gap_to(story.box(), quote)).quotes.append(quote)
        return _printed_order(found)

    def _chains(self) -> list[list[Stack]]:
        """Return the columns of each story; a page of more columns than any paper has is left as it is."""
        if len(self.heads.columns) > legs.MOST:
            return [[column] for column in sorted(self.heads.columns, key=lambda column: (column.top, column.x0))]
        chains = self._linked()
        given = self.heads.given([Story(columns=chain) for chain in chains])
        return [
            part
            for k, chain in enumerate(chains)
            for part in self._cut(chain, [group for g, group in enumerate(self.heads.groups) if given.get(g, k) == k])
        ]

    def _linked(self) -> list[list[Stack]]:
        """Return the columns that are read after each other."""
        order = sorted(self.heads.columns, key=lambda column: column.lines[0].first)
        self.next_in_stream = {id(a): id(b) for a, b in pairwise(order)}
        self.row_head = self._row_heads()
        pairs = []
        for one, two in product(self.heads.columns, repeat=2):
            score = self._link(one, two) if one is not two else None
            if score is not None and score > 0:
                pairs.append((score, id(one), id(two)))
        by_id = {id(column): column for column in self.heads.columns}
        follower = _followers(sorted(pairs, key=lambda pair: (-pair[0], by_id[pair[1]].top, by_id[pair[1]].x0)))
        led = set(follower.values())
        chains: list[list[Stack]] = []
        for column in sorted(self.heads.columns, key=lambda column: (column.top, column.x0)):
            if id(column) in led:
                continue
            chain, at = [column], id(column)
            while at in follower:
                at = follower[at]
                chain.append(by_id[at])
            chains.append(chain)
        return chains

    def _link(self, one: Stack, two: Stack) -> float | None:
        """Return how much speaks for a column being read after another; None if it cannot be."""
        em = max(one.size, two.size)
        largest = SAME if min(len(one.lines), len(two.lines)) > 2 * FEW else _HEADING
        if em > largest * min(one.size, two.size):  # a story is set in one size
            return None
        shared = self._continuity(one, two) + self._stream(one, two)
        if overlap(one.x0, one.x1, two.x0, two.x1) > 0.5 * min(one.x1 - one.x0, two.x1 - two.x0):
            return self._below(one, two, shared)
        if two.x1 < one.x1 - 0.5 * em:
            return self._next_set(one, two, shared)
        return self._beside(one, two, shared)

    def _below(self, one: Stack, two: Stack, shared: float) -> float | None:
        """Return how much speaks for a column going on in one below it."""
        if two.top < one.bottom - 0.5 * one.size or self.heads.anything_between(one, two) or self.row_head[id(two)]:
            return None
        near = two.top - one.bottom < APART * one.pitch or (self.page.trusted and self.page.is_near(one.lines[-1], two.lines[0]))
        return shared + (0.5 if near else -2.0) + (1.0 if same_width(one, two) else -1.0) - self._rules_between(one, two)

    def _beside(self, one: Stack, two: Stack, shared: float) -> float | None:
        """Return how much speaks for a column going on in one at its right."""
        next_line = self.page.is_next_line(one, two)
        top = self.heads.top_of([two])
        apart = overlap(one.top, one.bottom, top, two.bottom) <= 0 and not (next_line and two.top < one.bottom)
        far = two.x0 - one.x1 > GUTTER * one.size and not (self.page.trusted and self.page.is_near(one.lines[-1], two.lines[0]))
        if two.x0 < one.x1 - 0.5 * one.size or apart or far:
            return None
        if self.heads.column_between(one, two) or self.heads.head_between(one, two):
            return None
        level = min(abs(text_top(two) - text_top(one)), abs(top - one.top)) < LEVEL * one.pitch
        score = shared + (2.0 if level else -1.0) + (1.0 if same_width(one, two) else -1.5)
        score += 0.5 if one.bottom > two.bottom - 0.5 * one.pitch else -0.7
        if not level and self.row_head[id(two)]:
            score -= 3.0 if next_line else 6.0
        return score - 0.7 * self._upright_between(one, two)

    def _next_set(self, one: Stack, two: Stack, shared: float) -> float | None:
        """Return how much speaks for the columns of a story going on in a set of columns below: only the stream can tell."""
        if not self.page.trusted or two.top < one.bottom - one.pitch or not self.page.is_near(one.lines[-1], two.lines[0], PULLED):
            return None
        if self.row_head[id(two)] or self.heads.anything_between(one, two, wide=True) or self.heads.opens_at_side(one, two):
            return None
        if self._is_row_apart(one, two) or (not same_width(one, two) and self._continuity(one, two) < 1):
            return None
        return shared + (0.0 if same_width(one, two) else -3.0) - 1.0

    def _is_row_apart(self, one: Stack, column: Stack) -> bool:
        """Say whether more white than a set of columns has stands above a column, or a rule, unless it is the next line of another."""
        top = self.heads.top_of([column])
        over = [c for c in self.heads.columns if c.bottom < top + 0.5 * c.pitch and overlap(c.x0, c.x1, column.x0, column.x1) > 0]
        above = max(over, key=lambda c: c.bottom, default=None)
        if above is None:
            return False
        ruled = not self.page.is_next_line(one, column) and self.page.ruled(above.lines[-1], column.lines[0])
        return ruled or top - above.bottom > _SET * above.pitch

    def _continuity(self, one: Stack, two: Stack) -> float:
        """Return what the line break says: a line that ran full goes on, an indented one begins."""
        last, first = one.lines[-1], two.lines[0]
        em = one.size
        ended = last.x1 < one.x1 - 1.6 * em or last.text[-1] in ENDS
        short = last.x1 < one.x1 - 1.6 * em
        left = min(one.x0, two.x0) if len(two.lines) == 1 and two.x0 < one.x1 else two.x0  # a line does not show the sides of its column
        begins = first.x0 - left > INDENT * em or first.size > 1.02 * two.size
        if short:
            return 0.3 if begins else -2.0
        if ended:
            return 1.5 if self.indents and not begins and len(two.lines) > 1 else 0.3
        return -3.0 if begins else 2.5

    def _stream(self, one: Stack, two: Stack) -> float:
        """Return what the order in the file says."""
        if self.page.trusted:
            if self.page.is_next_line(one, two):
                return 4.0
            return 2.0 if self.page.is_near(one.lines[-1], two.lines[0], PULLED) else -4.0
        if two.lines[0].first == one.lines[-1].last + 1:
            return 2.5
        return 1.0 if self.next_in_stream.get(id(one)) == id(two) else -0.5

    def _row_heads(self) -> dict[int, bool]:
        """Say of each column whether a headline stands over it, or over one that begins level with it at its side."""
        rows: list[list[Stack]] = []
        for column in sorted(self.heads.columns, key=lambda column: column.x0):
            row = next((row for row in rows if self._is_level(row[-1], column)), None)
            if row is None:
                rows.append([column])
            else:
                row.append(column)
        return {id(column): any(map(self.heads.is_headed, row)) for row in rows for column in row}

    def _is_level(self, one: Stack, two: Stack) -> bool:
        """Say whether a column begins level with one at its left."""
        near = -0.5 * one.size < two.x0 - one.x1 < GUTTER * one.size
        return near and abs(text_top(one) - text_top(two)) < LEVEL * one.pitch and same_width(one, two)

    def _rules_between(self, one: Stack, two: Stack) -> float:
        """Return what the rules between two stacks say; those around a quote or a caption, which stands between in the stream, nothing."""
        framed = self.page.trusted and two.lines[0].first > one.lines[-1].last + 1
        return 4.0 if not framed and self.page.ruled(one.lines[-1], two.lines[0]) else 0.0

    def _upright_between(self, one: Stack, two: Stack) -> float:
        top, bottom = max(one.top, two.top), min(one.bottom, two.bottom)
        return float(
            any(
                one.x1 - 2 < x0 and x1 < two.x0 + 2 and overlap(top, bottom, y0, y1) > 0.5 * (bottom - top)
                for x0, y0, x1, y1 in self.page.upright
            )
        )

    def _cut(self, chain: list[Stack], beside: Sequence[Story]) -> Iterator[list[Stack]]:
        """Cut a chain of columns where another headline begins: at the least cost over columns and headlines, in order.

        Of the headlines at its sides, only those `beside` count, which no other columns want.
        """
        over = [group for group in self.heads.groups if any(self.heads.stands_over(group, column) for column in chain)]
        over += [group for group in beside if group not in over and self.heads.stands_beside(group, chain)]
        tops = sorted(over, key=lambda group: self._place(group, chain))[:_MOST_HEADS]
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
                    cost = min(self.heads.cost(tops[j - 1], story), _UNUSED + _HEADLESS)
                    ways.append((best[k, j - 1][0] + cuts[k] + cost, [*best[k, j - 1][1], k]))
            if ways:
                best[i, j] = min(ways)
        for begin, end in pairwise([*best[len(chain), len(tops)][1], len(chain)]):
            yield chain[begin:end]

    def _place(self, group: Story, chain: Sequence[Stack]) -> tuple[int, float]:
        """Return where a headline comes among those of a chain: by the column that it fits best, then from the left."""
        costs = [self.heads.cost(group, Story(columns=[column])) for column in chain]
        return costs.index(min(costs)), group.box()[0]

    def _tie(self, one: Stack, two: Stack) -> float:
        """Return what it costs to cut a chain between two columns: much in the middle of a sentence, less where their widths differ."""
        link = self._link(one, two) or 0.0
        return link if self._continuity(one, two) > 1 else min(link, _LOOSE) - (not same_width(one, two))

    def _give_homes(self, found: list[Story], loose: list[Stack]) -> None:
        """Put loose stacks with the story that they stand in or next to, the nearest first; what is far from all is a story of its own."""
        homes = [_Home.of(story) for story in found]
        edges = [story.box() for story in found]
        left = []
        for stack in sorted(loose, key=lambda stack: (stack.top, stack.x0)):
            group = next((story for story in found if self._is_over_head(stack, story)), None)
            if group is not None:
                group.heads = sorted([*group.heads, stack], key=head_order)
            else:
                left.append((stack, self._with_picture(stack)))
        nearest = [
            min(((home.apart(whole) - self._tied(home.story, stack), k) for k, home in enumerate(homes)), default=(0.0, -1))
            for stack, whole in left
        ]
        while left:
            n = min(range(len(left)), key=lambda n: (nearest[n][0], n))
            (stack, whole), (_, k) = left.pop(n), nearest.pop(n)
            if not homes or homes[k].apart(whole) > 3.0 * self.page.body or (whole is stack and self._is_margin(stack, edges)):
                found.append(Story(columns=[stack]))
                continue
            box = whole.x0, whole.top, whole.x1, whole.bottom
            homes[k].boxes.append(box)
            self._house(stack, homes[k].story)
            nearest = [
                min(best, (gap_to(box, other) - self._tied(homes[k].story, one), k))
                for best, (one, other) in zip(nearest, left, strict=True)
            ]
        for story in found:
            story.before.sort(key=lambda stack: (stack.top, stack.x0))
            story.after.sort(key=lambda stack: (stack.top, stack.x0))

    def _house(self, stack: Stack, story: Story) -> None:
        """Put a loose stack before the columns of a story, if it stands under the headline, or after them."""
        first = min((c.top for c in story.columns), default=0.0)
        under_head = story.heads and not stack.crosshead and stack.top < first + 0.5 * stack.size and stack.size >= SMALL * self.page.body
        (story.before if under_head else story.after).append(stack)

    def _tied(self, story: Story, stack: Stack) -> float:
        """Return how much nearer to a story, in points, a stack counts that comes right after its columns in the stream, or before."""
        if not self.page.trusted:
            return 0.0
        first, last = stack.lines[0].first, stack.lines[-1].last
        if any(column.lines[-1].last + 1 == first for column in story.columns):
            return _AFTER * self.page.body
        return _BEFORE * self.page.body if any(column.lines[0].first == last + 1 for column in story.columns) else 0.0

    def _with_picture(self, stack: Stack) -> Stack:
        """Return a caption with its picture, as one stack for the eye; anything else as it is."""
        for x0, y0, x1, y1 in self.page.pictures:
            below, above = stack.top - y1, y0 - stack.bottom
            if overlap(x0, x1, stack.x0, stack.x1) > 0 and -0.3 * stack.size < max(below, above) < CAPTION * stack.size:
                sides = {"x0": min(x0, stack.x0), "x1": max(x1, stack.x1), "top": min(y0, stack.top), "bottom": max(y1, stack.bottom)}
                return replace(stack, **sides)
        return stack

    def _is_over_head(self, stack: Stack, story: Story) -> bool:
        """Say whether a stack in the size of the text is part of a headline: right above it, centred or flush."""
        if not story.heads or story.heads[0].lines[0].vertical or self.page.is_caption(stack):
            return False
        head = story.heads[0]
        if stack.length > LONGEST_PART:
            return False
        if self.page.trusted and abs(self.page.place(head.lines[0]) - self.page.place(stack.lines[-1])) > ASIDE:
            return False
        near = -0.3 * head.size < head.top - stack.bottom < 0.9 * head.size and stack.size > 0.97 * self.page.body and len(stack.lines) <= 4  # noqa: PLR2004
        aligned = abs(stack.centre - head.centre) < self.page.body or abs(stack.x0 - head.x0) < 0.5 * self.page.body
        return near and aligned and not self.page.ruled(stack.lines[-1], head.lines[0])

    def _is_margin(self, stack: Stack, boxes: list[tuple[float, float, float, float]]) -> bool:
        """Say whether a stack stands above or below all stories: in the margin, as folios do."""
        if not boxes or stack.length > LONGEST_PART:  # a summary above a title may be the first on the page
            return False
        return stack.bottom <= min(box[1] for box in boxes) + 1 or stack.top >= max(box[3] for box in boxes) - 1


def _followers(pairs: Iterable[tuple[float, int, int]]) -> dict[int, int]:
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
