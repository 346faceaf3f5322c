"""Pages as units: a page before it is text, and the text and the labels that it becomes.

A unit is a paragraph, a part of a headline group, a mark or a piece of furniture, with its printed lines. Pages are
cut up, re-arranged and typeset as units; only the text is seen by the converter, only the labels are learned.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from corpus.labels import HEADLINE, LABELS, Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.labels import Role
    from corpus.lines import Piece

NO_ARTICLE: Final = -1
BODY: Final[frozenset[Role]] = frozenset({"body", "crosshead"})
_CROSSHEAD: Final = 18
_ENDED: Final = re.compile(r"[。！？”）…：；]$")
_ROWS: Final = {label: row for row, label in enumerate(LABELS)}


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: the blank lines and the white space before it.

    `joint` is None; or, where it stands on one printed line with the line before, what stands between the two.
    """

    text: str
    blanks: int = 0
    indent: str = ""
    joint: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """What a stretch of the page is: its role, the number of its article, its lines.

    `begins` is false where it goes on after something that came between. `text` is what it says without hard wraps, if
    that is known; `home` is the article that a summary or a caption belongs to, where it stands by itself.
    """

    role: Role
    article: int
    lines: tuple[Line, ...]
    begins: bool = True
    text: str = ""
    home: int | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """The text of a page, and for each of its characters the number of its unit, -1 for what stands between units."""

    text: str
    owner: tuple[int, ...]


def bare(text: str | None) -> str:
    """Return a text without white space; nothing is the empty text.

    >>> bare("社 区"), bare(None)
    ('社区', '')
    """
    return "".join((text or "").split())


def body_role(text: str) -> Role:
    """Return what a paragraph is: a crosshead is short and has no mark at its end.

    >>> body_role("管网里的老毛病"), body_role("他说：“好。”")
    ('crosshead', 'body')
    """
    return "crosshead" if len(text) <= _CROSSHEAD and not _ENDED.search(text) else "body"


def compose(units: Iterable[Unit]) -> Composed:
    """Return the text of a page, given its units in the order in which they stand."""
    parts: list[str] = []
    owner: list[int] = []
    for number, unit in enumerate(units):
        for line in unit.lines:
            before = _before(line, first=not parts)
            parts += (before, line.text)
            owner += [NO_ARTICLE] * len(before) + [number] * len(line.text)
    return Composed("".join(parts), tuple(owner))


def _before(line: Line, *, first: bool) -> str:
    """Return the white space before a line."""
    if line.joint is not None and not first:
        return line.joint
    return ("" if first else "\n") + "\n" * line.blanks + line.indent


@dataclass(frozen=True, slots=True)
class _Place:
    """A piece: which unit it is of, and whether that unit begins there."""

    unit: Unit
    begins: bool


def labels(pieces: Sequence[Piece], page: Composed, units: Sequence[Unit]) -> list[int]:
    """Return the label of each piece of a page, as rows of `LABELS`."""
    places = _places(pieces, page, units)
    late = _late(places)
    rows, last = [], None
    for place in places:
        article = place.unit.article
        opens = article not in {NO_ARTICLE, last}
        rows.append(_ROWS[_label(place, opens=opens, late=article in late)])
        last = last if article == NO_ARTICLE else article
    return rows


def _places(pieces: Sequence[Piece], page: Composed, units: Sequence[Unit]) -> list[_Place]:
    """Return for each piece the unit that most of its characters are of."""
    seen: set[int] = set()
    found = []
    for piece in pieces:
        inside = range(piece.start, piece.end)
        counts = Counter(page.owner[i] for i in inside if page.owner[i] >= 0 and not page.text[i].isspace())
        number = counts.most_common(1)[0][0]
        found.append(_Place(units[number], number not in seen and units[number].begins))
        seen.update(counts)
    return found


def _late(places: Sequence[_Place]) -> set[int]:
    """Return the articles whose headline stands after their body."""
    body: dict[int, int] = {}
    headline: dict[int, int] = {}
    for number, place in enumerate(places):
        first = body if place.unit.role in BODY else headline if place.unit.role in HEADLINE else None
        if first is not None:
            first.setdefault(place.unit.article, number)
    return {article for article, number in headline.items() if body.get(article, number) < number}


def _label(place: _Place, *, opens: bool, late: bool) -> Label:
    """Return the label of a piece, given whether it is of another article than what came before."""
    role = place.unit.role
    late = late and role in HEADLINE
    if not place.begins:
        return Label(role, begins=False, late=late)
    may_open = role in {"body", "crosshead", "mark"} or (role == "title" and not late)
    return Label(role, begins=True, opens=(role == "kicker" and not late) or (may_open and opens), late=late)


def articles_of(units: Iterable[Unit]) -> tuple[list[list[Unit]], list[Unit]]:
    """Return the units of each article, in the order in which articles begin, and the furniture."""
    articles: dict[int, list[Unit]] = {}
    furniture = []
    for unit in units:
        if unit.article == NO_ARTICLE:
            furniture.append(unit)
        else:
            articles.setdefault(unit.article, []).append(unit)
    return list(articles.values()), furniture
