"""Records and Arrow tables."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Literal

import makers
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, computed_field

from corpus import rows
from corpus.records import Article
from corpus.tables import CONFIGS, from_table, schema, to_table

if TYPE_CHECKING:
    from corpus.rows import ParagraphRow


class Colour(enum.Enum):
    """An enumeration of strings."""

    RED = "red"


class Sample(BaseModel):
    """A record with one field of each kind that the mapper knows."""

    kind: Literal["a", "b"]
    colour: Colour | None
    many: tuple[tuple[int, ...], ...] | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def twice(self) -> str:
        """Return a column that is not read back."""
        return self.kind * 2


@given(st.lists(makers.articles, max_size=3))
def test_articles_come_back_from_a_table_as_they_went_in(articles: list[Article]) -> None:
    """The round trip is the identity, nulls and empty tuples included."""
    assert from_table(Article, to_table(Article, articles)) == articles


@given(makers.articles)
def test_flat_rows_hold_the_paragraphs_of_their_article(article: Article) -> None:
    """Each paragraph is one row, in order, with the article's id."""
    flat: list[ParagraphRow] = list(rows.paragraphs(article))
    assert [row.text for row in flat] == [part.text for part in article.paragraphs]
    assert [row.order for row in flat] == list(range(len(flat)))
    assert {row.article_id for row in flat} <= {article.id}


def test_page_comes_back_from_its_row_and_its_articles() -> None:
    """A page row and the articles are all of a page."""
    page = makers.page()
    assert rows.page(rows.page_row(page), page.articles) == page


def test_an_empty_table_has_every_column_with_its_type() -> None:
    """The schema is derived and not inferred from rows."""
    assert to_table(Article, []).schema.equals(schema(Article), check_metadata=True)


def test_types_follow_annotations() -> None:
    """Literal and Enum are strings, Optional is nullable, tuples are lists, computed fields are columns."""
    columns = schema(Sample)
    assert columns.field("kind") == pa.field("kind", pa.string(), nullable=False)
    assert columns.field("colour") == pa.field("colour", pa.string())
    integers = pa.list_(pa.field("item", pa.int64(), nullable=False))
    assert columns.field("many").type == pa.list_(pa.field("item", integers, nullable=False))
    assert columns.names == ["kind", "colour", "many", "twice"]


@pytest.mark.parametrize("annotation", [int | str, dict[str, int], list, Literal[1, "a"], object])
def test_a_type_without_a_column_type_is_refused_by_its_path(annotation: object) -> None:
    """The message names the field, so that a change of the records that Parquet cannot hold is seen at once."""
    model = type("Bad", (BaseModel,), {"__annotations__": {"field": annotation}})
    with pytest.raises(TypeError, match=r"^Bad\.field"):
        schema(model)


def test_every_column_is_described() -> None:
    """Each field of each record has a description, and it is in the schema's metadata."""
    for model in CONFIGS.values():
        assert all(column.metadata[b"description"] for column in schema(model))
