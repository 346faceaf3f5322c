"""The schemas in schemas/."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import makers
import pytest

from corpus import profiles, rows, schemas
from corpus.records import Article

FOLDER = Path(__file__).parent.parent / "schemas"


def test_the_files_are_what_the_records_say() -> None:
    """If this fails and the change of the contract is meant: `make schemas`."""
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()} == schemas.files()


def test_schemas_are_valid_and_so_are_records() -> None:
    """A record as it is written out, derived fields included, keeps its JSON Schema."""
    page = makers.page()
    shown = {
        "article": page.articles[0],
        "page": page,
        "page-row": rows.page_row(page),
        "paragraph-row": next(rows.paragraphs(page.articles[0])),
        "quarantine-row": rows.QuarantineRow(source="a.txt", reason="encoding", place="a.txt:1", message="not UTF-8", help=""),
        "text-row": profiles.text_row(page.articles[0]),
        **{f"{name}-row": profiles.row(name, page.articles[0]) for name in profiles.PROFILES},
    }
    assert sorted(shown) == sorted(schemas.RECORDS)
    for name, record in shown.items():
        schema = json.loads(schemas.json_schema(schemas.RECORDS[name]))
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(json.loads(record.model_dump_json()))


def test_unknown_fields_are_refused() -> None:
    """By the JSON Schema as by the models."""
    schema = json.loads(schemas.json_schema(Article))
    record = json.loads(makers.page().articles[0].model_dump_json()) | {"more": 1}
    with pytest.raises(jsonschema.ValidationError, match="'more' was unexpected"):
        jsonschema.validate(record, schema)


def test_the_arrow_schema_names_nested_columns() -> None:
    """A reader sees types, nulls and descriptions without pyarrow."""
    columns = {column["name"]: column for column in json.loads(schemas.arrow_schema(Article))}
    assert columns["date"] == {
        "name": "date",
        "type": "date32[day]",
        "nullable": True,
        "description": "Date of publication; null until known.",
    }
    assert columns["paragraphs"]["type"] == "list<struct>"
    assert [field["name"] for field in columns["paragraphs"]["fields"]][:2] == ["kind", "text"]


def test_writing_makes_every_file(tmp_path: Path) -> None:
    """In a folder that need not be there."""
    assert sorted(path.name for path in schemas.write(tmp_path / "new")) == sorted(schemas.files())
