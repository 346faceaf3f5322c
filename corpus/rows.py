"""The published records of the flat configs, made from articles and pages.

`Article` is a row as it is. `ParagraphRow` and `PageRow` serve readers who want no nesting, and the page text that all
offsets refer to. Nothing here is information of its own: `paragraphs` and `page_row` make the rows, `page` undoes them.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from corpus.reasons import Reason
from corpus.records import Article, Furniture, Language, Page, ParagraphKind, Probability, Record, Review, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class ParagraphRow(Record):
    """One paragraph beside what a flat reader needs of its article."""

    article_id: str = Field(description="The article's `id`.")
    order: int = Field(ge=0, description="Place among the paragraphs of the article, from 0.")
    kind: ParagraphKind = Field(description="body, crosshead 插题, summary 提要, caption 图片说明, or note.")
    text: str = Field(description="The paragraph as one line.")
    characters: int = Field(ge=0, description="Number of characters of `text`, white space left out.")
    confidence: Probability = Field(description="How sure the converter is that the paragraph begins, ends and is joined right.")
    title: str = Field(description="Title of the article; empty if none.")
    source: str = Field(description="Path of the page text on which the paragraph begins, relative to the input folder.")
    newspaper: str | None = Field(default=None, description="Name of the newspaper; null until known.")
    date: dt.date | None = Field(default=None, description="Date of publication; null until known.")
    page: str | None = Field(default=None, description="Label of that page; null until known.")
    language: Language = Field(description="BCP 47 tag of the script printed: zh-Hans, zh-Hant, or und.")


class QuarantineRow(Record):
    """One source that is in no other config, because it could not be read or converted, and why."""

    source: str = Field(description="Path of the page text, relative to the input folder.")
    reason: Reason = Field(
        description="unreadable, encoding (no text in it), refused (too large, or not to be trusted), converter failed, or worker died."
    )
    place: str = Field(description="Where it went wrong: the source, with the line if there is one.")
    sha256: str | None = Field(default=None, description="SHA-256 of the bytes of the source; null if they could not be read.")
    message: str = Field(description="What is wrong.")
    help: str = Field(description="What can be done about it.")


class PageRow(Record):
    """One page without its articles: the source text, what is in no article, and counts."""

    id: str = Field(description="Stable identifier of the page: the same for the same source and text.")
    source: str = Field(description="Path of the page text, relative to the input folder; the articles of the page name it, too.")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the source text in UTF-8, as hexadecimal digits.")
    encoding: str = Field(description="Encoding that the source was read in.")
    newspaper: str | None = Field(default=None, description="Name of the newspaper; null until known.")
    edition: str | None = Field(default=None, description="Edition of the newspaper; null until known.")
    date: dt.date | None = Field(default=None, description="Date of publication; null until known.")
    page: str | None = Field(default=None, description="Page label as printed; null until known.")
    edition_id: str | None = Field(
        default=None, description="Identifier that all pages of one newspaper and day share; null while unknown."
    )
    repeats: str | None = Field(
        default=None, description="The source that has the same text, character by character, and the articles of both."
    )
    provenance: tuple[Statement, ...] = Field(default=(), description="Who says newspaper, edition, date and page, the most trusted first.")
    language: Language = Field(description="BCP 47 tag of the script printed: zh-Hans, zh-Hant, or und.")
    source_text: str = Field(description="The page text as received, decoded; all offsets refer to it.")
    furniture: tuple[Furniture, ...] = Field(default=(), description="Everything printed that is in no article.")
    articles: int = Field(ge=0, description="Number of articles of the page.")
    paragraphs: int = Field(ge=0, description="Number of paragraphs of its articles.")
    characters: int = Field(ge=0, description="Number of characters of the source text, white space left out.")
    review: Review | None = Field(
        default=None, description="corrected: a person put something right; checked: a person compared the page with its source; else null."
    )
    corrections: tuple[str, ...] = Field(default=(), description="Ids of the corrections that were applied to the page.")
    tool_version: str = Field(description="Version of newspaper-corpus that made the record.")


class BriefParagraph(BaseModel):
    """What is read of a paragraph where most of its page is skipped."""

    kind: ParagraphKind
    text: str


class Brief(BaseModel):
    """What is read of an article where most of its page is skipped."""

    id: str
    paragraphs: tuple[BriefParagraph, ...]
    jump_to: str | None
    jump_from: str | None


class Contents(BaseModel):
    """What is read of the record of a page where most of it is skipped, which takes a fifth of the time."""

    date: dt.date | None
    articles: tuple[Brief, ...]


def bare(text: str) -> str:
    r"""Return the text without white space, as all comparisons of this package see it.

    >>> bare(" 社 区\u3000单 位\n")
    '社区单位'
    """
    return "".join(text.split())


def paragraphs(article: Article) -> Iterator[ParagraphRow]:
    """Yield the article's paragraphs as flat rows."""
    labels = {part.source: part.page for part in article.parts}
    for order, part in enumerate(article.paragraphs):
        source = (part.spans[0].source if part.spans else None) or article.source
        yield ParagraphRow(
            article_id=article.id,
            order=order,
            kind=part.kind,
            text=part.text,
            characters=len(bare(part.text)),
            confidence=part.confidence,
            title=article.title,
            newspaper=article.newspaper,
            source=source,
            date=article.date,
            page=labels.get(source, article.page),
            language=article.language,
        )


def page_row(page: Page) -> PageRow:
    """Return the page without its articles, with the counts that stand for them."""
    kept = {name: getattr(page, name) for name in Page.model_fields if name != "articles"}
    return PageRow(
        **kept,
        articles=len(page.articles),
        paragraphs=sum(len(article.paragraphs) for article in page.articles),
        characters=len(bare(page.source_text)),
    )


def page(row: PageRow, articles: Iterable[Article]) -> Page:
    """Return the page that the row and its articles were made from."""
    kept = row.model_dump(exclude={"articles", "paragraphs", "characters"})
    return Page(**kept, articles=tuple(articles))
