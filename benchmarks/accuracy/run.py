#!/usr/bin/env python3
"""Score the converter on gold pages, say what went wrong, and hold the floors.

Prints the figures of `corpus.score` for each value of KEY (a key of the gold page, or of its layout), the decisions that
went wrong, and the worst pages. With --floors it fails where a figure is below its floor in FILE under NAME.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.accuracy import floors
from benchmarks.accuracy.pages import add_choice, chosen, digest, fact, predictions, stories
from benchmarks.accuracy.summary import record
from benchmarks.tables import Table, add_output, publish
from corpus import score
from corpus.formats import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from benchmarks.accuracy.pages import Gold


@dataclass(frozen=True, slots=True)
class Result:
    """Gold pages, and the articles that were found on them."""

    pages: Sequence[Gold]
    predicted: Sequence[Mapping[str, Any]]

    def scores(self, by: str) -> score.Scores:
        """Return the figures, grouped by a fact of the gold."""
        grouped = [score.GoldPage(g.page.name, g.page.stories, {"by": fact(g.page, by)}) for g in self.pages]
        return score.score(grouped, self.predicted, by="by")


def tables(result: Result, keys: Sequence[str], worst: int) -> Iterator[Table]:
    """Yield the figures by each key, the decisions that went wrong, and the worst pages."""
    columns = [*score.FIGURES, "articles"]
    for key in keys:
        scores = result.scores(key)
        groups = [*scores.groups.items(), ("all", scores.total)]
        yield Table([key, *columns], [[name, *figures.values.values(), figures.articles] for name, figures in groups])
    yield Table(["decision", "number"], sorted(decisions(result.pages, result.predicted).items()))
    if worst:
        ranked = sorted(result.scores("name").pages.items(), key=lambda item: (item[1].values["para_f1"], item[0]))
        yield Table(["worst page", *columns], [[name, *figures.values.values(), figures.articles] for name, figures in ranked[:worst]])


def decisions(pages: Sequence[Gold], predicted: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Count the decisions that went wrong, by kind."""
    found = stories(predicted)
    total: Counter[str] = Counter()
    for gold in pages:
        total += _joins(gold.page.stories, found.get(gold.page.name, []))
        total += _headlines(gold.page.stories, found.get(gold.page.name, []))
    return total


def _joins(gold: Sequence[score.Story], found: Sequence[score.Story]) -> Counter[str]:
    """Count paragraphs joined that are two, and parts of one that were not joined."""
    wanted = {text for story in gold for text in story.paragraphs}
    got = {text for story in found for text in story.paragraphs}
    counts: Counter[str] = Counter()
    for text in got - wanted:
        counts["wrong joins"] += any(other in text for other in wanted - got if len(other) > 1)
    for text in wanted - got:
        counts["wrong splits"] += any(other in text for other in got - wanted if len(other) > 1)
    return counts


def _headlines(gold: Sequence[score.Story], found: Sequence[score.Story]) -> Counter[str]:
    """Count headlines of the right body that differ: given to another body, only its parts confused, or otherwise wrong."""
    titles = {story.headline[1] for story in gold}
    return Counter(_headline(wanted.headline, story.headline, titles) for wanted, story in score.recovered(gold, found))


def _headline(wanted: tuple[str, ...], found: tuple[str, ...], titles: set[str]) -> str:
    """Say what became of the headline of a body that was found, given all titles of the page.

    >>> _headline(("", "开会", ""), ("开会", "", ""), {"开会"}), _headline(("", "开会", ""), ("", "下雨", ""), {"开会", "下雨"})
    ('roles confused', 'headline of another body')
    """
    if wanted == found:
        return "headlines right"
    if "".join(wanted) == "".join(found):
        return "roles confused"
    if found[1] != wanted[1] and found[1] in titles:
        return "headline of another body"
    return "headline cut or merged wrong"


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_choice(parser)
    parser.add_argument("--by", action="append", metavar="KEY", help="a row for each value of KEY (extractor); may be given again")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="also the N worst pages")
    floors.add_options(parser)
    parser.add_argument(
        "--record", nargs=2, metavar=("FILE", "PAGES"), help="keep the figures as those of PAGES in FILE, unless of a sample"
    )
    add_output(parser)
    return parser.parse_args()


def main() -> int:
    """Score, print, and hold the floors."""
    args = arguments()
    pages = chosen(args)
    started = time.perf_counter()
    result = Result(pages, predictions(pages))
    notes = [f"{counted(len(pages), 'page')} in {time.perf_counter() - started:.1f} s"]
    publish(args, tables(result, args.by or ["extractor"], args.worst), notes)
    total = result.scores("name").total
    if args.record and not args.sample:
        record(Path(args.record[0]), args.record[1], total)
    problems = floors.hold(args, floors.Measured(total.values, digest(pages))) if args.floors else []
    return floors.tell(args, problems)


if __name__ == "__main__":
    sys.exit(main())
