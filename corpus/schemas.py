"""The schemas as readable text: JSON Schema of each published record, Arrow schema of each config.

They are generated from the models alone. The copies in ``schemas/`` are there to be read and to be compared: a change
there is a change of the contract.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from corpus.errors import UsageError
from corpus.profiles import PROFILES, TextRow
from corpus.records import Article, Page
from corpus.rows import PageRow, ParagraphRow, QuarantineRow
from corpus.tables import MODELS, schema

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

RECORDS: dict[str, type[BaseModel]] = {
    "article": Article,
    "page": Page,
    "paragraph-row": ParagraphRow,
    "page-row": PageRow,
    "text-row": TextRow,
    "quarantine-row": QuarantineRow,
    **{f"{name}-row": model for name, model in PROFILES.items()},
}
"""Name of each published record."""


class _Draft202012(GenerateJsonSchema):
    """Says which JSON Schema it is, which Pydantic leaves out."""

    def generate(self, schema: Any, mode: JsonSchemaMode = "validation") -> dict[str, Any]:  # noqa: ANN401 - Pydantic's signature
        return {"$schema": self.schema_dialect, **super().generate(schema, mode)}


def json_schema(model: type[BaseModel]) -> str:
    """Return the JSON Schema of a record as it is written out, computed fields included."""
    return _text(model.model_json_schema(mode="serialization", schema_generator=_Draft202012))


def arrow_schema(model: type[BaseModel]) -> str:
    """Return the Arrow schema of a record as readable JSON: a list of columns, nested ones with their fields."""
    return _text([_column(field) for field in schema(model)])


def _column(field: pa.Field) -> dict[str, object]:
    column: dict[str, object] = {"name": field.name, "type": _kind(field.type), "nullable": field.nullable}
    if field.metadata:
        column["description"] = field.metadata[b"description"].decode()
    inner = _inner(field.type)
    return column | ({"fields": [_column(part) for part in inner]} if inner else {})


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list<{_kind(kind.value_type)}>"
    return "struct" if pa.types.is_struct(kind) else str(kind)


def _inner(kind: pa.DataType) -> list[pa.Field]:
    """Return the fields of a struct, or of the structs in a list."""
    if pa.types.is_list(kind):
        return _inner(kind.value_type)
    return list(kind.fields) if pa.types.is_struct(kind) else []


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def files() -> dict[str, str]:
    """Return the text of every file of ``schemas/`` by its name."""
    records = {f"{name}.schema.json": json_schema(model) for name, model in RECORDS.items()}
    return records | {f"{name}.arrow.json": arrow_schema(model) for name, model in MODELS.items()}


def named(name: str) -> dict[str, str]:
    """Return the text of the one file of ``schemas/`` that is of a record or a config, by its name.

    Raises:
        UsageError: if there is no such record or config.

    """
    texts = files()
    found = {file: text for file, text in texts.items() if file.partition(".")[0] == name}
    if not found:
        known = ", ".join(file.partition(".")[0] for file in texts)
        raise UsageError(name, "no such schema", help=f"it is one of: {known}")
    return found


def write(folder: Path, name: str | None = None) -> list[Path]:
    """Write the files of ``schemas/``, or the one of a record or a config, to a folder and return their paths."""
    texts = named(name) if name else files()
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for file, text in texts.items():
        paths.append(folder / file)
        paths[-1].write_text(text, encoding="utf-8", newline="\n")
    return paths
