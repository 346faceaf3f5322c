"""Make the topic vectors that ship in the package: what strings of two characters are about, by the articles they stand in.

Articles and the press are cut into stretches of some hundred characters; strings are counted in each, weighed by how rare
they are (tf-idf), and brought down to a few dimensions (latent semantic analysis, Deerwester et al. 1990).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import zhconv
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

import corpus
from corpus.characters import FACTOR, characters
from training import sources
from training.arrays import store
from training.order import material
from training.vectors import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

STRINGS: Final = 20_000
DIMENSIONS: Final = 48
_STRETCH: Final = 500
_STEP: Final = 400
"""The characters of a stretch, and how far apart two begin."""
_RUN: Final = re.compile("[\u4e00-\u9fff]{2,}")
_EVERYWHERE: Final = 0.2
_RARITY_SCALE: Final = 12


def main() -> None:
    """Make the vectors as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m training.topics", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--press", type=Path, metavar="FILE", help="more running text: words and tags, a sentence a line")
    parser.add_argument("--out", type=Path, required=True)
    sources.add_held(parser)
    args = parser.parse_args()
    found = sources.read(args.folders, args.articles, args.hold_out_since)
    press = material.running([], args.press).documents
    made_by = {
        "script": "training.topics",
        "corpus": corpus.__version__,
        **found.record(),
        "press_sha256": hashlib.sha256(args.press.read_bytes()).hexdigest() if args.press else None,
    }
    write([*stretches("".join(texts(found))), *(part for text in press for part in stretches(text))], made_by, args.out)


def stretches(text: str) -> Iterator[str]:
    """Yield a text in stretches that overlap.

    >>> [len(part) for part in stretches("字" * 900)]
    [500, 500, 100]
    """
    for start in range(0, max(len(text), 1), _STEP):
        yield text[start : start + _STRETCH]


def strings(text: str) -> list[str]:
    """Return the strings of two Han characters in a text, in Simplified characters.

    >>> strings("臺風，大風。")
    ['台风', '大风']
    """
    return [run[i : i + 2] for run in _RUN.findall(zhconv.convert(text, "zh-cn")) for i in range(len(run) - 1)]


def write(documents: Sequence[str], made_by: dict[str, Any], out: Path) -> None:
    """Write what `corpus.topics.Topics` holds, in small whole numbers."""
    rows = characters().index
    counter = TfidfVectorizer(analyzer=strings, sublinear_tf=True, max_features=STRINGS, max_df=_EVERYWHERE, dtype=np.float32)
    counts = counter.fit_transform(documents)
    known = counter.get_feature_names_out().tolist()
    rarity = counter.idf_ - 1
    vectors = TruncatedSVD(min(DIMENSIONS, len(known) - 1), random_state=0).fit(counts).components_.T * rarity[:, None]
    usual = np.asarray(counter.transform(documents).astype(bool).sum(axis=0)).ravel()
    vectors -= usual @ vectors / usual.sum()
    keys, order = _keys(known, rows)
    scale = np.abs(vectors).max(axis=1) / 127
    whole = np.round(vectors / scale[:, None]).astype(np.int8)
    store(
        out,
        keys=keys[order].astype(np.uint32),
        vectors=np.vstack([whole[order], np.zeros((1, whole.shape[1]), np.int8)]),
        scale=np.append(scale[order] / scale.max(), 0).astype(np.float16),
        rarity=(np.append(rarity[order], rarity.max()) / _RARITY_SCALE).astype(np.float16),
        made_by=np.array(json.dumps({**made_by, "documents": len(documents)})),
    )


def _keys(known: Iterable[str], rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the number of each string, and which of them to keep, in order; a string of rare characters has none of its own."""
    keys = np.array([int(rows[ord(a)]) * FACTOR + int(rows[ord(b)]) for a, b in known])
    rare = FACTOR - 1
    told = np.array([rare not in {int(rows[ord(a)]), int(rows[ord(b)])} for a, b in known])
    order = np.argsort(keys)
    return keys, order[told[order]]


if __name__ == "__main__":
    main()
