"""A network against gold pages: the labels it gives, the articles that they make, and the figures of `corpus.score`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus import lines, score
from corpus.labels import HEADLINE, LABELS
from training.pool import measured

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.labels import Label
    from corpus.lines import Piece
    from corpus.score import Scores
    from training.gold import GoldPage
    from training.network import Network
    from training.pool import Example
    from training.shuffled import Shuffled


@dataclass(frozen=True, slots=True)
class Exam:
    """A gold page made ready: its arrays, and the text of each of its pieces."""

    page: GoldPage
    example: Example
    texts: tuple[str, ...]


def exams(pages: Iterable[GoldPage]) -> list[Exam]:
    """Return gold pages made ready; their labels are left open."""
    found = []
    for page in pages:
        pieces = lines.pieces(page.text)
        if pieces:
            found.append(_exam(page, pieces))
    return found


def _exam(page: GoldPage, pieces: list[Piece], *, shuffled: bool = False) -> Exam:
    texts = tuple(page.text[piece.start : piece.end] for piece in pieces)
    return Exam(page, measured(page.text, pieces, np.zeros(len(pieces), np.int64), shuffled=shuffled), texts)


def shuffled_exams(pages: Iterable[Shuffled]) -> list[Exam]:
    """Return gold pages in layout order made ready, their pieces in the order found."""
    return [_exam(one.page, one.pieces(), shuffled=True) for one in pages]


def evaluate(network: Network, wanted: Sequence[Exam]) -> Scores:
    """Score a network on gold pages."""
    network.eval()
    pages, records = [], []
    for exam in wanted:
        stories = tuple(score.Story.of(article) for article in exam.page.facts["articles"])
        pages.append(score.GoldPage(exam.page.name, stories, exam.page.facts))
        labels = [LABELS[row] for row in network.best_path(exam.example)]
        records += [{**record, "source": exam.page.name} for record in assembled(exam.texts, labels)]
    return score.score(pages, records)


def assembled(texts: Sequence[str], labels: Sequence[Label]) -> Iterator[dict[str, Any]]:
    """Yield the articles that labelled pieces make, in order; nothing is brought home from other places.

    >>> opening, title = LABELS[0], next(label for label in LABELS if label.role == "title" and label.late)
    >>> list(assembled(["会开", "了。", "开会"], [opening, LABELS[2], title]))
    [{'kicker': '', 'title': '开会', 'subtitle': '', 'paragraphs': ['会开了。']}]
    """
    record: dict[str, Any] | None = None
    for text, label in zip(texts, labels, strict=True):
        if label.role == "furniture":
            continue
        if record is None or label.opens:
            if record is not None:
                yield record
            record = {"kicker": "", "title": "", "subtitle": "", "paragraphs": []}
        _add(record, text, label)
    if record is not None:
        yield record


def _add(record: dict[str, Any], text: str, label: Label) -> None:
    """Add a piece to an article; marks are no part of what is compared."""
    if label.role in HEADLINE:
        record[label.role] += text
    elif label.role in {"body", "crosshead"}:
        paragraphs = record["paragraphs"]
        if label.begins or not paragraphs:
            paragraphs.append(text)
        else:
            paragraphs[-1] += text
