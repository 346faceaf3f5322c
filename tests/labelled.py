"""Pages labelled by hand, line by line: what second thoughts are asked about in tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from corpus import lines
from corpus.labels import LABELS, Label
from corpus.passages import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

BODY: Final = Label("body", begins=True)
_SURE: Final = 0.9


def reading(text: str, labels: Mapping[str, Label], *, others: Label = BODY, opens: Mapping[str, float] | None = None) -> Reading:
    """Return a page whose lines have the labels given, all others that of `others`; `opens` as in `Reading`, 0 for lines not given."""
    pieces = lines.pieces(text)
    said = [text[piece.start : piece.end] for piece in pieces]
    rows = [LABELS.index(labels.get(line, others)) for line in said]
    return Reading(text, pieces, rows, [_SURE] * len(pieces), [(opens or {}).get(line, 0.0) for line in said])
