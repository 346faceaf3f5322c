"""Page texts of any amount, of the project's own articles: typeset as pages of the size of a broadsheet's, then changed.

Each page is a file NAME.txt, and all of them are lines of pages.jsonl, too, for what reads that. The same size gives the
same bytes.
"""

from __future__ import annotations

import json
import random
from itertools import count
from typing import TYPE_CHECKING, Final

from training.pages import FAMILIES, deck, gold_page
from training.stories import read_stories

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TYPESET: Final = 400
"""Pages that are typeset; further ones are these with other figures in them."""
STORIES: Final = (9, 15)
_FIGURES: Final = "0123456789"


def write(articles: Path, folder: Path, size: int) -> int:
    """Write pages until there are `size` bytes of text, and return how many bytes it became."""
    texts = folder / "pages"
    texts.mkdir(parents=True)
    written = 0
    with (folder / "pages.jsonl").open("w", encoding="utf-8", newline="\n") as lines:
        for name, text in pages(articles):
            data = text.encode()
            (texts / f"{name}.txt").write_bytes(data)
            lines.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
            written += len(data)
            if written >= size:
                break
    return written


def pages(articles: Path) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of pages without end."""
    made = list(typeset(articles))
    for turn in count():
        moved = _FIGURES[turn % 10 :] + _FIGURES[: turn % 10]
        table = str.maketrans(_FIGURES, moved)
        yield from ((f"{turn:04}-{name}", text.translate(table)) for name, text in made)


def typeset(articles: Path) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of pages in all the layouts of `training.pages`."""
    stories = read_stories(articles)
    decks = {flag: deck([story for story in stories if story.traditional is flag]) for flag in (False, True)}
    for number in range(TYPESET):
        family = FAMILIES[number % len(FAMILIES)]
        name = f"{family.name}-{number}"
        rng = random.Random(name)  # noqa: S311 - the same page each time
        drawn = [next(decks[family.traditional]) for _ in range(rng.randint(*STORIES))]
        yield name, gold_page(name, family, drawn, rng).text
