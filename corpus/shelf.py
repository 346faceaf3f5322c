"""Converted pages put aside on disk, with a small index that knows where each comes from.

Pages arrive in any order; they are given back edition by edition, so that never more than one edition is in memory. The
index (SQLite, of the standard library) holds a row of some hundred bytes for each page.
"""

from __future__ import annotations

import re
import sqlite3
from itertools import groupby
from typing import TYPE_CHECKING, Final

from corpus.records import Link, Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from typing_extensions import Self

_TABLE: Final = """
CREATE TABLE pages (
    source TEXT, sha256 TEXT, newspaper TEXT, edition TEXT, date TEXT, section TEXT, number INTEGER, start INTEGER, size INTEGER
);
CREATE INDEX texts ON pages (sha256, source);
CREATE TABLE links (article TEXT, other TEXT, kind TEXT, similarity REAL);
CREATE INDEX ends ON links (article);
"""
_ORDER: Final = (
    "date IS NULL, date, newspaper IS NULL, newspaper, edition IS NOT NULL, edition, number IS NULL, section, number, source, start"
)
_ROWS: Final = f"""
SELECT start, size, newspaper, edition, date, (SELECT min(source) FROM pages AS same WHERE same.sha256 = pages.sha256)
FROM pages ORDER BY {_ORDER}
"""  # noqa: S608 - nothing but constants
_LABEL: Final = re.compile(r"([A-Z]*)0*(\d+)")


class Shelf:
    """Pages on disk, in a folder that is made if need be; `close` leaves the files there."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._pages: BinaryIO = (folder / "pages.jsonl").open("w+b")
        self._index = sqlite3.connect(folder / "index.sqlite", isolation_level=None)
        self._index.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;{_TABLE}")

    def add(self, page: Page) -> None:
        """Put a page aside."""
        line = page.model_dump_json(round_trip=True).encode()
        start = self._pages.seek(0, 2)
        self._pages.write(line)
        found = _LABEL.fullmatch(page.page or "")
        section, number = (found[1], int(found[2])) if found else (page.page, None)
        date = page.date and page.date.isoformat()
        text = page.sha256 if page.source_text.strip() else None  # empty pages repeat nothing
        row = (page.source, text, page.newspaper, page.edition, date, section, number, start, len(line))
        self._index.execute("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def editions(self) -> Iterator[list[Page]]:
        """Yield the pages of each edition in the order of dates, newspapers and page labels; those of no edition one by one.

        Of pages with one text, the one whose source comes first has the articles; the others say which they repeat.
        """
        rows = self._index.execute(_ROWS)
        for (newspaper, _, date), group in groupby(rows, lambda row: row[2:5]):
            pages = (self._read(start, size, first) for start, size, *_, first in group)
            yield from [list(pages)] if newspaper and date else ([page] for page in pages)

    def link(self, article: str, link: Link) -> None:
        """Remember a link of an article, given by its `id`."""
        self._index.execute("INSERT INTO links VALUES (?, ?, ?, ?)", (article, link.id, link.kind, link.similarity))

    def links(self, article: str) -> tuple[Link, ...]:
        """Return the links of an article, the most alike first."""
        found = self._index.execute(
            "SELECT DISTINCT other, kind, similarity FROM links WHERE article = ? ORDER BY similarity DESC, other", (article,)
        )
        return tuple(Link(id=other, kind=kind, similarity=similarity) for other, kind, similarity in found)

    def _read(self, start: int, size: int, first: str | None) -> Page:
        self._pages.seek(start)
        page = Page.model_validate_json(self._pages.read(size))
        if first is None or page.source == first:
            return page
        return page.model_copy(update={"repeats": first, "articles": (), "furniture": ()})

    def close(self) -> None:
        """Close the files."""
        self._pages.close()
        self._index.close()

    def __enter__(self) -> Self:
        """Give the shelf itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self.close()
