"""The published records: what a page becomes.

They are frozen Pydantic models and refuse unknown fields, so a validated record is a published one. The JSON Schema in
``schemas/`` and the Arrow schema of the dataset are generated from this module and from nothing else.

Offsets are half-open ``[start, end)`` in characters (Unicode code points) of `Page.source_text`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field

if TYPE_CHECKING:
    from collections.abc import Iterator

Language = Literal["zh-Hans", "zh-Hant", "und"]
HeadlineRole = Literal["kicker", "title", "subtitle"]
CreditRole = Literal["reporter", "correspondent", "photographer", "editor", "author"]
ParagraphKind = Literal["body", "crosshead", "summary", "caption", "note"]
MarkKind = Literal["jump_to", "jump_from", "jump_headline", "byline"]
JumpState = Literal["resolved", "page missing", "no candidate", "two candidates"]
FurnitureKind = Literal["folio", "nameplate", "imprint", "source", "other"]
Review = Literal["corrected", "checked"]
StatedField = Literal["newspaper", "edition", "date", "page", "weekday"]
LinkKind = Literal["near_duplicate", "excerpt_of", "has_excerpt"]
Origin = Literal["correction", "sidecar", "options", "path", "printed", "implied"]
"""Who says where a page comes from, the most trusted first."""

Probability = Annotated[float, Field(ge=0.0, le=1.0)]


_EDITION_ID = "Identifier that all pages of one newspaper and day share; null while either is not known."


class Record(BaseModel):
    """Base of all records: frozen, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Box(Record):
    """Where something is printed: a rectangle on a page of the source, its origin at the top left of the page as it is shown."""

    page: int = Field(ge=1, description="Page of the source file, counted from 1.")
    x0: float = Field(description="Left side: points of 1/72 inch in a PDF, the unit of the file in ALTO and hOCR.")
    y0: float = Field(description="Upper side; y grows downward.")
    x1: float = Field(description="Right side.")
    y1: float = Field(description="Lower side.")


class Span(Record):
    """A stretch of the source text."""

    start: int = Field(ge=0, description="First character, counted from 0 in the page's source text.")
    end: int = Field(ge=0, description="One past the last character.")
    source: str | None = Field(default=None, description="The page that it is on, if that is not the source of the article.")
    box: Box | None = Field(default=None, description="Where it is printed; null where the source is text alone.")


class Statement(Record):
    """One thing that is said of where a page comes from, who says it, and whether the record follows it."""

    field: StatedField = Field(
        description="What it is about: newspaper, edition, date, page, or the weekday that is checked against the date."
    )
    value: str = Field(description="What is said, in the form that the records use; of a date perhaps only a part, as 2020 or --02-14.")
    origin: Origin = Field(
        description="Who says it: correction (by hand), sidecar (or manifest), options, path, printed (folio, nameplate), implied (text)."
    )
    agrees: bool = Field(
        default=True, description="Whether it fits the record; false is a contradiction, which is reported and left to you."
    )


class Credit(Record):
    """One person named by the paper as having made the article."""

    role: CreditRole = Field(
        description="What the person did: reporter 记者, correspondent 通讯员, photographer 摄影, editor 编辑, author 作者."
    )
    name: str = Field(description="The name as printed, letter-spacing closed up.")
    organization: str | None = Field(default=None, description="The organization printed with the name, as 新华社 in 新华社记者.")


class Dateline(Record):
    """The phrase that opens a story: agency, place and date of filing (电头)."""

    text: str = Field(description="The phrase as printed, as in 新华社北京2月14日电.")
    agency: str | None = Field(default=None, description="Who filed it; 本报 is the paper itself.")
    place: str | None = Field(default=None, description="Where it was filed.")
    date_printed: str | None = Field(default=None, description="The date as printed, white space removed, as in 2月14日.")
    date: dt.date | None = Field(default=None, description="The date in full; null while the year is not known.")


class HeadlineLine(Record):
    """One printed line of the headline group (标题组)."""

    role: HeadlineRole = Field(description="kicker 引题 above the title, title 主题, or subtitle 副题 below it.")
    text: str = Field(description="The line, letter-spacing closed up.")
    spans: tuple[Span, ...] = Field(description="Where the line stands in the source text.")


class Paragraph(Record):
    """One paragraph of an article, rejoined from its printed lines."""

    kind: ParagraphKind = Field(
        description="body, crosshead 插题, summary 提要, caption 图片说明, or note (a cross-reference or a remark)."
    )
    text: str = Field(description="The paragraph as one line; only white space differs from the source.")
    spans: tuple[Span, ...] = Field(description="Its printed lines in the source text, in reading order.")
    confidence: Probability = Field(
        default=1.0, description="How sure the converter is that the paragraph begins, ends and is joined right."
    )
    words: tuple[str, ...] | None = Field(default=None, description="The words of the text, where they were asked for.")


class Mark(Record):
    """Something printed with an article that is not its text: a jump line, a headline repeated after a jump, a standing byline."""

    kind: MarkKind = Field(description="jump_to 下转, jump_from 上接, jump_headline (the headline over what goes on), or byline 署名.")
    text: str = Field(description="The mark as printed.")
    spans: tuple[Span, ...] = Field(description="Where it stands in the source text.")
    jump: JumpState | None = Field(
        default=None, description="What became of a jump in its edition: resolved, or why not; null if it was not looked for."
    )


class Link(Record):
    """Another article that says the same."""

    id: str = Field(description="The `id` of the other article.")
    kind: LinkKind = Field(description="near_duplicate (a reprint, a wire story), excerpt_of (this repeats a part of it), or has_excerpt.")
    similarity: Probability = Field(description="Jaccard similarity of their strings, or the share of the excerpt's that are in the other.")


class Part(Record):
    """A piece of an article that a jump cut: what stands of it on one page."""

    id: str = Field(description="The `id` that the piece has as an article of its page alone.")
    source: str = Field(description="Path of the page text, relative to the input folder.")
    page: str | None = Field(default=None, description="Page label; null until known.")


class Reference(Record):
    """A cross-reference to another page, as （相关报道见7版）."""

    text: str = Field(description="The phrase as printed.")
    page: str = Field(description="The page that it names.")


class Furniture(Record):
    """Something printed on the page that is in no article."""

    kind: FurnitureKind = Field(description="folio 报眉, nameplate 报头, imprint (editors, address, telephone), source line, or other.")
    text: str = Field(description="The text as one line.")
    spans: tuple[Span, ...] = Field(description="Where it stands in the source text.")


class Article(Record):
    """One article: of a page, or of several that jump lines connect."""

    id: str = Field(description="Stable identifier: the same for the same source and place.")
    source: str = Field(description="Path of the page text, relative to the input folder.")
    order: int = Field(ge=0, description="Place among the articles of the page, from 0.")
    newspaper: str | None = Field(default=None, description="Name of the newspaper; null until known.")
    edition: str | None = Field(default=None, description="Edition of the newspaper; null until known.")
    date: dt.date | None = Field(default=None, description="Date of publication; null until known.")
    page: str | None = Field(default=None, description="Page label as printed, leading zeros removed; null until known.")
    edition_id: str | None = Field(default=None, description=_EDITION_ID)
    parts: tuple[Part, ...] = Field(default=(), description="The pieces of an article that jumps cut, in order; empty if it is whole.")
    links: tuple[Link, ...] = Field(default=(), description="Articles that say the same, in this newspaper or another; none is dropped.")
    language: Language = Field(description="BCP 47 tag of the script printed: zh-Hans, zh-Hant, or und.")
    kicker: str = Field(default="", description="The line above the title (引题, 肩题); empty if none.")
    title: str = Field(default="", description="The title (主题), its printed lines joined; empty if none.")
    subtitle: str = Field(default="", description="The line below the title (副题); empty if none.")
    headline_lines: tuple[HeadlineLine, ...] = Field(default=(), description="The headline group line by line, as printed.")
    credits: tuple[Credit, ...] = Field(default=(), description="Who made the article, in printed order.")
    dateline: Dateline | None = Field(default=None, description="Agency, place and date of filing (电头); null if none is printed.")
    paragraphs: tuple[Paragraph, ...] = Field(default=(), description="Summary, body with crossheads, captions, notes, in reading order.")
    marks: tuple[Mark, ...] = Field(default=(), description="Jump lines and standing bylines, with their place.")
    jump_to: str | None = Field(default=None, description="Page on which the article goes on (下转), leading zeros removed.")
    jump_from: str | None = Field(default=None, description="Page on which the article began (上接), leading zeros removed.")
    references: tuple[Reference, ...] = Field(default=(), description="Cross-references to other pages.")
    confidence: Probability = Field(default=1.0, description="How sure the converter is of the article as a whole.")
    headline_confidence: Probability | None = Field(
        default=None, description="How sure it is of the headline group and its body; null without headline."
    )
    keywords: tuple[str, ...] | None = Field(default=None, description="Keywords of the text, where they were asked for.")
    segmenter: str | None = Field(
        default=None, description="Name and version of what cut `words` and `keywords`, as jieba 0.42.1; null where there are none."
    )
    review: Review | None = Field(
        default=None, description="corrected: a person put something right; checked: a person compared the page with its source; else null."
    )
    tool_version: str = Field(description="Version of newspaper-corpus that made the record.")

    @computed_field(description="The body as one clean string: its body paragraphs and crossheads, a line each.")  # type: ignore[prop-decorator]
    @property
    def text(self) -> str:
        """Return the body paragraphs and crossheads, a line each."""
        return "\n".join(p.text for p in self.paragraphs if p.kind in {"body", "crosshead"})

    @computed_field(description="Number of characters of `text`, white space left out.")  # type: ignore[prop-decorator]
    @property
    def characters(self) -> int:
        """Return the length of the text without white space."""
        return sum(len(part) for part in self.text.split())

    @computed_field(description="Kicker, title and subtitle in one string, a space between them (AmericanStories).")  # type: ignore[prop-decorator]
    @property
    def headline(self) -> str:
        """Return the headline group as one string."""
        return " ".join(part for part in (self.kicker, self.title, self.subtitle) if part)

    @computed_field(description="Names of the credits in one string, a space between them (AmericanStories).")  # type: ignore[prop-decorator]
    @property
    def byline(self) -> str:
        """Return the names of all credits as one string."""
        return " ".join(credit.name for credit in self.credits)

    @computed_field(description="Names of reporters, correspondents and authors in one string (datasets of 人民日报).")  # type: ignore[prop-decorator]
    @property
    def author(self) -> str:
        """Return the names of those who wrote the article as one string."""
        return " ".join(c.name for c in self.credits if c.role in {"reporter", "correspondent", "author"})

    @computed_field(description="The same as `id` (AmericanStories).")  # type: ignore[prop-decorator]
    @property
    def article_id(self) -> str:
        """Return `id` under its AmericanStories name."""
        return self.id

    @computed_field(description="The same as `newspaper` (AmericanStories).")  # type: ignore[prop-decorator]
    @property
    def newspaper_name(self) -> str | None:
        """Return `newspaper` under its AmericanStories name."""
        return self.newspaper

    @computed_field(description="All paragraphs, summaries, captions and notes too, a line each (AmericanStories).")  # type: ignore[prop-decorator]
    @property
    def article(self) -> str:
        """Return every paragraph of the article, a line each."""
        return "\n".join(p.text for p in self.paragraphs)

    def spans(self) -> Iterator[Span]:
        """Yield every span of the article: headline lines, paragraphs, marks."""
        parts: tuple[HeadlineLine | Paragraph | Mark, ...] = (*self.headline_lines, *self.paragraphs, *self.marks)
        for part in parts:
            yield from part.spans


class Page(Record):
    """One page: its articles, its furniture, and the text they were read from."""

    id: str = Field(description="Stable identifier of the page: the same for the same source and text.")
    source: str = Field(description="Path of the page text, relative to the input folder.")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the source text in UTF-8, as hexadecimal digits.")
    encoding: str = Field(description="Encoding that the source was read in.")
    newspaper: str | None = Field(default=None, description="Name of the newspaper; null until known.")
    edition: str | None = Field(default=None, description="Edition of the newspaper; null until known.")
    date: dt.date | None = Field(default=None, description="Date of publication; null until known.")
    page: str | None = Field(default=None, description="Page label as printed, leading zeros removed; null until known.")
    edition_id: str | None = Field(default=None, description=_EDITION_ID)
    repeats: str | None = Field(
        default=None, description="The source that has the same text, character by character, and the articles of both."
    )
    provenance: tuple[Statement, ...] = Field(default=(), description="Who says newspaper, edition, date and page, the most trusted first.")
    language: Language = Field(description="BCP 47 tag of the script printed: zh-Hans, zh-Hant, or und.")
    source_text: str = Field(description="The page text as received, decoded; all offsets refer to it.")
    articles: tuple[Article, ...] = Field(default=(), description="The articles in printed order.")
    furniture: tuple[Furniture, ...] = Field(default=(), description="Everything printed that is in no article.")
    review: Review | None = Field(
        default=None, description="corrected: a person put something right; checked: a person compared the page with its source; else null."
    )
    corrections: tuple[str, ...] = Field(default=(), description="Ids of the corrections that were applied to the page.")
    tool_version: str = Field(description="Version of newspaper-corpus that made the record.")

    def spans(self) -> list[Span]:
        """Return every span on the page in source order; together they hold each non-blank character exactly once.

        If jumps were resolved, some stretches of the page are in articles of others: see `Edition.spans`.
        """
        parts = [span for article in self.articles for span in article.spans() if span.source in {None, self.source}]
        parts.extend(span for item in self.furniture for span in item.spans)
        return sorted(parts, key=lambda span: span.start)


class Edition(Record):
    """The pages of one newspaper and day, jumps resolved; a page of which either is not known stands alone in one."""

    id: str | None = Field(description=_EDITION_ID)
    pages: tuple[Page, ...] = Field(description="The pages in the order of their labels.")

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles of all pages; one that goes on elsewhere is an article of the page on which it begins."""
        return tuple(article for page in self.pages for article in page.articles)

    def spans(self, source: str) -> list[Span]:
        """Return every span on one of the pages, of whatever article, in source order."""
        parts = [span for page in self.pages if page.source == source for span in page.spans()]
        parts.extend(
            span for page in self.pages if page.source != source for a in page.articles for span in a.spans() if span.source == source
        )
        return sorted(parts, key=lambda span: span.start)
