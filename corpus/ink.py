"""A page of a PDF -> what is printed on it: glyphs, rules and pictures, as PDFium sees them.

Nothing is decided here. Coordinates are those of the page as it is shown (crop box and rotation applied), in points of
1/72 inch from its top left corner, y downward. PDFium because it reads what Chrome reads, is fast, kept up and permissively
licensed; its raw interface because the font, matrix and object of each glyph are nowhere else.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from corpus.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

MOST: Final = 400_000
"""More glyphs than any page holds: what has more was made to do harm."""
_OBJECTS: Final = 200_000
_THIN: Final = 3.0
_PICTURE: Final = 24.0
_HIDDEN: Final = 3
_REPLACEMENT: Final = 0xFFFD
_UNMAPPED: Final = 0.5
_NEAR: Final = 0.2
_RADICALS: Final = dict(
    zip(
        "⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⺠",
        "虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙民",
        strict=True,
    )
)
"""Radicals that fonts name where they mean characters, and that Unicode's NFKC leaves as they are."""
_SCAN = "run OCR over it, and give its text, ALTO XML or hOCR"


@dataclass(frozen=True, slots=True)
class Ink:
    """What is printed on a page, glyphs in the order of the file's stream.

    `code` are code points, `left`, `top`, `right`, `bottom` the box of each glyph (its advance wide), `x` and `y` its origin on
    the baseline, `size` its em, all in points; `turn` counts quarter turns clockwise of its feet; `font` numbers the fonts;
    `weight` is that which the font calls its own, 0 if it does not. `rules` and `pictures` are boxes, shape (n, 4).
    """

    code: Ints
    left: Floats
    top: Floats
    right: Floats
    bottom: Floats
    x: Floats
    y: Floats
    size: Floats
    turn: Ints
    font: Ints
    weight: Ints
    rules: Floats
    pictures: Floats
    width: float
    height: float

    def __len__(self) -> int:
        """Return the number of glyphs."""
        return len(self.code)

    def only(self, kept: NDArray[Any]) -> Ink:
        """Return it with some of its glyphs only, or in another order."""
        whole = {"rules", "pictures", "width", "height"}
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return Ink(**{name: value if name in whole else value[kept] for name, value in values.items()})


def library() -> Any:  # noqa: ANN401 - a module that may not be installed
    """Return pypdfium2, or say how to install it."""
    try:
        import pypdfium2  # noqa: PLC0415
        import pypdfium2.raw  # noqa: PLC0415
    except ImportError as error:
        what = "reading a PDF"
        raise MissingExtraError(what, "pdf") from error
    return pypdfium2


@contextmanager
def opened(path: Path, place: str) -> Iterator[Any]:
    """Open a PDF.

    Raises:
        InputError: if it is encrypted, damaged or no PDF.

    """
    pdfium = library()
    try:
        document = pdfium.PdfDocument(path)
    except (pdfium.PdfiumError, OSError) as error:
        raise _unreadable(pdfium, error, place) from error
    try:
        yield document
    finally:
        document.close()


def _unreadable(pdfium: Any, error: Exception, place: str) -> InputError:  # noqa: ANN401
    """Return why a file cannot be opened, in our own words."""
    code = getattr(error, "err_code", None)
    if code in {pdfium.raw.FPDF_ERR_PASSWORD, pdfium.raw.FPDF_ERR_SECURITY}:
        return InputError(place, "the PDF is encrypted", help="take the password off first, as with: qpdf --decrypt --password=... IN OUT")
    return InputError(place, "no PDF that can be read", help="it may be damaged: try to repair it with qpdf or mutool, or bring its text")


def read(document: Any, number: int, place: str) -> Ink:  # noqa: ANN401 - a document of pypdfium2
    """Return what is printed on a page, counted from 0.

    Invisible text is left out where there is more that is visible, so is text outside the crop box; glyphs printed twice in one
    place are one glyph.

    Raises:
        InputError: if the page is damaged, is a scan without text, or has fonts that do not name their characters.

    """
    pdfium = library()
    try:
        page = document[number]
        text = page.get_textpage()
    except pdfium.PdfiumError as error:
        raise InputError(place, "the page is damaged", help="try to repair the file with qpdf or mutool, or bring its text") from error
    try:
        frame = _Frame.of(page)
        rules, pictures = _drawn(pdfium.raw, page, frame)
        scanned = any(item.type == pdfium.raw.FPDF_PAGEOBJ_IMAGE for item in page.get_objects(max_depth=3)) if len(pictures) else False
        ink = _glyphs(pdfium.raw, text, frame, (rules, pictures), place, _places(pdfium.raw, page))
    finally:
        text.close()
        page.close()
    if not len(ink) and scanned:
        raise InputError(place, "a picture without text: it is a scan", help=_SCAN)
    return ink


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the page that is shown, and how it is turned, in quarters clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    quarter: int

    @classmethod
    def of(cls, page: Any) -> _Frame:  # noqa: ANN401 - a page of pypdfium2
        """Return the frame of a page."""
        left, bottom, right, top = page.get_bbox()
        return cls(left, bottom, right, top, page.get_rotation() // 90 % 4)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.quarter % 2 else (width, height)

    def shown(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return points of the page as they are shown."""
        if self.quarter == 1:
            return y - self.bottom, x - self.left
        if self.quarter == 2:  # noqa: PLR2004 - upside down
            return self.right - x, y - self.bottom
        if self.quarter == 3:  # noqa: PLR2004 - a quarter back
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def boxes(self, raw: Floats) -> Floats:
        """Return boxes (left, bottom, right, top) of the page as shown: left, top, right, bottom."""
        x0, y0 = self.shown(raw[:, 0], raw[:, 1])
        x1, y1 = self.shown(raw[:, 2], raw[:, 3])
        return np.stack([np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1)], axis=1)


def _places(raw: Any, page: Any) -> dict[int, int]:  # noqa: ANN401
    """Return the place of each object of a page in the order in which it is printed, by its address."""
    count = min(raw.FPDFPage_CountObjects(page), _OBJECTS)
    return {ctypes.addressof(raw.FPDFPage_GetObject(page, i).contents): i for i in range(count)}


def _drawn(raw: Any, page: Any, frame: _Frame) -> tuple[Floats, Floats]:  # noqa: ANN401
    """Return the rules (the sides of boxes are rules) and the pictures of a page; what is filled may be one."""
    rules, pictures = [], []
    sides = [ctypes.c_float() for _ in range(4)]
    for i in range(min(raw.FPDFPage_CountObjects(page), _OBJECTS)):
        item = raw.FPDFPage_GetObject(page, i)
        kind = raw.FPDFPageObj_GetType(item)
        if kind not in {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE} or not raw.FPDFPageObj_GetBounds(item, *sides):
            continue
        left, bottom, right, top = (side.value for side in sides)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            pictures.append((left, bottom, right, top))
        elif min(right - left, top - bottom) <= _THIN:
            rules.append((left, bottom, right, top))
        elif _is_painted(raw, item, fill=True) and min(right - left, top - bottom) > _PICTURE:
            pictures.append((left, bottom, right, top))
        elif _is_painted(raw, item, fill=False):
            rules += [(left, bottom, left, top), (right, bottom, right, top), (left, bottom, right, bottom), (left, top, right, top)]
    return tuple(frame.boxes(np.array(found, float).reshape(-1, 4)) for found in (rules, pictures))  # type: ignore[return-value] # two of them


def _is_painted(raw: Any, item: Any, *, fill: bool) -> bool:  # noqa: ANN401
    """Say whether a path is filled, or stroked."""
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(item, filled, stroked)) and bool(filled.value if fill else stroked.value)


def _glyphs(raw: Any, text: Any, frame: _Frame, drawn: tuple[Floats, Floats], place: str, places: dict[int, int]) -> Ink:  # noqa: ANN401, PLR0913, PLR0917 - what PDFium gives in pieces
    """Return the glyphs of a page in the order in which they are printed.

    PDFium mixes what stands on one line, of however many columns. `places` says which object comes first; what is not in
    it, being part of a form, stays where it is.
    """
    count = raw.FPDFText_CountChars(text)
    if count > MOST:
        raise InputError(place, f"{count} glyphs on one page", help="no newspaper page has so many: bring its text, if it is one")
    table, hidden, unmapped = _table(raw, text, count)
    at = np.maximum.accumulate([places.get(int(key), -1) for key in table[:, 11]]) if len(table) else np.zeros(0)
    order = np.argsort([places.get(int(key), here) for key, here in zip(table[:, 11], at, strict=True)], kind="stable")
    table, hidden, unmapped = table[order], hidden[order], unmapped[order]
    width, height = frame.size
    ink = _shown(table, frame, drawn, (width, height))
    if len(ink) and unmapped.mean() > _UNMAPPED:
        raise InputError(place, "its fonts do not say which characters they print (no ToUnicode map)", help=_SCAN)
    inside = (ink.right > 0) & (ink.left < width) & (ink.bottom > 0) & (ink.top < height)
    kept = inside & (hidden if hidden.sum() > (~hidden & inside).sum() else ~hidden)
    ink = ink.only(kept)
    return ink.only(_once(ink, table[kept, 11]))


def _table(raw: Any, text: Any, count: int) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:  # noqa: ANN401
    """Return a row for each glyph, which of them are invisible, and which have no character.

    A row is code, origin, box (left, bottom, right, top), em, angle, font, weight, address of the text object.
    """
    rows: list[tuple[float, ...]] = []
    hidden, unmapped = [], []
    objects: dict[int, tuple[float, float, int, int, bool]] = {}
    fonts: dict[int, tuple[int, int]] = {}
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    for i in range(count):
        if raw.FPDFText_IsGenerated(text, i):
            continue
        code = raw.FPDFText_GetUnicode(text, i)
        if chr(code).isspace():
            continue
        item = raw.FPDFText_GetTextObject(text, i)
        key = ctypes.addressof(item.contents) if item else 0
        if key not in objects:
            objects[key] = _style(raw, text, i, item, fonts)
        em, angle, font, weight, invisible = objects[key]
        raw.FPDFText_GetCharOrigin(text, i, x, y)
        raw.FPDFText_GetLooseCharBox(text, i, box)
        bad = code in {0, _REPLACEMENT} or raw.FPDFText_HasUnicodeMapError(text, i) == 1
        for char in characters(_REPLACEMENT if bad else code):
            rows.append((char, x.value, y.value, box.left, box.bottom, box.right, box.top, em, angle, font, weight, key))
            hidden.append(invisible)
            unmapped.append(bad)
    return np.array(rows, float).reshape(-1, 12), np.array(hidden, bool), np.array(unmapped, bool)


def characters(code: int) -> list[int]:
    """Return the characters that a glyph stands for: radicals are the characters that look like them, ligatures their letters.

    >>> "".join(map(chr, characters(0x2F08))), "".join(map(chr, characters(0xFB01)))
    ('人', 'fi')
    """
    if 0xD800 <= code <= 0xDFFF or not (chr(code).isprintable() or 0xE000 <= code <= 0xF8FF):  # noqa: PLR2004 - surrogates, private use
        return [_REPLACEMENT]
    if 0x2E80 <= code <= 0x2FD5 or 0xFB00 <= code <= 0xFB06:  # noqa: PLR2004 - CJK and Kangxi radicals, Latin ligatures
        return [ord(_RADICALS.get(char, char)) for char in unicodedata.normalize("NFKC", chr(code))]
    return [code]


def _style(raw: Any, text: Any, i: int, item: Any, fonts: dict[int, tuple[int, int]]) -> tuple[float, float, int, int, bool]:  # noqa: ANN401
    """Return what all glyphs of a text object share: em, angle, number and weight of the font, whether it is invisible."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, i, matrix)
    em = abs(raw.FPDFText_GetFontSize(text, i)) * math.hypot(matrix.c, matrix.d)
    font = raw.FPDFTextObj_GetFont(item) if item else None
    key = ctypes.addressof(font.contents) if font else 0
    if key not in fonts:
        fonts[key] = (len(fonts), max(raw.FPDFFont_GetWeight(font), 0) if font else 0)
    number, weight = fonts[key]
    invisible = bool(item) and raw.FPDFTextObj_GetTextRenderMode(item) == _HIDDEN
    return em, math.atan2(matrix.b, matrix.a), number, weight, invisible


def _shown(table: Floats, frame: _Frame, drawn: tuple[Floats, Floats], size: tuple[float, float]) -> Ink:
    """Return the table as it is shown. A box is at least as wide as a full character where the glyph is one: some fonts give the ink."""
    x, y = frame.shown(table[:, 1], table[:, 2])
    box = frame.boxes(table[:, 3:7])
    em = np.where(table[:, 7] > 0, table[:, 7], np.maximum(box[:, 3] - box[:, 1], 0.1))
    turn = (np.round(-table[:, 8] / (math.pi / 2)).astype(np.int64) + frame.quarter) % 4
    code = table[:, 0].astype(np.int64)
    _spread(box, (x, y), turn, table)
    return Ink(
        code,
        box[:, 0],
        box[:, 1],
        box[:, 2],
        box[:, 3],
        x,
        y,
        em,
        turn,
        table[:, 9].astype(np.int64),
        table[:, 10].astype(np.int64),
        drawn[0],
        drawn[1],
        size[0],
        size[1],
    )


def _spread(box: Floats, origin: tuple[Floats, Floats], turn: Ints, table: Floats) -> None:
    """Give each character of a ligature its share of the box, along the way it runs: they have one origin."""
    same = (np.diff(table[:, 11]) == 0) & (np.diff(table[:, 1]) == 0) & (np.diff(table[:, 2]) == 0)
    begins = np.flatnonzero(np.concatenate([[True], ~same]))
    counts = np.diff(np.append(begins, len(table)))
    for begin, count in zip(begins[counts > 1].tolist(), counts[counts > 1].tolist(), strict=True):
        one, side = slice(begin, begin + count), int(turn[begin]) % 2
        edges = np.linspace(box[begin, side], box[begin, side + 2], count + 1)
        box[one, side], box[one, side + 2], origin[side][one] = edges[:-1], edges[1:], edges[:-1]


def _once(ink: Ink, item: Floats) -> NDArray[np.bool_]:
    """Return which glyphs are not printed once more in the same place: fake bold and shadows print them twice.

    Characters of one text object (`item`) in one place are a ligature: all of them are kept, and places are compared in ems,
    so only characters of one size are.
    """
    kept = np.ones(len(ink), bool)
    seen: dict[tuple[int, int, int, int], list[int]] = {}
    em = np.maximum(ink.size, 0.1)
    cell = np.stack([ink.x, ink.y], axis=1) / em[:, None]
    for i, (code, (a, b), size) in enumerate(zip(ink.code.tolist(), cell.tolist(), np.round(10 * em).astype(int).tolist(), strict=True)):
        column, row = round(a), round(b)
        near = (j for dx in (-1, 0, 1) for dy in (-1, 0, 1) for j in seen.get((code, size, column + dx, row + dy), ()))
        if any(item[j] != item[i] and abs(cell[j, 0] - a) < _NEAR and abs(cell[j, 1] - b) < _NEAR for j in near):
            kept[i] = False
        else:
            seen.setdefault((code, size, column, row), []).append(i)
    return kept
