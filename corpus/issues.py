"""Pages -> editions: those of one newspaper and day together, their jump lines followed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from corpus.continuations import resolved
from corpus.links import Linker, outline
from corpus.records import Edition
from corpus.shelf import Filed, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.links import Outline
    from corpus.records import Article, Page
    from corpus.shelf import Reader


def editions(pages: Iterable[Page]) -> Iterator[Edition]:
    r"""Yield the editions that pages make, in the order of dates and newspapers, whatever order the pages come in.

    Pages of one newspaper, day and edition belong together; one of which newspaper or date is not known stands alone. Jump
    lines are followed within an edition (see `corpus.continuations`), and articles that say the same are linked (see
    `corpus.links`). The pages wait on disk, in a folder that goes when the
    last edition is given; no more than one edition is in memory.

    >>> import corpus
    >>> folio = "云江日报 2020年2月15日 星期六 第{}版\n\n"
    >>> first = corpus.convert(folio.format(1) + "新桥建成\n\n    本报讯 昨日，新桥建成通车，\n（下转2版）\n", source="1.txt")
    >>> second = corpus.convert(folio.format(2) + "新桥建成\n\n（上接1版）\n两岸往来不再绕行。\n", source="2.txt")
    >>> (edition,) = corpus.editions([second, first])
    >>> edition.id, [article.text for article in edition.articles]
    ('云江日报/2020-02-15', ['本报讯 昨日，新桥建成通车，两岸往来不再绕行。'])
    """
    with TemporaryDirectory(prefix="corpus-") as folder, Shelf(Path(folder)) as shelf:
        for page in pages:
            shelf.add(Filed.of(page))
        linker = Linker()
        rows = [own for month in shelf.months() for own in shelf.rows(month)]
        for own in rows:  # links lead back and forth in time, so every edition is read twice: to find them, and to give it
            shelf.link(linker.links(outlined(own, shelf)))
        for own in rows:
            yield linked(formed(shelf.pages(own)), shelf)


def outlined(rows: Sequence[int], shelf: Reader) -> Outline:
    """Return what is compared of the edition that pages on a shelf are; where no jumps are to be followed, it needs not all of them."""
    found = shelf.contents(rows)
    if not any(article.jump_to or article.jump_from for page in found for article in page.articles):
        return outline(found[0].date, [article for page in found for article in page.articles])
    edition = formed(shelf.pages(rows))
    return outline(edition.pages[0].date, edition.articles)


def linked(edition: Edition, shelf: Reader) -> Edition:
    """Return an edition with the links that a shelf has of its articles."""
    return edition.model_copy(update={"pages": tuple(_linked(page, shelf) for page in edition.pages)})


def _linked(page: Page, shelf: Reader) -> Page:
    links = [shelf.links(article.id) for article in page.articles]
    if not any(links):
        return page
    articles = (article.model_copy(update={"links": own}) for article, own in zip(page.articles, links, strict=True))
    return page.model_copy(update={"articles": tuple(articles)})


def formed(pages: Sequence[Page]) -> Edition:
    """Return the edition that pages of one newspaper and day are, in their order."""
    name = _name(pages[0])
    if name is None:
        return Edition(id=None, pages=tuple(pages))
    known = [page.model_copy(update={"edition_id": name, "articles": _named(page, name)}) for page in pages]
    return Edition(id=name, pages=tuple(resolved(known)))


def _name(page: Page) -> str | None:
    """Return the identifier of the edition that a page belongs to."""
    if not page.newspaper or not page.date:
        return None
    return "/".join(part for part in (page.newspaper, page.date.isoformat(), page.edition) if part)


def _named(page: Page, name: str) -> tuple[Article, ...]:
    return tuple(article.model_copy(update={"edition_id": name}) for article in page.articles)
