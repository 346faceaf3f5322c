"""The families of pages: N, papers of Simplified, T, papers of Traditional characters; A4, printouts from databases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from training.press import words
from training.press.broadsheet import broadsheet
from training.press.dressing import PAPER, PRINTOUT, Chances, dress
from training.press.furniture import Issue
from training.press.printout import printout
from training.press.shelf import Room
from training.press.slots import Slots
from training.style import chance

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from training.press.articles import Article
    from training.press.sheet import Sheet
    from training.press.words import Words

_LAST_PAGE: Final = 24


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of page: its script, how many articles it has room for, what is added to them."""

    name: str
    words: Words
    counts: tuple[int, ...]
    characters: int
    chances: Chances
    single: bool = False
    """Whether it is a printout in one wide column, and not a page of columns."""

    def room(self, rng: random.Random) -> Room:
        """Draw the room of a page."""
        return Room(rng.choice(self.counts), self.characters)

    def prints(self, article: Article) -> bool:
        """Say whether an article is of the script of this family."""
        return (article.language == "zh-Hant") == self.words.traditional

    def page(self, rng: random.Random, articles: Sequence[Article]) -> tuple[Sheet, Issue]:
        """Return a page of some articles, and the issue that it is of."""
        slots = Slots(rng, self.words)
        manuscripts = [dress(slots, article, self.chances) for article in articles]
        first = articles[0]
        if self.single:
            return printout(slots, manuscripts), Issue(first.newspaper, first.date, first.page)
        paper = first.newspaper if chance(rng, 0.5) else rng.choice(self.words.papers)
        issue = Issue(paper, first.date, rng.randint(1, _LAST_PAGE))
        return broadsheet(slots, issue, manuscripts), issue


_FAMILIES: Final = (
    Family("N", words.SIMPLIFIED, (2, 3, 4, 5, 6, 7, 8, 9, 10), 9000, PAPER),
    Family("T", words.TRADITIONAL, (2, 3, 4, 5, 6), 9000, PAPER),
    Family("A4", words.SIMPLIFIED, (2, 2, 3, 4, 5, 6, 7, 8), 7500, PRINTOUT, single=True),
)
FAMILIES: Final = {family.name: family for family in _FAMILIES}
