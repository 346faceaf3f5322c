"""Headlines in a pile: where a page has its headlines all in one place, each is dealt out to its story.

Some print draws the headlines after all stories, or before them. The chain of labels then sees stories in a row without a
headline, and one headline of many lines. The lines of the pile are dealt to those stories in order, each to the one that has its
words, and the page can be read once more in that order.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from corpus.characters import FACTOR, characters
from corpus.chars import STOPS, codes
from corpus.labels import LABELS, segments
from corpus.topics import topics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.labels import Label
    from corpus.lines import Piece
    from corpus.measures import Floats

FEWEST: Final = 3
"""Stories on one side of a pile, the one that it was given to among them; and lines in it."""
_MOST: Final = 2 / 3
"""The share of the lines of headlines of a page that are in its pile, and of its stories that stand on one side of it, at least."""
_STORY: Final = 4
"""Pieces of text that a story has, one of them with the end of a sentence."""
_LEFT_OUT: Final = 1.0
"""What it costs that a story gets no line, in strings of two characters that occur in one of e stories."""
_ABOUT: Final = 0.6
"""What a character of a line counts that is about what a story is about."""


class Pile(NamedTuple):
    """The rows of the lines of a pile, and those of each story next to it, in order."""

    lines: list[int]
    stories: list[list[int]]


def dealt(text: str, pieces: Sequence[Piece], labels: Sequence[int]) -> list[Piece] | None:
    """Return the pieces with each line of a pile before its story; None if there is no pile.

    `labels` are the rows of `LABELS` that the pieces got as they stand.
    """
    pile = _pile(text, pieces, [LABELS[row] for row in labels])
    if pile is None:
        return None
    owners = _owners(_likeness(text, pieces, pile))
    before: dict[int, list[int]] = {}
    for line, owner in zip(pile.lines, owners, strict=True):
        before.setdefault(pile.stories[owner][0], []).append(line)
    moved = set(pile.lines)
    return [pieces[k] for row in range(len(pieces)) if row not in moved for k in (*before.get(row, ()), row)]


def _pile(text: str, pieces: Sequence[Piece], labels: Sequence[Label]) -> Pile | None:
    """Return the pile of a page: most lines of its headlines in one place, and most of its stories before them, or after them.

    To one in three of those stories something else may stand that was taken for a headline: beside a pile, crossheads and captions are
    easily mistaken.
    """
    blocks = _blocks(text, pieces, labels)
    most_stories = max(FEWEST, _MOST * sum(is_story for is_story, _ in blocks))
    most_lines = max(FEWEST, _MOST * sum(len(rows) for is_story, rows in blocks if not is_story))
    found = []
    for k, (is_story, rows) in enumerate(blocks):
        if not is_story and len(rows) >= most_lines:
            for side in (blocks[:k], blocks[k + 1 :]):
                stories = [own for told, own in side if told]
                strays = len(side) - len(stories)
                if len(stories) >= most_stories and strays * FEWEST <= len(stories):
                    found.append(Pile(rows, stories))
    return max(found, key=lambda pile: (len(pile.stories), len(pile.lines)), default=None)


def _blocks(text: str, pieces: Sequence[Piece], labels: Sequence[Label]) -> list[tuple[bool, list[int]]]:
    """Return the rows of a page as stories (True) and as lines of headlines between them (False), furniture left out."""
    parts: list[tuple[bool, list[int]]] = []
    for segment in segments(labels):
        inner = [row for row in segment if labels[row].role in {"body", "crosshead", "mark"}]
        is_story = len(inner) >= _STORY and any(_ends(text, pieces[row]) for row in inner)
        if not is_story:
            parts.append((False, segment))
            continue
        first, last = inner[0], inner[-1]
        parts += [(False, [row for row in segment if row < first]), (True, [row for row in segment if first <= row <= last])]
        parts.append((False, [row for row in segment if row > last]))
    merged: list[tuple[bool, list[int]]] = []
    for is_story, rows in parts:
        if not rows:
            continue
        if merged and not is_story and not merged[-1][0]:
            merged[-1][1].extend(rows)
        else:
            merged.append((is_story, rows))
    return merged


def _ends(text: str, piece: Piece) -> bool:
    return any(stop in text[piece.start : piece.end] for stop in STOPS)


def _likeness(text: str, pieces: Sequence[Piece], pile: Pile) -> Floats:
    """Return how much each line of a pile has of what each story says, shape (lines, stories).

    Strings of two characters count as they are rare among the stories, and the topic by the length of the line.
    """
    texts = ["".join(text[pieces[row].start : pieces[row].end] for row in rows) for rows in (*([row] for row in pile.lines), *pile.stories)]
    rows = [characters().index[codes(part)] for part in texts]
    about = topics().about(np.concatenate(rows), np.repeat(np.arange(len(rows)), [len(row) for row in rows]), len(rows))
    strings = [{int(key) for key in row[:-1] * FACTOR + row[1:]} for row in rows]
    lines, stories = strings[: len(pile.lines)], strings[len(pile.lines) :]
    spread = Counter(key for story in stories for key in story)
    rarity = {key: np.log(len(stories) / count) for key, count in spread.items()}
    shared = np.array([[sum(rarity[key] for key in line & story) for story in stories] for line in lines])
    lengths = np.array([len(line) for line in lines])
    found: Floats = shared + _ABOUT * lengths[:, None] * (about[: len(lines)] @ about[len(lines) :].T)
    return found


def _owners(likeness: Floats) -> list[int]:
    """Return the number of the story of each line, never falling, of highest likeness in all."""
    lines, stories = likeness.shape
    steps = np.arange(stories)[:, None] - np.arange(stories)
    cost = np.where(steps < 0, np.inf, _LEFT_OUT * np.maximum(steps - 1, 0))
    total = likeness[0] - _LEFT_OUT * np.arange(stories)
    came = np.zeros((lines, stories), int)
    for line in range(1, lines):
        reached = total - cost
        came[line] = reached.argmax(axis=1)
        total = reached.max(axis=1) + likeness[line]
    owner = int((total - _LEFT_OUT * np.arange(stories)[::-1]).argmax())
    found = [owner]
    for line in range(lines - 1, 0, -1):
        owner = int(came[line, owner])
        found.append(owner)
    return found[::-1]
