#!/usr/bin/env python3
"""Score what other tools make of the same pages, by the same figures; ours is the last row.

What a tool gives is a list of paragraphs: none of them separates articles or knows a headline, so a page of theirs is one
article. A tool that is not installed is left out; a line says how to install it.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any, Final

import corpus
from benchmarks.accuracy.pages import add_choice, chosen, predictions
from benchmarks.tables import Table, add_output, publish
from corpus import score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.accuracy.pages import Gold

Paragraphs = Callable[[str], list[str]]
"""Page text -> paragraphs."""
_BLANK_LINES: Final = re.compile(r"\n\s*\n")
FIGURES: Final = ("para_f1", "article", "headline")


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool: what it is called, what pip installs it, and a function that loads it."""

    name: str
    package: str
    load: Callable[[], Paragraphs]


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one tool: its records of articles, and the seconds that it took."""

    name: str
    records: Sequence[Mapping[str, Any]]
    seconds: float


def plain_join(text: str) -> list[str]:
    r"""Join the lines of each block between blank lines, as most text tools do.

    >>> plain_join("今日多云，\n夜间有雨。\n\n明日晴。\n")
    ['今日多云，夜间有雨。', '明日晴。']
    """
    return ["".join(line.strip() for line in block.split("\n")) for block in _BLANK_LINES.split(text) if block.strip()]


def unstructured() -> Paragraphs:
    """Load the cleaner of unstructured that regroups broken paragraphs, without its telemetry."""
    os.environ.update(DO_NOT_TRACK="true", SCARF_NO_ANALYTICS="true")
    group = import_module("unstructured.cleaners.core").group_broken_paragraphs
    return lambda text: group(text).split("\n\n")


def pandoc() -> Paragraphs:
    """Load pandoc: Markdown in which a line break between two East Asian characters is none."""
    pypandoc = import_module("pypandoc")
    pypandoc.get_pandoc_version()
    source, options = "markdown+east_asian_line_breaks", ["--wrap=none"]
    return lambda text: _BLANK_LINES.split(pypandoc.convert_text(text, "plain", format=source, extra_args=options))


def docling() -> Paragraphs:
    """Load what docling reads a .txt with, its Markdown backend; the front door of docling asks for torch even for text."""
    backend = import_module("docling.backend.md_backend").MarkdownDocumentBackend
    given = import_module("docling.datamodel.document").InputDocument
    markdown = import_module("docling.datamodel.base_models").InputFormat.MD
    import_module("marko")

    def paragraphs(text: str) -> list[str]:
        raw = text.encode("utf-8", "replace")
        document = given(path_or_stream=io.BytesIO(raw), format=markdown, backend=backend, filename="page.txt")
        return [item.text for item in backend(document, io.BytesIO(raw)).convert().texts]

    return paragraphs


PEERS: Final = (
    Peer("plain join in blank-line blocks", "", lambda: plain_join),
    Peer("unstructured, group_broken_paragraphs", "unstructured", unstructured),
    Peer("pandoc, east_asian_line_breaks", "pypandoc_binary", pandoc),
    Peer("docling, .txt by its Markdown backend", "docling-slim[format-markdown]", docling),
)


def run(peer: Peer, pages: Sequence[Gold]) -> Row | None:
    """Return what a peer makes of the pages; None, and a line that says so, if it is not installed."""
    try:
        paragraphs = peer.load()
    except (ImportError, OSError) as problem:
        print(f"{peer.name}: left out, not installed ({problem}): pip install '{peer.package}'", file=sys.stderr)
        return None
    started = time.perf_counter()
    records = [{"source": f"{gold.page.name}.txt", "paragraphs": paragraphs(gold.text)} for gold in pages]
    return Row(_versioned(peer), records, time.perf_counter() - started)


def _versioned(peer: Peer) -> str:
    package = peer.package.partition("[")[0]
    return f"{peer.name} ({package} {metadata.version(package)})" if package else peer.name


def ours(pages: Sequence[Gold]) -> Row:
    """Return what this package makes of the pages."""
    started = time.perf_counter()
    records = predictions(pages)
    return Row(f"newspaper-corpus ({corpus.__version__})", records, time.perf_counter() - started)


def table(rows: Sequence[Row], pages: Sequence[Gold]) -> Table:
    """Return the figures of all, a row each."""
    gold = [one.page for one in pages]
    cells: list[list[str | float | int]] = []
    for row in rows:
        values = score.score(gold, row.records).total.values
        cells.append([row.name, *(values[name] for name in FIGURES), f"{len(pages) / row.seconds:,.0f}"])
    return Table(["", *FIGURES, "pages/s"], cells)


def main() -> int:
    """Run all that is there, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_choice(parser)
    add_output(parser)
    args = parser.parse_args()
    pages = chosen(args)
    rows = [row for row in (run(peer, pages) for peer in PEERS) if row]
    publish(args, [table([*rows, ours(pages)], pages)], [f"{len(pages)} pages"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
