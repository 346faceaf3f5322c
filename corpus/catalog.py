"""What is in a dataset, in columns small enough to hold of a hundred thousand pages, and any page of it on request.

The list of the review page is sorted, filtered and searched here; only the slice that is on the screen leaves. Records are
read when a page is opened, and then only those of that page are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus import layout, parquet, rows
from corpus.errors import DatasetError
from corpus.records import Article, Page
from corpus.rows import PageRow
from corpus.tables import MODELS, from_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

UNSURE: Final = 0.8
"""Below it the converter's confidence is called doubtful."""

_SHORT = 60
_ARTICLE_COLUMNS = (
    "id",
    "source",
    "order",
    "headline",
    "byline",
    "characters",
    "confidence",
    "headline_confidence",
    "paragraphs.list.element.confidence",
)
_PAGE_COLUMNS = ("source", "newspaper", "date", "page", "articles", "paragraphs", "characters", "review", "corrections", "repeats")
DOUBTS: Final = {
    "headline": "the headline, or which body it belongs to",
    "paragraphs": "how lines are joined into paragraphs",
    "untitled": "no headline",
    "short": "very short",
    "empty": "a page without articles",
}
"""Each kind of doubt, and what is doubtful."""

STATES: Final = ("unreviewed", "corrected", "checked")


@dataclass(frozen=True, slots=True)
class Query:
    """What a list is to show, and in which order."""

    unit: str = "articles"
    sort: str = "doubt"
    newspaper: str = ""
    since: str = ""
    until: str = ""
    doubt: str = ""
    state: str = ""
    text: str = ""
    everywhere: bool = False


@dataclass(frozen=True)
class Catalog:
    """The columns of a dataset that a list needs; rows are in the order of the files."""

    folder: Path
    pages: pa.Table
    articles: pa.Table

    @classmethod
    def of(cls, folder: Path) -> Catalog:
        """Read the columns of a dataset.

        Raises:
            DatasetError: if there is no dataset in the folder, or it is damaged.

        """
        if not layout.shards(folder, "pages"):
            raise DatasetError(str(folder), "no dataset in this folder", help="build one: corpus build SOURCE --out DIR")
        catalog = cls(folder, _columns(folder, "pages", _PAGE_COLUMNS), _columns(folder, "articles", _ARTICLE_COLUMNS))
        if not catalog.pages["source"].take(pa.array(catalog.page_of)).equals(catalog.articles["source"]):
            raise DatasetError(str(folder), "damaged: its articles are not those of its pages", help="build the dataset again")
        return catalog

    @cached_property
    def sources(self) -> dict[str, int]:
        """The number of each page by its source."""
        return {source: number for number, source in enumerate(self.pages["source"].to_pylist())}

    @cached_property
    def first_article(self) -> NDArray[np.int64]:
        """For each page, the row of its first article, and one more for the end."""
        return np.concatenate(([0], np.cumsum(_numbers(self.pages["articles"]).astype(np.int64))))

    @cached_property
    def page_of(self) -> NDArray[np.int32]:
        """For each article, the number of its page."""
        return np.repeat(np.arange(len(self.pages), dtype=np.int32), np.diff(self.first_article))

    @cached_property
    def sure(self) -> NDArray[np.float64]:
        """For each article, how sure it is."""
        return _numbers(self.articles["confidence"])

    @cached_property
    def lowest(self) -> NDArray[np.float64]:
        """For each article, how sure its least sure paragraph is; 1 if it has none."""
        column = self.articles["paragraphs"].combine_chunks()
        values = _numbers(pc.struct_field(column.values, "confidence"))
        offsets = np.asarray(column.offsets)
        found = np.ones(len(column))
        full = offsets[1:] > offsets[:-1]
        if full.any():
            found[full] = np.minimum.reduceat(values, offsets[:-1][full])
        return found

    @cached_property
    def doubts(self) -> dict[str, NDArray[np.bool_]]:
        """For each kind of doubt that an article can have, which ones have it."""
        headline = _numbers(pc.fill_null(self.articles["headline_confidence"], 1.0))
        return {
            "headline": headline < UNSURE,
            "paragraphs": self.lowest < UNSURE,
            "untitled": _mask(pc.equal(self.articles["headline"], "")),
            "short": _numbers(self.articles["characters"]) < _SHORT,
        }

    @cached_property
    def expected(self) -> NDArray[np.float64]:
        """For each page, how many of its articles are likely wrong: what they lack of certainty, added up."""
        return np.bincount(self.page_of, 1.0 - self.sure, len(self.pages)).astype(np.float64)

    @cached_property
    def states(self) -> NDArray[np.int8]:
        """For each page, its place in `STATES` as it was built."""
        codes = pc.index_in(self.pages["review"], pa.array(STATES))
        return np.asarray(pc.fill_null(codes, 0)).astype(np.int8)

    @cached_property
    def applied(self) -> set[str]:
        """The ids of the corrections that the dataset was built with."""
        return set(pc.list_flatten(self.pages["corrections"]).to_pylist())

    @cached_property
    def days(self) -> pa.Array:
        """For each page, its date as text, empty if there is none: text sorts as dates do."""
        return pc.fill_null(pc.cast(self.pages["date"], pa.string()), "").combine_chunks()

    def select(self, query: Query, states: NDArray[np.int8]) -> NDArray[np.int32]:
        """Return the rows of the articles or pages that a query asks for, in its order."""
        by_article = query.unit == "articles"
        wanted = self._wanted_pages(query, states)
        wanted = wanted[self.page_of] if by_article else wanted
        for one in self._filters(query, by_article=by_article):
            wanted &= one
        found = np.flatnonzero(wanted).astype(np.int32)
        if query.sort != "doubt":
            return found
        doubt = 1.0 - self.sure if by_article else self.expected
        return found[np.argsort(-doubt[found], kind="stable")]

    def _wanted_pages(self, query: Query, states: NDArray[np.int8]) -> NDArray[np.bool_]:
        wanted = np.ones(len(self.pages), bool)
        if query.newspaper:
            wanted &= _mask(pc.equal(pc.fill_null(self.pages["newspaper"], ""), query.newspaper))
        if query.since:
            wanted &= _mask(pc.greater_equal(self.days, query.since))
        if query.until:
            wanted &= _mask(pc.and_(pc.less_equal(self.days, query.until), pc.not_equal(self.days, "")))
        if query.state in STATES:
            wanted &= states == STATES.index(query.state)
        return wanted

    def _filters(self, query: Query, *, by_article: bool) -> Iterator[NDArray[np.bool_]]:
        if query.doubt in self.doubts:
            yield self._per_unit(self.doubts[query.doubt], by_article=by_article)
        elif query.doubt == "empty":
            empty = np.diff(self.first_article) == 0
            yield empty[self.page_of] if by_article else empty
        if query.text:
            named = _mask(pc.match_substring(self.pages["source"], query.text, ignore_case=True))
            found = self._per_unit(self._found(query), by_article=by_article)
            yield found | (named[self.page_of] if by_article else named)

    def _per_unit(self, articles: NDArray[np.bool_], *, by_article: bool) -> NDArray[np.bool_]:
        """Return which articles, or which pages with such an article, are meant."""
        if by_article:
            return articles
        return np.bincount(self.page_of[articles], minlength=len(self.pages)).astype(bool)

    def _found(self, query: Query) -> NDArray[np.bool_]:
        """Return which articles hold a text: in the headline or the byline, or anywhere, which means reading all of them."""
        if query.everywhere:
            files = (parquet.open_parquet(path) for path in layout.shards(self.folder, "articles"))
            batches = (batch.column(0) for file in files for batch in file.iter_batches(columns=["article"]))
            parts = [_mask(pc.match_substring(batch, query.text, ignore_case=True)) for batch in batches]
            text = np.concatenate(parts) if parts else np.zeros(0, bool)
        else:
            text = _mask(pc.match_substring(self.articles["byline"], query.text, ignore_case=True))
        return text | _mask(pc.match_substring(self.articles["headline"], query.text, ignore_case=True))

    def rows(self, unit: str, chosen: Sequence[int], states: NDArray[np.int8]) -> list[dict[str, Any]]:
        """Return what a list shows of some articles or pages."""
        numbers = np.asarray(chosen, dtype=np.int64)
        owners = self.page_of[numbers].astype(np.int64) if unit == "articles" else numbers
        pages = self.pages.take(pa.array(owners)).select(["source", "newspaper", "page", "articles"]).to_pylist()
        days = self.days.take(pa.array(owners)).to_pylist()
        out = [{"n": int(n), "state": STATES[states[n]], "date": day, **page} for n, day, page in zip(owners, days, pages, strict=True)]
        extra = self._article_rows(numbers) if unit == "articles" else self._page_rows(numbers)
        return [one | more for one, more in zip(out, extra, strict=True)]

    def _article_rows(self, numbers: NDArray[np.int64]) -> Iterator[dict[str, Any]]:
        table = self.articles.take(pa.array(numbers)).select(["id", "order", "headline", "characters"]).to_pylist()
        for row, values in zip(numbers, table, strict=True):
            yield {**values, "sure": round(float(self.sure[row]), 3), "doubts": [name for name, has in self.doubts.items() if has[row]]}

    def _page_rows(self, numbers: NDArray[np.int64]) -> Iterator[dict[str, Any]]:
        for number in numbers:
            first, last = self.first_article[number : number + 2]
            titles = [title for title in self.articles["headline"].slice(first, last - first).to_pylist() if title]
            doubts = [name for name, has in self.doubts.items() if has[first:last].any()] if last > first else ["empty"]
            yield {"headline": " · ".join(titles[:3]), "expected": round(float(self.expected[number]), 2), "doubts": doubts}

    def page(self, number: int) -> Page:
        """Return a page, read from the files.

        Raises:
            DatasetError: if the files are damaged, or not those that the columns were read from.

        """
        (row,) = self._records("pages", number, number + 1, PageRow)
        first, last = (int(place) for place in self.first_article[number : number + 2])
        articles = self._records("articles", first, last, Article)
        if row.source != self.pages["source"][number].as_py() or any(article.source != row.source for article in articles):
            raise DatasetError(str(self.folder), "it was built again meanwhile", help="load the page again")
        return rows.page(row, articles)

    def _records(self, config: str, first: int, last: int, model: Any) -> list[Any]:  # noqa: ANN401 - a record class, and its records
        """Return some records that stand one after the other, from the row groups that hold them."""
        found: list[Any] = []
        for path, group, start, end in _groups(self.folder, config):
            if start < last and first < end:
                table = _group(path, path.stat().st_mtime_ns, group)
                found += from_table(model, table.slice(max(first - start, 0), min(last, end) - max(first, start)))
        return found


def _groups(folder: Path, config: str) -> Iterator[tuple[Path, int, int, int]]:
    """Yield every row group of a config: its file, its number there, its first row and one past its last."""
    start = 0
    for path in layout.shards(folder, config):
        for group, length in enumerate(_lengths(path, path.stat().st_mtime_ns)):
            yield path, group, start, start + length
            start += length


@lru_cache(maxsize=4096)
def _lengths(path: Path, _: int) -> tuple[int, ...]:
    """Return the number of rows of each row group of a file, for one time of its last change."""
    with parquet.open_parquet(path) as file:
        return tuple(file.metadata.row_group(number).num_rows for number in range(file.metadata.num_row_groups))


@lru_cache(maxsize=4)
def _group(path: Path, _: int, group: int) -> pa.Table:
    """Return a row group: those who look at one page mostly look at its neighbours, too."""
    with parquet.open_parquet(path) as file:
        return file.read_row_group(group)


def _columns(folder: Path, config: str, names: Sequence[str]) -> pa.Table:
    tables = []
    for path in layout.present(folder, config):
        with parquet.open_records(path, MODELS[config]) as file:
            try:
                tables.append(file.read(columns=list(names)))
            except (pa.ArrowException, OSError) as error:
                raise DatasetError(str(path), f"damaged: {error}", help="build the dataset again") from error
    return pa.concat_tables(tables).combine_chunks()


def _numbers(column: pa.ChunkedArray | pa.Array) -> NDArray[np.float64]:
    return np.asarray(column.to_numpy(zero_copy_only=False) if isinstance(column, pa.Array) else column.to_numpy(), dtype=np.float64)


def _mask(column: pa.ChunkedArray | pa.Array) -> NDArray[np.bool_]:
    filled = pc.fill_null(column, False)  # noqa: FBT003 - the value to fill with
    return np.array(filled.to_numpy(zero_copy_only=False) if isinstance(filled, pa.Array) else filled.to_numpy(), dtype=bool)
