"""Stacks -> columns: the stacks of one column that nothing stands between, and what stands loose."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from corpus.stacks import (
    APART,
    AROUND,
    ENDS,
    FEW,
    INDENT,
    LEVEL,
    PULLED,
    SAME,
    SMALL,
    Stack,
    beside,
    inside,
    is_as_wide,
    is_of_size,
    is_settled,
    overlap,
    same_width,
    sizes_fit,
    text_top,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.headlines import Headlines
    from corpus.setting import Line
    from corpus.stacks import Ground, Story

FULL: Final = 12
"""How many characters a line has at least that may be a column by itself."""
MOST: Final = 300
"""A page of more columns than any paper has is left as it is."""
_SUMMARY: Final = 300
"""How many characters a summary has at most."""
_UNDER: Final = 2.0
"""How many lines of a summary the columns that it leads to stand below it at most."""
_WIDER: Final = 4.0
"""How much wider than a column, in ems, a line over several columns is at least."""


def columns(page: Ground, stacks: Iterable[Stack], groups: Sequence[Story]) -> tuple[list[Stack], list[Stack]]:
    """Return the columns of a page, given its stacks of text and the groups of its headlines, and what stands loose."""
    return _parted(page, _joined(page, stacks, groups))


def settle(heads: Headlines) -> None:
    """Take bylines and summaries off the columns, for they stand loose, and join the columns that a picture parts."""
    if len(heads.columns) > MOST:
        return
    heads.loose += _bylines(heads)
    heads.loose += _summaries(heads)
    _bridge(heads)


def indented(columns: Sequence[Stack]) -> bool:
    """Say whether first lines are indented: more lines after a short one are than are not."""
    firsts = [
        line.x0 - column.x0 > INDENT * column.size
        for column in columns
        for before, line in pairwise(column.lines)
        if before.x1 < column.x1 - APART * column.size and before.text[-1] in ENDS
    ]
    return 2 * sum(firsts) > len(firsts)


def _joined(page: Ground, stacks: Iterable[Stack], groups: Sequence[Story]) -> list[Stack]:
    """Join the stacks of one column that nothing stands between."""
    found: list[Stack] = []
    order = sorted(stacks, key=lambda stack: stack.top)
    rows = [stack for stack in order if _opens_row(stack, order, groups)]
    for stack in order:
        above = [column for column in found if _is_below(page, column, stack, groups)]
        column = max(above, key=lambda column: column.bottom, default=stack)
        if column is stack or (stack in rows and stack.top - column.bottom > stack.pitch):
            found.append(stack)
            continue
        _add(column, stack)
        last = next((other for other in found if page.is_next_line(other, column) and _is_below(page, other, column, groups)), None)
        if last:  # a last line over a crosshead: what is below that shows that both are of one column
            found.remove(column)
            _add(last, column)
    return found


def _opens_row(stack: Stack, stacks: Iterable[Stack], groups: Sequence[Story]) -> bool:
    """Say whether a stack begins level with the one at its right that a headline stands right above: they are the row that it heads."""
    aside = [o for o in stacks if o.x0 > stack.x1 and beside(stack, o) and is_as_wide(stack, o) and _begins_level(stack, o)]
    return any(_is_right_over(group, other) for group in groups for other in aside)


def _is_right_over(group: Story, column: Stack) -> bool:
    """Say whether a headline stands right above a column."""
    x0, _, x1, bottom = group.box()
    return overlap(x0, x1, column.x0, column.x1) > 0 and -0.6 * column.size < column.top - bottom < _UNDER * column.pitch


def _add(column: Stack, stack: Stack) -> None:
    """Let a column go on in a stack."""
    column.lines += stack.lines
    column.crosshead = column.crosshead and stack.crosshead
    column.measured()


def _is_below(page: Ground, column: Stack, stack: Stack, groups: Sequence[Story]) -> bool:
    """Say whether a stack goes on in a column, after a gap."""
    em = min(column.size, stack.size)
    if not sizes_fit(column, stack) or not 0 <= stack.lines[0].base - column.lines[-1].base < APART * column.pitch:
        return False
    within = column.x0 - AROUND * em <= stack.x0 and stack.x1 <= column.x1 + AROUND * em
    around = stack.x0 - AROUND * em <= column.x0 and column.x1 <= stack.x1 + AROUND * em
    settled = is_settled(column) if within else is_settled(stack)
    crosshead, next_line = column.crosshead or stack.crosshead, page.is_next_line(column, stack)
    settled = settled or crosshead or next_line
    goes_on = next_line and (crosshead or len(column.lines) > 1)  # one line may be a byline
    if not (within or around) or not settled or not (goes_on or _is_flush(column, stack, em)):
        return False
    if is_settled(column) and is_settled(stack) and (abs(column.x0 - stack.x0) > AROUND * em or abs(column.x1 - stack.x1) > AROUND * em):
        return False
    if within and is_settled(stack) and column.x1 > stack.x1 + _WIDER * em:  # a line over several columns
        return False
    if page.ruled(column.lines[-1], stack.lines[0]) or (page.trusted and not page.is_near(column.lines[-1], stack.lines[0])):
        return False
    return not any(_stands_between(page, group, column, stack) for group in groups)


def _stands_between(page: Ground, group: Story, column: Stack, stack: Stack) -> bool:
    x0, top, x1, bottom = group.box()
    return overlap(x0, x1, stack.x0, stack.x1) > 0 and column.lines[-1].base <= top + 0.5 * page.body and bottom <= stack.bottom


def _parted(page: Ground, columns: list[Stack]) -> tuple[list[Stack], list[Stack]]:
    """Part what is set as a column from what stands loose: a line or two that fill no column, small print."""
    main: list[Stack] = []
    loose: list[Stack] = []
    going_on = _going_on(page, columns)
    for column in columns:
        few = len(column.lines) <= FEW and not _runs_on(page, column, columns)
        small = column not in going_on and column.size < SMALL * page.body and (few or page.is_caption(column))
        boxed = (len(column.lines) <= FEW or column.crosshead) and page.is_boxed(column) and not _has_neighbour(column, columns)
        short = len(column.lines) <= 2 and column not in going_on and not _is_column(page, column, columns)  # noqa: PLR2004 - a byline has a line or two
        (loose if small or short or boxed or _is_caption(page, column, columns) else main).append(column)
    return main, loose


def _runs_on(page: Ground, column: Stack, columns: Iterable[Stack]) -> bool:
    """Say whether a column of a few lines goes on in one beside it that begins level with it, or that one in it."""
    if page.is_caption(column):
        return False
    others = (other for other in columns if page.is_next_line(column, other) or page.is_next_line(other, column))
    return any(beside(column, other) and same_width(column, other) and _begins_level(column, other) for other in others)


def _is_caption(page: Ground, column: Stack, columns: Iterable[Stack]) -> bool:
    """Say whether a few lines in the size of the text are a caption: below a picture, and neither from nor to a column in the stream."""
    if not page.trusted or len(column.lines) > FEW or not page.is_caption(column):
        return False
    first = column.lines[0]
    indented = len(column.lines) > 1 and first.x0 - column.x0 > INDENT * column.size and first.x1 > column.x1 - column.size
    goes_on = any(
        page.is_next_line(column, other) or (page.is_next_line(other, column) and other.lines[-1].text[-1] not in ENDS) for other in columns
    )
    return not indented and not goes_on


def _has_neighbour(stack: Stack, columns: Iterable[Stack]) -> bool:
    """Say whether a column stands beside a stack, begins level with it and is set like it."""
    others = (other for other in columns if other is not stack)
    return any(beside(stack, other) and same_width(stack, other) and _begins_level(stack, other) for other in others)


def _going_on(page: Ground, columns: Sequence[Stack]) -> list[Stack]:
    """Return the columns of a line or two that go on, one in the other, from a longer one: a story may stand in so few lines."""
    found: list[Stack] = []
    last: Stack | None = None
    for column in sorted(columns, key=lambda column: column.lines[0].first):
        if column.size < SMALL * page.body and page.is_caption(column):
            continue
        goes_on = last is not None and _breaks_into(page, last, column)
        if last is not None and len(last.lines) == 1 and last not in found:
            goes_on = goes_on and beside(last, column) and same_width(last, column) and _begins_level(last, column)
        if len(column.lines) > 2:  # noqa: PLR2004 - a byline has a line or two
            last = column
        elif goes_on and _is_flush_with_any(column, columns):
            found += [short for short in (last, column) if short is not None]
            last = column
        elif len(column.lines) > 1 or (column.length >= FULL and column.lines[0].text[-1] not in ENDS):
            last = column
    return found


def _breaks_into(page: Ground, last: Stack, column: Stack) -> bool:
    """Say whether a stack is the next in the stream, and goes on with a sentence or stands at the side of the one before it."""
    ended = last.lines[-1].text[-1] in ENDS and not (beside(last, column) or _same_column(column, last))
    return page.is_next_line(last, column) and is_of_size(last, column) and not ended


def _is_flush_with_any(stack: Stack, columns: Iterable[Stack]) -> bool:
    """Say whether a short stack goes on to the right of others that begin level with it, or stands where a longer one does."""
    others = (other for other in columns if other is not stack)
    return any(_same_column(stack, other) if len(other.lines) > 2 else _begins_level(stack, other) for other in others)  # noqa: PLR2004 - a byline has a line or two


def _begins_level(one: Stack, other: Stack) -> bool:
    return is_of_size(one, other) and abs(one.lines[0].base - other.lines[0].base) < LEVEL * other.pitch


def _is_column(page: Ground, stack: Stack, columns: Iterable[Stack]) -> bool:
    """Say whether a line or two are a column: they stand where one would, and go on with one in the stream."""
    longer = [column for column in columns if len(column.lines) > 2]  # noqa: PLR2004 - a byline has a line or two
    if not any(_same_column(stack, column) for column in longer):
        return _goes_on(page, stack, longer)
    return not page.trusted or any(page.is_next_line(column, stack) or _leads_to(page, stack, column) for column in longer)


def _leads_to(page: Ground, stack: Stack, column: Stack) -> bool:
    """Say whether a line or two go on in a column below them, or in one beside them that begins level or goes on with a sentence."""
    if not page.is_next_line(stack, column):
        return False
    return _same_column(stack, column) or (beside(stack, column) and (_begins_level(stack, column) or _is_full(stack, column)))


def _is_full(stack: Stack, column: Stack) -> bool:
    """Say whether a stack breaks off in a line as wide as a column, or as wide as a first line of it."""
    less = column.x1 - column.x0 - (stack.x1 - stack.x0)
    return stack.lines[-1].text[-1] not in ENDS and min(abs(less), abs(less - 2 * column.size)) < 0.6 * column.size


def _goes_on(page: Ground, stack: Stack, columns: Iterable[Stack]) -> bool:
    """Say whether a line or two go on in the middle of a sentence of a column, or one beside them in theirs: a picture may part them."""
    return page.trusted and any(
        column is not stack
        and (_breaks_off(page, column, stack) or (_breaks_off(page, stack, column) and beside(stack, column) and is_as_wide(stack, column)))
        and is_of_size(column, stack)
        for column in columns
    )


def _breaks_off(page: Ground, one: Stack, two: Stack) -> bool:
    """Say whether a stack breaks off in the middle of a sentence where another begins in the stream."""
    return page.is_near(one.lines[-1], two.lines[0]) and one.lines[-1].text[-1] not in ENDS


def _bylines(heads: Headlines) -> list[Stack]:
    """Take bylines off the columns: a first line that is centred or too wide, above the line that the columns beside begin on."""
    found = []
    for column in heads.columns:
        if len(column.lines) < 3 or column.lines[0].size > SAME * column.size:  # noqa: PLR2004 - a byline, and lines below it
            continue
        rest = Stack(column.lines[1:]).measured()
        aside = (o for o in heads.columns if o is not column and same_width(rest, o) and beside(rest, o))
        odd = _is_centred(column.lines[0], rest) or (is_settled(rest) and column.lines[0].x1 > rest.x1 + rest.size)
        if odd and any(abs(text_top(o) - text_top(rest)) < LEVEL * rest.pitch for o in aside):
            found.append(Stack([column.lines[0]]).measured())
            del column.lines[0]
            column.measured()
    return found


def _summaries(heads: Headlines) -> list[Stack]:
    """Take off what leads to a headline right below it, or to columns of another size or measure."""
    found = [
        one
        for one in heads.columns
        if _leads_in(heads, one) or any(_sums_up(heads, one, two) or _tops(heads, one, two) for two in heads.columns)
    ]
    heads.columns[:] = [column for column in heads.columns if column not in found]
    return found


def _leads_in(heads: Headlines, one: Stack) -> bool:
    """Say whether a few lines that no column leads to stand right above a headline, and come before it in the stream."""
    page = heads.page
    led = any(page.is_next_line(other, one) and same_width(other, one) for other in heads.columns)
    if len(one.lines) > FEW or led or heads.is_headed(one):
        return False
    firsts = (group.heads[0] for group in heads.groups)
    return any(
        page.is_next_line(one, head) and overlap(one.x0, one.x1, head.x0, head.x1) > 0 and -one.size < head.top - one.bottom < head.size
        for head in firsts
    )


def _sums_up(heads: Headlines, one: Stack, two: Stack) -> bool:
    """Say whether a stack right below a headline is a summary of what stands below it, in another size or measure."""
    if not heads.page.is_next_line(one, two) or one.length > _SUMMARY:
        return False
    em = two.size
    if is_of_size(one, two) and one.x1 - one.x0 < two.x1 - two.x0 + _WIDER * em:
        return False
    over = one.x0 < two.x0 + 2 * em and one.x1 > two.x1 - 2 * em and -em < two.top - one.bottom < _UNDER * one.pitch
    return over and heads.is_headed(one) and not heads.anything_between(one, two)


def _tops(heads: Headlines, one: Stack, two: Stack) -> bool:
    """Say whether a stack stands right above a longer column, and the file has it apart from all columns: it is a summary."""
    page = heads.page
    over = inside(one, two) and 0 <= two.top - one.bottom < _UNDER * one.pitch
    if not page.trusted or not over or len(one.lines) > len(two.lines) or one.length > _SUMMARY:
        return False
    others = [other for other in heads.columns if other is not one]
    return not any(_follow(page, one, other) or _follow(page, other, one) for other in others)


def _follow(page: Ground, one: Stack, two: Stack) -> bool:
    """Say whether a stack comes right after another in the stream, or stands beside it and a caption or the like is between them."""
    return page.is_next_line(one, two) or (beside(one, two) and page.is_near(one.lines[-1], two.lines[0], PULLED))


def _bridge(heads: Headlines) -> None:
    """Join two columns below each other where a picture stands between: the columns beside them run past it."""
    for column in sorted(heads.columns, key=lambda column: column.top):
        while column in heads.columns:
            below = next((other for other in heads.columns if _is_bridged(heads, column, other)), None)
            if below is None:
                break
            column.lines += below.lines
            column.measured()
            heads.columns.remove(below)


def _is_bridged(heads: Headlines, one: Stack, two: Stack) -> bool:
    em = one.size
    if one is two or two.size > SAME * em or em > SAME * two.size or two.top <= one.bottom:
        return False
    if abs(one.x0 - two.x0) > AROUND * em or abs(one.x1 - two.x1) > AROUND * em or heads.anything_between(one, two):
        return False
    last, first = one.lines[-1], two.lines[0]
    if heads.is_headed(two) or (
        heads.page.trusted and (not heads.page.is_near(last, first, PULLED) or heads.page.has_text_between(last, first))
    ):
        return False
    along = (o for o in heads.columns if o is not one and o is not two and beside(one, o) and same_width(one, o))
    return any(o.top < one.bottom and o.bottom > two.top and o.size < SAME * em and em < SAME * o.size for o in along)


def _is_centred(line: Line, column: Stack) -> bool:
    """Say whether a line stands in the middle of a column, and is not indented as a first line is."""
    left, right = line.x0 - column.x0, column.x1 - line.x1
    return abs(left - right) < column.size and min(left, right) > 0.4 * column.size and not abs(left - 2 * column.size) < 0.3 * column.size


def _is_flush(column: Stack, stack: Stack, em: float) -> bool:
    """Say whether the first line of a stack stands at the left of a column, indented or not; what is centred may be a byline."""
    above, below = (column, stack) if is_settled(column) else (stack, column)
    if above is column:
        return True
    first = below.lines[0]
    return abs(first.x0 - above.x0) < 0.5 * em or abs(first.x0 - above.x0 - 2 * em) < 0.5 * em


def _same_column(one: Stack, other: Stack) -> bool:
    """Say whether a short stack has the left side of a column, indented or not, and stands level with it or above."""
    em = other.size
    return one.size < 1.06 * em and em < 1.06 * one.size and one.x1 < other.x1 + em and (
        abs(one.x0 - other.x0) < 0.5 * em or abs(one.x0 - other.x0 - 2 * em) < 0.5 * em
    )  # fmt: skip
