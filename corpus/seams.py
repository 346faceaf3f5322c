"""Pieces -> one string: what stands between two printed lines when they are joined."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from corpus.lines import is_spaced

if TYPE_CHECKING:
    from collections.abc import Iterable

_LATIN_END: Final = re.compile(r"[A-Za-zÀ-ɏ,;.!?)]$")
_LATIN_START: Final = re.compile(r"[A-Za-zÀ-ɏ(]")
_LAST_LATIN: Final = "ɏ"
_BLANK: Final = re.compile(r"\s+")
_NARROW: Final = re.compile(r"[\x21-\x7e]")


def tidy(line: str) -> str:
    r"""Return a printed line with its white space put right: letter-spacing closed up, runs of blanks made one.

    Left alone on purpose: a single blank inside a line, since it parts names, words and the halves of a title.

    >>> tidy("社 区 单 位"), tidy("本报讯\u3000（记者  杨帆）")
    ('社区单位', '本报讯 （记者 杨帆）')
    """
    words = line.split()
    if len(words) <= 1:
        return words[0] if words else ""
    return "".join(words) if is_spaced(line) else _BLANK.sub(_between, line.strip())


def _between(blank: re.Match[str]) -> str:
    """Return what stands for white space in a line: nothing for a break inside it, else one blank."""
    if "\n" in blank.group() or "\r" in blank.group():
        return glue(blank.string[: blank.start()][-1:], blank.string[blank.end() :][:1])
    return " "


def glue(before: str, after: str) -> str:
    """Return what joins two printed lines: a blank between Latin words, else nothing.

    >>> glue("Hong", "Kong"), glue("他", "在")
    (' ', '')
    """
    if before > _LAST_LATIN or after > _LAST_LATIN:
        return ""
    return " " if _LATIN_END.search(before) and _LATIN_START.match(after) else ""


def joined(text: str, spans: Iterable[tuple[int, int]]) -> str:
    r"""Return stretches of a text, in reading order, as one string; only white space differs from the source.

    >>> joined("他在Hong\nKong说\n过", [(0, 6), (7, 12), (13, 14)])
    '他在Hong Kong说过'
    """
    parts: list[str] = []
    before, last = "", -1
    for start, end in spans:
        line = tidy(text[start:end])
        printed_gap = last >= 0 and 0 < start - last <= 8 and text[last:start].strip(" \u3000\xa0\t") == ""  # noqa: PLR2004 - a gap inside a line
        between = " " if printed_gap else glue(before, line[:1])
        parts += (between, line) if between else (line,)
        before, last = line[-1:] or between or before, end
    return "".join(parts).lstrip()
