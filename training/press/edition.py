"""A run of pages: articles dealt out, set, printed and read, each page written with its gold.

The same articles, family, count and seed give the same pages, as long as browser, fonts and PDF tools are the same.
"""

from __future__ import annotations

import json
import logging
import random
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from corpus.errors import CorpusError, InputError
from training.gold import LAYOUT_ORDER
from training.press import extractors, parting
from training.press.browser import printer
from training.press.extractors import EXTRACTORS, OWN_SEPARATOR
from training.press.shelf import Shelf
from training.style import chance
from training.units import bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from training.press.articles import Article
    from training.press.browser import Printer
    from training.press.families import Family
    from training.press.furniture import Issue
    from training.press.sheet import Sheet

_MOST_LOST: Final = 20
_ENDS: Final = 6
_EVERY: Final = 50

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """What is asked for; `seed` is any text, and part of the names of the pages."""

    family: Family
    count: int
    seed: str
    out: Path
    keep_pdf: bool = False
    pairs: bool = False
    """Whether two pages of one issue are printed each time, that share an article cut by a jump."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page as it was read from its PDF, and the facts of its gold."""

    name: str
    text: str
    facts: dict[str, Any]


def print_pages(run: Run, articles: Sequence[Article]) -> int:
    """Write the pages of a run, one or two each time; return how many times there are."""
    own = [article for article in articles if run.family.prints(article)]
    if run.pairs and (run.family.single or not any(map(parting.may_cut, own))):
        raise InputError("", f"no article of {run.family.name} is cut by a jump", help="give longer articles, and a family of papers")
    if not own:
        raise InputError("", f"no article is of the script and the dates of the pages asked for ({run.family.name})")
    run.out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch, printer() as browser:
        folder = run.out if run.keep_pdf else Path(scratch)
        for number, page in enumerate(_pages(run, own, browser, folder), 1):
            (run.out / f"{page.name}.txt").write_text(page.text, encoding="utf-8", newline="\n")
            gold = json.dumps(page.facts, ensure_ascii=False, indent=1) + "\n"
            (run.out / f"{page.name}.gold.json").write_text(gold, encoding="utf-8", newline="\n")
            if number % _EVERY == 0:
                log.info("%d pages", number)
    return run.count


def _pages(run: Run, articles: Sequence[Article], browser: Printer, folder: Path) -> Iterator[Made]:
    """Yield pages, read by one extractor after the other; a page that lost much of its text is made again of others."""
    rng = random.Random(f"{run.family.name}{run.seed}")  # noqa: S311 - the same pages each time
    shelf = Shelf(articles, rng)
    number = lost = 0
    while number < run.count:
        own = random.Random(rng.random())  # noqa: S311 - the same page each time
        how = list(EXTRACTORS)[number % len(EXTRACTORS)]
        name = f"{run.family.name}-{run.seed}-{number:03d}"
        proofs = [_Proof(sheet, issue, folder / f"{name}{end}.pdf", how) for end, sheet, issue in _sheets(run, own, shelf)]
        made = [_made(proof, own, browser) for proof in proofs]
        whole = [page for page in made if page]
        if len(whole) < len(made) or not run.keep_pdf:
            for proof in proofs:
                proof.pdf.unlink()
        if len(whole) < len(made):
            lost += 1
            _complain(name, lost)
        elif whole:
            number += 1
            yield from whole


def _sheets(run: Run, rng: random.Random, shelf: Shelf) -> list[tuple[str, Sheet, Issue]]:
    """Return what is printed at once: the end of its name, and the page; nothing where articles make no pair."""
    if not run.pairs:
        return [("", *run.family.page(rng, shelf.take(run.family.room(rng))))]
    taken = [shelf.take(run.family.room(rng)) for _ in range(2)]
    return [(f"-p{n}", *page) for n, page in enumerate(run.family.pair(rng, *taken), 1)]


def _complain(name: str, lost: int) -> None:
    """Tell of a page that lost its text; give up after some."""
    log.info("%s: most of its articles are not in what was read; made again of others", name)
    if lost > _MOST_LOST:
        raise CorpusError(name, f"{lost} pages lost their text", help="see that the fonts named in training/README.md are installed")


@dataclass(frozen=True, slots=True)
class _Proof:
    """A page about to be printed, and who is to read it."""

    sheet: Sheet
    issue: Issue
    pdf: Path
    how: str


def _made(proof: _Proof, rng: random.Random, browser: Printer) -> Made | None:
    """Print a page and read it; None if its text was lost."""
    text = _printed(proof, rng, browser)
    whole = _is_whole(proof.sheet, text if proof.how not in LAYOUT_ORDER else extractors.pymupdf(proof.pdf))
    return Made(proof.pdf.stem, text, _facts(proof)) if whole else None


def _printed(proof: _Proof, rng: random.Random, browser: Printer) -> str:
    """Return the text of a page; what stands on each of its sheets, and between them, is added to its gold."""
    sheet, pdf, read = proof.sheet, proof.pdf, EXTRACTORS[proof.how]
    if not sheet.options:
        browser.print(sheet, pdf, background=chance(rng, 0.5))
        return read(pdf, "\n")
    browser.print(sheet, pdf)
    count, separator = extractors.sheets(pdf), rng.choice(["\n", "\f"])
    sheet.layout.update(pages=count, page_sep="\f" if proof.how in OWN_SEPARATOR else separator)
    for page in range(1, count + 1):
        sheet.furniture.extend(line.replace("{p}", str(page)).replace("{n}", str(count)) for line in sheet.running)
    return read(pdf, separator)


def _is_whole(sheet: Sheet, text: str) -> bool:
    """Say whether the beginnings of the first and last paragraphs of most articles are in a text."""
    printed = bare(text)
    ends = [end for article in sheet.gold for end in (article["paragraphs"][-1], article["paragraphs"][0])]
    return sum(bare(end)[:_ENDS] not in printed for end in ends) <= len(sheet.gold) / 2


def _facts(proof: _Proof) -> dict[str, Any]:
    """Return what is on a page, as gold pages say it."""
    sheet, issue = proof.sheet, proof.issue
    return {
        "newspaper": issue.paper,
        "date": issue.date,
        "page": issue.page,
        "extractor": proof.how,
        "layout": sheet.layout,
        "furniture": sheet.furniture,
        "articles": sheet.gold,
    }


def between(articles: Sequence[Article], since: str, before: str) -> list[Article]:
    """Return the articles from one date on and before another, each the beginning of an ISO date or empty."""
    return [article for article in articles if article.date >= since and (not before or article.date < before)]
