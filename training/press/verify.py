"""Whether what gold says is on a page is on it: each text in one piece, white space aside.

Pages in layout order are counted and not held to it: their extractor shuffles the pieces of columns.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from corpus.errors import InputError
from training.gold import read_gold
from training.units import bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from training.gold import GoldPage

PARTS: Final = ("paragraphs", "headlines", "furniture", "sides")
"""What is counted; `sides` are articles whose headline is on the side of the body that gold says, which is told roughly."""
_SHEETS: Final = re.compile("[\n\f]")


@dataclass(slots=True)
class Report:
    """How many texts of each extractor's pages there are and were found, and which were not, those in layout order aside."""

    pages: Counter[str] = field(default_factory=Counter)
    known: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)

    def add(self, how: str, part: str, *, found: bool) -> None:
        """Count one text."""
        self.known[how, part] += 1
        self.found[how, part] += found

    def rows(self) -> Iterator[str]:
        """Yield a line for each extractor."""
        for how in sorted(self.pages):
            shares = (f"{part} {self.found[how, part] / max(1, self.known[how, part]):.4f} ({self.known[how, part]})" for part in PARTS)
            yield f"{how:15} {self.pages[how]:4} pages  {'  '.join(shares)}"


def verify(folder: Path) -> Report:
    """Return how the gold pages of a folder hold what is said to be on them."""
    pages = read_gold(folder)
    if not pages:
        raise InputError(str(folder), "no gold pages", help="give a folder with NAME.txt and NAME.gold.json")
    report = Report()
    for page in pages:
        report.pages[page.extractor] += 1
        for part, text, found in _claims(page):
            report.add(page.extractor, part, found=found)
            if not found and part != "sides" and not page.is_laid_out:
                report.missing.append(f"{page.name}: {part}: {text}")
    return report


def _claims(page: GoldPage) -> Iterator[tuple[str, str, bool]]:
    """Yield each text that gold names: its part, the text, whether it is on the page."""
    whole, printed = bare(page.text), _articles_text(page)
    for article in page.facts["articles"]:
        for key in ("kicker", "title", "subtitle"):
            if article.get(key):
                yield "headlines", article[key], bare(article[key]) in printed
        for text in article["paragraphs"]:
            yield "paragraphs", text, bare(text) in printed
        side = _is_after(article, printed)
        if side is not None:
            yield "sides", article["title"], side is bool(article.get("title_after"))
    for text in page.facts.get("furniture", ()):
        yield "furniture", text, bare(text) in whole


def _articles_text(page: GoldPage) -> str:
    """Return the bare text of a page; of a printout, without the lines of furniture that part a text at the end of a sheet."""
    if page.facts.get("layout", {}).get("family") != "A4":
        return bare(page.text)
    texts = sorted({bare(text) for text in page.facts.get("furniture", ())} - {""}, key=len, reverse=True)
    furniture = re.compile(f"(?:{'|'.join(map(re.escape, texts))})+") if texts else re.compile("(?!)")
    return "".join(line for line in map(bare, _SHEETS.split(page.text)) if not furniture.fullmatch(line))


def _is_after(article: Mapping[str, Any], printed: str) -> bool | None:
    """Say whether a title stands after the first half of the paragraphs; None if it is not on the page."""
    title = bare(article["title"])
    place = printed.rfind(title) if article.get("title_after") else printed.find(title)
    places = sorted(start for start in (printed.find(bare(text)) for text in article["paragraphs"]) if start >= 0)
    return place > places[max(1, len(places) // 2) - 1] if places and place >= 0 else None
