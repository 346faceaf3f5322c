"""What a new version of a dataset changes for those who read the old one, column by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDER = {
    "int8": ("int16", "int32", "int64"),
    "int16": ("int32", "int64"),
    "int32": ("int64",),
    "float": ("double",),
    "string": ("large_string",),
    "binary": ("large_binary",),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the column, what becomes of it, and whether code that reads the old version would break.

    >>> print(Change("articles.title", "string becomes int64", breaking=True))
    articles.title: string becomes int64
    """

    place: str
    what: str
    breaking: bool

    def __str__(self) -> str:
        """Return ``place: what``."""
        return f"{self.place}: {self.what}"


def changes(config: str, old: pa.Schema, new: pa.Schema) -> list[Change]:
    """Return what changes between two schemas of a config: columns that go, come, or get another type.

    A new column, a wider number and a column that may now be null are a widening. The order of columns is no matter.

    >>> [str(change) for change in changes("a", pa.schema({"n": pa.int32()}), pa.schema({"n": pa.int64(), "m": pa.string()}))]
    ['a.n: int32 becomes int64', 'a.m: new']
    """
    return list(_fields(config, list(old), list(new)))


def _fields(place: str, old: list[pa.Field], new: list[pa.Field]) -> Iterator[Change]:
    fresh = {field.name: field for field in new}
    for field in old:
        if field.name not in fresh:
            yield Change(f"{place}.{field.name}", "gone", breaking=True)
        else:
            yield from _field(f"{place}.{field.name}", field, fresh[field.name])
    known = {field.name for field in old}
    yield from (Change(f"{place}.{field.name}", "new", breaking=False) for field in new if field.name not in known)


def _field(place: str, old: pa.Field, new: pa.Field) -> Iterator[Change]:
    yield from _types(place, old.type, new.type)
    if new.nullable and not old.nullable:
        yield Change(place, "may be null now", breaking=False)


def _types(place: str, old: pa.DataType, new: pa.DataType) -> Iterator[Change]:
    if pa.types.is_struct(old) and pa.types.is_struct(new):
        yield from _fields(place, list(old.fields), list(new.fields))
    elif pa.types.is_list(old) and pa.types.is_list(new):
        yield from _types(place, old.value_type, new.value_type)
    elif old != new:
        wider = pa.types.is_null(old) or str(new) in _WIDER.get(str(old), ())
        yield Change(place, f"{_name(old)} becomes {_name(new)}", breaking=not wider)


def _name(kind: pa.DataType) -> str:
    """Return a type in a word or two, whatever it holds."""
    if pa.types.is_struct(kind):
        return "a record"
    return f"a list of {_name(kind.value_type)}" if pa.types.is_list(kind) else str(kind).replace("[day]", "")
