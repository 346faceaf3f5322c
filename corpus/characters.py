"""What is known of single characters: how each is used, how rare it is, and which pairs stand together in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAIR_SLOTS: Final = 1 << 17
FACTOR: Final = 3801
"""The characters that are told apart, and one for all others."""


@dataclass(frozen=True, slots=True)
class Characters:
    """What is known of characters.

    `index` (65536,) is the row of each; `vectors` (rows, d) and `rarity` (rows,) say how it is used; `pairs` (2**17,) how
    often two stand together in words, by a hash of their rows, from 0 to 1.
    """

    index: NDArray[np.int64]
    vectors: NDArray[np.float32]
    rarity: NDArray[np.float32]
    pairs: NDArray[np.float32]


@cache
def characters() -> Characters:
    """Return the character vectors that ship in the package; Traditional characters share the row of the Simplified."""
    with resources.files("corpus").joinpath("characters.npz").open("rb") as file, np.load(file) as stored:
        return Characters(
            stored["table"].astype(np.int64),
            stored["E"].astype(np.float32) / 127,
            stored["idf"].astype(np.float32) / 12,
            stored["pairs"].astype(np.float32) / 255,
        )


def pair_slots(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where in `Characters.pairs` the two characters of each pair of rows are looked up."""
    slots: NDArray[np.int64] = ((left * FACTOR + right) * 2654435761 >> 9) % PAIR_SLOTS  # Knuth's multiplicative hash
    return slots
