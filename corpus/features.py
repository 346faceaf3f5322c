"""Pieces -> features: what can be measured of each piece, in bulk, before anything is decided.

One row a piece: how wide it is against the measure around it, how it begins and ends, which fixed phrases it holds, how
its words recur before and after it, and what its characters mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus import chars, lines, phrases, topics
from corpus.characters import characters, pair_slots
from corpus.hints import hints
from corpus.measures import Floats, Glyphs, voted
from corpus.topics import cosine, running_sums, window_sums

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from corpus.hints import Hints
    from corpus.lines import Piece

REACHES: Final = (3, 8, 20)
RECURRENCES: Final = (4, 12, 40)
CHAIN: Final = 60
EDGE: Final = 3
TITLE: Final = 24
LIKE: Final = 2
_PIECES: Final = 31
"""Bits that number the pieces of a page; two characters of the plane are 32 bits."""
_PAIRS: Final = ("“”", "（）", "《》", "‘’", "「」")
_FLAGS: Final[tuple[tuple[Callable[[str], object], str], ...]] = (
    (phrases.DATELINE.match, "讯訊电電道導息"),
    (phrases.BYLINE.search, "者员員派撰/摄攝供整编編"),
    (phrases.STANDING.match, "者员員"),
    (phrases.FOLIO.search, "年./-國期第ABCDEFGHIJKLMNOPQRSTUVWXYZ编編辑輯式校美箱话話线線@wh页统邮"),
    (phrases.jump_to, "转轉接"),
    (phrases.JUMP_FROM.match, "接"),
    (phrases.REFERENCE.search, "见見刊"),
    (phrases.SAYS.search, "调調指求示持席话話辞见見举舉召纪紀侧側述之记記察"),
    (phrases.ENDING_DASH.search, "—─―：:"),
)
"""The fixed phrases, and characters of which each holds at least one: the pieces without are not searched for it."""

_GAP: Final = 40
"""The characters before a piece in which a blank line is looked for."""
_NEXT_LINE: Final = 2
"""The lines that a gap touches without a blank line in it."""


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a page: `rows` (pieces, n) float32; `edges` (pieces, 2 * EDGE) rows of the character vectors.

    `groups` names the columns of `rows` that say one kind of thing. `shuffled` says that `corpus.order` put the pieces in order: there
    are others to label such pages.
    """

    rows: NDArray[np.float32]
    edges: NDArray[np.int64]
    groups: dict[str, slice]
    hints: Hints
    shuffled: bool = False


def features(text: str, pieces: list[Piece], *, shuffled: bool = False) -> Features:
    """Return the features of the pieces of a page, which stand in reading order."""
    glyphs = Glyphs([lines.squeezed(text[p.start : p.end]) for p in pieces])
    meaning, likeness = _meaning(glyphs)
    flags = _flags(glyphs)
    blocks = {
        "how it is set": _shape(text, pieces, glyphs),
        "width against the measure": _fit(glyphs),
        "fixed phrases": flags,
        "first and last characters": _ends(glyphs),
        "open brackets": _balance(glyphs),
        "words cut by the line end": _seams(glyphs),
        "words that recur": _recurrence(glyphs),
        "what its words mean": meaning,
        "likeness to what is around": likeness,
        "what is written about": topics.likeness(glyphs),
        "blocks of print": _blocks(text, pieces) if shuffled else np.zeros((len(pieces), 2)),
    }
    rows = np.concatenate(list(blocks.values()), axis=1).astype(np.float32)
    return Features(rows, _edge_rows(glyphs), _groups(blocks), hints(pieces, glyphs, blocks), shuffled)


def _blocks(text: str, pieces: list[Piece]) -> Floats:
    """Return for each piece whether a blank line stands before it in the text, and whether the piece before it does, in its block, (n, 2).

    An extractor that goes down a page by height writes a blank line between blocks, and what is set in another size is another block.
    """
    ahead = [text[max(piece.start - _GAP, 0) : piece.start] for piece in pieces]
    parted = np.array([len(f"{gap[len(gap.rstrip()) :]}.".splitlines()) > _NEXT_LINE for gap in ahead])
    near = np.array([False, *(text[one.end : two.start].isspace() for one, two in pairwise(pieces))])
    return np.stack([parted, near & ~parted], axis=1).astype(float)


def _groups(blocks: dict[str, Floats]) -> dict[str, slice]:
    """Return the columns of each block in the table that they make side by side."""
    stops = np.cumsum([block.shape[1] for block in blocks.values()]).tolist()
    return {name: slice(stop - block.shape[1], stop) for (name, block), stop in zip(blocks.items(), stops, strict=True)}


def _shape(text: str, pieces: list[Piece], glyphs: Glyphs) -> Floats:
    """Return how each piece is set: width, blank lines and indent around it, kinds of characters."""
    width = glyphs.line_widths()
    after, before = _balanced(glyphs.lengths), _balanced(glyphs.lengths[::-1])[::-1]
    blanks = np.array([min(p.blanks, 3) for p in pieces], float)
    inline = np.array([p.inline for p in pieces], float)
    place = np.arange(len(pieces))
    kinds = glyphs.kinds()
    columns: list[ArrayLike] = [
        np.minimum(width, 60) / 20,
        np.minimum(glyphs.lengths, 80) / 20,
        width <= 8,  # noqa: PLR2004 - usual lengths of short titles
        width <= 14,  # noqa: PLR2004
        blanks > 0,
        blanks > 1,
        np.append(blanks[1:], 1.0) > 0,
        inline,
        np.append(inline[1:], 0),
        [min(p.indent, 4.0) / 2 for p in pieces],
        [min(p.indent, 20.0) / 10 for p in pieces],
        [p.feed for p in pieces],
        [lines.is_spaced(text[p.start : p.end]) for p in pieces],
        kinds[:, chars.HAN] / glyphs.lengths,
        kinds[:, chars.DIGIT] / glyphs.lengths,
        np.minimum(kinds[:, chars.STOP], 3) / 2,
        np.minimum(kinds[:, chars.PAUSE], 4) / 3,
        np.minimum(kinds[:, chars.SPACE], 4) / 3,
        place < 3,  # noqa: PLR2004 - top of the page
        place >= len(pieces) - 3,
    ]
    return np.concatenate([np.stack(columns, axis=1).astype(float), after, before], axis=1)


def _balanced(lengths: NDArray[np.int64]) -> Floats:
    """Return how the length of each piece stands to the next: the lines of one title are of like length."""
    change = np.append(np.diff(lengths), 99)
    short = np.maximum(lengths, np.append(lengths[1:], 99)) <= TITLE
    return np.stack(
        [(change == 0) & short, (change == -1) & short, (np.abs(change) <= LIKE) & short, np.clip(change, -12, 12) / 6 * short], axis=1
    ).astype(float)


def _fit(glyphs: Glyphs) -> Floats:
    """Return how each piece fits the measures around it, with and without the indent of a first line."""
    width, unit = glyphs.line_widths()[:, None], glyphs.first_units()
    follows = np.append(unit[1:], 1.0)
    measure, share = voted(width[:, 0], follows, REACHES)
    slack = measure - width - follows[:, None]
    fits = (width <= measure + 0.6) & (slack < 0.3)  # noqa: PLR2004 - rounding of widths
    first = (width <= measure - 1.4) & (slack - 2 < 0.3)  # noqa: PLR2004
    return np.concatenate(
        [
            np.clip(width - measure, -8, 4) / 2,
            (width / np.maximum(measure, 1)).clip(0, 2),
            np.clip(slack, -2, 4),
            np.clip(slack - 2, -2, 4),
            fits,
            first,
            measure / 20,
            share,
            unit[:, None] / 3,
        ],
        axis=1,
    )


def _flags(glyphs: Glyphs) -> Floats:
    """Return which fixed phrases each piece holds."""
    held = np.bitwise_or.reduceat(_telling()[glyphs.codes], glyphs.starts)
    out = np.zeros((len(glyphs.texts), len(_FLAGS)))
    for k, (test, _) in enumerate(_FLAGS):
        found = [i for i in np.flatnonzero(held & (1 << k)).tolist() if test(glyphs.texts[i]) is not None]
        out[found, k] = 1
    return out


@cache
def _telling() -> NDArray[np.uint16]:
    """Return for each character of the plane the fixed phrases that it may be of, a bit each."""
    table = np.zeros(len(chars.classes()), np.uint16)
    for k, (_, characters_) in enumerate(_FLAGS):
        table[[ord(c) for c in characters_]] |= np.uint16(1 << k)
    return table


def _ends(glyphs: Glyphs) -> Floats:
    """Return the class of the first, the last and the last but one character of each piece, one-hot."""
    eye = np.eye(chars.OTHER + 1)
    last = glyphs.ends - 1
    before = np.where(glyphs.lengths > 1, glyphs.classes[np.maximum(last - 1, 0)], chars.SPACE)
    return np.concatenate(
        [eye[glyphs.classes[glyphs.starts]], eye[glyphs.classes[last]], eye[before][:, [chars.STOP, chars.CLOSE]]], axis=1
    )


def _balance(glyphs: Glyphs) -> Floats:
    """Return opening minus closing marks of each piece, one column a pair of marks."""
    sides = _sides()[glyphs.codes]
    marks = np.flatnonzero(sides)
    pair = np.abs(sides[marks]) - 1
    net = np.bincount(glyphs.row[marks] * len(_PAIRS) + pair, np.sign(sides[marks]), len(glyphs.texts) * len(_PAIRS))
    return np.clip(net.reshape(-1, len(_PAIRS)), -2, 2)


@cache
def _sides() -> NDArray[np.int64]:
    """Return for each character of the plane which pair of marks it is of, from 1, negative for the closing one; 0 for none."""
    table = np.zeros(len(chars.classes()), np.int64)
    for k, pair in enumerate(_PAIRS, 1):
        table[ord(pair[0])], table[ord(pair[1])] = k, -k
    return table


def _seams(glyphs: Glyphs) -> Floats:
    """Return how often the two characters at the seam before each piece, and at the one after it, stand together in words."""
    known = characters()
    rows = known.index[glyphs.codes]
    last, first = rows[glyphs.ends[:-1] - 1], rows[glyphs.starts[1:]]
    bound = known.pairs[pair_slots(last, first)]
    return np.stack([np.append(0.0, bound), np.append(bound, 0.0)], axis=1)


def _recurrence(glyphs: Glyphs) -> Floats:
    """Return how the two-character strings of each piece recur before and after it, and how many chains cross to it.

    Chains of recurring terms that end and begin at one place mark a change of topic (Hearst 1997, TextTiling).
    """
    n = len(glyphs.texts)
    out = np.zeros((n, 2 * len(RECURRENCES) + 3))
    key, where = _pairs(glyphs)
    if not len(key):
        return out
    both = np.sort(key << _PIECES | where)
    key, where = both >> _PIECES, both & ((1 << _PIECES) - 1)
    same = key[1:] == key[:-1]
    gap = np.where(same, where[1:] - where[:-1], n + 1)
    group = np.concatenate([[0], np.cumsum(~same)])
    count = np.bincount(group)[group]
    weight = 1.0 / np.sqrt(count)
    total = np.bincount(where, weight, n) + 1e-6
    for k, reach in enumerate(RECURRENCES):
        near = (gap > 0) & (gap <= reach)
        out[:, 2 * k] = np.bincount(where[:-1], weight[:-1] * near, n) / total
        out[:, 2 * k + 1] = np.bincount(where[1:], weight[1:] * near, n) / total
    chain = (gap > 0) & (gap <= min(CHAIN, n)) & (count[1:] <= 12)  # noqa: PLR2004 - a string in every article links none
    out[:, -3:] = _crossing(where[:-1][chain], where[1:][chain], weight[1:][chain], n)
    return out


def _pairs(glyphs: Glyphs) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each string of two characters inside a piece as a number, and the piece it stands in."""
    kind = glyphs.classes
    plain = (kind == chars.HAN) | (kind == chars.LATIN) | (kind == chars.DIGIT)
    inside = plain[:-1] & plain[1:] & (glyphs.row[:-1] == glyphs.row[1:])
    codes = glyphs.codes.astype(np.int64)
    return ((codes[:-1] << 16) | codes[1:])[inside], glyphs.row[:-1][inside]


def _crossing(first: NDArray[np.int64], last: NDArray[np.int64], weight: Floats, n: int) -> Floats:
    """Return the weight of the chains that cross to each piece: logged, against the mean and against the least around."""
    change = np.bincount(first + 1, weight, n + 1) - np.bincount(last + 1, weight, n + 1)
    cross = np.maximum(np.cumsum(change)[:n], 0)
    mean = _window_means(running_sums(cross[:, None]), -12, 13)[:, 0]
    least = np.lib.stride_tricks.sliding_window_view(np.pad(cross, 6, mode="edge"), 13).min(axis=1)
    return np.stack([np.log1p(cross) / 4, np.clip(cross / (mean + 1e-3), 0, 2), np.clip(cross / (least + 1.0), 0, 4) / 4], axis=1)


def _meaning(glyphs: Glyphs) -> tuple[Floats, Floats]:
    """Return the mean character vector of each piece, and how like it is to what stands before and after it."""
    rows = characters().index[glyphs.codes]
    known = _weighted()[rows]
    sums = np.add.reduceat(known, glyphs.starts)
    sums, rarity = sums[:, :-1], sums[:, -1:]
    mean = sums / (rarity + 1e-6)
    centred = sums - sums.mean(axis=0) * (glyphs.lengths / glyphs.lengths.mean())[:, None]
    total = running_sums(centred)
    reaches = ((1, 4), (1, 13), (1, 31), (-3, 0), (-12, 0), (-30, 0), (0, 10), (-10, 0), (0, 25), (-25, 0))
    windows = [_window_means(total, first, stop) for first, stop in reaches]
    likeness = [cosine(centred, w) for w in windows[:6]] + [cosine(windows[7], windows[6]), cosine(windows[9], windows[8])]
    return mean * 3, np.stack(likeness, axis=1)


@cache
def _weighted() -> Floats:
    """Return the character vectors by how rare each character is, and that as the last column, shape (rows, d + 1)."""
    known = characters()
    weighted = known.vectors * known.rarity[:, None]
    return np.concatenate([weighted, known.rarity[:, None]], axis=1).astype(np.float64)


def _window_means(total: Floats, first: int, stop: int) -> Floats:
    """Return for each row i the mean of the rows from i + first up to i + stop that there are, zero if none; of running sums."""
    out = window_sums(total, first, stop)
    place = np.arange(len(out))
    count = np.clip(place + stop, 0, len(out)) - np.clip(place + first, 0, len(out))
    out /= np.maximum(count, 1)[:, None]
    return out


def _edge_rows(glyphs: Glyphs) -> NDArray[np.int64]:
    """Return the vector rows of the first and of the last characters of each piece; the last row is no character."""
    rows = characters().index[glyphs.codes]
    none = len(characters().vectors) - 1
    heads = [np.where(glyphs.lengths > k, rows[np.minimum(glyphs.starts + k, glyphs.ends - 1)], none) for k in range(EDGE)]
    tails = [np.where(glyphs.lengths > k, rows[np.maximum(glyphs.ends - 1 - k, glyphs.starts)], none) for k in range(EDGE)]
    return np.stack(heads + tails, axis=1)
