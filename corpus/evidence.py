"""What the print says of each piece: log-odds of the labels from size, face, indents, distances and place, added to those of the text.

A small network over the layout of a piece and of its two neighbours, trained by `training.evidence` so that it says what the
labeller, which sees the text alone, does not. The weights ship in the package (`evidence.npz`).
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from importlib import resources
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import stacks
from corpus.labels import HEADLINE, LABELS
from corpus.paragraphs import Paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from corpus.labels import Label
    from corpus.lines import Piece
    from corpus.setting import Line
    from corpus.sheets import Row, Sheet

    Floats = NDArray[np.float32]


def _which(is_so: Callable[[Label], bool]) -> Floats:
    """Return 1 for the labels of a kind, 0 for others."""
    return np.array([is_so(label) for label in LABELS], np.float32)


PARTS: Final = 4
"""The parts of a story that the network knows; a pull quote is none of them."""
RULED_OUT: Final = 8.0
MOST: Final = 10.0
"""What the network says for a label or against it at most: of print unlike all that it learned from, it may say anything."""
EVEN: Final = 1.06
WIDER: Final = 1.075
"""How much wider than the step from line to line within a part of a headline that to another part is at least."""
CLEAR: Final = 1.15
LARGE: Final = 1.35
_GOES_ON: Final = _which(lambda label: label.role in HEADLINE and not label.begins)
_WITHIN: Final = _which(lambda label: label.role in HEADLINE and not label.opens)
_BEGINS_NONE: Final = _which(lambda label: label.role not in HEADLINE or not label.begins)
_IN_HEADLINE: Final = _which(lambda label: label.role in HEADLINE)
_TITLE: Final = _which(lambda label: label.role == "title")
_NO_TITLE: Final = _which(lambda label: label.role in HEADLINE and label.role != "title")
_LATE: Final = _which(lambda label: label.late)
_FURNITURE: Final = _which(lambda label: label.role == "furniture")
_BODY_BEGINS: Final = _which(lambda label: label.role == "body" and label.begins)
_BODY_GOES_ON: Final = _which(lambda label: label.role == "body" and not label.begins)
_BOLD: Final = 600
_ALIGNED: Final = 0.5
_INDENTED: Final = 1.2
_SHORT: Final = 1.6
_FAR: Final = 6.0
_ENDS: Final = frozenset("。！？…”』」）)!?.")
_DASHES: Final = frozenset("—─－-")
_BULLETS: Final = frozenset("□■●○◆◇▲△★☆◎本")


def scores(sheet: Sheet, pieces: Sequence[Piece]) -> Floats:
    """Return what the print adds to the score of each label for each piece, shape (pieces, labels)."""
    if not pieces:
        return np.zeros((0, len(LABELS)), np.float32)
    found: Floats = np.clip(forward(windows(features(sheet, pieces)), weights())[-1], -MOST, MOST)
    return found + certain(sheet, pieces)


def certain(sheet: Sheet, pieces: Sequence[Piece]) -> Floats:
    """Return what is taken off the scores of labels that the print rules out, shape (pieces, labels).

    A line of a headline below one of the same size, weight and face goes on with it, one of another begins a part; a headline over
    columns is no furniture, nor that of what stands before it, and opens an article; a pull quote is furniture.
    """
    headed = {row.story for row in sheet.rows if row.part == 2}  # noqa: PLR2004 - the columns
    titled = headed & {row.story for row in sheet.rows if row.part == 0}
    body = stacks.body_size(row.line for row in sheet.rows)
    even, parted, paragraphs, parts = _even_stacks(sheet), _parted(sheet), Paragraphs(sheet), _head_parts(sheet)
    face = _title_face(parts)
    off = np.zeros((len(pieces), len(LABELS)), np.float32)
    above: Row | None = None
    for k, (row, previous, _) in enumerate(_rows_of(sheet, pieces)):
        before, above = (row if row is above else previous), row
        if row.part == PARTS:
            off[k] = 2 * (1 - _FURNITURE)
        elif row.story in titled and row.part == 0:
            large = row.line.size > LARGE * body
            off[k] = np.maximum(
                _BEGINS_NONE if row.start in parted else _off_headline(row, before, large=large, even=row.stack in even),
                _off_part(parts[row.story][row.stack], list(parts[row.story].values()), face),
            )
            off[k] += _FURNITURE * large
        elif row.story in titled:
            off[k] = _IN_HEADLINE if row.part > 1 or row.line.size < stacks.PART * body else _LATE
        if before is not None and before is not row and row.story == before.story:
            begins = paragraphs.begins(before, row)
            off[k] += 0 if begins is None else _BODY_GOES_ON if begins else _BODY_BEGINS
            if begins is False and row.story in titled:  # what goes on is text, or a folio of some lines
                off[k - 1] = np.maximum(off[k - 1], _FURNITURE)
    return -RULED_OUT * off


def _off_headline(row: Row, before: Row | None, *, large: bool, even: bool) -> Floats:
    """Return what a line of a headline over columns is not, and how surely, given the line before it."""
    if before is not None and before.stack == row.stack:
        return (1 + even) * np.maximum(1 - _GOES_ON, _LATE)
    off = np.maximum(_LATE, _FURNITURE * large)
    if before is None or before.story != row.story:
        return np.maximum(off, _WITHIN)
    if stacks.is_other_part(before.line, row.line):
        return np.maximum(off, _GOES_ON * (2 if stacks.size_ratio(before.line, row.line) > CLEAR else 1))
    return off


def _off_part(part: Line, parts: Sequence[Line], face: float | None) -> Floats:
    """Return what a line of a headline is not, given a line of its part and of each, and how strange the face of titles is.

    The title is the largest; of parts of one size, it is the one that is set as the other titles are.
    """
    sizes = [line.size for line in parts]
    if max(sizes) > stacks.PART * part.size:
        return _TITLE
    if part.size > stacks.PART * min(sizes):
        return _NO_TITLE
    if face is None:
        return np.zeros(len(LABELS), np.float32)
    near = (abs(line.strange - face) for line in parts if stacks.size_ratio(line, part) < stacks.PART)
    return _TITLE if abs(part.strange - face) > min(near) + stacks.OTHER else np.zeros(len(LABELS), np.float32)


def _title_face(headlines: Sequence[dict[int, Line]]) -> float | None:
    """Return how strange the face of most titles is: of the largest parts of headlines, where those of one are of one face."""
    found = []
    for parts in headlines:
        largest = max((line.size for line in parts.values()), default=0.0)
        strange = [line.strange for line in parts.values() if line.size > largest / stacks.PART]
        if strange and max(strange) < min(strange) + stacks.OTHER:
            found.append(strange[0])
    return median(found) if found else None


def _even_stacks(sheet: Sheet) -> set[int]:
    """Return the stacks of three lines and more whose lines are as far from each other as the next: they are one part for sure."""
    found = set()
    for stack, rows in groupby(sheet.rows, key=lambda row: row.stack):
        steps = [abs(b.line.base - a.line.base) for a, b in pairwise(rows)]
        if len(steps) > 1 and max(steps) < EVEN * min(steps):
            found.add(stack)
    return found


def _parted(sheet: Sheet) -> set[int]:
    """Return where parts of headlines begin that are set like the part above: with more white before them than their lines have."""
    heads = [list(rows) for part, rows in groupby(sheet.rows, key=lambda row: (row.part, row.stack)) if part[0] == 0]
    least: dict[int, float] = {}
    for rows in heads:
        for size, step in ((round(b.line.size), abs(b.line.base - a.line.base)) for a, b in pairwise(rows)):
            least[size] = min(least.get(size, step), step)
    found = set()
    for rows in heads:
        steps = [abs(b.line.base - a.line.base) for a, b in pairwise(rows)]
        at = next((k for k in range(len(steps)) if _is_cut(steps[:k], steps[k], steps[k + 1 :], least[round(rows[0].line.size)])), None)
        if at is not None:
            found.add(rows[at + 1].start)
    return found


def _is_cut(above: Sequence[float], step: float, below: Sequence[float], least: float) -> bool:
    """Say whether a step between two lines parts those above from those below: each are even, and it is wider than those below.

    It is not as wide as those above, either, unless all of those are wider than all below.
    """
    even = all(max(steps) < EVEN * min(steps) for steps in (above, below) if steps)
    other = all(max(step, one) > EVEN * min(step, one) for one in above) or bool(below and min(above) > EVEN * max(below))
    return even and other and step > WIDER * max([least, *below])


def forward(x: Floats, w: dict[str, Floats]) -> tuple[Floats, Floats]:
    """Return the hidden values and the scores of a network of one hidden layer."""
    hidden = np.maximum((x - w["mean"]) / w["scale"] @ w["in"] + w["in_bias"], 0)
    return hidden, hidden @ w["out"] + w["out_bias"]


@cache
def weights() -> dict[str, Floats]:
    """Return the weights that ship in the package."""
    with resources.files("corpus").joinpath("evidence.npz").open("rb") as file, np.load(file) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files if stored[name].dtype.kind == "f"}


def windows(rows: Floats) -> Floats:
    """Return the features of each piece beside those of the pieces before and after it."""
    padded = np.pad(rows, ((2, 2), (0, 0)))
    n = len(rows)
    out: Floats = np.concatenate([padded[k : k + n] for k in (1, 2, 3)], axis=1)
    return out


def features(sheet: Sheet, pieces: Sequence[Piece]) -> Floats:
    """Return the layout of each piece, one row a piece."""
    rows = _rows_of(sheet, pieces)
    body = stacks.body_size(row.line for row in sheet.rows)
    sizes, heads, counts = _sizes(sheet), _heads(sheet), _stack_lines(sheet)
    columns = _columns(sheet)
    seen: set[tuple[int, int]] = set()
    table = []
    for piece, (row, before, after) in zip(pieces, rows, strict=True):
        first = (row.story, -1) not in seen
        new_stack = (row.story, row.stack) not in seen
        seen |= {(row.story, -1), (row.story, row.stack)}
        table.append(
            [
                *_face(row, body, sizes[row.story]),
                *_place(row, first=first, new_stack=new_stack, lines=counts[row.stack]),
                *_sides(row),
                *_steps(row, before, after),
                *_group(row, heads[row.story]),
                columns[row.story] / 4,
                row.line.y0 / max(sheet.height, 1),
                float(piece.inline),
                *_signs(row.line.text),
            ]
        )
    return np.array(table, np.float32)


def _rows_of(sheet: Sheet, pieces: Sequence[Piece]) -> list[tuple[Row, Row | None, Row | None]]:
    """Return for each piece the printed line that it is in, the one before, the one after."""
    starts = [row.start for row in sheet.rows]
    found = []
    for piece in pieces:
        at = max(bisect_right(starts, piece.start) - 1, 0)
        before = sheet.rows[at - 1] if at else None
        after = sheet.rows[at + 1] if at + 1 < len(starts) else None
        found.append((sheet.rows[at], before, after))
    return found


def _sizes(sheet: Sheet) -> list[float]:
    """Return the size that the columns of each story are set in, 0 if it has none."""
    stories = groupby(sheet.rows, key=lambda row: row.story)
    found = []
    for _, rows in stories:
        text = [row.line for row in rows if row.part == 2]  # noqa: PLR2004 - the columns
        found.append(stacks.body_size(text) if text else 0.0)
    return found


def _heads(sheet: Sheet) -> list[list[tuple[int, float]]]:
    """Return the stacks of the headline of each story, and the size of each."""
    found = []
    for _, rows in groupby(sheet.rows, key=lambda row: row.story):
        stacks: dict[int, float] = {}
        for row in rows:
            if row.part == 0:
                stacks[row.stack] = max(stacks.get(row.stack, 0.0), row.line.size)
        found.append(list(stacks.items()))
    return found


def _head_parts(sheet: Sheet) -> list[dict[int, Line]]:
    """Return the longest line of each part of the headline of each story, by its stack."""
    found = []
    for _, rows in groupby(sheet.rows, key=lambda row: row.story):
        parts: dict[int, Line] = {}
        for row in rows:
            if row.part == 0 and (row.stack not in parts or len(row.line.text) > len(parts[row.stack].text)):
                parts[row.stack] = row.line
        found.append(parts)
    return found


def _stack_lines(sheet: Sheet) -> dict[int, int]:
    """Return the number of lines of each stack."""
    return {stack: sum(1 for _ in rows) for stack, rows in groupby(sheet.rows, key=lambda row: row.stack)}


def _columns(sheet: Sheet) -> list[int]:
    """Return the number of columns of each story."""
    return [len({row.stack for row in rows if row.part == 2}) for _, rows in groupby(sheet.rows, key=lambda row: row.story)]  # noqa: PLR2004


def _face(row: Row, body: float, own: float) -> list[float]:
    """Return size and weight of a line against those of the text."""
    page, story = np.log(row.line.size / body), np.log(row.line.size / (own or body))
    larger = story > 0.02  # noqa: PLR2004 - crossheads are a twentieth larger than the text
    bold = row.line.weight >= _BOLD
    return [np.clip(page, -1, 1.5), np.clip(story, -1, 1.5), float(larger), row.line.strange, float(bold), float(row.line.vertical)]


def _place(row: Row, *, first: bool, new_stack: bool, lines: int) -> list[float]:
    """Return where a line stands in its story."""
    parts = [float(row.part == part) for part in range(PARTS)]
    return [*parts, float(first), float(new_stack), min(lines, 20) / 20, float(lines == 1), float(lines <= 2)]  # noqa: PLR2004


def _sides(row: Row) -> list[float]:
    """Return how a line stands between the sides of its stack, in ems."""
    em = max(row.line.size, 0.1)
    left, right = (row.line.x0 - row.left) / em, (row.right - row.line.x1) / em
    centred = abs(left - right) < 2 * _ALIGNED and left > _ALIGNED
    return [
        np.clip(left, 0, _FAR) / 3,
        np.clip(right, 0, _FAR) / 3,
        float(left > _INDENTED),
        float(right > _SHORT),
        float(centred),
        float(left > 2 * _INDENTED and right < _ALIGNED),
        min((row.right - row.left) / em, 60) / 20,
    ]


def _steps(row: Row, before: Row | None, after: Row | None) -> list[float]:
    """Return how a line stands to the lines before and after it."""
    found = []
    for other in (before, after):
        same = other is not None and other.stack == row.stack
        step = abs(row.line.base - other.line.base) / max(row.line.size, 0.1) if other is not None and same else _FAR
        ratio = np.log(other.line.size / row.line.size) if other is not None else 0.0
        story = other is not None and other.story == row.story
        found += [float(same), float(story), min(step, _FAR) / 2, float(np.clip(ratio, -1, 1)), float(abs(ratio) < 0.01)]  # noqa: PLR2004
    return found


def _group(row: Row, heads: list[tuple[int, float]]) -> list[float]:
    """Return which part of a headline group a line is: how it stands to the largest part."""
    largest = max((size for _, size in heads), default=0.0)
    place = next((k for k, (stack, _) in enumerate(heads) if stack == row.stack), -1)
    top = next((k for k, (_, size) in enumerate(heads) if size == largest), -1)
    inside = row.part == 0
    return [
        float(bool(heads)),
        min(len(heads), 4) / 2,
        float(inside and place < top),
        float(inside and place == top),
        float(inside and place > top),
        np.log(row.line.size / largest) if inside and largest else 0.0,
    ]


def _signs(text: str) -> list[float]:
    """Return what the ends of a line say."""
    return [
        float(text[-1] in _ENDS),
        float(text[-1] in _DASHES),
        float(text[0] in _DASHES),
        float(text[0] in _BULLETS),
        min(len(text), 40) / 20,
    ]
