"""The dataset card."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import datasets
import makers
import pytest

from corpus import card, merge
from corpus.records import Article
from corpus.tables import CONFIGS, schema, to_table

if TYPE_CHECKING:
    from pathlib import Path


def test_features_are_those_that_datasets_derives() -> None:
    """Our form of the features, read by `datasets`, is what it derives from the Arrow schema itself."""
    for model in CONFIGS.values():
        told = datasets.Features._from_yaml_list(card.features(schema(model)))  # noqa: SLF001 - it has no public reader
        assert told == datasets.Features.from_arrow_schema(schema(model))


def test_the_front_matter_is_read_by_the_hub_library(data: Path) -> None:
    """With configs, default and licence."""
    from huggingface_hub import DatasetCard  # noqa: PLC0415

    told = DatasetCard.load(data / "README.md", ignore_metadata_errors=False).data
    assert (told.language, told.license, told.license_name) == (["zh"], "other", "publishers-text")
    assert [config["config_name"] for config in told.configs] == list(CONFIGS)
    assert told.configs[0]["default"] is True
    assert told.size_categories == ["n<1K"]


def test_the_card_shows_a_record_that_validates(data: Path) -> None:
    """What it shows is a record as it is, not a picture of one."""
    text = (data / "README.md").read_text(encoding="utf-8")
    shown = text.partition("```json\n")[2].partition("\n```")[0]
    columns = Article.model_computed_fields
    stored = Article.model_validate_json(shown, extra="ignore")
    assert stored.title == "开会"
    assert all(f'"{name}"' in shown for name in columns)


def test_every_field_is_in_the_table_with_its_schema_org_word(data: Path) -> None:
    """The table of words has no field too many and none too few."""
    names = [*Article.model_fields, *Article.model_computed_fields]
    assert sorted(card.SCHEMA_ORG) == sorted(names)
    text = (data / "README.md").read_text(encoding="utf-8")
    assert all(f"\n| `{name}` | " in text for name in names)


def test_nothing_is_left_of_the_template(data: Path) -> None:
    """Every part of it is filled in."""
    text = (data / "README.md").read_text(encoding="utf-8").replace(merge.BEGIN, "").replace(merge.END, "")
    assert "<!--" not in text


def test_the_lengths_are_drawn(data: Path) -> None:
    """To the scale of the longest bar, in a block that any reader shows."""
    text = (data / "README.md").read_text(encoding="utf-8")
    assert f"\n      under 100  {'█' * 40} 3\n     100 to 199   0\n" in text


def test_the_facts_are_counted() -> None:
    """Newspapers, dates, kinds of paragraphs, and the shortest article with a title."""
    facts = card.Facts()
    short = makers.page().articles[0].model_copy(update={"newspaper": "重庆日报", "date": dt.date(2020, 2, 15)})
    for article in (makers.page(body="更长的一篇，\n比另一篇长得多。").articles[0], short):
        facts.add(to_table(Article, [article]))
    assert (facts.articles, facts.example) == (2, short)
    assert facts.newspapers == {"not known": 1, "重庆日报": 1}
    assert (facts.dates, facts.kinds) == ({dt.date(2020, 2, 15)}, {"body": 2})


@pytest.mark.parametrize("text", ["", "# Title", "---\nkey: [\n---\n", "---\n- list\n---\n"])
def test_a_card_without_front_matter_is_refused(text: str) -> None:
    """It must begin with a YAML mapping."""
    with pytest.raises(ValueError, match="front matter"):
        merge.front_matter(text)
