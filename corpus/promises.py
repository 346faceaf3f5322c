"""What every page and edition promises of its text: nothing lost, nothing invented. Checked on the records alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.rows import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corpus.records import Article, Furniture, HeadlineLine, Mark, Page, Paragraph, Span

    Part = HeadlineLine | Paragraph | Mark | Furniture

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: where, and what.

    >>> print(Finding("front.txt:3", "in no span: '重庆'"))
    front.txt:3: in no span: '重庆'
    """

    place: str
    problem: str

    def __str__(self) -> str:
        """Return ``place: problem``."""
        return f"{self.place}: {self.problem}"


def page_findings(page: Page) -> list[Finding]:
    """Return where a page breaks its promises, by line of its source text; nothing if it keeps them.

    The promises: every non-blank character of the source text is in exactly one span; a text is its spans' source text
    but for white space; headline fields are the headline lines; the articles are numbered and named after their source;
    the SHA-256 is that of the source text.
    """
    return edition_findings([page])


def edition_findings(pages: Sequence[Page]) -> list[Finding]:
    """Return where the pages of an edition break their promises: those of `page_findings`, over all pages together.

    Of an article that goes on, the spans may be on another page of these. A page that repeats another has no spans.
    """
    texts = {page.source: page.source_text for page in pages}
    found = [finding for page in pages for finding in (*_conservation(page, _on(page, pages)), *_headlines(page), *_numbering(page))]
    found += [finding for page in pages for finding in (*_faithfulness(page, texts), *_digest(page))]
    return found


def _on(page: Page, pages: Sequence[Page]) -> list[Span]:
    """Return every span on a page, of its own articles and of others, in source order."""
    others = (article for other in pages if other is not page for article in other.articles)
    spans = [*page.spans(), *(span for article in others for span in article.spans() if span.source == page.source)]
    return sorted(spans, key=lambda span: span.start)


def _digest(page: Page) -> Iterator[Finding]:
    if hashlib.sha256(page.source_text.encode()).hexdigest() != page.sha256:
        yield Finding(page.source, "sha256 is not that of the source text")


def _conservation(page: Page, spans: Iterable[Span]) -> Iterator[Finding]:
    done = 0
    for span in spans:
        if not span.start < span.end <= len(page.source_text):
            yield Finding(page.source, f"span {span.start} to {span.end} is no stretch of {len(page.source_text)} characters")
            continue
        yield from _not_blank(page, (done, span.start), "in no span")
        yield from _not_blank(page, (span.start, min(done, span.end)), "in two spans")
        done = max(done, span.end)
    if page.repeats is None or done:
        yield from _not_blank(page, (done, len(page.source_text)), "in no span")


def _not_blank(page: Page, stretch: tuple[int, int], problem: str) -> Iterator[Finding]:
    """Find something wrong with a stretch of the source text if there is anything in it to read."""
    start, end = stretch
    text = page.source_text[start:end].lstrip() if start < end else ""
    if text:
        first, text = end - len(text), text.rstrip()
        yield Finding(_line(page, first), f"{problem}: {text[:_SHOWN]!r}, {len(text)} characters from {first}")


def _line(page: Page, offset: int) -> str:
    newlines = page.source_text.count("\n", 0, offset)
    return f"{page.source}:{newlines + 1}"


def _faithfulness(page: Page, texts: Mapping[str, str]) -> Iterator[Finding]:
    for name, part in _parts(page):
        away = next((span.source for span in part.spans if span.source and span.source not in texts), None)
        if away is not None:
            yield Finding(page.source, f"{name}: is on {away}, which is no page of this edition")
        elif bare(part.text) != bare(_printed(page, part.spans, texts)):
            first = part.spans[0] if part.spans else None
            place = _line(page, first.start) if first and not first.source else page.source
            yield Finding(place, f"{name}: its text is not that of its spans: {part.text[:_SHOWN]!r}")


def _printed(page: Page, spans: Sequence[Span], texts: Mapping[str, str]) -> str:
    return "".join((texts[span.source] if span.source else page.source_text)[span.start : span.end] for span in spans)


def _parts(page: Page) -> Iterator[tuple[str, Part]]:
    """Yield everything with a text and spans, by its path in the record."""
    for article in page.articles:
        for name in ("headline_lines", "paragraphs", "marks"):
            yield from ((f"articles[{article.order}].{name}[{n}]", part) for n, part in enumerate(getattr(article, name)))
    yield from ((f"furniture[{n}]", part) for n, part in enumerate(page.furniture))


def _headlines(page: Page) -> Iterator[Finding]:
    for article in page.articles:
        for role, text in (("kicker", article.kicker), ("title", article.title), ("subtitle", article.subtitle)):
            lines = "".join(line.text for line in article.headline_lines if line.role == role)
            if bare(text) != bare(lines):
                yield Finding(page.source, f"articles[{article.order}].{role}: not its headline lines: {text[:_SHOWN]!r}")


def _numbering(page: Page) -> Iterator[Finding]:
    for order, article in enumerate(page.articles):
        if (article.order, article.source) != (order, page.source):
            yield Finding(page.source, f"articles[{order}] calls itself {_name(article)}")


def _name(article: Article) -> str:
    return f"article {article.order} of {article.source}"
