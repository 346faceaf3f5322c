"""Gold pages in layout order, as the package brings them in order, and the labels that fit them best.

The order found is not that of the gold: articles are cut, and pieces of one stand in another. What begins anew is labelled so: the
rest of an article behind another opens an article. A few lines of another article inside one are taken for its own, and a
headline inside one for furniture, for then all else of it is whole. Of the labels that may stand on one page the nearest to these
are learned.

`python -m training.shuffled GOLD_DIR... --out FILE` finds the order of pages, a third of a second each, for `training.train --shuffled`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import affinity, fragments
from corpus.chain import NEVER, Chain, best_paths
from corpus.labels import HEADLINE, LABELS, Label, transitions
from corpus.order import PARTED, Stretch, is_laid_out, is_shuffled, looked, placed, stretches
from training import gold
from training.order.truth import claims, texts_of
from training.style import chance
from training.units import BODY, NO_ARTICLE, bare, body_role

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.labels import Role
    from corpus.lines import Piece
    from training.gold import GoldPage
    from training.order.truth import Claims, Text

_FEW: Final = 0.1
"""The share of an article that may be another's, and it is found all the same."""
_MOST: Final = 0.5
"""And the share of the other that is too much of it to be given up."""
_UNDONE: Final = 0.1
"""The share of joins that a draw undoes."""
_TURNED: Final = 0.3
"""The share of draws with the chains in any order."""
_LOST, _CUT, _PART, _OPENED, _BEGUN = 5.0, 4.0, 3.0, 2.0, 1.0
"""What a label costs in the place of another: text for a headline, a headline cut or merged, a part for none, ..."""


@dataclass(frozen=True, slots=True)
class Shuffled:
    """A gold page in layout order: the order found, and which text of the gold each character is of."""

    page: GoldPage
    order: Sequence[Stretch]
    texts: Sequence[Text]
    claimed: Claims

    @classmethod
    def of(cls, page: GoldPage, order: Sequence[Stretch]) -> Shuffled:
        """Lay the gold over a page."""
        texts = texts_of(page.facts)
        return cls(page, order, texts, claims(page.text, texts))

    def drawn(self, rng: random.Random) -> Shuffled:
        """Return the same with some joins undone, and at times with its chains in another order."""
        order = [run._replace(blanks=PARTED) if chance(rng, _UNDONE) else run for run in self.order]
        if chance(rng, _TURNED):
            first = [k for k, run in enumerate(order) if run.blanks == PARTED]
            chains = [order[start:stop] for start, stop in pairwise([*first, len(order)])]
            rng.shuffle(chains)
            order = [run for chain in chains for run in chain]
        return replace(self, order=order)

    def pieces(self) -> list[Piece]:
        """Return the pieces in their order."""
        return placed(self.page.text, self.order)

    def labels(self, pieces: Sequence[Piece]) -> list[int]:
        """Return the labels of pieces in some order, as rows of `LABELS`."""
        texts = [bare(self.page.text[piece.start : piece.end]) for piece in pieces]
        told = gold.with_marks_at_home([self._placed(piece) for piece in pieces], texts)
        return nearest(wanted(absorbed(told, [len(text) for text in texts])))

    def _placed(self, piece: Piece) -> Placed:
        """Return what a piece is, by what most of its characters are of."""
        text = self.page.text
        inside = [i for i in range(piece.start, piece.end) if not text[i].isspace()]
        number = Counter(self.claimed.text[inside].tolist()).most_common(1)[0][0]
        if number < 0:
            return Placed("mark" if gold.is_jump(bare(text[piece.start : piece.end])) else "furniture", NO_ARTICLE, begins=True)
        own = self.texts[number]
        role = body_role(own.content) if own.role == "body" else own.role
        return Placed(role, own.article, int(self.claimed.place[inside[0]]) == 0, number)


def found_order(page: GoldPage) -> list[Stretch] | None:
    """Return the order that the package finds for a page; None if it leaves it as it is."""
    found = fragments.fragments(page.text, affinity.statistics())
    if not (is_shuffled(found) or is_laid_out(page.text, found)):
        return None
    return stretches(found, looked(page.text, found))


def read(path: Path, pages: Iterable[GoldPage]) -> list[Shuffled]:
    """Return the pages that a file has the order of."""
    with path.open(encoding="utf-8") as file:
        known = {entry["digest"]: [Stretch(*run) for run in entry["order"]] for entry in map(json.loads, file)}
    return [Shuffled.of(page, known[page.digest]) for page in pages if page.digest in known]


@dataclass(frozen=True, slots=True)
class Placed(gold.Placed):
    """What a piece is, and the number of its text in the gold, or -1."""

    text: int = -1


def absorbed(told: Sequence[Placed], sizes: Sequence[int]) -> list[Placed]:
    """Return pieces with the few of another article that stand inside one made its own, its headlines furniture.

    >>> body, title, other = Placed("body", 0, True, 1), Placed("title", 1, True, 2), Placed("body", 1, True, 3)
    >>> [(one.role, one.article) for one in absorbed([body, title, body, other], [90, 9, 90, 90])]
    [('body', 0), ('furniture', -1), ('body', 0), ('body', 1)]
    """
    found = list(told)
    total: Counter[int] = Counter()
    for one, size in zip(told, sizes, strict=True):
        total[one.article] += size
    small = sorted((sum(sizes[k] for k in rows), rows) for rows in _parts(told))
    for size, rows in small:
        around = _around(found, rows)
        if around is not None and size <= min(_FEW * total[around], _MOST * total[told[rows[0]].article]):
            for k in rows:
                found[k] = Placed("furniture", NO_ARTICLE, begins=True) if found[k].role in HEADLINE else replace(found[k], article=around)
    return found


def _parts(told: Sequence[Placed]) -> Iterator[list[int]]:
    """Yield the rows of each stretch of one article; what is of none is left out."""
    rows = [k for k, one in enumerate(told) if one.article != NO_ARTICLE]
    for _, stretch in groupby(rows, key=lambda k: told[k].article):
        yield list(stretch)


def _around(told: Sequence[Placed], rows: Sequence[int]) -> int | None:
    """Return the article that stands before a stretch and after it, if it is one and another than that of the stretch."""
    before = next((one.article for one in reversed(told[: rows[0]]) if one.article != NO_ARTICLE), NO_ARTICLE)
    after = next((one.article for one in told[rows[-1] + 1 :] if one.article != NO_ARTICLE), NO_ARTICLE)
    return before if before == after and before not in {NO_ARTICLE, told[rows[0]].article} else None


def wanted(told: Sequence[Placed]) -> list[Label]:
    """Return the labels that pieces would have if any could follow any."""
    found = []
    last = Placed("furniture", NO_ARTICLE, begins=True)
    for k, one in enumerate(told):
        if one.article == NO_ARTICLE:
            found.append(Label(one.role, begins=True))
            continue
        headline = one.role in HEADLINE
        opens = one.article != last.article or (headline and last.role not in HEADLINE)
        goes_on = one.text == last.text and not opens and (headline or not one.begins)
        late = headline and _is_late(told, k)
        role: Role = "title" if opens and one.role == "subtitle" else one.role
        found.append(Label(role, begins=not goes_on, opens=opens and not late, late=late))
        last = one
    return found


def _is_late(told: Sequence[Placed], row: int) -> bool:
    """Say whether a part of a headline stands right behind its body, and not before it."""
    article = told[row].article
    after = next((one for one in told[row:] if one.article != NO_ARTICLE and not (one.article == article and one.role in HEADLINE)), None)
    before = next((one for one in reversed(told[:row]) if one.article != NO_ARTICLE and one.role not in HEADLINE), None)
    own = [one is not None and one.article == article and one.role in BODY for one in (before, after)]
    return own[0] and not own[1]


def nearest(labels: Sequence[Label]) -> list[int]:
    """Return the labels that may stand on one page and are nearest to some, as rows of `LABELS`."""
    after = np.where(transitions(), np.float32(0), np.float32(NEVER))
    free = np.zeros(len(LABELS), np.float32)
    scores = np.array([[-_far(one, other) for other in LABELS] for one in labels], np.float32)
    return best_paths(Chain(free, after, free), [scores])[0]


def _far(one: Label, other: Label) -> float:
    """Return what it costs to learn a label in the place of another."""
    headline, printed = one.role in HEADLINE, one.role not in {"furniture", "mark"}
    if (other.role not in {"furniture", "mark"}) != printed:
        return _PART if headline else _LOST
    if (other.role in HEADLINE) != headline:
        return _LOST
    if headline:
        same = (one.begins, one.opens, one.late) == (other.begins, other.opens, other.late)
        return (0.0 if same else _CUT) + (one.role != other.role)
    return _BEGUN * (one.begins != other.begins) + _OPENED * (one.opens != other.opens) + (one.role != other.role)


def main() -> None:
    """Write the order found of every page in layout order, a page a line."""
    parser = argparse.ArgumentParser(
        prog="python -m training.shuffled", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--out", type=Path, required=True, help="the file to write, JSON Lines of digests and offsets")
    args = parser.parse_args()
    pages = (page for folder in args.folders for page in gold.read_gold(folder) if page.is_laid_out)
    with args.out.open("w", encoding="utf-8", newline="\n") as file:
        for page in pages:
            order = found_order(page)
            if order is not None:
                file.write(json.dumps({"digest": page.digest, "order": order}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
