"""Figures of a whole dataset, for plots: counts, lengths, confidence, credits, agencies."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow.compute as pc

from corpus import layout, pages, parquet, tables
from corpus.catalog import STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from corpus.catalog import Catalog

_MOST = 12
_LENGTHS: Final = (0, 50, 100, 200, 400, 800, 1600, 3200, 6400)
_COLUMNS: Final = (
    "credits.list.element.role",
    "credits.list.element.name",
    "dateline.agency",
    "paragraphs.list.element.kind",
    "marks.list.element.jump",
)


def figures(catalog: Catalog) -> dict[str, Any]:
    """Return the figures of a dataset, each a list of pairs of a name and a number, in the order in which they are drawn."""
    roles, names, agencies, kinds, jumps = (Counter[str]() for _ in range(5))
    for path in layout.shards(catalog.folder, "articles"):
        with parquet.open_parquet(path) as file:
            for batch in file.iter_batches(columns=list(_COLUMNS)):
                credits_ = batch.column("credits").flatten()
                roles.update(_counted(pc.struct_field(credits_, "role")))
                names.update(_counted(pc.struct_field(credits_, "name")))
                agencies.update(_counted(pc.struct_field(batch.column("dateline"), "agency")))
                jumps.update(_counted(pc.struct_field(batch.column("marks").flatten(), "jump")))
                kinds.update(_counted(pc.struct_field(batch.column("paragraphs").flatten(), "kind")))
    characters = np.asarray(catalog.articles["characters"].to_numpy())
    return {
        "articles per page": _whole(np.diff(catalog.first_article)),
        "articles per day": _per_day(catalog),
        "characters per article": _ranges(characters, _LENGTHS),
        "confidence of articles": _shares(catalog.sure),
        "confidence of the least sure paragraph": _shares(catalog.lowest),
        "articles with doubts": [(name, int(has.sum())) for name, has in catalog.doubts.items()],
        "pages without articles": [("pages", int((np.diff(catalog.first_article) == 0).sum()))],
        "review": [(name, int((catalog.states == code).sum())) for code, name in enumerate(STATES)],
        "kinds of paragraphs": kinds.most_common(),
        "credits by role": roles.most_common(),
        "names most often credited": names.most_common(_MOST),
        "agencies": agencies.most_common(_MOST),
        "jump lines": jumps.most_common(),
        "in no article, by kind of furniture": _furniture(catalog),
        "in quarantine, by reason": _quarantine(catalog),
    }


SAMPLE: Final = 8
"""Pages that are converted again to ask for the reasons of joins: a second or two of work."""


def joins(catalog: Catalog) -> dict[str, Any]:
    """Return what decided most often that a line goes on the one before it, or begins something, in a sample of the pages."""
    chosen = sorted({round(place) for place in np.linspace(0, len(catalog.pages) - 1, min(SAMPLE, len(catalog.pages)))})
    counts = {"joined, by strongest evidence": Counter[str](), "parted, by strongest evidence": Counter[str]()}
    joined, parted = counts.values()
    for number in chosen:
        for one in pages.explain(catalog.page(number).source_text):
            if one.label.startswith("body"):
                name = one.why[0].partition(" (")[0] if one.why else "many small reasons"
                (joined if "goes on" in one.label else parted)[name] += 1
    return {"pages": len(chosen), "plots": {name: found.most_common(_MOST) for name, found in counts.items()}}


def _counted(column: pa.Array) -> dict[str, int]:
    """Return how often each value occurs; pyarrow counts them without making Python strings of all."""
    found = pc.value_counts(pc.drop_null(column))
    return dict(zip(found.field("values").to_pylist(), found.field("counts").to_pylist(), strict=True))


def _whole(numbers: NDArray[np.int64]) -> list[tuple[str, int]]:
    """Count whole numbers, those beyond the last column together."""
    counts = np.bincount(np.minimum(numbers, _MOST * 2))
    return [(f"{n}{'+' if n == _MOST * 2 else ''}", int(count)) for n, count in enumerate(counts)]


def _ranges(numbers: NDArray[np.int64], edges: Sequence[int]) -> list[tuple[str, int]]:
    counts, _ = np.histogram(numbers, [*edges, np.inf])
    names = [f"{low}–{high - 1}" for low, high in pairwise(edges)] + [f"{edges[-1]}+"]
    return list(zip(names, map(int, counts), strict=True))


def _shares(sure: NDArray[np.float64]) -> list[tuple[str, int]]:
    counts, edges = np.histogram(sure, np.linspace(0, 1, 11))
    return [(f"{low:.1f}+", int(count)) for low, count in zip(edges, counts, strict=False)]


def _per_day(catalog: Catalog) -> list[tuple[str, int]]:
    days = catalog.days.to_pylist()
    counts: Counter[str] = Counter()
    for day, count in zip(days, np.diff(catalog.first_article).tolist(), strict=True):
        counts[day] += count
    return sorted((day, count) for day, count in counts.items() if day)


def _furniture(catalog: Catalog) -> list[tuple[str, int]]:
    """Count what is in no article: what a converter that loses articles would hide there."""
    counts: Counter[str] = Counter()
    for path in layout.shards(catalog.folder, "pages"):
        with parquet.open_parquet(path) as file:
            for batch in file.iter_batches(columns=["furniture.list.element.kind"]):
                counts.update(_counted(pc.struct_field(batch.column(0).flatten(), "kind")))
    return counts.most_common()


def _quarantine(catalog: Catalog) -> list[tuple[str, int]]:
    """Count the sources that are not in the dataset, by why."""
    counts: Counter[str] = Counter()
    for path in layout.shards(catalog.folder, tables.QUARANTINE):
        with parquet.open_parquet(path) as file:
            for batch in file.iter_batches(columns=["reason"]):
                counts.update(_counted(batch.column(0)))
    return counts.most_common()
