"""Gold pages in layout order: which text of the gold each character is of, and what is read after each fragment.

A stretch of a line is of the text of the gold that it is found in. What stands in one place only is claimed first; of
the rest the longest, where it fits best between what is claimed already.
"""

from __future__ import annotations

import bisect
import hashlib
import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from corpus import columns, fragments
from corpus.labels import HEADLINE
from corpus.lines import BREAKS
from training.units import NO_ARTICLE, bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corpus.affinity import Ints, Statistics
    from corpus.fragments import Flags
    from corpus.labels import Role
    from training.gold import GoldPage

_LINE: Final = re.compile(f"[^{BREAKS}]+")
_EDGE: Final = "\x01"
_THIRDS: Final = 3
_KEY: Final = 20
"""The characters that an article is known by."""


class Text(NamedTuple):
    """A text of the gold without white space: its role and its article, in reading order within the article."""

    role: Role
    content: str
    article: int


class Claims(NamedTuple):
    """For each character of a page the number of the text that it is of, or -1, and its place in the text."""

    text: Ints
    place: Ints


class _Stretch(NamedTuple):
    """A stretch of a line that is found in the gold: its characters, their offsets, and where the gold has it."""

    content: str
    offsets: list[int]
    places: list[int]


def texts_of(facts: Mapping[str, Any]) -> list[Text]:
    """Return the texts of a page, each headline before its body.

    >>> [text.content for text in texts_of({"articles": [{"title": "开 会", "paragraphs": ["会开了。"]}], "furniture": ["3版"]})]
    ['开会', '会开了。', '3版']
    """
    found: list[Text] = []
    for number, article in enumerate(facts["articles"]):
        found += [Text(role, bare(article[role]), number) for role in HEADLINE if article.get(role)]
        found += [Text("body", bare(paragraph), number) for paragraph in article["paragraphs"]]
    furniture = (item if isinstance(item, str) else item["text"] for item in facts.get("furniture", []))
    return found + [Text("furniture", bare(item), NO_ARTICLE) for item in furniture]


def claims(page: str, texts: Sequence[Text]) -> Claims:
    """Return what each character of a page is of."""
    return _Claimer(page, texts).claims


def is_kept_back(paragraphs: Sequence[str]) -> bool:
    """Say whether an article is of the third that tables and towers do not see."""
    key = bare(max(paragraphs, key=len))[:_KEY]
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()[0] % _THIRDS == 0


class _Claimer:
    """The texts of the gold as one, and which of it has been found on the page."""

    def __init__(self, page: str, texts: Sequence[Text]) -> None:
        self._gold = _EDGE.join(text.content for text in texts)
        self._starts = np.cumsum([0, *(len(text.content) + 1 for text in texts)]).tolist()[:-1]
        self._used = bytearray(len(self._gold))
        self.claims = Claims(np.full(len(page), -1), np.full(len(page), -1))
        doubtful: list[_Stretch] = []
        for line in _LINE.finditer(page):
            for stretch in self._stretches(page, line):
                if len(stretch.places) == 1:
                    self._claim(stretch, stretch.places[0])
                else:
                    doubtful.append(stretch)
        for stretch in sorted(doubtful, key=lambda stretch: -len(stretch.content)):
            self._claim_best(stretch)

    def _stretches(self, page: str, line: re.Match[str]) -> Iterator[_Stretch]:
        """Yield the stretches of a line that are in the gold, each up to the last gap that it can reach."""
        offsets = [i for i in range(*line.span()) if not page[i].isspace()]
        content = "".join(page[i] for i in offsets)
        gaps = [k for k in range(1, len(offsets)) if offsets[k] - offsets[k - 1] > 1] + [len(content)]
        at = 0
        while at < len(content):
            ahead = [gap for gap in gaps if gap > at]
            stop = next((gap for gap in reversed(ahead) if content[at:gap] in self._gold), None)
            if stop is not None:
                part = content[at:stop]
                places = [match.start() for match in re.finditer(f"(?={re.escape(part)})", self._gold)]
                yield _Stretch(part, offsets[at:stop], places)
            at = stop or ahead[0]

    def _claim(self, stretch: _Stretch, at: int) -> None:
        number = bisect.bisect_right(self._starts, at) - 1
        size = len(stretch.content)
        self._used[at : at + size] = b"\1" * size
        self.claims.text[stretch.offsets] = number
        self.claims.place[stretch.offsets] = np.arange(at, at + size) - self._starts[number]

    def _claim_best(self, stretch: _Stretch) -> None:
        free = [at for at in stretch.places if not any(self._used[at : at + len(stretch.content)])]
        if free:
            self._claim(stretch, max(free, key=lambda at: self._fit(at, at + len(stretch.content))))

    def _fit(self, start: int, end: int) -> int:
        """Return how many sides of a stretch of the gold are at an edge or at what is claimed."""
        before = start == 0 or self._gold[start - 1] == _EDGE or self._used[start - 1] == 1
        after = end >= len(self._gold) or self._gold[end] == _EDGE or self._used[end] == 1
        return int(before) + int(after)


class Page:
    """A page cut into fragments, with what is true of each, shape (n,).

    `text` and `place` are as in `Claims`, of its first character; `after` is the fragment that is read after it, or -1.
    """

    def __init__(self, page: GoldPage, learned: Statistics) -> None:
        """Cut a page, and lay the gold over it."""
        self.texts = texts_of(page.facts)
        self.found = fragments.fragments(page.text, learned)
        claimed = claims(page.text, self.texts)
        self.text, self.place = (side[self.found.at.start] for side in claimed)
        self.after = self._after()
        self._kept_back = [is_kept_back(article["paragraphs"] or [""]) for article in page.facts["articles"]]

    def __len__(self) -> int:
        """Return how many fragments there are."""
        return self.found.count

    def _after(self) -> Ints:
        known = [i for i in range(len(self)) if self.text[i] >= 0 and self.texts[self.text[i]].article != NO_ARTICLE]
        known.sort(key=lambda i: (self.text[i], self.place[i]))
        after = np.full(len(self), -1)
        for one, two in pairwise(known):
            if self.texts[self.text[one]].article == self.texts[self.text[two]].article:
                after[one] = two
        return after

    def is_kept_back(self, number: int) -> bool:
        """Say whether a fragment is of an article that tables and towers do not know, or of none."""
        article = self.texts[self.text[number]].article
        return self._kept_back[article] if article != NO_ARTICLE else True

    @cached_property
    def _near(self) -> list[tuple[int, int]]:
        """What follows in the text within the reach of the column search, as pairs."""
        return [(one, two) for one, two in enumerate(self.after.tolist()) if 0 < two - one <= columns.SPAN]

    @cached_property
    def before(self) -> Ints:
        """The fragment before each in its column, or -1, shape (n,)."""
        found = np.full(len(self), -1)
        for one, two in self._near:
            found[two] = one
        return found

    @cached_property
    def clear(self) -> Flags:
        """Whether no column goes on across the place before each, so that a band of the page may begin there, shape (n,)."""
        change = np.zeros(len(self) + 1, int)
        for one, two in self._near:
            change[one + 1] += 1
            change[two + 1] -= 1
        found: Flags = (np.cumsum(change)[:-1] == 0) & (self.before < 0)
        return found
