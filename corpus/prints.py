"""Files that show where their text stands -> pages with their print: the road from PDF, ALTO or hOCR to `sheets` in one place."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from corpus import flow, ink, scans, setting, sheets
from corpus.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus.sheets import Sheet

HEAD: Final = 1 << 16
_PDF_WITHIN: Final = 1024
_MARKUP: Final = frozenset({".xml", ".alto", ".hocr", ".html", ".htm", ".xhtml"})


def kind(path: Path) -> str:
    """Return what kind of print a file holds: pdf, alto, hocr, or nothing if it is something else.

    It is told by its first bytes, and markup by its ending, too. What is called text is taken for text, and
    what is no file, as a pipe, is not looked into: it can be read once only.

    Raises:
        OSError: if it cannot be read.

    """
    if path.suffix.lower() == ".txt" or not path.is_file():
        return ""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if b"%PDF-" in head[:_PDF_WITHIN] or (path.suffix.lower() == ".pdf"):
        return "pdf"
    if path.suffix.lower() not in _MARKUP:
        return ""
    return "alto" if scans.is_alto(head) else "hocr" if scans.is_hocr(head) else ""


class Document:
    """A file of one page or several."""

    def __init__(self, kind: str, pages: Any, place: str) -> None:  # noqa: ANN401 - a document of pypdfium2, or pages of OCR
        self.kind = kind
        self._pages = pages
        self._place = place

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self._pages)

    def sheet(self, number: int) -> Sheet:
        """Return a page, counted from 0, with its print.

        Raises:
            InputError: if the page cannot be read, or is a picture without text.

        """
        place = f"{self._place}{sheets.PAGE}{number + 1}" if len(self) > 1 else self._place
        if self.kind == "pdf":
            return _printed(ink.read(self._pages, number, place), number)
        scan = self._pages[number]
        none = np.zeros((0, 4))
        return sheets.sheet(flow.stories(scan.lines, none, none), (scan.width, scan.height), 0, number + 1, self.kind)


def _printed(shown: ink.Ink, number: int) -> Sheet:
    """Return a page of a PDF with its print."""
    quarter = setting.quarter(shown)
    page = setting.upright(shown)
    found = flow.stories(setting.lines(page), page.rules, page.pictures)
    return sheets.sheet(found, (page.width, page.height), quarter, number + 1, "pdf")


@contextmanager
def opened(path: Path, place: str) -> Iterator[Document]:
    """Open a file.

    Raises:
        InputError: if it cannot be read, is encrypted, damaged, or none of the kinds that are read.
        MissingExtraError: if it is a PDF, and what reads PDFs is not installed.

    """
    try:
        what = kind(path)
    except OSError as error:
        raise InputError(place, error.strerror or str(error), help="check the path and its permissions") from error
    if what == "pdf":
        with ink.opened(path, place) as document:
            yield Document(what, document, place)
    elif what:
        yield Document(what, scans.read(path, what, place), place)
    else:
        raise InputError(place, "no PDF, ALTO or hOCR", help="give page text as .txt")
