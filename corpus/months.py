"""What is left to do when all pages are converted, divided into what workers can do: editions compared, months written.

Workers read what is on the shelf by themselves. A month, or a part of one that has very many pages, is written by one of them, from
its first page to its last, so its files have the same bytes however many workers there are.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from corpus import issues, layout, parquet, views
from corpus.batch import uncollected
from corpus.card import Facts
from corpus.issues import formed, linked
from corpus.parquet import Writer
from corpus.shelf import reading
from corpus.tables import MODELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pydantic import BaseModel

    from corpus.links import Outline
    from corpus.records import Edition, JumpState, Page
    from corpus.shelf import Reader

    Writers = dict[str, Writer[BaseModel]]

_LOT: Final = 64
"""Pages of the editions that a worker compares at once."""

PART: Final = 1_000
"""Pages of a month from which its files are whole: what a writer knows of its file, and the footer of that, grow with it."""

_BESIDE: Final = 2
"""Pages that take as long as all else of a part does: to begin and to end its files."""


class Part(NamedTuple):
    """What one file of each config has: a month, or a part of one, from 0."""

    month: str | None
    number: int


@dataclass(slots=True)
class Counts:
    """What is in some months: how much, what became of jump lines, and what the card tells of the articles."""

    editions: int = 0
    repeats: int = 0
    articles: int = 0
    paragraphs: int = 0
    jumps: Counter[JumpState] = field(default_factory=Counter)
    facts: Facts = field(default_factory=Facts)

    def count(self, edition: Edition) -> None:
        """Count an edition in."""
        self.editions += edition.id is not None
        self.repeats += sum(page.repeats is not None for page in edition.pages)
        self.articles += len(edition.articles)
        self.paragraphs += sum(len(article.paragraphs) for article in edition.articles)
        self.jumps.update(mark.jump for article in edition.articles for mark in article.marks if mark.jump)

    def add(self, other: Counts) -> None:
        """Count another month in."""
        self.editions += other.editions
        self.repeats += other.repeats
        self.articles += other.articles
        self.paragraphs += other.paragraphs
        self.jumps.update(other.jumps)
        self.facts.join(other.facts)


def lots(shelf: Reader) -> Iterator[list[list[int]]]:
    """Yield the editions on a shelf, in their order, in lots that are worth a trip to a worker."""
    lot: list[list[int]] = []
    for month in shelf.months():
        for rows in shelf.rows(month):
            lot.append(rows)
            if sum(map(len, lot)) >= _LOT:
                yield lot
                lot = []
    if lot:
        yield lot


def parts(shelf: Reader) -> Counter[Part]:
    """Return the parts of all months, in order, and how many pages there are in each."""
    found: Counter[Part] = Counter()
    for month in shelf.months():
        for number, rows in _numbered(shelf.rows(month)):
            found[Part(month, number)] += len(rows)
    return found


def _editions(shelf: Reader, part: Part) -> Iterator[list[int]]:
    """Yield the editions of a part."""
    for number, rows in _numbered(shelf.rows(part.month)):
        if number > part.number:
            return
        if number == part.number:
            yield rows


def _numbered(editions: Iterable[list[int]]) -> Iterator[tuple[int, list[int]]]:
    """Yield the editions of a month, each with the number of its part; an edition is in one."""
    number = pages = 0
    for rows in editions:
        if pages >= PART:
            number, pages = number + 1, 0
        pages += len(rows)
        yield number, rows


def shares(parts: Mapping[Part, int], number: int) -> list[list[Part]]:
    """Return parts of months, given how many pages each has, in a number of lots that take alike, or fewer, the longest first.

    >>> sizes = {Part("2020-01", 0): 2, Part("2020-02", 0): 3, Part("2020-03", 0): 1, Part(None, 0): 19}
    >>> [[part.month for part in lot] for lot in shares(sizes, 2)]
    [[None], ['2020-02', '2020-01', '2020-03']]
    """
    lots: list[list[Part]] = [[] for _ in range(number)]
    sizes = [0] * number
    for part in sorted(parts, key=parts.__getitem__, reverse=True):
        least = sizes.index(min(sizes))
        lots[least].append(part)
        sizes[least] += parts[part] + _BESIDE
    return [lots[k] for k in sorted(range(number), key=sizes.__getitem__, reverse=True) if lots[k]]


def outlined(editions: Sequence[Sequence[int]], *, place: tuple[Path, int]) -> list[Outline]:
    """Return what is compared of some editions on the shelf at a place."""
    with uncollected(), reading(place) as shelf:
        return [issues.outlined(rows, shelf) for rows in editions]


def written(parts: Sequence[Part], *, place: tuple[Path, int], folder: Path, names: Sequence[str]) -> list[Counts]:
    """Write the files of some parts of months, one in each of the configs, and return what is in them."""
    with uncollected(), parquet.frugal(), reading(place) as shelf:
        return [_written(shelf, part, folder, names) for part in parts]


def _written(shelf: Reader, part: Part, folder: Path, names: Iterable[str]) -> Counts:
    counts = Counts()
    told = {"articles": counts.facts.add}
    with ExitStack() as stack:
        writers: Writers = {
            name: stack.enter_context(Writer(folder / name / layout.shard(*part), MODELS[name], views.ROW_GROUPS[name], told.get(name)))
            for name in names
        }
        day = None
        for rows in _editions(shelf, part):
            edition = linked(formed(shelf.pages(rows)), shelf)
            counts.count(edition)
            for page in edition.pages:
                _write_page(page, writers, new_day=page.date != day)
                day = page.date
    return counts


def _write_page(page: Page, writers: Writers, *, new_day: bool) -> None:
    for name, writer in writers.items():
        if new_day:
            writer.day_ends()
        writer.add(views.rows_of(name, page), len(page.source_text))
