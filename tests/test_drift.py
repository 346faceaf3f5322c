"""What a new schema changes for those who read the old one."""

from __future__ import annotations

import pyarrow as pa
import pytest

from corpus.drift import changes
from corpus.tables import MODELS, schema

SPANS = pa.list_(pa.struct({"start": pa.int64()}))


def field(kind: pa.DataType, *, nullable: bool = True) -> pa.Schema:
    """Return a schema of one column."""
    return pa.schema([pa.field("x", kind, nullable=nullable)])


@pytest.mark.parametrize("config", MODELS)
def test_nothing_changes_between_equal_schemas(config: str) -> None:
    """Whatever is in their metadata, in whatever order the columns are."""
    columns = schema(MODELS[config])
    assert changes(config, columns.remove_metadata(), pa.schema(list(columns)[::-1])) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (pa.int32(), pa.int64(), "a.x: int32 becomes int64"),
        (pa.float32(), pa.float64(), "a.x: float becomes double"),
        (pa.null(), pa.string(), "a.x: null becomes string"),
        (pa.list_(pa.int8()), pa.list_(pa.int64()), "a.x: int8 becomes int64"),
        (SPANS, pa.list_(pa.struct({"start": pa.int64(), "end": pa.int64()})), "a.x.end: new"),
    ],
)
def test_a_widening_is_told(old: pa.DataType, new: pa.DataType, told: str) -> None:
    """Code that reads the old version reads the new one."""
    (change,) = changes("a", field(old), field(new))
    assert (str(change), change.breaking) == (told, False)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (pa.int64(), pa.int32(), "a.x: int64 becomes int32"),
        (pa.string(), pa.date32(), "a.x: string becomes date32"),
        (pa.string(), pa.list_(pa.string()), "a.x: string becomes a list of string"),
        (SPANS, pa.struct({"start": pa.int64()}), "a.x: a list of a record becomes a record"),
        (SPANS, pa.list_(pa.struct({"end": pa.int64()})), "a.x.start: gone"),
    ],
)
def test_a_break_is_told(old: pa.DataType, new: pa.DataType, told: str) -> None:
    """With the path of the column."""
    assert [str(change) for change in changes("a", field(old), field(new)) if change.breaking] == [told]


def test_a_column_that_may_be_null_now_is_a_widening() -> None:
    """The other way round nobody has to know."""
    never, maybe = field(pa.string(), nullable=False), field(pa.string())
    assert [(str(change), change.breaking) for change in changes("a", never, maybe)] == [("a.x: may be null now", False)]
    assert changes("a", maybe, never) == []
