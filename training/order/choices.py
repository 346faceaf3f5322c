"""What follows what, learned as choices: which of all that could does, and which could lead to it, or none.

The loss is that of the best of a list (Cao et al. 2007), once for each thing as the earlier one and once as the later one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor

from corpus.choices import MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.affinity import Values
    from corpus.choices import Pairs


class Asked(NamedTuple):
    """The pairs of a page, whether each is right (m,), and of which things the gold says what comes before and after (n,)."""

    pairs: Pairs
    right: Values
    known: Values


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
    most = torch.full((count,), -MOST).scatter_reduce(0, side, score.detach(), "amax")
    return most + torch.log(torch.zeros(count).index_add(0, side, torch.exp(score - most[side])) + torch.finfo(torch.float32).tiny)
