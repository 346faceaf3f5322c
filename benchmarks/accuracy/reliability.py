#!/usr/bin/env python3
"""Measure whether confidence means something: of those given 0.9, are nine of ten right?

Three things are given a confidence. A paragraph is right if its text is exactly one of the gold page; an article, if its
paragraphs are those of a gold article in their order and its headline is exact; a headline, if kicker, title and
subtitle are exactly those of the gold article whose body it was given to.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.accuracy.pages import add_choice, chosen, converted
from benchmarks.accuracy.plot import drawing
from benchmarks.tables import Table, add_output, publish
from corpus import score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import corpus
    from benchmarks.accuracy.pages import Gold

EDGES: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
"""Where a bin begins and the one before ends; the last holds 1, too."""
KINDS: Final = ("paragraphs", "articles", "headlines")


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that the converter said: how sure it was, and whether it was right."""

    kind: str
    given: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims of about one confidence: how many, their mean confidence, the share of them that is right."""

    low: float
    high: float
    count: int
    given: float
    right: float

    def interval(self) -> tuple[float, float]:
        """Return the interval that holds the true share with 95 % (Wilson 1927).

        >>> [round(bound, 3) for bound in Bin(0.9, 1.0, 100, 0.95, 0.9).interval()]
        [0.826, 0.945]
        """
        z = 1.96
        scale = 1 + z * z / self.count
        centre = (self.right + z * z / (2 * self.count)) / scale
        half = z / scale * math.sqrt(self.right * (1 - self.right) / self.count + z * z / (4 * self.count**2))
        return centre - half, centre + half


def claims(gold: Gold, page: corpus.Page) -> Iterator[Claim]:
    """Yield what was said of a page, each with whether it is so."""
    yield from _paragraphs(gold.page.stories, page.articles)
    found = [
        (article, score.Story.of(article.model_dump(include={"kicker", "title", "subtitle", "paragraphs"}))) for article in page.articles
    ]
    homes = {id(got): wanted for wanted, got in score.recovered(gold.page.stories, [story for _, story in found])}
    for article, story in found:
        home = homes.get(id(story))
        if story.paragraphs:
            yield Claim("articles", article.confidence, right=home == story)
        if article.headline_confidence is not None:
            yield Claim("headlines", article.headline_confidence, right=home is not None and home.headline == story.headline)


def _paragraphs(wanted: Iterable[score.Story], articles: Iterable[corpus.Article]) -> Iterator[Claim]:
    """Yield the claim of each paragraph that is compared (credit lines are not); each text of the gold makes one right."""
    left = Counter(text for story in wanted for text in story.paragraphs)
    for paragraph in (paragraph for article in articles for paragraph in article.paragraphs):
        for text in score.Story.of({"paragraphs": [paragraph.text]}).paragraphs:
            yield Claim("paragraphs", paragraph.confidence, right=left[text] > 0)
            left[text] -= 1


def bins(found: Sequence[Claim]) -> list[Bin]:
    """Return claims by confidence; bins without any are left out.

    >>> bins([Claim("articles", 0.96, True), Claim("articles", 0.98, False)])
    [Bin(low=0.95, high=0.99, count=2, given=0.97, right=0.5)]
    """
    rows = []
    for low, high in pairwise(EDGES):
        inside = [claim for claim in found if low <= claim.given < high or claim.given == high == 1]
        if inside:
            given, right = (sum(values) / len(inside) for values in ([c.given for c in inside], [c.right for c in inside]))
            rows.append(Bin(low, high, len(inside), given, right))
    return rows


def error(rows: Sequence[Bin]) -> float:
    """Return the expected calibration error: how far confidence is from the share that is right, weighted by count."""
    count = sum(row.count for row in rows)
    return sum(row.count * abs(row.given - row.right) for row in rows) / (count or 1)


def tables(found: Sequence[Claim]) -> Iterator[Table]:
    """Yield the bins of each kind, and a summary."""
    summary: list[list[str | float | int]] = []
    for kind in KINDS:
        own = [claim for claim in found if claim.kind == kind]
        rows = bins(own)
        yield Table([kind, "given", "right", "number"], [[f"{row.low:g} to {row.high:g}", row.given, row.right, row.count] for row in rows])
        given, right = (sum(values) / (len(own) or 1) for values in ([claim.given for claim in own], [claim.right for claim in own]))
        summary.append([kind, given, right, error(rows), len(own)])
    yield Table(["", "mean given", "share right", "calibration error", "number"], summary)


def main() -> int:
    """Measure, print, and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_choice(parser)
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="also draw the bins")
    add_output(parser)
    args = parser.parse_args()
    pages = chosen(args)
    found = [claim for gold, page in converted(pages) for claim in claims(gold, page)]
    publish(args, tables(found), [f"{len(pages)} pages"])
    if args.plot:
        panels = {kind: bins([claim for claim in found if claim.kind == kind]) for kind in KINDS}
        args.plot.write_text(drawing(panels), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
