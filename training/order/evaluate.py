"""Score the reading order on gold pages in layout order: how many neighbours of the gold are neighbours again.

Neighbours are two fragments of one article, one read right after the other: inside a paragraph, from one paragraph to
the next, from headline to body. `text` is what the order of the text itself gives. `ceiling` is what `corpus.score` says of articles
whose every fragment is labelled by the gold, in the order found: what a perfect labeller could make of it; `gold` is the same in the
order of the gold, less only what was not cut as it should.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus import affinity, order, score
from corpus.labels import Label
from training.evaluate import assembled
from training.order import material
from training.order.truth import Page
from training.sources import Held
from training.units import NO_ARTICLE, bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.score import Scores
    from training.gold import GoldPage


@dataclass(slots=True)
class Tally:
    """Neighbours by kind, how many of them are neighbours in an order; and the articles that the order gives."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    records: list[dict[str, Any]] = field(default_factory=list)

    def add(self, page: Page, text: str, source: str, sequence: Sequence[int]) -> None:
        """Count a page in some order."""
        neighbours = set(pairwise(sequence))
        for one, two in enumerate(page.after.tolist()):
            if two >= 0:
                kind = _kind(page, one, two)
                self.wanted[kind] += 1
                self.found[kind] += (one, two) in neighbours
        self.records += [{**record, "source": source} for record in labelled(page, text, sequence)]

    def shares(self) -> str:
        """Return the share of neighbours found, by kind."""
        return "  ".join(f"{kind} {self.found[kind] / count:.4f}" for kind, count in sorted(self.wanted.items()))


def _kind(page: Page, one: int, two: int) -> str:
    if page.text[one] == page.text[two]:
        return "inside"
    roles = {page.texts[page.text[number]].role for number in (one, two)}
    return "next" if roles == {"body"} else "headline"


def labelled(page: Page, text: str, sequence: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Yield the articles that fragments in some order make, if each is labelled by the gold."""
    texts, labels, current = [], [], NO_ARTICLE
    for number in sequence:
        part = page.texts[page.text[number]]
        if page.text[number] < 0 or part.article == NO_ARTICLE:
            continue
        texts.append(bare(text[page.found.at.start[number] : page.found.at.end[number]]))
        labels.append(Label(part.role, begins=page.place[number] == 0, opens=part.article != current))
        current = part.article
    return assembled(texts, labels)


def evaluate(pages: Sequence[GoldPage]) -> Iterator[str]:
    """Yield a report on some pages, line by line."""
    tallies = {"order": Tally(), "text": Tally(), "gold": Tally()}
    gold, shuffled = [], 0
    for gold_page in pages:
        page = Page(gold_page, affinity.statistics())
        gold.append(score.GoldPage(gold_page.name, tuple(map(score.Story.of, gold_page.facts["articles"])), gold_page.facts))
        told = order.is_shuffled(page.found) or order.is_laid_out(gold_page.text, page.found)
        shuffled += told
        for name, sequence in _orders(page, gold_page.text, shuffled=told).items():
            tallies[name].add(page, gold_page.text, gold_page.name, sequence)
    yield f"{len(pages)} pages in layout order, {shuffled} told as such"
    yield f"neighbours  order     {tallies['order'].shares()}"
    yield f"neighbours  text      {tallies['text'].shares()}"
    for name, title in (("order", "ceiling"), ("text", "text"), ("gold", "gold")):
        yield f"articles    {title:8}  {_figures(score.score(gold, tallies[name].records))}"


def _orders(page: Page, text: str, *, shuffled: bool) -> dict[str, Sequence[int]]:
    """Return the numbers of the fragments as the package orders them, as they stand in the text, as the gold has them."""
    as_it_stands = range(len(page))
    found = [number for chain in order.ordered(text, page.found) for number in chain] if shuffled else as_it_stands
    gold = np.lexsort((page.place, page.text)).tolist()
    return {"order": found, "text": as_it_stands, "gold": gold}


def _figures(scores: Scores) -> str:
    return "  ".join(f"{name} {value:.4f}" for name, value in scores.total.values.items())


def main() -> None:
    """Score as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m training.order.evaluate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    parser.add_argument(
        "--since",
        type=Held.parse,
        action="append",
        default=[],
        metavar="DATE[..DATE]",
        help="only pages of this date or later, or of these",
    )
    args = parser.parse_args()
    pages = material.date_filter(material.read(args.folders, None, []).learned, args.since)
    if not pages:
        sys.exit(
            "error: no page in layout order\nhelp: give folders with NAME.gold.json whose extractor is pdftotext, and a date they have"
        )
    sys.stdout.writelines(f"{line}\n" for line in evaluate(pages))


if __name__ == "__main__":
    main()
