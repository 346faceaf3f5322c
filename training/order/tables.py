"""Tables of the seams: how much more often than by chance two and three characters stand side by side.

The strongest pairs and triples only are kept, in small whole numbers, at hashed places; what falls on one place with
another is overwritten by the stronger one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import zhconv

from corpus import affinity, chars

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corpus.affinity import Ints, Values
    from corpus.fragments import Reals

    Expected = Callable[[Ints, Ints, Ints], Reals]

PLANE: Final = 0x10000
DICTIONARY_SHARE: Final = 0.25
"""How much the words of the dictionary count, running text being one."""
_QUOTES: Final = dict(zip("「」『』", "“”‘’", strict=True))
_FIGURES: Final = {chr(0xFF10 + k): str(k) for k in range(10)}
_SMOOTHING: Final = 0.3
_LEVELS: Final = 4
_LOWEST, _HIGHEST = -30, 40
_RAREST: Final = -127
_MASK: Final = np.uint64(0xFFFFF)


class Size(NamedTuple):
    """The places of a table, how many of them are filled at most, how often a triple is to be seen at least."""

    places: int
    filled: int
    least: float


PAIRS: Final = Size(1 << 20, 500_000, 1)
TRIPLES: Final = Size(1 << 19, 260_000, 1.5)


class Seen(NamedTuple):
    """Neighbours, each shape (m,): three folded code points, 0 at the edge of a text, and how often they count."""

    first: Ints
    second: Ints
    third: Ints
    weight: Reals

    def where(self, chosen: Values) -> Seen:
        """Return some of them."""
        return Seen(self.first[chosen], self.second[chosen], self.third[chosen], self.weight[chosen])


def folding() -> dict[str, Values]:
    """Return characters to fold and what they become: Traditional to Simplified, full-width figures, corner brackets."""
    pairs = {chr(code): zhconv.convert(chr(code), "zh-cn") for code in range(0x4E00, 0xA000)}
    pairs = {one: other for one, other in pairs.items() if len(other) == 1 and other != one and ord(other) < PLANE}
    pairs |= _FIGURES | _QUOTES
    sides = (pairs.keys(), pairs.values())
    return dict(zip(("fold_from", "fold_to"), (np.array([ord(char) for char in side], np.uint16) for side in sides), strict=True))


def tables(texts: Iterable[str], words: Iterable[tuple[str, float]], fold: Values) -> dict[str, Values]:
    """Return the tables of the seams and the rarity of each character."""
    seen = _both(_in_texts(texts, fold), _in_words(words, fold))
    single = np.bincount(seen.second, seen.weight, PLANE)
    single[0] = 0
    total = single.sum()
    share = (single + 0.5) / (total + 0.5 * PLANE)
    pairs = seen.where((seen.second > 0) & (seen.third > 0))
    whole = pairs.where(pairs.first > 0)
    twice = _Counts(pairs)
    pairs = Seen(pairs.second, pairs.third, np.zeros_like(pairs.third), pairs.weight)
    return {
        "pairs": _table(PAIRS, pairs, lambda one, two, _: total * share[one] * share[two]),
        "lefts": _table(TRIPLES, whole, lambda one, two, three: twice.of(one, two) * share[three]),
        "rights": _table(TRIPLES, whole, lambda one, two, three: share[one] * twice.of(two, three)),
        "rarity": np.clip(np.round(np.log(share) * _LEVELS), _RAREST, 0).astype(np.int8),
    }


def _in_texts(texts: Iterable[str], fold: Values) -> Seen:
    running = np.concatenate([np.r_[fold[chars.codes(text)], 0] for text in texts]).astype(np.int64)
    wide = np.r_[0, running, 0]
    return Seen(wide[:-3], wide[1:-2], wide[2:-1], np.ones(len(wide) - 3))


def _in_words(words: Iterable[tuple[str, float]], fold: Values) -> Seen:
    rows = []
    for word, frequency in words:
        code = [0, *fold[chars.codes(word)].tolist(), 0]
        rows += [(*code[k : k + 3], frequency) for k in range(len(word))]
    table = np.array(rows, float).reshape(-1, 4)
    first, second, third = (table[:, k].astype(np.int64) for k in range(3))
    return Seen(first, second, third, table[:, 3])


def _both(texts: Seen, words: Seen) -> Seen:
    """Return what is seen in texts and words, the words in proportion."""
    scale = DICTIONARY_SHARE * (texts.second > 0).sum() / max(words.weight.sum(), 1)
    words = words._replace(weight=words.weight * scale)
    return Seen(*(np.r_[one, other] for one, other in zip(texts, words, strict=True)))


def _key(one: Ints, two: Ints, three: Ints) -> Values:
    return (one.astype(np.uint64) << np.uint64(40)) | (two.astype(np.uint64) << np.uint64(20)) | three.astype(np.uint64)


class _Counts:
    """How often two characters were seen side by side."""

    def __init__(self, pairs: Seen) -> None:
        self._key, inverse = np.unique(_key(pairs.second, pairs.third, np.zeros_like(pairs.third)), return_inverse=True)
        self._count = np.bincount(inverse, pairs.weight)

    def of(self, one: Ints, two: Ints) -> Reals:
        wanted = _key(one, two, np.zeros_like(one))
        at = np.minimum(np.searchsorted(self._key, wanted), len(self._key) - 1)
        found: Reals = np.where(self._key[at] == wanted, self._count[at], 0)
        return found


def _table(size: Size, seen: Seen, expected: Expected) -> Values:
    """Return a hashed table of how much more often than expected triples were seen, the strongest ones only."""
    key, inverse = np.unique(_key(seen.first, seen.second, seen.third), return_inverse=True)
    count = np.bincount(inverse, seen.weight)
    one, two, three = ((key >> np.uint64(shift) & _MASK).astype(np.int64) for shift in (40, 20, 0))
    value = np.log((count + _SMOOTHING) / (expected(one, two, three) + _SMOOTHING))
    strength = np.where(count >= size.least, count * np.abs(value), -1)
    best = np.argsort(strength)[-size.filled :]
    best = best[strength[best] > 0]
    level = np.clip(np.round(value[best] * _LEVELS), _LOWEST, _HIGHEST).astype(int)
    level[level == 0] = 1
    table = np.zeros(size.places, np.int8)
    table[affinity.slot(one[best], two[best], three[best], size.places)] = level
    return table
