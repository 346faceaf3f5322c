"""Which columns of a page each article has: in rows from left to right, or in strips from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from training.style import chance

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from training.press.habits import Habits
    from training.press.manuscript import Manuscript

_STEPS: Final = (350, 900, 1800)
"""An article of fewer characters has one column, two or three; others four."""
_NARROW: Final = 5
_HEADLINE: Final = 80
"""What a headline takes up, in characters of the body."""


@dataclass(slots=True)
class Slot:
    """The place of an article, by its number on the page: how many columns, and how wide."""

    article: int
    columns: int
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Strip:
    """Some columns with one article below the other."""

    width: float
    slots: list[Slot]


def strips(rng: random.Random, habits: Habits, manuscripts: Sequence[Manuscript]) -> list[Strip]:
    """Return the page as two or three strips, each article in the one that has least on it so far."""
    count = 2 if habits.columns < _NARROW else rng.choice([2, 2, 3])
    columns = [1] * count
    for _ in range(habits.columns - count):
        columns[rng.randrange(count)] += 1
    filled = [0] * count
    found = [Strip(habits.span(number), []) for number in columns]
    for article, manuscript in enumerate(manuscripts):
        least = min(range(count), key=lambda i: filled[i] / columns[i])
        found[least].slots.append(Slot(article, columns[least], found[least].width))
        filled[least] += manuscript.size + _HEADLINE
    return [strip for strip in found if strip.slots]


def rows(rng: random.Random, habits: Habits, manuscripts: Sequence[Manuscript]) -> list[list[Slot]]:
    """Return the page as rows, in which the last article takes the columns that are left."""
    found: list[list[Slot]] = [[]]
    rest = habits.columns
    for article, manuscript in enumerate(manuscripts):
        columns = _columns(rng, manuscript.size, habits.columns)
        if columns > rest:
            found[-1][-1].columns += rest
            found.append([])
            rest = habits.columns
        found[-1].append(Slot(article, columns))
        rest -= columns
        if rest == 0:
            found.append([])
            rest = habits.columns
    if found[-1]:
        found[-1][-1].columns += rest
    return [row for row in found if row]


def measured(rng: random.Random, habits: Habits, row: Sequence[Slot]) -> None:
    """Give the articles of a row their widths: those of their columns, or of their own where a page is set freely."""
    if not habits.free:
        widths = [habits.span(slot.columns) for slot in row]
    elif len(row) == 1:
        widths = [habits.width]
    else:
        drawn = [max(habits.ems(11), slot.columns * habits.characters * habits.type.size * rng.uniform(0.75, 1.3)) for slot in row]
        scale = (habits.width - (len(row) - 1) * habits.gap) / sum(drawn)
        widths = [max(habits.ems(9.5), width * scale) for width in drawn]
    for slot, width in zip(row, widths, strict=True):
        slot.width = width


def _columns(rng: random.Random, size: int, most: int) -> int:
    """Draw how many columns an article has: as many as it is long, or one more or less."""
    columns = min(1 + sum(size >= step for step in _STEPS), most)
    return max(1, min(most, columns + rng.choice([-1, 1]))) if chance(rng, 0.2) else columns
