"""Everything that must be true of a dataset folder, checked from its files alone.

A check collects every finding with its place and never stops at the first.
"""

from __future__ import annotations

import hashlib
import json
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import card, croissant, layout, manifest, merge, rows, sources, views
from corpus.arguments import several
from corpus.errors import CorpusError, UsageError
from corpus.parquet import batches, open_parquet
from corpus.promises import Finding, edition_findings
from corpus.records import Article, Page
from corpus.rows import PageRow, QuarantineRow
from corpus.tables import MODELS, QUARANTINE, computed, schema, to_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic import BaseModel

    from corpus.tabular import Columns


def check(folder: str | Path, source: str | Path | Iterable[str | Path] = (), columns: Columns | None = None) -> list[Finding]:
    """Return everything wrong with a dataset folder; nothing if it is sound.

    Checked are: the Arrow schemas; that there is no other file, but hidden ones; checksums; that the card and the Croissant
    description tell of these files and columns; that ids are unique; that computed columns, the flat configs and all counts are
    what the articles say; and the promises of each page (see `corpus.promises`). With `source`, also that the source texts are
    those of these files, no more and no fewer; `columns` of tables among them hold text and names.

    Raises:
        UsageError: if there is no such folder.

    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UsageError(str(folder), "no such folder", help="give the folder of a dataset, as corpus build --out DIR made it")
    foreign = list(_check_foreign(folder))
    if unreadable := list(_check_files(folder)):
        return foreign + unreadable
    checks = (
        iter(foreign),
        manifest.findings(folder),
        _check_card(folder),
        _check_croissant(folder),
        _check_rows(folder),
        _check_computed(folder),
        _check_sources(folder, several(source), columns),
    )
    return [finding for one in checks for finding in _all_of(one)]


def _all_of(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Yield the findings of one check; an error that ends it is the last."""
    try:
        yield from findings
    except CorpusError as error:
        yield Finding(error.place, error.problem)


def _check_foreign(folder: Path) -> Iterator[Finding]:
    """Check that nothing else is in the folder, but what systems and tools hide there, as ``.git``."""
    for path in layout.foreign(folder):
        if not path.name.startswith("."):
            yield Finding(str(path), "no file of a dataset; the next build refuses the folder")


def _check_files(folder: Path) -> Iterator[Finding]:
    """Check that each config has each month, with the schema of its record: without that there is nothing to check in it."""
    names = layout.configs(folder)
    months = sorted({path.name for path in layout.files(folder) if path.parent.name != QUARANTINE}) or [layout.UNDATED]
    for config in names:
        for month in months if config != QUARANTINE else [layout.UNDATED]:
            yield from _all_of(_check_file(folder / config / month, MODELS[config]))


def _check_file(path: Path, model: type[BaseModel]) -> Iterator[Finding]:
    with open_parquet(path) as file:
        if not file.schema_arrow.equals(schema(model)):
            yield Finding(str(path), f"its columns are not those of {model.__name__}")


def _check_card(folder: Path) -> Iterator[Finding]:
    """Check that the card tells of these files: their features, their rows, their size."""
    path = folder / layout.CARD
    try:
        told = merge.front_matter(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        yield Finding(str(path), f"no dataset card: {error}")
        return
    for key, entries in card.described(layout.sizes(folder)).items():
        if merge.entries(told.get(key), entries) != told.get(key):
            yield Finding(str(path), f"{key}: not that of the Parquet files; build the dataset again")


def _check_croissant(folder: Path) -> Iterator[Finding]:
    """Check that the Croissant description tells of these files and columns."""
    path = folder / layout.CROISSANT
    try:
        told = croissant.undescribed(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        yield Finding(str(path), f"no Croissant description: {error}")
        return
    for key, wanted in croissant.undescribed(json.dumps(croissant.parts(folder))).items():
        if not isinstance(told, dict) or told.get(key) != wanted:
            yield Finding(str(path), f"{key}: not that of the Parquet files; build the dataset again")


class _ByPage:
    """The articles, those of one page after the other."""

    def __init__(self, folder: Path) -> None:
        self.place = str(folder / "articles")
        self._groups = groupby(layout.read(folder, "articles", Article), lambda article: article.source)
        self._next = next(self._groups, None)

    def take(self, source: str) -> list[Article]:
        """Take the articles that follow if they are of this page."""
        if self._next is None or self._next[0] != source:
            return []
        taken = list(self._next[1])
        self._next = next(self._groups, None)
        return taken

    def rest(self) -> Iterator[Finding]:
        """Say so if some were never asked for."""
        if self._next is not None:
            yield Finding(self.place, f"articles of {self._next[0]!r} are out of place, or of no page in this dataset")


class _Flat:
    """A config whose rows are worked out from the articles, in their order."""

    def __init__(self, folder: Path, config: str) -> None:
        self.place, self.config = str(folder / config), config
        self._rows: Iterator[BaseModel] | None = layout.read(folder, config, MODELS[config])

    def compare(self, page: Page) -> Iterator[Finding]:
        """Compare the rows that follow with those of a page; once they differ, all that follow would."""
        expected = list(views.rows_of(self.config, page))
        if self._rows is not None and list(islice(self._rows, len(expected))) != expected:
            self._rows = None
            yield Finding(self.place, f"its rows are not those of the articles, from those of {page.source} on")

    def rest(self) -> Iterator[Finding]:
        """Say so if there are more."""
        if self._rows is not None and next(self._rows, None) is not None:
            yield Finding(self.place, "it has rows of no article in this dataset")


def _check_rows(folder: Path) -> Iterator[Finding]:
    """Walk through the configs side by side: they are in the same order."""
    articles = _ByPage(folder)
    flat = [_Flat(folder, config) for config in layout.configs(folder) if config not in {"articles", "pages", QUARANTINE}]
    ids: set[str] = set()
    for edition in _editions(layout.read(folder, "pages", PageRow)):
        pages = [rows.page(row, articles.take(row.source)) for row in edition]
        for row, page in zip(edition, pages, strict=True):
            if rows.page_row(page) != row:
                yield Finding(page.source, "its counts are not those of its articles and its text")
            yield from _repeated(page, ids)
            for one in flat:
                yield from one.compare(page)
        yield from edition_findings(pages)
    yield from articles.rest()
    for one in flat:
        yield from one.rest()


def _editions(found: Iterable[PageRow]) -> Iterator[list[PageRow]]:
    """Yield the pages of each edition, one edition at a time; a page of none alone."""
    for _, pages in groupby(found, lambda row: row.edition_id or row.source):
        yield list(pages)


def _repeated(page: Page, ids: set[str]) -> Iterator[Finding]:
    """Find ids, and names of sources, that another page or article has, and remember those of this page."""
    for one in (f"source {page.source}", f"page {page.id}", *(f"article {article.id}" for article in page.articles)):
        if one in ids:
            yield Finding(page.source, f"{one} is there twice")
        ids.add(one)


def _check_computed(folder: Path) -> Iterator[Finding]:
    """Check the columns that are not read back: they must be what the record works out."""
    for path in layout.files(folder):
        model = MODELS[path.parent.name]
        names = sorted(computed(model))
        for table, records in batches(path, model) if names else ():
            again = to_table(model, records)
            yield from (Finding(str(path), f"{name}: not what the record says") for name in names if again[name] != table[name])


def _check_sources(folder: Path, arguments: list[str | Path], columns: Columns | None) -> Iterator[Finding]:
    """Check that the source texts are those of the files given, no more and no fewer."""
    if not arguments:
        return
    given = sources.expand(arguments)
    yield from (Finding(error.place, error.problem) for error in given.bad)
    left = {row.source: row.model_copy(update={"source_text": "", "furniture": ()}) for row in layout.read(folder, "pages", PageRow)}
    told = {row.source for row in layout.read(folder, QUARANTINE, QuarantineRow)} if (folder / QUARANTINE).is_dir() else set()
    for source in sources.opened(given.found, columns):
        if source.wrong and source.name in told:
            continue
        row = left.pop(source.name, None)
        if row:
            yield from _all_of(_compare_source(row, source))
        elif source.name not in told:
            yield Finding(source.place, source.wrong.problem if source.wrong else "not in the dataset")
    yield from (Finding(name, "not among the sources given") for name in left)


def _compare_source(row: PageRow, source: sources.Source) -> Iterator[Finding]:
    text = sources.read(source, row.encoding).text
    if hashlib.sha256(text.encode()).hexdigest() != row.sha256:
        yield Finding(source.place, f"its text is not the one that page {row.id} was made from; build the dataset again")
