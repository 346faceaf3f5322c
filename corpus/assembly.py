"""Labelled pieces -> articles: headline group, paragraphs and marks of each, strays brought home."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise, takewhile
from typing import TYPE_CHECKING, Final

from corpus import chars, fields
from corpus.labels import LABELS, Label
from corpus.seams import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.labels import Role
    from corpus.lines import Piece
    from corpus.records import ParagraphKind

LIKE_SUMMARY: Final = 0.25
LIKE_CAPTION: Final = 0.1
SUMMARY_REACH: Final = 12
_JUMP_SIGN: Final = re.compile(r"[下转轉接]|^[（(▶►→◀◄←]+$")
_PAGE_SIGN: Final = re.compile("[版页頁）)】]")
_ENDS: Final = chars.STOPS + chars.CLOSES
_GOES_ON: Final = Label("mark", begins=False)


@dataclass(slots=True)
class Unit:
    """Pieces of one role that belong together: a paragraph, a part of a headline, a mark, a piece of furniture."""

    role: Role
    pieces: list[int]
    text: str = ""
    kind: ParagraphKind = "body"


@dataclass(slots=True)
class Draft:
    """An article in the making."""

    headline: list[Unit] = field(default_factory=list)
    paragraphs: list[Unit] = field(default_factory=list)
    marks: list[Unit] = field(default_factory=list)

    def units(self) -> list[Unit]:
        """Return all units of the article."""
        return [*self.headline, *self.paragraphs, *self.marks]

    def first_piece(self) -> int:
        """Return the number of the piece that stands first in reading order, boxes and captions left out if there is more."""
        units = self.units()
        own = [unit for unit in units if unit.kind not in {"summary", "caption"}]
        return min(unit.pieces[0] for unit in own or units)


def assemble(text: str, pieces: Sequence[Piece], labels: Sequence[int]) -> tuple[list[Draft], list[Unit]]:
    """Return the articles of a page and its furniture, given the label of each piece (rows of `LABELS`)."""
    drafts, furniture = _gather(_marked(text, pieces, [LABELS[row] for row in labels]))
    for unit in (*furniture, *(u for d in drafts for u in d.units())):
        unit.text = joined(text, ((pieces[i].start, pieces[i].end) for i in unit.pieces))
    for draft in drafts:
        _set_kinds(draft)
    _give_bodies(drafts)
    drafts = _bring_home(drafts)
    for draft in drafts:
        draft.paragraphs = _in_order(draft.paragraphs)
    return drafts, furniture


def _in_order(units: list[Unit]) -> list[Unit]:
    """Return paragraphs as they are read: the summary first, captions after the story and before the notes that close it."""
    captions = [unit for unit in units if unit.kind == "caption"]
    summary = [unit for unit in units if unit.kind == "summary"]
    story = [unit for unit in units if unit.kind not in {"caption", "summary"}]
    notes = len(list(takewhile(lambda unit: unit.kind == "note", reversed(story))))
    end = len(story) - notes
    return [*summary, *story[:end], *captions, *story[end:]]


def _marked(text: str, pieces: Sequence[Piece], labels: Sequence[Label]) -> list[Label]:
    """Return the labels with those of jump lines put right: what says nothing else is a mark, in one piece or two.

    What comes after one begins anew; if it was to open an article, the piece after it does. What stands behind one on its line is
    the beginning of a paragraph, short as it is.
    """
    found, texts = list(labels), [text[piece.start : piece.end] for piece in pieces]
    i = 0
    while i < len(texts):
        length = _jump_pieces(texts[i : i + 2])
        if length:
            after = i + length
            back = fields.jump_line("".join(texts[i:after])) == "jump_from"
            found[i : after + 1] = _mark(found[i:after], found[after : after + 1], back=back)
            if back and after < len(texts) and pieces[after].inline:
                found[after : after + 2] = _paragraph(found[after : after + 2], ended=texts[after][-1] in _ENDS)
        i += length or 1
    return found


def _mark(here: Sequence[Label], after: Sequence[Label], *, back: bool) -> list[Label]:
    """Return the labels of a jump line and of what comes after it."""
    if here[0].role == "mark" and here[0].begins and all(one == _GOES_ON for one in here[1:]):
        return [*here, *after]
    opens = any(one.opens for one in here)
    began = [replace(one, begins=True, opens=one.opens or (opens and not back)) for one in after]
    return [Label("mark", begins=True, opens=opens and back), *[_GOES_ON] * (len(here) - 1), *began]


def _paragraph(labels: Sequence[Label], *, ended: bool) -> list[Label]:
    """Return the labels of the rest of a printed line and of the line after it, as those of a paragraph if they may be."""
    first, rest = labels[0], labels[1:]
    if first.role not in {"body", "crosshead"}:
        return [*labels]
    goes_on = [Label("body", begins=False) if one.role == "body" and not (one.opens or ended) else one for one in rest]
    return [Label("body", begins=True, opens=first.opens), *goes_on]


def _jump_pieces(texts: Sequence[str]) -> int:
    """Return how many of the one or two texts are a jump line together; 0 if they are none.

    >>> _jump_pieces(["（下转3版）", "柑橘熟了。"]), _jump_pieces(["→下转第二十", "一版"]), _jump_pieces(["柑橘", "熟了。"])
    (1, 2, 0)
    """
    if not _JUMP_SIGN.search(texts[0]):
        return 0
    is_open = not _PAGE_SIGN.search(texts[0])
    if is_open and len(texts) > 1 and _PAGE_SIGN.search(texts[1]) and fields.jump_line("".join(texts)):
        return len(texts)
    return 1 if fields.jump_line(texts[0]) else 0


def _gather(labels: Iterable[Label]) -> tuple[list[Draft], list[Unit]]:
    """Group pieces into units and units into articles."""
    drafts: list[Draft] = []
    furniture: list[Unit] = []
    open_units: dict[Role, Unit] = {}
    for i, label in enumerate(labels):
        if label.role == "furniture":
            _grow(furniture, open_units, label, i)
            continue
        if label.opens or not drafts:
            drafts.append(Draft())
            open_units = {role: unit for role, unit in open_units.items() if role == "furniture"}
        _grow(_part(drafts[-1], label.role), open_units, label, i)
    return drafts, furniture


def _part(draft: Draft, role: Role) -> list[Unit]:
    if role in {"body", "crosshead"}:
        return draft.paragraphs
    return draft.marks if role == "mark" else draft.headline


def _grow(units: list[Unit], open_units: dict[Role, Unit], label: Label, piece: int) -> None:
    """Add a piece to the unit of its role that is open, or begin a new one."""
    unit = open_units.get(label.role)
    if label.begins or unit is None:
        unit = Unit(label.role, [])
        units.append(unit)
        open_units[label.role] = unit
    unit.pieces.append(piece)


def _set_kinds(draft: Draft) -> None:
    """Say of each paragraph what kind it is; summary items count as such only before all else, not as a list in a story."""
    leading = len(list(takewhile(lambda unit: fields.starts_summary(unit.text), draft.paragraphs[:SUMMARY_REACH])))
    for number, unit in enumerate(draft.paragraphs):
        unit.kind = _kind(unit, in_box=number < leading)


def _kind(unit: Unit, *, in_box: bool) -> ParagraphKind:
    if fields.is_note(unit.text) or fields.is_credit_line(unit.text):
        return "note"
    if fields.is_caption(unit.text):
        return "caption"
    if in_box:
        return "summary"
    return "crosshead" if unit.role == "crosshead" else "body"


def _give_bodies(drafts: list[Draft]) -> None:
    """Move a headline that leads to nothing but a summary box or captions to the body without headline that follows.

    A box or a picture often stands between two articles; no headline is printed for it alone.
    """
    for draft, after in pairwise(drafts):
        beside = {unit.kind for unit in draft.paragraphs} <= {"summary", "caption"}
        if draft.headline and beside and not after.headline and _has_body(after):
            after.headline, draft.headline = draft.headline, []


def _has_body(draft: Draft) -> bool:
    return any(unit.kind in {"body", "crosshead"} for unit in draft.paragraphs)


def _bring_home(drafts: list[Draft]) -> list[Draft]:
    """Move summary boxes and captions that stand in no article of their own into the one they belong to."""
    strays = [run for draft in drafts if not draft.headline for run in _stray_runs(draft)]
    loose = {id(unit) for run in strays for unit in run}
    for draft in drafts:
        draft.paragraphs = [unit for unit in draft.paragraphs if id(unit) not in loose]
    homes = [draft for draft in drafts if draft.units()]
    if not strays:
        return sorted(homes, key=Draft.first_piece)
    bags = [_strings("".join(unit.text for unit in draft.units())) for draft in homes]
    spread = Counter(string for bag in bags for string in bag)
    alone = []
    for run in strays:
        home = _home(run, homes, bags, spread)
        if home is None:
            alone.append(Draft(paragraphs=run))
        else:
            home.paragraphs.extend(run)
    return sorted([*homes, *alone], key=Draft.first_piece)


def _stray_runs(draft: Draft) -> list[list[Unit]]:
    """Return the runs of summary items and the captions of an article without headline."""
    runs = groupby(draft.paragraphs, key=lambda unit: unit.kind)
    return [list(units) for kind, units in runs if kind in {"summary", "caption"}]


def _home(run: list[Unit], homes: list[Draft], bags: list[set[str]], spread: Counter[str]) -> Draft | None:
    """Return the article whose words a stray repeats most, if it repeats enough of them."""
    is_caption = run[0].kind == "caption"
    words = _strings("".join(unit.text for unit in run))
    shares = [sum(1.0 / spread[string] for string in words & bag) / max(len(words), 1) for bag in bags]
    if is_caption:
        near = sorted(range(len(homes)), key=lambda k: abs(homes[k].first_piece() - run[0].pieces[0]))[:3]
        shares = [share if k in near else 0.0 for k, share in enumerate(shares)]
    best = max(range(len(homes)), key=shares.__getitem__, default=None)
    least = LIKE_CAPTION if is_caption else LIKE_SUMMARY
    return homes[best] if best is not None and shares[best] >= least else None


def _strings(text: str) -> set[str]:
    """Return the strings of two characters in a text, white space left out."""
    bare = "".join(text.split())
    return {bare[i : i + 2] for i in range(len(bare) - 1)}
