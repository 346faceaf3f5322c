"""CJK-safe clean-up: rules on a text, each change in a ledger, and the way back.

White space is what `clean` sees to; anything beyond it only where it is asked for by name. The records of a page stay as
they are: `cleaned` adds the cleaned text and its ledger beside the printed text.
"""

from __future__ import annotations

import re
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field

from corpus import glyphs, spacing
from corpus.arguments import several
from corpus.errors import UsageError
from corpus.ledger import Change, Cleaned, Edit, amended, restore
from corpus.records import Article, Page, Paragraph, Record
from corpus.rows import bare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = [
    "RULES",
    "SPACING",
    "Change",
    "CleanArticle",
    "CleanPage",
    "CleanParagraph",
    "CleanText",
    "Cleaned",
    "clean",
    "cleaned",
    "restore",
]

RULES: Final[dict[str, Callable[[str], Iterable[Edit]]]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        glyphs.mojibake,
        spacing.hyphens,
        glyphs.invisible,
        glyphs.private_use,
        glyphs.ideographs,
        glyphs.width,
        glyphs.numerals,
        glyphs.dots,
        glyphs.dashes,
        glyphs.quotes,
        glyphs.punctuation,
        glyphs.doubled,
        spacing.letter_spacing,
        spacing.mark_blanks,
        spacing.han_blanks,
        spacing.blanks,
    )
}
"""Every rule by its name, in the order in which they work, whatever the order in which they are asked for."""

SPACING: Final = tuple(name for name, function in RULES.items() if function.__module__ == spacing.__name__)
"""The rules for white space: what `clean` does if nothing else is asked for."""

_GROUPS: Final = {"spacing": SPACING, "all": tuple(RULES)}
_ADDRESS: Final = re.compile(
    r"(?:https?://|ftp://|www\.)[!#-&(-;=?-~]+|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)


class CleanText(Record):
    """A cleaned text beside its original, which is told by the field's name."""

    clean_text: str = Field(description="The text after clean-up.")
    ledger: tuple[Change, ...] = Field(description="Each change: rule, start and end in the original, what stood there before and after.")


class CleanParagraph(Paragraph, CleanText):
    """A paragraph with its cleaned text; the ledger refers to `text`."""


class CleanArticle(Article):
    """An article with its paragraphs and headline cleaned beside what was printed."""

    paragraphs: tuple[CleanParagraph, ...] = Field(default=(), description="The paragraphs, each with its cleaned text.")
    clean_kicker: CleanText = Field(description="`kicker` after clean-up.")
    clean_title: CleanText = Field(description="`title` after clean-up.")
    clean_subtitle: CleanText = Field(description="`subtitle` after clean-up.")


class CleanPage(Page):
    """A page whose articles have their texts cleaned beside what was printed."""

    articles: tuple[CleanArticle, ...] = Field(default=(), description="The articles in printed order.")


def clean(text: str, rules: str | Iterable[str] = SPACING) -> Cleaned:
    """Return a text cleaned by rules, with the ledger that gives it back.

    >>> done = clean("新华社电 要坚决打赢 ，疫情防控阻击战。（记者 李  静）", ["blanks", "mark-blanks"])
    >>> done.text
    '新华社电 要坚决打赢，疫情防控阻击战。（记者 李 静）'
    >>> done.ledger[0]
    Change(rule='mark-blanks', start=10, end=11, before=' ', after='')
    >>> restore(done.text, done.ledger)
    '新华社电 要坚决打赢 ，疫情防控阻击战。（记者 李  静）'

    `rules` are names of `RULES`, or ``spacing`` or ``all``, one or several. What is clean stays as it is: cleaning twice is
    cleaning once.
    """
    return _settled(text, Cleaned(text), chosen(rules))


def cleaned(page: Page, rules: str | Iterable[str] = SPACING, edition: Iterable[Page] = ()) -> CleanPage:
    """Return a page with `clean_text` and `ledger` added to each paragraph and each part of a headline.

    Everything else is as it was: the printed text, its spans, and what is worked out from them. In a paragraph, ``hyphens``
    knows where its printed lines ended; on other pages, where an article of an edition goes on, if the pages of the `edition`
    are given.
    """
    names = chosen(rules)
    texts = {other.source: other.source_text for other in edition} | {None: page.source_text}
    return CleanPage(**_fields(page, articles=tuple(_article(texts, article, names) for article in page.articles)))


def chosen(rules: str | Iterable[str]) -> tuple[str, ...]:
    """Return the names of rules in the order in which they work; groups are resolved.

    >>> chosen(["width", "spacing"])
    ('hyphens', 'width', 'letter-spacing', 'mark-blanks', 'han-blanks', 'blanks')
    """
    wanted = {name for rule in several(rules) for name in _GROUPS.get(rule, (rule,))}
    for name in sorted(wanted - set(RULES)):
        raise UsageError("rules", f"no rule of clean-up is called {name!r}", help=f"it is one of: {', '.join((*RULES, *_GROUPS))}")
    return tuple(name for name in RULES if name in wanted)


def _settled(original: str, done: Cleaned, names: Iterable[str]) -> Cleaned:
    """Return a text when no rule finds anything more to do; nearly always the second round is idle."""
    before = None
    while done.text != before:
        before = done.text
        for name in names:
            done = amended(original, done, name, _allowed(done.text, RULES[name](done.text)))
    return done


def _allowed(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits that touch no web or e-mail address."""
    found = list(edits)
    if not found or not ("@" in text or "://" in text or "www." in text):
        return found
    return list(spacing.outside(found, (match.span() for match in _ADDRESS.finditer(text))))


def _article(texts: Mapping[str | None, str], article: Article, names: tuple[str, ...]) -> CleanArticle:
    heads = {f"clean_{part}": _beside(_settled(text, Cleaned(text), names)) for part, text in _headline(article)}
    parts = tuple(_paragraph(texts, part, names) for part in article.paragraphs)
    return CleanArticle(**_fields(article, paragraphs=parts, **heads))


def _headline(article: Article) -> Iterator[tuple[str, str]]:
    return ((part, getattr(article, part)) for part in ("kicker", "title", "subtitle"))


def _paragraph(texts: Mapping[str | None, str], part: Paragraph, names: tuple[str, ...]) -> CleanParagraph:
    done = Cleaned(part.text)
    if "hyphens" in names:
        done = amended(part.text, done, "hyphens", list(spacing.seam_hyphens(part.text, _seams(texts, part))))
    return CleanParagraph(**_fields(part, **dict(_beside(_settled(part.text, done, names)))))


def _beside(done: Cleaned) -> CleanText:
    return CleanText(clean_text=done.text, ledger=done.ledger)


def _seams(texts: Mapping[str | None, str], part: Paragraph) -> Iterator[int]:
    """Yield where in a paragraph's text a printed line ended with a hyphen, up to the first on a page whose text is not given."""
    lines = [bare(texts[span.source][span.start : span.end]) for span in takewhile(lambda span: span.source in texts, part.spans)]
    if any(line.endswith(("-", "\u2010", "\xad")) for line in lines):
        places = [at for at, char in enumerate(part.text) if not char.isspace()]
        ends = zip(lines, accumulate(map(len, lines)), strict=True)
        yield from (places[end - 1] for line, end in ends if line.endswith(("-", "\u2010", "\xad")) and end <= len(places))


def _fields(record: Record, **more: object) -> dict[str, Any]:
    """Return the fields of a record by name, with some put in their place."""
    return {name: getattr(record, name) for name in type(record).model_fields} | more
