"""The labeller as it is trained, in torch; `corpus.model` runs the same network in numpy.

Dilated convolutions over the pieces of a page, and a linear chain over their labels of which only legal steps count.
The names of the parts are the names of the arrays in the weights file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import numpy as np
import torch
from torch import Tensor, nn

from corpus import chain, features, lines
from corpus.characters import characters
from corpus.labels import HEADLINE, LABELS, transitions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.pool import Example

DILATIONS: Final = (1, 2, 4, 8, 16, 32, 1)
POOLED_AFTER: Final = 2
DROPOUT: Final = 0.15
_TAPS: Final = 3
_GRAVE: Final = 1.0
_SLIGHT: Final = 0.3
_SPREAD: Final = 0.05
"""Added to the deviation of each feature, so that one that never changes is not blown up."""
_DROPPED: Final = 0.3
"""The share of characters that are hidden while training, so that the rare ones are not learned by heart."""
_WORDLESS: Final = 0.5
"""The share of pages of which no word is shown while training, so that articles are not known by their words."""
_NOISE: Final = 0.15
"""The deviation of what is added to each feature while training, so that pages are not known by their exact measures."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Pages of about one length, padded: (pages, pieces, ...); `mask` says where there is a piece."""

    rows: Tensor
    edges: Tensor
    labels: Tensor
    mask: Tensor

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Batch:
        """Return pages side by side."""
        arrays = [(e.rows, e.edges, e.labels, np.ones(len(e), bool)) for e in examples]
        return cls(*(_padded(column) for column in zip(*arrays, strict=True)))


def _padded(arrays: Sequence[NDArray[np.generic]]) -> Tensor:
    """Return arrays side by side, zeros after the shorter ones."""
    return nn.utils.rnn.pad_sequence([torch.from_numpy(array) for array in arrays], batch_first=True)


class Block(nn.Module):
    """A residual block: a convolution over three pieces `dilation` apart, then a mixing of channels."""

    def __init__(self, width: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.c1 = nn.Conv1d(width, width, _TAPS, padding=dilation, dilation=dilation)
        self.c2 = nn.Conv1d(width, width, 1)
        self.ln = nn.LayerNorm(width)
        self.drop = nn.Dropout(dropout)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Return the hidden states with what the block adds."""
        inner = self.ln(hidden).transpose(1, 2) * mask[:, None]
        inner = torch.relu(self.c1(inner))
        return hidden + cast("Tensor", self.c2(self.drop(inner))).transpose(1, 2)


def costs() -> NDArray[np.float32]:
    """Return what it costs to take one label for another, shape (labels, labels).

    What breaks an article or loses a headline costs most.
    """
    table = [[_GRAVE if a.opens != b.opens or (a.role in HEADLINE) != (b.role in HEADLINE) else _SLIGHT for b in LABELS] for a in LABELS]
    found = np.array(table, np.float32)
    np.fill_diagonal(found, 0.0)
    return found


def _words(inputs: int) -> Tensor:
    """Return which features say what the words of a piece mean, shape (inputs,)."""
    found = torch.zeros(inputs, dtype=torch.bool)
    found[features.features("字", lines.pieces("字")).groups["what its words mean"]] = True
    return found


class Network(nn.Module):
    """Scores of each label for each piece, and a chain over them."""

    mu: Tensor
    sd: Tensor
    legal: Tensor
    words: Tensor
    cost: Tensor

    def __init__(self, inputs: int, width: int, dropout: float = DROPOUT) -> None:
        super().__init__()
        vectors = torch.from_numpy(characters().vectors)
        labels = len(LABELS)
        self.register_buffer("mu", torch.zeros(inputs))
        self.register_buffer("sd", torch.ones(inputs))
        self.register_buffer("legal", torch.from_numpy(transitions()), persistent=False)
        self.register_buffer("words", _words(inputs), persistent=False)
        self.register_buffer("cost", torch.from_numpy(costs()), persistent=False)
        self.emb = nn.Embedding(len(vectors), vectors.shape[1], _weight=vectors.clone())
        self.emb.requires_grad_(False)  # noqa: FBT003 - torch takes it by place
        self.inp = nn.Linear(inputs, width)
        self.einp = nn.Linear(2 * features.EDGE * vectors.shape[1], width)
        self.blocks = nn.ModuleList([Block(width, dilation, dropout) for dilation in DILATIONS])
        self.glob = nn.Linear(2 * width, width)
        self.oln = nn.LayerNorm(width)
        self.out = nn.Linear(width, labels)
        self.trans = nn.Parameter(torch.zeros(labels, labels))
        self.init = nn.Parameter(torch.zeros(labels))
        self.fin = nn.Parameter(torch.zeros(labels))
        self.drop_rows = nn.Dropout(0.1)
        self.drop_edges = nn.Dropout(0.4)

    def scale_to(self, rows: NDArray[np.float32]) -> None:
        """Set the mean and the deviation of the features from those of some pages."""
        self.mu.copy_(torch.from_numpy(rows.mean(axis=0)))
        self.sd.copy_(torch.from_numpy(rows.std(axis=0) + _SPREAD))

    def emissions(self, batch: Batch) -> Tensor:
        """Return the score of each label for each piece, (pages, pieces, labels)."""
        mask = batch.mask.float()
        hidden = self._inputs(batch)
        for number, block in enumerate(self.blocks):
            hidden = block(hidden, mask)
            if number == POOLED_AFTER:
                hidden = hidden + self._pooled(hidden, batch.mask)[:, None]
        return cast("Tensor", self.out(self.oln(hidden)))

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean over pieces of how unlikely the right labels are.

        While training, wrong labels are raised by what they cost, so that the right ones must win by a margin that grows
        with it (softmax-margin, Gimpel & Smith 2010).
        """
        scores = self.emissions(batch)
        scores = scores - scores.mean(dim=2, keepdim=True)  # what all labels share says nothing, and its drift eats up the digits of sums
        if self.training:
            scores = scores + self.cost[batch.labels]
        likelihood = self._path_score(scores, batch) - self._all_paths(scores, batch)
        return -likelihood.sum() / batch.mask.sum()

    def chain(self) -> Tensor:
        """Return the score of each label after each other; what is not legal never happens."""
        return self.trans.masked_fill(~self.legal, chain.NEVER)

    @torch.no_grad()
    def best_path(self, example: Example) -> list[int]:
        """Return the labels of highest total score of one page."""
        scores = self.emissions(Batch.of([example]))[0]
        known = chain.Chain(self.init.numpy(), self.chain().numpy(), self.fin.numpy())
        return chain.best_paths(known, [scores.numpy()])[0]

    def _inputs(self, batch: Batch) -> Tensor:
        edges, rows = batch.edges, (batch.rows - self.mu) / self.sd
        if self.training:
            wordless = torch.rand(len(edges), 1, 1) < _WORDLESS
            hidden = (torch.rand(edges.shape) < _DROPPED) | wordless
            edges = edges.masked_fill(hidden, self.emb.num_embeddings - 1)
            rows = self.drop_rows(rows.masked_fill(wordless & self.words, 0)) + _NOISE * torch.randn_like(rows)
        characters = self.drop_edges(self.emb(edges)).flatten(2)
        return cast("Tensor", self.inp(rows) + self.einp(characters))

    def _pooled(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Return what is known of the page as a whole."""
        there = mask[..., None]
        mean = (hidden * there).sum(1) / there.sum(1)
        most = hidden.masked_fill(~there, chain.NEVER).max(1).values
        return cast("Tensor", self.glob(torch.cat([mean, most], 1)))

    def _path_score(self, scores: Tensor, batch: Batch) -> Tensor:
        """Return the score of the right labels of each page."""
        labels, mask = batch.labels, batch.mask
        steps = self.chain()[labels[:, :-1], labels[:, 1:]]
        own = scores.gather(2, labels[..., None])[..., 0]
        last = labels.gather(1, mask.sum(1, keepdim=True) - 1)[:, 0]
        inner = (own * mask).sum(1, dtype=torch.float64) + (steps * mask[:, 1:]).sum(1, dtype=torch.float64)
        return self.init[labels[:, 0]] + inner + self.fin[last]

    def _all_paths(self, scores: Tensor, batch: Batch) -> Tensor:
        """Return the log of the summed scores of all labels of each page (forward algorithm)."""
        after = self.chain()
        total = self.init + scores[:, 0]
        taken = torch.zeros(len(total), dtype=torch.float64)
        for step in range(1, scores.shape[1]):
            most = total.detach().max(1).values  # kept apart, so that the sums of a long page stay exact
            taken = taken + most
            total = total - most[:, None]
            grown = torch.logsumexp(total[:, :, None] + after[None], 1) + scores[:, step]
            total = torch.where(batch.mask[:, step, None], grown, total)
        return torch.logsumexp(total + self.fin, 1) + taken
