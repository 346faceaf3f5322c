"""The programs and packages that pages are made with, asked for only when a page is made: each may be missing."""

from __future__ import annotations

import importlib
import shutil
from typing import Any, Final

from corpus.errors import CorpusError

_CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PACKAGES: Final = "pip install --requirement training/requirements.txt"


class MissingToolError(CorpusError):
    """A program or a package that pages are printed or read with is not installed."""


def package(name: str) -> Any:  # noqa: ANN401 - a module, of which no type is known where it is not installed
    """Import a package that training alone needs."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingToolError(name.partition(".")[0], "this package is not installed", help=_PACKAGES) from error


def pdftotext() -> str:
    """Return the path of pdftotext."""
    path = shutil.which("pdftotext")
    if not path:
        raise MissingToolError("pdftotext", "this program is not installed", help="apt-get install poppler-utils, or its like")
    return path


def chromium() -> str | None:
    """Return the path of Chromium; None if none is installed but the one that playwright may have brought."""
    return next((path for path in map(shutil.which, _CHROMIUM) if path), None)
