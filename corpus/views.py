"""A page -> its rows in each config: the one place that says what a config holds."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from corpus import profiles, rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel

    from corpus.records import Page

ROW_GROUPS: defaultdict[str, int] = defaultdict(lambda: 10_000, articles=1_000, pages=250, texts=2_500)
"""Rows of a group in each config: some megabytes, for one group of each waits in memory."""


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
