"""Train the labeller, and write its weights.

GOLD_DIR holds NAME.txt and NAME.gold.json; pages of the dates held out are not learned from but scored, every few epochs.
The weights are written each time they are scored, so that a run that is stopped leaves its last ones.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import logging
import random
import sys
import time
from dataclasses import asdict, dataclass, fields
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch

import corpus
from training import sources
from training.evaluate import evaluate, exams, shuffled_exams
from training.network import DROPOUT, Batch, Network
from training.pool import Kitchen, Recipe, recipes
from training.weights import load, made_by, save

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from training.evaluate import Exam
    from training.pool import Example
    from training.sources import Material

VERSION: Final = 2
"""Raised when the same data would give other weights."""
RATE: Final = 2e-3
DECAY: Final = 1e-2
BATCH: Final = 2500
"""The most pieces in a batch, padding counted."""
SHELF: Final = 256
"""Pages that are sorted by length together, so that a batch holds pages of about one length."""
SCORED_EVERY: Final = 4
SLOWEST: Final = 0.999
"""How much of the mean over past weights is kept at each step, at most."""
GONE_OVER: Final = 0.5
"""The share of the gold pages that each epoch goes over: they are known by heart long before the made ones, which are ever new."""
_ROUND: Final = 100_000
"""The draws between two refreshments of the pool: more than one takes."""

log = logging.getLogger("training")


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how widely to train."""

    epochs: int
    pool: int
    typeset: float
    width: int
    dropout: float
    seed: int
    workers: int
    rate: float
    margin: float
    start: str
    drawn: float


def main() -> None:
    """Train as the command line says."""
    args = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    material = sources.read(args.folders, args.articles, args.hold_out_since, args.shuffled)
    if not material.learned or not material.stories:
        sys.exit("error: nothing to learn from\nhelp: give folders with NAME.gold.json that are not held out, and articles with --articles")
    counts = (len(material.learned), len(material.shuffled), len(material.stories))
    log.info("%d pages, %d more in layout order, and %d articles to learn from", *counts)
    log.info("%d pages, %d more in layout order, held out", len(material.examined), len(material.shuffled_examined))
    plan = Plan(**{part.name: getattr(args, part.name) for part in fields(Plan)})
    train(material, plan, args.out)


def _arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m training.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--articles", type=Path, required=True, help="articles to typeset, JSON Lines")
    parser.add_argument("--out", type=Path, required=True, help="the weights file to write")
    sources.add_held(parser)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--pool", type=int, default=2200, help="re-arranged pages in the pool; others in proportion")
    parser.add_argument("--typeset", type=float, default=0.6, help="typeset pages in columns for each re-arranged page")
    parser.add_argument(
        "--shuffled", type=Path, metavar="FILE", help="pages in layout order to learn from, too: the order found, by training.shuffled"
    )
    parser.add_argument("--drawn", type=float, default=0.3, help="drawn pages in layout order for each re-arranged page, if there are any")
    parser.add_argument("--width", type=int, default=96, help="channels of the network")
    parser.add_argument("--dropout", type=float, default=DROPOUT, help="the share of channels that each block leaves out while training")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=RATE, help="the highest learning rate")
    parser.add_argument("--margin", type=float, default=1.0, help="what a grave mistake costs while training; 0 for none")
    parser.add_argument("--start", default="", help="a weights file to go on from")
    parser.add_argument("--workers", type=int, default=2, help="processes that make pages")
    parser.add_argument("--threads", type=int, default=1, help="threads of the network")
    return parser.parse_args()


def train(material: Material, plan: Plan, out: Path) -> None:
    """Train a network on pages as they are and on pages made of them, and write it."""
    school = School(material, plan, out)
    try:
        for epoch in range(plan.epochs):
            school.refresh(epoch)
            school.learn(epoch)
            if epoch % SCORED_EVERY == SCORED_EVERY - 1 or epoch == plan.epochs - 1:
                school.score(epoch)
    finally:
        school.close()


class School:
    """One training: the network, the pool of pages that it learns from, the pages held out."""

    def __init__(self, material: Material, plan: Plan, out: Path) -> None:
        self._plan, self._out, self._record = plan, out, material.record()
        self._rng = random.Random(plan.seed)  # noqa: S311 - the same order each time
        made = material.sources()
        self._kitchen = Kitchen(made, plan.workers)
        self._drawn_share = plan.drawn if made.shuffled else 0.0
        as_they_are = [*(Recipe("gold", page) for page in range(len(made.pages))), *(Recipe("found", k) for k in range(len(made.shuffled)))]
        self._real = self._kitchen.make(as_they_are)
        self._drawn = self._kitchen.make(self._recipes(plan.pool, plan.seed * _ROUND * _ROUND))
        self._coming = self._kitchen.start(self._next_recipes(0))
        log.info("%d pages as they are, %d made", len(self._real), len(self._drawn))
        self._network = _network(self._pool(), plan.width, plan.dropout)
        self._network.cost.mul_(plan.margin)
        self._started_from = made_by(Path(plan.start)) if plan.start else None
        if plan.start:
            load(self._network, Path(plan.start))
        self._mean = Mean(self._network)
        self._exams: list[Exam] = [*exams(material.examined), *shuffled_exams(material.shuffled_examined)]
        self._optimizer = torch.optim.AdamW(self._network.parameters(), lr=plan.rate, weight_decay=DECAY)
        steps = plan.epochs * (sum(1 for _ in batches(self._pool(), random.Random(0))) + 30)  # noqa: S311 - counted only
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(self._optimizer, plan.rate, total_steps=steps)
        self._left = steps

    def refresh(self, epoch: int) -> None:
        """Put new made pages in the place of old ones, if they are done."""
        if not self._coming.ready():
            return
        new = self._coming.examples()
        kept = max(0, len(self._drawn) - len(new))
        self._drawn = [*self._rng.sample(self._drawn, kept), *new]
        self._coming = self._kitchen.start(self._next_recipes(epoch + 1))

    def learn(self, epoch: int) -> None:
        """Go once over the pool."""
        self._network.train()
        started, total, pieces = time.perf_counter(), 0.0, 0
        for batch in batches(self._pool(), self._rng):
            count = int(batch.mask.sum())
            total += self._step(batch) * count
            pieces += count
        log.info("epoch %d: loss %.4f, %.0f s", epoch, total / pieces, time.perf_counter() - started)

    def score(self, epoch: int) -> None:
        """Score the pages held out, and write the weights."""
        plan = {**asdict(self._plan), "start": self._started_from}
        save(self._mean.network, self._out, {**_tools(), **plan, "epochs_done": epoch + 1, **self._record})
        if not self._exams:
            return
        scores = evaluate(self._mean.network, self._exams)
        for name, figures in (*scores.groups.items(), ("all", scores.total)):
            log.info("  %-16s %s %6d articles", name, "  ".join(f"{k} {v:.4f}" for k, v in figures.values.items()), figures.articles)

    def close(self) -> None:
        """End the processes that make pages."""
        self._kitchen.close()

    def _pool(self) -> list[Example]:
        return [*self._rng.sample(self._real, int(len(self._real) * GONE_OVER)), *self._drawn]

    def _next_recipes(self, number: int) -> list[Recipe]:
        """Return recipes that no pool before has used."""
        return self._recipes(self._plan.pool // 2, (self._plan.seed * _ROUND + number + 1) * _ROUND)

    def _recipes(self, count: int, seed: int) -> list[Recipe]:
        return recipes(count, self._plan.typeset, self._drawn_share, seed)

    def _step(self, batch: Batch) -> float:
        """Learn from one batch; return its loss."""
        loss = self._network.loss(batch)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimizer.step()
        self._mean.add(self._network)
        self._left -= 1
        if self._left > 0:
            self._schedule.step()
        return loss.item()


def _tools() -> dict[str, Any]:
    """Return what the weights are made with, for the weights file; without its vectors they mean nothing."""
    return {
        "script": "training.train",
        "version": VERSION,
        "corpus": corpus.__version__,
        "torch": str(torch.__version__),
        **{f"{name}_sha256": hashlib.sha256(_shipped(name)).hexdigest() for name in ("characters", "topics")},
    }


def _shipped(name: str) -> bytes:
    return resources.files("corpus").joinpath(f"{name}.npz").read_bytes()


class Mean:
    """A network of the mean weights of another over its last steps, which is surer than any one step."""

    def __init__(self, network: Network) -> None:
        self.network = copy.deepcopy(network)
        self._steps = 0

    @torch.no_grad()
    def add(self, network: Network) -> None:
        """Take the weights of a step into the mean."""
        kept = min(SLOWEST, (1 + self._steps) / (10 + self._steps)) if self._steps else 0.0
        self._steps += 1
        for mean, new in zip(self.network.parameters(), network.parameters(), strict=True):
            mean.lerp_(new, 1 - kept)


def _network(pool: Sequence[Example], width: int, dropout: float) -> Network:
    """Return a new network whose inputs are scaled to the pages of a pool."""
    rows = np.concatenate([example.rows for example in pool])
    network = Network(rows.shape[1], width, dropout)
    network.scale_to(rows)
    log.info("%d weights", sum(part.numel() for part in network.parameters()))
    return network


def batches(pool: Sequence[Example], rng: random.Random) -> Iterator[Batch]:
    """Yield the pages of a pool in batches, in any order; pages of one batch are of about one length."""
    order = iter(rng.sample(pool, len(pool)))
    found: list[list[Example]] = []
    while shelf := sorted(islice(order, SHELF), key=len):
        batch: list[Example] = []
        for example in shelf:
            if batch and (len(batch) + 1) * len(example) > BATCH:
                found.append(batch)
                batch = []
            batch.append(example)
        found.append(batch)
    rng.shuffle(found)
    yield from map(Batch.of, found)


if __name__ == "__main__":
    main()
