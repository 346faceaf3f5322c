"""Forms with slots, a small language in which the fixed phrases of papers are written.

`{name}` is a person, `{2-9}` a number from 2 to 9 (`{2-9:02d}` of two digits), `{red|blue}` one of these words: each is drawn
anew wherever it stands. Any other slot is a fact given with the form. Where one of many forms is asked for, all are filled and
then one is taken, so the draws of a page do not depend on which it was.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Mapping

    from training.press.words import Words

_SPACES: Final = re.compile(r" {2,}")


def clean(text: str) -> str:
    """Return a text whose white space is single spaces, as a printed line shows it; line breaks are left alone.

    >>> clean("第３版　　 要闻 ")
    '第３版 要闻'
    """
    return _SPACES.sub(" ", text.replace("\u3000", " ").replace("\xa0", " ")).strip()


class Slots:
    """Fills forms with what it draws, in the words of one script.

    >>> import random
    >>> from training.press.words import SIMPLIFIED
    >>> slots = Slots(random.Random(0), SIMPLIFIED)
    >>> slots.fill("{paper} 第{1-1:02d}版", paper="海报")
    '海报 第01版'
    """

    def __init__(self, rng: random.Random, words: Words) -> None:
        self.rng = rng
        self.words = words

    def fill(self, form: str, **facts: object) -> str:
        """Return a form with its slots filled, from left to right; a fact that can be called is called at each place."""
        return form.format_map(_Filling(self, facts))

    def one(self, forms: Iterable[str], **facts: object) -> str:
        """Return one of some forms, filled."""
        return self.rng.choice([self.fill(form, **facts) for form in forms])

    def row(self, forms: Iterable[tuple[str, ...]], **facts: object) -> tuple[str, ...]:
        """Return one of some rows of forms, filled and cleaned, without those that came out empty."""
        filled = [tuple(self.fill(form, **facts) for form in row) for row in forms]
        return tuple(text for text in map(clean, self.rng.choice(filled)) if text)

    def name(self) -> str:
        """Draw a name."""
        return self.words.name(self.rng)


class _Filling:
    """What `str.format_map` looks slots up in."""

    def __init__(self, slots: Slots, facts: Mapping[str, object]) -> None:
        self._slots = slots
        self._facts = facts

    def __getitem__(self, slot: str) -> object:
        """Return what stands in a slot."""
        rng = self._slots.rng
        if slot in self._facts:
            fact = self._facts[slot]
            return fact() if callable(fact) else fact
        if slot == "name":
            return self._slots.name()
        if "|" in slot:
            return rng.choice(slot.split("|"))
        least, _, most = slot.partition("-")
        return rng.randint(int(least), int(most))
