"""Records <-> Arrow tables.

The Arrow schema is derived from the models and never inferred from rows, so that an empty column keeps its type and two
builds agree. The mapper is our own because the libraries that do this were measured and fail on records like ours: they
know no tuples, turn ``Literal`` into dictionary columns or ``ge=0`` into unsigned integers, or pin an old pyarrow.
"""

from __future__ import annotations

import datetime as dt
import enum
import types
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import pyarrow as pa
from pydantic import BaseModel, TypeAdapter

from corpus.profiles import PROFILES, TextRow
from corpus.records import Article
from corpus.rows import PageRow, ParagraphRow, QuarantineRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Model = TypeVar("Model", bound=BaseModel)

CONFIGS: dict[str, type[BaseModel]] = {"articles": Article, "paragraphs": ParagraphRow, "pages": PageRow, "texts": TextRow}
"""Name of each config that every dataset has and the record that is its row; the first is the default."""

QUARANTINE = "quarantine"
"""Name of the config of sources that could not be read; a dataset has it only if there were any."""

MODELS: dict[str, type[BaseModel]] = CONFIGS | PROFILES | {QUARANTINE: QuarantineRow}
"""The same with the configs that a dataset has on request, and the quarantine."""

_SCALARS: dict[Any, pa.DataType] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    bytes: pa.binary(),
    dt.date: pa.date32(),
    dt.datetime: pa.timestamp("us", tz="UTC"),
}


@cache
def schema(model: type[BaseModel]) -> pa.Schema:
    """Return the Arrow schema of a record: one column for each field and computed field, described in its metadata.

    >>> from corpus.records import Reference
    >>> schema(Reference).types
    [DataType(string), DataType(string)]

    Raises:
        TypeError: if a field has a type that Arrow has no single column type for; the message names its path.

    """
    return pa.schema(_fields(model, model.__name__))


def computed(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of the columns that a record works out by itself and that are not read back."""
    return frozenset(model.model_computed_fields)


def _fields(model: type[BaseModel], place: str) -> list[pa.Field]:
    hints = get_type_hints(model, include_extras=True)
    named = {name: (hints[name], info.description) for name, info in model.model_fields.items()}
    named |= {name: (info.return_type, info.description) for name, info in model.model_computed_fields.items()}
    return [_field(f"{place}.{name}", hint, description) for name, (hint, description) in named.items()]


def _field(place: str, hint: object, description: str | None) -> pa.Field:
    inner, nullable = _split_optional(_plain(hint))
    metadata = {"description": description} if description else None
    return pa.field(place.rpartition(".")[2], _type(inner, place), nullable=nullable, metadata=metadata)


def _plain(hint: object) -> object:
    """Take the constraints off a type: only validation needs them."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _split_optional(hint: object) -> tuple[object, bool]:
    """Return the type without None, and whether None was allowed."""
    if get_origin(hint) not in {Union, types.UnionType}:
        return hint, False
    others = [_plain(part) for part in get_args(hint) if part is not type(None)]
    return (others[0] if len(others) == 1 else hint), len(others) < len(get_args(hint))


def _type(hint: object, place: str) -> pa.DataType:
    """Return the Arrow type of one annotation."""
    if hint in _SCALARS:
        return _SCALARS[hint]
    if get_origin(hint) is Literal:
        return _common([type(value) for value in get_args(hint)], place)
    if get_origin(hint) is tuple and get_args(hint)[1:] == (...,):
        return pa.list_(_field(f"{place}.item", get_args(hint)[0], None))
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return _common([type(member.value) for member in hint], place)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return pa.struct(_fields(hint, place))
    message = f"{place}: no Arrow type for {hint}; use a scalar, Literal, Enum, tuple[T, ...], a record, or one of them | None"
    raise TypeError(message)


def _common(kinds: list[type], place: str) -> pa.DataType:
    """Return the one type that all values of a Literal or Enum share."""
    if len(set(kinds)) != 1:
        message = f"{place}: its values have {len(set(kinds))} types; a column has one"
        raise TypeError(message)
    return _type(kinds[0], place)


def to_table(model: type[BaseModel], records: Iterable[BaseModel]) -> pa.Table:
    """Return the records as a table of the record's schema, computed fields included."""
    return pa.Table.from_pylist(_rows(model).dump_python(list(records)), schema=schema(model))


@cache
def _rows(model: type[BaseModel]) -> TypeAdapter[list[BaseModel]]:
    """Return what makes rows of many records in one call."""
    kind: Any = types.GenericAlias(list, model)
    return TypeAdapter(kind)


def from_rows(model: type[Model], rows: Iterable[dict[str, Any]]) -> Iterator[Model]:
    """Yield validated records from rows as `to_pylist` and `datasets` give them; computed columns are left out.

    Raises:
        pydantic.ValidationError: if a row is no such record.

    """
    ignored = computed(model)
    for row in rows:
        yield model.model_validate({name: value for name, value in row.items() if name not in ignored})


def from_table(model: type[Model], table: pa.Table) -> list[Model]:
    """Return the records of a table: the inverse of `to_table`.

    >>> from corpus.records import Reference
    >>> from_table(Reference, to_table(Reference, [Reference(text="见7版", page="7")]))
    [Reference(text='见7版', page='7')]
    """
    return list(from_rows(model, table.to_pylist()))
