"""What is learned from: gold pages in layout order, and running text, two thirds of it for the statistics of characters.

A third of the articles is kept from tables and towers. The network that weighs seams learns from pages of those alone, so that
it does not trust what the others know by heart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from training import gold
from training.order.truth import is_kept_back
from training.sources import is_held, parted
from training.units import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from training.gold import GoldPage
    from training.sources import Held, Material
    from training.stories import Story

_TAGS: Final = re.compile(r"/[A-Za-z]+|[ \t]+")
_SENTENCES: Final = 8
"""The lines of tagged text that are taken for one document."""
_SHORTEST: Final = 120


@dataclass(frozen=True, slots=True)
class Running:
    """Text without white space: paragraphs and headlines for the tables, documents for the towers."""

    paragraphs: list[str]
    documents: list[str]


def read(folders: Iterable[Path], articles: Path | None, held: Sequence[Held]) -> Material:
    """Read the gold pages in layout order and the articles; leave out of what is learned what is held out."""
    return parted([page for folder in folders for page in gold.read_gold(folder) if page.is_laid_out], articles, held)


def running(stories: Iterable[Story], press: Path | None, texts: Iterable[Path] = ()) -> Running:
    """Return the text of articles that are not kept back, of words with their tags, a sentence a line, and of texts, one a line."""
    found = Running([], [])
    for story in stories:
        if is_kept_back(story.paragraphs):
            continue
        body = [text for text in map(bare, story.paragraphs) if text]
        found.paragraphs.extend([*body, *filter(None, map(bare, (story.title, story.kicker, story.subtitle)))])
        found.documents.append("".join(body))
    if press:
        lines = [line for line in _TAGS.sub("", press.read_text(encoding="utf-8")).split("\n") if line]
        found.paragraphs.extend(lines)
        found.documents.extend("".join(lines[k : k + _SENTENCES]) for k in range(0, len(lines), _SENTENCES))
    for file in texts:
        own = [text for text in map(bare, file.read_text(encoding="utf-8").split("\n")) if text]
        found.paragraphs.extend(own)
        found.documents.extend(own)
    return Running(found.paragraphs, [text for text in found.documents if len(text) > _SHORTEST])


def date_filter(pages: Iterable[GoldPage], since: Sequence[Held]) -> list[GoldPage]:
    """Return the pages of some stretches of dates; all of them if there is none."""
    return [page for page in pages if not since or is_held(page.date, since)]
