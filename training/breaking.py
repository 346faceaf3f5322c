"""Text -> printed lines, broken as Chinese papers break them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random

    from training.style import Style

NO_START: Final = "，。、；：！？”’）》」』】〉…—"
NO_END: Final = "“‘（《「『【〈"
_TOKEN: Final = re.compile(r"[A-Za-z0-9.%+]*-|[A-Za-z0-9.%+]+|\s+|.", re.DOTALL)
"""A word or a number is not parted, but after a hyphen."""
_SPACE: Final = 0.25
_CLOSE: Final = 1e-6


class Setter:
    """Sets one text, greedily: each token goes on the line if it fits.

    `measure` is the width of the lines in ems, `indent` what the first is narrower by; with `rng` some lines end early.
    """

    def __init__(self, style: Style, measure: float, indent: float = 0.0, rng: random.Random | None = None) -> None:
        self._style = style
        self._rng = rng
        self._measure = measure
        self._room = measure - indent
        self._line = ""
        self._width = 0.0
        self._last = ""
        self._lines: list[str] = []

    def set(self, text: str) -> list[str]:
        """Return the lines of a text, without the white space around them."""
        for token in _TOKEN.findall(text):
            width = self._token_width(token)
            if self._width + width > self._room + _CLOSE and self._line:
                self._break_before(token, width)
            else:
                self._add(token, width)
            self._last = token
        return [line for line in (*self._lines, self._line.strip()) if line]

    def _token_width(self, token: str) -> float:
        """Return how far a token moves the line on."""
        if token.isspace():
            return _SPACE
        width = len(token) * self._style.latin if token.isascii() else 1.0
        shares = self._style.trims and _is_mark(token) and _is_mark(self._last) and not (self._last in NO_END and token not in NO_END)
        return width - 0.5 if shares else width

    def _add(self, token: str, width: float) -> None:
        self._line += token
        self._width += width

    def _break_before(self, token: str, width: float) -> None:
        """End the line before a token that does not fit, unless it is a mark and can be squeezed in."""
        if token in NO_START and (self._style.hangs or self._width + width <= self._room + 0.5):
            self._add(token, width)
            return
        kept, carried = _parted(self._line, carry=token in NO_START)
        self._lines.append(kept.strip())
        self._line = carried + ("" if token.isspace() else token)
        self._width = sum(_SPACE if c.isspace() else self._style.latin if c.isascii() else 1.0 for c in self._line)
        self._room = self._measure - self._early()

    def _early(self) -> float:
        """Return how much too early a line ends: print is not always set as tightly as the measure allows."""
        ragged = self._rng is not None and self._rng.random() < self._style.ragged
        return self._rng.choice([0.5, 1.0, 1.0, 1.5, 2.0]) if self._rng and ragged else 0.0


def _is_mark(token: str) -> bool:
    return bool(token) and token in NO_START + NO_END


def _parted(line: str, *, carry: bool) -> tuple[str, str]:
    """Return what of a full line stays, and what goes down so that no line begins or ends with a mark that may not.

    >>> _parted("他说“", carry=False), _parted("好的吧", carry=True)
    (('他说', '“'), ('好的', '吧'))
    """
    count = 0
    if carry:
        count = 1
        while count < len(line) and line[-count] in NO_START:
            count += 1
    kept = line[: len(line) - count]
    kept = kept.rstrip(NO_END)
    return (kept, line[len(kept) :]) if kept.strip() else (line, "")
