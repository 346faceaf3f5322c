"""PDFs for the tests, of our own text, made by reportlab with a font that readers know and that needs no file."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from corpus import prints

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.sheets import Sheet

FONT = "STSong-Light"
WIDTH, HEIGHT = 595, 842
GUTTER = 18
BRIDGE = (
    "本报讯 （记者 李静）昨日上午，横跨清水河的新桥建成通车。这座桥长三百二十米，双向四车道，从开工到通车用了一年零七个月。",
    "住在河东的市民张先生说，以前到河西上班要绕行老桥，路上要花四十分钟，现在骑车只要一刻钟。他已经把自行车擦得发亮，准备每天骑车上下班。",
    "据市交通局介绍，新桥通车以后，老桥将封闭检修，预计明年五月重新开放。检修期间，公共汽车改走新桥，站点不变。",
)
LIBRARY = (
    "本报讯 市图书馆从下周一起延长开放时间，周一到周五开到晚上九点，周末开到晚上八点。读者凭身份证可以借书，每人每次十本。",
    "馆长王小明说，晚间来馆的多是刚下班的年轻人和做作业的学生，馆里为他们添了六十张书桌和台灯。",
)


@dataclass
class Press:
    """Sets text on a page, in points from its top left."""

    canvas: Canvas
    size: float = 10.0

    def line(self, text: str, x: float, y: float, size: float | None = None) -> None:
        """Set one line with its baseline at y."""
        self.canvas.setFont(FONT, size or self.size)
        self.canvas.drawString(x, HEIGHT - y, text)

    def rule(self, x0: float, x1: float, y: float) -> None:
        """Draw a level rule."""
        self.canvas.line(x0, HEIGHT - y, x1, HEIGHT - y)

    def down(self, text: str, x: float, y: float, size: float) -> None:
        """Set a line downward."""
        for number, char in enumerate(text):
            self.line(char, x, y + number * size * 1.1, size)

    def columns(self, paragraphs: tuple[str, ...], x: float, y: float, *, measure: int) -> float:
        """Set paragraphs in two columns of some characters; return the y below them."""
        rows = [row for text in paragraphs for row in self.broken(text, measure)]
        each = -(-len(rows) // 2)
        for number, (indent, row) in enumerate(rows):
            column, place = divmod(number, each)
            self.line(row, x + column * (measure * self.size + GUTTER) + indent * self.size, y + place * 1.5 * self.size)
        return y + each * 1.5 * self.size

    @staticmethod
    def broken(text: str, measure: int) -> list[tuple[int, str]]:
        """Return a paragraph in lines of some characters, each with its indent."""
        first, rest = text[: measure - 2], text[measure - 2 :]
        return [(2, first), *((0, rest[at : at + measure]) for at in range(0, len(rest), measure))]


def press(path: Path, **options: Any) -> Press:  # noqa: ANN401 - what Canvas takes
    """Return a page to set text on; it is written by `saved`."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return Press(Canvas(str(path), **{"pagesize": (WIDTH, HEIGHT), "invariant": 1, **options}))


def sheet(folder: Path, setting: Callable[[Press], None]) -> Sheet:
    """Return the print of a page, given what sets it and where it is written."""
    path = folder / "page.pdf"
    page = press(path)
    setting(page)
    page.canvas.save()
    with prints.opened(path, path.name) as document:
        return document.sheet(0)


def newspaper(page: Press) -> None:
    """Set a page of two articles, the one below the other, with a folio."""
    page.line("2026年11月24日 星期二 第3版", 60, 40, 8)
    page.line("便民工程", 240, 80, 13)
    page.line("清水河新桥建成通车", 190, 108, 24)
    below = page.columns(BRIDGE, 60, 140, measure=22)
    page.line("市图书馆延长开放时间", 180, below + 40, 24)
    page.columns(LIBRARY, 60, below + 70, measure=22)


def whole(path: Path, **options: Any) -> Path:  # noqa: ANN401
    """Write the page of two articles."""
    page = press(path, **options)
    newspaper(page)
    page.canvas.save()
    return path


def picture() -> io.BytesIO:
    """Return a grey picture."""
    from PIL import Image  # noqa: PLC0415 - reportlab brings it

    data = io.BytesIO()
    Image.new("L", (40, 40), 128).save(data, "PNG")
    data.seek(0)
    return data


if __name__ == "__main__":
    whole(Path(sys.argv[1]))
