"""The PDF tools that page texts come from, each with an order of lines and blocks of its own."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any, Final

from training.press import tools

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


def sheets(pdf: Path) -> int:
    """Return the number of sheets of a PDF."""
    with tools.package("pymupdf").open(pdf) as document:
        return len(document)


def pymupdf(pdf: Path, separator: str = "\n") -> str:
    """Return what PyMuPDF reads, in the order of the stream; the separator stands between sheets."""
    with tools.package("pymupdf").open(pdf) as document:
        return separator.join(page.get_text() for page in document)


def pymupdf_blocks(pdf: Path, separator: str = "\n") -> str:
    """Return the text blocks that PyMuPDF finds, a line break after each."""
    with tools.package("pymupdf").open(pdf) as document:
        return separator.join("\n".join(map(str, _texts(page))) for page in document)


def _texts(page: Any) -> list[str]:  # noqa: ANN401 - a page of pymupdf, which may not be installed
    return [text for *_, text, _number, kind in page.get_text("blocks") if kind == 0]


def pdfium(pdf: Path, separator: str = "\n") -> str:
    """Return what PDFium reads, in the order of the stream."""
    document = tools.package("pypdfium2").PdfDocument(pdf)
    try:
        return separator.join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "\n")
    finally:
        document.close()


def pdftotext_raw(pdf: Path, _separator: str = "\n") -> str:
    """Return what pdftotext reads in the order of the stream; a form feed stands after each sheet."""
    return _pdftotext("-raw", str(pdf))


def pdftotext(pdf: Path, _separator: str = "\n") -> str:
    """Return what pdftotext reads in the order of the layout, as it sees it."""
    return _pdftotext(str(pdf))


def _pdftotext(*arguments: str) -> str:
    command = [tools.pdftotext(), "-enc", "UTF-8", *arguments, "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout  # noqa: S603 - our own command


EXTRACTORS: Final[Mapping[str, Callable[[Path, str], str]]] = {
    "pymupdf-blocks": pymupdf_blocks,
    "pdfium": pdfium,
    "pdftotext-raw": pdftotext_raw,
    "pymupdf": pymupdf,
    "pdftotext": pdftotext,
}
"""Pages are read by each in turn."""
OWN_SEPARATOR: Final = frozenset({"pdftotext", "pdftotext-raw"})
"""Extractors that put a form feed between sheets, whatever they are asked."""
