"""The Croissant description, as its reference library sees it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import mlcroissant
import pytest

from corpus import layout
from corpus.records import Article
from corpus.tables import CONFIGS, schema

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def described(data: Path) -> mlcroissant.Dataset:
    """Load the description of a dataset, which validates it."""
    return mlcroissant.Dataset(str(data / "croissant.json"))


def test_it_is_valid(described: mlcroissant.Dataset) -> None:
    """No error, and no warning but that a folder has no day of publication."""
    issues = described.metadata.ctx.issues
    assert issues.errors == set()
    assert [warning for warning in issues.warnings if "datePublished" not in warning] == []


def test_records_are_loaded_from_it(described: mlcroissant.Dataset, data: Path) -> None:
    """Nested columns, too: each is a list of records, texts as bytes."""
    rows = list(described.records(record_set="articles"))
    expected = list(layout.read(data, "articles", Article))
    assert [row["articles/title"].decode() for row in rows] == [article.title for article in expected]
    paragraphs = [part["articles/paragraphs/text"].decode() for part in rows[0]["articles/paragraphs"]]
    assert paragraphs == [part.text for part in expected[0].paragraphs]


@pytest.mark.parametrize("config", CONFIGS)
def test_every_config_is_described_and_loads(config: str, described: mlcroissant.Dataset, data: Path) -> None:
    """Each column with its description."""
    told = json.loads((data / "croissant.json").read_text(encoding="utf-8"))
    fields = {field["@id"].partition("/")[2]: field for one in told["recordSet"] if one["@id"] == config for field in one["field"]}
    assert list(fields) == schema(CONFIGS[config]).names
    assert all(field["description"] for field in fields.values())
    assert len(list(described.records(record_set=config))) == 3
