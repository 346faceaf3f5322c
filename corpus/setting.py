"""Glyphs -> printed lines: what stands on one baseline, or below each other in vertical print, with its spaces.

The order of the glyphs in the file is a hint only: lines are found by where the glyphs stand.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from corpus.ink import Floats, Ink, Ints

LEVEL: Final = 0.3
"""How far from a baseline, in ems, a glyph still stands on it."""
SAME_SIZE: Final = 1.3
LEAST: Final = 0.1
"""The least em of a line in points: no print is so small."""
_CJK: Final = 0x2E80
_GAP: Final = 0.35
_GAP_ELSEWHERE: Final = 0.15
"""What stands elsewhere in the stream may be of another column."""
_ONE_SIZE: Final = 1.1
_GAP_IN_STREAM: Final = 1.6
_BACK: Final = 0.6
_SPACE: Final = 0.18
_LETTER_SPACE: Final = 0.13
_PITCH: Final = 2.1
_COLUMN: Final = 0.35
_FEWEST: Final = 3
_FLUSH: Final = 0.7
_ASCENT: Final = 0.88
"""How far above its baseline the em of a full character begins, in ems."""


@dataclass(slots=True)
class Line:
    """A printed line: its text, and where and how it stands on the page.

    `x0`, `y0`, `x1`, `y1` are its box as it is shown, `base` its baseline, in points from the top left of the page; `size` its
    em; `first` and `last` the places of its glyphs in the stream; `strange` how much of it is in another face than most
    of the page; `vertical` says that it runs downward; `edges` (characters + 1) is where each character begins, across or downward.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float
    first: int
    last: int
    weight: float = 0.0
    strange: float = 0.0
    vertical: bool = False
    edges: list[float] = field(default_factory=list)
    glyphs: list[int] = field(default_factory=list)

    @property
    def width(self) -> float:
        """Its width in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Its height in points."""
        return self.y1 - self.y0


@dataclass(slots=True)
class _Run:
    """Glyphs that stand side by side."""

    glyphs: list[int]
    x0: float
    x1: float
    base: float
    size: float


def quarter(ink: Ink) -> int:
    """Return how many quarter turns clockwise most glyphs of a page stand."""
    return int(np.bincount(ink.turn, minlength=4).argmax()) if len(ink) else 0


def upright(ink: Ink) -> Ink:
    """Return the page turned so that most of its glyphs stand upright."""
    turns = quarter(ink)
    return _turned(ink, turns) if turns else ink


def _turned(ink: Ink, turns: int) -> Ink:
    """Return the page turned back by some quarters."""
    width, height = (ink.height, ink.width) if turns % 2 else (ink.width, ink.height)

    def point(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        if turns == 1:
            return y, height - x
        return (width - y, x) if turns == 3 else (width - x, height - y)  # noqa: PLR2004 - three quarters

    def boxes(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
        (x0, y0), (x1, y1) = point(a, b), point(c, d)
        return np.stack([np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1)])

    x, y = point(ink.x, ink.y)
    left, top, right, bottom = boxes(ink.left, ink.top, ink.right, ink.bottom)
    return replace(
        ink,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        x=x,
        y=y,
        turn=(ink.turn - turns) % 4,
        rules=boxes(*ink.rules.T).T,
        pictures=boxes(*ink.pictures.T).T,
        width=width,
        height=height,
    )


def lines(ink: Ink) -> list[Line]:
    """Return the lines of a page that stands upright, in the order of the stream."""
    runs = _stretched(_runs(ink))
    vertical, runs = _vertical(ink, runs)
    made = [_line(ink, run) for run in _merged(ink, runs)] + [_vertical_line(ink, glyphs) for glyphs in vertical]
    _mark_strange(ink, made)
    return sorted(made, key=lambda line: line.first)


def _right(ink: Ink) -> Floats:
    """Return where each glyph ends: a full character is an em wide, a mark at least half, whatever box its font gives it."""
    full = np.where(_marks(ink.code), 0.5, np.where(ink.code >= _CJK, 0.95, 0.0)) * (ink.turn == 0)
    mark = np.minimum(ink.right, ink.x + 0.5 * ink.size)
    found: Floats = np.maximum(np.where(_marks(ink.code), mark, ink.right), ink.x + full * ink.size)
    return found


def _marks(code: Ints) -> NDArray[np.bool_]:
    """Return which characters are marks that may be set half as wide as others."""
    return ((code >= 0x3000) & (code < 0x3040)) | ((code >= 0xFF00) & (code < 0xFF10)) | ((code >= 0xFF1A) & (code < 0xFF20))  # noqa: PLR2004 - blocks of Unicode


def _runs(ink: Ink) -> list[_Run]:
    """Return the runs of glyphs that follow each other in the stream and stand on one baseline."""
    found: list[_Run] = []
    right = _right(ink)
    for i, (x, end, y, size, turn) in enumerate(
        zip(ink.x.tolist(), right.tolist(), ink.y.tolist(), ink.size.tolist(), ink.turn.tolist(), strict=True)
    ):
        last = found[-1] if found else None
        if last is not None and turn == 0 and ink.turn[last.glyphs[-1]] == 0 and _goes_on(last, x, y, size):
            last.glyphs.append(i)
            last.x1 = max(last.x1, end)
        else:
            found.append(_Run([i], x, end, y, size))
    return found


def _goes_on(run: _Run, x: float, y: float, size: float) -> bool:
    em = max(run.size, size)
    level = abs(y - run.base) < LEVEL * em and em < SAME_SIZE * min(run.size, size)
    return level and -_BACK * em < x - run.x1 < _GAP_IN_STREAM * em and x > run.x0


def _stretched(runs: list[_Run]) -> list[_Run]:
    """Join runs of one baseline that justification has set far apart: the line before or after them fills the gap.

    Narrow columns have lines of few characters, with white space between that is as wide as a gutter elsewhere.
    """
    found: list[_Run] = []
    at = 0
    while at < len(runs):
        end = at + 1
        while end < len(runs) and _is_level(runs[end - 1], runs[end]):
            end += 1
        row, near = runs[at:end], [*found[-1:], *runs[end : end + 1]]
        x0, x1 = row[0].x0, max(run.x1 for run in row)
        if len(row) > 1 and any(_spans(other, row[0], x0, x1) for other in near):
            row = [_Run([i for run in row for i in run.glyphs], x0, x1, row[0].base, max(run.size for run in row))]
        found += row
        at = end
    return found


def _is_level(one: _Run, two: _Run) -> bool:
    """Say whether a run goes on at the right of another, on its baseline and in its size."""
    em = max(one.size, two.size)
    return abs(one.base - two.base) < LEVEL * em and two.x0 > one.x1 - _BACK * em and em < SAME_SIZE * min(one.size, two.size)


def _spans(run: _Run, one: _Run, x0: float, x1: float) -> bool:
    """Say whether a run is the line above or below another, and is as wide as a stretch or wider."""
    em = max(run.size, one.size)
    return _is_line_near(run, one) and run.x0 < x0 + em and run.x1 > x1 - em


def _vertical(ink: Ink, runs: list[_Run]) -> tuple[list[list[int]], list[_Run]]:
    """Take the runs out that stand below each other, a character each: those are vertical lines."""
    found: list[list[int]] = []
    left: list[_Run] = []
    stack: list[_Run] = []

    def close() -> None:
        if len(stack) >= _FEWEST or (stack and found and _goes_on_left(ink, found[-1], stack)):
            found.append([i for run in stack for i in run.glyphs])
        else:
            left.extend(stack)
        stack.clear()

    for run in runs:
        if stack and not _below(ink, stack[-1], run):
            close()
        if len(run.glyphs) == 1 or (len(run.glyphs) <= 3 and run.x1 - run.x0 < 1.3 * run.size):  # noqa: PLR2004 - figures set side by side
            stack.append(run)
        else:
            close()
            left.append(run)
    close()
    return found, left


def _goes_on_left(ink: Ink, line: list[int], stack: list[_Run]) -> bool:
    """Say whether a character or two, which come after a vertical line in the stream, are the next line at its left."""
    first, em = stack[0].glyphs[0], stack[0].size
    level = abs(ink.top[line[0]] - ink.top[first]) < 0.5 * em or _are_centred(ink, line, stack)
    step = ink.left[line].min() - ink.left[first]
    return bool(first == line[-1] + 1 and level and 0.8 * em < step < _PITCH * em and abs(ink.size[line[0]] - em) < 0.1 * em)


def _are_centred(ink: Ink, line: list[int], stack: list[_Run]) -> bool:
    """Say whether the middle of a vertical line is that of some characters below each other."""
    end = stack[-1].glyphs
    middle, other = ink.top[line].min() + ink.bottom[line].max(), ink.top[stack[0].glyphs].min() + ink.bottom[end].max()
    return bool(abs(middle - other) < stack[0].size)


def _below(ink: Ink, one: _Run, two: _Run) -> bool:
    """Say whether a run stands right below another, a character below a character."""
    em = max(one.size, two.size)
    (centre, top), (centre_below, top_below) = _cell(ink, one), _cell(ink, two)
    aligned = abs(centre - centre_below) < _COLUMN * em and 0.25 * em < top_below - top < _PITCH * em
    return aligned and em < SAME_SIZE * min(one.size, two.size)


def _cell(ink: Ink, run: _Run) -> tuple[float, float]:
    """Return the middle and the top of what a run takes of a vertical line: a mark takes all of its em, however small its box is."""
    first, last = run.glyphs[0], run.glyphs[-1]
    if len(run.glyphs) == 1 and ink.turn[first] == 0 and _marks(ink.code[run.glyphs])[0]:
        return float(ink.x[first] + run.size / 2), float(ink.y[first] - _ASCENT * run.size)
    return float(ink.left[first] + ink.right[last]) / 2, float(ink.top[run.glyphs].min())


def _merged(ink: Ink, runs: list[_Run]) -> list[_Run]:
    """Join the runs that stand side by side on one baseline, wherever they are in the stream."""
    near = {id(run): (runs[max(k - 1, 0)], runs[min(k + 1, len(runs) - 1)]) for k, run in enumerate(runs)}
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: run.base):
        row = next((row for row in reversed(rows[-8:]) if abs(row[0].base - run.base) < LEVEL * min(row[0].size, run.size)), None)
        if row is None:
            rows.append([run])
        else:
            row.append(run)
    return [run for row in rows for run in _joined(ink, sorted(row, key=lambda run: run.x0), near)]


def _joined(ink: Ink, row: list[_Run], near: Mapping[int, tuple[_Run, _Run]]) -> Iterable[_Run]:
    """Yield the runs of a row, joined where the gap is no wider than a space.

    `near` has the runs before and after each in the stream, by its id.
    """
    last: _Run | None = None
    end = row[0]
    for run in row:
        if last is not None and _touches(ink, last, run) and not _are_two_columns(end, run, near):
            last.glyphs += run.glyphs
            last.x1 = max(last.x1, run.x1)
            last.size = max(last.size, run.size)
        else:
            if last is not None:
                yield last
            last = run
        end = run
    if last is not None:
        yield last


def _are_two_columns(one: _Run, two: _Run, near: Mapping[int, tuple[_Run, _Run]]) -> bool:
    """Say whether a run ends level with the line above or below it in the stream, and the one at its right begins level with its own."""
    em = _FLUSH * max(one.size, two.size)
    ends = any(_is_line_near(run, one) and abs(run.x1 - one.x1) < em for run in near[id(one)])
    return ends and any(_is_line_near(run, two) and abs(run.x0 - two.x0) < em for run in near[id(two)])


def _is_line_near(run: _Run, one: _Run) -> bool:
    em = max(run.size, one.size)
    return 0.8 * em < abs(run.base - one.base) < _PITCH * em and em < SAME_SIZE * min(run.size, one.size)


def _touches(ink: Ink, one: _Run, two: _Run) -> bool:
    em = max(one.size, two.size)
    between = (ink.rules[:, 0] >= one.x1 - 0.2 * em) & (ink.rules[:, 2] <= two.x0 + 0.2 * em)
    crossing = between & (ink.rules[:, 1] < one.base) & (ink.rules[:, 3] > one.base - 0.7 * em)
    elsewhere = one.glyphs[-1] + 1 != two.glyphs[0]
    parted = elsewhere and min(len(one.glyphs), len(two.glyphs)) >= _FEWEST
    close = -LEVEL * em < two.x0 - one.x1 < (_GAP_ELSEWHERE if parted else _GAP) * em
    return close and em < (_ONE_SIZE if elsewhere else 2) * min(one.size, two.size) and not crossing.any()


def _line(ink: Ink, run: _Run) -> Line:
    """Return a run as a line."""
    glyphs = sorted(run.glyphs, key=lambda i: ink.x[i])
    right = _right(ink)
    size = max(float(np.median(ink.size[glyphs])), LEAST)
    x0, x1 = float(ink.x[glyphs].min()), float(right[glyphs].max())
    y0, y1 = float(ink.top[glyphs].min()), float(ink.bottom[glyphs].max())
    y0, y1 = min(y0, run.base - 0.85 * size), max(y1, run.base + 0.1 * size)
    text, edges = _text(ink, glyphs, right, size)
    return Line(
        text,
        x0,
        y0,
        x1,
        y1,
        run.base,
        size,
        min(glyphs),
        max(glyphs),
        _weight(ink, glyphs),
        edges=[*edges, max(x1, float(ink.right[glyphs[-1]]))],
        glyphs=glyphs,
    )


def _weight(ink: Ink, glyphs: list[int]) -> float:
    return float(np.median(ink.weight[glyphs]))


def _text(ink: Ink, glyphs: list[int], right: Floats, size: float) -> tuple[str, list[float]]:
    """Return the text of a line, with a space where a gap is wider than the line's usual one, and where each character begins."""
    codes = [int(ink.code[i]) for i in glyphs]
    gaps = [float(ink.x[b] - right[a]) for a, b in pairwise(glyphs)]
    usual = max(median(gaps), 0.0) if gaps else 0.0
    parts, edges = [chr(codes[0])], [float(ink.x[glyphs[0]])]
    marks = _marks(ink.code[glyphs]).tolist()
    for (before, code), gap, mark, i in zip(pairwise(codes), gaps, marks, glyphs[1:], strict=False):
        latin = before < _CJK and code < _CJK
        if gap - usual > (_LETTER_SPACE if latin else _SPACE + 0.5 * mark) * size:
            parts.append(" ")
            edges.append(float(ink.x[i]) - gap)
        parts.append(chr(code))
        edges.append(float(ink.x[i]))
    return "".join(parts), edges


def _vertical_line(ink: Ink, glyphs: list[int]) -> Line:
    """Return glyphs that stand below each other as a line."""
    size = max(float(np.median(ink.size[glyphs])), LEAST)
    x0, x1 = float(ink.left[glyphs].min()), float(ink.right[glyphs].max())
    y0, y1 = float(ink.top[glyphs].min()), float(ink.bottom[glyphs].max())
    text = "".join(chr(int(ink.code[i])) for i in glyphs)
    edges = [*ink.top[glyphs].tolist(), y1]
    weight = _weight(ink, glyphs)
    return Line(text, x0, y0, x1, y1, y1, size, min(glyphs), max(glyphs), weight, vertical=True, edges=edges, glyphs=glyphs)


def _mark_strange(ink: Ink, found: Sequence[Line]) -> None:
    """Set of each line how much of it is in a face that hardly any line is set in.

    A browser cuts one face into many fonts by character, so fonts are compared by the characters that they share with others:
    those of a face that is not that of the text are mostly printed in another.
    """
    used = Counter(zip(ink.code.tolist(), ink.font.tolist(), strict=True))
    total = Counter(ink.code.tolist())
    shared, other = Counter[int](), Counter[int]()
    for (code, font), count in used.items():
        if count < total[code]:
            shared[font] += total[code]
            other[font] += total[code] - count
    for line in found:
        told = [other[font] / shared[font] for font in ink.font[line.glyphs].tolist() if shared[font]]
        line.strange = sum(told) / len(told) if told else 0.5
