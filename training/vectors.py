"""Make the character vectors that ship in the package: what each character means, by the company it keeps.

Pairs of characters up to three apart are counted in the texts and in the words of jieba's dictionary; their positive
pointwise mutual information is brought down to a few dimensions (Levy & Goldberg 2014). Traditional characters are
mapped to Simplified ones before, and share their rows.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter
from dataclasses import dataclass, field
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import zhconv

from corpus import characters
from training import sources
from training.arrays import store
from training.stories import Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from corpus.measures import Floats
    from training.sources import Material

ROWS: Final = 3800
DIMENSIONS: Final = 24
_WEIGHTS: Final = (1.0, 0.6, 0.3)
"""What a pair counts that stands one, two, three apart."""
_RUN: Final = re.compile("[\u4e00-\u9fff]+")
_WORD: Final = re.compile("[\u4e00-\u9fff]{2,6}")
_FREQUENT: Final = 2000.0
_SMOOTHING: Final = 0.75
_PLANE: Final = 0x10000
_PAIR_RARE: Final = 20
"""Pairs seen less often are left out: they would fill the table without telling words from chance."""
_PAIR_FREQUENT: Final = 2e5
_VECTOR_SCALE: Final = 127
_RARITY_SCALE: Final = 12
_PAIR_SCALE: Final = 255


@dataclass(slots=True)
class Company:
    """How often characters were seen, and how often two of them side by side."""

    singles: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, run: str, weight: float = 1.0) -> None:
        """Count a run of Han characters."""
        for i, char in enumerate(run):
            self.singles[char] += weight  # type: ignore[assignment]  # weighted counts
            for apart, share in enumerate(_WEIGHTS, 1):
                if i + apart < len(run):
                    self.pairs[char, run[i + apart]] += weight * share  # type: ignore[assignment]


def main() -> None:
    """Make the vectors as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m training.vectors", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    sources.add_held(parser)
    args = parser.parse_args()
    company = Company()
    for text in texts(sources.read(args.folders, args.articles, args.hold_out_since)):
        for run in _RUN.findall(zhconv.convert(text, "zh-cn")):
            company.add(run)
    words = dict(dictionary())
    for word, frequency in words.items():
        company.add(word, min(frequency, _FREQUENT) ** 0.5)
    write(company, words, args.out)


def texts(material: Material) -> list[str]:
    """Return the texts to learn from, each once, however many pages it is printed on."""
    stories = [*material.stories, *(Story.of(article) for page in material.learned for article in page.facts["articles"])]
    return list(dict.fromkeys(text for story in stories for text in (story.title, story.kicker, story.subtitle, *story.paragraphs)))


def dictionary() -> Iterator[tuple[str, float]]:
    """Yield the words of jieba's dictionary and how often they are used."""
    with resources.files("jieba").joinpath("dict.txt").open(encoding="utf-8") as file:
        for line in file:
            word, frequency, *_ = line.split(" ")
            if _WORD.fullmatch(word):
                yield word, float(frequency)


def write(company: Company, words: Mapping[str, float], out: Path) -> None:
    """Write what `corpus.characters.Characters` holds, in small whole numbers."""
    known = [char for char, _ in company.singles.most_common(ROWS)]
    vectors = np.vstack([reduced(association(company.pairs, known)), np.zeros((1, DIMENSIONS))])
    total = sum(company.singles.values())
    rows = table(known)
    rarity = np.log([*(total / company.singles[char] for char in known), 1.0])
    store(
        out,
        table=rows,
        pairs=(bound(words, rows) * _PAIR_SCALE).astype(np.uint8),
        E=np.round(vectors * _VECTOR_SCALE).astype(np.int8),
        idf=np.round(rarity * _RARITY_SCALE).astype(np.uint8),
    )


def association(pairs: Counter[tuple[str, str]], known: list[str]) -> Floats:
    """Return how much more often two characters stand together than by chance, logged, shape (rows, rows); never negative."""
    row = {char: i for i, char in enumerate(known)}
    counts = np.zeros((len(known), len(known)))
    for (first, second), weight in pairs.items():
        if first in row and second in row:
            counts[row[first], row[second]] += weight
            counts[row[second], row[first]] += weight
    own = counts.sum(axis=1)
    smoothed = own**_SMOOTHING
    chance = own[:, None] * smoothed[None, :] * (own.sum() / smoothed.sum())
    ratio = np.maximum(counts * counts.sum() / (chance + 1e-9), 1e-9)
    found: Floats = np.maximum(np.log(ratio), 0)
    return found


def reduced(values: Floats) -> Floats:
    """Return a row of few dimensions and of length one for each row of a matrix."""
    left, strength, _ = np.linalg.svd(values, full_matrices=False)
    rows = left[:, :DIMENSIONS] * np.sqrt(strength[:DIMENSIONS])
    padded = np.pad(rows, ((0, 0), (0, DIMENSIONS - rows.shape[1])))
    found: Floats = padded / (np.linalg.norm(padded, axis=1, keepdims=True) + 1e-9)
    return found


def bound(words: Mapping[str, float], rows: NDArray[np.uint16]) -> Floats:
    """Return how often two characters stand side by side in words, logged, by the hash that `corpus.features` looks up."""
    unknown = int(rows[0])
    counts: Counter[tuple[int, int]] = Counter()
    for word, frequency in words.items():
        for first, second in pairwise(int(rows[ord(char)]) for char in word):
            if unknown not in {first, second}:
                counts[first, second] += frequency  # type: ignore[assignment]  # weighted counts
    found = np.zeros(characters.PAIR_SLOTS)
    usual = [(pair, count) for pair, count in counts.items() if count >= _PAIR_RARE]
    slots = characters.pair_slots(*np.array([pair for pair, _ in usual], np.int64).T)
    np.maximum.at(found, slots, [min(1.0, math.log1p(count) / math.log1p(_PAIR_FREQUENT)) for _, count in usual])
    return found


def table(known: Iterable[str]) -> NDArray[np.uint16]:
    """Return the row of each character of the plane; the row after the last is that of all that are not known."""
    row = {char: i for i, char in enumerate(known)}
    found = np.full(_PLANE, len(row), np.uint16)
    for code in range(0x4E00, 0xA000):
        char = chr(code)
        found[code] = row.get(char, row.get(zhconv.convert(char, "zh-cn"), len(row)))
    return found


if __name__ == "__main__":
    main()
