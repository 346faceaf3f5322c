"""The rows of the configs made for people who already have code: other datasets' columns, filled from our articles.

Each profile has exactly the columns of the dataset that it is named after, in its order and with its types; what we do not
know is null or empty, as it is there. `article` goes the other way: a row of such a dataset becomes one of our records.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from pydantic import Field

from corpus.records import Article, Credit, Paragraph, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_OTHER = "Kept for readers of Newswire: not known here."


class TextRow(Record):
    """One article as plain text, for training and search."""

    id: str = Field(description="The article's `id`.")
    title: str = Field(description="Title of the article; empty if none.")
    text: str = Field(description="The body as one clean string.")
    date: dt.date | None = Field(default=None, description="Date of publication; null until known.")


class AmericanStoriesRow(Record):
    """One article in the columns of dell-research-harvard/AmericanStories."""

    article_id: str = Field(description="The article's `id`.")
    newspaper_name: str = Field(description="Name of the newspaper; empty until known.")
    edition: str = Field(description="Edition of the newspaper; empty until known.")
    date: str = Field(description="Date of publication, as 2020-02-15; empty until known.")
    page: str = Field(description="Page label; empty until known.")
    headline: str = Field(description="Kicker, title and subtitle, a space between them.")
    byline: str = Field(description="Names of the credits, a space between them.")
    article: str = Field(description="All paragraphs, a line each.")


class PeopleDailyRow(Record):
    """One article in the columns of the usual datasets of 人民日报."""

    date: str = Field(description="Date of publication, as 2020-02-15; empty until known.")
    title: str = Field(description="Title of the article; empty if none.")
    author: str = Field(description="Names of those who wrote it, a space between them.")
    page: str = Field(description="Page label; empty until known.")
    text: str = Field(description="The body as one clean string.")


class NewspaperMetadata(Record):
    """A newspaper that carried the article."""

    lccn: str = Field(default="", description="Library of Congress control number; not known here.")
    newspaper_title: str = Field(description="Name of the newspaper.")
    newspaper_city: str = Field(default="", description="Its city; not known here.")
    newspaper_state: str = Field(default="", description="Its state; not known here.")


class PersonMentioned(Record):
    """A person mentioned in the article."""

    wikidata_id: str = Field(description=_OTHER)
    person_name: str = Field(description=_OTHER)
    person_gender: str = Field(description=_OTHER)
    person_occupation: str = Field(description=_OTHER)


class NewswireRow(Record):
    """One article in the columns of dell-research-harvard/newswire."""

    year: int | None = Field(description="Year of publication; null until known.")
    dates: tuple[str, ...] = Field(description="Dates of publication, as Feb-15-2020.")
    article: str = Field(description="All paragraphs, a line each.")
    byline: str = Field(description="Names of the credits, a space between them.")
    newspaper_metadata: tuple[NewspaperMetadata, ...] = Field(description="The newspaper, once it is known.")
    antitrust: int | None = Field(default=None, description=_OTHER)
    civil_rights: int | None = Field(default=None, description=_OTHER)
    crime: int | None = Field(default=None, description=_OTHER)
    govt_regulation: int | None = Field(default=None, description=_OTHER)
    labor_movement: int | None = Field(default=None, description=_OTHER)
    politics: int | None = Field(default=None, description=_OTHER)
    protests: int | None = Field(default=None, description=_OTHER)
    ca_topic: str | None = Field(default=None, description=_OTHER)
    ner_words: tuple[str, ...] = Field(default=(), description=_OTHER)
    ner_labels: tuple[str, ...] = Field(default=(), description=_OTHER)
    wire_city: str | None = Field(default=None, description="Where it was filed, as printed in the dateline.")
    wire_state: str | None = Field(default=None, description=_OTHER)
    wire_country: str | None = Field(default=None, description=_OTHER)
    wire_coordinates: tuple[float, ...] = Field(default=(), description=_OTHER)
    wire_location_notes: str | None = Field(default=None, description=_OTHER)
    people_mentioned: tuple[PersonMentioned, ...] = Field(default=(), description=_OTHER)
    cluster_size: int = Field(default=1, description="Number of newspapers that ran it: the one here.")


PROFILES: dict[str, type[Record]] = {
    "american-stories": AmericanStoriesRow,
    "people-daily": PeopleDailyRow,
    "newswire": NewswireRow,
}
"""Name of each profile and the record that is its row."""


def text_row(article: Article) -> TextRow:
    """Return the article as plain text."""
    return TextRow(id=article.id, title=article.title, text=article.text, date=article.date)


def row(profile: str, article: Article) -> Record:
    """Return the article as a row of a profile.

    >>> from corpus.records import Article
    >>> row("people-daily", Article(id="1", source="a.txt", order=0, title="开会", language="zh-Hans", tool_version="0")).title
    '开会'
    """
    return _ROWS[profile](article)


def _american_stories(article: Article) -> AmericanStoriesRow:
    return AmericanStoriesRow(
        article_id=article.id,
        newspaper_name=article.newspaper or "",
        edition=article.edition or "",
        date=_iso(article.date),
        page=article.page or "",
        headline=article.headline,
        byline=article.byline,
        article=article.article,
    )


def _people_daily(article: Article) -> PeopleDailyRow:
    return PeopleDailyRow(date=_iso(article.date), title=article.title, author=article.author, page=article.page or "", text=article.text)


def _newswire(article: Article) -> NewswireRow:
    return NewswireRow(
        year=article.date.year if article.date else None,
        dates=(_month_first(article.date),) if article.date else (),
        article=article.article,
        byline=article.byline,
        newspaper_metadata=(NewspaperMetadata(newspaper_title=article.newspaper),) if article.newspaper else (),
        wire_city=article.dateline.place if article.dateline else None,
    )


_ROWS: dict[str, Callable[[Article], Record]] = {
    "american-stories": _american_stories,
    "people-daily": _people_daily,
    "newswire": _newswire,
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _iso(date: dt.date | None) -> str:
    return date.isoformat() if date else ""


def _month_first(date: dt.date) -> str:
    return f"{_MONTHS[date.month - 1]}-{date.day:02}-{date.year:04}"


def articles(found: Iterable[dict[str, Any]], *, source: str) -> Iterator[Article]:
    r"""Yield rows of AmericanStories, of Newswire or of a dataset of 人民日报 as our records.

    There is no page text to go back to: a line of the text is a paragraph, and no paragraph has spans. `source` names the
    dataset that they are from.

    >>> one = {"date": "1946-05-15", "title": "开会", "author": "李 明", "page": "1", "text": "第一段。\n第二段。"}
    >>> (article,) = articles([one], source="people-daily")
    >>> article.date, article.author, [part.text for part in article.paragraphs]
    (datetime.date(1946, 5, 15), '李 明', ['第一段。', '第二段。'])
    """
    for order, one in enumerate(found):
        yield _article(one, source, order)


def _article(one: dict[str, Any], source: str, order: int) -> Article:
    text = _text(one, "article") or _text(one, "text")
    papers = one.get("newspaper_metadata") or [{}]
    names = (_text(one, "byline") or _text(one, "author")).split()
    return Article(
        id=_text(one, "article_id") or hashlib.sha256(f"{source}\n{order}\n{text}".encode()).hexdigest()[:16],
        source=source,
        order=order,
        newspaper=_text(one, "newspaper_name") or _text(papers[0], "newspaper_title") or None,
        edition=_text(one, "edition") or None,
        date=_date(_text(one, "date") or next(iter(one.get("dates") or [""]))),
        page=_text(one, "page") or None,
        language="und",
        title=_text(one, "headline") or _text(one, "title"),
        credits=tuple(Credit(role="author", name=name) for name in names),
        paragraphs=tuple(Paragraph(kind="body", text=line.strip(), spans=()) for line in text.splitlines() if line.strip()),
        tool_version="-",
    )


def _text(one: dict[str, Any], name: str) -> str:
    value = one.get(name)
    return "" if value is None else str(value).strip()


def _date(text: str) -> dt.date | None:
    """Read a date as these datasets write it: 1946-05-15, with or without a time, or May-15-1946."""
    month, _, rest = text.partition("-")
    try:
        if month in _MONTHS:
            day, _, year = rest.partition("-")
            return dt.date(int(year), _MONTHS.index(month) + 1, int(day))
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
