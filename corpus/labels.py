"""The labels that a piece can have, and which may follow which.

A headline group stands before its body or after it ("late"); whether an article opens at a piece is part of its label.
So one best path over the labels of a page decides paragraphs, headline groups and articles at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

Role = Literal["body", "crosshead", "kicker", "title", "subtitle", "furniture", "mark"]
HEADLINE: Final[tuple[Role, ...]] = ("kicker", "title", "subtitle")
"""The parts of a headline group, as they are read."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a piece is: its role, whether it begins a unit of that role, opens an article, belongs to a late headline."""

    role: Role
    begins: bool
    opens: bool = False
    late: bool = False

    def __str__(self) -> str:
        """Return the label as a reader sees it.

        >>> str(Label("title", begins=True, late=True)), str(Label("body", begins=False))
        ('title, after its body', 'body, goes on')
        """
        parts = [
            self.role,
            "" if self.begins else "goes on",
            "opens an article" if self.opens else "",
            "after its body" if self.late else "",
        ]
        return ", ".join(part for part in parts if part)


def _role(role: Role, *, late: bool = False, opening: bool = False) -> tuple[Label, ...]:
    first = (Label(role, begins=True, opens=True),) if opening else ()
    return (*first, Label(role, begins=True, late=late), Label(role, begins=False, late=late))


_BODY, _CROSSHEAD = _role("body", opening=True), _role("crosshead", opening=True)
_KICKER = (Label("kicker", begins=True, opens=True), Label("kicker", begins=False))
_TITLE, _SUBTITLE = _role("title", opening=True), _role("subtitle")
_LATE_KICKER, _LATE_TITLE, _LATE_SUBTITLE = _role("kicker", late=True), _role("title", late=True), _role("subtitle", late=True)
_FURNITURE, _MARK = _role("furniture"), _role("mark", opening=True)

LABELS: Final = (
    *_BODY,
    *_CROSSHEAD,
    *_KICKER,
    *_TITLE,
    *_SUBTITLE,
    *_LATE_KICKER,
    *_LATE_TITLE,
    *_LATE_SUBTITLE,
    *_FURNITURE,
    *_MARK,
)
_GROUPS: Final = (_BODY, _CROSSHEAD, _KICKER, _TITLE, _SUBTITLE, _LATE_KICKER, _LATE_TITLE, _LATE_SUBTITLE, _FURNITURE, _MARK)


def may_follow(before: Label, after: Label) -> bool:
    """Say whether a piece of one label may come right after a piece of another.

    >>> title, body = Label("title", begins=True, opens=True), Label("body", begins=True)
    >>> may_follow(title, body), may_follow(title, Label("body", begins=True, opens=True))
    (True, False)
    """
    if before.role == "furniture":
        return after.begins or after.role != "mark"
    if not after.begins:
        return next(group for group in _GROUPS if after in group) == next(group for group in _GROUPS if before in group)
    if before.role in HEADLINE:
        return _after_late(before, after) if before.late else _after_early(before, after)
    if after.late:
        return after.role in {"kicker", "title"}
    return after.role not in {"title", "subtitle"} or after.opens


def _after_early(before: Label, after: Label) -> bool:
    """Say what may come after a part of a headline group that stands before its body: its next part, or the body."""
    if after.role == "furniture":
        return True
    if before.role == "kicker":
        return after.role == "title" and not after.opens and not after.late
    if after.role == "subtitle":
        return before.role == "title" and not after.late
    return after.role in {"body", "crosshead", "mark"} and not after.opens


def _after_late(before: Label, after: Label) -> bool:
    """Say what may come after a part of a late headline group: its next part, or a new article."""
    if after.role == "furniture":
        return True
    if before.role == "kicker":
        return after.role == "title" and after.late
    if after.role == "subtitle":
        return before.role == "title" and after.late
    return after.opens


def transitions() -> NDArray[np.bool_]:
    """Return which label may follow which, shape (labels, labels), the earlier one first."""
    return np.array([[may_follow(before, after) for after in LABELS] for before in LABELS])


_STEPS: Final = transitions()
OPENS: Final = np.array([label.opens for label in LABELS])
STORY: Final = np.array([label.role in {"body", "crosshead"} and not label.opens for label in LABELS])
"""Which labels open an article, and which are of the text of one that has begun, shape (labels,)."""
_FURNITURE_ROWS: Final = [LABELS.index(label) for label in _FURNITURE]


def breaks_off(rows: Sequence[int]) -> bool:
    """Say whether labels, rows of `LABELS`, on both sides of furniture could not stand together: the furniture is as if it were not there.

    >>> title, foot, body = (LABELS.index(Label(role, begins=True, opens=role == "title")) for role in ("title", "furniture", "body"))
    >>> breaks_off([title, foot, body]), breaks_off([title, foot, title])
    (False, True)
    """
    found = np.array(rows, np.int64)
    own = found[~np.isin(found, _FURNITURE_ROWS)]
    return not bool(_STEPS[own[:-1], own[1:]].all())


def segments(labels: Sequence[Label]) -> list[list[int]]:
    """Return the rows of each article as the labels part them; furniture is of none."""
    found: list[list[int]] = []
    for row, label in enumerate(labels):
        if label.role == "furniture":
            continue
        if label.opens or not found:
            found.append([])
        found[-1].append(row)
    return found


def units(labels: Sequence[Label], rows: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the rows of each unit, a paragraph or a part of a headline, given those of units of one role or more."""
    starts = [k for k, row in enumerate(rows) if not k or labels[row].begins]
    yield from (rows[start:stop] for start, stop in pairwise([*starts, len(rows)]))


def states() -> list[tuple[int, int]]:
    """Return every label, a row of `LABELS`, with what is remembered: -1, or for furniture a row of the labels that it interrupts, too."""
    kept = [-1, *(LABELS.index(group[0]) for group in _GROUPS if group != _FURNITURE)]
    return [(row, memory) for row, label in enumerate(LABELS) for memory in (kept if label.role == "furniture" else [-1])]


def state_steps() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which state may follow which, and which goes on behind furniture with what stands before it, shape (states, states)."""
    legal, goes_on = (np.array([[step(before, after) for after in states()] for before in states()]) for step in (_may_follow, _goes_on))
    return legal, legal & goes_on


def _may_follow(before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Say whether a state may follow another; furniture keeps in mind what it interrupts."""
    (one, kept), (two, keeps) = before, after
    if LABELS[one].role != "furniture":
        kept = LABELS.index(next(group for group in _GROUPS if LABELS[one] in group)[0])
    return bool(_STEPS[one, two]) and (LABELS[two].role != "furniture" or keeps == kept)


def _goes_on(before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Say whether a state could follow what the furniture before it has interrupted."""
    (_, kept), (two, _) = before, after
    return kept < 0 or LABELS[two].role == "furniture" or bool(_STEPS[kept, two])
