"""The networks that choose what follows what, learned as choices: which of all that could does, and which could lead to it, or none.

The loss is that of the best of a list (Cao et al. 2007), once for each thing as the earlier one and once as the later one.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from corpus import choices
from training.order.networks import scaling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.affinity import Floats, Values
    from corpus.choices import Pairs

DECAY: Final = 1e-3
_OWN: Final = (16,)
"""The hidden layers of what says that nothing comes before or after."""
_SAMPLE: Final = 5
"""Features are scaled by every fifth pair."""

log = logging.getLogger(__name__)


class Size(NamedTuple):
    """The hidden layers of the network of pairs, and how it is learned."""

    hidden: tuple[int, ...]
    epochs: int
    together: int
    rate: float
    dropout: float


SIZES: Final = {
    "step0": Size((64, 32), 8, 6, 2e-3, 0.1),
    "step1": Size((64, 32), 8, 6, 2e-3, 0.1),
}
"""The steps down the columns in two passes."""


class Asked(NamedTuple):
    """The pairs of a page, whether each is right (m,), and of which things the gold says what comes before and after (n,)."""

    pairs: Pairs
    right: Values
    known: Values


class _Batch(NamedTuple):
    """Some pages as one."""

    pair: Tensor
    own: Tensor
    before: Tensor
    after: Tensor
    right: Tensor
    known: Tensor
    weight: Tensor


def names() -> list[str]:
    """Return the names of all networks."""
    return [f"{name}_{part}" for name in SIZES for part in choices.Choice._fields]


def fit(pages: Sequence[Asked], name: str) -> dict[str, Values]:
    """Fit the three networks of a choice; return their arrays as `corpus.affinity` reads them."""
    size = SIZES[name]
    torch.manual_seed(0)
    scales = [
        scaling(np.concatenate([page.pairs.features[::_SAMPLE] for page in pages]).astype(np.float32)),
        scaling(np.concatenate([page.pairs.own for page in pages]).astype(np.float32)),
    ]
    widths = [len(mean) for mean, _ in scales]
    parts = nn.ModuleList([_network(widths[0], size.hidden, size.dropout), *(_network(widths[1], _OWN, 0.0) for _ in range(2))])
    steps = size.epochs * -(-len(pages) // size.together)
    learner = torch.optim.AdamW(parts.parameters(), lr=size.rate, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(learner, size.rate, total_steps=steps)
    total, rng = 0.0, np.random.default_rng(0)
    for _ in range(size.epochs):
        total = 0.0
        for numbers in np.split(rng.permutation(len(pages)), range(size.together, len(pages), size.together)):
            loss = _loss(parts, _batch([pages[k] for k in numbers.tolist()], scales))
            learner.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            learner.step()
            schedule.step()
            total += loss.item()
    log.info("%s: loss %.4f of %d pages", name, total / len(pages), len(pages))
    arrays: dict[str, Values] = {}
    for part, network, scale in zip(choices.Choice._fields, parts, (scales[0], scales[1], scales[1]), strict=True):
        layers = [parameter.detach().numpy().T for parameter in network.parameters()]
        arrays |= {f"{name}_{part}.{k}": array.astype(np.float16) for k, array in enumerate([*scale, *layers])}
    return arrays


def _network(width: int, hidden: tuple[int, ...], dropout: float) -> nn.Sequential:
    layers: list[nn.Module] = []
    for number, size in enumerate(hidden):
        layers += [nn.Linear(width, size), nn.ReLU(), *([nn.Dropout(dropout)] if number == 0 else [])]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, 1))


def _batch(pages: Sequence[Asked], scales: Sequence[tuple[Floats, Floats]]) -> _Batch:
    """Put pages behind each other."""
    counts = [len(page.pairs.own) for page in pages]
    first = np.cumsum([0, *counts[:-1]])
    pair, own = (
        torch.from_numpy((np.concatenate(rows).astype(np.float32) - mean) * scale)
        for rows, (mean, scale) in zip(([p.pairs.features for p in pages], [p.pairs.own for p in pages]), scales, strict=True)
    )
    before, after = (
        torch.from_numpy(np.concatenate([ends + at for ends, at in zip(side, first, strict=True)]))
        for side in ([p.pairs.before for p in pages], [p.pairs.after for p in pages])
    )
    right, known = (torch.from_numpy(np.concatenate(rows)) for rows in ([p.right for p in pages], [p.known for p in pages]))
    weight = torch.from_numpy(np.repeat(np.array(counts, np.float32) ** -0.5, counts))
    return _Batch(pair, own, before, after, right, known, weight)


def _loss(parts: nn.ModuleList, batch: _Batch) -> Tensor:
    """Return how unlikely the right choices of some pages are."""
    score, last, first = (part(rows)[:, 0] for part, rows in zip(parts, (batch.pair, batch.own, batch.own), strict=True))
    return loss_of(score, ((batch.before, last), (batch.after, first)), batch.right, batch.known, batch.weight)


def loss_of(score: Tensor, sides: Sequence[tuple[Tensor, Tensor]], right: Tensor, known: Tensor, weight: Tensor) -> Tensor:
    """Return how unlikely the right choices are, less so for each the more there are on the page.

    `sides` are the things at either end of each pair (m,), and the scores of nothing there (n,); `weight` (n,) is that of each thing.
    """
    loss = torch.zeros(())
    for side, none in sides:
        total = torch.logaddexp(_summed(score, side, len(none)), none)
        nothing = known.clone()
        nothing[side[right]] = False
        chosen = side[right]
        loss = loss + ((total[chosen] - score[right]) * weight[chosen]).sum()
        loss = loss + ((total - none) * weight)[nothing].sum()
    return loss


def _summed(score: Tensor, side: Tensor, count: int) -> Tensor:
    """Return the logged sum of the pairs of each thing."""
    most = torch.full((count,), -choices.MOST).scatter_reduce(0, side, score.detach(), "amax")
    return most + torch.log(torch.zeros(count).index_add(0, side, torch.exp(score - most[side])) + torch.finfo(torch.float32).tiny)
