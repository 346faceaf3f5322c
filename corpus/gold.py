"""Checked pages -> gold pages: what a person vouched for measures the converter on that person's own paper."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus import whole
from corpus.errors import InputError
from corpus.score import page_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.records import Article, Page


@dataclass(slots=True)
class Gold:
    """The gold pages written, and pages that could not be."""

    written: list[Path] = field(default_factory=list)
    bad: list[InputError] = field(default_factory=list)


def gold(page: Page) -> dict[str, Any]:
    r"""Return a page as ``corpus score`` reads a gold page.

    >>> from corpus import convert
    >>> gold(convert("新桥建成\n昨日，新桥建成通车。", source="a.txt"))["articles"][0]["title"]
    '新桥建成'
    """
    known = {"source": page.source, "sha256": page.sha256, "newspaper": page.newspaper, "date": page.date and page.date.isoformat()}
    return known | {"articles": [_article(article) for article in page.articles]}


def _article(article: Article) -> dict[str, Any]:
    return {
        **{name: getattr(article, name) for name in ("kicker", "title", "subtitle")},
        "paragraphs": [paragraph.text for paragraph in article.paragraphs],
    }


def write(pages: Iterable[Page], folder: str | Path) -> Gold:
    """Write checked pages to a folder of gold, NAME.gold.json each; two pages of one name cannot both be there."""
    done, folder = Gold(), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    taken: dict[str, str] = {}
    for page in pages:
        name = page_name(page.source)
        if name in taken:
            help_ = "corpus score tells pages by their file names: name the files apart"
            done.bad.append(InputError(page.source, f"is called {name} as {taken[name]} is", help=help_))
            continue
        taken[name] = page.source
        text = json.dumps(gold(page), ensure_ascii=False, indent=1) + "\n"
        done.written.append(whole.write(folder / f"{name}.gold.json", text))
    return done
