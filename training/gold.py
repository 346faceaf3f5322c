"""Gold pages -> units: which unit each piece of a page is of, found by laying the texts of the gold over the page.

White space is left out on both sides. The longest paragraph of an article is found first, the others beside it, then
the headline near the first; furniture takes whole lines. What the gold does not name is a jump line or furniture.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from corpus import lines, phrases
from corpus.labels import HEADLINE
from training.units import BODY, NO_ARTICLE, Line, Unit, bare, body_role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from corpus.labels import Role
    from corpus.lines import Piece

LAYOUT_ORDER: Final = frozenset({"pdftotext"})
"""Extractors that shuffle the pieces of columns: no chain of labels runs through their pages as they stand."""
DETACHED: Final = 10000
"""The number of the first article made of paragraphs that stand on the other side of their headline."""
_FURNITURE: Final = 90
_WHITE: Final = " \u3000\t"
_JUMPS: Final = ("下转", "下轉", "上接")


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A gold page on disk: its name, its text, the facts of the gold, and the sha256 of both."""

    name: str
    text: str
    facts: Mapping[str, Any]
    digest: str

    @property
    def date(self) -> str:
        """The date of the page; empty if the gold has none."""
        return str(self.facts.get("date") or "")

    @property
    def extractor(self) -> str:
        """The tool that the text comes from; empty if the gold names none."""
        return str(self.facts.get("extractor", ""))

    @property
    def is_laid_out(self) -> bool:
        """Whether the text is in layout order."""
        return self.extractor in LAYOUT_ORDER


@dataclass(frozen=True, slots=True)
class Aligned:
    """The units of a gold page, the number of texts of the gold that are not on it as they stand there, which pieces the gold names."""

    units: list[Unit]
    missed: int
    named: list[bool]


def read_gold(folder: Path) -> list[GoldPage]:
    """Return the gold pages of a folder, every ``NAME.gold.json`` beside its ``NAME.txt``."""
    found = []
    for path in sorted(folder.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        gold, text = path.read_bytes(), (folder / f"{name}.txt").read_bytes()
        digest = hashlib.sha256(gold + text).hexdigest()
        found.append(GoldPage(name, text.decode("utf-8", "surrogateescape"), json.loads(gold), digest))
    return found


def align(text: str, facts: Mapping[str, Any]) -> Aligned:
    """Return the units of a page, given its text and what the gold says is on it."""
    claims = _Claims(text, facts)
    pieces = lines.pieces(text)
    roles = with_marks_at_home([claims.role_of(piece) for piece in pieces], [bare(text[p.start : p.end]) for p in pieces])
    return Aligned(detached(_units(text, pieces, roles)), claims.missed, [claims.names(piece) for piece in pieces])


@dataclass(frozen=True, slots=True)
class _Claim:
    """A text of the gold found on the page: its role, its article, where it stands in the bare text."""

    role: Role
    article: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Placed:
    """What a piece is: its role, its article, whether its unit begins there."""

    role: Role
    article: int
    begins: bool


AnyPlaced = TypeVar("AnyPlaced", bound=Placed)


class _Claims:
    """Who owns each character of a page that is not white space."""

    def __init__(self, text: str, facts: Mapping[str, Any]) -> None:
        self.missed = 0
        furniture = Counter(bare(item if isinstance(item, str) else item["text"]) for item in facts.get("furniture", []))
        whole = _furniture_lines(text, furniture)
        kept = [i for i, char in enumerate(text) if not char.isspace() and i not in whole]
        self._text = text
        self._place = {i: k for k, i in enumerate(kept)}
        self._bare = "".join(text[i] for i in kept)
        self._owner: list[_Claim | None] = [None] * len(kept)
        self._seen: set[_Claim] = set()
        firsts = [self._claim_body(number, article["paragraphs"]) for number, article in enumerate(facts["articles"])]
        for number, (article, first) in enumerate(zip(facts["articles"], firsts, strict=True)):
            self._claim_headline(number, article, first)
        for item in furniture.elements():
            self._claim(item, "furniture", NO_ARTICLE)

    def role_of(self, piece: Piece) -> Placed:
        """Return what a piece is, by what most of its characters are of."""
        owners = Counter(self._owner[self._place[i]] for i in range(piece.start, piece.end) if i in self._place)
        if not owners:
            return Placed("furniture", NO_ARTICLE, begins=True)
        claim = owners.most_common(1)[0][0]
        if claim is None:
            return Placed("mark" if is_jump(bare(self._text[piece.start : piece.end])) else "furniture", NO_ARTICLE, begins=True)
        begins = claim not in self._seen
        self._seen.add(claim)
        role = body_role(self._bare[claim.start : claim.end]) if claim.role == "body" else claim.role
        return Placed(role, claim.article, begins)

    def names(self, piece: Piece) -> bool:
        """Say whether the gold says what a piece is."""
        inside = (i for i in range(piece.start, piece.end) if not self._text[i].isspace())
        return any(i not in self._place or self._owner[self._place[i]] is not None for i in inside)  # what has no place is furniture

    def _claim(self, text: str, role: Role, article: int, near: int | None = None) -> int | None:
        """Claim the unclaimed occurrence of a text that is nearest to a place; return where it begins."""
        wanted = bare(text)
        if not wanted:
            return None
        start = min(self._free(wanted), key=lambda at: abs(at - (near or 0)), default=None)
        if start is None:
            self.missed += 1
            return None
        claim = _Claim(role, article, start, start + len(wanted))
        self._owner[claim.start : claim.end] = [claim] * len(wanted)
        return start

    def _free(self, wanted: str) -> Iterator[int]:
        """Yield where a text stands that is not claimed at its ends."""
        at = self._bare.find(wanted)
        while at >= 0:
            if self._owner[at] is None and self._owner[at + len(wanted) - 1] is None:
                yield at
            at = self._bare.find(wanted, at + 1)

    def _claim_body(self, number: int, paragraphs: Sequence[str]) -> int | None:
        """Claim the paragraphs of an article, from the longest to both sides; return where the first begins."""
        if not paragraphs:
            return None
        longest = max(range(len(paragraphs)), key=lambda i: len(paragraphs[i]))
        anchor = self._claim(paragraphs[longest], "body", number)
        first = anchor
        for text in reversed(paragraphs[:longest]):
            at = self._claim(text, "body", number, (first or 0) - len(bare(text)))
            first = first if at is None else at
        end = None if anchor is None else anchor + len(bare(paragraphs[longest]))
        for text in paragraphs[longest + 1 :]:
            at = self._claim(text, "body", number, end)
            end = end if at is None else at + len(bare(text))
        return first

    def _claim_headline(self, number: int, article: Mapping[str, Any], first: int | None) -> None:
        """Claim the headline of an article: the title near the body, the other parts beside it."""
        title, kicker, subtitle = (article.get(key) or "" for key in ("title", "kicker", "subtitle"))
        at = self._claim(title, "title", number, first)
        self._claim(kicker, "kicker", number, (at or first or 0) - len(bare(kicker)))
        self._claim(subtitle, "subtitle", number, (at or 0) + len(bare(title)))


def _furniture_lines(text: str, wanted: Counter[str]) -> set[int]:
    """Return the characters of the lines that are furniture, one or several in a line; take them off those wanted."""
    found: set[int] = set()
    start = 0
    for line in text.replace("\x0c", "\n").split("\n"):
        content = bare(line)
        items = _split(content, wanted) if content and len(content) < _FURNITURE else None
        if items:
            wanted.subtract(items)
            found.update(range(start, start + len(line) + 1))
        start += len(line) + 1
    for item in [item for item, count in wanted.items() if count < 0]:
        wanted[item] = 0
    return found


def _split(content: str, wanted: Counter[str]) -> list[str] | None:
    """Return the items of furniture that a line is made of, None if it is not.

    >>> _split("要闻9", Counter(["要闻", "9"])), _split("要闻九", Counter(["要闻", "9"]))
    (['要闻', '9'], None)
    """
    if wanted[content] > 0:
        return [content]
    for cut in range(1, len(content)):
        rest = _split(content[cut:], wanted) if wanted[content[:cut]] > 0 else None
        if rest:
            return [content[:cut], *rest]
    return None


def is_jump(text: str) -> bool:
    """Say whether a line that the gold does not name is a jump line."""
    return bool(phrases.JUMP_TO.search(text) or phrases.JUMP_FROM.match(text)) or any(word in text for word in _JUMPS)


def with_marks_at_home(roles: Sequence[AnyPlaced], texts: Sequence[str]) -> list[AnyPlaced]:
    """Give each jump line the article beside it: one that comes from a page what follows, another what stands before."""
    found = list(roles)
    for i, placed in enumerate(roles):
        if placed.role != "mark":
            continue
        comes = bool(phrases.JUMP_FROM.match(texts[i])) or "上接" in texts[i]
        near = found[i + 1 :] if comes else reversed(found[:i])
        found[i] = replace(placed, article=next((other.article for other in near if other.article != NO_ARTICLE), NO_ARTICLE))
    return found


def _units(text: str, pieces: Sequence[Piece], roles: Sequence[Placed]) -> list[Unit]:
    """Group pieces into units: one begins where its role or article changes, or where a text of the gold begins."""
    units: list[Unit] = []
    for piece, placed in zip(pieces, roles, strict=True):
        line = _line(text, piece)
        last = units[-1] if units else None
        if last is None or placed.begins or (last.role, last.article) != (placed.role, placed.article):
            units.append(Unit(placed.role, placed.article, (line,), begins=placed.begins))
        else:
            units[-1] = replace(last, lines=(*last.lines, line))
    return units


def _line(text: str, piece: Piece) -> Line:
    """Return a piece as a line, with the white space before it."""
    start = piece.start
    while start and text[start - 1] in _WHITE:
        start -= 1
    white, content = text[start : piece.start], text[piece.start : piece.end]
    return Line(content, joint=white) if piece.inline else Line(content, piece.blanks, white)


def detached(units: Sequence[Unit]) -> list[Unit]:
    """Make the paragraphs on the lesser side of their headline articles of their own, so that each headline has one side."""
    own: dict[int, int] = {}
    for article in sorted({unit.article for unit in units if unit.article != NO_ARTICLE}):
        for place in _lesser_side(units, article):
            own[place] = DETACHED + article
    return [replace(unit, article=own.get(place, unit.article)) for place, unit in enumerate(units)]


def _lesser_side(units: Sequence[Unit], article: int) -> list[int]:
    """Return the places of the shorter part of a body that has its headline in the middle."""
    places = [place for place, unit in enumerate(units) if unit.article == article]
    headline = [place for place in places if units[place].role in HEADLINE]
    if not headline:
        return []
    body = [place for place in places if units[place].role in BODY or units[place].role == "mark"]
    before, after = [p for p in body if p < headline[0]], [p for p in body if p > headline[-1]]
    if not before or not after:
        return []
    return before if _length(units, before) < _length(units, after) else after


def _length(units: Sequence[Unit], places: Sequence[int]) -> int:
    return sum(len(line.text) for place in places for line in units[place].lines)
