"""Examples to learn from: gold pages as they are, gold pages re-arranged, and articles typeset anew, as arrays."""

from __future__ import annotations

import multiprocessing
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from corpus import features, lines
from corpus.labels import transitions
from training import units
from training.rearrange import mixed
from training.style import SIMPLIFIED, TRADITIONAL, chance, draw_style
from training.typeset import typeset

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from multiprocessing.pool import AsyncResult

    from numpy.typing import NDArray

    from corpus.lines import Piece
    from training.shuffled import Shuffled
    from training.stories import Story
    from training.units import Unit

Kind = Literal["gold", "found", "rearranged", "columns", "single", "drawn"]
_SINGLE: Final = 0.4
"""Pages of one wide column for each typeset page in columns."""
_TRADITIONAL: Final = 0.15
"""How often a typeset page is Traditional though few articles are: no real page mixes the scripts."""
_CHUNK: Final = 16


@dataclass(frozen=True, slots=True)
class Example:
    """A page: `rows` and `edges` as `corpus.features` gives them, and the `labels` (pieces,), rows of `LABELS`."""

    rows: NDArray[np.float32]
    edges: NDArray[np.int64]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.labels)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an example is made: in which way, and from which draw."""

    kind: Kind
    seed: int


@dataclass(frozen=True, slots=True)
class Sources:
    """What examples are made from: gold pages as units, articles, and gold pages in layout order."""

    pages: Sequence[Sequence[Unit]]
    stories: Sequence[Story]
    shuffled: Sequence[Shuffled] = ()

    def example(self, recipe: Recipe) -> Example | None:
        """Return the page that a recipe gives as arrays; None as for `example`."""
        if recipe.kind not in {"found", "drawn"}:
            return example(self.page(recipe))
        page = self.shuffled[recipe.seed % len(self.shuffled)]
        if recipe.kind == "drawn":
            page = page.drawn(random.Random(recipe.seed))  # noqa: S311 - the same page each time
        pieces = page.pieces()
        return measured(page.page.text, pieces, np.array(page.labels(pieces), np.int64), shuffled=True)

    def page(self, recipe: Recipe) -> Sequence[Unit]:
        """Return the units of the page that a recipe gives."""
        rng = random.Random(recipe.seed)  # noqa: S311 - the same page each time
        if recipe.kind == "gold":
            return self.pages[recipe.seed % len(self.pages)]
        if recipe.kind == "rearranged":
            return mixed(rng, self.pages)
        single = recipe.kind == "single"
        traditional = rng.choice(self.stories).traditional or chance(rng, _TRADITIONAL)
        shelf = [story for story in self.stories if story.traditional == traditional] or self.stories
        most = min(5 if single else 7, len(shelf))
        stories = rng.sample(shelf, rng.randint(min(1 if single else 2, most), most))
        words = TRADITIONAL if traditional else SIMPLIFIED
        return typeset(rng, stories, draw_style(rng, single=single, words=words))


def recipes(count: int, typeset_share: float, drawn_share: float, seed: int) -> list[Recipe]:
    """Return recipes of made-up pages: `count` re-arranged ones; typeset ones, and drawn ones in layout order, in proportion."""
    counts: dict[Kind, float] = {"rearranged": count, "columns": count * typeset_share, "single": count * typeset_share * _SINGLE}
    counts["drawn"] = count * drawn_share
    return [Recipe(kind, seed + i) for kind, number in counts.items() for i in range(int(number))]


def example(page: Sequence[Unit]) -> Example | None:
    """Return a page as arrays; None if it is empty, or if its labels could not stand on any page in this order."""
    composed = units.compose(page)
    pieces = lines.pieces(composed.text)
    if not pieces:
        return None
    found = np.array(units.labels(pieces, composed, page), np.int64)
    if not transitions()[found[:-1], found[1:]].all():
        return None
    return measured(composed.text, pieces, found)


def measured(text: str, pieces: list[Piece], found: NDArray[np.int64], *, shuffled: bool = False) -> Example:
    """Return the pieces of a page as arrays, given their labels, and whether its columns were shuffled."""
    made = features.features(text, pieces, shuffled=shuffled)
    return Example(made.rows, made.edges, found)


class Kitchen:
    """Makes examples in other processes."""

    def __init__(self, sources: Sources, workers: int) -> None:
        self._pool = multiprocessing.Pool(workers, _set_sources, (sources,))

    def make(self, wanted: Iterable[Recipe]) -> list[Example]:
        """Return the examples of some recipes; what gave none is left out."""
        return _sound(self._pool.imap(_cook, wanted, _CHUNK))

    def start(self, wanted: Iterable[Recipe]) -> Order:
        """Begin to make examples, and return at once."""
        return Order(self._pool.map_async(_cook, wanted, _CHUNK))

    def close(self) -> None:
        """End the other processes."""
        self._pool.terminate()


class Order:
    """Examples being made."""

    def __init__(self, result: AsyncResult[list[Example | None]]) -> None:
        self._result = result

    def ready(self) -> bool:
        """Say whether they are made."""
        return self._result.ready()

    def examples(self) -> list[Example]:
        """Wait for them."""
        return _sound(self._result.get())


def _sound(found: Iterable[Example | None]) -> list[Example]:
    return [made for made in found if made is not None]


_sources: list[Sources] = []


def _set_sources(sources: Sources) -> None:
    """Keep what examples are made from in a worker."""
    _sources[:] = [sources]


def _cook(recipe: Recipe) -> Example | None:
    """Make one example, in a worker."""
    return _sources[0].example(recipe)
