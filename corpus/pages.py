"""The converter on one screen: page text in, `Page` out."""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from pydantic import TypeAdapter

from corpus import (
    __version__,
    assembly,
    clippings,
    crossheads,
    digests,
    evidence,
    fields,
    filings,
    lines,
    model,
    openings,
    order,
    origins,
    phrases,
    piles,
    printouts,
)
from corpus.chars import writable
from corpus.features import features
from corpus.labels import LABELS
from corpus.passages import Reading
from corpus.records import Article, Box, Furniture, HeadlineLine, Mark, Page, Paragraph, Span
from corpus.seams import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from corpus.assembly import Draft, Unit
    from corpus.features import Features
    from corpus.lines import Piece
    from corpus.records import FurnitureKind, HeadlineRole, Language, MarkKind, Statement
    from corpus.sheets import Sheet

_SAMPLE: Final = 16_000
"""Characters that tell the script of a page."""
REASONS: Final = 3
LEAST: Final = 0.01
_IMPRINT: Final = re.compile(
    r"责编|責編|责任编辑|責任編輯|版式|校对|校對|美编|美編|主编|主編|邮箱|郵箱|信箱|电话|電話|热线|熱線|网址|網址|@|www\.|http"
)
_SOURCE: Final = re.compile(r"来源|來源|《[^》]{2,20}》\s*[（(]|(?:日报|日報|晚报|时报)[/（(]")
_SPANS: Final = TypeAdapter(tuple[Span, ...])
"""Makes all spans of a paragraph in one call: there are more of them than of anything else."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What one piece of print was taken for, how sure, and why."""

    start: int
    end: int
    label: str
    confidence: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A page text, its pieces in reading order, and their labels."""

    text: str
    pieces: list[Piece]
    labels: Sequence[int]
    sure: list[float]
    opens: list[float]
    sheet: Sheet | None = None
    shuffled: bool = False
    """Whether the columns of the text were, so that `order` has put the pieces in order."""

    def labelled(self, path: model.Path) -> Parsed:
        """Return the same with its labels."""
        return replace(self, labels=path.labels, sure=path.sure.tolist(), opens=path.opens.tolist())

    def first(self) -> Reading:
        """Return what was labelled first, for second thoughts."""
        return Reading(self.text, self.pieces, self.labels, self.sure, self.opens)

    def spans(self, rows: Iterable[int]) -> tuple[Span, ...]:
        """Return where pieces stand."""
        found = [self.pieces[i] for i in rows]
        if self.sheet is None:
            return _SPANS.validate_python([{"start": piece.start, "end": piece.end} for piece in found])
        return tuple(Span(start=piece.start, end=piece.end, box=self._box(self.sheet, piece)) for piece in found)

    def _box(self, sheet: Sheet, piece: Piece) -> Box:
        x0, y0, x1, y1 = (round(side, 2) for side in sheet.box(piece.start, piece.end))
        return Box(page=sheet.number, x0=x0, y0=y0, x1=x1, y1=y1)

    def joined(self, rows: Iterable[int]) -> str:
        """Return pieces as one string."""
        return joined(self.text, ((self.pieces[i].start, self.pieces[i].end) for i in rows))

    def certainty(self, rows: Sequence[int]) -> float:
        """Return how likely it is that all of these pieces have the right labels."""
        return round(math.prod(map(self.sure.__getitem__, rows)), 3)


def convert(  # noqa: PLR0913 - what is known of a page beside its text
    text: str,
    *,
    source: str = "",
    encoding: str = "utf-8",
    stated: Iterable[Statement] = (),
    sheet: Sheet | None = None,
    parsed: Parsed | None = None,
) -> Page:
    r"""Return the page that a text holds.

    `source` names where the text came from (a path relative to the input folder), `encoding` how it was read. Lone
    surrogates of both, which no encoding can write, become U+FFFD; every offset refers to `Page.source_text`. Newspaper, date and
    page are read from the folio; what is `stated` of them otherwise comes before that. `sheet` is the print that the text is
    of, if it is known: further evidence, and a box for each span. `parsed` is what `parse_all` made of both, if it did.

    >>> page = convert("新桥建成\n本报讯 （记者 李静）昨日，新桥建成通车。")
    >>> page.articles[0].title, page.articles[0].paragraphs[0].text
    ('新桥建成', '本报讯 （记者 李静）昨日，新桥建成通车。')
    """
    reading = parsed or parse_all([(text, sheet)])[0]
    text, source = reading.text, writable(source)
    digest = hashlib.sha256(text.encode()).hexdigest()
    language = script(text)
    drafts, furniture = assembly.assemble(text, reading.pieces, reading.labels)
    found = (_article(reading, draft, place, (source, digest, language)) for place, draft in enumerate(drafts))
    page = Page(
        id=identifier(source, digest),
        source=source,
        sha256=digest,
        encoding=encoding,
        language=language,
        source_text=text,
        articles=tuple(found),
        furniture=tuple(Furniture(kind=_furniture_kind(u.text), text=u.text, spans=reading.spans(u.pieces)) for u in furniture),
        tool_version=__version__,
    )
    return origins.located(page, stated)


def explain(text: str, sheet: Sheet | None = None) -> list[Decision]:
    """Return what each piece of a page was taken for, in reading order, and what spoke for it; `sheet` as for `convert`."""
    reading = parse_all([(text, sheet)])[0]
    pieces = reading.pieces
    if not pieces:
        return []
    found = features(reading.text, pieces, shuffled=reading.shuffled)
    spoke = model.evidence(found, reading.labels, _printed(sheet, pieces))
    return [
        Decision(piece.start, piece.end, str(LABELS[row]), round(sure, 3), _why(found, spoke, i))
        for i, (piece, row, sure) in enumerate(zip(pieces, reading.labels, reading.sure, strict=True))
    ]


def script(text: str) -> Language:
    """Return the script of a text by which of two national character sets holds more of it.

    >>> script("国家图书馆"), script("國家圖書館"), script("2020")
    ('zh-Hans', 'zh-Hant', 'und')
    """
    codes = np.frombuffer(text[:_SAMPLE].encode("utf-16-le", "surrogatepass"), np.uint16)
    han, simplified, traditional = np.count_nonzero(_sets().take(codes, axis=1), axis=1).tolist()
    if not han:
        return "und"
    return "zh-Hans" if simplified >= traditional else "zh-Hant"


@cache
def _sets() -> NDArray[np.bool_]:
    """Return which characters of the plane are Han, in the set of Simplified and in that of Traditional script, shape (3, 65536)."""
    every = "".join(map(chr, range(0x4E00, 0xA000)))
    table = np.zeros((3, 0x10000), bool)
    for row, name in zip(table, ("utf-8", "gb2312", "big5"), strict=True):
        row[[ord(char) for char in every.encode(name, "ignore").decode(name)]] = True
    return table


def parse_all(texts: Sequence[tuple[str, Sheet | None]]) -> list[Parsed]:
    """Return the readings of page texts, each with its print if it is known; the same for each as if it were alone, in less time."""
    found, told = first_readings(texts)
    doubted = {k: told[k] + more for k, one in enumerate(found) if (more := _second_thoughts(one)) is not None}
    settled = dict(zip(doubted, _labelled([found[k] for k in doubted], list(doubted.values())), strict=True))
    found = [settled.get(k, one) for k, one in enumerate(found)]
    piled = {k: replace(one, pieces=dealt) for k, one in enumerate(found) if (dealt := _dealt(one))}
    dealt_out = list(piled.values())
    again = dict(zip(piled, _labelled(dealt_out, _scores(dealt_out)), strict=True))
    return [again.get(k, one) for k, one in enumerate(found)]


def first_readings(texts: Sequence[tuple[str, Sheet | None]]) -> tuple[list[Parsed], list[NDArray[np.float32]]]:
    """Return the readings of page texts before any second thoughts, and the scores of their labels; as for `parse_all`."""
    readings = [_unlabelled(text, sheet) for text, sheet in texts]
    scores = _scores(readings)
    return _labelled(readings, scores), scores


def _scores(readings: Sequence[Parsed]) -> list[NDArray[np.float32]]:
    """Return the scores of all labels for the pieces of each reading: what is printed, and the print if it is known."""
    nothing = np.zeros((0, len(LABELS)), np.float32)
    return [
        model.scores(features(one.text, one.pieces, shuffled=one.shuffled), _printed(one.sheet, one.pieces)) if one.pieces else nothing
        for one in readings
    ]


def _labelled(readings: Sequence[Parsed], scores: Sequence[NDArray[np.float32]]) -> list[Parsed]:
    """Return readings with labels, all at once; what has no pieces has none."""
    told = [(own, one.shuffled) for one, own in zip(readings, scores, strict=True) if one.pieces]
    paths = iter(model.best([own for own, _ in told], [shuffled for _, shuffled in told]))
    return [one.labelled(next(paths)) if one.pieces else one for one in readings]


def _second_thoughts(reading: Parsed) -> NDArray[np.float32] | None:
    """Return what the reading itself says of where articles begin; None where it says nothing, or where print tells.

    Where nothing else says it, what is in doubt is weighed.
    """
    if reading.sheet or reading.shuffled or not reading.pieces:
        return None
    page = reading.first()
    told = (module.scores(page) for module in (clippings, printouts, filings, digests, crossheads))
    found = [more for more in told if more is not None]
    known: NDArray[np.float32] | None = np.sum(found, axis=0) if found else None
    weighed = openings.scores(page)
    if known is None or weighed is None:
        return weighed if known is None else known
    weighed[known.any(axis=1)] = 0
    return known + weighed


def _dealt(reading: Parsed) -> list[Piece] | None:
    """Return the pieces with the headlines of a pile before their stories; None where there is none.

    Print tells itself where they stand, and where columns were shuffled no story stands next to another for sure.
    """
    if reading.sheet or reading.shuffled:
        return None
    return piles.dealt(reading.text, reading.pieces, reading.labels)


def _unlabelled(text: str, sheet: Sheet | None) -> Parsed:
    """Return the pieces of a text in reading order, whether its columns are shuffled or not; the text of print is in order."""
    text = writable(text)
    ordered = order.reading_order(text) if sheet is None else None
    return Parsed(text, ordered or lines.pieces(text), (), [], [], sheet, shuffled=bool(ordered))


def _printed(sheet: Sheet | None, pieces: Sequence[Piece]) -> NDArray[np.float32] | None:
    return None if sheet is None else evidence.scores(sheet, pieces)


def identifier(*parts: str) -> str:
    """Return what names a thing: the same parts give the same name."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _article(reading: Parsed, draft: Draft, place: int, origin: tuple[str, str, Language]) -> Article:
    source, digest, language = origin
    rows = sorted(i for unit in draft.units() for i in unit.pieces)
    headline = [i for unit in draft.headline for i in unit.pieces]
    return Article(
        id=identifier(source, digest, str(reading.pieces[rows[0]].start)),
        source=source,
        order=place,
        language=language,
        kicker=_headline_part(draft, "kicker"),
        title=_headline_part(draft, "title"),
        subtitle=_headline_part(draft, "subtitle"),
        headline_lines=tuple(_headline_lines(reading, draft)),
        paragraphs=tuple(_paragraph(reading, unit) for unit in draft.paragraphs),
        marks=tuple(_mark(reading, unit) for unit in draft.marks),
        confidence=reading.certainty(rows),
        headline_confidence=reading.certainty(headline) if headline else None,
        tool_version=__version__,
        **fields.small_print([unit.text for unit in draft.marks], [unit.text for unit in draft.paragraphs]),
    )


def _headline_part(draft: Draft, role: HeadlineRole) -> str:
    return "".join(unit.text for unit in draft.headline if unit.role == role)


def _headline_lines(reading: Parsed, draft: Draft) -> Iterable[HeadlineLine]:
    """Yield the headline group line by line; the parts of one printed line are one."""
    for unit in draft.headline:
        printed: dict[int, list[int]] = {}
        for i in unit.pieces:
            printed.setdefault(reading.pieces[i].line, []).append(i)
        role: HeadlineRole = "kicker" if unit.role == "kicker" else "subtitle" if unit.role == "subtitle" else "title"
        for rows in printed.values():
            yield HeadlineLine(role=role, text=reading.joined(rows), spans=reading.spans(rows))


def _paragraph(reading: Parsed, unit: Unit) -> Paragraph:
    return Paragraph(kind=unit.kind, text=unit.text, spans=reading.spans(unit.pieces), confidence=reading.certainty(unit.pieces))


def _mark(reading: Parsed, unit: Unit) -> Mark:
    kind: MarkKind = "jump_to" if fields.jump_to([unit.text]) else "jump_from" if fields.jump_from([unit.text]) else "byline"
    return Mark(kind=kind, text=unit.text, spans=reading.spans(unit.pieces))


def _furniture_kind(text: str) -> FurnitureKind:
    if _IMPRINT.search(text):
        return "imprint"
    if _SOURCE.search(text):
        return "source"
    if phrases.FOLIO.search(text):
        return "folio"
    return "nameplate" if re.fullmatch(r"[\u4e00-\u9fff]{2,8}[报報]", text) else "other"


def _why(found: Features, spoke: NDArray[np.float64], row: int) -> tuple[str, ...]:
    """Return the groups of features that spoke most for the label of a piece, the strongest first, as shares of probability."""
    ranked = sorted(zip(found.groups, spoke[:, row].tolist(), strict=True), key=lambda pair: -pair[1])
    return tuple(f"{name} (+{share:.2f})" for name, share in ranked[:REASONS] if share >= LEAST)
