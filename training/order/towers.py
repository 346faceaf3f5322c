"""The two towers: what stands before a seam and after it, as vectors whose product is large if they belong together.

They are learned by contrast (van den Oord et al. 2018): of the seams of a batch, which end belongs to which beginning?
Half of the loss asks that among the seams of one document, whose subject is the same.
"""

from __future__ import annotations

import logging
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from corpus import affinity, chars
from training.order.tables import PLANE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.affinity import Ints, Values

VOCABULARY: Final = 3600
EMBEDDED: Final = 40
HIDDEN: Final = 128
OUT: Final = 48
DOCUMENTS: Final = 20
SEAMS: Final = 32
"""A batch is some seams of each of some documents."""
RATE: Final = 3e-3
_WARM: Final = 200
_LAST_RATE: Final = 2e-5
_SHORT: Final = 0.15
"""The share of beginnings cut short, as last lines of paragraphs are."""
_LINE: Final = 9
_NEVER: Final = -1e4
_LOGGED: Final = 1000
_BYTE: Final = 127

log = logging.getLogger(__name__)


class Batch(NamedTuple):
    """The characters before and after each seam, nearest first, 0 where there is none; and which two seams are one."""

    before: Tensor
    after: Tensor
    same: Tensor


class Network(nn.Module):
    """An embedding, and two layers for each side of a seam."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY + 1, EMBEDDED)
        nn.init.normal_(self.embedding.weight, 0, 0.3)
        width = (affinity.NEAR + 1) * EMBEDDED
        self.towers = nn.ModuleList(nn.Sequential(nn.Linear(width, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, OUT)) for _ in range(2))

    def forward(self, side: int, known: Tensor) -> Tensor:
        """Return the vector of each row of characters: the nearest ones each, and the mean of all."""
        there = known > 0
        found = self.embedding(known) * there[..., None]
        mean = found.sum(1) / there.sum(1, keepdim=True).clamp(min=1)
        vectors: Tensor = self.towers[side](torch.cat([found[:, : affinity.NEAR].flatten(1), 2 * mean], 1))
        return vectors

    def loss(self, batch: Batch) -> Tensor:
        """Return how hard it is to tell which end belongs to which beginning."""
        product = (self(0, batch.before) @ self(1, batch.after).T).masked_fill(batch.same, _NEVER)
        every = torch.arange(len(product))
        own = torch.arange(SEAMS).repeat(DOCUMENTS)
        blocks = torch.stack([product[k : k + SEAMS, k : k + SEAMS] for k in range(0, len(product), SEAMS)])
        whole = cross_entropy(product, every) + cross_entropy(product.T, every)
        inner = [cross_entropy(block.reshape(-1, SEAMS), own) for block in (blocks, blocks.transpose(1, 2))]
        return 0.5 * whole + 0.5 * (inner[0] + inner[1])


def train(documents: Sequence[str], fold: Values, steps: int) -> dict[str, Values]:
    """Train the towers; return their arrays as `corpus.affinity` reads them."""
    torch.manual_seed(0)
    text = np.concatenate([fold[chars.codes(document)] for document in documents]).astype(np.int64)
    vocabulary = np.argsort(-np.bincount(text, minlength=PLANE))[: VOCABULARY - 1]
    known = np.ones(PLANE, np.int64)
    known[vocabulary] = np.arange(2, VOCABULARY + 1)
    batches, network = Batches(documents, text, known[text]), Network()
    optimizer = torch.optim.Adam(network.parameters(), RATE, betas=(0.9, 0.99))
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = RATE * min(1, step / _WARM) * (1 - step / steps) + _LAST_RATE
        loss = network.loss(batches.draw())
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimizer.step()
        if step % _LOGGED == _LOGGED - 1:
            log.info("towers: step %d, loss %.4f", step + 1, loss.item())
    return {"vocabulary": vocabulary.astype(np.uint16), **_arrays(network)}


def _arrays(network: Network) -> dict[str, Values]:
    """Return matrices as whole numbers beside one scale each, and the rest in half precision."""
    parts = {"embedding": network.embedding.weight}
    for side, tower in enumerate(network.towers):
        parts |= {f"tower{side}.{k}": part for k, part in enumerate(tower.parameters())}
    found: dict[str, Values] = {}
    for name, part in parts.items():
        array = part.detach().numpy()
        if array.ndim > 1:
            scale = np.abs(array).max() / _BYTE
            found[name], found[f"{name}.scale"] = np.round(array / scale).astype(np.int8), np.array(scale, np.float32)
        else:
            found[name] = array.astype(np.float16)
    return found


class Batches:
    """Draws seams: only from where a line may break."""

    def __init__(self, documents: Sequence[str], text: Ints, known: Ints) -> None:
        self._rng = np.random.default_rng(0)
        edges = np.r_[0, np.cumsum([len(document) for document in documents])]
        kind = chars.classes()[text]
        free = ~np.isin(kind, (chars.STOP, chars.PAUSE, chars.CLOSE))
        free[1:] &= kind[:-1] != chars.OPEN
        reach = affinity.NEAR
        self._places = [np.flatnonzero(free[a + reach : b]) + a + reach + affinity.FAR for a, b in pairwise(edges)]
        weight = np.array([len(places) for places in self._places]) ** 0.7
        self._weight = weight / weight.sum()
        self._known = np.pad(known, affinity.FAR)
        self._document = np.pad(np.repeat(np.arange(len(documents)), np.diff(edges)), affinity.FAR, constant_values=-1)

    def draw(self) -> Batch:
        """Draw a batch; how much of the lines on both sides is seen differs from seam to seam."""
        chosen = self._rng.choice(len(self._places), DOCUMENTS, p=self._weight)
        at = np.concatenate([self._rng.choice(self._places[number], SEAMS) for number in chosen])
        own, step = np.repeat(chosen, SEAMS)[:, None], np.arange(affinity.FAR)
        length = self._rng.integers(_LINE, affinity.FAR + 1, (2, len(at), 1))
        short = self._rng.random(len(at)) < _SHORT
        length[1, short] = self._rng.integers(2, _LINE, (int(short.sum()), 1))
        sides = []
        for places, limit in zip((at[:, None] - 1 - step, at[:, None] + step), length, strict=True):
            seen = (self._document[places] == own) & (step < limit)
            sides.append(torch.from_numpy(np.where(seen, self._known[places], 0)))
        same = (at[:, None] == at[None, :]) & ~np.eye(len(at), dtype=bool)
        return Batch(sides[0], sides[1], torch.from_numpy(same))
