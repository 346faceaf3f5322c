"""Learn to weigh the places where it is in doubt whether an article begins (`corpus.openings`).

The pages of the dates held out are learned from, and no others: CORPUS_WEIGHTS names weights that have not learned from them, for of
pages that it knows the labeller has no doubts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

import corpus
from corpus import lines, model, openings, pages
from corpus.labels import LABELS
from training import gold, sources, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.measures import Floats
    from training.gold import GoldPage

STRENGTH: Final = 2.0
"""How strongly each weight, of features of one deviation, is held to what it would be if the labeller were right: by cross-validation."""
_LEAST: Final = 1e-6
VERSION: Final = 1
_AT_ONCE: Final = 32


def main() -> None:
    """Learn as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m training.openings", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--out", type=Path, required=True, help="the file to write, corpus/openings.npz")
    sources.add_held(parser, required=True)
    args = parser.parse_args()
    material = sources.read(args.folders, None, args.hold_out_since)
    known, opens, names = places(material.examined)
    if opens.all() or not opens.any():
        sys.exit("error: nothing to learn from\nhelp: give folders with NAME.gold.json of the dates held out")
    weights, bias = learned(known, opens, names)
    record = {
        "corpus": corpus.__version__,
        "held_out": [str(held) for held in args.hold_out_since],
        "labeller_sha256": hashlib.sha256(model.weights_file().read_bytes()).hexdigest(),
        "pages": len(material.examined),
        "pages_sha256": sources.sha256(page.digest for page in material.examined),
        "places": len(opens),
        "script": "training.openings",
        "version": VERSION,
    }
    np.savez(args.out, weights=weights, bias=bias, made_by=json.dumps(record, ensure_ascii=False, sort_keys=True))
    for name, weight in zip((*openings.FEATURES, "bias"), (*weights, bias), strict=True):
        print(f"{weight:7.3f} {name}")  # noqa: T201 - what was learned
    print(f"{len(opens)} places, {int(opens.sum())} begin an article")  # noqa: T201 - what was learned from


def places(found: Sequence[GoldPage]) -> tuple[Floats, NDArray[np.bool_], list[str]]:
    """Return what is known of the places of some pages that are in doubt, (places, features), which begin an article, and what they say."""
    known, opens, names = [np.empty((0, len(openings.FEATURES)))], [np.empty(0, bool)], []
    for start in range(0, len(found), _AT_ONCE):
        aligned = [gold.align(page.text, page.facts).units for page in found[start : start + _AT_ONCE]]
        composed = [units.compose(page) for page in aligned]
        readings, _ = pages.first_readings([(page.text, None) for page in composed])
        for one, page, own in zip(readings, composed, aligned, strict=True):
            if one.shuffled:
                continue
            rows, told = openings.doubts(one.first())
            right = units.labels(one.pieces, page, own)
            known.append(told)
            opens.append(np.array([LABELS[right[row]].opens for row in rows], bool))
            names += [lines.said(one.text, one.pieces[row : row + 1]) for row in rows]
    return np.concatenate(known), np.concatenate(opens), names


def learned(known: Floats, opens: NDArray[np.bool_], names: Sequence[str]) -> tuple[Floats, float]:
    """Return the weight of each feature, and the bias: a logistic regression, held to what the labeller says by itself.

    What comes again and again in other layouts counts less each time.
    """
    count = Counter(names)
    share, sign = np.array([count[name] ** -0.5 for name in names]), np.where(opens, 1.0, -1.0)
    deviation = known.std(axis=0) + _LEAST
    rows = np.column_stack([known / deviation, np.ones(len(known))])
    labeller = np.zeros(rows.shape[1])
    labeller[0] = deviation[0]
    held = np.append(np.full(known.shape[1], STRENGTH), 0.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * (rows @ weights)
        slope = -share * sign * expit(-margin)
        off = weights - labeller
        return float((share * np.logaddexp(0, -margin)).sum() + held @ off**2), rows.T @ slope + 2 * held * off

    found = minimize(loss, labeller, jac=True, method="L-BFGS-B").x
    return (found[:-1] / deviation).astype(np.float32), float(found[-1])


if __name__ == "__main__":
    main()
