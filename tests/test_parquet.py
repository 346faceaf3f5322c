"""Records and Parquet files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import makers
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import parquet
from corpus.errors import DatasetError
from corpus.records import Article, Reference, Span

if TYPE_CHECKING:
    from pathlib import Path


def written(path: Path, spans: list[Span], batch: int = 1) -> Path:
    """Write spans, some at a time."""
    with parquet.Writer(path, Span, row_group=10) as writer:
        for start in range(0, len(spans), batch):
            writer.add(spans[start : start + batch])
    return path


@given(st.lists(makers.articles, max_size=3))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_articles_come_back_from_a_file_as_they_went_in(tmp_path: Path, articles: list[Article]) -> None:
    """The round trip through Parquet is the identity."""
    path = tmp_path / "articles.parquet"
    with parquet.Writer(path, Article) as writer:
        writer.add(articles)
    assert list(parquet.read(path, Article)) == articles


def test_bytes_do_not_depend_on_how_records_arrive(tmp_path: Path) -> None:
    """One by one or all at once, over several row groups: the same file."""
    spans = [Span(start=number, end=number * 7) for number in range(35)]
    one, all_ = written(tmp_path / "one", spans), written(tmp_path / "all", spans, 100)
    assert one.read_bytes() == all_.read_bytes()
    assert pq.ParquetFile(one).metadata.num_row_groups == 4


def test_a_row_group_ends_with_a_day_if_it_is_long_enough(tmp_path: Path) -> None:
    """Days of three rows, groups of at least five: two days each; the last is what is left."""
    with parquet.Writer(tmp_path / "x", Span, row_group=10) as writer:
        for day in range(5):
            writer.day_ends()
            writer.add([Span(start=day, end=number) for number in range(3)])
    groups = pq.ParquetFile(tmp_path / "x").metadata
    assert [groups.row_group(number).num_rows for number in range(groups.num_row_groups)] == [6, 6, 3]


def test_a_row_group_of_large_rows_has_fewer_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For they wait in memory: pages may be a thousand times as large as most are."""
    monkeypatch.setattr(parquet, "_HEAVY", 100)
    monkeypatch.setattr(parquet, "_LARGEST", 1000)
    records = [Reference(text="见" * size, page="7") for size in (400, 3, 3, 400, 3, 3, 3)]
    with parquet.Writer(tmp_path / "x", Reference) as writer:
        for record in records:
            writer.add([record], len(record.text))
    groups = pq.ParquetFile(tmp_path / "x").metadata
    assert [groups.row_group(number).num_rows for number in range(groups.num_row_groups)] == [1, 3, 3]
    assert list(parquet.read(tmp_path / "x", Reference)) == records


def test_files_are_written_as_the_hub_likes_them(tmp_path: Path) -> None:
    """Zstandard, with a page index; content-defined chunks leave no mark in the file."""
    column = pq.ParquetFile(written(tmp_path / "x", [Span(start=0, end=1)])).metadata.row_group(0).column(0)
    assert (column.compression, column.has_offset_index, column.has_column_index) == ("ZSTD", True, True)


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    """The message tells how to make one."""
    with pytest.raises(DatasetError, match=r"no such file(.|\n)*corpus build"):
        list(parquet.read(tmp_path / "none.parquet", Span))


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    """Any bytes, and none."""
    for data in (b"", b"PAR1", b"page text" * 100):
        (tmp_path / "x").write_bytes(data)
        with pytest.raises(DatasetError, match="not a Parquet file"):
            list(parquet.read(tmp_path / "x", Span))


def test_other_columns_are_refused(tmp_path: Path) -> None:
    """A file of another record, or of another version, is not read."""
    pq.write_table(pa.table({"start": [1]}), tmp_path / "x")
    with pytest.raises(DatasetError, match="its columns are not those of Span"):
        list(parquet.read(tmp_path / "x", Span))


def test_a_flipped_bit_is_found(tmp_path: Path) -> None:
    """Page checksums make damage visible wherever it is in the data."""
    path = written(tmp_path / "x", [Span(start=number, end=number + 1) for number in range(1000)], 1000)
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)
    with pytest.raises(DatasetError, match="damaged"):
        list(parquet.read(path, Span))
