"""Titles broken into lines, and the lines of one or two words letter-spaced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from training.style import chance

if TYPE_CHECKING:
    import random

_PAUSE: Final = re.compile("[，：、？！；]|——")
_WORD: Final = re.compile("[\u4e00-\u9fff]{3,8}")
_LEAST: Final = 4


def title_lines(rng: random.Random, title: str, room: float) -> list[str]:
    """Return the lines of a title that has room for some characters: broken at its space or a pause, or of one length."""
    most = max(_LEAST, int(room))
    parts = title.split() if " " in title and chance(rng, 0.75) else [title]
    return [line for part in parts for line in _broken(rng, part, most)]


def _broken(rng: random.Random, part: str, most: int) -> list[str]:
    if len(part) <= most:
        return [part]
    if chance(rng, 0.5):
        places = [found.end() for found in _PAUSE.finditer(part) if len(part) / 4 < found.end() < len(part) * 3 / 4]
        if places and max(places[0], len(part) - places[0]) <= most:
            return [part[: places[0]], part[places[0] :]]
    length = -(-len(part) // -(-len(part) // most))
    return [part[start : start + length] for start in range(0, len(part), length)]


def spaced(line: str) -> str:
    """Return a line of three to eight characters with spaces between them; others as they are.

    >>> spaced("春茶上市"), spaced("第1天")
    ('春 茶 上 市', '第1天')
    """
    return " ".join(line) if _WORD.fullmatch(line) else line
