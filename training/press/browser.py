"""Chromium prints pages to PDF."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from training.press import tools

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from training.press.sheet import Sheet

_BELOW: Final = 80
"""The white below what stands on a page of columns, in pixels."""
_ARGUMENTS: Final = (
    "--no-sandbox",  # it does not start with one in many containers; all that it opens is what we wrote
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


class Printer:
    """A browser that prints one page after the other."""

    def __init__(self, tab: Any) -> None:  # noqa: ANN401 - a page of playwright, which may not be installed
        self._tab = tab

    def print(self, sheet: Sheet, pdf: Path, *, background: bool = False) -> None:
        """Print a page to a file."""
        self._tab.set_content(sheet.html)
        self._tab.pdf(path=str(pdf), print_background=background, **(sheet.options or self._one_sheet(sheet)))

    def _one_sheet(self, sheet: Sheet) -> dict[str, Any]:
        """Return how a page is printed on one sheet, as long as what stands on it."""
        height = self._tab.evaluate("document.body.scrollHeight") + _BELOW
        return {"width": f"{sheet.layout['width']}px", "height": f"{height}px", "page_ranges": "1"}


@contextmanager
def printer() -> Iterator[Printer]:
    """Start a browser, and end it."""
    api = tools.package("playwright.sync_api")
    with api.sync_playwright() as driver:
        try:
            browser = driver.chromium.launch(executable_path=tools.chromium(), args=list(_ARGUMENTS))
        except api.Error as error:
            advice = "apt-get install chromium, or python -m playwright install --with-deps chromium"
            raise tools.MissingToolError("chromium", "this browser is not installed, or does not start", help=advice) from error
        tab = browser.new_page()
        tab.emulate_media(media="print")
        yield Printer(tab)
        browser.close()
