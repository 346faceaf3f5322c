"""A page of a PDF -> the page as source text with its print: the road from `ink` to `sheets` in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus import flow, ink, setting, sheets

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.sheets import Sheet


def count(path: Path, place: str) -> int:
    """Return the number of pages of a PDF.

    Raises:
        InputError: if it is encrypted, damaged or no PDF.

    """
    with ink.opened(path, place) as document:
        return len(document)


def sheet(path: Path, number: int, place: str) -> Sheet:
    """Return a page of a PDF, counted from 0, as source text with its print.

    Raises:
        InputError: if the page cannot be read, or holds no text.

    """
    with ink.opened(path, place) as document:
        printed = setting.upright(ink.read(document, number, place))
    found = flow.stories(setting.lines(printed), printed.rules)
    return sheets.sheet(found, printed.rules, printed.pictures, (printed.width, printed.height))
