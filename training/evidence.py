"""Train what the print says of each piece (`corpus/evidence.npz`), on printed pages with gold and their PDF.

Each folder holds NAME.pdf beside NAME.gold.json. The network is learned beside the labeller as it is shipped: the scores of the
labeller stand, and the likelihood of the right chain of labels is raised by what is added to them. A part of the pages is learned
from a second time, as OCR would give them: it tells no weights and faces.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

import corpus
from corpus import evidence, lines, model, prints, scans
from corpus.chain import certainties
from corpus.features import features
from corpus.labels import LABELS, transitions
from training import units
from training.arrays import store
from training.gold import align
from training.sources import sha256

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from corpus.sheets import Sheet

    Floats = NDArray[np.float32]

VERSION: Final = 2
HIDDEN: Final = 64
RATE: Final = 3e-3
DECAY: Final = 1e-4
WARM: Final = 200
"""The steps in which the rate grows."""
LEARNED: Final = ("in", "in_bias", "out", "out_bias")
AROUND: Final = 2
LEAST_KNOWN: Final = 0.5
DROPPED: Final = 0.15
"""How many of the features are hidden at each step, so that no one of them is relied upon alone."""
SCANNED: Final = 2
"""One page in so many is learned from as OCR would give it, too."""
LOGGED_EVERY: Final = 5

log = logging.getLogger("training")


@dataclass(frozen=True, slots=True)
class Example:
    """A page: its layout with windows (pieces, n), the scores of the labeller, the right labels, and which of them are known."""

    rows: Floats
    text: Floats
    labels: NDArray[np.int64]
    known: NDArray[np.bool_]


def read(folders: Sequence[Path]) -> tuple[list[Example], int, str]:
    """Return the pages of some folders, some of them as scans besides, how many were left out, and the sha256 of all."""
    found: list[Example] = []
    digests: list[str] = []
    missed = 0
    for path in sorted(path for folder in folders for path in folder.glob("*.pdf")):
        gold = path.with_suffix("").with_suffix(".gold.json")
        if not gold.exists():
            continue
        with prints.opened(path, str(path)) as document:
            if len(document) != 1:
                continue
            sheet, facts = document.sheet(0), json.loads(gold.read_text(encoding="utf-8"))
        views = [sheet] if len(digests) % SCANNED else [sheet, scanned(sheet)]
        made = [page for page in (example(view, facts) for view in views) if page is not None]
        if not made:
            missed += 1
            continue
        found += made
        digests.append(hashlib.sha256(path.read_bytes()).hexdigest())
    return found, missed, sha256(digests)


def scanned(sheet: Sheet) -> Sheet:
    """Return a page as OCR would give it: no weights and faces, the bottom of a line for its baseline, sizes about alike the same."""
    found = [replace(row.line, weight=0.0, strange=0.0, base=row.line.y1) for row in sheet.rows]
    return replace(sheet, rows=tuple(replace(row, line=line) for row, line in zip(sheet.rows, scans.evened(found), strict=True)))


def example(sheet: Sheet, facts: dict[str, object]) -> Example | None:
    """Return a page as an example; None if it cannot be laid out as units.

    Where a text of the gold is not found as a whole, the columns were read in another order: what the gold does not name there, and
    where no legal chain of labels runs through, is not known, and nothing is learned from it.
    """
    pieces = lines.pieces(sheet.text)
    aligned = align(sheet.text, facts)
    page = aligned.units
    composed = units.compose(page)
    own = lines.pieces(composed.text)
    if len(own) != len(pieces) or not pieces:
        return None
    labels = np.array(units.labels(own, composed, page), np.int64)
    legal = transitions()[labels[:-1], labels[1:]]
    doubtful = ~np.array(aligned.named, bool) if aligned.missed else np.zeros(len(pieces), bool)
    doubtful[:-1] |= ~legal
    doubtful[1:] |= ~legal
    known = np.convolve(doubtful, np.ones(2 * AROUND + 1))[AROUND:-AROUND] == 0
    if known.mean() < LEAST_KNOWN:
        return None
    made = features(sheet.text, pieces)
    text = model.scores(made) + evidence.certain(sheet, pieces)
    return Example(evidence.windows(evidence.features(sheet, pieces)), text, labels, known)


def train(examples: Sequence[Example], epochs: int, seed: int) -> dict[str, Floats]:
    """Return the weights of the network."""
    rng = np.random.default_rng(seed)
    order = random.Random(seed)  # noqa: S311 - the same order each time
    learner = Learner(_begun(np.concatenate([page.rows for page in examples]), rng), epochs * len(examples))
    width = len(learner.weights["mean"])
    pages = list(examples)
    for epoch in range(epochs):
        order.shuffle(pages)
        wrong = count = 0
        for page in pages:
            kept = (rng.random(width) > DROPPED).astype(np.float32)
            gradient, missed = _gradient(page, learner.weights, kept)
            learner.step(gradient)
            wrong, count = wrong + missed, count + int(page.known.sum())
        if epoch % LOGGED_EVERY == LOGGED_EVERY - 1:
            log.info("epoch %d: %.4f of the pieces wrong", epoch + 1, wrong / count)
    return learner.weights | learner.mean


def _begun(rows: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    """Return the weights before anything is learned, inputs scaled to some rows."""
    width = rows.shape[1]
    return {
        "mean": rows.mean(axis=0),
        "scale": rows.std(axis=0) + 0.1,
        "in": (rng.standard_normal((width, HIDDEN)) / np.sqrt(width)).astype(np.float32),
        "in_bias": np.zeros(HIDDEN, np.float32),
        "out": np.zeros((HIDDEN, len(LABELS)), np.float32),
        "out_bias": np.zeros(len(LABELS), np.float32),
    }


class Learner:
    """Weights that are learned by Adam (Kingma & Ba 2015) with decay, and their mean over the last steps."""

    def __init__(self, weights: dict[str, Floats], steps: int) -> None:
        self.weights = weights
        self.mean = {name: weights[name].copy() for name in LEARNED}
        self._first, self._second = ({name: np.zeros_like(weights[name]) for name in LEARNED} for _ in range(2))
        self._done, self._steps = 0, steps

    def step(self, gradient: Mapping[str, Floats]) -> None:
        """Go a step down the gradient."""
        self._done += 1
        rate = RATE * min(1.0, self._done / WARM) * (1 - self._done / self._steps * 0.95)
        for name in LEARNED:
            self._first[name] = 0.9 * self._first[name] + 0.1 * gradient[name]
            self._second[name] = 0.99 * self._second[name] + 0.01 * gradient[name] ** 2
            update = self._first[name] / (1 - 0.9**self._done) / (np.sqrt(self._second[name] / (1 - 0.99**self._done)) + 1e-8)
            self.weights[name] = self.weights[name] - rate * (update + DECAY * self.weights[name])
            self.mean[name] = 0.998 * self.mean[name] + 0.002 * self.weights[name]


def _gradient(page: Example, w: dict[str, Floats], kept: Floats) -> tuple[dict[str, Floats], int]:
    """Return the gradient of the likelihood of a chain, and the number of pieces that are likelier something else."""
    x = (page.rows - w["mean"]) / w["scale"] * kept
    hidden = np.maximum(x @ w["in"] + w["in_bias"], 0)
    scores = hidden @ w["out"] + w["out_bias"]
    odds = certainties(model.weights().chain, [page.text + scores], 1.0)[0].astype(np.float32)
    missed = int((odds.argmax(axis=1) != page.labels)[page.known].sum())
    odds[np.arange(len(odds)), page.labels] -= 1.0
    odds[~page.known] = 0.0
    odds /= len(odds) ** 0.5 * 5
    back = odds @ w["out"].T * (hidden > 0)
    return {"in": x.T @ back, "in_bias": back.sum(axis=0), "out": hidden.T @ odds, "out_bias": odds.sum(axis=0)}, missed


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.evidence", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, help="the weights file to write")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    """Train as the command line says."""
    args = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    examples, missed, digest = read(args.folders)
    log.info("%d pages, %d left out", len(examples), missed)
    trained = train(examples, args.epochs, args.seed)
    made_by = {
        "script": "training.evidence",
        "version": VERSION,
        "seed": args.seed,
        "epochs": args.epochs,
        "pages": len(examples),
        "sha256": digest,
        "newspaper-corpus": corpus.__version__,
        "pieces": sum(len(page.labels) for page in examples),
    }
    stored = {name: value.astype(np.float16 if value.ndim > 1 else np.float32) for name, value in trained.items()}
    store(args.out, made_by=json.dumps(made_by), **stored)


if __name__ == "__main__":
    main()
