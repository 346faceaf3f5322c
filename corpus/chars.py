"""Facts about characters: their class, their display width, what may begin or end a line.

The tables cover the Basic Multilingual Plane; a character beyond it counts as Han. Widths are in ems, the width of one
Han character; figures and Latin letters are taken as proportional (0.6 and 0.55 em), as print and browsers set them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPACE, HAN, DIGIT, LATIN, STOP, PAUSE, OPEN, CLOSE, DASH, BULLET, OTHER = range(11)

_SURROGATE: Final = re.compile("[\ud800-\udfff]")

STOPS: Final = "。！？!?．"
PAUSES: Final = "，、；：,;:"
OPENS: Final = "“‘（《〈【「『〔［([{﹁﹃"
CLOSES: Final = "”’）》〉】」』〕］)]}﹂﹄"
DASHES: Final = "—…－–―─～"
BULLETS: Final = "●■□▲▶◆★○◎◇△▼►•※☆◀▉▌·"

_PLANE: Final = 0x10000
_HAN_RANGES: Final = ((0x2E80, 0x3000), (0x3005, 0x3008), (0x3021, 0x302A), (0x3040, 0xA000), (0xAC00, 0xD7B0), (0xE000, 0xFB00))
_WIDE_RANGES: Final = (
    (0x1100, 0x1200),
    (0x2E80, 0xA4D0),
    (0xAC00, 0xD7B0),
    (0xE000, 0xFB00),
    (0xFE30, 0xFE50),
    (0xFF01, 0xFF61),
    (0x2460, 0x2600),
)
_WIDE_SINGLES: Final = "“”‘’—…●■□▲▶◆★○◎◇△▼►※☆◀─▉▌①"
_SPACES: Final = "".join(char for char in map(chr, range(0x3001)) if char.isspace())


@cache
def classes() -> NDArray[np.uint8]:
    """Return the class of each character of the plane, shape (65536,).

    >>> int(classes()[ord("国")]) == HAN, int(classes()[ord("。")]) == STOP
    (True, True)
    """
    table = np.full(_PLANE, OTHER, np.uint8)
    for first, stop in _HAN_RANGES:
        table[first:stop] = HAN
    for letters in ("AZ", "az", "\u00c0\u024f", "ＡＺ", "ａｚ"):
        table[ord(letters[0]) : ord(letters[1]) + 1] = LATIN
    for zero in "0０":
        table[ord(zero) : ord(zero) + 10] = DIGIT
    for text, kind in ((STOPS, STOP), (PAUSES, PAUSE), (OPENS, OPEN), (CLOSES, CLOSE), (DASHES, DASH), (BULLETS, BULLET), (_SPACES, SPACE)):
        table[[ord(c) for c in text]] = kind
    return table


@cache
def widths() -> NDArray[np.float32]:
    """Return the width of each character of the plane in ems, shape (65536,).

    >>> float(widths()[ord("国")]), float(widths()[ord(" ")])
    (1.0, 0.25)
    """
    table = np.full(_PLANE, 0.55, np.float32)
    for first, stop in _WIDE_RANGES:
        table[first:stop] = 1.0
    table[[ord(c) for c in _WIDE_SINGLES]] = 1.0
    table[classes() == DIGIT] = 0.6
    table[classes() == SPACE] = 0.25
    table[ord("\u3000")] = 1.0
    table[ord("０") : ord("９") + 1] = 1.0
    table[[ord(c) for c in ".,;:!'()[]|il"]] = 0.3
    return table


def has_surrogates(text: str) -> bool:
    r"""Say whether a text holds surrogates, which no encoding can write; a search for them takes twenty times as long.

    >>> has_surrogates("\ud800"), has_surrogates("𠀀")
    (True, False)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def writable(text: str) -> str:
    r"""Return a text with U+FFFD for each lone surrogate, which no encoding can write; bytes of a file name that are no UTF-8 come as such.

    >>> writable("头版\ud800.txt") == "头版\ufffd.txt", writable("𠀀")
    (True, '𠀀')
    """
    return _SURROGATE.sub("\ufffd", text) if has_surrogates(text) else text


def codes(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text, shape (len(text),); what lies beyond the plane counts as 一.

    >>> codes("国a").tolist()
    [22269, 97]
    """
    found = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.where(found < _PLANE, found, np.uint32(ord("一"))).astype(np.uint32)
