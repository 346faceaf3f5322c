"""Printed lines -> stacks: what stands below each other in one size, told to be text, headline or crosshead."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from corpus import phrases
from corpus.stacks import (
    AROUND,
    FACE,
    HEAD,
    LARGEST_CROSSHEAD,
    LEVEL,
    LONGEST_PART,
    PART,
    SAME,
    SMALL,
    WEIGHT,
    Stack,
    beside,
    inside,
    is_as_wide,
    is_of_size,
    is_other_part,
    is_settled,
    overlap,
    same_width,
    sizes_fit,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.setting import Line
    from corpus.stacks import Ground

_HEAD_LINES: Final = 8
_NARROW_HEAD_LINES: Final = 15
_CLEARLY: Final = 1.3
_HEAD_LENGTH: Final = 120
_HUGE: Final = 1.5
_CROSSHEAD_LINES: Final = 3
_SLIGHT: Final = 1.2
_PITCH: Final = 2.3
_BREAK: Final = 1.35
_FEWEST_STEPS: Final = 10
_STRANGE: Final = 0.5
_AS_TEXT: Final = 1.02
"""How much larger than the text what is of its size may be."""
_WHITE: Final = 1.08
_TRUSTED: Final = 0.8
_ITEMS: Final = frozenset("□■○●◇◆△▲▷▶☆★◎")


def stacked(page: Ground) -> list[Stack]:
    """Return the stacks of a page; finds out, too, whether the order of the file is to be trusted."""
    whole = _stacks(page)
    page.trusted = _goes_by_stream(whole)
    found = [stack.measured() for stack in _split(page, whole)]
    for stack in found:
        stack.head = _is_head(page, stack)
    _demote(page, found)
    _mark_crossheads(page, found)
    _promote(page, found)
    return found


def _stacks(page: Ground) -> list[Stack]:
    """Put each line below the stack that it goes on with."""
    found: list[Stack] = []
    open_stacks: list[Stack] = []
    for line in sorted(page.lines, key=lambda line: (line.base, line.x0)):
        if line.vertical:
            found.append(Stack([line]))
            continue
        open_stacks = [stack for stack in open_stacks if line.base - stack.lines[-1].base < _PITCH * max(stack.size, line.size)]
        fits = [stack for stack in open_stacks if _continues(page, stack, line)]
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


def _continues(page: Ground, stack: Stack, line: Line) -> bool:
    last = stack.lines[-1]
    em = min(stack.size, line.size)
    told = next((one for one in reversed(stack.lines) if len(one.text) >= FACE), last)
    if not _is_set_alike(stack, line) or _is_other_part(page, told, line) or not 0.8 * em < line.base - last.base:
        return False
    within = stack.x0 - AROUND * em <= line.x0 and line.x1 <= stack.x1 + AROUND * em
    around = line.x0 - AROUND * em <= stack.x0 and stack.x1 <= line.x1 + AROUND * em
    flush = abs(line.x0 - stack.x0) < 2.6 * em and len(stack.lines) <= 3  # noqa: PLR2004 - an end, a crosshead, an indented line
    settled = is_settled(stack) and len(stack.lines) > 3  # noqa: PLR2004 - short lines may be as wide as each other by chance
    if not (within or ((around or flush) and not settled)):
        return False
    return not page.ruled(last, line)


def _is_set_alike(stack: Stack, line: Line) -> bool:
    """Say whether a line is of the size of a stack, or of the size of the text above the crosshead that ends it."""
    one, last = (Stack([other], size=other.size) for other in (line, stack.lines[-1]))
    above = (other.size for other in stack.lines[-_CROSSHEAD_LINES:-1])
    return sizes_fit(stack, one) or (sizes_fit(last, one) and any(size < SAME * line.size < SAME**2 * size for size in above))


def _is_other_part(page: Ground, one: Line, two: Line) -> bool:
    """Say whether two lines are of two parts of a headline: larger than the text, and not of one size and weight."""
    return min(one.size, two.size) >= HEAD * page.body and is_other_part(one, two)


def _split(page: Ground, stacks: Iterable[Stack]) -> Iterator[Stack]:
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
            strays = page.trusted and not page.is_near(part[-1], line)
            if step > _BREAK * pitch or strays or _ends_caption(page, part, line) or _ends_head(page, part, line, step / pitch):
                yield Stack(part)
                part = []
            part.append(line)
        yield Stack(part)


def _ends_caption(page: Ground, part: list[Line], line: Line) -> bool:
    """Say whether a line of text stands below the small print of a caption."""
    small = max(one.size for one in part) < min(SMALL * page.body, line.size / SAME)
    return small and page.is_caption(Stack(part).measured())


def _ends_head(page: Ground, part: list[Line], line: Line, steps: float) -> bool:
    """Say whether a line of text stands below a part of a headline that is hardly larger: with more white between than text has."""
    before = page.before(part[0])
    under = before is not None and before.last + 1 == part[0].first and before.size >= HEAD * page.body
    return under and steps > _WHITE and min(one.size for one in part) > PART * line.size


def _is_head(page: Ground, stack: Stack) -> bool:
    if any(line.vertical for line in stack.lines):
        return stack.size >= HEAD * page.body
    if _is_list(stack):
        return False
    if stack.size >= _HUGE * page.body:
        return stack.length <= _HEAD_LENGTH
    if len(stack.lines) == 1 and phrases.FOLIO.search(stack.lines[0].text):
        return False
    prose = any("。" in line.text for line in stack.lines)
    most = _NARROW_HEAD_LINES if stack.size >= _CLEARLY * page.body else _HEAD_LINES
    return stack.size >= HEAD * page.body and len(stack.lines) <= most and stack.length <= _HEAD_LENGTH and not prose


def _is_list(stack: Stack) -> bool:
    """Say whether two lines or more of a stack begin with one sign for an item."""
    signs = [line.text[0] for line in stack.lines if line.text[0] in _ITEMS]
    return len(signs) > 1 and len(set(signs)) == 1


def _demote(page: Ground, stacks: list[Stack]) -> None:
    """Find the crossheads among what is larger than the text: a little larger, in a column, between what they part."""
    for run, above, below in _between(page, stacks):
        if page.trusted and ((above and _is_alike(above, run[0])) or (below and _is_alike(run[-1], below))):
            for head in run:
                head.head = False
    text = [stack for stack in stacks if not stack.head]
    heads = {stack.lines[-1].last: stack for stack in stacks if stack.head}
    crossheads: list[Stack] = []
    for run, before, after in _between(page, stacks):
        title = heads.get(run[0].lines[0].first - 1)
        if page.trusted and title and title.head and title.size > run[0].size and _adjoins(page, title, run[0]):
            continue
        flows = (not before or _flows(_in_full(run[0], before, text), run[0], text)) and (not after or _flows(run[-1], after, text))
        above, below = (before, after) if flows else (None, None)
        if not page.trusted:
            above, below = _next(run[0], text, -1), _next(run[-1], text, 1)
        parts = (
            (above and below and _parts(run, above, below, text))
            or _opens(run[0], text, crossheads)
            or (before and _is_all(page, run, before))
        )
        if _may_part(page, run, before) and (parts or (above and _closes(page, run[0], above, stacks))):
            crossheads += run
            for head in run:
                head.head, head.crosshead = False, True


def _mark_crossheads(page: Ground, stacks: Sequence[Stack]) -> None:
    """Find the crossheads that are hardly larger than the text: set otherwise, in or at the head of a column, between two in the stream."""
    if not page.trusted:
        return
    text = [stack for stack in stacks if not stack.head]
    ends, begins = {stack.lines[-1].last: stack for stack in text}, {stack.lines[0].first: stack for stack in text}
    for stack in text:
        above, below = ends.get(stack.lines[0].first - 1), begins.get(stack.lines[-1].last + 1)
        if above and below and len(stack.lines) <= _CROSSHEAD_LINES and is_other_part(stack.lines[0], below.lines[0]):
            stack.crosshead |= _opens(stack, text) or (
                _is_by(stack, above) and _is_by(stack, below) and _parts([stack], above, below, text)
            )


def _between(page: Ground, stacks: Sequence[Stack]) -> list[tuple[list[Stack], Stack | None, Stack | None]]:
    """Return the runs of headlines, each with the text that comes before and after it in the stream."""
    text = [stack for stack in stacks if not stack.head]
    ends = {stack.lines[-1].last: stack for stack in text}
    begins = {stack.lines[0].first: stack for stack in text}
    runs = _runs(page, [stack for stack in stacks if stack.head and not stack.lines[0].vertical])
    return [(run, ends.get(page.last_before(run[0].lines[0])), begins.get(page.first_after(run[-1].lines[-1]))) for run in runs]


def _may_part(page: Ground, run: Sequence[Stack], above: Stack | None) -> bool:
    """Say whether what is larger than the text is short enough for a crosshead: the larger, the shorter, but for what rules enclose."""
    slight = above is not None and run[0].size < _SLIGHT * above.size
    return sum(len(head.lines) for head in run) <= _CROSSHEAD_LINES * (1 + slight) or (len(run) == 1 and page.is_boxed(run[0]))


def _promote(page: Ground, stacks: Sequence[Stack]) -> None:
    """Find the parts of headlines that are hardly larger than the text: next to a headline on the page and in the stream."""
    if not page.trusted:
        return
    begins = {stack.lines[0].first: stack for stack in stacks if stack.head}
    ends = {stack.lines[-1].last: stack for stack in stacks if stack.head}
    parts = [stack for stack in stacks if not stack.head and not stack.crosshead and _may_adjoin(page, stack, stacks)]
    found = True
    while found:
        found = False
        for stack in parts:
            below, above = begins.get(stack.lines[-1].last + 1), ends.get(stack.lines[0].first - 1)
            if not stack.head and ((below and _adjoins(page, stack, below)) or (above and _adjoins(page, above, stack))):
                stack.head = found = True
                begins[stack.lines[0].first] = ends[stack.lines[-1].last] = stack


def _may_adjoin(page: Ground, stack: Stack, stacks: Sequence[Stack]) -> bool:
    """Say whether a stack may be a part of a headline: short, larger than the text or in another face, or with no text near it."""
    if stack.length > _HEAD_LENGTH or any("。" in line.text for line in stack.lines) or page.is_caption(stack) or _is_list(stack):
        return False
    if any(page.is_next_line(stack, other) and is_of_size(stack, other) and other.x0 > stack.x1 for other in stacks):
        return False  # a column that goes on at its right
    if stack.size > _AS_TEXT * page.body:
        return True
    if stack.length > LONGEST_PART or len(stack.lines) > _CROSSHEAD_LINES:
        return False
    if stack.size > page.body / SAME and min(line.strange for line in stack.lines) > _STRANGE:
        return True
    return not any(_is_by(stack, other) and stack.size < HEAD * other.size for other in stacks if other is not stack and not other.head)


def _is_by(one: Stack, text: Stack) -> bool:
    """Say whether a stack stands right above or below text, or begins level with it as a column would."""
    if overlap(one.x0, one.x1, text.x0, text.x1) > 0:
        return max(text.top - one.bottom, one.top - text.bottom) < text.pitch
    narrow = len(one.lines) > _CROSSHEAD_LINES and not is_as_wide(one, text)
    return not narrow and beside(one, text) and abs(one.lines[0].base - text.lines[0].base) < LEVEL * text.pitch


def _adjoins(page: Ground, one: Stack, two: Stack) -> bool:
    """Say whether a part of a headline stands right above another, flush or centred; or right of it, where both run downward."""
    em = max(one.size, two.size)
    if one.lines[0].vertical or two.lines[0].vertical:
        both = one.lines[0].vertical and two.lines[0].vertical
        return both and 0 <= one.x0 - two.x1 + 0.5 * page.body < em and overlap(one.top, one.bottom, two.top, two.bottom) > 0
    flush = abs(one.x0 - two.x0) < 0.5 * page.body or abs(one.centre - two.centre) < page.body
    return flush and -0.3 * em < two.top - one.bottom < em and not page.ruled(one.lines[-1], two.lines[0])


def _flows(one: Stack, two: Stack, text: Sequence[Stack]) -> bool:
    """Say whether a column that one stack ends may go on with another: below it, or at the head of a column."""
    if overlap(one.x0, one.x1, two.x0, two.x1) > 0:
        return two.top > one.top
    aside = (stack for stack in text if beside(two, stack))
    return any(abs(stack.lines[0].base - two.lines[0].base) < LEVEL * stack.pitch for stack in aside)


def _runs(page: Ground, heads: list[Stack]) -> Iterator[list[Stack]]:
    """Yield headlines, those in one list that are of one size and follow each other in the stream: a column may break between them."""
    run: list[Stack] = []
    for head in sorted(heads, key=lambda head: head.lines[0].first):
        if run and not (
            page.trusted and head.lines[0].first == run[-1].lines[-1].last + 1 and head.size < SAME * run[-1].size < SAME**2 * head.size
        ):
            yield run
            run = []
        run.append(head)
    if run:
        yield run


def _opens(head: Stack, text: list[Stack], crossheads: Sequence[Stack] = ()) -> bool:
    """Say whether a line larger than the text is the first of a column: those beside begin level with it, be it with a crosshead."""
    below = _next(head, text, 1)
    if below is None or len(head.lines) > _CROSSHEAD_LINES or head.size > LARGEST_CROSSHEAD * below.size:
        return False
    aside = [stack for stack in text if stack is not below and beside(below, stack) and same_width(below, stack)]
    aside += [over for over in crossheads if any(_next(over, [stack], 1) for stack in aside)]
    return any(abs(stack.lines[0].base - head.lines[0].base) < LEVEL * below.pitch for stack in aside)


def _closes(page: Ground, head: Stack, above: Stack, stacks: Sequence[Stack]) -> bool:
    """Say whether a line larger than the text is the last of a column: it is nearer to it than to what stands below."""
    gap = head.top - above.bottom
    if not page.trusted or len(head.lines) >= _CROSSHEAD_LINES or head.size > LARGEST_CROSSHEAD * above.size or not inside(head, above):
        return False
    if not is_settled(above):  # a line above a title may be its kicker
        return False
    below = [stack.top - head.bottom for stack in stacks if stack.top >= head.bottom and overlap(stack.x0, stack.x1, head.x0, head.x1) > 0]
    return -0.5 * above.size < gap < above.pitch and gap + 0.5 * above.size < min(below, default=float("inf"))


def _is_all(page: Ground, run: Sequence[Stack], before: Stack) -> bool:
    """Say whether a line larger than the text is all that a column holds: it begins level with the one at its left that comes before it."""
    head = run[0]
    lone = page.trusted and len(run) == len(head.lines) == 1 and head.size < LARGEST_CROSSHEAD * before.size
    right = head.x0 > before.x1 and beside(before, head) and head.x1 - head.x0 < before.x1 - before.x0
    return lone and right and abs(before.lines[0].base - head.lines[0].base) < LEVEL * before.pitch


def _next(head: Stack, text: list[Stack], way: int) -> Stack | None:
    """Return the text right above (-1) or below (1) a stack, in its column."""
    near = [
        (gap, k)
        for k, stack in enumerate(text)
        if inside(head, stack)
        and -0.5 * stack.size < (gap := stack.top - head.bottom if way > 0 else head.top - stack.bottom) < 1.6 * stack.pitch
    ]
    return text[min(near)[1]] if near else None


def _is_alike(one: Stack, two: Stack) -> bool:
    """Say whether two stacks are set in one size and weight."""
    return is_of_size(one, two) and abs(one.lines[-1].weight - two.lines[0].weight) < WEIGHT


def _parts(run: Sequence[Stack], above: Stack, below: Stack, text: Sequence[Stack]) -> bool:
    """Say whether a line, or its parts, stand between two stretches of one text."""
    same = above.size < SAME * below.size and below.size < SAME * above.size
    measure = _measure(run[0], above, text)
    column = all(_is_over(head, below, measure) or _is_over(head, above, measure) for head in run)
    alike = abs(above.x1 - above.x0 - below.x1 + below.x0) < 2.5 * above.size or same_width(below, above) or same_width(above, below)
    return same and column and run[0].size < LARGEST_CROSSHEAD * above.size and alike


def _measure(head: Stack, above: Stack, text: Sequence[Stack]) -> float:
    """Return how wide the columns of the text before a line are, in points, by the last in the stream of which it is known."""
    before = [stack for stack in text if is_settled(stack) and stack.lines[0].first < head.lines[0].first and is_of_size(stack, above)]
    last = max(before, key=lambda stack: stack.lines[0].first, default=above)
    return last.x1 - last.x0


def _is_over(head: Stack, text: Stack, measure: float) -> bool:
    """Say whether a line stands between the sides of a column, which a short text in it does not show."""
    return inside(head, text) or (not is_settled(text) and inside(head, replace(text, x1=text.x0 + measure)))


def _in_full(head: Stack, above: Stack, text: Sequence[Stack]) -> Stack:
    """Return the text before a line as wide as its column is."""
    return above if is_settled(above) else replace(above, x1=max(above.x1, above.x0 + _measure(head, above, text)))


def _goes_by_stream(stacks: Sequence[Stack]) -> bool:
    """Say whether the file gives the text in reading order: lines below each other follow each other in it."""
    steps = [b.first == a.last + 1 for stack in stacks for a, b in pairwise(stack.lines)]
    return len(steps) >= _FEWEST_STEPS and sum(steps) > _TRUSTED * len(steps)
