"""The articles of a run, dealt out page by page so that all are used before one is used again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from training.style import chance

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from training.press.articles import Article

_NEAR: Final = 60
"""How far down the queue a page looks for articles of any day."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room of a page: its articles, and the characters of all together."""

    articles: int
    characters: int


class Shelf:
    """A queue of articles, filled up with all of them in another order whenever it runs low."""

    def __init__(self, articles: Sequence[Article], rng: random.Random) -> None:
        self._articles = articles
        self._rng = rng
        self._queue: list[int] = []

    def take(self, room: Room) -> list[Article]:
        """Return the articles of a page, half of the pages those of one day as far as there are some."""
        self._fill(3 * room.articles + 12)
        first = self._queue.pop(0)
        taken = self._fitting(first, room)
        for number in taken[1:]:
            self._queue.remove(number)
        self._rng.shuffle(taken)
        return [self._articles[number] for number in taken]

    def _fill(self, least: int) -> None:
        """Put all articles at the end of the queue if it is shorter than this."""
        if len(self._queue) < least:
            numbers = list(range(len(self._articles)))
            self._rng.shuffle(numbers)
            self._queue += numbers

    def _fitting(self, first: int, room: Room) -> list[int]:
        """Return an article and others that there is room for beside it, no two of one title."""
        shelf, taken, total = self._articles, [first], self._articles[first].size
        one_day = chance(self._rng, 0.5)
        near = [n for n in self._queue if shelf[n].date == shelf[first].date] if one_day else self._queue[:_NEAR]
        for number in near:
            if len(taken) >= room.articles:
                break
            if total + shelf[number].size <= room.characters and shelf[number].title not in {shelf[n].title for n in taken}:
                taken.append(number)
                total += shelf[number].size
        return taken
