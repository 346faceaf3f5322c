#!/usr/bin/env python3
"""Does rjieba cut words as jieba does, and how much faster is it? On the paragraphs of the articles of pages.

A word counts as the same if it begins and ends at the same places. Marks count as words, white space does not. Rates are those of
the paragraphs alone, in processor time, once, with the dictionary loaded.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from importlib import metadata
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final

import corpus
from benchmarks.tables import ROOT, Table, add_output, publish
from corpus.words import JIEBA, RJIEBA, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MEGABYTE: Final = 1_000_000


@dataclass(slots=True)
class Tally:
    """Counts of one kind of thing: those of jieba, those of rjieba, those of both."""

    first: int = 0
    second: int = 0
    both: int = 0

    def add(self, first: set[object], second: set[object]) -> None:
        """Count those of one paragraph."""
        self.first += len(first)
        self.second += len(second)
        self.both += len(first & second)

    def f1(self) -> float:
        """Return how far they agree.

        >>> Tally(4, 4, 3).f1()
        0.75
        """
        return 2 * self.both / ((self.first + self.second) or 1)


def spans(found: Sequence[str]) -> set[object]:
    """Return where words are in the text that they make.

    >>> sorted(spans(["新桥", "通车"]))
    [(0, 2), (2, 4)]
    """
    ends = list(accumulate(map(len, found)))
    return set(zip([0, *ends], ends, strict=False))


def boundaries(found: Sequence[str]) -> set[object]:
    """Return where one word ends and the next one begins.

    >>> sorted(boundaries(["新桥", "通车", "了"]))
    [2, 4]
    """
    return set(accumulate(map(len, found[:-1])))


def cut(texts: Iterable[str], segmenter: str) -> tuple[list[tuple[str, ...]], float]:
    """Return the words of texts, and the seconds that it took."""
    words("新桥通车", segmenter=segmenter)
    started = time.process_time()
    found = [words(text, segmenter=segmenter) for text in texts]
    return found, time.process_time() - started


def row(name: str, texts: Sequence[str]) -> list[str | float | int]:
    """Return the figures of some texts."""
    size = sum(len(text.encode()) for text in texts) / MEGABYTE
    (ours, seconds), (fast, fewer) = cut(texts, JIEBA), cut(texts, RJIEBA)
    places, ends = Tally(), Tally()
    for first, second in zip(ours, fast, strict=True):
        places.add(spans(first), spans(second))
        ends.add(boundaries(first), boundaries(second))
    alike = sum(first == second for first, second in zip(ours, fast, strict=True)) / len(texts)
    shares = [f"{share:.5f}" for share in (places.both / places.first, places.f1(), ends.f1(), alike)]
    return [name, f"{size:.2f}", places.first, *shares, f"{size / seconds:.2f}", f"{size / fewer:.2f}"]


def main() -> int:
    """Measure each folder, print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="folder of page texts")
    add_output(parser)
    args = parser.parse_args()
    rows = []
    for folder in args.folders:
        articles = (article for page in corpus.convert_files(folder) for article in page.articles)
        texts = [part.text for article in articles for part in article.paragraphs if part.text.strip()]
        inside = folder.resolve().is_relative_to(ROOT)
        rows.append(row(folder.resolve().relative_to(ROOT).as_posix() if inside else f".../{folder.name}", texts))
    columns = [
        "",
        "MB",
        "words of jieba",
        "of these the same",
        "words F1",
        "boundaries F1",
        "paragraphs the same",
        "jieba MB/s",
        "rjieba MB/s",
    ]
    publish(args, [Table(columns, rows)], [", ".join(f"{name} {metadata.version(name)}" for name in (JIEBA, RJIEBA))])
    return 0


if __name__ == "__main__":
    sys.exit(main())
