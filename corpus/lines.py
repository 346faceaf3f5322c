"""Source text -> pieces: the stretches of print that are labelled, joined and ordered.

A piece is a printed line without the white space around it, or a part of one: a jump line that closes a paragraph is
its own piece, and so is each side of a gap in a line that is wider than its column. Where an extractor broke a printed
line in two (before a mark that no line may begin with), the parts are one piece. The only place where offsets are made.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from corpus import chars, phrases
from corpus.measures import Glyphs, voted
from corpus.rows import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BREAKS: Final = "\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_PRINTED: Final = re.compile(rf"\S(?:[^{BREAKS}]*\S)?")
_GAP: Final = re.compile(r"(?<=[^\x00-\x7f])[ \u3000\xa0\t]+(?=\S)|(?<=\S)[ \u3000\xa0\t]+(?=[^\x00-\x7f\s])")
_DASHED_GAP: Final = re.compile(r"(?<=[—─])[ \u3000]+(?=\S)|(?<=\S)[ \u3000]+(?=[—─]{2})")
_INLINE: Final = re.compile(r"(?<=[。！？”）])(?=——)|(?<=\S)(?=[▶►]{1,3}$|[（(][下文]?[转轉]?第?$)")
_SPACED: Final = re.compile(r"\S(?:[ \u3000]+\S){2,}")
_TRIM: Final = re.compile(r"\S(?:.*\S)?", re.DOTALL)
_NO_START: Final = (chars.CLOSES + chars.PAUSES + chars.STOPS).replace("：", "").replace(":", "")
_UNENDED: Final = "，、》〉"
_MAY_PART: Final = re.compile(r"[\s转轉接▶►—（(]")
"""What a line holds that may be more than one piece; few lines do, so the patterns above are tried on few."""
_INLINE_TAIL: Final = frozenset("▶►（(")
_INLINE_MOST: Final = 4
_JUMP_HEAD, _JUMP_REST = 14, 10
"""The most characters of a jump line on either side of a line break."""
_WIDEST: Final = 80
OVERLONG: Final = 1.12
REACH: Final = 12


class Piece(NamedTuple):
    """A stretch of print: half-open offsets into the source text, and how it stood there.

    `line` counts the printed lines, `blanks` the blank lines before, `indent` is the width in ems of the white space
    before; `inline` says that something stands before it on its line, `feed` that a form feed came before.
    """

    start: int
    end: int
    line: int
    blanks: int
    indent: float
    inline: bool
    feed: bool


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    blanks: int
    feed: bool
    measure: float = 0.0
    width: float = 0.0


def pieces(text: str) -> list[Piece]:
    r"""Cut a text into pieces; every character that is not white space is in exactly one.

    >>> [p.start for p in pieces("  一行。\n\n又一行 （下转3版）")]
    [2, 7, 11]
    >>> [p.start for p in pieces("老人们说。→下转第二十\n一版")]
    [0, 5, 12]
    """
    found: list[Piece] = []
    whole = _merged(text, _measured(text, _lines(text)))
    for number, (line, after) in enumerate(itertools.zip_longest(whole, whole[1:])):
        for k, (start, end) in enumerate(_cuts(text, line, after)):
            first = k == 0
            indent = _indent(text, start) if first else 0.0
            found.append(Piece(start, end, number, line.blanks if first else 0, indent, not first, line.feed and first))
    return found


def is_spaced(text: str) -> bool:
    """Say whether a line is letter-spaced: three characters or more, each alone between spaces.

    >>> is_spaced("社 区 单 位"), is_spaced("社区 单位")
    (True, False)
    """
    return len(text) > 4 and text[1] in " \u3000" and _SPACED.fullmatch(text) is not None  # noqa: PLR2004 - the shortest is three characters


def squeezed(text: str) -> str:
    r"""Return a line with its letter-spacing closed up, and without the line breaks inside it.

    >>> squeezed("社 区 单 位"), squeezed("说。\n”他")
    ('社区单位', '说。”他')
    """
    if is_spaced(text):
        return "".join(text.split())
    lines = text.splitlines()
    return lines[0] if len(lines) == 1 else "".join(lines)


def said(text: str, pieces: Iterable[Piece]) -> str:
    """Return what pieces of a text say, without white space."""
    return "".join(bare(text[piece.start : piece.end]) for piece in pieces)


def printed(text: str) -> Iterator[re.Match[str]]:
    """Find the lines that hold print, without the white space around them; blank lines, of which some texts have millions, cost little."""
    return _PRINTED.finditer(text, len(text) - len(text.lstrip()), len(text.rstrip()))


def _lines(text: str) -> list[_Line]:
    """Return the lines that hold print, and what stands between them."""
    found: list[_Line] = []
    last = 0
    for match in printed(text):
        start, end = match.span()
        between = text[last:start]
        ends = 1 if between == "\n" else len(f"{between}.".splitlines()) - 1
        found.append(_Line(start, end, ends - bool(found), "\x0c" in between))
        last = end
    return found


def _measured(text: str, lines: list[_Line]) -> list[_Line]:
    """Set the width of each line and the measure around it."""
    if lines:
        glyphs = Glyphs([squeezed(text[line.start : line.end]) for line in lines])
        width = glyphs.line_widths()
        measure, _ = voted(width, np.append(glyphs.first_units()[1:], 1.0), (REACH,))
        for line, w, m in zip(lines, width.tolist(), measure[:, 0].tolist(), strict=True):
            line.width, line.measure = w, m
    return lines


def _merged(text: str, lines: list[_Line]) -> list[_Line]:
    """Join the lines that an extractor made of one printed line."""
    found: list[_Line] = []
    for line in lines:
        if found and _is_one_line(text, found[-1], line):
            found[-1].end = line.end
            found[-1].width += line.width - 0.5
        else:
            found.append(line)
    return found


def _is_one_line(text: str, line: _Line, after: _Line) -> bool:
    """Say whether two lines are one in print: they fit the measure together, and none could have ended or begun there."""
    if after.blanks or line.width + after.width - 0.5 > after.measure + 0.6:
        return False
    first = text[after.start]
    if first in _NO_START:
        return True
    opens = first in chars.OPENS and not phrases.jump_to(text[after.start : after.end])
    return opens and text[line.end - 1] in _UNENDED and line.width < after.measure - 2


def _indent(text: str, start: int) -> float:
    """Return the width in ems of the white space before a line, or of the last 80 characters of it, twenty ems and more."""
    before = text[max(0, start - _WIDEST) : start]
    white = before[len(before.rstrip(" \t\u3000\xa0")) :]
    return 0.25 * len(white) + 0.75 * white.count("\u3000")


def _cuts(text: str, line: _Line, after: _Line | None) -> Iterator[tuple[int, int]]:
    """Yield the pieces of one printed line, given that which comes after it."""
    broken = _broken_jump(text, line, after)
    if not broken and not _MAY_PART.search(text, line.start, line.end):
        yield line.start, line.end
        return
    body = text[line.start : line.end]
    marks = {0, len(body) - broken, len(body), *_jump_edges(body)}
    if "——" in body or not _INLINE_TAIL.isdisjoint(body[-_INLINE_MOST:]):
        marks.update(m.end() for m in _INLINE.finditer(body))
    if not is_spaced(body):
        gap = _GAP if line.width > line.measure * OVERLONG + 1 else _DASHED_GAP
        marks.update(_outside_brackets(body, gap))
    edges = sorted(marks)
    for a, b in itertools.pairwise(edges):
        part = _TRIM.search(text, line.start + a, line.start + b)
        if part:
            yield part.span()


def _jump_edges(line: str) -> Iterator[int]:
    """Yield where a jump line parts from the rest of a printed line, letter-spaced or not."""
    if not phrases.JUMP_SIGN.search(line):
        return
    spaced = is_spaced(line)
    places = [i for i, char in enumerate(line) if not (spaced and char.isspace())]
    printed = "".join(line[i] for i in places)
    tail = phrases.jump_to(printed)
    if tail:
        yield places[tail.end() - len(tail.group().lstrip())]
    head = phrases.JUMP_FROM.match(printed)
    if head:
        yield places[head.end() - 1] + 1


def _broken_jump(text: str, line: _Line, after: _Line | None) -> int:
    """Return how many characters at the end of a line begin a jump line that the next line ends; 0 if there is none."""
    if after is None or after.end - after.start > _JUMP_REST:
        return 0
    end = text[max(line.start, line.end - _JUMP_HEAD) : line.end]
    found = phrases.BROKEN_JUMP.search(end + text[after.start : after.end])
    return max(0, len(end) - found.start()) if found else 0


def _outside_brackets(line: str, gap: re.Pattern[str]) -> Iterator[int]:
    """Yield the end of each gap in a line that stands in no round brackets."""
    depth, done = 0, 0
    for match in gap.finditer(line):
        between = line[done : match.start()]
        depth += sum(between.count(c) for c in "（(") - sum(between.count(c) for c in "）)")
        done = match.start()
        if depth <= 0:
            yield match.end()
