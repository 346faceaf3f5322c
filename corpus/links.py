"""Articles that say the same, linked: reprints and near-duplicates across pages and papers, a box that repeats its story.

Near-duplicates are found with MinHash signatures in a locality-sensitive index (Broder 1997; Indyk and Motwani 1998) by `rensa`.
Its window is bounded: the articles of some days, and no more than some number. So is what an article is compared with: of
hundreds that all say the same some stand for all. What repeats a part of a story of the same edition is found exactly, by the
strings that both have.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from rensa import RMinHash, RMinHashLSH

from corpus.records import Link
from corpus.rows import bare

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from corpus.records import Article
    from corpus.rows import Brief

DAYS: Final = 7
"""Days before its own in which an article may have been printed already; those of unknown date count as one day."""

WINDOW: Final = 12_000
"""Articles that are in memory at most, at some four kilobytes each."""

_STALE: Final = WINDOW // 3
"""Articles that leave the index before it is made anew: its tables keep the places of those that are gone, and would double for them."""

ALIKE: Final = 0.5
"""Jaccard similarity of the strings of five characters from which two articles are near-duplicates."""

COPIES: Final = 50
"""Near-duplicates of an article in the window from which it is not taken in itself: those stand for it."""

COMPARED: Final = 500
"""Articles that one is compared with at most, the latest of those that have a band of their signatures in common with it."""

INSIDE: Final = 0.6
"""Share of its strings that a shorter article has from a longer one, from which it is an excerpt."""

_STRING, _PERMUTATIONS, _BANDS, _SEED = 5, 128, 32, 0
_SHORTEST, _EXCERPT_MOST = 40, 400
"""Characters: shorter texts are not compared; longer ones are no excerpt."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is compared of an edition: the `id` and the signature of each article that is long enough, and the excerpts in it.

    An excerpt is the `id` of the article that repeats, that of the article that it repeats a part of, and how much of it.
    """

    date: dt.date | None
    signatures: tuple[tuple[str, RMinHash], ...]
    excerpts: tuple[tuple[str, str, float], ...]


def outline(date: dt.date | None, articles: Iterable[Article | Brief]) -> Outline:
    """Return what is compared of the edition of a day, jumps resolved, given its articles or what is needed of them."""
    texts = {article.id: text for article in articles if len(text := _text(article)) >= _SHORTEST}
    strings = {name: _strings(text) for name, text in texts.items()}
    signatures = tuple((name, _signature(own)) for name, own in strings.items())
    return Outline(date, signatures, tuple(_excerpts(texts, strings)))


class _Seen(NamedTuple):
    """An article in the window."""

    key: int
    id: str
    date: dt.date | None
    signature: RMinHash


class Linker:
    """Finds the links of editions that come in the order of their dates.

    The same editions in the same order give the same links.
    """

    def __init__(self) -> None:
        self._window: deque[_Seen] = deque()
        self._by_key: dict[int, _Seen] = {}
        self._next = 0
        self._anew()

    def links(self, edition: Outline) -> Iterator[tuple[str, Link]]:
        """Yield the links of an edition's articles with each other and with those before, each from both of its ends.

        Given is the `id` of an article and a link of it.
        """
        while self._window and (len(self._window) >= WINDOW or _is_past(self._window[0].date, edition.date)):
            self._forget()
        near: set[tuple[str, str]] = set()
        for name, signature in edition.signatures:
            for other, similarity in self._alike(name, edition.date, signature):
                near.add((name, other))
                yield name, Link(id=other, kind="near_duplicate", similarity=similarity)
                yield other, Link(id=name, kind="near_duplicate", similarity=similarity)
        for name, whole, share in edition.excerpts:
            if not near & {(name, whole), (whole, name)}:
                yield name, Link(id=whole, kind="excerpt_of", similarity=share)
                yield whole, Link(id=name, kind="has_excerpt", similarity=share)

    def _alike(self, name: str, date: dt.date | None, signature: RMinHash) -> Iterator[tuple[str, float]]:
        """Yield the articles in the window that an article is like; take it into the window, unless there are enough of its kind."""
        copies = 0
        for key in sorted(self._index.query(signature))[-COMPARED:]:
            other = self._by_key[key]
            if (similarity := round(signature.jaccard(other.signature), 2)) >= ALIKE:
                copies += 1
                yield other.id, similarity
        if copies >= COPIES:
            return
        if len(self._window) >= WINDOW:
            self._forget()
        seen = _Seen(self._next, name, date, signature)
        self._index.insert(seen.key, signature)
        self._window.append(seen)
        self._by_key[seen.key] = seen
        self._next += 1

    def _forget(self) -> None:
        """Drop the oldest article of the window."""
        oldest = self._window.popleft()
        self._index.remove(oldest.key)
        del self._by_key[oldest.key]
        self._gone += 1
        if self._gone >= _STALE:
            self._anew()

    def _anew(self) -> None:
        """Make the index, of what is in the window."""
        self._index = RMinHashLSH(ALIKE, _PERMUTATIONS, _BANDS)
        self._gone = 0
        for seen in self._window:
            self._index.insert(seen.key, seen.signature)


def _is_past(date: dt.date | None, today: dt.date | None) -> bool:
    """Say whether a day is too long ago."""
    return date is not None and (today is None or (today - date).days > DAYS)


def _text(article: Article | Brief) -> str:
    return bare("".join(part.text for part in article.paragraphs if part.kind not in {"caption", "note"}))


def _strings(text: str) -> set[str]:
    return {text[i : i + _STRING] for i in range(len(text) - _STRING + 1)}


def _signature(strings: set[str]) -> RMinHash:
    signature = RMinHash(_PERMUTATIONS, _SEED)
    signature.update(list(strings))  # the least hash of each permutation, in whatever order
    return signature


def _excerpts(texts: dict[str, str], strings: dict[str, set[str]]) -> Iterator[tuple[str, str, float]]:
    """Yield the articles of an edition that mostly repeat a longer one, with that one and the share of strings repeated."""
    short = {name: strings[name] for name, text in texts.items() if len(text) <= _EXCERPT_MOST}
    wanted: dict[str, list[str]] = defaultdict(list)
    for name, own in short.items():
        for string in own:
            if len(names := wanted[string]) < COMPARED:
                names.append(name)
    known, several = set(wanted), {string for string, names in wanted.items() if len(names) > 1}
    for whole, text in texts.items():
        others = several if whole in short else known  # of a short text most strings are its own
        shared = Counter(name for string in strings[whole] & others for name in wanted[string])
        for name, number in sorted(shared.items()):
            share = round(number / len(short[name]), 2)
            if len(texts[name]) < len(text) and share >= INSIDE:
                yield name, whole, share
