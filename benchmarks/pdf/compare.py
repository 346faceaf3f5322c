"""PDF pages with gold: ours, and what PDF-to-text tools make of them before our text converter; accuracy, and time a page.

python benchmarks/pdf/compare.py DIR...     NAME.pdf beside NAME.gold.json; tools that are not installed are left out, and told of
python benchmarks/pdf/compare.py DIR... --speed    only ours and pdftotext: time a page, the one as a multiple of the other
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus import convert, convert_files, ink, score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corpus.records import Page

_RADICAL = re.compile("[\u2e80-\u2fd5]")
_TRIED = 3
"""The PDFs of which one must give text, or the tool does not work."""


def ours(pdf: Path) -> list[Page]:
    """Return the pages as we read them."""
    return list(convert_files(pdf))


def pdftotext(*options: str) -> Callable[[Path], str]:
    """Return poppler's pdftotext with some options."""
    command = shutil.which("pdftotext")
    if command is None:
        message = "pdftotext"
        raise ImportError(message)

    def extract(pdf: Path) -> str:
        arguments = [command, "-enc", "UTF-8", *options, str(pdf), "-"]
        return subprocess.run(arguments, capture_output=True, check=True, text=True).stdout  # noqa: S603 - our own command

    return extract


def pymupdf4llm() -> Callable[[Path], str]:
    """Return pymupdf4llm, its Markdown taken off."""
    module = import_module("pymupdf4llm")
    return lambda pdf: _plain(module.to_markdown(str(pdf), show_progress=False))


def _plain(markdown: str) -> str:
    """Return Markdown as text: marks of headings, emphasis and lists are not the paper's."""
    lines = (line.lstrip("#>- ").replace("**", "").replace("_", "") for line in markdown.splitlines())
    return "\n".join(lines)


def unstructured() -> Callable[[Path], str]:
    """Return unstructured's fast path."""
    partition: Any = import_module("unstructured.partition.pdf").partition_pdf
    return lambda pdf: "\n\n".join(str(element) for element in partition(str(pdf), strategy="fast"))


def pdfminer() -> Callable[[Path], str]:
    """Return pdfminer.six with its usual layout analysis."""
    extract: Any = import_module("pdfminer.high_level").extract_text
    return lambda pdf: str(extract(str(pdf)))


TOOLS: dict[str, Callable[[], Callable[[Path], str]]] = {
    "pymupdf4llm": pymupdf4llm,
    "unstructured, fast": unstructured,
    "pdfminer.six": pdfminer,
    "pdftotext": pdftotext,
    "pdftotext -raw": lambda: pdftotext("-raw"),
}


def by_text(extract: Callable[[Path], str]) -> Callable[[Path], list[Page]]:
    """Return what converts the text that a tool takes out of a PDF."""
    return lambda pdf: [convert(with_characters(extract(pdf)), source=pdf.name)]


def with_characters(text: str) -> str:
    """Return a text with characters for the radicals that some tools give: that is not what they are compared in."""
    return _RADICAL.sub(lambda found: "".join(map(chr, ink.characters(ord(found.group())))), text)


def measured(pdfs: Iterable[Path], read: Callable[[Path], list[Page]], name: str) -> dict[str, float]:
    """Return the figures of one way of reading, and its median time a page in seconds."""
    gold, found, times = [], [], []
    for pdf in pdfs:
        gold.append(score.gold_page(pdf.with_suffix("").with_suffix(".gold.json")))
        began = time.perf_counter()
        try:
            pages = read(pdf)
        except Exception as error:  # noqa: BLE001 - a tool that fails on a page has found nothing on it
            print(f"{name}: {pdf.name}: {type(error).__name__}: {error}", file=sys.stderr)
            pages = []
        times.append(time.perf_counter() - began)
        found += [{**json.loads(article.model_dump_json()), "source": pdf.name} for page in pages for article in page.articles]
    figures = score.score(gold, found).total.values
    return {**figures, "seconds": statistics.median(times)}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--speed", action="store_true")
    args = parser.parse_args()
    pdfs = [pdf for folder in args.folders for pdf in sorted(folder.glob("*.pdf"))]
    ours(pdfs[0])  # the process that reads has started, the weights are loaded
    if args.speed:
        speed(pdfs)
        return
    print(f"| {len(pdfs)} PDFs | para_f1 | article | headline | exact | s a page |\n|---|---:|---:|---:|---:|---:|")
    row("newspaper-corpus", measured(pdfs, ours, "ours"))
    for name, tool in TOOLS.items():
        try:
            read = tool()
        except ImportError as error:
            print(f"{name} is not installed: {error}", file=sys.stderr)
            continue
        if not any(read(pdf).strip() for pdf in pdfs[:_TRIED]):  # some hide that a part of them is not installed
            print(f"{name} gives no text at all: see that all of it is installed", file=sys.stderr)
            continue
        row(f"{name}, then our text converter", measured(pdfs, by_text(read), name))


def row(name: str, figures: dict[str, float]) -> None:
    """Print a row."""
    cells = " | ".join(f"{figures[key]:.4f}" for key in ("para_f1", "article", "headline", "exact"))
    print(f"| {name} | {cells} | {figures['seconds']:.2f} |", flush=True)


def speed(pdfs: list[Path]) -> None:
    """Print the time a page of pdftotext, of our reading alone, and of the whole converter."""
    from corpus import guard  # noqa: PLC0415 - only for this

    raw = pdftotext("-raw")
    ways: dict[str, Callable[[Path], object]] = {
        "pdftotext -raw": raw,
        "our reading (glyphs to ordered text)": lambda pdf: guard.sheet(pdf, 0, pdf.name),
        "our reading and converting": ours,
    }
    least: dict[str, list[float]] = {name: [] for name in ways}
    for pdf in pdfs:
        for name, way in ways.items():
            times = []
            for _ in range(3):
                began = time.perf_counter()
                way(pdf)
                times.append(time.perf_counter() - began)
            least[name].append(min(times))
    base = sum(least["pdftotext -raw"])
    for name, times in least.items():
        print(f"{name:40} {1000 * sum(times) / len(pdfs):8.1f} ms a page {sum(times) / base:8.1f} times pdftotext")


if __name__ == "__main__":
    main()
