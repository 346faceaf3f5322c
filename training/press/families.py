"""The families of pages: N, papers of Simplified, T, papers of Traditional characters; A4, printouts from databases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from training.press import words
from training.press.broadsheet import broadsheet
from training.press.dressing import PAPER, PRINTOUT, Chances, dress
from training.press.furniture import Issue
from training.press.parting import cut
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
        issue = Issue(self._paper(rng, first), first.date, rng.randint(1, _LAST_PAGE))
        return broadsheet(slots, issue, manuscripts), issue

    def pair(self, rng: random.Random, first: Sequence[Article], second: Sequence[Article]) -> list[tuple[Sheet, Issue]]:
        """Return two pages of one issue; the longest article of the first goes on on the second, among its own.

        Empty if the longest is too short to be cut.
        """
        slots = Slots(rng, self.words)
        longest = max(range(len(first)), key=lambda number: len(first[number].paragraphs))
        drawn = [[dress(slots, article, self.chances) for article in articles] for articles in (first, second)]
        whole = dress(slots, first[longest], replace(self.chances, jump=0.0))
        here, there = sorted(rng.sample(range(1, _LAST_PAGE + 1), 2))
        parts = cut(slots, whole, here, there)
        if not parts:
            return []
        drawn[0][longest] = parts[0]
        drawn[1].insert(rng.randint(0, len(second)), parts[1])
        paper = self._paper(rng, first[0])
        issues = [Issue(paper, first[0].date, page) for page in (here, there)]
        return [(broadsheet(slots, issue, manuscripts), issue) for issue, manuscripts in zip(issues, drawn, strict=True)]

    def _paper(self, rng: random.Random, article: Article) -> str:
        """Draw the name of the paper: that of an article, or a made-up one."""
        return (chance(rng, 0.5) and article.newspaper) or rng.choice(self.words.papers)


_FAMILIES: Final = (
    Family("N", words.SIMPLIFIED, (2, 3, 4, 5, 6, 7, 8, 9, 10), 9000, PAPER),
    Family("T", words.TRADITIONAL, (2, 3, 4, 5, 6), 9000, PAPER),
    Family("A4", words.SIMPLIFIED, (2, 2, 3, 4, 5, 6, 7, 8), 7500, PRINTOUT, single=True),
)
FAMILIES: Final = {family.name: family for family in _FAMILIES}
