"""Records <-> Parquet files.

Parquet is written by pyarrow and not by `datasets`, whose writer has a fixed compression: zstd level 3 is a third
smaller than snappy, content-defined chunks keep most of a file unchanged on the hub when a few rows change, the page
index lets a reader skip, and the page checksum makes damage visible.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.errors import DatasetError
from corpus.tables import Model, from_table, schema, to_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pydantic import BaseModel

_BATCH = 200
_HEAVY: Final = 1 << 20
"""Characters of records from which they no longer wait for more of them."""
_LARGEST: Final = 8 << 20
"""Bytes of columns from which they no longer wait to be a row group: pages of a megabyte each are many times what a page usually is."""


@dataclass(slots=True)
class Writer(Generic[Model]):
    """Writes records of one kind to a Parquet file, a row group at a time, in bounded memory and always the same bytes.

    Row groups of some megabytes before compression are small enough to begin reading at once and large enough to compress. They
    end where a day ends, if `day_ends` is called there: a row more in one day then moves no other day's rows to another group.
    Where rows are very large, groups have fewer of them.
    Who counts what is written is `told` all rows, some hundred at a time.
    """

    path: Path
    model: type[Model]
    row_group: int = 10_000
    told: Callable[[pa.Table], None] | None = None
    _waiting: list[Model] = field(default_factory=list)
    _weight: int = 0
    _tables: list[pa.Table] = field(default_factory=list)
    _bytes: int = 0
    _file: pq.ParquetWriter | None = None

    def __enter__(self) -> Writer[Model]:
        """Open the file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = pq.ParquetWriter(
            self.path,
            schema(self.model),
            compression="zstd",
            compression_level=3,
            use_content_defined_chunking=True,
            write_page_index=True,
            write_page_checksum=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Write what waits and close the file."""
        if self._file is not None:
            self._write(len(self))
            self._file.close()

    def add(self, records: Iterable[Model], weight: int = 0) -> None:
        """Append records in their order, with the number of characters in them; they wait as columns, which take a tenth of the memory."""
        self._waiting.extend(records)
        self._weight += weight
        if len(self._waiting) >= _BATCH or self._weight >= _HEAVY:
            self._settle()
        while len(self) >= self.row_group:
            self._write(self.row_group)
        if self._bytes >= _LARGEST:
            self._write(len(self))

    def day_ends(self) -> None:
        """End the row group here if it is long enough by now."""
        if len(self) >= self.row_group // 2:
            self._write(len(self))

    def __len__(self) -> int:
        """Return how many rows wait."""
        return sum(len(table) for table in self._tables) + len(self._waiting)

    def _settle(self) -> None:
        """Make columns of the records that wait."""
        if self._waiting:
            table = to_table(self.model, self._waiting)
            self._tables.append(table)
            self._waiting.clear()
            self._weight = 0
            self._bytes += table.nbytes
            if self.told:
                self.told(table)

    def _write(self, rows: int) -> None:
        """Write the first rows that wait; in one piece, for the pages of a file follow the pieces."""
        self._settle()
        if rows and self._file is not None:
            waiting = pa.concat_tables(self._tables)
            self._tables = [waiting.slice(rows)] if rows < len(waiting) else []
            self._bytes = sum(left.nbytes for left in self._tables)
            group = waiting.slice(0, rows).combine_chunks()
            del waiting  # while the group is written, its parts need not be there, too
            self._file.write_table(group, row_group_size=rows)


@contextmanager
def frugal() -> Iterator[None]:
    """Let Arrow have its memory from the system, which takes it back: Arrow's own allocator keeps the most that it ever had."""
    usual = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(usual)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a Parquet file is: rows, bytes before compression, bytes on disk."""

    rows: int
    raw_bytes: int
    file_bytes: int


def size(path: Path) -> Size:
    """Return how large a Parquet file is, as its footer tells.

    Raises:
        DatasetError: as `open_parquet` does.

    """
    with open_parquet(path) as file:
        groups = (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))
        return Size(file.metadata.num_rows, sum(group.total_byte_size for group in groups), path.stat().st_size)


def open_parquet(path: Path) -> pq.ParquetFile:
    """Open a Parquet file, page checksums verified as it is read.

    Raises:
        DatasetError: if there is no such file or it is no Parquet file.

    """
    try:
        return pq.ParquetFile(path, page_checksum_verification=True)
    except FileNotFoundError:
        raise DatasetError(str(path), "no such file", help="build the dataset first: corpus build SOURCE --out DIR") from None
    except (pa.ArrowException, OSError) as error:
        raise DatasetError(str(path), f"not a Parquet file: {error}", help="build the dataset again") from error


def open_records(path: Path, model: type[BaseModel]) -> pq.ParquetFile:
    """Open a Parquet file with the schema of a record.

    Raises:
        DatasetError: as `open_parquet` does, and if it is of another schema.

    """
    file = open_parquet(path)
    if not file.schema_arrow.equals(schema(model)):
        file.close()
        raise DatasetError(str(path), f"its columns are not those of {model.__name__}", help="another version made it; build it again")
    return file


def batches(path: Path, model: type[Model]) -> Iterator[tuple[pa.Table, list[Model]]]:
    """Yield a Parquet file some hundred rows at a time: the rows as a table, and the records that they are.

    Raises:
        DatasetError: if the file is missing, damaged, of another schema, or holds a row that is no such record.

    """
    for table in tables(path, model):
        try:
            yield table, from_table(model, table)
        except ValueError as error:
            raise _damaged(path, error) from error


def tables(path: Path, model: type[BaseModel]) -> Iterator[pa.Table]:
    """Yield a Parquet file some hundred rows at a time; they have the schema of a record, and were not looked at further.

    Raises:
        DatasetError: if the file is missing, damaged, or of another schema.

    """
    with open_records(path, model) as file:
        try:
            for batch in file.iter_batches(batch_size=_BATCH):
                yield pa.Table.from_batches([batch])
        except (pa.ArrowException, ValueError, OSError) as error:
            raise _damaged(path, error) from error


def read(path: Path, model: type[Model]) -> Iterator[Model]:
    """Yield the records of a Parquet file.

    Raises:
        DatasetError: as `batches` does.

    """
    for _, records in batches(path, model):
        yield from records


def _damaged(path: Path, error: Exception) -> DatasetError:
    first = str(error).partition("\n")[0]
    return DatasetError(str(path), f"damaged: {first}", help="build the dataset again")
