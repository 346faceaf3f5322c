"""Numbers as newspapers print them: figures of either width and Chinese numerals."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

NUMERALS: Final = "〇○零一二三四五六七八九十百廿卅元"
_DIGITS: Final = {"零": 0, "○": 0, "元": 1, **{character: value for value, character in enumerate("〇一二三四五六七八九")}}
_TENS: Final = {"廿": "二十", "卅": "三十"}


def number(text: str) -> int:
    """Return what a numeral says, in figures or in Chinese; Chinese ones with 十 or 百 are below a thousand.

    >>> [number(text) for text in ("07", "１２", "十二", "二十", "一百零二", "一〇", "廿三", "二〇二〇")]
    [7, 12, 12, 20, 102, 10, 23, 2020]

    Raises:
        KeyError: if a character of it is no numeral.

    """
    text = unicodedata.normalize("NFKC", text)
    if text.isdecimal():
        return int(text)
    for short, written in _TENS.items():
        text = text.replace(short, written)
    if not re.search("[十百]", text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total, digit = 0, 0
    for character in text:
        weight = {"十": 10, "百": 100}.get(character)
        total += (digit or 1) * weight if weight else 0
        digit = 0 if weight else _DIGITS[character]
    return total + digit
