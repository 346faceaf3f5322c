"""Where articles begin, looked at once more where it is in doubt: a few things that only whole articles tell.

What the labeller makes of a place is one of them. That crossheads of the article before are as long as the line, that there are many
already, or that both sides are about the same, speaks against another article; that the text on one side is long speaks for it. The
labels are not taken from it but doubted: this is a logistic regression on top of the labeller (stacking, Wolpert 1992), learned from
pages that it had not seen.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from corpus import chars, model
from corpus.characters import characters
from corpus.labels import HEADLINE, LABELS, OPENS, units
from corpus.lines import said
from corpus.topics import topics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.chain import Array
    from corpus.labels import Label
    from corpus.measures import Floats
    from corpus.passages import Reading

FEATURES: Final = (
    "likely",
    "taken for text",
    "colon or dash",
    "comma",
    "quotation",
    "crossheads before",
    "unlike crossheads",
    "length before",
    "little before",
    "little after",
    "same topic",
    "topic of what follows",
)
"""What is known of a place: the log of the odds of the labeller that an article begins, and what else the module names."""
DOUBTFUL: Final = 0.01
"""What is likelier than this, and its contrary, is in doubt."""
_MOST: Final = 8.0
"""What is added to scores or taken off at most."""
_LONGEST: Final = 45
"""The characters of what may be a headline."""
_GROUP: Final = 4
_WINDOW: Final = 40
"""The units of a headline, and the pieces on either side whose words are looked at."""
_AT_ONCE: Final = 192
"""The texts whose words are looked up at once: a page of doubts would take a gigabyte."""
_LENGTH: Final = 2000
_SHORT: Final = 80
_MANY: Final = 4
_FEW: Final = 8
"""The crossheads on either side that a line is likened to: a page of nothing else would be gone through for each."""
_UNLIKE: Final = 12
_LATE: Final = np.array([label.late for label in LABELS])
_MARKS: Final = re.compile("[：:]|——")


def scores(page: Reading) -> Array | None:
    """Return what is to be added to the scores of labels, shape (pieces, labels), or None where nothing is in doubt."""
    rows, found = doubts(page)
    if not rows:
        return None
    weights, bias = _weights()
    change = found @ weights + bias - found[:, 0]
    out = page.unchanged()
    for row, more in zip(rows, np.clip(model.weights().temperature * change, -_MOST, _MOST), strict=True):
        out[row, OPENS if more > 0 else OPENS | _LATE] = more
    return out


@cache
def _weights() -> tuple[Floats, float]:
    """Return the weight of each feature, and the bias."""
    with resources.files("corpus").joinpath("openings.npz").open("rb") as file, np.load(file) as stored:
        return stored["weights"].astype(np.float64), float(stored["bias"])


def doubts(reading: Reading) -> tuple[list[int], Floats]:
    """Return the pieces where it is in doubt whether an article begins, and what is known of them, shape (pieces, `FEATURES`)."""
    page, opens = _Page(reading), reading.opens
    doubtful = [unit for unit in page.may_open() if DOUBTFUL < opens[page.first(unit)] < 1 - DOUBTFUL]
    if not doubtful:
        return [], np.empty((0, len(FEATURES)))
    places = [page.place(unit) for unit in doubtful]
    sides = [part for place in places for part in (place.before, place.headline, place.after)]
    about = np.concatenate([_about(sides[k : k + _AT_ONCE]) for k in range(0, len(sides), _AT_ONCE)])
    before, headline, after = np.moveaxis(about.reshape(len(places), 3, -1), 1, 0)
    found = np.empty((len(places), len(FEATURES)))
    likely = np.array([opens[page.first(unit)] for unit in doubtful])
    found[:, 0] = np.log(likely / (1 - likely))
    found[:, 1:-2] = np.array([place.known for place in places])
    found[:, -2] = np.einsum("ij,ij->i", before, after)
    found[:, -1] = np.einsum("ij,ij->i", headline, after - before)
    return [page.first(unit) for unit in doubtful], found


class _Place(NamedTuple):
    """A place where an article may begin: its headline, some text on both sides, and what is `known` but for what words are about."""

    headline: str
    before: str
    after: str
    known: tuple[float, ...]


class _Page:
    """The units of a page, paragraphs and parts of headlines, and where articles begin by a first reading."""

    def __init__(self, reading: Reading) -> None:
        self._text, self._pieces, self._labels = reading.text, reading.pieces, reading.labels
        self._own = [i for i, label in enumerate(self._labels) if label.role != "furniture"]
        self._units = list(units(self._labels, self._own))
        self._starts: list[int] = np.cumsum([0, *map(len, self._units)]).tolist()
        self._read: list[int] = np.cumsum([0, *(self._pieces[i].end - self._pieces[i].start for i in self._own)]).tolist()
        self._begins = [k for k in range(len(self._units)) if not k or self._label(k).opens]
        self._crossheads = [k for k in range(len(self._units)) if self._label(k).role == "crosshead"]

    def first(self, unit: int) -> int:
        """Return the first piece of a unit."""
        return self._units[unit][0]

    def may_open(self) -> list[int]:
        """Return the units with which an article begins, or another might: what is short enough for a headline before its body."""
        if not self._has_headlines_over_bodies():
            return []
        return [k for k in range(1, len(self._units)) if self._may_open(k)]

    def _has_headlines_over_bodies(self) -> bool:
        """Say whether no headline stands behind its body, and none by itself: only from such pages it was learned what to weigh."""
        articles = pairwise([*self._begins, len(self._units)])
        bare = any(all(self._label(k).role in HEADLINE for k in range(*article)) for article in articles)
        return not bare and not any(label.late for label in self._labels)

    def _may_open(self, unit: int) -> bool:
        label = self._label(unit)
        if label.opens:
            return True
        return label.role in {"body", "crosshead"} and self._size(unit, unit + 1) <= _LONGEST

    def place(self, unit: int) -> _Place:
        """Return what is known of a place."""
        begin, end = self._article(unit)
        stop = unit + 1
        while stop < min(unit + _GROUP, end) and self._goes_on(stop):
            stop += 1
        first, middle, last = (self._starts[k] for k in (begin, unit, stop))
        headline = self._said(middle, last)
        ahead, behind = self._crossheads_of(begin, unit), self._crossheads_of(stop, end)
        before, after = self._size(begin, unit), self._size(stop, end)
        return _Place(
            headline,
            before=self._said(max(first, middle - _WINDOW), middle),
            after=self._said(last, min(last + _WINDOW, self._starts[end])),
            known=(
                self._label(unit).role == "body",
                _MARKS.search(headline) is not None,
                "，" in headline,
                "“" in headline,
                min(len(ahead), _MANY),
                self._unlike(unit, [self._crossheads[k] for k in (*ahead[-_FEW:], *behind[:_FEW])]),
                min(before, _LENGTH) / _LENGTH,
                before < _SHORT,
                after < _SHORT,
            ),
        )

    def _label(self, unit: int) -> Label:
        return self._labels[self._units[unit][0]]

    def _size(self, start: int, stop: int) -> int:
        """Return how many characters units have together."""
        return self._read[self._starts[stop]] - self._read[self._starts[start]]

    def _said(self, start: int, stop: int) -> str:
        """Return what is said from one piece to another, counted without furniture."""
        return said(self._text, (self._pieces[i] for i in self._own[start:stop]))

    def _article(self, unit: int) -> tuple[int, int]:
        """Return the units from which to which an article would go on if none began here."""
        after = bisect_right(self._begins, unit)
        at = bisect_left(self._begins, unit)
        return self._begins[at - 1], self._begins[after] if after < len(self._begins) else len(self._units)

    def _goes_on(self, unit: int) -> bool:
        """Say whether a unit may be one more part of a headline."""
        return self._label(unit).role == "crosshead" or self._label(unit).role in HEADLINE

    def _crossheads_of(self, start: int, stop: int) -> range:
        """Return which of the crossheads are among some units."""
        return range(bisect_left(self._crossheads, start), bisect_left(self._crossheads, stop))

    def _unlike(self, unit: int, crossheads: Sequence[int]) -> float:
        """Return how unlike crossheads are in length, 0 to 1; half if there are none."""
        if not crossheads:
            return 0.5
        usual = sum(self._size(k, k + 1) for k in crossheads) / len(crossheads)
        return min(abs(self._size(unit, unit + 1) - usual), _UNLIKE) / _UNLIKE


def _about(texts: Sequence[str]) -> Floats:
    """Return what texts are about, shape (texts, d)."""
    number = characters().index[chars.codes("".join(texts))]
    return topics().about(number, np.repeat(np.arange(len(texts)), [len(one) for one in texts]), len(texts))
