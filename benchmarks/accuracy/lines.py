#!/usr/bin/env python3
"""Compare, line by line, what the gold says a piece of print is with what `corpus explain` takes it for.

Prints a confusion table of roles (rows as the gold has them, columns as found), precision and recall of each role, and
those of the decisions that are in a label besides its role. Pages on which a text of the gold does not stand in one
stretch, as in layout order, cannot be compared line by line and are left out.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, get_args

import corpus
from benchmarks.accuracy.pages import add_choice, chosen
from benchmarks.tables import Table, add_output, publish
from corpus import lines
from corpus.labels import HEADLINE, LABELS, Role
from training import gold, units
from training.units import Composed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from benchmarks.accuracy.pages import Gold
    from corpus.labels import Label

    Judged = Callable[[Label], bool]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
DECISIONS: Final[dict[str, Judged]] = {
    "begins a paragraph or a part of a headline": lambda label: label.role != "furniture" and label.begins,
    "goes on from the piece before": lambda label: label.role != "furniture" and not label.begins,
    "opens an article": lambda label: label.opens,
    "is of a headline after its body": lambda label: label.role in HEADLINE and label.late,
}
_LABELS: Final = {str(label): label for label in LABELS}


@dataclass(slots=True)
class Comparison:
    """How often each label of the gold was found as each label."""

    pairs: Counter[tuple[Label, Label]] = field(default_factory=Counter)
    pages: int = 0
    left_out: int = 0

    def add(self, page: Gold) -> None:
        """Compare a page, or leave it out."""
        wanted = labels(page)
        if wanted is None:
            self.left_out += 1
            return
        self.pages += 1
        self.pairs.update(zip(wanted, found(page.text), strict=True))

    def roles(self) -> Counter[tuple[Role, Role]]:
        """Return how often each role was found as each role."""
        counts: Counter[tuple[Role, Role]] = Counter()
        for (wanted, got), number in self.pairs.items():
            counts[wanted.role, got.role] += number
        return counts


def labels(page: Gold) -> list[Label] | None:
    """Return the labels of the pieces of a page as the gold has them; None if its texts do not stand there in one stretch."""
    aligned = gold.align(page.text, page.page.facts)
    if aligned.missed:
        return None
    pieces = lines.pieces(page.text)
    owner = [-1] * len(page.text)
    numbers = [number for number, unit in enumerate(aligned.units) for _ in unit.lines]
    for piece, number in zip(pieces, numbers, strict=True):
        owner[piece.start : piece.end] = [number] * (piece.end - piece.start)
    return [LABELS[row] for row in units.labels(pieces, Composed(page.text, tuple(owner)), aligned.units)]


def found(text: str) -> list[Label]:
    """Return the labels that the converter gives to the pieces of a text, in the order in which they stand."""
    return [_LABELS[one.label] for one in sorted(corpus.explain(text), key=lambda one: one.start)]


def tables(comparison: Comparison) -> Iterator[Table]:
    """Yield the confusion of roles, the figures of each role, and those of the other decisions."""
    counts = comparison.roles()
    yield Table(["gold \\ found", *ROLES], [[wanted, *(counts[wanted, got] for got in ROLES)] for wanted in ROLES])
    judged: dict[str, Judged] = {role: _is(role) for role in ROLES}
    for name, questions in (("role", judged), ("decision", DECISIONS)):
        yield Table(
            [name, "precision", "recall", "f1", "pieces"], [[key, *_figures(comparison.pairs, is_so)] for key, is_so in questions.items()]
        )
    right, every = sum(counts[role, role] for role in ROLES), counts.total()
    whole = sum(number for (wanted, got), number in comparison.pairs.items() if wanted == got)
    yield Table(
        ["share of pieces right", "share", "pieces"], [["role", right / (every or 1), every], ["label", whole / (every or 1), every]]
    )


def _is(role: Role) -> Judged:
    """Return the question whether a label is of a role."""
    return lambda label: label.role == role


def _figures(pairs: Counter[tuple[Label, Label]], is_so: Judged) -> Sequence[float | int]:
    """Return precision, recall and F1 of an answer, and of how many pieces it is true."""
    wanted = sum(number for (label, _), number in pairs.items() if is_so(label))
    got = sum(number for (_, label), number in pairs.items() if is_so(label))
    both = sum(number for (one, other), number in pairs.items() if is_so(one) and is_so(other))
    return both / (got or 1), both / (wanted or 1), 2 * both / ((wanted + got) or 1), wanted


def compared(pages: Iterable[Gold]) -> Comparison:
    """Compare pages."""
    comparison = Comparison()
    for page in pages:
        comparison.add(page)
    return comparison


def main() -> int:
    """Compare, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_choice(parser)
    add_output(parser)
    args = parser.parse_args()
    comparison = compared(chosen(args))
    left_out = f", {comparison.left_out} left out: not all of their gold stands on them in one stretch" if comparison.left_out else ""
    publish(args, tables(comparison), [f"{comparison.pages} pages{left_out}"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
