"""An article as it goes to the printer: with byline, crossheads, summary, captions, jump line; and what gold says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from training.units import bare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.press.articles import Article

_SHORT: Final = 18
_ENDED: Final = re.compile(r"[。！？”」』）…：；]$")
_BYLINE: Final = re.compile("记者|通讯员|^本报|^新华社")
_BEGINNING: Final = 60


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a crosshead between paragraphs."""

    text: str
    crosshead: bool = False

    @classmethod
    def of(cls, text: str) -> Paragraph:
        """Tell a crosshead by its length and by the mark that it does not end with.

        >>> Paragraph.of("管网里的老毛病").crosshead, Paragraph.of("他說：「好。」").crosshead
        (True, False)
        """
        return cls(text, crosshead=len(text) <= _SHORT and not _ENDED.search(text))


@dataclass(frozen=True, slots=True)
class Jump:
    """The line that sends readers to another page, or says from which page an article comes."""

    page: int
    text: str
    onward: bool


@dataclass(slots=True)
class Manuscript:
    """An article as it goes to the printer; `byline` stands above the body, `signature` below it."""

    article: Article
    kicker: str
    subtitle: str
    body: list[Paragraph]
    summary: list[str] = field(default_factory=list)
    byline: str = ""
    signature: str = ""
    captions: list[str] = field(default_factory=list)
    note: str = ""
    jump: Jump | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    """What gold says of it besides."""

    @classmethod
    def of(cls, article: Article) -> Manuscript:
        """Return an article with nothing added."""
        return cls(article, article.kicker, article.subtitle, [Paragraph.of(text) for text in article.paragraphs])

    @property
    def title(self) -> str:
        """The title of the article."""
        return self.article.title

    @property
    def size(self) -> int:
        """The number of characters of the body as it is printed."""
        return sum(len(paragraph.text) for paragraph in self.body)

    @property
    def jumps_to(self) -> Jump | None:
        """The jump line below the body, if there is one."""
        return self.jump if self.jump and self.jump.onward else None

    @property
    def jumps_from(self) -> Jump | None:
        """The jump line above the body, if there is one."""
        return self.jump if self.jump and not self.jump.onward else None

    def prose(self) -> list[str]:
        """Return the paragraphs without the crossheads."""
        return [paragraph.text for paragraph in self.body if not paragraph.crosshead]

    def names_its_writer(self) -> bool:
        """Say whether the body begins with who wrote it."""
        beginning = "".join(paragraph.text for paragraph in self.body[:2])[:_BEGINNING]
        return bool(_BYLINE.search(beginning))

    def gold(self, *, after: bool) -> dict[str, Any]:
        """Return what gold says of it; `after` if its headline stands after its body on the page."""
        paragraphs = [*self.summary, *_if_any([self.byline]), *(paragraph.text for paragraph in self.body)]
        paragraphs += [*_if_any([self.signature, self.note]), *self.captions]
        headline = {"kicker": self.kicker, "title": bare(self.title), "subtitle": self.subtitle}
        jump = {"jump_to" if self.jump.onward else "jump_from": self.jump.page} if self.jump else {}
        return {**headline, "paragraphs": paragraphs, "title_after": after, **jump, **self.facts}


def _if_any(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if text]
