"""OCR results with boxes -> printed lines: ALTO XML and hOCR.

Both are read by expat through defusedxml, which refuses entities, external ones and those that grow; hOCR that is no XML goes
through html.parser, which knows none. Coordinates stay in the unit of the file, from the top left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from corpus.errors import InputError, MissingExtraError
from corpus.setting import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MOST: Final = 400_000_000
"""More bytes than any OCR result has."""
_BOX: Final = re.compile(r"bbox\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)")
_SIZE: Final = re.compile(r"x_size\s+([\d.]+)")
_LINES: Final = frozenset({"ocr_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat", "ocrx_line"})
_VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_LATIN: Final = 0x2E80

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Scan:
    """A page of an OCR result."""

    width: float = 0.0
    height: float = 0.0
    lines: list[Line] = field(default_factory=list)


def is_alto(head: bytes) -> bool:
    """Say whether a file that begins so is ALTO."""
    return re.search(rb"<(?:\w+:)?alto\b", head, re.IGNORECASE) is not None


def is_hocr(head: bytes) -> bool:
    """Say whether a file that begins so is hOCR."""
    return b"ocr_page" in head or b"ocr-system" in head


def read(path: Path, kind: str, place: str) -> list[Scan]:
    """Return the pages of an OCR result.

    Raises:
        InputError: if it is damaged, holds entities of its own, or cannot be read.
        MissingExtraError: if what reads XML safely is not installed.

    """
    try:
        if path.stat().st_size > MOST:
            raise InputError(place, "larger than any OCR result", help="give one file for each issue")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(place, error.strerror or str(error), help="check the path and its permissions") from error
    scans = _alto(data, place) if kind == "alto" else _hocr(data)
    if not scans:
        raise InputError(place, "no page in this OCR result", help="check that the OCR program wrote ALTO or hOCR with boxes")
    return scans


def _alto(data: bytes, place: str) -> list[Scan]:
    """Return the pages of an ALTO file, of whatever version."""
    try:
        from defusedxml import DefusedXmlException, ElementTree  # noqa: PLC0415 - only OCR results need it
    except ImportError as error:
        what = "reading ALTO"
        raise MissingExtraError(what, "pdf") from error
    try:
        root = ElementTree.fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise InputError(place, "XML with entities of its own, which are not read", help="write it without a DTD") from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise InputError(place, f"damaged XML: {error}", help="write it again") from error
    return [_alto_page(page) for page in _named(root, "Page")]


def _named(parent: Any, name: str) -> Iterator[Any]:  # noqa: ANN401 - an element of ElementTree
    return (element for element in parent.iter() if isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name)


def _alto_page(page: Any) -> Scan:  # noqa: ANN401
    found = [words for line in _named(page, "TextLine") if (words := list(_alto_words(line)))]
    scan = Scan(_number(page, "WIDTH"), _number(page, "HEIGHT"))
    return _with_lines(scan, ((words, 0.0) for words in found))


def _alto_words(line: Any) -> Iterator[tuple[str, Box]]:  # noqa: ANN401
    """Yield the words of a line with their boxes; a hyphen at the end is one of them."""
    for element in line:
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        text = "".join((element.get("CONTENT") or "").split()) if name in {"String", "HYP"} else ""
        if text:
            source = element if element.get("HPOS") is not None else line
            x, y, width, height = (_number(source, key) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
            yield text, (x, y, x + width, y + height)


def _number(element: Any, key: str) -> float:  # noqa: ANN401
    try:
        value = float(element.get(key) or 0)
    except ValueError:
        return 0.0
    return value if abs(value) < 1e7 else 0.0  # noqa: PLR2004 - no page is so large


def _hocr(data: bytes) -> list[Scan]:
    """Return the pages of an hOCR file."""
    parser = _Hocr()
    parser.feed(data.decode("utf-8", "replace"))
    parser.close()
    return [_with_lines(scan, lines) for scan, lines in parser.pages]


class _Hocr(HTMLParser):
    """Gathers words and their boxes, line by line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pages: list[tuple[Scan, list[tuple[list[tuple[str, Box]], float]]]] = []
        self._open: list[tuple[str, str]] = []
        self._box: Box | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a page, a line or a word."""
        values = {key: value or "" for key, value in attrs}
        classes = values.get("class", "").split()
        box = _BOX.search(values.get("title", ""))
        if "ocr_page" in classes:
            sides = [float(side) for side in box.groups()] if box else [0.0] * 4
            self.pages.append((Scan(sides[2] - sides[0], sides[3] - sides[1]), []))
        elif box and self.pages and _LINES.intersection(classes):
            size = _SIZE.search(values.get("title", ""))
            self.pages[-1][1].append(([], float(size.group(1)) if size else 0.0))
            self._box = _sides(box)
        elif box and "ocrx_word" in classes:
            self._box = _sides(box)
        if tag not in _VOID:
            self._open.append((tag, " ".join(classes)))

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last with this tag."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        """Add text to the line."""
        text = "".join(data.split())
        if text and self._box and self.pages and self.pages[-1][1] and any("ocr" in classes for _, classes in self._open):
            self.pages[-1][1][-1][0].append((text, self._box))


def _sides(box: re.Match[str]) -> Box:
    x0, y0, x1, y1 = (float(side) for side in box.groups())
    return x0, y0, x1, y1


def _with_lines(scan: Scan, found: Iterable[tuple[list[tuple[str, Box]], float]]) -> Scan:
    """Add the lines to a page; one of a usual height is as large as the others, as OCR measures ink."""
    drafts = [_line(words, size, place) for place, (words, size) in enumerate(found) if words]
    scan.lines = evened(drafts)
    scan.width = scan.width or max((line.x1 for line in drafts), default=0.0)
    scan.height = scan.height or max((line.y1 for line in drafts), default=0.0)
    return scan


def _line(words: list[tuple[str, Box]], size: float, place: int) -> Line:
    """Return the words of a line as a line; there is a space where Latin words meet."""
    text = ""
    edges: list[float] = []
    for word, (x0, _, x1, _) in words:
        if text and ord(text[-1]) < _LATIN and ord(word[0]) < _LATIN:
            edges.append(edges[-1])
            text += " "
        edges += [x0 + (x1 - x0) * k / len(word) for k in range(len(word))]
        text += word
    x0, y0 = min(box[0] for _, box in words), min(box[1] for _, box in words)
    x1, y1 = max(box[2] for _, box in words), max(box[3] for _, box in words)
    full = [ord(char) >= _LATIN for char in text]
    vertical = len(text) > 2 and (y1 - y0) > 2 * (x1 - x0)  # noqa: PLR2004 - two characters may be set in a tall box
    if vertical:
        edges = [y0 + (y1 - y0) * k / len(text) for k in range(len(text))]
    em = size or (x1 - x0 if vertical else _em(x1 - x0, y1 - y0, full))
    edges.append(y1 if vertical else x1)
    return Line(text, x0, y0, x1, y1, y1, max(em, 0.1), place, place, vertical=vertical, edges=edges)


def _em(width: float, height: float, full: list[bool]) -> float:
    """Return the em of a line from its width, where it is long and Chinese, or else from its height."""
    ems = sum(1.0 if wide else 0.5 for wide in full)
    return min(width / ems, 1.2 * height) if len(full) > 4 and sum(full) > len(full) / 2 else height  # noqa: PLR2004


def evened(lines: list[Line]) -> list[Line]:
    """Give lines that are about as large as most of the text the same size."""
    usual = median([line.size for line in lines for _ in range(len(line.text))]) if lines else 0.0
    for line in lines:
        if 0.85 * usual < line.size < 1.15 * usual:
            line.size = usual
    return lines
