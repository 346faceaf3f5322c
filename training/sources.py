"""What is learned from: gold pages and articles read, those held out set apart, and a record of which they were."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from training import gold, shuffled
from training.pool import Sources
from training.stories import read_stories

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from training.gold import GoldPage
    from training.shuffled import Shuffled
    from training.stories import Story

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch of dates that is held out, as beginnings of ISO dates: from one on, and up to another if there is one."""

    since: str
    until: str = ""

    @classmethod
    def parse(cls, text: str) -> Held:
        """Read ``SINCE`` or ``SINCE..UNTIL``.

        >>> Held.parse("2019-10..2019-12").holds("2019-12-31"), Held.parse("2020").holds("2019-12-31")
        (True, False)
        """
        since, _, until = text.partition("..")
        return cls(since, until)

    def holds(self, date: str) -> bool:
        """Say whether a date is held out; what has no date is not."""
        return date >= self.since and (not self.until or date[: len(self.until)] <= self.until) if date else False

    def __str__(self) -> str:
        """Return it as it is given."""
        return f"{self.since}..{self.until}" if self.until else self.since


@dataclass(frozen=True, slots=True)
class Material:
    """The gold pages and articles to learn from, and the gold pages that are held out."""

    learned: Sequence[GoldPage]
    examined: Sequence[GoldPage]
    stories: Sequence[Story]
    held: Sequence[Held]
    shuffled: Sequence[Shuffled] = ()
    """Pages in layout order, with the order found; those that are held out are in `shuffled_examined`."""
    shuffled_examined: Sequence[Shuffled] = ()

    def sources(self) -> Sources:
        """Return what examples are made from."""
        aligned = [gold.align(page.text, page.facts) for page in self.learned]
        missed = sum(page.missed for page in aligned)
        if missed:
            log.info("%d texts of the gold are not on their pages", missed)
        return Sources([page.units for page in aligned], self.stories, self.shuffled)

    def record(self) -> dict[str, Any]:
        """Return what was learned from, for the weights file."""
        return {
            "pages": len(self.learned),
            "pages_sha256": sha256(page.digest for page in self.learned),
            "articles": len(self.stories),
            "articles_sha256": sha256(hashlib.sha256(repr(story).encode()).hexdigest() for story in self.stories),
            "shuffled": len(self.shuffled),
            "shuffled_sha256": sha256(one.page.digest for one in self.shuffled),
            "held_out": [str(held) for held in self.held],
        }


def add_held(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """Add the option that says which dates are held out."""
    parser.add_argument(
        "--hold-out-since",
        type=Held.parse,
        action="append",
        default=[],
        required=required,
        metavar="DATE[..DATE]",
        help="learn from nothing of this date or later, or of these dates; may be given again",
    )


def sha256(digests: Iterable[str]) -> str:
    """Return one digest for many, whatever their order."""
    return hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()


def read(folders: Iterable[Path], articles: Path | None, held: Sequence[Held], found: Path | None = None) -> Material:
    """Read gold pages and articles; leave out of what is learned what is held out.

    Pages in layout order are left out, too, unless a file made by `training.shuffled` has the order `found` of them.
    """
    both = [page for folder in folders for page in gold.read_gold(folder)]
    return parted([page for page in both if not page.is_laid_out], articles, held, shuffled.read(found, both) if found else [])


def parted(pages: Sequence[GoldPage], articles: Path | None, held: Sequence[Held], ordered: Sequence[Shuffled] = ()) -> Material:
    """Return gold pages, articles, and pages with the order found, what is held out of them set apart."""
    stories = read_stories(articles) if articles else []
    return Material(
        [page for page in pages if not is_held(page.date, held)],
        [page for page in pages if is_held(page.date, held)],
        [story for story in stories if not is_held(story.date, held)],
        held,
        [one for one in ordered if not is_held(one.page.date, held)],
        [one for one in ordered if is_held(one.page.date, held)],
    )


def is_held(date: str, held: Iterable[Held]) -> bool:
    """Say whether a date is in one of some stretches."""
    return any(stretch.holds(date) for stretch in held)
