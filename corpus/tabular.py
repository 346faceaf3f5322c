"""JSON Lines and Parquet -> their rows, one by one, each the text of a page: what other tools of the trade hand on.

A row may say what a sidecar would: newspaper, edition, date, page. Parquet is read by pyarrow, which is here for writing it.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from corpus.archives import Member
from corpus.bounds import LARGEST, plain, refuse_bomb, refuse_name, seekable, unpacked, unreadable
from corpus.errors import InputError, LimitError
from corpus.origins import FIELDS, statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import BinaryIO

NAMES: Final = ("id", "name", "source")
"""The columns that may name a page, the first that a row has."""

_LINE: Final = 2 * LARGEST
"""Bytes of a line: JSON may write each character of a text as an escape of twice its bytes."""
_BATCH: Final = 16
_COLUMNS_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns that hold the text and the name of a page; without one for names, it is the first of `NAMES`.

    A column that is named must be there; where it holds no name, the page is named by the number of its row.
    """

    text: str = "text"
    name: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that may name a page."""
        return (self.name,) if self.name else NAMES


def rows(file: BinaryIO, name: str, place: str, columns: Columns) -> Iterator[Member]:
    """Yield the rows of a table as pages, each named by its name column or by its number, from 1.

    A row that cannot be read comes with what is wrong with it, and so does the table where it is damaged.
    """
    try:
        parquet = plain(name).lower().endswith(".parquet")
        found = _parquet(file, place, columns) if parquet else _lines(unpacked(file, name, place), place)
        for number, row in found:
            yield row if isinstance(row, Member) else _member(row, number, f"{place}:{number}", columns)
    except InputError as error:
        yield Member("", place, wrong=error)
    except (OSError, EOFError, ValueError, NotImplementedError, MemoryError) as error:
        yield Member("", place, wrong=unreadable(place, error))


def _member(row: Mapping[str, Any], number: int, place: str, columns: Columns) -> Member:
    name = str(number)
    try:
        _refuse_columns(row, place, columns)
        name = next((str(row[one]) for one in columns.names if isinstance(row.get(one), str | int) and str(row[one]).strip()), name)
        refuse_name(name, place)
        said = {field: word(row.get(field)) for field in FIELDS}
        data, encoding = _bytes(row[columns.text], place, columns)
        return Member(name, place, data, tuple(statements(said, "sidecar", place)), encoding)
    except InputError as error:
        return Member(str(number), place, wrong=error)


def _refuse_columns(has: Iterable[str], place: str, columns: Columns) -> None:
    """Look whether the text column, and that of names if one was chosen, are among those that a table or a row has."""
    found = list(has)
    told = ", ".join(map(repr, found[:_COLUMNS_SHOWN])) or "none"
    if columns.text not in found:
        raise InputError(place, f"no column {columns.text!r}", help=f"say which holds the text with --text-column; it has {told}")
    if columns.name and columns.name not in found:
        advice = f"say which names the page with --name-column, or leave that out; it has {told}"
        raise InputError(place, f"no column {columns.name!r}", help=advice)


def _bytes(value: object, place: str, columns: Columns) -> tuple[bytes, str | None]:
    """Return a text as bytes, with their encoding; bytes are as a file has them, in an encoding to be recognised."""
    if isinstance(value, str):
        data: bytes = value.encode("utf-8", "surrogatepass")
    elif isinstance(value, bytes):
        data = value
    else:
        raise InputError(place, f"column {columns.text!r} holds no text", help="give each row the text of a page, or leave it out")
    if len(data) > LARGEST:
        raise LimitError(place, f"larger than {LARGEST >> 20} MB", help="a page is smaller; give one row for each page")
    return data, "utf-8" if isinstance(value, str) else None


def word(value: object) -> str | None:
    """Return a text, a number or a day as one writes it, None for anything else; pandas makes 3.0 of a page 3 where another page has none.

    >>> word(3.0), word(dt.datetime(2020, 2, 15)), word([7])
    ('3', '2020-02-15', None)
    """
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else None
    return str(value) if isinstance(value, str | int | dt.date) and not isinstance(value, bool) else None


def _lines(stream: BinaryIO, place: str) -> Iterator[tuple[int, Mapping[str, Any] | Member]]:
    """Yield the objects of JSON Lines with their numbers; a line that is none comes with what is wrong with it."""
    number = 0
    while line := stream.readline(_LINE + 1):
        number += 1
        if len(line) > _LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            error = LimitError(f"{place}:{number}", f"a line of more than {_LINE >> 20} MB", help="give a line for each page")
            yield number, Member(str(number), error.place, wrong=error)
        elif line.strip():
            yield number, _parsed(line, number, f"{place}:{number}")


def _parsed(line: bytes, number: int, place: str) -> Mapping[str, Any] | Member:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        said = "nested too deep" if isinstance(error, RecursionError) else str(error)
        return Member(str(number), place, wrong=InputError(place, f"not JSON: {said}", help="correct the line; the others are read"))
    if isinstance(row, dict):
        return row
    return Member(str(number), place, wrong=InputError(place, "no JSON object", help='write it as {"id": "a.txt", "text": "…"}'))


def _parquet(file: BinaryIO, place: str, columns: Columns) -> Iterator[tuple[int, Mapping[str, Any] | Member]]:
    """Yield the rows of a Parquet file, as far as they are asked for, with their numbers."""
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 - takes long to load, and few pages are in Parquet

    with seekable(file) as (whole, size), ParquetFile(whole, buffer_size=1 << 20, pre_buffer=False) as table:
        has = table.schema_arrow.names
        _refuse_columns(has, place, columns)
        wanted = [name for name in dict.fromkeys((columns.text, *columns.names, *FIELDS)) if name in has]
        number = given = 0
        for batch in table.iter_batches(_BATCH, columns=wanted, use_threads=False):
            for row in batch.to_pylist():
                number += 1
                yield number, row
                given += len(row[columns.text]) if isinstance(row[columns.text], str | bytes) else 0
                refuse_bomb(given, size, place)
