"""Articles to be printed, made again from gold pages: those cut by a jump joined, those printed twice left out.

An article is kept if it is whole: one that goes on where no page of its issue shows it, or that is cut in the middle of a
sentence, is not. What is held out goes first: no article learned from shares a beginning, an end, a title or a long paragraph
with one that is held out.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from corpus.errors import InputError
from corpus.pages import script
from training.gold import read_gold
from training.press.slots import clean
from training.sources import is_held
from training.units import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from training.gold import GoldPage
    from training.sources import Held

_ENDED: Final = re.compile(r"[。！？!?…”」』）)]$")
_HEAD, _TAIL, _OPENING, _LONG = 60, 80, 15, 40
_SIZES: Final = range(60, 3501)
"""The characters of an article that fits a page and fills a column."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article without hard wraps, and where it was printed."""

    title: str
    paragraphs: tuple[str, ...]
    kicker: str = ""
    subtitle: str = ""
    language: str = ""
    newspaper: str = ""
    date: str = ""
    page: int = 1

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Article:
        """Read an article record, as `write` leaves it."""
        known = {key: record[key] for key in ("newspaper", "language", "date", "page") if record.get(key)}
        kicker, title, subtitle = (record.get(key) or "" for key in ("kicker", "title", "subtitle"))
        return cls(title, tuple(record["paragraphs"]), kicker, subtitle, **known)

    @property
    def size(self) -> int:
        """The number of characters of its paragraphs."""
        return sum(map(len, self.paragraphs))

    def printable(self) -> Article:
        """Return it with single spaces, without empty paragraphs."""
        paragraphs = tuple(text for text in map(clean, self.paragraphs) if text)
        return replace(self, title=clean(self.title), kicker=clean(self.kicker), subtitle=clean(self.subtitle), paragraphs=paragraphs)


@dataclass(frozen=True, slots=True)
class Pool:
    """The articles kept, and how many were dropped for which reason."""

    articles: list[Article]
    dropped: Counter[str]


def pool(folders: Iterable[Path], held: Sequence[Held] = ()) -> Pool:
    """Return the articles of the gold pages of some folders, each once; those held out stand first."""
    dropped: Counter[str] = Counter()
    found = [article for folder in folders for article in _joined(read_gold(folder), dropped)]
    shelves = [[article for article in found if is_held(article.date, held) is flag] for flag in (True, False)]
    once = _once([*shelves[0], *shelves[1]], dropped)
    secret = {bare(text) for article in once if is_held(article.date, held) for text in article.paragraphs if len(bare(text)) >= _LONG}
    kept = [article for article in once if is_held(article.date, held) or secret.isdisjoint(map(bare, article.paragraphs))]
    dropped["shares a paragraph with what is held out"] = len(once) - len(kept)
    return Pool(kept, dropped)


def write(articles: Iterable[Article], path: Path) -> None:
    """Write articles as JSON Lines."""
    lines = (json.dumps(asdict(article), ensure_ascii=False) + "\n" for article in articles)
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def read(path: Path, date: str = "") -> list[Article]:
    """Read the articles of a JSON Lines file that can be printed: of a size for pages, and with a date for their folio.

    `date` is that of articles that have none.
    """
    with path.open(encoding="utf-8") as file:
        found = [Article.of({"date": date} | json.loads(line)).printable() for line in file if line.strip()]
    undated = next((article for article in found if not article.date), None)
    if undated:
        raise InputError(str(path), f"an article has no date: {undated.title}", help="give each article the day it was printed, YYYY-MM-DD")
    return [article for article in found if article.size in _SIZES]


def _joined(pages: Sequence[GoldPage], dropped: Counter[str]) -> Iterator[Article]:
    """Yield the whole articles of the pages of a folder."""
    known = {page.name: page for page in pages}
    for page in pages:
        language = script("".join(text for record in page.facts["articles"] for text in record["paragraphs"]))
        own = {key: page.facts[key] for key in ("newspaper", "date", "page") if key in page.facts} | {"language": language}
        for record in page.facts["articles"]:
            if record.get("jump_from"):
                continue
            paragraphs = _whole(record, known.get(page.name.replace("-p1", "-p2")), dropped)
            if paragraphs and record["title"]:
                yield Article.of({**record, "paragraphs": paragraphs, **own})
            elif paragraphs is not None:
                dropped["no title or no body"] += 1


def _whole(record: Mapping[str, Any], other: GoldPage | None, dropped: Counter[str]) -> list[str] | None:
    """Return the paragraphs of an article, with those on the page that it jumps to; None if that gives no whole article."""
    paragraphs = [text for text in record["paragraphs"] if bare(text)]
    if not record.get("jump_to"):
        return paragraphs
    rest = [found for found in (other.facts["articles"] if other else ()) if _continues(found, record)]
    if len(rest) != 1:
        dropped["jumps to no known page"] += 1
    elif not paragraphs or not _ENDED.search(paragraphs[-1]):
        dropped["cut in a sentence"] += 1
    else:
        return [*paragraphs, *rest[0]["paragraphs"]]
    return None


def _continues(record: Mapping[str, Any], first: Mapping[str, Any]) -> bool:
    """Say whether an article is the rest of another."""
    return bool(record.get("jump_from")) and bare(record["title"]) == bare(first["title"])


def _once(articles: Iterable[Article], dropped: Counter[str]) -> list[Article]:
    """Return articles without those that begin or end like one before, or have its title and first words."""
    seen: set[str] = set()
    kept = []
    for article in articles:
        body = bare("".join(article.paragraphs))
        keys = {body[:_HEAD], body[-_TAIL:], bare(article.title) + body[:_OPENING]}
        if seen.isdisjoint(keys):
            seen |= keys
            kept.append(article)
        else:
            dropped["printed twice"] += 1
    return kept
