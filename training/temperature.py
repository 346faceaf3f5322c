"""Find the temperature at which the labeller is as sure as it is right, on pages that it did not learn from.

The weights are those in the package. Prints the temperature of the least surprise; `python -m training.weights` writes it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import chain, model
from corpus.features import Features
from corpus.hints import Hints
from training import gold, sources
from training.pool import example

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.chain import Array
    from training.pool import Example

_TRIED: Final = np.arange(0.7, 4.01, 0.1)
_NEVER: Final = 1e-12


def main() -> None:
    """Find it as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m training.temperature", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    sources.add_held(parser, required=True)
    args = parser.parse_args()
    material = sources.read(args.folders, None, args.hold_out_since)
    pages = [found for page in material.examined if (found := example(gold.align(page.text, page.facts).units))]
    nothing = [Hints(*np.zeros((len(Hints._fields), len(page)), bool)) for page in pages]
    scores = [model.emissions(Features(page.rows, page.edges, {}, told)) for page, told in zip(pages, nothing, strict=True)]
    print(f"{min(_TRIED, key=lambda t: surprise(pages, scores, float(t))):.1f}")  # noqa: T201 - what it is for


def surprise(pages: Sequence[Example], scores: Sequence[Array], temperature: float) -> float:
    """Return the mean of how unlikely the right label of a piece was, in nats, at a temperature."""
    sure = chain.certainties(model.weights().chain, scores, temperature)
    lost = [-np.log(np.maximum(own[np.arange(len(page)), page.labels], _NEVER)) for page, own in zip(pages, sure, strict=True)]
    return float(np.concatenate(lost).mean())


if __name__ == "__main__":
    main()
