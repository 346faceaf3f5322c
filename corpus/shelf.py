"""Converted pages put aside on disk, with an index that knows where each comes from.

Pages arrive in any order; they are given back edition by edition, so that never more than one edition is in memory. A page
that was put aside under a key stays for the next run, which need not convert it again. All of it is one SQLite file (of the
standard library): a page is in it whole or not at all, wherever a process is killed. One process writes it; others may read
what is `settled`.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from corpus.origins import contradictions
from corpus.records import Link, Page
from corpus.rows import Contents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from typing_extensions import Self

FILE: Final = "pages.sqlite"

_VERSION: Final = 4
"""Of the tables below; a file of another one is made anew."""

_ORDER: Final = "date, newspaper IS NULL, newspaper, edition IS NOT NULL, edition, number IS NULL, section, number, source"
"""Of the pages of a month, or of those without a date; there is an index of it, for many parts of a month may ask for theirs."""
_TABLES: Final = f"""
CREATE TABLE pages (
    key TEXT UNIQUE, run INTEGER, source TEXT, sha256 TEXT, newspaper TEXT, edition TEXT, date TEXT, section TEXT, number INTEGER,
    note TEXT, size INTEGER, crc INTEGER, record BLOB
);
CREATE INDEX texts ON pages (sha256, source);
CREATE INDEX days ON pages (run, {_ORDER});
CREATE TABLE links (article TEXT, other TEXT, kind TEXT, similarity REAL);
CREATE INDEX ends ON links (article);
PRAGMA user_version = {_VERSION};
"""
_FIRST: Final = "SELECT source FROM pages WHERE sha256 = ? AND run = ? ORDER BY source LIMIT 1"
_MONTHS: Final = "SELECT substr(date, 1, 7) AS month, count(*) FROM pages WHERE run = ? GROUP BY month ORDER BY month IS NULL, month"
_ROWS: Final = f"SELECT rowid, newspaper, edition, date FROM pages WHERE run = ? AND date {{}} ORDER BY {_ORDER}, rowid"  # noqa: S608 - nothing but constants
_CHANGED: Final = "a page is not what was put there"
_LABEL: Final = re.compile(r"([A-Z]*)0*(\d+)")
_CODEC: Final = pa.Codec("lz4_raw")
"""Quick both ways: what is put aside is read once or twice."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A page as it is put aside: what the index knows of it, what contradicts itself in it, and its record, compressed, with a checksum."""

    source: str
    index: tuple[str | int | None, ...]
    note: str
    size: int
    crc: int
    record: bytes

    @classmethod
    def of(cls, page: Page) -> Filed:
        """Return a page made ready; that is most of the work, and workers do it."""
        found = _LABEL.fullmatch(page.page or "")
        label = (found[1], int(found[2])) if found else (page.page, None)
        date = page.date.isoformat() if page.date else None
        text = page.sha256 if page.source_text.strip() else None  # empty pages repeat nothing
        index = (text, page.newspaper, page.edition, date, *label)
        record = page.model_dump_json(round_trip=True).encode()
        packed: bytes = _CODEC.compress(record, asbytes=True)
        return cls(page.source, index, "; ".join(contradictions(page)), len(record), zlib.crc32(packed), packed)


class Reader:
    """The pages of a run, as they are given back; several processes may do it at once, while nobody writes pages.

    What is asked of a file that is damaged raises `sqlite3.DatabaseError`, and no `sqlite3.OperationalError`, which is of the disk.
    """

    def __init__(self, index: sqlite3.Connection, run: int) -> None:
        self._index = index
        self._run = run

    def months(self) -> dict[str | None, int]:
        """Return the months, as ``2020-02``, and how many pages there are of each, in order; last None, of those without a date."""
        return dict(self._index.execute(_MONTHS, (self._run,)))

    def rows(self, month: str | None) -> Iterator[list[int]]:
        """Yield for each edition of a month what `pages` takes, in the order of dates, newspapers and page labels.

        A page of which newspaper or date is not known is an edition for itself.
        """
        days = ("IS NULL", ()) if month is None else ("BETWEEN ? AND ?", (f"{month}-01", f"{month}-31"))
        found = self._index.execute(_ROWS.format(days[0]), (self._run, *days[1]))
        for (newspaper, _, date), group in groupby(found, lambda row: row[1:]):
            rows = (row[0] for row in group)
            yield from [list(rows)] if newspaper and date else ([row] for row in rows)

    def pages(self, rows: Iterable[int]) -> list[Page]:
        """Return some pages.

        Of pages with one text, the one whose source comes first has the articles; the others say which they repeat.
        """
        return [self._shown(row) for row in rows]

    def contents(self, rows: Iterable[int]) -> list[Contents]:
        """Return of some pages what is on them, in less time."""
        found = []
        for row in rows:
            made = Contents.model_validate_json(self._record(row))
            found.append(made.model_copy(update={"articles": ()}) if self._repeated(row) else made)
        return found

    def _shown(self, row: int) -> Page:
        page, first = self._read(row), self._repeated(row)
        return page.model_copy(update={"repeats": first, "articles": (), "furniture": ()}) if first else page

    def _repeated(self, row: int) -> str | None:
        """Return the first source that has the text of a page, if it is another."""
        source, digest = self._index.execute("SELECT source, sha256 FROM pages WHERE rowid = ?", (row,)).fetchone()
        if digest is None:
            return None
        (first,) = self._index.execute(_FIRST, (digest, self._run)).fetchone()
        return None if first == source else str(first)

    def _read(self, row: int) -> Page:
        return Page.model_validate_json(self._record(row))

    def _record(self, row: int) -> bytes:
        size, crc, record = self._index.execute("SELECT size, crc, record FROM pages WHERE rowid = ?", (row,)).fetchone()
        if zlib.crc32(record) != crc:
            raise sqlite3.DatabaseError(_CHANGED)
        found: bytes = _CODEC.decompress(record, size, asbytes=True)
        return found

    def links(self, article: str) -> tuple[Link, ...]:
        """Return the links of an article, the most alike first."""
        found = self._index.execute(
            "SELECT DISTINCT other, kind, similarity FROM links WHERE article = ? ORDER BY similarity DESC, other", (article,)
        )
        return tuple(Link(id=other, kind=kind, similarity=similarity) for other, kind, similarity in found)


@contextmanager
def reading(place: tuple[Path, int]) -> Iterator[Reader]:
    """Give what is on a shelf at a place that `Shelf.settled` told."""
    folder, run = place
    with closing(sqlite3.connect(f"{(folder / FILE).resolve().as_uri()}?immutable=1", uri=True)) as index:
        yield Reader(index, run)


class Shelf(Reader):
    """Pages on disk, in a folder; `close` leaves the file there.

    Pages of earlier runs are not given back unless they are asked for by their keys; if it is to be `new`, there are none.
    """

    def __init__(self, folder: Path, *, new: bool = False) -> None:
        if new:
            discard(folder)
        self._folder = folder
        index = _opened(folder / FILE)
        super().__init__(index, index.execute("SELECT coalesce(max(abs(run)), 0) + 1 FROM pages").fetchone()[0])
        self._index.execute("DELETE FROM pages WHERE key IS NULL")
        self._index.execute("DELETE FROM links")

    def add(self, page: Filed, key: str | None = None) -> None:
        """Put a page aside, to stay for the next run if it has a key."""
        row = (key, self._run, page.source, *page.index, page.note, page.size, page.crc, page.record)
        self._index.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def again(self, key: str) -> str | None:
        """Take the page that an earlier run put aside under a key; return its note, or None if there is no such page."""
        found = self._index.execute("SELECT rowid, note FROM pages WHERE key = ?", (key,)).fetchone()
        if found:
            self._index.execute("UPDATE pages SET run = ? WHERE rowid = ?", (self._run, found[0]))
        return found and str(found[1])

    def change(self, key: str, changed: Callable[[Page], Page]) -> None:
        """Let what is made of a page take its place in this run; the next one finds the page as it was."""
        (row,) = self._index.execute("SELECT rowid FROM pages WHERE key = ?", (key,)).fetchone()
        self.add(Filed.of(changed(self._read(row))))
        self._index.execute("UPDATE pages SET run = -run WHERE rowid = ?", (row,))

    def forget(self) -> None:
        """Drop the pages that this run did not need."""
        self._index.execute("DELETE FROM pages WHERE abs(run) < ?", (self._run,))

    def settled(self) -> tuple[Path, int]:
        """Return where `reading` finds all that is here by now; what is added later is not there until this is called again."""
        self._index.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._index.execute("PRAGMA wal_autocheckpoint = 0")
        return self._folder, self._run

    def link(self, links: Iterable[tuple[str, Link]]) -> None:
        """Remember links, each of the article that has an `id`; all of them at once, or none."""
        rows = [(article, link.id, link.kind, link.similarity) for article, link in links]
        if rows:
            self._index.execute("BEGIN")
            self._index.executemany("INSERT INTO links VALUES (?, ?, ?, ?)", rows)
            self._index.execute("COMMIT")

    def close(self) -> None:
        """Close the file; if there is nothing in it, it goes."""
        empty = self._index.execute("SELECT rowid FROM pages LIMIT 1").fetchone() is None
        self._index.close()
        if empty:
            discard(self._folder)

    def __enter__(self) -> Self:
        """Give the shelf itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()


def discard(folder: Path) -> None:
    """Remove the file of a shelf, if there is one."""
    for path in folder.glob(f"{FILE}*"):
        path.unlink()


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file; what is damaged, or of another version, is made anew: all in it can be made again."""
    index = sqlite3.connect(path, isolation_level=None)
    try:
        _prepare(index)
        if index.execute("PRAGMA user_version").fetchone() == (_VERSION,):
            return index
    except sqlite3.OperationalError:  # the disk, and not the file
        raise
    except sqlite3.DatabaseError:
        pass
    index.close()
    discard(path.parent)
    index = sqlite3.connect(path, isolation_level=None)
    _prepare(index)
    index.executescript(f"BEGIN;{_TABLES}COMMIT;")
    return index


def _prepare(index: sqlite3.Connection) -> None:
    index.execute("PRAGMA locking_mode = EXCLUSIVE")  # by one process: no shared memory, which network disks lack
    index.execute("PRAGMA journal_mode = WAL")
    index.execute("PRAGMA synchronous = NORMAL")  # the file stays sound if the power fails, though the last pages may be lost
