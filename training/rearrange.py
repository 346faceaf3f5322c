"""New pages from the articles of gold pages: the same print in another order, with other blank lines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from corpus.labels import HEADLINE
from training.style import MIXES, ORDERS, chance
from training.units import Unit, articles_of

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

_FURNITURE: Final = 2


def mixed(rng: random.Random, pages: Sequence[Sequence[Unit]]) -> list[Unit]:
    """Return a page of some articles of one or two pages, in any order."""
    articles: list[list[Unit]] = []
    furniture: list[Unit] = []
    for _ in range(rng.choice([1, 1, 2])):
        own, rest = articles_of(rng.choice(pages))
        articles += own
        furniture += rest
    rng.shuffle(articles)
    return rearranged(rng, articles[: rng.randint(2, 9)], furniture[:_FURNITURE])


def rearranged(rng: random.Random, articles: Sequence[Sequence[Unit]], furniture: Sequence[Unit]) -> list[Unit]:
    """Return articles as a page, headlines before or after their bodies, furniture at the ends."""
    order, mix, blanks = rng.choice(ORDERS), rng.choice(MIXES), rng.choice([None, None, 0, 1])
    page: list[Unit] = []
    for number, article in enumerate(articles):
        own = [replace(unit, article=number) for unit in article]
        headline = _led_by([unit for unit in own if unit.role in HEADLINE], blanks)
        body = _led_by([unit for unit in own if unit.role not in HEADLINE], blanks)
        late = order == "after" or (order == "mixed" and chance(rng, mix))
        headline = [] if chance(rng, 0.04) else headline
        page += body + headline if late else headline + body
    for unit in furniture:
        page.insert(0 if chance(rng, 0.7) else len(page), _led_by([unit], None)[0])
    return _with_other_blanks(rng, page)


def _led_by(units: list[Unit], blanks: int | None) -> list[Unit]:
    """Return units of which the first stands on a line of its own, after so many blank lines if that is given."""
    if not units:
        return []
    first, *rest = units[0].lines
    line = replace(first, joint=None, blanks=first.blanks if blanks is None else blanks)
    return [replace(units[0], lines=(line, *rest)), *units[1:]]


def _with_other_blanks(rng: random.Random, page: list[Unit]) -> list[Unit]:
    """Return a page with more blank lines in its paragraphs, or with none at all; most often as it is."""
    if chance(rng, 0.3):
        share = rng.choice([0.02, 0.05, 0.1])
        page = [_loosened(rng, unit, share) if unit.role == "body" else unit for unit in page]
    if chance(rng, 0.15):
        page = [replace(unit, lines=tuple(replace(line, blanks=0) for line in unit.lines)) for unit in page]
    return page


def _loosened(rng: random.Random, unit: Unit, share: float) -> Unit:
    """Return a unit with a blank line more before this share of its lines."""
    lines = (replace(line, blanks=line.blanks + int(line.joint is None and chance(rng, share))) for line in unit.lines)
    return replace(unit, lines=tuple(lines))
