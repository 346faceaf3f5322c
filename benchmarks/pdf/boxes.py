"""A page of a PDF, rendered, with the boxes of its records drawn over it: to see with one's own eyes that they are right.

python tests/pdfs.py page.pdf && python benchmarks/pdf/boxes.py page.pdf --out docs/boxes.png    the picture in the docs
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from PIL import ImageDraw

from corpus import convert_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.records import Page, Span

SCALE = 1.5
MARGIN = 40
COLOURS = {
    "headline": "#c0392b",
    "body": "#2471a3",
    "crosshead": "#8e44ad",
    "caption": "#ca6f1e",
    "summary": "#117a65",
    "furniture": "#7f8c8d",
}


def spans(page: Page) -> Iterator[tuple[str, Span]]:
    """Yield the spans of a page, each with the kind of what it is of."""
    for article in page.articles:
        yield from (("headline", span) for line in article.headline_lines for span in line.spans)
        yield from ((part.kind, span) for part in article.paragraphs for span in part.spans)
        yield from (("furniture", span) for mark in article.marks for span in mark.spans)
    yield from (("furniture", span) for item in page.furniture for span in item.spans)


def main() -> None:
    """Draw the first page of a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    page = next(convert_files(args.pdf))
    image = pypdfium2.PdfDocument(args.pdf)[0].render(scale=SCALE).to_pil().convert("RGB")
    draw = ImageDraw.Draw(image)
    for kind, span in spans(page):
        if span.box:
            sides = [side * SCALE for side in (span.box.x0, span.box.y0, span.box.x1, span.box.y1)]
            draw.rectangle(sides, outline=COLOURS.get(kind, COLOURS["furniture"]), width=2)
    low = max((span.box.y1 for _, span in spans(page) if span.box), default=0.0)
    image = image.crop((0, 0, image.width, min(image.height, int(low * SCALE) + MARGIN)))
    image.quantize(32).save(args.out, optimize=True)


if __name__ == "__main__":
    main()
