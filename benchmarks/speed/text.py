"""Page texts of any amount, of the project's own articles: their sentences drawn anew, typeset as pages of the size of a broadsheet's.

Each page is a file NAME.txt, and all of them are lines of pages.jsonl, too, for what reads that. The same size gives the
same bytes. No article comes twice: an archive in which each is printed a hundred times would measure the search for reprints.

To look whether memory is flat there are sparse pages, too, of which ten gigabytes are read in minutes.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Final

from training.pages import FAMILIES, deck, gold_page
from training.stories import read_stories

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from training.stories import Story

STORIES: Final = (9, 15)
SPARSE: Final = 1_000_000
"""Bytes of a sparse page, nearly all of them white space."""
_PRINTED: Final = 10
"""Of so many sparse pages one has print."""
_BLANK: Final = " " * 79 + "\n"
_SENTENCE: Final = re.compile(r"[^。！？]*[。！？]”?|[^。！？]+")


def write(articles: Path, folder: Path, size: int) -> tuple[int, int]:
    """Write pages until there are `size` bytes of text, and return how many bytes and pages it became."""
    texts = folder / "pages"
    texts.mkdir(parents=True)
    written = number = 0
    with (folder / "pages.jsonl").open("w", encoding="utf-8", newline="\n") as lines:
        for number, (name, text) in enumerate(pages(articles), 1):  # noqa: B007 - it is returned
            data = text.encode()
            (texts / f"{name}.txt").write_bytes(data)
            lines.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
            written += len(data)
            if written >= size:
                break
    return written, number


def write_sparse(articles: Path, folder: Path, size: int) -> tuple[int, int]:
    """Write sparse pages until there are `size` bytes of text, all in ``pages/sparse.jsonl``; return how many bytes and pages it became."""
    texts = folder / "pages"
    texts.mkdir(parents=True)
    written = number = 0
    printed = pages(articles)
    with (texts / "sparse.jsonl").open("w", encoding="utf-8", newline="\n") as lines:
        for number in count(1):
            text = next(printed)[1] if number % _PRINTED == 1 else ""
            white = _BLANK * ((SPARSE - len(text.encode())) // len(_BLANK) // 2)
            text = f"{white}{text}{white}"
            lines.write(json.dumps({"id": f"{number:07}", "text": text}, ensure_ascii=False) + "\n")
            written += len(text.encode())
            if written >= size:
                break
    return written, number


def pages(articles: Path) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of pages without end, in all the layouts of `training.pages`."""
    stories = read_stories(articles)
    scripts = {flag: [story for story in stories if story.traditional is flag] for flag in (False, True)}
    decks = {flag: deck(own) for flag, own in scripts.items()}
    sentences = {
        flag: [one for story in own for part in story.paragraphs for one in _SENTENCE.findall(part)] for flag, own in scripts.items()
    }
    for number in count():
        family = FAMILIES[number % len(FAMILIES)]
        name = f"{number:06}-{family.name}"
        rng = random.Random(name)  # noqa: S311 - the same page each time
        drawn = [next(decks[family.traditional]) for _ in range(rng.randint(*STORIES))]
        told = [redrawn(story, sentences[family.traditional], rng) for story in drawn]
        yield name, gold_page(name, family, told, rng).text


def redrawn(story: Story, sentences: Sequence[str], rng: random.Random) -> Story:
    """Return an article with other sentences, as many in each paragraph; the first stays, for it has the dateline and the names."""
    told = [[rng.choice(sentences) for _ in _SENTENCE.findall(part)] for part in story.paragraphs]
    told[0][:1] = _SENTENCE.findall(story.paragraphs[0])[:1]
    return replace(story, paragraphs=tuple("".join(part) for part in told))
