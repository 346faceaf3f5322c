"""A text that was changed, and the ledger that gives the original back.

A rule yields edits of the text as it stands; the ledger tells each change in offsets of the original, however many rules
have worked on it since. Changes are in order and do not overlap, so ledger and cleaned text together are the original.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Edit(NamedTuple):
    """A stretch of a text, half-open and never empty, and what is to stand there."""

    start: int
    end: int
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change: which rule made it, where in the original, and what stood there before and after.

    Where several rules have worked on one stretch, they are named in order: ``invisible+blanks``.
    """

    rule: str
    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text and how it came about."""

    text: str
    ledger: tuple[Change, ...] = ()


def restore(text: str, ledger: Iterable[Change]) -> str:
    """Return the original of a cleaned text: the exact inverse of cleaning.

    >>> restore("社区单位", [Change("letter-spacing", 0, 7, "社 区 单 位", "社区单位")])
    '社 区 单 位'

    A ledger that is not that of the text raises `UsageError`.
    """
    parts: list[str] = []
    original, done = 0, 0
    for change in ledger:
        start = done + change.start - original
        if start < done or not text.startswith(change.after, start):
            raise UsageError("ledger", f"not that of this text, from {change.start} on", help="give both as they came")
        parts += (text[done:start], change.before)
        original, done = change.end, start + len(change.after)
    return "".join((*parts, text[done:]))


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits made; they are in order and do not overlap.

    >>> edited("他 说,好", [Edit(1, 2, ""), Edit(3, 4, "，")])
    '他说，好'
    """
    parts: list[str] = []
    done = 0
    for start, end, after in edits:
        parts += (text[done:start], after)
        done = end
    return "".join((*parts, text[done:]))


def amended(original: str, cleaned: Cleaned, rule: str, edits: Sequence[Edit]) -> Cleaned:
    """Return a cleaned text with the edits of one more rule made, and the ledger still in offsets of the original."""
    if not edits:
        return cleaned
    steps = heapq.merge(_made(cleaned.ledger), (_Step(e.start, e.end, "", 0, e) for e in edits), key=lambda step: step[:2])
    ledger: list[Change] = []
    shift = 0
    for group in _groups(steps):
        start = group.start - shift
        shift += group.shift
        before, after = original[start : group.end - shift], group.text(cleaned.text)
        if before != after:
            ledger.append(Change("+".join(group.names(rule)), start, start + len(before), before, after))
    return Cleaned(edited(cleaned.text, edits), tuple(ledger))


class _Step(NamedTuple):
    """A stretch of the present text that was changed before (`shift`: by how much it grew), or that is to be edited."""

    start: int
    end: int
    rule: str
    shift: int
    edit: Edit | None


@dataclass(slots=True)
class _Group:
    """Steps that overlap: one change."""

    start: int
    end: int
    rules: list[str]
    edits: list[Edit]
    shift: int

    def add(self, step: _Step) -> None:
        """Take a step in."""
        self.end = max(self.end, step.end)
        self.shift += step.shift
        if step.edit:
            self.edits.append(step.edit)
        else:
            self.rules += [name for name in step.rule.split("+") if name not in self.rules]

    def names(self, rule: str) -> list[str]:
        """Return who made the change, the present rule last if it had a part in it."""
        return [*(name for name in self.rules if name != rule), rule] if self.edits else self.rules

    def text(self, text: str) -> str:
        """Return what stands there in the end."""
        return edited(text[self.start : self.end], (Edit(s - self.start, e - self.start, after) for s, e, after in self.edits))


def _made(ledger: Iterable[Change]) -> Iterator[_Step]:
    """Yield the changes made so far, where they stand in the present text."""
    shift = 0
    for change in ledger:
        start = change.start + shift
        grown = len(change.after) - len(change.before)
        shift += grown
        yield _Step(start, start + len(change.after), change.rule, grown, None)


def _groups(steps: Iterable[_Step]) -> Iterator[_Group]:
    """Yield the steps, those that overlap together."""
    group: _Group | None = None
    for step in steps:
        if group is None or step.start >= group.end:
            if group:
                yield group
            group = _Group(step.start, step.end, [], [], 0)
        group.add(step)
    if group:
        yield group
