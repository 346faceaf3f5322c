"""Pages -> lines of text, JSON and JSON Lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from corpus.records import Article, Page

_PICTURES: dict[int, int | None] = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_PICTURES |= {0x7F: 0x2421, 0xFEFF: None} | dict.fromkeys(range(128, 160), 65533)


def safe(text: str) -> str:
    r"""Return the text with control characters as their pictures, so that a page cannot drive the terminal.

    >>> safe("a\x1b[31m\x00")
    'a␛[31m␀'
    """
    return text.translate(_PICTURES)


def as_text(pages: Iterable[Page]) -> Iterator[str]:
    """Yield pages as one reads them, line by line: each article under its headline, then the furniture."""
    for page in pages:
        yield from map(safe, _page_lines(page))


def as_json(pages: Iterable[Page]) -> Iterator[str]:
    """Yield the page records as one JSON array."""
    before = "["
    for page in pages:
        yield before + page.model_dump_json(indent=1)
        before = ","
    yield "]" if before == "," else "[]"


def as_jsonl(pages: Iterable[Page]) -> Iterator[str]:
    """Yield the article records, one a line."""
    return (article.model_dump_json() for page in pages for article in page.articles)


FORMATS: dict[str, Callable[[Iterable[Page]], Iterator[str]]] = {"text": as_text, "json": as_json, "jsonl": as_jsonl}
"""Each format by its name on the command line."""


def _page_lines(page: Page) -> Iterator[str]:
    about = (page.source, page.newspaper, page.edition, str(page.date or ""), f"page {page.page}" if page.page else "")
    yield f"== {' · '.join(part for part in about if part)} · {counted(len(page.articles), 'article')}"
    for article in page.articles:
        yield from _article_lines(article)
    if page.furniture:
        yield ""
        yield from (f"-- {item.kind}: {item.text}" for item in page.furniture)
    yield ""


def _article_lines(article: Article) -> Iterator[str]:
    yield ""
    yield f"[{article.order + 1}] {article.title or '(no title)'}"
    yield from (f"    {part}" for part in _headline_extras(article) if part)
    for part in article.paragraphs:
        yield ""
        yield part.text if part.kind == "body" else f"[{part.kind}] {part.text}"


def _headline_extras(article: Article) -> Iterator[str]:
    """Yield what stands under the title: kicker, subtitle, credits, dateline, jumps."""
    yield f"kicker: {article.kicker}" if article.kicker else ""
    yield f"subtitle: {article.subtitle}" if article.subtitle else ""
    yield ", ".join(f"{credit.role} {credit.name}" for credit in article.credits)
    yield article.dateline.text if article.dateline else ""
    yield f"from page {article.jump_from}" if article.jump_from else ""
    yield f"to page {article.jump_to}" if article.jump_to else ""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "page"), counted(1200, "article")
    ('1 page', '1,200 articles')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
