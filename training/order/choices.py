"""The network that joins runs, learned as choices: which of all runs is read after each, and which before it, or none.

The loss is that of the best of a list (Cao et al. 2007), once for each run as the earlier and once as the later one.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from training.order.networks import scaling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.affinity import Floats, Values

HIDDEN: Final = 96
EPOCHS: Final = 20
DROPOUT: Final = 0.25
RATE: Final = 3e-3
DECAY: Final = 1e-3
_NEVER: Final = -1e4

log = logging.getLogger(__name__)


class Choices(NamedTuple):
    """The runs of a page: features of each two, shape (k, k, n), and whether the second is read after the first, shape (k, k)."""

    features: Floats
    right: Values


def fit(pages: Sequence[Choices], name: str) -> dict[str, Values]:
    """Fit the network; return its arrays as `corpus.affinity` reads them, and what `nothing` scores."""
    mean, scale = scaling(np.concatenate([page.features.reshape(-1, page.features.shape[-1]) for page in pages]))
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(len(mean), HIDDEN), nn.ReLU(), nn.Dropout(DROPOUT), nn.Linear(HIDDEN, 1))
    nothing = nn.Parameter(torch.zeros(2))
    learner = torch.optim.AdamW([*network.parameters(), nothing], lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(learner, RATE, total_steps=EPOCHS * len(pages))
    total, rng = 0.0, np.random.default_rng(0)
    for _ in range(EPOCHS):
        total = 0.0
        for number in rng.permutation(len(pages)).tolist():
            page = pages[number]
            score = network(torch.from_numpy(((page.features.astype(np.float32) - mean) * scale).astype(np.float32)))[..., 0]
            loss = _loss(score, nothing, torch.from_numpy(page.right))
            learner.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            learner.step()
            schedule.step()
            total += loss.item()
    log.info("%s: loss %.4f of %d pages", name, total / len(pages), len(pages))
    layers = [parameter.detach().numpy().T for parameter in network.parameters()]
    arrays: dict[str, Values] = {f"{name}.{k}": array.astype(np.float16) for k, array in enumerate([mean, scale, *layers])}
    return {**arrays, "nothing": nothing.detach().numpy()}


def _loss(score: Tensor, nothing: Tensor, right: Tensor) -> Tensor:
    """Return how unlikely the right choices of a page are; no run at all is the last of each list."""
    count = len(score)
    score = score.masked_fill(torch.eye(count, dtype=torch.bool), _NEVER)
    loss = torch.zeros(())
    for view, of, none in ((score, right, nothing[0]), (score.T, right.T, nothing[1])):
        wanted = torch.where(of.any(1), of.float().argmax(1), count)
        loss = loss + cross_entropy(torch.cat([view, none.expand(count, 1)], 1), wanted)
    return loss
