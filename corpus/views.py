"""A page -> its rows in each config: the one place that says what a config holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus import profiles, rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel

    from corpus.records import Page

ROW_GROUPS = {"pages": 1_000}
"""Rows of a group where they are larger than those of the other configs."""


def rows_of(config: str, page: Page) -> Iterable[BaseModel]:
    """Return the rows that a page gives in a config."""
    if config == "articles":
        return page.articles
    if config == "pages":
        return [rows.page_row(page)]
    if config == "paragraphs":
        return (part for article in page.articles for part in rows.paragraphs(article))
    if config == "texts":
        return map(profiles.text_row, page.articles)
    return (profiles.row(config, article) for article in page.articles)
